//! Named mapping profiles: what people decided about the columns of a kind of list, to be used again.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A named mapping.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "mapping_profile")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Its name.
    pub name: String,
    /// Its name, folded; unique in the programme.
    pub folded: String,
    /// The sender it was made for, folded.
    pub sender: String,
    /// JSON: the decisions.
    pub mapping: String,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
