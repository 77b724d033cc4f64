//! One version of a decision (Bescheid). Never changed: an amendment is the next version.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One version of a decision (Bescheid). Never changed: an amendment is the next version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The case.
    pub case_id: i64,
    /// Numbered from 1 within the case, in the order in which they were entered; a rejected one keeps its number.
    pub version: i32,
    /// See [`super::DecisionKind`].
    pub kind: String,
    /// Date of the Bescheid: from then on it is the current one, once approved.
    pub dated_on: NaiveDate,
    /// Day of notification (Bekanntgabe).
    pub notified_on: Option<NaiveDate>,
    /// Day on which the recipient waived legal remedies (Rechtsbehelfsverzicht).
    pub waived_on: Option<NaiveDate>,
    /// The recipient.
    pub recipient: String,
    /// See [`super::FinancingType`].
    pub financing: String,
    /// Funding rate in basis points, with share financing.
    pub rate: Option<i32>,
    /// The grant, which is also its cap (Höchstbetrag).
    pub amount_cents: Cents,
    /// Eligible expenditure (zuwendungsfähige Ausgaben).
    pub eligible_cents: Cents,
    /// Total expenditure.
    pub total_cents: Cents,
    /// The version of VV and ANBest that it contains.
    pub rules: String,
    /// First day of the Bewilligungszeitraum: money may be drawn.
    pub drawable_from: NaiveDate,
    /// Last day of the Bewilligungszeitraum.
    pub drawable_to: NaiveDate,
    /// First day of the Durchführungszeitraum: costs may arise.
    pub work_from: NaiveDate,
    /// Last day of the Durchführungszeitraum.
    pub work_to: NaiveDate,
    /// Last day of the Zweckbindung of what was bought.
    pub bound_until: Option<NaiveDate>,
    /// Special conditions.
    pub conditions: Option<String>,
    /// Why it amends the one before.
    pub reason: Option<String>,
    /// The proposal that a second person decides.
    pub proposal_id: i64,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Where it comes from.
    pub origin_id: i64,
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
            "decision|{}|{}|{}|{}|{:?}|{:?}|{}|{}|{:?}|{}|{}|{}|{}|{}|{}|{}|{}|{:?}|{:?}|{:?}|{}|{}|{}|{}",
            self.case_id,
            self.version,
            self.kind,
            self.dated_on,
            self.notified_on,
            self.waived_on,
            self.recipient,
            self.financing,
            self.rate,
            self.amount_cents.0,
            self.eligible_cents.0,
            self.total_cents.0,
            self.rules,
            self.drawable_from,
            self.drawable_to,
            self.work_from,
            self.work_to,
            self.bound_until,
            self.conditions,
            self.reason,
            self.proposal_id,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.origin_id
        )
    }
}
