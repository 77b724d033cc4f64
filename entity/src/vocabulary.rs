//! Vocabularies (pillars, themes, the lists of 2017) with versions, and what means what.
pub mod mapping;
pub mod term;
