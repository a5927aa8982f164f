//! `docs/policy-matrix.md`: who may do what, asked of the real guard for every role and every deed, and kept up to date by
//! comparison. `cargo xtask bless` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use gvi_secrecy::deeds::{self, Thing};
use gvi_secrecy::lens::{Class, Facts};
use gvi_secrecy::roles::Roles;
use gvi_secrecy::{Actor, Guard};

use crate::policies::{compartment, somebody};

const KINDS: [(&str, &str); 6] =
    [("POL", "Police"), ("KV", "Probation"), ("SOC", "Social services"), ("MUN", "Municipality"), ("SCH", "School"), ("CIV", "Community")];

/// A thing of which this is true, and which somebody else of another unit proposed.
fn facts(thing: Thing, mine: bool, person: bool, minor: bool, expired: bool) -> Facts {
    Facts {
        handlers: if mine { vec!["me".into()] } else { vec!["other".into()] },
        person_level: person,
        minor,
        expired,
        proposer: Some("somebody".into()),
        proposer_unit: Some("south".into()),
        ..Facts::plain(thing, "-")
    }
}

/// One word for one role and one deed: the widest condition under which it is permitted.
fn word(guard: &Guard, actor: &Actor, deed: &'static str, thing: Thing) -> &'static str {
    let may = |mine, person, minor, expired| {
        guard.answer(actor, &compartment(&actor.kind), deed, &facts(thing, mine, person, minor, expired)).is_some()
    };
    if may(false, true, false, false) {
        if may(false, true, true, false) { "yes" } else { "adults" }
    } else if may(false, false, false, false) {
        "no person"
    } else if may(true, true, false, false) || may(true, false, false, false) {
        if thing == Thing::Account { "own" } else { "assigned" }
    } else if may(false, true, true, false) {
        "minors"
    } else if may(false, true, false, true) || may(false, false, false, true) {
        "expired"
    } else {
        "–"
    }
}

/// The classes shown of a thing, each with its letter; in brackets where that takes an assignment, a minor or an end that has passed.
fn letters(guard: &Guard, actor: &Actor, thing: Thing) -> String {
    let mut shown = String::new();
    for class in Class::ALL {
        let under = |mine: bool, minor: bool, expired: bool| {
            deeds::ALL.iter().filter(|(_, on, changes)| *on == thing && !changes).any(|(deed, _, _)| {
                [true, false].into_iter().any(|person| {
                    guard
                        .answer(actor, &compartment(&actor.kind), deed, &facts(thing, mine, person, minor, expired))
                        .is_some_and(|lens| lens.shows(class))
                })
            })
        };
        let letter = match class {
            Class::Coordination => 'C',
            Class::Identity => 'P',
            Class::Intelligence => 'B',
            Class::Source => 'S',
            Class::Support => 'H',
        };
        if under(false, false, false) {
            shown.push(letter);
        } else if under(true, false, false) || under(false, true, false) || under(false, false, true) {
            shown.push_str(&format!("({letter})"));
        }
    }
    if shown.is_empty() { "–".into() } else { shown }
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |\n", cells.into_iter().collect::<Vec<_>>().join(" | "))
}

fn rendering() -> String {
    let guard = Guard::of_the_house().unwrap();
    let roles = Roles::swedish();
    let mut text = String::from(
        "# Who may do what\n\n\
         Generated from the policies by asking the guard for every role and every deed; `cargo xtask bless` writes it anew.\n\
         A person who holds several roles may do what any of them may, but for the roles that close doors: admin, auditor, dpo,\n\
         and the support roles towards levers. Everybody acts in the compartment of their own authority alone. Everything but\n\
         accounts, settings and the log also takes an active purpose, valid training and a sign-in with a second factor; a person\n\
         with protected identity is there for the named handlers only.\n\n\
         - **yes**: on every such thing\n\
         - **no person**: on what is not about a person\n\
         - **assigned**: if the account is among the thing's handlers\n\
         - **own**: one's own account\n\
         - **adults**, **minors**: by the age of the person; approval always by somebody other than the proposer, from another unit\n\
         - **expired**: only what has reached its end\n\
         - **–**: never\n\n\
         The second table of each kind says which classes of knowledge are shown of a thing that may be opened: **C**oordination,\n\
         who a **P**erson is, what is **B**elieved, its **S**ource, and **H**elp. In brackets: only if assigned, of minors, or once expired.\n",
    );
    for (kind, name) in KINDS {
        let held: Vec<_> = roles.of_kind(kind).collect();
        let actors: Vec<Actor> = held.iter().map(|role| somebody(kind, &[&role.code])).collect();
        let head = |first: &str| {
            row([first.to_owned()].into_iter().chain(held.iter().map(|role| role.code.clone())))
                + &row(std::iter::repeat_n("---".to_owned(), held.len() + 1))
        };
        write!(text, "\n## {name} ({kind})\n\n").unwrap();
        for role in &held {
            writeln!(text, "- `{}` {}: {}", role.code, role.en, role.does_en).unwrap();
        }
        write!(text, "\n{}", head("deed")).unwrap();
        let mut silent = Vec::new();
        for (deed, thing, _) in deeds::ALL {
            let words: Vec<&str> = actors.iter().map(|actor| word(&guard, actor, deed, *thing)).collect();
            if words.iter().all(|word| *word == "–") {
                silent.push(format!("`{deed}`"));
            } else {
                text += &row([format!("`{deed}`")].into_iter().chain(words.into_iter().map(str::to_owned)));
            }
        }
        writeln!(text, "\nFor nobody here: {}.\n", silent.join(", ")).unwrap();
        text += &head("shown of");
        for thing in Thing::ALL {
            let cells: Vec<String> = actors.iter().map(|actor| letters(&guard, actor, thing)).collect();
            if cells.iter().any(|cell| cell != "–") {
                text += &row([thing.name().to_owned()].into_iter().chain(cells));
            }
        }
    }
    text
}

#[test]
fn the_matrix_in_the_docs_is_what_the_guard_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy-matrix.md");
    let rendering = rendering();
    if std::env::var_os("VAPENVILA_BLESS").is_some() {
        std::fs::write(&path, &rendering).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == rendering, "docs/policy-matrix.md says something else than the policies; run `cargo xtask bless` and read the diff");
}
