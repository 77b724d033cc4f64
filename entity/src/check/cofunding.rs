//! Money that is not the programme's: secured, coordinated, received.
use super::{
    facts::{Facts, Project, Sum, minus},
    finding::Finding,
    found::{Found, Owner},
};
use crate::{
    figures::id::FigureId,
    ledger::{Kind, Source},
    money::{Cents, Rate},
    project::lifecycle::{Lifecycle, Stage},
};

/// Sources that must prove their money; the own share is secured by the application itself.
const OUTSIDE: [Source; 5] =
    [Source::Bund, Source::Eu, Source::OtherPublic, Source::PrivateCash, Source::PrivateInKind];
const SECURED: [Kind; 3] = [Kind::CofundingContracted, Kind::CofundingReceived, Kind::CofundingProven];

fn largest(project: &Project, source: Source, kinds: &[Kind]) -> Option<(Kind, Sum)> {
    let sums = kinds.iter().filter_map(|kind| Some((*kind, *project.sum(*kind, source)?)));
    sums.max_by_key(|(_, sum)| sum.cents)
}

/// R7: every source outside the Land has evidence while the project is not ended.
pub(super) fn secured(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let open = matches!(
        project.lifecycle(),
        Lifecycle::Applied
            | Lifecycle::InReview
            | Lifecycle::InfoRequested
            | Lifecycle::Granted
            | Lifecycle::Final
            | Lifecycle::Running
            | Lifecycle::Paused
    );
    if !open {
        return;
    }
    for source in OUTSIDE {
        let Some((kind, needed)) = largest(project, source, &[Kind::Planned, Kind::CofundingPledged]) else { continue };
        let secured = largest(project, source, &SECURED);
        let missing = minus(needed.cents, secured.map_or(Cents::ZERO, |(_, sum)| sum.cents));
        if missing > facts.tolerance(needed.precision, needed.cents) {
            let message = format!(
                "{}: {} sind {}, davon sind {missing} weder vertraglich gesichert noch eingegangen.",
                source.label(),
                needed.cents,
                if kind == Kind::Planned { "geplant" } else { "zugesagt" }
            );
            let mut found = Found::at(project, Finding::warns("R7", source.key(), message), Owner::ProjectOffice)
                .sum(project, kind, source, Some(&needed))
                .worth(missing);
            if let Some((kind, sum)) = secured {
                found = found.sum(project, kind, source, Some(&sum));
            }
            out.push(found);
        }
    }
}

/// R9: several public grantors agree.
pub(super) fn several_grantors(_: &Facts, project: &Project, out: &mut Vec<Found>) {
    let kinds = [Kind::Granted, Kind::CofundingPledged, Kind::CofundingContracted, Kind::Planned];
    if project.sum(Kind::Granted, Source::Programme).is_none() {
        return;
    }
    let others: Vec<(Source, Kind, Sum)> = [Source::OtherLand, Source::Bund, Source::Eu]
        .into_iter()
        .filter_map(|source| {
            let (kind, sum) = largest(project, source, &kinds).filter(|(_, sum)| sum.cents > Cents::ZERO)?;
            Some((source, kind, sum))
        })
        .collect();
    if others.is_empty() {
        return;
    }
    let words: Vec<String> =
        others.iter().map(|(source, _, sum)| format!("{} {}", source.label(), sum.cents)).collect();
    let message = format!(
        "Außer dem Programm fördern: {}. Eine Behörde soll bewilligen, Maßnahmen und Nachweis sollen abgestimmt sein.",
        words.join(", ")
    );
    let mut found = Found::at(project, Finding::informs("R9", "", message), Owner::Authority);
    for (source, kind, sum) in &others {
        found = found.sum(project, *kind, *source, Some(sum));
    }
    out.push(found);
}

/// R16: private pledges arrive; the programme is compared with its target.
pub(super) fn received(facts: &Facts, out: &mut Vec<Found>) {
    for project in facts.projects.values() {
        if !matches!(project.lifecycle().stage(), Stage::Settlement | Stage::Closed) {
            continue;
        }
        for source in [Source::PrivateCash, Source::PrivateInKind] {
            let promised = largest(project, source, &[Kind::CofundingPledged, Kind::CofundingContracted]);
            let Some((kind, promised)) = promised else { continue };
            let arrived = largest(project, source, &[Kind::CofundingReceived, Kind::CofundingProven]);
            let missing = minus(promised.cents, arrived.map_or(Cents::ZERO, |(_, sum)| sum.cents));
            if missing > facts.tolerance(promised.precision, promised.cents) {
                let message = format!(
                    "{}: {} sind zugesagt, davon sind {missing} weder eingegangen noch nachgewiesen.",
                    source.label(),
                    promised.cents
                );
                let mut found = Found::at(project, Finding::warns("R16", source.key(), message), Owner::ProjectOffice)
                    .sum(project, kind, source, Some(&promised))
                    .said(project.state)
                    .worth(missing);
                if let Some((kind, sum)) = arrived {
                    found = found.sum(project, kind, source, Some(&sum));
                }
                out.push(found);
            }
        }
    }
    let granted = facts.all(Kind::Granted, Source::Programme);
    let pledged = facts.all(Kind::CofundingPledged, Source::PrivateCash);
    if let (Some(target), Some(reached)) = (facts.target, pledged.of(granted))
        && reached < target
    {
        let missing = minus(granted.share(target).unwrap_or(granted), pledged);
        let message = format!(
            "Zugesagt sind {pledged} private Mittel (Geld), das sind {} der bewilligten Landesmittel; das Ziel sind {}, eine Bedingung ist es nicht.",
            Rate(reached.0),
            target
        );
        out.push(
            Found::whole(Finding::informs("R16", "target", message), Owner::Ministry)
                .figure(FigureId::of(Kind::CofundingPledged, Source::PrivateCash), pledged)
                .figure(FigureId::of(Kind::Granted, Source::Programme), granted)
                .worth(missing),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::Sample;
    use crate::project::field::Field;

    #[test]
    fn money_from_outside_is_secured_while_the_project_runs() {
        let of = |state: &'static str, contracted: i64| {
            Sample::new().project(move |p| {
                p.says(Field::Lifecycle, state)
                    .from(Source::OwnShare, Kind::Planned, 500)
                    .from(Source::Bund, Kind::Planned, 1_000)
                    .from(Source::Bund, Kind::CofundingContracted, contracted)
            })
        };
        assert_eq!((of("running", 998).run("R7"), of("running", 999).run("R7"), of("ended", 0).run("R7")), (1, 0, 0));
    }

    #[test]
    fn several_grantors_are_named() {
        let of = |source: Source| {
            Sample::new().project(move |p| p.money(Kind::Granted, 100).from(source, Kind::Planned, 50))
        };
        assert_eq!((of(Source::Eu).run("R9"), of(Source::OwnShare).run("R9")), (1, 0));
    }

    #[test]
    fn pledges_arrive_by_the_end() {
        let of = |state: &'static str, received: i64| {
            Sample::new().project(move |p| {
                p.says(Field::Lifecycle, state).from(Source::PrivateCash, Kind::CofundingPledged, 1_000).from(
                    Source::PrivateCash,
                    Kind::CofundingReceived,
                    received,
                )
            })
        };
        assert_eq!(
            (of("ended", 400).run("R16"), of("ended", 1_000).run("R16"), of("running", 0).run("R16")),
            (1, 0, 0)
        );
        assert_eq!(of("ended", 400).found("R16")[0].amount, Some(Cents(600)));
    }

    #[test]
    fn the_target_is_a_hint() {
        let of = |pledged: i64| {
            let mut sample = Sample::new().project(move |p| {
                p.money(Kind::Granted, 1_000).from(Source::PrivateCash, Kind::CofundingPledged, pledged)
            });
            sample.facts.target = Some(Rate(10_000));
            sample
        };
        assert_eq!((of(999).run("R16"), of(1_000).run("R16")), (1, 0));
    }
}
