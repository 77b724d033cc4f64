//! An instalment of a plan.
use crate::money::Cents;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An instalment of a plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "instalment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The plan.
    pub plan_id: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// How much of the principal, above zero.
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
        format!("instalment|{}|{}|{}", self.plan_id, self.due_on, self.amount_cents.0)
    }
}
