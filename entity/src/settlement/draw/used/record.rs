//! A part of the money of a call that was used on a day.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A part of the money of a call that was used on a day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "draw_use")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The call.
    pub draw_id: i64,
    /// The day of the use.
    pub used_on: NaiveDate,
    /// See [`super::Usage`].
    pub kind: String,
    /// How much; below zero in a Storno only, which is the opposite of what it takes back.
    pub amount_cents: Cents,
    /// Document reference; in a Storno the reason.
    pub reference: String,
    /// What this Storno takes back.
    pub reverses_id: Option<i64>,
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
            "draw_use|{}|{}|{}|{}|{}|{:?}|{}|{:?}",
            self.draw_id,
            self.used_on,
            self.kind,
            self.amount_cents.0,
            self.reference,
            self.reverses_id,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
