//! Units and currencies that headings, titles and number formats name.
use super::super::amount::without_mark;
use super::super::field::Unit;
use super::super::words::{FOREIGN, HEADING_UNITS};
use super::LONGEST_HEADING;
use super::stems::dehyphenated;
use entity::text::fold;

/// Longer lines above a table are sentences, no captions.
const LONGEST_CAPTION: usize = 100;

/// Where units stand in a text, left to right.
pub(super) fn unit_places(text: &str) -> Vec<(usize, usize, Unit)> {
    let mut places: Vec<(usize, usize, Unit)> = Vec::new();
    // only ASCII letters change case here, so that places in the copy are places in the text
    let haystack = text.to_ascii_lowercase();
    for (word, unit) in HEADING_UNITS {
        for (start, _) in haystack.match_indices(word) {
            let end = start + word.len();
            let before = haystack[..start].chars().last();
            let after = haystack[end..].chars().next();
            let alone = !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric);
            let free = places.iter().all(|(from, to, _)| end <= *from || start >= *to);
            if alone && free {
                places.push((start, end, unit));
            }
        }
    }
    places.sort_by_key(|place| place.0);
    places
}

/// The unit a heading or title names. Two different ones name none.
pub(in super::super) fn unit_in(text: &str) -> Option<Unit> {
    let whole = dehyphenated(text).replace(['\u{a0}', '\u{202f}', '\n'], " ");
    let text = without_mark(&whole);
    let units = unit_places(text);
    let (_, _, first) = units.first()?;
    units.iter().all(|(_, _, unit)| unit == first).then_some(*first)
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

/// The unit a line above the table names for all of it: `Angaben in T€`, `Alle Beträge in Euro`.
pub(in super::super) fn unit_in_title(text: &str) -> Option<Unit> {
    let folded = fold(text);
    let speaks = speaks_of_amounts(&folded) && !folded.contains(|c: char| c.is_ascii_digit());
    if speaks || folded.contains("in 1.000") || ends_with_unit(text) { unit_in(text) } else { None }
}

/// "Ausgaben des Landes 2022 in Mio. Euro", "Bewilligungen (T€)": a caption, not a sentence about an amount.
fn ends_with_unit(text: &str) -> bool {
    let text = text.trim_end_matches([' ', ')', ']', '.', ':']);
    let places = unit_places(text);
    let Some((start, end, _)) = places.last() else { return false };
    let before = text[..*start].trim_end();
    let introduced = text[*start..].to_ascii_lowercase().starts_with("in ") || before.ends_with(['(', '[']);
    *end == text.len() && introduced && text.chars().count() <= LONGEST_CAPTION
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
        ] {
            assert_eq!(unit_in(text), unit, "{text}");
        }
        assert_eq!(unit_in_title("Alle Beträge in Millionen Euro"), Some(Unit::Meur));
        assert_eq!(unit_in_title("Angaben in T€"), Some(Unit::Teur));
        assert_eq!(unit_in_title("Bis 2021 stehen rund 91 Mio. Euro bereit"), None);
    }
}
