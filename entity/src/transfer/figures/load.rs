//! Reads what the figures are counted from.
use super::facts::{Facts, Solution};
use crate::{
    actor::Actor,
    db::Db,
    municipality::size::SizeClass,
    project::standings::stood,
    refusal::Refusal,
    region,
    solution::{
        catalogue::{Entry, load::catalogue},
        gate::State,
        sheet::field::Field,
    },
    viewpoint::Viewpoint,
};
use std::{collections::BTreeMap, sync::Arc};

/// What the figures are counted from, from a viewpoint. The numbers are the same whoever asks; the actor decides only
/// which projects are named.
///
/// # Errors
/// The driver's error.
pub async fn facts(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Facts, Refusal> {
    let catalogue = catalogue(db, view).await?;
    let regions = region::find::all(db.read()).await?;
    Ok(Facts {
        day: view.as_of,
        regions: regions.into_iter().map(|region| (region.slug, region.name)).collect(),
        projects: stood(db, actor, view).await?,
        solutions: catalogue.entries.iter().map(solution).collect(),
        places: Arc::clone(&catalogue.places),
        sizes: sizes(),
    })
}

/// How large municipalities are. Their populations are not recorded yet; this is the one place to read them from.
fn sizes() -> BTreeMap<String, SizeClass> {
    BTreeMap::new()
}

fn solution(entry: &Entry) -> Solution {
    let ids = entry.sheet.all(Field::Ozg).iter().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    Solution {
        slug: entry.slug.clone(),
        name: entry.sheet.name().to_owned(),
        maturity: entry.maturity,
        outside: entry.outside,
        retired: entry.state == State::Retired,
        provider_ags: entry.provider_ags.clone(),
        projects: entry.projects.iter().copied().collect(),
        productive_since: entry.sheet.day(Field::ProductiveSince),
        ozg: ids.collect(),
        evaluation: entry.sheet.get(Field::Evaluation).map(str::to_owned),
        uses: entry.uses.clone(),
        sample: entry.sample,
    }
}
