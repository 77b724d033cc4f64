//! The preview: what was read, compared with what stands. Nothing else changes.
use super::{
    FileRead, Found, ReadRow, RowKind, State,
    change::{locked, store},
    diff, finding,
    fit::fit,
    item, record, row,
    scope::Scope,
    standing::{Lies, ROWS_AT_ONCE, known, present},
};
use crate::{
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    ledger::{self, Kind, Source},
    money::Cents,
    refusal::Refusal,
    region,
    text::fold,
    viewpoint::Viewpoint,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

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
    run.stand_on = read.stand_on;
    let day = run.stand_on.filter(|day| *day <= now.today).unwrap_or(now.today);
    fit(&write, &run, &mut read).await?;
    let regions = region::find::Names::load(write.tx()).await?;
    let (projects, lies) = known(&write, &read.rows, &regions).await?;
    let present = present(&write, lies.keys().copied().collect(), day).await?;

    let granted_by = region::find::authorities(write.tx()).await?;
    let mut judge = Judge { scope: Scope::from(&run), findings: read.findings, ..Judge::default() };
    if read.stand_on.is_some_and(|stand| stand > now.today) {
        let message = "Der Stand der Liste liegt in der Zukunft. Die Angaben gelten ab heute.";
        judge.finds(String::new(), "warning", "stand.future", message.into(), "");
    }
    let mut counts: HashMap<RowKind, i64> = HashMap::new();
    let mut items = Vec::new();
    let mut position = 0;
    for read_row in &read.rows {
        position += 1;
        let region_id = read_row.region.as_deref().and_then(|name| regions.find(name));
        let project_id = projects.find(read_row, region_id);
        let difference = diff::compare(read_row, project_id.and_then(|id| present.get(&id)), day);
        let lies_in = match project_id {
            Some(id) => lies.get(&id).copied().unwrap_or_default(),
            None => Lies { region_id, authority_id: region_id.and_then(|id| granted_by.get(&id).copied()) },
        };
        let kind = judge.judge(read_row, project_id, region_id, lies_in, &difference);
        *counts.entry(kind).or_default() += 1;
        let stored = Stored { kind, position, sheet: &read_row.sheet, row: read_row.row, region_id, project_id };
        let row_id = stored.insert(&write, id, &read_row.number, &read_row.title).await?;
        items.extend(difference.differences.into_iter().map(|difference| item_of(id, row_id, difference)));
    }
    for (project_id, number, title, region_id) in gone(&write, &run, &judge.seen).await? {
        position += 1;
        *counts.entry(RowKind::Gone).or_default() += 1;
        let kind = RowKind::Gone;
        let stored = Stored { kind, position, sheet: "", row: 0, region_id, project_id: Some(project_id) };
        stored.insert(&write, id, &number, &title).await?;
    }
    for some in items.chunks(ROWS_AT_ONCE) {
        item::Entity::insert_many(some.to_vec()).exec_without_returning(write.tx()).await?;
    }
    over_ceiling(&write, &run, &mut judge).await?;
    let stored: Vec<finding::ActiveModel> = judge.findings.into_iter().map(|found| finding_of(id, found)).collect();
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
            if let Some(message) = difference.conflict.clone() {
                let reading = &difference.reading;
                self.finds(reading.address(), "warning", "amount.conflict", message, &reading.raw);
            }
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

/// A row of the preview on its way into the table.
struct Stored<'a> {
    kind: RowKind,
    position: i32,
    sheet: &'a str,
    row: u32,
    region_id: Option<i64>,
    project_id: Option<i64>,
}

impl Stored<'_> {
    async fn insert(self, write: &Write, run_id: i64, number: &str, title: &str) -> Result<i64, Refusal> {
        let row = row::ActiveModel {
            id: NotSet,
            run_id: Set(run_id),
            position: Set(self.position),
            sheet: Set(self.sheet.into()),
            row_number: Set(i64::from(self.row)),
            kind: Set(self.kind.key().into()),
            number: Set(number.into()),
            title: Set(title.into()),
            region_id: Set(self.region_id),
            project_id: Set(self.project_id),
            outcome: Set(None),
            undo: Set(None),
            undo_reason: Set(None),
        };
        Ok(row::Entity::insert(row).exec(write.tx()).await?.last_insert_id)
    }
}

/// Says before anybody decides when more would be granted than the programme has (rule R1 of the reviewer's checks).
async fn over_ceiling(write: &Write, run: &record::Model, judge: &mut Judge) -> Result<(), Refusal> {
    let filter = ledger::find::Filter {
        programme_id: Some(run.programme_id),
        source: Some(Source::Programme),
        ..ledger::find::Filter::default()
    };
    let totals = ledger::find::totals(write.tx(), &filter, &[], Viewpoint::now(&write.now)).await?;
    let of = |kind| totals.iter().find(|total| total.kind == kind).map(|total| total.cents);
    let Some(ceiling) = of(Kind::Ceiling) else { return Ok(()) };
    let mut granted = of(Kind::Granted).unwrap_or_default();
    let shifts = item::Entity::find()
        .filter(item::Column::RunId.eq(run.id))
        .filter(item::Column::Field.eq("state_grant"))
        .all(write.tx())
        .await?;
    for item in shifts.iter().filter(|item| item.conflict.is_none() && !item.blank) {
        let old = item.old.as_deref().and_then(|old| Cents::parse_plain(old).ok()).unwrap_or_default();
        let new = item.amount_cents.unwrap_or_default();
        granted = new.checked_sub(old).and_then(|shift| granted.checked_add(shift)).unwrap_or(granted);
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
        conflict: Set(difference.conflict),
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
