//! What the figures are counted from.
use crate::{
    municipality::{kind::Kind, size::SizeClass},
    project::{lifecycle::Transfer, standings::Stood},
    solution::{
        Maturity,
        catalogue::{Place, Use},
    },
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Everything the figures look at, from one viewpoint.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day.
    pub day: NaiveDate,
    /// Slugs and names of the model regions.
    pub regions: BTreeMap<String, String>,
    /// The projects, by number.
    pub projects: Vec<Stood>,
    /// The published solutions; those that do not count among them.
    pub solutions: Solutions,
    /// The municipalities and Kreise, by their key.
    pub places: Arc<BTreeMap<String, Place>>,
    /// How large municipalities are, by their key; who is not in it is of unknown size.
    pub sizes: BTreeMap<String, SizeClass>,
}

/// Solutions, and for each project those that came from it: figures ask for them project by project.
#[derive(Debug, Clone, Default)]
pub struct Solutions {
    all: Vec<Solution>,
    of_project: BTreeMap<i64, Vec<usize>>,
}

impl FromIterator<Solution> for Solutions {
    fn from_iter<I: IntoIterator<Item = Solution>>(solutions: I) -> Self {
        let all: Vec<Solution> = solutions.into_iter().collect();
        let mut of_project: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (at, solution) in all.iter().enumerate().filter(|(_, solution)| solution.counts()) {
            for project in &solution.projects {
                of_project.entry(*project).or_default().push(at);
            }
        }
        Self { all, of_project }
    }
}

/// A published solution.
#[derive(Debug, Clone)]
pub struct Solution {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// How far it is.
    pub maturity: Maturity,
    /// Whether it comes from outside the programme.
    pub outside: bool,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// Key of who provides it.
    pub provider_ags: Option<String>,
    /// Keys of the projects it came from.
    pub projects: BTreeSet<i64>,
    /// Since when it is in use at home.
    pub productive_since: Option<NaiveDate>,
    /// OZG services it names.
    pub ozg: BTreeSet<String>,
    /// Where it was evaluated.
    pub evaluation: Option<String>,
    /// Where municipalities stand with it.
    pub uses: Vec<Use>,
    /// Whether parts of it are invented.
    pub sample: bool,
}

/// Somebody who said something about a solution of somebody else.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The solution.
    pub solution: &'a Solution,
    /// Where it stands with it.
    pub used: &'a Use,
}

impl Solution {
    /// Whether it counts: it is of the programme and still offered.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.outside && !self.retired && self.maturity != Maturity::Retired
    }

    /// Where others than who provides it stand with it, without what was only asked by mail.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        let others = self.uses.iter().filter(|used| used.is_others(self.provider_ags.as_deref()));
        others.map(move |used| Pair { solution: self, used })
    }
}

impl Facts {
    /// The solutions that count.
    pub fn counted(&self) -> impl Iterator<Item = &Solution> {
        self.solutions.all.iter().filter(|solution| solution.counts())
    }

    /// Who stands where with the solutions that count.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.counted().flat_map(Solution::pairs)
    }

    /// The solutions that count and came from a project.
    pub fn of_project<'a>(&'a self, project: &Stood) -> impl Iterator<Item = &'a Solution> + use<'a> {
        let places = self.solutions.of_project.get(&project.id).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.solutions.all.get(*at))
    }

    /// Whether a project can be taken over.
    #[must_use]
    pub fn transferable(&self, project: &Stood) -> bool {
        matches!(project.transfer, Transfer::Ready | Transfer::Reused)
            || self.of_project(project).any(|solution| solution.maturity == Maturity::Transferable)
    }

    /// Whether who has a key lies outside the regions of a project; not for a project whose region is not known.
    #[must_use]
    pub fn elsewhere(&self, project: &Stood, ags: &str) -> bool {
        let region = self.places.get(ags).and_then(|place| place.region.as_ref());
        !project.regions.is_empty() && region.is_none_or(|region| !project.regions.contains(region))
    }

    /// Whether a key is a Kreis's.
    #[must_use]
    pub fn is_district(&self, ags: &str) -> bool {
        self.places.get(ags).is_some_and(|place| place.kind == Kind::District.key())
    }

    /// The Städte and Gemeinden, without the Kreise.
    pub fn municipalities(&self) -> impl Iterator<Item = (&String, &Place)> {
        self.places.iter().filter(|(_, place)| place.kind != Kind::District.key())
    }

    /// The name of who has a key; the key where it is not known.
    #[must_use]
    pub fn name(&self, ags: &str) -> String {
        self.places.get(ags).map_or_else(|| ags.to_owned(), |place| place.name.clone())
    }
}
