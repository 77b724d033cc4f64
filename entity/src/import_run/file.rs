//! A file by its hash: what was uploaded as an import, kept as it came, and the pictures of solutions.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A file by its hash; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "file")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// The bytes.
    pub content: Vec<u8>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
