//! A call for money (Mittelabruf).
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A call for money (Mittelabruf).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "draw")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The grant case.
    pub case_id: i64,
    /// The decision that held on the day of the call.
    pub decision_id: i64,
    /// The day of the call.
    pub requested_on: NaiveDate,
    /// How much, above zero.
    pub amount_cents: Cents,
    /// When the last payment falls due for which the money is needed.
    pub needed_until: NaiveDate,
    /// Eligible expenditure until then, whoever paid it.
    pub spent_before_cents: Cents,
    /// Own and other money in it.
    pub own_before_cents: Cents,
    /// Haushaltsjahr of the money.
    pub budget_year: i32,
    /// Document reference.
    pub reference: Option<String>,
    /// Its entry in the ledger.
    pub entry_id: i64,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// The audit row that covers it.
    pub audit_id: i64,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "draw|{}|{}|{}|{}|{}|{}|{}|{}|{:?}|{}|{}|{}|{:?}",
            self.case_id,
            self.decision_id,
            self.requested_on,
            self.amount_cents.0,
            self.needed_until,
            self.spent_before_cents.0,
            self.own_before_cents.0,
            self.budget_year,
            self.reference,
            self.entry_id,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
