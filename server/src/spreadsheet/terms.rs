//! The dictionary of headings (`terms.csv`): which field a heading means, and how surely.
//!
//! A term matches when every one of its words occurs in the heading. Its score is the share of the heading
//! it explains; words that say little ("Vorhaben", "Datum") weigh little, articles nothing.
mod amounts;
mod givers;
mod heads;
mod shares;
mod stems;
mod units;
mod variants;
mod weightless;
mod years;

use super::field::{Field, Kind};
use amounts::composed;
use heads::{Turns, leader, turned};
use std::collections::HashMap;
use std::sync::LazyLock;
use stems::{Word, compounds, dehyphenated, weight, words};
use variants::variants;
use weightless::FILLERS;

pub(super) use givers::apart;
pub(super) use shares::names_share;
pub(super) use units::{foreign_currency, foreign_in_title, is_unit, unit_in, unit_in_note, unit_in_title};
pub(super) use years::{names_flow, names_plan, names_years, without_numbers, year_in};

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
    /// Another column that says the field more plainly has it.
    pub(super) aside: bool,
    /// Weight of the matched words: between equals the longer term wins.
    weight: f32,
}

/// What a column says about the table it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voucher {
    /// Nothing.
    No,
    /// Vouchers have such a column, other lists too: a payee.
    Perhaps,
    /// What it was paid for; in lists that are none of vouchers, what it was granted for.
    Purpose,
    /// Only vouchers and payments have it: a bill's number, day or amount.
    Yes,
}

struct Term {
    field: Option<Field>,
    kind: Option<Kind>,
    voucher: Voucher,
    aside: bool,
    words: Vec<String>,
    /// Compounds that end with it are something else.
    alone: bool,
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

/// So much of a heading several terms of a field must explain together.
const MOST: f32 = 0.75;

/// What a term is worth at least that explains the word which leads the heading.
const LED: f32 = 0.7;

/// What is left of the score of an amount that only a part of a heading names where the whole says it is another one.
const AGAINST: f32 = 0.65;

/// Words that weigh less say little, and what is left of the score of a part that has no others.
const SAYS_LITTLE: f32 = 3.0;
const WEAK_PART: f32 = 0.65;

/// What is left of the claim of a column to a field that it only has where no other column says it more plainly.
const ASIDE: f32 = 0.7;

/// From here on a text is a heading even where nobody knows yet that it stands in one.
const CERTAIN: f32 = 0.58;

impl Meaning {
    fn is_amount(&self) -> bool {
        self.kind.is_some_and(Kind::is_money)
    }

    /// Order among meanings: the score, then the longer term.
    pub(super) fn rank(&self) -> (f32, f32) {
        (self.score, self.weight)
    }

    /// Order among columns that might have the same field.
    pub(super) fn claim(&self) -> (f32, f32) {
        (if self.aside { self.score * ASIDE } else { self.score }, self.weight)
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
            for term in terms.split('|').flat_map(spelled_out) {
                let alone = term.starts_with('=');
                let mut words: Vec<String> = words(&dehyphenated(&term)).into_iter().map(|word| word.stem).collect();
                // "PLZ des Begünstigten" and "PLZ Begünstigter" are one term
                words.retain(|word| !FILLERS.contains(&word.as_str()));
                let index = dictionary.terms.len();
                // a term is looked up by its heaviest word
                if let Some(key) = words.iter().max_by(|a, b| weight(a).total_cmp(&weight(b))) {
                    dictionary.by_word.entry(key.clone()).or_default().push(index);
                }
                let voucher = match tag {
                    "voucher" => Voucher::Yes,
                    "payment" => Voucher::Perhaps,
                    "purpose" => Voucher::Purpose,
                    _ => Voucher::No,
                };
                dictionary.terms.push(Term { field, kind, voucher, aside: tag == "aside", words, alone });
            }
        }
        dictionary
    }

    fn lookup(&self, heading: &[Word]) -> Vec<Meaning> {
        let all: f32 = heading.iter().map(Word::weight).sum();
        let leader = leader(heading);
        let turns = Turns::of(heading);
        let candidates = self.candidates(heading).into_iter();
        let scored = candidates.filter_map(|index| self.score(&self.terms[index], heading, (all, leader, &turns)));
        // what leads a heading says what it is, whatever amounts its other words name
        let composed = if leader.is_none() { composed(heading, &turns) } else { None };
        scored.chain(composed).collect()
    }

    /// Terms that have a word in common with a heading.
    fn candidates(&self, heading: &[Word]) -> Vec<usize> {
        let mut candidates: Vec<usize> = Vec::new();
        for word in heading {
            if let Some(found) = self.by_word.get(&word.stem) {
                candidates.extend(found);
            }
            if word.later.is_some() || (word.short && word.stem.len() >= 2) {
                for (key, found) in &self.by_word {
                    if word.shortens(key) {
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
        candidates
    }

    fn score(
        &self,
        term: &Term,
        heading: &[Word],
        (all, leader, turns): (f32, Option<usize>, &Turns),
    ) -> Option<Meaning> {
        let places = term.matched(heading, turns)?;
        let led = leader.is_some_and(|leader| places.iter().any(|(index, _)| *index == leader));
        if leader.is_some() && !led {
            return None;
        }
        let matched: f32 = places.into_iter().map(|(index, quality)| heading[index].weight() * quality).sum();
        let share = if all > 0.0 {
            (matched / all).min(1.0)
        } else {
            // "von" alone is a heading, "von 2021" says nothing
            let said = heading.iter().filter(|word| !FILLERS.contains(&word.stem.as_str()));
            f32::from(u8::from(term.words.len() == said.count()))
        };
        let score = if led { share.max(LED) } else { share };
        let weight = term.words.iter().map(|word| weight(word).max(0.5)).sum();
        let Term { field, kind, voucher, aside, .. } = *term;
        Some(Meaning { field, kind, score, voucher, aside, weight })
    }

    /// Fields of which several terms together explain most of a heading that no single one explains: two languages side
    /// by side without anything between them.
    fn together(&self, heading: &[Word]) -> Vec<Meaning> {
        let all: f32 = heading.iter().map(Word::weight).sum();
        let turns = Turns::of(heading);
        let mut fields: Vec<(Meaning, Vec<f32>)> = Vec::new();
        for index in self.candidates(heading) {
            let term = &self.terms[index];
            let (Some(field), Some(matched)) = (term.field, term.matched(heading, &turns)) else { continue };
            let place = fields.iter().position(|(meaning, _)| meaning.field == Some(field)).unwrap_or_else(|| {
                let (kind, voucher, aside) = (term.kind, Voucher::No, false);
                let meaning = Meaning { field: Some(field), kind, score: 0.0, voucher, aside, weight: 0.0 };
                fields.push((meaning, vec![0.0; heading.len()]));
                fields.len() - 1
            });
            for (index, quality) in matched {
                let best = &mut fields[place].1[index];
                *best = quality.max(*best);
            }
        }
        let leader = leader(heading);
        fields.retain(|(_, qualities)| leader.is_none_or(|leader| qualities[leader] > 0.0));
        let explained = fields.into_iter().map(|(meaning, qualities)| {
            let matched: f32 = heading.iter().zip(&qualities).map(|(word, quality)| word.weight() * quality).sum();
            Meaning { score: if all > 0.0 { matched / all } else { 0.0 }, weight: matched, ..meaning }
        });
        explained
            .filter(|meaning| meaning.score >= MOST)
            .map(|meaning| Meaning { score: meaning.score * 0.8, ..meaning })
            .collect()
    }
}

impl Term {
    /// Which words of a heading stand for the term's words, and how well; `None` where one is missing.
    fn matched(&self, heading: &[Word], turns: &Turns) -> Option<Vec<(usize, f32)>> {
        if self.field.is_some_and(|field| turns.contradict(field, &self.words)) {
            return None;
        }
        let mut matched: Vec<(usize, f32)> = Vec::with_capacity(self.words.len());
        for wanted in &self.words {
            let free = heading.iter().enumerate().filter(|(index, _)| matched.iter().all(|(used, _)| used != index));
            let fitting = free.filter_map(|(index, word)| Some((index, fit(word, wanted, self)?)));
            matched.push(fitting.max_by(|a, b| a.1.total_cmp(&b.1))?);
        }
        Some(matched)
    }
}

/// The terms a line stands for: `(Name,Titel) (Projekt,Vorhaben)` are four.
fn spelled_out(term: &str) -> Vec<String> {
    let choice = term.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?)));
    let Some((before, (choices, after))) = choice else { return vec![term.to_owned()] };
    choices.split(',').flat_map(|word| spelled_out(&format!("{before}{word}{after}"))).collect()
}

/// How well a word of the heading stands for a word of the term.
fn fit(word: &Word, wanted: &str, term: &Term) -> Option<f32> {
    let words = term.words.len();
    if word.stem == wanted && word.later.is_none() {
        return Some(1.0);
    }
    if word.short {
        let end = matches!((word.stem.as_str(), wanted), ("v", "von" | "vom") | ("b", "bis"));
        let long = word.later.is_some() || word.stem.len() >= 3 || (words > 1 && word.stem.len() >= 2);
        // of several words the one that is nearest
        let missing = wanted.len().saturating_sub(word.stem.len()).min(20);
        return (end || (long && word.shortens(wanted))).then_some(0.95 - 0.004 * missing as f32);
    }
    // the last part of a compound says what it is: "Gesamtprojektkosten", "Durchführungsbeginn"
    let last = word.stem.strip_suffix(wanted).filter(|first| first.len() >= 3 && !turned(first));
    (words == 1 && !term.alone && wanted.len() >= 6 && last.is_some()).then_some(0.75)
}

/// What a heading can mean, best first. The heading may have several levels, languages and lines.
pub(super) fn meanings(levels: &[&str]) -> Vec<Meaning> {
    of_variants(&variants(levels, 0), |words| DICTIONARY.lookup(words))
}

/// The same where so many upper levels stand over other columns as well: they do not speak for this one alone.
pub(super) fn meanings_below(levels: &[&str], shared: usize) -> Vec<Meaning> {
    let variants = variants(levels, shared);
    let found = of_variants(&variants, |words| DICTIONARY.lookup(words));
    if found.iter().any(|meaning| meaning.score >= THRESHOLD) {
        return found;
    }
    of_variants(&variants, |words| DICTIONARY.together(words))
}

/// What the variants of a heading mean, best first.
fn of_variants(variants: &[(String, f32)], look_up: impl Fn(&[Word]) -> Vec<Meaning>) -> Vec<Meaning> {
    let mut found: Vec<Meaning> = Vec::new();
    // what the whole of a heading says of its amounts, none of its parts says otherwise
    let mut settled: Option<Option<Field>> = None;
    for (position, (variant, factor)) in variants.iter().enumerate() {
        let words = words(variant);
        if words.is_empty() || words.len() > 40 {
            continue;
        }
        let mut meant = look_up(&words);
        if let Some(words) = compounds(&words) {
            // "Ges.-Ausg." is rather one word than two
            meant.iter_mut().for_each(|meaning| meaning.score *= 0.95);
            meant.extend(look_up(&words));
        }
        let best = meant.iter().max_by(|a, b| a.score.total_cmp(&b.score)).filter(|best| best.score >= MOST);
        if position == 0 {
            settled = match best {
                Some(best) => best.is_amount().then_some(best.field),
                None => Turns::of(&words).turn().then_some(None),
            };
        }
        // "Name" and "Datum" alone do not stand for what is named or dated
        let weak = position > 0 && words.iter().all(|word| word.weight() < SAYS_LITTLE);
        for mut meaning in meant {
            meaning.score *= if weak { WEAK_PART } else { 1.0 };
            match settled.filter(|settled| position > 0 && meaning.is_amount() && *settled != meaning.field) {
                Some(None) => meaning.field = None,
                Some(_) => meaning.score *= AGAINST,
                None => {}
            }
            // a part that has no field says less than another part that has one
            meaning.score *= if meaning.field.is_none() && *factor < 1.0 { factor * 0.85 } else { *factor };
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
    let words = words(&stems::plain(part));
    let found = DICTIONARY.lookup(&words).into_iter().max_by(|a, b| a.rank().0.total_cmp(&b.rank().0));
    found.filter(|meaning| !words.is_empty() && words.len() <= 40 && meaning.score >= CERTAIN)
}

/// Whether a text is a heading the dictionary knows.
pub(super) fn known(text: &str) -> bool {
    text.chars().count() <= LONGEST_HEADING && meanings(&[text]).first().is_some_and(|meaning| meaning.score >= CERTAIN)
}

/// Whether a heading over two rows says something that its lower row alone does not.
pub(super) fn says_more(upper: &str, lower: &str) -> bool {
    let sure = |text: &str| {
        let best = meanings(&[text]).into_iter().next();
        best.filter(|meaning| meaning.score >= CERTAIN).map(|meaning| meaning.field)
    };
    let whole = stems::dehyphenated(&format!("{}\n{}", upper.trim_end(), lower.trim_start())).replace('\n', " ");
    let said = sure(&whole);
    said.is_some() && said != sure(lower)
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
    fn levels_of_a_heading_belong_together_and_turned_amounts_have_no_field() {
        let heading = ["Postleitzahl und Ort des Vorhabens operation postcode and place"];
        assert_eq!(meanings_below(&heading, 0).first().and_then(|meaning| meaning.field), Some(Field::Place));
        assert_eq!(best(&["Laufzeit", "von"]), Some("start_date"));
        assert_eq!(best(&["Laufzeit", "bis"]), Some("end_date"));
        for heading in [
            "Restzuwendung",
            "offene Zuwendung",
            "Zuwendung Vorjahr",
            "Zuwendung je Einwohner",
            "Rückzahlung",
            "Verwaltungsausgaben",
        ] {
            assert!(matches!(best(&[heading]), None | Some("-")), "{heading}: {:?}", meanings(&[heading]));
        }
        assert_eq!(best(&["Digitale Bauakte Bielefeld"]), None);
        assert_eq!(best(&["Projektbüro Aachen"]), None);
    }
}
