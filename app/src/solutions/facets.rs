//! What the catalogue is narrowed to, in the address, and the facets at its side.
use crate::{context::PageContext, paths, text};
use entity::solution::catalogue::{
    Catalogue,
    search::{Facet, Filter, Found, LONGEST, Sort},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// Values of a facet that are shown at once; more are folded.
const AT_ONCE: usize = 6;

/// What an address asks for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) filter: Filter,
    pub(super) sort: Sort,
}

/// What the catalogue's address narrows it to, and the order, from all values of its words; the files of the catalogue
/// go by the same.
pub fn asked(all: impl Fn(&str) -> Vec<String>) -> (Filter, Sort) {
    let said = |name: &str| all(name).into_iter().filter(|value| !value.trim().is_empty());
    let one = |name: &str| said(name).next();
    let mut filter = Filter {
        q: one("q").unwrap_or_default().chars().take(LONGEST).collect(),
        ozg: one("ozg"),
        used_by: one("kommune"),
        retired: one("abgekuendigt").is_some(),
        ..Filter::default()
    };
    for facet in Facet::ALL {
        let values: std::collections::BTreeSet<String> = said(facet.key()).collect();
        if !values.is_empty() {
            filter.chosen.insert(*facet, values);
        }
    }
    (filter, one("sortierung").and_then(|key| Sort::from_key(&key)).unwrap_or(Sort::Fit))
}

impl Asked {
    pub(super) fn read(query: &ParamsMap) -> Self {
        let (filter, sort) = asked(|name| query.get_all(name).unwrap_or_default());
        Self { filter, sort }
    }

    /// The pairs of its address, with words and order or without.
    pub(super) fn pairs(&self, all: bool) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if all {
            pairs.push(("q", self.filter.q.clone()));
            if self.sort != Sort::Fit {
                pairs.push(("sortierung", self.sort.key().to_owned()));
            }
        }
        for (facet, values) in &self.filter.chosen {
            pairs.extend(values.iter().map(|value| (facet.key(), value.clone())));
        }
        pairs.extend(self.filter.ozg.clone().map(|ozg| ("ozg", ozg)));
        pairs.extend(self.filter.used_by.clone().map(|ags| ("kommune", ags)));
        pairs.extend(self.filter.retired.then(|| ("abgekuendigt", "ja".to_owned())));
        pairs
    }

    pub(super) fn href(&self, context: &PageContext, page: Option<u64>) -> String {
        let mut pairs = self.pairs(true);
        pairs.extend(page.filter(|page| *page > 1).map(|page| ("seite", page.to_string())));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        context.link(paths::with_query(paths::SOLUTIONS, &pairs))
    }

    /// The address of a file that holds what was found.
    pub(super) fn file(&self, context: &PageContext, path: &str) -> String {
        let pairs = self.pairs(true);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        context.link(paths::with_query(path, &pairs))
    }

    fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut other = self.clone();
        let values = other.filter.chosen.entry(facet).or_default();
        if !values.remove(value) {
            values.insert(value.to_owned());
        }
        if values.is_empty() {
            other.filter.chosen.remove(&facet);
        }
        other
    }

    fn has(&self, facet: Facet, value: &str) -> bool {
        self.filter.chosen.get(&facet).is_some_and(|values| values.contains(value))
    }
}

/// What is chosen, each with a link that takes it away.
pub(super) fn chosen(context: &PageContext, asked: &Asked, all: &Catalogue) -> AnyView {
    let mut chips: Vec<(String, String)> = Vec::new();
    if !asked.filter.q.is_empty() {
        let mut other = asked.clone();
        other.filter.q.clear();
        chips.push((format!("„{}“", asked.filter.q), other.href(context, None)));
    }
    for (facet, values) in &asked.filter.chosen {
        for value in values {
            let words = format!("{}: {}", facet.label(), facet.shown(value, all));
            chips.push((words, asked.toggled(*facet, value).href(context, None)));
        }
    }
    if let Some(ags) = &asked.filter.used_by {
        let name = all.place(ags).map_or_else(|| ags.clone(), |place| place.name.clone());
        let mut other = asked.clone();
        other.filter.used_by = None;
        chips.push((format!("genutzt in {name}"), other.href(context, None)));
    }
    if let Some(ozg) = &asked.filter.ozg {
        let mut other = asked.clone();
        other.filter.ozg = None;
        chips.push((format!("OZG {ozg}"), other.href(context, None)));
    }
    if chips.is_empty() {
        return ().into_any();
    }
    let links = chips
        .into_iter()
        .map(|(words, href)| {
            let label = format!("Filter {words} entfernen");
            view! { <li><a class="chip chip-active" href=href aria-label=label>{words} <span aria-hidden="true">"×"</span></a></li> }
        })
        .collect_view();
    let none = context.link(paths::SOLUTIONS);
    view! {
        <ul class="chips" aria-label="Aktive Filter">{links}<li><a class="chip-clear" href=none>"Alle Filter entfernen"</a></li></ul>
    }
    .into_any()
}

/// The facets with counts: what would be found with each value.
pub(super) fn side(context: &PageContext, asked: &Asked, found: &Found<'_>, all: &Catalogue) -> AnyView {
    let facets = Facet::ALL
        .iter()
        .enumerate()
        .filter_map(|(at, facet)| {
            let counts = found.facets.get(facet)?;
            let mut values: Vec<(&str, u64)> = counts.iter().map(|(value, count)| (*value, *count)).collect();
            // what is chosen stays to be taken away, also where nothing is left of it
            let lost = asked.filter.chosen.get(facet).into_iter().flatten();
            values.extend(lost.filter(|value| !counts.contains_key(value.as_str())).map(|value| (value.as_str(), 0)));
            if values.is_empty() {
                return None;
            }
            values.sort_by_cached_key(|(value, _)| facet.position(value));
            Some(one(context, asked, *facet, &values, all, at < 4))
        })
        .collect_view();
    view! {
        <nav class="facets" aria-label="Filter">
            <details class="facets-fold">
                <summary>"Eingrenzen"</summary>
                {facets}
            </details>
        </nav>
    }
    .into_any()
}

fn one(
    context: &PageContext,
    asked: &Asked,
    facet: Facet,
    values: &[(&str, u64)],
    all: &Catalogue,
    open: bool,
) -> AnyView {
    let link = |(value, count): &(&str, u64)| {
        let (words, is_chosen) = (facet.shown(value, all), asked.has(facet, value));
        let href = asked.toggled(facet, value).href(context, None);
        let count = text::number(i64::try_from(*count).unwrap_or(i64::MAX));
        view! {
            <li>
                <a class="facet" class:facet-chosen=is_chosen href=href aria-current=is_chosen.then_some("true")>
                    <span>{is_chosen.then_some("✓ ")}{words}</span>
                    <span class="facet-count">{count}</span>
                </a>
            </li>
        }
    };
    let (first, rest) = values.split_at(values.len().min(AT_ONCE));
    let more = (!rest.is_empty()).then(|| {
        let count = rest.len();
        let is_open = rest.iter().any(|(value, _)| asked.has(facet, value));
        view! {
            <details class="facet-more" open=is_open>
                <summary>{count}" weitere"</summary>
                <ul class="plain">{rest.iter().map(link).collect_view()}</ul>
            </details>
        }
    });
    let is_open = open || asked.filter.chosen.contains_key(&facet);
    view! {
        <details class="facet-group" open=is_open>
            <summary><h2 class="facet-title">{facet.label()}</h2></summary>
            <ul class="plain">{first.iter().map(link).collect_view()}</ul>
            {more}
        </details>
    }
    .into_any()
}
