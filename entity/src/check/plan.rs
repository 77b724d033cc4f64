//! The financing plan and the grant in it: balance, rate, maximum rate, smallest grant.
use super::{
    facts::{Facts, Project, minus, sum},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    grant::{FinancingType, RecipientKind, Regime},
    ledger::{Kind, Source},
    money::{Cents, Rate},
    parameter::Key,
    precision::Precision,
};

/// R3: both sides of the plan are equal.
pub(super) fn balanced(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let mut decided = false;
    for (case, decision) in project.decisions() {
        decided = true;
        let at = |field, message| {
            Found::at(project, Finding::blocks("R3", field, message), Owner::Authority)
                .read(Read::Decision(decision.id))
        };
        for (year, difference) in &decision.unbalanced {
            let message = format!(
                "{}, Fassung {}: Im Jahr {year} unterscheiden sich Ausgaben und Finanzierung des Plans um {difference}.",
                case.reference, decision.version
            );
            out.push(at("plan", message).in_year(*year).worth(Cents(difference.0.saturating_abs())));
        }
        if let Some(planned) = decision.planned.filter(|planned| *planned != decision.total) {
            let message = format!(
                "{}, Fassung {}: Die Ausgaben des Plans ergeben {planned}, der Bescheid nennt {} Gesamtausgaben.",
                case.reference, decision.version, decision.total
            );
            out.push(at("total", message).worth(Cents(minus(planned, decision.total).0.saturating_abs())));
        }
    }
    if let (false, Some(total)) = (decided, project.total) {
        let parts: Vec<_> =
            Source::ALL.into_iter().filter_map(|source| Some((source, part(project, source)?))).collect();
        // the grant alone says nothing about how the rest is financed
        let others = parts.iter().any(|(source, _)| *source != Source::Programme);
        let granted = parts.iter().any(|(source, _)| *source == Source::Programme);
        let financed = sum(parts.iter().map(|(_, (_, part))| part.cents));
        let coarsest = parts.iter().map(|(_, (_, part))| part.precision).fold(total.value.precision, Ord::max);
        let difference = minus(financed, total.value.cents);
        let tolerance = facts.tolerance(coarsest, total.value.cents);
        if others && granted && difference.0.saturating_abs() > tolerance.0 {
            let message = format!(
                "Zuwendung und übrige Mittel ergeben {financed}, die Gesamtausgaben betragen {}: {} Unterschied.",
                total.value.cents,
                Cents(difference.0.saturating_abs())
            );
            let mut found = Found::at(project, Finding::warns("R3", "total_cost", message), Owner::ProjectOffice)
                .worth(Cents(difference.0.saturating_abs()))
                .said(Some(total));
            for (source, (kind, part)) in &parts {
                found = found.sum(project, *kind, *source, Some(part));
            }
            out.push(found);
        }
    }
}

/// What a source gives to a project: granted, pledged or planned, whichever is more binding.
fn part(project: &Project, source: Source) -> Option<(Kind, super::facts::Sum)> {
    let kinds = [Kind::Granted, Kind::CofundingPledged, Kind::Planned];
    kinds.into_iter().find_map(|kind| Some((kind, *project.sum(kind, source)?)))
}

/// R4: the grant is at most rate times eligible cost, and at most the cap.
pub(super) fn within_rate(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let mut cap: Option<Cents> = None;
    for (case, decision) in project.decisions() {
        cap = Some(sum([cap.unwrap_or_default(), decision.amount].into_iter()));
        let rate = decision.rate.filter(|_| decision.financing == FinancingType::Share);
        let Some(most) = rate.and_then(|rate| decision.eligible.share(rate)) else { continue };
        if minus(decision.amount, most) > facts.tolerance(Precision::Cent, most) {
            let message = format!(
                "{}, Fassung {}: Die Zuwendung beträgt {}, {} von {} sind {most}.",
                case.reference,
                decision.version,
                decision.amount,
                rate.unwrap_or_default(),
                decision.eligible
            );
            out.push(
                Found::at(project, Finding::blocks("R4", "amount", message), Owner::Authority)
                    .read(Read::Decision(decision.id))
                    .worth(minus(decision.amount, most)),
            );
        }
    }
    let Some(granted) = project.sum(Kind::Granted, Source::Programme) else { return };
    if let Some(cap) = cap {
        if minus(granted.cents, cap) > facts.tolerance(granted.precision, cap) {
            let message =
                format!("Gebucht sind {} als bewilligt, die Bescheide erlauben zusammen {cap}.", granted.cents);
            let mut found = Found::at(project, Finding::blocks("R4", "cap", message), Owner::Authority)
                .sum(project, Kind::Granted, Source::Programme, Some(granted))
                .worth(minus(granted.cents, cap));
            for (_, decision) in project.decisions() {
                found = found.read(Read::Decision(decision.id));
            }
            out.push(found);
        }
    } else if let (Some(rate), Some(eligible)) = (project.rate, project.eligible)
        && let Some(most) = eligible.value.cents.share(rate.value)
    {
        let over = minus(granted.cents, most);
        let tolerance = facts.tolerance(granted.precision.max(eligible.value.precision), most);
        // a rate such as 54,58 % was rounded: by up to half of its last place
        let rounded = if rate.value.0 % 100 == 0 { 0 } else { eligible.value.cents.0.saturating_abs() / 20_000 };
        if over.0 > tolerance.0.saturating_add(rounded) {
            let message = format!(
                "Bewilligt sind {}, {} von {} zuwendungsfähigen Ausgaben sind {most}: {over} zu viel.",
                granted.cents, rate.value, eligible.value.cents
            );
            out.push(
                Found::at(project, Finding::blocks("R4", "granted", message), Owner::Authority)
                    .sum(project, Kind::Granted, Source::Programme, Some(granted))
                    .said(Some(rate))
                    .said(Some(eligible))
                    .worth(over),
            );
        }
    }
}

/// R14: no item is exceeded by more than the plan allows, as the newest proofs say.
pub(super) fn within_items(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let over = Rate(i32::try_from(facts.parameter(Key::ItemOverrun)).unwrap_or(0));
    for case in project.cases.iter().filter(|case| case.source == Source::Programme) {
        let (Some(decision), Some(actual)) = (&case.current, &case.actual) else { continue };
        for (item, spent) in &actual.by_item {
            let planned = decision.items.get(item).copied().unwrap_or_default();
            let allowed = sum([planned, planned.share(over).unwrap_or_default()].into_iter());
            if *spent <= allowed {
                continue;
            }
            let message = format!(
                "{}: Für {} sind {spent} ausgegeben, geplant sind {planned}, ohne Umwidmung höchstens {allowed} ({}).",
                case.reference,
                item.label(),
                actual.named()
            );
            let found = Found::at(project, Finding::warns("R14", item.key(), message), Owner::Authority)
                .read(Read::Decision(decision.id))
                .by(facts, Key::ItemOverrun)
                .worth(minus(*spent, allowed));
            out.push(actual.proofs.iter().fold(found, |found, stated| found.read(Read::Proof(stated.proof_id))));
        }
    }
}

fn maximum_of(kind: RecipientKind) -> Key {
    match kind {
        RecipientKind::Municipality => Key::MaxRateMunicipality,
        RecipientKind::Company => Key::MaxRateCompany,
        RecipientKind::Research => Key::MaxRateResearch,
        RecipientKind::Charity => Key::MaxRateCharity,
        RecipientKind::Other => Key::MaxRateOther,
    }
}

/// R5: the rate is at most what the guideline allows the recipient.
pub(super) fn within_maximum(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let most = |key| Rate(i32::try_from(facts.parameter(key)).unwrap_or(0));
    let mut decided = false;
    for (case, decision) in project.decisions() {
        decided = true;
        let key = maximum_of(case.recipient_kind);
        let Some(rate) = decision.rate.or(decision.amount.of(decision.eligible)) else { continue };
        if rate > most(key) {
            let message = format!(
                "{}: Der Satz beträgt {rate}, für {} sind höchstens {} vorgesehen.",
                case.reference,
                case.recipient_kind.label(),
                most(key)
            );
            out.push(
                Found::at(project, Finding::warns("R5", "rate", message), Owner::Authority)
                    .read(Read::Decision(decision.id))
                    .by(facts, key),
            );
        }
    }
    let keys = RecipientKind::ALL.iter().map(|kind| maximum_of(*kind));
    let Some(key) = keys.max_by_key(|key| facts.parameter(*key)) else { return };
    if let Some(rate) = project.rate.filter(|rate| !decided && rate.value > most(key)) {
        let message =
            format!("Der Satz beträgt {}, mehr als {} sieht die Richtlinie für niemanden vor.", rate.value, most(key));
        out.push(
            Found::at(project, Finding::warns("R5", "funding_rate", message), Owner::Authority)
                .said(Some(rate))
                .by(facts, key),
        );
    }
}

/// R6: the grant is worth its administration.
pub(super) fn above_bagatelle(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let Some(granted) = project.sum(Kind::Granted, Source::Programme).filter(|sum| sum.cents > Cents::ZERO) else {
        return;
    };
    let small = |amount: Cents, key: Key| amount.0 <= facts.parameter(key);
    let mut decided = false;
    for (case, decision) in project.decisions() {
        decided = true;
        let key = if case.regime == Regime::Vvg { Key::BagatelleVvg } else { Key::BagatelleVv };
        if decision.amount > Cents::ZERO && small(decision.amount, key) {
            let message = format!(
                "{}: Die Zuwendung beträgt {}, bewilligt werden soll erst über {}.",
                case.reference,
                decision.amount,
                key.shown(facts.parameter(key))
            );
            out.push(
                Found::at(project, Finding::warns("R6", "amount", message), Owner::Authority)
                    .read(Read::Decision(decision.id))
                    .by(facts, key)
                    .worth(decision.amount),
            );
        }
    }
    if !decided && small(granted.cents, Key::BagatelleVv) {
        let key = Key::BagatelleVv;
        let message = format!(
            "Bewilligt sind {}, bewilligt werden soll erst über {}.",
            granted.cents,
            key.shown(facts.parameter(key))
        );
        out.push(
            Found::at(project, Finding::warns("R6", "granted", message), Owner::Authority)
                .sum(project, Kind::Granted, Source::Programme, Some(granted))
                .by(facts, key)
                .worth(granted.cents),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{
        finding::Severity,
        sample::{Sample, rules},
    };
    use crate::{
        grant::Item,
        project::field::Field,
        settlement::{
            actual::{Actual, Stated},
            proof::ProofKind,
        },
    };

    #[test]
    fn a_plan_out_of_balance_blocks_in_its_year() {
        let sample = Sample::new().decided(|d| {
            d.unbalanced = vec![(2020, Cents(-100))];
            d.planned = Some(d.total);
        });
        let found = sample.found("R3");
        assert_eq!((found.len(), found[0].year, found[0].finding.severity), (1, Some(2020), Severity::Blocks));
        assert_eq!(Sample::new().decided(|d| d.planned = Some(d.total)).run("R3"), 0);
        assert_eq!(Sample::new().decided(|d| d.planned = Some(Cents(1))).run("R3"), 1);
    }

    #[test]
    fn without_a_decision_the_parts_are_compared_with_the_total() {
        let of = |own: i64| {
            Sample::new().project(move |p| {
                p.says(Field::TotalCost, "10000.00 thousand").money(Kind::Granted, 800_000).from(
                    Source::OwnShare,
                    Kind::Planned,
                    own,
                )
            })
        };
        assert_eq!((of(200_000).run("R3"), of(100_001).run("R3"), of(99_999).run("R3")), (0, 0, 1), "to 1,000 €");
        let alone = Sample::new().project(|p| p.says(Field::TotalCost, "10000.00 cent").money(Kind::Granted, 800_000));
        assert_eq!(alone.run("R3"), 0, "nothing is known of the rest");
    }

    #[test]
    fn a_grant_above_rate_times_cost_blocks() {
        let of = |granted: i64| {
            Sample::new().project(move |p| {
                p.says(Field::FundingRate, "8000")
                    .says(Field::EligibleCost, "1000.00 cent")
                    .money(Kind::Granted, granted)
            })
        };
        assert_eq!((of(80_001).run("R4"), of(80_002).run("R4")), (0, 1), "a cent is tolerated");
        let rounded = |granted: i64| {
            Sample::new().project(move |p| {
                p.says(Field::FundingRate, "5458")
                    .says(Field::EligibleCost, "24000000.00 cent")
                    .money(Kind::Granted, granted)
            })
        };
        assert_eq!((rounded(1_310_000_000).run("R4"), rounded(1_310_040_002).run("R4")), (0, 1), "54,58 % is rounded");
        let half = |amount: i64| {
            Sample::new().decided(move |d| {
                (d.rate, d.eligible, d.amount) = (Some(Rate(5_000)), Cents(200_000), Cents(amount));
            })
        };
        assert_eq!((half(100_000).run("R4"), half(100_002).run("R4")), (0, 1));
        let booked = half(100_000).project_with(|p| p.money(Kind::Granted, 100_002));
        assert_eq!(booked.run("R4"), 1, "more is recorded than decided");
    }

    #[test]
    fn the_rate_is_judged_by_the_kind_of_recipient() {
        let of = |rate: i32| Sample::new().decided(move |d| d.rate = Some(Rate(rate)));
        assert_eq!((of(8_000).run("R5"), of(8_001).run("R5")), (0, 1), "municipalities");
        let unknown = |rate: &'static str| Sample::new().project(move |p| p.says(Field::FundingRate, rate));
        assert_eq!((unknown("9000").run("R5"), unknown("9001").run("R5")), (0, 1));
        assert_eq!(unknown("9001").with(rules(&[(Key::MaxRateOther, 9_500)])).run("R5"), 0);
    }

    #[test]
    fn an_item_may_be_exceeded_by_a_fifth() {
        let of = |spent: i64| {
            let sample = Sample::new().decided(|d| d.items = [(Item::Travel, Cents(1_000))].into());
            sample.case(|case| {
                // half of it in each of two interim proofs, of which one is checked
                let stated =
                    |year| Stated { proof_id: 1, kind: ProofKind::Interim, year: Some(year), checked: year == 2020 };
                let half = spent / 2;
                let parts = [(2020, half), (2021, spent - half)];
                case.actual =
                    Actual::newest(parts.map(|(year, cents)| (stated(year), [(Item::Travel, Cents(cents))].into())));
            })
        };
        let message = &of(1_201).found("R14")[0].finding.message;
        assert!(message.contains("(Zwischennachweise 2020 (geprüft), 2021 (ungeprüft))"), "{message}");
        assert_eq!((of(1_200).run("R14"), of(1_201).run("R14")), (0, 1));
        assert_eq!(of(1_201).found("R14")[0].amount, Some(Cents(1)));
        assert_eq!(of(1_201).with(rules(&[(Key::ItemOverrun, 2_500)])).run("R14"), 0);
        assert_eq!(Sample::new().decided(|_| {}).run("R14"), 0, "without a proof there is nothing to compare");
    }

    #[test]
    fn small_grants_are_shown() {
        let of = |cents: i64| Sample::new().project(move |p| p.money(Kind::Granted, cents));
        assert_eq!((of(200_000).run("R6"), of(200_001).run("R6"), of(0).run("R6")), (1, 0, 0));
        let town =
            Sample::new().decided(|d| d.amount = Cents(1_250_000)).project_with(|p| p.money(Kind::Granted, 1_250_000));
        assert_eq!(town.run("R6"), 1, "the limit of municipalities is higher");
    }
}
