//! A day whose sums are kept: everything valid on or before it, as far as it was recorded by an audit row.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A day whose sums are kept: everything valid on or before it, as far as it was recorded by an audit row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "ledger_close")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The day.
    pub day: NaiveDate,
    /// The newest audit row whose entries are in it.
    pub audit_id: i64,
    /// The set of sums; days and states between which nothing changed share one.
    pub sums_id: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
