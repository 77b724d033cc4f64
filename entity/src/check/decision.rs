//! What a decision (Bescheid) must say and obey: begin, audit court, state aid, transfer, equal treatment.
use super::{
    facts::{Facts, Project, shown},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    grant::RecipientKind,
    ledger::{Kind, Source},
    parameter::Key,
};

/// R8: nobody begins before the decision.
pub(super) fn not_begun_before(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    let decided = project.decisions().map(|(_, decision)| (decision.first_dated_on, decision.id)).min();
    let approved = decided.map(|(day, _)| day).or(project.approved.map(|said| said.value));
    let (Some(start), Some(approved)) = (project.start, approved) else { return };
    if start.value < approved {
        let days = (approved - start.value).num_days();
        let message = format!(
            "Das Projekt beginnt am {}, der Bescheid ist vom {}: {days} {} vorher. War der vorzeitige Beginn erlaubt?",
            shown(start.value),
            shown(approved),
            if days == 1 { "Tag" } else { "Tage" }
        );
        let found = Found::at(project, Finding::warns("R8", "start_date", message), Owner::Authority).said(Some(start));
        out.push(match decided {
            Some((_, id)) => found.read(Read::Decision(id)),
            None => found.said(project.approved),
        });
    }
}

/// R10: the audit court is heard where several of the Land grant more than the threshold.
pub(super) fn court_of_audit(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let of = |source| project.sum(Kind::Granted, source).filter(|sum| sum.cents.0 > 0);
    let (Some(own), Some(other)) = (of(Source::Programme), of(Source::OtherLand)) else { return };
    let together = super::facts::sum([own.cents, other.cents].into_iter());
    if together.0 > facts.parameter(Key::LrhThreshold) {
        let message = format!(
            "Programm und andere Stellen des Landes bewilligen zusammen {together}, mehr als {}: Der Landesrechnungshof ist zu hören.",
            Key::LrhThreshold.shown(facts.parameter(Key::LrhThreshold))
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

/// Words, folded, one of which a decision to a company names.
const STATE_AID: [&str; 6] = ["de-minimis", "de minimis", "agvo", "2023/2831", "1407/2013", "651/2014"];
/// Beginnings of words, folded, one of which a transfer clause has.
const TRANSFER: [&str; 4] = ["nachnutz", "uebertragbar", "lizenzfrei", "transfer"];

/// R11: the basis in state-aid law.
pub(super) fn state_aid(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    for (case, decision) in project.decisions() {
        let named = STATE_AID.iter().any(|word| decision.wording.contains(word));
        if case.recipient_kind == RecipientKind::Company && !named {
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

/// R12: the duty to pass on what came out.
pub(super) fn transfer_clause(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    for (case, decision) in project.decisions() {
        if !TRANSFER.iter().any(|word| decision.wording.contains(word)) {
            let message = format!(
                "{}: Zum Bescheid ist keine Nebenbestimmung verzeichnet, die die Nachnutzung durch andere sichert.",
                case.reference
            );
            out.push(
                Found::at(project, Finding::warns("R12", "conditions", message), Owner::Authority)
                    .read(Read::Decision(decision.id)),
            );
        }
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

    #[test]
    fn the_audit_court_is_heard_above_the_threshold() {
        let of = |own: i64, other: i64| {
            Sample::new().project(move |p| p.money(Kind::Granted, own).from(Source::OtherLand, Kind::Granted, other))
        };
        assert_eq!((of(4_000_000, 1_000_000).run("R10"), of(4_000_000, 1_000_001).run("R10")), (0, 1));
        assert_eq!(of(9_000_000, 0).run("R10"), 0, "one grantor");
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
