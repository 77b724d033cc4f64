//! A project that a solution came from, as a version of its sheet says; never changed.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A project that a solution came from, as a version of its sheet says; never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "solution_project")]
pub struct Model {
    /// Key; the order in which the projects were named.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The version of its sheet.
    pub version: i32,
    /// The project.
    pub project_id: i64,
    /// The audit row that covers it; 0 for links from before they came in versions.
    pub audit_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        format!("solution_project|{}|{}|{}", self.solution_id, self.version, self.project_id)
    }
}
