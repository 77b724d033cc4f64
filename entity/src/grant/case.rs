//! A grant case (Zuwendungsfall): one recipient, one authority, one fund, under one file reference.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A grant case (Zuwendungsfall): one recipient, one authority, one fund, under one file reference.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "grant_case")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// File reference (Aktenzeichen), unique.
    pub reference: String,
    /// The recipient when the case was opened.
    pub recipient: String,
    /// See [`super::RecipientKind`].
    pub recipient_kind: String,
    /// The granting authority.
    pub authority_id: i64,
    /// The region it counts in.
    pub region_id: Option<i64>,
    /// See [`super::Regime`].
    pub regime: String,
    /// Whose money: the programme's or other money of the Land (see [`crate::ledger::Source`]).
    pub source: String,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
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
            "grant_case|{}|{}|{}|{}|{}|{:?}|{}|{}|{}|{}|{:?}|{}",
            self.project_id,
            self.reference,
            self.recipient,
            self.recipient_kind,
            self.authority_id,
            self.region_id,
            self.regime,
            self.source,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id
        )
    }
}
