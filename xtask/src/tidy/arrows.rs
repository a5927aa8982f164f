//! Which room may lean on which, and what each must not know.
//!
//! The map is ARCHITECTURE.md's, in a form that can be compared with the Cargo.toml files. Development dependencies are
//! freer: a test may stand wherever it sees best. They may still not close a circle of real dependencies, which cargo
//! itself forbids.

use toml::{Table, Value};

use super::{Finding, Tree};

struct Room {
    name: &'static str,
    /// The rooms of the house it may lean on.
    may_lean_on: &'static [&'static str],
    /// Outside crates it must not know, by name or by beginning (`tower` covers `tower-http`).
    must_not_know: &'static [&'static str],
}

const SQL: &str = "sqlx";
const HTTP: [&str; 4] = ["axum", "hyper", "tower", "reqwest"];

const ROOMS: [Room; 15] = [
    Room {
        name: "gvi-domain",
        may_lean_on: &[],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "cedar-policy", "serde", "tokio", "async", "futures", "askama"],
    },
    Room {
        name: "gvi-ledger",
        may_lean_on: &[],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy", "tokio"],
    },
    Room {
        name: "gvi-evaluation",
        may_lean_on: &[],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy", "tokio"],
    },
    Room {
        name: "gvi-network",
        may_lean_on: &[],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy", "tokio"],
    },
    Room {
        name: "gvi-secrecy",
        may_lean_on: &["gvi-domain"],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "tokio"],
    },
    Room {
        name: "gvi-proofs",
        may_lean_on: &["gvi-domain", "gvi-secrecy"],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama"],
    },
    Room {
        name: "gvi-papers",
        may_lean_on: &["gvi-domain"],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy", "tokio"],
    },
    Room {
        name: "gvi-print",
        may_lean_on: &[],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy", "tokio", "rand", "uuid"],
    },
    Room {
        name: "gvi-store",
        may_lean_on: &["gvi-domain", "gvi-ledger", "gvi-secrecy"],
        must_not_know: &[HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy"],
    },
    Room {
        name: "gvi-exchange",
        may_lean_on: &["gvi-domain", "gvi-ledger", "gvi-secrecy"],
        must_not_know: &[SQL, "axum", "askama", "cedar-policy"],
    },
    Room {
        name: "gvi-app",
        may_lean_on: &[
            "gvi-domain",
            "gvi-evaluation",
            "gvi-exchange",
            "gvi-ledger",
            "gvi-network",
            "gvi-papers",
            "gvi-secrecy",
            "gvi-store",
        ],
        must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "askama", "cedar-policy"],
    },
    Room {
        name: "gvi-web",
        may_lean_on: &["gvi-app", "gvi-domain", "gvi-print"],
        must_not_know: &[SQL, "cedar-policy", "ed25519-dalek", "argon2"],
    },
    Room {
        name: "gvi-testkit",
        may_lean_on: &["gvi-app", "gvi-domain", "gvi-exchange", "gvi-secrecy", "gvi-store"],
        must_not_know: &["axum", "askama"],
    },
    Room {
        name: "vapenvila",
        may_lean_on: &[
            "gvi-app",
            "gvi-domain",
            "gvi-evaluation",
            "gvi-exchange",
            "gvi-ledger",
            "gvi-papers",
            "gvi-print",
            "gvi-store",
            "gvi-testkit",
            "gvi-web",
        ],
        must_not_know: &[SQL, "cedar-policy", "askama"],
    },
    Room { name: "xtask", may_lean_on: &[], must_not_know: &[SQL, HTTP[0], HTTP[1], HTTP[2], HTTP[3], "tokio", "serde", "clap"] },
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let folder = match file.path.strip_suffix("/Cargo.toml") {
            Some("xtask") => "xtask",
            Some(path) => match path.strip_prefix("crates/") {
                Some(folder) => folder,
                None => continue,
            },
            None => continue,
        };
        let object = |what: String| Finding::at(&file.path, 0, what);
        let Ok(table) = file.text.parse::<Table>() else {
            findings.push(object("is not TOML".to_owned()));
            continue;
        };
        let name = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
        if name != Some(folder) {
            findings.push(object(format!("the folder is called {folder}, so the crate is too")));
        }
        let Some(room) = ROOMS.iter().find(|room| room.name == folder) else {
            findings.push(object(format!(
                "{folder} stands on no map: say in ARCHITECTURE.md and in xtask/src/tidy/arrows.rs what it may lean on"
            )));
            continue;
        };
        for dependency in dependencies(&table) {
            let is_ours = dependency.starts_with("gvi-") || dependency == "vapenvila" || dependency == "xtask";
            if is_ours && !room.may_lean_on.contains(&dependency.as_str()) {
                findings.push(object(format!("{folder} must not lean on {dependency}: arrows point down only (ARCHITECTURE.md)")));
            }
            if room.must_not_know.iter().any(|unknown| is_or_begins(&dependency, unknown)) {
                findings.push(object(format!("{folder} must not know {dependency} (ARCHITECTURE.md, the rooms)")));
            }
        }
    }
    findings
}

/// Real and build dependencies, those of a single platform included.
fn dependencies(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    let platforms = table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values).filter_map(Value::as_table);
    for part in std::iter::once(table).chain(platforms) {
        for key in ["dependencies", "build-dependencies"] {
            for (name, value) in part.get(key).and_then(Value::as_table).into_iter().flatten() {
                // `other = { package = "name" }` hides a crate behind another word.
                let real = value.get("package").and_then(Value::as_str).unwrap_or(name);
                names.push(real.to_owned());
            }
        }
    }
    names
}

fn is_or_begins(name: &str, with: &str) -> bool {
    name.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(name: &str, rest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        let text = format!("[package]\nname = \"{name}\"\n{rest}");
        check(&Tree::of(&[(&path, &text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn an_arrow_that_points_up_is_found() {
        let found = findings("gvi-store", "[dependencies]\ngvi-app.workspace = true\ngvi-domain.workspace = true\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("gvi-store must not lean on gvi-app"), "{found:?}");
    }

    #[test]
    fn a_room_that_knows_what_it_must_not_is_found() {
        let found = findings("gvi-domain", "[dependencies]\nserde_json = \"1\"\njiff = \"0.2\"\n[dev-dependencies]\nserde = \"1\"\n");
        assert_eq!(found, ["gvi-domain must not know serde_json (ARCHITECTURE.md, the rooms)"]);
    }

    #[test]
    fn a_crate_behind_another_word_or_on_one_platform_is_found() {
        let found = findings(
            "gvi-app",
            "[dependencies]\nrows = { package = \"sqlx\", version = \"0.9\" }\n[target.'cfg(unix)'.dependencies]\naxum = \"0.8\"\n",
        );
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn pages_reach_the_store_only_through_deeds() {
        assert_eq!(findings("gvi-web", "[dependencies]\ngvi-store.workspace = true\n").len(), 1);
        assert_eq!(findings("gvi-web", "[dependencies]\ngvi-app.workspace = true\ntower-http = \"0.7\"\n").len(), 0);
    }

    #[test]
    fn tests_may_stand_where_they_see_best() {
        assert_eq!(findings("gvi-web", "[dev-dependencies]\ngvi-testkit.workspace = true\n").len(), 0);
    }

    #[test]
    fn a_crate_that_stands_on_no_map_is_found() {
        assert!(findings("gvi-rumours", "")[0].contains("stands on no map"));
    }

    #[test]
    fn the_map_has_no_circle() {
        // Each room leans only on rooms that lean, in the end, on nothing.
        let mut settled: Vec<&str> = Vec::new();
        while settled.len() < ROOMS.len() {
            let before = settled.len();
            for room in &ROOMS {
                if !settled.contains(&room.name) && room.may_lean_on.iter().all(|other| settled.contains(other)) {
                    settled.push(room.name);
                }
            }
            assert!(settled.len() > before, "a circle among the rooms not in {settled:?}");
        }
    }
}
