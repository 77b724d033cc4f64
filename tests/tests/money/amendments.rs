//! Whatever an amendment says: one that is let through does what its kind says, and nothing else.
use chrono::{Datelike, NaiveDate};
use entity::{
    check::finding::Severity,
    grant::{
        Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime, Side,
        content::{Content, PlanLine, Tranche},
        rules::{Facts, Limits, budget::backing_of, check},
    },
    ledger::Source,
    money::{Cents, Rate},
    parameter::Set,
};
use proptest::{prelude::*, test_runner::TestRunner};
use std::collections::BTreeMap;
use tests::make::day;

const YEARS: [i32; 3] = [2020, 2021, 2022];
const ITEMS: [Item; 3] = [Item::Staff, Item::Contracts, Item::Travel];

/// What is spent on each item in each year, in units of 100 euros; 80 % of it is granted, in whole euros.
type Spent = [[i64; 3]; 3];

fn content(kind: DecisionKind, spent: &Spent, dated_on: &str) -> Content {
    let decided = day(dated_on).year();
    let (mut tranches, mut plan) = (Vec::new(), Vec::new());
    for (year, items) in YEARS.into_iter().zip(spent) {
        let whole: i64 = items.iter().sum::<i64>() * 10_000;
        let (grant, own) = (whole / 5 * 4, whole / 5);
        tranches.push(Tranche { year, backing: backing_of(year, decided), cents: Cents(grant) });
        let line = |item, cents| PlanLine { year, item, eligible: true, cents: Cents(cents) };
        plan.extend(ITEMS.into_iter().zip(items).map(|(item, units)| line(item, units * 10_000)));
        plan.extend([line(Item::Grant, grant), line(Item::OwnShare, own)]);
    }
    let amount = tranches.iter().map(|tranche| tranche.cents.0).sum();
    Content {
        kind,
        dated_on: day(dated_on),
        notified_on: None,
        waived_on: None,
        recipient: "Stadt Soest".into(),
        financing: FinancingType::Share,
        rate: Some(Rate(8_000)),
        amount: Cents(amount),
        rules: "VVG 2003".into(),
        drawable: (day("2020-01-01"), day("2022-12-31")),
        work: (day("2020-01-01"), day("2022-06-30")),
        bound_until: Some(day("2027-12-31")),
        conditions: Some("Zur Nachnutzung.".into()),
        reason: Some("So.".into()),
        tranches,
        plan,
    }
}

/// Something that an amendment may try.
#[derive(Debug, Clone)]
enum Change {
    /// Units from one item of a year to another of another year.
    Move {
        from: (usize, usize),
        to: (usize, usize),
        units: i64,
    },
    /// Units more or less for an item of a year.
    Add {
        at: (usize, usize),
        units: i64,
    },
    /// Everything is gone.
    Nothing,
    Recipient,
    Rate(i32),
    Financing,
    Work(i64),
    Drawable(i64),
    Begin,
    Binding,
}

fn place() -> impl Strategy<Value = (usize, usize)> {
    (0usize..3, 0usize..3)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (place(), place(), 1i64..20).prop_map(|(from, to, units)| Change::Move { from, to, units }),
        3 => (place(), -20i64..20).prop_map(|(at, units)| Change::Add { at, units }),
        1 => Just(Change::Nothing),
        2 => Just(Change::Recipient),
        1 => (7_000i32..9_000).prop_map(Change::Rate),
        1 => Just(Change::Financing),
        2 => (-90i64..400).prop_map(Change::Work),
        2 => (-90i64..400).prop_map(Change::Drawable),
        1 => Just(Change::Begin),
        1 => Just(Change::Binding),
    ]
}

fn later(day: NaiveDate, days: i64) -> NaiveDate {
    day + chrono::TimeDelta::days(days)
}

fn amended(kind: DecisionKind, old: &Spent, changes: &[Change]) -> Content {
    let mut spent = *old;
    for change in changes {
        match change {
            Change::Move { from, to, units } => {
                let units = (*units).min(spent[from.0][from.1]);
                spent[from.0][from.1] -= units;
                spent[to.0][to.1] += units;
            }
            Change::Add { at, units } => spent[at.0][at.1] = (spent[at.0][at.1] + units).max(0),
            Change::Nothing => spent = Spent::default(),
            _ => {}
        }
    }
    let mut new = content(kind, &spent, "2021-03-01");
    for change in changes {
        match change {
            Change::Recipient => new.recipient = "Kreis Soest".into(),
            Change::Rate(rate) => new.rate = Some(Rate(*rate)),
            Change::Financing => new.financing = FinancingType::Full,
            Change::Work(days) => new.work.1 = later(new.work.1, *days),
            Change::Drawable(days) => new.drawable.1 = later(new.drawable.1, *days),
            Change::Begin => new.work.0 = later(new.work.0, 31),
            Change::Binding => new.bound_until = Some(day("2030-12-31")),
            _ => {}
        }
    }
    new
}

fn by_year(content: &Content, wanted: impl Fn(&PlanLine) -> bool) -> BTreeMap<i32, i64> {
    let mut years = BTreeMap::new();
    for line in content.plan.iter().filter(|line| wanted(line) && line.cents.0 != 0) {
        *years.entry(line.year).or_default() += line.cents.0;
    }
    years
}

fn by_item(content: &Content) -> BTreeMap<Item, i64> {
    let mut items = BTreeMap::new();
    for line in content.plan.iter().filter(|line| line.cents.0 != 0) {
        *items.entry(line.item).or_default() += line.cents.0;
    }
    items
}

fn spent(line: &PlanLine) -> bool {
    line.item.side() == Side::Expenditure
}

/// Whether a version may follow another.
fn accepted(old: &Content, new: &Content) -> bool {
    let facts = Facts {
        content: new.clone(),
        recipient_kind: RecipientKind::Municipality,
        regime: Regime::Vvg,
        source: Source::Programme,
        former: Some(old.clone()),
        ceiling: Some(Cents(9_100_000_000)),
        granted_before: old.amount,
        granted_after: new.amount,
        years: BTreeMap::new(),
        secured: BTreeMap::new(),
        today: day("2026-11-22"),
        limits: Limits::on(&Set::from_rows(Vec::new()), day("2026-11-22")),
    };
    check(&facts).iter().all(|finding| finding.severity != Severity::Blocks)
}

/// What holds of an amendment of a kind, in words of its own.
fn keeps_its_kind(old: &Content, new: &Content) -> Result<(), TestCaseError> {
    let (years, items) = (|c: &Content| by_year(c, spent), |c: &Content| by_item(c));
    let same_total = || old.amount == new.amount && old.total() == new.total();
    let same_periods = || old.drawable == new.drawable && old.work == new.work;
    let same_people = || old.recipient == new.recipient;
    let same_terms = || old.rate == new.rate && old.bound_until == new.bound_until;
    prop_assert_eq!(old.financing, new.financing);
    prop_assert!(same_people() || new.kind == DecisionKind::RecipientChange);
    match new.kind {
        DecisionKind::Initial => return Err(TestCaseError::fail("a second first decision")),
        DecisionKind::Extension => {
            prop_assert!(same_total() && items(old) == items(new) && old.rate == new.rate);
            prop_assert!(old.drawable.0 == new.drawable.0 && old.work.0 == new.work.0);
            prop_assert!(new.drawable.1 >= old.drawable.1 && new.work.1 >= old.work.1 && !same_periods());
        }
        DecisionKind::YearShift => {
            prop_assert!(same_total() && items(old) == items(new) && same_periods() && same_terms());
            prop_assert!(old.by_year() != new.by_year());
        }
        DecisionKind::ItemShift => {
            prop_assert!(same_total() && years(old) == years(new) && old.by_year() == new.by_year());
            prop_assert!(items(old) != items(new) && same_periods() && same_terms());
        }
        DecisionKind::Increase => prop_assert!(new.amount > old.amount),
        DecisionKind::Reduction | DecisionKind::PartialRevocation => {
            prop_assert!(new.amount < old.amount && new.amount > Cents::ZERO);
        }
        DecisionKind::RecipientChange => {
            prop_assert!(!same_people() && same_total() && same_periods() && same_terms());
            prop_assert!(old.by_year() == new.by_year() && items(old) == items(new) && years(old) == years(new));
        }
        DecisionKind::Revocation => prop_assert!(new.amount == Cents::ZERO && new.by_year().is_empty()),
    }
    // what was bound stays where it was bound, what is more binds the budget of the new decision
    for tranche in &new.tranches {
        let before = old.tranches.iter().filter(|one| (one.year, one.backing) == (tranche.year, tranche.backing));
        let before: i64 = before.map(|one| one.cents.0).sum();
        let own = match backing_of(tranche.year, new.dated_on.year()) {
            Backing::Cash => tranche.backing == Backing::Cash,
            Backing::Commitment => tranche.backing == Backing::Commitment,
        };
        prop_assert!(own || tranche.cents.0 <= before);
    }
    Ok(())
}

#[test]
fn an_amendment_that_is_let_through_does_what_its_kind_says() {
    let units = prop::array::uniform3(prop::array::uniform3(1i64..30));
    let kind = prop::sample::select(DecisionKind::ALL);
    let amendment = (units, kind, prop::collection::vec(change(), 1..3));
    let (mut runner, through) = (TestRunner::default(), std::cell::RefCell::new(BTreeMap::<DecisionKind, u32>::new()));
    let held = runner.run(&amendment, |(units, kind, changes)| {
        let old = content(DecisionKind::Initial, &units, "2019-12-10");
        let new = amended(kind, &units, &changes);
        if accepted(&old, &new) {
            *through.borrow_mut().entry(kind).or_default() += 1;
            keeps_its_kind(&old, &new)?;
        }
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
    // and each kind is let through where it does what it says
    let units: Spent = [[10, 5, 2], [8, 4, 1], [6, 3, 1]];
    let old = content(DecisionKind::Initial, &units, "2019-12-10");
    let (year, item) =
        (Change::Move { from: (2, 0), to: (1, 0), units: 2 }, Change::Move { from: (1, 1), to: (1, 2), units: 2 });
    use DecisionKind::{
        Extension, Increase, ItemShift, PartialRevocation, RecipientChange, Reduction, Revocation, YearShift,
    };
    for (kind, changes) in [
        (Extension, vec![Change::Work(90), year.clone()]),
        (YearShift, vec![year]),
        (ItemShift, vec![item]),
        (Increase, vec![Change::Add { at: (2, 0), units: 5 }]),
        (Reduction, vec![Change::Add { at: (2, 0), units: -5 }]),
        (PartialRevocation, vec![Change::Add { at: (2, 0), units: -5 }]),
        (Revocation, vec![Change::Nothing]),
        (RecipientChange, vec![Change::Recipient]),
    ] {
        let new = amended(kind, &units, &changes);
        assert!(accepted(&old, &new), "{kind:?}");
        keeps_its_kind(&old, &new).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
    }
    assert!(through.borrow().values().sum::<u32>() > 0, "something was let through: {through:?}");
}
