//! Taking an entry of a project's ledger back: a counter-entry, nothing is edited.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field, hidden, input},
        submit,
    },
};
use entity::{
    cofunding::steps::is_step,
    ledger::{change::REFERENCE, find::Entry},
    project::detail::Detail,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::HashSet;

/// The form that takes back the entry which the address or the refused form names; nothing where it names none.
pub fn storno(context: &PageContext, project: &Detail) -> AnyView {
    let asked = use_query_map().get_untracked().get("storno");
    let asked = context.form.value("reverses").or(asked).and_then(|id| id.parse().ok());
    let found = asked.and_then(|id: i64| project.entries.iter().find(|entry| entry.id == id));
    let Some(entry) = found.filter(|_| project.books) else { return ().into_any() };
    let number = &project.line.number;
    let why = Field::new("reference", "Warum?", &context.form, "")
        .hint("Ein Satz oder die Unterlage. Er steht bei der Stornobuchung.")
        .required()
        .max_length(REFERENCE);
    let what = format!(
        "{}, {}: {}, gültig ab {}",
        entry.kind.label(),
        entry.source.label(),
        entry.cents,
        text::day(entry.value_date)
    );
    view! {
        <section aria-labelledby="stornieren" class="panel">
            {ui::section_head("stornieren", "Buchung stornieren", None)}
            <p>{what}". Die Buchung bleibt sichtbar; eine Gegenbuchung hebt sie auf."</p>
            <form method="post" action=paths::bookings(number) class="stack">
                {hidden("reverses", entry.id.to_string())}
                {input(why, "text")}
                {submit("Stornieren", true)}
                <p><a href=paths::funding(number)>"Abbrechen"</a></p>
            </form>
        </section>
    }
    .into_any()
}

/// The link that asks to take an entry back; nothing where that cannot be, or not by this person.
pub(super) fn link(context: &PageContext, project: &Detail, taken_back: &HashSet<i64>, entry: &Entry) -> AnyView {
    let possible =
        project.books && context.viewpoint.is_now() && entry.reverses.is_none() && !taken_back.contains(&entry.id);
    if !possible {
        return ().into_any();
    }
    let asked = entry.id.to_string();
    let number = &project.line.number;
    let href = match is_step(entry.kind) {
        true => paths::with_query(&paths::cofunding(number), &[("storno", &asked)]),
        false => format!("{}#stornieren", paths::with_query(&paths::funding(number), &[("storno", &asked)])),
    };
    let label = format!("{} vom {} stornieren", entry.kind.label(), text::day(entry.value_date));
    view! { " " <a class="no-print" href=href aria-label=label>"stornieren"</a> }.into_any()
}
