//! Operations on imports: upload, read, ask to apply, release, cancel. Applying writes through the same operations
//! that a person uses, in one transaction; every value keeps its cell.
use super::{
    FileRead, Found, ReadRow, RowKind, State, Target,
    diff::{self, Live, Present, Projects},
    file, finding, item, record, row,
};
use crate::{
    actor::{Actor, Place},
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    job,
    ledger::{self, Kind, Source},
    money::Cents,
    origin,
    permission::Action,
    precision::Precision,
    project::{self, change::Statement, field::Field},
    refusal::Refusal,
    region,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use std::collections::{HashMap, HashSet};

/// SQLite takes at most 32,766 values in a statement.
const ROWS_AT_ONCE: usize = 1_000;

/// A file that somebody uploads; the server has already looked whether it can be read.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The programme.
    pub programme_id: i64,
    /// Name as uploaded.
    pub file_name: String,
    /// sha-256 of the content in hexadecimal digits.
    pub sha256: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// Who sent the file; the uploader's name when empty.
    pub sender: String,
    /// Whether its money is invented (Beispieldaten); only the program itself says so.
    pub sample: bool,
    /// Whether a job is to read it; the command line and seeds read at once.
    pub job: bool,
}

/// The region that an actor's uploads are limited to; none for those who may everywhere.
async fn limited_to(write: &Write, action: Action) -> Result<Option<i64>, Refusal> {
    if write.actor.can(action, &Place::default()) {
        return Ok(None);
    }
    for region in region::find::all(write.tx()).await? {
        if write.actor.can(action, &in_region(&region.slug)) {
            return Ok(Some(region.id));
        }
    }
    write.actor.may(action, &Place::default()).map(|()| None)
}

fn in_region(slug: &str) -> Place {
    Place { regions: vec![slug.into()], ..Place::default() }
}

/// Refuses early, before a file is read, unless the actor may upload.
///
/// # Errors
/// [`Refusal::SignInRequired`] or [`Refusal::Forbidden`].
pub fn may_upload(actor: &Actor) -> Result<(), Refusal> {
    if actor.may_somewhere(Action::UploadImport) { Ok(()) } else { actor.may(Action::UploadImport, &Place::default()) }
}

/// Leaves an audit row about a file that could not be read; nothing of the file is kept.
///
/// # Errors
/// The driver's error.
pub async fn refuse(db: &Db, actor: &Actor, now: Now, file_name: &str, size: u64, code: &str) -> Result<(), Refusal> {
    may_upload(actor)?;
    let write = db.write(now, actor).await?;
    write
        .commit(Entry {
            action: "import.refuse",
            subject: "import_run",
            subject_id: String::new(),
            detail: serde_json::json!({"file": file_name, "size": size, "code": code}),
            reason: None,
        })
        .await
}

/// Stores an uploaded file and asks for it to be read.
///
/// # Errors
/// Forbidden, or the driver's error.
pub async fn upload(db: &Db, actor: &Actor, now: Now, upload: Upload) -> Result<i64, Refusal> {
    may_upload(actor)?;
    let write = db.write(now, actor).await?;
    // authorities upload for their own grants, wherever these lie
    let region_id = if actor.has(crate::permission::Role::Authority) {
        None
    } else {
        limited_to(&write, Action::UploadImport).await?
    };
    let size = i64::try_from(upload.content.len()).unwrap_or(i64::MAX);
    let content = file::ActiveModel {
        sha256: Set(upload.sha256.clone()),
        size: Set(size),
        content: Set(upload.content),
        recorded_at: Set(now.instant),
    };
    file::Entity::insert(content)
        .on_conflict(OnConflict::column(file::Column::Sha256).do_nothing().to_owned())
        .exec_without_returning(write.tx())
        .await?;
    let sender = Some(upload.sender.trim()).filter(|sender| !sender.is_empty()).unwrap_or(&actor.name).to_owned();
    let run = record::ActiveModel {
        id: NotSet,
        programme_id: Set(upload.programme_id),
        state: Set(State::Reading.key().into()),
        file_name: Set(upload.file_name.clone()),
        sha256: Set(upload.sha256.clone()),
        size: Set(size),
        format: Set(None),
        sender: Set(sender),
        sample: Set(upload.sample),
        uploaded_by: Set(actor.account_id),
        region_id: Set(region_id),
        created_at: Set(now.instant),
        stand_on: Set(None),
        error_code: Set(None),
        error_message: Set(None),
        summary: Set("{\"tables\":[]}".into()),
        count_new: Set(0),
        count_changed: Set(0),
        count_same: Set(0),
        count_gone: Set(0),
        count_conflict: Set(0),
        count_error: Set(0),
        base_audit_id: Set(0),
        apply_choice: Set(None),
        requested_by: Set(None),
        requested_at: Set(None),
        applied_by: Set(None),
        applied_at: Set(None),
        version: Set(1),
    };
    let id = record::Entity::insert(run).exec(write.tx()).await?.last_insert_id;
    if upload.job {
        job::change::enqueue(&write, job::Kind::ReadImport, id).await?;
    }
    write
        .commit(Entry {
            action: "import.upload",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({"file": upload.file_name, "sha256": upload.sha256, "size": size}),
            reason: None,
        })
        .await?;
    Ok(id)
}

/// A run inside a write, locked.
async fn locked(write: &Write, id: i64) -> Result<record::Model, Refusal> {
    record::Entity::find_by_id(id).lock_exclusive().one(write.tx()).await?.ok_or(Refusal::NotFound)
}

/// Where a run lies, for the question who may.
async fn place_of(write: &Write, run: &record::Model) -> Result<Place, Refusal> {
    let region = match run.region_id {
        Some(id) => region::record::Entity::find_by_id(id).one(write.tx()).await?,
        None => None,
    };
    Ok(region.map(|region| in_region(&region.slug)).unwrap_or_default())
}

/// Notes that a file could not be read after all.
///
/// # Errors
/// [`Refusal::NotFound`], or the driver's error.
pub async fn fail(db: &Db, actor: &Actor, now: Now, id: i64, code: &str, message: &str) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    if State::from_key(&run.state) != Some(State::Reading) {
        return Ok(());
    }
    run.state = State::Failed.key().into();
    run.error_code = Some(code.into());
    run.error_message = Some(message.into());
    store(&write, run).await?;
    write
        .commit(Entry {
            action: "import.fail",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({"code": code}),
            reason: None,
        })
        .await
}

async fn store(write: &Write, mut run: record::Model) -> Result<(), Refusal> {
    run.version += 1;
    record::Entity::update(run.into_active_model().reset_all()).exec(write.tx()).await?;
    Ok(())
}

/// Stores what was read, compared with what stands now: the preview. Nothing else changes.
///
/// # Errors
/// [`Refusal::NotFound`], or the driver's error.
pub async fn preview(db: &Db, actor: &Actor, now: Now, id: i64, read: FileRead) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    if State::from_key(&run.state) != Some(State::Reading) {
        return Ok(());
    }
    run.stand_on = read.stand_on;
    let day = run.stand_on.filter(|day| *day <= now.today).unwrap_or(now.today);
    let mut findings = read.findings;
    if read.stand_on.is_some_and(|stand| stand > now.today) {
        findings.push(Found {
            cell: String::new(),
            severity: "warning",
            code: "stand.future".into(),
            message: "Der Stand der Liste liegt in der Zukunft. Die Angaben gelten ab heute.".into(),
            raw: String::new(),
        });
    }
    let regions = region::find::Names::load(write.tx()).await?;
    let (projects, ids) = known(&write, &read.rows, &regions).await?;
    let present = present(&write, &ids, day).await?;

    let mut counts: HashMap<RowKind, i64> = HashMap::new();
    let mut seen: HashMap<i64, u32> = HashMap::new();
    let mut seen_new: HashMap<String, u32> = HashMap::new();
    let mut position = 0;
    let mut items = Vec::new();
    for read_row in &read.rows {
        position += 1;
        let region_id = read_row.region.as_deref().and_then(|name| regions.find(name));
        let project_id = projects.find(read_row, region_id);
        let address = format!("{}!{}", read_row.sheet, read_row.row);
        let mut problem = |cell: String, severity, code: &str, message: String, raw: &str| {
            findings.push(Found { cell, severity, code: code.into(), message, raw: raw.into() });
        };
        let difference = diff::compare(read_row, project_id.and_then(|id| present.get(&id)), day);
        let twice = match project_id {
            Some(id) => seen.insert(id, read_row.row),
            None => seen_new.insert(crate::text::fold(key_of(read_row)), read_row.row),
        };
        let mut kind = difference.kind;
        if read_row.number.is_empty() && read_row.title.is_empty() {
            kind = RowKind::Error;
            problem(address.clone(), "error", "row.unnamed", "Die Zeile hat weder Nummer noch Titel.".into(), "");
        } else if let Some(first) = twice {
            kind = RowKind::Error;
            problem(
                address.clone(),
                "error",
                "row.twice",
                format!("Das Projekt steht schon in Zeile {first}. Diese Zeile wird nicht übernommen."),
                key_of(read_row),
            );
        }
        if let Some(name) = read_row.region.as_deref().filter(|_| region_id.is_none() && !read_row.region_by_heading) {
            let cell = read_row.region_cell.clone().unwrap_or_else(|| address.clone());
            let message = format!("Die Region „{name}“ ist nicht bekannt. Ein neues Projekt bleibt ohne Region.");
            problem(cell, "warning", "region.unknown", message, name);
        }
        if run.region_id.is_some() && kind != RowKind::Error {
            let lies_in = match project_id {
                Some(id) => ids.get(&id).copied().flatten(),
                None => region_id,
            };
            if lies_in != run.region_id {
                kind = RowKind::Error;
                let message = "Das Projekt liegt nicht in Ihrer Region. Die Zeile wird nicht übernommen.".to_owned();
                problem(address, "error", "region.foreign", message, read_row.region.as_deref().unwrap_or(""));
            }
        }
        for conflict in
            difference.differences.iter().filter_map(|difference| Some((difference, difference.conflict.clone()?)))
        {
            let (difference, message) = conflict;
            problem(difference.reading.address(), "warning", "amount.conflict", message, &difference.reading.raw);
        }
        *counts.entry(kind).or_default() += 1;
        let stored = row::ActiveModel {
            id: NotSet,
            run_id: Set(id),
            position: Set(position),
            sheet: Set(read_row.sheet.clone()),
            row_number: Set(i64::from(read_row.row)),
            kind: Set(kind.key().into()),
            number: Set(read_row.number.clone()),
            title: Set(read_row.title.clone()),
            region_id: Set(region_id),
            project_id: Set(project_id),
            outcome: Set(None),
        };
        let row_id = row::Entity::insert(stored).exec(write.tx()).await?.last_insert_id;
        items.extend(difference.differences.into_iter().map(|difference| item_of(id, row_id, difference)));
    }
    for (project_id, number, title, region_id) in gone(&write, &run, &seen).await? {
        position += 1;
        *counts.entry(RowKind::Gone).or_default() += 1;
        let stored = row::ActiveModel {
            id: NotSet,
            run_id: Set(id),
            position: Set(position),
            sheet: Set(String::new()),
            row_number: Set(0),
            kind: Set(RowKind::Gone.key().into()),
            number: Set(number),
            title: Set(title),
            region_id: Set(region_id),
            project_id: Set(Some(project_id)),
            outcome: Set(None),
        };
        row::Entity::insert(stored).exec_without_returning(write.tx()).await?;
    }
    for some in items.chunks(ROWS_AT_ONCE) {
        item::Entity::insert_many(some.to_vec()).exec_without_returning(write.tx()).await?;
    }
    let stored: Vec<finding::ActiveModel> = findings.into_iter().map(|found| finding_of(id, found)).collect();
    for some in stored.chunks(ROWS_AT_ONCE) {
        finding::Entity::insert_many(some.to_vec()).exec_without_returning(write.tx()).await?;
    }
    let count = |kind| counts.get(&kind).copied().unwrap_or(0);
    run.count_new = count(RowKind::New);
    run.count_changed = count(RowKind::Changed);
    run.count_same = count(RowKind::Same);
    run.count_gone = count(RowKind::Gone);
    run.count_conflict = count(RowKind::Conflict);
    run.count_error = count(RowKind::Error);
    run.format = Some(read.format);
    run.summary = serde_json::to_string(&read.summary).unwrap_or_default();
    run.state = State::Ready.key().into();
    run.base_audit_id = write.audit.id;
    let detail = serde_json::json!({
        "new": run.count_new, "changed": run.count_changed, "same": run.count_same, "gone": run.count_gone,
        "conflict": run.count_conflict, "error": run.count_error,
    });
    store(&write, run).await?;
    write
        .commit(Entry {
            action: "import.read",
            subject: "import_run",
            subject_id: id.to_string(),
            detail,
            reason: None,
        })
        .await
}

fn key_of(row: &ReadRow) -> &str {
    if row.number.is_empty() { &row.title } else { &row.number }
}

fn item_of(run_id: i64, row_id: i64, difference: diff::Difference) -> item::ActiveModel {
    let address = difference.reading.address();
    let reading = difference.reading;
    item::ActiveModel {
        id: NotSet,
        run_id: Set(run_id),
        row_id: Set(row_id),
        field: Set(reading.target.key()),
        old: Set(difference.old),
        amount_cents: Set(reading.target.is_money().then(|| Cents::parse_plain(&reading.value).ok()).flatten()),
        new: Set(Some(reading.value)),
        precision: Set(reading.precision.map(|precision| precision.key().into())),
        cell: Set(address),
        raw: Set(reading.raw),
        number_format: Set(reading.number_format),
        // a value in conflict is shown and never applied
        rule: Set(if difference.conflict.is_some() { format!("{CONFLICT}{}", reading.rule) } else { reading.rule }),
    }
}

/// Marks the rule of a value that stands in conflict.
pub(super) const CONFLICT: &str = "conflict: ";

fn finding_of(run_id: i64, found: Found) -> finding::ActiveModel {
    finding::ActiveModel {
        id: NotSet,
        run_id: Set(run_id),
        cell: Set(found.cell),
        severity: Set(found.severity.into()),
        code: Set(found.code),
        message: Set(found.message),
        raw: Set(found.raw),
    }
}

/// The projects that stand now, and the keys of those that the rows mean with the region each counts in.
async fn known(
    write: &Write,
    rows: &[ReadRow],
    regions: &region::find::Names,
) -> Result<(Projects, HashMap<i64, Option<i64>>), Refusal> {
    let mut projects = Projects::default();
    let mut region_of = HashMap::new();
    type Named = (i64, String, Option<String>, String, Option<i64>);
    let all: Vec<Named> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::Id)
        .column(project::record::Column::Number)
        .column(project::record::Column::GrantReference)
        .column(project::record::Column::Title)
        .column(project::record::Column::RegionId)
        .into_tuple()
        .all(write.tx())
        .await?;
    for (id, number, reference, title, region_id) in all {
        projects.add(id, &number, reference.as_deref(), &title, region_id);
        region_of.insert(id, region_id);
    }
    let meant: HashSet<i64> = rows
        .iter()
        .filter_map(|row| projects.find(row, row.region.as_deref().and_then(|name| regions.find(name))))
        .collect();
    region_of.retain(|id, _| meant.contains(id));
    Ok((projects, region_of))
}

/// What stands for some projects as of a day.
async fn present(
    write: &Write,
    ids: &HashMap<i64, Option<i64>>,
    day: NaiveDate,
) -> Result<HashMap<i64, Present>, Refusal> {
    let mut present: HashMap<i64, Present> = ids.keys().map(|id| (*id, Present::default())).collect();
    let mut keys: Vec<i64> = ids.keys().copied().collect();
    keys.sort_unstable();
    for some in keys.chunks(ROWS_AT_ONCE) {
        let numbers: Vec<(i64, String)> = project::record::Entity::find()
            .select_only()
            .column(project::record::Column::Id)
            .column(project::record::Column::Number)
            .filter(project::record::Column::Id.is_in(some.to_vec()))
            .into_tuple()
            .all(write.tx())
            .await?;
        for (id, number) in numbers {
            if let Some(project) = present.get_mut(&id) {
                project.number = number;
            }
        }
        let facts = project::fact::Entity::find()
            .filter(project::fact::Column::ProjectId.is_in(some.to_vec()))
            .filter(project::fact::Column::ValidOn.lte(day))
            .order_by_asc(project::fact::Column::ValidOn)
            .order_by_asc(project::fact::Column::RecordedAt)
            .order_by_asc(project::fact::Column::Id)
            .all(write.tx())
            .await?;
        for fact in facts {
            let (Some(project), Some(field)) = (present.get_mut(&fact.project_id), Field::from_key(&fact.field)) else {
                continue;
            };
            match fact.value {
                Some(value) => project.values.insert(Target::Field(field), value),
                None => project.values.remove(&Target::Field(field)),
            };
        }
        for (project_id, target, live) in live(write, some).await? {
            if let Some(project) = present.get_mut(&project_id) {
                project.entries.entry(target).or_default().push(live);
            }
        }
    }
    Ok(present)
}

/// Entries of some projects that are neither taken back nor counter-entries.
async fn live(write: &Write, ids: &[i64]) -> Result<Vec<(i64, Target, Live)>, Refusal> {
    let entries = ledger::record::Entity::find()
        .filter(ledger::record::Column::ProjectId.is_in(ids.to_vec()))
        .order_by_asc(ledger::record::Column::Id)
        .all(write.tx())
        .await?;
    let taken_back: HashSet<i64> = entries.iter().filter_map(|entry| entry.reverses_id).collect();
    let mut origins: Vec<i64> = entries.iter().map(|entry| entry.origin_id).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut cells: HashSet<i64> = HashSet::new();
    for some in origins.chunks(ROWS_AT_ONCE) {
        let rows: Vec<i64> = origin::Entity::find()
            .select_only()
            .column(origin::Column::Id)
            .filter(origin::Column::Id.is_in(some.to_vec()))
            .filter(origin::Column::Kind.eq("cell"))
            .into_tuple()
            .all(write.tx())
            .await?;
        cells.extend(rows);
    }
    Ok(entries
        .into_iter()
        .filter(|entry| entry.reverses_id.is_none() && !taken_back.contains(&entry.id))
        .filter_map(|entry| {
            let target = Target::Money {
                kind: Kind::from_key(&entry.kind)?,
                source: Source::from_key(&entry.source)?,
                year: entry.budget_year,
            };
            let live = Live {
                id: entry.id,
                cents: entry.amount_cents,
                value_date: entry.value_date,
                from_list: cells.contains(&entry.origin_id),
            };
            Some((entry.project_id?, target, live))
        })
        .collect())
}

type Missing = (i64, String, String, Option<i64>);

/// Projects of the sender's last applied list that this one does not name.
async fn gone(write: &Write, run: &record::Model, seen: &HashMap<i64, u32>) -> Result<Vec<Missing>, Refusal> {
    let last = record::Entity::find()
        .filter(record::Column::Sender.eq(&run.sender))
        .filter(record::Column::ProgrammeId.eq(run.programme_id))
        .filter(record::Column::State.eq(State::Applied.key()))
        .order_by_desc(record::Column::AppliedAt)
        .order_by_desc(record::Column::Id)
        .one(write.tx())
        .await?;
    let Some(last) = last else { return Ok(Vec::new()) };
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(last.id))
        .filter(row::Column::Kind.is_not_in([RowKind::Gone.key(), RowKind::Error.key()]))
        .order_by_asc(row::Column::Position)
        .all(write.tx())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some((row.project_id.filter(|id| !seen.contains_key(id))?, row.number, row.title, row.region_id))
        })
        .collect())
}

/// Which rows to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Every row that can be.
    All,
    /// Rows by their position.
    Rows(Vec<i32>),
}

impl Choice {
    fn stored(&self) -> String {
        match self {
            Self::All => "\"all\"".into(),
            Self::Rows(rows) => serde_json::to_string(rows).unwrap_or_default(),
        }
    }

    fn parse(text: &str) -> Self {
        serde_json::from_str(text).map_or(Self::All, Self::Rows)
    }

    fn takes(&self, position: i32) -> bool {
        match self {
            Self::All => true,
            Self::Rows(rows) => rows.contains(&position),
        }
    }
}

/// Asks to apply an import. Without money it is applied at once; with money it waits for a second person.
///
/// # Errors
/// Not found, forbidden, stale, or a state that does not allow it.
pub async fn request(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    choice: Choice,
) -> Result<State, Refusal> {
    let mut write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    actor.may(Action::ApplyImport, &apply_place(&write, &run).await?)?;
    expect(&run, version, State::Ready)?;
    let money = item::Entity::find()
        .filter(item::Column::RunId.eq(id))
        .filter(item::Column::AmountCents.is_not_null())
        .one(write.tx())
        .await?
        .is_some();
    run.apply_choice = Some(choice.stored());
    run.requested_by = actor.account_id;
    run.requested_at = Some(now.instant);
    if money {
        run.state = State::AwaitingRelease.key().into();
        store(&write, run).await?;
        write
            .commit(Entry {
                action: "import.request",
                subject: "import_run",
                subject_id: id.to_string(),
                detail: serde_json::json!({"rows": choice.stored()}),
                reason: None,
            })
            .await?;
        return Ok(State::AwaitingRelease);
    }
    let applied = apply(&mut write, run, &choice).await?;
    commit(write, applied).await?;
    Ok(State::Applied)
}

/// Authorities apply what they uploaded themselves; everybody else needs the region or everything.
async fn apply_place(write: &Write, run: &record::Model) -> Result<Place, Refusal> {
    let mut place = place_of(write, run).await?;
    if run.uploaded_by.is_some() && run.uploaded_by == write.actor.account_id {
        place.authority = write
            .actor
            .grants
            .iter()
            .find(|grant| grant.role == crate::permission::Role::Authority)
            .and_then(|grant| grant.scope.clone());
    }
    Ok(place)
}

/// Releases an import that makes money binding, and applies it. The one who asked for it may not.
///
/// # Errors
/// Not found, forbidden, stale, a state that does not allow it, or the same person.
pub async fn release(db: &Db, actor: &Actor, now: Now, id: i64, version: Option<i32>) -> Result<State, Refusal> {
    let mut write = db.write(now, actor).await?;
    let run = locked(&write, id).await?;
    let mut place = place_of(&write, &run).await?;
    place.authority = actor
        .grants
        .iter()
        .find(|grant| grant.role == crate::permission::Role::Authority)
        .and_then(|grant| grant.scope.clone());
    actor.may(Action::ReleaseImport, &place)?;
    expect(&run, version, State::AwaitingRelease)?;
    if actor.account_id.is_some() && actor.account_id == run.requested_by {
        return Err(Refusal::rule(
            "import.four_eyes",
            "Wer die Übernahme angestoßen hat, darf sie nicht selbst freigeben (Vier-Augen-Prinzip). Bitte eine zweite Person um die Freigabe.",
        ));
    }
    let choice = run.apply_choice.as_deref().map_or(Choice::All, Choice::parse);
    let applied = apply(&mut write, run, &choice).await?;
    commit(write, applied).await?;
    Ok(State::Applied)
}

/// Gives an import up.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn cancel(db: &Db, actor: &Actor, now: Now, id: i64) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    let own = run.uploaded_by.is_some() && run.uploaded_by == actor.account_id;
    if !own {
        actor.may(Action::ApplyImport, &place_of(&write, &run).await?)?;
    }
    if !matches!(State::from_key(&run.state), Some(State::Reading | State::Ready | State::AwaitingRelease)) {
        return Err(wrong_state(&run));
    }
    run.state = State::Cancelled.key().into();
    store(&write, run).await?;
    write
        .commit(Entry {
            action: "import.cancel",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({}),
            reason: None,
        })
        .await
}

fn expect(run: &record::Model, version: Option<i32>, state: State) -> Result<(), Refusal> {
    if version.is_some_and(|version| version != run.version) {
        Err(Refusal::Stale)
    } else if State::from_key(&run.state) == Some(state) {
        Ok(())
    } else {
        Err(wrong_state(run))
    }
}

fn wrong_state(run: &record::Model) -> Refusal {
    let label = State::from_key(&run.state).map_or("unbekannt", State::label);
    Refusal::rule("import.state", format!("Das geht nicht mehr: Der Import ist im Zustand „{label}“."))
}

/// What applying did, for the audit row.
struct Applied {
    run_id: i64,
    detail: serde_json::Value,
}

async fn commit(write: Write, applied: Applied) -> Result<(), Refusal> {
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
async fn apply(write: &mut Write, mut run: record::Model, choice: &Choice) -> Result<Applied, Refusal> {
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
    let ids: HashMap<i64, Option<i64>> = rows.iter().filter_map(|row| Some((row.project_id?, row.region_id))).collect();
    let present = present(write, &ids, day).await?;
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
            if item.rule.starts_with(CONFLICT) || moved(&item, target, standing, day) {
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
