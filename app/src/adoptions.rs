//! Adoption as a workflow: how a municipality says how far it is with a solution, what it said until now, and what the
//! providing side answers.
mod form;
mod history;

pub use form::AdoptionForm;
pub use history::AdoptionHistory;

use crate::{
    paths,
    ui::{field::hidden, submit},
};
use entity::adoption::State;
use leptos::prelude::*;

/// Confirms in one press that a municipality still uses a solution.
pub(crate) fn confirm(slug: &str, ags: &str, label: &str) -> AnyView {
    view! {
        <form method="post" action=paths::adopt(slug)>
            {hidden("ags", ags)}
            {hidden("state", State::Productive.key())}
            {submit(label, true)}
        </form>
    }
    .into_any()
}
