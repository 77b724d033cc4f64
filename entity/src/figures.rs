//! The numbers of dashboards and reports, from a viewpoint. Every figure comes from a registered definition (a kind
//! and a source of money), has an identifier of its own that can be cited, and opens to the facts it sums.
pub(crate) mod bound;
pub mod cache;
pub mod changes;
pub mod claims;
pub mod find;
pub mod flow;
pub mod groups;
pub mod id;
