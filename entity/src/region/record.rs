//! A model region: a set of bodies, not an administrative unit.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A model region: a set of bodies, not an administrative unit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Address word.
    pub slug: String,
    /// Official label.
    pub name: String,
    /// The Regierungsbezirk it lies in.
    pub regierungsbezirk: String,
    /// Order in lists.
    pub position: i32,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
