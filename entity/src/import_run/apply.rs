//! Applying an import: through the same operations that a person uses, in one transaction; every value keeps its
//! cell.
use super::{
    RowKind, State, Target,
    change::{Choice, store},
    diff::{Live, Present},
    item, record, row,
    standing::present,
};
use crate::{
    audit::Entry,
    db::Write,
    ledger,
    money::Cents,
    origin,
    precision::Precision,
    project::{self, change::Statement, field::Field},
    refusal::Refusal,
    region,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// What applying did, for the audit row.
pub(super) struct Applied {
    run_id: i64,
    detail: serde_json::Value,
}

/// Keeps what was applied.
pub(super) async fn commit(write: Write, applied: Applied) -> Result<(), Refusal> {
    write
        .commit(Entry {
            action: "import.apply",
            subject: "import_run",
            subject_id: applied.run_id.to_string(),
            detail: applied.detail,
            reason: None,
        })
        .await
}

/// Applies the chosen rows. What changed since the preview is compared anew: a value that no longer is what the
/// preview showed is left alone and reported.
pub(super) async fn apply(write: &mut Write, mut run: record::Model, choice: &Choice) -> Result<Applied, Refusal> {
    let day = run.stand_on.filter(|day| *day <= write.now.today).unwrap_or(write.now.today);
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.is_in([RowKind::New.key(), RowKind::Changed.key(), RowKind::Conflict.key()]))
        .order_by_asc(row::Column::Position)
        .all(write.tx())
        .await?;
    let mut items: HashMap<i64, Vec<item::Model>> = HashMap::new();
    for item in item::Entity::find()
        .filter(item::Column::RunId.eq(run.id))
        .order_by_asc(item::Column::Id)
        .all(write.tx())
        .await?
    {
        items.entry(item.row_id).or_default().push(item);
    }
    let present = present(write, rows.iter().filter_map(|row| row.project_id).collect(), day).await?;
    let (mut created, mut changed, mut left, mut entries) = (0u64, 0u64, 0u64, Vec::new());
    for row in rows {
        if !choice.takes(row.position) {
            outcome(write, row, "nicht gewählt", None).await?;
            continue;
        }
        let says = items.remove(&row.id).unwrap_or_default();
        let (mut project, is_new) = match row.project_id {
            Some(id) => (
                project::record::Entity::find_by_id(id)
                    .lock_exclusive()
                    .one(write.tx())
                    .await?
                    .ok_or(Refusal::NotFound)?,
                false,
            ),
            None => (make(write, &run, &row, &says, day).await?, true),
        };
        let empty = Present::default();
        let standing = present.get(&project.id).unwrap_or(&empty);
        let (mut done, mut skipped) = (0u64, 0u64);
        for item in says {
            let Some(target) = Target::from_key(&item.field) else { continue };
            if is_new && target == Target::Field(Field::Title) {
                continue;
            }
            if item.conflict.is_some() || item.blank || moved(&item, target, standing, day) {
                skipped += 1;
                continue;
            }
            let origin_id = cell(write, run.id, &item).await?;
            match target {
                Target::Field(field) => {
                    let value = item.new.clone();
                    project::change::state(write, &mut project, Statement::new(field, value, day, origin_id)).await?;
                }
                Target::Money { .. } => {
                    let replaced = standing.entries.get(&target).map_or(&[][..], Vec::as_slice);
                    entries.extend(level(&run, &project, target, &item, replaced, day, origin_id));
                }
            }
            done += 1;
        }
        let project_id = project.id;
        project::change::save(write, project).await?;
        left += skipped;
        if is_new {
            created += 1;
            outcome(write, row, "angelegt", Some(project_id)).await?;
        } else if done > 0 {
            changed += 1;
            outcome(write, row, if skipped > 0 { "teilweise übernommen" } else { "geändert" }, None).await?;
        } else {
            outcome(write, row, "unverändert gelassen", None).await?;
        }
    }
    let count = entries.len();
    ledger::change::insert(write, entries).await?;
    run.state = State::Applied.key().into();
    run.applied_by = write.actor.account_id;
    run.applied_at = Some(write.now.instant);
    let run_id = run.id;
    let detail = serde_json::json!({
        "sha256": run.sha256, "created": created, "changed": changed, "left": left, "entries": count, "valid_on": day,
    });
    store(write, run).await?;
    Ok(Applied { run_id, detail })
}

async fn outcome(write: &Write, row: row::Model, said: &str, project_id: Option<i64>) -> Result<(), Refusal> {
    let mut row = row.into_active_model();
    row.outcome = Set(Some(said.into()));
    if project_id.is_some() {
        row.project_id = Set(project_id);
    }
    row::Entity::update(row).exec(write.tx()).await?;
    Ok(())
}

/// Whether what stands is no longer what the preview showed.
fn moved(item: &item::Model, target: Target, standing: &Present, day: NaiveDate) -> bool {
    let now = match target {
        Target::Field(_) => standing.values.get(&target).cloned(),
        Target::Money { .. } => {
            let entries = standing.entries.get(&target).map_or(&[][..], Vec::as_slice);
            if entries.iter().any(|entry| entry.value_date > day) {
                return true;
            }
            let sum = entries.iter().try_fold(Cents::ZERO, |sum, entry| sum.checked_add(entry.cents));
            sum.filter(|_| !entries.is_empty()).map(Cents::plain)
        }
    };
    now != item.old
}

/// A new project from a row: its number is the list's, or a running one where the list has none.
async fn make(
    write: &mut Write,
    run: &record::Model,
    row: &row::Model,
    says: &[item::Model],
    day: NaiveDate,
) -> Result<project::record::Model, Refusal> {
    let title_item = says.iter().find(|item| item.field == Field::Title.key());
    let origin_id = match title_item {
        Some(item) => cell(write, run.id, item).await?,
        None => origin::entry(write).await?,
    };
    let number = if row.number.is_empty() { format!("IMP-{}-{}", run.id, row.position) } else { row.number.clone() };
    let title = if row.title.is_empty() { format!("Projekt {number}") } else { row.title.clone() };
    let new = project::change::New {
        programme_id: run.programme_id,
        number,
        title,
        region_id: row.region_id,
        authority_id: region::find::authority_of(write.tx(), row.region_id).await?,
        sample: run.sample,
        ..project::change::New::default()
    };
    project::change::create(write, new, day, origin_id).await
}

/// The entries that make a level: counter-entries for what it replaces, dated on its day, and the level itself.
fn level(
    run: &record::Model,
    project: &project::record::Model,
    target: Target,
    item: &item::Model,
    replaced: &[Live],
    day: NaiveDate,
    origin_id: i64,
) -> Vec<ledger::change::New> {
    let (Target::Money { kind, source, year }, Some(cents)) = (target, item.amount_cents) else { return Vec::new() };
    let precision = item.precision.as_deref().and_then(Precision::from_key).unwrap_or(Precision::About);
    let entry = |cents, reverses| ledger::change::New {
        programme_id: run.programme_id,
        project_id: Some(project.id),
        region_id: project.region_id,
        kind,
        source,
        cents,
        precision,
        value_date: day,
        year,
        reference: None,
        origin_id,
        reverses,
        sample: run.sample,
    };
    replaced
        .iter()
        .filter_map(|old| Some(entry(old.cents.checked_neg()?, Some(old.id))))
        .chain(std::iter::once(entry(cents, None)))
        .collect()
}

/// The origin of a value: its cell.
async fn cell(write: &Write, run_id: i64, item: &item::Model) -> Result<i64, Refusal> {
    let (sheet, cell) = item.cell.rsplit_once('!').unwrap_or(("", &item.cell));
    let origin = origin::ActiveModel {
        id: NotSet,
        kind: Set("cell".into()),
        run_id: Set(Some(run_id)),
        sheet: Set(Some(sheet.into())),
        cell: Set(Some(cell.into())),
        raw: Set(Some(item.raw.clone())),
        number_format: Set(item.number_format.clone()),
        rule: Set(Some(item.rule.clone())),
        account_id: Set(write.actor.account_id),
        source: Set(None),
    };
    Ok(origin::insert(write, origin).await?)
}
