//! One record of an import: what it would do.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One record of an import: what it would do.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// Order, from 1; the row's number in addresses.
    pub position: i32,
    /// Sheet.
    pub sheet: String,
    /// Row of the sheet, from 1; 0 for a project that is missing in it.
    pub row_number: i64,
    /// `new`, `changed`, `same`, `gone`, `conflict` or `error`.
    pub kind: String,
    /// The project's number as read.
    pub number: String,
    /// The project's title as read.
    pub title: String,
    /// The region it was read to be in.
    pub region_id: Option<i64>,
    /// The project it was matched with.
    pub project_id: Option<i64>,
    /// What became of it when applied.
    pub outcome: Option<String>,
    /// What became of it when the import was undone, see [`super::Undo`].
    pub undo: Option<String>,
    /// Why it was kept then: who changed it since, and when.
    pub undo_reason: Option<String>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
