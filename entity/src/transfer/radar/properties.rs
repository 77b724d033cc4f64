//! What holds for all municipalities, all solutions and all weights.
use super::{
    found::Match,
    tests::{TODAY, known, offer, town, user},
    *,
};
use crate::{
    adoption::State,
    money::Cents,
    municipality::{kind::Kind, size::SizeClass, system::System},
    solution::Maturity,
    transfer::{Needs, Offer, User},
};
use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select, subsequence},
};

const PLACES: [(&str, &str, &str); 7] = [
    ("05774032", "Paderborn", "Detmold"),
    ("05774016", "Büren", "Detmold"),
    ("05774028", "Lichtenau", "Detmold"),
    ("05711000", "Bielefeld", "Detmold"),
    ("05124000", "Wuppertal", "Düsseldorf"),
    ("05911000", "Bochum", "Arnsberg"),
    ("05334002", "Aachen", "Köln"),
];
const WORDS: [&str; 5] = ["Mobilität", "MOBILITÄT ", "Umwelt", "Bürgerservice", " "];
const PROVIDERS: [&str; 4] = ["Rechenzentrum Ost", "rechenzentrum  OST", "RZ West", ""];

fn any_size() -> impl Strategy<Value = SizeClass> {
    select(SizeClass::ALL.to_vec())
}

fn any_system() -> impl Strategy<Value = System> {
    // few, so that what is needed and what there is meet
    select(System::ALL[..6].to_vec())
}

fn words(of: &'static [&str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(of.to_vec(), 0..=of.len()).prop_map(|words| words.into_iter().map(Into::into).collect())
}

/// What is known of the municipality at a place.
fn any_town(place: usize) -> impl Strategy<Value = Town> {
    let people = select(vec![0, 1, 9_999, 10_000, 24_999, 32_000, 60_000, 155_000, 500_000, u32::MAX]);
    (
        option::of(people),
        option::of(select(PROVIDERS.to_vec())),
        btree_map(any_system(), any::<bool>(), 0..6),
        words(&WORDS),
    )
        .prop_map(move |(people, provider, systems, priorities)| Town {
            population: people.map(known),
            it_provider: provider.map(|name| known(name.into())),
            systems: systems.into_iter().map(|(system, there)| (system, known(there))).collect(),
            priorities: (!priorities.is_empty()).then(|| known(priorities)),
            ..town(PLACES[place].0, PLACES[place].1, PLACES[place].2)
        })
}

fn any_user() -> impl Strategy<Value = User> {
    (select(PLACES.to_vec()), select(State::ALL.to_vec()), any::<bool>(), option::of(any_size())).prop_map(
        |((ags, name, bezirk), state, confirmed, size)| User { size, ..user(ags, name, bezirk, state, confirmed) },
    )
}

fn any_needs() -> impl Strategy<Value = Needs> {
    (btree_set(any_system(), 0..4), btree_set(any_system(), 0..4)).prop_map(|(must, helps)| Needs { must, helps })
}

fn any_offer(number: usize) -> impl Strategy<Value = Offer> {
    let sheet = (words(&WORDS), btree_set(any_size(), 0..3), btree_set(select(Kind::ALL.to_vec()), 0..3));
    let money = select(vec![i64::MIN, -1, 0, 1, 1_200_000, 9_000_000, i64::MAX]).prop_map(Cents);
    let rest = (
        option::of(any_needs()),
        select(Maturity::ALL.to_vec()),
        words(&PROVIDERS),
        vec(any_user(), 0..6),
        option::of(money),
        option::of(any::<bool>()),
        option::of((0u64..1_200).prop_map(|days| TODAY - chrono::Days::new(days))),
    );
    (sheet, rest).prop_map(
        move |(
            (themes, proven_in, meant_for),
            (needs, maturity, providers, users, yearly_cost, open, confirmed_on),
        )| {
            Offer {
                themes,
                proven_in,
                meant_for,
                needs,
                maturity,
                it_providers: providers.into_iter().collect(),
                users,
                yearly_cost,
                licence_open: open,
                confirmed_on,
                ..offer(&format!("loesung-{number}"), ["Lösung", "Losung"][number % 2])
            }
        },
    )
}

fn any_weights() -> impl Strategy<Value = Weights> {
    let points = prop_oneof![Just(0u16), Just(100), 0..=100u16];
    vec(points, Criterion::COUNT).prop_map(|points| {
        Criterion::ALL
            .iter()
            .zip(points)
            .fold(Weights::default(), |weights, (one, points)| weights.with(*one, points).unwrap())
    })
}

fn any_towns() -> impl Strategy<Value = Vec<Town>> {
    (any_town(0), any_town(1), any_town(2), any_town(4)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

fn any_offers() -> impl Strategy<Value = Vec<Offer>> {
    (any_offer(0), any_offer(1), any_offer(2), any_offer(3)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

/// Something that can become better for a municipality.
#[derive(Debug, Clone)]
enum Better {
    People(u32),
    Provider(&'static str),
    Learn(System, bool),
    Has(System),
    Priority(&'static str),
    Confirm(Index),
    Join(User),
    Proven(SizeClass),
    Mature,
    OpenLicence,
    Needs(Needs),
    Cheaper,
    Fresh,
    RunBy(&'static str),
    Theme(&'static str),
    MeantForAll,
}

/// One of each kind: a rare one must not hide behind the others.
fn any_betters() -> impl Strategy<Value = Vec<Better>> {
    let town = (0u32..700_000, select(PROVIDERS.to_vec()), (any_system(), any::<bool>()), select(WORDS.to_vec()));
    let offer =
        (any::<Index>(), any_user(), any_size(), any_needs(), select(PROVIDERS.to_vec()), select(WORDS.to_vec()));
    (town, offer).prop_map(|((people, provider, (system, there), word), (index, user, class, needs, run_by, theme))| {
        vec![
            Better::People(people),
            Better::Provider(provider),
            Better::Learn(system, there),
            Better::Has(system),
            Better::Priority(word),
            Better::Confirm(index),
            Better::Join(user),
            Better::Proven(class),
            Better::Mature,
            Better::OpenLicence,
            Better::Needs(needs),
            Better::Cheaper,
            Better::Fresh,
            Better::RunBy(run_by),
            Better::Theme(theme),
            Better::MeantForAll,
        ]
    })
}

impl Better {
    /// Whether something about the municipality is known now that was not known before, and nothing else changed.
    fn is_learned(&self, town: &Town) -> bool {
        match self {
            Self::People(_) => town.population.is_none(),
            Self::Provider(_) => town.it_provider.is_none(),
            Self::Learn(system, _) | Self::Has(system) => !town.systems.contains_key(system),
            Self::Priority(_) => {
                town.priorities.iter().flat_map(|known| &known.value).all(|word| word.trim().is_empty())
            }
            _ => false,
        }
    }

    fn apply(self, town: &mut Town, offer: &mut Offer) {
        match self {
            Self::People(people) => {
                town.population.get_or_insert(known(people));
            }
            Self::Provider(name) => {
                town.it_provider.get_or_insert(known(name.into()));
            }
            Self::Learn(system, there) => {
                town.systems.entry(system).or_insert(known(there));
            }
            Self::Has(system) => {
                town.systems.insert(system, known(true));
            }
            Self::Priority(word) => {
                town.priorities.get_or_insert(known(Vec::new())).value.push(word.into());
            }
            Self::Confirm(index) => {
                if !offer.users.is_empty() {
                    let place = index.index(offer.users.len());
                    offer.users[place].confirmed = true;
                }
            }
            Self::Join(user) => offer.users.push(User { state: State::Productive, ..user }),
            Self::Proven(class) => {
                offer.proven_in.insert(class);
            }
            Self::Mature => {
                let next = Maturity::ALL.iter().skip_while(|step| **step != offer.maturity).nth(1);
                offer.maturity = *next.unwrap_or(&offer.maturity);
            }
            Self::OpenLicence => offer.licence_open = Some(true),
            Self::Needs(needs) => {
                offer.needs.get_or_insert(needs);
            }
            Self::Cheaper => offer.yearly_cost = offer.yearly_cost.map(|cents| Cents(cents.0.max(0) / 2)),
            Self::Fresh => offer.confirmed_on = Some(TODAY),
            Self::RunBy(name) => {
                offer.it_providers.insert(name.into());
            }
            Self::Theme(word) => offer.themes.push(word.into()),
            Self::MeantForAll => offer.meant_for = Kind::ALL.iter().copied().collect(),
        }
    }
}

/// All that is shown of a match.
fn shown(found: &Match) -> (String, String, u16, u16, Vec<String>, Vec<String>) {
    let sentences = found.reasons().iter().map(|reason| reason.because.to_string()).collect();
    let nearby = found.nearby().iter().map(|user| format!("{} {}", user.name, user.confirmed)).collect();
    (found.town.ags.clone(), found.offer.slug.clone(), found.score, found.possible, sentences, nearby)
}

proptest! {
    #[test]
    fn points_add_up_and_stay_within_bounds(town in any_town(0), offers in any_offers(), weights in any_weights()) {
        let offers: Vec<Prepared> = offers.into_iter().map(Prepared::from).collect();
        let ranking = rank(&town, &offers, &weights, TODAY);
        prop_assert_eq!(ranking.matches.len() + ranking.used.len() + ranking.left_out.len(), offers.len());
        for found in &ranking.matches {
            prop_assert!(found.score <= found.possible && found.possible <= Match::FULL);
            let reasons = found.reasons();
            let sum = |of: fn(&found::Reason) -> u32| reasons.iter().map(of).sum::<u32>();
            let score = |sum: u32| (sum * 10).checked_div(weights.total()).unwrap_or(0);
            prop_assert_eq!(score(sum(|reason| reason.points.0)), u32::from(found.score));
            prop_assert_eq!(score(sum(|reason| reason.could.0)), u32::from(found.possible));
            for reason in reasons {
                prop_assert!(reason.points <= reason.could && reason.could <= reason.of);
                prop_assert!(reason.because.to_string().ends_with('.'));
            }
            let missing = found.missing().len() as u32 + found.to_ask().len();
            prop_assert!(missing <= found.offer.needs.as_ref().map_or(0, |needs| needs.must.len() as u32));
        }
        for pair in ranking.matches.windows(2) {
            prop_assert!((pair[0].score, pair[0].possible) >= (pair[1].score, pair[1].possible));
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        towns in any_towns(),
        (offers, shuffled) in any_offers().prop_flat_map(|offers| {
            let users: Vec<_> = offers.iter().map(|offer| Just(offer.users.clone()).prop_shuffle()).collect();
            let shuffled = (Just(offers.clone()), users).prop_map(|(mut offers, users)| {
                for (offer, users) in offers.iter_mut().zip(users) {
                    offer.users = users;
                    offer.themes.reverse();
                }
                offers
            });
            (Just(offers), shuffled.prop_shuffle())
        }),
        weights in any_weights(),
    ) {
        let prepared: Vec<Prepared> = offers.into_iter().map(Prepared::from).collect();
        let other: Vec<Prepared> = shuffled.into_iter().map(Prepared::from).collect();
        for town in &towns {
            let (one, two) = (rank(town, &prepared, &weights, TODAY), rank(town, &other, &weights, TODAY));
            let lists = |ranking: &found::Ranking| {
                let used: Vec<_> = ranking.used.iter().map(|used| (used.offer.slug.clone(), used.how)).collect();
                let out: Vec<_> =
                    ranking.left_out.iter().map(|out| (out.offer.slug.clone(), out.why.sentence())).collect();
                (ranking.matches.iter().map(shown).collect::<Vec<_>>(), used, out)
            };
            prop_assert_eq!(lists(&one), lists(&two));
        }
        let turned: Vec<Town> = towns.iter().rev().cloned().collect();
        for offer in &prepared {
            let one: Vec<_> = fits(offer, &towns, &weights, TODAY).iter().map(shown).collect();
            let two: Vec<_> = fits(offer, &turned, &weights, TODAY).iter().map(shown).collect();
            prop_assert_eq!(&one, &two);
            // and the reverse is the same as the way there
            for town in &towns {
                let ranking = rank(town, &prepared, &weights, TODAY);
                let there = ranking.matches.iter().map(shown).find(|found| found.1 == offer.offer().slug);
                let back = one.iter().find(|found| found.0 == town.ags).cloned();
                prop_assert_eq!(there, back);
            }
        }
    }

    #[test]
    fn what_is_better_never_lowers_a_score(
        town in any_town(0),
        offer in any_offer(0),
        betters in any_betters(),
        weights in any_weights(),
    ) {
        let old = [Prepared::from(offer.clone())];
        for better in betters {
            let learned = better.is_learned(&town);
            let (mut new_town, mut new_offer) = (town.clone(), offer.clone());
            better.clone().apply(&mut new_town, &mut new_offer);
            let new = [Prepared::from(new_offer)];
            let (before, after) = (rank(&town, &old, &weights, TODAY), rank(&new_town, &new, &weights, TODAY));
            if let ([before], [after]) = (before.matches.as_slice(), after.matches.as_slice()) {
                prop_assert!(after.score >= before.score, "{better:?}: {} to {}", before.score, after.score);
                // what is learned makes the range narrower, never wider
                let (then, now) = (before.possible, after.possible);
                prop_assert!(!learned || now <= then, "{better:?}: {then} to {now}");
            }
        }
    }

    #[test]
    fn without_weights_everything_scores_nothing(town in any_town(0), offers in any_offers()) {
        let offers: Vec<Prepared> = offers.into_iter().map(Prepared::from).collect();
        let none = Weights::entered(Criterion::ALL.map(|criterion| (criterion.key(), 0))).unwrap();
        for found in rank(&town, &offers, &none, TODAY).matches {
            prop_assert_eq!((found.score, found.possible), (0, 0));
            prop_assert!(found.reasons().iter().all(|reason| reason.of == Points(0)));
        }
    }
}
