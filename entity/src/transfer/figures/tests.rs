//! A small world by hand: two projects in two regions, solutions of them, and one from outside.
use super::{
    Figure,
    count::{Step, report, share},
    facts::{Facts, Solution},
    parliament::{QUESTIONS, interest},
    places::members,
};
use crate::{
    adoption::{Speaker, State, UseKind, standing::Standing},
    money::Rate,
    municipality::size::SizeClass,
    project::{
        lifecycle::{Lifecycle, Transfer},
        standings::Stood,
    },
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

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn place(name: &str, kind: &str, kreis: (&str, &str), bezirk: &str, region: Option<&str>) -> Place {
    Place {
        name: name.into(),
        kind: kind.into(),
        kreis_ags: kreis.0.into(),
        kreis_name: kreis.1.into(),
        regierungsbezirk: bezirk.into(),
        region: region.map(str::to_owned),
    }
}

fn project(id: i64, region: Option<&str>, transfer: Transfer) -> Stood {
    Stood {
        id,
        number: format!("P-{id}"),
        title: format!("Projekt {id}"),
        state: Lifecycle::Running,
        transfer,
        regions: region.map(str::to_owned).into_iter().collect(),
        sample: false,
        shown: id != 3,
    }
}

fn used(ags: &str, state: State, productive: Option<&str>, counts: bool) -> Use {
    Use {
        ags: ags.into(),
        standing: Standing {
            state,
            since: day("2022-01-01"),
            said_by: Speaker::Adopter,
            confirmed_on: None,
            first: day("2021-06-01"),
            first_productive: productive.map(day),
            first_confirmed_at: None,
            latest: 1,
        },
        reason: None,
        use_kind: counts.then_some(UseKind::AsIs),
        counts,
        sample: false,
    }
}

fn solution(slug: &str, projects: &[i64], maturity: Maturity, uses: Vec<Use>) -> Solution {
    Solution {
        slug: slug.into(),
        name: slug.to_uppercase(),
        maturity,
        outside: false,
        retired: false,
        provider_ags: Some("05334002".into()),
        projects: projects.iter().copied().collect(),
        productive_since: None,
        ozg: BTreeSet::new(),
        evaluation: None,
        uses,
        sample: false,
    }
}

fn world() -> Facts {
    let (city, member, kreis) = ("kreisfreie_stadt", "kreisangehoerige_gemeinde", "kreis");
    let (aachen, paderborn) = (("05334", "Städteregion Aachen"), ("05774", "Kreis Paderborn"));
    let places = BTreeMap::from([
        ("05334002".into(), place("Aachen", member, aachen, "Köln", Some("aachen"))),
        ("05334004".into(), place("Alsdorf", member, aachen, "Köln", Some("aachen"))),
        ("05774032".into(), place("Paderborn", member, paderborn, "Detmold", Some("owl"))),
        ("05774".into(), place("Kreis Paderborn", kreis, paderborn, "Detmold", Some("owl"))),
        ("05315000".into(), place("Köln", city, ("05315", "Köln"), "Köln", None)),
    ]);
    let mut portal = solution(
        "portal",
        &[1],
        Maturity::Transferable,
        vec![
            used("05334002", State::Productive, Some("2020-01-01"), true), // the provider itself
            used("05334004", State::Productive, Some("2020-09-14"), true),
            used("05774032", State::Productive, Some("2020-09-20"), true),
            used("05774", State::Productive, Some("2022-01-01"), true),
            used("05315000", State::Interested, None, false),
        ],
    );
    portal.productive_since = Some(day("2020-01-15"));
    portal.ozg = BTreeSet::from(["10001".into(), "10002".into()]);
    let mut sensor =
        solution("sensor", &[2], Maturity::Pilot, vec![used("05334002", State::Productive, Some("2021-04-01"), true)]);
    sensor.provider_ags = Some("05774032".into());
    sensor.productive_since = Some(day("2020-10-01"));
    sensor.uses.push(used("05334004", State::Rejected, None, false));
    sensor.evaluation = Some("https://example.org/e".into());
    let everybody = || {
        vec![
            used("05315000", State::Productive, Some("2020-02-01"), true),
            used("05334004", State::Productive, Some("2020-02-01"), true),
        ]
    };
    let mut outside = solution("outside", &[2], Maturity::Transferable, everybody());
    (outside.outside, outside.ozg) = (true, BTreeSet::from(["99999".into()]));
    let mut retired = solution("retired", &[2], Maturity::Transferable, everybody());
    retired.retired = true;
    Facts {
        day: day("2022-06-01"),
        regions: BTreeMap::from([("aachen".into(), "Aachen".into()), ("owl".into(), "OWL".into())]),
        projects: vec![
            project(1, Some("aachen"), Transfer::Unknown),
            project(2, Some("owl"), Transfer::None),
            project(3, None, Transfer::Ready),
        ],
        solutions: [portal, sensor, outside, retired].into_iter().collect(),
        places: Arc::new(places),
        sizes: BTreeMap::from([("05315000".into(), SizeClass::From500k)]),
    }
}

#[test]
fn every_figure_is_known_by_hand() {
    let report = report(&world());
    let values = [
        (Figure::Projects, 3, None),
        (Figure::Running, 3, Some(3)),
        (Figure::Transferable, 2, Some(3)),
        (Figure::Reused, 2, Some(3)),
        (Figure::ReusedElsewhere, 2, Some(3)),
        (Figure::WantedElsewhere, 2, Some(3)),
        (Figure::Solutions, 2, None),
        (Figure::Adopters, 3, Some(4)),
        (Figure::Districts, 1, Some(1)),
        (Figure::Interest, 6, None),
        (Figure::Adoptions, 4, Some(6)),
        (Figure::Months, 2, None),
        (Figure::OzgServices, 2, None),
        (Figure::OzgSolutions, 1, Some(2)),
        (Figure::OzgProjects, 1, Some(3)),
        (Figure::Evaluated, 1, Some(3)),
        (Figure::Closed, 0, Some(3)),
    ];
    for (figure, value, of) in values {
        let counted = report.figure(figure).unwrap();
        assert_eq!((counted.value(), counted.of), (value, of), "{figure:?}: {:?}", counted.cases);
    }
    // 7 full months for the portal, 6 for the sensor
    assert_eq!(report.figure(Figure::Months).unwrap().median, Some(65));
    let of = |steps: &[(Step, u64)], step| steps.iter().find(|(one, _)| *one == step).unwrap().1;
    assert_eq!([Step::Confirmed, Step::Interested, Step::Rejected].map(|step| of(&report.steps, step)), [4, 1, 1]);
    assert_eq!(report.kinds.iter().map(|(_, count)| count).sum::<u64>(), 4);
    // a project that is no longer public counts and is not named
    let all = report.figure(Figure::Projects).unwrap();
    assert!(all.cases.iter().any(|case| case.project.as_ref().is_some_and(|project| project.key.is_empty())));
    assert!(!format!("{report:?}").contains("Projekt 3"));
    assert!(!format!("{report:?}").contains("OUTSIDE") && !format!("{report:?}").contains("RETIRED"));
}

#[test]
fn the_solutions_of_a_project_are_those_that_name_it_and_count() {
    let facts = world();
    for project in &facts.projects {
        let named = facts.counted().filter(|solution| solution.projects.contains(&project.id));
        let named: Vec<&str> = named.map(|solution| solution.slug.as_str()).collect();
        let found: Vec<&str> = facts.of_project(project).map(|solution| solution.slug.as_str()).collect();
        assert_eq!(found, named, "{}", project.number);
    }
    let of_two: Vec<&str> = facts.of_project(&facts.projects[1]).map(|one| one.slug.as_str()).collect();
    assert_eq!(of_two, ["sensor"], "neither what comes from outside nor what is retired");
}

#[test]
fn groups_add_up_and_flows_lead_from_the_provider() {
    let report = report(&world());
    for groups in [&report.bezirke, &report.kreise, &report.sizes] {
        assert_eq!(groups.iter().map(|group| group.reusing).sum::<u64>(), report.value(Figure::Adopters));
        assert_eq!(groups.iter().map(|group| group.municipalities).sum::<u64>(), 4);
    }
    let koeln = report.bezirke.iter().find(|group| group.key == "Köln").unwrap();
    assert_eq!((koeln.municipalities, koeln.reusing, koeln.interested, koeln.adoptions), (3, 2, 1, 2));
    assert_eq!(report.sizes.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["from_500k", "unknown"]);
    let flows: Vec<(&str, &str, u64)> =
        report.flows.iter().map(|flow| (flow.from.as_str(), flow.to.as_str(), flow.municipalities)).collect();
    assert_eq!(flows, [("05334", "05334", 1), ("05334", "05774", 1), ("05774", "05334", 1)]);
    let here = members(&world(), "05774");
    assert_eq!(
        here.iter().map(|member| (member.body.name.as_str(), member.uses.len())).collect::<Vec<_>>(),
        [("Paderborn", 1), ("Kreis Paderborn", 1)]
    );
    assert!(members(&world(), "09999").is_empty());
}

#[test]
fn interest_names_the_other_region_and_the_farthest_step() {
    let found = interest(&world());
    let said: Vec<(&str, Option<&str>, usize)> = found
        .iter()
        .map(|one| (one.project.key.as_str(), one.region.as_ref().map(|region| region.key.as_str()), one.who.len()))
        .collect();
    assert_eq!(said, [("P-1", Some("owl"), 2), ("P-1", None, 1), ("P-2", Some("aachen"), 1)]);
    assert!(found[0].who.iter().all(|(_, step)| *step == Step::Confirmed));
    let projects: BTreeSet<&str> = found.iter().map(|one| one.project.key.as_str()).collect();
    assert_eq!(projects.len() as u64, report(&world()).value(Figure::WantedElsewhere));
    assert!(QUESTIONS.iter().all(|question| !question.figures.is_empty()));
}

#[test]
fn shares_are_rounded_half_up_and_never_of_nothing() {
    assert_eq!(share(1, 3), Some(Rate(3_333)));
    assert_eq!(share(2, 3), Some(Rate(6_667)));
    assert_eq!(share(1, 8), Some(Rate(1_250)));
    assert_eq!(share(0, 396), Some(Rate(0)));
    assert_eq!(share(0, 0), None);
}

#[test]
fn every_figure_has_a_name_and_one_sentence() {
    for figure in Figure::ALL {
        assert_eq!(Figure::from_key(figure.key()), Some(*figure));
        assert!(figure.definition().ends_with('.'), "{figure:?}");
    }
}
