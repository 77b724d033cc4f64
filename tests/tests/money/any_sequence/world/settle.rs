//! What is proven, checked, claimed and comes back.
use super::{Step, World, YEARS, plain, post, some};
use chrono::Days;
use entity::{ledger::Kind, money::Cents};
use serde_json::json;
use tests::Answer;

impl World {
    pub(super) async fn prove(&mut self, case: usize, interim: Option<i32>, part: i64) -> Option<Answer> {
        let shape = self.decided[case].clone()?;
        let mut lines = Vec::new();
        for (year, units) in YEARS.into_iter().zip(shape.years) {
            if interim.is_some_and(|only| only != year) {
                continue;
            }
            for (item, cents) in [("staff", 500_000), ("grant", 400_000), ("own_share", 100_000)] {
                lines.push(json!({"year": year, "item": item, "amount": plain(units * cents / 100 * part)}));
            }
        }
        let mut body = json!({
            "kind": if interim.is_some() { "interim" } else { "final" }, "covers_to": self.today, "received_on": self.today,
            "narrative": true, "confirmed": true, "reference": "Nachweis", "lines": lines,
        });
        if let Some(year) = interim {
            body["year"] = json!(year);
        }
        let spent = lines.iter().filter(|line| line["item"] == "staff").cloned().collect();
        let answer = post(&self.one, &format!("/api/v1/cases/{}/proofs", self.cases[case]), body).await;
        if answer.status.is_success() {
            self.proven[case] = self.proven[case].max(self.of(case, Kind::Spent).await);
            self.proofs.push((answer.json()["id"].as_i64().expect("a key"), spent));
        }
        Some(answer)
    }

    pub(super) async fn review(&mut self, of: usize, part: i64, same: bool) -> Option<Answer> {
        let (id, mut recognised) = some(&self.proofs, of)?.clone();
        for one in recognised.as_array_mut().expect("lines") {
            let stated = Cents::parse_plain(one["amount"].as_str().expect("a text")).expect("an amount").0;
            one["amount"] = json!(plain(stated / 100 * part));
        }
        let who = if same { &self.one } else { &self.other };
        let body = json!({"checked_on": self.today, "scope": "full", "result": "Geprüft.", "recognised": recognised});
        Some(post(who, &format!("/api/v1/proofs/{id}/review"), body).await)
    }

    pub(super) async fn claim(&mut self, case: usize, part: i64) -> Answer {
        let open = self.of(case, Kind::Paid).await - self.of(case, Kind::Reclaimed).await;
        let body = json!({
            "ground": "not_for_purpose", "known_on": self.today, "heard_on": self.today, "dated_on": self.today,
            "arises_on": self.today, "due_on": self.today + Days::new(30), "amount": plain(open / 100 * part),
            "reason": "Zweck verfehlt.", "reference": "R",
        });
        let answer = post(&self.one, &format!("/api/v1/cases/{}/claims", self.cases[case]), body).await;
        if answer.status.is_success() {
            self.claims.push(answer.json()["id"].as_i64().expect("a key"));
        }
        answer
    }

    pub(super) async fn on_claim(&mut self, step: &Step) -> Option<Answer> {
        let of = match step {
            Step::PayBack { of, .. } | Step::Interest { of } | Step::Instalments { of, .. } => *of,
            Step::WriteOff { of, .. } => *of,
            _ => return None,
        };
        let claim = format!("/api/v1/claims/{}", some(&self.claims, of)?);
        let seen = self.one.get(&claim).await.expect(200).json();
        let cents = |name: &str| Cents::parse_plain(seen[name].as_str().expect("a text")).expect("an amount").0;
        let (open, owed) = (cents("open"), cents("interest_open"));
        let (what, body) = match step {
            Step::PayBack { part, interest, .. } => {
                let body = json!({
                    "paid_on": self.today, "principal": plain(open / 100 * part), "interest": plain(owed / 2 * interest),
                    "reference": "Kasse",
                });
                ("payments", body)
            }
            Step::Interest { .. } => {
                ("interest", json!({"until": self.today, "dated_on": self.today, "reference": "Z"}))
            }
            Step::Instalments { count, .. } => {
                let each = Cents(open).split(&vec![1; usize::try_from(*count).unwrap_or(1)]);
                let plan = (1u64..).zip(each);
                let plan = plan.map(
                    |(month, cents)| json!({"due_on": self.today + Days::new(month * 30), "amount": cents.plain()}),
                );
                let body =
                    json!({"agreed_on": self.today, "reason": "Antrag", "instalments": plan.collect::<Vec<_>>()});
                ("instalments", body)
            }
            _ => {
                let Step::WriteOff { part, .. } = step else { return None };
                let kind = if part % 2 == 0 { "niederschlagung" } else { "erlass" };
                ("write-offs", json!({"kind": kind, "amount": plain(open / 100 * part), "reason": "Härte."}))
            }
        };
        let answer = post(&self.one, &format!("{claim}/{what}"), body).await;
        if let (Step::WriteOff { .. }, true) = (step, answer.status.is_success()) {
            let found = answer.json();
            let newest = found["write_offs"].as_array().and_then(|all| all.last()).expect("a proposal");
            self.write_offs.push(newest["id"].as_i64().expect("a key"));
        }
        Some(answer)
    }
}
