//! What a column of a list can be read as: the words that people choose from, and how its cells can be written.

/// A field that a column can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// Its word in mappings, the importer's.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Under which heading it is offered.
    pub group: &'static str,
    /// How its cells are read: `text`, `code`, `date`, `date_range`, `money`, `year_amount` or `percent`.
    pub kind: &'static str,
}

const fn meaning(key: &'static str, label: &'static str, group: &'static str, kind: &'static str) -> Meaning {
    Meaning { key, label, group, kind }
}

/// Every field, in the order of the choice.
pub const MEANINGS: [Meaning; 27] = [
    meaning("project_number", "Förderkennzeichen", "Projekt", "code"),
    meaning("title", "Projekttitel", "Projekt", "text"),
    meaning("summary", "Kurzbeschreibung", "Projekt", "text"),
    meaning("theme", "Handlungsfeld", "Projekt", "text"),
    meaning("status", "Status", "Projekt", "text"),
    meaning("remark", "Bemerkung", "Projekt", "text"),
    meaning("recipient", "Zuwendungsempfänger", "Beteiligte und Orte", "text"),
    meaning("partners", "Partner", "Beteiligte und Orte", "text"),
    meaning("region", "Region", "Beteiligte und Orte", "text"),
    meaning("municipality_key", "Gemeindeschlüssel", "Beteiligte und Orte", "code"),
    meaning("postcode", "Postleitzahl", "Beteiligte und Orte", "code"),
    meaning("place", "Ort", "Beteiligte und Orte", "text"),
    meaning("start_date", "Beginn", "Termine", "date"),
    meaning("end_date", "Ende", "Termine", "date"),
    meaning("period", "Laufzeit", "Termine", "date_range"),
    meaning("approval_date", "Bescheid vom", "Termine", "date"),
    meaning("total_cost", "Gesamtausgaben", "Geld", "money"),
    meaning("eligible_cost", "zuwendungsfähige Ausgaben", "Geld", "money"),
    meaning("state_grant", "Zuwendung des Landes", "Geld", "money"),
    meaning("own_share", "Eigenanteil", "Geld", "money"),
    meaning("private_cofunding", "private Mittel", "Geld", "money"),
    meaning("other_public", "sonstige öffentliche Mittel", "Geld", "money"),
    meaning("funding_rate", "Förderquote", "Geld", "percent"),
    meaning("year_amount", "Betrag des Haushaltsjahres", "Geld", "year_amount"),
    meaning("requested", "angeforderter Betrag", "Geld", "money"),
    meaning("paid_out", "ausgezahlt", "Geld", "money"),
    meaning("spent", "verausgabt", "Geld", "money"),
];

/// The field with a word.
#[must_use]
pub fn meaning_of(key: &str) -> Option<Meaning> {
    MEANINGS.into_iter().find(|meaning| meaning.key == key)
}

const MONEY: [(&str, &str); 3] = [("EUR", "€"), ("TEUR", "T€"), ("MEUR", "Mio. €")];
const RATES: [(&str, &str); 2] = [("percent", "% (80 = 80 %)"), ("fraction", "Anteil (0,8 = 80 %)")];
const NUMBERS: [(&str, &str); 2] = [("german", "1.234,56"), ("english", "1,234.56")];
const DAYS: [(&str, &str); 2] = [("day_first", "TT.MM.JJJJ"), ("month_first", "MM/TT/JJJJ")];

/// The units that cells of a kind can have, each with its word and its name; none for words and days.
#[must_use]
pub fn units(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "money" | "year_amount" => &MONEY,
        "percent" => &RATES,
        _ => &[],
    }
}

/// The ways in which cells of a kind can be written, each with its word and an example; none for words.
#[must_use]
pub fn conventions(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "money" | "year_amount" | "percent" => &NUMBERS,
        "date" | "date_range" => &DAYS,
        _ => &[],
    }
}

/// Whether a word names a unit of any kind.
#[must_use]
pub fn is_unit(key: &str) -> bool {
    MONEY.iter().chain(&RATES).any(|(unit, _)| *unit == key)
}

/// Whether a word names a way of writing of any kind.
#[must_use]
pub fn is_convention(key: &str) -> bool {
    NUMBERS.iter().chain(&DAYS).any(|(convention, _)| *convention == key)
}

/// The number of a column, from 0, by its letters: `A`, `AB`, at most `XFD`.
#[must_use]
pub fn number_of(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut number = 0_u32;
    for letter in letters.bytes() {
        let digit = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
        number = number * 26 + digit;
    }
    (number <= 16_384).then(|| number - 1)
}

/// The letters of a column, from 0.
#[must_use]
pub fn letters_of(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Row, from 1, and column, from 0, of an address such as `M17`.
#[must_use]
pub fn place_of(cell: &str) -> Option<(u32, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = (cell.get(..letters)?, cell.get(letters..)?);
    let digits = row.bytes().all(|digit| digit.is_ascii_digit()) && !row.starts_with('0');
    let row: u32 = row.parse().ok().filter(|row| digits && (1..=1_048_576).contains(row))?;
    Some((row, number_of(column)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(place_of("M17"), Some((17, 12)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_576, 16_383)));
        for bad in ["", "17", "M", "M0", "M01", "m17", "XFE1", "AAAA1", "M1048577", "M17 ", "M-1", "ÄÖ1"] {
            assert_eq!(place_of(bad), None, "{bad}");
        }
        for column in [0, 25, 26, 701, 702, 16_383] {
            assert_eq!(number_of(&letters_of(column)), Some(column));
        }
    }
}
