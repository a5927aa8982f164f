//! A proposal in good order, which each test then changes where it matters: purpose, texts, source, end date are in place.

use gvi_domain::authority::KindCode;
use gvi_domain::time::{Date, Moment};
use gvi_secrecy::catalogue::{Catalogue, CategoryId, GroundId, Interest, Level, Offence, OffenceFacts, ProvisionId, Trigger};
use gvi_secrecy::disclosure::{
    Assessment, Basis, BasisKind, ChosenGround, Consent, ConsentGiver, HarmTest, NamedRecipient, Oral, Proposal, Recipient, Subject, assess,
};

pub const TEXT: &str = "skrivet och övervägt i det enskilda fallet";

pub fn kind(code: &str) -> KindCode {
    code.parse().unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn today() -> Date {
    day("2026-11-22")
}

fn legal_basis(discloser: &str) -> &'static str {
    match discloser {
        "POL" => "PBDL-2-1-1",
        "KV" => "KBDL-2-1-2",
        "SOC" => "SoLPuL-6",
        "MUN" => "MUN-GDPR-6-1-e",
        _ => "SCH-GDPR-6-1-e",
    }
}

pub struct Draft(pub Proposal);

/// A grown person, client of nobody, about whom one authority would tell another something.
pub fn draft(discloser: &str, recipient: &str, category: &str, carried: &[&str]) -> Draft {
    let mut proposal = Proposal::empty(kind(discloser), CategoryId::from(category), today());
    proposal.unit = "Nordhamn".into();
    proposal.recipients = vec![Recipient::unit(kind(recipient), "Nordhamn")];
    let catalogue = Catalogue::se();
    proposal.level = catalogue.category(&proposal.category).map_or(Level::Person, |row| row.level);
    proposal.carried = carried.iter().map(|code| (*code).into()).collect();
    if proposal.level == Level::Person {
        proposal.subjects = vec![Subject {
            person: "person".into(),
            born: Some(day("1996-01-01")),
            assessed_age: None,
            need_of_help: false,
            client_of: Default::default(),
            protected_identity: false,
        }];
    }
    proposal.purposes = ["prevent-detect-crime".into()].into();
    proposal.legal_basis = Some(legal_basis(discloser).into());
    proposal.necessity = TEXT.into();
    proposal.proportionality = TEXT.into();
    proposal.as_of = Some(today());
    proposal.basis = Some(Basis { kind: BasisKind::Fact, source: "egen iakttagelse".into(), grading: None });
    proposal.ends_on = Some(day("2027-01-22"));
    proposal.reidentification_checked = true;
    proposal.small_numbers_hidden = true;
    proposal.second_approver = true;
    proposal.decided_by = "school-head".into();
    Draft(proposal)
}

impl Draft {
    pub fn with(mut self, change: impl FnOnce(&mut Proposal)) -> Self {
        change(&mut self.0);
        self
    }

    pub fn ground(self, id: &str) -> Self {
        self.with(|it| it.grounds.push(ChosenGround { ground: GroundId::from(id), balance: TEXT.into() }))
    }

    pub fn harm_test(self, lock: &str) -> Self {
        self.with(|it| it.harm_tests.push(HarmTest { provision: ProvisionId::from(lock), reasons: TEXT.into() }))
    }

    pub fn locks(self, locks: &[&str]) -> Self {
        self.with(|it| it.tagged = locks.iter().map(|lock| ProvisionId::from(*lock)).collect())
    }

    pub fn born(self, date: &str) -> Self {
        self.with(|it| it.subjects[0].born = Some(day(date)))
    }

    pub fn client(self) -> Self {
        self.with(|it| {
            let kinds: Vec<KindCode> = it.recipients.iter().map(|recipient| recipient.kind.clone()).collect();
            it.subjects[0].client_of.extend(kinds);
        })
    }

    pub fn purpose(self, purpose: &str) -> Self {
        self.with(|it| it.purposes = [purpose.into()].into())
    }

    pub fn on_request(self) -> Self {
        self.with(|it| it.trigger = Trigger::OnRequest)
    }

    pub fn offence(self, offence: Offence, months: u16) -> Self {
        self.with(|it| {
            it.offence =
                OffenceFacts { kind: offence, chapter: "BrB-3".into(), min_penalty_months: months, attempt: false, prison_in_scale: true };
        })
    }

    /// The subject's own consent, naming exactly what the draft is about.
    pub fn consent(self) -> Self {
        let consent = consent_for(&self.0, "person");
        self.with(|it| it.consents.push(consent))
    }

    pub fn confirmed(self, interest: Interest) -> Self {
        self.with(|it| {
            it.recipients[0].confirmed_secrecy.insert(interest);
        })
    }

    pub fn oral(self, said: &str, logged: &str, reason: &str, dpo_flag: bool) -> Self {
        self.with(|it| {
            it.oral = Some(Oral {
                said_at: Moment::parse(said).unwrap(),
                logged_at: Moment::parse(logged).unwrap(),
                reason: reason.into(),
                dpo_flag,
            });
        })
    }

    pub fn assess(&self) -> Assessment {
        assess(Catalogue::se(), &self.0)
    }

    #[track_caller]
    pub fn is_allowed(&self) -> Assessment {
        let answer = self.assess();
        assert!(answer.allowed(), "refused: {:?}", answer.refusals);
        assert_eq!(answer.closed().count(), 0);
        answer
    }

    #[track_caller]
    pub fn is_refused(&self, codes: &[&str]) -> Assessment {
        let answer = self.assess();
        let got: Vec<String> = answer.refusals.iter().map(|refusal| refusal.code()).collect();
        for code in codes {
            assert!(got.iter().any(|it| it == code), "{code} is not among {:?}", answer.refusals);
        }
        for refusal in &answer.refusals {
            let words = refusal.explain(Catalogue::se());
            assert!(!words.sv.trim().is_empty() && !words.en.trim().is_empty(), "{refusal} explains nothing");
        }
        answer
    }

    /// Refused for these reasons and no other.
    #[track_caller]
    pub fn is_refused_only(&self, codes: &[&str]) {
        let answer = self.is_refused(codes);
        let mut got: Vec<String> = answer.refusals.iter().map(|refusal| refusal.code()).collect();
        got.dedup();
        assert_eq!(got.len(), codes.len(), "more reasons than expected: {:?}", answer.refusals);
    }
}

pub fn consent_for(proposal: &Proposal, person: &str) -> Consent {
    Consent {
        person: person.into(),
        given_by: ConsentGiver::Person,
        discloser: proposal.discloser.clone(),
        recipients: proposal.recipients.iter().map(|it| NamedRecipient { kind: it.kind.clone(), unit: Some(it.unit.clone()) }).collect(),
        classes: [proposal.category.clone()].into(),
        purposes: proposal.purposes.clone(),
        given_on: day("2026-11-01"),
        valid_until: day("2027-05-01"),
        withdrawn_on: None,
    }
}
