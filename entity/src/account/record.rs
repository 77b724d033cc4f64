//! A person's account.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Sign-in name.
    pub name: String,
    /// Name shown.
    pub display_name: String,
    /// argon2id in PHC form.
    pub password_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it is shut.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i32,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
