//! What a sender's words mean: choices that people made about values that fitted nothing.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a word of a sender means.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "sender_value")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The sender, folded.
    pub sender: String,
    /// What the word is about: `region`, `status`, `recipient` or `project`.
    pub field: String,
    /// The word, folded.
    pub folded: String,
    /// The word as written when it was decided.
    pub raw: String,
    /// What it means: a slug, a key, a name or a number; empty for "nothing".
    pub value: String,
    /// Who decided.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
