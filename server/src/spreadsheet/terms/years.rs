//! Budget years in headings.
use super::shares::names_share;
use super::stems::{Word, is_stem, plain, weight, words};
use entity::text::fold;

/// The budget year a heading names, and the words beside it.
pub(in super::super) fn year_in(text: &str) -> Option<(i32, String)> {
    let cleaned = plain(text);
    let mut year = None;
    let mut others = Vec::new();
    for word in words(&cleaned) {
        match word.stem.parse::<i32>() {
            Ok(number) if word.stem.len() == 4 && (1990..=2060).contains(&number) => {
                if year.replace(number).is_some() {
                    return None;
                }
            }
            _ => others.push(word.stem),
        }
    }
    Some((year?, others.join(" ")))
}

/// Words that may stand beside or above a year without changing what the column is.
pub(in super::super) fn names_years(text: &str) -> bool {
    const YEARLY: [&str; 84] = [
        "km",
        "lm",
        "ve",
        "zuw",
        "bew",
        "zuweisung",
        "finanzierung",
        "kassenwirksamkeit",
        "kassenwirksam",
        "kassenw",
        "kassenmaessig",
        "verpflichtungsermaechtigung",
        "foerderrat",
        "raten",
        "davon",
        "zuschuss",
        "foerdersumm",
        "gewaehrt",
        "budget",
        "hh",
        "kassenrat",
        "teilbetrag",
        "jahresanteil",
        "anteil",
        "kost",
        "bewilligung",
        "verpflichtung",
        "auszahlungsplan",
        "soll",
        "entwurf",
        "vorlaeufig",
        "mittel",
        "haushaltsjahr",
        "hj",
        "hhj",
        "jahr",
        "landesmittel",
        "ansatz",
        "zuwendung",
        "foerderung",
        "rat",
        "tranch",
        "jahresrat",
        "jahresscheib",
        "kassenmittel",
        "faelligkeit",
        "faellig",
        "land",
        "bedarf",
        "haushalt",
        "betrag",
        "foerdermittel",
        "mittelbedarf",
        "verteilung",
        "plan",
        "planung",
        "ausgab",
        "jahresbetrag",
        "zuwendungsmittel",
        "bewilligt",
        "year",
        "aufteilung",
        "aufgliederung",
        "aufschluesselung",
        "finanzplanung",
        "finanzplan",
        "zahlungsplan",
        "bewilligungsrat",
        "zuwendungsrat",
        "mittelbindung",
        "bindung",
        "festlegung",
        "bereitstellung",
        "veranschlagung",
        "veranschlagt",
        "geplant",
        "vorgesehen",
        "kalenderjahr",
        "foerderjahr",
        "bewilligungsjahr",
        "finanzbedarf",
        "finanzierungsbedarf",
        "belastung",
        "vorbelastung",
    ];
    // "Haushaltsmittel", "Jahrestranche", but not "Eigenmittel"
    const FIRST: [&str; 10] =
        ["haushalts", "landes", "kassen", "jahres", "foerder", "zuwendungs", "bar", "bewilligungs", "mittel", "plan"];
    let known = |word: &str| YEARLY.iter().any(|yearly| is_stem(word, yearly));
    let yearly =
        |word: &Word| known(&word.stem) || FIRST.iter().any(|first| word.stem.strip_prefix(first).is_some_and(&known));
    words(&plain(text)).iter().all(|word| weight(&word.stem) == 0.0 || yearly(word) || word.stem == "nrw")
}

/// Words for money that moves in a year: over several years each column is a year's amount.
pub(in super::super) fn names_flow(text: &str) -> bool {
    const FLOW: [&str; 16] = [
        "abfluss",
        "mittelabfluss",
        "kassenabfluss",
        "auszahlung",
        "mittelauszahlung",
        "zahlung",
        "einzahlung",
        "einnahm",
        "zufluss",
        "mittelzufluss",
        "auszahlungsplanung",
        "auszahlungsrat",
        "haushalt",
        "hh",
        "finanzhaushalt",
        "ergebnishaushalt",
    ];
    let words = words(&plain(text));
    let flows = |word: &Word| FLOW.iter().any(|flow| is_stem(&word.stem, flow));
    words.iter().any(flows) && words.iter().all(|word| weight(&word.stem) < SAYS || flows(word) || word.stem == "land")
}

/// Words that weigh less do not say what amounts are.
const SAYS: f32 = 2.5;

/// Whether a text below a year names what is planned for it, and nothing else: "Soll", "Ansatz".
pub(in super::super) fn names_plan(text: &str) -> bool {
    let words = words(&plain(text));
    words.iter().any(|word| weight(&word.stem) > 0.0) && names_years(text) && !names_share(text)
}

/// A heading without its numbers, days and quarters, where it has any: columns that have the rest in common are parts of
/// a whole. What names a day says how far it goes instead.
pub(in super::super) fn without_numbers(heading: &str) -> Option<String> {
    const BESIDE: [&str; 9] = ["bis", "ab", "ff", "seit", "von", "vor", "und", "im", "in"];
    const MONTHS: [&str; 12] = [
        "januar",
        "februar",
        "maerz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ];
    let folded = fold(heading);
    let mut numbers = 0;
    let mut rest: Vec<&str> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let month = word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(word));
        if letters.is_empty() || month || matches!(word, "i" | "ii" | "iii" | "iv") {
            numbers += 1;
        } else if letters.len() < word.len() {
            numbers += 1;
            rest.push(letters);
        } else if !BESIDE.contains(&word) {
            rest.push(word);
        }
    }
    (1..=2).contains(&numbers).then(|| rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_headings() {
        assert_eq!(year_in("Haushaltsjahr 2019").map(|(year, _)| year), Some(2019));
        assert_eq!(year_in("2018 - 2020"), None);
        assert!(
            names_years("Landesmittel je Haushaltsjahr") && names_years("Mittel (Land)") && !names_years("ausgezahlt")
        );
        assert!(names_years("Haushaltsmittel") && names_years("Jahrestranche") && names_years("bew. Mittel"));
        assert!(names_flow("Einzahlungen im Haushalt") && names_flow("Mittelabfluss") && !names_flow("Abfluss Bund"));
        assert!(names_plan("Soll") && !names_plan("Ist") && !names_plan("in %") && !names_plan("€"));
        assert!(!names_years("Eigenmittel") && !names_years("Ist") && !names_years("Einwohner"));
    }
    #[test]
    fn parts_of_a_whole_differ_by_their_numbers() {
        for (one, other) in [
            ("Ist 2021", "Ist 2022"),
            ("Abruf Q1", "Abruf Q2"),
            ("Bedarf Jan.", "Bedarf Februar"),
            ("1. Rate", "2. Rate"),
        ] {
            assert_eq!(without_numbers(one), without_numbers(other), "{one}, {other}");
            assert!(without_numbers(one).is_some(), "{one}");
        }
        assert_eq!((without_numbers("Ist"), without_numbers("ausgezahlt zum 31.12.2022")), (None, None));
        assert_ne!(without_numbers("Ist 2021"), without_numbers("Soll 2021"));
    }
}
