//! Sample budget years, and a case with its decisions: invented, except for the grant, which the sample list names as
//! well. One amendment still waits for a second person.
use super::{PROGRAMME, Report, actor, table};
use chrono::NaiveDate;
use entity::{
    account,
    actor::Actor,
    approval::Verdict,
    budget_year,
    clock::Now,
    db::Db,
    grant::{
        Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime, case,
        change::{Decide, Open, Propose, decide, open_case, propose},
        content::{Content, PlanLine, Tranche},
        find::of_project,
    },
    ledger::{self, Kind, Source},
    money::{Cents, Rate},
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const BUDGET: &str = include_str!("../../data/sample_budget.csv");
/// The project whose money is decided, paid and proven here, instead of told by lists.
pub(super) const PROJECT: &str = "DMR-19";
pub(super) const REFERENCE: &str = "34.02.01-DMR-19/19";

/// Records the sample budget years unless a budget is there already.
pub(super) async fn budget(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let there = ledger::record::Entity::find()
        .filter(ledger::record::Column::Kind.eq(Kind::Appropriation.key()))
        .one(db.read())
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let rows = table::rows("sample_budget.csv", BUDGET)?;
    for row in &rows {
        let text = |name| Some(row.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        let command = budget_year::change::Record {
            programme: PROGRAMME.into(),
            kind: Kind::from_key(row.text("art")).ok_or_else(|| row.broken("diese Art gibt es nicht"))?,
            year: row.number("jahr")?,
            stems_from: row.number("herkunft")?,
            authority: text("behoerde"),
            region: text("region"),
            cents: row.cents("betrag")?,
            value_date: row.day("gilt_ab")?,
            reference: row.text("unterlage").into(),
            reverses: None,
            sample: true,
        };
        budget_year::change::record(db, &actor(), now, command).await?;
    }
    report.did(format!("Beispieldaten: {} Einträge zu den Haushaltsjahren angelegt.", rows.len()));
    Ok(())
}

/// Opens the sample case and takes it through a decision, an extension, and one more that waits.
pub(super) async fn decisions(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let there = case::Entity::find().filter(case::Column::Reference.eq(REFERENCE)).one(db.read()).await?;
    if there.is_some() {
        return Ok(());
    }
    let (Some(one), Some(two)) = (person(db, "authority-bezreg-koeln").await?, person(db, "authority-aachen").await?)
    else {
        return Ok(());
    };
    let open = Open {
        number: PROJECT.into(),
        version: 0,
        reference: REFERENCE.into(),
        recipient: "Stadt Aachen".into(),
        recipient_kind: RecipientKind::Municipality,
        authority: "bezreg-koeln".into(),
        region: Some("aachen".into()),
        regime: Regime::Vvg,
        source: Source::Programme,
        sample: true,
    };
    let case_id = open_case(db, &one, now, open).await?;
    let extension = Content {
        kind: DecisionKind::Extension,
        dated_on: day(2021, 3, 8),
        notified_on: Some(day(2021, 3, 11)),
        drawable: (day(2019, 9, 1), day(2022, 6, 30)),
        work: (day(2019, 9, 1), day(2022, 3, 31)),
        reason: Some("Die Ausschreibung hat sich verzögert; mehr Geld wird nicht gebraucht.".into()),
        ..first()
    };
    let mut later = years([22_178_870, 30_661_261, 22_178_869]);
    // what comes into the year of the decision is its cash
    later.push(Tranche { year: 2021, backing: Backing::Cash, cents: Cents(10_000_000) });
    let shift = Content {
        kind: DecisionKind::YearShift,
        dated_on: day(2021, 9, 20),
        notified_on: None,
        tranches: later,
        plan: plan([22_178_870, 30_661_261, 32_178_869]),
        reason: Some("Der Abruf verschiebt sich mit der Ausschreibung in das Jahr 2021.".into()),
        ..extension.clone()
    };
    for (content, decided) in [(first(), true), (extension, true), (shift, false)] {
        let version = of_project(db, &one, Viewpoint::now(&now), PROJECT).await?.version;
        let id = propose(db, &one, now, Propose { case_id, version, content }).await?;
        if decided {
            let command = Decide { decision_id: id, version: None, verdict: Verdict::Approved, reason: None };
            decide(db, &two, now, command).await?;
        }
    }
    report.did("Beispieldaten: ein Zuwendungsfall mit drei Fassungen des Bescheids angelegt.".to_owned());
    Ok(())
}

/// The demo account with a name, as who is signed in with it.
pub(super) async fn person(db: &Db, name: &str) -> Result<Option<Actor>, Refusal> {
    match account::find::by_name(db.read(), name).await? {
        Some(row) => Ok(account::find::actor(db.read(), Some(row.id)).await?),
        None => Ok(None),
    }
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn first() -> Content {
    let grant = [22_178_870, 40_661_261, 22_178_869];
    Content {
        kind: DecisionKind::Initial,
        dated_on: day(2019, 8, 26),
        notified_on: Some(day(2019, 8, 29)),
        waived_on: None,
        recipient: "Stadt Aachen".into(),
        financing: FinancingType::Share,
        rate: Some(Rate(8_000)),
        amount: Cents(85_019_000),
        rules: "VVG zu § 44 LHO, ANBest-G (Beispieldaten)".into(),
        drawable: (day(2019, 9, 1), day(2021, 12, 31)),
        work: (day(2019, 9, 1), day(2021, 9, 30)),
        bound_until: Some(day(2026, 12, 31)),
        conditions: Some(
            "Die Ergebnisse sind als standardisierte, lizenzfreie Komponenten zur Übertragbarkeit bereitzustellen."
                .into(),
        ),
        reason: Some("Beispieldaten: Anteil Dritter schriftlich zugesagt.".into()),
        tranches: years(grant),
        plan: plan(grant),
    }
}

fn years(grant: [i64; 3]) -> Vec<Tranche> {
    let backing = [Backing::Cash, Backing::Commitment, Backing::Commitment];
    (2019..)
        .zip(grant.into_iter().zip(backing))
        .map(|(year, (cents, backing))| Tranche { year, backing, cents: Cents(cents) })
        .collect()
}

/// A plan whose sides are equal in each year: own and private money in the share of the grant, the rest in the last year.
fn plan(grant: [i64; 3]) -> Vec<PlanLine> {
    let (own, private) = ([2_995_000, 5_490_000, 2_992_650], [2_550_000, 4_670_000, 2_557_100]);
    let line = |year, item, cents| PlanLine { year, item, eligible: true, cents: Cents(cents) };
    let mut plan = Vec::new();
    for (at, year) in (0..3usize).zip(2019..) {
        let whole = grant[at] + own[at] + private[at];
        let staff = whole * 6 / 10;
        plan.extend([
            line(year, Item::Staff, staff),
            line(year, Item::Contracts, whole - staff),
            line(year, Item::Grant, grant[at]),
            line(year, Item::OwnShare, own[at]),
            line(year, Item::PrivateCash, private[at]),
        ]);
    }
    plan
}
