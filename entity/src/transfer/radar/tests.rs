//! What is proposed, what is not, and in which order.
use super::{found::*, *};
use crate::{
    adoption::State,
    money::Cents,
    municipality::{kind::Kind, size::SizeClass, system::System},
    solution::Maturity,
    transfer::{Known, Needs, Offer, Source, User},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(super) fn known<T>(value: T) -> Known<T> {
    Known { value, since: day(2025, 1, 1), source: Source::Own }
}

/// A town of which nothing is known but where it is.
pub(super) fn town(ags: &str, name: &str, bezirk: &str) -> Town {
    let kind = if ags.ends_with("000") { Kind::City } else { Kind::Member };
    Town {
        ags: ags.into(),
        name: name.into(),
        kind,
        kreis_ags: ags[..5].into(),
        regierungsbezirk: bezirk.into(),
        population: None,
        it_provider: None,
        systems: BTreeMap::new(),
        priorities: None,
    }
}

/// A solution of which nothing is known.
pub(super) fn offer(slug: &str, name: &str) -> Offer {
    Offer {
        slug: slug.into(),
        name: name.into(),
        themes: Vec::new(),
        proven_in: BTreeSet::new(),
        meant_for: BTreeSet::new(),
        needs: None,
        maturity: Maturity::Idea,
        it_providers: BTreeSet::new(),
        users: Vec::new(),
        yearly_cost: None,
        one_off_cost: None,
        licence_open: None,
        confirmed_on: None,
        home_ags: None,
    }
}

pub(super) fn user(ags: &str, name: &str, bezirk: &str, state: State, confirmed: bool) -> User {
    User {
        ags: ags.into(),
        name: name.into(),
        kreis_ags: ags[..5].into(),
        regierungsbezirk: bezirk.into(),
        size: None,
        state,
        reason: None,
        confirmed,
    }
}

pub(super) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();

fn delbrueck() -> Town {
    town("05774020", "Delbrück", "Detmold")
}

fn standing_of(offer: Offer) -> String {
    let (town, weights, offers) = (delbrueck(), Weights::default(), [Prepared::from(offer)]);
    let ranking = rank(&town, &offers, &weights, TODAY);
    match (ranking.matches.as_slice(), ranking.used.as_slice(), ranking.left_out.as_slice()) {
        ([_], [], []) => "open".into(),
        ([], [used], []) => used.how.key().into(),
        ([], [], [left_out]) => left_out.why.sentence(),
        other => panic!("exactly one list: {other:?}"),
    }
}

#[test]
fn each_solution_is_in_exactly_one_list() {
    let said = |state, reason: Option<&str>| {
        let mut offer = offer("a", "A");
        offer.users = vec![user("05774020", "Delbrück", "Detmold", state, false)];
        offer.users[0].reason = reason.map(Into::into);
        offer
    };
    for (offer, expected) in [
        (offer("a", "A"), "open"),
        (said(State::Interested, None), "open"),
        (said(State::Evaluating, None), "open"),
        (said(State::Introducing, None), "introducing"),
        (said(State::Productive, None), "productive"),
        (said(State::Rejected, None), "Die Kommune hat sich dagegen entschieden."),
        (said(State::Rejected, Some(" ")), "Die Kommune hat sich dagegen entschieden."),
        (said(State::Rejected, Some("Zu teuer.")), "Die Kommune hat sich dagegen entschieden: „Zu teuer.“"),
        (Offer { maturity: Maturity::Retired, ..offer("a", "A") }, "Wird nicht mehr angeboten."),
        (Offer { maturity: Maturity::Retired, ..said(State::Interested, None) }, "Wird nicht mehr angeboten."),
        (Offer { maturity: Maturity::Retired, ..said(State::Productive, None) }, "productive"),
        (
            Offer { meant_for: BTreeSet::from([Kind::City]), ..offer("a", "A") },
            "Nicht gedacht für kreisangehörige Städte und Gemeinden.",
        ),
        (Offer { meant_for: BTreeSet::from([Kind::City]), ..said(State::Introducing, None) }, "introducing"),
        (Offer { home_ags: Some("05774020".into()), ..said(State::Rejected, None) }, "home"),
        (Offer { home_ags: Some("05774".into()), ..offer("a", "A") }, "open"),
    ] {
        assert_eq!(standing_of(offer), expected);
    }
    // several statements of one municipality: the furthest one counts, in whatever order they stand
    for states in [[State::Rejected, State::Productive], [State::Productive, State::Rejected]] {
        let mut both = offer("a", "A");
        both.users = states.map(|state| user("05774020", "Delbrück", "Detmold", state, true)).into();
        assert_eq!(standing_of(both), "productive");
    }
}

#[test]
fn equal_scores_go_by_what_is_possible_then_by_name_then_by_slug() {
    let town = delbrueck();
    let closed = |slug, name| Offer { licence_open: Some(false), ..offer(slug, name) };
    let offers: Vec<Prepared> = [
        closed("d", "Zebra"),
        closed("c", "Äpfel"),
        closed("b", "apfel"),
        offer("z", "Zuletzt"),
        Offer { licence_open: Some(true), ..offer("y", "Zuletzt") },
        closed("a", "Zebra"),
    ]
    .map(Prepared::from)
    .into();
    let weights = Weights::default();
    let order: Vec<&str> =
        rank(&town, &offers, &weights, TODAY).matches.iter().map(|found| found.offer.slug.as_str()).collect();
    assert_eq!(order, ["y", "z", "b", "c", "a", "d"]);
}

#[test]
fn nothing_known_scores_nothing_and_everything_known_scores_all() {
    let (weights, mut town) = (Weights::default(), delbrueck());
    let unknown = [Prepared::from(Offer { maturity: Maturity::Transferable, ..offer("a", "A") })];
    let ranking = rank(&town, &unknown, &weights, TODAY);
    // without maturity (8 of 100); nobody runs it, and that is known (13 of 100)
    assert_eq!((ranking.matches[0].score, ranking.matches[0].possible), (80, 870));
    assert_eq!(ranking.matches[0].oldest_fact(), None);

    town.population = Some(Known { since: day(2024, 12, 31), ..known(32_000) });
    town.it_provider = Some(known(" Rechenzentrum  OST ".into()));
    town.systems = BTreeMap::from([
        (System::Portal, known(true)),
        (System::App, known(true)),
        (System::Traffic, Known { since: day(1999, 1, 1), ..known(false) }),
    ]);
    town.priorities = Some(Known { since: day(2023, 5, 1), ..known(vec!["MOBILITÄT".into()]) });
    let mut users = vec![user("05774016", "Büren", "Detmold", State::Productive, true)];
    users[0].size = Some(SizeClass::Below60k);
    let full = [Prepared::from(Offer {
        themes: vec!["Mobilität".into()],
        meant_for: BTreeSet::from([Kind::Member]),
        needs: Some(Needs { must: BTreeSet::from([System::Portal]), helps: BTreeSet::from([System::App]) }),
        maturity: Maturity::Transferable,
        it_providers: BTreeSet::from(["Rechenzentrum Ost".into()]),
        users,
        yearly_cost: Some(Cents(320_000)),
        licence_open: Some(true),
        confirmed_on: Some(day(2025, 1, 15)),
        ..offer("a", "A")
    })];
    let ranking = rank(&town, &full, &weights, TODAY);
    let found = &ranking.matches[0];
    assert_eq!((found.score, found.possible), (1_000, 1_000));
    assert!(found.reasons().iter().all(|reason| reason.verdict == Verdict::Met && reason.points == reason.of));
    assert_eq!(found.oldest_fact(), Some(day(2023, 5, 1)), "priorities age, too; what was not asked does not count");
    assert_eq!(found.facts().len(), 5);
    assert_eq!((found.missing(), found.to_ask().len()), (vec![], 0));
    assert_eq!(found.nearby()[0].name, "Büren");
}

#[test]
fn missing_and_unknown_systems_are_named() {
    let mut town = delbrueck();
    town.systems = BTreeMap::from([(System::Payment, known(false)), (System::Portal, known(true))]);
    let must = BTreeSet::from([System::Payment, System::Portal, System::Gis]);
    let offers = [Prepared::from(Offer { needs: Some(Needs { must, helps: BTreeSet::new() }), ..offer("a", "A") })];
    let weights = Weights::default();
    let ranking = rank(&town, &offers, &weights, TODAY);
    assert_eq!(ranking.matches[0].missing(), ["E-Payment fehlt"]);
    assert_eq!(ranking.matches[0].to_ask().iter().collect::<Vec<_>>(), [System::Gis]);
    let required = ranking.matches[0].reasons()[Criterion::Required as usize];
    // a third of 20 points, rounded down to hundredths
    assert_eq!((required.verdict, required.points, required.could), (Verdict::Partly, Points(666), Points(1_333)));
}

#[test]
fn what_is_required_is_not_counted_again_as_useful() {
    let mut town = delbrueck();
    town.systems = BTreeMap::from([(System::Portal, known(true)), (System::Gis, known(false))]);
    let helpful = |helps: &[System]| {
        let needs = Needs { must: BTreeSet::from([System::Portal]), helps: helps.iter().copied().collect() };
        let offers = [Prepared::from(Offer { needs: Some(needs), ..offer("a", "A") })];
        let weights = Weights::default();
        rank(&town, &offers, &weights, TODAY).matches[0].reasons()[Criterion::Useful as usize].because.to_string()
    };
    assert_eq!(helpful(&[System::Portal]), "Weitere Systeme braucht es nicht.");
    let gis = "Nützlich, aber nicht vorhanden: Geoinformationssystem (GIS).";
    assert_eq!(helpful(&[System::Portal, System::Gis]), gis);
}

#[test]
fn only_what_is_productive_is_near() {
    let town = delbrueck();
    let mut one = offer("a", "A");
    one.users = vec![
        user("05711000", "Bielefeld", "Detmold", State::Productive, true),
        user("05774016", "Büren", "Detmold", State::Productive, false),
        user("05774036", "Salzkotten", "Detmold", State::Introducing, true),
        user("05124000", "Wuppertal", "Düsseldorf", State::Productive, true),
        user("05774012", "Borchen", "Detmold", State::Productive, true),
    ];
    let offers = [Prepared::from(one)];
    let weights = Weights::default();
    let ranking = rank(&town, &offers, &weights, TODAY);
    let near: Vec<&str> = ranking.matches[0].nearby().into_iter().map(|user| user.name.as_str()).collect();
    assert_eq!(near, ["Borchen", "Büren", "Bielefeld"]);
}

#[test]
fn the_reverse_gives_the_same_scores() {
    let towns = [delbrueck(), town("05124000", "Wuppertal", "Düsseldorf"), town("05774016", "Büren", "Detmold")];
    let mut one = offer("a", "A");
    one.users = vec![user("05774016", "Büren", "Detmold", State::Productive, true)];
    let offers = [Prepared::from(one)];
    let weights = Weights::default();
    let fitting = fits(&offers[0], &towns, &weights, TODAY);
    let names: Vec<&str> = fitting.iter().map(|found| found.town.name.as_str()).collect();
    assert_eq!(names, ["Delbrück", "Wuppertal"], "who uses it needs no proposal; the nearer one comes first");
    for found in &fitting {
        let ranking = rank(found.town, &offers, &weights, TODAY);
        assert_eq!((ranking.matches[0].score, ranking.matches[0].possible), (found.score, found.possible));
    }
}

/// All pairs of a large market and the whole Land, as a job would compute them:
/// `cargo test -p entity --lib --release all_pairs -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, worth its time only with --release"]
fn all_pairs_take_seconds() {
    let towns: Vec<Town> = (0..396u32)
        .map(|n| {
            let mut town = town(&format!("05{:03}{n:03}", n % 53), &format!("Stadt {n}"), ["A", "B"][n as usize % 2]);
            town.population = Some(known(n * 1_000 + 1));
            town.it_provider = Some(known(format!("Rechenzentrum {}", n % 9)));
            town.systems = System::ALL.iter().map(|system| (*system, known(n % 3 == 0))).collect();
            town.priorities = Some(known((0..4).map(|theme| format!("Thema Ü{}", (n + theme) % 17)).collect()));
            town
        })
        .collect();
    let offers: Vec<Prepared> = (0..5_000u32)
        .map(|n| {
            let mut one = offer(&format!("loesung-{n}"), &format!("Lösung {n}"));
            one.themes = (0..4).map(|theme| format!("Thema Ü{}", (n + theme * 5) % 31)).collect();
            one.users = (0..n % 40)
                .map(|at| {
                    let ags = format!("05{:03}{:03}", (n + at) % 53, 400 + at);
                    user(&ags, "Nachbar", ["A", "B", "C"][at as usize % 3], State::Productive, at % 2 == 0)
                })
                .collect();
            one.it_providers = (0..n % 4).map(|at| format!("Rechenzentrum {at}")).collect();
            one.needs = Some(Needs {
                must: System::ALL.iter().copied().take(n as usize % 7).collect(),
                helps: System::ALL.iter().copied().skip(9).collect(),
            });
            one.yearly_cost = Some(Cents(i64::from(n) * 1_000));
            one.confirmed_on = Some(day(2025, 6, 1));
            Prepared::from(one)
        })
        .collect();
    let weights = Weights::default();
    let start = std::time::Instant::now();
    let sum: u64 = towns
        .iter()
        .flat_map(|town| rank(town, &offers, &weights, TODAY).matches)
        .map(|found| u64::from(found.score))
        .sum();
    println!("{:?} for all pairs, scores add up to {sum}", start.elapsed());
    let start = std::time::Instant::now();
    let texts: usize = rank(&towns[0], &offers, &weights, TODAY)
        .matches
        .iter()
        .take(50)
        .flat_map(Match::reasons)
        .map(|reason| reason.because.to_string().len())
        .sum();
    println!("{:?} for one page of 50 with {texts} bytes of sentences", start.elapsed());
}
