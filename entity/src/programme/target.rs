//! A target of a programme, such as private co-funding of the same height.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A target of a programme, such as private co-funding of the same height.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "programme_target")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Stable word, `private_cofunding`.
    pub key: String,
    /// German name.
    pub label: String,
    /// Basis points of state money: 10000 is 1:1.
    pub rate: i32,
    /// Where it was announced.
    pub source: String,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
