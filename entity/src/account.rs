//! Accounts and their roles.
pub mod record;
pub mod role;
