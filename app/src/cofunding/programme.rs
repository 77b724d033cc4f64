//! Co-funding of the programme: private money beside state money, by region and over time.
use super::time::{amount, over_time, ratio, share};
use crate::{
    context::{PROGRAMME, PageContext},
    paths,
    ui::{
        self, filter,
        page::{Page, serve},
        table,
    },
};
use entity::{
    cofunding::{
        find::{Overview, of_programme},
        ratio::{Sums, reached},
        steps::{is_cofunding, word},
    },
    figures::{
        find::COFUNDING,
        id::{Dimension, FigureId},
    },
    ledger::{Kind, Source},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;

/// The page at `/haushalt/kofinanzierung`.
#[component]
pub fn CofundingOverview() -> impl IntoView {
    let region = use_query_map().get_untracked().get("region").filter(|slug| !slug.is_empty());
    serve(move |context| async move {
        let all = of_programme(&context.db, context.viewpoint, PROGRAMME, region.as_deref()).await?;
        let known = entity::region::find::all(context.db.read()).await?;
        let names: Vec<(String, String)> = known.into_iter().map(|region| (region.slug, region.name)).collect();
        let content = view! {
            <h1 class="kern-heading-x-large">"Kofinanzierung"</h1>
            <p class="lead">{finding(&all)}</p>
            {filters(&context, &names, region.clone())}
            {by_source(&context, &all, region.as_deref())}
            {by_region(&context, &all)}
            {by_year(&context, &all, region)}
        };
        let crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
        Ok(Page::new("Kofinanzierung", content).section(paths::BUDGET).below(crumbs).sample(all.sample))
    })
}

fn finding(all: &Overview) -> String {
    let of = |kind| reached(&all.sums, kind, Source::PrivateCash);
    let goal = all.target.map(|target| format!(" Angekündigt war {}.", ratio(target))).unwrap_or_default();
    match (of(Kind::CofundingPledged), of(Kind::CofundingReceived)) {
        (None, None) => {
            format!("Was Private neben bewilligten Landesmitteln geben, ist an diesem Tag unbekannt.{goal}")
        }
        (pledged, received) => {
            let words =
                |rate: Option<entity::money::Rate>| rate.map_or("unbekannt".to_owned(), |rate| rate.to_string());
            format!(
                "Privates Geld im Verhältnis zu den bewilligten Landesmitteln: zugesagt {}, eingegangen {}.{goal} Sachleistungen und Eigenanteile sind nicht mitgezählt.",
                words(pledged),
                words(received)
            )
        }
    }
}

fn filters(context: &PageContext, names: &[(String, String)], chosen: Option<String>) -> AnyView {
    let mut choices = vec![(String::new(), "alle Regionen".to_owned())];
    choices.extend(names.iter().cloned());
    let region = filter::Filter { name: "region", label: "Region", chosen: chosen.unwrap_or_default(), choices };
    filter::bar(context, paths::COFUNDING, None, vec![region], &[])
}

fn by_source(context: &PageContext, all: &Overview, region: Option<&str>) -> AnyView {
    let known = |source: &Source| COFUNDING.iter().any(|kind| all.sums.contains_key(&(*kind, *source)));
    let rows: Vec<Vec<AnyView>> = Source::ALL
        .into_iter()
        .filter(|source| is_cofunding(*source) && known(source))
        .map(|source| {
            let mut cells = vec![source.label().into_any()];
            cells.extend(COFUNDING.map(|kind| {
                let id = FigureId { region: region.map(str::to_owned), ..FigureId::of(kind, source) };
                amount(&context.viewpoint, &all.sums, id)
            }));
            cells
        })
        .collect();
    let body = match rows.is_empty() {
        true => ui::empty(
            "Keine Kofinanzierung verzeichnet",
            "Zusagen, Verträge, Eingänge und Nachweise trägt die Bewilligungsbehörde bei den Projekten ein.",
        ),
        false => {
            let mut heads = vec![table::words("Quelle")];
            heads.extend(COFUNDING.map(|kind| table::numbers(word(kind))));
            table::table("Von der Zusage bis zum Nachweis; jede Zahl öffnet ihre Vorgänge", heads, rows, None)
        }
    };
    view! {
        <section aria-labelledby="quellen">
            {ui::section_head("quellen", "Nach Quelle", None)}
            {body}
        </section>
    }
    .into_any()
}

fn by_region(context: &PageContext, all: &Overview) -> AnyView {
    let mut rows: Vec<Vec<AnyView>> = all
        .regions
        .iter()
        .map(|(slug, name, sums)| {
            let href = context.link(paths::with_query(paths::COFUNDING, &[("region", slug)]));
            let id = |kind, source| FigureId { region: Some(slug.clone()), ..FigureId::of(kind, source) };
            line(context, view! { <a href=href>{name.clone()}</a> }.into_any(), sums, id)
        })
        .collect();
    if !all.elsewhere.is_empty() {
        let without = BTreeSet::from([Dimension::Region]);
        let id = |kind, source| FigureId { without: without.clone(), ..FigureId::of(kind, source) };
        rows.push(line(context, "ohne Region".into_any(), &all.elsewhere, id));
    }
    let foot = (rows.len() > 1).then(|| line(context, "Programm".into_any(), &all.sums, FigureId::of));
    let heads = vec![
        table::words("Region"),
        table::numbers("Land, bewilligt"),
        table::numbers("Geld, zugesagt"),
        table::numbers("Anteil am Land"),
        table::numbers("Geld, eingegangen"),
        table::numbers("Anteil am Land"),
        table::numbers("Sachleistung, zugesagt"),
        table::numbers("Sachleistung, eingegangen"),
    ];
    view! {
        <section aria-labelledby="regionen">
            {ui::section_head("regionen", "Private Mittel nach Region", None)}
            {table::table("Private Mittel neben den bewilligten Landesmitteln der Region", heads, rows, foot)}
        </section>
    }
    .into_any()
}

fn line(context: &PageContext, name: AnyView, sums: &Sums, id: impl Fn(Kind, Source) -> FigureId) -> Vec<AnyView> {
    let cell = |kind, source| amount(&context.viewpoint, sums, id(kind, source));
    let of = |kind| share(sums, kind, Source::PrivateCash);
    vec![
        name,
        cell(Kind::Granted, Source::Programme),
        cell(Kind::CofundingPledged, Source::PrivateCash),
        of(Kind::CofundingPledged),
        cell(Kind::CofundingReceived, Source::PrivateCash),
        of(Kind::CofundingReceived),
        cell(Kind::CofundingPledged, Source::PrivateInKind),
        cell(Kind::CofundingReceived, Source::PrivateInKind),
    ]
}

fn by_year(context: &PageContext, all: &Overview, region: Option<String>) -> AnyView {
    if all.standings.is_empty() {
        return ().into_any();
    }
    let id = |kind, source| FigureId { region: region.clone(), ..FigureId::of(kind, source) };
    view! {
        <section aria-labelledby="jahre">
            {ui::section_head("jahre", "Am Ende jedes Jahres", None)}
            {over_time(context, &all.standings, id)}
        </section>
    }
    .into_any()
}
