//! That a claim is pursued again: the Niederschlagung held until the day before.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// That a claim is pursued again: the Niederschlagung held until the day before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "claim_resumption")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The Niederschlagung that ends.
    pub write_off_id: i64,
    /// The first day on which it no longer holds.
    pub resumed_on: NaiveDate,
    /// Why.
    pub reason: String,
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
            "claim_resumption|{}|{}|{}|{}|{:?}",
            self.write_off_id,
            self.resumed_on,
            self.reason,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
