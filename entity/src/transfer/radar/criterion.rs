//! One function per criterion: a few facts in, a share of its points and the reason out.
use super::{
    prepared::{Folded, Neighbour},
    sentence::{Because, Near},
    systems::{Have, Systems},
};
use crate::{
    money::Cents,
    municipality::{kind::Kind, size::SizeClass},
    solution::Maturity,
};
use chrono::{Months, NaiveDate};
use std::collections::BTreeSet;

/// How much of a criterion is met, as a share of whole parts, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding<'a> {
    /// Parts that are met.
    pub got: u32,
    /// Parts that are met if all that is not known were favourable; at least [`Self::got`].
    pub could: u32,
    /// All parts, at least one.
    pub of: u32,
    /// Why.
    pub because: Because<'a>,
}

impl<'a> Finding<'a> {
    /// Certain quarters.
    fn quarters(got: u32, because: Because<'a>) -> Self {
        Self { got, could: got, of: 4, because }
    }

    /// Nothing, and all of it if what is not known were favourable.
    fn unknown(because: Because<'a>) -> Self {
        Self { got: 0, could: 4, of: 4, because }
    }
}

/// The nearest class in which it is proven: the same counts all, the next half, two away a quarter.
pub(super) fn size<'a>(town: Option<SizeClass>, proven: &BTreeSet<SizeClass>) -> Finding<'a> {
    let Some(town) = town else { return Finding::unknown(Because::PopulationUnknown) };
    let Some(nearest) = proven.iter().min_by_key(|class| class.distance(town)) else {
        return Finding::unknown(Because::ProvenUnknown);
    };
    let distance = nearest.distance(town);
    let quarters = match distance {
        0 => 4,
        1 => 2,
        2 => 1,
        _ => 0,
    };
    Finding::quarters(quarters, Because::Proven { nearest: *nearest, distance })
}

/// Whether it is meant for this kind of body.
pub(super) fn kind<'a>(kind: Kind, meant_for: &BTreeSet<Kind>) -> Finding<'a> {
    match (meant_for.is_empty(), meant_for.contains(&kind)) {
        (true, _) => Finding::unknown(Because::AudienceUnknown),
        (false, true) => Finding::quarters(4, Because::MeantFor(kind)),
        (false, false) => Finding::quarters(0, Because::NotMeantFor(kind)),
    }
}

/// The share of the systems without which it does not run; `None` where nobody says which.
pub(super) fn required<'a>(town: Have, must: Option<Systems>) -> Finding<'a> {
    match must.map(|must| town.asked(must)) {
        None => Finding::unknown(Because::NeedsUnknown),
        Some(have) => share(have, Because::Required(have)).unwrap_or(Finding::quarters(4, Because::NothingRequired)),
    }
}

/// The share of the systems with which it is more useful, without the required ones; `None` where nobody says which.
pub(super) fn useful<'a>(town: Have, helps: Option<Systems>) -> Finding<'a> {
    match helps.map(|helps| town.asked(helps)) {
        None => Finding::unknown(Because::HelpersUnknown),
        Some(have) => share(have, Because::Useful(have)).unwrap_or(Finding::quarters(4, Because::NothingHelps)),
    }
}

fn share<'a>(have: Have, because: Because<'a>) -> Option<Finding<'a>> {
    let (got, no, unknown) = (have.yes.len(), have.no.len(), have.unknown.len());
    let of = got + no + unknown;
    (of > 0).then_some(Finding { got, could: got + unknown, of, because })
}

/// Whether one of the priorities, with their writing, is one of its themes.
pub(super) fn priorities<'a>(town: &[(Folded, &'a str)], themes: &[Folded]) -> Finding<'a> {
    if themes.is_empty() {
        return Finding::unknown(Because::ThemesUnknown);
    }
    if town.is_empty() {
        return Finding::unknown(Because::PrioritiesUnknown);
    }
    match town.iter().find(|(folded, _)| themes.contains(folded)) {
        Some((_, theme)) => Finding::quarters(4, Because::ThemeWanted(theme)),
        None => Finding::quarters(0, Because::NoThemeWanted),
    }
}

/// The nearest municipality that runs it: confirmed, and whether confirmed or not.
pub(super) fn neighbours<'a>(confirmed: Neighbour<'a>, said: Neighbour<'a>) -> Finding<'a> {
    let quarters = |user: Neighbour| match user {
        Some((Near::Kreis, _)) => 4,
        Some((Near::Bezirk, _)) => 2,
        Some((Near::Land, _)) => 1,
        None => 0,
    };
    let got = quarters(confirmed);
    let could = quarters(said).max(got);
    let said = if could > got { said } else { None };
    Finding { got, could, of: 4, because: Because::Users { confirmed, said } }
}

/// Whether the municipality's IT provider, with its writing, runs it already.
pub(super) fn it_provider<'a>(town: Option<(&Folded, &'a str)>, providers: &[Folded]) -> Finding<'a> {
    if providers.is_empty() {
        return Finding::unknown(Because::ProvidersUnknown);
    }
    match town {
        None => Finding::unknown(Because::ItProviderUnknown),
        Some((folded, name)) if providers.contains(folded) => Finding::quarters(4, Because::ItProviderRuns(name)),
        // that no user of this provider is known does not mean that there is none
        Some((_, name)) => Finding::unknown(Because::ItProviderRunsUnknown(name)),
    }
}

/// How far it is.
pub(super) fn maturity<'a>(maturity: Maturity) -> Finding<'a> {
    let quarters = match maturity {
        Maturity::Transferable => 4,
        Maturity::Productive => 3,
        Maturity::Pilot => 1,
        Maturity::Idea | Maturity::Retired => 0,
    };
    Finding::quarters(quarters, Because::Maturity(maturity))
}

/// What it costs a year and inhabitant, in cents rounded up. The borders are our own. An amount below zero is none.
pub(super) fn cost<'a>(yearly: Option<Cents>, one_off: Option<Cents>, population: Option<u32>) -> Finding<'a> {
    let one_off = one_off.filter(|cents| cents.0 > 0);
    let Some(yearly) = yearly.filter(|cents| cents.0 >= 0) else {
        return Finding::unknown(Because::CostUnknown);
    };
    if yearly == Cents::ZERO {
        return Finding::quarters(4, Because::Cost { per_head: Cents::ZERO, one_off });
    }
    let Some(people) = population.map(i64::from).filter(|people| *people > 0) else {
        return Finding::unknown(Because::CostPerHeadUnknown);
    };
    // rounded up without a sum that could be too large
    let per_head = yearly.0 / people + i64::from(yearly.0 % people > 0);
    let quarters = match per_head {
        ..=10 => 4,
        11..=50 => 3,
        51..=100 => 2,
        101..=200 => 1,
        201.. => 0,
    };
    Finding::quarters(quarters, Because::Cost { per_head: Cents(per_head), one_off })
}

/// Whether its licence is open.
pub(super) fn licence<'a>(open: Option<bool>) -> Finding<'a> {
    match open {
        Some(true) => Finding::quarters(4, Because::LicenceOpen),
        Some(false) => Finding::quarters(0, Because::LicenceClosed),
        None => Finding::unknown(Because::LicenceUnknown),
    }
}

/// How long ago the sheet was confirmed. A day that is still to come confirms nothing yet.
pub(super) fn freshness<'a>(confirmed: Option<NaiveDate>, today: NaiveDate) -> Finding<'a> {
    let Some(day) = confirmed.filter(|day| *day <= today) else {
        return Finding::unknown(Because::NeverConfirmed);
    };
    // a day so late that nothing can follow it is within any time
    let within = |months| day.checked_add_months(Months::new(months)).is_none_or(|end| today <= end);
    let quarters = match (within(12), within(24)) {
        (true, _) => 4,
        (false, true) => 2,
        (false, false) => 0,
    };
    Finding::quarters(quarters, Because::Confirmed(day))
}

#[cfg(test)]
mod tests;
