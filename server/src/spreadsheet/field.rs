//! What a column can mean, how its cells are read, in which unit, and in which way of writing.

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

/// How the amounts or the days of a column are written where a text leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Amounts and rates: the comma stands before the cents, `1.234,56`.
    German,
    /// Amounts and rates: the point stands before the cents, `1,234.56`.
    English,
    /// Days between slashes: `31/12/2021`.
    DayFirst,
    /// Days between slashes: `12/31/2021`.
    MonthFirst,
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
    /// Every unit.
    pub const ALL: [Self; 5] = [Self::Eur, Self::Teur, Self::Meur, Self::Percent, Self::Fraction];

    /// The unit with this key, if there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.key() == key)
    }

    /// What people call it, with an example where the name alone leaves it open.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Eur => "Euro",
            Self::Teur => "Tausend Euro (T€)",
            Self::Meur => "Millionen Euro",
            Self::Percent => "Prozent (80 bedeutet 80 %)",
            Self::Fraction => "Anteil (0,8 bedeutet 80 %)",
        }
    }

    /// Whether it can be the unit of such a column.
    #[must_use]
    pub fn suits(self, kind: Kind) -> bool {
        match self {
            Self::Eur | Self::Teur | Self::Meur => kind.is_money(),
            Self::Percent | Self::Fraction => kind == Kind::Percent,
        }
    }

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

impl Convention {
    /// Every convention.
    pub const ALL: [Self; 4] = [Self::German, Self::English, Self::DayFirst, Self::MonthFirst];

    /// The word in saved mappings.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::German => "german",
            Self::English => "english",
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
        }
    }

    /// The convention with this key, if there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|convention| convention.key() == key)
    }

    /// What people call it, with an example.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::German => "Komma vor den Cent (1.234,56)",
            Self::English => "Punkt vor den Cent (1,234.56)",
            Self::DayFirst => "Tag zuerst (31/12/2021)",
            Self::MonthFirst => "Monat zuerst (12/31/2021)",
        }
    }

    /// Whether it says anything about such a column.
    #[must_use]
    pub fn suits(self, kind: Kind) -> bool {
        match self {
            Self::German | Self::English => kind.is_money() || kind == Kind::Percent,
            Self::DayFirst | Self::MonthFirst => matches!(kind, Kind::Date | Kind::DateRange),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_conventions_find_themselves() {
        for unit in Unit::ALL {
            assert_eq!(Unit::from_key(unit.key()), Some(unit));
            assert!(unit.suits(Kind::Money) != unit.suits(Kind::Percent));
        }
        for convention in Convention::ALL {
            assert_eq!(Convention::from_key(convention.key()), Some(convention));
            assert!(convention.suits(Kind::YearAmount) != convention.suits(Kind::Date));
        }
        assert_eq!(Convention::from_key("EUR"), None);
    }

    #[test]
    fn every_field_finds_itself() {
        for field in Field::all() {
            assert_eq!(Field::from_key(field.key()), Some(field));
        }
        assert_eq!(Field::Remark.label(), "Bemerkung");
        assert_eq!(Field::from_key("sum"), None);
    }
}
