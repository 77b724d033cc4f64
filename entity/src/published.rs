//! A figure that press or reports published: stored as said, with its contradictions, never mixed with computed ones.
use crate::money::Cents;
use crate::precision::Precision;
use crate::viewpoint::Viewpoint;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{Condition, QueryFilter, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// A figure that press or reports published: stored as said, with its contradictions, never mixed with computed ones.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "published_figure")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme it was said of.
    pub programme_id: i64,
    /// The region it was said of, if any.
    pub region_id: Option<i64>,
    /// The project it was said of, if any.
    pub project_id: Option<i64>,
    /// What the figure is, in the words of the field.
    pub label: String,
    /// Which step of the money ladder or which count it claims to be.
    pub kind: String,
    /// `eur` or `count`.
    pub unit: String,
    /// The amount, for `eur`.
    pub amount_cents: Option<Cents>,
    /// The number, for `count`.
    pub count: Option<i64>,
    /// How exactly it was said.
    pub precision: Precision,
    /// The day it was said for, where known.
    pub as_of: Option<NaiveDate>,
    /// That day as people say it.
    pub as_of_text: String,
    /// Who said it.
    pub source: String,
    /// Whether another published figure contradicts it.
    pub disputed: bool,
    /// How to read it.
    pub note: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What was recorded by when one looks.
#[must_use]
pub fn known(view: Viewpoint) -> Select<Entity> {
    Entity::find().filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
}
