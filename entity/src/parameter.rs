//! Parameters: thresholds, deadlines, maximum rates and base rates as dated data with their source. Which value holds is
//! a question of the day; a new value is a new row.
pub mod record;

crate::grant::words! {
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
