//! What kind of body a municipality is.
use crate::words::words;

words! {
    /// What kind of body it is.
    Kind {
        /// A city outside any Kreis.
        City => "kreisfreie_stadt", "kreisfreie Stadt";
        /// A city or Gemeinde inside a Kreis.
        Member => "kreisangehoerige_gemeinde", "kreisangehörige Gemeinde";
        /// A Kreis.
        District => "kreis", "Kreis";
    }
}

impl Kind {
    /// The German name of several.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::City => "kreisfreie Städte",
            Self::Member => "kreisangehörige Städte und Gemeinden",
            Self::District => "Kreise",
        }
    }
}
