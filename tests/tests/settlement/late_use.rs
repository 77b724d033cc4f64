//! Money of a call that was used late bears interest alone, from the payment to each use; nothing is reclaimed.
use crate::{World, a_call, post};
use chrono::TimeDelta;
use entity::{
    check::find::{Filter, listed},
    ledger::Kind,
    money::Cents,
    viewpoint::Viewpoint,
};
use serde_json::{Value, json};
use tests::{Answer, app::operator, make::euros};

impl World {
    /// 50,000.00 paid on 10 February 2020; gives the key of the call.
    async fn paid(&self) -> i64 {
        let draw = self.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
        let _ = self.pay(draw, "2020-02-10").await.expect(200);
        draw
    }

    async fn used(&self, draw: i64, on: &str, amount: &str) -> Answer {
        let body = json!({"used_on": on, "kind": "used", "amount": amount, "reference": "Rechnung"});
        post(&self.lead, &format!("/api/v1/draws/{draw}/uses"), body, Some("*")).await
    }

    async fn seen(&self, draw: i64) -> Value {
        self.one.get(&format!("/api/v1/draws/{draw}/uses?until=2020-12-01")).await.expect(200).json()
    }

    async fn claim(&self, draw: i64, body: Value) -> Answer {
        post(&self.one, &format!("/api/v1/draws/{draw}/interest"), body, Some("*")).await
    }

    async fn found(&self) -> Vec<String> {
        let filter = Filter { rule: Some("R18"), ..Filter::default() };
        let view = Viewpoint::now(&self.app.now());
        let listed = listed(&self.app.db, &operator(), view, &filter, 0, 100).await.expect("findings");
        listed.items.into_iter().map(|found| found.finding.message).collect()
    }
}

fn a_claim() -> Value {
    json!({
        "until": "2020-12-01", "heard_on": "2020-11-02", "dated_on": "2020-12-01", "due_on": "2021-01-15",
        "reason": "Nicht binnen zwei Monaten verwendet.", "reference": "34.02-1/Z",
    })
}

fn codes(answer: Answer) -> Vec<(String, String)> {
    let errors = answer.expect(422).json()["errors"].as_array().cloned().unwrap_or_default();
    let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (word(error, "field"), word(error, "code"))).collect()
}

fn pair(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn the_worked_example_to_the_cent() {
    let world = World::new().await;
    let draw = world.paid().await;
    for (on, amount) in [("2020-03-20", "30000.00"), ("2020-05-04", "15000.00"), ("2020-07-20", "5000.00")] {
        let _ = world.used(draw, on, amount).await.expect(201);
    }
    let seen = world.seen(draw).await;
    assert_eq!((seen["deadline"].as_str(), seen["left"].as_str()), (Some("2020-04-10"), Some("0.00")));
    let lines = seen["calculation"]["lines"].as_array().expect("lines").iter().map(|line| {
        let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        (word("from"), word("to"), line["days"].as_u64().unwrap_or(0), word("principal"), word("interest"))
    });
    let row = |from: &str, to: &str, days, late: &str, interest: &str| {
        (from.to_owned(), to.to_owned(), days, late.to_owned(), interest.to_owned())
    };
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            row("2020-02-10", "2020-05-03", 84, "20000.00", "189.11"),
            row("2020-05-04", "2020-06-30", 58, "5000.00", "32.64"),
            row("2020-07-01", "2020-07-19", 19, "5000.00", "10.69"),
        ]
    );
    assert_eq!(world.sum(Kind::InterestClaimed).await, Cents::ZERO, "an estimate books nothing");
    let page = world.one.get(&app::paths::draw(draw)).await.expect(200).page();
    assert!(page.main().contains("Schätzung, noch nicht festgesetzt"), "{}", page.main());
    let claim = world.claim(draw, a_claim()).await.expect(201).json();
    assert_eq!((claim["amount"].as_str(), claim["interest_set"].as_str()), (Some("0.00"), Some("232.44")));
    assert_eq!((claim["draw"].as_i64(), claim["clock_ends_on"].as_str()), (Some(draw), None));
    assert_eq!(
        (world.sum(Kind::InterestClaimed).await, world.sum(Kind::Reclaimed).await),
        (euros("232,44"), Cents::ZERO)
    );
    let said = world.found().await;
    assert!(said.len() == 1 && said[0].contains("sind 232,44"), "{said:?}");
    // one claim for a call
    assert_eq!(world.claim(draw, a_claim()).await.expect(422).json()["code"], "claim.interest_claimed");
    let address = format!("/api/v1/claims/{}", claim["id"]);
    let pay = json!({"paid_on": "2021-01-10", "interest": "232.44", "reference": "Kasse"});
    let _ = post(&world.one, &format!("{address}/payments"), pay, Some("*")).await.expect(201);
    assert_eq!(world.found().await, Vec::<String>::new());
    world.sound().await;
}

#[tokio::test]
async fn a_use_that_is_taken_back_was_never_there() {
    let world = World::new().await;
    let draw = world.paid().await;
    let uses = format!("/api/v1/draws/{draw}/uses");
    let all = world.used(draw, "2020-03-20", "50000.00").await.expect(201).json();
    assert_eq!(codes(world.claim(draw, a_claim()).await), pair("until", "nothing"));
    let instant = world.app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let then = format!("{uses}?until=2020-12-01&as_of=2026-11-22&known_at={instant}");
    let as_known = world.one.get(&then).await.expect(200).text();
    world.app.advance(TimeDelta::minutes(5));
    let back = |id: &Value| json!({"reverses": id, "reference": "Andere Maßnahme"});
    let first = all["uses"][0]["id"].clone();
    let seen = post(&world.lead, &uses, back(&first), Some("*")).await.expect(201).json();
    assert_eq!((seen["left"].as_str(), seen["uses"].as_array().map(Vec::len)), (Some("50000.00"), Some(2)));
    assert_eq!(world.one.get(&then).await.expect(200).text(), as_known, "nobody knew of it then");
    for id in [first, seen["uses"][1]["id"].clone()] {
        let refused = post(&world.lead, &uses, back(&id), Some("*")).await.expect(422);
        assert_eq!(refused.json()["code"], "draw_use.already_reversed");
    }
    assert_eq!(codes(post(&world.lead, &uses, back(&json!(4711)), Some("*")).await), pair("reverses", "unknown"));
    // 50,000.00 since the payment: 142 days of 2020 until July, 153 after it
    let claim = world.claim(draw, a_claim()).await.expect(201).json();
    assert_eq!(claim["interest_set"], "1660.38");
    // it turns out that all was used in June: the next decision sets off
    let _ = world.used(draw, "2020-06-01", "50000.00").await.expect(201);
    let set = json!({"until": "2020-12-02", "dated_on": "2020-12-02", "reference": "34.02-1/Z2"});
    let address = format!("/api/v1/claims/{}", claim["id"]);
    let less = post(&world.one, &format!("{address}/interest"), set, Some("*")).await.expect(201).json();
    assert_eq!(less["interest_set"], "630.38");
    assert_eq!(world.sum(Kind::InterestClaimed).await, euros("630,38"));
    // a Storno of the claim asks for its interest first
    let reversal = |fact: &str, id: &Value| json!({"fact": fact, "id": id, "reason": "Irrtum"});
    let undo = async |fact: &str, id: &Value| {
        post(&world.one, &format!("{address}/reversals"), reversal(fact, id), Some("*")).await
    };
    assert_eq!(undo("claim", &claim["id"]).await.expect(422).json()["code"], "claim.in_use");
    for at in [1, 0] {
        let _ = undo("interest", &less["interest"][at]["id"]).await.expect(201);
    }
    let _ = undo("claim", &claim["id"]).await.expect(201);
    assert_eq!(world.sum(Kind::InterestClaimed).await, Cents::ZERO);
    let _ = world.claim(draw, a_claim()).await.expect(201);
    world.sound().await;
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let world = World::new().await;
    let draw = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    assert_eq!(world.used(draw, "2020-03-20", "1.00").await.expect(422).json()["code"], "draw.not_paid");
    assert_eq!(world.claim(draw, a_claim()).await.expect(422).json()["code"], "draw.not_paid");
    let _ = world.pay(draw, "2020-02-10").await.expect(200);
    let rows = world.app.audit_rows().await;
    assert_eq!(codes(world.used(draw, "2026-11-23", "1.00").await), pair("used_on", "range"));
    for amount in ["0.00", "50000.01", "-1.00"] {
        let wrong = codes(world.used(draw, "2020-03-20", amount).await);
        assert!(wrong.iter().all(|(field, _)| field == "amount") && !wrong.is_empty(), "{amount}: {wrong:?}");
    }
    for (field, value, code) in [
        ("dated_on", "2020-04-10", "range"),
        ("dated_on", "2026-11-23", "range"),
        ("due_on", "2020-11-30", "range"),
        ("heard_on", "2020-12-02", "range"),
        ("reason", " ", "length"),
        ("until", "2026-11-24", "range"),
        ("until", "2020-04-10", "nothing"),
    ] {
        let mut body = a_claim();
        body[field] = json!(value);
        let wrong = codes(world.claim(draw, body).await);
        assert!(wrong.contains(&(field.to_owned(), code.to_owned())), "{field} {value}: {wrong:?}");
    }
    assert_eq!(app_rows(&world).await, rows, "nothing was written");
    let uses = format!("/api/v1/draws/{draw}/uses");
    let body = || json!({"used_on": "2020-03-20", "kind": "used", "amount": "1.00", "reference": "R"});
    let _ = post(&world.lead, &uses, body(), None).await.expect(428);
    let _ = post(&world.lead, &uses, body(), Some("\"7\"")).await.expect(412);
    let _ = world.app.get(&uses).await.expect(401);
    // the recipient says when it was used, and never claims interest
    let _ = post(&world.lead, &format!("/api/v1/draws/{draw}/interest"), a_claim(), Some("*")).await.expect(403);
    world.sound().await;
}

async fn app_rows(world: &World) -> u64 {
    world.app.audit_rows().await
}

#[tokio::test]
async fn on_the_page_of_the_call() {
    let world = World::new().await;
    let draw = world.paid().await;
    let address = app::paths::draw(draw);
    let step = |what: &str| app::paths::draw_step(draw, what);
    let empty = [
        ("version", "0"),
        ("used_on", "20.03.2020"),
        ("used_kind", "used"),
        ("used_amount", "60.000,00"),
        ("used_reference", "R"),
    ];
    let refused = world.lead.post(&step("verwendung"), &empty).await.expect(422).page();
    assert!(refused.field_error("used_amount").is_some_and(|text| text.contains("50.000,00")));
    let mut fields = empty;
    fields[3].1 = "30.000,00";
    let _ = world.lead.post(&step("verwendung"), &fields).await.expect(303);
    let _ = world.lead.post(&step("verwendung"), &fields).await.expect(409);
    let page = world.one.get(&format!("{address}?bis=2020-12-01")).await.expect(200).page();
    assert_eq!(page.rows("Verwendung")[0][2], "30.000,00 €");
    assert_eq!(page.rows("Zinsen bis vor dem 01.12.2020").len(), 2);
    let version = page.version_of(&step("zinsen")).expect("the form");
    let claim = [
        ("version", version.as_str()),
        ("until", "2020-12-01"),
        ("heard_on", ""),
        ("dated_on", "2020-12-01"),
        ("due_on", "2021-01-15"),
        ("reference", "34.02-1/Z"),
        ("reason", "Nicht rechtzeitig verwendet."),
    ];
    let done = world.one.post(&step("zinsen"), &claim).await.expect(303);
    let page = world.one.follow(&done).await.expect(200).page();
    assert!(page.main().contains("Zinsanspruch 34.02-1/Z") && page.main().contains("§ 49a Abs. 4"), "{}", page.main());
    let list = world.one.get(&app::paths::recoveries("AC-1")).await.expect(200).page();
    assert!(list.main().contains("Zinsen wegen später Verwendung"));
    world.sound().await;
}

#[tokio::test]
async fn a_payment_that_was_used_is_not_taken_back() {
    let world = World::new().await;
    let draw = world.paid().await;
    let budget = world.app.as_role("ministry_budget").await;
    let ledger = "/api/v1/projects/AC-1/ledger";
    let entries = budget.get(ledger).await.expect(200).json();
    let paid = entries["items"].as_array().expect("entries").iter().find(|entry| entry["kind"] == "paid");
    let storno = json!({"reverses": paid.expect("the payment")["id"]});
    let _ = world.used(draw, "2020-05-04", "50000.00").await.expect(201);
    let refused = async || post(&budget, ledger, storno.clone(), Some("*")).await.expect(422).json();
    assert_eq!(refused().await["code"], "ledger.used");
    let _ = world.claim(draw, a_claim()).await.expect(201);
    let before = app_rows(&world).await;
    assert_eq!(refused().await["code"], "ledger.interest_claimed");
    assert_eq!(app_rows(&world).await, before, "nothing was written");
    world.sound().await;
}
