//! How a cell looks in a spreadsheet program set to German: number formats applied, as far as we know them. What we do
//! not know is shown as it is stored.
use crate::spreadsheet::{Cell, Value};
use chrono::{Datelike, NaiveDateTime};
use rust_decimal::{Decimal, RoundingStrategy, prelude::FromPrimitive};

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
/// A spreadsheet program shows no more places of a number than this.
const MOST_PLACES: usize = 15;

/// The text of a cell as it is seen.
pub fn shown(cell: &Cell, format: &str) -> String {
    let text = match &cell.value {
        Value::Number(number) => number_as(*number, format),
        Value::Date(moment) => day_as(*moment, format),
        _ => None,
    };
    text.unwrap_or_else(|| cell.raw())
}

fn is_general(format: &str) -> bool {
    format.is_empty() || format.eq_ignore_ascii_case("general") || format == "@"
}

/// A number in a format such as `#,##0.00 "€"` or `0 %`; none for formats we do not know.
fn number_as(number: f64, format: &str) -> Option<String> {
    let number = Decimal::from_f64(number)?;
    if is_general(format) {
        return Some(number.round_dp(10).normalize().to_string().replace('.', ","));
    }
    let sections = sections(format);
    let section = match sections.as_slice() {
        [_, _, zero, ..] if number.is_zero() => zero,
        [_, negative, ..] if number.is_sign_negative() => negative,
        [positive, ..] => positive,
        [] => return None,
    };
    // a section of its own for negative numbers writes the sign itself
    let own_sign = sections.len() > 1;
    let pattern = Pattern::of(section)?;
    let mut value = number.abs();
    value = value.checked_mul(Decimal::from(100_u64.checked_pow(pattern.percents)?))?;
    value = value.checked_div(Decimal::from(1_000_u64.checked_pow(pattern.thousands)?))?;
    let places = u32::try_from(pattern.decimals).ok()?;
    value = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let negative = number.is_sign_negative() && !own_sign && !value.is_zero();
    let sign = if negative { "-" } else { "" };
    Some(
        match pattern.digits {
            true => format!("{sign}{}{}{}", pattern.before, pattern.write(value), pattern.after),
            false => format!("{}{}", pattern.before, pattern.after),
        }
        .trim()
        .to_owned(),
    )
}

/// The parts of a format between semicolons that stand for themselves.
fn sections(format: &str) -> Vec<String> {
    let (mut parts, mut quoted, mut bracket, mut escaped) = (vec![String::new()], false, false, false);
    for sign in format.chars() {
        let plain = !quoted && !bracket && !escaped;
        if sign == ';' && plain {
            parts.push(String::new());
            continue;
        }
        match sign {
            '"' if !escaped => quoted = !quoted,
            '[' if plain => bracket = true,
            ']' if bracket => bracket = false,
            _ => {}
        }
        escaped = sign == '\\' && !escaped && !quoted;
        if let Some(last) = parts.last_mut() {
            last.push(sign);
        }
    }
    parts
}

/// One section of a number format.
#[derive(Debug, Default, PartialEq)]
struct Pattern {
    before: String,
    after: String,
    /// Whether there is a place for the number at all.
    digits: bool,
    grouped: bool,
    /// Digits before the comma that are always shown.
    least: usize,
    decimals: usize,
    /// Decimals that are shown even where they are zero.
    fixed: usize,
    percents: u32,
    thousands: u32,
}

impl Pattern {
    /// None for conditions, fractions, powers of ten and everything else that is not a plain number.
    fn of(section: &str) -> Option<Self> {
        let mut pattern = Self::default();
        let mut signs = section.chars().peekable();
        let (mut over, mut point, mut commas) = (false, false, 0);
        while let Some(sign) = signs.next() {
            let word = match sign {
                '"' => signs.by_ref().take_while(|sign| *sign != '"').collect(),
                '\\' => signs.next().map(String::from).unwrap_or_default(),
                '_' => {
                    signs.next();
                    " ".to_owned()
                }
                '*' => {
                    signs.next();
                    String::new()
                }
                '[' => bracket(&signs.by_ref().take_while(|sign| *sign != ']').collect::<String>())?,
                '%' => {
                    pattern.percents += 1;
                    "%".to_owned()
                }
                '0' | '#' | '?' => {
                    if over {
                        return None;
                    }
                    pattern.digits = true;
                    if point {
                        pattern.decimals += 1;
                        pattern.fixed += usize::from(sign == '0');
                    } else {
                        pattern.grouped |= commas > 0;
                        pattern.least += usize::from(sign == '0');
                    }
                    commas = 0;
                    continue;
                }
                ',' if pattern.digits && !over => {
                    commas += 1;
                    continue;
                }
                '.' if pattern.digits && !point && !over => {
                    point = true;
                    continue;
                }
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '+' | '(' | ')' | '€' | '$' | ':' | '!' => sign.to_string(),
                _ => return None,
            };
            over |= pattern.digits;
            if pattern.digits { &mut pattern.after } else { &mut pattern.before }.push_str(&word);
        }
        // commas behind the last digit each divide by a thousand
        pattern.thousands = commas;
        (pattern.decimals <= MOST_PLACES && pattern.least <= MOST_PLACES && pattern.percents <= 2 && commas <= 3)
            .then_some(pattern)
    }

    fn write(&self, value: Decimal) -> String {
        let text = format!("{value:.*}", self.decimals);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let whole = if whole == "0" && self.least == 0 { "" } else { whole };
        let whole = format!("{whole:0>width$}", width = self.least);
        let mut written = String::new();
        for (position, digit) in whole.chars().enumerate() {
            if self.grouped && position > 0 && (whole.len() - position).is_multiple_of(3) {
                written.push('.');
            }
            written.push(digit);
        }
        let optional = decimals.get(self.fixed..).unwrap_or_default().trim_end_matches('0');
        let decimals = decimals.get(..self.fixed + optional.len()).unwrap_or_default();
        if !decimals.is_empty() {
            written.push(',');
            written.push_str(decimals);
        }
        written
    }
}

/// What stands in brackets: a currency is shown, a colour or a locale is not; a condition we do not know.
fn bracket(inside: &str) -> Option<String> {
    if let Some(currency) = inside.strip_prefix('$') {
        return Some(currency.split('-').next().unwrap_or_default().to_owned());
    }
    let colour = !inside.is_empty() && inside.chars().all(char::is_alphanumeric);
    (colour && !inside.eq_ignore_ascii_case("h") && !inside.eq_ignore_ascii_case("mm")).then(String::new)
}

/// A day in a format such as `dd.mm.yyyy`, `mm/yyyy` or `d. mmmm yyyy`; none for formats we do not know.
fn day_as(moment: NaiveDateTime, format: &str) -> Option<String> {
    let section = sections(format).into_iter().next().filter(|section| !is_general(section))?;
    let mut out = String::new();
    let mut signs = section.chars().peekable();
    let mut hours = false;
    while let Some(sign) = signs.next() {
        let same = |signs: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut count = 1;
            while signs.peek().is_some_and(|next| next.eq_ignore_ascii_case(&sign)) {
                signs.next();
                count += 1;
            }
            count
        };
        match sign.to_ascii_lowercase() {
            'd' => match same(&mut signs) {
                1 => out.push_str(&moment.day().to_string()),
                2 => out.push_str(&format!("{:02}", moment.day())),
                _ => return None,
            },
            'm' if hours => match same(&mut signs) {
                1 | 2 => out.push_str(&moment.format("%M").to_string()),
                _ => return None,
            },
            'm' => {
                let name = MONTHS.get(usize::try_from(moment.month0()).ok()?)?;
                match same(&mut signs) {
                    1 => out.push_str(&moment.month().to_string()),
                    2 => out.push_str(&format!("{:02}", moment.month())),
                    3 => out.push_str(&name.chars().take(3).collect::<String>()),
                    4 => out.push_str(name),
                    _ => return None,
                }
            }
            'y' => match same(&mut signs) {
                1 | 2 => out.push_str(&moment.format("%y").to_string()),
                _ => out.push_str(&format!("{:04}", moment.year())),
            },
            'h' => {
                hours = true;
                same(&mut signs);
                out.push_str(&moment.format("%H").to_string());
            }
            's' => {
                same(&mut signs);
                out.push_str(&moment.format("%S").to_string());
            }
            '"' => out.extend(signs.by_ref().take_while(|sign| *sign != '"')),
            '\\' => out.extend(signs.next()),
            '[' => {
                // the locale in front; an elapsed time is no day
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                if !inside.starts_with('$') {
                    return None;
                }
            }
            '.' | '/' | '-' | ' ' | ':' | ',' => out.push(sign),
            _ => return None,
        }
    }
    (!out.trim().is_empty()).then(|| out.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn numbers_look_as_they_do_in_the_program() {
        for (number, format, text) in [
            (1_234_567.891, "#,##0.00", "1.234.567,89"),
            (1_234_567.891, "#,##0.00 \"€\"", "1.234.567,89 €"),
            (1_234.5, "#,##0.00\\ [$€-407];[Red]\\-#,##0.00\\ [$€-407]", "1.234,50 €"),
            (-1_234.5, "#,##0.00\\ [$€-407];[Red]\\-#,##0.00\\ [$€-407]", "-1.234,50 €"),
            (-0.001, "0.00", "0,00"),
            (-12.0, "0", "-12"),
            (0.8, "0%", "80%"),
            (0.825, "0.0 %", "82,5 %"),
            (1_676_000.0, "#,##0,\" T€\"", "1.676 T€"),
            (1_676_000.0, "0.0,,", "1,7"),
            (0.0, "#,##0;-#,##0;\"–\"", "–"),
            (5.0, "00000", "00005"),
            (0.5, "#.##", ",5"),
            (2.5, "0.0#", "2,5"),
            (2.675, "0.00", "2,68"),
            (1_234.0, "_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-", "1.234,00"),
            (0.1 + 0.2, "General", "0,3"),
            (12.0, "", "12"),
        ] {
            assert_eq!(number_as(number, format).as_deref(), Some(text), "{number} in {format}");
        }
        for unknown in ["0.00E+00", "# ?/?", "[<1]0;0", "[h]:mm"] {
            assert_eq!(number_as(1.0, unknown), None, "{unknown}");
        }
        assert_eq!(number_as(f64::MAX, "0"), None);
    }

    #[test]
    fn days_look_as_they_do_in_the_program() {
        let moment = NaiveDate::from_ymd_opt(2021, 3, 5).and_then(|day| day.and_hms_opt(9, 7, 0)).expect("a moment");
        for (format, text) in [
            ("dd.mm.yyyy", "05.03.2021"),
            ("[$-407]d. mmmm yyyy", "5. März 2021"),
            ("mmm yy", "Mär 21"),
            ("mm/yyyy", "03/2021"),
            ("dd/mm/yyyy hh:mm", "05/03/2021 09:07"),
            ("yyyy\\-mm\\-dd;@", "2021-03-05"),
        ] {
            assert_eq!(day_as(moment, format).as_deref(), Some(text), "{format}");
        }
        assert_eq!(day_as(moment, "General"), None);
        assert_eq!(day_as(moment, "ddd"), None);
    }
}
