//! A project as lists read it: the current projection of its facts.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A project as lists read it: the current projection of its facts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Förderkennzeichen or own number; unique.
    pub number: String,
    /// Förderkennzeichen, where known; the number may be our own.
    pub grant_reference: Option<String>,
    /// The project it is part of; its sums are never added to that one's.
    pub parent_id: Option<i64>,
    /// The region it counts in; none where unknown.
    pub region_id: Option<i64>,
    /// The granting authority.
    pub authority_id: Option<i64>,
    /// Current title.
    pub title: String,
    /// Current recipient (Zuwendungsempfänger).
    pub recipient: Option<String>,
    /// Current theme as written.
    pub theme: Option<String>,
    /// `egov`, `urban` or `office`.
    pub pillar: Option<String>,
    /// Current state, see [`super::lifecycle::Lifecycle`].
    pub lifecycle: String,
    /// Current transfer state, see [`super::lifecycle::Transfer`].
    pub transfer: String,
    /// Whether the project itself is invented.
    pub sample: bool,
    /// Folded words to search.
    pub search_text: String,
    /// Folded title to sort by.
    pub sort_title: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; a form carries it.
    pub version: i32,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
