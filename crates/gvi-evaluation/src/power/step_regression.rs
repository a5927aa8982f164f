//! The Poisson regression that a power study fits thousands of times, by the sums that it needs and nothing else.
//!
//! Its months fall into at most 24 cells: the twelve months of the year, before and after the start. Inside a cell the season is the
//! same and the trend goes up by whole years, so that the mean of the jth year is μ·eʲʳ, and Σ eʲʳ, Σ j·eʲʳ and Σ j²·eʲʳ (r the
//! change in a year) give every entry of score and information. This is the same regression as on the rows, term by term; only the
//! order of the additions differs. It does not know how the counts came about.

use super::months::{PowerDesign, PowerTerms};
use crate::numeric::distribution::t_below;

const TERMS_MAX: usize = 6;
const ROUNDS_MAX: usize = 25;
const MONTHS: usize = 12;

type Square = [[f64; TERMS_MAX]; TERMS_MAX];

/// A lower triangle L with LLᵀ = the information. Its diagonal holds 1/Lₐₐ, because it is only ever divided by.
type Factor = [[f64; TERMS_MAX]; TERMS_MAX];

/// A regression of fixed small size, begun at the truth.
pub(super) struct StepRegression {
    rows: Vec<[f64; TERMS_MAX]>,
    terms: usize,
    start: [f64; TERMS_MAX],
    /// The fitted totals and the factored information at the start, which all runs share; none when they do not carry the terms.
    at_start: Option<([f64; TERMS_MAX], Factor)>,
    before: Side,
    after: Side,
    /// The middle of the follow-up in years, from which the slope is counted.
    middle: f64,
    /// The size of t beyond which p is below 0.05.
    critical: f64,
}

/// The months on one side of the start.
struct Side {
    months: usize,
    /// The first month, in years since the start.
    first: f64,
    /// Sine and cosine of the months of the year, from the side's first month on.
    season: [(f64, f64); MONTHS],
}

/// Means of a side's first year, and the factor from one year to the next.
struct Means {
    first_year: [f64; MONTHS],
    a_year: f64,
}

/// Sums over a side's months, each weighted with its mean: of 1, the sine s, the cosine c, the time v in years, and their products.
#[derive(Default)]
struct Sums {
    one: f64,
    s: f64,
    c: f64,
    v: f64,
    ss: f64,
    sc: f64,
    cc: f64,
    sv: f64,
    cv: f64,
    vv: f64,
}

impl Side {
    fn new(design: &PowerDesign, from: usize, months: usize) -> Self {
        let season = std::array::from_fn(|at| (2.0 * std::f64::consts::PI * (from + at) as f64 / 12.0).sin_cos());
        Self { months, first: (from as f64 - design.months_before as f64) / 12.0, season }
    }

    /// `level` is the log mean at the start of time v = 0 without season, `rate` its change in a year.
    fn means(&self, level: f64, rate: f64, season: (f64, f64)) -> Means {
        let a_month = (rate / 12.0).exp();
        let mut grown = (level + rate * self.first).exp();
        let first_year = std::array::from_fn(|at| {
            let (s, c) = self.season[at];
            let mean = grown * (season.0 * s + season.1 * c).exp();
            grown *= a_month;
            mean
        });
        Means { first_year, a_year: rate.exp() }
    }

    fn sums(&self, means: &Means) -> Sums {
        // Whole years are common to all twelve months; the last, broken year belongs to the first of them only.
        let (whole, broken) = (self.months / MONTHS, self.months % MONTHS);
        let (mut power, mut zeroth, mut first, mut second) = (1.0, 0.0, 0.0, 0.0);
        for year in 0..whole {
            let weighted = power * year as f64;
            zeroth += power;
            first += weighted;
            second += weighted * year as f64;
            power *= means.a_year;
        }
        let weighted = power * whole as f64;
        let longer = (zeroth + power, first + weighted, second + weighted * whole as f64);
        let mut sums = Sums::default();
        for (at, (mean, (s, c))) in means.first_year.iter().zip(self.season).enumerate() {
            let (zeroth, first, second) = if at < broken { longer } else { (zeroth, first, second) };
            let begin = self.first + at as f64 / 12.0;
            let one = mean * zeroth;
            let v = mean * (first + begin * zeroth);
            sums.one += one;
            sums.s += one * s;
            sums.c += one * c;
            sums.v += v;
            sums.ss += one * s * s;
            sums.sc += one * s * c;
            sums.cc += one * c * c;
            sums.sv += v * s;
            sums.cv += v * c;
            sums.vv += mean * (second + begin * (2.0 * first + begin * zeroth));
        }
        sums
    }

    /// Σ y²/μ.
    fn squares(&self, means: &Means, y: &[f64]) -> f64 {
        let over: [f64; MONTHS] = means.first_year.map(f64::recip);
        let shrink = means.a_year.recip();
        let mut power = 1.0;
        let mut sum = 0.0;
        for year in y.chunks(MONTHS) {
            sum += power * year.iter().zip(&over).map(|(y, over)| y * y * over).sum::<f64>();
            power *= shrink;
        }
        sum
    }
}

impl StepRegression {
    pub(super) fn new(design: &PowerDesign, months_after: usize) -> Self {
        let wide = design.rows(months_after);
        let terms = wide[0].len();
        let rows: Vec<[f64; TERMS_MAX]> = wide
            .iter()
            .map(|row| {
                let mut fixed = [0.0; TERMS_MAX];
                fixed[..terms].copy_from_slice(row);
                fixed
            })
            .collect();
        let start = [(design.events_a_year / 12.0).ln(), (1.0 - design.fall).ln(), 0.2, 0.0, 0.0, 0.0];
        let freedom = (rows.len() - terms) as f64;
        // p(t) falls with t: the critical size by halving.
        let (mut low, mut high) = (1.0, 20.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if 2.0 * t_below(-middle, freedom) < 0.05 { high = middle } else { low = middle }
        }
        let middle = if design.terms == PowerTerms::TrendStepSlope { (months_after as f64 - 1.0) / 24.0 } else { 0.0 };
        let before = Side::new(design, 0, design.months_before);
        let after = Side::new(design, design.months_before, months_after);
        let mut regression = Self { rows, terms, start, at_start: None, before, after, middle, critical: high };
        let information = regression.information(&regression.means(&start));
        let factored = match terms {
            4 => factored::<4>(&information),
            5 => factored::<5>(&information),
            _ => factored::<6>(&information),
        };
        regression.at_start = factored.map(|factored| (first_column(&information), factored));
        regression
    }

    pub(super) fn is_found(&self, t: f64) -> bool {
        t.abs() >= self.critical
    }

    /// t of the step with dispersion at least 1; none when the regression does not settle.
    pub(super) fn test(&self, y: &[f64]) -> Option<f64> {
        match self.terms {
            4 => self.test_of::<4>(y),
            5 => self.test_of::<5>(y),
            _ => self.test_of::<6>(y),
        }
    }

    fn test_of<const P: usize>(&self, y: &[f64]) -> Option<f64> {
        let mut totals = [0.0; TERMS_MAX];
        for (row, &y) in self.rows.iter().zip(y) {
            for a in 0..P {
                totals[a] += row[a] * y;
            }
        }
        // With no event on one side the step has no finite estimate.
        if totals[1] == 0.0 || totals[1] == totals[0] {
            return None;
        }
        let mut beta = self.start;
        let (fitted, factored_at_start) = self.at_start.as_ref()?;
        go::<P>(&mut beta, &step_towards::<P>(factored_at_start, &totals, fitted))?;
        for _ in 1..ROUNDS_MAX {
            let means = self.means(&beta);
            let information = self.information(&means);
            let factored = factored::<P>(&information)?;
            let step = step_towards::<P>(&factored, &totals, &first_column(&information));
            let here = beta[1];
            if go::<P>(&mut beta, &step)? < 1e-6 {
                // Here information and Pearson's sum belong to this place up to 10⁻⁶. Σ (y − μ)²/μ = Σ y²/μ − 2Σ y + Σ μ.
                let (y_before, y_after) = y.split_at(self.before.months);
                let squares = self.before.squares(&means.0, y_before) + self.after.squares(&means.1, y_after);
                let pearson = squares - 2.0 * totals[0] + information[0][0];
                let mut unit = [0.0; TERMS_MAX];
                unit[1] = 1.0;
                let variance = solved::<P>(&factored, &unit)[1];
                let dispersion = (pearson / (self.rows.len() - P) as f64).max(1.0);
                return Some((here + step[1]) / (variance * dispersion).sqrt());
            }
        }
        None
    }

    fn means(&self, beta: &[f64; TERMS_MAX]) -> (Means, Means) {
        let season = (beta[2], beta[3]);
        let before = self.before.means(beta[0], beta[4], season);
        let after = self.after.means(beta[0] + beta[1] - beta[5] * self.middle, beta[4] + beta[5], season);
        (before, after)
    }

    /// XᵀWX below the diagonal and on it, for the terms 1, D, s, c, v, D(v − middle); the smaller designs are its upper corner.
    fn information(&self, means: &(Means, Means)) -> Square {
        let (b, a, m) = (self.before.sums(&means.0), self.after.sums(&means.1), self.middle);
        [
            [b.one + a.one, 0.0, 0.0, 0.0, 0.0, 0.0],
            [a.one, a.one, 0.0, 0.0, 0.0, 0.0],
            [b.s + a.s, a.s, b.ss + a.ss, 0.0, 0.0, 0.0],
            [b.c + a.c, a.c, b.sc + a.sc, b.cc + a.cc, 0.0, 0.0],
            [b.v + a.v, a.v, b.sv + a.sv, b.cv + a.cv, b.vv + a.vv, 0.0],
            [a.v - m * a.one, a.v - m * a.one, a.sv - m * a.s, a.cv - m * a.c, a.vv - m * a.v, a.vv - m * (2.0 * a.v - m * a.one)],
        ]
    }
}

/// The first column of the design is all ones, so that the first column of the information holds the fitted totals.
fn first_column(information: &Square) -> [f64; TERMS_MAX] {
    std::array::from_fn(|at| information[at][0])
}

fn step_towards<const P: usize>(factored: &Factor, totals: &[f64; TERMS_MAX], fitted: &[f64; TERMS_MAX]) -> [f64; TERMS_MAX] {
    solved::<P>(factored, &std::array::from_fn(|at| if at < P { totals[at] - fitted[at] } else { 0.0 }))
}

/// Goes the step, shortened when it is so long that a mean might run away, and says how long it was; none when it is beyond sense.
fn go<const P: usize>(beta: &mut [f64; TERMS_MAX], step: &[f64; TERMS_MAX]) -> Option<f64> {
    let moved = step[..P].iter().fold(0.0_f64, |most, s| most.max(s.abs()));
    if !moved.is_finite() || moved > 20.0 {
        return None;
    }
    let size = if moved > 3.0 { 3.0 / moved } else { 1.0 };
    for a in 0..P {
        beta[a] += size * step[a];
    }
    Some(moved)
}

fn factored<const P: usize>(matrix: &Square) -> Option<Factor> {
    let mut lower = [[0.0; TERMS_MAX]; TERMS_MAX];
    for a in 0..P {
        for b in 0..=a {
            let mut sum = matrix[a][b];
            for k in 0..b {
                sum -= lower[a][k] * lower[b][k];
            }
            if a == b {
                if sum <= 1e-12 * matrix[a][a] {
                    return None;
                }
                lower[a][a] = sum.sqrt().recip();
            } else {
                lower[a][b] = sum * lower[b][b];
            }
        }
    }
    Some(lower)
}

fn solved<const P: usize>(factored: &Factor, right: &[f64; TERMS_MAX]) -> [f64; TERMS_MAX] {
    let mut x = *right;
    for a in 0..P {
        for k in 0..a {
            x[a] -= factored[a][k] * x[k];
        }
        x[a] *= factored[a][a];
    }
    for a in (0..P).rev() {
        for k in a + 1..P {
            x[a] -= factored[k][a] * x[k];
        }
        x[a] *= factored[a][a];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::super::draws::CountTable;
    use super::*;
    use crate::chance::{Purpose, stream};
    use crate::regression::{Design, fit_poisson};

    #[test]
    fn the_small_regression_gives_the_t_of_the_large_one() {
        // Whole years, broken years on either side, and less than a year after the start.
        for (before, after) in [(36, 24), (41, 19), (60, 7)] {
            for terms in [PowerTerms::Step, PowerTerms::TrendStep, PowerTerms::TrendStepSlope] {
                let design = PowerDesign { events_a_year: 60.0, months_before: before, alpha: 0.1, fall: 0.3, terms };
                let regression = StepRegression::new(&design, after);
                let rows = design.rows(after);
                let columns = (0..rows[0].len()).map(|at| (at.to_string(), rows.iter().map(|row| row[at]).collect())).collect();
                let large = Design::new(columns, vec![0.0; rows.len()]).unwrap();
                let mut chance = stream(2, Purpose::Simulation, 0);
                let tables: Vec<CountTable> = design.means(after, 0.3).iter().map(|mean| CountTable::new(*mean, 0.1)).collect();
                for _ in 0..20 {
                    let y: Vec<f64> = tables.iter().map(|table| table.draw(&mut chance)).collect();
                    let fit = fit_poisson(&y, &large).unwrap();
                    let wanted = fit.coefficients[1] / (fit.errors[1] * fit.dispersion.max(1.0).sqrt());
                    assert!((regression.test(&y).unwrap() - wanted).abs() < 1e-5, "{before} {after} {terms:?} {wanted}");
                }
            }
        }
    }

    #[test]
    fn a_side_without_events_reports_nothing() {
        let design = PowerDesign { events_a_year: 12.0, months_before: 24, alpha: 0.0, fall: 0.5, terms: PowerTerms::TrendStep };
        let regression = StepRegression::new(&design, 6);
        let after_only: Vec<f64> = (0..30).map(|t| if t < 24 { 0.0 } else { 1.0 }).collect();
        let before_only: Vec<f64> = (0..30).map(|t| if t < 24 { 1.0 } else { 0.0 }).collect();
        assert_eq!(regression.test(&after_only), None);
        assert_eq!(regression.test(&before_only), None);
        assert_eq!(regression.test(&[0.0; 30]), None);
    }
}
