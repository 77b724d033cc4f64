//! What waits because somebody else did the first step: exceptions from rules, imports with money, proofs of use.
use crate::{
    paths, text,
    ui::{self, table},
};
use entity::approval::waiting::{Waiting, What};
use leptos::prelude::*;

/// The section; it names who did the first step, so that one can ask.
pub(super) fn section(waiting: &[Waiting]) -> AnyView {
    let rows = waiting
        .iter()
        .map(|one| {
            let (href, what, more) = match &one.what {
                What::Exception { rule, fingerprint } => {
                    let label = "Ausnahme von einer Regel mitzeichnen".to_owned();
                    (paths::check_finding(rule, fingerprint), label, format!("Regel {rule}"))
                }
                What::Import { id, file } => (paths::import(*id), "Import freigeben".to_owned(), file.clone()),
                What::Proof { id, kind } => (paths::proof(*id), format!("{} prüfen", kind.label()), String::new()),
            };
            vec![
                view! { <a class="row-title" href=href>{what}</a><span class="row-sub">{more}</span> }.into_any(),
                one.project.clone().unwrap_or_else(|| "–".into()).into_any(),
                one.by.clone().unwrap_or_else(|| text::UNKNOWN.into()).into_any(),
                text::day(text::berlin_day(one.since)).into_any(),
            ]
        })
        .collect();
    let heads = ["Was zu tun ist", "Projekt", "Begonnen von", "am"].map(table::words).to_vec();
    view! {
        <section aria-labelledby="vier-augen">
            {ui::section_head("vier-augen", "Von Ihnen als zweiter Person", None)}
            {table::table("Jemand anderes hat begonnen; die ältesten zuerst", heads, rows, None)}
        </section>
    }
    .into_any()
}
