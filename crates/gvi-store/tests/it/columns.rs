//! `columns.toml` accounts for every column: nothing is kept without a class, a purpose and an end.

use std::collections::{BTreeMap, BTreeSet};

use gvi_secrecy::lens::Class;
use serde::Deserialize;

use crate::databases;
use crate::schema::{self, Schema};

/// The whole list. A key that nobody knows is refused: a misspelt one would account for nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// How things end, by name.
    pub retention: BTreeMap<String, Retention>,
    /// Tables by name.
    pub table: BTreeMap<String, TableEntry>,
}

/// How something ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// In words.
    pub rule: String,
    /// Who sees to it.
    pub by: By,
}

/// Who sees to an end.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The house, every night, by itself.
    Round,
    /// The deed that makes it unnecessary.
    Deed,
    /// The authority decides; nothing happens by itself.
    Authority,
}

/// A table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// What its rows are.
    pub what: String,
    /// Why they are kept.
    pub why: String,
    /// Whom they are about.
    pub about: String,
    /// How they end.
    pub retention: String,
    /// Columns by name.
    pub column: BTreeMap<String, ColumnEntry>,
}

/// A column.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnEntry {
    /// A class of knowledge, `open` or `house`.
    pub class: String,
    /// Why it is kept.
    pub why: String,
    /// How it ends, where it ends otherwise than its table.
    pub retention: Option<String>,
}

/// The list as it stands in the tree.
pub fn columns() -> Columns {
    toml::from_str(include_str!("../../columns.toml")).unwrap_or_else(|error| panic!("columns.toml: {error}"))
}

/// What the list does not say, or says and there is not.
fn unaccounted(columns: &Columns, schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for (name, table) in schema {
        match columns.table.get(name) {
            None => found.push(format!("table {name} has no entry")),
            Some(entry) => {
                found.extend(
                    table
                        .columns
                        .keys()
                        .filter(|column| !entry.column.contains_key(*column))
                        .map(|column| format!("{name}.{column} has no entry: give it class, why, and how it ends")),
                );
                found.extend(
                    entry
                        .column
                        .keys()
                        .filter(|column| !table.columns.contains_key(*column))
                        .map(|column| format!("{name}.{column} is in the list and not in the table")),
                );
            }
        }
    }
    found.extend(
        columns
            .table
            .keys()
            .filter(|name| !schema.contains_key(*name))
            .map(|name| format!("table {name} is in the list and not in the schema")),
    );
    found
}

/// What the list says that makes no sense by itself.
fn unsound(columns: &Columns) -> Vec<String> {
    let known: BTreeSet<&str> = Class::ALL.into_iter().map(Class::name).chain(["open", "house"]).collect();
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for (name, table) in &columns.table {
        let ends = std::iter::once(&table.retention).chain(table.column.values().filter_map(|column| column.retention.as_ref()));
        for end in ends {
            used.insert(end.as_str());
            if !columns.retention.contains_key(end) {
                found.push(format!("{name}: there is no retention called {end}"));
            }
        }
        if [&table.what, &table.why, &table.about].iter().any(|words| words.trim().is_empty()) {
            found.push(format!("{name}: what, why and about must say something"));
        }
        for (column, entry) in &table.column {
            if !known.contains(entry.class.as_str()) {
                found.push(format!("{name}.{column}: {} is no class", entry.class));
            }
            if entry.why.trim().is_empty() {
                found.push(format!("{name}.{column}: why is it kept?"));
            }
        }
    }
    found.extend(columns.retention.keys().filter(|end| !used.contains(end.as_str())).map(|end| format!("nothing ends by {end}")));
    found.extend(columns.retention.iter().filter(|(_, end)| end.rule.trim().is_empty()).map(|(name, _)| format!("{name} has no rule")));
    found
}

type Fields = &'static [(&'static str, &'static str)];

macro_rules! records {
    ($($room:ident::$record:ident in $($table:literal),+;)*) => {
        /// Every record that a lens opens, with the tables that its fields come from.
        const RECORDS: &[(&str, Fields, &[&str])] = &[$((
            concat!(stringify!($room), "::", stringify!($record)),
            gvi_store::$room::$record::CLASSES,
            &[$($table),+],
        )),*];
    };
}
records! {
    accounts::AccountRow in "accounts";
    attributions::AttributionRow in "attributions";
    attributions::RetaliationRow in "retaliations";
    batches::BatchRow in "batches";
    call_in_sheet::ItemRow in "call_in_items";
    call_in_sheet::PlanRow in "call_in_plans";
    call_in_sheet::SpeechRow in "call_in_speeches";
    call_ins::CallInRow in "call_ins";
    consents::ConsentRow in "consents";
    disclosures::DisclosureRow in "disclosures";
    evidence::EvidenceRow in "membership_evidence";
    focus::DecisionRow in "focus_decisions";
    focus::FocusReviewRow in "focus_reviews";
    focus::FocusRow in "focus";
    group_series::GroupSeriesRow in "groups";
    groups::BasisRow in "incidents";
    groups::GroupRow in "groups";
    groups::NamedRow in "groups";
    help_calls::HelpCallRow in "help_calls";
    guests::GuestListRow in "guest_lists";
    guests::GuestRow in "guests";
    incident_history::LinkRow in "incidents";
    incident_history::RevisionRow in "incident_revisions";
    incident_persons::ListedSuspectRow in "incident_suspects";
    incident_persons::SuspectRow in "incident_suspects";
    incident_persons::VictimRow in "incident_victims";
    incidents::IncidentRow in "incidents";
    levers::LeverRow in "levers";
    list_limits::ListLimitRow in "list_limits", "accounts";
    log::LogRow in "ledger_entries";
    log::ReaderRow in "ledger_entries";
    log::WhoRow in "accounts";
    memberships::MembershipRow in "memberships";
    messages::MessageRow in "messages";
    notifications::AnswerRow in "notification_answers", "accounts";
    notifications::NotificationRow in "notifications";
    notifications::QuestionRow in "notification_questions";
    offers::OfferRow in "offers";
    persons::ListedPersonRow in "persons";
    persons::PersonRow in "persons";
    received::ReceivedRow in "received";
    relations::MapGroupRow in "groups";
    relations::RelationRow in "group_relations";
    reviews::AttendanceRow in "review_attendance";
    reviews::DecisionRow in "review_decisions";
    reviews::ReviewRow in "reviews";
    rounds::RoundRow in "rounds";
    scorecard::ScoreRow in "groups";
    search::NamedGroupRow in "groups";
    search::PlacedIncidentRow in "incidents";
    settings::ClockSettingRow in "settings";
    settings::PurposeRow in "purposes";
    summonses::SummonsRow in "summonses";
    speakers::NetworkRow in "networks";
    speakers::SpeakerRow in "speakers";
    support::SupportRow in "support_contacts";
    tasks::TaskRow in "tasks";
    evaluations::EvaluationRow in "evaluations", "accounts";
    evaluations::PlanChangeRow in "evaluation_changes", "accounts";
    evaluations::CountsRow in "evaluation_counts", "accounts";
    timeline::GroupIncidentRow in "incidents";
    timeline::StatusChangeRow in "group_status_changes";
    visits::AttemptRow in "notification_attempts";
    wordings::WordingRow in "wordings";
}

/// Where the code and the list give one column two classes, and how many columns both speak of.
fn disagreements(columns: &Columns) -> (Vec<String>, usize) {
    let (mut found, mut both) = (Vec::new(), 0);
    for (record, fields, tables) in RECORDS {
        for (field, class) in *fields {
            for table in *tables {
                let Some(entry) = columns.table.get(*table).and_then(|table| table.column.get(*field)) else { continue };
                both += 1;
                if entry.class != class.to_lowercase() {
                    found.push(format!("{table}.{field}: {record} says {}, columns.toml says {}", class.to_lowercase(), entry.class));
                }
            }
        }
    }
    (found, both)
}

#[tokio::test]
async fn every_column_of_both_databases_is_accounted_for_and_nothing_else() {
    let columns = columns();
    let sqlite = databases::sqlite().await;
    let missing = unaccounted(&columns, &schema::read(&sqlite.pool).await);
    assert!(missing.is_empty(), "columns.toml and SQLite:\n{}", missing.join("\n"));
    let Some(postgres) = databases::postgres("columns").await else { return };
    let missing = unaccounted(&columns, &schema::read(&postgres).await);
    assert!(missing.is_empty(), "columns.toml and PostgreSQL:\n{}", missing.join("\n"));
}

#[test]
fn every_entry_has_a_known_class_a_reason_and_an_end() {
    let found = unsound(&columns());
    assert!(found.is_empty(), "columns.toml:\n{}", found.join("\n"));
}

#[test]
fn the_list_agrees_with_what_the_code_says_of_each_field() {
    let (found, both) = disagreements(&columns());
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(both > 250, "only {both} fields are compared");
}

#[test]
fn no_record_is_forgotten_in_the_comparison() {
    let mut there = BTreeSet::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap() {
        let path = file.unwrap().path();
        let room = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        there.extend(
            text.lines()
                .filter_map(|line| line.strip_prefix("classed! { "))
                .map(|rest| format!("{room}::{}", rest.split(' ').next().unwrap())),
        );
    }
    let compared: BTreeSet<String> = RECORDS.iter().map(|(record, ..)| (*record).to_owned()).collect();
    assert_eq!(there, compared, "put every classed! record into RECORDS with its tables");
}

#[test]
fn what_the_list_says_ends_by_itself_is_what_the_round_ends() {
    // Tables with a round of their own, and tables whose rows go with the row that they hang on.
    let otherwise = [
        "persons",
        "person_contacts",
        "person_handlers",
        "person_name_endings",
        "memberships",
        "membership_evidence",
        "corrections",
        "support_handlers",
        "speaker_engagements",
        "support_needs",
        "support_outcomes",
        "notification_team",
        "notification_answers",
        "notification_questions",
        "notification_attempts",
        "received",
        "received_fields",
        "received_grounds",
        "disclosures",
        "disclosure_fields",
        "disclosure_grounds",
        "disclosure_recipients",
        "consents",
        "evaluation_changes",
        "evaluation_counts",
        "call_in_groups",
        "door_marks",
        "ledger_entries",
        "ledger_days",
    ];
    let ended: BTreeSet<&str> = gvi_store::retention::ERASED.iter().map(|(table, _)| *table).chain(otherwise).collect();
    let columns = columns();
    let said: BTreeSet<&str> = columns
        .table
        .iter()
        .filter(|(_, table)| columns.retention[&table.retention].by == By::Round)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(said, ended);
    for (table, sql) in gvi_store::retention::ERASED {
        assert_eq!(sql, format!("DELETE FROM {table} WHERE expires_on < $1"));
    }
}

#[tokio::test]
async fn what_is_missing_extra_or_misspelt_is_named() {
    let sqlite = databases::sqlite().await;
    let schema = schema::read(&sqlite.pool).await;
    let mut columns = columns();
    let persons = columns.table.get_mut("persons").unwrap();
    let entry = persons.column.remove("name").unwrap();
    persons.column.insert("nickname".into(), entry);
    persons.column.get_mut("code").unwrap().class = "secret".into();
    persons.column.get_mut("why_here").unwrap().class = "identity".into();
    let tasks = columns.table.remove("tasks").unwrap();
    columns.table.insert("errands".into(), tasks);
    let found = unaccounted(&columns, &schema);
    assert_eq!(
        found,
        [
            "persons.name has no entry: give it class, why, and how it ends",
            "persons.nickname is in the list and not in the table",
            "table tasks has no entry",
            "table errands is in the list and not in the schema"
        ]
    );
    assert_eq!(unsound(&columns), ["persons.code: secret is no class"]);
    assert!(
        disagreements(&columns)
            .0
            .contains(&"persons.why_here: persons::PersonRow says intelligence, columns.toml says identity".to_owned())
    );
    let misspelt = include_str!("../../columns.toml").replacen("why = ", "wyh = ", 1);
    assert!(toml::from_str::<Columns>(&misspelt).is_err());
}

#[test]
fn no_column_says_that_somebody_refused_a_consent_or_an_offer() {
    // Help is never conditional, and a no is no fact about anybody (secrecy.md C4).
    for table in ["consents", "offers", "support_contacts", "help_calls", "persons"] {
        let columns = columns();
        let found: Vec<&String> =
            columns.table[table].column.keys().filter(|name| name.contains("refus") || name.contains("declin")).collect();
        assert!(found.is_empty(), "{table}: {found:?}");
    }
}
