//! Frozen months: what was counted when a time was over stays, whatever happens afterwards.

use gvi_app::measures::{Book, Figure, Measured, Stand, book};
use gvi_app::{AppError, frozen, incidents, memberships, persons};
use gvi_domain::frozen::DEFINITIONS;
use gvi_domain::measure::{Measure, Share};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::triage::Gmi;
use gvi_domain::{Date, Moment};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::incidents::words;
use crate::measures::{judged, reported};
use crate::memberships::an_active_group;
use crate::memberships::listed;
use crate::persons::a_person;

const NOVEMBER: Date = date(2026, 11, 1);

async fn november(city: &City, user: &str) -> Book {
    book(&city.acts(user).await, NOVEMBER).await.unwrap()
}

fn of(book: &Book, measure: Measure) -> Measured {
    book.measures.iter().find(|measured| measured.measure == measure).unwrap().clone()
}

fn frozen_at(measured: &Measured) -> (Moment, Option<Figure>) {
    match &measured.stand {
        Stand::Frozen { at, definitions, today } => {
            assert_eq!(*definitions, DEFINITIONS);
            (*at, today.clone())
        }
        other => panic!("{:?}: {other:?}", measured.measure),
    }
}

const fn figure(part: u64, whole: u64) -> Figure {
    Figure::Share(Share::plain(part, whole))
}

/// Measures of a month and of the turn of one; there is no quarter's end in November. Four authorities read measures.
const OF_A_MONTH: usize = 7;
/// Measures of help, which social services alone have: of a month and of twelve.
const OF_HELP: usize = 6;
/// What groups do: G1, G2, G3 and H2b at the police, H2c at probation. Dosage is of a quarter.
const OF_GROUPS_POLICE: usize = 4;
const OF_GROUPS: usize = OF_GROUPS_POLICE + 1;
const AT_THE_TURN: usize = 5;
const READING: usize = 4;

#[tokio::test]
async fn a_frozen_month_stays_as_it_was_and_what_is_counted_today_stands_beside_it() {
    on_both_databases(async |city| {
        let (one, _two) = (reported(&city).await, reported(&city).await);
        city.hours_pass(1);
        judged(&city, one, Gmi::Unknown).await;
        incidents::reviewed(&city.acts("mara").await, one).await.unwrap();
        assert_eq!(of(&november(&city, "greta").await, Measure::F2).stand, Stand::Runs);
        assert_eq!(city.freeze().await, 0, "nothing of a month that runs, and nothing from before the house was founded");

        // The ninth of December: the month is over, and a focus that ended on its last day could still be answered in time.
        city.days_pass(17);
        assert_eq!(city.freeze().await, AT_THE_TURN * READING);
        assert_eq!(of(&november(&city, "greta").await, Measure::F2).stand, Stand::Settles(date(2026, 12, 15)));
        assert_eq!(of(&november(&city, "greta").await, Measure::F4).stand, Stand::Runs, "the quarter is not over");

        city.days_pass(6);
        assert_eq!(city.freeze().await, OF_A_MONTH * READING + OF_HELP + OF_GROUPS);
        let when = city.now();
        let seen = of(&november(&city, "greta").await, Measure::F2);
        assert_eq!((seen.figure.clone(), frozen_at(&seen)), (figure(1, 2), (when, Some(figure(1, 2)))));

        city.days_pass(20);
        city.past_all_doors("polisen", "UPDATE incidents SET reviewed_at = NULL").await;
        assert_eq!(city.freeze().await, AT_THE_TURN * READING, "December's turn, and nothing of November again");
        let seen = of(&november(&city, "greta").await, Measure::F2);
        assert_eq!((seen.figure.clone(), frozen_at(&seen)), (figure(1, 2), (when, Some(figure(0, 2)))));
        assert_eq!(city.freeze().await, 0);
        assert_eq!(of(&november(&city, "greta").await, Measure::F2), seen, "freezing twice changes nothing");
        let december = book(&city.acts("greta").await, date(2026, 12, 1)).await.unwrap();
        assert_eq!(of(&december, Measure::F2).figure, figure(0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_quarter_is_frozen_once_and_shown_on_each_of_its_months() {
    on_both_databases(async |city| {
        let incident = reported(&city).await;
        city.hours_pass(1);
        judged(&city, incident, Gmi::Unknown).await;
        incidents::reviewed(&city.acts("mara").await, incident).await.unwrap();
        // The fifteenth of January.
        city.days_pass(54);
        city.freeze().await;
        for month in [date(2026, 10, 1), NOVEMBER, date(2026, 12, 1)] {
            let seen = of(&book(&city.acts("greta").await, month).await.unwrap(), Measure::F4);
            assert_eq!((seen.figure.clone(), frozen_at(&seen).0), (figure(0, 1), city.now()), "{month}");
        }
        let kept = "SELECT month FROM frozen_figures WHERE measure = 'f4' ORDER BY month";
        assert_eq!(city.read_past_all_doors("polisen", kept).await, ["2026-12-01"]);
        let october = book(&city.acts("greta").await, date(2026, 10, 1)).await.unwrap();
        assert_eq!(of(&october, Measure::F2).stand, Stand::Unfrozen, "a month from before the founding");
    })
    .await;
}

#[tokio::test]
async fn what_retention_erases_is_still_in_the_frozen_figure() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (_, membership) = listed(&city, "Hugo Berg", kajen).await;
        memberships::contest(&city.acts("mara").await, membership, words("Personen uppger att han aldrig varit där.")).await.unwrap();
        city.days_pass(3);
        memberships::end(&city.acts("mara").await, membership, words("Det var en annan person.")).await.unwrap();
        city.days_pass(52);
        city.freeze().await;
        let answered = Figure::Median { minutes: Some(3 * 1440), cases: 1, waiting: 0 };
        let before = of(&november(&city, "greta").await, Measure::R6);
        assert_eq!((before.figure.clone(), frozen_at(&before).1), (answered.clone(), Some(answered.clone())));
        city.days_pass(222);
        city.expire().await;
        assert_eq!(city.read_past_all_doors("polisen", "SELECT membership_id FROM corrections").await, Vec::<String>::new());
        city.freeze().await;
        let after = of(&november(&city, "greta").await, Measure::R6);
        assert_eq!(after.figure, answered);
        assert_eq!(frozen_at(&after), (frozen_at(&before).0, Some(Figure::Median { minutes: None, cases: 0, waiting: 0 })));
    })
    .await;
}

#[tokio::test]
async fn a_protected_identity_is_in_no_frozen_figure_and_makes_no_difference_for_its_handler() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        persons::add(&mara, a_person("Anton Vik", Born::Year(2010))).await.unwrap();
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Vik", Born::Year(2011)) };
        persons::add(&mara, hidden).await.unwrap();
        let minors = |recorded| Figure::Counts(vec![("recorded", recorded), ("listed", 0)]);
        assert_eq!(of(&november(&city, "pia").await, Measure::R5).figure, minors(2));
        city.days_pass(9);
        city.freeze().await;
        for reader in ["mara", "pia", "greta"] {
            let seen = of(&november(&city, reader).await, Measure::R5);
            assert_eq!(seen.figure, minors(1), "{reader}");
            assert_eq!(frozen_at(&seen).1, None, "what was counted as it stood cannot be counted afterwards");
        }
        let running = book(&city.acts("pia").await, date(2026, 12, 1)).await.unwrap();
        assert_eq!((of(&running, Measure::R5).figure, of(&running, Measure::R5).stand), (minors(2), Stand::Runs));
        // Three weeks later the year's ages are frozen, and for the handler too today's count is the same.
        city.days_pass(14);
        city.freeze().await;
        for reader in ["pia", "greta"] {
            let seen = of(&november(&city, reader).await, Measure::R7);
            assert_eq!(frozen_at(&seen).1, Some(seen.figure.clone()), "{reader}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_house_that_fails_in_the_middle_has_frozen_nothing_and_does_it_all_the_next_time() {
    on_both_databases(async |city| {
        reported(&city).await;
        city.days_pass(23);
        let entries = "SELECT COUNT(*) || '' FROM ledger_entries WHERE deed = 'freeze_measures'";
        // The second row of a month is refused by the database.
        city.past_all_doors("polisen", "CREATE UNIQUE INDEX in_the_way ON frozen_figures (month)").await;
        assert!(matches!(frozen::freeze(&city.house("polisen")).await, Err(AppError::Broken(_))));
        assert_eq!(city.read_past_all_doors("polisen", "SELECT measure FROM frozen_figures").await, Vec::<String>::new());
        assert_eq!(city.read_past_all_doors("polisen", entries).await, ["0"]);
        city.past_all_doors("polisen", "DROP INDEX in_the_way").await;
        assert_eq!(frozen::freeze(&city.house("polisen")).await.unwrap(), OF_A_MONTH + OF_GROUPS_POLICE);
        assert_eq!(city.read_past_all_doors("polisen", entries).await, ["1"], "one line for everything");
        assert_eq!(frozen::freeze(&city.house("polisen")).await.unwrap(), 0);
        assert_eq!(city.read_past_all_doors("polisen", entries).await, ["1"], "a round that finds nothing writes nothing");
        assert_eq!(frozen::freeze(&city.house("tryggare")).await.unwrap(), 0, "nobody reads measures there");
    })
    .await;
}

#[tokio::test]
async fn no_person_freezes_anything() {
    on_both_databases(async |city| {
        city.days_pass(23);
        for user in ["mara", "greta", "pia", "ada", "rut"] {
            assert_eq!(frozen::freeze(&city.acts(user).await).await.unwrap(), 0, "{user}");
        }
        assert_eq!(city.read_past_all_doors("polisen", "SELECT measure FROM frozen_figures").await, Vec::<String>::new());
    })
    .await;
}
