//! Months between two days, and their median, in whole numbers.
use chrono::{Datelike, Months, NaiveDate};

/// The full months from one day to another; 0 where the second comes first.
#[must_use]
pub fn full(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + to.month().cast_signed() - from.month().cast_signed();
    let mut months = u32::try_from(months).unwrap_or(0);
    // the last of a shorter month ends a month that began on the 31st
    while months > 0 && from.checked_add_months(Months::new(months)).is_none_or(|end| end > to) {
        months -= 1;
    }
    months
}

/// The median in tenths: 75 is 7.5. None of nothing.
#[must_use]
pub fn median(mut values: Vec<u32>) -> Option<u32> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = match values.len() % 2 {
        0 => *values.get(middle.checked_sub(1)?)?,
        _ => upper,
    };
    Some((lower + upper) * 5)
}

/// Tenths as Germans write them: `7,5`, `8`.
#[must_use]
pub fn german(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{},{rest}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: &str, to: &str) -> u32 {
        full(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn only_full_months_count() {
        assert_eq!(between("2020-01-15", "2020-02-14"), 0);
        assert_eq!(between("2020-01-15", "2020-02-15"), 1);
        assert_eq!(between("2020-01-31", "2020-02-29"), 1);
        assert_eq!(between("2020-01-31", "2020-03-30"), 1);
        assert_eq!(between("2019-11-01", "2021-01-01"), 14);
        assert_eq!(between("2021-01-01", "2019-11-01"), 0);
    }

    #[test]
    fn medians_are_exact_to_the_half() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9]), Some(90));
        assert_eq!(median(vec![8, 7]), Some(75));
        assert_eq!(median(vec![30, 1, 2]), Some(20));
        assert_eq!((german(75), german(80), german(0)), ("7,5".into(), "8".into(), "0".into()));
    }
}
