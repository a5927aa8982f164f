//! The guard: asks the policies and hands out permits. The only place where a permit begins.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Mutex;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
};

use crate::deeds::{Deed, Thing};
use crate::lens::{Class, Facts, Lens, Record, Sealed};
use crate::permit::Permit;

/// Who asks. Made at the door from the session, and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The account, or the name of the part of the house that acts by itself.
    pub account: String,
    /// The authority whose account it is.
    pub authority: String,
    /// The kind of that authority, for example `POL`.
    pub kind: String,
    /// Roles held today.
    pub roles: BTreeSet<String>,
    /// Unit inside the authority.
    pub unit: String,
    /// Training is valid today.
    pub trained: bool,
    /// Assurance level of the sign-in: 3 with a second factor.
    pub assurance: i64,
    /// The session carries a purpose that is active today.
    pub purpose_active: bool,
    /// Id of that purpose, for the log.
    pub purpose: Option<String>,
}

/// Where it is asked: the compartment that serves the request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The authority that owns the compartment.
    pub authority: String,
    /// Its kind.
    pub kind: String,
}

/// The policies say no, or there is no such thing. One answer for both: hidden looks like nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{deed} is not for this person on this thing, or there is no such thing")]
pub struct Refused {
    /// The deed that was asked for.
    pub deed: &'static str,
    /// The kind of thing.
    pub thing: Thing,
    /// What the log keeps as its id.
    pub id: String,
    /// For the log only: `unknown` if there is no such thing, `denied` if the policies say no.
    pub why: &'static str,
}

/// The policies or their schema do not hold together.
#[derive(Debug, thiserror::Error)]
#[error("the policies cannot be used: {0}")]
pub struct PolicyError(pub String);

/// The text of the schema and of all policies of the house.
pub const SCHEMA: &str = include_str!("../policies/house.cedarschema");
/// The policies, file by file.
pub const POLICIES: &[(&str, &str)] = &[
    ("common.cedar", include_str!("../policies/common.cedar")),
    ("mapping.cedar", include_str!("../policies/mapping.cedar")),
    ("incident.cedar", include_str!("../policies/incident.cedar")),
    ("focus.cedar", include_str!("../policies/focus.cedar")),
    ("notification.cedar", include_str!("../policies/notification.cedar")),
    ("support.cedar", include_str!("../policies/support.cedar")),
    ("call_in.cedar", include_str!("../policies/call_in.cedar")),
    ("community.cedar", include_str!("../policies/community.cedar")),
    ("exchange.cedar", include_str!("../policies/exchange.cedar")),
    ("oversight.cedar", include_str!("../policies/oversight.cedar")),
];

type Asked = (Actor, Place, &'static str, Facts);

/// Holds the parsed policies and answers. One for the whole process; it keeps no state but a memory of equal questions.
pub struct Guard {
    policies: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
    version: String,
    remembered: Mutex<HashMap<Asked, Option<Lens>>>,
}

/// Different answers that are kept at hand while one list is opened.
const ANSWERS_OF_A_LIST_MAX: usize = 16;
/// Equal questions that are remembered at a time; then the memory starts afresh.
const REMEMBERED_MAX: usize = 20_000;

impl Guard {
    /// The guard over the policies of the house.
    pub fn of_the_house() -> Result<Self, PolicyError> {
        let text: String = POLICIES.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
        Self::over(SCHEMA, &text)
    }

    /// A guard over given texts, which are validated against the schema.
    pub fn over(schema: &str, policies: &str) -> Result<Self, PolicyError> {
        let (schema, _) = Schema::from_cedarschema_str(schema).map_err(|error| PolicyError(format!("schema: {error}")))?;
        let policies_set: PolicySet = policies.parse().map_err(|error| PolicyError(format!("policies: {error}")))?;
        let outcome = cedar_policy::Validator::new(schema.clone()).validate(&policies_set, cedar_policy::ValidationMode::Strict);
        if let Some(error) = outcome.validation_errors().next() {
            return Err(PolicyError(format!("validation: {error}")));
        }
        let version = {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            policies.hash(&mut hasher);
            format!("{:016x}", hasher.finish())
        };
        Ok(Self { policies: policies_set, schema, authorizer: Authorizer::new(), version, remembered: Mutex::new(HashMap::new()) })
    }

    /// The version of the policies, for the log.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Asks for a permit. `facts` is `None` when there is no such thing: the answer is the same as for a thing that is hidden.
    pub fn ask<D: Deed>(&self, actor: &Actor, place: &Place, id: D::Id, facts: Option<&Facts>) -> Result<Permit<D>, Refused> {
        let refused = |why| Refused { deed: D::NAME, thing: D::THING, id: id.to_string(), why };
        let Some(facts) = facts else {
            // What does not exist is asked for all the same, so that the answer takes as long as for what is hidden.
            let _ = self.lens_for(actor, place, D::NAME, &Facts::plain(D::THING, id.to_string()));
            return Err(refused("unknown"));
        };
        assert!(facts.thing == D::THING && facts.id == id.to_string(), "facts of another thing were given for {}", D::NAME);
        self.lens_for(actor, place, D::NAME, facts).map(|lens| Permit::grant(id, lens)).ok_or_else(|| refused("denied"))
    }

    /// Whether a deed would be permitted: for a button that is shown or not. Gives no permit and opens nothing.
    pub fn would<D: Deed>(&self, actor: &Actor, place: &Place, facts: &Facts) -> bool {
        facts.thing == D::THING && self.lens_for(actor, place, D::NAME, facts).is_some()
    }

    /// What the policies answer to a deed named as in the log: for the matrix of roles. Gives no permit and opens nothing.
    pub fn answer(&self, actor: &Actor, place: &Place, deed: &'static str, facts: &Facts) -> Option<Lens> {
        self.lens_for(actor, place, deed, facts)
    }

    /// Opens the rows of a list. The permit for the list is not enough: each row is asked again as `row_deed` on that very thing, and a
    /// row that is not for this person is dropped.
    pub fn open_rows<L: Deed, R: Deed, T: Record>(
        &self,
        actor: &Actor,
        place: &Place,
        _list: &Permit<L>,
        rows: Vec<Sealed<T>>,
    ) -> Vec<T::Seen> {
        const { assert!(!R::CHANGES) };
        // Most rows of a list are alike in everything that decides, and what is alike has one answer.
        let mut answers: Vec<(Facts, Option<Lens>)> = Vec::new();
        let mut open = |row: Sealed<T>| {
            if row.facts().thing != R::THING {
                return None;
            }
            let known = answers.iter().find(|(facts, _)| facts.decides_like(row.facts())).map(|(_, answer)| *answer);
            let answer = known.unwrap_or_else(|| {
                let answer = self.lens_for(actor, place, R::NAME, row.facts());
                if answers.len() < ANSWERS_OF_A_LIST_MAX {
                    answers.push((row.facts().clone(), answer));
                }
                answer
            });
            answer.map(|lens| row.open_through(lens))
        };
        rows.into_iter().filter_map(&mut open).collect()
    }

    fn lens_for(&self, actor: &Actor, place: &Place, deed: &'static str, facts: &Facts) -> Option<Lens> {
        // Decisions depend on what is true of a thing, never on which thing it is, so equal questions have equal answers.
        let mut alike = facts.clone();
        "x".clone_into(&mut alike.id);
        let key = (actor.clone(), place.clone(), deed, alike);
        // Cannot fail: nothing panics while the lock is held.
        if let Some(known) = self.remembered.lock().expect("memory of the guard").get(&key) {
            return *known;
        }
        let answer = self.decide(actor, place, deed, facts);
        // Cannot fail: as above.
        let mut remembered = self.remembered.lock().expect("memory of the guard");
        if remembered.len() >= REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(key, answer);
        answer
    }

    fn decide(&self, actor: &Actor, place: &Place, deed: &str, facts: &Facts) -> Option<Lens> {
        let entities = self.entities(actor, place, facts);
        let allowed = |action: &str| {
            let request = Request::new(
                uid("Account", &actor.account),
                uid("Action", action),
                uid(facts.thing.name(), &facts.id),
                Context::empty(),
                Some(&self.schema),
            );
            match request {
                Ok(request) => {
                    let answer = self.authorizer.is_authorized(&request, &self.policies, &entities);
                    if let Some(error) = answer.diagnostics().errors().next() {
                        // A policy that errs is a broken build (the proofs show that none can): nothing is permitted.
                        tracing::error!(%error, "a policy failed");
                        return false;
                    }
                    answer.decision() == Decision::Allow
                }
                // The deed is not for this kind of thing.
                Err(_) => false,
            }
        };
        if !allowed(deed) {
            return None;
        }
        Some(Lens::of(Class::ALL.into_iter().filter(|class| allowed(&format!("see_{}", class.name())))))
    }

    fn entities(&self, actor: &Actor, place: &Place, facts: &Facts) -> Entities {
        let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
        let authority = |id: &str| RestrictedExpression::new_entity_uid(uid("Authority", id));
        let account = |id: &str| RestrictedExpression::new_entity_uid(uid("Account", id));
        let principal = HashMap::from([
            ("authority".to_owned(), authority(&actor.authority)),
            ("kind".to_owned(), text(&actor.kind)),
            ("roles".to_owned(), RestrictedExpression::new_set(actor.roles.iter().map(|role| text(role)))),
            ("unit".to_owned(), text(&actor.unit)),
            ("trained".to_owned(), RestrictedExpression::new_bool(actor.trained)),
            ("assurance".to_owned(), RestrictedExpression::new_long(actor.assurance)),
            ("purposeActive".to_owned(), RestrictedExpression::new_bool(actor.purpose_active)),
        ]);
        let mut resource = HashMap::from([
            ("authority".to_owned(), authority(&place.authority)),
            ("kind".to_owned(), text(&place.kind)),
            ("isProtected".to_owned(), RestrictedExpression::new_bool(facts.protected)),
            ("handlers".to_owned(), RestrictedExpression::new_set(facts.handlers.iter().map(|id| account(id)))),
            ("expired".to_owned(), RestrictedExpression::new_bool(facts.expired)),
            ("minor".to_owned(), RestrictedExpression::new_bool(facts.minor)),
            ("personLevel".to_owned(), RestrictedExpression::new_bool(facts.person_level)),
        ]);
        if let Some(proposer) = &facts.proposer {
            resource.insert("proposer".to_owned(), account(proposer));
        }
        if let Some(unit) = &facts.proposer_unit {
            resource.insert("proposerUnit".to_owned(), text(unit));
        }
        let entity = |uid, attributes| {
            // Cannot fail: attributes are literals.
            Entity::new(uid, attributes, HashSet::new()).expect("literal attributes")
        };
        let all = [entity(uid("Account", &actor.account), principal), entity(uid(facts.thing.name(), &facts.id), resource)];
        // Cannot fail: the types of principal and resource differ.
        Entities::from_entities(all, None).expect("no entity twice")
    }
}

impl Actor {
    /// The house itself, acting inside one compartment: it delivers, expires and signs, and can read nothing.
    pub fn house(place: &Place) -> Self {
        Self {
            account: "house".into(),
            authority: place.authority.clone(),
            kind: place.kind.clone(),
            roles: BTreeSet::from(["house".to_owned()]),
            unit: "house".into(),
            trained: true,
            assurance: 3,
            purpose_active: true,
            purpose: None,
        }
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    // Cannot fail: kinds are identifiers written in this crate.
    let name: EntityTypeName = kind.parse().expect("a type name");
    EntityUid::from_type_name_and_id(name, EntityId::new(id))
}
