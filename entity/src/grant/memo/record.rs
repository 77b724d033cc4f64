//! A memo of a grant case.
use super::{AidBasis, Memo, MemoKind};
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A memo of a grant case.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "case_memo")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The case.
    pub case_id: i64,
    /// The version of the decision it is about.
    pub decision_id: Option<i64>,
    /// See [`MemoKind`].
    pub kind: String,
    /// Date of the letter, report or declaration.
    pub dated_on: NaiveDate,
    /// From which day on the early start was allowed.
    pub holds_from: Option<NaiveDate>,
    /// See [`AidBasis`].
    pub basis: Option<String>,
    /// Other de-minimis aid that the recipient declared.
    pub other_aid_cents: Option<Cents>,
    /// File reference, or where in the decision it stands; in a Storno the reason.
    pub reference: String,
    /// What this Storno takes back.
    pub reverses_id: Option<i64>,
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
    /// What it says; none for a word that nobody knows.
    #[must_use]
    pub fn memo(&self) -> Option<Memo> {
        Some(Memo {
            kind: MemoKind::from_key(&self.kind)?,
            decision_id: self.decision_id,
            dated_on: self.dated_on,
            holds_from: self.holds_from,
            basis: self.basis.as_deref().and_then(AidBasis::from_key),
            other_aid: self.other_aid_cents,
            reference: self.reference.clone(),
        })
    }

    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "case_memo|{}|{:?}|{}|{}|{:?}|{:?}|{:?}|{}|{:?}|{}|{:?}",
            self.case_id,
            self.decision_id,
            self.kind,
            self.dated_on,
            self.holds_from,
            self.basis,
            self.other_aid_cents.map(|cents| cents.0),
            self.reference,
            self.reverses_id,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
