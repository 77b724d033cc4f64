//! What a column can mean, how its cells are read, and in which unit.

/// The meaning of a column (contract `import-check.md`, "Fields").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // the names are the contract's; `label` says them in German
pub enum Field {
    ProjectNumber,
    Title,
    Summary,
    Recipient,
    Partners,
    Region,
    MunicipalityKey,
    Postcode,
    Place,
    Theme,
    Status,
    StartDate,
    EndDate,
    Period,
    ApprovalDate,
    TotalCost,
    EligibleCost,
    StateGrant,
    OwnShare,
    PrivateCofunding,
    OtherPublic,
    FundingRate,
    Requested,
    PaidOut,
    Spent,
    YearAmount,
    Remark,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words.
    Text,
    /// Amounts of money.
    Money,
    /// Rates.
    Percent,
    /// Days.
    Date,
    /// Two days in one cell.
    DateRange,
    /// Whole numbers that count something.
    Integer,
    /// Identifiers: digits that are no number.
    Code,
    /// Amounts of one budget year.
    YearAmount,
}

/// What one stands for in a column of amounts or rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Euros.
    Eur,
    /// Thousands of euros.
    Teur,
    /// Millions of euros.
    Meur,
    /// 80 means 80 %.
    Percent,
    /// 0.8 means 80 %.
    Fraction,
}

/// Key, field, kind and German label, in the order of the contract.
const FIELDS: [(&str, Field, Kind, &str); 27] = [
    ("project_number", Field::ProjectNumber, Kind::Code, "Förderkennzeichen"),
    ("title", Field::Title, Kind::Text, "Projekttitel"),
    ("summary", Field::Summary, Kind::Text, "Kurzbeschreibung"),
    ("recipient", Field::Recipient, Kind::Text, "Zuwendungsempfänger"),
    ("partners", Field::Partners, Kind::Text, "Partner"),
    ("region", Field::Region, Kind::Text, "Region"),
    ("municipality_key", Field::MunicipalityKey, Kind::Code, "Gemeindeschlüssel"),
    ("postcode", Field::Postcode, Kind::Code, "Postleitzahl"),
    ("place", Field::Place, Kind::Text, "Ort"),
    ("theme", Field::Theme, Kind::Text, "Handlungsfeld"),
    ("status", Field::Status, Kind::Text, "Status"),
    ("start_date", Field::StartDate, Kind::Date, "Beginn"),
    ("end_date", Field::EndDate, Kind::Date, "Ende"),
    ("period", Field::Period, Kind::DateRange, "Laufzeit"),
    ("approval_date", Field::ApprovalDate, Kind::Date, "Bescheid vom"),
    ("total_cost", Field::TotalCost, Kind::Money, "Gesamtausgaben"),
    ("eligible_cost", Field::EligibleCost, Kind::Money, "zuwendungsfähige Ausgaben"),
    ("state_grant", Field::StateGrant, Kind::Money, "Zuwendung des Landes"),
    ("own_share", Field::OwnShare, Kind::Money, "Eigenanteil"),
    ("private_cofunding", Field::PrivateCofunding, Kind::Money, "private Mittel"),
    ("other_public", Field::OtherPublic, Kind::Money, "sonstige öffentliche Mittel"),
    ("funding_rate", Field::FundingRate, Kind::Percent, "Förderquote"),
    ("requested", Field::Requested, Kind::Money, "angeforderter Betrag"),
    ("paid_out", Field::PaidOut, Kind::Money, "ausgezahlt"),
    ("spent", Field::Spent, Kind::Money, "verausgabt"),
    ("year_amount", Field::YearAmount, Kind::YearAmount, "Betrag des Haushaltsjahres"),
    ("remark", Field::Remark, Kind::Text, "Bemerkung"),
];

impl Field {
    /// Every field, in the order of the contract.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(_, field, _, _)| *field)
    }

    fn entry(self) -> &'static (&'static str, Field, Kind, &'static str) {
        &FIELDS[self as usize]
    }

    /// The word in the JSON output and in saved mappings.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.entry().0
    }

    /// The field with this key, if there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|entry| entry.0 == key).map(|entry| entry.1)
    }

    /// How its cells are read.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.entry().2
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.entry().3
    }
}

impl Kind {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::DateRange => "date_range",
            Self::Integer => "integer",
            Self::Code => "code",
            Self::YearAmount => "year_amount",
        }
    }

    /// The kind with this key, if there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Text,
            Self::Money,
            Self::Percent,
            Self::Date,
            Self::DateRange,
            Self::Integer,
            Self::Code,
            Self::YearAmount,
        ]
        .into_iter()
        .find(|kind| kind.key() == key)
    }

    /// Amounts of money, of a year or not.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Money | Self::YearAmount)
    }
}

impl Unit {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Teur => "TEUR",
            Self::Meur => "MEUR",
            Self::Percent => "percent",
            Self::Fraction => "fraction",
        }
    }

    /// Euros (or percent) per one.
    #[must_use]
    pub fn factor(self) -> i64 {
        match self {
            Self::Eur | Self::Percent => 1,
            Self::Teur => 1_000,
            Self::Meur => 1_000_000,
            Self::Fraction => 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_finds_itself() {
        for field in Field::all() {
            assert_eq!(Field::from_key(field.key()), Some(field));
        }
        assert_eq!(Field::Remark.label(), "Bemerkung");
        assert_eq!(Field::from_key("sum"), None);
    }
}
