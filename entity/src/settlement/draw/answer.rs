//! The answer to a call for money.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The answer to a call for money. A call has one that stands; the next one comes after its entry was taken back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "draw_answer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The call.
    pub draw_id: i64,
    /// Counts the answers of a call from 1.
    pub attempt: i32,
    /// See [`super::Verdict`].
    pub verdict: String,
    /// Value date of the payment, or the day of the refusal.
    pub dated_on: NaiveDate,
    /// How much was paid; zero if refused.
    pub amount_cents: Cents,
    /// Why it was refused, or less than called for.
    pub reason: Option<String>,
    /// Its entry in the ledger: the payment, or what takes the call back.
    pub entry_id: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// The audit row that covers it.
    pub audit_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "draw_answer|{}|{}|{}|{}|{}|{:?}|{}|{}|{:?}",
            self.draw_id,
            self.attempt,
            self.verdict,
            self.dated_on,
            self.amount_cents.0,
            self.reason,
            self.entry_id,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
