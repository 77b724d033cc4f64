//! What waits in the transfer of solutions: uses to be confirmed again, sheets to be finished, reviewed or confirmed, and
//! statements that nobody answered.
use crate::{
    adoptions::confirm,
    context::PageContext,
    paths,
    solutions::uses::state,
    text,
    ui::{self, status, table},
};
use entity::{
    adoption::find::{Due, Unanswered, to_confirm, unanswered},
    refusal::Refusal,
    solution::{
        find::{Pending, pending},
        gate::State,
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// What waits in the transfer of solutions.
pub(super) struct Transfer {
    due: Vec<Due>,
    pending: Vec<Pending>,
    unanswered: Vec<Unanswered>,
}

impl Transfer {
    /// What waits for the person signed in.
    pub(super) async fn load(context: &PageContext) -> Result<Self, Refusal> {
        let (db, actor, view) = (&context.db, &context.actor, Viewpoint::now(&context.now));
        Ok(Self {
            due: to_confirm(db, actor, view).await?,
            pending: pending(db, actor, view).await?,
            unanswered: unanswered(db, actor, context.now).await?,
        })
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.due.is_empty() && self.pending.is_empty() && self.unanswered.is_empty()
    }

    /// What the heading of the page says about it.
    pub(super) fn parts(&self) -> Vec<String> {
        let parts = [
            (self.due.len(), "Nutzung zu bestätigen", "Nutzungen zu bestätigen"),
            (self.pending.len(), "Steckbrief zu bearbeiten", "Steckbriefe zu bearbeiten"),
            (self.unanswered.len(), "Meldung ohne Antwort", "Meldungen ohne Antwort"),
        ];
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let some = parts.into_iter().filter(|(number, ..)| *number > 0);
        some.map(|(number, one, many)| text::count(count(number), one, many)).collect()
    }

    /// The sections of the page.
    pub(super) fn sections(&self) -> AnyView {
        view! {
            {(!self.due.is_empty()).then(|| uses(&self.due))}
            {(!self.pending.is_empty()).then(|| sheets(&self.pending))}
            {(!self.unanswered.is_empty()).then(|| statements(&self.unanswered))}
        }
        .into_any()
    }
}

fn uses(due: &[Due]) -> AnyView {
    let rows = due
        .iter()
        .map(|due| {
            let last = match due.confirmed_on {
                Some(on) => text::day(on),
                None => "noch nie".to_owned(),
            };
            vec![
                view! {
                    <a class="row-title" href=paths::adopter(&due.slug, &due.ags)>{due.solution.clone()}</a>
                    <span class="row-sub">{due.place.clone()}</span>
                }
                .into_any(),
                text::month(due.since).into_any(),
                last.into_any(),
                view! {
                    {confirm(&due.slug, &due.ags, "Weiterhin produktiv")}
                    <p class="small"><a href=paths::with_query(&paths::adopt(&due.slug), &[("ags", &due.ags)])>"Es hat sich etwas geändert"</a></p>
                }
                .into_any(),
            ]
        })
        .collect();
    let heads = ["Lösung", "produktiv seit", "zuletzt bestätigt", "Nutzen Sie es noch?"].map(table::words).to_vec();
    view! {
        <section aria-labelledby="nutzungen">
            {ui::section_head("nutzungen", "Nutzung bestätigen", None)}
            {table::table("Einmal im Jahr zu bestätigen, sonst zählen sie nicht mehr mit", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn sheets(pending: &[Pending]) -> AnyView {
    let rows = pending
        .iter()
        .map(|one| {
            let what = match (one.state, &one.returned, one.confirmed_on) {
                (State::InReview, ..) => "Prüfen und veröffentlichen oder zurückgeben".to_owned(),
                (State::ToConfirm, _, Some(on)) => {
                    format!("Zuletzt bestätigt am {}. Stimmen die Angaben noch?", text::day(on))
                }
                (State::ToConfirm, _, None) => "Noch nie bestätigt. Stimmen die Angaben?".to_owned(),
                (_, Some(note), _) if !note.is_empty() => format!("Zurückgegeben: „{note}“"),
                _ => "Fertig schreiben und zur Prüfung geben".to_owned(),
            };
            let tone = if one.state == State::ToConfirm { "warn" } else { "info" };
            vec![
                view! { <a class="row-title" href=paths::solution(&one.slug)>{one.name.clone()}</a> }.into_any(),
                status::line(tone, one.state.label()),
                what.into_any(),
            ]
        })
        .collect();
    let heads = ["Lösung", "Stand", "Was zu tun ist"].map(table::words).to_vec();
    view! {
        <section aria-labelledby="steckbriefe">
            {ui::section_head("steckbriefe", "Steckbriefe von Lösungen", None)}
            {table::table("Entwürfe, zu prüfende und erneut zu bestätigende, die ältesten zuerst", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn statements(unanswered: &[Unanswered]) -> AnyView {
    let rows = unanswered
        .iter()
        .map(|one| {
            vec![
                view! {
                    <a class="row-title" href=paths::adopter(&one.slug, &one.ags)>{one.place.clone()}</a>
                    <span class="row-sub">{one.said_by.label()}</span>
                }
                .into_any(),
                one.solution.clone().into_any(),
                state(one.state, one.said_by),
                text::day(one.valid_on).into_any(),
            ]
        })
        .collect();
    let heads = ["Kommune", "Lösung", "Stand", "gilt ab"].map(table::words).to_vec();
    view! {
        <section aria-labelledby="meldungen">
            {ui::section_head("meldungen", "Meldungen ohne Antwort", None)}
            {table::table("Was Kommunen zuletzt gemeldet haben und noch niemand beantwortet hat", heads, rows, None)}
        </section>
    }
    .into_any()
}
