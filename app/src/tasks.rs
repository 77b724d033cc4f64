//! What waits for the person signed in.
use crate::{
    context::PageContext,
    grants::standing,
    paths, text,
    ui::{
        self, money,
        page::{Page, serve},
        table,
    },
};
use entity::{
    check::{
        find::{Filter, listed},
        found::{Found, Urgency},
    },
    grant::tasks::{Task, tasks},
    permission::Action,
    precision::Precision,
    recovery,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// The page at `/aufgaben`.
#[component]
pub fn TaskList() -> impl IntoView {
    serve(|context| async move {
        let found = tasks(&context.db, &context.actor).await?;
        let write_offs = recovery::tasks::waiting(&context.db, &context.actor).await?;
        let due = due(&context).await?;
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
                {(!write_offs.is_empty()).then(|| write_offs_list(&write_offs))}
                {(!due.is_empty()).then(|| due_list(&context, &due))}
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

/// What the checks found about claims that is due: the clock of money to be reclaimed, payments and instalments.
async fn due(context: &PageContext) -> Result<Vec<Found>, Refusal> {
    if !context.actor.may_somewhere(Action::Recover) || !context.actor.may_somewhere(Action::SeeChecks) {
        return Ok(Vec::new());
    }
    let mut due = Vec::new();
    for rule in ["R15", "R18"] {
        let filter = Filter { rule: Some(rule), ..Filter::default() };
        let found = listed(&context.db, &context.actor, Viewpoint::now(&context.now), &filter, 0, 100).await?;
        due.extend(found.items.into_iter().filter(|found| found.urgency != Urgency::Later));
    }
    due.sort_by_key(|found| (found.urgency, found.due));
    Ok(due)
}

fn due_list(context: &PageContext, due: &[Found]) -> AnyView {
    let rows = due
        .iter()
        .map(|found| {
            let href = context.link(paths::check_finding(found.finding.rule, &found.fingerprint()));
            let project = found.project.as_ref().map(|(_, _, title)| title.clone()).unwrap_or_default();
            vec![
                view! { <a href=href>{found.finding.message.clone()}</a> }.into_any(),
                project.into_any(),
                found.due.map_or_else(|| "–".to_owned(), text::day).into_any(),
            ]
        })
        .collect();
    let heads = vec![table::words("Was zu tun ist"), table::words("Projekt"), table::words("Frist")];
    view! {
        <section aria-labelledby="rueckforderungen">
            {ui::section_head("rueckforderungen", "Rückforderungen", None)}
            {table::table("Fristen und überfällige Zahlungen, die dringendsten zuerst", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn write_offs_list(tasks: &[recovery::tasks::Task]) -> AnyView {
    let rows = tasks
        .iter()
        .map(|task| {
            let by = match task.own {
                true => "von Ihnen; mitzeichnen muss jemand anderes".to_owned(),
                false => format!("von {} am {}", task.proposed_by, text::day(text::berlin_day(task.proposed_at))),
            };
            vec![
                view! {
                    <a class="row-title" href=paths::recovery(task.claim_id)>{format!("{}: {}", task.kind.label(), task.reference)}</a>
                    <span class="row-sub">{task.authority.clone()}</span>
                }
                .into_any(),
                task.project.clone().into_any(),
                money::exact(task.amount, Precision::Cent),
                by.into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Rückforderung"),
        table::words("Projekt"),
        table::numbers("Betrag"),
        table::words("Vorgeschlagen"),
    ];
    view! {
        <section aria-labelledby="verzicht">
            {ui::section_head("verzicht", "Niederschlagung und Erlass", None)}
            {table::table("Warten auf eine zweite Person, die ältesten zuerst", heads, rows, None)}
        </section>
    }
    .into_any()
}
