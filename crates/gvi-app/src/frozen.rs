//! Freezing: the house writes down what each measure says when its time is over and settled, once, and never changes it.
//!
//! It is counted for nobody in particular, so that the figure is the same for every reader and no protected identity is in it. All that a
//! compartment freezes at a time is one transaction: a house that is killed in the middle has frozen nothing and does so a minute later.

use gvi_domain::ages::AgeBand;
use gvi_domain::frozen::{BACK_MONTHS, DEFINITIONS, due};
use gvi_domain::measure::{Measure, Share};
use gvi_domain::support_steps::DropReason;
use gvi_domain::{Moment, Whole};
use gvi_secrecy::deeds::FreezeMeasures;
use gvi_store::Ctx;
use gvi_store::frozen::{self, Frozen, FrozenRow};
use gvi_store::measures::{Asked, Whose};

use crate::error::AppError;
use crate::measures::{BothSides, Figure, figure};
use crate::site::Site;

/// The names of counts, as texts and tables have them.
const COUNTS: [&str; 17] = [
    "all",
    "persons",
    "memberships",
    "groups",
    "relations",
    "focus",
    "levers",
    "offers",
    "support",
    "received",
    "recorded",
    "listed",
    "first-contacts",
    "calls",
    "relocated",
    "visited",
    "guests",
];

/// The name of a count that is kept, if there is such a count.
fn count_named(name: &str) -> Option<&'static str> {
    COUNTS.iter().copied().find(|count| *count == name).or_else(|| DropReason::named(name).map(DropReason::name))
}

/// Freezes what is due in every compartment, one after the other. Called by the server every minute. Tells how many figures it were.
pub async fn freeze_everywhere(site: &Site, now: Moment) -> Result<usize, AppError> {
    let mut frozen = 0;
    for ctx in site.houses(now) {
        frozen += freeze(&ctx).await?;
    }
    Ok(frozen)
}

/// Freezes what is due in one compartment. Where nobody reads measures there are none to freeze.
pub async fn freeze(ctx: &Ctx) -> Result<usize, AppError> {
    if !ctx.would::<FreezeMeasures>() {
        return Ok(0);
    }
    let (now, zone) = (ctx.now(), ctx.zone());
    let (mut tx, permit) = ctx.begin().await?.permit::<FreezeMeasures>(Whole).await?;
    let since = tx.today().first_of_month().saturating_sub(jiff::Span::new().months(BACK_MONTHS));
    let (founded, there) = frozen::there(&mut tx, &permit, since).await?;
    let mut figures = Vec::new();
    for (measure, month) in due(now, founded, zone) {
        if !measure.is_of(ctx.plate().kind.as_str()) || there.contains(&(measure.name().to_owned(), month)) {
            continue;
        }
        let asked = Asked::new(&permit, zone, measure.window().period(month, now, zone), Whose::Nobodys);
        let rows = rows_of(&figure(&mut tx, &asked, measure, now).await?);
        figures.push(Frozen { measure, month, definitions: DEFINITIONS, at: now, rows });
    }
    // A round that finds nothing is not worth a line in the log every minute.
    if !figures.is_empty() {
        frozen::freeze(&mut tx, &permit, &figures).await?;
        tx.commit().await?;
    }
    Ok(figures.len())
}

fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn uint(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn share_row(what: &str, share: Share) -> FrozenRow {
    FrozenRow {
        what: what.to_owned(),
        part: Some(int(share.part)),
        whole: Some(int(share.whole)),
        unknown: int(share.unknown),
        waiting: int(share.waiting),
    }
}

fn share_of(row: &FrozenRow) -> Share {
    Share { part: row.part.map_or(0, uint), whole: row.whole.map_or(0, uint), unknown: uint(row.unknown), waiting: uint(row.waiting) }
}

/// A figure as rows. There is always one, so that a figure of nothing is frozen too.
fn rows_of(figure: &Figure) -> Vec<FrozenRow> {
    match figure {
        Figure::Share(share) => vec![share_row("", *share)],
        Figure::Guests { came, left } => {
            vec![share_row("", *came), FrozenRow { what: "left".to_owned(), part: Some(int(*left)), ..FrozenRow::default() }]
        }
        Figure::ByAuthority(shares) => {
            // The first row only says that it was counted: an authority has a name.
            std::iter::once(FrozenRow::default()).chain(shares.iter().map(|(authority, share)| share_row(authority, *share))).collect()
        }
        Figure::Median { minutes, cases, waiting } => {
            vec![FrozenRow { part: *minutes, whole: i64::try_from(*cases).ok(), waiting: int(*waiting), ..FrozenRow::default() }]
        }
        Figure::Counts(counts) => {
            let row = |(what, count): &(&'static str, u64)| FrozenRow {
                what: (*what).to_owned(),
                part: Some(int(*count)),
                ..FrozenRow::default()
            };
            counts.iter().map(row).collect()
        }
        Figure::Ages(bands) => {
            let row = |(band, listed, suspects): &(AgeBand, u64, u64)| FrozenRow {
                what: band.name().to_owned(),
                part: Some(int(*listed)),
                whole: Some(int(*suspects)),
                ..FrozenRow::default()
            };
            bands.iter().map(row).collect()
        }
        Figure::Sides(sides) => {
            let incidents = Share { part: sides.after, whole: sides.before, unknown: sides.short, waiting: sides.waiting };
            vec![share_row("", incidents), FrozenRow { what: "groups".to_owned(), part: Some(int(sides.groups)), ..FrozenRow::default() }]
        }
        Figure::Until { minutes, cases, without, waiting } => {
            vec![FrozenRow {
                part: *minutes,
                whole: Some(int(*cases)),
                unknown: int(*without),
                waiting: int(*waiting),
                ..FrozenRow::default()
            }]
        }
        Figure::ByGroup(groups) => {
            // The first row only says that it was counted: a guest of no group has an empty code.
            let row = |(code, count): &(String, u64)| FrozenRow { what: code.clone(), part: Some(int(*count)), ..FrozenRow::default() };
            std::iter::once(FrozenRow::default()).chain(groups.iter().map(row)).collect()
        }
        Figure::NotCounted => Vec::new(),
    }
}

/// A figure from its rows; nothing if the rows are of a kind that this measure does not have any more.
pub(crate) fn figure_of(frozen: &Frozen) -> Option<Figure> {
    let rows = &frozen.rows;
    Some(match frozen.measure {
        Measure::F5 => Figure::ByAuthority(rows.iter().skip(1).map(|row| (row.what.clone(), share_of(row))).collect()),
        Measure::F13 => {
            let [came, left] = rows.as_slice() else { return None };
            Figure::Guests { came: share_of(came), left: uint(left.part?) }
        }
        Measure::G1 => {
            let [incidents, groups] = rows.as_slice() else { return None };
            let Share { part: after, whole: before, unknown: short, waiting } = share_of(incidents);
            Figure::Sides(BothSides { groups: uint(groups.part?), before, after, waiting, short })
        }
        Measure::G2 => {
            let row = rows.first()?;
            Figure::Until { minutes: row.part, cases: uint(row.whole?), without: uint(row.unknown), waiting: uint(row.waiting) }
        }
        Measure::G4a | Measure::G4b => {
            let group = |row: &FrozenRow| Some((row.what.clone(), uint(row.part?)));
            Figure::ByGroup(rows.iter().skip(1).map(group).collect::<Option<_>>()?)
        }
        Measure::F3 | Measure::H3 | Measure::R6 => {
            let row = rows.first()?;
            Figure::Median { minutes: row.part, cases: usize::try_from(row.whole?).ok()?, waiting: uint(row.waiting) }
        }
        Measure::H1 | Measure::H2 | Measure::H2b | Measure::H2c | Measure::H5 | Measure::H7 | Measure::R3 | Measure::R5 => {
            let count = |row: &FrozenRow| Some((count_named(&row.what)?, uint(row.part?)));
            Figure::Counts(rows.iter().map(count).collect::<Option<_>>()?)
        }
        Measure::R7 => {
            let band = |row: &FrozenRow| Some((AgeBand::named(&row.what)?, uint(row.part?), uint(row.whole?)));
            Figure::Ages(rows.iter().map(band).collect::<Option<_>>()?)
        }
        _ => Figure::Share(share_of(rows.first()?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn thawed(measure: Measure, figure: &Figure) -> Option<Figure> {
        let at = Moment::from_seconds(0).unwrap();
        figure_of(&Frozen { measure, month: date(2026, 10, 1), definitions: DEFINITIONS, at, rows: rows_of(figure) })
    }

    #[test]
    fn every_kind_of_figure_comes_back_as_it_was_frozen() {
        let share = Share { part: 3, whole: 7, unknown: 2, waiting: 1 };
        let figures = [
            (Measure::F2, Figure::Share(share)),
            (Measure::F2, Figure::Share(Share::default())),
            (Measure::F5, Figure::ByAuthority(Vec::new())),
            (Measure::F5, Figure::ByAuthority(vec![("frivarden".into(), Share::plain(0, 4)), ("polisen".into(), share)])),
            (Measure::F13, Figure::Guests { came: share, left: 2 }),
            (Measure::F3, Figure::Median { minutes: None, cases: 0, waiting: 3 }),
            (Measure::R6, Figure::Median { minutes: Some(1440), cases: 5, waiting: 0 }),
            (Measure::R3, Figure::Counts(COUNTS[..10].iter().map(|what| (*what, 4)).collect())),
            (Measure::R5, Figure::Counts(vec![("recorded", 9), ("listed", 0)])),
            (Measure::H2, Figure::Counts(vec![("first-contacts", 12), ("calls", 30)])),
            (Measure::G1, Figure::Sides(BothSides { groups: 5, before: 21, after: 8, waiting: 2, short: 1 })),
            (Measure::G2, Figure::Until { minutes: None, cases: 3, without: 2, waiting: 1 }),
            (Measure::G2, Figure::Until { minutes: Some(0), cases: 1, without: 0, waiting: 0 }),
            (Measure::G3, Figure::Share(share)),
            (Measure::G4a, Figure::ByGroup(Vec::new())),
            (Measure::G4b, Figure::ByGroup(vec![(String::new(), 1), ("K7MQ-2X".into(), 6)])),
            (Measure::H2b, Figure::Counts(vec![("visited", 12)])),
            (Measure::H2c, Figure::Counts(vec![("guests", 30)])),
            (Measure::H3, Figure::Median { minutes: Some(600), cases: 7, waiting: 0 }),
            (Measure::H7, Figure::Counts(vec![("all", 11), ("not-now", 5), ("did-not-fit", 6)])),
            (Measure::R7, Figure::Ages(AgeBand::ALL.iter().map(|band| (*band, 8, 6)).collect())),
        ];
        for (measure, figure) in figures {
            assert!(!rows_of(&figure).is_empty(), "{measure:?}: what has no row would be frozen again and again");
            assert_eq!(thawed(measure, &figure), Some(figure));
        }
    }

    #[test]
    fn rows_that_a_measure_cannot_have_are_no_figure() {
        assert_eq!(thawed(Measure::R7, &Figure::Counts(vec![("all", 1)])), None);
        assert_eq!(thawed(Measure::R5, &Figure::Ages(vec![(AgeBand::From15, 1, 1)])), None);
        assert_eq!(thawed(Measure::F2, &Figure::NotCounted), None);
    }
}
