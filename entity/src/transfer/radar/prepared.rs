//! What is compared often, worked out once.
use super::{
    sentence::Near,
    systems::{Have, Systems},
};
use crate::{
    adoption::State,
    municipality::size::SizeClass,
    text::{fold, sort_key},
    transfer::{Offer, Town, User},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// A solution with what the radar compares worked out once; can be kept as long as the facts hold.
#[derive(Debug, Clone)]
pub struct Prepared {
    offer: Offer,
    sort_name: String,
    themes: Vec<Folded>,
    it_providers: Vec<Folded>,
    must: Option<Systems>,
    helps: Option<Systems>,
    proven_in: BTreeSet<SizeClass>,
    own: Marked<u32>,
    kreise: Marked<First>,
    bezirke: Marked<First>,
    land: First,
}

/// The first productive users somewhere, as places in the list of users: confirmed, and whether confirmed or not.
#[derive(Debug, Clone, Copy, Default)]
struct First {
    confirmed: Option<u32>,
    said: Option<u32>,
}

impl First {
    fn note(&mut self, user: &User, place: u32) {
        self.said.get_or_insert(place);
        if user.confirmed {
            self.confirmed.get_or_insert(place);
        }
    }
}

/// Another municipality by name, and how near it is.
pub(super) type Neighbour<'a> = Option<(Near, &'a str)>;

/// Values by the marks of keys, close together: the radar looks into thousands of these for each municipality.
#[derive(Debug, Clone)]
struct Marked<T>(Vec<(u64, T)>);

impl<T: Copy> Marked<T> {
    fn get(&self, mark: u64) -> Option<T> {
        let place = self.0.binary_search_by_key(&mark, |(mark, _)| *mark).ok()?;
        self.0.get(place).map(|(_, value)| *value)
    }
}

impl<T> From<BTreeMap<u64, T>> for Marked<T> {
    fn from(map: BTreeMap<u64, T>) -> Self {
        Self(map.into_iter().collect())
    }
}

/// A number for a text: the same for the same text, and another one for all others that are met in practice.
fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl From<Offer> for Prepared {
    fn from(mut offer: Offer) -> Self {
        // one order, so that the same facts give the same words; of several statements the furthest one counts
        offer.users.sort_by(|a, b| {
            let by = |user: &User| (order(user.state), !user.confirmed);
            (&a.ags, by(a), &a.name, &a.reason).cmp(&(&b.ags, by(b), &b.name, &b.reason))
        });
        let must = offer.needs.as_ref().map(|needs| Systems::from(&needs.must));
        let helps = offer.needs.as_ref().map(|needs| Systems::from(&needs.helps));
        let mut proven_in = offer.proven_in.clone();
        let mut own = BTreeMap::new();
        let (mut kreise, mut bezirke, mut land) = (BTreeMap::new(), BTreeMap::new(), First::default());
        for (place, user) in (0u32..).zip(&offer.users) {
            own.entry(mark(&user.ags)).or_insert(place);
            if user.state == State::Productive {
                kreise.entry(mark(&user.kreis_ags)).or_insert_with(First::default).note(user, place);
                bezirke.entry(mark(&user.regierungsbezirk)).or_insert_with(First::default).note(user, place);
                land.note(user, place);
                if user.confirmed {
                    proven_in.extend(user.size);
                }
            }
        }
        Self {
            sort_name: sort_key(&offer.name),
            themes: offer.themes.iter().filter_map(|theme| Folded::of(theme)).collect(),
            it_providers: offer.it_providers.iter().filter_map(|name| Folded::of(name)).collect(),
            must,
            // what is required anyway is not counted twice
            helps: helps.zip(must).map(|(helps, must)| helps.without(must)),
            proven_in,
            own: own.into(),
            kreise: kreise.into(),
            bezirke: bezirke.into(),
            land,
            offer,
        }
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
    pub(super) fn own(&self, seen: &Seen) -> Option<&User> {
        self.user(self.own.get(seen.marks.ags)?).filter(|user| user.ags == seen.town.ags)
    }

    fn user(&self, place: u32) -> Option<&User> {
        self.offer.users.get(usize::try_from(place).ok()?)
    }

    pub(super) fn sort_name(&self) -> &str {
        &self.sort_name
    }

    pub(super) fn themes(&self) -> &[Folded] {
        &self.themes
    }

    pub(super) fn it_providers(&self) -> &[Folded] {
        &self.it_providers
    }

    /// The systems without which it does not run, where known.
    pub(super) fn must(&self) -> Option<Systems> {
        self.must
    }

    /// Other systems with which it is more useful, where known.
    pub(super) fn helps(&self) -> Option<Systems> {
        self.helps
    }

    /// What the sheet says and what confirmed users prove.
    pub(super) fn proven_in(&self) -> &BTreeSet<SizeClass> {
        &self.proven_in
    }

    /// The nearest productive user that confirmed it, and the nearest one whether confirmed or not.
    pub(super) fn nearest(&self, seen: &Seen) -> (Neighbour<'_>, Neighbour<'_>) {
        let kreis = self.kreise.get(seen.marks.kreis).unwrap_or_default();
        let bezirk = match kreis.confirmed {
            // nobody is nearer
            Some(_) => First::default(),
            None => self.bezirke.get(seen.marks.bezirk).unwrap_or_default(),
        };
        let nearest = |of: fn(First) -> Option<u32>| {
            let places = [(Near::Kreis, of(kreis)), (Near::Bezirk, of(bezirk)), (Near::Land, of(self.land))];
            let (near, place) = places.into_iter().find_map(|(near, place)| Some((near, place?)))?;
            self.user(place).map(|user| (near, user.name.as_str()))
        };
        (nearest(|first| first.confirmed), nearest(|first| first.said))
    }
}

/// A municipality with what is compared worked out once.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) town: &'a Town,
    /// How many people live there; nobody is not known.
    pub(super) population: Option<u32>,
    pub(super) size: Option<SizeClass>,
    pub(super) systems: Have,
    /// With their writing.
    pub(super) priorities: Vec<(Folded, &'a str)>,
    marks: Marks,
    it_provider: Option<(Folded, &'a str)>,
}

/// Its keys as marks.
#[derive(Debug, Clone, Copy)]
struct Marks {
    ags: u64,
    kreis: u64,
    bezirk: u64,
}

impl<'a> Seen<'a> {
    pub(super) fn of(town: &'a Town) -> Self {
        let provider = town.it_provider.as_ref().map(|known| known.value.as_str());
        let priorities = town.priorities.iter().flat_map(|known| &known.value);
        let population = town.population.as_ref().map(|known| known.value).filter(|people| *people > 0);
        Self {
            town,
            population,
            size: population.map(SizeClass::of),
            systems: Have::of(&town.systems),
            priorities: priorities.filter_map(|theme| Some((Folded::of(theme)?, theme.as_str()))).collect(),
            marks: Marks { ags: mark(&town.ags), kreis: mark(&town.kreis_ags), bezirk: mark(&town.regierungsbezirk) },
            it_provider: provider.and_then(|name| Some((Folded::of(name)?, name))),
        }
    }

    /// The IT provider with its writing.
    pub(super) fn it_provider(&self) -> Option<(&Folded, &'a str)> {
        self.it_provider.as_ref().map(|(folded, name)| (folded, *name))
    }
}

/// A text as it is compared: different ones mostly differ in the number, which is looked at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folded {
    mark: u64,
    text: String,
}

impl Folded {
    /// None for a text without words.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = Some(fold(text)).filter(|folded| !folded.is_empty())?;
        Some(Self { mark: mark(&text), text })
    }
}
