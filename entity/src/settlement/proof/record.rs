//! A proof of use (Zwischen- oder Verwendungsnachweis).
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A proof of use (Zwischen- oder Verwendungsnachweis).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "proof")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The grant case.
    pub case_id: i64,
    /// The decision whose plan it follows.
    pub decision_id: i64,
    /// See [`super::ProofKind`].
    pub kind: String,
    /// The year of an interim proof.
    pub budget_year: Option<i32>,
    /// The last day it covers.
    pub covers_to: NaiveDate,
    /// When the authority received it.
    pub received_on: NaiveDate,
    /// Whether the Sachbericht came along.
    pub narrative: bool,
    /// Whether the recipient confirms that the expenditure was necessary, economical and agrees with the books.
    pub confirmed: bool,
    /// Document reference.
    pub reference: Option<String>,
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
    /// Whether it takes the place of another proof: a newer one of the same case that covers what that one covers.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        (self.case_id, self.id > other.id) == (other.case_id, true)
            && (self.kind == super::ProofKind::Final.key() || self.budget_year == other.budget_year)
    }

    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "proof|{}|{}|{}|{:?}|{}|{}|{}|{}|{:?}|{}|{}|{:?}",
            self.case_id,
            self.decision_id,
            self.kind,
            self.budget_year,
            self.covers_to,
            self.received_on,
            self.narrative,
            self.confirmed,
            self.reference,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
        )
    }
}
