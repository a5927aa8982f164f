//! Who should be asked, so that the message reaches every group and, through known ties, as many members as possible?
//!
//! *What is given.* Members 0 to n − 1, ties, the members of each active group, and for each member who may be asked the chance of
//! coming. A member is reached when at least one guest who comes is that member or within `distance` ties. With independent chances
//! the expected reach of a set S is Σ_members 1 − Π_{guests of S within reach} (1 − p).
//!
//! *What is best*, in this order:
//! 1. the most active groups have a guest: all of them, when that can be;
//! 2. the most expected reach;
//! 3. the fewest seats: a seat must add at least a millionth of a member, so none is taken for less;
//! 4. among equals, one in which no guest can be exchanged for somebody with a smaller number without loss.
//!
//! With [`Aim::Everybody`] the fewest seats come first: so few that everybody who can be reached, and every group that can have one, has
//! a guest within reach; then the most expected reach.
//!
//! *How.* Branch and bound (`search`, `bound`, `fewest`), without an outside solver and without chance: the same question has the same
//! answer. When the steps that are allowed run out, the best set so far is put forward with the most that a better one could bring
//! ([`Proof`]); nothing is called best that is not proven to be, up to 10⁻⁹ expected members.
//!
//! It deliberately knows no danger, no score and no reason to choose somebody other than whom that person reaches. People decide; what their
//! changes cost is [`cost_of_wishes`]'s to say.

mod bound;
mod fewest;
mod instance;
mod reasons;
mod search;
mod start;

pub use instance::Together;
pub use reasons::{Cost, Reason, Standing, Why, Without, cost_of_wishes, reasons, standing};

use crate::error::{NetworkError, Result};
use crate::network::Network;
use instance::{Instance, ROUNDING, Rule, SEAT_PRICE};

/// What the seats are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// So many seats at most: reach as many as possible.
    Seats(usize),
    /// As few seats as possible: reach everybody who can be reached.
    Everybody,
}

/// The question. Numbers are those of the network's members.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Who is tied to whom.
    pub network: &'a Network,
    /// The members of each active group. A member may belong to several groups, or to none.
    pub groups: &'a [Vec<usize>],
    /// For each member the chance of coming when asked, above 0 and at most 1; none for those who may not be asked.
    pub chance: &'a [Option<f64>],
    /// A guest passes the message on to those within so many ties.
    pub distance: usize,
    /// How chances come together.
    pub together: Together,
    /// What the seats are for.
    pub aim: Aim,
    /// Those who are asked in any case.
    pub asked: &'a [usize],
    /// Those who are not asked in any case. They can still be reached.
    pub not_asked: &'a [usize],
    /// How much work may be done, in entries touched. A few hundred million take about a second.
    pub steps_max: u64,
}

/// The work that is allowed when nobody says otherwise: about half a second on one core.
pub const STEPS_MAX: u64 = 300_000_000;

/// What is proven. All zero: nothing better exists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proof {
    /// So many more groups at most could have a guest.
    pub groups: usize,
    /// So many fewer seats at most could do, with as many groups and as much reach.
    pub seats: usize,
    /// So much more at most could be reached, with as many groups and seats. Meant for the groups and seats as they are.
    pub reach: f64,
}

impl Proof {
    /// Whether nothing better exists.
    pub fn is_complete(&self) -> bool {
        self.groups == 0 && self.seats == 0 && self.reach == 0.0
    }
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The guests, in ascending order, those of the question's `asked` among them.
    pub guests: Vec<usize>,
    /// What they reach.
    pub standing: Standing,
    /// Whether anything better exists.
    pub proof: Proof,
}

/// Proposes whom to ask.
///
/// # Errors
/// When a number belongs to nobody, a chance is not above 0 and at most 1, somebody is to be asked who may not be, or more are to
/// be asked than there are seats.
pub fn propose(question: &Question<'_>) -> Result<Proposal> {
    check(question)?;
    let prepared = Prepared::new(question);
    let (own, proof) = match question.aim {
        Aim::Seats(seats) => most_reach(&prepared, seats - question.asked.len(), question.steps_max),
        Aim::Everybody => everybody(&prepared, question.steps_max),
    };
    let mut guests: Vec<usize> =
        own.into_iter().map(|candidate| prepared.candidates[candidate]).chain(question.asked.iter().copied()).collect();
    guests.sort_unstable();
    guests.dedup();
    let standing = reasons::standing_of(question, &guests);
    Ok(Proposal { guests, standing, proof })
}

/// The question without names for those who are settled: candidates are those about whom there is something to decide.
struct Prepared {
    candidates: Vec<usize>,
    chance: Vec<f64>,
    /// For each member the candidates within reach.
    near: Vec<Vec<usize>>,
    /// For each member where those asked in any case leave it.
    begin: Vec<f64>,
    /// Whether somebody asked in any case is within reach.
    is_reached: Vec<bool>,
    /// For each group without a guest so far its candidates; groups without any are left out.
    rows: Vec<Vec<usize>>,
    together: Together,
}

impl Prepared {
    fn new(question: &Question<'_>) -> Self {
        let members = question.network.members();
        let mut number = vec![None; members];
        let mut candidates = Vec::new();
        let mut chance = Vec::new();
        for (member, place) in number.iter_mut().enumerate() {
            if let Some(p) = question.chance[member]
                && !question.asked.contains(&member)
                && !question.not_asked.contains(&member)
            {
                *place = Some(candidates.len());
                candidates.push(member);
                chance.push(p);
            }
        }
        let mut asked = question.asked.to_vec();
        asked.sort_unstable();
        asked.dedup();
        let mut near = vec![Vec::new(); members];
        let begin = if question.together == Together::AtLeastOne { 1.0 } else { 0.0 };
        let mut begins = vec![begin; members];
        let mut is_reached = vec![false; members];
        for (candidate, &member) in candidates.iter().enumerate() {
            question.network.within(member, question.distance).into_iter().for_each(|other| near[other].push(candidate));
        }
        for &member in &asked {
            // Cannot fail: the check refused those who may not be asked.
            let p = question.chance[member].expect("a chance");
            for other in question.network.within(member, question.distance) {
                is_reached[other] = true;
                begins[other] = match question.together {
                    Together::AtLeastOne => begins[other] * (1.0 - p),
                    Together::CappedSum => begins[other] + p,
                };
            }
        }
        let rows = question
            .groups
            .iter()
            .filter(|group| !group.iter().any(|member| asked.contains(member)))
            .map(|group| {
                let mut row: Vec<usize> = group.iter().filter_map(|&member| number[member]).collect();
                row.sort_unstable();
                row.dedup();
                row
            })
            .filter(|row| !row.is_empty())
            .collect();
        Self { candidates, chance, near, begin: begins, is_reached, rows, together: question.together }
    }

    fn instance(&self, rows: &[Vec<usize>], rule: Rule, seats: usize) -> Instance {
        let mut instance = Instance::new(self.together, self.chance.clone(), &self.near, &self.begin, rows);
        instance.rule = rule;
        instance.seats = seats;
        instance
    }
}

/// What `most_reach` and `everybody` say: candidates, and what is proven of them.
type Found = (Vec<usize>, Proof);

fn most_reach(prepared: &Prepared, seats: usize, steps_max: u64) -> Found {
    let rows = &prepared.rows;
    let mut stands = vec![0; prepared.candidates.len()];
    rows.iter().flatten().for_each(|&candidate| stands[candidate] += 1);
    let mut steps = 0;
    let mut groups_open = 0;
    let (rule, begin) = if stands.iter().all(|&rows| rows <= 1) {
        (if rows.len() <= seats { Rule::All } else { Rule::Apart }, None)
    } else {
        let hit = fewest::fewest(rows, prepared.candidates.len(), steps_max / 4, &mut steps);
        if hit.set.len() <= seats {
            (Rule::All, Some(hit.set))
        } else {
            let (set, count, open) = most_rows(rows, prepared.candidates.len(), seats, steps_max / 4, &mut steps);
            groups_open = open;
            (Rule::AtLeast(count), Some(set))
        }
    };
    let mut instance = prepared.instance(rows, rule, seats);
    let found = search::solve(&instance, begin.as_deref(), f64::NEG_INFINITY, steps_max.saturating_sub(steps));
    steps += found.steps;
    let reach_open = open_reach(&instance, &found);
    // Cannot fail: the greedy set of a rule without common candidates, and `begin` of the others, are allowed.
    let mut outcome = found.outcome.expect("an allowed set");
    let mut seats_open = 0;
    if instance.whole && rule != Rule::Apart && reach_open == 0.0 {
        // Where everybody comes for sure, a seat too many adds nothing at all; fewer are tried until one less reaches less.
        while outcome.asked.len() > usize::from(!rows.is_empty()) {
            instance.seats = outcome.asked.len() - 1;
            // Half a member below what is reached now: fewer seats that reach as much are worth more than that, and nothing else is.
            let begin = start::without_one(&instance, &outcome.asked);
            let found = search::solve(&instance, begin.as_deref(), outcome.worth - 0.5, steps_max.saturating_sub(steps));
            steps += found.steps;
            match found.outcome {
                Some(fewer) => outcome = fewer,
                None => {
                    // Whether fewer would do may not have been found out.
                    seats_open = if found.most > outcome.worth - 0.5 { outcome.asked.len() } else { 0 };
                    break;
                }
            }
        }
        instance.seats = outcome.asked.len();
    }
    let set = start::settled(&instance, outcome.asked);
    (set, Proof { groups: groups_open, seats: seats_open, reach: reach_open })
}

/// How much more could be reached than what was found.
fn open_reach(instance: &Instance, found: &search::Found) -> f64 {
    let open = found.outcome.as_ref().map_or(0.0, |outcome| found.most - outcome.worth);
    if open <= ROUNDING {
        return 0.0;
    }
    if instance.whole {
        return (open + SEAT_PRICE * instance.seats as f64 + ROUNDING).floor();
    }
    open
}

/// So many seats, and rows with common candidates: a set that hits as many as it can, how many, and how many more might be.
fn most_rows(rows: &[Vec<usize>], candidates: usize, seats: usize, steps_max: u64, steps: &mut u64) -> (Vec<usize>, usize, usize) {
    let mut instance = Instance::new(Together::AtLeastOne, vec![1.0; candidates], rows, &vec![1.0; rows.len()], &[]);
    instance.seats = seats;
    let found = search::solve(&instance, None, f64::NEG_INFINITY, steps_max);
    *steps += found.steps;
    let open = open_reach(&instance, &found) as usize;
    // Cannot fail: without rows every set within the seats is allowed.
    let outcome = found.outcome.expect("a set");
    let count = rows.iter().filter(|row| row.iter().any(|candidate| outcome.asked.contains(candidate))).count();
    (outcome.asked, count, open)
}

fn everybody(prepared: &Prepared, steps_max: u64) -> Found {
    let members = prepared.near.iter().zip(&prepared.is_reached).filter(|(near, is_reached)| !near.is_empty() && !**is_reached);
    let rows: Vec<Vec<usize>> = prepared.rows.iter().cloned().chain(members.map(|(near, _)| near.clone())).collect();
    let mut steps = 0;
    let found = fewest::fewest(&rows, prepared.candidates.len(), steps_max / 2, &mut steps);
    let seats_open = found.set.len() - found.least;
    let instance = prepared.instance(&fewest::smallest(rows), Rule::All, found.set.len());
    let (set, reach_open) = if instance.whole {
        (found.set, 0.0)
    } else {
        let best = search::solve(&instance, Some(&found.set), f64::NEG_INFINITY, steps_max.saturating_sub(steps));
        let open = open_reach(&instance, &best);
        // Cannot fail: the set that was found hits every row within its own number of seats.
        (best.outcome.expect("an allowed set").asked, open)
    };
    (start::settled(&instance, set), Proof { groups: 0, seats: seats_open, reach: reach_open })
}

fn check(question: &Question<'_>) -> Result<()> {
    let members = question.network.members();
    if question.chance.len() != members {
        return Err(NetworkError::Length { what: "the list of chances", found: question.chance.len(), wanted: members });
    }
    for &p in question.chance.iter().flatten() {
        if !(p > 0.0 && p <= 1.0) {
            return Err(NetworkError::Value { what: "a chance", value: p, wanted: "above 0 and at most 1" });
        }
    }
    let known = |what: &'static str, numbers: &[usize]| match numbers.iter().find(|&&number| number >= members) {
        Some(&number) => Err(NetworkError::Unknown { what, number, count: members }),
        None => Ok(()),
    };
    question.groups.iter().try_for_each(|group| known("a group", group))?;
    known("the list of those asked in any case", question.asked)?;
    known("the list of those not asked", question.not_asked)?;
    for &member in question.asked {
        if question.not_asked.contains(&member) {
            return Err(NetworkError::Contradiction(member));
        }
        if question.chance[member].is_none() {
            return Err(NetworkError::MayNotBeAsked(member));
        }
    }
    if (1..question.asked.len()).any(|at| question.asked[..at].contains(&question.asked[at])) {
        return Err(NetworkError::Value {
            what: "the list of those asked in any case",
            value: question.asked.len() as f64,
            wanted: "without repetition",
        });
    }
    match question.aim {
        Aim::Seats(seats) if question.asked.len() > seats => Err(NetworkError::TooFewSeats { wanted: question.asked.len(), seats }),
        _ => Ok(()),
    }
}
