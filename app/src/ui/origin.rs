//! Where a fact comes from, in words.
use crate::{context::PageContext, paths, ui};
use entity::{ledger::find::Origin, permission::Action};
use leptos::prelude::*;

/// The origin of a fact; a cell leads to its import for those who may see imports, and shows its text.
#[must_use]
pub fn origin(context: &PageContext, origin: &Origin) -> AnyView {
    shown(context, origin, |_| true)
}

/// The origin of a statement without the text of its cell; marked when it is invented.
#[must_use]
pub fn brief(context: &PageContext, origin: &Origin) -> AnyView {
    marked(shown(context, origin, |_| false), origin)
}

/// The origin of a statement; the text of its cell only where the page shows something else; marked when it is
/// invented.
#[must_use]
pub fn where_it_differs(context: &PageContext, origin: &Origin, beside: &str) -> AnyView {
    marked(shown(context, origin, |raw| raw.trim() != beside.trim() && raw.chars().count() <= 60), origin)
}

/// Entries of the ledger say themselves whether they are invented; statements take it from their import.
fn marked(shown: AnyView, origin: &Origin) -> AnyView {
    match origin {
        Origin::Cell { sample: true, .. } => view! { {shown}" "{ui::sample_mark()} }.into_any(),
        _ => shown,
    }
}

fn shown(context: &PageContext, origin: &Origin, with_raw: impl Fn(&str) -> bool) -> AnyView {
    match origin.clone() {
        Origin::Cell { run_id, file, sheet, cell, raw, .. } => {
            let place = format!("{sheet}!{cell}");
            let raw = (!raw.trim().is_empty() && with_raw(&raw))
                .then(|| view! { " "<span class="raw" title="So steht es in der Zelle">{raw}</span> });
            let file = if context.actor.may_somewhere(Action::UploadImport) {
                view! { <a href=paths::import(run_id)>{file}</a> }.into_any()
            } else {
                file.into_any()
            };
            view! { <span class="origin">{file}" "<span class="cell">{place}</span>{raw}</span> }.into_any()
        }
        Origin::Entry { user: Some(user) } => view! { <span class="origin">"Eingabe von " {user}</span> }.into_any(),
        Origin::Entry { user: None } => view! { <span class="origin">"Eingabe"</span> }.into_any(),
        Origin::Published { source } => {
            view! { <span class="origin"><span class="published">"veröffentlicht"</span>" "{source}</span> }.into_any()
        }
        Origin::Withheld => view! { <span class="origin muted">"nicht öffentlich"</span> }.into_any(),
    }
}
