//! That something recorded about a claim is taken back (Storno): it counts no more, from its beginning on, as known from
//! now on.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// That something recorded about a claim is taken back (Storno).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "claim_reversal")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The claim.
    pub claim_id: i64,
    /// What is taken back, see [`super::Fact`].
    pub fact: String,
    /// The key of its row.
    pub fact_id: i64,
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
            "claim_reversal|{}|{}|{}|{}|{}|{:?}",
            self.claim_id,
            self.fact,
            self.fact_id,
            self.reason,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
