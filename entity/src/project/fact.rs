//! One statement about a project with two times; never changed, a correction is a new one.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One statement about a project with two times; never changed, a correction is a new one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "project_fact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// See [`super::field::Field`].
    pub field: String,
    /// The value as text, none for "cleared".
    pub value: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// Why, for moves of the lifecycle.
    pub reason: Option<String>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The statement it corrects.
    pub replaces_id: Option<i64>,
    /// Whether it takes another back, as undoing an import does: it says again what stood before.
    pub takes_back: bool,
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
            "fact|{}|{}|{:?}|{}|{}|{:?}|{:?}|{}|{:?}{}",
            self.project_id,
            self.field,
            self.value,
            self.valid_on,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.reason,
            self.origin_id,
            self.replaces_id,
            if self.takes_back { "|takes back" } else { "" }
        )
    }
}
