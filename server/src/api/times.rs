//! Days and instants as the interface writes them.
use super::fault::Fault;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// A day as `YYYY-MM-DD`.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    // chrono reads more writings than this one
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    ((1900..=2999).contains(&day.year()) && day.to_string() == text).then_some(day)
}

/// An instant in RFC 3339, or a day that stands for one.
#[must_use]
pub fn instant(text: &str, of_day: impl Fn(NaiveDate) -> DateTime<Utc>) -> Option<DateTime<Utc>> {
    match day(text) {
        Some(day) => Some(of_day(day)),
        // a plus that nobody encoded arrives as a blank
        None => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
            .ok()
            .map(|instant| instant.with_timezone(&Utc))
            .filter(|instant| (1900..=2999).contains(&instant.year())),
    }
}

/// The answer to what is no day.
#[must_use]
pub fn no_day(name: &str) -> Fault {
    Fault::field(name, "format", format!("{name}: Bitte einen Tag wie 2021-12-31 angeben."))
}

/// The answer to what is no instant.
#[must_use]
pub fn no_instant(name: &str) -> Fault {
    let message =
        format!("{name}: Bitte einen Zeitpunkt wie 2021-12-31T12:00:00Z oder einen Tag wie 2021-12-31 angeben.");
    Fault::field(name, "format", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::clock;

    #[test]
    fn days_have_one_writing() {
        assert_eq!(day("2021-12-31"), NaiveDate::from_ymd_opt(2021, 12, 31));
        for bad in ["", "2021-1-1", "31.12.2021", "2021-13-01", "+2021-12-3", "9999-12-31"] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert_eq!(
            instant("2021-12-31T13:00:00 01:00", clock::end_of_day),
            instant("2021-12-31T12:00:00Z", clock::end_of_day)
        );
        assert_eq!(
            instant("2021-12-31", clock::end_of_day).map(|at| at.to_rfc3339()),
            Some("2021-12-31T22:59:59.999999+00:00".into())
        );
    }
}
