//! A value of a rule that holds from a day on.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A value of a rule that holds from a day on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "parameter")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// See [`super::Key`].
    pub key: String,
    /// The value, in the key's unit.
    pub value: i64,
    /// From which day it holds.
    pub valid_on: NaiveDate,
    /// See [`super::Mode`].
    pub mode: String,
    /// The law or document it comes from.
    pub source: String,
    /// Whether somebody compared it with that source.
    pub verified: bool,
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
            "parameter|{}|{}|{}|{}|{}|{}|{}|{:?}",
            self.key,
            self.value,
            self.valid_on,
            self.mode,
            self.source,
            self.verified,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
