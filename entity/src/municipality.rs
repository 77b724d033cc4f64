//! The 396 municipalities and 31 Kreise of Nordrhein-Westfalen, with their keys (AGS) as text.
pub mod change;
pub mod fact;
pub mod find;
pub mod kind;
pub mod kreis;
pub mod profile;
pub mod record;
pub mod size;
pub mod system;
