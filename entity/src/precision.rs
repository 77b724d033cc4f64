//! How exactly an amount is known. A figure always says which (domain: published sums are cent-exact,
//! rounded to the euro, to thousands, or "rund").
use serde::{Deserialize, Serialize};

/// How exactly an amount is known, finest first; a sum carries the coarsest precision of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text"))]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Exact to the cent.
    #[cfg_attr(feature = "db", sea_orm(string_value = "cent"))]
    Cent,
    /// Rounded to whole euros.
    #[cfg_attr(feature = "db", sea_orm(string_value = "euro"))]
    Euro,
    /// Rounded to thousands of euros (T€).
    #[cfg_attr(feature = "db", sea_orm(string_value = "thousand"))]
    Thousand,
    /// "rund", "knapp", "über": the size is known, the amount is not.
    #[cfg_attr(feature = "db", sea_orm(string_value = "about"))]
    About,
}

impl Precision {
    /// Every precision, finest first.
    pub const ALL: [Self; 4] = [Self::Cent, Self::Euro, Self::Thousand, Self::About];

    /// The word stored in the database and shown in the JSON interface.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cent => "cent",
            Self::Euro => "euro",
            Self::Thousand => "thousand",
            Self::About => "about",
        }
    }

    /// The precision with this word, if there is one.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.key() == key)
    }
}
