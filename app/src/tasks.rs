//! What waits for the person signed in.
mod second_person;
mod transfer;

use crate::{
    budget::checks,
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
    approval::waiting::waiting,
    check::{
        find::{Filter, listed},
        found::{Found, Urgency},
    },
    grant::tasks::{Task, tasks},
    interest,
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
        let second = waiting(&context.db, &context.actor, Viewpoint::now(&context.now)).await?;
        let due = due(&context).await?;
        let interest = interest::find::waiting(&context.db, &context.actor, context.now).await?;
        let transfer = transfer::Transfer::load(&context).await?;
        let mut parts = transfer.parts();
        if !second.is_empty() {
            let second = i64::try_from(second.len()).unwrap_or(i64::MAX);
            parts.insert(
                0,
                format!("{} auf Sie als zweite Person", text::count(second, "Vorgang wartet", "Vorgänge warten")),
            );
        }
        let asked: u64 = interest.iter().map(|task| task.count).sum();
        if asked > 0 {
            let asked = i64::try_from(asked).unwrap_or(i64::MAX);
            parts.push(format!("{} auf Antwort", text::count(asked, "Anfrage wartet", "Anfragen warten")));
        }
        let heading = heading(found.waiting.len(), due.len(), parts);
        // who has nothing to do with decisions is not told about them
        let decides = !found.waiting.is_empty()
            || !found.own.is_empty()
            || [Action::ProposeDecision, Action::ApproveDecision]
                .iter()
                .any(|action| context.actor.may_somewhere(*action));
        let nothing = !decides
            && second.is_empty()
            && write_offs.is_empty()
            && due.is_empty()
            && transfer.is_empty()
            && interest.is_empty();
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
                {decides.then(|| view! {
                    <section aria-labelledby="wartet">{ui::section_head("wartet", "Zum Mitzeichnen", None)}{waiting}</section>
                })}
                {(!second.is_empty()).then(|| second_person::section(&second))}
                {(!write_offs.is_empty()).then(|| write_offs_list(&write_offs))}
                {(!due.is_empty()).then(|| due_list(&context, &due))}
                {(!interest.is_empty()).then(|| crate::interest::tasks(&interest))}
                {transfer.sections()}
                {decides.then(|| view! {
                    <section aria-labelledby="eigene">{ui::section_head("eigene", "Ihre Vorschläge", None)}{own}</section>
                })}
                {nothing.then(|| ui::empty("Alles erledigt", "Hier steht, was auf Sie wartet: Fristen, Freigaben, Steckbriefe und Nutzungen, die zu bestätigen sind."))}
            </div>
        };
        Ok(Page::new("Aufgaben", content).section(paths::TASKS).without_stand())
    })
}

/// "2 Bescheide warten auf Ihre Mitzeichnung, 1 Frist läuft, 1 Nutzung zu bestätigen"
fn heading(waiting: usize, due: usize, transfer: Vec<String>) -> String {
    let count = |count: usize, one: &str, many: &str| text::count(i64::try_from(count).unwrap_or(i64::MAX), one, many);
    let mut parts = Vec::new();
    if waiting > 0 {
        parts.push(format!("{} auf Ihre Mitzeichnung", count(waiting, "Bescheid wartet", "Bescheide warten")));
    }
    if due > 0 {
        parts.push(count(due, "Frist läuft", "Fristen laufen"));
    }
    parts.extend(transfer);
    if parts.is_empty() { "Nichts wartet auf Sie".to_owned() } else { parts.join(", ") }
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

/// What the checks found that is due: proofs of use for those who hand them in or check them; the clock of money to be
/// reclaimed, payments and instalments for the authority.
async fn due(context: &PageContext) -> Result<Vec<Found>, Refusal> {
    let may = |action| context.actor.may_somewhere(action);
    let rules: &[&'static str] = match (may(Action::SeeChecks), may(Action::Recover), may(Action::HandInSettlement)) {
        (true, true, _) => &["R15", "R17", "R18"],
        (true, false, true) => &["R17"],
        _ => &[],
    };
    let mut due = Vec::new();
    for &rule in rules {
        let filter = Filter { rule: Some(rule), ..Filter::default() };
        let found = listed(&context.db, &context.actor, Viewpoint::now(&context.now), &filter, 0, 100).await?;
        due.extend(found.items.into_iter().filter(|found| found.urgency != Urgency::Later));
    }
    due.sort_by_key(|found| (found.urgency, found.due));
    Ok(due)
}

fn due_list(context: &PageContext, due: &[Found]) -> AnyView {
    view! {
        <section aria-labelledby="fristen">
            {ui::section_head("fristen", "Fristen", None)}
            {checks::deadlines(context, "Nachweise, Rückforderungen und Raten, die dringendsten zuerst", due, true)}
        </section>
    }
    .into_any()
}

fn what(task: &recovery::tasks::Task) -> String {
    let kind = task.kind.label();
    if task.storno { format!("Storno, {kind}") } else { kind.to_owned() }
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
                    <a class="row-title" href=paths::recovery(task.claim_id)>{format!("{}: {}", what(task), task.reference)}</a>
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
