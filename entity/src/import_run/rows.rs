//! Questions about the rows of a run beside their differences: those that change nothing, those that are missing, and
//! how many of each there are.
use super::{
    RowKind,
    find::{Seen, see},
    row,
};
use crate::{
    actor::Actor,
    db::Db,
    project::{
        self,
        find::{LAST_PAGE, Page},
    },
    refusal::Refusal,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// The kinds of rows that can be applied.
const APPLICABLE: [RowKind; 3] = [RowKind::New, RowKind::Changed, RowKind::Conflict];

/// A row without differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The sheet; empty for a project that is missing in the list.
    pub sheet: String,
    /// The row in the sheet; 0 for one that is missing.
    pub row: i64,
    /// Project's number as read.
    pub number: String,
    /// Title as read.
    pub title: String,
    /// Number of the project it means.
    pub project: Option<String>,
}

/// A page of the rows of a kind, in their order; pages count from 1.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn of_kind(db: &Db, seen: &Seen, kind: RowKind, page: u64, size: u64) -> Result<Page<Line>, Refusal> {
    let id = seen.run.id;
    let page = page.clamp(1, LAST_PAGE);
    let query = row::Entity::find().filter(row::Column::RunId.eq(id)).filter(row::Column::Kind.eq(kind.key()));
    let total = query.clone().count(db.read()).await?;
    let rows = query
        .order_by_asc(row::Column::Position)
        .offset((page - 1).saturating_mul(size))
        .limit(size)
        .all(db.read())
        .await?;
    let numbers: HashMap<i64, String> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::Id)
        .column(project::record::Column::Number)
        .filter(project::record::Column::Id.is_in(rows.iter().filter_map(|row| row.project_id)))
        .into_tuple::<(i64, String)>()
        .all(db.read())
        .await?
        .into_iter()
        .collect();
    let items = rows.into_iter().map(|row| Line {
        sheet: row.sheet,
        row: row.row_number,
        number: row.number,
        title: row.title,
        project: row.project_id.and_then(|id| numbers.get(&id).cloned()),
    });
    Ok(Page { items: items.collect(), total, page, size })
}

/// The positions of all rows that can be applied.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn applicable(db: &Db, actor: &Actor, id: i64) -> Result<Vec<i32>, Refusal> {
    see(db, actor, id).await?;
    Ok(row::Entity::find()
        .select_only()
        .column(row::Column::Position)
        .filter(row::Column::RunId.eq(id))
        .filter(row::Column::Kind.is_in(APPLICABLE.map(RowKind::key)))
        .order_by_asc(row::Column::Position)
        .into_tuple()
        .all(db.read())
        .await?)
}

/// What is counted over all rows of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Rows by what became of them when applied.
    pub outcomes: BTreeMap<String, i64>,
    /// For a workbook that was exported for editing: the day its values held for.
    pub exported_on: Option<NaiveDate>,
}

/// Counts over all rows of a run.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn counted(db: &Db, seen: &Seen) -> Result<Counted, Refusal> {
    let outcomes: Vec<(String, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::Outcome)
        .column_as(row::Column::Id.count(), "n")
        .filter(row::Column::RunId.eq(seen.run.id))
        .filter(row::Column::Outcome.is_not_null())
        .group_by(row::Column::Outcome)
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(Counted { outcomes: outcomes.into_iter().collect(), exported_on: seen.run.exported_on })
}
