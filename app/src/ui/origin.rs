//! Where a fact comes from, in words.
use crate::{context::PageContext, paths, ui};
use entity::{import_run::excerpt::visible_among, ledger::find::Origin, refusal::Refusal};
use leptos::prelude::*;
use std::collections::HashSet;

/// The imports whose cells one may look at.
#[derive(Debug, Default)]
pub struct Seen(HashSet<i64>);

impl Seen {
    /// Those of the imports that some facts come from.
    ///
    /// # Errors
    /// The driver's error.
    pub async fn of<'o>(context: &PageContext, origins: impl Iterator<Item = &'o Origin>) -> Result<Self, Refusal> {
        let runs = origins.filter_map(|origin| match origin {
            Origin::Cell { run_id, .. } => Some(*run_id),
            _ => None,
        });
        let runs: HashSet<i64> = runs.collect();
        Ok(Self(visible_among(&context.db, &context.actor, runs.into_iter().collect()).await?))
    }
}

/// The origin of a fact; the address leads to its cell for those who may see the import, and shows the cell's text.
#[must_use]
pub fn origin(seen: &Seen, origin: &Origin) -> AnyView {
    shown(seen, origin, |_| true)
}

/// The origin of a statement without the text of its cell; marked when it is invented.
#[must_use]
pub fn brief(seen: &Seen, origin: &Origin) -> AnyView {
    marked(shown(seen, origin, |_| false), origin)
}

/// The origin of a statement; the text of its cell only where the page shows something else; marked when it is
/// invented.
#[must_use]
pub fn where_it_differs(seen: &Seen, origin: &Origin, beside: &str) -> AnyView {
    marked(shown(seen, origin, |raw| raw.trim() != beside.trim() && raw.chars().count() <= 60), origin)
}

/// Entries of the ledger say themselves whether they are invented; statements take it from their import.
fn marked(shown: AnyView, origin: &Origin) -> AnyView {
    match origin {
        Origin::Cell { sample: true, .. } => view! { {shown}" "{ui::sample_mark()} }.into_any(),
        _ => shown,
    }
}

fn shown(seen: &Seen, origin: &Origin, with_raw: impl Fn(&str) -> bool) -> AnyView {
    match origin.clone() {
        Origin::Cell { run_id, file, sheet, cell, raw, .. } => {
            let place = format!("{sheet}!{cell}");
            let raw = (!raw.trim().is_empty() && with_raw(&raw))
                .then(|| view! { " "<span class="raw" title="So steht es in der Zelle">{raw}</span> });
            let place = match seen.0.contains(&run_id) {
                true => view! { <a class="cell" href=paths::import_cell(run_id, &sheet, &cell)>{place}</a> }.into_any(),
                false => view! { <span class="cell">{place}</span> }.into_any(),
            };
            view! { <span class="origin">{file}" "{place}{raw}</span> }.into_any()
        }
        Origin::Entry { user: Some(user) } => view! { <span class="origin">"Eingabe von " {user}</span> }.into_any(),
        Origin::Entry { user: None } => view! { <span class="origin">"Eingabe"</span> }.into_any(),
        Origin::Published { source } => {
            view! { <span class="origin"><span class="published">"veröffentlicht"</span>" "{source}</span> }.into_any()
        }
        Origin::Withheld => view! { <span class="origin muted">"nicht öffentlich"</span> }.into_any(),
    }
}
