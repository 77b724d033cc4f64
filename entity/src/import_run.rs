//! Imports.
pub mod file;
pub mod finding;
pub mod item;
pub mod record;
pub mod row;
