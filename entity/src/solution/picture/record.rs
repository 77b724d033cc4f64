//! A picture that was uploaded for a solution, never changed. Its bytes are the file with its hash.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A picture that was uploaded for a solution, never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "solution_picture")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The hash of its bytes; once for each solution.
    pub sha256: String,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// Pixels from left to right.
    pub width: i32,
    /// Pixels from top to bottom.
    pub height: i32,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who uploaded it.
    pub recorded_by: Option<i64>,
    /// The audit row that covers it.
    pub audit_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line that goes into the audit row's digest; the hash stands for the bytes.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "picture|{}|{}|{}|{}|{}|{}|{:?}",
            self.solution_id,
            self.sha256,
            self.media_type,
            self.width,
            self.height,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
