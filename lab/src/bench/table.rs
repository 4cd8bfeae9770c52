//! The table: what was measured, beside its budget.

use serde::Serialize;

use super::budgets::{BUDGETS, Bound, Budget, Unit};
use super::samples::{Page, Samples, What};

/// One line.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub(super) what: What,
    pub(super) title: &'static str,
    pub(super) pierglass: f64,
    /// The smallest and the greatest of the values that `pierglass` is the median of.
    pub(super) range: Option<(f64, f64)>,
    pub(super) floor: Option<f64>,
    pub(super) floor_range: Option<(f64, f64)>,
    /// Another build, and the peer, where they were measured.
    pub(super) before: Option<f64>,
    pub(super) peer: Option<f64>,
    /// Pierglass divided by the floor.
    pub(super) ratio: Option<f64>,
    /// The limits, in the unit of the value.
    pub(super) must: Option<f64>,
    pub(super) aim: Option<f64>,
    pub(super) verdict: String,
    #[serde(skip)]
    budget: Budget,
}

/// The lines of all budgets that were measured.
pub(super) fn lines(samples: &Samples) -> Vec<Line> {
    BUDGETS.iter().filter_map(|budget| line(*budget, samples)).collect()
}

/// Prints them. Another build and the peer have a column only where they were measured.
pub(super) fn print(lines: &[Line], samples: &Samples) {
    let (has_before, has_peer) = (samples.has(Page::Before), samples.has(Page::Peer));
    let column = |there: bool, text: &str| if there { format!(" {text:>10}") } else { String::new() };
    println!(
        "{:52} {:>10} {:>15}{}{} {:>10} {:>15} {:>6}  {:>9} {:>9}  verdict",
        "what (medians)",
        "pierglass",
        "range",
        column(has_before, "before"),
        column(has_peer, "peer"),
        "floor",
        "range",
        "ratio",
        "must",
        "aim"
    );
    for line in lines {
        let Line { title, budget, .. } = line;
        let written = |value: Option<f64>| value.map_or("–".to_owned(), |value| write(budget.unit, value));
        let ratio = line.ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        println!(
            "{title:52} {:>10} {:>15}{}{} {:>10} {:>15} {ratio:>6}  {:>9} {:>9}  {}",
            write(budget.unit, line.pierglass),
            range(budget.unit, line.range),
            column(has_before, &written(line.before)),
            column(has_peer, &written(line.peer)),
            written(line.floor),
            range(budget.unit, line.floor_range),
            bound(budget.must, line.must, budget.unit),
            bound(budget.aim, line.aim, budget.unit),
            line.verdict
        );
    }
}

/// Without the unit, which stands beside it; nothing where all values are one.
fn range(unit: Unit, range: Option<(f64, f64)>) -> String {
    let number = |value| write(unit, value).split(' ').next().unwrap_or_default().to_owned();
    match range.map(|(least, most)| (number(least), number(most))) {
        Some((least, most)) if least != most => format!("{least}–{most}"),
        _ => String::new(),
    }
}

fn line(budget: Budget, samples: &Samples) -> Option<Line> {
    let pierglass = samples.median(budget.what, Page::Pierglass)?;
    let floor = samples.median(budget.what, Page::Floor);
    let rows = samples.median(What::RowsOnScreen, Page::Pierglass);
    let must = limit(budget.must, floor, rows);
    let aim = limit(budget.aim, floor, rows);
    Some(Line {
        what: budget.what,
        title: budget.title,
        pierglass,
        range: samples.range(budget.what, Page::Pierglass),
        floor,
        floor_range: samples.range(budget.what, Page::Floor),
        before: samples.median(budget.what, Page::Before),
        peer: samples.median(budget.what, Page::Peer),
        ratio: floor.filter(|floor| *floor > 0.0 && budget.unit != Unit::Percent).map(|floor| pierglass / floor),
        must,
        aim,
        verdict: verdict(budget.unit, pierglass, must, aim),
        budget,
    })
}

fn limit(bound: Bound, floor: Option<f64>, rows_on_screen: Option<f64>) -> Option<f64> {
    match bound {
        Bound::None => None,
        Bound::AtMost(most) => Some(most),
        Bound::TimesFloor(times) => floor.map(|floor| floor * times),
        Bound::AboveFloor(more) => floor.map(|floor| floor + more),
        Bound::RequestsOfAScreen => rows_on_screen.map(|rows| 1.0 + 2.0 * (rows + 10.0)),
    }
}

fn verdict(unit: Unit, value: f64, must: Option<f64>, aim: Option<f64>) -> String {
    let (Some(must), Some(aim)) = (must, aim) else {
        return String::new();
    };
    let over = |limit: f64| match unit {
        Unit::Percent => format!("{:.1} points", value - limit),
        unit if limit > 0.0 => format!("{} ({:.0} %)", write(unit, value - limit), (value / limit - 1.0) * 100.0),
        unit => write(unit, value - limit),
    };
    if value <= aim {
        "met".to_owned()
    } else if value <= must {
        format!("must met, aim missed by {}", over(aim))
    } else {
        format!("MISSED by {}", over(must))
    }
}

fn bound(bound: Bound, limit: Option<f64>, unit: Unit) -> String {
    match (bound, limit) {
        (Bound::None, _) | (_, None) => "–".to_owned(),
        (Bound::TimesFloor(times), _) => format!("{times} F"),
        (Bound::AboveFloor(more), _) => format!("F + {more}"),
        (_, Some(limit)) => write(unit, limit),
    }
}

fn write(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count => format!("{value:.0}"),
        Unit::Kilobytes => format!("{:.1} KB", value / 1e3),
        Unit::Megabytes => format!("{:.1} MB", value / 1e6),
        Unit::Milliseconds => format!("{value:.0} ms"),
        Unit::Percent => format!("{value:.1} %"),
        Unit::Times => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let check = |value, must, aim, expected: &str| {
            assert_eq!(verdict(Unit::Milliseconds, value, Some(must), Some(aim)), expected, "for {value}");
        };
        check(40.0, 100.0, 50.0, "met");
        check(75.0, 100.0, 50.0, "must met, aim missed by 25 ms (50 %)");
        check(150.0, 100.0, 50.0, "MISSED by 50 ms (50 %)");
        check(1.0, 0.0, 0.0, "MISSED by 1 ms");
        assert_eq!(verdict(Unit::Percent, 20.0, Some(12.0), Some(9.0)), "MISSED by 8.0 points");
        assert_eq!(verdict(Unit::Count, 20.0, None, None), "");
        assert_eq!(verdict(Unit::Times, 0.75, Some(0.5), Some(0.25)), "MISSED by 0.25 (50 %)");
    }

    #[test]
    fn ranges() {
        assert_eq!(range(Unit::Milliseconds, Some((90.4, 120.0))), "90–120");
        assert_eq!(range(Unit::Count, Some((3.0, 3.0))), "");
        assert_eq!(range(Unit::Count, None), "");
    }

    #[test]
    fn limits() {
        assert_eq!(limit(Bound::TimesFloor(1.5), Some(100.0), None), Some(150.0));
        assert_eq!(limit(Bound::TimesFloor(1.5), None, None), None);
        assert_eq!(limit(Bound::AboveFloor(5.0), Some(7.0), None), Some(12.0));
        assert_eq!(limit(Bound::RequestsOfAScreen, None, Some(20.0)), Some(61.0));
    }

    #[test]
    fn every_measurement_has_at_most_one_line() {
        let mut all: Vec<What> = BUDGETS.iter().map(|budget| budget.what).collect();
        all.sort();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
