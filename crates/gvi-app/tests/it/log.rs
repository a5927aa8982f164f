//! Who reads the log, what they find in it, and what they leave in it by reading.

use gvi_app::disclosures::{self, Decided};
use gvi_app::log::{self, Distrust, ENTRIES_PER_FILE_MAX, Line, LogFilter, Sound, Turn};
use gvi_app::{AppError, Ctx, accounts, day, groups, persons, witness};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{GroupId, Moment};
use gvi_testkit::{City, on_both_databases};

use crate::exchange::card_of;
use crate::groups::a_group;
use crate::persons::a_person;

async fn group(city: &City, name: &str) -> GroupId {
    groups::add(&city.acts("mara").await, a_group(name)).await.unwrap()
}

async fn lines(ctx: &Ctx, filter: &LogFilter, typed: &str) -> Vec<Line> {
    log::page(ctx, filter, typed, Turn::Newest).await.unwrap().entries.lines
}

fn deeds(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.entry.deed.clone().value().unwrap()).collect()
}

fn numbers(lines: &[Line]) -> Vec<u64> {
    lines.iter().map(|line| line.entry.seq).collect()
}

fn subject(line: &Line) -> Option<String> {
    line.entry.subject.clone().value().flatten()
}

fn done(deed: &str) -> LogFilter {
    LogFilter { deed: deed.into(), ..LogFilter::default() }
}

async fn account_of(city: &City, user: &str) -> String {
    city.acts(user).await.actor().account.clone()
}

#[tokio::test]
async fn the_log_is_paged_from_end_to_end_and_back_without_a_gap_or_a_repeat() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        for _ in 0..130 {
            groups::list(&mara, None).await.unwrap();
        }
        let rut = city.acts("rut").await;
        let mut turn = Turn::Newest;
        let mut met: Vec<u64> = Vec::new();
        let last = loop {
            let entries = log::page(&rut, &LogFilter::default(), "", turn).await.unwrap().entries;
            met.extend(numbers(&entries.lines));
            match entries.older {
                Some(seq) => turn = Turn::Older(seq),
                None => break entries.newer.expect("there were newer pages"),
            }
        };
        let newest = met[0];
        assert!(met.len() > 130);
        assert_eq!(met, (0..=newest).rev().collect::<Vec<_>>());

        // Back up: everything after the last page, the readings of the way down among it.
        let (mut turn, mut back) = (Turn::Newer(last), Vec::new());
        loop {
            let entries = log::page(&rut, &LogFilter::default(), "", turn).await.unwrap().entries;
            assert!(numbers(&entries.lines).is_sorted_by(|one, other| one > other), "each page begins with its newest");
            back.extend(numbers(&entries.lines).into_iter().rev());
            match entries.newer {
                Some(seq) => turn = Turn::Newer(seq),
                None => break,
            }
        }
        let end = *back.last().unwrap();
        assert!(end > newest, "the readings themselves came in the meantime");
        assert_eq!(back, (last + 1..=end).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn filtered_pages_are_complete_too() {
    on_both_databases(async |city| {
        let (mara, pia) = (city.acts("mara").await, city.acts("pia").await);
        for _ in 0..60 {
            groups::list(&mara, None).await.unwrap();
            groups::list(&pia, None).await.unwrap();
        }
        let rut = city.acts("rut").await;
        let by_pia = LogFilter { actor: pia.actor().account.clone(), ..LogFilter::default() };
        let both = LogFilter { deed: "list_groups".into(), thing: "Group".into(), ..by_pia.clone() };
        for (filter, expected) in [(&both, 60), (&done("list_groups"), 120)] {
            let (mut turn, mut met) = (Turn::Newest, Vec::new());
            loop {
                let entries = log::page(&rut, filter, "", turn).await.unwrap().entries;
                met.extend(numbers(&entries.lines));
                let Some(seq) = entries.older else { break };
                turn = Turn::Older(seq);
            }
            assert_eq!(met.len(), expected);
            assert!(met.is_sorted_by(|one, other| one > other));
        }
        assert!(lines(&rut, &LogFilter { actor: "somebody else".into(), ..LogFilter::default() }, "").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_entry_says_who_in_which_role_did_what_with_which_thing_and_why() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let greta = city.acts("greta").await;
        let code = groups::card(&greta, kajen).await.unwrap().group.code;
        let rut = city.acts("rut").await;
        let found = log::page(&rut, &done("read_group"), &kajen.to_string(), Turn::Newest).await.unwrap();
        assert_eq!(found.entries.lines.len(), 1);
        let line = &found.entries.lines[0];
        let entry = line.entry.clone();
        assert_eq!(entry.name.value().flatten().as_deref(), Some("Greta Öhman"));
        assert_eq!(entry.roles.value().unwrap(), ["chief"]);
        assert_eq!((entry.at, entry.sound), (city.now(), Sound::Yes));
        assert_eq!(entry.classes.value().unwrap(), ["coordination", "identity", "intelligence"]);
        assert_eq!(found.entries.purposes[&entry.purpose.value().unwrap()].0, "Förebygga skjutningar i Nordhamn");
        assert_eq!(line.coded, Some(("Group".to_owned(), code)));
        assert_eq!(found.people.len(), 11, "everybody who works at the police can be asked for");
        // The code finds what the id finds, however it was typed.
        for typed in [code.to_string(), format!(" {} ", code.to_string().to_lowercase())] {
            assert_eq!(numbers(&lines(&rut, &done("read_group"), &typed).await), numbers(&found.entries.lines), "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_period_finds_its_entries_even_when_the_clock_was_put_back() {
    on_both_databases(async |city| {
        let mara = |city: City| async move { groups::list(&city.acts("mara").await, None).await.map(|_| city).unwrap() };
        let first = city.now();
        let city = mara(city).await;
        city.days_pass(3);
        let third = city.now();
        let city = mara(city).await;
        // The clock is put back by two days: what comes now is older by the clock and newer by its number.
        city.days_pass(-2);
        let second = city.now();
        let city = mara(city).await;
        let rut = city.acts("rut").await;
        let between = |from: Moment, to: Moment| LogFilter { from: Some(from), to: Some(to.plus_seconds(1)), ..done("list_groups") };
        for (from, to, expected) in [(first, third, 3), (first, second, 2), (second, second, 1), (third, third, 1), (second, third, 2)] {
            assert_eq!(lines(&rut, &between(from, to), "").await.len(), expected, "{from} to {to}");
        }
        assert!(lines(&rut, &between(third.plus_days(1), third.plus_days(2)), "").await.is_empty());
        assert!(lines(&rut, &between(first.plus_days(-9), first.plus_days(-8)), "").await.is_empty());
        let since = LogFilter { from: Some(second), ..done("list_groups") };
        assert_eq!(lines(&rut, &since, "").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_the_log_stands_in_it_and_what_they_typed_does_not() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let rut = city.acts("rut").await;
        let count =
            async || lines(&city.acts("dag").await, &LogFilter { actor: rut.actor().account.clone(), ..done("read_log") }, "").await;
        assert!(count().await.is_empty());
        log::page(&rut, &LogFilter::default(), "", Turn::Newest).await.unwrap();
        log::page(&rut, &LogFilter { actor: rut.actor().account.clone(), refused: true, ..LogFilter::default() }, "", Turn::Newest)
            .await
            .unwrap();
        log::page(&rut, &LogFilter::default(), "Viktor Sand", Turn::Newest).await.unwrap();
        log::page(&rut, &LogFilter::default(), &kajen.to_string(), Turn::Newest).await.unwrap();
        log::file(&rut, &done("read_group"), "").await.unwrap();
        log::watch(&rut).await.unwrap();
        assert!(log::of(&rut, "Person", "Viktor Sand", Turn::Newest).await.is_err());
        let left: Vec<Option<String>> = count().await.iter().rev().map(subject).collect();
        let expected = ["page", "page:who+refused", "page:thing", &kajen.to_string(), "file:deed", "checkpoints", "record"];
        assert_eq!(left, expected.map(|text| Some(text.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn for_others_there_is_no_log_and_that_they_asked_is_in_it() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let all = LogFilter::default();
        for user in ["mara", "nils", "greta", "pia", "arvid", "lova", "ada", "tom", "karin", "ines", "sofia", "olle", "elsa"] {
            let ctx = city.acts(user).await;
            assert!(!log::is_for(&ctx), "{user}");
            assert!(matches!(log::page(&ctx, &all, "", Turn::Newest).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(log::file(&ctx, &all, "").await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(log::watch(&ctx).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(log::of(&ctx, "Group", &kajen.to_string(), Turn::Newest).await, Err(AppError::NotFound)), "{user}");
            assert!(day::day(&ctx).await.unwrap().log.is_none(), "{user}");
        }
        for (auditor, tried) in [("rut", 7 * 4), ("siv", 2 * 4), ("bo", 4)] {
            let ctx = city.acts(auditor).await;
            let found = lines(&ctx, &LogFilter { refused: true, ..done("read_log") }, "").await;
            assert_eq!(found.len(), tried, "{auditor}");
            assert!(found.iter().all(|line| line.entry.refused.as_value().is_some_and(|code| code.as_deref() == Some("denied"))));
        }
    })
    .await;
}

#[tokio::test]
async fn each_auditor_reads_the_log_of_their_own_authority_and_no_other() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        groups::card(&city.acts("mara").await, kajen).await.unwrap();
        let siv = city.acts("siv").await;
        assert!(lines(&siv, &done("read_group"), "").await.is_empty());
        assert!(matches!(log::of(&siv, "Group", &kajen.to_string(), Turn::Newest).await, Err(AppError::NotFound)));
        assert!(log::of(&city.acts("rut").await, "Group", &kajen.to_string(), Turn::Newest).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_saw_a_group_is_counted_from_its_registering_on_and_what_there_is_not_is_not_there_however_often_one_asks() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        for _ in 0..3 {
            groups::card(&mara, kajen).await.unwrap();
        }
        city.hours_pass(1);
        groups::card(&city.acts("pia").await, kajen).await.unwrap();
        // Not theirs: the card is refused, and that is part of the group's history.
        assert!(groups::card(&city.acts("ada").await, kajen).await.is_err());
        let dag = city.acts("dag").await;
        let seen = log::of(&dag, "Group", &kajen.to_string(), Turn::Newest).await.unwrap();
        let told: Vec<(String, bool, u64)> = seen
            .readers
            .iter()
            .filter(|reader| reader.deed.as_value().is_some_and(|deed| deed == "read_group"))
            .map(|reader| {
                let reader = reader.clone();
                (reader.name.value().flatten().unwrap(), reader.refused.value().unwrap(), reader.times.value().unwrap())
            })
            .collect();
        assert_eq!(told, [("Ada Rosenlund".into(), true, 1), ("Pia Sandell".into(), false, 1), ("Mara Lindqvist".into(), false, 3)]);
        assert_eq!(seen.code, Some(groups::card(&mara, kajen).await.unwrap().group.code));
        assert_eq!(seen.entries.lines.len(), 6);
        assert_eq!(deeds(&seen.entries.lines).last().map(String::as_str), Some("add_group"), "a history begins with whoever registered it");

        let unknown = GroupId::new().to_string();
        for _ in 0..2 {
            for (thing, id) in [("Group", unknown.as_str()), ("Person", &kajen.to_string()), ("Log", &unknown)] {
                assert!(matches!(log::of(&dag, thing, id, Turn::Newest).await, Err(AppError::NotFound)), "{thing} {id}");
            }
        }
        // A look at the history is part of the history that the next one sees, also one under the wrong kind of thing.
        let again = log::of(&dag, "Group", &kajen.to_string(), Turn::Newest).await.unwrap();
        assert_eq!(deeds(&again.entries.lines).iter().filter(|deed| *deed == "read_log").count(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_protected_identity_has_no_code_in_the_log_but_every_look_at_it_is_there() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Sjöberg", Born::Year(1997)) };
        let (hidden, open) =
            (persons::add(&mara, hidden).await.unwrap(), persons::add(&mara, a_person("Åke Sjöberg", Born::Year(1999))).await.unwrap());
        let mut codes = Vec::new();
        for id in [hidden, open] {
            codes.push(persons::card(&mara, id).await.unwrap().person.code.to_string());
        }
        assert!(persons::card(&city.acts("nils").await, hidden).await.is_err());
        let rut = city.acts("rut").await;
        assert!(lines(&rut, &LogFilter::default(), &codes[0]).await.is_empty(), "a code that is not for the auditor finds nothing");
        assert_eq!(deeds(&lines(&rut, &LogFilter::default(), &codes[1]).await), ["read_person", "add_person"]);
        let looks = lines(&rut, &done("read_person"), &hidden.to_string()).await;
        assert_eq!(looks.iter().map(|line| line.entry.refused.as_value().unwrap().is_some()).collect::<Vec<_>>(), [true, false]);
        assert!(looks.iter().all(|line| line.coded.is_none()));
        assert_eq!(log::of(&rut, "Person", &hidden.to_string(), Turn::Newest).await.unwrap().code, None);
    })
    .await;
}

#[tokio::test]
async fn a_disclosure_that_was_turned_down_is_told_apart_from_one_that_left_and_from_a_preview() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        let good = card_of(&mara, kajen, &[("frivarden", "coordinator")]);
        let mut bad = card_of(&mara, kajen, &[("frivarden", "coordinator")]);
        bad.harm_tests.clear();
        disclosures::preview(&mara, &good).await.unwrap();
        assert!(matches!(disclosures::decide(&mara, &bad).await.unwrap(), Decided::Refused(_)));
        assert!(matches!(disclosures::decide(&mara, &good).await.unwrap(), Decided::Sent(_)));
        let rut = city.acts("rut").await;
        let told: Vec<(Option<String>, Option<String>, Vec<String>)> = lines(&rut, &done("decide_disclosure"), "")
            .await
            .iter()
            .rev()
            .map(|line| (subject(line), line.entry.refused.clone().value().flatten(), line.entry.recipients.clone().value().unwrap()))
            .collect();
        let to = vec!["frivarden".to_owned()];
        assert_eq!(told[0], (Some("preview".into()), None, vec![]));
        assert_eq!(told[1], (Some(kajen.to_string()), Some("UNCOVERED(18:1)".into()), to.clone()));
        assert_eq!(told[2], (Some(good.id.to_string()), None, to));
        let refused = lines(&rut, &LogFilter { refused: true, ..LogFilter::default() }, &kajen.to_string()).await;
        assert_eq!(deeds(&refused), ["decide_disclosure"], "found by the group that it was about");
        assert_eq!(refused[0].coded.as_ref().map(|(thing, _)| thing.as_str()), Some("Group"));
        let saw = log::of(&rut, "Disclosure", &good.id.to_string(), Turn::Newest).await.unwrap();
        assert_eq!(deeds(&saw.entries.lines), ["decide_disclosure"]);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_somebody_changed_is_shown_as_changed_and_an_erased_one_as_erased() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        for _ in 0..3 {
            groups::card(&mara, kajen).await.unwrap();
        }
        // Another name over the first look, other bytes under the second, nothing left of the third.
        city.past_all_doors(
            "polisen",
            "UPDATE ledger_entries SET actor = 'house' WHERE seq = (SELECT MIN(seq) FROM ledger_entries WHERE deed = 'read_group')",
        )
        .await;
        city.past_all_doors(
            "polisen",
            "UPDATE ledger_entries SET salt = commitment WHERE seq = (SELECT MIN(seq) + 1 FROM ledger_entries WHERE deed = 'read_group')",
        )
        .await;
        city.past_all_doors(
            "polisen",
            "UPDATE ledger_entries SET payload = NULL, salt = NULL WHERE seq = (SELECT MAX(seq) FROM ledger_entries WHERE deed = 'read_group')",
        )
        .await;
        let found = lines(&city.acts("rut").await, &done("read_group"), "").await;
        let sound: Vec<Sound> = found.iter().rev().map(|line| line.entry.sound).collect();
        assert_eq!(sound, [Sound::Altered, Sound::Altered, Sound::Erased]);
        assert_eq!(found[0].entry.purpose.as_value().map(String::as_str), Some(""), "what was erased is not told");
    })
    .await;
}

#[tokio::test]
async fn the_checkpoints_tell_who_cosigned_and_what_was_refused() {
    on_both_databases(async |city| {
        let rut = city.acts("rut").await;
        let before = log::watch(&rut).await.unwrap();
        assert!(before.kept.is_empty() && before.alarms.is_empty());
        assert!(before.watchers.iter().all(|watcher| watcher.cosigned.is_none() && watcher.seen.is_none()));
        group(&city, "Kajen").await;
        witness::walk(&city.site(), city.now()).await.unwrap();
        let watch = log::watch(&rut).await.unwrap();
        assert_eq!((watch.kept.len(), watch.kept[0].cosigned, watch.needed), (1, 4, 2));
        assert_eq!(watch.kept[0].size, watch.covered);
        assert!(watch.size > watch.covered, "the reading itself came after");
        assert_eq!(watch.watchers.len(), 4);
        for watcher in &watch.watchers {
            assert_eq!(watcher.cosigned.map(|(size, _)| size), Some(watch.covered), "{}", watcher.authority);
            assert!(watcher.seen.is_some(), "{}", watcher.authority);
        }
        city.past_all_doors(
            "polisen",
            "INSERT INTO witness_alarms (origin, size, reason, seen_note, given_note, at) VALUES \
             ('vapenvila/nordhamn/kommunen', 7, 'forked history: the log showed the root a at size 7, and now b', '', '', 1795384800)",
        )
        .await;
        let watch = log::watch(&rut).await.unwrap();
        let alarm = &watch.alarms[0];
        assert_eq!((alarm.authority.as_ref().map(|id| id.as_str()), alarm.why, alarm.size), (Some("kommunen"), Distrust::Forked, 7));
        let glance = day::day(&rut).await.unwrap().log.unwrap();
        assert_eq!((glance.alarms, glance.refusals, glance.signed.is_some()), (1, 0, true));
        assert!(groups::list(&city.acts("ada").await, None).await.is_err());
        assert_eq!(day::day(&rut).await.unwrap().log.unwrap().refusals, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_holds_what_was_filtered() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        for _ in 0..120 {
            groups::list(&mara, None).await.unwrap();
        }
        let dag = city.acts("dag").await;
        let file = log::file(&dag, &done("list_groups"), "").await.unwrap();
        assert_eq!((file.entries.lines.len(), file.cut), (120, false));
        assert!(u64::from(ENTRIES_PER_FILE_MAX) > 120);
    })
    .await;
}

#[tokio::test]
async fn signing_in_and_out_and_the_house_itself_are_in_the_log() {
    on_both_databases(async |city| {
        let session = LogFilter { thing: "Session".into(), ..LogFilter::default() };
        let mara = account_of(&city, "mara").await;
        let rut = city.acts("rut").await;
        let found = lines(&rut, &LogFilter { actor: mara, ..session }, "").await;
        assert!(deeds(&found).contains(&"sign_in".to_owned()));
        let house = lines(&rut, &LogFilter { actor: "house".into(), ..LogFilter::default() }, "").await;
        assert_eq!(deeds(&house), ["first_accounts"]);
        let names: Vec<&str> = log::deed_names().collect();
        assert!(names.contains(&"sign_in") && names.contains(&"read_log"));
        assert!(accounts::list(&rut).await.is_err(), "the auditor knows names from the log alone");
    })
    .await;
}
