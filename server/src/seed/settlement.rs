//! The sample case is settled, all of it invented: three calls are paid; the proof comes late and spends more on one item
//! than the plan allows; a part is not recognised and claimed back, and one of two instalments never comes.
use super::{
    Report,
    grants::{PROJECT, REFERENCE, day, person},
};
use chrono::NaiveDate;
use entity::{
    actor::Actor,
    clock::Now,
    db::Db,
    grant::{Item, case, content::PlanLine},
    money::Cents,
    recovery::{
        self, Ground,
        change::{Agree, Pay, Raise, SetInterest, agree, pay, raise, set_interest},
    },
    refusal::Refusal,
    settlement::{
        desk,
        draw::{
            self, Call, Verdict,
            change::{Enter, Reply, enter, reply},
        },
        proof::{
            ProofKind, Statement,
            change::{Submit, submit},
        },
        review::{
            Recognised, Scope,
            change::{Check, check},
        },
    },
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Settles the sample case unless that was done before.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let case = case::Entity::find().filter(case::Column::Reference.eq(REFERENCE)).one(db.read()).await?;
    let there = draw::record::Entity::find().one(db.read()).await?.is_some();
    let people = (person(db, "authority-bezreg-koeln").await?, person(db, "authority-aachen").await?);
    let (Some(case), false, (Some(one), Some(two))) = (case, there, people) else { return Ok(()) };
    for call in calls() {
        let (dated_on, amount) = (call.requested_on + chrono::Days::new(14), call.amount);
        let version = state(db, &one, now).await?;
        let draw_id = enter(db, &one, now, Enter { case_id: case.id, version, call }).await?;
        let answer =
            Reply { draw_id, version: None, verdict: Verdict::Paid, dated_on, amount: Some(amount), reason: None };
        reply(db, &two, now, answer).await?;
    }
    let version = state(db, &one, now).await?;
    let proof_id = submit(db, &one, now, Submit { case_id: case.id, version, statement: statement() }).await?;
    let note = Check {
        proof_id,
        version: None,
        checked_on: day(2023, 5, 15),
        known_on: day(2023, 5, 15),
        scope: Scope::Full,
        result: "Belege vollständig geprüft. Ein Auftrag von 20.000 € im Jahr 2020 ist ohne Vergleichsangebote \
                 vergeben und wird nicht anerkannt. (Beispieldaten)"
            .into(),
        recognised: recognised(),
    };
    check(db, &two, now, note).await?;
    claimed(db, &one, now, case.id).await?;
    report.did(format!("Beispieldaten: Abrufe, Verwendungsnachweis und Rückforderung zu {PROJECT} angelegt."));
    Ok(())
}

/// The state of the project's settlement.
async fn state(db: &Db, actor: &Actor, now: Now) -> Result<i32, Refusal> {
    Ok(desk::of_project(db, actor, Viewpoint::now(&now), PROJECT).await?.version)
}

fn euros(euros: i64) -> Cents {
    Cents(euros * 100)
}

fn calls() -> [Call; 3] {
    let call = |requested_on, needed_until, budget_year, amount, spent_before, own_before, number| Call {
        requested_on,
        amount: euros(amount),
        needed_until,
        spent_before: euros(spent_before),
        own_before: euros(own_before),
        budget_year,
        reference: Some(format!("Mittelabruf {number} (Beispieldaten)")),
    };
    [
        call(day(2019, 11, 4), day(2020, 1, 3), 2019, 200_000, 30_000, 30_000, 1),
        call(day(2020, 6, 8), day(2020, 8, 7), 2020, 400_000, 250_000, 50_000, 2),
        call(day(2021, 10, 4), day(2021, 12, 3), 2021, 220_000, 750_000, 150_000, 3),
    ]
}

/// Spent by year: staff, contracts, and who paid: grant, own money, private money; in euros.
const SPENT: [(i32, [i64; 5]); 3] = [
    (2019, [100_000, 120_000, 176_000, 24_000, 20_000]),
    (2020, [200_000, 250_000, 360_000, 50_000, 40_000]),
    (2021, [140_000, 170_000, 248_000, 32_000, 30_000]),
];
const ITEMS: [Item; 5] = [Item::Staff, Item::Contracts, Item::Grant, Item::OwnShare, Item::PrivateCash];

fn statement() -> Statement {
    let lines = SPENT.iter().flat_map(|(year, amounts)| {
        ITEMS.iter().zip(amounts).map(|(item, amount)| PlanLine {
            year: *year,
            item: *item,
            eligible: true,
            cents: euros(*amount),
        })
    });
    Statement {
        kind: ProofKind::Final,
        budget_year: None,
        covers_to: day(2022, 6, 30),
        // due on 31 December 2022
        received_on: day(2023, 2, 20),
        narrative: true,
        confirmed: true,
        reference: Some("Verwendungsnachweis (Beispieldaten)".into()),
        lines: lines.collect(),
    }
}

/// All expenditure but one order of 20,000 euros.
fn recognised() -> Vec<Recognised> {
    let lines = SPENT.iter().flat_map(|(year, amounts)| {
        ITEMS.iter().zip(amounts).take(2).map(|(item, amount)| {
            let refused = if (*year, *item) == (2020, Item::Contracts) { 20_000 } else { 0 };
            Recognised { year: *year, item: *item, cents: euros(amount - refused) }
        })
    });
    lines.collect()
}

/// What was paid and is not recognised: 820,000 euros less 80 % of 960,000 euros.
async fn claimed(db: &Db, one: &Actor, now: Now, case_id: i64) -> Result<(), Refusal> {
    let view = Viewpoint::now(&now);
    let version = recovery::find::of_case(db, one, view, case_id).await?.version;
    let claim = Raise {
        case_id,
        version,
        ground: Ground::CostReduction,
        known_on: day(2023, 5, 15),
        heard_on: Some(day(2023, 6, 1)),
        dated_on: day(2023, 7, 3),
        arises_on: day(2022, 7, 1),
        due_on: day(2023, 8, 3),
        amount: euros(52_000),
        reason: "Es wurde weniger ausgegeben als geplant, und ein Auftrag ist nicht anerkannt. (Beispieldaten)".into(),
        late_reason: None,
        reference: "34.02.01-DMR-19/19-R (Beispieldaten)".into(),
    };
    let claim_id = raise(db, one, now, claim).await?;
    let version = async |until: NaiveDate| -> Result<i32, Refusal> {
        Ok(recovery::find::one(db, one, view, claim_id, until).await?.version)
    };
    let payment = |version, paid_on, principal| Pay {
        claim_id,
        version,
        paid_on,
        principal: euros(principal),
        interest: Cents::ZERO,
        reference: "Kassenanordnung (Beispieldaten)".into(),
    };
    pay(db, one, now, payment(version(now.today).await?, day(2023, 9, 15), 30_000)).await?;
    let interest = SetInterest {
        claim_id,
        version: version(now.today).await?,
        until: day(2023, 9, 15),
        dated_on: day(2023, 10, 2),
        reference: "Zinsbescheid (Beispieldaten)".into(),
    };
    set_interest(db, one, now, interest).await?;
    let plan = Agree {
        claim_id,
        version: version(now.today).await?,
        agreed_on: day(2023, 12, 1),
        reason: "Antrag auf Ratenzahlung vom 20.11.2023. (Beispieldaten)".into(),
        instalments: vec![(day(2024, 3, 31), euros(11_000)), (day(2024, 9, 30), euros(11_000))],
    };
    agree(db, one, now, plan).await?;
    pay(db, one, now, payment(version(now.today).await?, day(2024, 3, 28), 11_000)).await?;
    Ok(())
}
