//! Parameters: thresholds, deadlines, maximum rates and base rates as dated data with their source. Which value holds is
//! a question of the day; a new value is a new row.
//!
//! Rows of one [`Key`] and day are read in the order in which they were recorded: `active` puts a value on the pile,
//! `shadow` starts a trial beside it, `withdrawn` ends the trial or, where there is none, takes the newest value off.
pub mod change;
pub mod find;
pub mod key;
pub mod record;
pub mod set;

pub use key::{Key, Unit};
pub use set::{Held, Set};

crate::words::words! {
    /// Whether a value counts.
    Mode {
        /// It holds from its day on.
        Active => "active", "gilt";
        /// It only shows what it would find.
        Shadow => "shadow", "Probelauf";
        /// It was entered by mistake or a trial ended: the value before it holds again.
        Withdrawn => "withdrawn", "zurückgezogen";
    }
}
