//! A project that a solution came from.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A project that a solution came from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "solution_project")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The project.
    pub project_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
