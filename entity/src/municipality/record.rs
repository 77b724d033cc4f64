//! A municipality or Kreis of Nordrhein-Westfalen with its key as text.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A municipality or Kreis of Nordrhein-Westfalen with its key as text.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ags: String,
    /// Short official name.
    pub name: String,
    /// `kreisfreie_stadt`, `kreisangehoerige_gemeinde` or `kreis`.
    pub kind: String,
    /// Regierungsbezirk.
    pub regierungsbezirk: String,
    /// Key of the Kreis (five digits), its own for a Kreis or kreisfreie Stadt.
    pub kreis_ags: String,
    /// Name of that Kreis.
    pub kreis_name: String,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// Folded words to search.
    pub search_text: String,
    /// Folded name to sort by.
    pub sort_name: String,
    /// Where the row comes from.
    pub source: String,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
