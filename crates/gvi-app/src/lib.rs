//! Deeds: each journey of the work is one function here, in one transaction, in one compartment.
//!
//! A deed takes the context of its request ([`Ctx`]), asks for its permits, reads or writes rows, opens them through the permit's
//! lens and hands out what the person may see. Pages, the JSON interface, the command line and the tests all call the same deeds.
//!
//! What this room deliberately does not know: axum, templates, SQL.

pub mod accounts;
pub mod alerts;
pub mod batches;
pub mod bells;
pub mod board;
pub mod calendars;
pub mod call_ins;
#[cfg(doctest)]
pub mod cheats;
pub mod clocks;
pub mod community;
pub mod concerns;
pub mod consents;
pub mod courier;
pub mod day;
pub mod deconfliction;
pub mod disclosures;
pub mod draft;
pub mod error;
pub mod evaluation;
pub mod expiry;
pub mod exposure;
pub mod focus;
pub mod frozen;
pub mod groups;
pub mod guests;
pub mod help_calls;
pub mod incident_analysis;
pub mod incident_history;
pub mod incident_persons;
pub mod incidents;
pub mod levers;
pub mod list_limits;
pub mod log;
pub mod mail;
pub mod measures;
pub mod memberships;
pub mod menu;
pub mod messages;
pub mod notifications;
pub mod offers;
pub mod order;
pub mod papers;
pub mod persons;
pub mod production;
pub mod received;
pub mod relations;
pub mod reviews;
pub mod rounds;
pub mod scorecard;
pub mod search;
pub mod settings;
pub mod sign_in;
pub mod site;
pub mod status_line;
pub mod summonses;
pub mod support;
pub mod tasks;
pub mod timeline;
pub mod unusual;
pub mod verify;
pub mod visits;
pub mod witness;
pub mod wordings;

pub use error::AppError;
pub use gvi_secrecy::Shown;
pub use gvi_secrecy::call_in_plan;
pub use gvi_secrecy::levers as catalogue;
pub use gvi_store::compartment::{Mode, Nameplate};
pub use gvi_store::sessions::Session;
pub use gvi_store::{Ctx, Door};
pub use site::Site;

/// The law as data, in the words that pages need: provisions, grounds, purposes, and why something may not leave.
pub mod law {
    pub use gvi_secrecy::catalogue::{Catalogue, GroundKind, Interest, Level, Offence, OffenceFacts, Trigger, Use, Words};
    pub use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, HarmTest};
}

/// What readers see of records: opened through a permit's lens, safe to show.
pub mod seen {
    pub use gvi_store::accounts::SeenAccount;
    pub use gvi_store::attributions::{SeenAttribution, SeenRetaliation};
    pub use gvi_store::batches::SeenBatch;
    pub use gvi_store::call_in_sheet::{SeenItem, SeenPlan, SeenSpeech};
    pub use gvi_store::call_ins::SeenCallIn;
    pub use gvi_store::clocks::SeenClock;
    pub use gvi_store::consents::SeenConsent;
    pub use gvi_store::disclosures::{SeenDisclosure, SeenRecipient};
    pub use gvi_store::evaluations::{SeenCounts, SeenEvaluation, SeenPlanChange};
    pub use gvi_store::evidence::SeenEvidence;
    pub use gvi_store::focus::{SeenDecision, SeenFocus, SeenFocusReview};
    pub use gvi_store::group_series::SeenGroupSeries;
    pub use gvi_store::groups::{SeenBasis, SeenGroup};
    pub use gvi_store::guests::{SeenGuest, SeenGuestList};
    pub use gvi_store::help_calls::SeenHelpCall;
    pub use gvi_store::incident_history::{SeenLink, SeenRevision};
    pub use gvi_store::incident_persons::{SeenSuspect, SeenVictim};
    pub use gvi_store::incidents::SeenIncident;
    pub use gvi_store::levers::SeenLever;
    pub use gvi_store::list_limits::SeenListLimit;
    pub use gvi_store::log::{SeenEntry, SeenReader, SeenWho};
    pub use gvi_store::memberships::SeenMembership;
    pub use gvi_store::messages::SeenMessage;
    pub use gvi_store::notifications::{SeenAnswer, SeenNotification, SeenQuestion, Teammate};
    pub use gvi_store::offers::SeenOffer;
    pub use gvi_store::persons::{PersonSearch, SeenListedPerson, SeenPerson};
    pub use gvi_store::received::SeenReceived;
    pub use gvi_store::relations::{SeenMapGroup, SeenRelation};
    pub use gvi_store::reviews::{SeenAttendance, SeenReview, SeenReviewDecision};
    pub use gvi_store::rounds::SeenRound;
    pub use gvi_store::scorecard::SeenScore;
    pub use gvi_store::search::{SeenNamedGroup, SeenPlacedIncident};
    pub use gvi_store::settings::{SeenClockSetting, SeenPurpose};
    pub use gvi_store::snapshot::SeenContent;
    pub use gvi_store::speakers::{SeenNetwork, SeenSpeaker};
    pub use gvi_store::summonses::SeenSummons;
    pub use gvi_store::support::{Handler, SeenSupport};
    pub use gvi_store::tasks::SeenTask;
    pub use gvi_store::timeline::{SeenGroupIncident, SeenStatusChange};
    pub use gvi_store::visits::SeenAttempt;
    pub use gvi_store::wordings::SeenWording;
}
