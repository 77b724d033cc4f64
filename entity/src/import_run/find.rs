//! Questions about imports: the list, one run with its preview, the totals before and after.
use super::{
    BlankMeans, RowKind, State, Summary, Target, Undo,
    diff::value_of,
    file, finding, item, record, row,
    scope::{place_of, visible},
    standing::{Sight, present},
    undo,
};
use crate::{
    account,
    actor::{Actor, Place},
    audit,
    db::Db,
    job,
    ledger::Kind,
    money::Cents,
    permission::Action,
    project::find::{LAST_PAGE, Page},
    refusal::Refusal,
    region,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A run as the list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Key, part of its address.
    pub id: i64,
    /// State.
    pub state: State,
    /// File's name.
    pub file_name: String,
    /// Who sent the file.
    pub sender: String,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The day the list stands for.
    pub stand_on: Option<NaiveDate>,
    /// Rows by what they would do.
    pub counts: BTreeMap<RowKind, i64>,
    /// Whether its money is invented (Beispieldaten).
    pub sample: bool,
}

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
    /// What stood when the workbook was exported, for one exported for editing.
    pub base: Option<String>,
    /// Why it is not applied as it is, in German.
    pub conflict: Option<String>,
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
    /// What became of it when applied.
    pub outcome: Option<String>,
    /// What became of it when the import was taken back, and why it was kept then.
    pub undo: Option<(Undo, Option<String>)>,
}

/// A total before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Region's name; none for projects without region.
    pub region: Option<String>,
    /// What the money is.
    pub target: Target,
    /// Sum of what stands for the rows that would change, in cents.
    pub before: Cents,
    /// Sum after applying all that can be.
    pub after: Cents,
}

/// Everything that the page of a run shows.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The line of the list.
    pub line: Line,
    /// Version for forms.
    pub version: i32,
    /// Content's sha-256.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Format as recognised.
    pub format: Option<String>,
    /// Code and German sentence when it could not be read.
    pub error: Option<(String, String)>,
    /// What was recognised.
    pub summary: Summary,
    /// Findings, worst first.
    pub findings: Vec<finding::Model>,
    /// Rows that differ, most urgent first, at most [`ROWS_SHOWN`].
    pub rows: Vec<Row>,
    /// Money before and after by region and kind, over the differing rows.
    pub shifts: Vec<Shift>,
    /// The day from which the values hold when applied.
    pub valid_on: Option<NaiveDate>,
    /// How far reading is: done and total (0 while unknown), and what it is doing.
    pub progress: Option<(i64, i64, String)>,
    /// Who asked to apply it, and when.
    pub requested: Option<(String, Option<DateTime<Utc>>)>,
    /// Who released or applied it, and when.
    pub applied: Option<(String, Option<DateTime<Utc>>)>,
    /// Who took it back, and when.
    pub undone: Option<(String, Option<DateTime<Utc>>)>,
    /// How many rows ended how when it was taken back.
    pub undo_counts: BTreeMap<Undo, i64>,
    /// What an empty cell over a value means.
    pub blank_means: BlankMeans,
    /// How many empty cells stand over a value.
    pub blanks: u64,
    /// Whether it is a workbook that was exported for editing.
    pub exported: bool,
    /// Whether a value of the rows shown was changed since the preview.
    pub moved: bool,
    /// An earlier applied run with the very same file.
    pub same_file: Option<i64>,
    /// Whether the actor may ask to apply it now.
    pub may_apply: bool,
    /// Whether the actor may release it now.
    pub may_release: bool,
    /// Whether the actor may cancel it now.
    pub may_cancel: bool,
    /// Whether the actor may take it back now.
    pub may_undo: bool,
    /// Whether the actor may decide about its columns, values and blanks now.
    pub may_decide: bool,
}

/// How many differing rows a page shows.
pub const ROWS_SHOWN: u64 = 500;

/// A page of the runs that the actor may see, newest first.
///
/// # Errors
/// [`Refusal::SignInRequired`] or [`Refusal::Forbidden`] for those who have nothing to do with imports.
pub async fn list(db: &Db, actor: &Actor, page: u64, size: u64) -> Result<Page<Line>, Refusal> {
    let connection = db.read();
    let Some(condition) = visible(connection, actor).await? else {
        return Err(actor.may(Action::UploadImport, &Place::default()).err().unwrap_or(Refusal::Forbidden));
    };
    let page = page.clamp(1, LAST_PAGE);
    let query = record::Entity::find().filter(condition);
    let total = query.clone().count(connection).await?;
    let rows = query
        .order_by_desc(record::Column::Id)
        .offset((page - 1).saturating_mul(size))
        .limit(size)
        .all(connection)
        .await?;
    let names = names(connection, rows.iter().filter_map(|run| run.uploaded_by)).await?;
    Ok(Page { items: rows.iter().map(|run| line(run, &names)).collect(), total, page, size })
}

fn line(run: &record::Model, names: &HashMap<i64, String>) -> Line {
    Line {
        id: run.id,
        state: State::from_key(&run.state).unwrap_or(State::Failed),
        file_name: run.file_name.clone(),
        sender: run.sender.clone(),
        uploaded_by: run.uploaded_by.and_then(|id| names.get(&id).cloned()),
        created_at: run.created_at,
        stand_on: run.stand_on,
        counts: BTreeMap::from([
            (RowKind::New, run.count_new),
            (RowKind::Changed, run.count_changed),
            (RowKind::Same, run.count_same),
            (RowKind::Gone, run.count_gone),
            (RowKind::Conflict, run.count_conflict),
            (RowKind::Error, run.count_error),
        ]),
        sample: run.sample,
    }
}

async fn names(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, DbErr> {
    Ok(account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(ids.collect::<Vec<_>>()))
        .all(connection)
        .await?
        .into_iter()
        .map(|account| (account.id, account.display_name))
        .collect())
}

pub(super) async fn run_for(
    db: &Db,
    actor: &Actor,
    id: i64,
) -> Result<(record::Model, Vec<region::record::Model>), Refusal> {
    let regions = region::find::all(db.read()).await?;
    let Some(condition) = visible(db.read(), actor).await? else {
        return Err(actor.may(Action::UploadImport, &Place::default()).err().unwrap_or(Refusal::Forbidden));
    };
    let run = record::Entity::find_by_id(id).filter(condition).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    Ok((run, regions))
}

/// The state of a run, for its progress.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn progress(db: &Db, actor: &Actor, id: i64) -> Result<(State, Option<(i64, i64, String)>), Refusal> {
    let (run, _) = run_for(db, actor, id).await?;
    let state = State::from_key(&run.state).unwrap_or(State::Failed);
    Ok((state, job_of(db, id, state).await?))
}

async fn job_of(db: &Db, id: i64, state: State) -> Result<Option<(i64, i64, String)>, DbErr> {
    let kind = match state {
        State::Applying | State::Undoing => job::Kind::CarryOutImport,
        _ => job::Kind::ReadImport,
    };
    Ok(job::record::Entity::find()
        .filter(job::record::Column::SubjectId.eq(id))
        .filter(job::record::Column::Kind.eq(kind.key()))
        .order_by_desc(job::record::Column::Id)
        .one(db.read())
        .await?
        .map(|job| (job.done, job.total, job.message)))
}

/// The run with a key.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn detail(db: &Db, actor: &Actor, id: i64) -> Result<Detail, Refusal> {
    let (run, regions) = run_for(db, actor, id).await?;
    let connection = db.read();
    let state = State::from_key(&run.state).unwrap_or(State::Failed);
    let people = [run.uploaded_by, run.requested_by, run.applied_by, run.undone_by];
    let names = names(connection, people.into_iter().flatten()).await?;
    let named = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "Leitstand".into());
    let mut findings = finding::Entity::find()
        .filter(finding::Column::RunId.eq(id))
        .order_by_asc(finding::Column::Id)
        .all(connection)
        .await?;
    let weight = |severity: &str| match severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    findings.sort_by_key(|finding| weight(&finding.severity));
    let mut rows = differing(db, &run, &regions, 0, ROWS_SHOWN).await?;
    let open = matches!(state, State::Ready | State::AwaitingRelease);
    let moved = open && mark_moved(connection, &run, &mut rows).await?;
    let shifts = shifts(db, &run, &regions).await?;
    let same_file = record::Entity::find()
        .filter(record::Column::Sha256.eq(&run.sha256))
        .filter(record::Column::State.eq(State::Applied.key()))
        .filter(record::Column::Id.ne(id))
        .order_by_desc(record::Column::Id)
        .one(connection)
        .await?
        .map(|run| run.id);
    let place = place_of(connection, &run).await?;
    let under_way = matches!(state, State::Reading | State::Applying | State::Undoing);
    let undo_counts = if state == State::Undone { undo_counts(connection, id).await? } else { BTreeMap::new() };
    let blanks = item::Entity::find().filter(item::Column::RunId.eq(id)).filter(item::Column::Blank.eq(true));
    let blanks = blanks.count(connection).await?;
    let may_undo = state == State::Applied && undo::may(connection, actor, &run).await.is_ok();
    let own = run.uploaded_by.is_some() && run.uploaded_by == actor.account_id;
    let applicable = run.count_new + run.count_changed + run.count_conflict > 0;
    Ok(Detail {
        line: line(&run, &names),
        version: run.version,
        sha256: run.sha256,
        size: run.size,
        format: run.format,
        error: run.error_code.zip(run.error_message),
        summary: serde_json::from_str(&run.summary).unwrap_or_default(),
        findings,
        rows,
        shifts,
        valid_on: run.stand_on,
        progress: if under_way { job_of(db, id, state).await? } else { None },
        requested: run.requested_at.map(|at| (named(run.requested_by), Some(at))),
        applied: run.applied_at.map(|at| (named(run.applied_by), Some(at))),
        undone: run.undone_at.map(|at| (named(run.undone_by), Some(at))),
        undo_counts,
        blank_means: BlankMeans::from_key(&run.blank_means).unwrap_or_default(),
        blanks,
        exported: run.exported_audit_id.is_some(),
        moved,
        same_file,
        may_apply: state == State::Ready && applicable && actor.can(Action::ApplyImport, &place),
        may_release: state == State::AwaitingRelease
            && actor.can(Action::ReleaseImport, &place)
            && (actor.account_id.is_none() || actor.account_id != run.requested_by),
        may_cancel: matches!(state, State::Reading | State::Ready | State::AwaitingRelease | State::Applying)
            && (own || actor.can(Action::ApplyImport, &place)),
        may_undo,
        may_decide: matches!(state, State::Ready | State::Failed) && (own || actor.can(Action::ApplyImport, &place)),
    })
}

/// How the rows of an import that was taken back ended; their values are history.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn undone(db: &Db, actor: &Actor, id: i64) -> Result<Vec<undo::Line>, Refusal> {
    let (run, _) = run_for(db, actor, id).await?;
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Undo.is_not_null())
        .order_by_asc(row::Column::Position)
        .all(db.read())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(undo::Line {
                position: row.position,
                number: row.number,
                title: row.title,
                project: None,
                outcome: Undo::from_key(row.undo.as_deref()?)?,
                reason: row.undo_reason,
                values: Vec::new(),
            })
        })
        .collect())
}

async fn undo_counts(connection: &impl ConnectionTrait, id: i64) -> Result<BTreeMap<Undo, i64>, DbErr> {
    let rows: Vec<(Option<String>, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::Undo)
        .column_as(row::Column::Id.count(), "n")
        .filter(row::Column::RunId.eq(id))
        .group_by(row::Column::Undo)
        .into_tuple()
        .all(connection)
        .await?;
    let counted = rows.into_iter().filter_map(|(undo, count)| Some((Undo::from_key(&undo?)?, count)));
    let mut counts: BTreeMap<Undo, i64> = Undo::ALL.into_iter().map(|undo| (undo, 0)).collect();
    counts.extend(counted);
    Ok(counts)
}

/// The rows that differ, most urgent first.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn changes(db: &Db, actor: &Actor, id: i64, offset: u64, limit: u64) -> Result<Vec<Row>, Refusal> {
    let (run, regions) = run_for(db, actor, id).await?;
    Ok(differing(db, &run, &regions, offset, limit).await?)
}

async fn differing(
    db: &Db,
    run: &record::Model,
    regions: &[region::record::Model],
    offset: u64,
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    let connection = db.read();
    let mut rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.ne(RowKind::Same.key()))
        .order_by_asc(row::Column::Position)
        .all(connection)
        .await?;
    rows.sort_by_key(|row| (RowKind::from_key(&row.kind), row.position));
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let rows: Vec<row::Model> =
        rows.into_iter().skip(from).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
    let mut items: HashMap<i64, Vec<Item>> = HashMap::new();
    for item in item::Entity::find()
        .filter(item::Column::RowId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(item::Column::Id)
        .all(connection)
        .await?
    {
        let Some(target) = Target::from_key(&item.field) else { continue };
        items.entry(item.row_id).or_default().push(Item {
            target,
            old: item.old,
            new: item.new,
            cell: item.cell,
            raw: item.raw,
            rule: item.rule,
            base: item.base,
            conflict: item.conflict,
            blank: item.blank,
        });
    }
    let projects: HashMap<i64, String> = crate::project::record::Entity::find()
        .select_only()
        .column(crate::project::record::Column::Id)
        .column(crate::project::record::Column::Number)
        .filter(crate::project::record::Column::Id.is_in(rows.iter().filter_map(|row| row.project_id)))
        .into_tuple::<(i64, String)>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| Row {
            position: row.position,
            kind: RowKind::from_key(&row.kind).unwrap_or(RowKind::Error),
            sheet: row.sheet,
            row: row.row_number,
            number: row.number,
            title: row.title,
            region: name_of(regions, row.region_id),
            project_id: row.project_id,
            project: row.project_id.and_then(|id| projects.get(&id).cloned()),
            items: items.remove(&row.id).unwrap_or_default(),
            outcome: row.outcome,
            undo: row.undo.as_deref().and_then(Undo::from_key).map(|undo| (undo, row.undo_reason)),
        })
        .collect())
}

/// Marks the values that are no longer what the preview showed: what it showed, what stands now and what the list says
/// stand side by side, and the value is not applied. Whether there are any.
async fn mark_moved(connection: &impl ConnectionTrait, run: &record::Model, rows: &mut [Row]) -> Result<bool, Refusal> {
    let Some(day) = run.compared_on else { return Ok(false) };
    if audit::newest(connection).await? <= run.base_audit_id {
        return Ok(false);
    }
    let targets: BTreeSet<Target> = rows.iter().flat_map(|row| row.items.iter().map(|item| item.target)).collect();
    let ids = rows.iter().filter_map(|row| row.project_id).collect();
    let present = present(connection, ids, &targets, Sight { day, today: day, known: None }).await?;
    let mut moved = false;
    for row in rows {
        let Some(standing) = row.project_id.and_then(|id| present.get(&id)) else { continue };
        for item in row.items.iter_mut().filter(|item| item.conflict.is_none()) {
            let now = value_of(item.target, standing, day);
            if now != item.old && now != item.new {
                item.base = std::mem::replace(&mut item.old, now);
                item.conflict =
                    Some("Seit der Vorschau hat jemand diesen Wert geändert. Er bleibt, wie er jetzt ist.".into());
                (row.kind, moved) = (RowKind::Conflict, true);
            }
        }
    }
    Ok(moved)
}

fn name_of(regions: &[region::record::Model], id: Option<i64>) -> Option<String> {
    regions.iter().find(|region| Some(region.id) == id).map(|region| region.name.clone())
}

/// Money before and after by region and kind; years of planned money are summed.
async fn shifts(db: &Db, run: &record::Model, regions: &[region::record::Model]) -> Result<Vec<Shift>, DbErr> {
    let rows: HashMap<i64, Option<i64>> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .column(row::Column::RegionId)
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.is_in([RowKind::New.key(), RowKind::Changed.key(), RowKind::Conflict.key()]))
        .into_tuple::<(i64, Option<i64>)>()
        .all(db.read())
        .await?
        .into_iter()
        .collect();
    let items = item::Entity::find()
        .filter(item::Column::RunId.eq(run.id))
        .filter(item::Column::AmountCents.is_not_null())
        .all(db.read())
        .await?;
    let position = |id: Option<i64>| regions.iter().position(|region| Some(region.id) == id).unwrap_or(usize::MAX);
    let mut sums: BTreeMap<(usize, Target), (Cents, Cents)> = BTreeMap::new();
    for item in items.into_iter().filter(|item| item.conflict.is_none() && !item.blank) {
        let (Some(region), Some(Target::Money { kind, source, year })) =
            (rows.get(&item.row_id), Target::from_key(&item.field))
        else {
            continue;
        };
        let year = if kind == Kind::Planned { None } else { year };
        let sum = sums.entry((position(*region), Target::Money { kind, source, year })).or_default();
        let old = item.old.as_deref().and_then(|old| Cents::parse_plain(old).ok()).unwrap_or_default();
        sum.0 = sum.0.checked_add(old).unwrap_or(sum.0);
        sum.1 = sum.1.checked_add(item.amount_cents.unwrap_or_default()).unwrap_or(sum.1);
    }
    Ok(sums
        .into_iter()
        .map(|((position, target), (before, after))| Shift {
            region: regions.get(position).map(|region| region.name.clone()),
            target,
            before,
            after,
        })
        .collect())
}

/// The uploaded file as it came: its name and its bytes.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn original(db: &Db, actor: &Actor, id: i64) -> Result<(String, Vec<u8>), Refusal> {
    let (run, _) = run_for(db, actor, id).await?;
    let file = file::Entity::find_by_id(run.sha256).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    Ok((run.file_name, file.content))
}
