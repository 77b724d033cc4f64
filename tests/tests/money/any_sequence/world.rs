//! Two projects with three grant cases, one without any, and who works on them; what each step sends.
mod claims;
mod settle;

use super::steps::{Step, Version};
use chrono::{Datelike, Days, NaiveDate};
use entity::{
    grant::rules::budget::backing_of,
    ledger::{self, Kind},
    money::Cents,
};
use http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{a_project, day},
    sheets::{line, list},
};

/// The projects; the last has no grant case.
pub const PROJECTS: [&str; 3] = ["AC-1", "AC-2", "AC-3"];
/// The project of each case.
const OF: [&str; 3] = ["AC-1", "AC-1", "AC-2"];
const YEARS: [i32; 3] = [2020, 2021, 2022];

/// What a version says that changes: the grant by year in units of 4,000 euros (80 % of 5,000), the share of staff in
/// per cent, days more, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    years: [i64; 3],
    staff: i64,
    longer: u64,
    recipient: &'static str,
}

impl Shape {
    pub fn cents(&self) -> i64 {
        self.years.iter().sum::<i64>() * 400_000
    }
}

/// What happened to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to do it to.
    Nothing,
    Done,
    Refused,
    /// It wrote what no rule of money is about, and perhaps money.
    Imported,
}

pub struct World {
    pub app: TestApp,
    pub one: Visitor,
    pub other: Visitor,
    pub budget: Visitor,
    pub cases: Vec<i64>,
    /// What holds by case.
    pub decided: [Option<Shape>; 3],
    /// The most that was proven by case.
    pub proven: [i64; 3],
    /// Whether a list told more than there is to grant: it is recorded, and then nothing more is granted.
    pub told_more: bool,
    open: [Option<(i64, Shape)>; 3],
    newest: [Option<i64>; 3],
    draws: Vec<i64>,
    proofs: Vec<(i64, Value)>,
    pub claims: Vec<i64>,
    write_offs: Vec<i64>,
    today: NaiveDate,
}

async fn post(who: &Visitor, path: &str, body: Value) -> Answer {
    who.call(Method::POST, path, Some(body), Some("*")).await
}

fn some<T>(of: &[T], which: usize) -> Option<&T> {
    (!of.is_empty()).then(|| &of[which % of.len()])
}

fn plain(cents: i64) -> String {
    Cents(cents).plain()
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        for number in PROJECTS {
            a_project().numbered(number).titled(number).in_region("aachen").build(&app).await;
        }
        let cologne = async || app.as_scoped("authority", "bezreg-koeln").await;
        let (one, other) = (cologne().await, cologne().await);
        let mut cases = Vec::new();
        for (index, number) in OF.into_iter().enumerate() {
            let case = json!({
                "reference": format!("34.02-{index}"), "recipient": "Stadt Aachen", "recipient_kind": "municipality",
                "authority": "bezreg-koeln", "region": "aachen", "regime": "vvg",
            });
            let answer = post(&one, &format!("/api/v1/projects/{number}/cases"), case).await.expect(201);
            cases.push(answer.json()["id"].as_i64().expect("a key"));
        }
        let budget = app.as_role("ministry_budget").await;
        Self {
            one,
            other,
            budget,
            cases,
            decided: [const { None }; 3],
            proven: [0; 3],
            told_more: false,
            open: [const { None }; 3],
            newest: [None; 3],
            draws: Vec::new(),
            proofs: Vec::new(),
            claims: Vec::new(),
            write_offs: Vec::new(),
            today: day("2020-01-07"),
            app,
        }
    }

    /// What is booked for a case of programme money.
    pub async fn of(&self, case: usize, kind: Kind) -> i64 {
        let entries = ledger::record::Entity::find()
            .filter(ledger::record::Column::CaseId.eq(self.cases[case]))
            .filter(ledger::record::Column::Kind.eq(kind.key()));
        let entries = entries.all(self.app.db.read()).await.expect("the ledger");
        entries.iter().map(|entry| entry.amount_cents.0).sum()
    }

    /// Does a step; whatever is answered, it is never a fault of the program.
    pub async fn step(&mut self, step: &Step) -> Outcome {
        self.app.advance(chrono::TimeDelta::seconds(11));
        self.today = self.today + Days::new(3);
        let answer = match step.clone() {
            Step::Propose { case, version, units, year, odd } => self.propose(case, version, units, year, odd).await,
            Step::Decide { case, approve, same } => self.decide(case, approve, same).await,
            Step::Withdraw { case, other } => {
                let Some((id, _)) = &self.open[case] else { return Outcome::Nothing };
                let who = if other { &self.other } else { &self.one };
                let answer = post(who, &format!("/api/v1/decisions/{id}/withdraw"), json!({})).await;
                if answer.status.is_success() {
                    self.open[case] = None;
                }
                Some(answer)
            }
            Step::Notify { case, waived } => {
                let Some(id) = self.newest[case] else { return Outcome::Nothing };
                let mut body = json!({"notified_on": self.today});
                if waived {
                    body["waived_on"] = json!(self.today);
                }
                Some(post(&self.one, &format!("/api/v1/decisions/{id}/notice"), body).await)
            }
            Step::Call { case, part } => Some(self.call(case, part).await),
            Step::Answer { of, pay, part } => self.answer(of, pay, part).await,
            Step::Prove { case, interim, part } => self.prove(case, interim, part).await,
            Step::Review { of, part, same } => self.review(of, part, same).await,
            Step::Claim { case, part } => Some(self.claim(case, part).await),
            Step::PayBack { .. } | Step::Interest { .. } | Step::Instalments { .. } | Step::WriteOff { .. } => {
                self.on_claim(step).await
            }
            Step::DecideWriteOff { of, approve, same } => {
                let Some(id) = some(&self.write_offs, of) else { return Outcome::Nothing };
                let who = if same { &self.one } else { &self.other };
                let word = if approve { "approve" } else { "reject" };
                Some(post(who, &format!("/api/v1/write-offs/{id}/{word}"), json!({"reason": "So."})).await)
            }
            Step::Resume { .. } | Step::ReverseErlass { .. } => self.end_write_off(step).await,
            Step::Undo { of, what } => self.undo(of, what).await,
            Step::Use { of, part, back } => self.used(of, part, back).await,
            Step::LateInterest { of } => self.late_interest(of).await,
            Step::Memo { case, kind, odd } => Some(self.memo(case, kind, odd).await),
            Step::UndoMemo { case, of } => self.undo_memo(case, of).await,
            Step::TakeBack { of } => self.take_back(of).await,
            Step::Cofund { project, step, own, euros } => {
                let kind =
                    ["cofunding_pledged", "cofunding_contracted", "cofunding_received", "cofunding_proven"][step];
                let body = json!({
                    "kind": kind, "source": if own { "own_share" } else { "private_cash" }, "amount": format!("{euros}.00"),
                    "value_date": self.today, "giver": if own { "" } else { "Beispiel GmbH" }, "reference": "Vertrag",
                    "reason": "Mehr als zuvor.",
                });
                Some(post(&self.one, &format!("/api/v1/projects/{}/ledger", PROJECTS[project]), body).await)
            }
            Step::ByHand { project, kind, euros, year } => {
                let kind = [
                    "planned",
                    "granted",
                    "requested",
                    "paid",
                    "spent",
                    "recognised",
                    "reclaimed",
                    "repaid",
                    "written_off",
                    "interest_claimed",
                ][kind];
                let body = json!({
                    "kind": kind, "source": "programme", "amount": format!("{euros}.00"), "value_date": self.today,
                    "year": year, "reference": "Vermerk",
                });
                Some(post(&self.budget, &format!("/api/v1/projects/{}/ledger", PROJECTS[project]), body).await)
            }
            Step::Import { project, euros } => {
                self.import(PROJECTS[project], euros).await;
                return Outcome::Imported;
            }
            Step::Wait { days } => {
                self.today = self.today + Days::new(days);
                return Outcome::Nothing;
            }
        };
        let Some(answer) = answer else { return Outcome::Nothing };
        let status = answer.status.as_u16();
        assert!(status < 500, "{step:?}: {}", answer.text());
        if answer.status.is_success() { Outcome::Done } else { Outcome::Refused }
    }

    async fn propose(&mut self, case: usize, version: Version, units: i64, year: usize, odd: bool) -> Option<Answer> {
        let mut shape = self.decided[case].clone().unwrap_or(Shape {
            years: [units, units / 2, units / 3],
            staff: 60,
            longer: 0,
            recipient: "Stadt Aachen",
        });
        let kind = match version {
            Version::Initial => "initial",
            Version::Extension => {
                shape.longer += 90;
                "extension"
            }
            Version::YearShift => {
                let moved = shape.years[year].min(units);
                shape.years[year] -= moved;
                shape.years[(year + 1) % 3] += moved;
                "year_shift"
            }
            Version::ItemShift => {
                shape.staff = (units % 11) * 10;
                "item_shift"
            }
            Version::Increase => {
                shape.years[year] += units;
                "increase"
            }
            Version::Reduction | Version::PartialRevocation => {
                shape.years[year] = (shape.years[year] - units).max(0);
                if version == Version::Reduction { "reduction" } else { "partial_revocation" }
            }
            Version::Revocation => {
                shape.years = [0; 3];
                "revocation"
            }
            Version::RecipientChange => {
                shape.recipient =
                    if shape.recipient == "Stadt Aachen" { "Städteregion Aachen" } else { "Stadt Aachen" };
                "recipient_change"
            }
        };
        let (mut years, mut plan) = (Vec::new(), Vec::new());
        for (year, units) in YEARS.into_iter().zip(shape.years) {
            let backing = backing_of(year, self.today.year()).key();
            years.push(json!({"year": year, "backing": backing, "amount": plain(units * 400_000)}));
            let staff = units * 5_000 * shape.staff;
            for (item, cents) in [
                ("staff", staff),
                ("contracts", units * 500_000 - staff + i64::from(odd)),
                ("grant", units * 400_000),
                ("own_share", units * 100_000),
            ] {
                plan.push(json!({"year": year, "item": item, "amount": plain(cents)}));
            }
        }
        let last = day("2022-12-31") + Days::new(shape.longer);
        let body = json!({
            "case": self.cases[case], "kind": kind, "dated_on": self.today, "recipient": shape.recipient,
            "financing": "share", "rate": "80.00", "amount": plain(shape.cents()), "rules": "ANBest-G",
            "drawable_from": "2020-01-01", "drawable_to": last, "work_from": "2020-01-01", "work_to": last,
            "reason": "Wie beantragt.", "years": years, "plan": plan,
        });
        let answer = post(&self.one, &format!("/api/v1/projects/{}/decisions", OF[case]), body).await;
        if answer.status.is_success() {
            self.open[case] = Some((answer.json()["id"].as_i64().expect("a key"), shape));
        }
        Some(answer)
    }

    async fn decide(&mut self, case: usize, approve: bool, same: bool) -> Option<Answer> {
        let (id, shape) = self.open[case].clone()?;
        let who = if same { &self.one } else { &self.other };
        let word = if approve { "approve" } else { "reject" };
        let answer = post(who, &format!("/api/v1/decisions/{id}/{word}"), json!({"reason": "So."})).await;
        if answer.status.is_success() {
            assert!(!same, "nobody decides what they proposed");
            self.open[case] = None;
            if approve {
                self.decided[case] = Some(shape);
                self.newest[case] = Some(id);
            }
        }
        Some(answer)
    }

    async fn call(&mut self, case: usize, part: i64) -> Answer {
        let paid = self.of(case, Kind::Paid).await;
        let left = self.decided[case].as_ref().map_or(1_000, Shape::cents) - paid;
        let body = json!({
            "requested_on": self.today, "amount": plain((left / 100 * part).max(1)), "needed_until": self.today + Days::new(40),
            "spent_before": plain(paid / 4 * 5), "own_before": plain(paid / 4), "year": self.today.year().min(2022),
            "reference": "Abruf",
        });
        let answer = post(&self.one, &format!("/api/v1/cases/{}/draws", self.cases[case]), body).await;
        if answer.status.is_success() {
            self.draws.push(answer.json()["id"].as_i64().expect("a key"));
        }
        answer
    }

    async fn answer(&mut self, of: usize, pay: bool, part: i64) -> Option<Answer> {
        let id = *some(&self.draws, of)?;
        let called = entity::settlement::draw::record::Entity::find_by_id(id).one(self.app.db.read()).await;
        let called = called.expect("the calls").expect("a call");
        let mut body =
            json!({"verdict": if pay { "paid" } else { "refused" }, "dated_on": self.today, "reason": "So."});
        if pay {
            body["amount"] = json!(plain(called.amount_cents.0 / 100 * part));
        }
        let answer = post(&self.other, &format!("/api/v1/draws/{id}/answer"), body).await;
        if pay && answer.status.is_success() {
            let case = self.cases.iter().position(|key| *key == called.case_id).expect("a case");
            let (paid, granted) = (self.of(case, Kind::Paid).await, self.of(case, Kind::Granted).await);
            assert!(paid <= granted, "{paid} paid of {granted} granted");
        }
        Some(answer)
    }

    async fn take_back(&mut self, of: usize) -> Option<Answer> {
        let entries = ledger::record::Entity::find()
            .filter(ledger::record::Column::ProjectId.is_not_null())
            .order_by_asc(ledger::record::Column::Id);
        let entries = entries.all(self.app.db.read()).await.expect("the ledger");
        let entry = some(&entries, of)?;
        let project = entity::project::record::Entity::find_by_id(entry.project_id?).one(self.app.db.read()).await;
        let number = project.expect("the projects").expect("a project").number;
        let body = json!({"reverses": entry.id, "reference": "Irrtum"});
        Some(post(&self.budget, &format!("/api/v1/projects/{number}/ledger"), body).await)
    }

    /// A list of what a project was granted, released by a second person.
    async fn import(&mut self, number: &str, euros: i32) {
        let stand = self.today.format("%d.%m.%Y").to_string();
        let bytes = list(&stand, vec![line(number, number, f64::from(euros))]).xlsx();
        let answer = self.budget.upload("/api/v1/imports", "Liste.xlsx", &bytes, &[]).await.expect(202).json();
        self.app.work().await;
        let id = answer["id"].as_i64().expect("a number");
        let address = format!("/api/v1/imports/{id}");
        let run = self.budget.get(&address).await.expect(200);
        let rows = json!({"rows": "all"});
        let tag = run.header("etag");
        let asked = self.budget.call(Method::POST, &format!("{address}/apply"), Some(rows), tag.as_deref()).await;
        if asked.status.is_success() {
            // nothing but conflicts is nothing to release
            let _ = entity::import_run::change::release(&self.app.db, &operator(), self.app.now(), id, None).await;
        } else {
            let _ = self.budget.call(Method::POST, &format!("{address}/cancel"), None, None).await;
        }
        self.app.work().await;
        let granted = ledger::record::Entity::find().filter(ledger::record::Column::Kind.eq("granted"));
        let granted = granted.all(self.app.db.read()).await.expect("the ledger");
        self.told_more |= granted.iter().map(|entry| entry.amount_cents.0).sum::<i64>() > 9_100_000_000;
    }
}
