//! Sums of days gone by.
pub mod record;
pub mod sum;
