//! Who uses a solution: what municipalities said last, whether they confirmed it, and what they learned.
use crate::{
    context::PageContext,
    paths, text,
    ui::{self, status, table},
};
use entity::{
    adoption::{Speaker, State, change::Told},
    solution::find::{Adopter, Detail, Reply},
};
use leptos::prelude::*;

/// The section.
pub(super) fn uses(context: &PageContext, solution: &Detail) -> AnyView {
    let body = if solution.adopters.is_empty() {
        ui::empty(
            "Noch keine Kommune hat eine Nutzung gemeldet",
            "Meldungen kommen von den Kommunen selbst oder von der Transferstelle.",
        )
    } else {
        let rows = solution.adopters.iter().map(|adopter| row(context, solution, adopter)).collect();
        let heads = ["Kommune", "Stand", "seit", "bestätigt", "Was sie berichtet"].map(table::words).to_vec();
        let confirmed = solution.others().filter(|adopter| adopter.used.counts).count();
        let confirmed = i64::try_from(confirmed).unwrap_or(0);
        view! {
            <p>{confirmed_words(confirmed)}</p>
            {table::table("Was die Kommunen zuletzt gemeldet haben", heads, rows, None)}
        }
        .into_any()
    };
    let report = paths::adopt(&solution.record.slug);
    view! {
        <section aria-labelledby="nutzung">
            {ui::section_head("nutzung", "Wer es nutzt", Some((report, "Nutzung melden".to_owned())))}
            {body}
        </section>
    }
    .into_any()
}

/// "7 Kommunen nutzen es produktiv und haben das im letzten Jahr selbst bestätigt."
fn confirmed_words(count: i64) -> String {
    match count {
        0 => "Noch keine Kommune hat selbst bestätigt, dass sie es produktiv nutzt.".to_owned(),
        1 => "1 Kommune nutzt es produktiv und hat das im letzten Jahr selbst bestätigt.".to_owned(),
        count => format!(
            "{} nutzen es produktiv und haben das im letzten Jahr selbst bestätigt.",
            text::count(count, "Kommune", "Kommunen")
        ),
    }
}

/// How far a municipality is; what somebody asked for it by mail is no more than that.
pub(crate) fn state(state: State, said_by: Speaker) -> AnyView {
    match said_by {
        Speaker::Visitor => status::adoption("unknown", "Anfrage ohne Konto"),
        Speaker::Adopter | Speaker::Curator => status::adoption(state.key(), state.label()),
    }
}

fn row(context: &PageContext, solution: &Detail, adopter: &Adopter) -> Vec<AnyView> {
    let standing = &adopter.used.standing;
    let href = context.link(paths::municipality(&adopter.used.ags));
    let history = context.link(paths::adopter(&solution.record.slug, &adopter.used.ags));
    let confirmed = match (standing.state, standing.confirmed_on) {
        (State::Productive, Some(on)) if adopter.used.counts => text::day(on).into_any(),
        (State::Productive, Some(on)) => {
            view! { <span class="warn-text">"zuletzt "{text::day(on)}", überfällig"</span> }.into_any()
        }
        (State::Productive, None) => view! { <span class="warn-text">"nicht von der Kommune"</span> }.into_any(),
        _ => "–".into_any(),
    };
    vec![
        view! { <a href=href>{adopter.name.clone()}</a>" "{adopter.used.sample.then(ui::sample_mark)} }.into_any(),
        state(standing.state, standing.said_by),
        text::month(standing.since).into_any(),
        confirmed,
        view! {
            {of_adopter(adopter)}
            <p class="small no-print"><a href=history>"Verlauf und Antworten"<span class="kern-sr-only">": Meldungen aus "{adopter.name.clone()}</span></a></p>
        }
        .into_any(),
    ]
}

fn of_adopter(adopter: &Adopter) -> AnyView {
    let all = Told {
        use_kind: adopter.use_kind,
        person_days: adopter.person_days,
        cost: adopter.cost,
        lessons: adopter.lessons.clone(),
        changes: adopter.changes.clone(),
    };
    told(&all, adopter.used.reason.as_deref(), adopter.said_by, &adopter.replies)
}

/// What was told and answered, line by line; a dash where there is nothing.
pub(crate) fn told(told: &Told, reason: Option<&str>, said_by: Speaker, replies: &[Reply]) -> AnyView {
    let mut lines: Vec<(&str, String)> = Vec::new();
    if let Some(kind) = told.use_kind {
        lines.push(("Übernommen", kind.label().to_owned()));
    }
    let effort: Vec<String> = told
        .person_days
        .map(|days| text::count(i64::from(days), "Personentag", "Personentage"))
        .into_iter()
        .chain(told.cost.map(|cents| cents.to_string()))
        .collect();
    if !effort.is_empty() {
        lines.push(("Aufwand", effort.join(", ")));
    }
    lines.extend(told.changes.clone().map(|text| ("Geändert", text)));
    lines.extend(told.lessons.clone().map(|text| ("Gelernt", text)));
    lines.extend(reason.map(|text| ("Grund", text.to_owned())));
    if said_by != Speaker::Adopter {
        lines.push(("Gemeldet von", said_by.label().to_owned()));
    }
    lines.extend(replies.iter().map(|reply| ("Antwort des Anbieters", reply.text.clone())));
    if lines.is_empty() {
        return "–".into_any();
    }
    lines
        .into_iter()
        .map(|(label, words)| view! { <p class="told"><span class="muted">{label.to_owned()}": "</span>{words}</p> })
        .collect_view()
        .into_any()
}
