//! Long work as rows: any process takes the next one.
pub mod record;
