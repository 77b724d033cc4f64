//! What the address of the page asks for, and the form that asks otherwise.
use crate::{
    paths,
    text::typed_day,
    ui::{field, submit},
};
use chrono::{DateTime, Months, NaiveDate, Utc};
use entity::{
    clock::{Now, end_of_day},
    figures::changes::{Asked as Narrowed, Backwards, Span},
    ledger::{Kind, Source},
};
use leptos::prelude::*;

/// The words of the address that are kept from page to page.
const WORDS: [&str; 8] = ["von", "bis", "bekannt_von", "bekannt_bis", "region", "art", "mittel", "projekt"];

/// What the address asks for.
pub(super) struct Asked {
    /// As it was typed, in the order of [`WORDS`].
    typed: [String; 8],
    /// What it is narrowed to.
    pub(super) narrowed: Narrowed,
    /// Page of entries, from 1.
    pub(super) page: u64,
    /// Page of projects, from 1.
    pub(super) projects: u64,
}

impl Asked {
    /// Reads the address. Without days it is the year up to today.
    pub(super) fn read(now: &Now, given: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| given(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        let mut typed = WORDS.map(text);
        if typed[1].is_empty() {
            typed[1] = now.today.to_string();
        }
        if typed[0].is_empty() {
            let to = typed_day(&typed[1]).unwrap_or(now.today);
            typed[0] = to.checked_sub_months(Months::new(12)).unwrap_or(to).to_string();
        }
        let some = |at: usize| Some(typed[at].clone()).filter(|value| !value.is_empty());
        let narrowed = Narrowed {
            region: some(4),
            kind: some(5).and_then(|key| Kind::from_key(&key)),
            source: some(6).and_then(|key| Source::from_key(&key)),
            project: some(7),
        };
        let number = |name: &str| text(name).parse().unwrap_or(1).clamp(1, 1_000_000);
        Self { narrowed, page: number("seite"), projects: number("projektseite"), typed }
    }

    /// The two viewpoints, or what is wrong with them, in German.
    pub(super) fn span(&self, now: &Now) -> Result<Span, Vec<String>> {
        let mut wrong = Vec::new();
        let mut read = |at: usize, name: &str| {
            let found = typed_day(&self.typed[at]);
            if found.is_none() && !self.typed[at].is_empty() {
                let typed: String = self.typed[at].chars().take(40).collect();
                wrong.push(format!("{name}: „{typed}“ ist kein Tag. Bitte einen Tag wie 31.12.2021 angeben."));
            }
            found
        };
        let (from, to) = (read(0, "Erster Tag"), read(1, "Zweiter Tag"));
        let known = (read(2, "Bekannt am (erster Tag)"), read(3, "Bekannt am (zweiter Tag)"));
        let (Some(from), Some(to), []) = (from, to, wrong.as_slice()) else { return Err(wrong) };
        let end = |day: Option<NaiveDate>| -> Option<DateTime<Utc>> { day.map(end_of_day) };
        Span::new(now, (from, to), (end(known.0), end(known.1))).map_err(|backwards| {
            vec![match backwards {
                Backwards::Days => "Der zweite Tag liegt vor dem ersten. Bitte tauschen Sie die beiden.".to_owned(),
                Backwards::Known => {
                    "Beim zweiten Tag wäre weniger bekannt als beim ersten. Bitte wählen Sie „bekannt am“ beim zweiten Tag später oder lassen Sie es leer."
                        .to_owned()
                }
            }]
        })
    }

    /// The address with some words changed. What narrows begins at the first page again.
    pub(super) fn href(&self, changed: &[(&str, &str)]) -> String {
        let kept = WORDS.into_iter().zip(self.typed.iter().map(String::as_str));
        let mut pairs: Vec<(&str, &str)> =
            kept.filter(|(name, _)| changed.iter().all(|(other, _)| other != name)).collect();
        pairs.extend(changed.iter().copied());
        paths::with_query(paths::CHANGES, &pairs)
    }

    /// The address without a word.
    pub(super) fn without(&self, name: &str) -> String {
        self.href(&[(name, "")])
    }

    /// The form for days and filters.
    pub(super) fn form(&self, regions: &[(String, String)]) -> AnyView {
        let days = [
            (0, "Erster Tag"),
            (1, "Zweiter Tag"),
            (2, "Erster Tag: bekannt am (leer: wie beim zweiten)"),
            (3, "Zweiter Tag: bekannt am (leer: heute)"),
        ]
        .into_iter()
        .map(|(at, label)| {
            let id = format!("filter-{}", WORDS[at]);
            // a day in the other writing would leave the browser's field empty
            let value = typed_day(&self.typed[at]).map_or_else(|| self.typed[at].clone(), |day| day.to_string());
            view! {
                <div class="filter">
                    <label for=id.clone()>{label}</label>
                    <input id=id type="date" name=WORDS[at] value=value/>
                </div>
            }
        })
        .collect_view();
        let all = |word: &str| (String::new(), word.to_owned());
        let mut places = vec![all("alle Regionen")];
        places.extend(regions.iter().cloned());
        let mut kinds = vec![all("alle Arten")];
        kinds.extend(Kind::ALL.map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
        let mut sources = vec![all("alle Mittel")];
        sources.extend(Source::ALL.map(|source| (source.key().to_owned(), source.label().to_owned())));
        let choices = [(4, "Region", places), (5, "Art", kinds), (6, "Mittel", sources)]
            .into_iter()
            .map(|(at, label, choices)| {
                let id = format!("filter-{}", WORDS[at]);
                let options = choices
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == self.typed[at];
                        view! { <option value=value selected=selected>{words}</option> }
                    })
                    .collect_view();
                view! {
                    <div class="filter">
                        <label for=id.clone()>{label}</label>
                        <select id=id name=WORDS[at]>{options}</select>
                    </div>
                }
            })
            .collect_view();
        view! {
            <form class="filters" method="get" action=paths::CHANGES>
                {days}
                {choices}
                {field::hidden("projekt", self.typed[7].clone())}
                {submit("Vergleichen", false)}
            </form>
        }
        .into_any()
    }
}
