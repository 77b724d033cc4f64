//! The preview: what was read, compared with what stands. Nothing else changes.
use super::{
    BlankMeans, FileRead, Found, ReadRow, RowKind, State, Target,
    change::{locked, store},
    conflict::{Conflict, Decided, applied},
    diff, finding,
    fit::fit,
    item, record, row,
    scope::Scope,
    standing::{Lies, ROWS_AT_ONCE, Sight, meant, present, there},
};
use crate::{
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write, bulk, packed},
    ledger::{self, Kind, Source},
    money::Cents,
    refusal::Refusal,
    region,
    text::fold,
    viewpoint::Viewpoint,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::{BTreeSet, HashMap};

/// Stores what was read, compared with what stands now: the preview. Nothing else changes.
///
/// # Errors
/// [`Refusal::NotFound`], or the driver's error.
pub async fn preview(db: &Db, actor: &Actor, now: Now, id: i64, mut read: FileRead) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    if State::from_key(&run.state) != Some(State::Reading) {
        return Ok(());
    }
    super::decide::keep(&write, &mut run, &mut read).await?;
    let decided = Decided::load(&write, id).await?;
    super::decide::clear(&write, id).await?;
    run.stand_on = read.stand_on;
    run.exported_audit_id = read.base.map(|base| base.audit_id);
    run.exported_on = read.base.map(|base| base.day);
    let blank_means = BlankMeans::from_key(&run.blank_means).unwrap_or_default();
    let day = run.stand_on.filter(|day| *day <= now.today).unwrap_or(now.today);
    run.compared_on = Some(day);
    let (there, projects) = there(write.tx()).await?;
    fit(&write, &run, &mut read, &there, &projects).await?;
    let regions = region::find::Names::load(write.tx()).await?;
    let lies = meant(&there, &projects, &read.rows, &regions);
    let targets = targets(&read.rows);
    let keys: Vec<i64> = lies.keys().copied().collect();
    let sight = Sight { day, today: now.today, known: None };
    let before = match read.base {
        Some(base) => {
            let sight = Sight { day: base.day, today: base.day, known: Some(base.audit_id) };
            Some((present(write.tx(), keys.clone(), &targets, sight).await?, base.day))
        }
        None => None,
    };
    let present = present(write.tx(), keys, &targets, sight).await?;

    let granted_by = region::find::authorities(write.tx()).await?;
    let mut judge = Judge { scope: Scope::from(&run), findings: read.findings, ..Judge::default() };
    if read.stand_on.is_some_and(|stand| stand > now.today) {
        let message = "Der Stand der Liste liegt in der Zukunft. Die Angaben gelten ab heute.";
        judge.finds(String::new(), "warning", "stand.future", message.into(), "");
    }
    let mut counts: HashMap<RowKind, i64> = HashMap::new();
    let mut stored = Stored::default();
    let mut next = bulk::reserve::<row::Entity>(write.tx(), read.rows.len()).await?;
    let mut position = 0;
    // taken out one by one: what is compared and stored needs no memory any more
    for read_row in read.rows {
        let read_row = &read_row;
        position += 1;
        let region_id = read_row.region.as_deref().and_then(|name| regions.find(name));
        let project_id = projects.find(read_row, region_id);
        let standing = project_id.and_then(|id| present.get(&id));
        let base = before.as_ref().and_then(|(before, day)| Some((before.get(&project_id?)?, *day)));
        let mut difference = diff::compare(read_row, standing, base, day, blank_means);
        decided.follow(&mut difference.differences);
        difference.kind = diff::kind(standing.is_some(), &difference.differences, blank_means);
        let lies_in = match project_id {
            Some(id) => lies.get(&id).copied().unwrap_or_default(),
            None => Lies { region_id, authority_id: region_id.and_then(|id| granted_by.get(&id).copied()) },
        };
        let kind = judge.judge(read_row, project_id, region_id, lies_in, &difference);
        *counts.entry(kind).or_default() += 1;
        stored.rows.push(row::Model {
            number: read_row.number.clone(),
            title: read_row.title.clone(),
            ..row_of(next, id, kind, position, &read_row.sheet, read_row.row, region_id, project_id)
        });
        stored.items.extend(difference.differences.into_iter().map(|difference| item_of(id, next, difference)));
        next += 1;
        if stored.rows.len() == ROWS_AT_ONCE {
            stored.write(&write).await?;
        }
    }
    // a workbook for editing holds what its list was narrowed to: nothing is missing in it
    let gone = if read.base.is_some() { Vec::new() } else { gone(&write, &run, &judge.seen).await? };
    let mut next = bulk::reserve::<row::Entity>(write.tx(), gone.len()).await?.max(next);
    for (project_id, number, title, region_id) in gone {
        position += 1;
        *counts.entry(RowKind::Gone).or_default() += 1;
        let gone = row_of(next, id, RowKind::Gone, position, "", 0, region_id, Some(project_id));
        stored.rows.push(row::Model { number, title, ..gone });
        next += 1;
    }
    stored.write(&write).await?;
    over_ceiling(&write, &run, &mut judge).await?;
    bulk::insert(write.tx(), judge.findings.into_iter().map(|found| finding_of(id, found))).await?;
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

/// Decides what each row would do, and remembers what to look at.
#[derive(Default)]
struct Judge {
    /// What the uploader is limited to.
    scope: Scope,
    findings: Vec<Found>,
    /// Projects that rows mean, with the first such row.
    seen: HashMap<i64, u32>,
    /// New projects by what names them, with the first such row.
    seen_new: HashMap<String, u32>,
}

impl Judge {
    fn finds(&mut self, cell: String, severity: &'static str, code: &str, message: String, raw: &str) {
        self.findings.push(Found { cell, severity, code: code.into(), message, raw: raw.into() });
    }

    fn judge(
        &mut self,
        row: &ReadRow,
        project_id: Option<i64>,
        region_id: Option<i64>,
        lies_in: Lies,
        difference: &diff::RowDifference,
    ) -> RowKind {
        let address = format!("{}!{}", row.sheet, row.row);
        let named = if row.number.is_empty() { &row.title } else { &row.number };
        if let Some(name) = row.region.as_deref().filter(|_| region_id.is_none() && !row.region_by_heading) {
            let cell = row.region_cell.clone().unwrap_or_else(|| address.clone());
            let message = format!("Die Region „{name}“ ist nicht bekannt. Ein neues Projekt bleibt ohne Region.");
            self.finds(cell, "warning", "region.unknown", message, name);
        }
        for difference in &difference.differences {
            if let Some(message) = difference.conflict.as_ref().map(|conflict| conflict.reason.clone()) {
                let reading = &difference.reading;
                self.finds(reading.address(), "warning", "amount.conflict", message, &reading.raw);
            }
        }
        if row.key.is_some() && project_id.is_none() {
            let message = "Das Projekt dieser Zeile gibt es nicht mehr. Die Zeile wird nicht übernommen.".into();
            self.finds(address, "error", "row.key_unknown", message, named);
            return RowKind::Error;
        }
        if named.is_empty() {
            let message = "Die Zeile hat weder Nummer noch Titel.".into();
            self.finds(address, "error", "row.unnamed", message, "");
            return RowKind::Error;
        }
        let first = match project_id {
            Some(id) => self.seen.insert(id, row.row),
            None => self.seen_new.insert(fold(named), row.row),
        };
        if let Some(first) = first {
            let message = format!("Das Projekt steht schon in Zeile {first}. Diese Zeile wird nicht übernommen.");
            self.finds(address, "error", "row.twice", message, named);
            return RowKind::Error;
        }
        if !self.scope.holds(lies_in.region_id, lies_in.authority_id) {
            let (code, message) = match self.scope.authority_id {
                None => ("region.foreign", "Das Projekt liegt nicht in Ihrer Region. Die Zeile wird nicht übernommen."),
                Some(_) => {
                    ("authority.foreign", "Das Projekt bewilligt eine andere Behörde. Die Zeile wird nicht übernommen.")
                }
            };
            self.finds(address, "error", code, message.into(), row.region.as_deref().unwrap_or(""));
            return RowKind::Error;
        }
        difference.kind
    }
}

/// Rows and values on their way into the tables: a long list is written in portions.
#[derive(Default)]
struct Stored {
    rows: Vec<row::Model>,
    items: Vec<item::ActiveModel>,
}

impl Stored {
    async fn write(&mut self, write: &Write) -> Result<(), DbErr> {
        bulk::insert(write.tx(), self.rows.drain(..).map(IntoActiveModel::into_active_model)).await?;
        bulk::insert(write.tx(), self.items.drain(..)).await
    }
}

/// A row of the preview; its number and title are the caller's.
#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
fn row_of(
    id: i64,
    run_id: i64,
    kind: RowKind,
    position: i32,
    sheet: &str,
    row: u32,
    region_id: Option<i64>,
    project_id: Option<i64>,
) -> row::Model {
    row::Model {
        id,
        run_id,
        position,
        sheet: sheet.into(),
        row_number: i64::from(row),
        kind: kind.key().into(),
        number: String::new(),
        title: String::new(),
        region_id,
        project_id,
        outcome: None,
        undo: None,
        undo_reason: None,
    }
}

/// What a list talks about.
fn targets(rows: &[ReadRow]) -> BTreeSet<Target> {
    let said = rows.iter().flat_map(|row| row.readings.iter().map(|reading| reading.target));
    said.chain(rows.iter().flat_map(|row| row.blanks.iter().map(|(target, _)| *target))).collect()
}

/// Says before anybody decides when more would be granted than the programme has (rule R1 of the reviewer's checks).
async fn over_ceiling(write: &Write, run: &record::Model, judge: &mut Judge) -> Result<(), Refusal> {
    let filter = ledger::sums::Filter {
        programme_id: Some(run.programme_id),
        source: Some(Source::Programme),
        ..ledger::sums::Filter::default()
    };
    let totals = ledger::sums::totals(write.tx(), &filter, &[], Viewpoint::now(&write.now)).await?;
    let of = |kind| totals.iter().find(|total| total.kind == kind).map(|total| total.cents);
    let Some(ceiling) = of(Kind::Ceiling) else { return Ok(()) };
    let mut granted = of(Kind::Granted).unwrap_or_default();
    use item::Column;
    let question = item::Entity::find()
        .filter(Column::RunId.eq(run.id))
        .filter(Column::Field.eq("state_grant"))
        .filter(applied())
        .filter(Column::Blank.eq(false));
    let shifts: Vec<(Option<String>, Option<Cents>)> =
        packed::rows(write.tx(), question, &[Column::Old, Column::AmountCents]).await?;
    for (old, new) in &shifts {
        let old = old.as_deref().and_then(|old| Cents::parse_plain(old).ok()).unwrap_or_default();
        let shift = new.unwrap_or_default().checked_sub(old);
        granted = shift.and_then(|shift| granted.checked_add(shift)).unwrap_or(granted);
    }
    if let Some(over) = granted.checked_sub(ceiling).filter(|over| !shifts.is_empty() && *over > Cents::ZERO) {
        let message = format!(
            "Würde alles übernommen, wären {granted} bewilligt: {over} mehr, als das Programm hat ({ceiling})."
        );
        judge.finds(String::new(), "warning", "ceiling.exceeded", message, "");
    }
    Ok(())
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
        new: Set((!difference.blank).then_some(reading.value)),
        base: Set(difference.base),
        side: Set(difference.conflict.as_ref().and_then(Conflict::stored_side)),
        conflict: Set(difference.conflict.map(|conflict| conflict.reason)),
        blank: Set(difference.blank),
        precision: Set(reading.precision.map(|precision| precision.key().into())),
        cell: Set(address),
        raw: Set(reading.raw),
        number_format: Set(reading.number_format),
        rule: Set(reading.rule),
    }
}

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

type Missing = (i64, String, String, Option<i64>);

/// Projects of the sender's last applied list that this one does not name.
async fn gone(write: &Write, run: &record::Model, seen: &HashMap<i64, u32>) -> Result<Vec<Missing>, Refusal> {
    let last = record::Entity::find()
        .filter(record::Column::Sender.eq(&run.sender))
        .filter(record::Column::ProgrammeId.eq(run.programme_id))
        .filter(record::Column::State.eq(State::Applied.key()))
        .filter(record::Column::ExportedOn.is_null())
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
