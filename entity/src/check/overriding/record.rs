//! What one person proposed to accept: what a rule found about a project, with the fingerprint of what it read.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What one person proposed to accept: what a rule found about a project, with the fingerprint of what it read.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "override")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The rule's number.
    pub rule: String,
    /// The project.
    pub project_id: i64,
    /// See [`crate::check::found::Found::fingerprint`].
    pub fingerprint: String,
    /// Why.
    pub reason: String,
    /// The proposal that a second person decides.
    pub proposal_id: i64,
    /// When it was recorded.
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
        format!(
            "override|{}|{}|{}|{}|{}|{}",
            self.rule,
            self.project_id,
            self.fingerprint,
            self.reason,
            self.proposal_id,
            self.recorded_at.timestamp_micros()
        )
    }
}
