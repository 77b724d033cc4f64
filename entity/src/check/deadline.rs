//! Days: proofs and interim proofs, periods that fit into each other, retention.
use super::{
    facts::{Case, Decision, Facts, Project, end_of_month, months_later, shown},
    finding::{Finding, Severity},
    found::{Found, Owner, Read},
};
use crate::{
    ledger::{Kind, Source},
    money::Cents,
    parameter::Key,
    project::lifecycle::Lifecycle,
};
use chrono::{Datelike, NaiveDate};

/// R17: the proof of use, and the interim proof of the year before.
pub(super) fn proofs(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let state = project.lifecycle();
    let granted = project.sum(Kind::Granted, Source::Programme).filter(|sum| sum.cents > Cents::ZERO);
    let submitted = matches!(
        state,
        Lifecycle::ProofSubmitted
            | Lifecycle::ProofInReview
            | Lifecycle::ProofInfoRequested
            | Lifecycle::ProofChecked
            | Lifecycle::Closed
            | Lifecycle::Revoked
    );
    let decided: Vec<(&Case, &Decision)> = project.decisions().collect();
    // without a case only the sums say that something was proven; with one they may come from an interim proof
    let recognised = decided.is_empty() && project.sum(Kind::Recognised, Source::Programme).is_some();
    if granted.is_none() || submitted || recognised {
        return;
    }
    for (case, decision) in &decided {
        // an incomplete proof cannot be checked and settles nothing: the loader leaves it out
        if case.proof.is_none() {
            let end = decision.drawable.1;
            let ended = format!("{}: Der Bewilligungszeitraum endet am {}", case.reference, shown(end));
            final_proof(facts, project, Some(*decision), end, ended, out);
            let owes = |year| decision.drawable.0.year() <= year && !case.interim.contains(&year);
            if end > facts.day {
                interim_proof(facts, project, Some((*case, *decision)), owes, out);
            }
        }
    }
    if decided.is_empty() {
        let spent = project.sum(Kind::Spent, Source::Programme).map(|sum| sum.last);
        let end = project.end.map(|end| end.value);
        if let Some(end) = end.filter(|end| spent.is_none_or(|spent| spent < *end)) {
            let ended = format!("Das Projekt endet am {}", shown(end));
            final_proof(facts, project, None, end, ended, out);
            if end <= facts.day {
                return;
            }
        }
        interim_proof(facts, project, None, |year| spent.is_none_or(|spent| spent.year() <= year), out);
    }
}

/// The final proof of a case, or of a project without one.
fn final_proof(
    facts: &Facts,
    project: &Project,
    decision: Option<&Decision>,
    end: NaiveDate,
    ended: String,
    out: &mut Vec<Found>,
) {
    let due = end_of_month(months_later(end, facts.parameter(Key::ProofMonths)));
    let sentence = format!("{ended}; der Verwendungsnachweis ist am {} fällig", shown(due));
    if let Some(found) = light(facts, project, decision, "proof", sentence, due) {
        out.push(found.by(facts, Key::ProofMonths));
    }
}

/// The interim proof of the year before, of a case or of a project without one, where it is owed.
fn interim_proof(
    facts: &Facts,
    project: &Project,
    case: Option<(&Case, &Decision)>,
    owes: impl Fn(i32) -> bool,
    out: &mut Vec<Found>,
) {
    let paid = project.sum(Kind::Paid, Source::Programme);
    let year = facts.day.year();
    let running = matches!(project.lifecycle(), Lifecycle::Running | Lifecycle::Paused);
    let before = paid.is_some_and(|paid| paid.first.year() < year);
    let Some(due) = Key::day_in(year, facts.parameter(Key::InterimProofDay)) else { return };
    if running && before && owes(year - 1) {
        let of = case.map(|(case, _)| format!("{}: ", case.reference)).unwrap_or_default();
        let sentence = format!("{of}Der Zwischennachweis für {} ist am {} fällig", year - 1, shown(due));
        let found = light(facts, project, case.map(|(_, decision)| decision), "interim_proof", sentence, due);
        out.extend(found.map(|found| {
            found.by(facts, Key::InterimProofDay).sum(project, Kind::Paid, Source::Programme, paid).in_year(year - 1)
        }));
    }
}

/// What is said of a deadline: nothing while it is far, a hint, a warning, or by how much it was missed.
fn light(
    facts: &Facts,
    project: &Project,
    decision: Option<&Decision>,
    field: &'static str,
    sentence: String,
    due: NaiveDate,
) -> Option<Found> {
    let days = (due - facts.day).num_days();
    let severity = match days {
        _ if days <= facts.parameter(Key::NoticeSecondDays) => Severity::Warns,
        _ if days <= facts.parameter(Key::NoticeFirstDays) => Severity::Informs,
        _ => return None,
    };
    let when = match days {
        0 => "heute".to_owned(),
        1 => "morgen".to_owned(),
        days if days > 0 => format!("in {days}\u{a0}Tagen"),
        -1 => "1\u{a0}Tag überfällig".to_owned(),
        days => format!("{}\u{a0}Tage überfällig", -days),
    };
    let finding = Finding { rule: "R17", severity, field, message: format!("{sentence}: {when}.") };
    let found = Found::at(project, finding, Owner::Authority).said(project.state);
    let found = match decision {
        Some(decision) => found.read(Read::Decision(decision.id)),
        None => found.said(project.end),
    };
    let granted = project.sum(Kind::Granted, Source::Programme);
    Some(found.sum(project, Kind::Granted, Source::Programme, granted).until(facts, due))
}

/// R21: periods nest.
pub(super) fn nested(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    if let (Some(start), Some(end)) = (project.start, project.end)
        && start.value > end.value
    {
        let message = format!("Der Beginn {} liegt nach dem Ende {}.", shown(start.value), shown(end.value));
        let finding = Finding::warns("R21", "start_date", message);
        out.push(Found::at(project, finding, Owner::ProjectOffice).said(Some(start)).said(Some(end)));
    }
    for (case, decision) in project.decisions() {
        let Decision { work, drawable, .. } = decision;
        if work.0 < drawable.0 || work.1 > drawable.1 {
            let message = format!(
                "{}: Der Durchführungszeitraum ({} bis {}) liegt nicht im Bewilligungszeitraum ({} bis {}).",
                case.reference,
                shown(work.0),
                shown(work.1),
                shown(drawable.0),
                shown(drawable.1)
            );
            let finding = Finding::warns("R21", "work_to", message);
            out.push(Found::at(project, finding, Owner::Authority).read(Read::Decision(decision.id)));
        }
    }
    let last = project.decisions().map(|(_, decision)| (decision.work.1, decision.id)).max();
    if let (Some(end), Some((last, id))) = (project.end, last)
        && end.value > last
    {
        let message =
            format!("Das Projekt endet am {}, der Durchführungszeitraum schon am {}.", shown(end.value), shown(last));
        let finding = Finding::warns("R21", "end_date", message);
        out.push(Found::at(project, finding, Owner::Authority).said(Some(end)).read(Read::Decision(id)));
    }
}

/// R25: vouchers need not be kept any longer.
pub(super) fn retention(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let Some(closed) = project.state.filter(|state| state.value == Lifecycle::Closed) else { return };
    let last = project.cases.iter().filter_map(|case| case.proof.as_ref()).max_by_key(|proof| proof.received_on);
    let from = last.map_or(closed.since, |proof| proof.received_on);
    let until = months_later(from, facts.parameter(Key::RetentionYears) * 12);
    if until <= facts.day {
        let what = if last.is_some() { "Verwendungsnachweis eingegangen am" } else { "Abgeschlossen seit" };
        let message = format!(
            "{what} {}: Die Belege waren bis {} aufzubewahren; die Akte ist dem Landesarchiv anzubieten.",
            shown(from),
            shown(until)
        );
        let mut found = Found::at(project, Finding::informs("R25", "", message), Owner::Authority)
            .said(Some(closed))
            .by(facts, Key::RetentionYears);
        if let Some(proof) = last {
            found = found.read(Read::Proof(proof.id));
        }
        out.push(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        facts::Proof,
        found::Urgency,
        sample::{Sample, rules},
    };
    use crate::project::field::Field;

    fn ended(day: &str) -> Sample {
        Sample::new()
            .on(day)
            .project(|p| p.says(Field::Lifecycle, "ended").says(Field::EndDate, "2026-03-15").money(Kind::Granted, 100))
    }

    #[test]
    fn a_proof_is_due_at_the_end_of_the_sixth_month() {
        let seen = |day: &str| {
            let found = ended(day).found("R17");
            found.first().map(|found| (found.finding.severity, found.urgency, found.due.unwrap().to_string()))
        };
        let due = || "2026-09-30".to_owned();
        assert_eq!(seen("2026-07-31"), None, "61 days before");
        assert_eq!(seen("2026-08-01"), Some((Severity::Informs, Urgency::Soon, due())));
        assert_eq!(seen("2026-08-31"), Some((Severity::Warns, Urgency::Soon, due())));
        assert_eq!(seen("2026-10-01"), Some((Severity::Warns, Urgency::Now, due())));
        let message = &ended("2026-10-12").found("R17")[0].finding.message;
        assert!(message.contains("12\u{a0}Tage überfällig"), "{message}");
        assert_eq!(ended("2026-08-01").with(rules(&[(Key::ProofMonths, 12)])).run("R17"), 0);
    }

    #[test]
    fn a_proof_that_came_is_not_asked_for() {
        for state in ["proof_submitted", "closed"] {
            assert_eq!(ended("2027-01-01").project_with(|p| p.says(Field::Lifecycle, state)).run("R17"), 0);
        }
        let spent = |day: &'static str| ended("2027-01-01").project_with(move |p| p.money_on(Kind::Spent, 100, day));
        assert_eq!((spent("2026-03-14").run("R17"), spent("2026-03-15").run("R17")), (1, 0));
    }

    #[test]
    fn a_proof_that_is_recorded_settles_the_deadline_of_all_cases() {
        let of = |proof: bool| {
            let sample = Sample::new().on("2029-01-01").decided(|_| {}).project_with(|p| p.money(Kind::Granted, 100));
            sample.case(|case| {
                let received_on = "2028-03-01".parse().expect("a day");
                case.proof = proof.then_some(Proof { id: 1, received_on, known_on: None });
            })
        };
        assert_eq!((of(false).run("R17"), of(true).run("R17")), (1, 0));
        // an interim proof, even late and checked, is not the final one
        let interim = of(false)
            .case(|case| case.interim.extend([2027]))
            .project_with(|p| p.money_on(Kind::Spent, 50, "2028-02-01").money_on(Kind::Recognised, 50, "2028-04-01"));
        assert_eq!(interim.run("R17"), 1);
    }

    #[test]
    fn each_case_has_its_own_deadline() {
        let sample = Sample::new().on("2024-07-01").decided(|decision| {
            decision.drawable = ("2019-01-01".parse().expect("a day"), "2021-12-31".parse().expect("a day"));
        });
        let mut sample = sample.project_with(|p| p.money(Kind::Granted, 100));
        let project = sample.facts.projects.values_mut().last().expect("a project");
        let mut later = project.cases[0].clone();
        later.reference = "34.02-2".into();
        later.current.as_mut().expect("a decision").drawable.1 = "2023-12-31".parse().expect("a day");
        project.cases.push(later);
        let seen = |sample: &Sample| {
            let found = sample.found("R17");
            found
                .iter()
                .map(|one| (one.due.expect("a day").to_string(), one.finding.message[..7].to_owned()))
                .collect::<Vec<_>>()
        };
        let (first, second) = (("2022-06-30".into(), "34.02-1".into()), ("2024-06-30".into(), "34.02-2".into()));
        assert_eq!(seen(&sample), [first, second.clone()]);
        // the proof of the one does not settle the other
        let received_on = "2022-03-01".parse().expect("a day");
        let proof = Proof { id: 1, received_on, known_on: None };
        sample.facts.projects.values_mut().last().expect("a project").cases[0].proof = Some(proof);
        assert_eq!(seen(&sample), [second]);
    }

    #[test]
    fn an_interim_proof_is_due_in_april() {
        let of = |spent: &'static str| {
            Sample::new().on("2026-04-30").project(move |p| {
                p.says(Field::Lifecycle, "running")
                    .says(Field::EndDate, "2028-12-31")
                    .money(Kind::Granted, 100)
                    .money_on(Kind::Paid, 50, "2025-06-01")
                    .money_on(Kind::Spent, 50, spent)
            })
        };
        assert_eq!((of("2025-12-31").run("R17"), of("2026-02-01").run("R17")), (1, 0));
        assert!(of("2025-12-31").found("R17")[0].finding.message.contains("heute"));
    }

    #[test]
    fn periods_that_do_not_nest_are_shown() {
        let of = |start: &'static str, end: &'static str| {
            Sample::new().project(move |p| p.says(Field::StartDate, start).says(Field::EndDate, end))
        };
        assert_eq!((of("2020-01-01", "2020-01-01").run("R21"), of("2020-01-02", "2020-01-01").run("R21")), (0, 1));
        let wide = Sample::new().decided(|d| d.work.1 = d.drawable.1.succ_opt().unwrap());
        assert_eq!(wide.run("R21"), 1);
        let later = Sample::new().decided(|_| {}).project_with(|p| p.says(Field::EndDate, "2099-01-01"));
        assert_eq!(later.run("R21"), 1);
    }

    #[test]
    fn retention_ends_after_five_years() {
        let of = |day: &str| Sample::new().on(day).project(|p| p.says_since(Field::Lifecycle, "closed", "2020-02-29"));
        assert_eq!((of("2025-02-27").run("R25"), of("2025-02-28").run("R25")), (0, 1));
        let proven = |day: &str| {
            let received_on = "2019-06-01".parse().expect("a day");
            let sample = Sample::new().on(day).decided(|_| {}).case(|case| {
                case.proof = Some(Proof { id: 1, received_on, known_on: None });
            });
            sample.project_with(|p| p.says_since(Field::Lifecycle, "closed", "2020-02-29"))
        };
        assert_eq!((proven("2024-05-31").run("R25"), proven("2024-06-01").run("R25")), (0, 1), "from the proof");
    }
}
