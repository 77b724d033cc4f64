//! Recovery: what is reclaimed, and the interest on it.
pub mod interest;
