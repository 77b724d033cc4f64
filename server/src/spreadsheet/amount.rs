//! Amounts as people type them. A text is taken apart once; which separator is the decimal one is decided
//! by the caller for the whole column.
use super::field::Unit;
use super::table::Bound;
use super::words::{ABOUT, AT_LEAST, AT_MOST, FIRST_THREE, FIRST_WORDS, UNITS, UNKNOWN};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::str::FromStr;

/// Which separator stands before the cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// 1.234,56
    German,
    /// 1,234.56
    English,
}

/// What a text in a column of amounts is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Typed {
    /// An amount.
    Amount(TypedAmount),
    /// A lone dash: nothing there.
    Dash,
    /// n.n., entfällt, ?
    Unknown,
    /// Two amounts, a span, or digits that fit no way of writing.
    Ambiguous,
    /// No amount at all.
    Words,
}

/// An amount before its separators are understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TypedAmount {
    digits: String,
    negative: bool,
    /// The unit written beside it.
    pub(super) unit: Option<Unit>,
    /// A currency sign or word stood beside it.
    pub(super) currency: bool,
    /// A percent sign stood behind it.
    pub(super) percent: bool,
    /// "rund" and the like before it.
    pub(super) bound: Bound,
}

/// Which way of writing the separators speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No separator.
    Plain,
    /// Only German: `1.234,56`, `1.234.567`, `12,5`.
    German,
    /// Only English.
    English,
    /// One point before three digits: thousands in German, decimals in English.
    Point,
    /// One comma before three digits.
    Comma,
    /// Fits neither.
    Broken,
}

/// Blanks made plain, invisible characters and footnote marks at the end dropped.
pub(super) fn tidy(text: &str) -> String {
    let plain = |pair: &[u8]| (0x20..0x7F).contains(&pair[0]) && pair != b"  ";
    if text.as_bytes().windows(2).all(plain) && text.bytes().next_back().is_none_or(|last| (0x20..0x7F).contains(&last))
    {
        return without_mark(text.trim()).to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{2212}' => out.push('-'),
            c => out.push(c),
        }
    }
    without_mark(out.trim()).to_owned()
}

fn is_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{207f}' | '*' | '†' | '‡')
}

/// The text without footnote marks behind it: `731.000 ¹⁾`, `585.000*`, `Zuwendung 1)`.
pub(super) fn without_mark(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let before = rest;
        rest = rest.trim_end_matches(is_mark).trim_end();
        // a superscript figure closed by a common bracket, or a small figure with a bracket behind a blank
        if let Some(inner) = rest.strip_suffix(')') {
            if inner.ends_with(is_mark) {
                rest = inner.trim_end_matches(is_mark).trim_end();
            } else {
                let without = inner.trim_end_matches(|c: char| c.is_ascii_digit());
                let digits = inner.len() - without.len();
                if (1..=2).contains(&digits) && without.ends_with([' ', '\u{a0}']) && !without.contains('(') {
                    rest = without.trim_end();
                }
            }
        }
        if rest.is_empty() {
            return before;
        }
        if rest.len() == before.len() {
            return rest;
        }
    }
}

/// Words that can be no amount and no date, told by their beginning; saves taking most texts apart.
pub(super) fn is_prose(text: &str) -> bool {
    if text.len() > 80 || text.bytes().filter(|byte| byte.is_ascii_alphabetic()).count() > 36 {
        return true;
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    if word.is_empty() {
        return false;
    }
    let three = word.char_indices().nth(3).map_or(word, |(at, _)| &word[..at]);
    let begins_alike = |first: &str| (first.as_bytes()[0] ^ word.as_bytes()[0]) & !0x20 == 0;
    !FIRST_WORDS.iter().any(|first| begins_alike(first) && first.eq_ignore_ascii_case(word))
        && !FIRST_THREE.iter().any(|first| first.eq_ignore_ascii_case(three))
        && !word.eq_ignore_ascii_case("fortlaufend")
}

/// A word in place of a value.
pub(super) fn is_unknown(tidied: &str) -> bool {
    if tidied.len() > 40 || tidied.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let word: String = tidied.chars().filter(|c| !matches!(c, ' ' | '.' | '(' | ')' | '-')).collect();
    if !word.is_empty() && word.chars().all(|c| c == '?') {
        return true;
    }
    let folded = if word.is_ascii() { word.to_ascii_lowercase() } else { entity::text::fold(&word) };
    UNKNOWN.contains(&folded.as_str())
}

/// A lone dash.
pub(super) fn is_dash(tidied: &str) -> bool {
    tidied == "./." || (!tidied.is_empty() && tidied.chars().all(|c| matches!(c, '-' | '–' | '—' | '‒' | '―')))
}

/// A prefix of a text in small letters, when it ends at a word's end.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let letters = word.chars().last().is_some_and(char::is_alphabetic);
    (!letters || rest.starts_with(|c: char| !c.is_alphabetic())).then(|| rest.trim_start())
}

/// Takes a text apart.
pub(super) fn typed(text: &str) -> Typed {
    if is_prose(text) {
        return Typed::Words;
    }
    let mut tidied = tidy(text);
    if tidied.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        tidied = tidied.to_lowercase();
    }
    if tidied.is_empty() || is_dash(&tidied) {
        return Typed::Dash;
    }
    if is_unknown(&tidied) {
        return Typed::Unknown;
    }
    if !tidied.bytes().any(|byte| byte.is_ascii_digit()) {
        return Typed::Words;
    }
    let mut bound = Bound::Exact;
    let mut rest = tidied.as_str();
    let bounds = [(&ABOUT[..], Bound::Rounded), (&AT_LEAST[..], Bound::AtLeast), (&AT_MOST[..], Bound::AtMost)];
    for (words, meaning) in bounds.into_iter().filter(|_| !tidied.starts_with(|c: char| c.is_ascii_digit())) {
        if let Some(found) = words.iter().find_map(|word| strip_word(rest, word)) {
            (rest, bound) = (found, meaning);
            break;
        }
    }
    let mut amount =
        TypedAmount { digits: String::new(), negative: false, unit: None, currency: false, percent: false, bound };
    rest = strip_units(rest, &mut amount);
    // an amount in brackets or with the sign behind is negative; `,-` and `,--` are no sign
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        amount.negative = true;
        rest = strip_units(inner.trim(), &mut amount);
    }
    if let Some(inner) = rest.strip_prefix(['-', '–']) {
        amount.negative = !amount.negative;
        rest = strip_units(inner.trim_start(), &mut amount);
    } else if let Some(inner) = rest.strip_prefix('+') {
        rest = inner.trim_start();
    }
    if let Some(whole) = [",--", ",-", ".--", ".-", ",–", ",—", ",−"].iter().find_map(|dash| rest.strip_suffix(dash))
    {
        rest = whole.trim_end();
    } else if let Some(inner) = rest.strip_suffix('-') {
        amount.negative = !amount.negative;
        rest = inner.trim_end();
    }
    if rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '’')) && !rest.is_empty() {
        return match ungroup_blanks(rest) {
            Some(digits) => {
                amount.digits = digits;
                Typed::Amount(amount)
            }
            None => Typed::Ambiguous,
        };
    }
    if several_amounts(rest) { Typed::Ambiguous } else { Typed::Words }
}

/// Drops units on both sides and notes them.
fn strip_units<'a>(text: &'a str, amount: &mut TypedAmount) -> &'a str {
    let mut rest = text.trim();
    'again: loop {
        // a figure on both sides leaves nothing to drop, and most cells are like that
        let figure = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
        if figure(rest.bytes().next()) && figure(rest.bytes().next_back()) {
            return rest;
        }
        for (word, unit, currency) in UNITS {
            let stripped = strip_end_word(rest, word).or_else(|| strip_word(rest, word).filter(|_| currency));
            if let Some(shorter) = stripped {
                rest = shorter.trim();
                amount.unit = amount.unit.or(unit);
                amount.currency |= currency;
                amount.percent |= word == "%";
                continue 'again;
            }
        }
        return rest;
    }
}

fn strip_end_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_suffix(word)?;
    (!rest.ends_with(char::is_alphabetic)).then_some(rest)
}

/// `776 000` and `1'234.50` without their group separators; `None` where the groups are no thousands.
fn ungroup_blanks(text: &str) -> Option<String> {
    let is_blank = |c: char| matches!(c, ' ' | '\'' | '’');
    if !text.contains(is_blank) {
        return Some(text.to_owned());
    }
    let groups: Vec<&str> = text.split(is_blank).collect();
    let (first, others) = groups.split_first()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let last = others.last()?;
    let whole_of_last = last.split(['.', ',']).next()?;
    let middle = others[..others.len() - 1].iter().all(|group| group.len() == 3 && digits(group));
    ((1..=3).contains(&first.len()) && digits(first) && middle && whole_of_last.len() == 3).then(|| groups.concat())
}

/// Two or more numbers joined by a sign or word: `1.676.000 + 412.000`, `500.000 – 700.000`, `1,0 / 1,2`.
fn several_amounts(text: &str) -> bool {
    let joined = if text.contains(' ') {
        Cow::Owned(text.replace(" bis ", "–").replace(" und ", "+").replace(" u. ", "+"))
    } else {
        Cow::Borrowed(text)
    };
    let signs = [';', '/', '–', '—', '+', '&', '-', '\n'];
    let parts: Vec<&str> = joined.split(signs).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.len() > 1 && parts.iter().all(|part| matches!(typed(part), Typed::Amount(_)))
}

impl TypedAmount {
    /// Which way of writing the separators speak for.
    pub(super) fn shape(&self) -> Shape {
        let digits = self.digits.as_str();
        let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
        let grouped = |separator: char, whole: &str| {
            let groups: Vec<&str> = whole.split(separator).collect();
            (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3)
        };
        let single = |separator: char, both: Shape, decimal: Shape| {
            let (whole, fraction) = digits.split_once(separator).unwrap_or((digits, ""));
            match (whole.len(), fraction.len()) {
                (_, 0) | (0, _) => Shape::Broken,
                (1..=3, 3) if whole != "0" => both,
                _ => decimal,
            }
        };
        match (points, commas) {
            (0, 0) => Shape::Plain,
            (1, 0) => single('.', Shape::Point, Shape::English),
            (0, 1) => single(',', Shape::Comma, Shape::German),
            (_, 0) if grouped('.', digits) => Shape::German,
            (0, _) if grouped(',', digits) => Shape::English,
            (_, 1) => match digits.split_once(',') {
                Some((whole, fraction)) if !fraction.contains('.') && !fraction.is_empty() && grouped('.', whole) => {
                    Shape::German
                }
                _ => english(digits, &grouped),
            },
            (1, _) => english(digits, &grouped),
            _ => Shape::Broken,
        }
    }

    /// The number, read in this way; `None` where it does not fit.
    pub(super) fn number(&self, writing: Writing) -> Option<Decimal> {
        let fits = !matches!(
            (self.shape(), writing),
            (Shape::Broken, _) | (Shape::English, Writing::German) | (Shape::German, Writing::English)
        );
        let plain = match writing {
            Writing::German => self.digits.replace('.', "").replace(',', "."),
            Writing::English => self.digits.replace(',', ""),
        };
        let number = Decimal::from_str(&plain).ok().filter(|_| fits)?;
        Some(if self.negative { -number } else { number })
    }
}

fn english(digits: &str, grouped: &dyn Fn(char, &str) -> bool) -> Shape {
    match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.contains(',') && !fraction.is_empty() && grouped(',', whole) => {
            Shape::English
        }
        _ => Shape::Broken,
    }
}

/// Counts what the cells of a column speak for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    german: usize,
    english: usize,
    point: usize,
    comma: usize,
}

impl Evidence {
    /// Counts one amount. Three decimal places are no amount of money, so they prove nothing.
    pub(super) fn add(&mut self, amount: &TypedAmount) {
        let decimals = amount.digits.rsplit(['.', ',']).next().map_or(0, str::len);
        match amount.shape() {
            Shape::German if decimals < 3 || amount.digits.matches('.').count() > 1 => self.german += 1,
            Shape::English if decimals < 3 || amount.digits.matches(',').count() > 1 => self.english += 1,
            Shape::Point => self.point += 1,
            Shape::Comma => self.comma += 1,
            _ => {}
        }
    }

    /// Adds another column's evidence.
    pub(super) fn join(&mut self, other: Self) {
        self.german += other.german;
        self.english += other.english;
        self.point += other.point;
        self.comma += other.comma;
    }

    /// The decision, if the cells give one; the clear cases first, then points before three digits
    /// throughout, which are German thousands.
    pub(super) fn decide(self) -> Option<Writing> {
        if self.german + self.english > 0 {
            return Some(if self.german >= self.english { Writing::German } else { Writing::English });
        }
        (self.point > 0 && self.comma == 0).then_some(Writing::German)
    }
}

/// A stored number without the noise of binary fractions (15 significant digits, as spreadsheet programs show).
pub(super) fn decimal(number: f64) -> Option<Decimal> {
    if !number.is_finite() || number.abs() >= 1e17 {
        return None;
    }
    // most numbers are hundredths, to the last bit
    let hundredths = (number * 100.0).round();
    if hundredths.abs() < 1e15 && hundredths / 100.0 == number {
        return Some(Decimal::new(hundredths as i64, 2).normalize());
    }
    let exact =
        Decimal::from_str(&format!("{number}")).or_else(|_| Decimal::from_scientific(&format!("{number:e}"))).ok()?;
    exact.round_sf(15).map(|number| number.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, writing: Writing) -> Option<(String, Option<Unit>, Bound)> {
        match typed(text) {
            Typed::Amount(amount) => {
                amount.number(writing).map(|number| (number.normalize().to_string(), amount.unit, amount.bound))
            }
            _ => None,
        }
    }

    #[test]
    fn amounts_as_people_type_them() {
        for (text, number) in [
            ("2.218.516,36 €", "2218516.36"),
            ("731.000 ¹⁾", "731000"),
            ("585.000*", "585000"),
            ("1 234,5", "1234.5"),
            ("776\u{a0}000 Euro", "776000"),
            ("12.500\u{202f}€", "12500"),
            ("EUR 24", "24"),
            ("412.000,--", "412000"),
            ("412.000,-", "412000"),
            ("1,00-", "-1"),
            ("(1.234,00)", "-1234"),
            ("\u{2212}5,20 €", "-5.2"),
            ("-12 345,67", "-12345.67"),
            ("731.000 1)", "731000"),
            ("€ 5", "5"),
        ] {
            assert_eq!(read(text, Writing::German).map(|(number, _, _)| number).as_deref(), Some(number), "{text}");
        }
        assert_eq!(read("1,234.50", Writing::English).map(|(number, _, _)| number).as_deref(), Some("1234.5"));
        assert_eq!(read("412,000", Writing::English).map(|(number, _, _)| number).as_deref(), Some("412000"));
    }

    #[test]
    fn words_before_and_units_behind() {
        for (text, number, unit, bound) in [
            ("rund 1,7 Mio. €", "1.7", Some(Unit::Meur), Bound::Rounded),
            ("rd. 4,7 Millionen Euro", "4.7", Some(Unit::Meur), Bound::Rounded),
            ("ca. 350 T€", "350", Some(Unit::Teur), Bound::Rounded),
            ("~ 812.500", "812500", None, Bound::Rounded),
            (">500.000", "500000", None, Bound::AtLeast),
            ("über 500.000 €", "500000", None, Bound::AtLeast),
            ("bis zu 50.000 €", "50000", None, Bound::AtMost),
            ("< 300.000 €", "300000", None, Bound::AtMost),
            ("350 Tsd. €", "350", Some(Unit::Teur), Bound::Exact),
            ("EUR 24 Millionen", "24", Some(Unit::Meur), Bound::Exact),
        ] {
            assert_eq!(read(text, Writing::German), Some((number.to_owned(), unit, bound)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_said() {
        for text in ["n.n.", "n. n.", "k. A.", "entfällt", "tbd", "noch offen", "?", "N.N."] {
            assert_eq!(typed(text), Typed::Unknown, "{text}");
        }
        for text in ["–", "-", " - ", "—"] {
            assert_eq!(typed(text), Typed::Dash, "{text}");
        }
        for text in ["1.676.000 + 412.000", "500.000 – 700.000", "1,0 / 1,2 Mio. €", "12 34"] {
            assert_eq!(typed(text), Typed::Ambiguous, "{text}");
        }
        for text in ["siehe Vermerk", "DMR-123", "Haus 5", "1e5"] {
            assert_eq!(typed(text), Typed::Words, "{text}");
        }
        assert_eq!(read("1,671.176", Writing::German), None);
        assert_eq!(read("1.23.456", Writing::German), None);
    }

    #[test]
    fn the_column_decides() {
        let evidence = |texts: &[&str]| {
            let mut evidence = Evidence::default();
            for text in texts {
                if let Typed::Amount(amount) = typed(text) {
                    evidence.add(&amount);
                }
            }
            evidence.decide()
        };
        assert_eq!(evidence(&["412.000", "1,671.176"]), Some(Writing::German));
        assert_eq!(evidence(&["412,000", "1,234.50"]), Some(Writing::English));
        assert_eq!(evidence(&["1,234,000", "5"]), Some(Writing::English));
        assert_eq!(evidence(&["412,000"]), None);
    }

    #[test]
    fn stored_numbers_lose_their_noise() {
        assert_eq!(decimal(8_759_246.020_000_001).map(|number| number.to_string()).as_deref(), Some("8759246.02"));
        assert_eq!(decimal(7.000_000_000_000_001).map(|number| number.normalize().to_string()).as_deref(), Some("7"));
        for (number, text) in
            [(0.1, "0.1"), (-1234.5, "-1234.5"), (0.0, "0"), (4e-7, "0.0000004"), (1e14, "100000000000000")]
        {
            assert_eq!(decimal(number).map(|number| number.to_string()).as_deref(), Some(text));
        }
        assert_eq!(decimal(f64::NAN), None);
        assert_eq!(decimal(1e300), None);
    }
}
