//! Who released an import that makes money binding, and what request that answers.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who released an import that makes money binding, and what request that answers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_release")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The import.
    pub run_id: i64,
    /// Who asked to apply it; none at the command line.
    pub requested_by: Option<i64>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who released it, never who asked; none at the command line.
    pub released_by: Option<i64>,
    /// When.
    pub released_at: DateTime<Utc>,
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
            "import_release|{}|{:?}|{}|{:?}|{}",
            self.run_id,
            self.requested_by,
            self.requested_at.timestamp_micros(),
            self.released_by,
            self.released_at.timestamp_micros()
        )
    }
}
