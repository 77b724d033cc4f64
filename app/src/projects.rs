//! Projects: the list, one project, and the form that moves it along its lifecycle.
mod detail;
mod history;
mod list;
mod money;
mod status_form;
mod storno;
pub(crate) mod tabs;

pub use detail::ProjectDetail;
pub use list::ProjectList;
pub(crate) use money::ledger;
pub(crate) use storno::storno;
