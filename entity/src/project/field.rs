//! The descriptive fields of a project, each a series of statements with two times.
use crate::{
    money::{Cents, Rate},
    precision::Precision,
};

/// A descriptive field of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Title.
    Title,
    /// Förderkennzeichen.
    GrantReference,
    /// What it is about.
    Summary,
    /// Zuwendungsempfänger.
    Recipient,
    /// Partners, as written.
    Partners,
    /// Theme as written.
    Theme,
    /// State in the lifecycle, see [`super::lifecycle::Lifecycle`].
    Lifecycle,
    /// Transfer state, see [`super::lifecycle::Transfer`].
    Transfer,
    /// First day.
    StartDate,
    /// Last day.
    EndDate,
    /// Day of the Bescheid.
    ApprovalDate,
    /// Funding rate in basis points.
    FundingRate,
    /// Gesamtausgaben, an [`Amount`].
    TotalCost,
    /// Zuwendungsfähige Ausgaben, an [`Amount`].
    EligibleCost,
    /// Place as written.
    Place,
    /// Key of the municipality.
    MunicipalityKey,
    /// Internal remark.
    Remark,
}

impl Field {
    /// Every field, in the order of a project's page.
    pub const ALL: [Self; 17] = [
        Self::Title,
        Self::GrantReference,
        Self::Summary,
        Self::Recipient,
        Self::Partners,
        Self::Theme,
        Self::Lifecycle,
        Self::Transfer,
        Self::StartDate,
        Self::EndDate,
        Self::ApprovalDate,
        Self::FundingRate,
        Self::TotalCost,
        Self::EligibleCost,
        Self::Place,
        Self::MunicipalityKey,
        Self::Remark,
    ];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::GrantReference => "grant_reference",
            Self::Summary => "summary",
            Self::Recipient => "recipient",
            Self::Partners => "partners",
            Self::Theme => "theme",
            Self::Lifecycle => "status",
            Self::Transfer => "transfer",
            Self::StartDate => "start_date",
            Self::EndDate => "end_date",
            Self::ApprovalDate => "approval_date",
            Self::FundingRate => "funding_rate",
            Self::TotalCost => "total_cost",
            Self::EligibleCost => "eligible_cost",
            Self::Place => "place",
            Self::MunicipalityKey => "municipality_key",
            Self::Remark => "remark",
        }
    }

    /// The field with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Titel",
            Self::GrantReference => "Förderkennzeichen",
            Self::Summary => "Kurzbeschreibung",
            Self::Recipient => "Zuwendungsempfänger",
            Self::Partners => "Partner",
            Self::Theme => "Themenfeld",
            Self::Lifecycle => "Status",
            Self::Transfer => "Transfer",
            Self::StartDate => "Beginn",
            Self::EndDate => "Ende",
            Self::ApprovalDate => "Bescheid vom",
            Self::FundingRate => "Förderquote",
            Self::TotalCost => "Gesamtausgaben",
            Self::EligibleCost => "zuwendungsfähige Ausgaben",
            Self::Place => "Ort",
            Self::MunicipalityKey => "Gemeindeschlüssel",
            Self::Remark => "Bemerkung",
        }
    }

    /// Whether the public may see it.
    #[must_use]
    pub fn is_public(self) -> bool {
        self != Self::Remark
    }

    /// The value as people read it: German dates, rates and amounts, labels of states.
    #[must_use]
    pub fn shown(self, value: &str) -> String {
        match self {
            Self::Lifecycle => {
                super::lifecycle::Lifecycle::from_key(value).map_or_else(|| value.into(), |state| state.label().into())
            }
            Self::Transfer => {
                super::lifecycle::Transfer::from_key(value).map_or_else(|| value.into(), |state| state.label().into())
            }
            Self::StartDate | Self::EndDate | Self::ApprovalDate => value
                .parse::<chrono::NaiveDate>()
                .map_or_else(|_| value.into(), |day| day.format("%d.%m.%Y").to_string()),
            Self::FundingRate => value.parse::<i32>().map_or_else(|_| value.into(), |rate| Rate(rate).to_string()),
            Self::TotalCost | Self::EligibleCost => {
                Amount::parse(value).map_or_else(|| value.into(), |amount| amount.cents.to_string())
            }
            _ => value.into(),
        }
    }
}

/// An amount that is a statement about a project and no entry of the ledger: Gesamtausgaben, Bemessungsgrundlage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub cents: Cents,
    /// How exactly known.
    pub precision: Precision,
}

impl Amount {
    /// The stored writing: `24000000.00 thousand`.
    #[must_use]
    pub fn stored(self) -> String {
        format!("{} {}", self.cents.plain(), self.precision.key())
    }

    /// Reads the stored writing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (cents, precision) = text.split_once(' ')?;
        Some(Self { cents: Cents::parse_plain(cents).ok()?, precision: Precision::from_key(precision)? })
    }
}
