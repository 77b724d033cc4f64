//! What holds after every step, whatever it was.
mod claims;

use super::world::World;
use entity::{
    approval, audit, cofunding, grant,
    ledger::{self, Kind},
    money::Cents,
    project, recovery, settlement,
    viewpoint::Viewpoint,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Every row of what money operations write, as it stands: nothing of it changes when one is refused.
pub async fn everything(world: &World) -> Vec<(&'static str, usize, u64)> {
    let reader = world.app.db.read();
    let mut all = Vec::new();
    macro_rules! every {
        ($($module:path),+ $(,)?) => {
            $({
                use $module as table;
                let rows = table::Entity::find().order_by_asc(table::Column::Id).all(reader).await.expect("rows");
                let mut hasher = DefaultHasher::new();
                format!("{rows:?}").hash(&mut hasher);
                all.push((stringify!($module), rows.len(), hasher.finish()));
            })+
        };
    }
    every!(
        ledger::record,
        audit,
        project::record,
        project::fact,
        approval::proposal,
        grant::case,
        grant::decision,
        grant::tranche,
        grant::plan_item,
        grant::notice,
        grant::memo::record,
        settlement::draw::record,
        settlement::draw::answer,
        settlement::draw::used::record,
        settlement::proof::record,
        settlement::proof::item,
        settlement::review::record,
        settlement::review::item,
        recovery::claim,
        recovery::payment,
        recovery::interest_set,
        recovery::plan,
        recovery::instalment,
        recovery::write_off,
        recovery::resumption,
        recovery::reversal,
        cofunding::record,
    );
    let verdicts = approval::record::Entity::find().all(reader).await.expect("rows").len();
    all.push(("approval::record", verdicts, 0));
    all
}

type Of = (Option<i64>, Option<i64>, String, String, Option<i32>);

/// Sums of the ledger by project, case, kind, source and year.
async fn sums(world: &World) -> BTreeMap<Of, i64> {
    let mut sums = BTreeMap::new();
    for entry in ledger::record::Entity::find().all(world.app.db.read()).await.expect("the ledger") {
        let of = (entry.project_id, entry.case_id, entry.kind, entry.source, entry.budget_year);
        *sums.entry(of).or_default() += entry.amount_cents.0;
    }
    sums
}

fn euros(value: &Value) -> i64 {
    Cents::parse_plain(value.as_str().expect("a text")).expect("an amount").0
}

/// The invariants of the ledger and of what is above it; a sentence that says what is broken.
pub async fn broken(world: &World, turn: usize) -> Option<String> {
    let sums = sums(world).await;
    if let Some((of, cents)) = sums.iter().find(|(_, cents)| **cents < 0) {
        return Some(format!("{of:?} is {cents}"));
    }
    let of = |case: Option<i64>, kind: Kind| -> i64 {
        let fits = |of: &&Of| of.1 == case && of.2 == kind.key() && of.3 == "programme";
        sums.iter().filter(|(key, _)| fits(key)).map(|(_, cents)| cents).sum()
    };
    let all = |kind: Kind| -> i64 {
        let fits = |of: &&Of| of.2 == kind.key() && of.3 == "programme";
        sums.iter().filter(|(key, _)| fits(key)).map(|(_, cents)| cents).sum()
    };
    // what is granted is what the decisions say that hold, and never above the ceiling
    let ceiling = all(Kind::Ceiling);
    if all(Kind::Granted) > ceiling && !world.told_more {
        return Some(format!("{} granted of {ceiling}", all(Kind::Granted)));
    }
    for (case, key) in world.cases.iter().enumerate() {
        let granted = world.decided[case].as_ref().map_or(0, |shape| shape.cents());
        if of(Some(*key), Kind::Granted) != granted {
            return Some(format!("case {case}: {} booked, {granted} decided", of(Some(*key), Kind::Granted)));
        }
        for (lower, upper) in
            [(Kind::Paid, Kind::Requested), (Kind::Reclaimed, Kind::Paid), (Kind::InterestPaid, Kind::InterestClaimed)]
        {
            if of(Some(*key), lower) > of(Some(*key), upper) {
                let (less, more) = (of(Some(*key), lower), of(Some(*key), upper));
                return Some(format!("case {case}: {less} {lower:?}, {more} {upper:?}"));
            }
        }
        // a review stands until the next one, also where a newer proof states less
        if of(Some(*key), Kind::Recognised) > world.proven[case] {
            let (recognised, proven) = (of(Some(*key), Kind::Recognised), world.proven[case]);
            return Some(format!("case {case}: {recognised} recognised, at most {proven} was proven"));
        }
        let back = of(Some(*key), Kind::Repaid) + of(Some(*key), Kind::WrittenOff);
        if back > of(Some(*key), Kind::Reclaimed) {
            return Some(format!("case {case}: {back} repaid or written off of {}", of(Some(*key), Kind::Reclaimed)));
        }
    }
    if let Some(said) = decisions(world).await {
        return Some(said);
    }
    let booked = |case: i64, kind: Kind| of(Some(case), kind);
    if let Some(said) = claims::broken(world, &booked).await {
        return Some(said);
    }
    figures(world, &sums, turn).await
}

/// The current versions as they are shown: one for each case, its plan in balance.
async fn decisions(world: &World) -> Option<String> {
    let mut shown = BTreeMap::new();
    for number in ["AC-1", "AC-2"] {
        let found = world.one.get(&format!("/api/v1/projects/{number}/decisions")).await.expect(200).json();
        for row in found["items"].as_array().expect("a list").iter().filter(|row| row["state"] == "current") {
            let mut sides: BTreeMap<i64, i64> = BTreeMap::new();
            for line in row["plan"].as_array().expect("a plan") {
                let side = if line["side"] == "expenditure" { 1 } else { -1 };
                *sides.entry(line["year"].as_i64().expect("a year")).or_default() += side * euros(&line["amount"]);
            }
            if sides.values().any(|cents| *cents != 0) {
                return Some(format!("{number}: the plan is out of balance by {sides:?}"));
            }
            shown.insert(row["case"]["id"].as_i64(), euros(&row["amount"]));
        }
    }
    let decided = world.cases.iter().zip(&world.decided);
    let decided: BTreeMap<_, _> =
        decided.filter_map(|(key, shape)| Some((Some(*key), shape.as_ref()?.cents()))).collect();
    (shown != decided).then(|| format!("{shown:?} is current, {decided:?} was decided"))
}

/// Every figure is the sum of its entries; one of them, each time another, opens to facts that add up to it.
async fn figures(world: &World, sums: &BTreeMap<Of, i64>, turn: usize) -> Option<String> {
    let address = "/api/v1/figures?group_by=year,backing";
    let found = world.budget.get(address).await.expect(200).json();
    let figures = found["figures"].as_array().expect("figures");
    let mut shown: BTreeMap<(String, String, Option<i64>), i64> = BTreeMap::new();
    for figure in figures {
        let text = |name: &str| figure[name].as_str().unwrap_or_default().to_owned();
        let group = &figure["group"];
        let known = group["backing"].is_null() != (figure["kind"] == "granted" && !group["year"].is_null());
        if !known {
            return Some(format!("{figure}: what is granted in a year has a backing, nothing else"));
        }
        *shown.entry((text("kind"), text("source"), group["year"].as_i64())).or_default() += euros(&figure["amount"]);
    }
    let mut booked: BTreeMap<(String, String, Option<i64>), i64> = BTreeMap::new();
    for ((_, _, kind, source, year), cents) in sums {
        *booked.entry((kind.clone(), source.clone(), year.map(i64::from))).or_default() += cents;
    }
    if shown != booked {
        return Some(format!("figures {shown:?}, entries {booked:?}"));
    }
    let figure = &figures[turn % figures.len()];
    let id = figure["id"].as_str().expect("an id");
    let facts = world.budget.get(&format!("/api/v1/figures/{id}/facts?limit=500")).await.expect(200).json();
    let sum: i64 = facts["items"].as_array().expect("facts").iter().map(|fact| euros(&fact["amount"])).sum();
    (sum != euros(&figure["amount"])).then(|| format!("{id}: facts of {sum}, {figure}"))
}

/// Whether the chain and the rules of the ledger find nothing, and the closed weeks say what the entries say.
pub async fn verified(world: &World) -> Option<String> {
    let fault = audit::verify(world.app.db.read()).await.expect("a walk").fault;
    if fault.is_some() {
        return fault.map(|fault| format!("{fault:?}"));
    }
    let view = Viewpoint::now(&world.app.now());
    let filter = ledger::sums::Filter::default();
    let by = [ledger::sums::By::Year, ledger::sums::By::Backing];
    let before = ledger::sums::totals(world.app.db.read(), &filter, &by, view).await.expect("sums");
    ledger::close::close(&world.app.db, world.app.now()).await.expect("closed");
    let after = ledger::sums::totals(world.app.db.read(), &filter, &by, view).await.expect("sums");
    if before != after {
        return Some(format!("{before:?} before the weeks were closed, {after:?} after"));
    }
    ledger::close::verify(world.app.db.read()).await.expect("a walk")
}
