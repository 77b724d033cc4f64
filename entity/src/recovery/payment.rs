//! What the recipient paid on a claim.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What the recipient paid on a claim.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "claim_payment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The claim.
    pub claim_id: i64,
    /// The day the money came; it bears interest no longer.
    pub paid_on: NaiveDate,
    /// What of it is for the principal.
    pub principal_cents: Cents,
    /// What of it is for interest.
    pub interest_cents: Cents,
    /// Document reference.
    pub reference: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// Where it comes from.
    pub origin_id: i64,
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
            "claim_payment|{}|{}|{}|{}|{}|{}|{:?}|{}",
            self.claim_id,
            self.paid_on,
            self.principal_cents.0,
            self.interest_cents.0,
            self.reference,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id
        )
    }
}
