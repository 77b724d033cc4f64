//! Budget years in headings.
use super::stems::{Word, plain, stem, weight, words};

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
    const YEARLY: [&str; 61] = [
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
    ];
    // "Haushaltsmittel", "Jahrestranche", but not "Eigenmittel"
    const FIRST: [&str; 10] =
        ["haushalts", "landes", "kassen", "jahres", "foerder", "zuwendungs", "bar", "bewilligungs", "mittel", "plan"];
    let known = |word: &str| YEARLY.iter().any(|yearly| stem(yearly) == word);
    let yearly =
        |word: &Word| known(&word.stem) || FIRST.iter().any(|first| word.stem.strip_prefix(first).is_some_and(&known));
    words(&plain(text)).iter().all(|word| weight(&word.stem) == 0.0 || yearly(word) || word.stem == "nrw")
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
        assert!(!names_years("Eigenmittel") && !names_years("Ist") && !names_years("Einwohner"));
    }
}
