//! Questions about the sheets of a run as they look: page by page, and the few rows around a cell.
use super::{
    TableRead, Target, column,
    find::see,
    finding, item, record,
    sheet::{self, Block, Look, Row, Span},
};
use crate::{actor::Actor, db::Db, refusal::Refusal};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashSet};

/// Rows above and below the cell.
const AROUND: u32 = 3;
/// An excerpt shows at most so many columns.
const WIDEST: usize = 12;

/// A sheet among the others of its workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub name: String,
    /// How many pages it has.
    pub pages: u64,
}

/// A page of a sheet.
#[derive(Debug, Clone)]
pub struct SheetPage {
    /// All sheets in order.
    pub tabs: Vec<Tab>,
    /// The name of this one.
    pub name: String,
    /// What is known about it as a whole.
    pub look: Look,
    /// Which page, from 1.
    pub page: u64,
    /// How many there are.
    pub pages: u64,
    /// Merged cells that touch its rows.
    pub merged: Vec<Span>,
    /// The heading that the first row stands under, from an earlier page.
    pub head: Vec<Row>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Some rows of a sheet around a cell.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The sheet.
    pub sheet: String,
    /// Row of the cell, from 1.
    pub row: u32,
    /// Column of the cell, from 0.
    pub column: u32,
    /// The columns to show, from 0.
    pub columns: Vec<u32>,
    /// The heading of the cell's table.
    pub head: Vec<Row>,
    /// The rows around the cell, its own among them.
    pub rows: Vec<Row>,
    /// Merged cells that touch these rows.
    pub merged: Vec<Span>,
}

impl Excerpt {
    /// The address of the cell, `M17`.
    #[must_use]
    pub fn cell(&self) -> String {
        format!("{}{}", column::letters_of(self.column), self.row)
    }
}

/// A page of a sheet of a run; the first sheet where none is named. `None` for a run whose sheets are not kept.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that the actor may not see, a sheet or a page that is not there.
pub async fn page(
    db: &Db,
    actor: &Actor,
    run_id: i64,
    sheet: Option<&str>,
    page: u64,
) -> Result<Option<SheetPage>, Refusal> {
    let run = see(db, actor, run_id).await?.run;
    let tabs = tabs(db, run_id).await?;
    let Some(tab) = (match sheet {
        Some(name) => Some(tabs.iter().find(|tab| tab.name == name).ok_or(Refusal::NotFound)?),
        None => tabs.first(),
    }) else {
        return Ok(None);
    };
    let offset = page.checked_sub(1).filter(|offset| *offset < tab.pages).ok_or(Refusal::NotFound)?;
    let found = sheet::Entity::find()
        .filter(sheet::Column::RunId.eq(run_id))
        .filter(sheet::Column::Sheet.eq(&tab.name))
        .order_by_asc(sheet::Column::Position)
        .offset(offset)
        .limit(1)
        .one(db.read())
        .await?
        .ok_or(Refusal::NotFound)?;
    let block = block_of(&found);
    let first = block.rows.first().map_or(1, |row| row.number);
    let head = match table_over(&tables_of(&run), &tab.name, first, None) {
        Some(table) => rows_at(db, run_id, &tab.name, &table.header_rows).await?,
        None => Vec::new(),
    };
    Ok(Some(SheetPage {
        name: tab.name.clone(),
        pages: tab.pages,
        look: block.look,
        page,
        merged: block.merged,
        head: head.into_iter().filter(|row| row.number < first).collect(),
        rows: block.rows,
        tabs,
    }))
}

/// The few rows of a sheet around a cell, with the heading of its table.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that the actor may not see, or where no such row is kept.
pub async fn excerpt(
    db: &Db,
    actor: &Actor,
    run_id: i64,
    sheet: &str,
    row: u32,
    column: u32,
) -> Result<Excerpt, Refusal> {
    let run = see(db, actor, run_id).await?.run;
    let (first, last) = (row.saturating_sub(AROUND), row.saturating_add(AROUND));
    let blocks: Vec<Block> = sheet::Entity::find()
        .filter(sheet::Column::RunId.eq(run_id))
        .filter(sheet::Column::Sheet.eq(sheet))
        .filter(sheet::Column::LastRow.gte(i64::from(first)))
        .filter(sheet::Column::FirstRow.lte(i64::from(last)))
        .order_by_asc(sheet::Column::Position)
        .all(db.read())
        .await?
        .iter()
        .map(block_of)
        .collect();
    let merged: Vec<Span> = blocks.iter().flat_map(|block| block.merged.clone()).collect();
    let look = blocks.first().map(|block| block.look.clone()).unwrap_or_default();
    let rows: Vec<Row> =
        blocks.into_iter().flat_map(|block| block.rows).filter(|row| (first..=last).contains(&row.number)).collect();
    // an empty row between two filled ones is there, a row below the sheet is not
    let there = rows.first().is_some_and(|first| first.number <= row) && rows.iter().any(|found| found.number >= row);
    if !there || column >= look.columns {
        return Err(Refusal::NotFound);
    }
    let tables = tables_of(&run);
    let table = table_over(&tables, sheet, row, Some(column));
    let head = match table {
        Some(table) => rows_at(db, run_id, sheet, &table.header_rows).await?,
        None => Vec::new(),
    };
    let head: Vec<Row> = head.into_iter().filter(|head| rows.iter().all(|row| row.number != head.number)).collect();
    let columns = columns(table, look.columns, column);
    Ok(Excerpt { sheet: sheet.into(), row, column, columns, head, rows, merged })
}

/// The columns of an excerpt: of a wide table its first two and those around the cell.
fn columns(table: Option<&TableRead>, count: u32, column: u32) -> Vec<u32> {
    let all: Vec<u32> = match table {
        Some(table) => table.columns.iter().filter_map(|column| column::number_of(&column.letter)).collect(),
        None => (0..count).collect(),
    };
    if all.len() <= WIDEST {
        return all.into_iter().chain([column]).collect::<BTreeSet<u32>>().into_iter().collect();
    }
    let at = all.iter().position(|other| *other >= column).unwrap_or(all.len() - 1);
    let from = at.saturating_sub(WIDEST / 2).min(all.len().saturating_sub(WIDEST - 2));
    let around = all.iter().skip(from).take(WIDEST - 2);
    all.iter().take(2).chain(around).chain([&column]).copied().collect::<BTreeSet<u32>>().into_iter().collect()
}

/// What a run says about one of its cells.
#[derive(Debug, Clone)]
pub struct CellFacts {
    /// What was read from it, where it changes something.
    pub values: Vec<CellValue>,
    /// What a person should look at in it.
    pub findings: Vec<finding::Model>,
}

/// A value that was read from a cell.
#[derive(Debug, Clone)]
pub struct CellValue {
    /// About what.
    pub target: Target,
    /// The value as stored; none for an empty cell.
    pub value: Option<String>,
    /// The text of the cell.
    pub raw: String,
    /// Its number format.
    pub number_format: Option<String>,
    /// The rule that read it.
    pub rule: String,
}

/// What a run read from a cell.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that the actor may not see.
pub async fn cell(db: &Db, actor: &Actor, run_id: i64, sheet: &str, cell: &str) -> Result<CellFacts, Refusal> {
    see(db, actor, run_id).await?;
    let address = format!("{sheet}!{cell}");
    let values = item::Entity::find()
        .filter(item::Column::RunId.eq(run_id))
        .filter(item::Column::Cell.eq(&address))
        .order_by_asc(item::Column::Id)
        .all(db.read())
        .await?
        .into_iter()
        .filter_map(|item| {
            Some(CellValue {
                target: Target::from_key(&item.field)?,
                value: item.new,
                raw: item.raw,
                number_format: item.number_format,
                rule: item.rule,
            })
        })
        .collect();
    let findings = finding::Entity::find()
        .filter(finding::Column::RunId.eq(run_id))
        .filter(finding::Column::Cell.eq(&address))
        .order_by_asc(finding::Column::Id)
        .all(db.read())
        .await?;
    Ok(CellFacts { values, findings })
}

/// Those of some runs that an actor may see; none where the actor has nothing to do with imports.
///
/// # Errors
/// The driver's error.
pub async fn visible_among(db: &Db, actor: &Actor, run_ids: Vec<i64>) -> Result<HashSet<i64>, Refusal> {
    let Some(condition) = super::scope::visible(db.read(), actor).await?.filter(|_| !run_ids.is_empty()) else {
        return Ok(HashSet::new());
    };
    Ok(record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::Id.is_in(run_ids))
        .filter(condition)
        .into_tuple::<i64>()
        .all(db.read())
        .await?
        .into_iter()
        .collect())
}

async fn tabs(db: &Db, run_id: i64) -> Result<Vec<Tab>, DbErr> {
    let names: Vec<String> = sheet::Entity::find()
        .select_only()
        .column(sheet::Column::Sheet)
        .filter(sheet::Column::RunId.eq(run_id))
        .order_by_asc(sheet::Column::Position)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut tabs: Vec<Tab> = Vec::new();
    for name in names {
        match tabs.last_mut().filter(|tab| tab.name == name) {
            Some(tab) => tab.pages += 1,
            None => tabs.push(Tab { name, pages: 1 }),
        }
    }
    Ok(tabs)
}

fn block_of(model: &sheet::Model) -> Block {
    serde_json::from_str(&model.content).unwrap_or(Block {
        look: Look::default(),
        merged: Vec::new(),
        rows: Vec::new(),
    })
}

fn tables_of(run: &record::Model) -> Vec<TableRead> {
    serde_json::from_str::<super::Summary>(&run.summary).unwrap_or_default().tables
}

/// The table whose heading stands over a row, the nearest one above; of tables side by side the one with the column.
fn table_over<'t>(tables: &'t [TableRead], sheet: &str, row: u32, column: Option<u32>) -> Option<&'t TableRead> {
    let holds = |table: &TableRead| {
        let mut numbers = table.columns.iter().filter_map(|column| column::number_of(&column.letter));
        column.is_none_or(|column| numbers.any(|number| number == column))
    };
    let above = |table: &&TableRead| {
        table.sheet == sheet && table.header_rows.first().is_some_and(|first| *first <= row) && holds(table)
    };
    tables.iter().filter(above).max_by_key(|table| table.header_rows.last().copied())
}

/// Rows of a sheet by their numbers, those that are filled.
async fn rows_at(db: &Db, run_id: i64, sheet: &str, numbers: &[u32]) -> Result<Vec<Row>, DbErr> {
    let (Some(first), Some(last)) = (numbers.iter().min(), numbers.iter().max()) else { return Ok(Vec::new()) };
    let blocks = sheet::Entity::find()
        .filter(sheet::Column::RunId.eq(run_id))
        .filter(sheet::Column::Sheet.eq(sheet))
        .filter(sheet::Column::LastRow.gte(i64::from(*first)))
        .filter(sheet::Column::FirstRow.lte(i64::from(*last)))
        .order_by_asc(sheet::Column::Position)
        .all(db.read())
        .await?;
    let rows = blocks.iter().flat_map(|block| block_of(block).rows);
    Ok(rows.filter(|row| numbers.contains(&row.number)).collect())
}
