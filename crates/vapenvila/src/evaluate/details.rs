//! What a reading rests on, as tables for the terminal.

use gvi_app::evaluation::research::{
    Answer, Details, Interval, ItsFit, ItsModel, ItsResult, LeaveOneOut, Research, RestsOn, SHARE_LEFT_MIN, shown,
};

use super::table::Table;

fn figure((ratio, low, high): Interval) -> String {
    format!("{ratio:.2} ({low:.2} to {high:.2})")
}

fn or_dash<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), write)
}

/// Everything, or that there is nothing yet.
pub fn told(research: &Research) -> String {
    match &research.details {
        None => "While the verdict carries no figure, there are no details either.\n".to_owned(),
        Some(details) => [methods(details), left_out(&details.leave_one_out), earlier(details), regression(details)].join("\n"),
    }
}

fn methods(details: &Details) -> String {
    let mut table = Table::new(&["outcome", "level comparison", "synthetic control", "regression"]);
    for by in &details.methods {
        table.row(&[by.name.clone(), or_dash(by.level, figure), or_dash(by.control, figure), or_dash(by.regression, figure)]);
    }
    format!("Every outcome by every method; the level comparison decides, the regression decides nothing:\n{table}")
}

fn left_out(found: &LeaveOneOut) -> String {
    let mut table = Table::new(&["without", "share", "synthetic control", "left of it", "gap before", "level comparison"]);
    let whole = ["none", "–"].map(str::to_owned);
    let figures = [figure(found.control), "1.00".to_owned(), format!("{:.2}", found.rmspe_before), figure(found.level)];
    table.row(&[&whole[..], &figures[..]].concat());
    for left in &found.without {
        table.row(&[
            left.name.clone(),
            format!("{:.2}", left.weight),
            or_dash(left.control, |ratio| format!("{ratio:.2}")),
            or_dash(left.share_left.filter(|_| found.rests_on != RestsOn::NoResult), |share| format!("{share:.2}")),
            format!("{:.2}", left.rmspe_before),
            figure(left.level),
        ]);
    }
    let rests_on = match &found.rests_on {
        RestsOn::NoResult => "The interval of the synthetic control covers 1: there is no result that one city could carry.".to_owned(),
        RestsOn::NoSingleCity => {
            format!("No single city carries it: at least {SHARE_LEFT_MIN:.1} of the difference on the log scale is left.")
        }
        RestsOn::Cities(cities) => {
            format!(
                "It rests on {}: without that city less than {SHARE_LEFT_MIN:.1} of the difference on the log scale is left.",
                cities.join(", ")
            )
        }
    };
    format!("Without one comparison city at a time:\n{table}{rests_on}\n")
}

fn earlier(details: &Details) -> String {
    if details.earlier_starts.is_empty() {
        return "No earlier start leaves enough years before it to be tried.\n".to_owned();
    }
    let mut table = Table::new(&["years before the start", "level comparison", "synthetic control", "conditions held"]);
    for start in &details.earlier_starts {
        table.row(&[
            start.years_before.to_string(),
            or_dash(start.level, figure),
            or_dash(start.control, |ratio| format!("{ratio:.2}")),
            or_dash(start.finds, |finds| if finds { "yes" } else { "no" }.to_owned()),
        ]);
    }
    format!("As if the start had been earlier, on the months before the real one alone:\n{table}")
}

fn regression(details: &Details) -> String {
    let mut text = String::from(
        "Regression of the city's own series. This is not the verdict: in US cities without any programme it reported a fall in\n\
         16 to 21 of 100 cases, where two or three are to be expected by chance.\n",
    );
    match &details.regression {
        Answer::Refused(refusals) => {
            for refusal in refusals {
                text.push_str(&format!(
                    "  {}: {:.3} and the limit is {:.3}; {}\n",
                    refusal.of_what, refusal.measured, refusal.limit, refusal.what_to_do
                ));
            }
        }
        Answer::Estimate(ItsResult::FewEvents(few)) => {
            text.push_str(&format!(
                "  fewer than 30 incidents: rate after over rate before {}, p {:.3}\n",
                figure(shown(&few.ratio)),
                few.p
            ));
        }
        Answer::Estimate(ItsResult::Regression { fit, diagnostics }) => {
            text.push_str(&terms(fit));
            text.push_str(&format!(
                "  Ljung-Box p {:.3}; steps at months before the start that leave out 1: {}\n",
                diagnostics.ljung_box_p,
                or_dash(diagnostics.placebo_share, |share| format!("{share:.2} of {}", diagnostics.placebo_dates.len()))
            ));
        }
    }
    text
}

fn terms(fit: &ItsFit) -> String {
    let mut table = Table::new(&["term", "coefficient", "model", "alpha known", "HAC", "quasi", "95 %, widest", "p"]);
    for term in &fit.terms {
        let (low, high) = term.interval;
        let mut row = vec![term.name.clone()];
        row.extend([term.coefficient, term.model, term.alpha_known, term.hac, term.quasi].map(|number| format!("{number:.3}")));
        row.extend([format!("{low:.3} to {high:.3}"), format!("{:.3}", term.p)]);
        table.row(&row);
    }
    let law = match fit.model {
        ItsModel::Poisson => "Poisson".to_owned(),
        ItsModel::Nb2 { alpha } => format!("NB2, alpha {alpha:.3}"),
    };
    let notices: String = fit.notices.iter().map(|notice| format!("  {notice}\n")).collect();
    format!("{table}{notices}  {law}; mean ratio {}; step p {:.3}\n", figure(shown(&fit.overall.ratio)), fit.p_step)
}
