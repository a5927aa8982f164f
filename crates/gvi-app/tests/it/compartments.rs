//! The walls between the compartments: whatever is done in one authority, nothing changes at another until an envelope is delivered, and then
//! only by taking it in. The whole of every other database is compared after every deed, not what the deed is thought to touch.
//!
//! That no deed can hold two compartments at once is a rule of types (`cheats.rs`); here it is looked at.

use std::collections::BTreeMap;

use gvi_app::call_ins::{self, TypedStep};
use gvi_app::summonses::{self, TypedChange};
use gvi_app::{
    AppError, Ctx, community, disclosures, guests, help_calls, levers, notifications, offers, received, support, visits, wordings,
};
use gvi_domain::call_in::CallInDeed;
use gvi_domain::community::Vetting;
use gvi_domain::disclosure::RecallReason;
use gvi_domain::help_call::TypedCall;
use gvi_domain::lever::LeverDeed;
use gvi_domain::offer::OfferState;
use gvi_domain::referral::ReferralAnswer;
use gvi_domain::summons::SummonsDeed;
use gvi_domain::support::SupportStatus;
use gvi_domain::support_steps::Step;
use gvi_domain::{Code, EngagementId, HelpCallId, OfferId, WordingId};
use gvi_testkit::City;
use gvi_testkit::people::AUTHORITIES;
use gvi_testkit::typed::an_offer;

const NOTE: &str = "Allt gick som det var tänkt, och alla som arbetade har talat om det.";

/// One statement that gives every row of every table of a database.
async fn all_rows(city: &City, authority: &str) -> String {
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
    let mut parts = Vec::new();
    for table in city.read_past_all_doors(authority, tables).await {
        let columns = format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
        let columns = city.read_past_all_doors(authority, &columns).await.join(" || ',' || ");
        parts.push(format!("SELECT '{table}: ' || {columns} FROM \"{table}\""));
    }
    parts.join(" UNION ALL ")
}

/// What was done where, and what every compartment held when somebody there last did something.
struct Walls<'c> {
    city: &'c City,
    rows: BTreeMap<&'static str, String>,
    held: BTreeMap<&'static str, Vec<String>>,
    here: &'static str,
    done: BTreeMap<&'static str, usize>,
}

impl<'c> Walls<'c> {
    async fn around(city: &'c City) -> Self {
        let mut walls = Self { city, rows: BTreeMap::new(), held: BTreeMap::new(), here: "", done: BTreeMap::new() };
        for authority in AUTHORITIES {
            walls.rows.insert(authority.id, all_rows(city, authority.id).await);
            let held = walls.holds(authority.id).await;
            assert!(held.len() > 50, "{}: {} rows", authority.id, held.len());
            walls.held.insert(authority.id, held);
        }
        walls
    }

    async fn holds(&self, authority: &str) -> Vec<String> {
        let mut rows = self.city.read_past_all_doors(authority, &self.rows[authority]).await;
        rows.sort();
        rows
    }

    /// Goes to work at another authority.
    async fn go_to(&mut self, authority: &'static str) {
        if !self.here.is_empty() {
            let held = self.holds(self.here).await;
            assert_ne!(held, self.held[self.here], "{}: something was done here, and it left a trace", self.here);
            self.held.insert(self.here, held);
        }
        self.here = authority;
    }

    /// After a deed: nothing changed anywhere else. What was refused is looked at with the next one that was not.
    async fn did<T>(&mut self, room: &'static str, result: Result<T, AppError>) {
        if result.is_err() {
            return;
        }
        *self.done.entry(room).or_default() += 1;
        for (authority, held) in self.held.iter().filter(|(authority, _)| **authority != self.here) {
            let now = self.holds(authority).await;
            let changed: Vec<&String> = now.iter().filter(|row| held.binary_search(row).is_err()).collect();
            assert!(now == *held, "{room} at {} changed {authority}: {changed:?}", self.here);
        }
    }
}

async fn at_the_municipality(walls: &mut Walls<'_>, olle: &Ctx, leila: &Ctx) {
    walls.go_to("kommunen").await;
    let today = walls.city.now().date(olle.zone());
    for id in call_ins::list(olle).await.unwrap().call_ins.iter().map(|call_in| call_in.id).collect::<Vec<_>>() {
        for deed in CallInDeed::ALL {
            let version = call_ins::page(olle, id).await.unwrap().call_in.version;
            let typed = TypedStep { note: NOTE, on: &today.to_string() };
            walls.did("call-in", call_ins::step(olle, id, *deed, typed, version).await).await;
        }
    }
    for speaker in community::voices(leila).await.unwrap().speakers {
        for to in Vetting::ALL {
            let Ok(card) = community::card(leila, speaker.id).await else { break };
            walls.did("speaker", community::vet(leila, speaker.id, *to, card.speaker.version).await).await;
        }
        let Ok(card) = community::card(leila, speaker.id).await else { continue };
        walls.did("speaker", community::prepare(leila, speaker.id, card.speaker.version).await).await;
        let on = today.saturating_add(jiff::Span::new().days(9)).to_string();
        walls.did("engagement", community::engage(leila, speaker.id, EngagementId::new(), &on, "Kväll i skolan").await).await;
    }
}

async fn at_the_police(walls: &mut Walls<'_>, pia: &Ctx, greta: &Ctx) {
    walls.go_to("polisen").await;
    let today = walls.city.now().date(pia.zone());
    let wording = WordingId::new();
    let until = today.saturating_add(jiff::Span::new().days(90)).to_string();
    walls.did("wording", wordings::write(pia, wording, ("message", "sv"), &format!("{NOTE} {NOTE}"), &until).await).await;
    for version in [1, 2] {
        walls.did("wording", wordings::approve(greta, wording, version).await).await;
        walls.did("wording", wordings::withdraw(greta, wording, version).await).await;
    }
    let list = notifications::list(pia).await.unwrap();
    for id in list.open.iter().chain(&list.over).map(|one| one.id) {
        let version = notifications::card(pia, id).await.unwrap().notification.version;
        for result in [
            notifications::clear(pia, id, version).await,
            visits::follow_up(pia, id, version).await,
            visits::give_up(pia, id, NOTE, version).await,
            notifications::cancel(pia, id, NOTE, version).await,
        ] {
            walls.did("notification", result).await;
        }
    }
    for call_in in guests::list(pia).await.unwrap() {
        let Ok(page) = guests::page(pia, call_in.code).await else { continue };
        for guest in page.guests {
            walls.did("guest", guests::withdraw(pia, guest.id, NOTE, guest.version).await).await;
        }
    }
    for lever in levers::list(pia).await.unwrap().persons.into_iter().flat_map(|person| person.levers) {
        for deed in LeverDeed::ALL {
            let Ok(card) = levers::card(pia, lever.id).await else { break };
            walls.did("lever", levers::change(pia, lever.id, *deed, NOTE, card.lever.version).await).await;
        }
    }
    for end in [OfferState::Done, OfferState::Withdrawn] {
        let offer = OfferId::new();
        walls.did("offer", offers::make(pia, offer, None, an_offer(&Code::new().to_string())).await).await;
        for to in [OfferState::Accepted, end] {
            let Ok(card) = offers::card(pia, offer).await else { break };
            walls.did("offer", offers::change(pia, offer, to, card.offer.version).await).await;
        }
    }
    // What is taken back is taken back here; it goes to the others in an envelope like everything else.
    let sent = disclosures::list(pia).await.unwrap().lines;
    for line in sent.iter().filter(|line| !line.recipients.is_empty()).take(12) {
        let back = disclosures::recall(pia, line.disclosure.id, RecallReason::WasWrong, line.disclosure.version).await;
        walls.did("recall", back).await;
    }
}

async fn reads_the_post(walls: &mut Walls<'_>, ctx: &Ctx) {
    for line in received::list(ctx).await.unwrap() {
        let id = line.received.envelope;
        walls.did("acknowledge", received::acknowledge(ctx, id).await).await;
        for answer in [ReferralAnswer::Accepted, ReferralAnswer::Done] {
            let Ok(card) = received::card(ctx, id).await else { break };
            walls.did("referral", received::answer_referral(ctx, id, answer, card.received.version).await).await;
        }
    }
}

async fn at_probation(walls: &mut Walls<'_>, tom: &Ctx) {
    walls.go_to("frivarden").await;
    let today = walls.city.now().date(tom.zone()).to_string();
    for call_in in summonses::list(tom).await.unwrap() {
        let Ok(page) = summonses::page(tom, call_in.code).await else { continue };
        for id in page.summonses.into_iter().map(|summons| summons.id) {
            for deed in SummonsDeed::ALL {
                let Ok(card) = summonses::card(tom, id).await else { break };
                let typed = TypedChange { on: &today, how: "in-person", proof: "Kvitto 12", reason: NOTE };
                walls.did("summons", summonses::change(tom, id, *deed, typed, card.summons.version).await).await;
            }
        }
    }
    reads_the_post(walls, tom).await;
}

async fn at_social_services(walls: &mut Walls<'_>, ines: &Ctx, moa: &Ctx) {
    walls.go_to("socialtjansten").await;
    let call = HelpCallId::new();
    let typed = TypedCall { called_at: Some(walls.city.now()), answered: "no", caller: "family", anonymous: true, outcome: "" };
    walls.did("help-call", help_calls::log(moa, call, typed).await).await;
    walls.did("help-call", help_calls::call_back(moa, call, "family", true, "advice", 1).await).await;
    for contact in support::list(ines).await.unwrap().own {
        let steps = [Step::Intake, Step::Meet, Step::Plan, Step::AskProtection, Step::CheckInsAgain, Step::Relocate, Step::Relocated];
        let moves = [SupportStatus::Paused, SupportStatus::Ongoing, SupportStatus::Ended].map(Step::Move);
        for step in steps.into_iter().chain(moves) {
            let Ok(card) = support::card(ines, contact.id).await else { break };
            walls.did("support", support::take(ines, contact.id, step, card.contact.version).await).await;
        }
    }
    reads_the_post(walls, ines).await;
    reads_the_post(walls, moa).await;
}

#[tokio::test]
async fn nothing_that_is_done_in_one_compartment_changes_another_but_by_an_envelope_that_is_taken_in_there() {
    let city = City::with_its_history().await;
    city.deliver().await;
    // Everybody signs in first: that is a change in their own compartment.
    let (pia, greta) = (city.acts("pia").await, city.acts("greta").await);
    let (olle, leila) = (city.acts("olle").await, city.acts("leila").await);
    let (tom, ines, moa) = (city.acts("tom").await, city.acts("ines").await, city.acts("moa").await);
    let mut walls = Walls::around(&city).await;
    at_the_police(&mut walls, &pia, &greta).await;
    at_the_municipality(&mut walls, &olle, &leila).await;
    at_probation(&mut walls, &tom).await;
    at_social_services(&mut walls, &ines, &moa).await;
    walls.go_to("tryggare").await;
    // A walk that did nothing would prove nothing.
    for room in [
        "acknowledge",
        "call-in",
        "engagement",
        "guest",
        "help-call",
        "lever",
        "notification",
        "offer",
        "recall",
        "referral",
        "speaker",
        "summons",
        "support",
        "wording",
    ] {
        assert!(walls.done.contains_key(room), "{room}: nothing was done, {:?}", walls.done);
    }

    let last = "SELECT CAST(MAX(seq) AS TEXT) FROM ledger_entries";
    let mut before = BTreeMap::new();
    for authority in AUTHORITIES {
        before.insert(authority.id, city.read_past_all_doors(authority.id, last).await.remove(0));
    }
    assert!(city.deliver().await.delivered > 0);
    let mut took_in = 0;
    for authority in AUTHORITIES {
        let sql = format!("SELECT deed FROM ledger_entries WHERE seq > {}", before[authority.id]);
        let deeds = city.read_past_all_doors(authority.id, &sql).await;
        assert!(deeds.iter().all(|deed| deed == "receive_envelope" || deed == "send_envelopes"), "{}: {deeds:?}", authority.id);
        let changed = walls.holds(authority.id).await != walls.held[authority.id];
        assert!(!changed || !deeds.is_empty(), "{} changed without a word in its log", authority.id);
        took_in += deeds.iter().filter(|deed| *deed == "receive_envelope").count();
    }
    assert!(took_in > 0);
}
