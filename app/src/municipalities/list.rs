//! All municipalities and Kreise to choose from; with a solution, the links lead to how well it fits.
use super::{search, today};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        page::{Page, serve},
    },
};
use entity::{
    municipality::{find::all, record},
    solution::catalogue::load::catalogue,
    text::fold,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeMap;

/// Characters of a search.
const WORDS: usize = 200;

/// The page at `/kommunen`.
#[component]
pub fn MunicipalityList() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let words: String = query.get("q").unwrap_or_default().trim().chars().take(WORDS).collect();
    let solution = query.get("loesung").filter(|slug| !slug.is_empty());
    serve(move |context| async move {
        let all = all(context.db.read()).await?;
        let known = catalogue(&context.db, context.viewpoint).await?;
        let solution = match solution {
            Some(slug) => Some(today(&context.db, slug).await?),
            None => None,
        };
        let solution = solution.and_then(|slug| Some((slug.clone(), known.find(&slug)?.sheet.name().to_owned())));
        let slug = solution.as_ref().map(|(slug, _)| slug.as_str());
        let asked: Vec<String> = fold(&words).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let found: Vec<&record::Model> =
            all.iter().filter(|row| asked.iter().all(|word| row.search_text.contains(word.as_str()))).collect();
        let lead = match &solution {
            Some((_, name)) => format!("Wählen Sie Ihre Kommune: Dort steht, ob „{name}“ passt, warum, und was fehlt."),
            None => "Wählen Sie Ihre Kommune: Dort steht, was über sie bekannt ist und welche Lösungen passen.".into(),
        };
        let clear = (!words.is_empty()).then(|| {
            let href = context.link(paths::with_query(paths::MUNICIPALITIES, &[("loesung", slug.unwrap_or_default())]));
            let count = text::count(i64::try_from(found.len()).unwrap_or(0), "Treffer", "Treffer");
            view! { <p>{count}" für „"{words.clone()}"“ · "<a href=href>"alle zeigen"</a></p> }
        });
        let content = view! {
            <h1 class="kern-heading-x-large">"Kommunen"</h1>
            <p class="lead">{lead}</p>
            {search("Name, Kreis oder Gemeindeschlüssel (AGS)", &words, slug)}
            {clear}
            {groups(&context, &found, slug)}
        };
        Ok(Page::new("Kommunen", content).section(paths::SOLUTIONS))
    })
}

fn groups(context: &PageContext, found: &[&record::Model], solution: Option<&str>) -> AnyView {
    if found.is_empty() {
        return ui::empty(
            "Keine Kommune gefunden",
            "Suchen Sie nach dem Namen, dem Kreis oder dem achtstelligen Gemeindeschlüssel.",
        );
    }
    let mut bezirke: BTreeMap<&str, BTreeMap<(&str, &str), Vec<&record::Model>>> = BTreeMap::new();
    for row in found {
        let kreise = bezirke.entry(&row.regierungsbezirk).or_default();
        kreise.entry((&row.kreis_name, &row.kreis_ags)).or_default().push(row);
    }
    bezirke
        .into_iter()
        .map(|(bezirk, kreise)| {
            let kreise = kreise
                .into_iter()
                .map(|((name, _), rows)| {
                    let links = rows
                        .iter()
                        .map(|row| view! { <li><a href=address(context, &row.ags, solution)>{row.name.clone()}</a></li> })
                        .collect_view();
                    view! {
                        <section>
                            <h3 class="side-title">{name.to_owned()}</h3>
                            <ul class="plain town-list">{links}</ul>
                        </section>
                    }
                })
                .collect_view();
            view! {
                <section>
                    <h2 class="kern-heading-medium">{format!("Regierungsbezirk {bezirk}")}</h2>
                    <div class="cards">{kreise}</div>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// Where a municipality's page is, for a solution at the part that says how well it fits.
fn address(context: &PageContext, ags: &str, solution: Option<&str>) -> String {
    let page = paths::municipality(ags);
    match solution {
        Some(slug) => context.link(format!("{}#passung", paths::with_query(&page, &[("loesung", slug)]))),
        None => context.link(page),
    }
}
