//! An agreement to pay a claim in instalments; the one with the highest version holds.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An agreement to pay a claim in instalments; the one with the highest version holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "instalment_plan")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The claim.
    pub claim_id: i64,
    /// Number within the claim, from 1.
    pub version: i32,
    /// Date of the agreement.
    pub agreed_on: NaiveDate,
    /// Why, and why it replaces an earlier one.
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
            "instalment_plan|{}|{}|{}|{}|{}|{:?}",
            self.claim_id,
            self.version,
            self.agreed_on,
            self.reason,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
