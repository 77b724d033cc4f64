//! Imports: uploading a workbook, and the conversation about it.
mod actions;
mod cell;
mod changes;
mod columns;
mod conflicts;
mod detail;
mod excerpt;
mod file;
mod findings;
mod list;
mod profiles;
mod recognised;
mod result;
mod row;
mod steps;
mod templates;
mod totals;
mod undo;
mod values;

pub use cell::ImportCell;
pub use columns::{ImportColumns, LEFT_OUT};
pub use detail::ImportDetail;
pub use excerpt::excerpt;
pub use file::ImportFile;
pub use list::ImportList;
pub use templates::ImportTemplates;
pub use undo::ImportUndo;
pub use values::ImportValues;

use crate::{
    context::PageContext,
    paths,
    ui::{
        notice::{Tone, notice},
        status::{Shape, mark},
    },
};
use entity::import_run::State;
use leptos::prelude::*;

/// The mark of an import's state.
fn state(state: State) -> AnyView {
    let (shape, tone) = match state {
        State::Reading => (Shape::Ring, "info"),
        State::Ready => (Shape::Half, "info"),
        State::Applying | State::Undoing => (Shape::Ring, "info"),
        State::Undone => (Shape::Cross, "muted"),
        State::AwaitingRelease => (Shape::Diamond, "warn"),
        State::Applied => (Shape::Check, "good"),
        State::Failed => (Shape::Triangle, "bad"),
        State::Cancelled => (Shape::Cross, "muted"),
    };
    mark(shape, tone, state.label())
}

/// Says that the decision was about an earlier state of the import.
fn stale(context: &PageContext) -> Option<AnyView> {
    context.form.stale.then(|| {
        notice(Tone::Warning, "Inzwischen hat sich etwas geändert", Some("Ihre Entscheidung ist noch nicht gespeichert. Unten steht der jetzige Stand; prüfen Sie ihn und entscheiden Sie noch einmal.".into()))
    })
}

/// An address of the file, linked to its place in the sheet; findings about no cell are about the whole file.
fn cell_link(id: i64, address: &str) -> AnyView {
    let Some((sheet, cell)) = address.rsplit_once('!') else {
        return view! { <span class="cell">"ganze Datei"</span> }.into_any();
    };
    let href = paths::with_query(&paths::import_step(id, "zelle"), &[("blatt", sheet), ("zelle", cell)]);
    view! { <a class="cell" href=href>{address.to_owned()}</a> }.into_any()
}
