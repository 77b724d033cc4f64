//! The sheets of an uploaded workbook as they look, in blocks of rows, so that an excerpt needs no file.
use crate::{db::Write, refusal::Refusal};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    entity::prelude::*,
};
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
    /// JSON: the rows, see [`Block`].
    pub content: String,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// So many filled rows make a block, which is also a page.
pub const ROWS: usize = 50;

/// What a row of a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Above a table.
    Title,
    /// A table's heading.
    Head,
    /// A heading over some records.
    Group,
    /// A record.
    Record,
    /// A sum.
    Total,
    /// A remark.
    Note,
    /// The heading once more.
    HeadAgain,
    /// In no table that is read.
    Outside,
}

impl Role {
    /// What people call it; none for rows that need no word.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Title => Some("Titel"),
            Self::Head => Some("Kopf"),
            Self::Group => Some("Gruppe"),
            Self::Record => None,
            Self::Total => Some("Summe"),
            Self::Note => Some("Anmerkung"),
            Self::HeadAgain => Some("Kopf noch einmal"),
            Self::Outside => Some("nicht gelesen"),
        }
    }
}

/// A filled cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Column from 0.
    #[serde(rename = "c")]
    pub column: u32,
    /// The text as a spreadsheet program shows it.
    #[serde(rename = "t")]
    pub text: String,
    /// The stored content, where it shows more than the text.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// A number or a day: shown at the right.
    #[serde(rename = "n", default, skip_serializing_if = "std::ops::Not::not")]
    pub numeric: bool,
}

/// A row with filled cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, from 1.
    #[serde(rename = "n")]
    pub number: u32,
    /// What it is.
    #[serde(rename = "is")]
    pub role: Role,
    /// Hidden by hand or by a filter.
    #[serde(rename = "h", default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Left to right.
    #[serde(rename = "cells")]
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

/// Merged cells: rows from 1, columns from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First row.
    pub first_row: u32,
    /// Last row.
    pub last_row: u32,
    /// First column.
    pub first_column: u32,
    /// Last column.
    pub last_column: u32,
}

/// What is known about a sheet as a whole; each block repeats it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// False for hidden sheets.
    pub visible: bool,
    /// How many columns it has.
    pub columns: u32,
    /// Hidden columns, from 0.
    pub hidden_columns: Vec<u32>,
    /// Rows below that were not kept.
    pub more: u32,
}

/// A sheet as it looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// What is known about it as a whole.
    pub look: Look,
    /// Merged cells.
    pub merged: Vec<Span>,
    /// Rows with filled cells, top to bottom.
    pub rows: Vec<Row>,
}

/// What a block holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The sheet.
    pub look: Look,
    /// Merged cells that touch its rows.
    pub merged: Vec<Span>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Blocks of a run at a time: far below what a statement of either database takes.
const BLOCKS_AT_ONCE: usize = 100;

/// Stores the sheets of a run as they look, in place of those of an earlier reading.
pub(super) async fn keep(write: &Write, run_id: i64, sheets: Vec<Sheet>) -> Result<(), Refusal> {
    Entity::delete_many().filter(Column::RunId.eq(run_id)).exec(write.tx()).await?;
    let mut blocks = Vec::new();
    let mut position = 0;
    for sheet in sheets {
        let mut rows = sheet.rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<Row> = rows.by_ref().take(ROWS).collect();
            let (first, last) = (some.first().map_or(1, |row| row.number), some.last().map_or(1, |row| row.number));
            let touches = |span: &&Span| span.first_row <= last && span.last_row >= first;
            let block = Block {
                look: sheet.look.clone(),
                merged: sheet.merged.iter().filter(touches).copied().collect(),
                rows: some,
            };
            position += 1;
            blocks.push(ActiveModel {
                id: NotSet,
                run_id: Set(run_id),
                sheet: Set(sheet.name.clone()),
                position: Set(position),
                first_row: Set(i64::from(first)),
                last_row: Set(i64::from(last)),
                content: Set(serde_json::to_string(&block).unwrap_or_default()),
            });
        }
    }
    let mut blocks = blocks.into_iter().peekable();
    while blocks.peek().is_some() {
        let some: Vec<ActiveModel> = blocks.by_ref().take(BLOCKS_AT_ONCE).collect();
        Entity::insert_many(some).exec_without_returning(write.tx()).await?;
    }
    Ok(())
}
