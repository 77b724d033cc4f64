//! Reads docs/worked-examples-radar.md and computes every number and sentence of it.
use super::{
    found::{Match, Ranking},
    tests::{day, known, offer},
    *,
};
use crate::{
    adoption::State,
    money::Cents,
    municipality::{kind::Kind, size::SizeClass, system::System},
    solution::Maturity,
    transfer::{Needs, Offer, User},
};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = include_str!("../../../../docs/worked-examples-radar.md");
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();

/// A table with the last heading above it; its first row is the head.
struct Table {
    heading: String,
    rows: Vec<Vec<String>>,
}

fn tables() -> Vec<Table> {
    let (mut tables, mut heading, mut inside) = (Vec::<Table>::new(), "", false);
    for line in PAGE.lines() {
        if let Some(text) = line.strip_prefix('#') {
            heading = text.trim_start_matches('#').trim();
        }
        let Some(cells) = line.strip_prefix('|').and_then(|line| line.trim_end().strip_suffix('|')) else {
            inside = false;
            continue;
        };
        let cells: Vec<String> = cells.split('|').map(|cell| cell.replace("**", "").trim().to_owned()).collect();
        if !inside {
            tables.push(Table { heading: heading.into(), rows: Vec::new() });
        }
        inside = true;
        if !cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
            tables.last_mut().unwrap().rows.push(cells);
        }
    }
    tables
}

/// The tables below a heading.
fn below<'a>(tables: &'a [Table], heading: &str) -> Vec<&'a Table> {
    let found: Vec<&Table> = tables.iter().filter(|table| table.heading == heading).collect();
    assert!(!found.is_empty(), "no table below {heading}");
    found
}

impl Table {
    /// The rows without the head.
    fn body(&self) -> &[Vec<String>] {
        &self.rows[1..]
    }

    /// The columns after the first one: head, and values by the first word of their row.
    fn columns<'a>(&'a self) -> Vec<(String, BTreeMap<&'a str, &'a str>)> {
        let word = |row: &'a [String]| row[0].split(" (").next().unwrap();
        let column = |place: usize| self.body().iter().map(|row| (word(row), row[place].as_str())).collect();
        (1..self.rows[0].len()).map(|place| (self.rows[0][place].clone(), column(place))).collect()
    }
}

fn value(text: &str) -> Option<&str> {
    (text != "nicht bekannt").then_some(text)
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    value(text).into_iter().flat_map(|text| text.split("; "))
}

fn named<T: Copy>(all: &[T], label: impl Fn(T) -> &'static str, text: &str) -> T {
    *all.iter().find(|one| label(**one) == text).unwrap_or_else(|| panic!("{text} is known"))
}

fn system(text: &str) -> System {
    named(System::ALL, System::label, text)
}

fn size(text: &str) -> SizeClass {
    named(&SizeClass::ALL, SizeClass::label, text)
}

fn kind(text: &str) -> Kind {
    named(Kind::ALL, Kind::label, text)
}

fn yes(text: &str) -> bool {
    match text {
        "ja" => true,
        "nein" => false,
        other => panic!("{other} is no answer"),
    }
}

fn date(text: &str) -> NaiveDate {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    day(i32::try_from(parts[2]).unwrap(), parts[1], parts[0])
}

fn hundredths(text: &str) -> u32 {
    u32::try_from(Cents::parse_german(text).unwrap().0).unwrap()
}

fn towns(tables: &[Table]) -> Vec<Town> {
    let [table] = below(tables, "Die Kommunen")[..] else { panic!("one table of municipalities") };
    let columns = table.columns();
    let town = |(name, of): &(String, BTreeMap<&str, &str>)| Town {
        ags: of["AGS"].into(),
        name: name.clone(),
        kind: kind(of["Art"]),
        kreis_ags: of["Kreis"].into(),
        regierungsbezirk: of["Regierungsbezirk"].into(),
        population: value(of["Einwohner"]).map(|text| known(text.replace('.', "").parse().unwrap())),
        it_provider: value(of["IT-Dienstleister"]).map(|text| known(text.into())),
        systems: list(of["Vorhanden"])
            .map(|text| (system(text), known(true)))
            .chain(list(of["Nicht vorhanden"]).map(|text| (system(text), known(false))))
            .collect(),
        priorities: value(of["Schwerpunkte"]).map(|text| known(list(text).map(Into::into).collect())),
    };
    columns.iter().map(town).collect()
}

fn offers(tables: &[Table]) -> Vec<Prepared> {
    let [sheets, users] = below(tables, "Die Lösungen")[..] else { panic!("sheets and users") };
    let users_of = |solution: &str| {
        let rows = users.body().iter().filter(|row| row[0] == solution);
        let user = |row: &Vec<String>| User {
            name: row[1].clone(),
            ags: row[2].clone(),
            kreis_ags: row[3].clone(),
            regierungsbezirk: row[4].clone(),
            size: value(&row[5]).map(size),
            state: named(&State::ALL, State::label, &row[6]),
            confirmed: yes(&row[7]),
            reason: Some(row[8].clone()).filter(|text| !text.is_empty()),
        };
        rows.map(user).collect::<Vec<_>>()
    };
    let columns = sheets.columns();
    let one = |(name, of): &(String, BTreeMap<&str, &str>)| {
        Prepared::from(Offer {
            themes: list(of["Themen"]).map(Into::into).collect(),
            proven_in: list(of["Erprobt in"]).map(size).collect(),
            meant_for: list(of["Gedacht für"]).map(kind).collect(),
            needs: Some(Needs {
                must: list(of["Nötig"]).map(system).collect(),
                helps: list(of["Hilfreich"]).map(system).collect(),
            }),
            maturity: named(&Maturity::ALL, Maturity::label, of["Reife"]),
            it_providers: list(of["IT-Dienstleister"]).map(Into::into).collect(),
            users: users_of(name),
            yearly_cost: value(of["Laufende Kosten im Jahr"]).map(|text| Cents::parse_german(text).unwrap()),
            one_off_cost: value(of["Einmalige Kosten"]).map(|text| Cents::parse_german(text).unwrap()),
            licence_open: value(of["Offene Lizenz"]).map(yes),
            confirmed_on: value(of["Bestätigt am"]).map(date),
            home_ags: value(of["Bereitgestellt von"]).map(Into::into),
            ..offer(of["Adresswort"], name)
        })
    };
    columns.iter().map(one).collect()
}

/// Every row of a match's table: the calculation, the points, what could be reached, and the sentence.
fn holds(table: &Table, found: &Match) {
    let heading =
        format!("{} und {}: {} von 1.000, möglich {}", found.town.name, found.offer.name, found.score, found.possible);
    assert_eq!(table.heading, heading);
    let (sum, rows) = table.body().split_last().unwrap();
    let reasons = found.reasons();
    assert_eq!(rows.len(), reasons.len(), "{heading}");
    for (row, reason) in rows.iter().zip(&reasons) {
        let ours = [
            reason.criterion.label().to_owned(),
            reason.points.to_string(),
            reason.could.to_string(),
            reason.because.to_string().replace('\u{a0}', " "),
        ];
        assert_eq!([&row[0], &row[2], &row[3], &row[4]], ours.each_ref(), "{heading}");
        let (points, share) = row[1].split_once(" × ").unwrap();
        let (parts, of) = share.split_once('/').unwrap();
        let by_hand = hundredths(points) * parts.parse::<u32>().unwrap() / of.parse::<u32>().unwrap();
        assert_eq!((hundredths(points), by_hand), (reason.of.0, reason.points.0), "{heading} {}", row[0]);
    }
    let column = |place: usize| rows.iter().map(|row| hundredths(&row[place])).sum::<u32>();
    for (place, score) in [(2, found.score), (3, found.possible)] {
        assert_eq!(hundredths(&sum[place]), column(place), "{heading}");
        assert_eq!(column(place) / 10, u32::from(score), "{heading}");
    }
}

#[test]
fn the_points_of_the_page_are_the_default_ones() {
    let tables = tables();
    let [table] = below(&tables, "So wird gerechnet")[..] else { panic!("one table of points") };
    let (sum, rows) = table.body().split_last().unwrap();
    let ours: Vec<Vec<String>> = Criterion::ALL
        .iter()
        .map(|one| vec![one.label().into(), one.default_points().to_string(), one.explanation().into()])
        .collect();
    assert_eq!(rows, ours);
    assert_eq!(sum[1], Weights::default().total().to_string());
}

#[test]
fn every_number_of_the_page_is_computed() {
    let (tables, weights) = (tables(), Weights::default());
    let (towns, offers) = (towns(&tables), offers(&tables));
    let [order, others] = below(&tables, "Die Ergebnisse")[..] else { panic!("an order and the others") };
    let (mut ranks, mut rest, mut pairs) = (Vec::new(), BTreeSet::new(), 0);
    let mut details = tables.iter().filter(|table| table.heading.contains(" von 1.000"));
    for town in &towns {
        let Ranking { matches, used, left_out } = rank(town, &offers, &weights, TODAY);
        pairs += matches.len() + used.len() + left_out.len();
        for (place, found) in matches.iter().enumerate() {
            let numbers = [place + 1, found.score.into(), found.possible.into()].map(|number| number.to_string());
            let [place, score, possible] = numbers;
            ranks.push(vec![town.name.clone(), place, found.offer.name.clone(), score, possible]);
            holds(details.next().expect("a table for each match"), found);
        }
        let used = used.iter().map(|used| (used.offer, used.how.label().to_owned()));
        let left_out = left_out.iter().map(|left_out| (left_out.offer, left_out.why.sentence()));
        rest.extend(used.chain(left_out).map(|(offer, why)| vec![town.name.clone(), offer.name.clone(), why]));
    }
    assert_eq!(pairs, 9);
    assert_eq!(order.body(), ranks);
    assert_eq!(others.body().iter().cloned().collect::<BTreeSet<_>>(), rest);
    assert!(details.next().is_none(), "no table without a match");
}

#[test]
fn the_page_read_the_other_way_round() {
    let (tables, weights) = (tables(), Weights::default());
    let (towns, offers) = (towns(&tables), offers(&tables));
    let names: Vec<&str> =
        fits(&offers[0], &towns, &weights, TODAY).iter().map(|found| found.town.name.as_str()).collect();
    let sentence = format!(
        "Der {} passt zu {} am besten, dann zu {}, dann zu {}.",
        offers[0].offer().name,
        names[0],
        names[1],
        names[2]
    );
    assert!(PAGE.contains(&sentence), "{sentence}");
}
