//! A funding programme with the versions of its period and its targets.
pub mod find;
pub mod period;
pub mod record;
pub mod target;

/// The address word of the programme that Leitstand was made for.
pub const DMR_NRW: &str = "dmr-nrw";
