//! One rule: its text, the values it uses, and what it found.
use super::parts;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts,
        notice::{Tone, notice},
        page::{Page, serve},
        status, table,
    },
};
use entity::{
    check::{
        find::{Filter, listed},
        rule::{Rule, numbered},
    },
    parameter::Set,
    refusal::Refusal,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const MOST: usize = 200;

/// The page at `/haushalt/pruefungen/{rule}`.
#[component]
pub fn CheckRule() -> impl IntoView {
    let number = use_params_map().get_untracked().get("rule").unwrap_or_default();
    serve(move |context| async move {
        let rule = numbered(&number).ok_or(Refusal::NotFound)?;
        let filter = Filter { rule: Some(rule.number), ..Filter::default() };
        let found = listed(&context.db, &context.actor, context.viewpoint, &filter, 0, MOST).await?;
        let regions = region::find::all(context.db.read()).await?;
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let values = Set::load(context.db.read(), context.viewpoint.known_at).await?;
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        let list = match found.items.is_empty() {
            true if found.idle.contains(&rule.number) => ui::empty("Noch nichts zu prüfen", rule.needs.missing()),
            true => ui::empty("Hier geht alles auf", "Diese Regel hat an diesem Stand nichts gefunden."),
            false => {
                let caption = match found.items.len() == found.total {
                    true => "Alle Befunde dieser Regel, das Dringendste oben".to_owned(),
                    false => format!("Die ersten {MOST} von {} Befunden", text::number(total)),
                };
                parts::table(&context, caption, &found.items, &names, false)
            }
        };
        let all = (found.total > found.items.len()).then(|| {
            let href = context.link(paths::with_query(paths::CHECKS, &[("regel", rule.number)]));
            view! { <p><a href=href>"Alle Befunde dieser Regel"</a></p> }
        });
        let stale = context.form.stale.then(|| {
            let advice = "Seitdem haben sich die gelesenen Daten geändert; gespeichert wurde nichts. Der jetzige Befund steht unten, wenn es ihn noch gibt.";
            notice(Tone::Warning, "Diesen Befund gibt es so nicht mehr", Some(advice.into()))
        });
        let content = view! {
            <h1 class="kern-heading-x-large">{rule.number}" "{rule.title}</h1>
            {stale}
            <p class="lead">{rule.text}</p>
            {properties(rule)}
            {parameters(&context, rule, &values)}
            <section aria-labelledby="befunde">
                {ui::section_head("befunde", "Was die Regel gefunden hat", None)}
                {list}
                {all}
            </section>
        };
        let sample = found.items.iter().any(|found| found.sample);
        let crumbs = vec![
            (context.link(paths::BUDGET), "Haushalt".to_owned()),
            (context.link(paths::CHECKS), "Was nicht aufgeht".to_owned()),
        ];
        Ok(Page::new(format!("{} {}", rule.number, rule.title), content)
            .section(paths::BUDGET)
            .below(crumbs)
            .sample(sample))
    })
}

fn properties(rule: &Rule) -> AnyView {
    facts::facts(vec![
        ("Höchste Schwere".into(), parts::severity(rule.severity)),
        ("Grundlage".into(), rule.law.into_any()),
    ])
}

fn parameters(context: &PageContext, rule: &Rule, values: &Set) -> AnyView {
    if rule.parameters.is_empty() {
        return ().into_any();
    }
    let rows = rule
        .parameters
        .iter()
        .map(|key| {
            let held = values.held(*key, context.viewpoint.as_of);
            let source = match held.row {
                Some(row) if row.verified => row.source.clone().into_any(),
                Some(row) => view! { {row.source.clone()}" "{unverified()} }.into_any(),
                None => view! { "eingebaute Vorgabe "{unverified()} }.into_any(),
            };
            let href = context.link(paths::parameter(key.key()));
            vec![
                view! { <a class="row-title" href=href>{key.label()}</a> }.into_any(),
                key.shown(held.value).into_any(),
                source,
            ]
        })
        .collect();
    let heads = vec![table::words("Wert"), table::numbers("gilt"), table::words("Quelle")];
    view! {
        <section aria-labelledby="werte">
            {ui::section_head("werte", "Werte, die die Regel benutzt", None)}
            {table::table(format!("Werte am {}", text::day(context.viewpoint.as_of)), heads, rows, None)}
        </section>
    }
    .into_any()
}

/// The mark of a value that nobody compared with its source.
pub fn unverified() -> AnyView {
    status::mark(status::Shape::Dotted, "muted", "ungeprüfte Vorgabe")
}
