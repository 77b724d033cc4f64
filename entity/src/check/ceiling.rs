//! What there is to grant: the ceiling, the budget years, the allocation to authorities, the frames of regions.
use super::{
    facts::{Facts, minus, sum},
    finding::Finding,
    found::{Found, Owner},
};
use crate::{
    figures::id::FigureId,
    grant::Backing,
    ledger::{Kind, Source},
    money::Cents,
};
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
    for ((year, backing), means) in facts.means.iter().filter(|(_, means)| means.granted > means.available) {
        let (granted, available) = (means.granted, means.available);
        let over = minus(granted, available);
        let (message, kinds): (String, &[Kind]) = match backing {
            Backing::Cash => (
                format!(
                    "Haushaltsjahr {year}: Aus dem Baransatz bewilligt sind {granted}, verfügbar sind {available} (Ansatz und Reste ohne Sperren): {over} zu viel."
                ),
                &[Kind::Appropriation, Kind::CarryOver, Kind::Blocked],
            ),
            Backing::Commitment => (
                format!(
                    "Haushaltsjahr {year}: Aus Verpflichtungsermächtigungen gebunden sind {granted}, fällig werden {available} davon: {over} zu viel."
                ),
                &[Kind::Commitment],
            ),
        };
        let bound = FigureId { backing: Some(*backing), ..in_year(Kind::Granted, *year) };
        let mut found = Found::whole(Finding::blocks("R1", "budget_year", message), Owner::Ministry)
            .figure(bound, granted)
            .worth(over)
            .in_year(*year);
        for kind in kinds {
            if let Some(cents) = facts.framed(*kind, |framed| framed.year == Some(*year)) {
                found = found.figure(in_year(*kind, *year), cents);
            }
        }
        out.push(found);
    }
}

/// What a budget year has to spend: appropriation and carry-over without what is blocked. None where neither is
/// recorded.
pub(super) fn available(facts: &Facts, year: i32) -> Option<Cents> {
    let of = |kind| facts.framed(kind, |framed| framed.year == Some(year));
    let recorded: Vec<Cents> = [Kind::Appropriation, Kind::CarryOver].into_iter().filter_map(of).collect();
    let gross = (!recorded.is_empty()).then(|| sum(recorded.into_iter()))?;
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
    for part in facts.allotted.iter().filter(|part| part.granted > part.allocated) {
        let over = minus(part.granted, part.allocated);
        let when = part.year.map(|year| format!(", Haushaltsjahr {year}")).unwrap_or_default();
        let message = format!(
            "{}{when}: Bewilligt sind {}, zugewiesen sind {}: {over} zu viel.",
            part.name, part.granted, part.allocated
        );
        let at = |kind| FigureId { authority: Some(part.slug.clone()), year: part.year, ..programme(kind) };
        let found = Found::whole(Finding::warns("R2", "", message), Owner::Ministry)
            .figure(at(Kind::Allocated), part.allocated)
            .figure(at(Kind::Granted), part.granted)
            .worth(over);
        let found = part.year.into_iter().fold(found, Found::in_year);
        out.push(Found { authority: Some(part.slug.clone()), ..found });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        facts::{Allotted, Regional},
        finding::Severity,
        sample::Sample,
    };

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
    fn each_backing_of_a_year_has_its_own_means() {
        for backing in Backing::ALL.iter().copied() {
            let sample = Sample::new().frame(Kind::Commitment, Some(2026), 140);
            assert_eq!(sample.clone().means(2026, backing, 140, 140).run("R1"), 0);
            let found = sample.means(2026, backing, 140, 141).found("R1");
            let figure = found[0].figure.as_ref().map(ToString::to_string);
            assert_eq!(figure, Some(format!("granted.programme.year-2026.backing-{}", backing.key())));
            assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(1)), Some(2026)));
        }
    }

    #[test]
    fn an_authority_grants_what_it_was_given_in_each_year() {
        let mut sample = Sample::new();
        let part = |year, allocated, granted| Allotted {
            slug: "bezreg-koeln".into(),
            name: "Bezirksregierung Köln".into(),
            year,
            allocated: Cents(allocated),
            granted: Cents(granted),
        };
        sample.facts.allotted = vec![part(Some(2021), 100, 100), part(Some(2022), 100, 101), part(None, 200, 200)];
        let found = sample.found("R2");
        assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(1)), Some(2022)));
        assert_eq!(found[0].authority.as_deref(), Some("bezreg-koeln"));
        assert!(found[0].finding.message.contains("Haushaltsjahr 2022"), "{}", found[0].finding.message);
        sample.facts.allotted = vec![part(None, 200, 201)];
        assert_eq!(sample.run("R2"), 1, "what is granted in no year counts as a whole");
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
