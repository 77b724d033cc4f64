//! How many points a criterion of the Transferradar counts from a day on.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How many points a criterion of the Transferradar counts from a day on. Rows are never edited.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "radar_weight")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// See [`crate::transfer::radar::weight::Criterion`].
    pub criterion: String,
    /// 0 to 100.
    pub points: i32,
    /// The day from which they count.
    pub valid_from: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// Why.
    pub reason: String,
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
            "radar_weight|{}|{}|{}|{}|{}|{:?}",
            self.criterion,
            self.points,
            self.valid_from,
            self.reason,
            self.recorded_at.timestamp_micros(),
            self.recorded_by
        )
    }
}
