//! All values of the rules, and what the running trials would change.
use crate::{
    budget::checks::{line, unverified},
    context::PageContext,
    paths, text,
    ui::{
        self,
        page::{Page, serve},
        status, table,
    },
};
use chrono::{Datelike, NaiveDate};
use entity::{
    check::find::{Trial, trial},
    parameter::{
        Key,
        find::{Overview, overview},
    },
    permission::Action,
};
use leptos::prelude::*;

/// So many findings of each kind a trial shows.
const SHOWN: usize = 20;

/// The page at `/verwaltung/regeln`.
#[component]
pub fn RuleValues() -> impl IntoView {
    serve(|context| async move {
        let all = overview(&context.db, &context.actor, context.viewpoint).await?;
        let trials = all.set.trials();
        let result = match trials.is_empty() || !context.actor.may_somewhere(Action::SeeChecks) {
            true => None,
            false => Some(trial(&context.db, &context.actor, context.viewpoint).await?),
        };
        let result = result.map(|result| running(&context, &all, &result));
        let rows = Key::ALL.iter().map(|key| row(&context, &all, *key)).collect();
        let heads = vec![
            table::words("Wert"),
            table::numbers("gilt"),
            table::words("seit"),
            table::words("Grundlage"),
            table::words("Quelle"),
        ];
        let open = Key::ALL
            .iter()
            .filter(|key| all.set.held(**key, context.viewpoint.as_of).row.is_none_or(|row| !row.verified))
            .count();
        let content = view! {
            <h1 class="kern-heading-x-large">"Werte der Regeln"</h1>
            <p class="lead">
                "Schwellen, Fristen und Höchstsätze sind Daten mit Tag und Quelle. "
                {text::count(i64::try_from(open).unwrap_or(0), "Wert ist eine ungeprüfte Vorgabe", "Werte sind ungeprüfte Vorgaben")}
                ": Niemand hat sie mit dem Gesetzestext verglichen."
            </p>
            {base_rate(&context, &all)}
            {result}
            {table::table(format!("Werte am {}; ein Wert öffnet seine Geschichte", text::day(context.viewpoint.as_of)), heads, rows, None)}
        };
        let crumbs = vec![(context.link(paths::ADMINISTRATION), "Verwaltung".to_owned())];
        Ok(Page::new("Werte der Regeln", content).section(paths::ADMINISTRATION).below(crumbs))
    })
}

fn row(context: &PageContext, all: &Overview, key: Key) -> Vec<AnyView> {
    let held = all.set.held(key, context.viewpoint.as_of);
    let href = context.link(paths::parameter(key.key()));
    let tried = all.set.trials().iter().any(|(other, _)| *other == key);
    let trial = tried.then(|| status::mark(status::Shape::Half, "info", "Probelauf"));
    let (since, source) = match held.row {
        Some(row) => {
            let mark = (!row.verified).then(unverified);
            (text::day(row.valid_on).into_any(), view! { {row.source.clone()}" "{mark} }.into_any())
        }
        None => ("–".into_any(), view! { "eingebaute Vorgabe "{unverified()} }.into_any()),
    };
    vec![
        view! { <a class="row-title" href=href>{key.label()}</a>" "{trial} }.into_any(),
        key.shown(held.value).into_any(),
        since,
        key.law().into_any(),
        source,
    ]
}

/// The base rate is set anew each half-year; an old one is said.
fn base_rate(context: &PageContext, all: &Overview) -> Option<AnyView> {
    let day = context.viewpoint.as_of;
    let half = NaiveDate::from_ymd_opt(day.year(), if day.month() > 6 { 7 } else { 1 }, 1)?;
    let since = all.set.held(Key::BaseRate, day).row.map(|row| row.valid_on);
    since.is_none_or(|since| since < half).then(|| {
        let advice = format!(
            "Für das Halbjahr ab {} ist kein Basiszinssatz eingetragen; gerechnet wird mit dem letzten bekannten. Bitte nachtragen, auch wenn er gleich geblieben ist.",
            text::day(half)
        );
        ui::notice::notice(ui::notice::Tone::Warning, "Der Basiszinssatz ist nicht fortgeschrieben", Some(advice))
    })
}

/// What the running trials would find, and what they would not find any more.
fn running(context: &PageContext, all: &Overview, result: &Trial) -> AnyView {
    let names: Vec<String> = all
        .set
        .trials()
        .iter()
        .map(|(key, row)| format!("{} {} ab {}", key.label(), key.shown(row.value), text::day(row.valid_on)))
        .collect();
    let list = |found: &[entity::check::found::Found], none: &'static str| match found.is_empty() {
        true => view! { <p class="muted">{none}</p> }.into_any(),
        false => {
            let more = (found.len() > SHOWN).then(|| {
                let rest = i64::try_from(found.len() - SHOWN).unwrap_or(0);
                view! { <li class="muted">"und "{text::count(rest, "weiterer", "weitere")}</li> }
            });
            let lines = found.iter().take(SHOWN).map(|one| view! { <li>{line(context, one)}</li> }).collect_view();
            view! { <ul class="plain">{lines}{more}</ul> }.into_any()
        }
    };
    let count = |found: &[entity::check::found::Found]| text::number(i64::try_from(found.len()).unwrap_or(0));
    view! {
        <section class="panel" aria-labelledby="probelauf">
            {ui::section_head("probelauf", "Probelauf", None)}
            <p>{text::enumerate(&names)}". Was er findet, zählt noch nicht."</p>
            <h3 class="side-title">"Käme hinzu: "{count(&result.appeared)}</h3>
            {list(&result.appeared, "Nichts.")}
            <h3 class="side-title">"Fiele weg: "{count(&result.gone)}</h3>
            {list(&result.gone, "Nichts.")}
            <p class="muted">"Gleich blieben "{text::number(i64::try_from(result.same).unwrap_or(0))}" Befunde."</p>
        </section>
    }
    .into_any()
}
