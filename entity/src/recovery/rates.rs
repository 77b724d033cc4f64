//! The rates of half-years, out of the parameters. A half-year for which nobody entered a base rate has none: the one
//! before may have changed, and the built-in value is no rate of any half-year.
use super::interest::{HalfYear, half_year};
use crate::{
    money::Rate,
    parameter::{Key, Set},
};
use chrono::NaiveDate;

/// The rates of all half-years from one day to another that were entered.
#[must_use]
pub fn half_years(set: &Set, from: NaiveDate, until: NaiveDate) -> Vec<HalfYear> {
    let rate = |value: i64| Rate(i32::try_from(value).unwrap_or(i32::MAX));
    let mut found = Vec::new();
    let mut day = from;
    while let Some((begin, next)) = half_year(day).filter(|(begin, _)| *begin <= until) {
        if let Some(row) = set.entered(Key::BaseRate, begin) {
            found.push(HalfYear {
                from: begin,
                base: rate(row.value),
                margin: rate(set.on(Key::InterestMargin, begin)),
            });
        }
        day = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::{Mode, set::tests::row};

    #[test]
    fn only_what_was_entered_for_a_half_year_is_its_rate() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let set = Set::from_rows(vec![
            row(1, Key::BaseRate, "2022-07-01", -88, Mode::Active),
            row(2, Key::BaseRate, "2023-07-01", 312, Mode::Active),
            row(3, Key::BaseRate, "2024-01-01", 362, Mode::Shadow),
        ]);
        let found = half_years(&set, day("2022-08-15"), day("2024-03-01"));
        let shown: Vec<_> = found.iter().map(|half| (half.from.to_string(), half.base.0, half.margin.0)).collect();
        assert_eq!(shown, [("2022-07-01".to_owned(), -88, 500), ("2023-07-01".to_owned(), 312, 500)]);
        assert_eq!(half_years(&set, day("2024-03-01"), day("2022-03-01")), vec![]);
    }
}
