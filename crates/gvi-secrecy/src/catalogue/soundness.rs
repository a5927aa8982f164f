//! Does the catalogue hold together? Every name is known, no key both opens and spares a lock, every number can be what it is.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{Catalogue, CatalogueError, Check, Ground, GroundKind, HarmPresumption, OffenceScope, Start};

type Sound = Result<(), CatalogueError>;

fn known<T: PartialEq + Display>(place: impl Display, name: &T, mut names: impl Iterator<Item = T>) -> Sound {
    if names.any(|other| other == *name) {
        Ok(())
    } else {
        Err(CatalogueError::Unknown { place: place.to_string(), name: name.to_string() })
    }
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Sound {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(CatalogueError::Twice { name: name.to_owned() });
        }
    }
    Ok(())
}

fn range(holds: bool, place: impl Display, problem: &str) -> Sound {
    if holds { Ok(()) } else { Err(CatalogueError::Range { place: place.to_string(), problem: problem.to_owned() }) }
}

pub(super) fn check(catalogue: &Catalogue) -> Sound {
    names_are_unique(catalogue)?;
    provisions(catalogue)?;
    catalogue.grounds.iter().try_for_each(|ground| one_ground(catalogue, ground))?;
    authorities(catalogue)?;
    rules(catalogue)?;
    matrix(catalogue)
}

fn names_are_unique(catalogue: &Catalogue) -> Sound {
    once(catalogue.provisions.iter().map(|it| it.id.as_str()))?;
    once(catalogue.grounds.iter().map(|it| it.id.as_str()))?;
    once(catalogue.kinds.iter().map(|it| it.id.as_str()).chain(catalogue.recipient_groups.iter().map(|it| it.id.as_str())))?;
    once(catalogue.purposes.iter().map(|it| it.id.as_str()))?;
    once(catalogue.legal_bases.iter().map(|it| it.id.as_str()))?;
    once(catalogue.product_rules.iter().map(|it| it.id.as_str()))?;
    once(catalogue.contents.iter().map(|it| it.id.as_str()))?;
    once(catalogue.categories.iter().map(|it| it.id.as_str()))?;
    once(catalogue.recipient_secrecy.iter().map(|it| it.recipient.as_str()))
}

fn provisions(catalogue: &Catalogue) -> Sound {
    for lock in &catalogue.provisions {
        for owner in lock.owners.iter().filter(|owner| *owner != "ANY") {
            known(format!("owners of {}", lock.id), owner, catalogue.kinds.iter().map(|kind| kind.id.as_str().to_owned()))?;
        }
        // Law: 35:3. Chapters 10 and 12 not reaching it and a harm test that can clear it would contradict each other.
        range(
            lock.chapters_10_and_12_apply || lock.harm_test == HarmPresumption::None,
            &lock.id,
            "a lock that no ground reaches cannot be cleared by a harm test",
        )?;
    }
    Ok(())
}

fn one_ground(catalogue: &Catalogue, ground: &Ground) -> Sound {
    let place = |what: &str| format!("{what} of {}", ground.id);
    for (what, locks) in [("covers", &ground.covers), ("excludes", &ground.excludes)] {
        once(locks.iter().map(|lock| lock.as_str()))?;
        for lock in locks {
            known(place(what), lock, catalogue.provisions.iter().map(|it| it.id.clone()))?;
        }
    }
    if let Some(lock) = ground.covers.iter().find(|lock| ground.excludes.contains(lock)) {
        return Err(CatalogueError::Overlap { ground: ground.id.as_str().to_owned(), provision: lock.as_str().to_owned() });
    }
    for lock in ground.covers.iter().filter_map(|id| catalogue.provision(id)) {
        range(lock.chapters_10_and_12_apply, place("covers"), "a lock is covered that chapters 10 and 12 do not reach")?;
    }
    for kind in &ground.disclosers {
        known(place("disclosers"), kind, catalogue.kinds.iter().map(|it| it.id.clone()))?;
    }
    for purpose in ground.purposes.iter().filter(|name| *name != "any-approved") {
        known(place("purposes"), purpose, catalogue.purposes.iter().map(|it| it.id.as_str().to_owned()))?;
    }
    if !matches!(ground.data_limit.as_str(), "none" | "commonly-available") {
        known(place("data limit"), &ground.data_limit, catalogue.contents.iter().map(|it| it.id.as_str().to_owned()))?;
    }
    range(!ground.covers.is_empty(), place("covers"), "a ground opens at least one lock")?;
    range(!ground.disclosers.is_empty() && !ground.recipients.is_empty(), &ground.id, "a ground has disclosers and recipients")?;
    range(!ground.purposes.is_empty(), place("purposes"), "a ground has a purpose")?;
    range(ground.duty == (ground.kind == GroundKind::Duty), &ground.id, "kind and duty disagree")?;
    let plausible = |age: Option<u8>| age.is_none_or(|age| (1..=30).contains(&age));
    range(plausible(ground.subject.age_under) && plausible(ground.subject.age_min), place("subject"), "an age lies outside 1 to 30")?;
    let offence = &ground.offence;
    let months = |months: Option<u16>| months.is_none_or(|months| (1..=216).contains(&months));
    range(
        months(offence.min_penalty_months) && months(offence.attempt_min_penalty_months),
        place("offence"),
        "a minimum penalty lies outside 1 to 216 months",
    )?;
    range(
        offence.committed_crime != Some(false) || offence.applies_to == OffenceScope::FutureRisk,
        place("offence"),
        "a ground that is not for committed crimes must be for a risk ahead",
    )?;
    if let (Start::On(from), Some(to)) = (ground.valid_from, ground.valid_to) {
        range(from <= to, &ground.id, "it ends before it starts")?;
    }
    let texts = [&ground.when_sv, &ground.when_en, &ground.question_sv, &ground.question_en, &ground.balance_sv, &ground.balance_en];
    range(texts.iter().all(|text| !text.trim().is_empty()), &ground.id, "a guiding text is missing in one of the languages")
}

fn authorities(catalogue: &Catalogue) -> Sound {
    let kinds = || catalogue.kinds.iter().map(|it| it.id.clone());
    for group in &catalogue.recipient_groups {
        group.members.iter().try_for_each(|kind| known(&group.id, kind, kinds()))?;
    }
    for row in &catalogue.recipient_secrecy {
        known("recipient secrecy", &row.recipient, kinds())?;
        for lock in &row.by {
            known(format!("secrecy of {}", row.recipient), lock, catalogue.provisions.iter().map(|it| it.id.clone()))?;
        }
        range(row.protects.is_empty() == row.by.is_empty(), &row.recipient, "an interest is protected by a named rule, or not at all")?;
    }
    for access in &catalogue.direct_access {
        known("direct access", &access.from, kinds())?;
        known("direct access", &access.to, kinds())?;
        range(!access.default_enabled, "direct access", "a live reading starts switched off")?;
    }
    for basis in &catalogue.legal_bases {
        known(&basis.id, &basis.kind, kinds())?;
    }
    Ok(())
}

fn rules(catalogue: &Catalogue) -> Sound {
    let grounds = || catalogue.grounds.iter().map(|it| it.id.clone());
    let kinds = || catalogue.kinds.iter().map(|it| it.id.clone());
    let locks = || catalogue.provisions.iter().map(|it| it.id.clone());
    let limits = &catalogue.limits;
    range((1..=500).contains(&limits.minimum_text), "minimum_text", "it lies outside 1 to 500")?;
    range((1..=72).contains(&limits.oral_window_hours), "oral_window_hours", "it lies outside 1 to 72")?;
    range((1..=3650).contains(&limits.longest_disclosure_days), "longest_disclosure_days", "it lies outside 1 to 3650")?;
    range((1..=12).contains(&limits.consent_months), "consent_months", "it lies outside 1 to 12")?;
    catalogue.overlay.protected_identity.iter().try_for_each(|lock| known("overlay", lock, locks()))?;
    for rule in &catalogue.product_rules {
        rule.narrows.iter().chain(&rule.only_with).try_for_each(|ground| known(&rule.id, ground, grounds()))?;
        rule.from.iter().chain(&rule.to).try_for_each(|kind| known(&rule.id, kind, kinds()))?;
        rule.provisions.iter().try_for_each(|lock| known(&rule.id, lock, locks()))?;
    }
    // Every check that the engine knows must have its rule, or it would silently not be held.
    for check in [
        Check::Cap,
        Check::OtherGroundFirst,
        Check::Health,
        Check::NoCrime,
        Check::NoPerson,
        Check::Child,
        Check::Minor,
        Check::SecondApprover,
        Check::DecisionMaker,
        Check::Reidentification,
        Check::Suppression,
        Check::ProtectedIdentity,
        Check::EndDate,
    ] {
        range(catalogue.product_rules.iter().any(|rule| rule.check == Some(check)), "product rules", &format!("no rule holds {check:?}"))?;
    }
    for rule in &catalogue.product_rules {
        let aged = matches!(rule.check, Some(Check::OtherGroundFirst | Check::Child | Check::Minor));
        range(aged == rule.age_under.is_some(), &rule.id, "an age stands exactly where the check needs one")?;
    }
    Ok(())
}

fn matrix(catalogue: &Catalogue) -> Sound {
    let grounds = || catalogue.grounds.iter().map(|it| it.id.clone());
    let kinds = || catalogue.kinds.iter().map(|it| it.id.clone());
    range(catalogue.categories.iter().filter(|row| row.question).count() == 1, "categories", "exactly one row is for questions")?;
    for row in &catalogue.categories {
        row.owners.iter().chain(&row.never).chain(row.provisions.keys()).try_for_each(|kind| known(&row.id, kind, kinds()))?;
        for owner in &row.owners {
            let locks = row.provisions.get(owner).map_or(0, Vec::len);
            // Only published aggregates may have no lock: an empty set would open by itself.
            range(
                (locks == 0) == (row.level == super::Level::Aggregate),
                format!("{} at {owner}", row.id),
                "only an aggregate has no lock",
            )?;
        }
        for lock in row.provisions.values().flatten() {
            known(&row.id, lock, catalogue.provisions.iter().map(|it| it.id.clone()))?;
            let out = catalogue.provision(lock).is_some_and(super::Provision::stays_out);
            range(!out, &row.id, "a lock stands on it that never comes into the house")?;
        }
        for path in &row.paths {
            path.to.iter().chain(&path.from).try_for_each(|kind| known(&row.id, kind, kinds()))?;
            path.public.iter().chain(&path.individual).chain(&path.needs).try_for_each(|ground| known(&row.id, ground, grounds()))?;
            path.only.iter().try_for_each(|content| known(&row.id, content, catalogue.contents.iter().map(|it| it.id.clone())))?;
            range(path.level >= row.level, &row.id, "a path takes less than the row is")?;
            range(!path.to.iter().any(|kind| row.never.contains(kind)), &row.id, "a path leads where the row says never")?;
        }
    }
    Ok(())
}
