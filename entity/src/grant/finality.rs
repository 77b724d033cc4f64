//! Bestandskraft: when a decision can no longer be challenged. A month after its notification (§ 70 VwGO with
//! § 57 VwGO, § 222 ZPO, §§ 187, 188, 193 BGB), or at once when the recipient waives legal remedies. How many months it
//! is, the parameters say.
//!
//! The holidays are those of Nordrhein-Westfalen, also where the recipient sits elsewhere, and without the single
//! Reformationstag of 31 October 2017 [OWN].
use super::decision;
use crate::parameter::{Key, Set};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// The last day on which a decision notified on a day can be challenged, so many months later.
#[must_use]
pub fn remedy_ends(notified_on: NaiveDate, months: i64) -> Option<NaiveDate> {
    let mut day = notified_on.checked_add_months(Months::new(u32::try_from(months).ok()?))?;
    while !is_working_day(day) {
        day = day.succ_opt()?;
    }
    Some(day)
}

/// The first day on which a decision is beyond challenge: the day after these months, or the day of the waiver if that is
/// earlier. None where neither day is known.
#[must_use]
pub fn final_from(notified_on: Option<NaiveDate>, waived_on: Option<NaiveDate>, months: i64) -> Option<NaiveDate> {
    let after_month = notified_on.and_then(|day| remedy_ends(day, months)).and_then(|day| day.succ_opt());
    match (after_month, waived_on) {
        (Some(month), Some(waiver)) => Some(month.min(waiver)),
        (month, waiver) => month.or(waiver),
    }
}

/// From when a stored decision is beyond challenge, with the months that held when it was notified.
#[must_use]
pub fn of(row: &decision::Model, parameters: &Set) -> Option<NaiveDate> {
    let months = parameters.on(Key::LegalRemedyMonths, row.notified_on.unwrap_or(row.dated_on));
    final_from(row.notified_on, row.waived_on, months)
}

/// Neither weekend nor public holiday in Nordrhein-Westfalen.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return false;
    }
    let fixed = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (10, 3) | (11, 1) | (12, 25) | (12, 26));
    // Karfreitag, Ostermontag, Himmelfahrt, Pfingstmontag, Fronleichnam
    let movable = easter(day.year()).is_some_and(|sunday| {
        let after = day.signed_duration_since(sunday).num_days();
        matches!(after, -2 | 1 | 39 | 50 | 60)
    });
    !fixed && !movable
}

/// Easter Sunday (Gregorian, after Lichtenberg's form of Gauß' rule).
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let sun = 2 - (3 * century + 3) / 4;
    let age = year % 19;
    let full = (19 * age + moon) % 30;
    let full = 21 + full - (full + age / 11) / 29;
    let first_sunday = 7 - (year + year / 4 + sun) % 7;
    let march = full + 7 - (full - first_sunday) % 7;
    NaiveDate::from_ymd_opt(year, 3, 1)?.checked_add_days(Days::new(u64::try_from(march - 1).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_ends_on_a_working_day() {
        for (notified, ends) in [
            // a Tuesday
            ("2019-12-10", "2020-01-10"),
            // no 31st: the last day of the month; in 2020 a Saturday, so Monday
            ("2020-01-31", "2020-03-02"),
            ("2019-01-31", "2019-02-28"),
            // Christmas, then a weekend
            ("2020-11-25", "2020-12-28"),
            // Karfreitag 2021 to Tuesday after Easter
            ("2021-03-02", "2021-04-06"),
            // Himmelfahrt 2022 and Fronleichnam 2022
            ("2022-04-26", "2022-05-27"),
            ("2022-05-16", "2022-06-17"),
            // Allerheiligen is a holiday here
            ("2022-10-01", "2022-11-02"),
        ] {
            assert_eq!(remedy_ends(day(notified), 1), Some(day(ends)), "{notified}");
        }
    }

    #[test]
    fn a_waiver_counts_from_its_day_if_it_is_earlier() {
        let notified = Some(day("2019-12-10"));
        assert_eq!(final_from(notified, None, 1), Some(day("2020-01-11")));
        assert_eq!(final_from(notified, Some(day("2019-12-12")), 1), Some(day("2019-12-12")));
        assert_eq!(final_from(notified, Some(day("2020-02-01")), 1), Some(day("2020-01-11")));
        assert_eq!(final_from(None, Some(day("2020-02-01")), 1), Some(day("2020-02-01")));
        assert_eq!(final_from(None, None, 1), None);
        assert_eq!(final_from(notified, None, 2), Some(day("2020-02-11")));
    }

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for (year, sunday) in [
            (2018, "2018-04-01"),
            (2019, "2019-04-21"),
            (2020, "2020-04-12"),
            (2021, "2021-04-04"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day(sunday)), "{year}");
        }
    }
}
