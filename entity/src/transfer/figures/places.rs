//! The same by place: Regierungsbezirk, Kreis, size, and from where to where.
use super::{
    count::{Named, Step, wants},
    facts::Facts,
};
use crate::{municipality::size::SizeClass, solution::catalogue::Place, text::sort_key};
use std::collections::{BTreeMap, BTreeSet};

/// By what municipalities are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// By Regierungsbezirk.
    Regierungsbezirk,
    /// By Kreis and kreisfreie Stadt.
    Kreis,
    /// By population.
    Size,
}

/// The word for a size that is not known.
pub const UNKNOWN_SIZE: &str = "unknown";

/// A group of municipalities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the Regierungsbezirk, five digits of the Kreis, or word of the size.
    pub key: String,
    /// German name.
    pub name: String,
    /// How many municipalities it has; Kreise are none.
    pub municipalities: u64,
    /// How many of them use something of the programme, confirmed.
    pub reusing: u64,
    /// How many of the others are interested, evaluate, introduce, or use without confirming.
    pub interested: u64,
    /// Pairs of a municipality and a solution that count.
    pub adoptions: u64,
}

/// What went from one Kreis to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Five digits of the Kreis it comes from.
    pub from: String,
    /// Five digits of the Kreis it went to.
    pub to: String,
    /// How many municipalities there use something from there, confirmed.
    pub municipalities: u64,
}

/// Municipalities of a group, of which a figure's cases may be asked for.
#[must_use]
pub fn key_of(facts: &Facts, grouping: Grouping, ags: &str, place: &Place) -> String {
    match grouping {
        Grouping::Regierungsbezirk => place.regierungsbezirk.clone(),
        Grouping::Kreis => place.kreis_ags.clone(),
        Grouping::Size => facts.sizes.get(ags).map_or(UNKNOWN_SIZE, |size| size.key()).to_owned(),
    }
}

fn name_of(grouping: Grouping, key: &str, place: &Place) -> String {
    match grouping {
        Grouping::Regierungsbezirk => place.regierungsbezirk.clone(),
        Grouping::Kreis => place.kreis_name.clone(),
        Grouping::Size => SizeClass::from_key(key).map_or("unbekannt", SizeClass::label).to_owned(),
    }
}

/// All municipalities in groups, by name; sizes by size.
#[must_use]
pub fn groups(facts: &Facts, grouping: Grouping) -> Vec<Group> {
    let mut confirmed: BTreeMap<&str, u64> = BTreeMap::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for pair in facts.pairs() {
        let ags = pair.used.ags.as_str();
        if pair.used.counts {
            *confirmed.entry(ags).or_default() += 1;
        } else if wants(pair) {
            open.insert(ags);
        }
    }
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (ags, place) in facts.municipalities() {
        let key = key_of(facts, grouping, ags, place);
        let name = name_of(grouping, &key, place);
        let group = groups.entry(key.clone()).or_insert(Group {
            key,
            name,
            municipalities: 0,
            reusing: 0,
            interested: 0,
            adoptions: 0,
        });
        let adoptions = confirmed.get(ags.as_str()).copied().unwrap_or(0);
        group.municipalities += 1;
        group.adoptions += adoptions;
        group.reusing += u64::from(adoptions > 0);
        group.interested += u64::from(adoptions == 0 && open.contains(ags.as_str()));
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    let size =
        |group: &Group| SizeClass::from_key(&group.key).map_or(usize::MAX, |size| size.distance(SizeClass::Below10k));
    match grouping {
        Grouping::Size => groups.sort_by_key(size),
        _ => groups.sort_by_cached_key(|group| (sort_key(&group.name), group.key.clone())),
    }
    groups
}

/// From the Kreis of who provides to the Kreise of the municipalities that use, the largest first.
#[must_use]
pub fn flows(facts: &Facts) -> Vec<Flow> {
    let mut found: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for pair in facts.pairs().filter(|pair| pair.used.counts && !facts.is_district(&pair.used.ags)) {
        let from = pair.solution.provider_ags.as_ref().and_then(|ags| facts.places.get(ags));
        let to = facts.places.get(&pair.used.ags);
        if let (Some(from), Some(to)) = (from, to) {
            found.entry((&from.kreis_ags, &to.kreis_ags)).or_default().insert(&pair.used.ags);
        }
    }
    let mut flows: Vec<Flow> = found
        .into_iter()
        .map(|((from, to), who)| Flow { from: from.into(), to: to.into(), municipalities: who.len() as u64 })
        .collect();
    // the keys stay in order among equals
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.municipalities));
    flows
}

/// A body of a Kreis and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its key and name.
    pub body: Named,
    /// Whether it is the Kreis itself.
    pub district: bool,
    /// The solutions it said something about, and whether that is invented.
    pub uses: Vec<(Named, Step, bool)>,
}

/// The municipalities of a Kreis and the Kreis itself, by name; none for a Kreis that does not exist.
#[must_use]
pub fn members(facts: &Facts, kreis_ags: &str) -> Vec<Member> {
    let mut uses: BTreeMap<&str, Vec<(Named, Step, bool)>> = BTreeMap::new();
    for pair in facts.pairs() {
        let solution = Named { key: pair.solution.slug.clone(), name: pair.solution.name.clone() };
        let said = (solution, Step::of(pair), pair.used.sample || pair.solution.sample);
        uses.entry(&pair.used.ags).or_default().push(said);
    }
    let mut members: Vec<Member> = facts
        .places
        .iter()
        .filter(|(_, place)| place.kreis_ags == kreis_ags)
        .map(|(ags, place)| Member {
            body: Named { key: ags.clone(), name: place.name.clone() },
            district: facts.is_district(ags),
            uses: uses.remove(ags.as_str()).unwrap_or_default(),
        })
        .collect();
    for member in &mut members {
        member.uses.sort_by_cached_key(|(solution, ..)| (sort_key(&solution.name), solution.key.clone()));
    }
    members.sort_by_cached_key(|member| (member.district, sort_key(&member.body.name), member.body.key.clone()));
    members
}
