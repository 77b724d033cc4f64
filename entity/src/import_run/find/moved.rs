//! What somebody changed since the preview, over all rows of a run.
use super::Seen;
use crate::{
    audit,
    db::{
        Db,
        packed::{self, Flag},
    },
    import_run::{
        BlankMeans, RowKind, State, Target,
        conflict::{applied, is_moved, standing, taken},
        diff::value_of,
        item, record, row,
        standing::ROWS_AT_ONCE,
    },
    ledger, project,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is no longer what the preview showed.
#[derive(Debug, Default)]
pub struct Moved {
    /// Values: the key of the difference, and what stands now.
    pub(in crate::import_run) values: HashMap<i64, Option<String>>,
    /// How many of them were in no conflict before.
    fresh: u64,
    /// Rows that are in conflict by that, with what the preview said they would do.
    pub(super) rows: HashMap<i64, RowKind>,
    /// Those of them that cannot be applied at all: the project came or went since.
    pub(super) lost: HashSet<i64>,
}

impl Moved {
    /// Whether a row is in conflict by that.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.rows.is_empty()
    }

    /// How many values are in conflict that were in none before.
    pub(super) fn fresh(&self) -> u64 {
        self.fresh
    }

    /// The counts of a run as they are now.
    pub(super) fn count(&self, counts: &mut BTreeMap<RowKind, i64>) {
        for kind in self.rows.values().filter(|kind| **kind != RowKind::Conflict) {
            *counts.entry(*kind).or_default() -= 1;
            *counts.entry(RowKind::Conflict).or_default() += 1;
        }
    }
}

/// What was changed since the preview of a run; nothing once it was decided to apply it or it was given up.
///
/// # Errors
/// The driver's error.
pub async fn moved_since(db: &Db, seen: &Seen) -> Result<Moved, Refusal> {
    match seen.state() {
        State::Ready | State::AwaitingRelease => moved(db.read(), &seen.run).await,
        _ => Ok(Moved::default()),
    }
}

/// The same inside a write. Only what was written to since is looked at.
pub(in crate::import_run) async fn moved(
    connection: &impl ConnectionTrait,
    run: &record::Model,
) -> Result<Moved, Refusal> {
    let mut moved = Moved::default();
    let Some(day) = run.compared_on.filter(|_| run.base_audit_id > 0) else { return Ok(moved) };
    if audit::newest(connection).await? <= run.base_audit_id {
        return Ok(moved);
    }
    let touched = touched(connection, run.base_audit_id).await?;
    let rows = rows(connection, run, &touched).await?;
    for row in rows.iter().filter(|row| row.lost) {
        moved.lost.insert(row.id);
        moved.rows.insert(row.id, row.kind);
    }
    let there: HashMap<i64, &Touched> = rows.iter().filter(|row| !row.lost).map(|row| (row.id, row)).collect();
    let keeps = BlankMeans::from_key(&run.blank_means).unwrap_or_default() == BlankMeans::Keep;
    let mut ids: Vec<i64> = there.keys().copied().collect();
    ids.sort_unstable();
    for some in ids.chunks(ROWS_AT_ONCE) {
        type Loaded = (i64, i64, String, Option<String>, Option<String>, Flag, Flag, Flag);
        use item::Column;
        let question = item::Entity::find().filter(item::of_rows(some));
        let columns = [Column::Id, Column::RowId, Column::Field, Column::Old, Column::New, Column::Blank];
        let computed = [applied(), taken()];
        let items: Vec<Loaded> = packed::rows_with(connection, question, &columns, computed).await?;
        let targets: BTreeSet<Target> = items.iter().filter_map(|item| Target::from_key(&item.2)).collect();
        let projects = some.iter().filter_map(|id| there.get(id)?.project_id).collect();
        let present = standing(connection, run, projects, &targets).await?;
        for (id, row_id, field, old, new, Flag(blank), Flag(applied), Flag(taken)) in items {
            let Some(row) = there.get(&row_id) else { continue };
            let Some(standing) = row.project_id.and_then(|id| present.get(&id)) else { continue };
            let Some(target) = Target::from_key(&field) else { continue };
            let now = value_of(target, standing, day);
            let changed = match applied {
                // what says the same meanwhile is no conflict
                true => now != new && is_moved(target, old.as_deref(), taken, standing, day),
                false => now != old,
            };
            if !changed {
                continue;
            }
            moved.values.insert(id, now);
            if applied && !(blank && keeps) {
                moved.rows.insert(row_id, row.kind);
                moved.fresh += 1;
            }
        }
    }
    Ok(moved)
}

/// A row whose project was written to.
struct Touched {
    id: i64,
    kind: RowKind,
    project_id: Option<i64>,
    /// The project came or went.
    lost: bool,
}

/// The projects that were written to after an audit row.
async fn touched(connection: &impl ConnectionTrait, base: i64) -> Result<Vec<i64>, Refusal> {
    let stated: Vec<i64> = project::fact::Entity::find()
        .select_only()
        .distinct()
        .column(project::fact::Column::ProjectId)
        .filter(project::fact::Column::AuditId.gt(base))
        .into_tuple()
        .all(connection)
        .await?;
    let booked: Vec<i64> = ledger::record::Entity::find()
        .select_only()
        .distinct()
        .column(ledger::record::Column::ProjectId)
        .filter(ledger::record::Column::AuditId.gt(base))
        .filter(ledger::record::Column::ProjectId.is_not_null())
        .into_tuple()
        .all(connection)
        .await?;
    let all: BTreeSet<i64> = stated.into_iter().chain(booked).collect();
    Ok(all.into_iter().collect())
}

/// The rows of a run that are about these projects.
async fn rows(
    connection: &impl ConnectionTrait,
    run: &record::Model,
    projects: &[i64],
) -> Result<Vec<Touched>, Refusal> {
    let mut rows = Vec::new();
    for some in projects.chunks(ROWS_AT_ONCE) {
        let named: HashMap<i64, (String, bool)> = project::record::Entity::find()
            .select_only()
            .columns([project::record::Column::Id, project::record::Column::Number, project::record::Column::Title])
            .filter(project::record::Column::Id.is_in(some.to_vec()))
            .into_tuple::<(i64, String, String)>()
            .all(connection)
            .await?
            .into_iter()
            .map(|(id, number, title)| (id, (number, !title.is_empty())))
            .collect();
        let taken = named.values().filter(|(_, there)| *there).map(|(number, _)| number.as_str());
        let kinds = [RowKind::New, RowKind::Changed, RowKind::Conflict].map(RowKind::key);
        let of_run = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Kind, row::Column::ProjectId])
            .filter(row::Column::RunId.eq(run.id))
            .filter(row::Column::Kind.is_in(kinds))
            .filter(
                Condition::any()
                    .add(row::Column::ProjectId.is_in(some.to_vec()))
                    .add(Condition::all().add(row::Column::ProjectId.is_null()).add(row::Column::Number.is_in(taken))),
            );
        let found: Vec<(i64, String, Option<i64>)> = of_run.into_tuple().all(connection).await?;
        rows.extend(found.into_iter().filter_map(|(id, kind, project_id)| {
            let lost = project_id.is_none_or(|id| named.get(&id).is_none_or(|(_, there)| !there));
            Some(Touched { id, kind: RowKind::from_key(&kind)?, project_id, lost })
        }));
    }
    Ok(rows)
}
