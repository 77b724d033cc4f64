//! R1 where money becomes binding by an entry: what is granted is there, as a whole and in each budget year.
use super::{
    Kind, Source,
    change::New,
    sums::{By, Filter, totals},
};
use crate::{db::Write, money::Cents, refusal::Refusal, viewpoint::Viewpoint};
use std::collections::BTreeMap;

/// What a year has to grant.
const MEANS: [Kind; 3] = [Kind::Appropriation, Kind::CarryOver, Kind::Commitment];

/// Refuses entries that would raise what is granted above what there is; called under the lock of the write, before they
/// are recorded. What lowers it is always taken, and so are years of whose means nothing is recorded.
///
/// # Errors
/// R1 with its figures, or the driver's error.
pub(super) async fn hold(write: &Write, programme_id: i64, entries: &[New]) -> Result<(), Refusal> {
    let mut shifts: BTreeMap<Option<i32>, i64> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Granted && entry.source == Source::Programme) {
        let shift = shifts.entry(entry.year).or_default();
        *shift = shift.saturating_add(entry.cents.0);
    }
    if shifts.is_empty() {
        return Ok(());
    }
    let own = Some(Source::Programme);
    let filter = Filter { programme_id: Some(programme_id), source: own, ..Filter::default() };
    let sums = totals(write.tx(), &filter, &[By::Year], Viewpoint::now(&write.now)).await?;
    let of = |kind, year: Option<Option<i32>>| {
        let mut some =
            sums.iter().filter(|sum| sum.kind == kind && year.is_none_or(|year| sum.year == year)).peekable();
        some.peek().is_some().then(|| some.fold(0i64, |all, sum| all.saturating_add(sum.cents.0)))
    };
    let shift = shifts.values().fold(0i64, |all, shift| all.saturating_add(*shift));
    if let Some(ceiling) = of(Kind::Ceiling, None) {
        let after = of(Kind::Granted, None).unwrap_or_default().saturating_add(shift);
        if shift > 0 && after > ceiling {
            let (after, over, ceiling) = (Cents(after), Cents(after.saturating_sub(ceiling)), Cents(ceiling));
            let message = format!(
                "R1: Bewilligt wären dann {after} von {ceiling} Programmmitteln, {over} zu viel. Es wurde nichts geändert. Bitte die Beträge prüfen oder mit dem Ministerium klären."
            );
            return Err(Refusal::rule("R1", message));
        }
    }
    for (year, shift) in
        shifts.iter().filter_map(|(year, shift)| Some(((*year)?, *shift))).filter(|(_, shift)| *shift > 0)
    {
        let at = |kind| of(kind, Some(Some(year)));
        let means: Vec<i64> = MEANS.into_iter().filter_map(at).collect();
        if means.is_empty() {
            continue;
        }
        let there = means.into_iter().fold(0i64, i64::saturating_add);
        let there = there.saturating_sub(at(Kind::Blocked).unwrap_or_default());
        let after = at(Kind::Granted).unwrap_or_default().saturating_add(shift);
        if after > there {
            let (after, over, there) = (Cents(after), Cents(after.saturating_sub(there)), Cents(there));
            let message = format!(
                "R1: Im Haushaltsjahr {year} wären dann {after} bewilligt, verfügbar sind {there} (Ansatz, Reste und Verpflichtungsermächtigungen ohne Sperren): {over} zu viel. Es wurde nichts geändert. Bitte die Beträge prüfen oder mit dem Ministerium klären."
            );
            return Err(Refusal::rule("R1", message));
        }
    }
    Ok(())
}
