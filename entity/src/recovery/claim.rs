//! A claim (Erstattungsanspruch, set by a Rückforderungsbescheid) against the recipient of a case.
use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A claim (Erstattungsanspruch, set by a Rückforderungsbescheid) against the recipient of a case.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "claim")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The grant case.
    pub case_id: i64,
    /// See [`super::Ground`].
    pub ground: String,
    /// The day on which the authority knew the facts: the one-year clock runs from it.
    pub known_on: NaiveDate,
    /// The day of the hearing (§ 28 VwVfG NRW).
    pub heard_on: Option<NaiveDate>,
    /// Date of the Rückforderungsbescheid.
    pub dated_on: NaiveDate,
    /// The first day that bears interest: the claim arises with it.
    pub arises_on: NaiveDate,
    /// Until when the recipient is to pay.
    pub due_on: NaiveDate,
    /// Principal, above zero; zero for interest alone ([`Self::draw_id`]).
    pub amount_cents: Cents,
    /// Why.
    pub reason: String,
    /// Why it may be claimed although the one-year clock ran out.
    pub late_reason: Option<String>,
    /// File reference of the Bescheid.
    pub reference: String,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The audit row that covers it.
    pub audit_id: i64,
    /// The call whose money was used late; only for a claim of interest alone (§ 49a (4) VwVfG NRW).
    pub draw_id: Option<i64>,
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
            "claim|{}|{}|{}|{:?}|{}|{}|{}|{}|{}|{:?}|{}|{}|{}|{:?}|{}",
            self.case_id,
            self.ground,
            self.known_on,
            self.heard_on,
            self.dated_on,
            self.arises_on,
            self.due_on,
            self.amount_cents.0,
            self.reason,
            self.late_reason,
            self.reference,
            self.sample,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id
        );
        // claims of money read as they did before there were others
        if let Some(draw) = self.draw_id {
            line.push_str(&format!("|{draw}"));
        }
        line
    }
}
