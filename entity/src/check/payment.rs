//! What is paid, recognised and to come back.
use super::{
    facts::{Case, Decision, Facts, Project, Sum, minus, months_later, shown},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    grant::finality,
    ledger::{Kind, Source},
    money::Cents,
    parameter::Key,
    precision::Precision,
    project::lifecycle::Lifecycle,
};
use chrono::NaiveDate;

const OWN: Source = Source::Programme;

/// R13: paid is what is due, when it is due.
pub(super) fn paid_rightly(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let Some(paid) = project.sum(Kind::Paid, OWN).filter(|sum| sum.cents > Cents::ZERO) else { return };
    let at = |finding| Found::at(project, finding, Owner::Authority).sum(project, Kind::Paid, OWN, Some(paid));
    let granted = project.sum(Kind::Granted, OWN);
    let over = minus(paid.cents, project.money(Kind::Granted));
    let coarsest = granted.map_or(paid.precision, |sum| sum.precision.max(paid.precision));
    if over > facts.tolerance(coarsest, paid.cents) {
        let message =
            format!("Ausgezahlt sind {}, bewilligt sind {}: {over} zu viel.", paid.cents, project.money(Kind::Granted));
        out.push(at(Finding::blocks("R13", "granted", message)).sum(project, Kind::Granted, OWN, granted).worth(over));
    }
    if let Some(requested) = project.sum(Kind::Requested, OWN) {
        let over = minus(paid.cents, requested.cents);
        if over > facts.tolerance(requested.precision.max(paid.precision), paid.cents) {
            let message =
                format!("Ausgezahlt sind {}, abgerufen sind {}: {over} ohne Abruf.", paid.cents, requested.cents);
            let finding = Finding::warns("R13", "requested", message);
            out.push(at(finding).sum(project, Kind::Requested, OWN, Some(requested)).worth(over));
        }
    }
    let several = project.decisions().filter(|(case, _)| case.money.contains_key(&Kind::Paid)).count() > 1;
    match several {
        // what is too much in one case is not made up for by another
        true => project.decisions().for_each(|(case, decision)| in_case(facts, project, case, decision, out)),
        false => in_all(facts, project, paid, out),
    }
    let spent = project.sum(Kind::Spent, OWN);
    let open = minus(paid.cents, project.money(Kind::Spent));
    let due = months_later(paid.last, facts.parameter(Key::PayoutMonths));
    let running = matches!(project.lifecycle(), Lifecycle::Running | Lifecycle::Paused | Lifecycle::Ended);
    if running && open > Cents::ZERO && due < facts.day {
        let message = format!(
            "Seit der Auszahlung vom {} sind {} vergangen; von {} sind {open} noch nicht nachgewiesen. Nicht verwendete Mittel sind zu verzinsen.",
            shown(paid.last),
            days((facts.day - paid.last).num_days()),
            paid.cents
        );
        let finding = Finding::informs("R13", "spent", message);
        out.push(at(finding).sum(project, Kind::Spent, OWN, spent).by(facts, Key::PayoutMonths).worth(open));
    }
}

/// The days of the payments of a project with one case, or with payments that name none.
fn in_all(facts: &Facts, project: &Project, paid: &Sum, out: &mut Vec<Found>) {
    let at = |finding| Found::at(project, finding, Owner::Authority).sum(project, Kind::Paid, OWN, Some(paid));
    let remedy = facts.parameter(Key::LegalRemedyMonths);
    let binding = project.decisions().filter_map(|(_, decision)| {
        Some((finality::final_from(decision.notified_on, decision.waived_on, remedy)?, decision.id))
    });
    if let Some((day, id)) = binding.min().filter(|(day, _)| paid.first < *day) {
        let finding = Finding::warns("R13", "final", too_soon("", paid.first, day));
        out.push(at(finding).read(Read::Decision(id)).by(facts, Key::LegalRemedyMonths));
    }
    let last = project.decisions().map(|(_, decision)| (decision.drawable.1, decision.id)).max();
    if let Some((day, id)) = last.filter(|(day, _)| paid.last > *day) {
        out.push(at(Finding::warns("R13", "drawable_to", too_late("", paid.last, day))).read(Read::Decision(id)));
    }
}

/// The payments of one case among several: how much, and when.
fn in_case(facts: &Facts, project: &Project, case: &Case, decision: &Decision, out: &mut Vec<Found>) {
    let Some(paid) = case.money.get(&Kind::Paid).filter(|sum| sum.cents > Cents::ZERO) else { return };
    let of_case = format!("{}: ", case.reference);
    let at = |finding| Found::at(project, finding, Owner::Authority).read(Read::Decision(decision.id));
    let money = |kind| case.money.get(&kind).map_or(Cents::ZERO, |sum| sum.cents);
    let over = minus(paid.cents, money(Kind::Granted));
    if over > facts.tolerance(paid.precision, paid.cents) {
        let granted = money(Kind::Granted);
        let message = format!("{of_case}Ausgezahlt sind {}, bewilligt sind {granted}: {over} zu viel.", paid.cents);
        out.push(at(Finding::blocks("R13", "case_granted", message)).worth(over));
    }
    let over = minus(paid.cents, money(Kind::Requested));
    if case.money.contains_key(&Kind::Requested) && over > facts.tolerance(paid.precision, paid.cents) {
        let requested = money(Kind::Requested);
        let message =
            format!("{of_case}Ausgezahlt sind {}, abgerufen sind {requested}: {over} ohne Abruf.", paid.cents);
        out.push(at(Finding::warns("R13", "case_requested", message)).worth(over));
    }
    let remedy = facts.parameter(Key::LegalRemedyMonths);
    let day = finality::final_from(decision.notified_on, decision.waived_on, remedy);
    if let Some(day) = day.filter(|day| paid.first < *day) {
        let finding = Finding::warns("R13", "final", too_soon(&of_case, paid.first, day));
        out.push(at(finding).by(facts, Key::LegalRemedyMonths));
    }
    if paid.last > decision.drawable.1 {
        out.push(at(Finding::warns("R13", "drawable_to", too_late(&of_case, paid.last, decision.drawable.1))));
    }
}

fn too_soon(of_case: &str, paid: NaiveDate, binding: NaiveDate) -> String {
    let (paid, binding) = (shown(paid), shown(binding));
    format!("{of_case}Die erste Auszahlung ist vom {paid}, bestandskräftig ist der Bescheid erst am {binding}.")
}

fn too_late(of_case: &str, paid: NaiveDate, end: NaiveDate) -> String {
    let (paid, end) = (shown(paid), shown(end));
    format!("{of_case}Die letzte Auszahlung ist vom {paid}, der Bewilligungszeitraum endet am {end}.")
}

fn days(days: i64) -> String {
    format!("{days}\u{a0}{}", if days == 1 { "Tag" } else { "Tage" })
}

/// R15: after the check nothing is paid that is not recognised, or it is reclaimed.
pub(super) fn recognised(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    for (case, _) in project.decisions() {
        out.extend(above_proof(facts, project, case));
    }
    let reviewed = reviewed(project);
    let stated = project.state.filter(|state| matches!(state.value, Lifecycle::ProofChecked | Lifecycle::Closed));
    let since = reviewed.as_ref().map(|reviews| reviews.0).or(stated.map(|state| state.since));
    let (Some(since), Some(recognised)) = (since, project.sum(Kind::Recognised, OWN)) else { return };
    let paid = project.sum(Kind::Paid, OWN);
    let reclaimed = project.sum(Kind::Reclaimed, OWN);
    let open = minus(minus(project.money(Kind::Paid), recognised.cents), project.money(Kind::Reclaimed));
    let coarsest = paid.map_or(recognised.precision, |sum| sum.precision.max(recognised.precision));
    if open > facts.tolerance(coarsest, recognised.cents) {
        let years = facts.parameter(Key::RecoveryClockYears);
        let due = months_later(since, years * 12);
        let message = format!(
            "Ausgezahlt sind {}, anerkannt sind {}, zurückgefordert sind {}: {open} sind noch zurückzufordern. Bekannt ist das seit {}; die Frist endet am {}.",
            project.money(Kind::Paid),
            recognised.cents,
            project.money(Kind::Reclaimed),
            shown(since),
            shown(due)
        );
        let found = Found::at(project, Finding::warns("R15", "", message), Owner::Authority)
            .sum(project, Kind::Recognised, OWN, Some(recognised))
            .sum(project, Kind::Paid, OWN, paid)
            .sum(project, Kind::Reclaimed, OWN, reclaimed)
            .by(facts, Key::RecoveryClockYears)
            .worth(open)
            .until(facts, due);
        out.push(match reviewed {
            Some((_, proofs)) => proofs.into_iter().fold(found, |found, id| found.read(Read::Proof(id))),
            None => found.said(stated),
        });
    }
}

/// What is recognised of a case stands until its newer proof is checked, also where that states less.
fn above_proof(facts: &Facts, project: &Project, case: &Case) -> Option<Found> {
    let actual = case.actual.as_ref()?;
    let newer = || actual.proofs.iter().filter(|proof| !proof.checked);
    newer().next()?;
    let money = |kind| case.money.get(&kind).map_or(Cents::ZERO, |sum| sum.cents);
    let (recognised, spent) = (money(Kind::Recognised), money(Kind::Spent));
    let over = minus(recognised, spent);
    (over > facts.tolerance(Precision::Cent, recognised)).then(|| {
        let message = format!(
            "{}: Anerkannt sind {recognised}, nachgewiesen sind inzwischen {spent} ({}): {over} weniger. Das Anerkannte gilt, bis der neuere Nachweis geprüft ist.",
            case.reference,
            actual.named()
        );
        let found = Found::at(project, Finding::informs("R15", "newer_proof", message), Owner::Authority).worth(over);
        newer().fold(found, |found, proof| found.read(Read::Proof(proof.proof_id)))
    })
}

/// Once every case that has a decision is reviewed: the first day on which the authority knew, and the proofs.
fn reviewed(project: &Project) -> Option<(NaiveDate, Vec<i64>)> {
    let decided = project.cases.iter().filter(|case| case.source == OWN && case.current.is_some());
    let known: Option<Vec<(NaiveDate, i64)>> =
        decided.map(|case| case.proof.as_ref().and_then(|proof| Some((proof.known_on?, proof.id)))).collect();
    let known = known?;
    let first = known.iter().map(|(day, _)| *day).min()?;
    Some((first, known.into_iter().map(|(_, id)| id).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        facts::Proof,
        finding::Severity,
        found::Urgency,
        sample::{P, Sample, entry, rules},
    };
    use crate::project::field::Field;

    fn fields(sample: &Sample, rule: &str) -> Vec<&'static str> {
        sample.found(rule).into_iter().map(|found| found.finding.field).collect()
    }

    #[test]
    fn paid_is_at_most_granted_and_requested() {
        let of = |granted: i64, requested: i64, paid: i64| {
            Sample::new().project(move |p| {
                p.money(Kind::Granted, granted).money(Kind::Requested, requested).money(Kind::Paid, paid)
            })
        };
        assert_eq!(fields(&of(100, 100, 100), "R13"), Vec::<&str>::new());
        assert_eq!(fields(&of(100, 100, 102), "R13"), ["granted", "requested"]);
        assert_eq!(of(100, 200, 102).found("R13")[0].finding.severity, Severity::Blocks);
    }

    /// Two cases of 100 each, notified and drawable alike, with 130 paid in the first and 60 in the second.
    fn two_cases(change: impl FnOnce(&mut Case)) -> Sample {
        let mut sample = Sample::new()
            .decided(|d| {
                d.waived_on = "2019-12-02".parse().ok();
                d.drawable.1 = "2022-12-31".parse().unwrap();
            })
            .project_with(|p| p.money(Kind::Granted, 200).money(Kind::Paid, 190));
        let project = sample.facts.projects.values_mut().last().unwrap();
        let mut second = project.cases[0].clone();
        second.reference = "34.02-2".into();
        for (case, paid) in [(&mut project.cases[0], 130), (&mut second, 60)] {
            case.money.insert(Kind::Granted, entry(100, "2020-01-01"));
            case.money.insert(Kind::Paid, entry(paid, "2020-06-01"));
        }
        change(&mut second);
        project.cases.push(second);
        sample
    }

    #[test]
    fn what_is_too_much_in_one_case_is_not_made_up_for_by_another() {
        let found = two_cases(|_| {}).found("R13");
        assert_eq!(found.iter().map(|one| one.finding.field).collect::<Vec<_>>(), ["case_granted"]);
        assert!(found[0].finding.message.starts_with("34.02-1:"), "{}", found[0].finding.message);
        assert_eq!((found[0].amount, found[0].finding.severity), (Some(Cents(30)), Severity::Blocks));
        // each case has its own period, although the other would still allow the payment
        let ended = two_cases(|case| case.current.as_mut().unwrap().drawable.1 = "2020-05-31".parse().unwrap());
        assert_eq!(fields(&ended, "R13"), ["case_granted", "drawable_to"]);
        let soon = two_cases(|case| case.current.as_mut().unwrap().waived_on = "2020-06-02".parse().ok());
        assert_eq!(fields(&soon, "R13"), ["case_granted", "final"]);
        let uncalled = two_cases(|case| {
            case.money.insert(Kind::Requested, entry(50, "2020-05-01"));
        });
        assert_eq!(fields(&uncalled, "R13"), ["case_granted", "case_requested"]);
    }

    #[test]
    fn paid_is_after_the_remedy_and_within_the_period() {
        let of = |notified: &'static str, waived: Option<&'static str>| {
            Sample::new()
                .decided(move |d| {
                    d.notified_on = notified.parse().ok();
                    d.waived_on = waived.and_then(|day| day.parse().ok());
                    d.drawable.1 = "2022-12-31".parse().unwrap();
                })
                .project_with(|p| p.money_on(Kind::Paid, 100, "2020-03-01").money(Kind::Granted, 100))
        };
        // 28 February is a Friday, 29 February a Saturday: the month then ends on the Monday after
        assert_eq!(fields(&of("2020-01-28", None), "R13"), Vec::<&str>::new());
        assert_eq!(fields(&of("2020-01-29", None), "R13"), ["final"]);
        assert_eq!(fields(&of("2020-01-29", Some("2020-02-10")), "R13"), Vec::<&str>::new(), "remedies were waived");
        let two = of("2020-01-28", None).with(rules(&[(Key::LegalRemedyMonths, 2)]));
        assert_eq!(fields(&two, "R13"), ["final"]);
        let late = of("2020-01-01", None).project_with(|p| p.money_on(Kind::Paid, 0, "2023-01-01"));
        assert_eq!(fields(&late, "R13"), ["drawable_to"]);
    }

    #[test]
    fn unproven_money_is_shown_after_two_months() {
        let of = |day: &'static str| {
            Sample::new().on(day).project(|p| {
                p.says(Field::Lifecycle, "running").money(Kind::Granted, 100).money_on(Kind::Paid, 100, "2026-01-15")
            })
        };
        assert_eq!((of("2026-03-15").run("R13"), of("2026-03-16").run("R13")), (0, 1));
        assert_eq!(of("2026-03-16").project_with(|p| p.money(Kind::Spent, 100)).run("R13"), 0);
    }

    #[test]
    fn what_is_not_recognised_is_to_be_reclaimed_within_a_year() {
        let money = |reclaimed: i64, state: &'static str| {
            move |p: P| {
                p.says_since(Field::Lifecycle, state, "2025-12-31")
                    .money(Kind::Paid, 1_000)
                    .money(Kind::Recognised, 900)
                    .money(Kind::Reclaimed, reclaimed)
            }
        };
        let of = |reclaimed: i64| Sample::new().on("2026-11-22").project(money(reclaimed, "proof_checked"));
        let found = of(0).found("R15");
        assert_eq!((found[0].amount, found[0].due), (Some(Cents(100)), "2026-12-31".parse().ok()));
        assert_eq!(found[0].urgency, Urgency::Soon);
        assert_eq!(of(100).run("R15"), 0);
        let early = of(0).project_with(|p| p.says(Field::Lifecycle, "proof_in_review"));
        assert_eq!(early.run("R15"), 0, "not checked yet");
        let reviewed = |known_on: Option<&str>| {
            let known_on = known_on.and_then(|day| day.parse().ok());
            let received_on = "2025-01-31".parse().unwrap();
            let sample = Sample::new().on("2026-11-22").decided(|_| {}).case(|case| {
                case.proof = Some(Proof { id: 7, received_on, known_on });
            });
            sample.project_with(money(0, "proof_in_review"))
        };
        assert_eq!(reviewed(None).run("R15"), 0, "not reviewed yet");
        let found = &reviewed(Some("2025-03-05")).found("R15")[0];
        assert_eq!(found.due, "2026-03-05".parse().ok(), "the clock runs from the review's knowledge");
        assert!(found.reads.contains(&Read::Proof(7)));
    }
}
