//! A piece of long work, done by any process.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A piece of long work, done by any process.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `read_import` or `apply_import`.
    pub kind: String,
    /// What it works on.
    pub subject_id: i64,
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    pub state: String,
    /// How far it is.
    pub done: i64,
    /// How far it goes; 0 while unknown.
    pub total: i64,
    /// German sentence about what it is doing.
    pub message: String,
    /// How often it was begun.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// The process at work.
    pub locked_by: Option<String>,
    /// Until when that process is believed to live.
    pub locked_until: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
