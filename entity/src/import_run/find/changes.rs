//! The rows of a run and what each would change.
use super::{Moved, Seen, moved_since, see};
use crate::{
    actor::Actor,
    db::Db,
    import_run::{
        RowKind, State, Target, Undo,
        conflict::{Conflict, MOVED, undecided},
        item, row,
        standing::ROWS_AT_ONCE,
    },
    project,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// A difference as the preview shows it.
#[derive(Debug, Clone)]
pub struct Item {
    /// About what.
    pub target: Target,
    /// What stands, as stored.
    pub old: Option<String>,
    /// What the list says, as stored.
    pub new: Option<String>,
    /// The cell with its sheet.
    pub cell: String,
    /// The cell's text.
    pub raw: String,
    /// The rule that read it.
    pub rule: String,
    /// What stood before somebody changed it: when the workbook was exported for editing, or at the preview.
    pub base: Option<String>,
    /// Why it may not simply be applied, and what was decided about that.
    pub conflict: Option<Conflict>,
    /// An empty cell over a value: it counts where blank means clear.
    pub blank: bool,
}

/// A row as the preview shows it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number in addresses and choices.
    pub position: i32,
    /// Kind.
    pub kind: RowKind,
    /// The sheet.
    pub sheet: String,
    /// The row in the sheet; 0 for a project that is missing in it.
    pub row: i64,
    /// Project's number as read.
    pub number: String,
    /// Title as read.
    pub title: String,
    /// Region's name.
    pub region: Option<String>,
    /// Key of the project it means.
    pub project_id: Option<i64>,
    /// Number of the project it means.
    pub project: Option<String>,
    /// Differences.
    pub items: Vec<Item>,
    /// Why it cannot be applied since somebody changed something, in German.
    pub lost: Option<&'static str>,
    /// What became of it when applied.
    pub outcome: Option<String>,
    /// What became of it when the import was taken back, and why it was kept then.
    pub undo: Option<(Undo, Option<String>)>,
}

impl Item {
    /// Whether what stands stays.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.conflict.as_ref().is_some_and(Conflict::stands)
    }

    /// Whether somebody has to decide.
    #[must_use]
    pub fn undecided(&self) -> bool {
        self.conflict.as_ref().is_some_and(|conflict| conflict.side.is_none())
    }
}

/// Some of the rows of a run.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The rows, most urgent first.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub total: u64,
}

const LOST: &str = "Das Projekt gibt es inzwischen so nicht mehr oder schon anders. Die Zeile wird nicht übernommen; vergleichen Sie neu.";

/// The rows that would change something or are missing, most urgent first.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::list`].
pub async fn changes(db: &Db, actor: &Actor, id: i64, offset: u64, limit: u64) -> Result<Changes, Refusal> {
    let seen = see(db, actor, id).await?;
    let moved = moved_since(db, &seen).await?;
    let kinds: Vec<RowKind> = RowKind::ALL.into_iter().filter(|kind| *kind != RowKind::Same).collect();
    of_kinds(db, &seen, &moved, &kinds, offset, limit).await
}

/// The rows of some kinds, most urgent first: what nobody decided about before what was decided.
///
/// # Errors
/// The driver's error.
pub async fn of_kinds(
    db: &Db,
    seen: &Seen,
    moved: &Moved,
    kinds: &[RowKind],
    offset: u64,
    limit: u64,
) -> Result<Changes, Refusal> {
    // while a file is read anew, what was read before counts for nothing
    if seen.state() == State::Reading {
        return Ok(Changes { rows: Vec::new(), total: 0 });
    }
    let order = order(db, seen, moved, kinds).await?;
    let total = order.len() as u64;
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let chosen: Vec<(i64, RowKind)> = order.into_iter().skip(from).take(limit).collect();
    let mut rows = Vec::with_capacity(chosen.len());
    for some in chosen.chunks(ROWS_AT_ONCE) {
        rows.extend(load(db, seen, moved, some).await?);
    }
    Ok(Changes { rows, total })
}

/// The keys of the rows of some kinds, in their order.
async fn order(db: &Db, seen: &Seen, moved: &Moved, kinds: &[RowKind]) -> Result<Vec<(i64, RowKind)>, DbErr> {
    let open: HashSet<i64> = item::Entity::find()
        .select_only()
        .distinct()
        .column(item::Column::RowId)
        .filter(item::Column::RunId.eq(seen.run.id))
        .filter(undecided())
        .into_tuple()
        .all(db.read())
        .await?
        .into_iter()
        .collect();
    let all: Vec<(i64, i32, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Position, row::Column::Kind])
        .filter(row::Column::RunId.eq(seen.run.id))
        .filter(row::Column::Kind.ne(RowKind::Same.key()))
        .into_tuple()
        .all(db.read())
        .await?;
    let mut order: Vec<(RowKind, bool, i32, i64)> = all
        .into_iter()
        .filter_map(|(id, position, kind)| {
            let changed = moved.rows.contains_key(&id);
            let kind = if changed { RowKind::Conflict } else { RowKind::from_key(&kind)? };
            kinds.contains(&kind).then_some((kind, !changed && !open.contains(&id), position, id))
        })
        .collect();
    order.sort_unstable();
    Ok(order.into_iter().map(|(kind, _, _, id)| (id, kind)).collect())
}

/// Rows with their differences.
async fn load(db: &Db, seen: &Seen, moved: &Moved, chosen: &[(i64, RowKind)]) -> Result<Vec<Row>, DbErr> {
    let ids = || chosen.iter().map(|(id, _)| *id);
    let mut rows: HashMap<i64, row::Model> = row::Entity::find()
        .filter(row::Column::Id.is_in(ids()))
        .all(db.read())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut items: HashMap<i64, Vec<Item>> = HashMap::new();
    for item in item::Entity::find()
        .filter(item::of_rows(&ids().collect::<Vec<_>>()))
        .order_by_asc(item::Column::Id)
        .all(db.read())
        .await?
    {
        let row_id = item.row_id;
        items.entry(row_id).or_default().extend(shown(seen, item, moved));
    }
    let projects: HashMap<i64, String> = project::record::Entity::find()
        .select_only()
        .columns([project::record::Column::Id, project::record::Column::Number])
        .filter(project::record::Column::Id.is_in(rows.values().filter_map(|row| row.project_id)))
        .into_tuple::<(i64, String)>()
        .all(db.read())
        .await?
        .into_iter()
        .collect();
    let row = |(id, kind): &(i64, RowKind)| {
        let row = rows.remove(id)?;
        Some(Row {
            position: row.position,
            kind: *kind,
            sheet: row.sheet,
            row: row.row_number,
            number: row.number,
            title: row.title,
            region: seen.region(row.region_id),
            project_id: row.project_id,
            project: row.project_id.and_then(|id| projects.get(&id).cloned()),
            items: items.remove(id).unwrap_or_default(),
            lost: moved.lost.contains(id).then_some(LOST),
            outcome: row.outcome,
            undo: row.undo.as_deref().and_then(Undo::from_key).map(|undo| (undo, row.undo_reason)),
        })
    };
    Ok(chosen.iter().filter_map(row).collect())
}

/// A difference, with what stands now where that is no longer what the preview showed.
fn shown(seen: &Seen, item: item::Model, moved: &Moved) -> Option<Item> {
    let mut shown = Item {
        target: Target::from_key(&item.field)?,
        old: item.old,
        new: item.new,
        cell: item.cell,
        raw: item.raw,
        rule: item.rule,
        base: item.base,
        conflict: Conflict::of(item.conflict.as_deref(), item.side.as_deref()),
        blank: item.blank,
    };
    if let Some(now) = moved.values.get(&item.id) {
        if !shown.stands() {
            // a workbook for editing has its own before
            if seen.run.exported_audit_id.is_none() {
                shown.base = shown.old.take();
            }
            shown.conflict = Some(Conflict::open(MOVED));
        }
        shown.old.clone_from(now);
    }
    Some(shown)
}
