//! The step "bewilligt" by what it binds: cash of the year (Bar) and commitments of earlier budgets (VE).
use super::{find::Figure, id::FigureId};
use crate::{
    grant::Backing,
    ledger::{Kind, Source, sums::Total},
    money::Cents,
    precision::Precision,
};
use std::collections::BTreeMap;

/// What is granted of programme money and names a year, by what backs it; narrowed as `id` is. The sums are grouped by
/// [`crate::ledger::sums::By::Backing`].
pub(crate) fn bound<'a>(totals: impl Iterator<Item = &'a Total>, id: &FigureId) -> BTreeMap<Backing, Figure> {
    let mut figures: BTreeMap<Backing, Figure> = BTreeMap::new();
    for total in totals.filter(|total| total.kind == Kind::Granted && total.source == Source::Programme) {
        let Some(backing) = total.backing else { continue };
        let figure = figures.entry(backing).or_insert_with(|| Figure {
            id: FigureId { kind: Kind::Granted, source: Source::Programme, backing: Some(backing), ..id.clone() },
            cents: Cents::ZERO,
            precision: Precision::Cent,
            count: 0,
            sample: false,
        });
        figure.cents = figure.cents.checked_add(total.cents).unwrap_or(figure.cents);
        figure.precision = figure.precision.max(total.precision);
        figure.count += total.count;
        figure.sample |= total.sample;
    }
    figures
}
