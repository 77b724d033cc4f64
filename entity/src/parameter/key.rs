//! The parameters there are: name, unit, bounds, what holds where nothing was entered, and the law they come from.
use crate::money::{Cents, Rate};
use chrono::{Datelike, NaiveDate};

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Euro cents.
    Cents,
    /// Hundredths of a percent.
    BasisPoints,
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
    /// A day in every year: month × 100 + day, 430 is 30 April.
    DayOfYear,
    /// A quarter of the year, 1 to 4.
    Quarter,
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident => $key:literal, $label:literal, $unit:ident, $default:literal, $low:literal..=$high:literal, $law:literal;)+) => {
        /// A parameter of the rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key { $($(#[$doc])* $name,)+ }

        impl Key {
            /// Every parameter, in the order of its page.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in the database and in addresses.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The parameter with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)+ _ => None }
            }

            /// The German name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// What a value counts.
            #[must_use]
            pub fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)+ }
            }

            /// What holds where nothing was entered for a day.
            #[must_use]
            pub fn default(self) -> i64 {
                match self { $(Self::$name => $default,)+ }
            }

            /// The lowest and the highest value that can be meant.
            #[must_use]
            pub fn bounds(self) -> (i64, i64) {
                match self { $(Self::$name => ($low, $high),)+ }
            }

            /// The law or regulation that sets it.
            #[must_use]
            pub fn law(self) -> &'static str {
                match self { $(Self::$name => $law,)+ }
            }
        }
    };
}

keys! {
    /// Maximum funding rate of companies.
    MaxRateCompany => "max_rate_company", "Höchstsatz Unternehmen", BasisPoints, 5_000, 0..=10_000, "Richtlinie Digitale Modellregionen";
    /// Maximum funding rate of municipalities.
    MaxRateMunicipality => "max_rate_municipality", "Höchstsatz Kommunen", BasisPoints, 8_000, 0..=10_000, "Richtlinie Digitale Modellregionen";
    /// Maximum funding rate of charities.
    MaxRateCharity => "max_rate_charity", "Höchstsatz gemeinnützige Organisationen", BasisPoints, 8_000, 0..=10_000, "Richtlinie Digitale Modellregionen";
    /// Maximum funding rate of research institutions.
    MaxRateResearch => "max_rate_research", "Höchstsatz Forschungseinrichtungen", BasisPoints, 9_000, 0..=10_000, "Richtlinie Digitale Modellregionen";
    /// Maximum funding rate of all others.
    MaxRateOther => "max_rate_other", "Höchstsatz sonstige Empfänger", BasisPoints, 5_000, 0..=10_000, "Richtlinie Digitale Modellregionen";
    /// Grants outside municipalities must be larger than this.
    BagatelleVv => "bagatelle_vv", "Bagatellgrenze außerhalb der Gemeinden", Cents, 200_000, 0..=100_000_000, "VV Nr. 1.1 zu § 44 LHO";
    /// Grants to municipalities must be larger than this.
    BagatelleVvg => "bagatelle_vvg", "Bagatellgrenze für Gemeinden", Cents, 1_250_000, 0..=100_000_000, "VVG Nr. 1.1 zu § 44 LHO";
    /// The Landesrechnungshof is heard or told above this.
    LrhThreshold => "lrh_threshold", "Beteiligung des Landesrechnungshofs über", Cents, 5_000_000, 0..=1_000_000_000, "VV Nr. 1.4 und 4.4 zu § 44 LHO";
    /// De-minimis aid of a company within the years that count is at most this.
    DeMinimisMax => "de_minimis_max", "De-minimis-Beihilfen höchstens", Cents, 30_000_000, 0..=1_000_000_000, "Verordnung (EU) 2023/2831 Artikel 3";
    /// Within how many years de-minimis aid is added up.
    DeMinimisYears => "de_minimis_years", "De-minimis-Beihilfen zählen", Years, 3, 1..=10, "Verordnung (EU) 2023/2831 Artikel 3";
    /// By how much a single item of the plan may be exceeded.
    ItemOverrun => "item_overrun", "Überschreitung von Einzelansätzen bis", BasisPoints, 2_000, 0..=10_000, "ANBest-P Nr. 1.2";
    /// How long legal remedies are possible after notification.
    LegalRemedyMonths => "legal_remedy_months", "Rechtsbehelfsfrist", Months, 1, 1..=12, "VV Nr. 7.1 zu § 44 LHO";
    /// Money is paid for payments due within this time.
    PayoutMonths => "payout_months", "Verwendungsfrist nach Auszahlung", Months, 2, 1..=12, "VV Nr. 7.2 zu § 44 LHO, ANBest Nr. 1.5";
    /// How long after the end the proof is due.
    ProofMonths => "proof_months", "Frist für den Verwendungsnachweis", Months, 6, 1..=36, "ANBest-G Nr. 7.1";
    /// When the interim proof for the year before is due.
    InterimProofDay => "interim_proof_day", "Zwischennachweis fällig am", DayOfYear, 430, 101..=1_231, "Nebenbestimmung im Bescheid";
    /// How long vouchers are kept after the proof.
    RetentionYears => "retention_years", "Aufbewahrung der Belege", Years, 5, 1..=30, "ANBest-G Nr. 7.5";
    /// Within which time after knowledge a decision can be taken back.
    RecoveryClockYears => "recovery_clock_years", "Frist für Rücknahme und Widerruf ab Kenntnis", Years, 1, 1..=10, "VV Nr. 8.4 zu § 44 LHO, §§ 48, 49 VwVfG NRW";
    /// Base rate of a half-year; may be negative.
    BaseRate => "base_rate", "Basiszinssatz", BasisPoints, 127, -1_000..=2_500, "§ 247 BGB";
    /// What is added to the base rate for interest on recoveries.
    InterestMargin => "interest_margin", "Zinsaufschlag auf den Basiszinssatz", BasisPoints, 500, 0..=2_500, "VV Nr. 8.5 zu § 44 LHO, § 49a VwVfG NRW";
    /// How many years carried-over money stays available.
    CarryOverYears => "carry_over_years", "Ausgabereste verfügbar für Folgejahre", Years, 2, 0..=10, "§ 45 LHO";
    /// From which quarter on money of the year that is not paid is looked at.
    LapseQuarter => "lapse_quarter", "Verfall prüfen ab Quartal", Quarter, 4, 1..=4, "Vorgabe des Programms";
    /// How many days before a deadline it is shown first.
    NoticeFirstDays => "notice_first_days", "Frist ankündigen ab", Days, 60, 0..=365, "Vorgabe des Programms";
    /// How many days before a deadline it becomes a warning.
    NoticeSecondDays => "notice_second_days", "Frist als Warnung ab", Days, 30, 0..=365, "Vorgabe des Programms";
    /// How many days before a deadline it counts as missed.
    NoticeLastDays => "notice_last_days", "Frist als überfällig ab", Days, 0, 0..=365, "Vorgabe des Programms";
    /// Difference that does not count between sums exact to the cent.
    ToleranceCent => "tolerance_cent", "Toleranz bei centgenauen Beträgen", Cents, 1, 0..=10_000, "Vorgabe des Programms";
    /// Difference that does not count where an amount is rounded to the euro.
    ToleranceEuro => "tolerance_euro", "Toleranz bei vollen Euro", Cents, 100, 0..=100_000, "Vorgabe des Programms";
    /// Difference that does not count where an amount is rounded to thousands.
    ToleranceThousand => "tolerance_thousand", "Toleranz bei T€", Cents, 100_000, 0..=10_000_000, "Vorgabe des Programms";
    /// Share that does not count where an amount is only about right.
    ToleranceAbout => "tolerance_about", "Toleranz bei „rund“, „knapp“, „über“", BasisPoints, 500, 0..=5_000, "Vorgabe des Programms";
}

impl Key {
    /// A value as people read it: `80 %`, `2.000,00 €`, `6 Monate`, `30.04.`.
    #[must_use]
    pub fn shown(self, value: i64) -> String {
        let count = |one: &str, many: &str| format!("{value}\u{a0}{}", if value == 1 { one } else { many });
        match self.unit() {
            Unit::Cents => Cents(value).to_string(),
            Unit::BasisPoints => Rate(i32::try_from(value).unwrap_or(0)).to_string(),
            Unit::Days => count("Tag", "Tage"),
            Unit::Months => count("Monat", "Monate"),
            Unit::Years => count("Jahr", "Jahre"),
            Unit::DayOfYear => format!("{:02}.{:02}.", value % 100, value / 100),
            Unit::Quarter => format!("{value}. Quartal"),
        }
    }

    /// A value as a person types it, in the writing of [`Self::shown`], with or without its unit.
    ///
    /// # Errors
    /// A German sentence: what is wrong and how to write it.
    pub fn parse(self, text: &str) -> Result<i64, String> {
        let text = text.trim();
        let value = match self.unit() {
            Unit::Cents => Cents::parse_german(text).ok().map(|cents| cents.0),
            // two places, as euros have
            Unit::BasisPoints => Cents::parse_german(text.trim_end_matches('%').trim_end()).ok().map(|cents| cents.0),
            Unit::DayOfYear => day_of_year(text),
            Unit::Days | Unit::Months | Unit::Years | Unit::Quarter => {
                let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
                let unit = text.get(digits.len()..).unwrap_or("").trim();
                let known = ["", "Tag", "Tage", "Monat", "Monate", "Jahr", "Jahre", ".", ". Quartal", "Quartal"];
                if known.contains(&unit) { digits.parse().ok() } else { None }
            }
        };
        let value =
            value.ok_or_else(|| format!("{} passt nicht. Bitte so schreiben: {}.", quoted(text), self.example()))?;
        let (low, high) = self.bounds();
        match (low..=high).contains(&value) {
            true => Ok(value),
            false => Err(format!("Möglich sind {} bis {}.", self.shown(low), self.shown(high))),
        }
    }

    /// How a value is written.
    #[must_use]
    pub fn example(self) -> String {
        self.shown(self.default()).replace('\u{a0}', " ")
    }

    /// The day that a [`Unit::DayOfYear`] means in a year.
    #[must_use]
    pub fn day_in(year: i32, value: i64) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, u32::try_from(value / 100).ok()?, u32::try_from(value % 100).ok()?)
    }
}

fn quoted(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.is_empty() { "Ein leerer Wert".into() } else { format!("„{short}“") }
}

fn day_of_year(text: &str) -> Option<i64> {
    let mut parts = text.split('.').map(str::trim);
    let (day, month): (u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.any(|rest| !rest.is_empty()) {
        return None;
    }
    // a year without 29 February: the day must be there every year
    let day = NaiveDate::from_ymd_opt(2023, month, day)?;
    Some(i64::from(day.month() * 100 + day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_again() {
        for key in Key::ALL {
            let (low, high) = key.bounds();
            for value in [key.default(), low, high] {
                assert_eq!(key.parse(&key.shown(value)), Ok(value), "{key:?} {}", key.shown(value));
            }
            assert!((low..=high).contains(&key.default()), "{key:?}");
            assert_eq!(Key::from_key(key.key()), Some(*key));
        }
    }

    #[test]
    fn hostile_values_are_refused_with_a_sentence() {
        for (key, text) in [
            (Key::MaxRateCompany, "100,01"),
            (Key::MaxRateCompany, "achtzig"),
            (Key::MaxRateCompany, "-1"),
            (Key::BagatelleVv, "1,234"),
            (Key::BagatelleVv, "99999999999999999999"),
            (Key::InterimProofDay, "31.02."),
            (Key::InterimProofDay, "29.02."),
            (Key::InterimProofDay, "30.04.2024.x"),
            (Key::ProofMonths, "6 Wochen"),
            (Key::ProofMonths, "0"),
            (Key::LapseQuarter, "5"),
            (Key::NoticeFirstDays, ""),
        ] {
            assert!(key.parse(text).is_err(), "{key:?} {text}");
        }
        assert_eq!(Key::BaseRate.parse("-0,88 %"), Ok(-88));
        assert_eq!(Key::InterimProofDay.parse("30.4."), Ok(430));
    }
}
