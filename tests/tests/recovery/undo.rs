//! What was recorded about a claim is taken back one by one, what depends on it first; a Niederschlagung gives up nothing.
use crate::{a_case, a_claim, booked, fields, found, key, official, pair, post, raise, raised, sound, then};
use chrono::TimeDelta;
use entity::{ledger::Kind, money::Cents, recovery::change::take_back};
use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestApp, Visitor, make::euros};

async fn back(visitor: &Visitor, claim: i64, fact: &str, id: i64) -> Answer {
    then(visitor, claim, "reversals", json!({"fact": fact, "id": id, "reason": "Irrtum beim Eintragen."})).await
}

async fn seen(visitor: &Visitor, claim: i64) -> Value {
    visitor.get(&format!("/api/v1/claims/{claim}?until=2023-08-10")).await.expect(200).json()
}

async fn paid(visitor: &Visitor, claim: i64, day: &str, principal: &str, interest: &str) -> i64 {
    let body = json!({"paid_on": day, "principal": principal, "interest": interest, "reference": "Kasse"});
    let seen = then(visitor, claim, "payments", body).await.expect(201).json();
    let payments = seen["payments"].as_array().expect("payments").clone();
    payments.last().expect("one")["id"].as_i64().expect("a key")
}

async fn set(visitor: &Visitor, claim: i64, until: &str) -> i64 {
    let body = json!({"until": until, "dated_on": "2023-09-01", "reference": "34.02-1/Z"});
    let seen = then(visitor, claim, "interest", body).await.expect(201).json();
    let interest = seen["interest"].as_array().expect("interest").clone();
    interest.last().expect("one")["id"].as_i64().expect("a key")
}

fn code(answer: Answer) -> String {
    answer.expect(422).json()["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_payment_that_never_came_is_taken_back_and_interest_is_reckoned_anew() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let claim = raised(&app, &one).await;
    let before = seen(&one, claim).await;
    let payment = paid(&one, claim, "2023-03-01", "20000.00", "0.00").await;
    assert_eq!(seen(&one, claim).await["calculation"]["total"], "1642.82");
    let instant = app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let then_known = format!("/api/v1/claims/{claim}?until=2023-08-10&as_of=2026-11-22&known_at={instant}");
    let as_known = one.get(&then_known).await.expect(200).text();
    app.advance(TimeDelta::minutes(5));
    let after = back(&one, claim, "payment", payment).await.expect(201).json();
    assert_eq!(after["payments"][0]["taken_back"], "Irrtum beim Eintragen.", "both stay to be seen");
    let now = seen(&one, claim).await;
    for field in ["open", "interest_open", "calculation", "findings"] {
        assert_eq!(now[field], before[field], "{field}");
    }
    assert_eq!(booked(&app, Kind::Repaid).await, Cents::ZERO);
    assert_eq!(one.get(&then_known).await.expect(200).text(), as_known, "nobody knew of it then");
    // a Storno is not taken back, what is not there is not either
    assert_eq!(code(back(&one, claim, "payment", payment).await), "claim.already_reversed");
    let unknown = back(&one, claim, "payment", payment + 1).await.expect(422);
    assert_eq!(fields(&unknown), [pair("fact", "unknown")]);
    let silent = json!({"fact": "claim", "id": claim, "reason": " "});
    assert_eq!(fields(&then(&one, claim, "reversals", silent).await.expect(422)), [pair("reason", "length")]);
    // of another claim
    let case = now["case"].as_i64().expect("a case");
    let mut small = a_claim();
    small["amount"] = json!("10.00");
    let other = key(raise(&one, case, small).await);
    let theirs = paid(&one, other, "2023-03-01", "1.00", "0.00").await;
    assert_eq!(fields(&back(&one, claim, "payment", theirs).await.expect(422)), [pair("fact", "unknown")]);
    // stale, and who may not
    let address = format!("/api/v1/claims/{claim}/reversals");
    let body = || Some(json!({"fact": "claim", "id": claim, "reason": "Irrtum"}));
    let _ = one.call(Method::POST, &address, body(), Some("\"1\"")).await.expect(412);
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = arnsberg.call(Method::POST, &address, body(), Some("*")).await.expect(403);
    sound(&app).await;
}

#[tokio::test]
async fn what_depends_on_it_goes_first() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let claim = raised(&app, &one).await;
    let first = set(&one, claim, "2023-03-01").await;
    let payment = paid(&one, claim, "2023-03-01", "20000.00", "770.27").await;
    let second = set(&one, claim, "2023-08-10").await;
    let plan = json!({"agreed_on": "2026-08-01", "reason": "Antrag", "instalments": [{"due_on": "2026-12-01", "amount": "28123.50"}]});
    let plan = then(&one, claim, "instalments", plan).await.expect(201).json()["plan"].as_i64().expect("a key");
    let rows = app.audit_rows().await;
    let refused = back(&one, claim, "claim", claim).await;
    assert!(refused.text().contains("20.770,27"), "{}", refused.text());
    assert_eq!(code(refused), "claim.in_use");
    assert_eq!(code(back(&one, claim, "interest", first).await), "claim.later_interest");
    assert_eq!(code(back(&one, claim, "payment", payment).await), "claim.in_instalments");
    assert_eq!(app.audit_rows().await, rows, "nothing was written");
    let _ = back(&one, claim, "interest", second).await.expect(201);
    assert_eq!(code(back(&one, claim, "interest", first).await), "claim.interest_paid");
    let gone = back(&one, claim, "instalments", plan).await.expect(201).json();
    assert_eq!(gone["instalments"], json!([]));
    let _ = back(&one, claim, "payment", payment).await.expect(201);
    // from the same day a decision about interest follows the one that is gone
    let _ = back(&one, claim, "interest", first).await.expect(201);
    let again = set(&one, claim, "2023-03-01").await;
    assert_eq!(booked(&app, Kind::InterestClaimed).await, euros("770,27"));
    assert_eq!(code(back(&one, claim, "claim", claim).await), "claim.in_use");
    let _ = back(&one, claim, "interest", again).await.expect(201);
    // what waits for a second person, and what was given up
    let erlass = json!({"kind": "erlass", "amount": "1.00", "reason": "Klein."});
    let proposed = then(&one, claim, "write-offs", erlass).await.expect(201).json();
    assert_eq!(code(back(&one, claim, "claim", claim).await), "claim.in_use");
    let id = proposed["write_offs"][0]["id"].as_i64().expect("a key");
    let reject = format!("/api/v1/write-offs/{id}/reject");
    let _ = other.call(Method::POST, &reject, Some(json!({"reason": "Nein."})), None).await.expect(200);
    let void = back(&one, claim, "claim", claim).await.expect(201).json();
    assert_eq!((void["open"].as_str(), void["taken_back"].as_str()), (Some("0.00"), Some("Irrtum beim Eintragen.")));
    for kind in [Kind::Reclaimed, Kind::Repaid, Kind::InterestClaimed, Kind::InterestPaid] {
        assert_eq!(booked(&app, kind).await, Cents::ZERO, "{kind:?}");
    }
    assert_eq!(found(&app).await, Vec::<String>::new());
    let pay = json!({"paid_on": "2026-11-01", "principal": "1.00", "reference": "Kasse"});
    assert_eq!(code(then(&one, claim, "payments", pay).await), "claim.reversed");
    // the money can be claimed again
    let case = void["case"].as_i64().expect("a case");
    let mut whole = a_claim();
    whole["amount"] = json!("100000.00");
    let _ = key(raise(&one, case, whole).await);
    sound(&app).await;
}

#[tokio::test]
async fn a_claim_that_is_shelved_goes_on_existing() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let claim = raised(&app, &one).await;
    let propose = |kind: &str, amount: &str, until: Option<&str>| json!({"kind": kind, "amount": amount, "until": until, "reason": "Zahlungsunfähig."});
    let approve = async |seen: Value| {
        let id = seen["write_offs"].as_array().expect("write-offs").last().expect("one")["id"].as_i64().expect("a key");
        let address = format!("/api/v1/write-offs/{id}/approve");
        (id, other.call(Method::POST, &address, Some(json!({})), None).await.expect(200).json())
    };
    for (kind, until) in
        [("erlass", "2027-06-30"), ("niederschlagung", "2026-11-22"), ("niederschlagung", "2101-01-01")]
    {
        let refused = then(&one, claim, "write-offs", propose(kind, "1.00", Some(until))).await.expect(422);
        assert_eq!(fields(&refused), [pair("shelved_until", "range")], "{kind} {until}");
    }
    let proposed = then(&one, claim, "write-offs", propose("niederschlagung", "48123.50", Some("2026-12-31"))).await;
    let (id, shelved) = approve(proposed.expect(201).json()).await;
    assert_eq!((shelved["open"].as_str(), shelved["shelved"].as_str()), (Some("48123.50"), Some("48123.50")));
    assert_eq!(
        (booked(&app, Kind::Shelved).await, booked(&app, Kind::WrittenOff).await),
        (euros("48.123,50"), Cents::ZERO)
    );
    // not pursued, but it bears interest, and the end of the time is near
    assert_eq!(seen(&one, claim).await["calculation"]["lines"].as_array().map(Vec::len), Some(3));
    let said = found(&app).await;
    assert!(said.len() == 1 && said[0].contains("befristet niedergeschlagen bis 31.12.2026"), "{said:?}");
    assert_eq!(
        fields(&then(&one, claim, "write-offs", propose("niederschlagung", "0.01", None)).await.expect(422)),
        [pair("amount", "above_open")]
    );
    assert_eq!(code(back(&one, claim, "claim", claim).await), "claim.in_use");
    let plan = json!({"agreed_on": "2026-08-01", "reason": "Antrag", "instalments": [{"due_on": "2026-12-01", "amount": "48123.50"}]});
    assert_eq!(code(then(&one, claim, "instalments", plan).await), "claim.shelved");
    // the recipient pays all the same, and the rest is given up while it is shelved
    let _ = paid(&one, claim, "2026-11-20", "8123.50", "0.00").await;
    assert_eq!(seen(&one, claim).await["shelved"], "40000.00");
    let proposed = then(&one, claim, "write-offs", propose("erlass", "10000.00", None)).await.expect(201).json();
    let (given_up, _) = approve(proposed).await;
    assert_eq!(seen(&one, claim).await["shelved"], "30000.00");
    // pursued again from a day on; as of the day before it was not
    app.advance(TimeDelta::days(2));
    let one = official(&app).await;
    let resume = async |id: i64, day: &str| {
        let body = json!({"resumed_on": day, "reason": "Wieder zahlungsfähig."});
        post(&one, &format!("/api/v1/claims/{claim}"), &format!("/api/v1/write-offs/{id}/resume"), body).await
    };
    assert_eq!(code(resume(given_up, "2026-11-24").await), "write_off.not_shelved");
    for day in ["2026-11-21", "2026-11-25"] {
        assert_eq!(fields(&resume(id, day).await.expect(422)), [pair("resumed_on", "range")], "{day}");
    }
    let resumed = resume(id, "2026-11-24").await.expect(200).json();
    assert_eq!((resumed["open"].as_str(), resumed["shelved"].as_str()), (Some("30000.00"), Some("0.00")));
    assert_eq!(booked(&app, Kind::Shelved).await, Cents::ZERO);
    let before = one.get(&format!("/api/v1/claims/{claim}?as_of=2026-11-23")).await.expect(200).json();
    assert_eq!(before["shelved"], "30000.00");
    assert_eq!(code(resume(id, "2026-11-24").await), "write_off.not_shelved");
    assert!(found(&app).await[0].contains("sind 30.000,00"), "it is overdue again: {:?}", found(&app).await);
    sound(&app).await;
}

#[tokio::test]
async fn on_the_page_a_storno_stands_beside_what_it_takes_back() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let claim = raised(&app, &one).await;
    let payment = paid(&one, claim, "2023-03-01", "20000.00", "0.00").await;
    let address = app::paths::recovery(claim);
    let step = app::paths::recovery_step(claim, "storno");
    let form = |version: &'static str, reason: &'static str| {
        [
            ("version".to_owned(), version.to_owned()),
            ("fact".into(), format!("payment:{payment}")),
            ("storno_reason".into(), reason.into()),
        ]
    };
    let send = async |fields: [(String, String); 3]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        one.post(&step, &fields).await
    };
    let refused = send(form("2", "")).await.expect(422).page();
    assert!(refused.field_error("storno_reason").is_some());
    assert!(one.post(&step, &[("version", "2"), ("fact", "x")]).await.expect(422).page().field_error("fact").is_some());
    let _ = send(form("2", "Falsches Konto")).await.expect(303);
    let page = one.get(&address).await.expect(200).page();
    assert!(page.rows("Zahlungen")[0][3].contains("Falsches Konto"), "{:?}", page.rows("Zahlungen"));
    assert_eq!(page.text(".big .money"), "48.123,50 €");
    // the ledger says where a Storno is made
    let budget = app.as_role("ministry_budget").await;
    let entries = budget.get("/api/v1/projects/AC-1/ledger").await.expect(200).json();
    let reclaimed = entries["items"].as_array().expect("entries").iter().find(|entry| entry["kind"] == "reclaimed");
    let reverses = json!({"reverses": reclaimed.expect("the claim")["id"]});
    let refused = budget.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(reverses), None).await.expect(422);
    assert!(refused.text().contains("unter „Rückforderung“"), "{}", refused.text());
    sound(&app).await;
}

#[tokio::test]
async fn two_at_once_take_a_thing_back_once() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let case = a_case(&app, &one).await;
    let claim = key(raise(&one, case, a_claim()).await);
    let actor = tests::app::operator();
    let command = || take_back::TakeBack {
        claim_id: claim,
        version: 1,
        fact: entity::recovery::Fact::Claim,
        fact_id: claim,
        reason: "Irrtum".into(),
    };
    let now = app.now();
    let tries = (0..8).map(|_| take_back::take_back(&app.db, &actor, now, command()));
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    assert_eq!(booked(&app, Kind::Reclaimed).await, Cents::ZERO);
    sound(&app).await;
}
