//! Recovery: the claims of a project with the form that raises one, and one claim with its calculation of interest, what
//! was paid, instalments, and the word of the second person about a write-off.
mod claim;
mod forms;
mod list;
pub(crate) mod parts;

pub use claim::RecoveryPage;
pub use list::RecoveryList;
