//! Reads what the figures are counted from.
use super::facts::{Facts, Solution};
use crate::{
    actor::Actor,
    db::Db,
    municipality::{self, profile::Key, size::SizeClass},
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
        sizes: sizes(db, view).await?,
    })
}

/// How large municipalities are on the day; those whose population is not known are left out.
async fn sizes(db: &Db, view: Viewpoint) -> Result<BTreeMap<String, SizeClass>, Refusal> {
    let known = municipality::find::facts(db.read(), view, None).await?;
    let size = |facts: &municipality::profile::Facts| {
        let people: u32 = facts.get(&Key::Population)?.value.parse().ok()?;
        Some(SizeClass::of(people))
    };
    Ok(known.iter().filter_map(|(ags, facts)| Some((ags.clone(), size(facts)?))).collect())
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
