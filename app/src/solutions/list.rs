//! The catalogue: search first, then facets with counts, then cards.
use super::card;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, filter,
        page::{Page, serve},
        pagination::pagination,
    },
};
use entity::solution::{
    Kind, Maturity,
    find::{Filter, facets, list},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeMap;

const SIZE: u64 = 24;

/// The page at `/loesungen`.
#[component]
pub fn SolutionList() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let given = |name: &str| query.get(name).filter(|value| !value.trim().is_empty());
    let asked = Filter {
        q: given("q").unwrap_or_default(),
        kind: given("art").and_then(|key| Kind::from_key(&key)),
        maturity: given("reife").and_then(|key| Maturity::from_key(&key)),
        theme: given("thema"),
        licence: None,
        region: given("region"),
    };
    let page: u64 = given("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    serve(move |context| async move {
        let found = list(&context.db, &context.actor, context.viewpoint, &asked, page, SIZE).await?;
        let counts = facets(&context.db, context.viewpoint).await?;
        let cards = found.items.iter().map(|solution| card(&context, solution)).collect_view();
        let sample = found.items.iter().any(|card| card.record.sample);
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        let title = match total {
            0 => "Keine Lösung gefunden".to_owned(),
            total => format!("{}, die Kommunen übernehmen können", text::count(total, "Lösung", "Lösungen")),
        };
        let list = match found.items.is_empty() {
            true => ui::empty(
                "Zu dieser Suche gibt es keine veröffentlichte Lösung",
                "Suchen Sie nach einem Thema („Mobilität“), einem Nutzen („Termin“) oder einem Ort, oder entfernen Sie einen Filter.",
            ),
            false => view! { <h2 class="kern-sr-only">"Ergebnisse"</h2><div class="cards">{cards}</div> }.into_any(),
        };
        let pages = pagination(found.page, found.pages(), |page| href(&context, &asked, page));
        let content = view! {
            <h1 class="kern-heading-x-large">{title}</h1>
            {filters(&context, &asked, counts)}
            {list}
            {pages}
        };
        Ok(Page::new("Lösungen", content).section(paths::SOLUTIONS).sample(sample))
    })
}

fn href(context: &PageContext, asked: &Filter, page: u64) -> String {
    context.link(paths::with_query(
        paths::SOLUTIONS,
        &[
            ("q", &asked.q),
            ("art", asked.kind.map(Kind::key).unwrap_or_default()),
            ("reife", asked.maturity.map(Maturity::key).unwrap_or_default()),
            ("thema", asked.theme.as_deref().unwrap_or_default()),
            ("seite", &page.to_string()),
        ],
    ))
}

fn filters(context: &PageContext, asked: &Filter, [kinds, steps, themes]: [BTreeMap<String, u64>; 3]) -> AnyView {
    let choices = |all: &str, counts: BTreeMap<String, u64>, words: &dyn Fn(&str) -> String| {
        let mut choices = vec![(String::new(), all.to_owned())];
        choices.extend(counts.into_iter().map(|(key, count)| {
            let words = words(&key);
            (key, format!("{words} ({count})"))
        }));
        choices
    };
    let kind = |key: &str| Kind::from_key(key).map_or_else(|| key.to_owned(), |kind| kind.label().to_owned());
    let step = |key: &str| Maturity::from_key(key).map_or_else(|| key.to_owned(), |step| step.label().to_owned());
    filter::bar(
        context,
        paths::SOLUTIONS,
        Some(("Was sucht Ihre Kommune?", &asked.q)),
        vec![
            filter::Filter {
                name: "art",
                label: "Art",
                chosen: asked.kind.map(Kind::key).unwrap_or_default().into(),
                choices: choices("jede Art", kinds, &kind),
            },
            filter::Filter {
                name: "reife",
                label: "Reife",
                chosen: asked.maturity.map(Maturity::key).unwrap_or_default().into(),
                choices: choices("jede Reife", steps, &step),
            },
            filter::Filter {
                name: "thema",
                label: "Themenfeld",
                chosen: asked.theme.clone().unwrap_or_default(),
                choices: choices("alle Themen", themes, &str::to_owned),
            },
        ],
        &[],
    )
}
