//! Co-funding: what others than the programme contribute to a project, step by step from promise to proof, and the
//! ratio of private money to state money.
pub mod change;
pub mod find;
pub mod ratio;
pub mod record;
pub mod steps;
