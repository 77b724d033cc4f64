//! What to take along to a region: its projects, money, co-funding, what is open and due, and what others take over.
use super::{FINDINGS, steady};
use crate::{
    actor::{Actor, Place},
    check::{
        find::{Filter, Listed, listed},
        finding::Severity,
        found::Found,
    },
    cofunding,
    db::Db,
    figures::find::{Figure, Overview, Scope, overview},
    ledger::Kind,
    permission::Action,
    project::{
        self,
        find::{Line, Sort, places_of},
    },
    refusal::Refusal,
    region::find::{Region, by_slug},
    solution::{
        Maturity,
        catalogue::{Catalogue, Entry, load::catalogue},
    },
    text::sort_key,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// So many projects and solutions are listed.
const LISTED: u64 = 500;

/// A project of the region.
#[derive(Debug, Clone)]
pub struct Project {
    /// As in the list of projects.
    pub line: Line,
    /// What the checks say of it; none for those who may not see its findings.
    pub light: Option<Light>,
}

/// What the checks say of a project: the worst that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Something is open, of this severity at worst.
    Open(Severity),
    /// Nothing is open.
    Nothing,
}

impl Light {
    /// The word in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open(severity) => severity.key(),
            Self::Nothing => "nothing",
        }
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open(severity) => severity.label(),
            Self::Nothing => "nichts offen",
        }
    }
}

/// A solution made in the region, with those who use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// How far it is.
    pub maturity: Maturity,
    /// Keys and names of the others whose use counts, by name.
    pub adopters: Vec<(String, String)>,
    /// How many others stand anywhere before that without having rejected it.
    pub interested: u64,
    /// Whether parts of it are invented.
    pub sample: bool,
}

/// What to take along to a region.
#[derive(Debug, Clone)]
pub struct Briefing {
    /// The day.
    pub day: NaiveDate,
    /// The region with its bodies.
    pub region: Region,
    /// Its money: the ladder, by year, own shares and other public money.
    pub money: Overview,
    /// Private money beside the granted state money.
    pub cofunding: cofunding::find::Overview,
    /// The projects that the actor may see, the highest grant first.
    pub projects: Vec<Project>,
    /// How many projects there are in all.
    pub project_count: u64,
    /// What is open and due in the region; none for those who see no finding here.
    pub checks: Option<Listed>,
    /// Solutions made here that are offered, by name.
    pub solutions: Vec<Solution>,
    /// Whether anything invented is in it.
    pub sample: bool,
}

impl Briefing {
    /// The sums of the region: the ladder without the ceiling, which belongs to the whole programme, what came back, own
    /// shares and other public money in plans, private money.
    pub fn steps(&self) -> impl Iterator<Item = &Figure> {
        let money = &self.money;
        let ladder = money.ladder.iter().filter(|figure| figure.id.kind != Kind::Ceiling);
        ladder.chain(&money.returned).chain(&money.others).chain(&money.cofunding.cash).chain(&money.cofunding.in_kind)
    }

    /// What has a day until which it is to be done, the earliest first.
    #[must_use]
    pub fn deadlines(&self) -> Vec<&Found> {
        let mut due: Vec<&Found> = self.open().filter(|found| found.due.is_some()).collect();
        due.sort_by_key(|found| found.due);
        due
    }

    /// What does not tie out and has no such day, the most urgent first.
    #[must_use]
    pub fn findings(&self) -> Vec<&Found> {
        self.open().filter(|found| found.due.is_none()).collect()
    }

    fn open(&self) -> impl Iterator<Item = &Found> {
        self.checks.iter().flat_map(|checks| &checks.items)
    }
}

/// What to take along to a region, as of a day and as known at an instant. Where somebody wrote while it was read it is read
/// again, up to three times in all: its parts are read one after the other and shall be of one state. The last is given as
/// it is.
///
/// # Errors
/// [`Refusal::NotFound`] for a region or programme that does not exist; the driver's error.
pub async fn briefing(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    programme: &str,
    slug: &str,
) -> Result<Briefing, Refusal> {
    steady(db, move || read(db, actor, view, programme, slug)).await
}

async fn read(db: &Db, actor: &Actor, view: Viewpoint, programme: &str, slug: &str) -> Result<Briefing, Refusal> {
    let region = by_slug(db, slug).await?;
    let scope = Scope { region: Some(slug.to_owned()), year: None };
    let money = overview(db, actor, view, programme, &scope).await?;
    let cofunding = cofunding::find::of_programme(db, view, programme, Some(slug)).await?;
    let here = project::find::Filter { region: Some(slug.to_owned()), ..project::find::Filter::default() };
    let listing = project::find::list(db, actor, view, &here, Sort::Granted, 1, LISTED).await?;
    let ids: Vec<i64> = listing.items.iter().map(|line| line.id).collect();
    let places = places_of(db.read(), &ids).await?;
    let seen = |line: &Line| places.get(&line.id).is_some_and(|place| actor.can(Action::SeeChecks, place));
    let whole = Place { regions: vec![slug.to_owned()], ..Place::default() };
    let checks = match actor.can(Action::SeeChecks, &whole) || listing.items.iter().any(&seen) {
        true => {
            let open = Filter { region: Some(slug.to_owned()), ..Filter::default() };
            Some(listed(db, actor, view, &open, 0, usize::MAX).await?)
        }
        false => None,
    };
    let mut worst: HashMap<i64, Severity> = HashMap::new();
    for found in checks.iter().flat_map(|checks| &checks.items) {
        if let Some((id, _, _)) = found.project {
            let severity = worst.entry(id).or_insert(found.finding.severity);
            // the worst comes first in their order
            *severity = (*severity).min(found.finding.severity);
        }
    }
    let light = |line: &Line| worst.get(&line.id).map_or(Light::Nothing, |severity| Light::Open(*severity));
    let projects: Vec<Project> =
        listing.items.into_iter().map(|line| Project { light: seen(&line).then(|| light(&line)), line }).collect();
    let catalogue = catalogue(db, view).await?;
    let from_here = |entry: &&Entry| entry.region.as_ref().is_some_and(|(region, _)| region == slug);
    let limit = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let solutions: Vec<Solution> =
        catalogue.offered().filter(from_here).take(limit).map(|entry| solution(&catalogue, entry)).collect();
    let checks = checks.map(|mut checks| {
        checks.items.truncate(FINDINGS);
        checks
    });
    Ok(Briefing {
        day: view.as_of,
        sample: money.sample
            || projects.iter().any(|project| project.line.sample)
            || solutions.iter().any(|solution| solution.sample)
            || checks.iter().flat_map(|checks| &checks.items).any(|found| found.sample),
        region,
        money,
        cofunding,
        projects,
        project_count: listing.total,
        checks,
        solutions,
    })
}

fn solution(catalogue: &Catalogue, entry: &Entry) -> Solution {
    let name = |ags: &str| catalogue.place(ags).map_or_else(|| ags.to_owned(), |place| place.name.clone());
    let mut adopters: Vec<(String, String)> =
        entry.others().filter(|one| one.counts).map(|one| (one.ags.clone(), name(&one.ags))).collect();
    adopters.sort_by_cached_key(|(ags, name)| (sort_key(name), ags.clone()));
    let rejected = crate::adoption::State::Rejected;
    let interested = entry.others().filter(|one| !one.counts && one.standing.state != rejected).count();
    Solution {
        slug: entry.slug.clone(),
        name: entry.sheet.name().to_owned(),
        maturity: entry.maturity,
        adopters,
        interested: u64::try_from(interested).unwrap_or(u64::MAX),
        sample: entry.sample || entry.others().any(|one| one.sample),
    }
}
