//! A granting authority: a Bezirksregierung or the Projektträger.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A granting authority: a Bezirksregierung or the Projektträger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "authority")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Address word and scope of the role `authority`.
    pub slug: String,
    /// Official name.
    pub name: String,
    /// Its Regierungsbezirk, none for PtJ.
    pub regierungsbezirk: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every authority, by name.
///
/// # Errors
/// The driver's error.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    use sea_orm::QueryOrder;
    Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(connection).await
}

/// The authority with this address word.
///
/// # Errors
/// The driver's error.
pub async fn by_slug(connection: &impl ConnectionTrait, slug: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Slug.eq(slug)).one(connection).await
}
