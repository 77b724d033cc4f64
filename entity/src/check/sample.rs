//! Facts by hand, for the tests of the rules.
use super::{
    facts::{Case, Decision, Facts, Framed, Project, Said, Sum},
    found::Found,
    rule::{Check, numbered},
};
use crate::{
    grant::{Backing, DecisionKind, FinancingType, RecipientKind, Regime},
    ledger::{Kind, Source, ceiling::Means},
    money::{Cents, Rate},
    parameter::{Key, Mode, Set, set::tests::row},
    precision::Precision,
    project::{
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A programme without projects, on 22 November 2026.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) facts: Facts,
}

/// A project that is being made.
pub(crate) struct P(pub(crate) Project);

/// Values of the rules that hold since 2000; the others as built in.
pub(crate) fn rules(values: &[(Key, i64)]) -> Set {
    let rows = values.iter().zip(1..).map(|((key, value), id)| row(id, *key, "2000-01-01", *value, Mode::Active));
    Set::from_rows(rows.collect())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Sample {
    pub(crate) fn new() -> Self {
        let facts = Facts {
            day: day("2026-11-22"),
            parameters: Set::default(),
            projects: BTreeMap::new(),
            frame: Vec::new(),
            regional: Vec::new(),
            allotted: Vec::new(),
            means: BTreeMap::new(),
            paid_by_year: BTreeMap::new(),
            carried: BTreeMap::new(),
            target: None,
            treated: Vec::new(),
            aid: BTreeMap::new(),
        };
        Self { facts }
    }

    pub(crate) fn on(mut self, text: &str) -> Self {
        self.facts.day = day(text);
        self
    }

    pub(crate) fn with(mut self, parameters: Set) -> Self {
        self.facts.parameters = parameters;
        self
    }

    pub(crate) fn frame(mut self, kind: Kind, year: Option<i32>, cents: i64) -> Self {
        self.facts.frame.push(Framed { kind, year, cents: Cents(cents) });
        self
    }

    /// A year that has so much of a backing, and so much granted from it.
    pub(crate) fn means(mut self, year: i32, backing: Backing, available: i64, granted: i64) -> Self {
        let means = Means { available: Cents(available), granted: Cents(granted) };
        self.facts.means.insert((year, backing), means);
        self
    }

    /// One project more, numbered from 1.
    pub(crate) fn project(mut self, make: impl FnOnce(P) -> P) -> Self {
        let id = i64::try_from(self.facts.projects.len()).unwrap() + 1;
        let project = Project {
            id,
            number: format!("P-{id}"),
            title: format!("Projekt {id}"),
            same_title: format!("projekt{id}"),
            public: true,
            regions: vec![("aachen".into(), "Aachen".into())],
            authority: Some((7, "bezreg-koeln".into(), "Bezirksregierung Köln".into())),
            ..Project::default()
        };
        self.facts.projects.insert(id, make(P(project)).0);
        self
    }

    /// The newest project with something more.
    pub(crate) fn project_with(mut self, make: impl FnOnce(P) -> P) -> Self {
        let (id, project) = self.facts.projects.pop_last().unwrap();
        self.facts.projects.insert(id, make(P(project)).0);
        self
    }

    /// One project more with one case of a municipality and a decision that offends no rule but R12.
    pub(crate) fn decided(self, make: impl FnOnce(&mut Decision)) -> Self {
        let mut decision = Decision {
            id: 1,
            version: 1,
            kind: DecisionKind::Initial,
            dated_on: day("2019-12-01"),
            first_dated_on: day("2019-12-01"),
            notified_on: None,
            waived_on: None,
            financing: FinancingType::Share,
            rate: Some(Rate(8_000)),
            amount: Cents(8_000_000),
            eligible: Cents(10_000_000),
            total: Cents(10_000_000),
            wording: String::new(),
            drawable: (day("2020-01-01"), day("2027-12-31")),
            work: (day("2020-01-01"), day("2027-06-30")),
            unbalanced: Vec::new(),
            planned: None,
            items: BTreeMap::new(),
        };
        make(&mut decision);
        self.project(|mut p| {
            p.0.cases.push(Case {
                id: 1,
                same_recipient: "stadtaachen".into(),
                versions: Vec::new(),
                memos: Vec::new(),
                reference: "34.02-1".into(),
                recipient_kind: RecipientKind::Municipality,
                regime: Regime::Vvg,
                source: Source::Programme,
                authority: "Bezirksregierung Köln".into(),
                current: Some(decision),
                interim: BTreeSet::new(),
                proof: None,
                actual: None,
                money: BTreeMap::new(),
            });
            p
        })
    }

    /// Changes the case of the newest project.
    pub(crate) fn case(mut self, change: impl FnOnce(&mut Case)) -> Self {
        let project = self.facts.projects.values_mut().last().unwrap();
        change(project.cases.last_mut().unwrap());
        self
    }

    pub(crate) fn found(&self, rule: &str) -> Vec<Found> {
        let mut out = Vec::new();
        match numbered(rule).unwrap().check {
            Check::Each(check) => {
                self.facts.projects.values().for_each(|project| check(&self.facts, project, &mut out))
            }
            Check::Whole(check) => check(&self.facts, &mut out),
        }
        assert!(out.iter().all(|found| found.finding.rule == rule), "{out:?}");
        out
    }

    pub(crate) fn run(&self, rule: &str) -> usize {
        self.found(rule).len()
    }
}

impl P {
    pub(crate) fn titled(mut self, title: &str) -> Self {
        self.0.title = title.into();
        self.0.same_title = crate::text::fold(title).chars().filter(|c| c.is_alphanumeric()).collect();
        self
    }

    pub(crate) fn money(self, kind: Kind, cents: i64) -> Self {
        self.from(Source::Programme, kind, cents)
    }

    pub(crate) fn from(self, source: Source, kind: Kind, cents: i64) -> Self {
        self.entry(source, kind, cents, "2020-06-01")
    }

    pub(crate) fn money_on(self, kind: Kind, cents: i64, on: &str) -> Self {
        self.entry(Source::Programme, kind, cents, on)
    }

    fn entry(mut self, source: Source, kind: Kind, cents: i64, on: &str) -> Self {
        let part = entry(cents, on);
        let add = |sum: &mut Sum| {
            sum.cents = sum.cents.checked_add(part.cents).unwrap();
            (sum.first, sum.last) = (sum.first.min(part.first), sum.last.max(part.last));
        };
        self.0.sums.entry((kind, source)).and_modify(add).or_insert(part);
        self
    }

    pub(crate) fn this_year(mut self, kind: Kind, cents: i64) -> Self {
        self.0.this_year.insert(kind, Cents(cents));
        self
    }

    pub(crate) fn says(self, field: Field, value: &str) -> Self {
        self.says_since(field, value, "2019-01-01")
    }

    pub(crate) fn says_since(mut self, field: Field, value: &str, since: &str) -> Self {
        let since = day(since);
        fn said<T>(since: NaiveDate, value: T) -> Option<Said<T>> {
            Some(Said { fact: 1, since, value })
        }
        match field {
            Field::Lifecycle => self.0.state = said(since, Lifecycle::from_key(value).unwrap()),
            Field::StartDate => self.0.start = said(since, day(value)),
            Field::EndDate => self.0.end = said(since, day(value)),
            Field::ApprovalDate => self.0.approved = said(since, day(value)),
            Field::FundingRate => self.0.rate = said(since, Rate(value.parse().unwrap())),
            Field::TotalCost => self.0.total = said(since, Amount::parse(value).unwrap()),
            Field::EligibleCost => self.0.eligible = said(since, Amount::parse(value).unwrap()),
            other => panic!("no rule reads {other:?}"),
        }
        self
    }
}

pub(crate) fn entry(cents: i64, on: &str) -> Sum {
    Sum { cents: Cents(cents), precision: Precision::Cent, count: 1, first: day(on), last: day(on) }
}
