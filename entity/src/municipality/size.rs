//! How large a municipality is: the classes in which solutions are proven and looked for.
use serde::{Deserialize, Serialize};

/// A class of population. The borders at 25,000 and 60,000 are those of § 4 GO NRW (mittlere und große
/// kreisangehörige Stadt); the others are our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// Fewer than 10,000 people.
    Below10k,
    /// 10,000 to 24,999.
    Below25k,
    /// 25,000 to 59,999.
    Below60k,
    /// 60,000 to 99,999.
    Below100k,
    /// 100,000 to 499,999.
    Below500k,
    /// 500,000 and more.
    From500k,
}

impl SizeClass {
    /// Every class, the smallest first.
    pub const ALL: [Self; 6] =
        [Self::Below10k, Self::Below25k, Self::Below60k, Self::Below100k, Self::Below500k, Self::From500k];

    /// The class of a population.
    #[must_use]
    pub fn of(population: u32) -> Self {
        match population {
            0..10_000 => Self::Below10k,
            10_000..25_000 => Self::Below25k,
            25_000..60_000 => Self::Below60k,
            60_000..100_000 => Self::Below100k,
            100_000..500_000 => Self::Below500k,
            500_000.. => Self::From500k,
        }
    }

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Below10k => "below_10k",
            Self::Below25k => "below_25k",
            Self::Below60k => "below_60k",
            Self::Below100k => "below_100k",
            Self::Below500k => "below_500k",
            Self::From500k => "from_500k",
        }
    }

    /// The class with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Below10k => "unter 10.000",
            Self::Below25k => "10.000 bis unter 25.000",
            Self::Below60k => "25.000 bis unter 60.000",
            Self::Below100k => "60.000 bis unter 100.000",
            Self::Below500k => "100.000 bis unter 500.000",
            Self::From500k => "500.000 und mehr",
        }
    }

    /// How many classes lie between two.
    #[must_use]
    pub fn distance(self, other: Self) -> usize {
        let place = |class| Self::ALL.iter().position(|one| *one == class).unwrap_or(0);
        place(self).abs_diff(place(other))
    }
}
