//! What became known of a decision after it was approved: the day of its notification (Bekanntgabe, § 41 VwVfG NRW) and
//! the day on which the recipient waived legal remedies. Of several about one thing the newest counts.
use super::decision;
use crate::words::words;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

words! {
    /// What a notice is about.
    Kind {
        /// The recipient got the decision.
        Notified => "notified", "Bekanntgabe";
        /// The recipient waived legal remedies.
        Waived => "waived", "Rechtsbehelfsverzicht";
    }
}

/// What became known of a decision after it was approved.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "decision_notice")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The version.
    pub decision_id: i64,
    /// See [`Kind`].
    pub kind: String,
    /// The day, not before that of the decision.
    pub day: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom; none by a program.
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
        format!("notice|{}|{}|{}", self.decision_id, self.kind, self.day)
    }
}

/// A version with the days that are known of it at an instant, or now: what its notices say, else what it was proposed
/// with. The notices are in the order of their keys.
#[must_use]
pub fn told(mut row: decision::Model, notices: &[Model], known_at: Option<DateTime<Utc>>) -> decision::Model {
    let known = notices.iter().filter(|notice| notice.decision_id == row.id);
    for notice in known.filter(|notice| known_at.is_none_or(|known| notice.recorded_at <= known)) {
        match Kind::from_key(&notice.kind) {
            Some(Kind::Notified) => row.notified_on = Some(notice.day),
            Some(Kind::Waived) => row.waived_on = Some(notice.day),
            None => {}
        }
    }
    row
}
