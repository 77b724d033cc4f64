//! What the ledger says of a case is what its claims say, each with what happened to it.
use super::{World, euros};
use entity::ledger::Kind;
use serde_json::Value;
use std::collections::BTreeMap;

fn sum<'a>(rows: impl Iterator<Item = &'a Value>, name: &str) -> i64 {
    rows.map(|row| euros(&row[name])).sum()
}

/// The claims as they are shown, beside what is booked for their cases; a sentence that says what is broken.
pub async fn broken(world: &World, booked: &impl Fn(i64, Kind) -> i64) -> Option<String> {
    let mut said: BTreeMap<(i64, Kind), i64> = BTreeMap::new();
    for id in &world.claims {
        let claim = world.one.get(&format!("/api/v1/claims/{id}")).await.expect(200).json();
        let case = claim["case"].as_i64().expect("a case");
        let void = !claim["taken_back"].is_null();
        let list = |name: &str| claim[name].as_array().expect("a list").clone();
        let (payments, interest, write_offs) = (list("payments"), list("interest"), list("write_offs"));
        let live = |row: &&Value| row["taken_back"].is_null();
        let paid = sum(payments.iter().filter(live), "principal");
        let holds = |kind: &'static str| {
            move |row: &&Value| {
                row["kind"] == kind
                    && row["state"] == "approved"
                    && ["resumed_on", "reverses", "reversed_by"].iter().all(|ended| row[*ended].is_null())
            }
        };
        let (remitted, shelved) = (
            sum(write_offs.iter().filter(holds("erlass")), "amount"),
            sum(write_offs.iter().filter(holds("niederschlagung")), "amount"),
        );
        let amount = if void { 0 } else { euros(&claim["amount"]) };
        let open = euros(&claim["open"]);
        if open < 0 || open != amount - paid - remitted {
            return Some(format!("claim {id}: {open} open of {amount}, {paid} paid, {remitted} remitted"));
        }
        if euros(&claim["shelved"]) != shelved.min(open) {
            return Some(format!("claim {id}: {} shelved of {shelved}, {open} open", claim["shelved"]));
        }
        // nothing about a claim that never was counts
        if void && (paid, remitted, shelved) != (0, 0, 0) {
            return Some(format!("claim {id} is taken back: {paid} paid, {remitted} remitted, {shelved} shelved"));
        }
        let set = sum(interest.iter().filter(live), "amount");
        let interest_paid = sum(payments.iter().filter(live), "interest");
        if euros(&claim["interest_set"]) != set || euros(&claim["interest_open"]) != set - interest_paid {
            return Some(format!("claim {id}: {set} interest set, {interest_paid} paid, {claim}"));
        }
        // one Storno for an Erlass, approved by two
        for row in write_offs.iter().filter(|row| !row["reversed_by"].is_null()) {
            let stornos =
                write_offs.iter().filter(|other| other["reverses"] == row["id"] && other["state"] == "approved");
            if stornos.count() != 1 {
                return Some(format!("claim {id}: {write_offs:?}"));
            }
        }
        for (kind, cents) in [
            (Kind::Reclaimed, amount),
            (Kind::Repaid, paid),
            (Kind::WrittenOff, remitted),
            (Kind::Shelved, shelved),
            (Kind::InterestClaimed, set),
            (Kind::InterestPaid, interest_paid),
        ] {
            *said.entry((case, kind)).or_default() += cents;
        }
    }
    said.into_iter().find_map(|((case, kind), cents)| {
        let of_ledger = booked(case, kind);
        (of_ledger != cents).then(|| format!("case {case}: {of_ledger} {kind:?} booked, the claims say {cents}"))
    })
}
