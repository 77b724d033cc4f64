//! Grants: how they are computed.
pub mod financing;
