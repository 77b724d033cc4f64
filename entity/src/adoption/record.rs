//! What a municipality says about its use of a solution; never changed, a new statement follows.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a municipality says about its use of a solution; never changed, a new statement follows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "adoption")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The municipality.
    pub ags: String,
    /// `interested`, `evaluating`, `introducing`, `productive` or `rejected`.
    pub state: String,
    /// Why, for `rejected`.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who said it.
    pub recorded_by: Option<i64>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The statement it follows.
    pub replaces_id: Option<i64>,
    /// The audit row that covers it.
    pub audit_id: i64,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
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
            "adoption|{}|{}|{}|{:?}|{}|{}|{:?}|{}|{:?}|{}",
            self.solution_id,
            self.ags,
            self.state,
            self.reason,
            self.valid_on,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id,
            self.replaces_id,
            self.sample
        )
    }
}
