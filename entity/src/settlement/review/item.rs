//! What was recognised of an item of eligible expenditure in a year.
use crate::money::Cents;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What was recognised of an item of eligible expenditure in a year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "review_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The note.
    pub review_id: i64,
    /// Haushaltsjahr.
    pub budget_year: i32,
    /// See [`crate::grant::Item`].
    pub item: String,
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
        format!("review_item|{}|{}|{}|{}", self.review_id, self.budget_year, self.item, self.amount_cents.0,)
    }
}
