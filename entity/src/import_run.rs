//! An uploaded workbook on its way into the ledger: uploaded, read, compared with what stands now ([`diff`], pure),
//! shown ([`preview`], [`find`]), applied in one transaction ([`change`]). Nothing changes before somebody decides.
//!
//! `entity` knows no files: `server` reads the workbook and hands over [`Reading`]s with their cells.
mod apply;
pub mod change;
pub mod column;
pub mod conflict;
pub mod decide;
pub mod diff;
pub mod excerpt;
pub mod file;
pub mod find;
pub mod finding;
pub mod fit;
pub mod item;
pub mod mapping;
pub mod memory;
pub mod preview;
pub mod profile;
pub mod record;
pub mod release;
pub mod row;
pub mod rows;
pub mod rule;
pub(crate) mod scope;
pub mod sheet;
pub(crate) mod standing;
pub mod suggest;
pub mod undo;

use crate::{
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    project::field::Field,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being read.
    Reading,
    /// The preview is there.
    Ready,
    /// Somebody applied it; a second person has to release it.
    AwaitingRelease,
    /// Being applied by a job.
    Applying,
    /// Applied.
    Applied,
    /// Being taken back by a job.
    Undoing,
    /// Taken back; what somebody changed since was kept.
    Undone,
    /// Could not be read.
    Failed,
    /// Given up by a person.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Reading,
        Self::Ready,
        Self::AwaitingRelease,
        Self::Applying,
        Self::Applied,
        Self::Undoing,
        Self::Undone,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Ready => "ready",
            Self::AwaitingRelease => "awaiting_release",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reading => "wird gelesen",
            Self::Ready => "Vorschau bereit",
            Self::AwaitingRelease => "wartet auf Freigabe",
            Self::Applying => "wird übernommen",
            Self::Applied => "übernommen",
            Self::Undoing => "wird zurückgenommen",
            Self::Undone => "zurückgenommen",
            Self::Failed => "nicht lesbar",
            Self::Cancelled => "abgebrochen",
        }
    }
}

/// What an empty cell over a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlankMeans {
    /// The value stays.
    #[default]
    Keep,
    /// The value goes.
    Clear,
}

impl BlankMeans {
    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Clear => "clear",
        }
    }

    /// The meaning with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Keep, Self::Clear].into_iter().find(|means| means.key() == key)
    }
}

/// What became of a row when its import was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undo {
    /// Everything it did is taken back.
    Reversed,
    /// Something it did was kept, because somebody changed it since.
    Kept,
    /// It never did anything.
    Untouched,
}

impl Undo {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Reversed, Self::Kept, Self::Untouched];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Reversed => "reversed",
            Self::Kept => "kept",
            Self::Untouched => "untouched",
        }
    }

    /// The outcome with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|undo| undo.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reversed => "zurückgenommen",
            Self::Kept => "behalten",
            Self::Untouched => "nie verändert",
        }
    }
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// What stands now may not simply be replaced.
    Conflict,
    /// Cannot be applied as it is.
    Error,
    /// Makes a project.
    New,
    /// Changes a project.
    Changed,
    /// A project of the sender's last list that is missing here; never deleted.
    Gone,
    /// Changes nothing.
    Same,
}

impl RowKind {
    /// Every kind, most urgent first.
    pub const ALL: [Self; 6] = [Self::Conflict, Self::Error, Self::New, Self::Changed, Self::Gone, Self::Same];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Conflict => "conflict",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Same => "same",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "Fehler",
            Self::Conflict => "Konflikt",
            Self::New => "neu",
            Self::Changed => "geändert",
            Self::Gone => "fehlt",
            Self::Same => "gleich",
        }
    }
}

/// What a value of a list is about: a statement about the project, or money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A descriptive field.
    Field(Field),
    /// A level of money: what the list says the sum is from its day on.
    Money {
        /// Kind.
        kind: Kind,
        /// Source of money.
        source: Source,
        /// Budget year.
        year: Option<i32>,
    },
}

impl Target {
    /// The word in the database and in the JSON interface, the one of the importer's contract where it has one.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Field(field) => field.key().into(),
            Self::Money { kind: Kind::Planned, source: Source::Programme, year: Some(year) } => {
                format!("year_amount.{year}")
            }
            Self::Money { kind, source, year } => match (kind, source, year) {
                (Kind::Granted, Source::Programme, None) => "state_grant".into(),
                (Kind::Planned, Source::OwnShare, None) => "own_share".into(),
                (Kind::Planned, Source::OtherPublic, None) => "other_public".into(),
                (Kind::CofundingPledged, Source::PrivateCash, None) => "private_cofunding".into(),
                (Kind::Requested, Source::Programme, None) => "requested".into(),
                (Kind::Paid, Source::Programme, None) => "paid_out".into(),
                (Kind::Spent, Source::Programme, None) => "spent".into(),
                (kind, source, None) => format!("{}.{}", kind.key(), source.key()),
                (kind, source, Some(year)) => format!("{}.{}.{year}", kind.key(), source.key()),
            },
        }
    }

    /// What the word means.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let money = |kind, source| Some(Self::Money { kind, source, year: None });
        match key {
            "state_grant" => return money(Kind::Granted, Source::Programme),
            "own_share" => return money(Kind::Planned, Source::OwnShare),
            "other_public" => return money(Kind::Planned, Source::OtherPublic),
            "private_cofunding" => return money(Kind::CofundingPledged, Source::PrivateCash),
            "requested" => return money(Kind::Requested, Source::Programme),
            "paid_out" => return money(Kind::Paid, Source::Programme),
            "spent" => return money(Kind::Spent, Source::Programme),
            _ => {}
        }
        if let Some(field) = Field::from_key(key) {
            return Some(Self::Field(field));
        }
        if let Some(year) = key.strip_prefix("year_amount.") {
            let year = Some(year.parse().ok()?);
            return Some(Self::Money { kind: Kind::Planned, source: Source::Programme, year });
        }
        let mut parts = key.split('.');
        let (kind, source) = (Kind::from_key(parts.next()?)?, Source::from_key(parts.next()?)?);
        let year = parts.next().map(str::parse).transpose().ok()?;
        Some(Self::Money { kind, source, year })
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Field(field) => field.label().into(),
            Self::Money { kind, source, year } => {
                let name = match (kind, source) {
                    (Kind::Granted, Source::Programme) => "Zuwendung des Landes".to_owned(),
                    (Kind::Planned, Source::Programme) => "Mittel".to_owned(),
                    (Kind::Planned, source) => source.label().to_owned(),
                    (Kind::CofundingPledged, Source::PrivateCash) => "private Mittel".to_owned(),
                    (kind, Source::Programme) => kind.label().to_owned(),
                    (kind, source) => format!("{}, {}", kind.label(), source.label()),
                };
                year.map_or(name.clone(), |year| format!("{name} {year}"))
            }
        }
    }

    /// A stored value as people read it.
    #[must_use]
    pub fn shown(self, value: &str) -> String {
        match self {
            Self::Field(field) => field.shown(value),
            Self::Money { .. } => Cents::parse_plain(value).map_or_else(|_| value.into(), |cents| cents.to_string()),
        }
    }

    /// Whether it is money that becomes binding with its release.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Money { .. })
    }
}

/// One value that a list gives for a project, with its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// About what.
    pub target: Target,
    /// The value as stored: plain decimal for money, ISO days, keys of states.
    pub value: String,
    /// How exactly it is known, for money.
    pub precision: Option<Precision>,
    /// The sheet.
    pub sheet: String,
    /// The address in the sheet, `M17`.
    pub cell: String,
    /// The cell's text.
    pub raw: String,
    /// Its number format.
    pub number_format: Option<String>,
    /// The rule that read it.
    pub rule: String,
}

impl Reading {
    /// The address with the sheet, `Projektliste!M17`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}!{}", self.sheet, self.cell)
    }
}

/// One record of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadRow {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The project's number as read; empty when the list has none.
    pub number: String,
    /// The title as read; empty when the list has none.
    pub title: String,
    /// The region as written, from a column or the heading above.
    pub region: Option<String>,
    /// The cell that the region stands in.
    pub region_cell: Option<String>,
    /// Whether it is the heading above: then it need not be a region at all.
    pub region_by_heading: bool,
    /// The status where its words mean no state we know; `value` is the words.
    pub status_word: Option<Reading>,
    /// What the row says.
    pub readings: Vec<Reading>,
    /// Cells of known columns that are empty, by their address in the sheet.
    pub blanks: Vec<(Target, String)>,
    /// The key of the project it means, from a workbook that was exported for editing.
    pub key: Option<i64>,
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Address with sheet.
    pub cell: String,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// Stable word.
    pub code: String,
    /// German sentence.
    pub message: String,
    /// The cell's text.
    pub raw: String,
}

/// A column as it was recognised, for the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnRead {
    /// Letters of the column.
    pub letter: String,
    /// Heading.
    pub header: String,
    /// Field's key, if one fits.
    pub field: Option<String>,
    /// German name of the field.
    pub label: Option<String>,
    /// How its cells are read, see [`column::Meaning::kind`].
    pub kind: String,
    /// Unit, for money and rates.
    pub unit: Option<String>,
    /// How its amounts or days are written.
    pub convention: Option<String>,
    /// How sure, in percent.
    pub confidence: u8,
    /// The column is hidden.
    pub hidden: bool,
    /// The first few filled cells: what stands there, and what it was read as.
    pub samples: Vec<(String, Option<String>)>,
}

/// A table as it was recognised, for the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableRead {
    /// The sheet.
    pub sheet: String,
    /// Header rows, from 1.
    pub header_rows: Vec<u32>,
    /// First record's row.
    pub first_row: u32,
    /// Last record's row.
    pub last_row: u32,
    /// How many records.
    pub records: usize,
    /// The columns.
    pub columns: Vec<ColumnRead>,
    /// Sums by field in plain decimals.
    pub sums: Vec<(String, String)>,
}

impl TableRead {
    /// The last row of its heading, from 1, which names it in decisions.
    #[must_use]
    pub fn header_row(&self) -> Option<u32> {
        self.header_rows.last().copied()
    }

    /// The sum of a field, if it has one.
    #[must_use]
    pub fn sum(&self, key: &str) -> Option<Cents> {
        self.sums.iter().find(|(field, _)| field == key).and_then(|(_, sum)| Cents::parse_plain(sum).ok())
    }
}

/// What was recognised in a file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The tables, in sheet order.
    pub tables: Vec<TableRead>,
    /// Words that fit nothing, and what was decided about some of them; each once.
    #[serde(default)]
    pub unfit: Vec<fit::Unfit>,
    /// How many more words fit nothing: too many to be listed.
    #[serde(default)]
    pub unlisted: u32,
    /// What was decided for this run only.
    #[serde(default)]
    pub chosen: Vec<fit::Chosen>,
}

/// What a workbook for editing was exported from: its cells are compared with what stood then, so that only what a
/// person changed in the workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// The newest audit row at the export.
    pub audit_id: i64,
    /// The day the values held for.
    pub day: NaiveDate,
}

/// Everything that was read from a file.
#[derive(Debug, Clone, Default)]
pub struct FileRead {
    /// Format as recognised by content.
    pub format: String,
    /// The day the list says it stands for.
    pub stand_on: Option<NaiveDate>,
    /// For a workbook that was exported for editing: what it was exported from.
    pub base: Option<Base>,
    /// What was recognised.
    pub summary: Summary,
    /// The records of all tables.
    pub rows: Vec<ReadRow>,
    /// What a person should look at.
    pub findings: Vec<Found>,
    /// The sheets as they look.
    pub sheets: Vec<sheet::Sheet>,
    /// Decisions of a saved mapping that were followed.
    pub decisions: Option<mapping::Decisions>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_targets_round_trip() {
        for field in Field::ALL {
            assert_eq!(Target::from_key(&Target::Field(field).key()), Some(Target::Field(field)));
        }
        for kind in Kind::ALL {
            for source in Source::ALL {
                for year in [None, Some(2021)] {
                    let target = Target::Money { kind, source, year };
                    assert_eq!(Target::from_key(&target.key()), Some(target));
                }
            }
        }
        assert_eq!(Target::from_key("year_amount.x"), None);
    }
}
