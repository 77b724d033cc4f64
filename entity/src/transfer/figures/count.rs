//! Counts. The value of every figure is the number of its cases, but for the median, which is made from them.
use super::{
    Base, Figure,
    facts::{Facts, Pair, Solution},
    months,
    places::{Flow, Group, Grouping, flows, groups},
};
use crate::{
    adoption::{State, UseKind},
    money::Rate,
    project::standings::Stood,
    text::sort_key,
    words::words,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Something with an address: number and title, or address word and name. A key that is empty is withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Number, address word or municipality's key.
    pub key: String,
    /// Title or name.
    pub name: String,
}

/// Something that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The project, where it is about one.
    pub project: Option<Named>,
    /// The solution, where it is about one.
    pub solution: Option<Named>,
    /// The municipality or Kreis, where it is about one.
    pub municipality: Option<Named>,
    /// Why it counts, in German.
    pub because: String,
    /// Full months, for [`Figure::Months`].
    pub months: Option<u32>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A figure with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Which.
    pub figure: Figure,
    /// What it counts.
    pub cases: Vec<Case>,
    /// What it is a share of.
    pub of: Option<u64>,
    /// The median in tenths of a month, for [`Figure::Months`]; none without cases.
    pub median: Option<u32>,
}

impl Counted {
    /// How many cases there are.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.cases.len() as u64
    }

    /// The share in basis points, rounded half up; none of nothing.
    #[must_use]
    pub fn share(&self) -> Option<Rate> {
        share(self.value(), self.of?)
    }

    /// Whether invented data is in it.
    #[must_use]
    pub fn sample(&self) -> bool {
        self.cases.iter().any(|case| case.sample)
    }
}

/// A part of a whole in basis points, rounded half up; none of nothing.
#[must_use]
pub fn share(value: u64, of: u64) -> Option<Rate> {
    let (value, of) = (u128::from(value), u128::from(of));
    let points = (value * 20_000 + of).checked_div(of * 2)?;
    Some(Rate(i32::try_from(points).unwrap_or(i32::MAX)))
}

words! {
    /// Where a pair stands; *productive* apart by whether it counts.
    Step {
        /// Interested.
        Interested => "interested", "interessiert";
        /// Evaluating.
        Evaluating => "evaluating", "in Prüfung";
        /// Introducing.
        Introducing => "introducing", "in Einführung";
        /// Productive and confirmed.
        Confirmed => "productive_confirmed", "produktiv, bestätigt";
        /// Productive and not confirmed, or not within a year.
        Unconfirmed => "productive_unconfirmed", "produktiv, nicht (mehr) bestätigt";
        /// Rejected.
        Rejected => "rejected", "verworfen";
    }
}

impl Step {
    /// Where a pair stands.
    #[must_use]
    pub fn of(pair: Pair<'_>) -> Self {
        match pair.used.standing.state {
            State::Interested => Self::Interested,
            State::Evaluating => Self::Evaluating,
            State::Introducing => Self::Introducing,
            State::Productive if pair.used.counts => Self::Confirmed,
            State::Productive => Self::Unconfirmed,
            State::Rejected => Self::Rejected,
        }
    }
}

/// All figures of transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The day.
    pub day: NaiveDate,
    /// The figures, in the order of the registry.
    pub figures: Vec<Counted>,
    /// Pairs by where they stand; they add up to [`Figure::Interest`].
    pub steps: Vec<(Step, u64)>,
    /// Pairs that count by the way they were taken over, none where not said; they add up to [`Figure::Adoptions`].
    pub kinds: Vec<(Option<UseKind>, u64)>,
    /// Municipalities by Regierungsbezirk; every grouping adds up to [`Figure::Adopters`] of all municipalities.
    pub bezirke: Vec<Group>,
    /// Municipalities by Kreis and kreisfreie Stadt.
    pub kreise: Vec<Group>,
    /// Municipalities by size.
    pub sizes: Vec<Group>,
    /// From the Kreis of who provides to the Kreise of who uses, the largest first.
    pub flows: Vec<Flow>,
}

impl Report {
    /// A figure.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> Option<&Counted> {
        self.figures.iter().find(|counted| counted.figure == figure)
    }

    /// The value of a figure.
    #[must_use]
    pub fn value(&self, figure: Figure) -> u64 {
        self.figure(figure).map_or(0, Counted::value)
    }

    /// Whether invented data is in it.
    #[must_use]
    pub fn sample(&self) -> bool {
        self.figures.iter().any(Counted::sample)
    }
}

/// Counts everything.
#[must_use]
pub fn report(facts: &Facts) -> Report {
    let cases: BTreeMap<Figure, Vec<Case>> =
        Figure::ALL.iter().map(|figure| (*figure, sorted(cases(facts, *figure)))).collect();
    let count = |figure| cases.get(&figure).map_or(0, |cases| cases.len() as u64);
    let municipalities = facts.municipalities().count() as u64;
    let of = |figure: Figure| match figure.base()? {
        Base::Figure(base) => Some(count(base)),
        Base::Municipalities => Some(municipalities),
        Base::Districts => Some(facts.places.len() as u64 - municipalities),
    };
    let bases: BTreeMap<Figure, Option<u64>> = Figure::ALL.iter().map(|figure| (*figure, of(*figure))).collect();
    let mut steps: BTreeMap<Step, u64> = Step::ALL.iter().map(|step| (*step, 0)).collect();
    let mut kinds: BTreeMap<Option<UseKind>, u64> = UseKind::ALL.iter().map(|kind| (Some(*kind), 0)).collect();
    for pair in facts.pairs() {
        *steps.entry(Step::of(pair)).or_default() += 1;
        if pair.used.counts {
            *kinds.entry(pair.used.use_kind).or_default() += 1;
        }
    }
    let unsaid = kinds.remove(&None).unwrap_or(0);
    Report {
        day: facts.day,
        figures: cases
            .into_iter()
            .map(|(figure, cases)| Counted {
                figure,
                of: bases.get(&figure).copied().flatten(),
                median: months::median(cases.iter().filter_map(|case| case.months).collect()),
                cases,
            })
            .collect(),
        steps: steps.into_iter().collect(),
        kinds: kinds.into_iter().chain([(None, unsaid)]).collect(),
        bezirke: groups(facts, Grouping::Regierungsbezirk),
        kreise: groups(facts, Grouping::Kreis),
        sizes: groups(facts, Grouping::Size),
        flows: flows(facts),
    }
}

fn cases(facts: &Facts, figure: Figure) -> Vec<Case> {
    match figure {
        Figure::Projects => of_projects(facts, |project| Some((state(project), false))),
        Figure::Planned | Figure::Running | Figure::Settling | Figure::Closed | Figure::Stopped | Figure::Unknown => {
            of_projects(facts, |project| {
                (Figure::of_stage(project.state.stage()) == figure).then(|| (state(project), false))
            })
        }
        Figure::Transferable => of_projects(facts, |project| transferable(facts, project)),
        Figure::Reused => of_projects(facts, |project| {
            using(facts, pairs(facts, project).filter(|pair| pair.used.counts), "Genutzt von ")
        }),
        Figure::ReusedElsewhere => of_projects(facts, |project| {
            let elsewhere = |pair: &Pair<'_>| pair.used.counts && facts.elsewhere(project, &pair.used.ags);
            using(facts, pairs(facts, project).filter(elsewhere), "Genutzt von ")
        }),
        Figure::WantedElsewhere => of_projects(facts, |project| {
            let wanted = |pair: &Pair<'_>| wants(*pair) && facts.elsewhere(project, &pair.used.ags);
            using(facts, pairs(facts, project).filter(wanted), "Gemeldet von ")
        }),
        Figure::Solutions => {
            facts.counted().map(|one| of_solution(one, format!("Reife: {}", one.maturity.label()))).collect()
        }
        Figure::Adopters => adopters(facts, false),
        Figure::Districts => adopters(facts, true),
        Figure::Interest => facts.pairs().map(|pair| of_pair(facts, pair)).collect(),
        Figure::Adoptions => facts.pairs().filter(|pair| pair.used.counts).map(|pair| of_pair(facts, pair)).collect(),
        Figure::Months => facts.counted().filter_map(|solution| first_adoption(facts, solution)).collect(),
        Figure::OzgServices => ozg(facts),
        Figure::OzgSolutions => facts
            .counted()
            .filter(|one| !one.ozg.is_empty())
            .map(|one| of_solution(one, format!("OZG-ID {}", joined(one.ozg.iter()))))
            .collect(),
        Figure::OzgProjects => of_projects(facts, |project| {
            let (mut ids, mut sample) = (BTreeSet::new(), false);
            for one in facts.of_project(project).filter(|one| !one.ozg.is_empty()) {
                ids.extend(&one.ozg);
                sample |= one.sample;
            }
            (!ids.is_empty()).then(|| (format!("OZG-ID {}", joined(ids)), sample))
        }),
        Figure::Evaluated => of_projects(facts, |project| {
            let mut found = facts.of_project(project).filter(|one| one.evaluation.is_some()).peekable();
            found.peek()?;
            let (mut addresses, mut sample) = (BTreeSet::new(), false);
            for one in found {
                addresses.extend(&one.evaluation);
                sample |= one.sample;
            }
            Some((joined(addresses), sample))
        }),
    }
}

/// Whether somebody has or had a use for it and did not reject it.
pub(super) fn wants(pair: Pair<'_>) -> bool {
    pair.used.standing.state != State::Rejected
}

/// Where others stand with the solutions of a project.
pub(super) fn pairs<'a>(facts: &'a Facts, project: &Stood) -> impl Iterator<Item = Pair<'a>> + use<'a> {
    facts.of_project(project).flat_map(Solution::pairs)
}

/// The projects for which there is a reason, and whether it is invented.
fn of_projects(facts: &Facts, reason: impl Fn(&Stood) -> Option<(String, bool)>) -> Vec<Case> {
    facts
        .projects
        .iter()
        .filter_map(|project| {
            let (because, sample) = reason(project)?;
            Some(Case {
                project: Some(named(project)),
                solution: None,
                municipality: None,
                because,
                months: None,
                sample: sample || project.sample,
            })
        })
        .collect()
}

/// How a project is named to who asks.
pub(super) fn named(project: &Stood) -> Named {
    match project.shown {
        true => Named { key: project.number.clone(), name: project.title.clone() },
        false => Named { key: String::new(), name: "Projekt, das nicht mehr öffentlich ist".into() },
    }
}

fn state(project: &Stood) -> String {
    format!("Stand: {}", project.state.label())
}

fn transferable(facts: &Facts, project: &Stood) -> Option<(String, bool)> {
    if !facts.transferable(project) {
        return None;
    }
    let ready = facts.of_project(project).filter(|one| one.maturity == crate::solution::Maturity::Transferable);
    let (mut names, mut sample) = (BTreeSet::new(), false);
    for one in ready {
        names.insert(&one.name);
        sample |= one.sample;
    }
    Some(match names.is_empty() {
        true => (format!("Transfer: {}", project.transfer.label()), false),
        false => (format!("Übertragbare Lösung: {}", joined(names)), sample),
    })
}

fn using<'a>(facts: &Facts, pairs: impl Iterator<Item = Pair<'a>>, word: &str) -> Option<(String, bool)> {
    let (mut names, mut sample) = (BTreeSet::new(), false);
    for pair in pairs {
        names.insert((sort_key(&facts.name(&pair.used.ags)), facts.name(&pair.used.ags)));
        sample |= pair.used.sample || pair.solution.sample;
    }
    (!names.is_empty()).then(|| (format!("{word}{}", joined(names.iter().map(|(_, name)| name))), sample))
}

fn of_solution(solution: &Solution, because: String) -> Case {
    Case {
        project: None,
        solution: Some(Named { key: solution.slug.clone(), name: solution.name.clone() }),
        municipality: None,
        because,
        months: None,
        sample: solution.sample,
    }
}

fn of_pair(facts: &Facts, pair: Pair<'_>) -> Case {
    let ags = &pair.used.ags;
    Case {
        municipality: Some(Named { key: ags.clone(), name: facts.name(ags) }),
        sample: pair.used.sample || pair.solution.sample,
        ..of_solution(pair.solution, format!("Seit {}: {}", day(pair.used.standing.since), Step::of(pair).label()))
    }
}

/// Who uses something, each once.
fn adopters(facts: &Facts, districts: bool) -> Vec<Case> {
    let mut found: BTreeMap<&str, (BTreeSet<&str>, bool)> = BTreeMap::new();
    for pair in facts.pairs().filter(|pair| pair.used.counts) {
        let ags = pair.used.ags.as_str();
        if facts.places.contains_key(ags) && facts.is_district(ags) == districts {
            let (names, sample) = found.entry(ags).or_insert((BTreeSet::new(), false));
            names.insert(&pair.solution.name);
            *sample |= pair.used.sample || pair.solution.sample;
        }
    }
    found
        .into_iter()
        .map(|(ags, (names, sample))| Case {
            project: None,
            solution: None,
            municipality: Some(Named { key: ags.into(), name: facts.name(ags) }),
            because: format!("Nutzt {}", joined(names)),
            months: None,
            sample,
        })
        .collect()
}

/// The first that another confirmed, where both days are known.
fn first_adoption(facts: &Facts, solution: &Solution) -> Option<Case> {
    let home = solution.productive_since?;
    let first = solution.pairs().filter_map(|pair| Some((pair.used.standing.first_productive?, pair)));
    let (on, pair) = first.min_by_key(|(on, pair)| (*on, &pair.used.ags))?;
    let because = format!("zu Hause seit {}, übernommen am {}", day(home), day(on));
    Some(Case { because, months: Some(months::full(home, on)), ..of_pair(facts, pair) })
}

fn ozg(facts: &Facts) -> Vec<Case> {
    let mut found: BTreeMap<&str, (BTreeSet<&str>, bool)> = BTreeMap::new();
    for solution in facts.counted() {
        for id in &solution.ozg {
            let (names, sample) = found.entry(id).or_insert((BTreeSet::new(), false));
            names.insert(&solution.name);
            *sample |= solution.sample;
        }
    }
    found
        .into_iter()
        .map(|(id, (names, sample))| Case {
            project: None,
            solution: None,
            municipality: None,
            because: format!("OZG-ID {id}: {}", joined(names)),
            months: None,
            sample,
        })
        .collect()
}

fn sorted(mut cases: Vec<Case>) -> Vec<Case> {
    let name = |named: &Option<Named>| named.as_ref().map(|named| (sort_key(&named.name), named.key.clone()));
    cases.sort_by_cached_key(|case| {
        let number = case.project.as_ref().map(|project| project.key.clone());
        (number, name(&case.solution), name(&case.municipality), case.because.clone())
    });
    cases
}

fn joined(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    words.into_iter().fold(String::new(), |mut all, word| {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(word.as_ref());
        all
    })
}

fn day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}
