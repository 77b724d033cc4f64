//! What is taken back of claims and ends, money that was used late, and what is put on the file.
use super::{Step, World, plain, post, some};
use chrono::Days;
use entity::money::Cents;
use serde_json::{Value, json};
use tests::Answer;

impl World {
    /// Takes up again what was shelved, or proposes the Storno of an Erlass.
    pub(super) async fn end_write_off(&mut self, step: &Step) -> Option<Answer> {
        let (of, word) = match step {
            Step::Resume { of } => (*of, "resume"),
            Step::ReverseErlass { of } => (*of, "reverse"),
            _ => return None,
        };
        let id = *some(&self.write_offs, of)?;
        let mut body = json!({"reason": "Anders als gedacht."});
        if word == "resume" {
            // a Niederschlagung holds from the day on which it was really approved
            body["resumed_on"] = json!(self.app.now().today);
        }
        let answer = post(&self.one, &format!("/api/v1/write-offs/{id}/{word}"), body).await;
        if word == "reverse" && answer.status.is_success() {
            let found = answer.json();
            let newest = found["write_offs"].as_array().and_then(|all| all.last()).expect("a proposal");
            self.write_offs.push(newest["id"].as_i64().expect("a key"));
        }
        Some(answer)
    }

    /// Takes one thing back that was recorded about a claim.
    pub(super) async fn undo(&mut self, of: usize, what: usize) -> Option<Answer> {
        let id = *some(&self.claims, of)?;
        let claim = format!("/api/v1/claims/{id}");
        let seen = self.one.get(&claim).await.expect(200).json();
        let mut facts = vec![("claim", json!(id))];
        for (list, fact) in [("payments", "payment"), ("interest", "interest")] {
            facts.extend(seen[list].as_array().expect("a list").iter().map(|row| (fact, row["id"].clone())));
        }
        facts.extend(seen["plan"].as_i64().map(|plan| ("instalments", json!(plan))));
        let (fact, key) = some(&facts, what)?;
        let body = json!({"fact": fact, "id": key, "reason": "Irrtum beim Eintragen."});
        Some(post(&self.one, &format!("{claim}/reversals"), body).await)
    }

    pub(super) async fn used(&mut self, of: usize, part: i64, back: bool) -> Option<Answer> {
        let uses = format!("/api/v1/draws/{}/uses", some(&self.draws, of)?);
        let seen = self.one.get(&uses).await.expect(200).json();
        let left = seen["left"].as_str().and_then(|text| Cents::parse_plain(text).ok()).map_or(0, |cents| cents.0);
        let body = match seen["uses"].as_array().expect("a list").first() {
            Some(first) if back => json!({"reverses": first["id"], "reference": "Irrtum"}),
            _ => {
                let amount = plain((left / 100 * part).max(1));
                json!({"used_on": self.today, "kind": "used", "amount": amount, "reference": "Rechnung"})
            }
        };
        Some(post(&self.one, &uses, body).await)
    }

    /// Claims interest alone, for money that was used late.
    pub(super) async fn late_interest(&mut self, of: usize) -> Option<Answer> {
        let draw = *some(&self.draws, of)?;
        let body = json!({
            "until": self.today, "heard_on": self.today, "dated_on": self.today, "due_on": self.today + Days::new(30),
            "reason": "Nicht rechtzeitig verwendet.", "reference": "Z",
        });
        let answer = post(&self.one, &format!("/api/v1/draws/{draw}/interest"), body).await;
        if answer.status.is_success() {
            self.claims.push(answer.json()["id"].as_i64().expect("a key"));
        }
        Some(answer)
    }

    pub(super) async fn memo(&mut self, case: usize, kind: usize, odd: bool) -> Answer {
        let decision = self.newest[case];
        let mut body = json!({"dated_on": self.today, "reference": "Vermerk"});
        let more = match kind {
            0 => json!({"kind": "transfer_clause", "decision": decision}),
            1 => json!({"kind": "court_told", "decision": decision}),
            2 => json!({"kind": "early_start", "holds_from": self.today}),
            3 => json!({"kind": "state_aid", "basis": "de_minimis", "other_aid": "1000.00"}),
            _ => json!({"kind": "court_heard"}),
        };
        for (name, value) in more.as_object().expect("an object") {
            body[name] = value.clone();
        }
        if odd {
            // what no kind of memo has
            body["holds_from"] = json!("1900-01-01");
        }
        post(&self.one, &format!("/api/v1/cases/{}/memos", self.cases[case]), body).await
    }

    pub(super) async fn undo_memo(&mut self, case: usize, of: usize) -> Option<Answer> {
        let memos = format!("/api/v1/cases/{}/memos", self.cases[case]);
        let seen = self.one.get(&memos).await.expect(200).json();
        let all: Vec<Value> = seen["items"].as_array().expect("memos").clone();
        let body = json!({"reverses": some(&all, of)?["id"], "reference": "Falscher Fall"});
        Some(post(&self.one, &memos, body).await)
    }
}
