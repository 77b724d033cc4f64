//! One item of a financing plan (Finanzierungsplan) in one year.
use crate::money::Cents;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One item of a financing plan (Finanzierungsplan) in one year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "plan_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The decision whose plan it is.
    pub decision_id: i64,
    /// Haushaltsjahr.
    pub budget_year: i32,
    /// See [`super::Side`].
    pub side: String,
    /// See [`super::Item`].
    pub item: String,
    /// Whether it is eligible (zuwendungsfähig); on the financing side always.
    pub eligible: bool,
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
        format!(
            "plan|{}|{}|{}|{}|{}|{}",
            self.decision_id, self.budget_year, self.side, self.item, self.eligible, self.amount_cents.0
        )
    }
}
