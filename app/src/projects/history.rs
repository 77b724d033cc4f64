//! The course of a project as sentences, newest first.
use crate::{
    text,
    ui::{
        self,
        origin::{self, Seen},
    },
};
use entity::project::{
    detail::{Detail, Told},
    field::Field,
};
use leptos::prelude::*;

/// How many statements are shown at once; the rest opens.
const SHOWN: usize = 8;

/// The time line.
pub fn history(seen: &Seen, project: &Detail) -> AnyView {
    let mut items: Vec<AnyView> = project.history.iter().map(|told| item(seen, told)).collect();
    let rest = items.split_off(items.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        let count = text::count(i64::try_from(rest.len()).unwrap_or(0), "ältere Angabe", "ältere Angaben");
        view! {
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{count}</span></summary>
                <div class="kern-accordion__body"><ol class="timeline">{rest}</ol></div>
            </details>
        }
    });
    view! {
        <section aria-labelledby="verlauf">
            {ui::section_head("verlauf", "Verlauf", None)}
            <ol class="timeline">{items}</ol>
            {more}
        </section>
    }
    .into_any()
}

fn item(seen: &Seen, told: &Told) -> AnyView {
    let sentence = match (&told.value, told.field) {
        (Some(value), Field::Lifecycle) => format!("Status: {}", told.field.shown(value)),
        (Some(value), field) => format!("{}: {}", field.label(), field.shown(value)),
        (None, field) => format!("{} ist nicht mehr angegeben", field.label()),
    };
    let strong = told.field == Field::Lifecycle;
    view! {
        <li class:timeline-strong=strong>
            <span class="timeline-day">{text::day(told.valid_on)}</span>
            <div>
                <p class="timeline-text">{sentence}</p>
                {told.reason.clone().map(|reason| view! { <p class="timeline-reason">"Grund: " {reason}</p> })}
                <p class="source">{origin::brief(seen, &told.origin)}" · verzeichnet am " {text::instant(told.recorded_at)}</p>
            </div>
        </li>
    }
    .into_any()
}
