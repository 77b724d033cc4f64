//! A term of a vocabulary in a version.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A term of a vocabulary in a version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "term")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `pillar`, `theme`, `theme_group`, `sector_2017` or `area_2017`.
    pub vocabulary: String,
    /// Version of the vocabulary.
    pub version: i32,
    /// Stable word.
    pub key: String,
    /// German label.
    pub label: String,
    /// Folded label, to find it by.
    pub folded: String,
    /// Order in lists.
    pub position: i32,
    /// Where the list stands.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
