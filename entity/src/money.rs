//! Money in whole cents, rates in basis points. No floating point anywhere (docs/decisions/0002).
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money in euro cents. Negative amounts are corrections and recoveries.
/// Bounds: ±92 quadrillion euros (`i64`); arithmetic is checked, never wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
pub struct Cents(pub i64);

/// A rate in basis points: 80,00 % is 8000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
pub struct Rate(pub i32);

/// Why a text or number is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a number in German or plain decimal writing.
    #[error("kein Betrag")]
    NotAnAmount,
    /// More than two decimal places.
    #[error("mehr als zwei Nachkommastellen")]
    TooFine,
    /// Larger than the column can hold.
    #[error("Betrag zu groß")]
    TooLarge,
}

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Sum, or `None` beyond the bounds.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference, or `None` beyond the bounds.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The opposite amount (for a counter-entry), or `None` beyond the bounds.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// The share of this amount at a rate, rounded half away from zero ("kaufmännisch").
    #[must_use]
    pub fn share(self, rate: Rate) -> Option<Self> {
        let exact = i128::from(self.0) * i128::from(rate.0);
        let half = if exact < 0 { -5_000 } else { 5_000 };
        i64::try_from((exact + half) / 10_000).ok().map(Self)
    }

    /// Splits by weights with the largest remainder; the parts always sum to the whole.
    /// Weights that are all zero split evenly. Returns nothing for no weights.
    #[must_use]
    pub fn split(self, weights: &[u32]) -> Vec<Self> {
        if weights.is_empty() {
            return Vec::new();
        }
        let even = weights.iter().all(|weight| *weight == 0);
        let weight_of = |index: usize| if even { 1i128 } else { i128::from(weights[index]) };
        let total: i128 = (0..weights.len()).map(weight_of).sum();
        let whole = i128::from(self.0);
        let mut parts: Vec<i128> = (0..weights.len()).map(|i| whole * weight_of(i) / total).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| (-(whole * weight_of(*i) % total).abs(), *i));
        let mut rest = whole - parts.iter().sum::<i128>();
        for index in order {
            if rest == 0 {
                break;
            }
            parts[index] += rest.signum();
            rest -= rest.signum();
        }
        // each part lies between zero and the whole, so it fits
        parts.into_iter().map(|part| Self(i64::try_from(part).unwrap_or(0))).collect()
    }

    /// This amount as a percentage of another in basis points, rounded; `None` when the other is zero.
    #[must_use]
    pub fn of(self, whole: Self) -> Option<Rate> {
        if whole.0 == 0 {
            return None;
        }
        let exact = i128::from(self.0) * 20_000 / i128::from(whole.0);
        let rounded = (exact + exact.signum()) / 2;
        i32::try_from(rounded).ok().map(Rate)
    }

    /// An amount from a decimal number of euros, rounded half away from zero to cents.
    ///
    /// # Errors
    /// [`AmountError::TooLarge`] beyond the bounds.
    pub fn from_decimal(euros: Decimal) -> Result<Self, AmountError> {
        euros
            .checked_mul(Decimal::ONE_HUNDRED)
            .map(|cents| cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|cents| cents.to_i64())
            .map(Self)
            .ok_or(AmountError::TooLarge)
    }

    /// The amount as a decimal number of euros with two places.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Reads what a person types into a form: `1.234.567,89`, `1234567,89`, `1 234,5 €`.
    /// A point is read as thousands separator only where it stands before groups of three.
    ///
    /// # Errors
    /// Says why the text is no amount; never guesses.
    pub fn parse_german(text: &str) -> Result<Self, AmountError> {
        let cleaned: String = text
            .trim()
            .trim_end_matches("EUR")
            .trim_end_matches('€')
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
            .collect();
        let (sign, digits) = match cleaned.strip_prefix(['-', '−']) {
            Some(rest) => (-1, rest),
            None => (1, cleaned.as_str()),
        };
        let (whole, fraction) = match digits.split_once(',') {
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        if !fraction.bytes().all(|b| b.is_ascii_digit()) || (digits.contains(',') && fraction.is_empty()) {
            return Err(AmountError::NotAnAmount);
        }
        if fraction.len() > 2 {
            return Err(AmountError::TooFine);
        }
        let groups: Vec<&str> = whole.split('.').collect();
        let grouped = groups.len() == 1
            || (groups[1..].iter().all(|group| group.len() == 3) && (1..=3).contains(&groups[0].len()));
        let joined = groups.concat();
        if !grouped || joined.is_empty() || !joined.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AmountError::NotAnAmount);
        }
        let euros: i64 = joined.parse().map_err(|_| AmountError::TooLarge)?;
        let cents: i64 = format!("{fraction:0<2}").parse().map_err(|_| AmountError::NotAnAmount)?;
        euros
            .checked_mul(100)
            .and_then(|value| value.checked_add(cents))
            .map(|value| Self(sign * value))
            .ok_or(AmountError::TooLarge)
    }

    /// Reads the JSON interface's decimal string: `1671176.00`, at most two places, no separators.
    ///
    /// # Errors
    /// Says why the text is no amount.
    pub fn parse_plain(text: &str) -> Result<Self, AmountError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(digits) || !all_digits(fraction) {
            return Err(AmountError::NotAnAmount);
        }
        if fraction.len() > 2 {
            return Err(AmountError::TooFine);
        }
        let magnitude: i64 = format!("{digits}{fraction:0<2}").parse().map_err(|_| AmountError::TooLarge)?;
        Ok(Self(if whole.starts_with('-') { -magnitude } else { magnitude }))
    }

    /// The JSON interface's writing: `1671176.00`.
    #[must_use]
    pub fn plain(self) -> String {
        let magnitude = self.0.unsigned_abs();
        format!("{}{}.{:02}", if self.0 < 0 { "-" } else { "" }, magnitude / 100, magnitude % 100)
    }

    /// German writing without a unit (DIN 5008): `1.671.176,00`.
    #[must_use]
    pub fn german(self) -> String {
        let magnitude = self.0.unsigned_abs();
        format!("{}{},{:02}", if self.0 < 0 { "−" } else { "" }, group(magnitude / 100), magnitude % 100)
    }

    /// German writing in millions with one place, for tiles and sentences: `91,0 Mio. €`.
    #[must_use]
    pub fn millions(self) -> String {
        let tenths = (self.0.unsigned_abs() + 5_000_000) / 10_000_000;
        format!("{}{},{} Mio. €", if self.0 < 0 { "−" } else { "" }, group(tenths / 10), tenths % 10)
    }
}

fn group(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// German writing with the sign for euros: `1.671.176,00 €` (with a no-break space).
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}€", self.german())
    }
}

/// German writing with at most two places: `80 %`, `54,58 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "−" } else { "" };
        match magnitude % 100 {
            0 => write!(f, "{sign}{}\u{a0}%", magnitude / 100),
            rest if rest % 10 == 0 => write!(f, "{sign}{},{}\u{a0}%", magnitude / 100, rest / 10),
            rest => write!(f, "{sign}{},{rest:02}\u{a0}%", magnitude / 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_texts_are_read_or_refused() {
        for (text, cents) in
            [("1.234.567,89", 123_456_789), ("1234,5 €", 123_450), ("-0,01", -1), ("776 000", 77_600_000)]
        {
            assert_eq!(Cents::parse_german(text), Ok(Cents(cents)), "{text}");
        }
        for text in ["", "1.23", "1,671.176", "abc", "1,", "12.34.567", "€", "1e5", "--1"] {
            assert_eq!(Cents::parse_german(text), Err(AmountError::NotAnAmount), "{text}");
        }
        assert_eq!(Cents::parse_german("1,234"), Err(AmountError::TooFine));
        assert_eq!(Cents::parse_german("99999999999999999999"), Err(AmountError::TooLarge));
    }

    #[test]
    fn amounts_are_written_as_germans_do() {
        assert_eq!(Cents(9_100_000_000).german(), "91.000.000,00");
        assert_eq!(Cents(-5).german(), "−0,05");
        assert_eq!(Cents(9_100_000_000).millions(), "91,0 Mio. €");
        assert_eq!(Cents(8_794_999_999).millions(), "87,9 Mio. €");
        assert_eq!(Cents(8_795_000_000).millions(), "88,0 Mio. €");
        assert_eq!(Cents(167_117_600).plain(), "1671176.00");
        assert_eq!(Rate(5458).to_string(), "54,58\u{a0}%");
        assert_eq!(Cents(5458).of(Cents(10_000)), Some(Rate(5458)));
    }

    #[test]
    fn plain_texts_round_trip() {
        for cents in [0, 1, -1, 99, 100, -12_345, i64::MAX] {
            assert_eq!(Cents::parse_plain(&Cents(cents).plain()), Ok(Cents(cents)));
        }
        assert_eq!(Cents::parse_plain("1.234"), Err(AmountError::TooFine));
        for text in ["", ".", "1,0", "+1", "1.", "1 000"] {
            assert_eq!(Cents::parse_plain(text), Err(AmountError::NotAnAmount), "{text}");
        }
    }

    #[test]
    fn splitting_never_loses_a_cent() {
        for (whole, weights) in
            [(100, vec![1, 1, 1]), (-100, vec![1, 1, 1]), (1, vec![0, 0]), (9_999, vec![3, 7, 11, 13])]
        {
            let parts = Cents(whole).split(&weights);
            assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), whole, "{weights:?}");
        }
        assert_eq!(Cents(100).share(Rate(3333)), Some(Cents(33)));
        assert_eq!(Cents(5).share(Rate(5000)), Some(Cents(3)));
        assert_eq!(Cents(-5).share(Rate(5000)), Some(Cents(-3)));
    }
}
