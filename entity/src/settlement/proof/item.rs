//! One item of a proof of use in one year, in the structure of the financing plan.
use crate::money::Cents;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One item of a proof of use in one year, in the structure of the financing plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "proof_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The proof.
    pub proof_id: i64,
    /// Haushaltsjahr.
    pub budget_year: i32,
    /// See [`crate::grant::Side`].
    pub side: String,
    /// See [`crate::grant::Item`].
    pub item: String,
    /// Whether it is stated as eligible (zuwendungsfähig); on the financing side always.
    pub eligible: bool,
    /// How much, above zero.
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
            "proof_item|{}|{}|{}|{}|{}|{}",
            self.proof_id, self.budget_year, self.side, self.item, self.eligible, self.amount_cents.0,
        )
    }
}
