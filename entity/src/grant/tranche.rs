//! What a decision binds in a budget year: from the year's cash, or from a commitment for later years (VE).
use crate::money::Cents;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a decision binds in a budget year: from the year's cash, or from a commitment for later years (VE).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "decision_year")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The decision.
    pub decision_id: i64,
    /// Haushaltsjahr.
    pub budget_year: i32,
    /// See [`super::Backing`].
    pub backing: String,
    /// How much, not negative.
    pub amount_cents: Cents,
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
        format!("tranche|{}|{}|{}|{}", self.decision_id, self.budget_year, self.backing, self.amount_cents.0)
    }
}
