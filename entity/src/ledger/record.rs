//! One entry of the ledger; never changed, a correction is a counter-entry.
use crate::money::Cents;
use crate::precision::Precision;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One entry of the ledger; never changed, a correction is a counter-entry.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The project; none for money of the programme itself.
    pub project_id: Option<i64>,
    /// The project's region when it was recorded, for grouping.
    pub region_id: Option<i64>,
    /// See [`super::Kind`].
    pub kind: String,
    /// See [`super::Source`].
    pub source: String,
    /// Amount in cents; negative in a counter-entry or correction.
    pub amount_cents: Cents,
    /// How exactly it is known.
    pub precision: Precision,
    /// The day it holds from: value date, date of the Bescheid, Stand of the list.
    pub value_date: NaiveDate,
    /// Haushaltsjahr, where the source names one.
    pub budget_year: Option<i32>,
    /// Document reference.
    pub reference: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The entry that this counter-entry takes back.
    pub reverses_id: Option<i64>,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// The audit row that covers it.
    pub audit_id: i64,
    /// The grant case, where it belongs to one.
    pub case_id: Option<i64>,
    /// The granting authority when it was recorded, for grouping.
    pub authority_id: Option<i64>,
    /// The year an Ausgaberest comes from, or whose budget a commitment belongs to; for what is granted the year whose
    /// commitment (Verpflichtungsermächtigung) backs it, none where cash does.
    pub stems_from: Option<i32>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!(
            "entry|{}|{:?}|{:?}|{}|{}|{}|{}|{}|{:?}|{:?}|{}|{:?}|{}|{:?}|{}",
            self.programme_id,
            self.project_id,
            self.region_id,
            self.kind,
            self.source,
            self.amount_cents.0,
            self.precision.key(),
            self.value_date,
            self.budget_year,
            self.reference,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id,
            self.reverses_id,
            self.sample
        );
        // entries from before there were cases read as they did then
        if self.case_id.is_some() || self.authority_id.is_some() || self.stems_from.is_some() {
            line.push_str(&format!("|{:?}|{:?}|{:?}", self.case_id, self.authority_id, self.stems_from));
        }
        line
    }
}
