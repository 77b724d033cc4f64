//! A solution's sheet: what it is good for, what it takes, who uses it, how to get it.
use super::adopted;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts, money,
        page::{Page, serve},
        status, table,
    },
};
use entity::solution::find::{Detail, detail};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/loesungen/{slug}`.
#[component]
pub fn SolutionDetail() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let solution = detail(&context.db, &context.actor, context.viewpoint, &slug).await?;
        let interest = crate::interest::invite(&context, &slug).await?;
        let row = &solution.card.record;
        let sample = row.sample || solution.adopters.iter().any(|adopter| adopter.sample);
        let title = row.name.clone();
        let content = view! {
            {head(&solution)}
            <div class="with-side">
                <div class="stack-large">
                    <section aria-labelledby="worum">
                        {ui::section_head("worum", "Worum es geht", None)}
                        {facts::facts(vec![
                            ("Das Problem".into(), facts::text_or_unknown(Some(row.problem.clone()))),
                            ("Für wen".into(), facts::text_or_unknown(Some(row.audience.clone()))),
                            ("Was man dafür braucht".into(), facts::text_or_unknown(row.requirements.clone())),
                            ("Aufwand und Kosten".into(), facts::text_or_unknown(row.effort.clone())),
                        ])}
                    </section>
                    {adopters(&solution)}
                    {origin(&context, &solution)}
                </div>
                <aside class="side" aria-label="So bekommen Sie es">{get_it(&solution)}{interest}</aside>
            </div>
        };
        let crumbs = vec![(context.link(paths::SOLUTIONS), "Lösungen".to_owned())];
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

fn head(solution: &Detail) -> AnyView {
    let row = &solution.card.record;
    let since = row.transferable_since.map(|day| ui::chip(format!("übertragbar seit {}", text::month(day))));
    let licence = row.licence.clone().map(ui::chip);
    view! {
        <h1 class="kern-heading-x-large title">{row.name.clone()}</h1>
        <p class="lead">{row.benefit.clone()}</p>
        <div class="chips-line">
            {ui::chip(solution.card.kind.label())}
            {licence}
            {ui::chip(text::pillar(&row.pillar))}
            {ui::chip(solution.card.maturity.label())}
            {since}
            {row.sample.then(ui::sample_badge)}
        </div>
    }
    .into_any()
}

fn adopters(solution: &Detail) -> AnyView {
    let body = if solution.adopters.is_empty() {
        ui::empty(
            "Noch keine Kommune hat eine Nutzung gemeldet",
            "Meldungen kommen von den Kommunen selbst oder von der Transferstelle.",
        )
    } else {
        let rows = solution
            .adopters
            .iter()
            .map(|adopter| {
                vec![
                    adopter.name.clone().into_any(),
                    status::adoption(adopter.state.key(), adopter.state.label()),
                    text::month(adopter.valid_on).into_any(),
                    view! { {adopter.reason.clone().unwrap_or_else(|| "–".into())}" "{adopter.sample.then(ui::sample_mark)} }.into_any(),
                ]
            })
            .collect();
        let heads =
            vec![table::words("Kommune"), table::words("Stand"), table::words("seit"), table::words("Anmerkung")];
        table::table("Was die Kommunen zuletzt gemeldet haben", heads, rows, None)
    };
    view! {
        <section aria-labelledby="nutzung">
            {ui::section_head("nutzung", "Wer es nutzt", None)}
            {body}
        </section>
    }
    .into_any()
}

fn origin(context: &PageContext, solution: &Detail) -> AnyView {
    let projects = solution
        .projects
        .iter()
        .map(|(number, title)| {
            let href = context.link(paths::project(number));
            view! { <li><a href=href>{title.clone()}</a></li> }
        })
        .collect_view();
    let projects = match solution.projects.is_empty() {
        true => money::unknown(),
        false => view! { <ul class="plain">{projects}</ul> }.into_any(),
    };
    let region = solution.card.region.clone().map(|(slug, name)| {
        let href = context.link(paths::region(&slug));
        view! { <a href=href>{name}</a> }.into_any()
    });
    view! {
        <section aria-labelledby="herkunft">
            {ui::section_head("herkunft", "Woher es kommt", None)}
            {facts::facts(vec![
                ("Region".into(), region.unwrap_or_else(money::unknown)),
                ("Projekte".into(), projects),
                ("Veröffentlicht in".into(), facts::text_or_unknown(Some(solution.card.record.source.clone()))),
                ("Angaben gültig seit".into(), text::day(solution.card.record.valid_on).into_any()),
            ])}
        </section>
    }
    .into_any()
}

fn get_it(solution: &Detail) -> AnyView {
    let row = &solution.card.record;
    let link = row.repository.clone().filter(|address| address.starts_with("https://")).map(|address| {
        view! { <p><a href=address.clone() rel="external noopener">"Quelltext öffnen"</a><span class="source">{address}</span></p> }
    });
    let none = link.is_none();
    view! {
        <div class="panel panel-strong">
            <h2 class="side-title">"So bekommen Sie es"</h2>
            {facts::facts(vec![
                ("Anbieter".into(), facts::text_or_unknown(Some(row.provider.clone()))),
                ("Ansprechstelle".into(), facts::text_or_unknown(row.contact.clone())),
                ("Lizenz".into(), facts::text_or_unknown(row.licence.clone())),
            ])}
            {link}
            {none.then(|| view! { <p class="muted">"Ein öffentlicher Quelltext ist nicht bekannt."</p> })}
            <p>{adopted(&solution.card.adoptions)}</p>
        </div>
    }
    .into_any()
}
