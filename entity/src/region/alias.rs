//! A name by which a region goes in spreadsheets and the press, folded.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A name by which a region goes in spreadsheets and the press, folded.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "region_alias")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub folded: String,
    /// The region.
    pub region_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
