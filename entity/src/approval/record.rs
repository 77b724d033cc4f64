//! What a second person decided about a proposal; never the one who proposed it, which the table holds, too.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a second person decided about a proposal; never the one who proposed it, which the table holds, too.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "approval")]
pub struct Model {
    /// The proposal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub proposal_id: i64,
    /// Who proposed it: part of the key it refers to, so that the table can compare.
    pub proposed_by: i64,
    /// See [`super::Verdict`].
    pub verdict: String,
    /// Who decided.
    pub decided_by: i64,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Why, always for a rejection.
    pub reason: Option<String>,
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
            "approval|{}|{}|{}|{}|{}|{:?}",
            self.proposal_id,
            self.proposed_by,
            self.verdict,
            self.decided_by,
            self.decided_at.timestamp_micros(),
            self.reason
        )
    }
}
