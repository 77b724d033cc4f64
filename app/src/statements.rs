//! Pages that do not depend on data: accessibility, privacy, easy language, and what is not there.
mod accessibility;
mod easy;
mod privacy;

pub use accessibility::Accessibility;
pub use easy::Easy;
pub use privacy::Privacy;

use crate::ui::page::serve;
use entity::refusal::Refusal;
use leptos::prelude::*;

/// The page for an address that does not exist.
#[component]
pub fn Missing() -> impl IntoView {
    serve(|_context| async move { Err(Refusal::NotFound) })
}
