//! The catalogue: search first, facets with counts at the side, then cards. Each state of the page is an address.
use super::{
    card_with,
    facets::{Asked, chosen, side},
};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        page::{Page, serve},
        pagination::pagination,
    },
};
use entity::{
    actor::Place,
    permission::Action,
    solution::catalogue::{
        Entry,
        load::catalogue,
        search::{LONGEST, Sort},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Cards on a page.
const SIZE: usize = 24;

/// The page at `/loesungen`.
#[component]
pub fn SolutionList() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = Asked::read(&query);
    let page: usize = query.get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    serve(move |context| async move {
        let all = catalogue(&context.db, context.viewpoint).await?;
        let found = all.search(&asked.filter, asked.sort);
        let total = found.entries.len();
        let pages = total.div_ceil(SIZE).max(1);
        let page = page.min(pages);
        let shown: Vec<&Entry> = found.entries.iter().copied().skip((page - 1) * SIZE).take(SIZE).collect();
        let sample = shown.iter().any(|entry| entry.sample || entry.uses.iter().any(|one| one.sample));
        let title = match total {
            0 => "Keine Lösung gefunden".to_owned(),
            total => {
                let total = i64::try_from(total).unwrap_or(i64::MAX);
                format!("{}, die Kommunen übernehmen können", text::count(total, "Lösung", "Lösungen"))
            }
        };
        let may_add = context.actor.may_somewhere(Action::EditSolution)
            || context.actor.can(Action::EditSolution, &Place::default());
        let numbered = |page: u64| asked.href(&context, Some(page));
        let paging = pagination(page as u64, pages as u64, numbered);
        let (csv, json) = (asked.file(&context, paths::SOLUTIONS_CSV), asked.file(&context, paths::SOLUTIONS_JSON));
        let content = view! {
            <h1 class="kern-heading-x-large">{title}</h1>
            {search_form(&context, &asked)}
            {chosen(&context, &asked, &all)}
            <div class="with-facets">
                {side(&context, &asked, &found, &all)}
                <div class="stack">{results(&context, &shown)}{paging}</div>
            </div>
            <p><a href=context.link(paths::MUNICIPALITIES)>"Was passt zu Ihrer Kommune?"</a></p>
            {may_add.then(|| view! { <p><a href=paths::new_solution()>"Lösung beschreiben"</a></p> })}
            <p class="muted small">
                "Diese Auswahl als Datei: " <a href=csv>"CSV"</a> ", " <a href=json>"JSON"</a>
                ". Neues abonnieren: " <a href=paths::SOLUTIONS_FEED>"Atom-Feed"</a> "."
            </p>
        };
        Ok(Page::new("Lösungen", content).section(paths::SOLUTIONS).sample(sample))
    })
}

fn results(context: &PageContext, shown: &[&Entry]) -> AnyView {
    if shown.is_empty() {
        return ui::empty(
            "Zu dieser Suche gibt es keine veröffentlichte Lösung",
            "Suchen Sie nach einem Thema („Mobilität“), einem Nutzen („Termin“) oder einem Ort, oder entfernen Sie einen Filter.",
        );
    }
    let cards = shown
        .iter()
        .map(|entry| {
            let label = format!("{} vergleichen", entry.sheet.name());
            let tick = view! {
                <label class="compare-tick">
                    <input type="checkbox" name="l" value=entry.slug.clone() aria-label=label/>
                    "vergleichen"
                </label>
            };
            card_with(context, entry, Some(tick.into_any()))
        })
        .collect_view();
    view! {
        <form method="get" action=paths::COMPARE class="stack">
            <h2 class="kern-sr-only">"Ergebnisse"</h2>
            <div class="cards cards-two">{cards}</div>
            <div class="compare-bar">
                {ui::submit("Angekreuzte vergleichen", false)}
                <span class="muted small">"Zwei bis vier Lösungen nebeneinander."</span>
            </div>
        </form>
    }
    .into_any()
}

fn search_form(context: &PageContext, asked: &Asked) -> AnyView {
    let hidden = asked
        .pairs(false)
        .into_iter()
        .chain(kept(context))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let sorts = Sort::ALL
        .iter()
        .map(|sort| view! { <option value=sort.key() selected={*sort == asked.sort}>{sort.label()}</option> })
        .collect_view();
    view! {
        <form class="filters" method="get" action=paths::SOLUTIONS role="search">
            <div class="filter filter-search">
                <label for="filter-q">"Was sucht Ihre Kommune?"</label>
                <input id="filter-q" type="search" name="q" maxlength=LONGEST.to_string() value=asked.filter.q.clone()/>
            </div>
            <div class="filter">
                <label for="filter-sort">"Reihenfolge"</label>
                <select id="filter-sort" name="sortierung">{sorts}</select>
            </div>
            {hidden}
            <button type="submit" class="kern-btn kern-btn--secondary filter-go"><span class="kern-label">"Suchen"</span></button>
        </form>
    }
    .into_any()
}

/// The two times one looks from, as fields of a form.
fn kept(context: &PageContext) -> Vec<(&'static str, String)> {
    let stand = (!context.viewpoint.today).then(|| ("stand", context.viewpoint.as_of.to_string()));
    let known = paths::known_on(&context.viewpoint).map(|day| ("bekannt", day.to_string()));
    stand.into_iter().chain(known).collect()
}
