//! Words, numbers and days as Germans write them.
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::precision::Precision;

/// What is not known is said, never left empty.
pub const UNKNOWN: &str = "unbekannt";

/// A day: `22.11.2026`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// A day as a person or a browser's field writes it, `31.12.2021` or `2021-12-31`, in the years 1900 to 2999.
#[must_use]
pub fn typed_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = ["%d.%m.%Y", "%Y-%m-%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    day.filter(|day| (1900..=2999).contains(&day.year()))
}

/// A month: `06/2022`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    day.format("%m/%Y").to_string()
}

/// The day of an instant in Berlin.
#[must_use]
pub fn berlin_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&chrono_tz::Europe::Berlin).date_naive()
}

/// An instant in Berlin: `22.11.2026, 14:05 Uhr`.
#[must_use]
pub fn instant(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&chrono_tz::Europe::Berlin).format("%d.%m.%Y, %H:%M Uhr").to_string()
}

/// A count with points: `1.234`.
#[must_use]
pub fn number(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if count < 0 { format!("−{out}") } else { out }
}

/// A count with its word: `1 Projekt`, `67 Projekte`.
#[must_use]
pub fn count(count: i64, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(count), if count == 1 { one } else { many })
}

/// A size of a file: `1,2 MB`.
#[must_use]
pub fn bytes(size: i64) -> String {
    match size {
        0..1_000 => format!("{size}\u{a0}Byte"),
        1_000..1_000_000 => format!("{}\u{a0}kB", (size + 500) / 1_000),
        _ => format!("{},{}\u{a0}MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

/// A limit as it is set, in whole units of 1,024: `50 MB`.
#[must_use]
pub fn limit(bytes: usize) -> String {
    match bytes {
        mega if mega >= 1 << 20 => format!("{}\u{a0}MB", mega >> 20),
        kilo => format!("{}\u{a0}kB", kilo >> 10),
    }
}

/// How exactly an amount is known, as a sentence.
#[must_use]
pub fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Cent => "auf den Cent genau",
        Precision::Euro => "auf ganze Euro gerundet",
        Precision::Thousand => "auf tausend Euro gerundet (T€)",
        Precision::About => "ungefähr („rund“, „knapp“, „über“)",
    }
}

/// The mark beside an amount that is not exact.
#[must_use]
pub fn precision_mark(precision: Precision) -> Option<&'static str> {
    match precision {
        Precision::Cent => None,
        Precision::Euro => Some("volle €"),
        Precision::Thousand => Some("T€"),
        Precision::About => Some("rd."),
    }
}

/// The name of a pillar of the programme.
#[must_use]
pub fn pillar(key: &str) -> &str {
    match key {
        "egov" => "E-Government",
        "urban" => "Digitale Stadtentwicklung",
        "office" => "Projektbüro",
        other => other,
    }
}

/// Words joined as in a sentence: `a, b und c`.
#[must_use]
pub fn enumerate(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} und {last}", first.join(", ")),
    }
}

/// A text with the signs that mean something in HTML replaced; for the two places where leptos does not do it.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_forms() {
        let new_year = NaiveDate::from_ymd_opt(2021, 12, 31);
        assert_eq!(typed_day("2021-12-31"), new_year);
        assert_eq!(typed_day(" 31.12.2021 "), new_year);
        for bad in ["", "gestern", "2021-13-01", "31.12.21", "99999-01-01", "01.01.0001"] {
            assert_eq!(typed_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn counts_and_sizes_read_well() {
        assert_eq!(count(1, "Projekt", "Projekte"), "1\u{a0}Projekt");
        assert_eq!(number(-1_234_567), "−1.234.567");
        assert_eq!(bytes(1_250_000), "1,2\u{a0}MB");
        assert_eq!(enumerate(&["a".into(), "b".into(), "c".into()]), "a, b und c");
    }
}
