//! Grants: a project's funding, the forms for a case, its memos and a version of its decision, one version with the word of
//! the second person.
mod actual;
mod case_form;
mod decision;
pub mod form;
mod funding;
mod memos;
mod plan;
mod plan_form;
mod proposal;
mod shown;
mod time_line;

pub use case_form::CaseForm;
pub use decision::DecisionPage;
pub use funding::Funding;
pub use memos::CaseMemos;
pub(crate) use plan_form::sides as plan_tables;
pub use proposal::ProposalForm;
pub(crate) use shown::{findings, standing, steps};
