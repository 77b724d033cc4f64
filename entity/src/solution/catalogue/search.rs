//! Searching the catalogue: words, facets with counts, order. One pass over all solutions; what a facet counts is what
//! would be found if only that facet were chosen otherwise.
use super::{
    super::{
        gate::State,
        sheet::{Sheet, field::Field},
    },
    Catalogue, Entry, Place, Use,
};
use crate::{money::Cents, text::fold, words::words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

words! {
    /// A facet: a property with few values.
    Facet {
        /// Theme.
        Theme => "thema", "Themenfeld";
        /// Pillar of the programme.
        Pillar => "saeule", "Säule";
        /// Kind of thing.
        Kind => "art", "Art";
        /// How far it is.
        Maturity => "reife", "Reife";
        /// Licence.
        Licence => "lizenz", "Lizenz";
        /// Size of municipality it was proven in.
        Size => "groesse", "Erprobt in (Menschen)";
        /// Yearly cost.
        Cost => "kosten", "Kosten im Jahr";
        /// Standards it keeps to.
        Standard => "standard", "Standards";
        /// Region it was made in.
        Region => "region", "Herkunft";
        /// Where it is in confirmed use.
        UsedIn => "genutzt", "Bestätigt im Einsatz in";
    }
}

words! {
    /// What it costs a year.
    CostClass {
        /// Nothing.
        Free => "free", "nichts";
        /// Up to 10,000 €.
        Small => "small", "bis 10.000 €";
        /// Up to 50,000 €.
        Medium => "medium", "bis 50.000 €";
        /// Up to 250,000 €.
        Large => "large", "bis 250.000 €";
        /// More.
        Huge => "huge", "über 250.000 €";
    }
}

impl CostClass {
    /// The class of a yearly cost.
    #[must_use]
    pub fn of(yearly: Cents) -> Self {
        match yearly.0 {
            ..=0 => Self::Free,
            1..=1_000_000 => Self::Small,
            1_000_001..=5_000_000 => Self::Medium,
            5_000_001..=25_000_000 => Self::Large,
            _ => Self::Huge,
        }
    }
}

words! {
    /// The order of what was found.
    Sort {
        /// What fits the words best, then by name.
        Fit => "passend", "passend";
        /// The newest first.
        Newest => "neu", "neueste zuerst";
        /// What most municipalities use, confirmed.
        Adoptions => "nachnutzung", "am meisten genutzt";
        /// By name.
        Name => "name", "Name";
    }
}

/// The value of a facet where a solution says nothing.
pub const UNKNOWN: &str = "unbekannt";
/// The value of [`Facet::Region`] for what comes from outside the programme.
pub const OUTSIDE: &str = "ausserhalb";

/// So many characters of what somebody searches for are looked at.
pub const LONGEST: usize = 200;

/// The words that are looked for, folded and each once, of the first [`LONGEST`] characters.
fn words(q: &str) -> Vec<String> {
    let short: String = q.chars().take(LONGEST).collect();
    let mut words: Vec<String> = Vec::new();
    for word in fold(&short).split(' ').filter(|word| !word.is_empty()) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// What the catalogue is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words to find, all of them; what lies beyond [`LONGEST`] characters is not looked at.
    pub q: String,
    /// What is chosen of each facet: any of these.
    pub chosen: BTreeMap<Facet, BTreeSet<String>>,
    /// An OZG identifier.
    pub ozg: Option<String>,
    /// Key of a municipality that uses it, confirmed.
    pub used_by: Option<String>,
    /// Also what is no longer offered.
    pub retired: bool,
}

/// The values that occur of each facet, numbered: a catalogue is counted through by numbers.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<Facet, (Vec<String>, HashMap<String, usize>)>);

impl Values {
    /// The number of a value, a new one for a value that was not there.
    pub(super) fn number(&mut self, facet: Facet, value: String) -> usize {
        let (values, numbers) = self.0.entry(facet).or_default();
        *numbers.entry(value).or_insert_with_key(|value| {
            values.push(value.clone());
            values.len() - 1
        })
    }

    /// The numbers of those values that occur.
    fn numbers(&self, facet: Facet, chosen: &BTreeSet<String>) -> Vec<usize> {
        let numbers = self.0.get(&facet).map(|(_, numbers)| numbers);
        chosen.iter().filter_map(|value| numbers?.get(value).copied()).collect()
    }

    /// The values, each at its number.
    fn of(&self, facet: Facet) -> &[String] {
        self.0.get(&facet).map_or(&[], |(values, _)| values)
    }
}

/// What was found.
#[derive(Debug)]
pub struct Found<'a> {
    /// The solutions, in order.
    pub entries: Vec<&'a Entry>,
    /// For each facet the solutions there would be with each value.
    pub facets: BTreeMap<Facet, BTreeMap<&'a str, u64>>,
}

impl Facet {
    /// The values that a solution has.
    pub(super) fn of(
        self,
        sheet: &Sheet,
        outside: bool,
        region: Option<&(String, String)>,
        uses: &[Use],
        places: &BTreeMap<String, Place>,
    ) -> Vec<String> {
        let said = |field: Field| sheet.all(field).to_vec();
        let values = match self {
            Self::Theme => said(Field::Themes),
            Self::Pillar => said(Field::Pillar),
            Self::Kind => vec![sheet.kind().key().to_owned()],
            Self::Maturity => vec![sheet.maturity().key().to_owned()],
            Self::Licence => said(Field::Licence),
            Self::Size => said(Field::ProvenIn),
            Self::Cost => {
                sheet.cents(Field::Yearly).map(|cents| CostClass::of(cents).key().to_owned()).into_iter().collect()
            }
            Self::Standard => return said(Field::Standards),
            Self::Region => {
                let outside = outside.then(|| OUTSIDE.to_owned());
                outside.or_else(|| region.map(|(slug, _)| slug.clone())).into_iter().collect()
            }
            Self::UsedIn => {
                let used = uses.iter().filter(|one| one.counts).filter_map(|one| places.get(&one.ags));
                let bezirke: BTreeSet<&str> = used.map(|place| place.regierungsbezirk.as_str()).collect();
                return bezirke.into_iter().map(str::to_owned).collect();
            }
        };
        if values.is_empty() { vec![UNKNOWN.to_owned()] } else { values }
    }

    /// The German name of a value.
    #[must_use]
    pub fn shown(self, value: &str, catalogue: &Catalogue) -> String {
        if value == UNKNOWN {
            return "unbekannt".into();
        }
        match self {
            Self::Theme | Self::Licence | Self::UsedIn => value.to_owned(),
            Self::Pillar => Field::Pillar.shown(value),
            Self::Kind => Field::Kind.shown(value),
            Self::Maturity => Field::Maturity.shown(value),
            Self::Size => Field::ProvenIn.shown(value),
            Self::Standard => Field::Standards.shown(value),
            Self::Cost => CostClass::from_key(value).map_or_else(|| value.to_owned(), |class| class.label().to_owned()),
            Self::Region if value == OUTSIDE => "außerhalb des Programms".into(),
            Self::Region => catalogue
                .entries
                .iter()
                .find_map(|entry| entry.region.as_ref().filter(|(slug, _)| slug == value))
                .map_or_else(|| value.to_owned(), |(_, name)| name.clone()),
        }
    }

    /// Where a value stands among the others: choices in their own order, words by name, the unknown last.
    #[must_use]
    pub fn position(self, value: &str) -> (bool, usize, String) {
        let words: Vec<&str> = match self {
            Self::Size => Field::ProvenIn.words().into_iter().map(|(key, _)| key).collect(),
            Self::Maturity => Field::Maturity.words().into_iter().map(|(key, _)| key).collect(),
            Self::Cost => CostClass::ALL.iter().map(|class| class.key()).collect(),
            _ => Vec::new(),
        };
        let place = words.iter().position(|word| *word == value).unwrap_or(words.len());
        (value == UNKNOWN, place, fold(value))
    }
}

impl Catalogue {
    /// What a filter finds, in an order.
    #[must_use]
    pub fn search(&self, filter: &Filter, sort: Sort) -> Found<'_> {
        let words = words(&filter.q);
        let chosen: Vec<(usize, Vec<usize>)> = Facet::ALL
            .iter()
            .enumerate()
            .filter_map(|(at, facet)| Some((at, *facet, filter.chosen.get(facet)?)))
            .filter(|(_, _, values)| !values.is_empty())
            .map(|(at, facet, values)| (at, self.values.numbers(facet, values)))
            .collect();
        let mut entries = Vec::new();
        let mut counts: Vec<Vec<u64>> = Facet::ALL.iter().map(|facet| vec![0; self.values.of(*facet).len()]).collect();
        for entry in &self.entries {
            if (!filter.retired && entry.state == State::Retired) || !entry.is_meant(filter, &words) {
                continue;
            }
            let mut failed = chosen.iter().filter(|(at, values)| {
                !entry.facets.get(*at).is_some_and(|has| has.iter().any(|value| values.contains(value)))
            });
            let (first, second) = (failed.next(), failed.next());
            if second.is_some() {
                continue;
            }
            for (at, (has, counts)) in entry.facets.iter().zip(counts.iter_mut()).enumerate() {
                // what fails one facet only would be found if that one were chosen otherwise
                if first.is_none_or(|(failed, _)| *failed == at) {
                    for value in has {
                        counts[*value] += 1;
                    }
                }
            }
            if first.is_none() {
                entries.push(entry);
            }
        }
        match sort {
            Sort::Fit if words.is_empty() => {}
            Sort::Fit => entries.sort_by_cached_key(|entry| std::cmp::Reverse(entry.relevance(&words))),
            Sort::Newest => entries.sort_by_key(|entry| std::cmp::Reverse(entry.published_at)),
            Sort::Adoptions => {
                entries.sort_by_cached_key(|entry| std::cmp::Reverse((entry.confirmed, entry.others().count())))
            }
            // the catalogue is in this order
            Sort::Name => {}
        }
        let named = |(facet, counts): (&Facet, Vec<u64>)| {
            let values = self.values.of(*facet).iter().map(String::as_str).zip(counts);
            (*facet, values.filter(|(_, count)| *count > 0).collect())
        };
        Found { entries, facets: Facet::ALL.iter().zip(counts).map(named).collect() }
    }
}

impl Entry {
    fn is_meant(&self, filter: &Filter, words: &[String]) -> bool {
        words.iter().all(|word| self.search_text.contains(word.as_str()))
            && filter.ozg.as_ref().is_none_or(|ozg| self.sheet.all(Field::Ozg).contains(ozg))
            && filter.used_by.as_ref().is_none_or(|ags| self.uses.iter().any(|one| one.counts && one.ags == *ags))
    }

    /// Words in the name weigh more than elsewhere, a name that begins so the most.
    fn relevance(&self, words: &[String]) -> usize {
        let name = self.search_text.split('\n').next().unwrap_or_default();
        words
            .iter()
            .map(|word| if name.starts_with(word.as_str()) { 3 } else { usize::from(name.contains(word.as_str())) * 2 })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_few_and_each_once() {
        assert_eq!(words("  Bürger bürger BUERGER  App"), ["buerger", "app"]);
        assert_eq!(words(&format!("app {} karte", "x".repeat(LONGEST))).len(), 2, "what comes later is not looked at");
        assert!(words(&"a b c d ".repeat(100_000)).len() <= 4);
    }
}
