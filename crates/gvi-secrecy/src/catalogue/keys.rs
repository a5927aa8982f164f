//! Does this key open this lock? The policies answer; the reasons beside the answer are for people.
//!
//! The reasons are read from the same data that the policies are written from, and a test asks both about the whole catalogue:
//! a key without a missing condition opens, and a key with one does not.

use std::collections::BTreeSet;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};
use gvi_domain::authority::KindCode;
use gvi_domain::time::Date;

use super::names::{ContentCode, GroundId, ProvisionId, PurposeCode};
use super::policies::day_number;
use super::{Catalogue, CatalogueError, Ground, GroundKind, GroundTrigger, OffenceScope, Start, Use};

/// Who started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The recipient asked.
    OnRequest,
    /// The discloser acts unasked.
    OwnInitiative,
}

/// What kind of offence the knowledge is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offence {
    /// None.
    None,
    /// A risk that lies ahead, shown by concrete circumstances.
    FutureRisk,
    /// A crime already committed.
    Committed,
    /// Terrorism.
    Terrorism,
    /// A crime against the state.
    AgainstState,
    /// Drugs, doping or alcohol to a minor.
    SupplyToMinor,
}

impl Offence {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::None, Self::FutureRisk, Self::Committed, Self::Terrorism, Self::AgainstState, Self::SupplyToMinor];

    /// The name in the policies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FutureRisk => "future-risk",
            Self::Committed => "committed",
            Self::Terrorism => "terrorism",
            Self::AgainstState => "against-state",
            Self::SupplyToMinor => "supply-to-minor",
        }
    }
}

/// What is known about the offence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OffenceFacts {
    /// Its kind.
    pub kind: Offence,
    /// Its chapter in the criminal code, for example `BrB-3`; empty if none.
    pub chapter: String,
    /// Its minimum penalty.
    pub min_penalty_months: u16,
    /// It stayed an attempt or the like.
    pub attempt: bool,
    /// Prison is in its scale.
    pub prison_in_scale: bool,
}

impl OffenceFacts {
    /// No offence.
    pub const NONE: Self =
        Self { kind: Offence::None, chapter: String::new(), min_penalty_months: 0, attempt: false, prison_in_scale: false };
}

/// Everything that the conditions of a ground may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// Kind of the authority that discloses.
    pub discloser: KindCode,
    /// Kind of the recipient.
    pub recipient: KindCode,
    /// What it is for.
    pub purposes: BTreeSet<PurposeCode>,
    /// Who started.
    pub trigger: Trigger,
    /// What the snapshot carries.
    pub carried: BTreeSet<ContentCode>,
    /// All of it is commonly available at the discloser.
    pub commonly_available: bool,
    /// The person's age on the day of the decision.
    pub age: Option<u8>,
    /// Addiction or a similar need of help.
    pub need_of_help: bool,
    /// The offence.
    pub offence: OffenceFacts,
    /// The balancing text is written.
    pub balance_written: bool,
    /// A consent covers exactly this.
    pub consent_in_scope: bool,
    /// A binding restriction is written.
    pub restriction_written: bool,
    /// A harm test has cleared the very lock.
    pub harm_cleared: bool,
    /// The day of the decision.
    pub decided_on: Date,
}

/// A condition of a ground that the circumstances miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unfit {
    /// Its conditions are not yet written.
    Disabled,
    /// It is not yet, or no longer, in force.
    NotInForce,
    /// This authority may not use it.
    Discloser,
    /// It is not for this recipient.
    Recipient,
    /// It is not for this purpose.
    Purpose,
    /// The person does not fit.
    Subject,
    /// The offence does not fit.
    Offence,
    /// It needs a request, or forbids one.
    Trigger,
    /// It opens less than the snapshot carries.
    DataLimit,
    /// No consent covers this.
    Consent,
    /// No binding restriction is written.
    Restriction,
    /// The harm test has not cleared the lock.
    HarmNotCleared,
    /// The balancing text is missing.
    Balance,
}

/// The policies, ready to answer.
#[derive(Debug)]
pub(super) struct Engine {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    ground: EntityTypeName,
    provision: EntityTypeName,
    opens: EntityUid,
}

impl Engine {
    /// An engine without policies, which opens nothing.
    pub(super) fn closed() -> Self {
        // Cannot fail: three names written here.
        let named = |name: &str| name.parse::<EntityTypeName>().expect("a plain word is a type name");
        Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::new(),
            entities: Entities::empty(),
            ground: named("Ground"),
            provision: named("Provision"),
            opens: EntityUid::from_type_name_and_id(named("Action"), EntityId::new("opens")),
        }
    }

    pub(super) fn new(policies: &str, schema: &str) -> Result<Self, CatalogueError> {
        let wrong = |problem: String| CatalogueError::Policies(problem);
        let policies: PolicySet = policies.parse().map_err(|problem| wrong(format!("{problem}")))?;
        let (schema, _) = Schema::from_cedarschema_str(schema).map_err(|problem| wrong(format!("{problem}")))?;
        let verdict = Validator::new(schema).validate(&policies, ValidationMode::Strict);
        if let Some(problem) = verdict.validation_errors().next() {
            return Err(wrong(problem.to_string()));
        }
        Ok(Self { policies, ..Self::closed() })
    }

    pub(super) fn opens(&self, ground: &GroundId, provision: &ProvisionId, circumstances: &Circumstances) -> bool {
        let principal = EntityUid::from_type_name_and_id(self.ground.clone(), EntityId::new(ground.as_str()));
        let resource = EntityUid::from_type_name_and_id(self.provision.clone(), EntityId::new(provision.as_str()));
        // A context or request that cannot be made opens nothing: the safe side.
        let Ok(context) = Context::from_pairs(pairs(circumstances)) else { return false };
        let Ok(request) = Request::new(principal, self.opens.clone(), resource, context, None) else { return false };
        let answer = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        answer.decision() == Decision::Allow && answer.diagnostics().errors().next().is_none()
    }
}

fn pairs(it: &Circumstances) -> Vec<(String, RestrictedExpression)> {
    let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
    let yes = RestrictedExpression::new_bool;
    let number = RestrictedExpression::new_long;
    let named = |name: &str, value| (name.to_owned(), value);
    vec![
        named("discloser", text(it.discloser.as_str())),
        named("recipient", text(it.recipient.as_str())),
        named("purposes", RestrictedExpression::new_set(it.purposes.iter().map(|name| text(name.as_str())))),
        named("trigger", text(if it.trigger == Trigger::OnRequest { "on-request" } else { "own-initiative" })),
        named("carried", RestrictedExpression::new_set(it.carried.iter().map(|name| text(name.as_str())))),
        named("commonlyAvailable", yes(it.commonly_available)),
        named("ageKnown", yes(it.age.is_some())),
        named("age", number(i64::from(it.age.unwrap_or(0)))),
        named("needOfHelp", yes(it.need_of_help)),
        named("offence", text(it.offence.kind.name())),
        named("offenceChapter", text(&it.offence.chapter)),
        named("minPenaltyMonths", number(i64::from(it.offence.min_penalty_months))),
        named("attempt", yes(it.offence.attempt)),
        named("prisonInScale", yes(it.offence.prison_in_scale)),
        named("balanceWritten", yes(it.balance_written)),
        named("consentInScope", yes(it.consent_in_scope)),
        named("restrictionWritten", yes(it.restriction_written)),
        named("harmCleared", yes(it.harm_cleared)),
        named("decidedOn", number(day_number(it.decided_on))),
    ]
}

pub(super) fn unfit(_: &Catalogue, ground: &Ground, it: &Circumstances) -> Vec<Unfit> {
    let mut missing = Vec::new();
    let mut needs = |holds: bool, reason: Unfit| {
        if !holds {
            missing.push(reason);
        }
    };
    needs(ground.usage != Use::Disabled, Unfit::Disabled);
    let begun = match ground.valid_from {
        Start::On(from) => it.decided_on >= from,
        Start::Unknown => true,
    };
    needs(begun && ground.valid_to.is_none_or(|to| it.decided_on <= to), Unfit::NotInForce);
    needs(ground.disclosers.contains(&it.discloser), Unfit::Discloser);
    needs(ground.towards().contains(&it.recipient), Unfit::Recipient);
    needs(ground.any_purpose() || it.purposes.iter().any(|name| ground.purposes.iter().any(|own| own == name.as_str())), Unfit::Purpose);
    needs(subject_fits(ground, it), Unfit::Subject);
    needs(offence_fits(ground, &it.offence), Unfit::Offence);
    needs(
        match ground.trigger {
            GroundTrigger::Either => true,
            GroundTrigger::OnRequest | GroundTrigger::ToConfirm => it.trigger == Trigger::OnRequest,
            GroundTrigger::OwnInitiative => it.trigger == Trigger::OwnInitiative,
        },
        Unfit::Trigger,
    );
    needs(
        match ground.data_limit.as_str() {
            "none" => true,
            "commonly-available" => it.commonly_available,
            only => it.carried.iter().all(|content| content.as_str() == only),
        },
        Unfit::DataLimit,
    );
    needs(!ground.is_consent() || it.consent_in_scope, Unfit::Consent);
    needs(ground.kind != GroundKind::Restriction || it.restriction_written, Unfit::Restriction);
    needs(ground.kind != GroundKind::HarmTest || it.harm_cleared, Unfit::HarmNotCleared);
    needs(it.balance_written, Unfit::Balance);
    missing
}

fn subject_fits(ground: &Ground, it: &Circumstances) -> bool {
    let condition = &ground.subject;
    if condition.age_under.is_none() && condition.age_min.is_none() {
        return true;
    }
    let by_age =
        it.age.is_some_and(|age| condition.age_under.is_none_or(|under| age < under) && condition.age_min.is_none_or(|least| age >= least));
    by_age || (condition.or.is_some() && it.need_of_help)
}

fn offence_fits(ground: &Ground, offence: &OffenceFacts) -> bool {
    let condition = &ground.offence;
    let kind = match condition.applies_to {
        OffenceScope::Any => true,
        OffenceScope::FutureRisk => offence.kind == Offence::FutureRisk,
        OffenceScope::Committed => offence.kind == Offence::Committed,
        OffenceScope::Terrorism => offence.kind == Offence::Terrorism,
        OffenceScope::TerrorismOrAgainstState => matches!(offence.kind, Offence::Terrorism | Offence::AgainstState),
        OffenceScope::SupplyToMinor => offence.kind == Offence::SupplyToMinor,
    };
    let least =
        if offence.attempt { condition.attempt_min_penalty_months.or(condition.min_penalty_months) } else { condition.min_penalty_months };
    kind && (condition.chapters.is_empty() || condition.chapters.contains(&offence.chapter))
        && least.is_none_or(|months| offence.min_penalty_months >= months)
        && (!condition.prison_in_scale || offence.prison_in_scale)
}
