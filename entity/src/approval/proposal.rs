//! What one person proposes and another decides.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What one person proposes and another decides.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// See [`super::Subject`].
    pub subject: String,
    /// The project it is about.
    pub project_id: i64,
    /// Who proposed it.
    pub proposed_by: i64,
    /// When.
    pub proposed_at: DateTime<Utc>,
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
            "proposal|{}|{}|{}|{}",
            self.subject,
            self.project_id,
            self.proposed_by,
            self.proposed_at.timestamp_micros()
        )
    }
}
