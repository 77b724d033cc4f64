//! Who uses a solution: what municipalities said last, whether they confirmed it, and what they learned.
use crate::{
    context::PageContext,
    paths, text,
    ui::{self, status, table},
};
use entity::{
    adoption::{Speaker, State},
    solution::find::{Adopter, Detail},
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
        let rows = solution.adopters.iter().map(|adopter| row(context, adopter)).collect();
        let heads = ["Kommune", "Stand", "seit", "bestätigt", "Was sie berichtet"].map(table::words).to_vec();
        let confirmed = solution.adopters.iter().filter(|adopter| adopter.used.counts).count();
        let confirmed = i64::try_from(confirmed).unwrap_or(0);
        view! {
            <p>{match confirmed {
                1 => "1 Kommune nutzt es produktiv und hat das im letzten Jahr selbst bestätigt.".to_owned(),
                count => format!("{} nutzen es produktiv und haben das im letzten Jahr selbst bestätigt.", text::count(count, "Kommune", "Kommunen")),
            }}</p>
            {table::table("Was die Kommunen zuletzt gemeldet haben", heads, rows, None)}
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="nutzung">
            {ui::section_head("nutzung", "Wer es nutzt", None)}
            {body}
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, adopter: &Adopter) -> Vec<AnyView> {
    let standing = &adopter.used.standing;
    let href = context.link(paths::municipality(&adopter.used.ags));
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
        status::adoption(standing.state.key(), standing.state.label()),
        text::month(standing.since).into_any(),
        confirmed,
        told(adopter),
    ]
}

fn told(adopter: &Adopter) -> AnyView {
    let mut lines: Vec<(&str, String)> = Vec::new();
    if let Some(kind) = adopter.use_kind {
        lines.push(("Übernommen", kind.label().to_owned()));
    }
    let effort: Vec<String> = adopter
        .person_days
        .map(|days| text::count(i64::from(days), "Personentag", "Personentage"))
        .into_iter()
        .chain(adopter.cost.map(|cents| cents.to_string()))
        .collect();
    if !effort.is_empty() {
        lines.push(("Aufwand", effort.join(", ")));
    }
    lines.extend(adopter.changes.clone().map(|text| ("Geändert", text)));
    lines.extend(adopter.lessons.clone().map(|text| ("Gelernt", text)));
    lines.extend(adopter.used.reason.clone().map(|text| ("Grund", text)));
    if adopter.said_by != Speaker::Adopter {
        lines.push(("Gemeldet von", adopter.said_by.label().to_owned()));
    }
    lines.extend(adopter.replies.iter().map(|reply| ("Antwort des Anbieters", reply.text.clone())));
    if lines.is_empty() {
        return "–".into_any();
    }
    lines
        .into_iter()
        .map(|(label, words)| view! { <p class="told"><span class="muted">{label.to_owned()}": "</span>{words}</p> })
        .collect_view()
        .into_any()
}
