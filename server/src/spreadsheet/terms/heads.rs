//! Words of a heading that make another column of it than its other words say: general rules, no terms.
use super::super::field::{Field, Kind};
use super::stems::{Word, is_stem, stem, weight};

/// Words that say what a column is when they stand first: "Anzahl der Auszahlungen" counts, "Bemerkung zum Bescheid" is
/// a remark, "Ansprechpartner Zuwendungsempfänger" a person.
const HEADS: [&str; 49] = [
    "anzahl",
    "anz",
    "zahl",
    "bemerkung",
    "anmerkung",
    "hinweis",
    "kommentar",
    "notiz",
    "erlaeuterung",
    "ansprechpartner",
    "ansprechperson",
    "kontakt",
    "kontaktperson",
    "telefon",
    "tel",
    "mail",
    "email",
    "iban",
    "bic",
    "konto",
    "bankverbindung",
    "anschrift",
    "adresse",
    "strasse",
    "differenz",
    "abweichung",
    "veraenderung",
    "rest",
    "kuerzung",
    "rueckforderung",
    "rueckzahlung",
    "erstattung",
    "prognose",
    "sitz",
    "aktenzeichen",
    "az",
    "gz",
    "geschaeftszeichen",
    "fkz",
    "foerderkennzeichen",
    "beginn",
    "start",
    "ende",
    "frist",
    "eingang",
    "pruefung",
    "unterschrift",
    "projektleiter",
    "sachbearbeiter",
];

/// Words that may stand before such a word.
const BEFORE_HEADS: [&str; 8] = ["letzt", "sonstig", "sonst", "intern", "aktuell", "weiter", "naechst", "e"];

/// The word that leads a heading, where it is one of those that say what the column is.
pub(super) fn leader(heading: &[Word]) -> Option<usize> {
    let first = heading.iter().position(|word| {
        let before = BEFORE_HEADS.iter().any(|before| is_stem(&word.stem, before));
        weight(&word.stem) > 0.0 && !before
    })?;
    HEADS.iter().any(|head| is_meant(&heading[first], head)).then_some(first)
}

/// Words that turn an amount into another one: "offene Zuwendung", "Zuwendung Vorjahr", "Kosten je Einwohner".
const TURNING: [&str; 28] = [
    "nicht",
    "noch",
    "vorjahr",
    "abgelehnt",
    "offen",
    "restlich",
    "verbleibend",
    "kopf",
    "einwohner",
    "ew",
    "prognose",
    "zuviel",
    "viel",
    "rest",
    "platz",
    "wohneinheit",
    "qm",
    "stueck",
    "quadratmeter",
    "durchschnittlich",
    "verfallen",
    "widerrufen",
    "storniert",
    "zurueckgegeben",
    "zurueckgefordert",
    "rueckgefordert",
    "umgeschichtet",
    "abgezogen",
];
/// Words by which nothing is paid or spent yet.
const AHEAD: [&str; 7] =
    ["geplant", "voraussichtlich", "vsl", "erwartet", "prognostiziert", "kuenftig", "voraussichtl"];
/// Words by which nothing is granted or paid yet.
const ASKED: [&str; 2] = ["beantragt", "angefordert"];
/// Words of givers other than the Land, which may give together with it.
const OTHER_GIVERS: [&str; 6] = ["bund", "eu", "efre", "esf", "jtf", "eler"];
const LAND: [&str; 2] = ["land", "nrw"];
/// Words by which the column numbers what its other words name.
const NUMBERS: [&str; 2] = ["nr", "nummer"];

/// What a heading says that speaks against fields, as stems; looked for once, as many terms are compared with it.
pub(super) struct Turns {
    numbers: Vec<&'static str>,
    turning: Vec<&'static str>,
    ahead: Vec<&'static str>,
    asked: Vec<&'static str>,
    givers: Vec<&'static str>,
}

impl Turns {
    pub(super) fn of(heading: &[Word]) -> Self {
        let said = |words: &[&'static str]| -> Vec<&'static str> {
            let spoken = |wanted: &&&'static str| heading.iter().any(|word| is_meant(word, wanted));
            words.iter().filter(spoken).map(|wanted| stem(wanted)).collect()
        };
        let mut turning = said(&TURNING);
        if is_per_unit(heading) {
            turning.push("je");
        }
        let givers = if said(&LAND).is_empty() { said(&OTHER_GIVERS) } else { Vec::new() };
        Self { numbers: said(&NUMBERS), turning, ahead: said(&AHEAD), asked: said(&ASKED), givers }
    }

    /// Whether a word makes another amount of any that the heading names.
    pub(super) fn turn(&self) -> bool {
        !self.turning.is_empty()
    }

    /// Whether a word of the heading that a term does not have speaks against its field.
    pub(super) fn contradict(&self, field: Field, term: &[String]) -> bool {
        let says = |spoken: &[&str]| spoken.iter().any(|spoken| !term.iter().any(|own| own == spoken));
        let Self { numbers, turning, ahead, asked, givers } = self;
        let money = field.kind().is_money() && field.kind() != Kind::YearAmount;
        match field {
            Field::Recipient | Field::Partners => says(numbers),
            Field::PaidOut | Field::Spent => [numbers, turning, ahead, asked].into_iter().any(|spoken| says(spoken)),
            Field::StateGrant => [numbers, turning, asked, givers].into_iter().any(|spoken| says(spoken)),
            _ => money && (says(numbers) || says(turning)),
        }
    }
}

/// Words behind "je" and "pro" by which an amount stays what it is.
const WHOLE_UNITS: [&str; 14] = [
    "jahr",
    "haushaltsjahr",
    "kalenderjahr",
    "projekt",
    "vorhaben",
    "massnahme",
    "region",
    "kommune",
    "prioritaetsachse",
    "prio",
    "zuwendungsempfaenger",
    "empfaenger",
    "antragsteller",
    "antrag",
];

/// "Zuschuss je Platz", but not "Zuschuss je Projekt".
fn is_per_unit(heading: &[Word]) -> bool {
    let per = heading.windows(2).find(|pair| matches!(pair[0].stem.as_str(), "je" | "pro"));
    per.is_some_and(|pair| !WHOLE_UNITS.iter().any(|unit| is_stem(&pair[1].stem, unit)))
}

/// Whether a word of a heading is the wanted one, or its beginning with a point.
fn is_meant(word: &Word, wanted: &str) -> bool {
    let long = word.short && word.stem.len() >= 4;
    is_stem(&word.stem, wanted) || (long && wanted.starts_with(&word.stem))
}

/// Whether a compound's first part makes another amount of its last one: "Restzuwendung", "Rückzahlung".
pub(super) fn turned(first: &str) -> bool {
    const FIRST: [&str; 9] = ["rest", "rueck", "nach", "minder", "mehr", "vorjahr", "nicht", "ueber", "kosten"];
    FIRST.iter().any(|word| first.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::stems::words;
    use super::*;

    #[test]
    fn the_first_word_leads() {
        for (heading, leads) in [
            ("Anzahl der Auszahlungen", true),
            ("letzte Bemerkung zum Bescheid", true),
            ("E-Mail Antragsteller", true),
            ("Zuwendungsempfänger mit Anschrift", false),
            ("Zuwendung", false),
        ] {
            assert_eq!(leader(&words(heading)).is_some(), leads, "{heading}");
        }
    }

    #[test]
    fn a_word_may_turn_an_amount() {
        let term = ["zuwendung".to_owned()];
        let contradicts = |field, heading: &str| Turns::of(&words(heading)).contradict(field, &term);
        assert!(
            contradicts(Field::StateGrant, "offene Zuwendung") && contradicts(Field::StateGrant, "beantr. Zuwendung")
        );
        assert!(
            contradicts(Field::StateGrant, "Zuwendung EU") && !contradicts(Field::StateGrant, "Zuwendung Land und EU")
        );
        assert!(contradicts(Field::PaidOut, "voraussichtliche Zuwendung"));
        assert!(!contradicts(Field::StateGrant, "voraussichtliche Zuwendung") && !contradicts(Field::Title, "offen"));
        assert!(turned("rest") && !turned("gesamt"));
    }
}
