//! Headings of amounts that no term lists, told by what they are made of: what happened to the money ("ausgezahlt"), whose
//! it is ("Bund"), and what it is ("Zuschuss", "Kosten"). Compounds are taken apart: "Zuwendungsbetrag", "Kreiszuschuss".
use super::super::field::{Field, Kind};
use super::heads::Turns;
use super::stems::{Word, stem, weight};
use super::{Meaning, Voucher};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word, or a part of one, says about an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It is asked for: "beantragt".
    Asked,
    /// It is granted: "bewilligt".
    Granted,
    /// It is called for by the recipient: "abgerufen".
    Requested,
    /// It went to the recipient: "ausgezahlt".
    Paid,
    /// The recipient spent it: "verausgabt".
    Spent,
    /// Of costs, that they were spent: "tatsächlich", "bisher"; of other amounts nothing.
    Actual,
    /// That it has not happened: "geplant".
    Ahead,
    /// It is the Land's.
    Land,
    /// It is the Union's, the Bund's or another public body's.
    Public,
    /// It is the recipient's.
    Own,
    /// It is the municipality's or the body's that carries the project: theirs by a share, while a grant goes to them.
    Body,
    /// It is a private giver's.
    Private,
    /// It is somebody else's: "Dritter".
    Third,
    /// There are others beside: "sonstige".
    Other,
    /// It is public money.
    PublicMoney,
    /// It can be funded: "zuwendungsfähig".
    Eligible,
    /// A grant: "Zuschuss".
    Grant,
    /// A share in the financing: "Beitrag".
    Share,
    /// Money, nothing else: "Mittel", "Betrag".
    Money,
    /// Expenditure: "Kosten".
    Cost,
    /// Nothing: "gesamt".
    Nothing,
}

/// Words and parts of words, each with what it says. A short word stands for the first one that begins like it.
const WORDS: &[(Says, &str)] = &[
    (Says::Asked, "beantragt angemeldet antrag requested"),
    (
        Says::Granted,
        "bewilligt bew gewährt genehmigt zugesagt zuerkannt zugesprochen gesprochen festgesetzt beschieden beschlossen \
         zugesichert zugewiesen zugewendet verfügt verbeschieden awarded granted approved allocated committed \
         zugeteilt contracted",
    ),
    (Says::Requested, "abgerufen angefordert abruf anforderung mittelabruf claimed drawdown drawn abrufe anford anf"),
    (
        Says::Paid,
        "ausgezahlt ausbezahlt auszahlung überwiesen überweisung abgeflossen abfluss ausgereicht angewiesen ausgekehrt \
         ausgeschüttet geflossen zahlung auszahl ausz abschlag abschlagszahlung auszahlg paid payment disbursed disbursement ausgez",
    ),
    (
        Says::Spent,
        "verausgabt verausgabung abgerechnet abrechnung endabrechnung schlussabrechnung endabgerechnet nachgewiesen \
         verbraucht verbrauch aufgewendet eingesetzt entstanden angefallen getätigt spent incurred \
         verwendungsnachweis vn schlussrechnung aufgelaufen verausg",
    ),
    (
        Says::Actual,
        "tatsächlich ist bisher bisherig bezahlt gezahlt geprüft erklärt bescheinigt geleistet gebucht actual erfolgt \
         gemacht geltend",
    ),
    (Says::Ahead, "geplant voraussichtlich erwartet prognostiziert prognose plan künftig vorgesehen ausstehend fällig"),
    (
        Says::Land,
        "land nrw nordrhein westfalen freistaat kanton bayern sachsen hessen thüringen brandenburg niedersachsen \
         saarland rheinland pfalz schleswig holstein mecklenburg vorpommern baden württemberg anhalt state",
    ),
    (
        Says::Public,
        "bund eu union europäisch efre esf eler jtf erdf feder fse esif gak grw kfw kreis landkreis landschaftsverband \
         lvr lwl federal national ec emff emfaf bmbf bmwk bmwi bmvi bmdv bafa bmas bmfsfj bmel bmuv bmu bmi bmwsb bundesministerium \
         bmftr",
    ),
    (Says::Own, "eigen selbst own"),
    (
        Says::Body,
        "kommune kommunal komm gemeinde gemeindlich stadt städtisch träger antragsteller verein hochschule \
         zuwendungsempfänger begünstigt empfänger ze schulträger projektträger maßnahmenträger applicant \
         beneficiary",
    ),
    (
        Says::Private,
        "privat private wirtschaft unternehmen industrie spende spenden sponsor sponsoring stiftung priv anlieger \
         crowdfunding",
    ),
    (Says::Third, "dritt dritte"),
    (Says::Other, "sonstig sonst andere weitere übrige zusätzlich other anderweitig"),
    (Says::PublicMoney, "öffentlich öff public"),
    (
        Says::Grant,
        "zuwendung zuw zuwend zuschuss förderung förder förd beihilfe subvention finanzhilfe bewilligung zuweisung \
         unterstützung fördermittel fördergeld grant funding support aid subsidy projektförderung zusage \
         zusicherung billigkeitsleistung soforthilfe",
    ),
    (
        Says::Share,
        "anteil beitrag beteiligung finanzierung kofinanzierung kofi mitfinanzierung leistung cofinancing contribution \
         arbeitsleistung",
    ),
    (Says::Money, "mittel betrag summe geld gelder höhe volumen amount sum rahmen kapital fund financing budget wert"),
    (Says::Cost, "ausgabe ausg kosten kst aufwand aufwendung investition invest cost expenditure"),
    (
        Says::Eligible,
        "zuwendungsfähig förderfähig zuschussfähig förderungsfähig beihilfefähig zwf zuwf zuwfg zuwendungsf förderf \
         anrechenbar anerkannt anerkennungsfähig förderbar kofinanzierungsfähig beitragsberechtigt subventionsberechtigt \
         ansetzbar förderwürdig fähig eligible",
    ),
    (
        Says::Nothing,
        "gesamt ges insgesamt total davon darunter brutto netto projekt vorhaben maßnahme bau einzel teil laut gemäß \
         bescheid zuwendungsbescheid zwb finanzierungsplan kumuliert bereits bislang stand aktuell letzt neu durch aus \
         voll bar unbar schluss rate tranche lfd stichtag seit beginn heute änderungsbescheid maximal \
         höchst rund endgültig ursprünglich herstellung pflicht \
         dato kassenmäßig zuletzt derzeit jeweilig",
    ),
];

/// Each word, folded, with what it says.
fn each() -> impl Iterator<Item = (String, Says)> {
    WORDS.iter().flat_map(|(says, words)| words.split_whitespace().map(|word| (entity::text::fold(word), *says)))
}

/// By stem. Parts of compounds are looked up here as well.
static PARTS: LazyLock<HashMap<String, Says>> = LazyLock::new(|| {
    let mut parts = HashMap::new();
    for (word, says) in each() {
        parts.entry(stem(&word).to_owned()).or_insert(says);
    }
    parts
});

/// The words in their order, for those that are cut short.
static WHOLE: LazyLock<Vec<(String, Says)>> = LazyLock::new(|| each().collect());

/// A part of a compound has so many letters at least.
const SHORTEST_PART: usize = 3;
/// Headings of amounts are not longer.
const MOST_WORDS: usize = 14;
/// What a heading is worth that is understood to the last word.
const WHOLLY: f32 = 0.9;
/// So much of a heading must be understood.
const MOST: f32 = 0.7;

/// What a word says, part by part; `None` where a part is unknown.
fn said(word: &Word) -> Option<Vec<Says>> {
    if word.short && word.later.is_none() && word.stem.len() >= 3 {
        let begins = |(whole, _): &&(String, Says)| whole.starts_with(&word.stem);
        if let Some((_, says)) = WHOLE.iter().find(begins) {
            return Some(vec![*says]);
        }
    }
    taken_apart(&word.stem, 0)
}

/// What a stem says, by itself or as a compound.
fn taken_apart(word: &str, depth: usize) -> Option<Vec<Says>> {
    if let Some(says) = PARTS.get(word).or_else(|| PARTS.get(stem(word))) {
        return Some(vec![*says]);
    }
    let ends = word.char_indices().map(|(place, _)| place).filter(|place| *place >= SHORTEST_PART);
    let mut ends = ends.filter(|place| depth < 3 && word.len() - place >= SHORTEST_PART);
    ends.find_map(|place| {
        let (first, last) = word.split_at(place);
        let last = *PARTS.get(last).or_else(|| PARTS.get(stem(last)))?;
        let mut says = taken_apart(first, depth + 1)?;
        says.push(last);
        Some(says)
    })
}

/// What the words of a heading say of an amount together, where they say something.
pub(super) fn composed(heading: &[Word], turns: &Turns) -> Option<Meaning> {
    if heading.len() > MOST_WORDS {
        return None;
    }
    let all: f32 = heading.iter().map(Word::weight).sum();
    let (mut says, mut unknown) = (Vec::new(), 0.0);
    for word in heading {
        match said(word) {
            Some(parts) => says.extend(parts),
            None => unknown += word.weight(),
        }
        // prose is given up at its first words
        if unknown > all * (1.0 - MOST) {
            return None;
        }
    }
    let share = if all > 0.0 { 1.0 - unknown / all } else { return None };
    let field = field(&says)?;
    // what is said against the field leaves an amount without one
    let field = field.filter(|field| !turns.contradict(*field, &[]));
    let weight = heading.iter().map(|word| weight(&word.stem).max(0.5)).sum();
    Some(Meaning { field, kind: Some(Kind::Money), score: WHOLLY * share, voucher: Voucher::No, aside: false, weight })
}

/// The field of an amount of which this is said; `Some(None)`: an amount that the contract has no field for.
fn field(says: &[Says]) -> Option<Option<Field>> {
    let has = |wanted: Says| says.contains(&wanted);
    let any = |wanted: &[Says]| wanted.iter().any(|wanted| has(*wanted));
    let cost = has(Says::Cost);
    let noun = any(&[Says::Grant, Says::Share, Says::Money]);
    let giver = giver(says);
    // "beantragte Auszahlung" is a call for money, "beantragte Zuwendung" is none
    if has(Says::Asked) && has(Says::Paid) || has(Says::Requested) {
        return match giver {
            None | Some(Field::StateGrant) if !cost && !has(Says::Ahead) => Some(Some(Field::Requested)),
            _ => None,
        };
    }
    if has(Says::Paid) {
        return match giver {
            _ if has(Says::Ahead) => Some(None),
            _ if cost => Some(Some(Field::Spent)),
            None | Some(Field::StateGrant) => Some(Some(Field::PaidOut)),
            _ if any(&[Says::Body]) && !any(&[Says::Own, Says::Share]) => Some(Some(Field::PaidOut)),
            _ => None,
        };
    }
    if has(Says::Spent) && (cost || noun) || cost && has(Says::Actual) && !has(Says::Eligible) {
        return if has(Says::Ahead) { Some(None) } else { Some(Some(Field::Spent)) };
    }
    if has(Says::Eligible) {
        return (cost || any(&[Says::Money, Says::Share])).then_some(Some(Field::EligibleCost));
    }
    if cost {
        return giver
            .is_none()
            .then_some(Some(Field::TotalCost))
            .filter(|_| !noun || !any(&[Says::Grant, Says::Share]));
    }
    if has(Says::Asked) {
        return (noun && giver != Some(Field::OwnShare)).then_some(None);
    }
    match giver {
        Some(field) => noun.then_some(Some(field)),
        None if has(Says::Grant) => Some(Some(Field::StateGrant)),
        None => (has(Says::Granted) && noun).then_some(Some(Field::StateGrant)),
    }
}

/// Whose money it is, as the field that it has by that.
fn giver(says: &[Says]) -> Option<Field> {
    let has = |wanted: Says| says.contains(&wanted);
    let others = has(Says::Other) || has(Says::Third);
    // "Zuschuss Stadt" goes to the municipality, "Anteil Stadt" comes from it
    let bodys = has(Says::Body) && !has(Says::Grant);
    if has(Says::Own) {
        Some(Field::OwnShare)
    } else if has(Says::Private) {
        Some(Field::PrivateCofunding)
    } else if has(Says::Public) || (others && (has(Says::PublicMoney) || has(Says::Body))) {
        (!has(Says::Land)).then_some(Field::OtherPublic).or(Some(Field::StateGrant))
    } else if has(Says::Other) && has(Says::Grant) {
        Some(Field::OtherPublic)
    } else if has(Says::Third) {
        Some(Field::PrivateCofunding)
    } else if bodys {
        Some(Field::OwnShare)
    } else {
        has(Says::Land).then_some(Field::StateGrant)
    }
}

#[cfg(test)]
mod tests {
    use super::super::stems::words;
    use super::*;

    fn composed_of(heading: &str) -> Option<Option<Field>> {
        let words = words(heading);
        composed(&words, &Turns::of(&words)).map(|meaning| meaning.field)
    }

    #[test]
    fn compounds_are_taken_apart() {
        use Says::{Cost, Grant, Money, Nothing, Paid, Public};
        for (word, says) in [
            ("zuwendungsbetrag", vec![Grant, Money]),
            ("kreiszuschuss", vec![Public, Grant]),
            ("gesamtkostensumm", vec![Nothing, Cost, Money]),
            ("auszahlungshoeh", vec![Paid, Money]),
        ] {
            assert_eq!(taken_apart(word, 0), Some(says), "{word}");
        }
        for word in ["zuwendungsempfaengername", "landkarte", "kostenstell"] {
            assert_eq!(taken_apart(word, 0), None, "{word}");
        }
    }

    #[test]
    fn what_happened_and_whose_it_is_make_the_field() {
        for (heading, field) in [
            ("ausgezahlter Förderbetrag", Some(Some(Field::PaidOut))),
            ("angeforderte Landesmittel", Some(Some(Field::Requested))),
            ("beantragte Auszahlung", Some(Some(Field::Requested))),
            ("bezahlte Ausgaben", Some(Some(Field::Spent))),
            ("Beihilfe Bund", Some(Some(Field::OtherPublic))),
            ("private Fördermittel", Some(Some(Field::PrivateCofunding))),
            ("Anteil der Gemeinde", Some(Some(Field::OwnShare))),
            ("Zuschuss der Gemeinde", Some(Some(Field::StateGrant))),
            ("beantragter Zuschuss", Some(None)),
            ("geplante Auszahlung", Some(None)),
            ("Zuwendung je Platz", None),
            ("Name des Trägers", None),
            ("Mittel", None),
        ] {
            assert_eq!(composed_of(heading), field, "{heading}");
        }
    }
}
