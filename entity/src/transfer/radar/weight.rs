//! The criteria of the radar, and how much each of them counts.
use std::fmt;
use thiserror::Error;

macro_rules! criteria {
    ($($(#[$doc:meta])* $name:ident => $key:literal, $label:literal, $points:literal, $explanation:literal;)+) => {
        /// What is compared.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Criterion { $($(#[$doc])* $name,)+ }

        impl Criterion {
            /// How many there are.
            pub const COUNT: usize = [$(Self::$name),+].len();
            /// Every criterion, in the order of pages.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$name),+];

            /// The word in the database and in the JSON interface.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The criterion with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)+ _ => None }
            }

            /// The German name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// What is compared and how, in one German sentence.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)+ }
            }

            /// How many points it counts where nothing else was entered; all of them together are 100.
            #[must_use]
            pub fn default_points(self) -> u16 {
                match self { $(Self::$name => $points,)+ }
            }
        }

        impl Default for Weights {
            fn default() -> Self {
                Self([$($points),+])
            }
        }
    };
}

criteria! {
    /// Proven in municipalities as large as this.
    Size => "size", "Größe", 12,
        "Erprobt in derselben Größenklasse zählt voll, in der nächsten halb, zwei Klassen entfernt ein Viertel.";
    /// Meant for this kind of body.
    Kind => "kind", "Art der Kommune", 5,
        "Zählt, wenn die Lösung für diese Art von Kommune gedacht ist; ist sie es nicht, wird sie nicht vorgeschlagen.";
    /// The systems without which it does not run.
    Required => "required", "Voraussetzungen", 20,
        "Anteil der nötigen Systeme, die vorhanden sind.";
    /// The systems with which it is more useful.
    Useful => "useful", "Hilfreiche Systeme", 5,
        "Anteil der hilfreichen Systeme, die vorhanden sind.";
    /// The themes the municipality wants to work on.
    Priorities => "priorities", "Schwerpunkte", 15,
        "Zählt, wenn ein Thema der Lösung zu den Schwerpunkten der Kommune gehört.";
    /// Who near it runs the solution.
    Neighbours => "neighbours", "Nachbarn", 13,
        "Bestätigt produktiv im selben Kreis zählt voll, im selben Regierungsbezirk halb, sonst in Nordrhein-Westfalen ein Viertel.";
    /// Whether its IT provider runs the solution already.
    ItProvider => "it_provider", "IT-Dienstleister", 10,
        "Zählt, wenn die Lösung beim IT-Dienstleister der Kommune schon läuft.";
    /// How far the solution is.
    Maturity => "maturity", "Reife", 8,
        "Übertragbar zählt voll, im Einsatz drei Viertel, erprobt ein Viertel, eine Idee nichts; was nicht mehr angeboten wird, wird nicht vorgeschlagen.";
    /// What it costs a year and inhabitant.
    Cost => "cost", "Laufende Kosten", 5,
        "Im Jahr je Einwohnerin oder Einwohner: bis 0,10 € zählt voll, bis 0,50 € drei Viertel, bis 1,00 € halb, bis 2,00 € ein Viertel.";
    /// Whether its licence is open.
    Licence => "licence", "Offene Lizenz", 3,
        "Zählt, wenn die Lizenz offen ist.";
    /// How long ago the provider confirmed the sheet.
    Freshness => "freshness", "Aktualität", 4,
        "In den letzten 12 Monaten bestätigt zählt voll, in den letzten 24 halb.";
}

/// How many points each criterion counts, 0 to 100; 0 leaves it out. The default ones are our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights([u16; Criterion::COUNT]);

/// Why something is no weight.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WeightError {
    /// No criterion has this word.
    #[error("Ein Kriterium „{0}“ gibt es nicht.")]
    Unknown(String),
    /// Out of bounds.
    #[error("„{}“ zählt 0 bis {} Punkte.", .0.label(), Weights::MOST)]
    OutOfBounds(Criterion),
}

impl Weights {
    /// The most points a criterion can count.
    pub const MOST: u16 = 100;

    /// The points of a criterion.
    #[must_use]
    pub fn of(&self, criterion: Criterion) -> u16 {
        self.0.get(criterion as usize).copied().unwrap_or(0)
    }

    /// The same with other points for a criterion.
    ///
    /// # Errors
    /// [`WeightError::OutOfBounds`] above [`Self::MOST`].
    pub fn with(mut self, criterion: Criterion, points: u16) -> Result<Self, WeightError> {
        if points > Self::MOST {
            return Err(WeightError::OutOfBounds(criterion));
        }
        if let Some(place) = self.0.get_mut(criterion as usize) {
            *place = points;
        }
        Ok(self)
    }

    /// The default ones with those that were entered, by the words of the criteria; a later one wins.
    ///
    /// # Errors
    /// [`WeightError`].
    pub fn entered<'a>(pairs: impl IntoIterator<Item = (&'a str, u16)>) -> Result<Self, WeightError> {
        pairs.into_iter().try_fold(Self::default(), |weights, (key, points)| {
            let unknown = || WeightError::Unknown(key.chars().take(40).collect());
            weights.with(Criterion::from_key(key).ok_or_else(unknown)?, points)
        })
    }

    /// All points together.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().map(|points| u32::from(*points)).sum()
    }
}

/// Points in hundredths: 375 are 3,75.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub u32);

/// German writing with at most two places: `12`, `3,75`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 100 {
            0 => write!(f, "{}", self.0 / 100),
            rest if rest % 10 == 0 => write!(f, "{},{}", self.0 / 100, rest / 10),
            rest => write!(f, "{},{rest:02}", self.0 / 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_hundred_points() {
        assert_eq!(Weights::default().total(), 100);
        for criterion in Criterion::ALL {
            assert_eq!(Criterion::from_key(criterion.key()), Some(criterion));
            assert_eq!(Weights::default().of(criterion), criterion.default_points());
            assert!(criterion.explanation().ends_with('.'), "{criterion:?}");
        }
    }

    #[test]
    fn entered_weights_are_kept_or_refused_with_a_sentence() {
        let weights = Weights::entered([("size", 100), ("size", 0), ("cost", 7)]).unwrap();
        assert_eq!((weights.of(Criterion::Size), weights.of(Criterion::Cost)), (0, 7));
        assert_eq!(weights.total(), 100 - 12 + 2);
        let refused = |pair| Weights::entered([pair]).unwrap_err().to_string();
        assert_eq!(refused(("size", 101)), "„Größe“ zählt 0 bis 100 Punkte.");
        assert_eq!(refused(("", 1)), "Ein Kriterium „“ gibt es nicht.");
        assert!(refused((&"x".repeat(10_000), 1)).len() < 100);
    }

    #[test]
    fn points_are_written_as_germans_do() {
        for (points, text) in [(0, "0"), (1_200, "12"), (375, "3,75"), (650, "6,5"), (5, "0,05")] {
            assert_eq!(Points(points).to_string(), text);
        }
    }
}
