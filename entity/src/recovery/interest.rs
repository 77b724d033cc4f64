//! Interest on a recovery claim, day by day over the half-yearly base rates (§ 49a (3) and (4) VwVfG NRW, § 247 BGB):
//! pure, with its calculation line by line.
use crate::money::{Cents, Rate};
use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// The rates of a half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfYear {
    /// Its first day, 1 January or 1 July.
    pub from: NaiveDate,
    /// The base rate a year (§ 247 BGB); it may be negative.
    pub base: Rate,
    /// What the interest is above it: five percentage points (§ 49a (3) sentence 1 VwVfG NRW).
    pub margin: Rate,
}

/// What is owed from a day on; the amounts of one claim follow each other by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// The first day that this much bears interest.
    pub from: NaiveDate,
    /// The principal; interest bears no interest.
    pub principal: Cents,
}

/// One line of a calculation: a span of days in which nothing changes, within one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// First day that counts.
    pub from: NaiveDate,
    /// Last day that counts.
    pub to: NaiveDate,
    /// Number of days, both ends included.
    pub days: u32,
    /// Days of that year, 365 or 366.
    pub year_days: u32,
    /// Principal that bears interest.
    pub principal: Cents,
    /// The base rate of the half-year.
    pub base: Rate,
    /// Base rate and margin, never below zero.
    pub rate: Rate,
    /// Principal × rate × days ÷ days of the year, rounded half away from zero to the cent; the sum of the lines is the
    /// interest, so that the calculation adds up as it is printed.
    pub interest: Cents,
}

/// Why no interest can be calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InterestError {
    /// No base rate was entered for the half-year that begins on this day.
    #[error("Für das Halbjahr ab {} ist kein Basiszinssatz eingetragen. Er wird unter „Verwaltung, Regeln“ mit seiner Quelle eingetragen.", .0.format("%d.%m.%Y"))]
    NoBaseRate(NaiveDate),
    /// The amounts owed are not in the order of their days.
    #[error("Die Teilzahlungen stehen nicht in der Reihenfolge ihrer Tage.")]
    Unordered,
    /// Beyond the bounds of an amount.
    #[error("Der Betrag ist zu groß.")]
    TooLarge,
}

/// Interest on what is owed, up to and without the day `until`: the first day of a claim bears interest, the day of a
/// payment no longer does, so that no day counts twice.
///
/// # Errors
/// See [`InterestError`].
pub fn interest(owed: &[Owed], until: NaiveDate, rates: &[HalfYear]) -> Result<Vec<Line>, InterestError> {
    if owed.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        return Err(InterestError::Unordered);
    }
    let mut lines = Vec::new();
    for (at, step) in owed.iter().enumerate() {
        let end = owed.get(at + 1).map_or(until, |next| next.from.min(until));
        let mut from = step.from;
        while from < end && step.principal > Cents::ZERO {
            let (begin, after) = half_year(from).ok_or(InterestError::TooLarge)?;
            // a half-year without its rate is an error: the last known one may have changed
            let rate = rates.iter().find(|rate| rate.from == begin).ok_or(InterestError::NoBaseRate(begin))?;
            let next = after.min(end);
            lines.push(line(from, next, step.principal, rate)?);
            from = next;
        }
    }
    Ok(lines)
}

/// What the lines come to.
///
/// # Errors
/// [`InterestError::TooLarge`].
pub fn total(lines: &[Line]) -> Result<Cents, InterestError> {
    let sum = lines.iter().try_fold(Cents::ZERO, |sum, line| sum.checked_add(line.interest));
    sum.ok_or(InterestError::TooLarge)
}

/// The first day of a day's half-year, and of the half-year after it.
pub(super) fn half_year(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let begin = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    match day.month() < 7 {
        true => begin(day.year(), 1).zip(begin(day.year(), 7)),
        false => begin(day.year(), 7).zip(begin(day.year() + 1, 1)),
    }
}

fn line(from: NaiveDate, end: NaiveDate, principal: Cents, half: &HalfYear) -> Result<Line, InterestError> {
    let days = u32::try_from((end - from).num_days()).map_err(|_| InterestError::TooLarge)?;
    let year_days = if from.leap_year() { 366 } else { 365 };
    let rate = Rate(half.base.0.saturating_add(half.margin.0).max(0));
    let exact = i128::from(principal.0) * i128::from(rate.0) * i128::from(days);
    let whole = 10_000 * i128::from(year_days);
    let interest = i64::try_from((exact + whole / 2) / whole).map_err(|_| InterestError::TooLarge)?;
    let to = end.pred_opt().unwrap_or(end);
    Ok(Line { from, to, days, year_days, principal, base: half.base, rate, interest: Cents(interest) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn half(from: &str, base: i32) -> HalfYear {
        HalfYear { from: day(from), base: Rate(base), margin: Rate(500) }
    }

    fn rates() -> Vec<HalfYear> {
        [("2022-07-01", -88), ("2023-01-01", 162), ("2023-07-01", 312), ("2024-01-01", 362)]
            .map(|(from, base)| half(from, base))
            .to_vec()
    }

    fn shown(line: &Line) -> (String, u32, u32, i64, i32, i64) {
        let span = format!("{} {}", line.from, line.to);
        (span, line.days, line.year_days, line.principal.0, line.rate.0, line.interest.0)
    }

    /// The example of docs/worked-examples.md, every number by hand.
    #[test]
    fn three_base_rates_and_a_part_payment() {
        let owed = [
            Owed { from: day("2022-11-15"), principal: Cents(4_812_350) },
            Owed { from: day("2023-03-01"), principal: Cents(2_812_350) },
        ];
        let lines = interest(&owed, day("2023-08-10"), &rates()).unwrap();
        assert_eq!(
            lines.iter().map(shown).collect::<Vec<_>>(),
            [
                // 48.123,50 € × 4,12 % × 47 ÷ 365 = 255,3050…
                ("2022-11-15 2022-12-31".into(), 47, 365, 4_812_350, 412, 25_531),
                // 48.123,50 € × 6,62 % × 59 ÷ 365 = 514,9610…
                ("2023-01-01 2023-02-28".into(), 59, 365, 4_812_350, 662, 51_496),
                // 28.123,50 € × 6,62 % × 122 ÷ 365 = 622,2921…
                ("2023-03-01 2023-06-30".into(), 122, 365, 2_812_350, 662, 62_229),
                // 28.123,50 € × 8,12 % × 40 ÷ 365 = 250,2606…
                ("2023-07-01 2023-08-09".into(), 40, 365, 2_812_350, 812, 25_026),
            ]
        );
        assert_eq!(total(&lines), Ok(Cents(164_282)));
    }

    #[test]
    fn leap_years_have_their_own_days() {
        let owed = [Owed { from: day("2024-02-28"), principal: Cents(1_000_000) }];
        let lines = interest(&owed, day("2024-03-01"), &rates()).unwrap();
        assert_eq!(
            lines.iter().map(shown).collect::<Vec<_>>(),
            [(
                "2024-02-28 2024-02-29".into(),
                2,
                366,
                1_000_000,
                862,
                // 10.000,00 € × 8,62 % × 2 ÷ 366 = 4,7103…
                471
            )]
        );
    }

    #[test]
    fn days_that_do_not_count() {
        let owed = [Owed { from: day("2023-05-01"), principal: Cents(100_000) }];
        // paid on the day it fell due; paid before; nothing owed
        for until in ["2023-05-01", "2023-04-01"] {
            assert_eq!(interest(&owed, day(until), &rates()), Ok(vec![]));
        }
        let nothing = [Owed { from: day("2023-05-01"), principal: Cents::ZERO }];
        assert_eq!(interest(&nothing, day("2023-06-01"), &rates()), Ok(vec![]));
        // a base rate so low that the whole would be negative bears none
        let low = [half("2023-01-01", -600)];
        assert_eq!(total(&interest(&owed, day("2023-05-31"), &low).unwrap()), Ok(Cents::ZERO));
    }

    #[test]
    fn what_cannot_be_calculated_is_said() {
        let owed = |from: &str| Owed { from: day(from), principal: Cents(100_000) };
        // known until the middle of 2024: what comes after is not guessed
        let late = interest(&[owed("2024-06-01")], day("2024-08-01"), &rates());
        assert_eq!(late, Err(InterestError::NoBaseRate(day("2024-07-01"))));
        let twice = interest(&[owed("2023-06-01"), owed("2023-06-01")], day("2023-08-01"), &rates());
        assert_eq!(twice, Err(InterestError::Unordered));
        let huge = [Owed { from: day("2023-01-01"), principal: Cents(i64::MAX) }];
        let dear = [half("2023-01-01", i32::MAX)];
        assert_eq!(interest(&huge, day("2023-06-01"), &dear), Err(InterestError::TooLarge));
    }

    #[test]
    fn cutting_a_claim_changes_no_day() {
        let from = day("2022-07-01");
        let days = |lines: &[Line]| lines.iter().map(|line| u64::from(line.days)).sum::<u64>();
        for length in (1..540).step_by(37) {
            let until = from + chrono::Days::new(length);
            for cut in (1..560).step_by(13) {
                for principal in [1, 99, 12_345, 7_654_321] {
                    let whole = interest(&[Owed { from, principal: Cents(principal) }], until, &rates());
                    let middle = from + chrono::Days::new(cut);
                    let owed = [from, middle].map(|from| Owed { from, principal: Cents(principal) });
                    let (whole, parts) = (whole.unwrap(), interest(&owed, until, &rates()).unwrap());
                    assert_eq!((days(&whole), days(&parts)), (length, length));
                    // each line is rounded for itself: half a cent more or less
                    let (a, b) = (total(&whole).unwrap().0, total(&parts).unwrap().0);
                    assert!((a - b).abs() <= 1, "{principal} cents, {length} days, cut at {cut}: {a} and {b}");
                }
            }
        }
    }
}
