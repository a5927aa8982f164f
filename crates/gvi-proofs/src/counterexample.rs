//! A counterexample, told so that somebody who never saw a formula understands what went wrong.

use std::fmt;

use cedar_policy::{Context, Entity, EvalResult};
use cedar_policy_symcc::Env;

/// A request that should have been impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    sentence: String,
    /// The deed that was permitted.
    pub deed: String,
    /// The kind of the authority whose account asked, if the account has one.
    pub kind: String,
    /// The roles of the account.
    pub roles: Vec<String>,
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl Counterexample {
    /// A permitted request that a wall forbids.
    pub(crate) fn told(wall: &str, found: &Env) -> Self {
        let mut told = Self::of(found);
        told.sentence = format!("Counterexample to “{wall}”: {}", told.sentence);
        told
    }

    /// A request on which a policy fails.
    pub(crate) fn of_an_error(policy: &str, found: &Env) -> Self {
        let mut told = Self::of(found);
        told.sentence = format!("The policy “{policy}” fails where it should answer: {}", told.sentence);
        told
    }

    fn of(found: &Env) -> Self {
        let name = |uid: Option<&cedar_policy::EntityUid>| uid.map_or_else(String::new, |uid| uid.id().unescaped().to_owned());
        let deed = name(found.request.action());
        let principal = found.request.principal().and_then(|uid| found.entities.get(uid));
        let resource = found.request.resource().and_then(|uid| found.entities.get(uid));
        let thing = found.request.resource().map_or_else(String::new, |uid| uid.type_name().to_string());
        let asker = found.request.principal().map_or_else(String::new, |uid| uid.type_name().to_string());
        let words = |entity: Option<&Entity>, leave_out: &[&str]| entity.map_or_else(String::new, |entity| attributes(entity, leave_out));
        let kind = principal.map(|entity| text(entity, "kind")).unwrap_or_default();
        let roles = principal.map(|entity| texts(entity, "roles")).unwrap_or_default();
        let sentence = if principal.is_some_and(|entity| entity.attr("roles").is_some()) {
            format!(
                "an account of kind {kind:?} with roles {{{}}} ({}) could {deed} a {thing} ({}).",
                roles.join(", "),
                words(principal, &["kind", "roles"]),
                words(resource, &[]),
            )
        } else {
            // Grounds and provisions have no attributes: what decides stands in the context.
            let circumstances = found.request.context().map_or_else(String::new, circumstances);
            format!(
                "the {} {} {deed} the {} {} ({circumstances}).",
                asker.to_lowercase(),
                name(found.request.principal()),
                thing.to_lowercase(),
                name(found.request.resource()),
            )
        };
        Self { sentence, deed, kind, roles }
    }
}

fn text(entity: &Entity, attribute: &str) -> String {
    match entity.attr(attribute) {
        Some(Ok(EvalResult::String(text))) => text,
        _ => String::new(),
    }
}

fn texts(entity: &Entity, attribute: &str) -> Vec<String> {
    let mut texts: Vec<String> = match entity.attr(attribute) {
        Some(Ok(EvalResult::Set(set))) => set
            .iter()
            .filter_map(|value| match value {
                EvalResult::String(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    texts.sort();
    texts
}

fn circumstances(context: &Context) -> String {
    let names = context.clone().into_iter().map(|(name, _)| name);
    let mut words: Vec<String> = names.filter_map(|name| context.get(&name).map(|value| format!("{name} {value}"))).collect();
    words.sort();
    words.join(", ")
}

fn attributes(entity: &Entity, leave_out: &[&str]) -> String {
    let mut words: Vec<String> = entity
        .attrs()
        .filter(|(name, _)| !leave_out.contains(name))
        .map(|(name, value)| match value {
            Ok(value) => format!("{name} {value}"),
            Err(_) => format!("{name} unknown"),
        })
        .collect();
    words.sort();
    words.join(", ")
}
