//! The sheets of an uploaded workbook as they look, in blocks of rows, so that an excerpt needs no file.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Some rows of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_sheet_block")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// Sheet.
    pub sheet: String,
    /// Order over all sheets of the run, from 1.
    pub position: i32,
    /// First row in it, from 1.
    pub first_row: i64,
    /// Last row in it, from 1.
    pub last_row: i64,
    /// JSON: the rows.
    pub content: String,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
