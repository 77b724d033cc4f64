//! Interest on a claim that was set by a decision (Zinsbescheid).
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Interest on a claim that was set by a decision (Zinsbescheid).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "claim_interest")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The claim.
    pub claim_id: i64,
    /// The first day it covers.
    pub from_on: NaiveDate,
    /// The last day it covers.
    pub to_on: NaiveDate,
    /// Date of the decision.
    pub dated_on: NaiveDate,
    /// Interest from the first day of the claim to the last day covered, less what was set before; above zero.
    pub amount_cents: Cents,
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
            "claim_interest|{}|{}|{}|{}|{}|{}|{}|{:?}|{}",
            self.claim_id,
            self.from_on,
            self.to_on,
            self.dated_on,
            self.amount_cents.0,
            self.reference,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id
        )
    }
}
