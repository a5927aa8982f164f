//! Panels in: cities with the months in which they started, groups with the months in which they were told, incidents with their places,
//! cities with their results. As CSV or XLSX, every fault with its line.
//!
//! What the estimators over several cities and groups read. A group stands here by its code, and no person does.

use std::collections::BTreeMap;

use gvi_domain::Month;

use crate::count_table::{CountFault, CountsRefused, FAULTS_MAX, Line, lines_of};

/// Faults as they are found, and then all at once.
#[derive(Default)]
struct Faults(Vec<CountFault>);

impl Faults {
    fn add(&mut self, line: u64, what: &'static str, value: &str, other: impl Into<String>) {
        self.0.push(CountFault::new(Some(line), what, value, other));
    }

    fn whole(&mut self, what: &'static str, value: &str, other: impl Into<String>) {
        self.0.push(CountFault::new(None, what, value, other));
    }

    fn or<T>(mut self, read: T) -> Result<T, CountsRefused> {
        if self.0.is_empty() {
            return Ok(read);
        }
        let more = self.0.len().saturating_sub(FAULTS_MAX);
        self.0.truncate(FAULTS_MAX);
        Err(CountsRefused::Rows(self.0, more))
    }
}

fn refused(what: &'static str, value: &str, other: &str) -> CountsRefused {
    CountsRefused::Rows(vec![CountFault::new(None, what, value, other)], 0)
}

/// A table with known heads.
struct Grid {
    heads: Vec<String>,
    lines: Vec<Line>,
}

impl Grid {
    /// Reads rows whose heads are among the known ones; rows of another length are faults.
    fn read(bytes: &[u8], known: &[&str], faults: &mut Faults) -> Result<Self, CountsRefused> {
        let mut lines = lines_of(bytes)?;
        if lines.is_empty() {
            return Err(refused("empty", "", ""));
        }
        let (_, heads) = lines.remove(0);
        let heads: Vec<String> = heads.iter().map(|head| head.to_lowercase()).collect();
        if let Some(unknown) = heads.iter().find(|head| !known.contains(&head.as_str())) {
            return Err(refused("column", unknown, &known.join(", ")));
        }
        if let Some(twice) = known.iter().find(|name| heads.iter().filter(|head| head == *name).count() > 1) {
            return Err(refused("twice", twice, ""));
        }
        lines.retain(|(line, cells)| {
            let is_blank = cells.iter().all(String::is_empty);
            if !is_blank && cells.len() != heads.len() {
                faults.add(*line, "width", "", "");
            }
            !is_blank && cells.len() == heads.len()
        });
        if lines.is_empty() && faults.0.is_empty() {
            return Err(refused("empty", "", ""));
        }
        Ok(Self { heads, lines })
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.heads.iter().position(|head| head == name)
    }

    fn needed(&self, name: &'static str, why: &str) -> Result<usize, CountsRefused> {
        self.place(name).ok_or_else(|| refused("lacking", name, why))
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn count(text: &str, line: u64, faults: &mut Faults) -> Option<u64> {
    match text.parse::<i64>() {
        Ok(read) if read < 0 => faults.add(line, "negative", text, ""),
        Ok(read) => return u64::try_from(read).ok(),
        Err(_) => faults.add(line, "count", text, ""),
    }
    None
}

/// The months or years of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Months, from this one on.
    Months(Month),
    /// Years, from this one on.
    Years(i64),
}

impl Times {
    /// What a period is called.
    pub fn name(self, period: usize) -> String {
        let later = i64::try_from(period).unwrap_or(i64::MAX);
        match self {
            Self::Months(first) => first.plus(later).to_string(),
            Self::Years(first) => (first + later).to_string(),
        }
    }
}

/// What is measured in each city and period.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// Counts and people.
    Counts(Vec<Vec<u64>>, Vec<Vec<f64>>),
    /// Any number, taken as it is.
    Values(Vec<Vec<f64>>),
}

/// Cities over months or years, and when each started.
#[derive(Debug, Clone, PartialEq)]
pub struct CityPanel {
    /// The periods.
    pub times: Times,
    /// The cities by name.
    pub cities: Vec<String>,
    /// What is measured.
    pub measured: Measured,
    /// The period in which each city started, counted from the first; none where it did not, or not within the panel. Negative where it
    /// had started before.
    pub starts: Vec<Option<i64>>,
}

/// The columns of [`read_cities`].
const CITY_COLUMNS: [&str; 7] = ["month", "year", "city", "count", "population", "value", "start"];

/// Reads cities: `city`, `month` or `year`, `start`, and either `count` with `population` or `value`. A city that never started has
/// nothing, 0 or "never" under start.
///
/// # Errors
/// When the file cannot be read, a row is wrong, or a city lacks a period that another one has.
pub fn read_cities(bytes: &[u8]) -> Result<CityPanel, CountsRefused> {
    let mut faults = Faults::default();
    let grid = Grid::read(bytes, &CITY_COLUMNS, &mut faults)?;
    let (city_at, start_at) =
        (grid.needed("city", "one name for each city")?, grid.needed("start", "the month or year in which the city started")?);
    let (time_at, yearly) = match (grid.place("month"), grid.place("year")) {
        (Some(_), Some(_)) => return Err(refused("twice", "month, year", "")),
        (Some(at), None) => (at, false),
        (None, Some(at)) => (at, true),
        (None, None) => return Err(refused("lacking", "month", "or the column year")),
    };
    let value_at = grid.place("value");
    let counted = match value_at {
        Some(_) => None,
        None => Some((grid.needed("count", "or the column value")?, grid.needed("population", "cities are compared by rate")?)),
    };
    // Months and years alike as whole numbers.
    let time = |text: &str| {
        if yearly {
            text.parse::<i64>().ok().filter(|year| (1000..3000).contains(year))
        } else {
            Month::parse(text).map(|month| month.since(Month::of(gvi_domain::Date::ZERO)))
        }
    };
    struct Row {
        line: u64,
        count: u64,
        number: f64,
    }
    let mut cities: BTreeMap<&str, BTreeMap<i64, Row>> = BTreeMap::new();
    let mut starts: BTreeMap<&str, (u64, Option<i64>)> = BTreeMap::new();
    for (line, cells) in &grid.lines {
        let city = cells[city_at].as_str();
        if city.is_empty() {
            faults.add(*line, "city", "", "");
        }
        let at = time(&cells[time_at]);
        if at.is_none() {
            faults.add(*line, if yearly { "year" } else { "month" }, &cells[time_at], "");
        }
        let start = match cells[start_at].to_lowercase().as_str() {
            "" | "0" | "never" => Some(None),
            other => time(other).map(Some),
        };
        match start {
            None => faults.add(*line, if yearly { "year" } else { "month" }, &cells[start_at], ""),
            Some(start) => {
                let (first, known) = *starts.entry(city).or_insert((*line, start));
                if known != start {
                    faults.add(*line, "starts", city, first.to_string());
                }
            }
        }
        let (events, measured) = match counted {
            Some((count_at, people_at)) => {
                let people = number(&cells[people_at]).filter(|people| *people > 0.0);
                if people.is_none() {
                    faults.add(*line, "population", city, "");
                }
                (count(&cells[count_at], *line, &mut faults), people)
            }
            None => {
                let value = value_at.and_then(|at| number(&cells[at]));
                if value.is_none() {
                    faults.add(*line, "number", value_at.map_or("", |at| cells[at].as_str()), "value");
                }
                (Some(0), value)
            }
        };
        if let (Some(at), Some(count), Some(number)) = (at, events, measured)
            && let Some(before) = cities.entry(city).or_default().insert(at, Row { line: *line, count, number })
        {
            faults.add(*line, "again", city, before.line.to_string());
        }
    }
    let times = || cities.values().flat_map(|rows| rows.keys().copied());
    let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
    let since = |at: i64| if yearly { Times::Years(at) } else { Times::Months(Month::of(gvi_domain::Date::ZERO).plus(at)) };
    if faults.0.is_empty() {
        for (city, rows) in &cities {
            if let Some(missing) = (first..=last).find(|at| !rows.contains_key(at)) {
                faults.whole("gap", city, since(missing).name(0));
            }
        }
    }
    let column = |rows: &BTreeMap<i64, Row>| rows.values().map(|row| row.number).collect::<Vec<f64>>();
    let numbers: Vec<Vec<f64>> = cities.values().map(column).collect();
    let measured = match counted {
        Some(_) => Measured::Counts(cities.values().map(|rows| rows.values().map(|row| row.count).collect()).collect(), numbers),
        None => Measured::Values(numbers),
    };
    // A start after the last period is none within the panel.
    let start_of = |city: &&str| starts.get(*city).and_then(|(_, start)| *start).filter(|start| *start <= last).map(|start| start - first);
    let panel = CityPanel {
        times: since(first),
        starts: cities.keys().map(start_of).collect(),
        cities: cities.keys().map(|city| (*city).to_owned()).collect(),
        measured,
    };
    faults.or(panel)
}

/// Groups over months, and when each was told.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupTable {
    /// The first month.
    pub first: Month,
    /// The groups by code.
    pub codes: Vec<String>,
    /// Incidents of each group in each month.
    pub counts: Vec<Vec<u64>>,
    /// The month in which each group was first told; none where it was not.
    pub told: Vec<Option<usize>>,
    /// What was done with each group in each month.
    pub dose: Option<Vec<Vec<f64>>>,
    /// The share of rivals and allies that had been told.
    pub shares: Option<Vec<Vec<f64>>>,
}

/// The columns of [`read_groups`].
const GROUP_COLUMNS: [&str; 6] = ["group", "month", "count", "told", "dose", "share"];

/// Reads groups: `group` (its code), `month`, `count`, `told` (0, and 1 from the month in which it was first told), and if they are known
/// `dose` and `share` (of rivals told).
///
/// # Errors
/// When the file cannot be read, a row is wrong, or a group lacks a month that another one has.
pub fn read_groups(bytes: &[u8]) -> Result<GroupTable, CountsRefused> {
    let mut faults = Faults::default();
    let grid = Grid::read(bytes, &GROUP_COLUMNS, &mut faults)?;
    let (group_at, month_at) = (grid.needed("group", "the code of the group")?, grid.needed("month", "as 2026-01")?);
    let (count_at, told_at) =
        (grid.needed("count", "incidents of the group in the month")?, grid.needed("told", "0, and 1 from the first message on")?);
    let (dose_at, share_at) = (grid.place("dose"), grid.place("share"));
    struct Row {
        line: u64,
        count: u64,
        told: bool,
        dose: f64,
        share: f64,
    }
    let mut groups: BTreeMap<&str, BTreeMap<Month, Row>> = BTreeMap::new();
    for (line, cells) in &grid.lines {
        let code = cells[group_at].as_str();
        if code.is_empty() {
            faults.add(*line, "city", "", "");
        }
        let month = Month::parse(&cells[month_at]);
        if month.is_none() {
            faults.add(*line, "month", &cells[month_at], "");
        }
        let events = count(&cells[count_at], *line, &mut faults);
        let told = match cells[told_at].as_str() {
            "0" => false,
            "1" => true,
            other => {
                faults.add(*line, "told", other, "");
                false
            }
        };
        let mut measure = |at: Option<usize>, name: &str, what: &'static str, fits: fn(f64) -> bool| {
            let Some(at) = at else { return 0.0 };
            number(&cells[at]).filter(|read| fits(*read)).unwrap_or_else(|| {
                faults.add(*line, what, &cells[at], name);
                0.0
            })
        };
        let dose = measure(dose_at, "dose", "number", |_| true);
        let share = measure(share_at, "share", "share", |share| (0.0..=1.0).contains(&share));
        if let (Some(month), Some(count)) = (month, events)
            && let Some(before) = groups.entry(code).or_default().insert(month, Row { line: *line, count, told, dose, share })
        {
            faults.add(*line, "again", code, before.line.to_string());
        }
    }
    let months = || groups.values().flat_map(|rows| rows.keys().copied());
    let Some((first, last)) = months().min().zip(months().max()) else {
        return faults.or(()).and(Err(refused("empty", "", "")));
    };
    for (code, rows) in &groups {
        let missing = (0..=last.since(first)).map(|later| first.plus(later)).find(|month| !rows.contains_key(month));
        if let Some(missing) = missing.filter(|_| faults.0.is_empty()) {
            faults.whole("gap", code, missing.to_string());
        }
        let mut told_in: Option<u64> = None;
        for row in rows.values() {
            match (row.told, told_in) {
                (true, None) => told_in = Some(row.line),
                (false, Some(line)) => faults.add(row.line, "told-back", code, line.to_string()),
                _ => {}
            }
        }
    }
    let all = |of: fn(&Row) -> f64| groups.values().map(|rows| rows.values().map(of).collect()).collect::<Vec<Vec<f64>>>();
    let table = GroupTable {
        first,
        codes: groups.keys().map(|code| (*code).to_owned()).collect(),
        counts: groups.values().map(|rows| rows.values().map(|row| row.count).collect()).collect(),
        told: groups.values().map(|rows| rows.values().position(|row| row.told)).collect(),
        dose: dose_at.map(|_| all(|row| row.dose)),
        shares: share_at.map(|_| all(|row| row.share)),
    };
    faults.or(table)
}

/// Incidents with days and places.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedIncidents {
    /// Days from the first day, with parts of a day where they are known.
    pub days: Vec<f64>,
    /// Kilometres east and north of the middle.
    pub places: Vec<(f64, f64)>,
    /// Rows without a place, which are left out.
    pub without_place: usize,
}

/// The columns of [`read_places`].
const PLACE_COLUMNS: [&str; 6] = ["date", "time", "lat", "lon", "x_km", "y_km"];
/// Kilometres of one degree of latitude.
const DEGREE_KM: f64 = 111.195;

/// Reads incidents: `date` (2026-01-31), `time` (21:40) if it is known, and `lat` with `lon` or `x_km` with `y_km`. A row without a place
/// is left out and counted. Degrees become kilometres on the plane that touches the middle of all places, which is right for a city.
///
/// # Errors
/// When the file cannot be read or a row is wrong.
pub fn read_places(bytes: &[u8]) -> Result<PlacedIncidents, CountsRefused> {
    let mut faults = Faults::default();
    let grid = Grid::read(bytes, &PLACE_COLUMNS, &mut faults)?;
    let date_at = grid.needed("date", "the day of the incident, as 2026-01-31")?;
    let time_at = grid.place("time");
    let (x_at, y_at, degrees) = match (grid.place("lon"), grid.place("lat")) {
        (Some(x), Some(y)) => (x, y, true),
        _ => (grid.needed("x_km", "or the columns lat and lon")?, grid.needed("y_km", "or the columns lat and lon")?, false),
    };
    let (mut rows, mut without_place) = (Vec::new(), 0);
    for (line, cells) in &grid.lines {
        let day = cells[date_at].parse::<gvi_domain::Date>().ok();
        if day.is_none() {
            faults.add(*line, "day", &cells[date_at], "");
        }
        let hour = match time_at.map(|at| cells[at].as_str()).filter(|text| !text.is_empty()) {
            None => Some(0.0),
            Some(text) => {
                text.parse::<jiff::civil::Time>().ok().map(|time| (f64::from(time.hour()) * 60.0 + f64::from(time.minute())) / 1440.0)
            }
        };
        if hour.is_none() {
            faults.add(*line, "number", time_at.map_or("", |at| cells[at].as_str()), "time");
        }
        if cells[x_at].is_empty() || cells[y_at].is_empty() {
            without_place += 1;
            continue;
        }
        let (east, north) = (number(&cells[x_at]), number(&cells[y_at]));
        for (read, at, most) in [(east, x_at, 180.0), (north, y_at, 90.0)] {
            if read.is_none_or(|read| degrees && read.abs() > most) {
                faults.add(*line, "number", &cells[at], grid.heads[at].clone());
            }
        }
        if let (Some(day), Some(hour), Some(east), Some(north)) = (day, hour, east, north) {
            rows.push((day, hour, east, north));
        }
    }
    rows.sort_by(|one, other| (one.0, one.1).partial_cmp(&(other.0, other.1)).unwrap_or(std::cmp::Ordering::Equal));
    let first = rows.first().map(|row| row.0);
    // Incidents of a city are far fewer than a fraction holds exactly.
    let middle = |of: fn(&(gvi_domain::Date, f64, f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / rows.len().max(1) as f64;
    let (east, north) = (middle(|row| row.2), middle(|row| row.3));
    let scale = if degrees { (DEGREE_KM * north.to_radians().cos(), DEGREE_KM) } else { (1.0, 1.0) };
    let days_since = |day: gvi_domain::Date| {
        let days = first.and_then(|first| first.until(day).ok()).map_or(0, |span| span.get_days());
        f64::from(days)
    };
    let placed = PlacedIncidents {
        days: rows.iter().map(|row| days_since(row.0) + row.1).collect(),
        places: rows.iter().map(|row| ((row.2 - east) * scale.0, (row.3 - north) * scale.1)).collect(),
        without_place,
    };
    faults.or(placed)
}

/// A city's ratio with its 95 % interval.
#[derive(Debug, Clone, PartialEq)]
pub struct CityResult {
    /// The city.
    pub city: String,
    /// Counted over expected.
    pub ratio: f64,
    /// Lower and upper limit.
    pub interval: (f64, f64),
}

/// Reads results of cities: `city`, `ratio`, `low`, `high`, the limits of 95 %.
///
/// # Errors
/// When the file cannot be read or a row is wrong.
pub fn read_results(bytes: &[u8]) -> Result<Vec<CityResult>, CountsRefused> {
    let mut faults = Faults::default();
    let grid = Grid::read(bytes, &["city", "ratio", "low", "high"], &mut faults)?;
    let places =
        [grid.needed("ratio", "counted over expected")?, grid.needed("low", "its lower limit")?, grid.needed("high", "its upper limit")?];
    let city_at = grid.needed("city", "one name for each city")?;
    let mut results = Vec::new();
    for (line, cells) in &grid.lines {
        let read = places.map(|at| {
            let read = number(&cells[at]).filter(|ratio| *ratio > 0.0);
            if read.is_none() {
                faults.add(*line, "number", &cells[at], format!("{} (above 0)", grid.heads[at]));
            }
            read
        });
        let [Some(ratio), Some(low), Some(high)] = read else { continue };
        if !(low <= ratio && ratio <= high && low < high) {
            faults.add(*line, "number", &cells[places[0]], "ratio, which must lie between low and high");
            continue;
        }
        results.push(CityResult { city: cells[city_at].clone(), ratio, interval: (low, high) });
    }
    faults.or(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<T: std::fmt::Debug>(read: Result<T, CountsRefused>) -> String {
        read.unwrap_err().to_string()
    }

    #[test]
    fn cities_are_read_by_month_or_year_with_their_starts() {
        let months = read_cities(
            b"city,month,count,population,start\nA,2026-01,3,100,2026-02\nA,2026-02,1,100,2026-02\nB,2026-01,2,90,\nB,2026-02,2,90,never\n",
        )
        .unwrap();
        assert_eq!(
            (months.cities.as_slice(), months.starts.as_slice()),
            (["A".to_owned(), "B".to_owned()].as_slice(), [Some(1), None].as_slice())
        );
        assert_eq!(months.times.name(1), "2026-02");
        let years =
            read_cities(b"city,year,value,start\n8001,2003,8.46,2007\n8001,2004,8.34,2007\n8002,2003,1,2003\n8002,2004,2,2003\n").unwrap();
        assert_eq!(
            (years.times, years.starts.as_slice()),
            (Times::Years(2003), [None, Some(0)].as_slice()),
            "a start after the panel is none in it"
        );
        assert!(matches!(years.measured, Measured::Values(rows) if rows[0] == [8.46, 8.34]));
    }

    #[test]
    fn every_fault_of_a_panel_is_told_with_its_line() {
        let wrong = b"city,year,count,population,start\nA,2026,1,5,2027\nA,2027,-1,5,2028\nA,x,1,0,2027\nA,2026,1,5,2027\n";
        let text = told(read_cities(wrong));
        for part in [
            "line 3: a count cannot be -1",
            "line 3: A has another start than in line 2",
            "line 4: \"x\" is not a year",
            "line 4: A has no population",
            "line 5: A has this month in line 2",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            told(read_cities(b"city,month,count,start\nA,2026-01,1,\n"))
                .contains("the column population is needed; cities are compared by rate")
        );
        assert!(told(read_cities(b"city,month,hits,start\n")).contains("there is no column \"hits\"; the columns are month, year, city"));
        assert!(told(read_cities(b"city,year,value,start\nA,2001,1,\nA,2003,1,\n")).contains("A has no row for 2002"));
    }

    #[test]
    fn groups_are_told_once_and_stay_told() {
        let table = read_groups(
            b"group,month,count,told,dose,share\nG1,2026-01,2,0,0,0\nG1,2026-02,1,1,2.5,0.5\nG2,2026-01,0,0,0,0\nG2,2026-02,0,0,0,1\n",
        )
        .unwrap();
        assert_eq!((table.told.as_slice(), table.counts[0].as_slice()), ([Some(1), None].as_slice(), [2, 1].as_slice()));
        assert_eq!((table.dose.unwrap()[0][1], table.shares.unwrap()[1][1]), (2.5, 1.0));
        let back = told(read_groups(b"group,month,count,told\nG1,2026-01,2,1\nG1,2026-02,1,0\n"));
        assert!(back.contains("line 3: G1 was told in line 2 already"), "{back}");
        let wrong = told(read_groups(b"group,month,count,told,share\nG1,2026-01,2,yes,1.5\n"));
        assert!(
            wrong.contains("line 2: \"yes\" is neither 0 nor 1") && wrong.contains("line 2: \"1.5\" under share is not a share"),
            "{wrong}"
        );
    }

    #[test]
    fn incidents_are_put_on_a_plane_in_kilometres() {
        let read = read_places(b"date,time,lat,lon\n2026-01-02,12:00,60.00,20.0\n2026-01-01,,60.01,20.0\n2026-01-03,,,\n").unwrap();
        assert_eq!((read.days.as_slice(), read.without_place), ([0.0, 1.5].as_slice(), 1));
        assert!((read.places[0].1 - read.places[1].1 - 1.11195).abs() < 1e-9 && read.places[0].0.abs() < 1e-12);
        assert!(told(read_places(b"date,x_km,y_km\n1 Jan,1,2\n")).contains("line 2: \"1 Jan\" is not a day"));
        assert!(told(read_places(b"date,x_km\n2026-01-01,1\n")).contains("the column y_km is needed"));
    }

    #[test]
    fn a_result_lies_between_its_limits() {
        assert_eq!(read_results(b"city,ratio,low,high\nA,0.7,0.5,0.98\n").unwrap()[0].interval, (0.5, 0.98));
        assert!(
            told(read_results(b"city,ratio,low,high\nA,0.7,0.8,0.98\nB,0,0.5,2\n")).contains("line 2: \"0.7\" under ratio, which must lie")
        );
    }
}
