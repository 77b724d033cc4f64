//! An attempt to sign in, kept to slow down guessing.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An attempt to sign in, kept to slow down guessing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name tried, folded.
    pub name_folded: String,
    /// Where from.
    pub address: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it worked.
    pub succeeded: bool,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
