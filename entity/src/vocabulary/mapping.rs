//! Says that a term of one list means a term of another.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Says that a term of one list means a term of another.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "term_mapping")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The term.
    pub from_id: i64,
    /// What it means.
    pub to_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
