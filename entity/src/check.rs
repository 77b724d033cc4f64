//! Checks (Prüfungen): what a budget reviewer looks at, as rules over facts.
//!
//! [`facts`] are what the rules read, loaded once for all projects by [`load`]; [`rule`] is the registry R1 to R25, each
//! a pure function in the file of its subject; [`run`] gives what they found; [`find`] gives a person theirs;
//! [`overriding`] lets two people accept what one rule found about one project.
mod cache;
pub mod facts;
pub mod find;
pub mod finding;
pub mod found;
mod load;
pub mod overriding;
pub mod rule;
pub mod run;

mod ceiling;
mod cofunding;
mod deadline;
mod decision;
mod lapse;
mod payment;
mod plan;
mod quality;
mod recovery;
#[cfg(test)]
mod sample;

pub use cache::Cache;
