//! When the money that was paid on a call was used. What is not used in time bears interest (§ 49a (4) VwVfG NRW).
pub mod change;
pub mod find;
pub mod late;
pub mod record;

crate::words::words! {
    /// What became of the money.
    Usage {
        /// Spent for the purpose.
        Used => "used", "verwendet";
        /// Given back, or claimed back with interest of its own from this day on.
        Returned => "returned", "zurückgegeben oder zurückgefordert";
    }
}
