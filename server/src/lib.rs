//! Placeholder.
pub mod seed;
