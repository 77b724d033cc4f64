//! What waits for the person signed in.
use crate::{
    grants::standing,
    paths, text,
    ui::{
        self, money,
        page::{Page, serve},
        table,
    },
};
use entity::{
    grant::tasks::{Task, tasks},
    precision::Precision,
};
use leptos::prelude::*;

/// The page at `/aufgaben`.
#[component]
pub fn TaskList() -> impl IntoView {
    serve(|context| async move {
        let found = tasks(&context.db, &context.actor).await?;
        let count = i64::try_from(found.waiting.len()).unwrap_or(i64::MAX);
        let heading = match count {
            0 => "Nichts wartet auf Sie".to_owned(),
            _ => format!("{} auf Ihre Mitzeichnung", text::count(count, "Bescheid wartet", "Bescheide warten")),
        };
        let waiting = match found.waiting.is_empty() {
            true => ui::empty(
                "Keine offenen Vorschläge",
                "Hier stehen Bescheide, die jemand anderes aus Ihrer Behörde vorgeschlagen hat.",
            ),
            false => list("Warten auf Ihre Mitzeichnung, die ältesten zuerst", &found.waiting, false),
        };
        let own = match found.own.is_empty() {
            true => {
                ui::empty("Noch nichts vorgeschlagen", "Hier steht, was aus Ihren eigenen Vorschlägen geworden ist.")
            }
            false => list("Ihre Vorschläge, die neuesten zuerst", &found.own, true),
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">{heading}</h1>
            <div class="stack-large">
                <section aria-labelledby="wartet">{ui::section_head("wartet", "Zum Mitzeichnen", None)}{waiting}</section>
                <section aria-labelledby="eigene">{ui::section_head("eigene", "Ihre Vorschläge", None)}{own}</section>
            </div>
        };
        Ok(Page::new("Aufgaben", content).section(paths::TASKS).without_stand())
    })
}

fn list(caption: &'static str, tasks: &[Task], own: bool) -> AnyView {
    let rows = tasks
        .iter()
        .map(|task| {
            let became = match task.became {
                _ if !own => format!("von {} am {}", task.proposed_by, text::day(text::berlin_day(task.proposed_at))).into_any(),
                became => {
                    let when = task.decided_at.map(|at| format!(" am {}", text::day(text::berlin_day(at))));
                    let why = task.reason.clone().map(|reason| view! { <span class="row-sub">"„"{reason}"“"</span> });
                    view! { {standing(became)}{when}{why} }.into_any()
                }
            };
            vec![
                view! {
                    <a class="row-title" href=paths::decision(task.decision_id)>{format!("{} vom {}", task.kind.label(), text::day(task.dated_on))}</a>
                    <span class="row-sub">{format!("{} · {}", task.reference, task.authority)}</span>
                }
                .into_any(),
                task.project.1.clone().into_any(),
                money::exact(task.amount, Precision::Cent),
                became,
            ]
        })
        .collect();
    let last = if own { "Was daraus wurde" } else { "Vorgeschlagen" };
    let heads =
        vec![table::words("Bescheid"), table::words("Projekt"), table::numbers("Zuwendung"), table::words(last)];
    table::table(caption, heads, rows, None)
}
