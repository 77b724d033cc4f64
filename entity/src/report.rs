//! Reports that put side by side what other subjects compute: [`budget`], and what to take along to a [`region`]. Nothing
//! is computed here a second time; who may see what is asked where it comes from.
pub mod budget;
pub mod region;

/// So many findings stand in a report; the list of findings has all.
pub const FINDINGS: usize = 500;
