//! Something that is known about a municipality from a day on.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Something that is known about a municipality from a day on. Rows are never edited: the latest day counts, of one day
/// the latest row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "municipality_fact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// What it is about, see [`super::profile::Key`].
    pub key: String,
    /// What is known, as stored; none where it is taken back and nothing is known any more.
    pub value: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it; none for the program itself.
    pub recorded_by: Option<i64>,
    /// The public source; none where the municipality says so itself.
    pub source: Option<String>,
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
            "municipality_fact|{}|{}|{:?}|{}|{:?}|{}|{:?}",
            self.ags,
            self.key,
            self.value,
            self.valid_on,
            self.source,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
