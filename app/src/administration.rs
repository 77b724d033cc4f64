//! Administration: the values of the rules.
mod value;
mod values;

pub(crate) use value::RuleValue;
pub(crate) use values::RuleValues;

use crate::{
    paths,
    ui::{
        page::{Page, serve},
        table,
    },
};
use entity::{
    check::rule::RULES,
    parameter::{Key, find::overview},
};
use leptos::prelude::*;

/// The page at `/verwaltung`.
#[component]
pub fn Administration() -> impl IntoView {
    serve(|context| async move {
        let all = overview(&context.db, &context.actor, context.viewpoint).await?;
        let day = context.viewpoint.as_of;
        let open = Key::ALL.iter().filter(|key| all.set.held(**key, day).row.is_none_or(|row| !row.verified)).count();
        let trials = all.set.trials().len();
        let line = |href: &'static str, name: &'static str, sentence: String| {
            vec![view! { <a class="row-title" href=context.link(href)>{name}</a> }.into_any(), sentence.into_any()]
        };
        let rows = vec![
            line(
                paths::RULES,
                "Werte der Regeln",
                format!(
                    "{} Schwellen, Fristen und Sätze; {open} davon sind ungeprüfte Vorgaben. Probeläufe: {trials}.",
                    Key::ALL.len()
                ),
            ),
            line(
                paths::RADAR_WEIGHTS,
                "Gewichte des Transferradars",
                "Wie viele Punkte jedes Kriterium zählt, wenn Kommunen und Lösungen verglichen werden.".into(),
            ),
            line(
                paths::CHECKS,
                "Prüfungen",
                format!("{} Regeln über alles, was verzeichnet ist; hier steht, was sie gefunden haben.", RULES.len()),
            ),
        ];
        let content = view! {
            <h1 class="kern-heading-x-large">"Verwaltung"</h1>
            {table::table("Was hier verwaltet wird", vec![table::words("Bereich"), table::words("Stand")], rows, None)}
        };
        Ok(Page::new("Verwaltung", content).section(paths::ADMINISTRATION))
    })
}
