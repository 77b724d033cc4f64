//! The Transferradar: which solutions fit a municipality, which municipalities fit a solution, and why. Pure, in whole
//! numbers; what is not known gives no points, but shows in what could be reached. Worked examples:
//! docs/worked-examples-radar.md.
//!
//! The score is cheap and writes no texts: all pairs of 5,000 solutions and 396 municipalities take seconds. Reasons are
//! worked out for those that are shown.
pub mod criterion;
pub mod found;
mod prepared;
pub mod sentence;
pub mod systems;
pub mod weight;

use super::Town;
use crate::text::sort_key;
use chrono::NaiveDate;
use criterion::Finding;
use found::{LeftOut, Match, Ranking, Standing, Used, standing};
pub use prepared::Prepared;
use prepared::Seen;
use std::cmp::Reverse;
use weight::{Criterion, Points, Weights};

/// What fits a municipality, the best first: by score, by what could be reached, by name, by address word.
#[must_use]
pub fn rank<'a>(town: &'a Town, offers: &'a [Prepared], weights: &'a Weights, today: NaiveDate) -> Ranking<'a> {
    let seen = Seen::of(town);
    let mut ranking = Ranking::default();
    for offer in offers {
        match standing(&seen, offer) {
            Standing::Used(how) => ranking.used.push(Used { offer: offer.offer(), how }),
            Standing::LeftOut(why) => ranking.left_out.push(LeftOut { offer: offer.offer(), why }),
            Standing::Open => ranking.matches.push(measure(&seen, offer, weights, today)),
        }
    }
    let order = |offer: &'a super::Offer| (sort_key(&offer.name), &offer.slug);
    ranking.matches.sort_by(|a, b| {
        let by = |one: &Match<'a>| (Reverse((one.score, one.possible)), one.prepared.sort_name(), &one.offer.slug);
        by(a).cmp(&by(b))
    });
    ranking.used.sort_by_cached_key(|used| order(used.offer));
    ranking.left_out.sort_by_cached_key(|left_out| order(left_out.offer));
    ranking
}

/// Whom a solution fits, the best first: by score, by what could be reached, by name, by key. Those that use it, have
/// rejected it or for whom it is not meant are not among them.
#[must_use]
pub fn fits<'a>(offer: &'a Prepared, towns: &'a [Town], weights: &'a Weights, today: NaiveDate) -> Vec<Match<'a>> {
    let mut matches: Vec<Match<'a>> = towns
        .iter()
        .map(Seen::of)
        .filter(|seen| matches!(standing(seen, offer), Standing::Open))
        .map(|seen| measure(&seen, offer, weights, today))
        .collect();
    matches
        .sort_by_cached_key(|one| (Reverse((one.score, one.possible)), sort_key(&one.town.name), one.town.ags.clone()));
    matches
}

fn measure<'a>(seen: &Seen<'a>, offer: &'a Prepared, weights: &'a Weights, today: NaiveDate) -> Match<'a> {
    let (mut got, mut could) = (0u32, 0u32);
    for criterion in Criterion::ALL {
        let weight = weights.of(criterion);
        if weight > 0 {
            let finding = find(criterion, seen, offer, today);
            got += points(weight, finding.got, finding.of).0;
            could += points(weight, finding.could, finding.of).0;
        }
    }
    // points are hundredths: ten of them are a thousandth of a point's hundred
    let score = |sum: u32| match weights.total() {
        0 => 0,
        total => u16::try_from(sum * 10 / total).unwrap_or(Match::FULL).min(Match::FULL),
    };
    Match {
        town: seen.town,
        offer: offer.offer(),
        score: score(got),
        possible: score(could),
        prepared: offer,
        weights,
        today,
    }
}

/// A share of a criterion's points, rounded down to hundredths.
fn points(weight: u16, parts: u32, of: u32) -> Points {
    Points(u32::from(weight) * 100 * parts / of.max(1))
}

fn find<'a>(criterion: Criterion, seen: &Seen<'a>, offer: &'a Prepared, today: NaiveDate) -> Finding<'a> {
    let (town, sheet) = (seen.town, offer.offer());
    match criterion {
        Criterion::Size => criterion::size(seen.size, offer.proven_in()),
        Criterion::Kind => criterion::kind(town.kind, &sheet.meant_for),
        Criterion::Required => criterion::required(seen.systems, offer.must()),
        Criterion::Useful => criterion::useful(seen.systems, offer.helps()),
        Criterion::Priorities => criterion::priorities(&seen.priorities, offer.themes()),
        Criterion::Neighbours => {
            let (confirmed, said) = offer.nearest(seen);
            criterion::neighbours(confirmed, said)
        }
        Criterion::ItProvider => criterion::it_provider(seen.it_provider(), offer.it_providers()),
        Criterion::Maturity => criterion::maturity(sheet.maturity),
        Criterion::Cost => criterion::cost(sheet.yearly_cost, sheet.one_off_cost, seen.population),
        Criterion::Licence => criterion::licence(sheet.licence_open),
        Criterion::Freshness => criterion::freshness(sheet.confirmed_on, today),
    }
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
