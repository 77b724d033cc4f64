//! One project: three figures, its facts, what was published, its course, and the form for its status.
use super::{history, money as project_money, status_form, tabs};
use crate::{
    budget::claims,
    context::PageContext,
    paths, text,
    ui::{
        self, facts, money,
        origin::{self, Seen},
        page::{Page, serve},
        status,
    },
};
use entity::{
    figures::claims::of_project,
    grant::find::{self, Case, Grants, Version},
    money::Cents,
    project::{
        detail::{self, Detail, Told},
        field::{Amount, Field},
        lifecycle::Transfer,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}`.
#[component]
pub fn ProjectDetail() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    serve(|context| async move {
        let project = detail::detail(&context.db, &context.actor, context.viewpoint, &number).await?;
        let sample = project.line.sample || project.sums.iter().any(|sum| sum.sample);
        let told = project.facts.iter().chain(&project.history).map(|told| &told.origin);
        let seen = Seen::of(&context, told).await?;
        let claimed = of_project(&context.db, context.viewpoint, project.line.id, project.published.clone()).await?;
        let grants = find::of_project(&context.db, &context.actor, context.viewpoint, &number).await?;
        let title = project.line.title.clone();
        let form = status_form::status_form(&context, &project);
        let content = view! {
            {head(&context, &project)}
            {tabs::tabs(&context, &project.line.number, tabs::Tab::Overview)}
            {project_money::three_figures(&context, &project)}
            <div class="with-side">
                <div class="stack-large">
                    <section aria-labelledby="angaben">
                        {ui::section_head("angaben", "Angaben", None)}
                        {describe(&context, &seen, &project, &grants)}
                    </section>
                    {claims::section(&context, &claimed)}
                    {history::history(&seen, &project)}
                </div>
                <aside class="side" aria-label="Status und Zusammenhang">
                    {form}
                    {relatives(&context, &project)}
                </aside>
            </div>
        };
        let crumbs = vec![(context.link(paths::PROJECTS), "Projekte".to_owned())];
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(sample))
    })
}

fn head(context: &PageContext, project: &Detail) -> AnyView {
    let line = &project.line;
    let regions = line
        .regions
        .iter()
        .map(|(slug, name)| {
            let href = context.link(paths::region(slug));
            view! { <a class="chip" href=href>{name.clone()}</a> }
        })
        .collect_view();
    let pillar = project.pillar.as_deref().map(|key| ui::chip(text::pillar(key)));
    view! {
        <h1 class="kern-heading-x-large title">{line.title.clone()}</h1>
        <div class="chips-line">
            {status::lifecycle(line.state)}
            <span class="code">{line.number.clone()}</span>
            {regions}
            {pillar}
            {line.sample.then(ui::sample_badge)}
        </div>
    }
    .into_any()
}

/// The statements that hold, each with the day from which it does and where it comes from.
fn describe(context: &PageContext, seen: &Seen, project: &Detail, grants: &Grants) -> AnyView {
    let mut items: Vec<(String, AnyView)> = Vec::new();
    for field in Field::ALL.into_iter().filter(|field| !matches!(field, Field::Title | Field::Lifecycle)) {
        let told = project.facts.iter().find(|told| told.field == field);
        match told {
            Some(told) => items.push((field.label().into(), value(seen, told))),
            None if asked_for(field) => {
                let decided = decided(context, field, grants);
                items.push((field.label().into(), decided.unwrap_or_else(money::unknown)));
            }
            None => {}
        }
    }
    items.push(("Bewilligungsbehörde".into(), facts::text_or_unknown(project.authority.clone())));
    facts::facts(items)
}

/// What the decisions that hold say where nothing else does, each with its decision.
fn decided(context: &PageContext, field: Field, grants: &Grants) -> Option<AnyView> {
    let said = |version: &Version| match field {
        Field::Recipient => Some(version.content.recipient.clone()),
        Field::StartDate => Some(text::day(version.content.work.0)),
        Field::EndDate => Some(text::day(version.content.work.1)),
        Field::FundingRate => version.content.rate.map(|rate| rate.to_string()),
        Field::TotalCost => (version.total > Cents::ZERO).then(|| version.total.to_string()),
        _ => None,
    };
    let lines: Vec<AnyView> = grants
        .cases
        .iter()
        .filter_map(Case::current)
        .filter_map(|version| {
            let value = said(version)?;
            let href = context.link(paths::decision(version.id));
            let name = format!("{} vom {}", version.content.kind.label(), text::day(version.content.dated_on));
            Some(
                view! { <span class="text">{value}</span><span class="source">"laut "<a href=href>{name}</a></span> }
                    .into_any(),
            )
        })
        .collect();
    (!lines.is_empty()).then(|| lines.collect_view().into_any())
}

/// What one wants to know of every project, so that its absence is said.
fn asked_for(field: Field) -> bool {
    matches!(
        field,
        Field::Summary | Field::Recipient | Field::StartDate | Field::EndDate | Field::FundingRate | Field::TotalCost
    )
}

fn value(seen: &Seen, told: &Told) -> AnyView {
    let stored = told.value.clone().unwrap_or_default();
    let shown = match told.field {
        Field::Transfer => Transfer::from_key(&stored).map_or_else(|| stored.clone().into_any(), status::transfer),
        Field::TotalCost | Field::EligibleCost => match Amount::parse(&stored) {
            Some(amount) => money::exact(amount.cents, amount.precision),
            None => stored.clone().into_any(),
        },
        field => view! { <span class="text">{field.shown(&stored)}</span> }.into_any(),
    };
    view! {
        {shown}
        <span class="source">{origin::where_it_differs(seen, &told.origin, &told.field.shown(&stored))}" · gilt seit " {text::day(told.valid_on)}</span>
    }
    .into_any()
}

fn relatives(context: &PageContext, project: &Detail) -> AnyView {
    let link = |(number, title): &(String, String)| {
        let href = context.link(paths::project(number));
        view! { <li><a href=href>{title.clone()}</a></li> }
    };
    let parent = project
        .parent
        .as_ref()
        .map(|parent| view! { <h2 class="side-title">"Teil von"</h2><ul class="plain">{link(parent)}</ul> });
    let parts = (!project.parts.is_empty()).then(|| {
        let parts = project.parts.iter().map(link).collect_view();
        view! { <h2 class="side-title">"Teilprojekte"</h2><ul class="plain">{parts}</ul><p class="muted small">"Ihre Beträge sind in diesem Projekt nicht enthalten."</p> }
    });
    let solutions = project
        .solutions
        .iter()
        .map(|(slug, name)| {
            let href = context.link(paths::solution(slug));
            view! { <li><a href=href>{name.clone()}</a></li> }
        })
        .collect_view();
    let solutions = match project.solutions.is_empty() {
        true => view! { <p class="muted">"Noch keine Lösung veröffentlicht."</p> }.into_any(),
        false => view! { <ul class="plain">{solutions}</ul> }.into_any(),
    };
    view! {
        <div class="panel">
            {parent}
            {parts}
            <h2 class="side-title">"Daraus entstanden"</h2>
            {solutions}
        </div>
    }
    .into_any()
}
