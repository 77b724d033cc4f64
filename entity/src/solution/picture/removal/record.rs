//! That a picture of a solution was removed for good, never changed.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// That a picture of a solution was removed for good, never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "solution_picture_removal")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The picture: the hash that its bytes had.
    pub sha256: String,
    /// Why, for everybody to read; at most [`super::REASON`] characters.
    pub reason: String,
    /// When it was removed.
    pub recorded_at: DateTime<Utc>,
    /// Who removed it.
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
            "picture_removal|{}|{}|{}|{}|{:?}",
            self.solution_id,
            self.sha256,
            self.reason,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
