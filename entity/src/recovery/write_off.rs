//! A claim or a part of it that is to be written off, or the Storno of an Erlass; it holds when a second person approved the
//! proposal.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A claim or a part of it that is to be written off, or the Storno of an Erlass; it holds when a second person approved the
/// proposal.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "write_off")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The claim.
    pub claim_id: i64,
    /// See [`super::WriteOff`].
    pub kind: String,
    /// How much of the principal, above zero.
    pub amount_cents: Cents,
    /// The last day of a Niederschlagung that is for a time; none for an unlimited one, and for an Erlass.
    pub shelved_until: Option<NaiveDate>,
    /// The Erlass that this Storno takes back; none for a write-off.
    pub reverses_id: Option<i64>,
    /// Why.
    pub reason: String,
    /// The proposal, decided by a second person.
    pub proposal_id: i64,
    /// When it was proposed.
    pub recorded_at: DateTime<Utc>,
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
        let mut line = format!(
            "write_off|{}|{}|{}|{}|{}|{}",
            self.claim_id,
            self.kind,
            self.amount_cents.0,
            self.reason,
            self.proposal_id,
            self.recorded_at.timestamp_micros()
        );
        // those from before there was a last day read as they did then
        if let Some(until) = self.shelved_until {
            line.push_str(&format!("|{until}"));
        }
        if let Some(reverses) = self.reverses_id {
            line.push_str(&format!("|Storno {reverses}"));
        }
        line
    }
}
