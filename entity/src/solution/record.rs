//! Something that municipalities can take over. What it says of itself stands in its sheets.
use super::sheet::Sheet;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Something that municipalities can take over. What it says of itself stands in its sheets.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "solution")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme it came from; none for one from outside.
    pub programme_id: Option<i64>,
    /// Address word.
    pub slug: String,
    /// Name in its newest sheet, released or not: for those who may edit it. What everybody sees stands in the catalogue.
    pub name: String,
    /// Key of the providing municipality or Kreis when it was described; a sheet that says it itself goes before.
    pub provider_ags: Option<String>,
    /// The region it was made in.
    pub region_id: Option<i64>,
    /// Whether parts of it are invented (Beispieldaten).
    pub sample: bool,
    /// Folded name to sort by.
    pub sort_name: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Counts changes: the version of its newest sheet.
    pub version: i32,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it comes from outside the programme: it is shown, and counted in no figure. Decided here and nowhere else.
    #[must_use]
    pub fn outside(&self) -> bool {
        self.programme_id.is_none()
    }

    /// What a version of its sheet says.
    ///
    /// # Errors
    /// It is no sheet.
    pub fn says(&self, version: &sheet::Model) -> Result<Sheet, serde_json::Error> {
        Sheet::stored(&version.content, self.provider_ags.as_deref())
    }
}

/// A version of a sheet, never changed.
pub mod sheet {
    use chrono::{DateTime, NaiveDate, Utc};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A version of a sheet, never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "solution_sheet")]
    pub struct Model {
        /// Key.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The solution.
        pub solution_id: i64,
        /// Counts from 1 for each solution.
        pub version: i32,
        /// See [`crate::solution::sheet::Sheet::stored`].
        pub content: String,
        /// The day from which it holds.
        pub valid_on: NaiveDate,
        /// When it was recorded.
        pub recorded_at: DateTime<Utc>,
        /// Who wrote it; nobody for seeds.
        pub recorded_by: Option<i64>,
        /// The audit row that covers it; 0 for sheets from before there were sheets.
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
                "sheet|{}|{}|{}|{}|{}|{:?}",
                self.solution_id,
                self.version,
                self.content,
                self.valid_on,
                self.recorded_at.timestamp_micros(),
                self.recorded_by
            )
        }
    }
}

/// A step of a sheet through the gate, never changed.
pub mod step {
    use chrono::{DateTime, NaiveDate, Utc};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A step of a sheet through the gate, never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "solution_step")]
    pub struct Model {
        /// Key.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The solution.
        pub solution_id: i64,
        /// The version of the sheet it is about.
        pub sheet_id: i64,
        /// See [`crate::solution::gate::Step`].
        pub step: String,
        /// What was said with it.
        pub note: Option<String>,
        /// The day from which it holds.
        pub valid_on: NaiveDate,
        /// When it was recorded.
        pub recorded_at: DateTime<Utc>,
        /// Who took it; nobody for seeds.
        pub recorded_by: Option<i64>,
        /// The audit row that covers it; 0 for steps from before there were steps.
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
                "step|{}|{}|{}|{:?}|{}|{}|{:?}",
                self.solution_id,
                self.sheet_id,
                self.step,
                self.note,
                self.valid_on,
                self.recorded_at.timestamp_micros(),
                self.recorded_by
            )
        }
    }
}

/// An address word that a solution had before it was renamed; it leads on for ever.
pub mod address {
    use chrono::{DateTime, Utc};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// An address word that a solution had before it was renamed; it leads on for ever.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "solution_address")]
    pub struct Model {
        /// Key.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The solution.
        pub solution_id: i64,
        /// The word.
        pub slug: String,
        /// When it was given up.
        pub recorded_at: DateTime<Utc>,
    }

    /// No relations: questions join by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
