//! What a person should look at in an import.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a person should look at in an import.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_finding")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// Address.
    pub cell: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Stable word.
    pub code: String,
    /// German sentence.
    pub message: String,
    /// The text of the cell.
    pub raw: String,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
