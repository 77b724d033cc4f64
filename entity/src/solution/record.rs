//! Something that municipalities can take over.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Something that municipalities can take over.
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
    /// Name.
    pub name: String,
    /// What it is good for, in one sentence.
    pub benefit: String,
    /// The problem it solves.
    pub problem: String,
    /// Who it is for.
    pub audience: String,
    /// See [`super::Kind`].
    pub kind: String,
    /// See [`super::Maturity`].
    pub maturity: String,
    /// `egov` or `urban`.
    pub pillar: String,
    /// Theme as written.
    pub theme: String,
    /// SPDX identifier; none where unknown.
    pub licence: Option<String>,
    /// Address of the source code.
    pub repository: Option<String>,
    /// What one needs to have.
    pub requirements: Option<String>,
    /// What it costs and takes, as published.
    pub effort: Option<String>,
    /// A role mailbox or office, no person.
    pub contact: Option<String>,
    /// Who provides it.
    pub provider: String,
    /// Key of the providing municipality or Kreis.
    pub provider_ags: Option<String>,
    /// The region it was made in.
    pub region_id: Option<i64>,
    /// Where this is published.
    pub source: String,
    /// Whether parts of it are invented (Beispieldaten).
    pub sample: bool,
    /// Since when it can be taken over.
    pub transferable_since: Option<NaiveDate>,
    /// Since when the public sees it.
    pub published_at: Option<DateTime<Utc>>,
    /// Folded words to search.
    pub search_text: String,
    /// Folded name to sort by.
    pub sort_name: String,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Counts changes.
    pub version: i32,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
