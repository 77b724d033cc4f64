//! The arithmetic of a budget year: pure.
use crate::money::Cents;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a year had and what was paid from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Means {
    /// Ansatz.
    pub appropriation: Cents,
    /// Ausgabereste with the year each comes from.
    pub carried: Vec<(i32, Cents)>,
    /// Sperre: not to be spent, taken from the year's own Ansatz.
    pub blocked: Cents,
    /// Paid in the year.
    pub paid: Cents,
}

/// What is left of the money of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The year whose Ansatz it comes from.
    pub stems_from: i32,
    /// How much.
    pub cents: Cents,
    /// The last day on which it can be spent, if it is carried over until then.
    pub until: NaiveDate,
}

/// A budget year at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearEnd {
    /// Ansatz and Reste without what is blocked.
    pub available: Cents,
    /// Available and not paid; negative when more was paid than there was.
    pub unspent: Cents,
    /// What lapses on 31 December for good, because it cannot be carried over again; oldest first.
    pub lapsing: Vec<Left>,
    /// What can be carried over if the Ministry of Finance consents, oldest first.
    pub left: Vec<Left>,
}

impl YearEnd {
    /// All that lapses.
    #[must_use]
    pub fn lapses(&self) -> Cents {
        Cents(self.lapsing.iter().fold(0i64, |sum, left| sum.saturating_add(left.cents.0)))
    }
}

/// Beyond the bounds of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Der Betrag ist zu groß.")]
pub struct TooLarge;

/// What a year comes to at its end, where money can be spent until the end of so many years after its own
/// ([`crate::parameter::Key::CarryOverYears`], § 45 LHO NRW). The oldest money is spent first, so that as little as
/// possible lapses.
///
/// # Errors
/// [`TooLarge`].
pub fn year_end(year: i32, means: &Means, carry_over_years: i32) -> Result<YearEnd, TooLarge> {
    let own = means.appropriation.checked_sub(means.blocked).ok_or(TooLarge)?;
    let mut parts: BTreeMap<i32, Cents> = BTreeMap::new();
    for (stems_from, cents) in means.carried.iter().copied().chain([(year, own)]) {
        let part = parts.entry(stems_from).or_default();
        *part = part.checked_add(cents).ok_or(TooLarge)?;
    }
    let available = parts.values().try_fold(Cents::ZERO, |sum, cents| sum.checked_add(*cents)).ok_or(TooLarge)?;
    let unspent = available.checked_sub(means.paid).ok_or(TooLarge)?;
    let (mut paid, mut lapsing, mut left) = (means.paid, Vec::new(), Vec::new());
    for (stems_from, cents) in parts {
        let spent = cents.min(paid).max(Cents::ZERO);
        paid = paid.checked_sub(spent).ok_or(TooLarge)?;
        let rest = cents.checked_sub(spent).ok_or(TooLarge)?;
        if rest <= Cents::ZERO {
            continue;
        }
        let last = stems_from.checked_add(carry_over_years).ok_or(TooLarge)?;
        let until = NaiveDate::from_ymd_opt(last, 12, 31).ok_or(TooLarge)?;
        let rest = Left { stems_from, cents: rest, until };
        if year >= last { lapsing.push(rest) } else { left.push(rest) }
    }
    Ok(YearEnd { available, unspent, lapsing, left })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(year: i32, appropriation: i64, carried: &[(i32, i64)], blocked: i64, paid: i64) -> YearEnd {
        let carried = carried.iter().map(|(year, cents)| (*year, Cents(*cents))).collect();
        let means = Means { appropriation: Cents(appropriation), carried, blocked: Cents(blocked), paid: Cents(paid) };
        year_end(year, &means, 2).unwrap()
    }

    fn left(end: &YearEnd) -> Vec<(i32, i64, String)> {
        end.left.iter().map(|left| (left.stems_from, left.cents.0, left.until.to_string())).collect()
    }

    #[test]
    fn the_oldest_money_is_spent_first() {
        let end = end(2021, 1_000, &[(2019, 300), (2020, 200)], 100, 400);
        assert_eq!((end.available.0, end.unspent.0, end.lapses().0), (1_400, 1_000, 0));
        assert_eq!(left(&end), [(2020, 100, "2022-12-31".into()), (2021, 900, "2023-12-31".into())]);
    }

    #[test]
    fn what_is_two_years_old_lapses() {
        let end = end(2021, 1_000, &[(2019, 300)], 0, 50);
        assert_eq!((end.unspent.0, end.lapses().0), (1_250, 250));
        assert_eq!(left(&end), [(2021, 1_000, "2023-12-31".into())]);
        assert_eq!((end.lapsing[0].stems_from, end.lapsing[0].until.to_string()), (2019, "2021-12-31".into()));
    }

    #[test]
    fn how_long_money_lasts_is_a_parameter() {
        let means = Means { appropriation: Cents(10), carried: vec![(2020, Cents(7))], ..Means::default() };
        let end = year_end(2021, &means, 0).unwrap();
        assert_eq!((end.lapses().0, end.left.len()), (17, 0));
        let end = year_end(2021, &means, 1).unwrap();
        assert_eq!((end.lapses().0, end.left.len()), (7, 1));
    }

    #[test]
    fn more_paid_than_there_was_is_negative_and_leaves_nothing() {
        let end = end(2021, 100, &[], 0, 130);
        assert_eq!((end.unspent.0, end.lapses().0, end.left.len()), (-30, 0, 0));
    }

    #[test]
    fn nothing_is_lost() {
        let some = [0, 1, 99, 100, 12_345];
        for (own, old) in some.iter().flat_map(|own| some.map(|old| (*own, old))) {
            for (last, paid) in some.iter().flat_map(|last| [0, 1, 100, 12_445, 99_999].map(|paid| (*last, paid))) {
                let end = end(2021, own, &[(2019, old), (2020, last)], 0, paid);
                let left: i64 = end.left.iter().map(|left| left.cents.0).sum();
                assert_eq!(end.unspent.0.max(0), end.lapses().0 + left, "{own} {old} {last} {paid}");
                assert_eq!(end.available.0, own + old + last);
            }
        }
    }
}
