//! The budget: the ladder, money by year, region by year, co-funding, and what others published.
mod breakdown;
mod changes;
pub mod checks;
pub(crate) mod claims;
mod published;
mod year;
mod years;

pub use breakdown::Breakdown;
pub use changes::Changes;
pub use claims::Claims;
pub(crate) use published::published;
pub use year::BudgetYear;

use crate::{
    context::{PROGRAMME, PageContext},
    dashboard::{cofunding, ladder},
    paths, text,
    ui::{
        self, filter, money,
        page::{Page, serve},
        table,
    },
};
use entity::{
    figures::find::{Figure, Overview, Scope, overview, published as published_figures},
    grant::Backing,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page at `/haushalt`.
#[component]
pub fn Budget() -> impl IntoView {
    let query = use_query_map().get_untracked();
    serve(|context| async move {
        let scope = Scope {
            region: query.get("region").filter(|slug| !slug.is_empty()),
            year: query.get("jahr").and_then(|year| year.parse().ok()),
        };
        let all = overview(&context.db, &context.actor, context.viewpoint, PROGRAMME, &scope).await?;
        // the choices do not depend on what is chosen
        let choices = match scope.year {
            Some(_) => {
                overview(
                    &context.db,
                    &context.actor,
                    context.viewpoint,
                    PROGRAMME,
                    &Scope { year: None, ..scope.clone() },
                )
                .await?
            }
            None => all.clone(),
        };
        let regions = region::find::all(context.db.read()).await?;
        let said = published_figures(&context.db, context.viewpoint, scope.region.as_deref()).await?;
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let sample = all.sample;
        let open = checks::summary(&context, scope.region.clone()).await?;
        let chosen = scope.region.as_deref().unwrap_or_default();
        let compare = context.link(paths::with_query(paths::CLAIMS, &[("region", chosen)]));
        let content = view! {
            <h1 class="kern-heading-x-large">"Haushalt"</h1>
            <p class="lead">{finding(&all, &scope, &names)}</p>
            {filters(&context, &scope, &names, &choices)}
            {ways(&context, &scope)}
            {open}
            <div class="halves">
                <section aria-labelledby="leiter">
                    {ui::section_head("leiter", "Vom Programm zum anerkannten Euro", None)}
                    {ladder(&context, &all)}
                    {bound(&context, &all)}
                </section>
                <section aria-labelledby="privat">{cofunding(&context, &all.cofunding)}</section>
            </div>
            {years::years(&context, &all)}
            {years::by_region(&context, &all, &names)}
            {by_regions(&context, &all)}
            {others(&context, &all)}
            {published(&said, compare)}
        };
        Ok(Page::new("Haushalt", content).section(paths::BUDGET).sample(sample))
    })
}

fn finding(all: &Overview, scope: &Scope, names: &[(String, String)]) -> String {
    let region = scope
        .region
        .as_ref()
        .and_then(|slug| names.iter().find(|(other, _)| other == slug))
        .map(|(_, name)| name.clone());
    let narrowed = match (region, scope.year) {
        (Some(region), Some(year)) => format!("{region}, Haushaltsjahr {year}: "),
        (Some(region), None) => format!("{region}: "),
        (None, Some(year)) => format!("Haushaltsjahr {year}: "),
        (None, None) => String::new(),
    };
    let parts: Vec<String> = all
        .ladder
        .iter()
        .filter(|figure| figure.id.kind != entity::ledger::Kind::Ceiling)
        .map(|figure| format!("{} {}", money::short(figure.cents), figure.id.kind.label()))
        .collect();
    match parts.is_empty() {
        true => format!("{narrowed}Für diesen Ausschnitt ist an diesem Tag nichts verzeichnet."),
        false => {
            format!("{narrowed}{}. Jede Zahl öffnet die Vorgänge, aus denen sie besteht.", text::enumerate(&parts))
        }
    }
}

/// Where one looks closer.
fn ways(context: &PageContext, scope: &Scope) -> AnyView {
    let year = scope.year.map(|year| year.to_string()).unwrap_or_default();
    let region = scope.region.as_deref().unwrap_or_default();
    let apart = |by: &str| {
        context.link(paths::with_query(paths::BREAKDOWN, &[("nach", by), ("region", region), ("jahr", &year)]))
    };
    let to = |path: &str| context.link(paths::with_query(path, &[("region", region)]));
    let links = [
        (apart("thema"), "Nach Thema"),
        (apart("mittel"), "Nach Mitteln und Geldfluss"),
        (apart("projekt"), "Nach Projekt"),
        (to(paths::COFUNDING), "Kofinanzierung"),
        // this page has two days of its own
        (paths::with_query(paths::CHANGES, &[("region", region)]), "Was sich verändert hat"),
    ]
    .into_iter()
    .map(|(href, words)| view! { <li><a class="chip" href=href>{words}</a></li> })
    .collect_view();
    view! { <nav aria-label="Genauer ansehen"><ul class="chips">{links}</ul></nav> }.into_any()
}

fn filters(context: &PageContext, scope: &Scope, names: &[(String, String)], all: &Overview) -> AnyView {
    let mut regions = vec![(String::new(), "alle Regionen".to_owned())];
    regions.extend(names.iter().cloned());
    let mut years = vec![(String::new(), "alle Jahre".to_owned())];
    years.extend(all.years.iter().map(|line| (line.year.to_string(), line.year.to_string())));
    filter::bar(
        context,
        paths::BUDGET,
        None,
        vec![
            filter::Filter {
                name: "region",
                label: "Region",
                chosen: scope.region.clone().unwrap_or_default(),
                choices: regions,
            },
            filter::Filter {
                name: "jahr",
                label: "Haushaltsjahr",
                chosen: scope.year.map(|year| year.to_string()).unwrap_or_default(),
                choices: years,
            },
        ],
        &[],
    )
}

/// Granted, paid, proven and private money by region.
fn by_regions(context: &PageContext, all: &Overview) -> AnyView {
    let cell = |figure: Option<&Figure>| match figure {
        Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
        None => money::unknown(),
    };
    let rows = all
        .regions
        .iter()
        .map(|region| {
            let href = context.link(paths::region(&region.slug));
            vec![
                view! { <a href=href>{region.name.clone()}</a> }.into_any(),
                cell(region.granted.as_ref()),
                cell(region.bound.get(&Backing::Cash)),
                cell(region.bound.get(&Backing::Commitment)),
                cell(region.paid.as_ref()),
                cell(region.spent.as_ref()),
                cell(region.private.as_ref()),
            ]
        })
        .collect();
    let columns = vec![
        table::words("Region"),
        table::numbers("bewilligt"),
        table::numbers("davon Bar"),
        table::numbers("davon VE"),
        table::numbers("ausgezahlt"),
        table::numbers("nachgewiesen"),
        table::numbers("private Mittel, zugesagt"),
    ];
    view! {
        <section aria-labelledby="nach-region">
            {ui::section_head("nach-region", "Nach Region", None)}
            {table::table("Landesmittel und private Mittel nach Region; regionale Budgets gab es nie", columns, rows, None)}
        </section>
    }
    .into_any()
}

/// What the grants that name a budget year bind: cash of their own year, commitments of later ones.
fn bound(context: &PageContext, all: &Overview) -> AnyView {
    let parts = all.bound.iter().map(|(backing, figure)| {
        let amount = money::linked(context, &figure.id.to_string(), figure.cents, figure.precision);
        view! { <li>{backing.label()}": "{amount}</li> }
    });
    let parts = parts.collect_view();
    let what = match all.bound.is_empty() {
        true => "Was bewilligt ist, nennt kein Haushaltsjahr.",
        false => "Soweit das Bewilligte ein Haushaltsjahr nennt, bindet es:",
    };
    view! {
        <div class="bound">
            <p class="muted small">{what}</p>
            <ul class="plain">{parts}</ul>
        </div>
    }
    .into_any()
}

/// Own shares and other public money that plans name.
fn others(context: &PageContext, all: &Overview) -> AnyView {
    if all.others.is_empty() {
        return ().into_any();
    }
    let rows = all
        .others
        .iter()
        .map(|figure| {
            vec![
                figure.id.source.label().to_owned().into_any(),
                money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
            ]
        })
        .collect();
    view! {
        <section aria-labelledby="andere">
            {ui::section_head("andere", "Eigenanteile und andere Mittel in den Plänen", None)}
            {table::table("Geplante Mittel, die nicht aus dem Programm kommen", vec![table::words("Mittel"), table::numbers("geplant")], rows, None)}
        </section>
    }
    .into_any()
}
