//! Whether the data fit themselves: doubles, parts and wholes, what others published.
use super::{
    facts::{Facts, Project, minus, shown, sum},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
};
use std::collections::BTreeMap;

/// R20: no project is there twice.
pub(super) fn twice(facts: &Facts, out: &mut Vec<Found>) {
    let mut titles: BTreeMap<&str, Vec<&Project>> = BTreeMap::new();
    let mut references: BTreeMap<&str, Vec<&Project>> = BTreeMap::new();
    for project in facts.projects.values() {
        if !project.same_title.is_empty() {
            titles.entry(&project.same_title).or_default().push(project);
        }
        if let Some(said) = project.grant_reference.as_ref().filter(|said| !said.value.trim().is_empty()) {
            references.entry(said.value.trim()).or_default().push(project);
        }
    }
    let mut say = |groups: BTreeMap<&str, Vec<&Project>>, field, what: &str| {
        for group in groups.into_values().filter(|group| group.len() > 1) {
            for project in group.iter().skip(1) {
                let first = group.iter().find(|other| !related(project, other));
                let Some(first) = first.filter(|first| first.id != project.id) else { continue };
                // who may see the one may not know of the other yet
                let other = match first.public {
                    true => format!("„{}“ ({})", first.title, first.number),
                    false => "ein Projekt, das noch nicht öffentlich ist".to_owned(),
                };
                let message = format!("{what} wie {other}. Ist es dasselbe Projekt?");
                let mut found = Found::at(project, Finding::warns("R20", field, message), Owner::ProjectOffice);
                for one in [project, first] {
                    let reference = one.grant_reference.as_ref().filter(|_| field == "grant_reference");
                    found = found.read(Read::Statement(reference.map_or(one.title_fact, |said| said.fact)));
                }
                out.push(found);
            }
        }
    };
    say(titles, "title", "Derselbe Titel");
    say(references, "grant_reference", "Dasselbe Förderkennzeichen");
}

/// Whether one is the other, or a part of it, or both are parts of the same.
fn related(a: &Project, b: &Project) -> bool {
    let top = |project: &Project| project.parent_id.unwrap_or(project.id);
    top(a) == top(b)
}

/// R22: an amount stands with one project only, the whole or its part, and decisions make what is granted.
pub(super) fn parts(facts: &Facts, out: &mut Vec<Found>) {
    for project in facts.projects.values() {
        if let Some(parent) = project.parent_id.and_then(|id| facts.projects.get(&id)) {
            counted_twice(parent, project, out);
        }
        let Some(granted) = project.sum(Kind::Granted, Source::Programme) else { continue };
        let decisions: Vec<_> = project.decisions().collect();
        let decided = sum(decisions.iter().map(|(_, decision)| decision.amount));
        let missing = minus(decided, granted.cents);
        // more recorded than decided is R4's
        if !decisions.is_empty() && missing > facts.tolerance(granted.precision, granted.cents) {
            let message = format!(
                "Die Bescheide ergeben zusammen {decided}, gebucht sind {} als bewilligt: {missing} fehlen.",
                granted.cents
            );
            let mut found = Found::at(project, Finding::warns("R22", "decisions", message), Owner::Authority)
                .sum(project, Kind::Granted, Source::Programme, Some(granted))
                .worth(missing);
            for (_, decision) in decisions {
                found = found.read(Read::Decision(decision.id));
            }
            out.push(found);
        }
    }
}

/// All sums add a project and its parts: the same kind and source of money at both counts twice, unless decisions of
/// their own say that they are two grants.
fn counted_twice(parent: &Project, part: &Project, out: &mut Vec<Found>) {
    let decided =
        |project: &Project, source| project.cases.iter().any(|case| case.source == source && case.current.is_some());
    for ((kind, source), sum) in &part.sums {
        let both = parent.sum(*kind, *source).filter(|whole| whole.cents > Cents::ZERO && sum.cents > Cents::ZERO);
        let Some(whole) = both.filter(|_| matches!(kind, Kind::Granted | Kind::Planned)) else { continue };
        if *kind == Kind::Granted && decided(parent, *source) && decided(part, *source) {
            continue;
        }
        let message = format!(
            "Als {} ({}) stehen hier {} und beim übergeordneten Projekt {}: In allen Summen zählt beides. Ist der Betrag des Teilprojekts in dem des Projekts enthalten, ist er doppelt gezählt: Bitte dort nur den Rest führen.",
            kind.label(),
            source.label(),
            sum.cents,
            whole.cents
        );
        out.push(
            Found::at(part, Finding::warns("R22", "parts", message), Owner::Authority)
                .sum(part, *kind, *source, Some(sum))
                .sum(parent, *kind, *source, Some(whole))
                .worth(sum.cents),
        );
    }
}

/// R23: what was published about a project fits the ledger: as it stands, or as it stood on the day the publication names.
pub(super) fn published(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    for said in &project.published {
        let booked = project.sum(said.kind, Source::Programme);
        let ours = match said.then {
            Some((_, then)) => then,
            None => booked.map(|sum| (sum.cents, sum.precision)),
        };
        let Some((cents, precision)) = ours else { continue };
        let difference = Cents(minus(cents, said.cents).0.saturating_abs());
        let coarsest: Precision = said.precision.max(precision);
        if difference > facts.tolerance(coarsest, said.cents) {
            let day = said.then.map(|(day, _)| format!(" für den {}", shown(day))).unwrap_or_default();
            let message = format!(
                "Veröffentlicht sind{day} {} ({}), gebucht sind{day} {cents} als {}: {difference} Unterschied.",
                said.cents,
                said.source,
                said.kind.label()
            );
            let found = Found::at(project, Finding::informs("R23", said.kind.key(), message), Owner::Ministry)
                .read(Read::Published(said.id))
                .worth(difference);
            out.push(match said.then {
                Some(_) => found.read(Read::Booked(said.id, cents)),
                None => found.sum(project, said.kind, Source::Programme, booked),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        facts::Published,
        sample::{Sample, rules},
    };
    use crate::parameter::Key;

    #[test]
    fn what_was_published_for_a_day_is_compared_with_that_day() {
        let of = |then: Option<i64>| {
            Sample::new().project(move |mut p| {
                let then = Some(("2020-12-31".parse().unwrap(), then.map(|cents| (Cents(cents), Precision::Cent))));
                let (cents, precision) = (Cents(10_000), Precision::Cent);
                p.0.published.push(Published {
                    id: 1,
                    kind: Kind::Paid,
                    cents,
                    precision,
                    source: "Presse".into(),
                    then,
                });
                // by now there is more, which is no contradiction
                p.money(Kind::Paid, 90_000)
            })
        };
        assert_eq!((of(Some(10_000)).run("R23"), of(Some(10_002)).run("R23"), of(None).run("R23")), (0, 1, 0));
        assert!(of(Some(5_000)).found("R23")[0].finding.message.contains("für den 31.12.2020"));
    }

    #[test]
    fn the_same_title_twice_is_shown_once_and_parts_are_no_doubles() {
        let two = |a: &'static str, b: &'static str| {
            Sample::new().project(move |p| p.titled(a)).project(move |p| p.titled(b))
        };
        assert_eq!(two("Bürger-Portal", "Buergerportal").run("R20"), 1);
        assert_eq!(two("Bürgerportal", "Bürgerportal II").run("R20"), 0);
        let mut parts = two("Bürgerportal", "Bürgerportal");
        parts.facts.projects.get_mut(&2).expect("the part").parent_id = Some(1);
        assert_eq!(parts.run("R20"), 0);
        let mut same = two("Eins", "Zwei");
        for project in same.facts.projects.values_mut() {
            let (fact, since) = (project.id, "2020-01-01".parse().expect("a day"));
            project.grant_reference = Some(crate::check::facts::Said { fact, since, value: "34.02-1".into() });
        }
        assert_eq!(same.run("R20"), 1);
    }

    #[test]
    fn an_amount_stands_with_the_whole_or_with_its_part() {
        // Bergisch.Smart_Mobility and its part in Solingen: 13.1 million and 360,000
        let two = |whole: Kind, part: Kind| {
            let mut sample = Sample::new()
                .project(move |p| p.titled("Ganzes").money(whole, 1_310_000_000))
                .project(move |p| p.titled("Teil").money(part, 36_000_000));
            sample.facts.projects.get_mut(&2).expect("the part").parent_id = Some(1);
            sample
        };
        let found = two(Kind::Granted, Kind::Granted).found("R22");
        assert_eq!((found.len(), found[0].amount), (1, Some(Cents(36_000_000))));
        assert!(found[0].finding.message.contains("13.100.000,00"), "{}", found[0].finding.message);
        assert_eq!(two(Kind::Planned, Kind::Planned).run("R22"), 1);
        assert_eq!(two(Kind::Granted, Kind::Planned).run("R22"), 0, "planned and granted are never added");
        assert_eq!(two(Kind::Paid, Kind::Paid).run("R22"), 0);
        // two grants by two decisions are two amounts
        let mut own = Sample::new()
            .decided(|_| {})
            .project_with(|p| p.money(Kind::Granted, 8_000_000))
            .decided(|_| {})
            .project_with(|p| p.money(Kind::Granted, 8_000_000));
        own.facts.projects.get_mut(&2).expect("the part").parent_id = Some(1);
        assert_eq!(own.run("R22"), 0);
        own.facts.projects.get_mut(&1).expect("the whole").cases.clear();
        assert_eq!(own.run("R22"), 1);
    }

    #[test]
    fn decisions_make_what_is_granted() {
        let decided = |booked: i64| {
            Sample::new().decided(|d| d.amount = Cents(1_000)).project_with(move |p| p.money(Kind::Granted, booked))
        };
        assert_eq!((decided(1_000).run("R22"), decided(900).run("R22")), (0, 1));
    }

    #[test]
    fn rounded_publications_may_differ_by_their_rounding() {
        let of = |cents: i64, precision: Precision| {
            Sample::new().project(move |p| {
                let mut p = p.money(Kind::Granted, 10_000_000);
                let source = "Presse".into();
                p.0.published.push(Published {
                    id: 1,
                    kind: Kind::Granted,
                    cents: Cents(cents),
                    precision,
                    source,
                    then: None,
                });
                p
            })
        };
        assert_eq!(
            (of(9_900_000, Precision::Thousand).run("R23"), of(9_899_999, Precision::Thousand).run("R23")),
            (0, 1)
        );
        assert_eq!((of(9_600_000, Precision::About).run("R23"), of(9_600_000, Precision::Euro).run("R23")), (0, 1));
        let wide = of(9_899_999, Precision::Thousand).with(rules(&[(Key::ToleranceThousand, 200_000)]));
        assert_eq!(wide.run("R23"), 0);
    }
}
