//! Units and currencies that headings, titles and number formats name.
use super::super::amount::without_mark;
use super::super::field::Unit;
use super::super::words::FOREIGN;
use super::LONGEST_HEADING;
use super::stems::dehyphenated;
use entity::text::fold;

/// Longer lines above a table are sentences, no captions.
const LONGEST_CAPTION: usize = 100;

/// What a word says of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// "€", "Euro"
    Currency,
    /// "Tsd.", "1.000", "Mio."; a single letter or a number is one only beside a currency.
    Scale(Unit, Alone),
    /// "TEUR", "T€"
    Whole(Unit),
    /// "in"
    In,
    /// Anything else.
    Other,
}

/// Whether a scale is a unit without a currency beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    /// Behind "in" or alone in brackets: "in Tsd.", "(Mio.)".
    Introduced,
    /// Never: "T", "1.000".
    Never,
}

/// A word, a sign or a number of a text, with its place.
struct Token {
    start: usize,
    end: usize,
    part: Part,
}

/// Where units stand in a text, left to right: "in T€", "Tsd. EUR", "EUR (Mio.)", "1.000 €". What stands behind a number
/// is an amount ("bis 500 €") and no unit; a year is no such number.
pub(super) fn unit_places(text: &str) -> Vec<(usize, usize, Unit)> {
    let tokens = tokens(text);
    let mut places: Vec<(usize, usize, Unit)> = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let Some((used, unit)) = unit_at(text, &tokens, index) else {
            index += 1;
            continue;
        };
        let end = tokens[index + used - 1].end;
        let introduced = index.checked_sub(1).filter(|before| tokens[*before].part == Part::In);
        let start = introduced.map_or(tokens[index].start, |before| tokens[before].start);
        if !is_counted(&text[..start]) {
            places.push((start, end, unit));
        }
        index += used;
    }
    places
}

/// The unit that begins with a token, and over how many tokens it goes.
fn unit_at(text: &str, tokens: &[Token], index: usize) -> Option<(usize, Unit)> {
    let token = &tokens[index];
    let next = tokens.get(index + 1).filter(|next| {
        let between: String = text[token.end..next.start].chars().filter(|c| !c.is_whitespace()).collect();
        match token.part {
            // "K. (EUR)" and "K. €" are costs
            Part::Scale(_, Alone::Never) => matches!(between.as_str(), "" | "-"),
            _ => matches!(between.as_str(), "" | "." | "-" | ".-" | "(" | ".("),
        }
    });
    let opened = |c: char| matches!(c, '(' | '[' | '"' | '*' | '/' | '\n' | ':' | '–' | ';' | ',' | '|' | '-');
    let before = text[..token.start].trim_end_matches([' ', '\u{a0}']);
    let introduced = before.is_empty()
        || before.ends_with(opened)
        || index.checked_sub(1).is_some_and(|before| tokens[before].part == Part::In);
    let number = text[token.start..].starts_with(|c: char| c.is_ascii_digit());
    match (token.part, next.map(|next| next.part)) {
        (Part::Whole(unit), _) => Some((1, unit)),
        (Part::Scale(unit, _), Some(Part::Currency)) if !number || introduced => Some((2, unit)),
        (Part::Currency, Some(Part::Scale(unit, _))) if !next.is_some_and(|next| begins_amount(text, next)) => {
            Some((2, unit))
        }
        (Part::Currency, _) => Some((1, Unit::Eur)),
        (Part::Scale(unit, Alone::Introduced), _) => {
            let after = text[token.end..].trim_start_matches(['.', ' ']);
            let closed = after.is_empty() || after.starts_with([')', ']', ',', ';', '\n']);
            (introduced && closed).then_some((1, unit))
        }
        _ => None,
    }
}

/// "EUR 1.000 bis …": the number goes on as an amount, or with words.
fn begins_amount(text: &str, token: &Token) -> bool {
    let after = text[token.end..].trim_start();
    let number = text[token.start..token.end].contains(|c: char| c.is_ascii_digit());
    number && !(after.is_empty() || after.starts_with([')', ']', ',', ';']))
}

/// Whether a text ends with a number that counts something: not with a year, and not with the zero of a number format.
fn is_counted(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let start = before
        .rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
    let number = before[start..].trim_start_matches(['.', ',']);
    let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    let day = number.matches('.').count() >= 2 && number.len() >= 8;
    number.starts_with(|c: char| ('1'..='9').contains(&c))
        && number.ends_with(|c: char| c.is_ascii_digit())
        && !year
        && !day
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let from = &text[rest..];
        let length = if c.is_alphabetic() || c == '€' {
            // "T€" is one word
            let letters = from.find(|c: char| !c.is_alphabetic()).unwrap_or(from.len());
            if from[letters..].starts_with('€') { letters + '€'.len_utf8() } else { letters.max(c.len_utf8()) }
        } else if let Some(length) = thousand(text, rest) {
            length
        } else if c.is_ascii_digit() {
            from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len())
        } else {
            rest += c.len_utf8();
            continue;
        };
        tokens.push(Token { start: rest, end: rest + length, part: part(&from[..length]) });
        rest += length;
    }
    tokens
}

/// The length of "1.000", "1000", "1 000" or "'000" at a place, where it is a number of its own.
fn thousand(text: &str, place: usize) -> Option<usize> {
    let from = &text[place..];
    let found = ["1.000", "1000", "1 000", "1'000", "1’000", "1\u{a0}000", "1\u{202f}000", "'000", "’000"]
        .iter()
        .find(|number| from.starts_with(**number))?;
    let before = text[..place].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let after = &from[found.len()..];
    let goes_on = after.starts_with(|c: char| c.is_ascii_digit())
        || (after.starts_with(['.', ',']) && after[1..].starts_with(|c: char| c.is_ascii_digit()));
    (!before && !goes_on).then_some(found.len())
}

fn part(word: &str) -> Part {
    match word.to_ascii_lowercase().as_str() {
        "€" | "eur" | "euro" | "euros" => Part::Currency,
        "tsd" | "tausend" | "tds" => Part::Scale(Unit::Teur, Alone::Introduced),
        "mio" | "mill" | "million" | "millionen" | "millions" => Part::Scale(Unit::Meur, Alone::Introduced),
        "t" | "k" => Part::Scale(Unit::Teur, Alone::Never),
        "m" => Part::Scale(Unit::Meur, Alone::Never),
        "teur" | "teuro" | "t€" | "keur" | "keuro" | "k€" | "tsd€" | "tsdeur" => Part::Whole(Unit::Teur),
        "meur" | "meuro" | "m€" | "mio€" | "mioeur" => Part::Whole(Unit::Meur),
        "in" => Part::In,
        word if word.ends_with("000") && word.len() <= 8 && thousand(word, 0) == Some(word.len()) => {
            Part::Scale(Unit::Teur, Alone::Never)
        }
        _ => Part::Other,
    }
}

/// The unit a heading or title names. Two different ones name none.
pub(in super::super) fn unit_in(text: &str) -> Option<Unit> {
    let whole = dehyphenated(text).replace(['\u{a0}', '\u{202f}'], " ");
    let text = without_mark(&whole);
    let units = unit_places(text);
    let (_, _, first) = units.first()?;
    units.iter().all(|(_, _, unit)| unit == first).then_some(*first)
}

/// Whether a text is a unit and nothing else: "T€", "(1.000 €)".
pub(in super::super) fn is_unit(text: &str) -> bool {
    let places = unit_places(text);
    let [(start, end, _)] = places.as_slice() else { return false };
    !text[..*start].chars().chain(text[*end..].chars()).any(char::is_alphanumeric)
}

/// The currency a heading, title or number format names beside its words, where it is not the euro.
pub(in super::super) fn foreign_currency(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_HEADING || text.contains('€') {
        return None;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !(c.is_alphabetic() || matches!(c, '£' | '$')));
    let found = words.find_map(|word| FOREIGN.iter().find(|(name, _)| *name == word))?;
    (!lower.contains("eur")).then_some(found.1)
}

/// The unit a line above the table names for all of it: `Angaben in T€`, `Ausgaben des Landes 2022 in Mio. Euro`.
pub(in super::super) fn unit_in_title(text: &str) -> Option<Unit> {
    if speaks_of_amounts(&fold(text)) || is_caption(text) { unit_in(text) } else { None }
}

/// The unit a line below the table names for all of it; there sums stand as well, which speak for themselves only.
pub(in super::super) fn unit_in_note(text: &str) -> Option<Unit> {
    let folded = fold(text);
    ["angab", "betraeg", "werte", "zahlen", "alle "].iter().any(|word| folded.contains(word)).then(|| unit_in(text))?
}

/// "Bewilligungen (T€)", "Zuwendungen in TEUR, Stand: 05.12.2019": a caption, not a sentence about an amount.
fn is_caption(text: &str) -> bool {
    let introduced = |(start, _, _): &(usize, usize, Unit)| {
        text[*start..].to_ascii_lowercase().starts_with("in ") || text[..*start].trim_end().ends_with(['(', '[', ':'])
    };
    text.chars().count() <= LONGEST_CAPTION && unit_places(text).iter().any(introduced)
}

/// The currency a line above the table names for all of it, where it is not the euro.
pub(in super::super) fn foreign_in_title(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let speaks = speaks_of_amounts(&folded) && !folded.contains(|c: char| c.is_ascii_digit());
    if speaks { foreign_currency(text) } else { None }
}

fn speaks_of_amounts(folded: &str) -> bool {
    [
        "angab",
        "betraeg",
        "betrag",
        "werte",
        "zahlen",
        "alle ",
        "mittel in",
        "in teur",
        "in t€",
        "in eur",
        "in €",
        "amounts",
        "in tsd",
        "waehrung",
        "einheit",
        "gerundet auf",
    ]
    .iter()
    .any(|word| folded.contains(word))
        || folded.chars().count() <= 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_where_they_stand() {
        for (text, unit) in [
            ("Zuwendung in T€", Some(Unit::Teur)),
            ("Zuwendung (Tsd. EUR)", Some(Unit::Teur)),
            ("Zuwendung\nin Mio. Euro", Some(Unit::Meur)),
            ("Zuwendung [€]", Some(Unit::Eur)),
            ("(EUR)", Some(Unit::Eur)),
            ("Europa", None),
            ("Zuwendung (Tsd.€)", Some(Unit::Teur)),
            ("Zuwendung in 1.000 EUR", Some(Unit::Teur)),
            ("Zuwendung [1 000 €]", Some(Unit::Teur)),
            ("Zuwendung T-Euro", Some(Unit::Teur)),
            ("Zuwendung in EUR Tsd.", Some(Unit::Teur)),
            ("Zuwendung in Tsd.", Some(Unit::Teur)),
            ("Mittel 2024 T€", Some(Unit::Teur)),
            ("Zuwendung (M€)", Some(Unit::Meur)),
            ("Zuwendung EUR/Jahr", Some(Unit::Eur)),
            ("Vorhaben über 500 TEUR", None),
            ("Rechnungen über 1.000 €", None),
            ("Aufwand in T", None),
            ("förderf. K. (EUR)", Some(Unit::Eur)),
            ("förderf. K. €", Some(Unit::Eur)),
            ("Zuwendung\n1.000 €", Some(Unit::Teur)),
            ("#,##0.00 €", Some(Unit::Eur)),
            ("#,##0 TEUR", Some(Unit::Teur)),
        ] {
            assert_eq!(unit_in(text), unit, "{text}");
        }
        assert_eq!(unit_in_title("Alle Beträge in Millionen Euro"), Some(Unit::Meur));
        assert_eq!(unit_in_title("Angaben in T€"), Some(Unit::Teur));
        assert_eq!(unit_in_title("Zuwendungen des Landes in TEUR (Stand: 05.12.2019)"), Some(Unit::Teur));
        assert!(is_unit("(1.000 €)") && is_unit("in TEUR") && !is_unit("2.000 €") && !is_unit("Zuwendung €"));
        assert_eq!(unit_in_title("Projekte über 500 TEUR"), None);
        assert_eq!((unit_in_note("Alle Angaben in T€"), unit_in_note("Summe in T€")), (Some(Unit::Teur), None));
        assert_eq!(unit_in_title("Bis 2021 stehen rund 91 Mio. Euro bereit"), None);
    }
}
