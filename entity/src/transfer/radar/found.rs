//! What the radar found: what fits, what is used already, what was left out and why.
use super::{
    Prepared, find, points,
    prepared::Seen,
    sentence::Because,
    systems::{Have, Systems},
    weight::{Criterion, Points, Weights},
};
use crate::{
    adoption::State,
    municipality::kind::Kind,
    solution::Maturity,
    text::sort_key,
    transfer::{Offer, Source, Town, User},
    words::words,
};
use chrono::NaiveDate;

/// What fits a municipality and what does not.
#[derive(Debug, Clone, Default)]
pub struct Ranking<'a> {
    /// What fits, the best first.
    pub matches: Vec<Match<'a>>,
    /// What it uses already or made itself, by name.
    pub used: Vec<Used<'a>>,
    /// What is not proposed, by name.
    pub left_out: Vec<LeftOut<'a>>,
}

/// Something a municipality uses already.
#[derive(Debug, Clone, Copy)]
pub struct Used<'a> {
    /// The solution.
    pub offer: &'a Offer,
    /// How it uses it.
    pub how: Use,
}

words! {
    /// How a municipality uses a solution already.
    Use {
        /// It provides it.
        Home => "home", "stellt die Lösung selbst bereit";
        /// It is in use.
        Productive => "productive", "setzt die Lösung produktiv ein";
        /// It is being introduced.
        Introducing => "introducing", "führt die Lösung gerade ein";
    }
}

/// Something that is not proposed.
#[derive(Debug, Clone, Copy)]
pub struct LeftOut<'a> {
    /// The solution.
    pub offer: &'a Offer,
    /// Why.
    pub why: Why<'a>,
}

/// Why something is not proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why<'a> {
    /// The municipality rejected it, with its reason where it gave one.
    Rejected(Option<&'a str>),
    /// Nobody looks after it any more.
    Retired,
    /// It is not meant for this kind of body.
    NotMeantFor(Kind),
}

impl Why<'_> {
    /// Why, as a German sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Rejected(Some(reason)) => format!("Die Kommune hat sich dagegen entschieden: „{reason}“"),
            Self::Rejected(None) => "Die Kommune hat sich dagegen entschieden.".into(),
            Self::Retired => Because::Maturity(Maturity::Retired).to_string(),
            Self::NotMeantFor(kind) => Because::NotMeantFor(kind).to_string(),
        }
    }
}

/// Where a municipality stands with a solution.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing<'a> {
    Used(Use),
    LeftOut(Why<'a>),
    Open,
}

/// Use comes first: who uses what is retired should see it among what is used.
pub(super) fn standing<'a>(seen: &Seen, prepared: &'a Prepared) -> Standing<'a> {
    let (town, offer) = (seen.town, prepared.offer());
    let own = prepared.own(seen);
    match own.map(|user| user.state) {
        _ if offer.home_ags.as_ref() == Some(&town.ags) => Standing::Used(Use::Home),
        Some(State::Productive) => Standing::Used(Use::Productive),
        Some(State::Introducing) => Standing::Used(Use::Introducing),
        Some(State::Rejected) => {
            let reason = own.and_then(|user| user.reason.as_deref()).map(str::trim);
            Standing::LeftOut(Why::Rejected(reason.filter(|reason| !reason.is_empty())))
        }
        Some(State::Interested | State::Evaluating) | None if offer.maturity == Maturity::Retired => {
            Standing::LeftOut(Why::Retired)
        }
        _ if !offer.meant_for.is_empty() && !offer.meant_for.contains(&town.kind) => {
            Standing::LeftOut(Why::NotMeantFor(town.kind))
        }
        _ => Standing::Open,
    }
}

words! {
    /// How far a criterion is met.
    Verdict {
        /// All points.
        Met => "met", "erfüllt";
        /// Some points.
        Partly => "partly", "teilweise erfüllt";
        /// No points, for sure.
        NotMet => "not_met", "nicht erfüllt";
        /// No points, because something is not known.
        Unknown => "unknown", "nicht bekannt";
    }
}

/// A criterion and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason<'a> {
    /// What was compared.
    pub criterion: Criterion,
    /// How far it is met.
    pub verdict: Verdict,
    /// The points it gives.
    pub points: Points,
    /// The points it would give if all that is not known were favourable.
    pub could: Points,
    /// The points it can give at most.
    pub of: Points,
    /// Why; its text is one or more whole German sentences.
    pub because: Because<'a>,
}

/// A fact about the municipality on which a match rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, in German.
    pub label: &'static str,
    /// The day from which it holds.
    pub since: NaiveDate,
    /// Who says so.
    pub source: Source,
}

/// A municipality and a solution, and how well they fit. Reasons are worked out when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    /// The municipality.
    pub town: &'a Town,
    /// The solution.
    pub offer: &'a Offer,
    /// How well they fit: thousandths of all points, rounded down.
    pub score: u16,
    /// The score if all that is not known were favourable; at least [`Self::score`].
    pub possible: u16,
    pub(super) prepared: &'a Prepared,
    pub(super) weights: &'a Weights,
    pub(super) today: NaiveDate,
}

impl<'a> Match<'a> {
    /// The score of what fits in everything.
    pub const FULL: u16 = 1_000;

    /// Every criterion with its points, in the order of [`Criterion::ALL`]; the points add up to the score.
    #[must_use]
    pub fn reasons(&self) -> [Reason<'a>; Criterion::COUNT] {
        let seen = Seen::of(self.town);
        Criterion::ALL.map(|criterion| {
            let finding = find(criterion, &seen, self.prepared, self.today);
            let weight = self.weights.of(criterion);
            Reason {
                criterion,
                verdict: match (finding.got, finding.could) {
                    (got, _) if got == finding.of => Verdict::Met,
                    (1.., _) => Verdict::Partly,
                    (0, 1..) => Verdict::Unknown,
                    (0, 0) => Verdict::NotMet,
                },
                points: points(weight, finding.got, finding.of),
                could: points(weight, finding.could, finding.of),
                of: points(weight, 1, 1),
                because: finding.because,
            }
        })
    }

    /// What the solution needs and the municipality does not have: „E-Payment fehlt“.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.needed().no.iter().map(|system| format!("{} fehlt", system.label())).collect()
    }

    /// What the solution needs and of which nothing is known: what to ask the municipality.
    #[must_use]
    pub fn to_ask(&self) -> Systems {
        self.needed().unknown
    }

    fn needed(&self) -> Have {
        Have::of(&self.town.systems).asked(self.prepared.must().unwrap_or_default())
    }

    /// Productive users in the same Kreis, then in the same Regierungsbezirk; the confirmed ones first, then by name.
    #[must_use]
    pub fn nearby(&self) -> Vec<&'a User> {
        let kreis = |user: &User| user.kreis_ags == self.town.kreis_ags;
        let mut users: Vec<&'a User> = self
            .offer
            .users
            .iter()
            .filter(|user| user.state == State::Productive && user.ags != self.town.ags)
            .filter(|user| kreis(user) || user.regierungsbezirk == self.town.regierungsbezirk)
            .collect();
        users.sort_by_cached_key(|user| (!kreis(user), !user.confirmed, sort_key(&user.name), &user.ags));
        users
    }

    /// The facts about the municipality on which the match rests.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let town = self.town;
        let population = town.population.iter().map(|known| {
            let label = match known.source {
                Source::Sum => "Einwohnerzahl (Summe der Städte und Gemeinden)",
                Source::Public | Source::Own => "Einwohnerzahl",
            };
            (label, known.since, known.source)
        });
        let provider = town.it_provider.iter().map(|known| ("IT-Dienstleister", known.since, known.source));
        let themed = !self.prepared.themes().is_empty();
        let priorities = town.priorities.iter().filter(|_| themed);
        let priorities = priorities.map(|known| ("Schwerpunkte", known.since, known.source));
        let asked = |system| {
            self.offer.needs.as_ref().is_some_and(|needs| needs.must.contains(system) || needs.helps.contains(system))
        };
        let systems = town
            .systems
            .iter()
            .filter(|(system, _)| asked(system))
            .map(|(system, known)| (system.label(), known.since, known.source));
        let all = population.chain(provider).chain(priorities).chain(systems);
        all.map(|(label, since, source)| Fact { label, since, source }).collect()
    }

    /// The day of the oldest of [`Self::facts`].
    #[must_use]
    pub fn oldest_fact(&self) -> Option<NaiveDate> {
        self.facts().into_iter().map(|fact| fact.since).min()
    }
}
