//! What is compared often, worked out once.
use super::sentence::Near;
use crate::{
    adoption::State,
    municipality::size::SizeClass,
    text::{fold, sort_key},
    transfer::{Offer, Town, User},
};
use std::collections::{BTreeMap, BTreeSet};

/// A solution with what the radar compares worked out once; can be kept as long as the facts hold.
#[derive(Debug, Clone)]
pub struct Prepared {
    offer: Offer,
    sort_name: String,
    themes: Vec<(String, String)>,
    it_providers: BTreeSet<String>,
    proven_in: BTreeSet<SizeClass>,
    own: BTreeMap<String, usize>,
    confirmed: Nearest,
    said: Nearest,
}

/// The first user by Kreis, by Regierungsbezirk and at all, as places in the list of users.
#[derive(Debug, Clone, Default)]
struct Nearest {
    kreise: BTreeMap<String, usize>,
    bezirke: BTreeMap<String, usize>,
    any: Option<usize>,
}

impl Nearest {
    fn note(&mut self, user: &User, place: usize) {
        self.kreise.entry(user.kreis_ags.clone()).or_insert(place);
        self.bezirke.entry(user.regierungsbezirk.clone()).or_insert(place);
        self.any.get_or_insert(place);
    }

    fn to<'a>(&self, town: &Town, users: &'a [User]) -> Option<(Near, &'a str)> {
        let (near, place) = match (self.kreise.get(&town.kreis_ags), self.bezirke.get(&town.regierungsbezirk)) {
            (Some(place), _) => (Near::Kreis, *place),
            (None, Some(place)) => (Near::Bezirk, *place),
            (None, None) => (Near::Land, self.any?),
        };
        users.get(place).map(|user| (near, user.name.as_str()))
    }
}

impl From<Offer> for Prepared {
    fn from(mut offer: Offer) -> Self {
        // one order, so that the same facts give the same words; of several statements the furthest one counts
        offer.users.sort_by(|a, b| {
            let by = |user: &User| (order(user.state), !user.confirmed);
            (&a.ags, by(a), &a.name, &a.reason).cmp(&(&b.ags, by(b), &b.name, &b.reason))
        });
        let folded = |text: &String| Some((fold(text), text.clone())).filter(|(folded, _)| !folded.is_empty());
        let mut themes: Vec<(String, String)> = offer.themes.iter().filter_map(folded).collect();
        themes.sort();
        let mut prepared = Self {
            sort_name: sort_key(&offer.name),
            themes,
            it_providers: offer.it_providers.iter().filter_map(folded).map(|(folded, _)| folded).collect(),
            proven_in: offer.proven_in.clone(),
            own: BTreeMap::new(),
            confirmed: Nearest::default(),
            said: Nearest::default(),
            offer,
        };
        for (place, user) in prepared.offer.users.iter().enumerate() {
            prepared.own.entry(user.ags.clone()).or_insert(place);
            if user.state == State::Productive {
                prepared.said.note(user, place);
                if user.confirmed {
                    prepared.confirmed.note(user, place);
                    prepared.proven_in.extend(user.size);
                }
            }
        }
        prepared
    }
}

/// The order in which statements of one municipality count.
fn order(state: State) -> u8 {
    match state {
        State::Productive => 0,
        State::Introducing => 1,
        State::Rejected => 2,
        State::Evaluating => 3,
        State::Interested => 4,
    }
}

impl Prepared {
    /// The facts.
    #[must_use]
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// What a municipality says about it.
    #[must_use]
    pub fn own(&self, ags: &str) -> Option<&User> {
        self.own.get(ags).and_then(|place| self.offer.users.get(*place))
    }

    pub(super) fn sort_name(&self) -> &str {
        &self.sort_name
    }

    /// Themes folded and as written.
    pub(super) fn themes(&self) -> &[(String, String)] {
        &self.themes
    }

    /// Folded.
    pub(super) fn it_providers(&self) -> &BTreeSet<String> {
        &self.it_providers
    }

    /// What the sheet says and what confirmed users prove.
    pub(super) fn proven_in(&self) -> &BTreeSet<SizeClass> {
        &self.proven_in
    }

    /// The nearest productive user that confirmed it, and the nearest one whether confirmed or not.
    pub(super) fn nearest(&self, town: &Town) -> (Option<(Near, &str)>, Option<(Near, &str)>) {
        (self.confirmed.to(town, &self.offer.users), self.said.to(town, &self.offer.users))
    }
}

/// A municipality with what is compared worked out once.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) town: &'a Town,
    /// How many people live there; nobody is not known.
    pub(super) population: Option<u32>,
    pub(super) size: Option<SizeClass>,
    pub(super) priorities: Vec<String>,
    it_provider: Option<(String, &'a str)>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(town: &'a Town) -> Self {
        let provider = town.it_provider.as_ref().map(|known| known.value.as_str());
        let population = town.population.as_ref().map(|known| known.value).filter(|people| *people > 0);
        Self {
            town,
            population,
            size: population.map(SizeClass::of),
            priorities: town.priorities.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect(),
            it_provider: provider.map(|name| (fold(name), name)).filter(|(folded, _)| !folded.is_empty()),
        }
    }

    /// The IT provider, folded and as written.
    pub(super) fn it_provider(&self) -> Option<(&str, &'a str)> {
        self.it_provider.as_ref().map(|(folded, name)| (folded.as_str(), *name))
    }
}
