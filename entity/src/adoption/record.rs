//! What a municipality says about its use of a solution; never changed, a new statement follows.
use crate::{clock::berlin_day, money::Cents};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a municipality says about its use of a solution; never changed, a new statement follows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "adoption")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The municipality.
    pub ags: String,
    /// `interested`, `evaluating`, `introducing`, `productive` or `rejected`.
    pub state: String,
    /// Why, for `rejected`.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who said it.
    pub recorded_by: Option<i64>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The statement it follows.
    pub replaces_id: Option<i64>,
    /// The audit row that covers it.
    pub audit_id: i64,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
    /// See [`super::Speaker`].
    pub said_by: String,
    /// See [`super::UseKind`].
    pub use_kind: Option<String>,
    /// Person-days that the adopter spent until now.
    pub person_days: Option<i32>,
    /// What the adopter spent until now.
    pub cost_cents: Option<Cents>,
    /// What the adopter learned.
    pub lessons: Option<String>,
    /// What the adopter changed.
    pub changes: Option<String>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The day on which it was said, in Berlin; it may hold from an earlier one. An invented history is recorded in one
    /// go: each of its statements is taken as said on the day from which it holds.
    #[must_use]
    pub fn said_on(&self) -> NaiveDate {
        if self.sample { self.valid_on } else { self.valid_on.max(berlin_day(self.recorded_at)) }
    }

    /// The line that goes into the audit row's digest.
    #[must_use]
    pub fn line(&self) -> String {
        let more =
            (&self.use_kind, self.person_days, self.cost_cents.map(|cents| cents.0), &self.lessons, &self.changes);
        // statements from before there was more to say keep their line
        let more = match (self.said_by.as_str(), more) {
            ("adopter", (None, None, None, None, None)) => String::new(),
            (by, more) => format!("|{by}|{more:?}"),
        };
        format!(
            "adoption|{}|{}|{}|{:?}|{}|{}|{:?}|{}|{:?}|{}{more}",
            self.solution_id,
            self.ags,
            self.state,
            self.reason,
            self.valid_on,
            self.recorded_at.timestamp_micros(),
            self.recorded_by,
            self.origin_id,
            self.replaces_id,
            self.sample
        )
    }
}

/// What the providing side answered to a statement, never changed.
pub mod reply {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What the providing side answered to a statement, never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "adoption_reply")]
    pub struct Model {
        /// Key.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The statement.
        pub adoption_id: i64,
        /// What was answered.
        pub text: String,
        /// When it was recorded.
        pub recorded_at: DateTime<Utc>,
        /// Who answered.
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
                "reply|{}|{}|{}|{:?}",
                self.adoption_id,
                self.text,
                self.recorded_at.timestamp_micros(),
                self.recorded_by
            )
        }
    }
}
