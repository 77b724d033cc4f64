//! The note about the check of a proof (Prüfungsvermerk).
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The note about the check of a proof (Prüfungsvermerk). The table refuses whoever entered the proof.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "review")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The proof; checked once.
    pub proof_id: i64,
    /// Who entered the proof.
    pub entered_by: i64,
    /// The day of the note.
    pub checked_on: NaiveDate,
    /// When the authority learned of what it holds against the recipient: the one-year clock starts.
    pub known_on: NaiveDate,
    /// See [`super::Scope`].
    pub scope: String,
    /// What came of it, in words.
    pub result: String,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who checked.
    pub recorded_by: i64,
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
            "review|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.proof_id,
            self.entered_by,
            self.checked_on,
            self.known_on,
            self.scope,
            self.result,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
        )
    }
}
