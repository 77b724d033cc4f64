//! Days as people type them, exact, vague and impossible, and two of them in one cell.
use super::amount::{is_dash, is_prose, is_unknown, tidy};
use chrono::{Datelike, NaiveDate};

/// Order of day and month where both are figures between slashes; decided per column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// 31/12/2021
    DayFirst,
    /// 12/31/2021
    MonthFirst,
}

/// What a text in a column of dates is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypedDay {
    /// A day.
    Day(NaiveDate),
    /// Less exact than a day: the first day it can mean.
    Vague(NaiveDate),
    /// A length of time without ends.
    Length,
    /// No such day.
    Impossible,
    /// n.n., offen, unbefristet
    Unknown,
    /// A lone dash.
    Dash,
    /// No date at all.
    Words,
}

/// Days before and after this range cannot be meant.
pub(super) fn plausible(day: NaiveDate) -> bool {
    (1990..=2100).contains(&day.year())
}

/// The day a spreadsheet program shows for a bare number; `None` outside what a date can be.
pub(super) fn from_serial(number: f64, from_1904: bool) -> Option<NaiveDate> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    let epoch = if from_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) }?;
    epoch.checked_add_days(chrono::Days::new(number.floor() as u64))
}

/// Whether a bare number may be a day: a whole one, of 1982 to 2064.
pub(super) fn may_be_serial(number: f64) -> bool {
    number.fract() == 0.0 && (30_000.0..60_000.0).contains(&number)
}

/// The day whose bare number a text file holds where a spreadsheet program lost its format: "43922".
pub(super) fn typed_serial(text: &str) -> Option<NaiveDate> {
    let number = text.trim().parse::<u32>().ok().map(f64::from).filter(|number| may_be_serial(*number))?;
    from_serial(number, false)
}

const MONTHS: [(&str, u32); 24] = [
    ("jan", 1),
    ("feb", 2),
    ("mär", 3),
    ("mar", 3),
    ("mrz", 3),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("dez", 12),
    ("dec", 12),
    ("frühj", 3),
    ("somm", 6),
    ("herb", 9),
    ("wint", 12),
    ("jän", 1),
    ("maer", 3),
    ("jaen", 1),
];

fn month_word(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_lowercase();
    let rest_is_word = word.chars().all(char::is_alphabetic) && word.chars().count() >= 3;
    MONTHS.iter().find(|(start, _)| rest_is_word && word.starts_with(start)).map(|(_, month)| *month)
}

fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn full_year(text: &str) -> Option<i32> {
    year(text).filter(|_| text.len() == 4).filter(|year| (1900..=2199).contains(year))
}

/// Day, month, year as figures; `Some(None)` when it is written as a date but there is no such day.
fn figures(text: &str, order: Order) -> Option<Option<NaiveDate>> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '.' | '-' | '/') {
        return None;
    }
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let digits =
        |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if a.len() == 4 && digits(a, 4) && digits(b, 2) && digits(c, 2) {
        return Some(NaiveDate::from_ymd_opt(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?));
    }
    if !(digits(a, 2) && digits(b, 2) && digits(c, 4)) {
        return None;
    }
    let (day, month) = if separator == '/' && order == Order::MonthFirst { (b, a) } else { (a, b) };
    Some(NaiveDate::from_ymd_opt(year(c)?, month.parse().ok()?, day.parse().ok()?))
}

/// Whether a date between slashes shows its order: `Some(true)` when the month must stand first.
pub(super) fn month_first(text: &str) -> Option<bool> {
    let parts: Vec<u32> = tidy(text).split('/').map(|part| part.trim().parse()).collect::<Result<_, _>>().ok()?;
    match parts.as_slice() {
        [first, 13..=31, _] if *first <= 12 => Some(true),
        [13..=31, second, _] if *second <= 12 => Some(false),
        _ => None,
    }
}

/// Words without a year, a length of time or a word for "unknown" cannot be a date; saves trying.
fn hopeless(text: &str) -> bool {
    if is_prose(text) {
        return true;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // two days have at most sixteen figures, and beside them a time
    if digits > 16 && !text.contains([':', 'T']) {
        return true;
    }
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic() && byte != b'T');
    if digits == 0 {
        return letters && text.len() > 24;
    }
    let mut run = 0;
    let year = text.bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run == 4
    });
    letters
        && !year
        && !["onat", "ahr", "oche", "onth", "ear", "bis", "ab ", "Uhr"].iter().any(|word| text.contains(word))
}

/// Reads one day.
pub(super) fn typed_day(text: &str, order: Order) -> TypedDay {
    // one day has at most eight figures and no letters; words or a time beside it are looked at in full
    let long = text.bytes().filter(u8::is_ascii_digit).count() > 8 && text.bytes().all(|byte| byte.is_ascii_graphic());
    let bare = long && !text.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b':');
    if bare || hopeless(text) {
        return TypedDay::Words;
    }
    let tidied = tidy(text);
    if tidied.is_empty() || is_dash(&tidied) {
        return TypedDay::Dash;
    }
    let figures_in = tidied.bytes().any(|byte| byte.is_ascii_digit());
    if !figures_in
        && (is_unknown(&tidied)
            || matches!(tidied.to_lowercase().as_str(), "unbefristet" | "laufend" | "fortlaufend" | "unbestimmt"))
    {
        return TypedDay::Unknown;
    }
    // a time behind the day, a weekday before it and words like "ab" change nothing
    let mut words: Vec<&str> = tidied.split(' ').filter(|word| !word.is_empty()).collect();
    while words.first().is_some_and(|word| is_filler(word)) {
        words.remove(0);
    }
    if words.len() > 1 && words[1..].iter().all(|word| word.contains(':') || word.eq_ignore_ascii_case("uhr")) {
        words.truncate(1);
    }
    let joined = words.join(" ");
    let day = joined.split('T').next().unwrap_or(&joined);
    let without_blanks = || joined.contains(' ').then(|| figures(&joined.replace(' ', ""), order)).flatten();
    if let Some(found) = figures(day, order).or_else(without_blanks) {
        return found.map_or(TypedDay::Impossible, TypedDay::Day);
    }
    if let Some(found) = day_month_word(&words) {
        return found.map_or(TypedDay::Impossible, TypedDay::Day);
    }
    vague(&words).map_or_else(|| if length(&words) { TypedDay::Length } else { TypedDay::Words }, TypedDay::Vague)
}

fn is_filler(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && matches!(
            word.trim_end_matches([',', '.']).to_lowercase().as_str(),
            "ab" | "am"
                | "bis"
                | "vom"
                | "von"
                | "zum"
                | "seit"
                | "voraussichtlich"
                | "vsl"
                | "ca"
                | "etwa"
                | "geplant"
                | "mo"
                | "di"
                | "mi"
                | "do"
                | "fr"
                | "sa"
                | "so"
                | "montag"
                | "dienstag"
                | "mittwoch"
                | "donnerstag"
                | "freitag"
        )
}

/// `1. Januar 2020`, `1. Jan. 2020`
fn day_month_word(words: &[&str]) -> Option<Option<NaiveDate>> {
    let [day, month, year] = words else { return None };
    let day: u32 = day.strip_suffix('.').unwrap_or(day).parse().ok()?;
    Some(NaiveDate::from_ymd_opt(full_year(year)?, month_word(month)?, day))
}

/// `Ende 2021`, `12/2021`, `IV/2021`, `Q3 2022`, `Juli 2022`, `1. Halbjahr 2022`, `2021`
fn vague(words: &[&str]) -> Option<NaiveDate> {
    let joined = words.join(" ");
    let last = joined.rsplit([' ', '/', '.', '-']).next()?;
    let year = full_year(last)?;
    let before = joined[..joined.len() - last.len()].trim_end_matches([' ', '/', '.', '-', ',']).to_lowercase();
    let first_of = |month| NaiveDate::from_ymd_opt(year, month, 1);
    if before.is_empty() {
        return first_of(1);
    }
    if let Some(month) = before.parse::<u32>().ok().filter(|month| (1..=12).contains(month)) {
        return first_of(month);
    }
    let words: Vec<&str> = before.split([' ', '/', '.']).filter(|word| !word.is_empty()).collect();
    let rough = |word: &str| match word {
        "anfang" | "beginn" | "jahresanfang" => Some(1),
        "mitte" | "jahresmitte" => Some(6),
        "ende" | "jahresende" => Some(12),
        _ => None,
    };
    if let [word, month] = words.as_slice() {
        // Ende Juli 2022
        if rough(word).is_some()
            && let Some(month) = month_word(month)
        {
            return first_of(month);
        }
    }
    let joined = words.concat();
    let quarter = |text: &str| match text {
        "1" | "i" => Some(1),
        "2" | "ii" => Some(4),
        "3" | "iii" => Some(7),
        "4" | "iv" => Some(10),
        _ => None,
    };
    let month = rough(&joined)
        .or_else(|| month_word(&before).filter(|_| words.len() == 1))
        .or_else(|| quarter(&joined).filter(|_| joined.starts_with(['i'])))
        .or_else(|| joined.strip_prefix('q').and_then(quarter))
        .or_else(|| joined.strip_suffix('q').and_then(quarter))
        .or_else(|| {
            ["quartal", "quart", "vierteljahr"].iter().find_map(|word| joined.strip_suffix(word)).and_then(quarter)
        })
        .or_else(|| match joined.strip_suffix("halbjahr").or_else(|| joined.strip_suffix("hj"))? {
            "1" | "i" | "erstes" => Some(1),
            "2" | "ii" | "zweites" => Some(7),
            _ => None,
        })
        .or_else(|| {
            joined.strip_prefix("kw").and_then(|week| week.parse::<u32>().ok()).map(|week| (week * 12 / 53 + 1).min(12))
        })?;
    first_of(month)
}

/// `24 Monate`, `2 Jahre`
fn length(words: &[&str]) -> bool {
    let [number, unit] = words else { return false };
    number.parse::<f64>().is_ok()
        && ["monat", "jahr", "woche", "month", "year"].iter().any(|start| unit.to_lowercase().starts_with(start))
}

/// Two days in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypedRange {
    /// First day or what stands in its place.
    pub(super) start: TypedDay,
    /// Last day or what stands in its place.
    pub(super) end: TypedDay,
}

/// Reads two days; a text with only one end or a length is read as far as it goes.
pub(super) fn typed_range(text: &str, order: Order) -> TypedRange {
    let both = |found: TypedDay| TypedRange { start: found, end: found };
    if hopeless(text) {
        return both(TypedDay::Words);
    }
    let tidied = tidy(text);
    let (blank, sign) = (tidied.contains(' '), !tidied.is_ascii());
    for separator in [" bis ", " – ", " — ", " - ", "–", "—", "-", " to ", " / "] {
        // looking for what cannot be there takes longer than anything else
        if separator.starts_with(' ') && !blank || !separator.is_ascii() && !sign {
            continue;
        }
        for (at, _) in tidied.match_indices(separator) {
            let (start, end) = (tidied[..at].trim(), tidied[at + separator.len()..].trim());
            let (start, end) = (typed_day(start, order), typed_day(end, order));
            let good = |day| !matches!(day, TypedDay::Words | TypedDay::Dash);
            if good(start) && good(end) {
                return TypedRange { start, end };
            }
        }
    }
    match typed_day(&tidied, order) {
        found @ (TypedDay::Day(_) | TypedDay::Vague(_)) if tidied.to_lowercase().starts_with("bis") => {
            TypedRange { start: TypedDay::Unknown, end: found }
        }
        found @ (TypedDay::Day(_) | TypedDay::Vague(_)) => TypedRange { start: found, end: TypedDay::Unknown },
        found => both(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn days_as_people_type_them() {
        for (text, day) in [
            ("31.12.2021", ymd(2021, 12, 31)),
            ("1.2.21", ymd(2021, 2, 1)),
            ("2021-12-31", ymd(2021, 12, 31)),
            ("2021-12-31T10:00:00", ymd(2021, 12, 31)),
            ("31.12.2021 10:00", ymd(2021, 12, 31)),
            ("1. Januar 2020", ymd(2020, 1, 1)),
            ("01.01. 2020", ymd(2020, 1, 1)),
        ] {
            assert_eq!(typed_day(text, Order::DayFirst), TypedDay::Day(day), "{text}");
        }
        assert_eq!(typed_day("12/31/2021", Order::MonthFirst), TypedDay::Day(ymd(2021, 12, 31)));
        assert_eq!(month_first("12/31/2021"), Some(true));
    }

    #[test]
    fn vague_and_impossible_days_are_told_apart() {
        for text in [
            "Ende 2021",
            "Mitte 2022",
            "12/2021",
            "IV/2021",
            "Q3 2022",
            "Juli 2022",
            "1. Halbjahr 2022",
            "2021",
            "Bis Ende 2021",
            "4. Quartal 2021",
            "09/2020",
            "Ende Juli 2022",
        ] {
            assert!(matches!(typed_day(text, Order::DayFirst), TypedDay::Vague(_)), "{text}");
        }
        for text in ["31.06.2022", "30.02.2021", "31.09.2021", "29.02.2022", "2021-13-01"] {
            assert_eq!(typed_day(text, Order::DayFirst), TypedDay::Impossible, "{text}");
        }
        for text in ["Stadt Soest", "34.02.01-0001/19", "1,5", "Haus 5", "34.02.01"] {
            assert_eq!(
                typed_day(text, Order::DayFirst),
                if text == "34.02.01" { TypedDay::Impossible } else { TypedDay::Words },
                "{text}"
            );
        }
        assert!(!plausible(ymd(1900, 1, 1)) && !plausible(ymd(2199, 12, 31)) && plausible(ymd(2020, 1, 1)));
    }

    #[test]
    fn both_ends_in_one_cell() {
        let days = TypedRange { start: TypedDay::Day(ymd(2020, 8, 24)), end: TypedDay::Day(ymd(2022, 6, 30)) };
        for text in
            ["24.08.2020 – 30.06.2022", "24.08.2020-30.06.2022", "24.08.2020 bis 30.06.2022", "2020-08-24 - 2022-06-30"]
        {
            assert_eq!(typed_range(text, Order::DayFirst), days, "{text}");
        }
        assert_eq!(typed_range("31.04.2020 - 30.06.2022", Order::DayFirst).start, TypedDay::Impossible);
        assert!(matches!(
            typed_range("2019 bis Ende 2021", Order::DayFirst),
            TypedRange { start: TypedDay::Vague(_), end: TypedDay::Vague(_) }
        ));
        assert_eq!(typed_range("24 Monate", Order::DayFirst).end, TypedDay::Length);
    }

    #[test]
    fn bare_numbers_are_days() {
        assert_eq!(from_serial(43_831.0, false), Some(ymd(2020, 1, 1)));
        assert_eq!(from_serial(42_369.0, true), Some(ymd(2020, 1, 1)));
        assert_eq!(from_serial(0.5, false), None);
        assert_eq!(typed_serial(" 43922 "), Some(ymd(2020, 4, 1)));
        assert_eq!(typed_serial("2020"), None);
    }
}
