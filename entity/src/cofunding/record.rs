//! What is said of a ledger entry of co-funding beyond its amount: who gives it, and why it is above the step before.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What is said of a ledger entry of co-funding beyond its amount: who gives it, and why it is above the step before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The ledger entry.
    pub entry_id: i64,
    /// Who gives it.
    pub giver: String,
    /// Why it is above the step before, where it is.
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
        format!("contribution|{}|{}|{:?}", self.entry_id, self.giver, self.reason)
    }
}
