//! An uploaded workbook on its way into the ledger.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An uploaded workbook on its way into the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme its rows belong to.
    pub programme_id: i64,
    /// See [`super::State`].
    pub state: String,
    /// As uploaded.
    pub file_name: String,
    /// Of the content.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// As recognised by content.
    pub format: Option<String>,
    /// Who sent the file, as the uploader says or the account's name.
    pub sender: String,
    /// Whether its money is invented (Beispieldaten).
    pub sample: bool,
    /// Who uploaded it.
    pub uploaded_by: Option<i64>,
    /// The region it is limited to, if the uploader's role is.
    pub region_id: Option<i64>,
    /// The authority whose grants it is limited to, if the uploader's role is.
    pub authority_id: Option<i64>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The day the list says it holds for; value date of its money.
    pub stand_on: Option<NaiveDate>,
    /// Why it could not be read.
    pub error_code: Option<String>,
    /// The same in German.
    pub error_message: Option<String>,
    /// JSON: what was recognised, see [`super::Summary`].
    pub summary: String,
    /// Rows that make a project.
    pub count_new: i64,
    /// Rows that change one.
    pub count_changed: i64,
    /// Rows that change nothing.
    pub count_same: i64,
    /// Projects of an earlier list that are missing here (never deleted).
    pub count_gone: i64,
    /// Rows changed meanwhile.
    pub count_conflict: i64,
    /// Rows that cannot be applied.
    pub count_error: i64,
    /// The newest audit row when the preview was made.
    pub base_audit_id: i64,
    /// JSON: what a person decided about sheets and columns.
    pub mapping: String,
    /// See [`super::BlankMeans`].
    pub blank_means: String,
    /// For a workbook that was exported for editing: the newest audit row at its export.
    pub exported_audit_id: Option<i64>,
    /// For a workbook that was exported for editing: the day its values held for.
    pub exported_on: Option<NaiveDate>,
    /// The day on which the preview compares the list with what stands.
    pub compared_on: Option<NaiveDate>,
    /// JSON: rows chosen.
    pub apply_choice: Option<String>,
    /// Who asked to apply it.
    pub requested_by: Option<i64>,
    /// When.
    pub requested_at: Option<DateTime<Utc>>,
    /// Who released it.
    pub applied_by: Option<i64>,
    /// When.
    pub applied_at: Option<DateTime<Utc>>,
    /// The audit row of the write that applied it.
    pub apply_audit_id: Option<i64>,
    /// Who took it back.
    pub undone_by: Option<i64>,
    /// When.
    pub undone_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i32,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
