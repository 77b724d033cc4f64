//! The sample cases tell what the sample file says.
use super::super::workbook::Payments;
use super::*;
use entity::{
    grant::{Backing, DecisionKind, Item},
    money::Cents,
    settlement::proof::ProofKind,
};
use std::collections::BTreeSet;

#[test]
fn the_cases_tell_the_sums_of_the_file() {
    let (rows, all) = (projects::rows().expect("projects"), money::all().expect("money"));
    let samples = samples(&rows, &all).expect("cases");
    let with_money = all.iter().filter(|money| money.grant.is_some() && money.number != grants::PROJECT);
    for money in with_money {
        let of: Vec<&Sample> = samples.iter().filter(|sample| sample.number == money.number).collect();
        let sum =
            |of_one: &dyn Fn(&Sample) -> i64| -> Option<Cents> { Some(Cents(of.iter().map(|one| of_one(one)).sum())) };
        assert_eq!(sum(&|one| one.amounts.grant()), money.grant, "{}", money.number);
        assert_eq!(sum(&|one| one.amounts.eligible()), money.eligible, "{}", money.number);
        let flow = money.flow(Payments::December);
        let granted = |content: &Content| content.tranches.iter().map(|one| one.cents.0).sum::<i64>();
        let last = |one: &Sample| one.amendments().pop().expect("an amendment");
        assert_eq!(sum(&|one| granted(&last(one))), money.grant, "{}", money.number);
        assert_eq!(sum(&|one| last(one).planned(Item::Grant).0), money.grant, "{}", money.number);
        assert_eq!(sum(&|one| last(one).eligible().0), money.eligible, "{}", money.number);
        if !listed(&money.number) {
            let calls = |one: &Sample| one.calls();
            assert_eq!(sum(&|one| calls(one).iter().map(|(.., paid)| paid.0).sum()), flow.paid, "{}", money.number);
            let called = sum(&|one| calls(one).iter().map(|(call, ..)| call.amount.0).sum());
            assert_eq!(called, flow.requested, "{}", money.number);
        }
        let proven = |one: &Sample| -> i64 {
            let lines = match one.statement() {
                Some(last) => last.lines,
                None => one.interim().into_iter().flat_map(|(interim, _)| interim.lines).collect(),
            };
            lines.iter().filter(|line| line.item == Item::Grant).map(|line| line.cents.0).sum()
        };
        assert_eq!(sum(&proven), flow.spent.or(Some(Cents::ZERO)), "{}", money.number);
    }
}

#[test]
fn the_cases_are_of_many_kinds() {
    let (rows, all) = (projects::rows().expect("projects"), money::all().expect("money"));
    let samples = samples(&rows, &all).expect("cases");
    let projects: BTreeSet<&str> = samples.iter().map(|sample| sample.number).collect();
    assert_eq!((projects.len(), samples.len()), (58, 63));
    let types: BTreeSet<_> = samples.iter().map(|sample| sample.first().financing.key()).collect();
    assert_eq!(types.len(), 3, "{types:?}");
    let kinds: BTreeSet<_> =
        samples.iter().flat_map(|sample| sample.amendments()).map(|content| content.kind.key()).collect();
    for kind in [
        DecisionKind::Extension,
        DecisionKind::Increase,
        DecisionKind::Reduction,
        DecisionKind::ItemShift,
        DecisionKind::RecipientChange,
    ] {
        assert!(kinds.contains(kind.key()), "{kind:?}");
    }
    let interim: Vec<_> = samples.iter().flat_map(|sample| sample.interim()).collect();
    assert!(interim.iter().all(|(statement, _)| statement.kind == ProofKind::Interim));
    let checked = interim.iter().filter(|(_, note)| note.is_some()).count();
    assert!(checked >= 12 && interim.len() - checked >= 3, "{checked} of {}", interim.len());
    let going_on = samples.iter().filter(|sample| sample.statement().is_none());
    // three that go on, and one whose proof nobody has seen
    assert_eq!(going_on.count(), 4);
    // a later year is bound, a past one is cash
    let first = samples.iter().map(Sample::first);
    assert!(
        first
            .flat_map(|content| {
                let decided = content.dated_on.year();
                content
                    .tranches
                    .into_iter()
                    .map(move |one| (one.year > decided) == (one.backing == Backing::Commitment))
            })
            .all(|right| right)
    );
}
