//! Where a fact comes from, in words.
use crate::{context::PageContext, paths};
use entity::ledger::find::Origin;
use leptos::prelude::*;

/// The origin of a fact; a cell leads to its import for those who may see imports.
#[must_use]
pub fn origin(context: &PageContext, origin: &Origin) -> AnyView {
    match origin.clone() {
        Origin::Cell { run_id, file, sheet, cell, raw, rule: _ } => {
            let place = format!("{sheet}!{cell}");
            let raw = (!raw.trim().is_empty()).then(|| view! { <span class="raw" title="So steht es in der Zelle">{raw}</span> });
            let file = if context.actor.is_signed_in() {
                view! { <a href=paths::import(run_id)>{file}</a> }.into_any()
            } else {
                file.into_any()
            };
            view! { <span class="origin">{file}" "<span class="cell">{place}</span>" "{raw}</span> }.into_any()
        }
        Origin::Entry { user: Some(user) } => view! { <span class="origin">"Eingabe von " {user}</span> }.into_any(),
        Origin::Entry { user: None } => view! { <span class="origin">"Eingabe"</span> }.into_any(),
        Origin::Published { source } => {
            view! { <span class="origin"><span class="published">"veröffentlicht"</span>" "{source}</span> }.into_any()
        }
        Origin::Withheld => view! { <span class="origin muted">"nicht öffentlich"</span> }.into_any(),
    }
}
