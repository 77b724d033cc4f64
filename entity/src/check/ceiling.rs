//! What there is to grant: the ceiling, the budget years, the allocation to authorities, the frames of regions.
use super::{
    facts::{Facts, Framed, minus, sum},
    finding::Finding,
    found::{Found, Owner},
};
use crate::{
    figures::id::FigureId,
    ledger::{Kind, Source},
    money::Cents,
};
use std::collections::BTreeMap;

pub(super) fn programme(kind: Kind) -> FigureId {
    FigureId::of(kind, Source::Programme)
}

pub(super) fn in_year(kind: Kind, year: i32) -> FigureId {
    FigureId { year: Some(year), ..programme(kind) }
}

/// R1: what is granted is there, as a whole and in each budget year.
pub(super) fn within_ceiling(facts: &Facts, out: &mut Vec<Found>) {
    let granted = facts.all(Kind::Granted, Source::Programme);
    if let Some(ceiling) = facts.framed(Kind::Ceiling, |_| true)
        && granted > ceiling
    {
        let over = minus(granted, ceiling);
        let message = format!("Bewilligt sind {granted}, die Programmmittel betragen {ceiling}: {over} zu viel.");
        out.push(
            Found::whole(Finding::blocks("R1", "", message), Owner::Ministry)
                .figure(programme(Kind::Granted), granted)
                .figure(programme(Kind::Ceiling), ceiling)
                .worth(over),
        );
    }
    for (year, granted) in &facts.granted_by_year {
        let Some(available) = available(facts, *year, true) else { continue };
        if *granted > available {
            let over = minus(*granted, available);
            let message = format!(
                "Haushaltsjahr {year}: Bewilligt sind {granted}, verfügbar sind {available} (Ansatz, Reste und Verpflichtungsermächtigungen ohne Sperren): {over} zu viel."
            );
            let mut found = Found::whole(Finding::blocks("R1", "budget_year", message), Owner::Ministry)
                .figure(in_year(Kind::Granted, *year), *granted)
                .worth(over)
                .in_year(*year);
            for kind in [Kind::Appropriation, Kind::CarryOver, Kind::Blocked, Kind::Commitment] {
                if let Some(cents) = facts.framed(kind, |framed| framed.year == Some(*year)) {
                    found = found.figure(in_year(kind, *year), cents);
                }
            }
            out.push(found);
        }
    }
}

/// What a budget year has: appropriation and carry-over without what is blocked, with commitments where wanted. None
/// where no appropriation is recorded.
pub(super) fn available(facts: &Facts, year: i32, commitments: bool) -> Option<Cents> {
    let of = |kind| facts.framed(kind, |framed| framed.year == Some(year));
    let appropriation = of(Kind::Appropriation)?;
    let more = [Some(Kind::CarryOver), commitments.then_some(Kind::Commitment)];
    let gross = sum(std::iter::once(appropriation).chain(more.into_iter().flatten().filter_map(of)));
    Some(minus(gross, of(Kind::Blocked).unwrap_or_default()))
}

/// R2: an authority grants what was allocated to it, and a region has what was thought for it; that binds nobody.
pub(super) fn within_allocation(facts: &Facts, out: &mut Vec<Found>) {
    for regional in facts.regional.iter().filter(|regional| regional.granted > regional.frame) {
        let over = minus(regional.granted, regional.frame);
        let message = format!(
            "{}, Haushaltsjahr {}: Bewilligt sind {}, der regionale Rahmen ist {}: {over} darüber. Der Rahmen bindet nicht.",
            regional.name, regional.year, regional.granted, regional.frame
        );
        let at = |kind| FigureId { region: Some(regional.slug.clone()), ..in_year(kind, regional.year) };
        let found = Found::whole(Finding::informs("R2", "region", message), Owner::Ministry)
            .figure(at(Kind::Granted), regional.granted)
            .figure(at(Kind::Frame), regional.frame)
            .in_year(regional.year)
            .worth(over);
        out.push(Found { regions: vec![regional.slug.clone()], ..found });
    }
    let mut granted: BTreeMap<i64, (&str, &str, Vec<Cents>)> = BTreeMap::new();
    for project in facts.projects.values() {
        if let (Some((id, slug, name)), Some(sum)) = (&project.authority, project.sum(Kind::Granted, Source::Programme))
        {
            granted.entry(*id).or_insert((slug, name, Vec::new())).2.push(sum.cents);
        }
    }
    for (id, (slug, name, cents)) in granted {
        let of = |framed: &Framed| framed.authority_id == Some(id);
        let Some(allocated) = facts.framed(Kind::Allocated, of) else { continue };
        let granted = sum(cents.into_iter());
        if granted > allocated {
            let over = minus(granted, allocated);
            let message = format!("{name}: Bewilligt sind {granted}, zugewiesen sind {allocated}: {over} zu viel.");
            let found = Found::whole(Finding::warns("R2", "", message), Owner::Ministry)
                .figure(programme(Kind::Allocated), allocated)
                .figure(programme(Kind::Granted), granted)
                .worth(over);
            out.push(Found { authority: Some(slug.to_owned()), ..found });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{facts::Regional, finding::Severity, sample::Sample};

    #[test]
    fn more_than_the_ceiling_blocks_and_exactly_the_ceiling_does_not() {
        let sample = Sample::new().frame(Kind::Ceiling, None, 10_000).project(|p| p.money(Kind::Granted, 10_000));
        assert_eq!(sample.run("R1"), 0);
        let sample = sample.project(|p| p.money(Kind::Granted, 1));
        let found = sample.found("R1");
        assert_eq!((found.len(), found[0].amount), (1, Some(Cents(1))));
        assert!(found[0].finding.message.contains("100,01"), "{}", found[0].finding.message);
        assert_eq!(found[0].figure, Some(programme(Kind::Granted)));
    }

    #[test]
    fn a_year_has_appropriation_rest_and_commitment_without_what_is_blocked() {
        let sample = Sample::new()
            .frame(Kind::Appropriation, Some(2026), 100)
            .frame(Kind::CarryOver, Some(2026), 20)
            .frame(Kind::Commitment, Some(2026), 30)
            .frame(Kind::Blocked, Some(2026), 10)
            .granted_in(2026, 140);
        assert_eq!(sample.run("R1"), 0);
        assert_eq!(sample.clone().granted_in(2026, 141).run("R1"), 1);
        assert_eq!(sample.granted_in(2025, 1_000).run("R1"), 0, "no appropriation of 2025 is known");
    }

    #[test]
    fn an_authority_grants_what_it_was_given() {
        let sample = Sample::new().project(|p| p.money(Kind::Granted, 100));
        assert_eq!(sample.run("R2"), 0, "nothing is allocated");
        let mut sample = sample.frame(Kind::Allocated, None, 99);
        assert_eq!(sample.run("R2"), 0, "allocated to nobody");
        sample.facts.frame[0].authority_id = Some(7);
        assert_eq!(sample.run("R2"), 1);
        sample.facts.frame[0].cents = Cents(100);
        assert_eq!(sample.run("R2"), 0);
    }

    #[test]
    fn a_region_above_its_frame_is_told_and_not_stopped() {
        let mut sample = Sample::new();
        let regional = |granted| Regional {
            slug: "aachen".into(),
            name: "Aachen".into(),
            year: 2021,
            frame: Cents(100),
            granted: Cents(granted),
        };
        sample.facts.regional = vec![regional(100)];
        assert_eq!(sample.run("R2"), 0);
        sample.facts.regional = vec![regional(130)];
        let found = sample.found("R2");
        assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(30)), Some(2021)));
        assert_eq!((found[0].finding.severity, &found[0].regions), (Severity::Informs, &vec!["aachen".to_owned()]));
    }
}
