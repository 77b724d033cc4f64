//! R1 where money becomes binding by an entry: what is granted is there, as a whole and in each budget year.
use super::{
    Kind, Source,
    change::New,
    sums::{By, Filter, Total, totals},
};
use crate::{
    db::Write,
    grant::{Backing, rules::budget::exceeded},
    money::Cents,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, BTreeSet};

/// What a budget year has of one backing, and what is granted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// Cash: Ansatz and Reste without what is blocked. Commitments: those that fall due in the year.
    pub available: Cents,
    /// Programme money granted, in all projects.
    pub granted: Cents,
}

/// What backs an entry that is granted in a year, see [`super::record::Model::stems_from`].
pub(crate) fn backing(stems_from: Option<i32>) -> Backing {
    if stems_from.is_some() { Backing::Commitment } else { Backing::Cash }
}

/// What budget years have and what is granted from it. Cash is known where Ansatz or Reste are recorded; commitments
/// where those or any of them are: a budget that says nothing of them has none. Of other years nothing is known.
///
/// # Errors
/// The driver's error.
pub(crate) async fn means(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    view: Viewpoint,
) -> Result<BTreeMap<(i32, Backing), Means>, DbErr> {
    let own = Some(Source::Programme);
    let filter = Filter { programme_id: Some(programme_id), source: own, ..Filter::default() };
    Ok(means_of(&totals(connection, &filter, &[By::Year, By::Backing], view).await?))
}

/// The same from sums of programme money by year and backing.
pub(crate) fn means_of(sums: &[Total]) -> BTreeMap<(i32, Backing), Means> {
    let of = |kind, year: i32, backing: Option<Backing>| {
        let some = sums.iter().filter(|sum| sum.kind == kind && sum.year == Some(year) && sum.backing == backing);
        some.fold(0i64, |all, sum| all.saturating_add(sum.cents.0))
    };
    let years = |kinds: &[Kind]| -> BTreeSet<i32> {
        sums.iter().filter(|sum| kinds.contains(&sum.kind)).filter_map(|sum| sum.year).collect()
    };
    let cash = years(&[Kind::Appropriation, Kind::CarryOver]).into_iter().map(|year| {
        let there = of(Kind::Appropriation, year, None).saturating_add(of(Kind::CarryOver, year, None));
        ((year, Backing::Cash), there.saturating_sub(of(Kind::Blocked, year, None)))
    });
    let due = years(&[Kind::Appropriation, Kind::CarryOver, Kind::Commitment]).into_iter();
    let due = due.map(|year| ((year, Backing::Commitment), of(Kind::Commitment, year, None)));
    let means = cash.chain(due).map(|((year, backing), there)| {
        let granted = Cents(of(Kind::Granted, year, Some(backing)));
        ((year, backing), Means { available: Cents(there), granted })
    });
    means.collect()
}

/// Refuses entries that would raise what is granted above what there is; called under the lock of the write, before they
/// are recorded. What lowers it is always taken, and so are years of whose means nothing is recorded.
///
/// # Errors
/// R1 with its figures, or the driver's error.
pub(super) async fn hold(write: &Write, programme_id: i64, entries: &[New]) -> Result<(), Refusal> {
    let mut shifts: BTreeMap<(i32, Backing), i64> = BTreeMap::new();
    let mut shift = 0i64;
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Granted && entry.source == Source::Programme) {
        shift = shift.saturating_add(entry.cents.0);
        if let Some(year) = entry.year {
            let of_year = shifts.entry((year, backing(entry.stems_from))).or_default();
            *of_year = of_year.saturating_add(entry.cents.0);
        }
    }
    if shift == 0 && shifts.values().all(|shift| *shift <= 0) {
        return Ok(());
    }
    let own = Some(Source::Programme);
    let filter = Filter { programme_id: Some(programme_id), source: own, ..Filter::default() };
    let sums = totals(write.tx(), &filter, &[By::Year, By::Backing], Viewpoint::now(&write.now)).await?;
    let of = |kind| {
        let mut some = sums.iter().filter(|sum| sum.kind == kind).peekable();
        some.peek().is_some().then(|| some.fold(0i64, |all, sum| all.saturating_add(sum.cents.0)))
    };
    if let Some(ceiling) = of(Kind::Ceiling) {
        let after = of(Kind::Granted).unwrap_or_default().saturating_add(shift);
        if shift > 0 && after > ceiling {
            let (after, over, ceiling) = (Cents(after), Cents(after.saturating_sub(ceiling)), Cents(ceiling));
            let message = format!(
                "R1: Bewilligt wären dann {after} von {ceiling} Programmmitteln, {over} zu viel. Es wurde nichts geändert. Bitte die Beträge prüfen oder mit dem Ministerium klären."
            );
            return Err(Refusal::rule("R1", message));
        }
    }
    let means = means_of(&sums);
    for ((year, backing), shift) in shifts.into_iter().filter(|(_, shift)| *shift > 0) {
        let Some(there) = means.get(&(year, backing)) else { continue };
        let after = Cents(there.granted.0.saturating_add(shift));
        if after > there.available {
            let over = Cents(after.0.saturating_sub(there.available.0));
            let message = format!(
                "R1: {} Das sind {over} zu viel. Es wurde nichts geändert. Bitte die Beträge prüfen oder mit dem Ministerium klären.",
                exceeded(year, backing, after, there.available)
            );
            return Err(Refusal::rule("R1", message));
        }
    }
    Ok(())
}
