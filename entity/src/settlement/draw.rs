//! Calls for money (Mittelabruf): what the recipient asks for, and whether it was paid.
pub mod answer;
pub mod change;
pub mod record;
pub mod rules;
pub mod used;

use crate::money::Cents;
use chrono::NaiveDate;

/// The rule that a call has one answer.
pub const ANSWERED: &str = "draw.answered";

crate::words::words! {
    /// What the authority answers.
    Verdict {
        /// The money is on its way.
        Paid => "paid", "ausgezahlt";
        /// No money.
        Refused => "refused", "abgelehnt";
    }
}

crate::words::words! {
    /// What became of a call.
    State {
        /// Nobody answered yet, or the payment was taken back.
        Open => "open", "offen";
        /// Paid, as a whole or in part.
        Paid => "paid", "ausgezahlt";
        /// Refused.
        Refused => "refused", "abgelehnt";
        /// Its entry was taken back before it was answered.
        Withdrawn => "withdrawn", "storniert";
    }
}

/// What a call says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The day of the call.
    pub requested_on: NaiveDate,
    /// How much, above zero.
    pub amount: Cents,
    /// When the last payment falls due for which the money is needed.
    pub needed_until: NaiveDate,
    /// Eligible expenditure until now, whoever paid it.
    pub spent_before: Cents,
    /// Own and other money in it.
    pub own_before: Cents,
    /// Haushaltsjahr of the money.
    pub budget_year: i32,
    /// Document reference, at most 200 characters.
    pub reference: Option<String>,
}
