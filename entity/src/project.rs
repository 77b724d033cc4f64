//! Projects: the row that lists read ([`record`]), the statements with two times it is made of ([`fact`]), the
//! states and moves ([`lifecycle`]), the operations ([`change`]) and the questions ([`find`] for lists,
//! [`detail`] for one).
pub(crate) mod batch;
pub mod change;
pub mod detail;
pub mod fact;
pub mod field;
pub mod find;
mod guard;
pub mod lifecycle;
pub mod record;
pub mod region_link;
pub mod standings;
pub mod worksheet;
