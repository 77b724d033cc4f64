//! Co-funding: of a project with the form to record it, and of the programme by region and over time.
mod form;
mod programme;
mod project;
mod time;

pub use programme::CofundingOverview;
pub use project::ProjectCofunding;
