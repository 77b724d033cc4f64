//! What imports look like from outside.
use super::mapping::Mapping;
use crate::api::projects::shape::value;
use chrono::{DateTime, NaiveDate, Utc};
use entity::import_run::{
    RowKind, State, Target, Undo,
    conflict::Side,
    find::{Detail, Item, Line, Row, Shift},
    finding, undo,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An upload.
#[derive(Debug, ToSchema)]
pub struct Upload {
    /// The workbook or list.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// Who sent it; the uploader unless given.
    pub sender: Option<String>,
    /// What the tables and columns mean, where it is not to be recognised; as JSON.
    #[schema(value_type = Option<Mapping>)]
    pub mapping: Option<String>,
}

/// What to apply.
#[derive(Debug, ToSchema)]
pub struct Apply {
    /// `"all"`, or the numbers of rows as `row` of `/changes` names them.
    pub rows: Value,
    /// What an empty cell over a value means: `keep` or `clear`; as the preview says unless given.
    #[schema(example = "keep")]
    pub blank_means: Option<String>,
}

/// Where an import stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportState {
    /// Key.
    pub id: i64,
    /// State.
    #[schema(example = "reading")]
    pub state: &'static str,
}

/// An import in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportLine {
    /// Key.
    pub id: i64,
    /// `reading`, `ready`, `awaiting_release`, `applying`, `applied`, `undoing`, `undone`, `failed` or `cancelled`.
    pub state: &'static str,
    /// The file's name.
    pub file: String,
    /// Who sent it.
    pub sender: String,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The day the list stands for.
    pub stand_on: Option<NaiveDate>,
    /// Rows by what they would do: `new`, `changed`, `same`, `gone`, `conflict`, `error`.
    pub counts: BTreeMap<&'static str, i64>,
    /// Whether its money is invented.
    pub sample: bool,
}

impl From<Line> for ImportLine {
    fn from(line: Line) -> Self {
        let count = |kind: RowKind| (kind.key(), line.counts.get(&kind).copied().unwrap_or(0));
        Self {
            counts: RowKind::ALL.into_iter().map(count).collect(),
            id: line.id,
            state: line.state.key(),
            file: line.file_name,
            sender: line.sender,
            uploaded_by: line.uploaded_by,
            created_at: line.created_at,
            stand_on: line.stand_on,
            sample: line.sample,
        }
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRun {
    /// As in the list.
    #[serde(flatten)]
    pub line: ImportLine,
    /// Counts changes; also the `ETag`.
    pub version: i32,
    /// The file's sha-256 in hexadecimal digits.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: i64,
    /// Its format as recognised.
    pub format: Option<String>,
    /// Why it could not be read.
    pub error: Option<Said>,
    /// How far reading is.
    pub progress: Option<Progress>,
    /// What a person should look at, worst first.
    pub findings: Vec<Finding>,
    /// Money before and after by region and kind.
    pub shifts: Vec<ImportShift>,
    /// Who asked to apply it.
    pub requested: Option<Act>,
    /// Who released or applied it.
    pub applied: Option<Act>,
    /// Who took it back.
    pub undone: Option<Act>,
    /// What an empty cell over a value means: `keep` or `clear`.
    pub blank_means: &'static str,
    /// How many empty cells stand over a value.
    pub blanks: u64,
    /// Whether it is a workbook that was exported for editing.
    pub exported: bool,
    /// Whether a value was changed since the preview.
    pub moved: bool,
    /// How many values are in conflict and nobody decided about them.
    pub undecided: u64,
    /// How many values stayed as they were when it was applied.
    pub left: u64,
    /// An earlier applied import of the very same file.
    pub same_file: Option<i64>,
    /// Whether who asks may apply it now.
    pub may_apply: bool,
    /// Whether who asks may release it now.
    pub may_release: bool,
    /// Whether who asks may cancel it now.
    pub may_cancel: bool,
    /// Whether who asks may take it back now.
    pub may_undo: bool,
}

/// A stable word with a sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Said {
    /// A stable word for programs.
    pub code: String,
    /// A sentence for people (German).
    pub message: String,
}

/// How far work is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// Steps done.
    pub done: i64,
    /// Steps in all; 0 while unknown.
    pub total: i64,
    /// What is being done (German).
    pub message: String,
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct Act {
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// Something that a person should look at.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// Address with the sheet.
    pub cell: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// A stable word for programs.
    pub code: String,
    /// A sentence for people (German).
    pub message: String,
    /// The cell's text.
    pub raw: String,
}

impl From<finding::Model> for Finding {
    fn from(row: finding::Model) -> Self {
        Self { cell: row.cell, severity: row.severity, code: row.code, message: row.message, raw: row.raw }
    }
}

/// A sum of money before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportShift {
    /// The region's name; null for projects without region.
    pub region: Option<String>,
    /// What the money is.
    #[schema(example = "state_grant")]
    pub field: String,
    /// Euros before.
    pub before: String,
    /// Euros after.
    pub after: String,
}

impl From<Shift> for ImportShift {
    fn from(shift: Shift) -> Self {
        Self {
            region: shift.region,
            field: shift.target.key(),
            before: shift.before.plain(),
            after: shift.after.plain(),
        }
    }
}

impl From<Detail> for ImportRun {
    fn from(detail: Detail) -> Self {
        Self {
            line: detail.line.into(),
            version: detail.version,
            sha256: detail.sha256,
            size: detail.size,
            format: detail.format,
            error: detail.error.map(|(code, message)| Said { code, message }),
            progress: detail.progress.map(|(done, total, message)| Progress { done, total, message }),
            findings: detail.findings.into_iter().map(Finding::from).collect(),
            shifts: detail.shifts.into_iter().map(ImportShift::from).collect(),
            requested: detail.requested.map(|(by, at)| Act { by, at }),
            applied: detail.applied.map(|(by, at)| Act { by, at }),
            undone: detail.undone.map(|(by, at)| Act { by, at }),
            blank_means: detail.blank_means.key(),
            blanks: detail.blanks,
            exported: detail.exported,
            moved: detail.moved,
            undecided: detail.undecided,
            left: detail.left,
            same_file: detail.same_file,
            may_apply: detail.may_apply,
            may_release: detail.may_release,
            may_cancel: detail.may_cancel,
            may_undo: detail.may_undo,
        }
    }
}

/// What a row would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportChange {
    /// Its number, for `rows` of `apply`.
    pub row: i32,
    /// `error`, `conflict`, `new`, `changed` or `gone`.
    pub kind: &'static str,
    /// The sheet.
    pub sheet: String,
    /// The row in the sheet; 0 for a project that is missing in it.
    pub sheet_row: i64,
    /// The project's number as read.
    pub number: String,
    /// The title as read.
    pub title: String,
    /// The region's name.
    pub region: Option<String>,
    /// Number of the project it means.
    pub project: Option<String>,
    /// What would change.
    pub items: Vec<ImportItem>,
    /// What became of it when it was applied.
    pub outcome: Option<String>,
    /// Why it cannot be applied any more: the project came or went since (German).
    pub lost: Option<&'static str>,
}

/// A stored value as the interface writes it.
pub(super) fn written(target: Target, stored: Option<&str>) -> Value {
    match target {
        Target::Field(field) => value(field, stored),
        Target::Money { .. } => stored.into(),
    }
}

/// A value that would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportItem {
    /// About what.
    #[schema(example = "state_grant")]
    pub field: String,
    /// What stands.
    pub from: Value,
    /// What the list says.
    pub to: Value,
    /// The cell with its sheet.
    #[schema(example = "Projektliste!M17")]
    pub cell: String,
    /// The cell's text.
    pub raw: String,
    /// The rule that read it.
    pub rule: String,
    /// What stood when the workbook was exported, or when the preview was made.
    pub base: Value,
    /// Whether it stands in conflict and is not applied.
    pub conflict: bool,
    /// Why it is, or was before that was decided (German).
    pub reason: Option<String>,
    /// What a person decided about the conflict: `list` or `system`.
    pub decided: Option<&'static str>,
    /// An empty cell over a value: it counts where blank means clear.
    pub blank: bool,
}

impl From<Row> for ImportChange {
    fn from(row: Row) -> Self {
        Self {
            row: row.position,
            kind: row.kind.key(),
            sheet: row.sheet,
            sheet_row: row.row,
            number: row.number,
            title: row.title,
            region: row.region,
            project: row.project,
            items: row.items.into_iter().map(ImportItem::from).collect(),
            outcome: row.outcome,
            lost: row.lost,
        }
    }
}

impl From<Item> for ImportItem {
    fn from(item: Item) -> Self {
        let (conflict, said) = (item.stands(), item.conflict.as_ref());
        Self {
            from: written(item.target, item.old.as_deref()),
            to: written(item.target, item.new.as_deref()),
            decided: said.and_then(|said| said.side).map(Side::key),
            reason: said.map(|said| said.reason.clone()),
            conflict,
            field: item.target.key(),
            cell: item.cell,
            raw: item.raw,
            rule: item.rule,
            base: written(item.target, item.base.as_deref()),
            blank: item.blank,
        }
    }
}

/// What taking an import back did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Undone {
    /// Key.
    pub id: i64,
    /// `applied` before, `undoing` meanwhile, `undone` after.
    pub state: &'static str,
    /// How many rows ended as `reversed`, `kept` and `untouched`.
    pub counts: BTreeMap<&'static str, usize>,
    /// Rows whose values all went back.
    pub reversed: Vec<UndoneRow>,
    /// Rows of which something was kept, because somebody changed it since.
    pub kept: Vec<UndoneRow>,
}

impl Undone {
    /// Sorts rows by how they ended; those that never did anything are only counted.
    pub fn new(id: i64, state: State, rows: Vec<UndoneRow>) -> Self {
        let mut counts: BTreeMap<&str, usize> = Undo::ALL.into_iter().map(|undo| (undo.key(), 0)).collect();
        for row in &rows {
            *counts.entry(row.outcome).or_default() += 1;
        }
        let (kept, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.outcome == Undo::Kept.key());
        let reversed = others.into_iter().filter(|row| row.outcome == Undo::Reversed.key()).collect();
        Self { id, state: state.key(), counts, reversed, kept }
    }
}

/// How a row of an import ended when it was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoneRow {
    /// Its number in the import.
    pub row: i32,
    /// The project's number as read.
    pub number: String,
    /// The title as read.
    pub title: String,
    /// `reversed`, `kept` or `untouched`.
    pub outcome: &'static str,
    /// Why it was kept: who changed something since, and when (German).
    pub reason: Option<String>,
    /// What happens to its values; only in the preview.
    pub values: Vec<UndoneValue>,
}

/// What taking an import back does to a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoneValue {
    /// The field's key.
    pub field: String,
    /// What the import said.
    pub from: Value,
    /// What stands again; null for nothing.
    pub to: Value,
    /// Why it is kept (German); null for one that goes back.
    pub kept: Option<String>,
}

impl From<undo::Line> for UndoneRow {
    fn from(line: undo::Line) -> Self {
        let values = line.values.into_iter().map(|said| {
            let (from, to) = (written(said.target, said.now.as_deref()), written(said.target, said.back_to.as_deref()));
            UndoneValue { field: said.target.key(), from, to, kept: said.kept }
        });
        Self {
            row: line.position,
            number: line.number,
            title: line.title,
            outcome: line.outcome.key(),
            reason: line.reason,
            values: values.collect(),
        }
    }
}
