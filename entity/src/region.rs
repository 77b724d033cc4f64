//! The model regions: a set of bodies each, not an administrative unit.
pub mod alias;
pub mod find;
pub mod member;
pub mod record;
