//! What a decision (Bescheid) must say and obey: begin, audit court, state aid, transfer, equal treatment.
use super::{
    facts::{Aid, Case, Decision, Facts, Project, Version, minus, months_later, shown},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    grant::{
        RecipientKind,
        memo::{AidBasis, Memo, MemoKind},
    },
    ledger::{Kind, Source},
    money::Cents,
    parameter::Key,
};
use std::collections::BTreeMap;

/// R8: nobody begins before the decision, unless that was allowed.
pub(super) fn not_begun_before(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    let decided = project.decisions().map(|(_, decision)| (decision.first_dated_on, decision.id)).min();
    let approved = decided.map(|(day, _)| day).or(project.approved.map(|said| said.value));
    let (Some(start), Some(approved)) = (project.start, approved) else { return };
    let early = of_kind(project, MemoKind::EarlyStart).filter_map(|(id, memo)| Some((memo.holds_from?, id))).min();
    if start.value < approved && early.is_none_or(|(from, _)| from > start.value) {
        let days = (approved - start.value).num_days();
        let allowed = match early {
            Some((from, _)) => format!("Der vorzeitige Maßnahmebeginn war erst ab dem {} erlaubt.", shown(from)),
            None => "Ein vorzeitiger Maßnahmebeginn ist nicht vermerkt.".to_owned(),
        };
        let message = format!(
            "Das Projekt beginnt am {}, der Bescheid ist vom {}: {days} {} vorher. {allowed}",
            shown(start.value),
            shown(approved),
            if days == 1 { "Tag" } else { "Tage" }
        );
        let mut found =
            Found::at(project, Finding::warns("R8", "start_date", message), Owner::Authority).said(Some(start));
        if let Some((_, id)) = early {
            found = found.read(Read::Memo(id));
        }
        out.push(match decided {
            Some((_, id)) => found.read(Read::Decision(id)),
            None => found.said(project.approved),
        });
    }
}

/// What is on the files of the project's cases about programme money.
fn of_kind(project: &Project, kind: MemoKind) -> impl Iterator<Item = (i64, &Memo)> {
    let own = project.cases.iter().filter(|case| case.source == Source::Programme);
    own.flat_map(|case| &case.memos).filter(move |(_, memo)| memo.kind == kind).map(|(id, memo)| (*id, memo))
}

/// R10: the audit court is heard where several of the Land grant more than the threshold, and told of what is decided.
pub(super) fn court_of_audit(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let of = |source| project.sum(Kind::Granted, source).filter(|sum| sum.cents.0 > 0);
    let threshold = facts.parameter(Key::LrhThreshold);
    if let (Some(own), Some(other)) = (of(Source::Programme), of(Source::OtherLand)) {
        let together = super::facts::sum([own.cents, other.cents].into_iter());
        if together.0 > threshold && of_kind(project, MemoKind::CourtHeard).next().is_none() {
            let message = format!(
                "Programm und andere Stellen des Landes bewilligen zusammen {together}, mehr als {}: Der Landesrechnungshof ist zu hören; vermerkt ist es nicht.",
                Key::LrhThreshold.shown(threshold)
            );
            out.push(
                Found::at(project, Finding::informs("R10", "", message), Owner::Authority)
                    .sum(project, Kind::Granted, Source::Programme, Some(own))
                    .sum(project, Kind::Granted, Source::OtherLand, Some(other))
                    .by(facts, Key::LrhThreshold)
                    .worth(together),
            );
        }
    }
    for case in project.cases.iter().filter(|case| case.source == Source::Programme) {
        let told =
            |id| case.memos.iter().any(|(_, memo)| memo.kind == MemoKind::CourtTold && memo.decision_id == Some(id));
        // the first only above the threshold, every change whatever its amount
        let owed = case.versions.iter().enumerate().filter(|(at, row)| *at > 0 || row.amount.0 > threshold);
        let missing: Vec<&Version> = owed.map(|(_, row)| row).filter(|row| !told(row.id)).collect();
        if missing.is_empty() {
            continue;
        }
        let names = missing.iter().map(|row| format!("Fassung {} vom {}", row.version, shown(row.dated_on)));
        let message = format!(
            "{}: Dem Landesrechnungshof mitzuteilen und nicht als mitgeteilt vermerkt: {}.",
            case.reference,
            names.collect::<Vec<_>>().join(", ")
        );
        let found = Found::at(project, Finding::informs("R10", "told", message), Owner::Authority);
        let found = missing.iter().fold(found, |found, row| found.read(Read::Decision(row.id)));
        out.push(found.by(facts, Key::LrhThreshold));
    }
}

/// Words, folded, one of which a decision to a company names.
const STATE_AID: [&str; 6] = ["de-minimis", "de minimis", "agvo", "2023/2831", "1407/2013", "651/2014"];
/// Beginnings of words, folded, one of which a transfer clause has.
const TRANSFER: [&str; 4] = ["nachnutz", "uebertragbar", "lizenzfrei", "transfer"];

/// The de-minimis aid of all companies, by recipient.
pub(super) fn de_minimis(projects: &BTreeMap<i64, Project>) -> BTreeMap<String, Vec<Aid>> {
    let mut found: BTreeMap<String, Vec<Aid>> = BTreeMap::new();
    for (case, decision) in projects.values().flat_map(Project::decisions) {
        if case.basis().is_some_and(|(_, basis, _)| basis == AidBasis::DeMinimis) {
            let aid = Aid { case_id: case.id, granted_on: decision.first_dated_on, amount: decision.amount };
            found.entry(case.same_recipient.clone()).or_default().push(aid);
        }
    }
    found
}

/// R11: the basis in state-aid law, and the limit of de-minimis aid.
pub(super) fn state_aid(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    for (case, decision) in project.decisions().filter(|(case, _)| case.recipient_kind == RecipientKind::Company) {
        match case.basis() {
            Some((memo, AidBasis::DeMinimis, other)) => {
                out.extend(above_de_minimis(facts, project, (case, decision), (memo, other)));
            }
            Some(_) => {}
            None if STATE_AID.iter().any(|word| decision.wording.contains(word)) => {}
            None => {
                let message = format!(
                    "{}: Zum Bescheid an ein Unternehmen ist keine Grundlage im Beihilferecht verzeichnet (De-minimis oder AGVO).",
                    case.reference
                );
                out.push(
                    Found::at(project, Finding::warns("R11", "conditions", message), Owner::Authority)
                        .read(Read::Decision(decision.id)),
                );
            }
        }
    }
}

/// What a company was granted as de-minimis aid in the years up to a decision, with what else it declared, if too much.
fn above_de_minimis(
    facts: &Facts,
    project: &Project,
    (case, decision): (&Case, &Decision),
    (memo, other): (i64, Cents),
) -> Option<Found> {
    let on = decision.first_dated_on;
    let (most, years) = (facts.parameters.on(Key::DeMinimisMax, on), facts.parameters.on(Key::DeMinimisYears, on));
    let aid = facts.aid.get(&case.same_recipient)?;
    let counts = |aid: &&Aid| aid.granted_on <= on && months_later(aid.granted_on, years.saturating_mul(12)) > on;
    let granted = super::facts::sum(aid.iter().filter(counts).map(|aid| aid.amount));
    let together = super::facts::sum([granted, other].into_iter());
    (together.0 > most).then(|| {
        let message = format!(
            "{}: De-minimis-Beihilfen an denselben Empfänger in {} bis zum {}: {granted} nach den Bescheiden und {other} nach seiner Erklärung, zusammen {together}; erlaubt sind {}.",
            case.reference,
            Key::DeMinimisYears.shown(years),
            shown(on),
            Key::DeMinimisMax.shown(most)
        );
        Found::at(project, Finding::warns("R11", "other_aid", message), Owner::Authority)
            .read(Read::Decision(decision.id))
            .read(Read::Memo(memo))
            .read(Read::Parameter(Key::DeMinimisMax, most))
            .read(Read::Parameter(Key::DeMinimisYears, years))
            .worth(minus(together, Cents(most)))
    })
}

/// R12: the duty to pass on what came out, in the version that is in force. A memo about an earlier one says nothing about
/// what an amendment left of it: that is noted anew.
pub(super) fn transfer_clause(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    for (case, decision) in project.decisions() {
        let mut noted = case.memos.iter().filter(|(_, memo)| memo.kind == MemoKind::TransferClause);
        let in_force = noted.clone().any(|(_, memo)| memo.decision_id == Some(decision.id));
        if in_force || TRANSFER.iter().any(|word| decision.wording.contains(word)) {
            continue;
        }
        let earlier = noted.rfind(|(_, memo)| memo.decision_id.is_some());
        let missing = match earlier {
            None => {
                "Zum Bescheid ist keine Nebenbestimmung verzeichnet, die die Nachnutzung durch andere sichert.".into()
            }
            Some((_, memo)) => {
                let about = case.versions.iter().find(|version| memo.decision_id == Some(version.id));
                let about = about.map_or_else(String::new, |version| format!(" {}", version.version));
                format!(
                    "Die Klausel zur Nachnutzung ist zu Fassung{about} vermerkt, es gilt Fassung {} vom {}. Wenn sie dort fortgilt, bitte zu dieser Fassung vermerken.",
                    decision.version,
                    shown(decision.dated_on)
                )
            }
        };
        let message = format!("{}: {missing}", case.reference);
        let found = Found::at(project, Finding::warns("R12", "conditions", message), Owner::Authority)
            .read(Read::Decision(decision.id));
        out.push(earlier.into_iter().fold(found, |found, (id, _)| found.read(Read::Memo(*id))));
    }
}

/// R24: the same kind of cost is treated alike.
pub(super) fn equal_treatment(facts: &Facts, out: &mut Vec<Found>) {
    for treated in &facts.treated {
        let message = format!(
            "„{}“ ist in den Plänen von {} zuwendungsfähig, in denen von {} nicht.",
            treated.item,
            treated.eligible.join(", "),
            treated.not_eligible.join(", ")
        );
        out.push(Found::whole(Finding::informs("R24", "", message), Owner::Ministry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{facts::Treated, sample::Sample};
    use crate::project::field::Field;

    #[test]
    fn a_begin_before_the_decision_is_shown() {
        let of = |start: &'static str| {
            Sample::new().project(move |p| p.says(Field::StartDate, start).says(Field::ApprovalDate, "2020-01-02"))
        };
        assert_eq!((of("2020-01-02").run("R8"), of("2020-01-01").run("R8")), (0, 1));
        let decided = Sample::new().decided(|d| d.first_dated_on = "2020-03-01".parse().unwrap());
        assert_eq!(decided.project_with(|p| p.says(Field::StartDate, "2020-02-01")).run("R8"), 1);
    }

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    fn noted(kind: MemoKind) -> Memo {
        Memo {
            kind,
            decision_id: None,
            dated_on: day("2019-12-01"),
            holds_from: None,
            basis: None,
            other_aid: None,
            reference: "34.02".into(),
        }
    }

    #[test]
    fn an_early_start_is_allowed_from_a_day_on() {
        let of = |from: &'static str| {
            let sample = Sample::new().decided(|d| d.first_dated_on = day("2020-03-01"));
            let sample = sample.case(|case| {
                let memo = Memo { holds_from: Some(day(from)), ..noted(MemoKind::EarlyStart) };
                case.memos.push((1, memo));
            });
            sample.project_with(|p| p.says(Field::StartDate, "2020-02-01"))
        };
        assert_eq!((of("2020-02-01").run("R8"), of("2020-02-02").run("R8")), (0, 1));
        assert!(of("2020-02-02").found("R8")[0].finding.message.contains("erst ab dem 02.02.2020"));
    }

    #[test]
    fn the_audit_court_is_told_of_large_decisions_and_of_every_change() {
        let of = |first: i64, told: &'static [i64]| {
            Sample::new().decided(|_| {}).case(move |case| {
                case.versions = [(1, first), (2, 100)]
                    .map(|(id, amount)| Version {
                        id,
                        version: i32::try_from(id).unwrap(),
                        dated_on: day("2020-01-01"),
                        amount: Cents(amount),
                    })
                    .to_vec();
                for id in told {
                    case.memos.push((*id, Memo { decision_id: Some(*id), ..noted(MemoKind::CourtTold) }));
                }
            })
        };
        let words =
            |sample: &Sample| sample.found("R10").into_iter().map(|one| one.finding.message).collect::<Vec<_>>();
        assert!(words(&of(5_000_001, &[]))[0].ends_with("Fassung 1 vom 01.01.2020, Fassung 2 vom 01.01.2020."));
        assert!(
            words(&of(5_000_000, &[]))[0].ends_with("vermerkt: Fassung 2 vom 01.01.2020."),
            "a small one is not told"
        );
        assert!(words(&of(5_000_001, &[2]))[0].ends_with("vermerkt: Fassung 1 vom 01.01.2020."));
        assert_eq!(of(5_000_001, &[1, 2]).run("R10"), 0);
    }

    #[test]
    fn de_minimis_aid_is_added_up_over_the_years_that_count() {
        let of = |earlier: &'static str, before: i64, other: i64| {
            let company = |sample: Sample, on: &'static str, amount: i64, other: i64| {
                let sample = sample.decided(move |d| (d.first_dated_on, d.amount) = (day(on), Cents(amount)));
                sample.case(move |case| {
                    case.recipient_kind = RecipientKind::Company;
                    let memo = noted(MemoKind::StateAid);
                    let (basis, other_aid) = (Some(AidBasis::DeMinimis), Some(Cents(other)));
                    case.memos.push((1, Memo { basis, other_aid, ..memo }));
                })
            };
            let mut sample = company(company(Sample::new(), earlier, before, 0), "2020-03-01", 10_000_000, other);
            let rows = [("2014-01-01", 20_000_000), ("2024-01-01", 30_000_000)];
            let rows = rows.map(|(from, cents)| {
                crate::parameter::set::tests::row(1, Key::DeMinimisMax, from, cents, crate::parameter::Mode::Active)
            });
            sample.facts.parameters = crate::parameter::Set::from_rows(rows.to_vec());
            sample.facts.aid = de_minimis(&sample.facts.projects);
            sample
        };
        assert_eq!(
            (of("2018-01-01", 9_000_000, 1_000_000).run("R11"), of("2018-01-01", 9_000_000, 1_000_001).run("R11")),
            (0, 1)
        );
        assert_eq!(of("2018-01-01", 9_000_000, 1_000_001).found("R11")[0].amount, Some(Cents(1)));
        // three years to the day are over
        assert_eq!(
            (of("2017-03-01", 19_000_000, 9_000_000).run("R11"), of("2017-03-02", 19_000_000, 0).run("R11")),
            (0, 1)
        );
        // another basis needs no sum
        let exempt =
            of("2018-01-01", 19_000_000, 9_000_000).case(|case| case.memos[0].1.basis = Some(AidBasis::BlockExemption));
        assert_eq!(exempt.run("R11"), 0);
    }

    #[test]
    fn a_memo_says_where_the_clause_stands() {
        let clause = Sample::new().decided(|_| {}).case(|case| {
            case.memos.push((1, Memo { decision_id: Some(1), ..noted(MemoKind::TransferClause) }));
        });
        assert_eq!((clause.run("R12"), Sample::new().decided(|_| {}).run("R12")), (0, 1));
        // an amendment came since
        let amended = Sample::new().decided(|decision| (decision.id, decision.version) = (2, 2)).case(|case| {
            case.memos.push((1, Memo { decision_id: Some(1), ..noted(MemoKind::TransferClause) }));
        });
        let found = amended.found("R12");
        assert!(found[0].finding.message.contains("es gilt Fassung 2"), "{}", found[0].finding.message);
        let carried = amended.case(|case| {
            case.memos.push((2, Memo { decision_id: Some(2), ..noted(MemoKind::TransferClause) }));
        });
        assert_eq!(carried.run("R12"), 0);
    }

    #[test]
    fn the_audit_court_is_heard_above_the_threshold() {
        let of = |own: i64, other: i64| {
            Sample::new().project(move |p| p.money(Kind::Granted, own).from(Source::OtherLand, Kind::Granted, other))
        };
        assert_eq!((of(4_000_000, 1_000_000).run("R10"), of(4_000_000, 1_000_001).run("R10")), (0, 1));
        assert_eq!(of(9_000_000, 0).run("R10"), 0, "one grantor");
        let decided = Sample::new()
            .decided(|_| {})
            .project_with(|p| p.money(Kind::Granted, 4_000_000).from(Source::OtherLand, Kind::Granted, 4_000_000));
        assert_eq!(decided.run("R10"), 1);
        assert_eq!(decided.case(|case| case.memos.push((1, noted(MemoKind::CourtHeard)))).run("R10"), 0);
    }

    #[test]
    fn wording_is_searched_as_people_write_it() {
        let company = |wording: &'static str| {
            Sample::new()
                .decided(move |d| d.wording = wording.into())
                .case(|c| c.recipient_kind = RecipientKind::Company)
        };
        assert_eq!((company("anbest-p 2018").run("R11"), company("anbest-p, de-minimis").run("R11")), (1, 0));
        assert_eq!(Sample::new().decided(|_| {}).run("R11"), 0, "a municipality");
        assert_eq!((company("").run("R12"), company("die nachnutzung ist zu sichern").run("R12")), (1, 0));
    }

    #[test]
    fn unequal_treatment_names_both_sides() {
        let mut sample = Sample::new();
        assert_eq!(sample.run("R24"), 0);
        sample.facts.treated.push(Treated {
            item: "Reisekosten".into(),
            eligible: vec!["Bezirksregierung Köln".into()],
            not_eligible: vec!["Bezirksregierung Münster".into()],
        });
        assert!(
            sample.found("R24")[0]
                .finding
                .message
                .contains("Köln zuwendungsfähig, in denen von Bezirksregierung Münster")
        );
    }
}
