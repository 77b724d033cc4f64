//! R18: claims are collected and bear interest.
use super::{
    facts::{Facts, Project, minus, shown, sum},
    finding::Finding,
    found::{Found, Owner, Read},
};
use crate::{
    ledger::{Kind, Source},
    money::{Cents, Rate},
    parameter::Key,
    recovery::{
        rules::{clock, days},
        standing::Recovery,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const OWN: Source = Source::Programme;

/// R18: claims are collected, in time and with interest.
pub(super) fn recovered(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    // money of others in a case is claimed back, too
    for recovery in project.claims.iter().chain(&project.other_claims) {
        one(facts, project, recovery, out);
    }
    loose(facts, project, out);
}

fn one(facts: &Facts, project: &Project, recovery: &Recovery, out: &mut Vec<Found>) {
    let claim = &recovery.claim;
    let open = recovery.pursued();
    let what = if claim.draw_id.is_some() { "Zinsanspruch" } else { "Rückforderung" };
    let name = format!("{what} {} vom {}", claim.reference, shown(claim.dated_on));
    let at = |field, message| {
        Found::at(project, Finding::warns("R18", field, message), Owner::Authority)
            .read(Read::Claim(claim.id))
            // a payment or a decision makes it another finding
            .read(Read::ClaimState(claim.id, recovery.version()))
    };
    let years = facts.parameters.on(Key::RecoveryClockYears, claim.known_on);
    let late = clock(claim.known_on, claim.dated_on, years);
    if recovery.revokes() && late.days_left < 0 {
        let message = format!(
            "{name}: Die Frist für den Widerruf endete am {}, {} vor dem Bescheid.",
            shown(late.ends_on),
            days(-late.days_left)
        );
        let found = at("late_reason", message).read(Read::Parameter(Key::RecoveryClockYears, years));
        out.push(found.worth(claim.amount_cents));
    }
    if let Some((since, cents)) = recovery.overdue(facts.day) {
        let message = format!(
            "{name}: Raten über {cents} sind überfällig, die älteste seit dem {} ({}).",
            shown(since),
            days((facts.day - since).num_days())
        );
        out.push(at("instalments", message).worth(cents).until(facts, since));
    } else if open > Cents::ZERO && recovery.plan().is_none() {
        let message =
            format!("{name}: Von {} sind {open} offen, zu zahlen bis {}.", claim.amount_cents, shown(claim.due_on));
        out.push(at("", message).worth(open).until(facts, claim.due_on));
    }
    let shelved = recovery.shelvings().into_iter().find(|_| recovery.shelved() > Cents::ZERO);
    let soon = |until: &NaiveDate| (*until - facts.day).num_days() <= facts.parameter(Key::NoticeFirstDays);
    if let Some((until, one)) = shelved.and_then(|one| Some((one.row.shelved_until.filter(soon)?, one))) {
        let message = format!(
            "{name}: {} sind befristet niedergeschlagen bis {}. Danach ist die Forderung wieder aufzugreifen oder neu zu entscheiden.",
            one.row.amount_cents,
            shown(until)
        );
        let found = at("shelved_until", message).by(facts, Key::NoticeFirstDays);
        out.push(found.worth(one.row.amount_cents).until(facts, until));
    }
    if claim.draw_id.is_some() && recovery.interest_open() > Cents::ZERO {
        let message = format!(
            "{name}: Von {} Zinsen wegen später Verwendung sind {} offen, zu zahlen bis {}.",
            recovery.interest_set(),
            recovery.interest_open(),
            shown(claim.due_on)
        );
        out.push(at("interest_open", message).worth(recovery.interest_open()).until(facts, claim.due_on));
    }
    interest(facts, recovery, &name, at, out);
}

/// Once the principal is settled, its interest is to be set.
fn interest(
    facts: &Facts,
    recovery: &Recovery,
    name: &str,
    at: impl Fn(&'static str, String) -> Found,
    out: &mut Vec<Found>,
) {
    let owed = recovery.owed(facts.day, &facts.parameters);
    let Some(settled) = owed.last().filter(|last| last.principal <= Cents::ZERO).map(|last| last.from) else { return };
    let calculation = recovery.calculate(settled, &facts.parameters);
    let left = minus(calculation.total, recovery.interest_set());
    if let Some(error) = calculation.missing {
        let message = format!(
            "{name} ist seit dem {} beglichen, die Zinsen lassen sich nicht berechnen: {error}",
            shown(settled)
        );
        out.push(at("interest", message).until(facts, settled));
    } else if left > Cents::ZERO {
        let message = format!(
            "{name} ist seit dem {} beglichen. Zinsen bis dahin: {}, festgesetzt sind {}, es fehlen {left}.",
            shown(settled),
            calculation.total,
            recovery.interest_set()
        );
        // the base rates it was reckoned with, each once
        let rates: BTreeSet<i64> = calculation.lines.iter().map(|line| i64::from(line.base.0)).collect();
        let found = rates
            .into_iter()
            .fold(at("interest", message), |found, rate| found.read(Read::Parameter(Key::BaseRate, rate)));
        out.push(found.worth(left).until(facts, settled));
    }
}

/// What the ledger says is reclaimed without a claim that is recorded: from lists or by hand.
fn loose(facts: &Facts, project: &Project, out: &mut Vec<Found>) {
    let Some(reclaimed) = project.sum(Kind::Reclaimed, OWN) else { return };
    let claims = project.claims.iter();
    let settled = minus(
        Cents(project.money(Kind::Repaid).0.saturating_add(project.money(Kind::WrittenOff).0)),
        sum(claims.clone().map(|one| minus(one.claim.amount_cents, one.open()))),
    );
    let open = minus(minus(reclaimed.cents, sum(claims.map(|one| one.claim.amount_cents))), settled);
    if open <= Cents::ZERO {
        return;
    }
    let (base, margin) = (facts.parameter(Key::BaseRate), facts.parameter(Key::InterestMargin));
    let rate = Rate(i32::try_from(base.saturating_add(margin)).unwrap_or(0));
    let message = format!(
        "Zurückgefordert sind {}, offen ohne verzeichneten Bescheid sind {open}, seit {} ({}). Zinssatz am Stichtag: {rate} im Jahr ({} Basiszinssatz und {} Aufschlag).",
        reclaimed.cents,
        shown(reclaimed.first),
        days((facts.day - reclaimed.first).num_days()),
        Key::BaseRate.shown(base),
        Key::InterestMargin.shown(margin)
    );
    let mut found = Found::at(project, Finding::warns("R18", "", message), Owner::Authority)
        .sum(project, Kind::Reclaimed, OWN, Some(reclaimed))
        .by(facts, Key::BaseRate)
        .by(facts, Key::InterestMargin)
        .worth(open);
    for kind in [Kind::Repaid, Kind::WrittenOff] {
        found = found.sum(project, kind, OWN, project.sum(kind, OWN));
    }
    // due on creation
    out.push(found.until(facts, reclaimed.first));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::{
            found::Urgency,
            sample::{Sample, rules},
        },
        recovery::{claim, instalment, payment, plan},
    };
    use chrono::DateTime;

    #[test]
    fn an_open_claim_names_its_rate_of_interest() {
        let of = |settled: i64| {
            Sample::new().with(rules(&[(Key::BaseRate, -88)])).project(move |p| {
                p.money_on(Kind::Reclaimed, 1_000, "2026-01-01")
                    .money(Kind::Repaid, 400)
                    .money(Kind::WrittenOff, settled)
            })
        };
        let found = of(0).found("R18");
        assert_eq!((found[0].amount, found[0].urgency), (Some(Cents(600)), Urgency::Now));
        assert!(found[0].finding.message.contains("4,12\u{a0}%"), "{}", found[0].finding.message);
        assert_eq!(of(600).run("R18"), 0);
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 1,000.00 euros, known on 1 March 2026, claimed on 1 June, to be paid until 1 July.
    fn a_claim() -> Recovery {
        let claim = claim::Model {
            id: 1,
            case_id: 1,
            ground: "breach".into(),
            known_on: day("2026-03-01"),
            heard_on: None,
            dated_on: day("2026-06-01"),
            arises_on: day("2026-01-01"),
            due_on: day("2026-07-01"),
            amount_cents: Cents(100_000),
            reason: "Test".into(),
            late_reason: None,
            reference: "R-1".into(),
            sample: false,
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            origin_id: 1,
            audit_id: 1,
            draw_id: None,
        };
        Recovery {
            claim,
            payments: vec![],
            interest: vec![],
            plans: vec![],
            write_offs: vec![],
            reversals: vec![],
            late_use: None,
        }
    }

    fn paid(mut recovery: Recovery, on: &str, cents: i64) -> Recovery {
        recovery.payments.push(payment::Model {
            id: 1,
            claim_id: 1,
            paid_on: day(on),
            principal_cents: Cents(cents),
            interest_cents: Cents::ZERO,
            reference: "Z".into(),
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            origin_id: 1,
            audit_id: 1,
        });
        recovery
    }

    fn in_two(mut recovery: Recovery) -> Recovery {
        let plan = plan::Model {
            id: 1,
            claim_id: 1,
            version: 1,
            agreed_on: day("2026-06-10"),
            reason: "Antrag".into(),
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            audit_id: 1,
        };
        let part = |id, due: &str| instalment::Model {
            id,
            plan_id: 1,
            due_on: day(due),
            amount_cents: Cents(50_000),
            audit_id: 1,
        };
        recovery.plans.push((plan, vec![part(1, "2026-09-01"), part(2, "2026-12-01")]));
        recovery
    }

    fn found(on: &str, recovery: Recovery) -> Vec<(&'static str, Option<i64>, Urgency)> {
        let rates = ["2026-01-01", "2026-07-01"]
            .map(|from| crate::parameter::set::tests::row(1, Key::BaseRate, from, 127, crate::parameter::Mode::Active));
        let sample = Sample::new().on(on).with(crate::parameter::Set::from_rows(rates.to_vec())).project(|mut p| {
            let amount = recovery.claim.amount_cents.0;
            let settled = amount - recovery.open().0;
            p.0.claims.push(recovery);
            p.money_on(Kind::Reclaimed, amount, "2026-06-01").money(Kind::Repaid, settled)
        });
        let found = sample.found("R18");
        found.iter().map(|one| (one.finding.field, one.amount.map(|cents| cents.0), one.urgency)).collect()
    }

    #[test]
    fn a_claim_about_other_money_of_the_land_is_looked_at_too() {
        let sample = Sample::new().on("2026-07-02").project(|mut p| {
            p.0.other_claims.push(a_claim());
            p
        });
        let found = sample.found("R18");
        assert_eq!((found.len(), found[0].amount, found[0].urgency), (1, Some(Cents(100_000)), Urgency::Now));
    }

    #[test]
    fn a_claim_is_due_on_its_day() {
        assert_eq!(found("2026-06-15", a_claim()), [("", Some(100_000), Urgency::Soon)]);
        assert_eq!(found("2026-07-02", a_claim()), [("", Some(100_000), Urgency::Now)]);
        let mut late = a_claim();
        late.claim.known_on = day("2025-05-31");
        assert_eq!(found("2026-06-15", late)[0], ("late_reason", Some(100_000), Urgency::Later));
    }

    #[test]
    fn instalments_are_overdue_for_what_did_not_come() {
        assert_eq!(found("2026-09-01", in_two(a_claim())), []);
        assert_eq!(found("2026-09-02", in_two(a_claim())), [("instalments", Some(50_000), Urgency::Now)]);
        let part = paid(in_two(a_claim()), "2026-08-30", 30_000);
        assert_eq!(found("2026-09-02", part.clone()), [("instalments", Some(20_000), Urgency::Now)]);
        assert_eq!(found("2026-09-02", paid(part, "2026-09-01", 20_000)), []);
    }

    #[test]
    fn a_settled_claim_still_owes_its_interest() {
        // 1.000,00 € × 6,27 % × 31 ÷ 365 = 5,3252…
        assert_eq!(
            found("2026-09-01", paid(a_claim(), "2026-02-01", 100_000)),
            [("interest", Some(533), Urgency::Now)]
        );
        // nothing is guessed where a rate is missing
        let unknown = found("2027-09-01", paid(a_claim(), "2027-02-01", 100_000));
        assert_eq!(unknown, [("interest", None, Urgency::Now)]);
    }
}
