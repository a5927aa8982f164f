//! Papers and files for calendars: who can make which of what, what the log says of it, and that a calendar learns when and never what.

use gvi_app::calendars::{self, Tongue, Wanted};
use gvi_app::call_ins::sheet::{self, TypedItem};
use gvi_app::papers::{Paper, Printable, Printing};
use gvi_app::{AppError, Ctx, call_ins, community, notifications, reviews, summonses, wordings};
use gvi_domain::call_in::{CallInDeed, NewSpeech};
use gvi_domain::{CallInId, NetworkId, NotificationId, SpeechId, WordingId};
use gvi_testkit::{City, on_both_databases};

use crate::call_ins::{code_of, steps, summoned, told, typed, version};
use crate::memberships::an_active_group;
use crate::notifications::{approved_words, in_hand, requested, somebody, state};

const HOST: &str = "vapenvila.nordhamn.example";

fn wanted() -> Wanted<'static> {
    Wanted { host: HOST, tongue: Tongue::English }
}

fn printing(paper: Paper, language: &'static str) -> Printing {
    Printing { paper, language, version: 3 }
}

fn papers(printable: &[Printable]) -> Vec<Paper> {
    printable.iter().map(|one| one.paper).collect()
}

fn is_not_there<T>(result: Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::NotFound))
}

/// The last entry of the log that names a paper, as an auditor reads it.
async fn last_paper(city: &City, auditor: &str) -> Option<(String, Option<String>, Vec<String>)> {
    let rut = city.acts(auditor).await;
    let page = gvi_app::log::page(&rut, &gvi_app::log::LogFilter::default(), "", gvi_app::log::Turn::Newest).await.unwrap();
    page.entries.lines.into_iter().map(|line| line.entry).find_map(|entry| {
        let grounds = entry.grounds.value().unwrap_or_default();
        grounds
            .iter()
            .any(|ground| ground.starts_with("paper:"))
            .then(|| (entry.deed.value().unwrap_or_default(), entry.subject.value().flatten(), grounds))
    })
}

#[tokio::test]
async fn a_summons_is_printed_by_probation_while_the_day_lies_ahead_and_the_log_names_it() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let code = code_of(&city, group).await;
        let (id, call_in) = told(&city, 20, &[code]).await;
        let summons = summoned(&city, call_in, code, "Viktor Sand").await;
        let tom = city.acts("tom").await;
        assert_eq!(papers(&summonses::card(&tom, summons).await.unwrap().papers), [Paper::Summons]);
        assert_eq!(last_paper(&city, "siv").await, None, "a look at the page is no paper");
        let (card, known) = summonses::printed(&tom, summons, printing(Paper::Summons, "ar")).await.unwrap();
        assert_eq!(card.summons.name.value().flatten().as_deref(), Some("Viktor Sand"));
        assert_eq!((known.code, known.place.as_str()), (call_in, "Idrottshallen, stora salen"));
        let entry = ("read_summons".to_owned(), Some(summons.to_string()), vec!["paper:summons:ar:3".to_owned()]);
        assert_eq!(last_paper(&city, "siv").await, Some(entry));
        // No other paper is made of it, nobody else makes one, and none is made when the day is over.
        assert!(is_not_there(summonses::printed(&tom, summons, printing(Paper::StaffSheet, "sv")).await));
        for user in ["siv", "mara", "olle", "ines"] {
            assert!(summonses::printed(&city.acts(user).await, summons, printing(Paper::Summons, "sv")).await.is_err(), "{user}");
        }
        assert!(
            is_not_there(call_ins::printed(&city.acts("olle").await, id, printing(Paper::RunSheet, "sv")).await),
            "no words are approved"
        );
        city.days_pass(21);
        let tom = city.acts("tom").await;
        assert!(summonses::card(&tom, summons).await.unwrap().papers.is_empty());
        assert!(is_not_there(summonses::printed(&tom, summons, printing(Paper::Summons, "sv")).await));
    })
    .await;
}

#[tokio::test]
async fn a_run_sheet_has_only_approved_words_and_is_not_made_before() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (id, _) = told(&city, 20, &[code_of(&city, group).await]).await;
        let olle = city.acts("olle").await;
        assert_eq!(papers(&call_ins::page(&olle, id).await.unwrap().papers), [Paper::Calendar]);
        let (leila, speech) = (city.acts("leila").await, SpeechId::new());
        let new = NewSpeech::read((speech, id), ("1", "förälder", "8"), ("2026-2", "Sorgens röst, och en bön om att sluta.")).unwrap();
        sheet::write_speech(&leila, &new).await.unwrap();
        assert_eq!(papers(&call_ins::page(&olle, id).await.unwrap().papers), [Paper::Calendar], "one has not been approved");
        assert!(is_not_there(call_ins::printed(&olle, id, printing(Paper::RunSheet, "sv")).await));
        sheet::approve_speech(&olle, id, speech, 1).await.unwrap();
        let page = call_ins::printed(&olle, id, printing(Paper::RunSheet, "sv")).await.unwrap();
        assert!(page.speeches.iter().all(|speech| speech.approved_at.as_value().is_some_and(Option::is_some)));
        assert_eq!(last_paper(&city, "bo").await.unwrap().2, ["paper:run-sheet:sv:3"]);
    })
    .await;
}

#[tokio::test]
async fn letters_have_the_approved_words_in_their_one_language_and_a_sheet_for_the_visit_needs_that_nothing_stands_in_its_way() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let id = requested(&city, &asked).await;
        let pia = city.acts("pia").await;
        let card = notifications::card(&pia, id).await.unwrap();
        assert_eq!(papers(&card.papers), [Paper::NotificationLetter, Paper::VisitCard], "no team, no sheet; no letter on the law, none");
        assert!(card.papers[0].speaks("sv") && !card.papers[0].speaks("ar") && card.papers[1].speaks("ar"));
        assert!(
            is_not_there(notifications::printed(&pia, id, printing(Paper::NotificationLetter, "ar")).await),
            "nobody approved it in Arabic"
        );
        assert!(notifications::printed(&pia, id, printing(Paper::NotificationLetter, "sv")).await.is_ok());
        assert!(is_not_there(calendars::of_visit(&pia, id, wanted()).await), "what was never planned stands in no calendar");
        // Greta reads of it and works on none: she makes no paper of it.
        let greta = city.acts("greta").await;
        assert!(notifications::card(&greta, id).await.unwrap().papers.is_empty());
        // Words that were taken out of use stand on nothing.
        let wording: WordingId = card.wording.unwrap().id;
        wordings::withdraw(&greta, wording, 2).await.unwrap();
        assert_eq!(papers(&notifications::card(&pia, id).await.unwrap().papers), [Paper::VisitCard]);
        assert!(is_not_there(notifications::printed(&pia, id, printing(Paper::NotificationLetter, "sv")).await));
        let _ = approved_words(&city, "legal-exposure").await;
    })
    .await;
}

#[tokio::test]
async fn a_visit_stands_in_a_calendar_as_a_meeting_moves_with_it_and_goes_with_it() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let id = in_hand(&city, &asked).await;
        let nils = city.acts("nils").await;
        let card = notifications::card(&nils, id).await.unwrap();
        assert!(papers(&card.papers).contains(&Paper::Calendar), "{:?}", card.papers);
        // A sheet names the person: whoever may not open the person makes none.
        let pia = city.acts("pia").await;
        assert!(papers(&notifications::card(&pia, id).await.unwrap().papers).contains(&Paper::StaffSheet));
        assert!(notifications::printed(&pia, id, printing(Paper::StaffSheet, "ar")).await.is_ok());
        assert_eq!(papers(&card.papers).contains(&Paper::StaffSheet), card.person_name.is_some());
        let first = calendars::of_visit(&nils, id, wanted()).await.unwrap();
        assert_eq!(last_paper(&city, "rut").await.unwrap().2, ["paper:calendar:en:1"]);
        assert!(first.contains("METHOD:PUBLISH") && first.contains("SUMMARY:Meeting\r\n"));
        for secret in ["Viktor", "Sand", "Kajen", "Hamnen", card.notification.code.to_string().as_str(), "Nils", "visit", "police"] {
            assert!(!first.replace(HOST, "").contains(secret), "{secret}: {first}");
        }
        let (_, before) = state(&pia, id).await;
        notifications::cancel(&pia, id, "Han har flyttat till en annan stad.", before).await.unwrap();
        let last = calendars::of_visit(&pia, id, wanted()).await.unwrap();
        assert!(last.contains("METHOD:CANCEL") && last.contains("STATUS:CANCELLED"), "{last}");
        assert_eq!(line(&first, "UID:"), line(&last, "UID:"));
        assert!(sequence(&last) > sequence(&first), "{first} {last}");
        assert!(
            !papers(&notifications::card(&pia, id).await.unwrap().papers).contains(&Paper::VisitCard),
            "what is called off needs no card"
        );
        assert!(calendars::of_visit(&city.acts("tom").await, id, wanted()).await.is_err());
        assert!(calendars::of_visit(&pia, NotificationId::new(), wanted()).await.is_err());
    })
    .await;
}

fn line<'f>(file: &'f str, name: &str) -> Vec<&'f str> {
    file.split("\r\n").filter(|line| line.starts_with(name)).collect()
}

fn sequence(file: &str) -> u32 {
    line(file, "SEQUENCE:")[0].trim_start_matches("SEQUENCE:").parse().unwrap()
}

async fn of(olle: &Ctx, id: CallInId) -> String {
    calendars::of_call_in(olle, id, wanted()).await.unwrap()
}

#[tokio::test]
async fn a_call_in_that_moves_keeps_its_entries_and_one_that_is_called_off_takes_them_back() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let code = code_of(&city, group).await;
        let (id, call_in) = told(&city, 40, &[code]).await;
        let olle = city.acts("olle").await;
        let first = of(&olle, id).await;
        let ids = line(&first, "UID:");
        assert_eq!(ids.len(), 4, "the day, the rehearsal, the debrief, the review: {first}");
        assert!(ids.iter().all(|uid| uid.starts_with(&format!("UID:{id}"))) && first.contains(";VALUE=DATE:"), "{first}");
        for secret in [code.to_string(), call_in.to_string(), "Idrottshallen".into(), "Kajen".into()] {
            assert!(!first.contains(&secret), "{secret} stands in {first}");
        }
        // Another day, an item moved by hand, called off: each file is newer than the one before, under the same ids.
        let groups = code.to_string();
        let moved = typed(city.now().plus_days(47), &groups);
        call_ins::edit(&olle, id, &moved, version(&olle, id).await).await.unwrap();
        let second = of(&olle, id).await;
        let on = city.now().plus_days(44).date(olle.zone()).to_string();
        let item = TypedItem { key: "rehearsal", deed: "move", reason: "Lokalen är upptagen den dagen.", to: &on };
        sheet::change_item(&olle, id, item).await.unwrap();
        let third = of(&olle, id).await;
        assert!(third.contains(&on.replace('-', "")), "{third}");
        steps(&olle, id, CallInDeed::CallOff, "Läget i gruppen gör det omöjligt just nu.").await.unwrap();
        let last = of(&olle, id).await;
        for (earlier, later) in [(&first, &second), (&second, &third), (&third, &last)] {
            assert_eq!(line(earlier, "UID:"), line(later, "UID:"));
            assert!(sequence(later) > sequence(earlier), "{earlier} {later}");
        }
        assert!(third.contains("METHOD:PUBLISH") && last.contains("METHOD:CANCEL") && line(&last, "STATUS:CANCELLED").len() == 4);
        assert!(calendars::of_call_in(&city.acts("tom").await, id, wanted()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_review_and_the_next_meeting_of_a_network_stand_in_a_calendar() {
    on_both_databases(async |city| {
        let (pia, leila) = (city.acts("pia").await, city.acts("leila").await);
        let new = gvi_domain::review::NewReview {
            id: gvi_domain::ReviewId::new(),
            code: None,
            meets_at: city.now().plus_days(3),
            place: "Polishuset, rum 4".into(),
            names_persons: false,
        };
        let review = reviews::plan(&pia, new).await.unwrap();
        let file = calendars::of_review(&pia, review, wanted()).await.unwrap();
        assert!(file.contains("SUMMARY:Meeting\r\n") && !file.contains("rum 4"), "{file}");
        assert_eq!(
            papers(&reviews::page(&pia, review).await.unwrap().papers),
            [Paper::Calendar],
            "there are no minutes of what was not held"
        );
        assert!(is_not_there(reviews::printed(&pia, review, printing(Paper::Minutes, "sv")).await));
        let network = community::add_network(&leila, NetworkId::new(), "Hamnkyrkan", "faith").await.unwrap();
        let file = calendars::of_network(&leila, network, Wanted { tongue: Tongue::Swedish, ..wanted() }).await.unwrap();
        assert!(file.contains("SUMMARY:Något ska vara klart") && !file.contains("Hamnkyrkan"), "{file}");
        assert!(calendars::of_network(&city.acts("mara").await, network, wanted()).await.is_err());
    })
    .await;
}
