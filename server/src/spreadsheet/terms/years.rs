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
    const YEARLY: [&str; 47] = [
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
    let yearly = |word: &Word| YEARLY.iter().any(|yearly| stem(yearly) == word.stem);
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
    }
}
