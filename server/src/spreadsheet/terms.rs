//! The dictionary of headings (`terms.csv`): which field a heading means, and how surely.
//!
//! A term matches when every one of its words occurs in the heading. Its score is the share of the heading
//! it explains; words that say little ("Vorhaben", "Datum") weigh little, articles nothing.
use super::amount::without_mark;
use super::field::{Field, Kind, Unit};
use super::words::{FOREIGN, HEADING_UNITS, SILENT, WEAK};
use entity::text::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a heading means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    /// `None`: a heading that is known to have no field.
    pub(super) field: Option<Field>,
    /// How its cells are read.
    pub(super) kind: Option<Kind>,
    /// Share of the heading the term explains, 0 to 1.
    pub(super) score: f32,
    /// What such a column says about vouchers.
    pub(super) voucher: Voucher,
    /// Weight of the matched words: between equals the longer term wins.
    weight: f32,
}

/// What a column says about the table it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voucher {
    /// Nothing.
    No,
    /// Vouchers have such a column, other lists too: a purpose, a payee.
    Perhaps,
    /// Only vouchers and payments have it: a bill's number, day or amount.
    Yes,
}

struct Term {
    field: Option<Field>,
    kind: Option<Kind>,
    voucher: Voucher,
    words: Vec<String>,
}

struct Dictionary {
    terms: Vec<Term>,
    by_word: HashMap<String, Vec<usize>>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::parse(include_str!("terms.csv")));

/// Below this a heading is not taken for the term.
pub(super) const THRESHOLD: f32 = 0.5;

/// Longer texts are no headings.
const LONGEST_HEADING: usize = 250;

/// Longer lines above a table are sentences, no captions.
const LONGEST_CAPTION: usize = 100;

/// From here on a text is a heading even where nobody knows yet that it stands in one.
const CERTAIN: f32 = 0.58;

/// Endings are cut, as often as there is one, so that "Begünstigter" and "des Begünstigten", "Beginn" and "Beginns" meet.
fn stem(word: &str) -> &str {
    let mut stem = word;
    while let Some(shorter) = ["en", "er", "es", "em", "e", "n", "s"]
        .iter()
        .find_map(|ending| stem.strip_suffix(ending).filter(|stem| stem.len() >= 3))
    {
        stem = shorter;
    }
    stem
}

/// Stems of the words that say nothing, or little.
static SILENT_STEMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| SILENT.iter().flat_map(|word| [*word, stem(word)]).collect());
static WEAK_STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| WEAK.iter().map(|word| stem(word)).collect());

fn weight(stem: &str) -> f32 {
    if stem.bytes().all(|byte| byte.is_ascii_digit()) || SILENT_STEMS.contains(stem) {
        return 0.0;
    }
    let length = stem.len().clamp(2, 14) as f32;
    if WEAK_STEMS.contains(stem) { length * 0.3 } else { length }
}

/// A word of a heading.
struct Word {
    stem: String,
    /// Written with a point behind it: the beginning of a longer word.
    short: bool,
}

fn words(text: &str) -> Vec<Word> {
    let folded = fold(text);
    let mut out = Vec::new();
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '#') {
        rest = &rest[start..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '#')).unwrap_or(rest.len());
        let short = rest[end..].starts_with('.');
        let word = &rest[..end];
        out.push(match word.strip_suffix("nr").filter(|word| word.len() >= 3) {
            // "Projektnr." is a "Projektnummer"
            Some(word) => Word { stem: stem(&format!("{word}nummer")).to_owned(), short: false },
            None => Word { stem: if short { word.to_owned() } else { stem(word).to_owned() }, short },
        });
        rest = &rest[end..];
    }
    out
}

impl Meaning {
    /// Order among meanings: the score, then the longer term.
    pub(super) fn rank(&self) -> (f32, f32) {
        (self.score, self.weight)
    }
}

impl Dictionary {
    fn parse(text: &str) -> Self {
        let mut dictionary = Self { terms: Vec::new(), by_word: HashMap::new() };
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let mut parts = line.splitn(4, ';');
            let (Some(field), Some(kind), Some(tag), Some(terms)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let field = Field::from_key(field);
            let kind = Kind::from_key(kind).or(field.map(Field::kind));
            for term in terms.split('|') {
                let words: Vec<String> = words(term).into_iter().map(|word| word.stem).collect();
                let index = dictionary.terms.len();
                // a term is looked up by its heaviest word
                if let Some(key) = words.iter().max_by(|a, b| weight(a).total_cmp(&weight(b))) {
                    dictionary.by_word.entry(key.clone()).or_default().push(index);
                }
                let voucher = match tag {
                    "voucher" => Voucher::Yes,
                    "payment" => Voucher::Perhaps,
                    _ => Voucher::No,
                };
                dictionary.terms.push(Term { field, kind, voucher, words });
            }
        }
        dictionary
    }

    fn lookup(&self, heading: &[Word]) -> Vec<Meaning> {
        let all: f32 = heading.iter().map(|word| weight(&word.stem)).sum();
        let mut candidates: Vec<usize> = Vec::new();
        for word in heading {
            if let Some(found) = self.by_word.get(&word.stem) {
                candidates.extend(found);
            }
            if word.short && word.stem.len() >= 3 {
                for (key, found) in &self.by_word {
                    if key.starts_with(&word.stem) || word.stem.starts_with(key.as_str()) {
                        candidates.extend(found);
                    }
                }
            } else if word.stem.len() >= 8 {
                // the ends of a compound, longest first
                let ends = word.stem.char_indices().skip(1).map(|(start, _)| &word.stem[start..]);
                for end in ends.take_while(|end| end.len() >= 6) {
                    candidates.extend(self.by_word.get(end).into_iter().flatten());
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().filter_map(|index| self.score(&self.terms[index], heading, all)).collect()
    }

    fn score(&self, term: &Term, heading: &[Word], all: f32) -> Option<Meaning> {
        let mut used = vec![false; heading.len()];
        let mut matched = 0.0;
        let mut own = 0.0;
        for wanted in &term.words {
            let (index, quality) = heading
                .iter()
                .enumerate()
                .filter(|(index, _)| !used[*index])
                .filter_map(|(index, word)| Some((index, fit(word, wanted, term.words.len())?)))
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            used[index] = true;
            matched += weight(&heading[index].stem) * quality;
            own += weight(wanted).max(0.5);
        }
        let score = if all <= 0.0 { 1.0 } else { (matched / all).min(1.0) };
        Some(Meaning { field: term.field, kind: term.kind, score, voucher: term.voucher, weight: own })
    }
}

/// How well a word of the heading stands for a word of the term.
fn fit(word: &Word, wanted: &str, words: usize) -> Option<f32> {
    if word.stem == wanted {
        return Some(1.0);
    }
    if word.short {
        let begins = word.stem.len() >= 3 || (words > 1 && word.stem.len() >= 2);
        return (begins
            && (wanted.starts_with(&word.stem) || (word.stem.len() > wanted.len() && stem(&word.stem) == wanted)))
            .then_some(0.95);
    }
    // the last part of a compound says what it is: "Gesamtprojektkosten", "Durchführungsbeginn"
    (words == 1 && wanted.len() >= 6 && word.stem.len() > wanted.len() && word.stem.ends_with(wanted)).then_some(0.75)
}

/// What a heading can mean, best first. The heading may have several levels, languages and lines.
pub(super) fn meanings(levels: &[&str]) -> Vec<Meaning> {
    meanings_below(levels, 0)
}

/// The same where so many upper levels stand over other columns as well: they do not speak for this one alone.
pub(super) fn meanings_below(levels: &[&str], shared: usize) -> Vec<Meaning> {
    let cleaned: Vec<String> = levels.iter().map(|level| plain(level)).collect();
    let mut variants: Vec<(String, f32)> = vec![(cleaned.join(" "), 1.0)];
    if cleaned.len() > 1 {
        variants.extend(cleaned.iter().skip(shared).map(|level| (level.clone(), 0.95)));
    }
    for level in levels.iter().skip(shared) {
        let level = dehyphenated(level);
        let parts: Vec<&str> = level
            .split(['/', '\n', '|', ';', ':'])
            .flat_map(|part| part.split(" - "))
            .flat_map(|part| part.split(" – "))
            .collect();
        if parts.len() > 1 {
            variants.extend(parts.iter().map(|part| (plain(part), 0.95)));
        }
        if let Some((before, inside)) = level.split_once('(') {
            let inside = inside.split(')').next().unwrap_or_default();
            // "Zuwendung (abgerufen)": of two amounts the one in brackets is meant
            let money = |text: &str| best(text).filter(|meaning| meaning.kind.is_some_and(Kind::is_money));
            if let (Some(outer), Some(inner)) = (money(before), money(inside))
                && outer.field != inner.field
            {
                variants.push((plain(inside), 0.93));
            }
            variants.push((plain(before), 0.9));
        }
    }
    let mut found: Vec<Meaning> = Vec::new();
    for (variant, factor) in variants {
        let words = words(&variant);
        if words.is_empty() || words.len() > 40 {
            continue;
        }
        for mut meaning in DICTIONARY.lookup(&words) {
            // a part that has no field says less than another part that has one
            meaning.score *= if meaning.field.is_none() && factor < 1.0 { factor * 0.85 } else { factor };
            match found.iter_mut().find(|have| have.field == meaning.field && have.kind == meaning.kind) {
                Some(have) if (have.score, have.weight) < (meaning.score, meaning.weight) => *have = meaning,
                Some(_) => {}
                None => found.push(meaning),
            }
        }
    }
    found.sort_by(|a, b| (b.score, b.weight).partial_cmp(&(a.score, a.weight)).unwrap_or(std::cmp::Ordering::Equal));
    found
}

/// What a part of a heading means by itself, if that is certain.
fn best(part: &str) -> Option<Meaning> {
    let words = words(&plain(part));
    let found = DICTIONARY.lookup(&words).into_iter().max_by(|a, b| a.rank().0.total_cmp(&b.rank().0));
    found.filter(|meaning| !words.is_empty() && words.len() <= 40 && meaning.score >= CERTAIN)
}

/// Whether a text is a heading the dictionary knows.
pub(super) fn known(text: &str) -> bool {
    text.chars().count() <= LONGEST_HEADING && meanings(&[text]).first().is_some_and(|meaning| meaning.score >= CERTAIN)
}

/// Words broken at the line's end made whole: `zuwendungs-\nfähige`, `Durchführungs-beginn`.
fn dehyphenated(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')).collect();
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '-' && out.ends_with(char::is_alphabetic) {
            let rest: String = chars.clone().take_while(|c| c.is_whitespace()).collect();
            let next = chars.clone().nth(rest.chars().count());
            let broken = rest.contains('\n') || rest.is_empty();
            if broken && next.is_some_and(char::is_lowercase) {
                for _ in 0..rest.chars().count() {
                    chars.next();
                }
                continue;
            }
        }
        out.push(c);
    }
    out
}

/// A heading without numbering, footnote marks and units.
fn plain(text: &str) -> String {
    let whole = dehyphenated(text);
    let blanks = whole.replace(['\u{a0}', '\u{202f}', '\n', '\r', '\t'], " ");
    let mut out = without_mark(&blanks).trim().to_owned();
    let numbering = out.trim_start_matches(|c: char| c.is_ascii_digit());
    if numbering.len() < out.len()
        && let Some(rest) = numbering.strip_prefix(['.', ')'])
    {
        out = rest.trim_start().to_owned();
    }
    for (start, end, _) in unit_places(&out).into_iter().rev() {
        out.replace_range(start..end, " ");
    }
    out
}

/// Where units stand in a text, left to right.
fn unit_places(text: &str) -> Vec<(usize, usize, Unit)> {
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
pub(super) fn unit_in(text: &str) -> Option<Unit> {
    let whole = dehyphenated(text).replace(['\u{a0}', '\u{202f}', '\n'], " ");
    let text = without_mark(&whole);
    let units = unit_places(text);
    let (_, _, first) = units.first()?;
    units.iter().all(|(_, _, unit)| unit == first).then_some(*first)
}

/// The currency a heading, title or number format names beside its words, where it is not the euro.
pub(super) fn foreign_currency(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_HEADING || text.contains('€') {
        return None;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !(c.is_alphabetic() || matches!(c, '£' | '$')));
    let found = words.find_map(|word| FOREIGN.iter().find(|(name, _)| *name == word))?;
    (!lower.contains("eur")).then_some(found.1)
}

/// The unit a line above the table names for all of it: `Angaben in T€`, `Alle Beträge in Euro`.
pub(super) fn unit_in_title(text: &str) -> Option<Unit> {
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
pub(super) fn foreign_in_title(text: &str) -> Option<&'static str> {
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

/// The budget year a heading names, and the words beside it.
pub(super) fn year_in(text: &str) -> Option<(i32, String)> {
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
pub(super) fn names_years(text: &str) -> bool {
    const YEARLY: [&str; 36] = [
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

    fn best(levels: &[&str]) -> Option<&'static str> {
        let found = meanings(levels);
        let best = found.first().filter(|meaning| meaning.score >= THRESHOLD)?;
        Some(best.field.map_or("-", Field::key))
    }

    #[test]
    fn headings_mean_their_fields() {
        for (heading, field) in [
            ("Name des Begünstigten", "recipient"),
            ("Zuwendungsempf.", "recipient"),
            ("bew. Zuwendung in T€", "state_grant"),
            ("sonst. öff. Mittel (EUR)", "other_public"),
            ("Förderkennz.", "project_number"),
            ("Eigenant. in €", "own_share"),
            ("zuwendungs-\nfähige Ausgaben", "eligible_cost"),
            ("zuwendungsf. Ausgaben", "eligible_cost"),
            ("förderf. Kosten", "eligible_cost"),
            ("zwf. Ausgaben", "eligible_cost"),
            ("bewilligte förderfähige Gesamtausgaben", "eligible_cost"),
            ("4. Datum des Beginns des Vorhabens", "start_date"),
            ("Datum des Endes des Vorhabens\n\nOperation end date", "end_date"),
            ("Zuwendungsbescheid vom", "approval_date"),
            ("Lfz. bis", "end_date"),
            ("Gesamtausg. [T€]", "total_cost"),
            ("Zahlungsempfänger", "-"),
            ("Empfänger der Zahlung", "-"),
            ("nicht zuwendungsfähig (MwSt.)", "-"),
            ("davon zuwendungsfähig", "eligible_cost"),
            ("Amtl. Gemeindeschlüssel", "municipality_key"),
            ("Förderquote Land", "funding_rate"),
            ("lfd. Nr. des Abrufs", "-"),
            ("Projekt-Nr.", "project_number"),
            ("Vorhaben-Nr. 1)", "project_number"),
            ("Stand der Umsetzung", "status"),
            ("Az. der Bewilligungsbehörde", "project_number"),
            ("Förde\u{ad}rung Land NRW", "state_grant"),
        ] {
            assert_eq!(best(&[heading]), Some(field), "{heading}: {:?}", meanings(&[heading]));
        }
        assert_eq!(best(&["Laufzeit", "von"]), Some("start_date"));
        assert_eq!(best(&["Laufzeit", "bis"]), Some("end_date"));
        assert_eq!(best(&["Digitale Bauakte Bielefeld"]), None);
        assert_eq!(best(&["Projektbüro Aachen"]), None);
    }

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

    #[test]
    fn years_are_headings() {
        assert_eq!(year_in("Haushaltsjahr 2019").map(|(year, _)| year), Some(2019));
        assert_eq!(year_in("2018 - 2020"), None);
        assert!(
            names_years("Landesmittel je Haushaltsjahr") && names_years("Mittel (Land)") && !names_years("ausgezahlt")
        );
    }
}
