//! Checks (Prüfungen): what a budget reviewer looks at, as rules over facts.
pub mod finding;
