//! The deeds: everything that a person or the house itself can do to a thing, each with a name that stands in the policies,
//! in the log and in the matrix of roles. A deed that is not listed here cannot be done.
//!
//! The types are empty: they exist so that a permit for one deed does not fit where another is asked for.

use gvi_domain::{
    AccountId, BatchId, CallInId, ConsentId, DisclosureId, EnvelopeId, EvaluationId, FocusId, GroupId, GuestId, HelpCallId, IncidentId,
    LeverId, ListLimitId, MembershipId, MessageId, NetworkId, NotificationId, OfferId, PersonId, ReviewId, RoundId, SpeakerId, SummonsId,
    SupportId, TaskId, Whole, WordingId,
};

/// The kinds of things that deeds are done to; each is an entity type in the policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// A group and its relations.
    Group,
    /// A person in the own compartment.
    Person,
    /// A dated statement that a person belongs to a group.
    Membership,
    /// An incident, its analysis, its victims and suspects.
    Incident,
    /// A review meeting and its parts.
    Review,
    /// A task.
    Task,
    /// A message given to a group.
    Message,
    /// A focus period.
    Focus,
    /// A lever.
    Lever,
    /// An offer of help.
    Offer,
    /// A support contact.
    Support,
    /// A call to the help line.
    HelpCall,
    /// Somebody who speaks for the community: their own data, by consent.
    Speaker,
    /// A network of the community.
    Network,
    /// A disclosure decision.
    Disclosure,
    /// A received snapshot.
    Received,
    /// A waiver of secrecy.
    Consent,
    /// Concern for a child: reported by everybody, kept by nobody here.
    Concern,
    /// The compartment's log.
    Log,
    /// Accounts of those who work here.
    Account,
    /// Settings of the compartment: clocks, purposes.
    Settings,
    /// A batch of imported incidents.
    Batch,
    /// Counts: scorecard and measures.
    Measures,
    /// The plan of an evaluation with its counts: cities and months, no group and no person.
    Evaluation,
    /// The shell of a call-in: day, place, plan, run-sheet, groups by code. No person.
    CallIn,
    /// Somebody whom the police propose to ask to a call-in, and the list of them.
    Guest,
    /// A summons to a call-in, and what became of it at the door.
    Summons,
    /// A custom notification: the police's part of it.
    Notification,
    /// A round of them, without persons.
    Round,
    /// A version of the words, or of a letter.
    Wording,
}

impl Thing {
    /// All kinds, in the order of the matrix.
    pub const ALL: [Self; 30] = [
        Self::Group,
        Self::Person,
        Self::Membership,
        Self::Incident,
        Self::Review,
        Self::Task,
        Self::Message,
        Self::Focus,
        Self::Lever,
        Self::Offer,
        Self::Support,
        Self::HelpCall,
        Self::Speaker,
        Self::Network,
        Self::Disclosure,
        Self::Received,
        Self::Consent,
        Self::Concern,
        Self::Log,
        Self::Account,
        Self::Settings,
        Self::Batch,
        Self::Measures,
        Self::Evaluation,
        Self::CallIn,
        Self::Guest,
        Self::Summons,
        Self::Notification,
        Self::Round,
        Self::Wording,
    ];

    /// The name of the entity type in the policies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::Person => "Person",
            Self::Membership => "Membership",
            Self::Incident => "Incident",
            Self::Review => "Review",
            Self::Task => "Task",
            Self::Message => "Message",
            Self::Focus => "Focus",
            Self::Lever => "Lever",
            Self::Offer => "Offer",
            Self::Support => "Support",
            Self::HelpCall => "HelpCall",
            Self::Speaker => "Speaker",
            Self::Network => "Network",
            Self::Disclosure => "Disclosure",
            Self::Received => "Received",
            Self::Consent => "Consent",
            Self::Concern => "Concern",
            Self::Log => "Log",
            // The account as a thing; `Account` itself is the type of who asks.
            Self::Account => "AccountRecord",
            Self::Settings => "Settings",
            Self::Batch => "Batch",
            Self::Measures => "Measures",
            Self::Evaluation => "Evaluation",
            Self::CallIn => "CallIn",
            Self::Guest => "Guest",
            Self::Summons => "Summons",
            Self::Notification => "Notification",
            Self::Round => "Round",
            Self::Wording => "Wording",
        }
    }
}

/// What all deeds have in common.
pub trait Deed: Send + Sync + 'static {
    /// The id of the thing that it is done to.
    type Id: std::fmt::Display + Copy + Send + Sync;
    /// The name in policies and log.
    const NAME: &'static str;
    /// The kind of thing.
    const THING: Thing;
    /// Whether it changes anything.
    const CHANGES: bool;
}

/// A deed that only reads.
pub trait Reads: Deed {}
/// A deed that changes something.
pub trait Changes: Deed {}

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $kind:ident $text:literal on $thing:ident, $id:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
            impl Deed for $name {
                type Id = $id;
                const NAME: &'static str = $text;
                const THING: Thing = Thing::$thing;
                const CHANGES: bool = deeds!(@changes $kind);
            }
            impl $kind for $name {}
        )*
        /// Every deed: name, thing, whether it changes anything. The policies' schema is compared with it by a test.
        pub const ALL: &[(&str, Thing, bool)] = &[$(($text, Thing::$thing, deeds!(@changes $kind))),*];
    };
    (@changes Reads) => { false };
    (@changes Changes) => { true };
}

deeds! {
    // Groups (method P2)
    /// See the list of groups.
    ListGroups = Reads "list_groups" on Group, Whole;
    /// Open a group's card, its relations, timeline.
    ReadGroup = Reads "read_group" on Group, GroupId;
    /// Add a candidate group.
    AddGroup = Changes "add_group" on Group, Whole;
    /// Edit a group's card, aliases, relations.
    EditGroup = Changes "edit_group" on Group, GroupId;
    /// Move a group between its states.
    ChangeGroupStatus = Changes "change_group_status" on Group, GroupId;
    // Persons
    /// See or search the list of persons.
    ListPersons = Reads "list_persons" on Person, Whole;
    /// Open a person.
    ReadPerson = Reads "read_person" on Person, PersonId;
    /// Add a person.
    AddPerson = Changes "add_person" on Person, Whole;
    /// Edit a person.
    EditPerson = Changes "edit_person" on Person, PersonId;
    // Memberships
    /// See the roster of groups in the compartment.
    ListMemberships = Reads "list_memberships" on Membership, Whole;
    /// Open one membership with its evidence.
    ReadMembership = Reads "read_membership" on Membership, MembershipId;
    /// Propose that a person is listed in a group.
    ProposeMembership = Changes "propose_membership" on Membership, Whole;
    /// Approve or refuse somebody else's proposal.
    ApproveMembership = Changes "approve_membership" on Membership, MembershipId;
    /// Add evidence, renew on new evidence, contest, end with a reason.
    EditMembership = Changes "edit_membership" on Membership, MembershipId;
    // Incidents (P3, P4)
    /// See the list of incidents.
    ListIncidents = Reads "list_incidents" on Incident, Whole;
    /// Open an incident.
    ReadIncident = Reads "read_incident" on Incident, IncidentId;
    /// Register an incident.
    RegisterIncident = Changes "register_incident" on Incident, Whole;
    /// Edit an incident's core facts.
    EditIncident = Changes "edit_incident" on Incident, IncidentId;
    /// Triage: group-related, groups, retaliation risk.
    TriageIncident = Changes "triage_incident" on Incident, IncidentId;
    /// Attribute an incident to a group.
    AttributeIncident = Changes "attribute_incident" on Incident, IncidentId;
    /// Name a victim or a suspect of an incident.
    NamePersonInIncident = Changes "name_person_in_incident" on Incident, IncidentId;
    /// Alert the other authorities of an incident.
    AlertIncident = Changes "alert_incident" on Incident, IncidentId;
    /// Close or reopen an incident.
    CloseIncident = Changes "close_incident" on Incident, IncidentId;
    // Reviews and tasks (P4)
    /// See the list of reviews.
    ListReviews = Reads "list_reviews" on Review, Whole;
    /// Open a review.
    ReadReview = Reads "read_review" on Review, ReviewId;
    /// Plan a review.
    PlanReview = Changes "plan_review" on Review, Whole;
    /// Hold a review: attendance, decisions, minutes.
    HoldReview = Changes "hold_review" on Review, ReviewId;
    /// See the list of tasks.
    ListTasks = Reads "list_tasks" on Task, Whole;
    /// Give a task.
    AddTask = Changes "add_task" on Task, Whole;
    /// Finish a task, or say why it was not done.
    FinishTask = Changes "finish_task" on Task, TaskId;
    // Messages (the promise)
    /// See which group heard what.
    ListMessages = Reads "list_messages" on Message, Whole;
    /// Open a message.
    ReadMessage = Reads "read_message" on Message, MessageId;
    /// Record that a group was told.
    RecordMessage = Changes "record_message" on Message, Whole;
    // Custom notifications (P7)
    /// See the list of notifications.
    ListNotifications = Reads "list_notifications" on Notification, Whole;
    /// Open a notification with its questions and attempts.
    ReadNotification = Reads "read_notification" on Notification, NotificationId;
    /// Ask that somebody is sought out.
    RequestNotification = Changes "request_notification" on Notification, Whole;
    /// Answer safety questions, ask other authorities, clear, assign, call off.
    PlanNotification = Changes "plan_notification" on Notification, NotificationId;
    /// Write down an attempt, give up, write down the second contact.
    ReportNotification = Changes "report_notification" on Notification, NotificationId;
    /// See the list of rounds.
    ListRounds = Reads "list_rounds" on Round, Whole;
    /// Open a round with its numbers.
    ReadRound = Reads "read_round" on Round, RoundId;
    /// Plan a round.
    PlanRound = Changes "plan_round" on Round, Whole;
    // The words (the promise)
    /// See the list of versions of words and letters.
    ListWordings = Reads "list_wordings" on Wording, Whole;
    /// Open a version.
    ReadWording = Reads "read_wording" on Wording, WordingId;
    /// Write a new version.
    WriteWording = Changes "write_wording" on Wording, Whole;
    /// Approve a version that somebody else has written.
    ApproveWording = Changes "approve_wording" on Wording, WordingId;
    /// Take a version out of use.
    WithdrawWording = Changes "withdraw_wording" on Wording, WordingId;
    // Focus (P5, P8, P10)
    /// See the list of focus periods.
    ListFocus = Reads "list_focus" on Focus, Whole;
    /// Open a focus and its board.
    ReadFocus = Reads "read_focus" on Focus, FocusId;
    /// Propose a focus.
    ProposeFocus = Changes "propose_focus" on Focus, Whole;
    /// Decide on a proposal: open, warn, none, defer.
    DecideFocus = Changes "decide_focus" on Focus, FocusId;
    /// Run a focus: goals, reviews, end, feedback.
    RunFocus = Changes "run_focus" on Focus, FocusId;
    /// See own levers.
    ListLevers = Reads "list_levers" on Lever, Whole;
    /// Plan a lever with its own legal basis.
    PlanLever = Changes "plan_lever" on Lever, Whole;
    /// Decide on a lever, carry it out, close it.
    ChangeLever = Changes "change_lever" on Lever, LeverId;
    /// See offers of help.
    ListOffers = Reads "list_offers" on Offer, Whole;
    /// Make an offer of help.
    MakeOffer = Changes "make_offer" on Offer, Whole;
    /// Change the state of an offer.
    ChangeOffer = Changes "change_offer" on Offer, OfferId;
    // Support (P9)
    /// See the list of support contacts.
    ListSupport = Reads "list_support" on Support, Whole;
    /// Open a support contact.
    ReadSupport = Reads "read_support" on Support, SupportId;
    /// Open a new support contact.
    AddSupport = Changes "add_support" on Support, Whole;
    /// Change the status of a support contact.
    EditSupport = Changes "edit_support" on Support, SupportId;
    // The help line (P9)
    /// See the calls to the help line.
    ListHelpCalls = Reads "list_help_calls" on HelpCall, Whole;
    /// Count the calls and how fast they were answered.
    CountHelpCalls = Reads "count_help_calls" on HelpCall, Whole;
    /// Open a call.
    ReadHelpCall = Reads "read_help_call" on HelpCall, HelpCallId;
    /// Write a call down.
    LogHelpCall = Changes "log_help_call" on HelpCall, Whole;
    /// Call back, say what it led to.
    EditHelpCall = Changes "edit_help_call" on HelpCall, HelpCallId;
    // Call-ins (P6)
    /// See the list of call-ins.
    ListCallIns = Reads "list_call_ins" on CallIn, Whole;
    /// Open a call-in with its plan and run-sheet.
    ReadCallIn = Reads "read_call_in" on CallIn, CallInId;
    /// Plan a call-in.
    PlanCallIn = Changes "plan_call_in" on CallIn, Whole;
    /// Write on a call-in: its plan, its run-sheet, whose words somebody else approves.
    EditCallIn = Changes "edit_call_in" on CallIn, CallInId;
    /// Move a call-in between its states, or to another day.
    MoveCallIn = Changes "move_call_in" on CallIn, CallInId;
    /// See the guests of call-ins and which groups they reach.
    ListGuests = Reads "list_guests" on Guest, Whole;
    /// Open a guest with the reason.
    ReadGuest = Reads "read_guest" on Guest, GuestId;
    /// Propose a guest.
    ProposeGuest = Changes "propose_guest" on Guest, Whole;
    /// Take a guest back, write what is known of supervision.
    ChangeGuest = Changes "change_guest" on Guest, GuestId;
    /// Say that the list of guests of a call-in stands.
    LockGuests = Changes "lock_guests" on Guest, Whole;
    /// Decide whether a call-in is held.
    DecideCallIn = Changes "decide_call_in" on Guest, Whole;
    /// See the summonses and the door list.
    ListSummons = Reads "list_summons" on Summons, Whole;
    /// Open a summons.
    ReadSummons = Reads "read_summons" on Summons, SummonsId;
    /// Add a summons for a client.
    AddSummons = Changes "add_summons" on Summons, Whole;
    /// Send, serve, excuse; note the contact afterwards.
    ChangeSummons = Changes "change_summons" on Summons, SummonsId;
    /// Mark at the door who came.
    MarkDoor = Changes "mark_door" on Summons, SummonsId;
    // The community (P11)
    /// See those who speak for the community.
    ListSpeakers = Reads "list_speakers" on Speaker, Whole;
    /// Open a speaker.
    ReadSpeaker = Reads "read_speaker" on Speaker, SpeakerId;
    /// Add a speaker on their consent.
    AddSpeaker = Changes "add_speaker" on Speaker, Whole;
    /// Prepare, engage, renew, erase a speaker.
    EditSpeaker = Changes "edit_speaker" on Speaker, SpeakerId;
    /// See the networks.
    ListNetworks = Reads "list_networks" on Network, Whole;
    /// Open a network.
    ReadNetwork = Reads "read_network" on Network, NetworkId;
    /// Add a network.
    AddNetwork = Changes "add_network" on Network, Whole;
    /// Write that a network met.
    EditNetwork = Changes "edit_network" on Network, NetworkId;
    // Disclosure
    /// See the list of disclosure decisions.
    ListDisclosures = Reads "list_disclosures" on Disclosure, Whole;
    /// Open a disclosure decision.
    ReadDisclosure = Reads "read_disclosure" on Disclosure, DisclosureId;
    /// Decide to disclose, in writing or after an oral disclosure.
    DecideDisclosure = Changes "decide_disclosure" on Disclosure, Whole;
    /// Correct or recall a disclosure.
    RecallDisclosure = Changes "recall_disclosure" on Disclosure, DisclosureId;
    /// See the list of received snapshots.
    ListReceived = Reads "list_received" on Received, Whole;
    /// Open a received snapshot.
    ReadReceived = Reads "read_received" on Received, EnvelopeId;
    /// Acknowledge a received snapshot.
    AcknowledgeReceived = Changes "acknowledge_received" on Received, EnvelopeId;
    /// Answer a referral: taken on, not taken on, done.
    AnswerReferral = Changes "answer_referral" on Received, EnvelopeId;
    /// Report concern for a child.
    ReportConcern = Changes "report_concern" on Concern, Whole;
    /// See consents.
    ListConsents = Reads "list_consents" on Consent, Whole;
    /// Record a consent.
    RecordConsent = Changes "record_consent" on Consent, Whole;
    /// Withdraw a consent on the individual's word.
    WithdrawConsent = Changes "withdraw_consent" on Consent, ConsentId;
    // Counts
    /// See the scorecard of groups.
    ReadScorecard = Reads "read_scorecard" on Measures, Whole;
    /// See the measures of the method.
    ReadMeasures = Reads "read_measures" on Measures, Whole;
    // Did it help?
    /// See the list of evaluations.
    ListEvaluations = Reads "list_evaluations" on Evaluation, Whole;
    /// Open a plan with its counts and what may be said.
    ReadEvaluation = Reads "read_evaluation" on Evaluation, EvaluationId;
    /// Begin a plan.
    PlanEvaluation = Changes "plan_evaluation" on Evaluation, Whole;
    /// Write on a plan that is not sealed, add counts.
    EditEvaluation = Changes "edit_evaluation" on Evaluation, EvaluationId;
    /// Seal a plan, or change a sealed one in the open.
    SealEvaluation = Changes "seal_evaluation" on Evaluation, EvaluationId;
    // Log
    /// Read the log.
    ReadLog = Reads "read_log" on Log, Whole;
    // Accounts and settings
    /// See one's own day: clocks, tasks, things received (counts and codes).
    ReadDay = Reads "read_day" on Account, AccountId;
    /// See the accounts of the authority.
    ListAccounts = Reads "list_accounts" on Account, Whole;
    /// Add an account.
    AddAccount = Changes "add_account" on Account, Whole;
    /// Lock, unlock, end an account, change its roles.
    EditAccount = Changes "edit_account" on Account, AccountId;
    /// Choose one's own purpose, change one's own password.
    EditOwnAccount = Changes "edit_own_account" on Account, AccountId;
    /// See settings.
    ReadSettings = Reads "read_settings" on Settings, Whole;
    /// Change clocks and purposes.
    EditSettings = Changes "edit_settings" on Settings, Whole;
    /// Propose how many persons may be listed at a time, on the steering group's decision.
    ProposeListLimit = Changes "propose_list_limit" on Settings, Whole;
    /// Agree to such a proposal or refuse it.
    AnswerListLimit = Changes "answer_list_limit" on Settings, ListLimitId;
    // Import
    /// See the batches of imported incidents.
    ListBatches = Reads "list_batches" on Batch, Whole;
    /// Import a batch of incidents.
    ImportBatch = Changes "import_batch" on Batch, Whole;
    /// Undo a batch.
    UndoBatch = Changes "undo_batch" on Batch, BatchId;
    // The house itself
    /// Take in an envelope from another compartment.
    ReceiveEnvelope = Changes "receive_envelope" on Received, Whole;
    /// Hand out the envelopes that wait.
    SendEnvelopes = Changes "send_envelopes" on Disclosure, Whole;
    /// Tell workers by e-mail that something waits, without any content.
    TellByMail = Changes "tell_by_mail" on Account, Whole;
    /// Expire, suspend, restrict what has reached its end.
    ExpireRecords = Changes "expire_records" on Settings, Whole;
    /// Freeze the measures of a time that is over and settled.
    FreezeMeasures = Changes "freeze_measures" on Measures, Whole;
    /// Sign a checkpoint of the own log or co-sign another's.
    SignCheckpoint = Changes "sign_checkpoint" on Log, Whole;
}
