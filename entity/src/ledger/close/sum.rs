//! One sum of a set.
use crate::money::Cents;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One sum of a set.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "ledger_close_sum")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The set.
    pub sums_id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Kind.
    pub kind: String,
    /// Source of money.
    pub source: String,
    /// The region.
    pub region_id: Option<i64>,
    /// The authority.
    pub authority_id: Option<i64>,
    /// Budget year.
    pub budget_year: Option<i32>,
    /// The year they stem from, see [`super::super::record::Model::stems_from`].
    pub stems_from: Option<i32>,
    /// Precision of its entries.
    pub precision: crate::precision::Precision,
    /// Whether they are invented.
    pub sample: bool,
    /// The sum.
    pub amount_cents: Cents,
    /// How many entries.
    pub entries: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
