//! Applies the rules.
use super::{
    facts::Facts,
    found::Found,
    rule::{Check, RULES},
};
use chrono::NaiveDate;
use std::cmp::Reverse;

/// What came of applying all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What they found, the most urgent first.
    pub found: Vec<Found>,
    /// Rules that had nothing to look at: that they found nothing says nothing.
    pub idle: Vec<&'static str>,
}

/// Applies all rules.
#[must_use]
pub fn run(facts: &Facts) -> Outcome {
    let mut found = Vec::new();
    for rule in &RULES {
        match rule.check {
            Check::Each(check) => facts.projects.values().for_each(|project| check(facts, project, &mut found)),
            Check::Whole(check) => check(facts, &mut found),
        }
    }
    // what sums all projects has the invented money of each in it
    let sample = facts.projects.values().any(|project| project.sample);
    found.iter_mut().filter(|found| found.project.is_none()).for_each(|found| found.sample = sample);
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    let idle = RULES.iter().filter(|rule| !rule.needs.met(facts)).map(|rule| rule.number).collect();
    Outcome { found, idle }
}

type Order<'a> = (super::found::Urgency, super::finding::Severity, NaiveDate, Reverse<i64>, &'a str, usize);

fn order(found: &Found) -> Order<'_> {
    (
        found.urgency,
        found.finding.severity,
        found.due.unwrap_or(NaiveDate::MAX),
        Reverse(found.amount.map_or(0, |cents| cents.0)),
        found.project.as_ref().map_or("", |(_, number, _)| number),
        RULES.iter().position(|rule| rule.number == found.finding.rule).unwrap_or(RULES.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        found::{Found, Urgency},
        sample::Sample,
    };
    use crate::{ledger::Kind, project::field::Field};

    #[test]
    fn what_must_not_stand_comes_first_then_what_is_overdue() {
        let sample = Sample::new()
            .frame(Kind::Ceiling, None, 100)
            .project(|p| {
                p.money(Kind::Granted, 50_000_000).says(Field::Lifecycle, "ended").says(Field::EndDate, "2026-01-01")
            })
            .project(|p| p.money_on(Kind::Reclaimed, 100, "2020-01-01"));
        let Outcome { found, idle } = run(&sample.facts);
        assert_eq!(idle, ["R2", "R11", "R12", "R14", "R23", "R24"], "there is no decision to look at");
        assert_eq!(run(&Sample::new().facts).idle.len(), RULES.len());
        let rules: Vec<(&str, Urgency)> = found.iter().map(|found| (found.finding.rule, found.urgency)).collect();
        assert_eq!(rules, [("R1", Urgency::Now), ("R18", Urgency::Now), ("R17", Urgency::Now)]);
    }

    #[test]
    fn a_fingerprint_changes_with_what_was_read_and_only_then() {
        let print = |cents: i64, day: &str| {
            let sample = Sample::new().on(day).project(|p| p.money_on(Kind::Reclaimed, cents, "2020-01-01"));
            run(&sample.facts).found.iter().map(Found::fingerprint).collect::<Vec<_>>()
        };
        assert_eq!(print(100, "2026-01-01"), print(100, "2026-01-02"), "another day, the same facts");
        assert_ne!(print(100, "2026-01-01"), print(101, "2026-01-01"));
    }
}
