//! Where the money comes from, to which region it goes, and how much of it arrived: what the Land granted and paid, and
//! what others promised and gave.
use super::{
    cache::remembered,
    find::Figure,
    id::{Dimension, FigureId},
};
use crate::{
    db::Db,
    ledger::{
        Kind, Source,
        sums::{By, Filter, Total},
    },
    money::Cents,
    programme,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use std::collections::BTreeSet;

/// The money of one source for one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Slug and name of the region; none for what counts in none.
    pub region: Option<(String, String)>,
    /// Whose money.
    pub source: Source,
    /// Granted, or the larger of what is pledged and secured by contract.
    pub promised: Option<Figure>,
    /// Paid, or the larger of what is received and proven.
    pub arrived: Option<Figure>,
}

impl Stream {
    /// What arrived, never less than nothing.
    #[must_use]
    pub fn arrived(&self) -> Cents {
        self.arrived.as_ref().map_or(Cents::ZERO, |figure| figure.cents).max(Cents::ZERO)
    }

    /// What is promised and did not arrive, never less than nothing.
    #[must_use]
    pub fn open(&self) -> Cents {
        let promised = self.promised.as_ref().map_or(Cents::ZERO, |figure| figure.cents);
        promised.checked_sub(self.arrived()).unwrap_or_default().max(Cents::ZERO)
    }
}

/// The kinds that say what is promised, and what arrived.
#[must_use]
pub fn kinds(source: Source) -> (&'static [Kind], &'static [Kind]) {
    match source {
        Source::Programme => (&[Kind::Granted], &[Kind::Paid]),
        _ => (&[Kind::CofundingPledged, Kind::CofundingContracted], &[Kind::CofundingReceived, Kind::CofundingProven]),
    }
}

/// The streams of the programme by source and region, in that order; a budget year narrows them to money that names it.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme that does not exist.
pub async fn streams(db: &Db, view: Viewpoint, slug: &str, year: Option<i32>) -> Result<Vec<Stream>, Refusal> {
    let programme = programme::find::by_slug(db, slug).await?;
    let regions = region::find::all(db.read()).await?;
    let filter = Filter { programme_id: Some(programme.record.id), year, ..Filter::default() };
    let by_region = remembered(db, filter, &[By::Region], view).await?;
    let mut streams = Vec::new();
    for source in Source::ALL {
        let places = regions.iter().map(Some).chain([None]);
        streams.extend(places.filter_map(|region| {
            let (slug, without) = match region {
                Some(region) => (Some(region.slug.clone()), BTreeSet::new()),
                None => (None, BTreeSet::from([Dimension::Region])),
            };
            let id =
                |kind| FigureId { region: slug.clone(), year, without: without.clone(), ..FigureId::of(kind, source) };
            let largest = |kinds: &[Kind]| -> Option<Figure> {
                let theirs = by_region.iter().filter(|total| total.region_id == region.map(|region| region.id));
                let total = theirs
                    .filter(|total| total.source == source && kinds.contains(&total.kind))
                    .max_by_key(|total| total.cents)?;
                let Total { kind, cents, precision, count, sample, .. } = *total;
                Some(Figure { id: id(kind), cents, precision, count, sample })
            };
            let (promised, arrived) = kinds(source);
            let stream = Stream {
                region: region.map(|region| (region.slug.clone(), region.name.clone())),
                source,
                promised: largest(promised),
                arrived: largest(arrived),
            };
            (stream.promised.is_some() || stream.arrived.is_some()).then_some(stream)
        }));
    }
    Ok(streams)
}
