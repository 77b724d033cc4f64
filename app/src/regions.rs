//! The regions: all five side by side, and each with its bodies, money and projects.
use crate::{
    budget::published,
    context::{PROGRAMME, PageContext},
    dashboard::region_card,
    paths, text,
    ui::{
        self,
        chart::stages,
        money,
        page::{Page, serve},
        table,
        tile_map::tile_map,
    },
};
use entity::{
    figures::find::{Figure, Overview, RegionLine, Scope, overview, published as published_figures},
    ledger::Kind,
    project::find::{self, Filter, Line, Sort, Sum},
    region::find::{Region, by_slug},
    solution::catalogue::{Entry, load::catalogue},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/regionen`.
#[component]
pub fn RegionList() -> impl IntoView {
    serve(|context| async move {
        let all = overview(&context.db, &context.actor, context.viewpoint, PROGRAMME, &Scope::default()).await?;
        let cards = all.regions.iter().map(|region| region_card(&context, region)).collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">"Die fünf Modellregionen"</h1>
            <p class="lead">{finding(&all)}</p>
            <h2 class="kern-sr-only">"Alle Regionen"</h2>
            <div class="cards cards-regions"><div class="map-cell">{tile_map(None)}</div>{cards}</div>
        };
        Ok(Page::new("Regionen", content).section(paths::REGIONS).sample(all.sample))
    })
}

fn finding(all: &Overview) -> String {
    let granted = |region: &RegionLine| region.granted.as_ref().map(|figure| figure.cents);
    let most = all.regions.iter().filter_map(|region| Some((region, granted(region)?))).max_by_key(|(_, cents)| *cents);
    let first =
        most.map(|(region, cents)| format!("Am meisten ist in {} bewilligt: {}. ", region.name, money::short(cents)));
    format!("{}Regionale Budgets gab es im Programm nie: Das Geld folgte den Ideen.", first.unwrap_or_default())
}

/// The page at `/regionen/{slug}`.
#[component]
pub fn RegionDetail() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let region = by_slug(&context.db, &slug).await?;
        let scope = Scope { region: Some(slug.clone()), year: None };
        let all = overview(&context.db, &context.actor, context.viewpoint, PROGRAMME, &scope).await?;
        let filter = Filter { region: Some(slug.clone()), ..Filter::default() };
        let projects =
            find::list(&context.db, &context.actor, context.viewpoint, &filter, Sort::Granted, 1, 100).await?;
        let catalogue = catalogue(&context.db, context.viewpoint).await?;
        let from_here = |entry: &&Entry| entry.region.as_ref().is_some_and(|(region, _)| *region == slug);
        let solutions: Vec<&Entry> = catalogue.offered().filter(from_here).take(12).collect();
        let said = published_figures(&context.db, context.viewpoint, Some(&slug)).await?;
        let cards = solutions.iter().map(|entry| crate::solutions::card(&context, entry)).collect_view();
        let name = region.record.name.clone();
        let more =
            (context.link(paths::projects_where(&[("region", &slug)])), "Im Projektverzeichnis zeigen".to_owned());
        let has_solutions = !solutions.is_empty();
        let line = all.regions.first().cloned();
        let budget = context.link(paths::with_query(paths::BUDGET, &[("region", &slug)]));
        let compare = context.link(paths::with_query(paths::CLAIMS, &[("region", &slug)]));
        let content = view! {
            <div class="with-side">
                <div class="stack-large">
                    <div>
                        <h1 class="kern-heading-x-large title">{name.clone()}</h1>
                        <p class="lead">{sentence(&context, line.as_ref())}</p>
                    </div>
                    {line.as_ref().map(|line| figures(&context, line))}
                    <section aria-labelledby="projekte">
                        {ui::section_head("projekte", "Projekte, die höchste Bewilligung zuerst", Some(more))}
                        {project_table(&context, &projects.items)}
                    </section>
                    {has_solutions.then(|| view! {
                        <section aria-labelledby="loesungen">
                            {ui::section_head("loesungen", "Was andere von hier übernehmen können", None)}
                            <div class="cards">{cards}</div>
                        </section>
                    })}
                    {published(&said, compare)}
                </div>
                <aside class="side" aria-label="Beteiligte">
                    <div class="panel">
                        {tile_map(Some(&slug))}
                        {members(&region)}
                        <p><a href=budget>"Haushalt dieser Region"</a></p>
                    </div>
                </aside>
            </div>
        };
        let crumbs = vec![(context.link(paths::REGIONS), "Regionen".to_owned())];
        Ok(Page::new(name, content).section(paths::REGIONS).below(crumbs).sample(all.sample))
    })
}

fn sentence(context: &PageContext, line: Option<&RegionLine>) -> AnyView {
    let Some(line) = line else { return ().into_any() };
    let total: u64 = line.stages.values().sum();
    let projects = text::count(i64::try_from(total).unwrap_or(0), "Projekt", "Projekte");
    match &line.granted {
        Some(granted) => {
            view! { {projects}", "{money::millions(context, &granted.id.to_string(), granted.cents)}" bewilligt." }
                .into_any()
        }
        None => format!("{projects}; was bewilligt ist, ist an diesem Tag unbekannt.").into_any(),
    }
}

fn figures(context: &PageContext, line: &RegionLine) -> AnyView {
    let tiles = [
        (Kind::Granted.label(), &line.granted),
        (Kind::Paid.label(), &line.paid),
        (Kind::Spent.label(), &line.spent),
        ("private Mittel, zugesagt", &line.private),
    ]
    .into_iter()
    .map(|(label, figure): (_, &Option<Figure>)| {
        let amount = match figure {
            Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
            None => money::unknown(),
        };
        view! { <div class="tile-figure"><dt>{label}</dt><dd>{amount}</dd></div> }
    })
    .collect_view();
    let slug = line.slug.clone();
    let viewpoint = context.clone();
    view! {
        <dl class="tiles-line">{tiles}</dl>
        <div class="stages-line">
            {stages::bar(&line.stages)}
            {stages::list(&line.stages, move |stage| viewpoint.link(paths::projects_where(&[("region", &slug), ("phase", stage.key())])))}
        </div>
    }
    .into_any()
}

fn members(region: &Region) -> AnyView {
    let lines = region
        .members
        .iter()
        .map(|member| {
            view! { <li>{member.name.clone()}{member.lead.then(|| view! { " " <span class="chip">"Leitkommune"</span> })}</li> }
        })
        .collect_view();
    view! {
        <h2 class="side-title">"Beteiligte"</h2>
        <ul class="plain">{lines}</ul>
        <p class="muted small">"Regierungsbezirk " {region.record.regierungsbezirk.clone()}</p>
    }
    .into_any()
}

fn project_table(context: &PageContext, lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return ui::empty("Noch kein Projekt in dieser Region", "Projekte kommen aus übernommenen Importen.");
    }
    let sum = |sum: Option<Sum>| money::exact_or_unknown(sum.map(|sum| (sum.cents, sum.precision)));
    let rows = lines
        .iter()
        .map(|line| {
            let href = context.link(paths::project(&line.number));
            vec![
                view! { <a class="row-title" href=href>{line.title.clone()}</a><span class="row-sub"><span class="code">{line.number.clone()}</span></span> }.into_any(),
                ui::status::lifecycle(line.state),
                sum(line.granted),
                sum(line.paid),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Projekt"),
        table::words("Status"),
        table::numbers("bewilligt"),
        table::numbers("ausgezahlt"),
    ];
    table::table("Projekte dieser Region", heads, rows, None)
}
