//! The five questions that the Landtag asked about the programme (Drs. 18/2781), and which other regions are interested in
//! which project.
use super::{
    Figure,
    count::{Named, Step, named, pairs, wants},
    facts::Facts,
};
use crate::text::sort_key;
use std::collections::BTreeMap;

/// A question, and the figures that answer it: the first one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The word in anchors and in the JSON interface.
    pub key: &'static str,
    /// The question.
    pub text: &'static str,
    /// The figures that answer it.
    pub figures: &'static [Figure],
}

/// The questions, in their order.
pub const QUESTIONS: [Question; 5] = [
    Question {
        key: "completed",
        text: "Wie viele Projekte sind abgeschlossen?",
        figures: &[Figure::Closed, Figure::Settling, Figure::Stopped],
    },
    Question {
        key: "running",
        text: "Wie viele Projekte laufen noch?",
        figures: &[Figure::Running, Figure::Planned, Figure::Unknown],
    },
    Question {
        key: "interest",
        text: "Welche anderen Regionen interessieren sich für welches Projekt?",
        figures: &[Figure::WantedElsewhere, Figure::ReusedElsewhere],
    },
    Question {
        key: "ozg",
        text: "Wie viele Projekte tragen zur Umsetzung des OZG bei?",
        figures: &[Figure::OzgProjects, Figure::OzgSolutions, Figure::OzgServices],
    },
    Question { key: "evaluation", text: "Welche externe Evaluation gibt es?", figures: &[Figure::Evaluated] },
];

/// That municipalities of another region are interested in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest {
    /// The project.
    pub project: Named,
    /// Slug and name of the other region; none for municipalities in no model region.
    pub region: Option<Named>,
    /// Who, by name, and how far: the farthest step with any solution of the project.
    pub who: Vec<(Named, Step)>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// Which other regions are interested in which project, by project and region.
#[must_use]
pub fn interest(facts: &Facts) -> Vec<Interest> {
    let mut found = Vec::new();
    for project in &facts.projects {
        let mut by_region: BTreeMap<Option<&str>, (BTreeMap<&str, Step>, bool)> = BTreeMap::new();
        for pair in pairs(facts, project).filter(|pair| wants(*pair) && facts.elsewhere(project, &pair.used.ags)) {
            let ags = pair.used.ags.as_str();
            let region = facts.places.get(ags).and_then(|place| place.region.as_deref());
            let (who, sample) = by_region.entry(region).or_insert((BTreeMap::new(), false));
            let step = who.entry(ags).or_insert(Step::Interested);
            *step = farther(*step, Step::of(pair));
            *sample |= pair.used.sample || pair.solution.sample;
        }
        // those in no model region come last
        let none = by_region.remove(&None).map(|rest| (None, rest));
        for (region, (who, sample)) in by_region.into_iter().chain(none) {
            let mut who: Vec<(Named, Step)> = who
                .into_iter()
                .map(|(ags, step)| (Named { key: ags.to_owned(), name: facts.name(ags) }, step))
                .collect();
            who.sort_by_cached_key(|(body, _)| (sort_key(&body.name), body.key.clone()));
            found.push(Interest {
                project: named(project),
                region: region.map(|slug| Named {
                    key: slug.to_owned(),
                    name: facts.regions.get(slug).map_or_else(|| slug.to_owned(), String::clone),
                }),
                who,
                sample: sample || project.sample,
            });
        }
    }
    found
}

/// The farther of two steps; a confirmed use is farther than one that is not.
fn farther(one: Step, other: Step) -> Step {
    let rank = |step| match step {
        Step::Rejected => 0,
        Step::Interested => 1,
        Step::Evaluating => 2,
        Step::Introducing => 3,
        Step::Unconfirmed => 4,
        Step::Confirmed => 5,
    };
    if rank(other) > rank(one) { other } else { one }
}
