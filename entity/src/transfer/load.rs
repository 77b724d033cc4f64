//! Puts together what the radar compares: the solutions of the catalogue and what is known about municipalities.
use super::{
    Known, Needs, Offer, Source, Town, User,
    radar::{Prepared, weight::Weights},
    weights,
};
use crate::{
    db::Db,
    municipality::{
        self,
        kind::Kind,
        kreis,
        profile::{Facts, town},
        size::SizeClass,
    },
    refusal::Refusal,
    solution::{
        catalogue::{
            Catalogue, Entry,
            load::{catalogue, open_licence},
        },
        sheet::{NOTHING, field::Field},
    },
    viewpoint::{Kept, Viewpoint},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// Everything the radar compares from a viewpoint, in memory.
#[derive(Debug)]
pub struct Radar {
    /// What is known about municipalities and Kreise, by key.
    pub towns: BTreeMap<String, Town>,
    /// The solutions that are offered, by name.
    pub offers: Vec<Prepared>,
    /// The catalogue they come from.
    pub catalogue: Arc<Catalogue>,
    newest_fact: i64,
}

impl Radar {
    /// The solution at an address word, if it is offered.
    #[must_use]
    pub fn offer(&self, slug: &str) -> Option<&Prepared> {
        self.offers.iter().find(|prepared| prepared.offer().slug == slug)
    }

    /// Whether parts of a solution are invented.
    #[must_use]
    pub fn is_sample(&self, slug: &str) -> bool {
        self.catalogue.find(slug).is_some_and(|entry| entry.sample || entry.uses.iter().any(|one| one.sample))
    }
}

/// What the radar compares from a viewpoint, and how much each criterion counts.
///
/// # Errors
/// The driver's error.
pub async fn radar(db: &Db, view: Viewpoint) -> Result<(Arc<Radar>, Weights), Refusal> {
    let weights = weights::standing(db.read(), view).await?.weights;
    let catalogue = catalogue(db, view).await?;
    let newest_fact = municipality::find::newest_fact(db.read(), None).await?;
    if let Some(found) = db.radars().get(view, newest_fact, &catalogue) {
        return Ok((found, weights));
    }
    let facts = municipality::find::facts(db.read(), view, None).await?;
    let rows = municipality::find::all(db.read()).await?;
    let nothing = Facts::new();
    let known = |row: &municipality::record::Model| {
        let mut town = town(row, facts.get(&row.ags).unwrap_or(&nothing));
        let sum = kreis::population(row, &rows, &facts);
        let sum = sum.map(|sum| Known { value: sum.people, since: sum.since, source: Source::Sum });
        town.population = town.population.or(sum);
        (row.ags.clone(), town)
    };
    let towns: BTreeMap<String, Town> = rows.iter().map(known).collect();
    let offers = catalogue.offered().map(|entry| Prepared::from(offer(entry, &catalogue, &towns))).collect();
    let made = Arc::new(Radar { towns, offers, catalogue, newest_fact });
    // made while somebody wrote: it may be newer than its number, and is not kept then
    if municipality::find::newest_fact(db.read(), None).await? == newest_fact {
        db.radars().put(view, Arc::clone(&made));
    }
    Ok((made, weights))
}

/// What a solution asks for and offers.
fn offer(entry: &Entry, catalogue: &Catalogue, towns: &BTreeMap<String, Town>) -> Offer {
    let sheet = &entry.sheet;
    let said = !sheet.all(Field::Requires).is_empty() || !sheet.all(Field::Helps).is_empty();
    let nothing = sheet.all(Field::Requires).iter().any(|word| word == NOTHING);
    let needs = said.then(|| Needs {
        must: if nothing { BTreeSet::new() } else { sheet.systems(Field::Requires) },
        helps: sheet.systems(Field::Helps),
    });
    let runs_at = entry.uses.iter().filter(|one| one.counts).map(|one| &one.ags).chain(&entry.provider_ags);
    let it_providers = runs_at.filter_map(|ags| Some(towns.get(ags)?.it_provider.as_ref()?.value.clone())).collect();
    let users = entry.uses.iter().filter(|one| !one.standing.is_request()).filter_map(|one| {
        let place = catalogue.place(&one.ags)?;
        Some(User {
            ags: one.ags.clone(),
            name: place.name.clone(),
            kreis_ags: place.kreis_ags.clone(),
            regierungsbezirk: place.regierungsbezirk.clone(),
            size: towns.get(&one.ags)?.population.as_ref().map(|known| SizeClass::of(known.value)),
            state: one.standing.state,
            reason: one.reason.clone(),
            confirmed: one.counts,
        })
    });
    Offer {
        slug: entry.slug.clone(),
        name: sheet.name().to_owned(),
        themes: sheet.all(Field::Themes).to_vec(),
        proven_in: sheet.proven_in(),
        meant_for: sheet.all(Field::MeantFor).iter().filter_map(|key| Kind::from_key(key)).collect(),
        needs,
        maturity: entry.maturity,
        it_providers,
        users: users.collect(),
        yearly_cost: sheet.cents(Field::Yearly),
        one_off_cost: sheet.cents(Field::OneOff),
        licence_open: open_licence(sheet),
        confirmed_on: entry.confirmed_on(),
        home_ags: entry.provider_ags.clone(),
    }
}

/// What was put together before; may be lost at any time.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Mutex<Kept<Radar>>>);

impl Cache {
    fn get(&self, view: Viewpoint, newest_fact: i64, catalogue: &Arc<Catalogue>) -> Option<Arc<Radar>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(view)?;
        (found.newest_fact == newest_fact && Arc::ptr_eq(&found.catalogue, catalogue)).then_some(found)
    }

    fn put(&self, view: Viewpoint, made: Arc<Radar>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(view, made);
    }
}
