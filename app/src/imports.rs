//! Imports: uploading a workbook, and the conversation about it.
mod actions;
mod cell;
mod changes;
mod columns;
mod detail;
mod excerpt;
mod file;
mod findings;
mod list;
mod profiles;
mod recognised;
mod steps;
mod templates;

pub use cell::ImportCell;
pub use columns::{ImportColumns, LEFT_OUT};
pub use detail::ImportDetail;
pub use excerpt::excerpt;
pub use file::ImportFile;
pub use list::ImportList;
pub use templates::ImportTemplates;

use crate::ui::status::{Shape, mark};
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
