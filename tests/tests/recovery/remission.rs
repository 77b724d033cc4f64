//! An Erlass that was entered by mistake is taken back by two people; one that was made is final.
use crate::{a_case, a_claim, booked, fields, found, key, official, pair, post, raise, raised, sound, then};
use chrono::TimeDelta;
use entity::{ledger::Kind, money::Cents};
use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestApp, Visitor, make::euros};

async fn seen(visitor: &Visitor, claim: i64) -> Value {
    visitor.get(&format!("/api/v1/claims/{claim}?until=2026-11-22")).await.expect(200).json()
}

fn newest(seen: &Value) -> i64 {
    seen["write_offs"].as_array().expect("write-offs").last().expect("one")["id"].as_i64().expect("a key")
}

async fn word(who: &Visitor, id: i64, word: &str) -> Answer {
    let address = format!("/api/v1/write-offs/{id}/{word}");
    who.call(Method::POST, &address, Some(json!({"reason": "So."})), None).await
}

async fn reverse(who: &Visitor, claim: i64, id: i64) -> Answer {
    let body = json!({"reason": "Der Erlass gehört zu einem anderen Vorgang."});
    post(who, &format!("/api/v1/claims/{claim}"), &format!("/api/v1/write-offs/{id}/reverse"), body).await
}

fn code(answer: Answer) -> String {
    answer.expect(422).json()["code"].as_str().unwrap_or_default().to_owned()
}

async fn proposed(who: &Visitor, claim: i64, kind: &str, amount: &str) -> i64 {
    let body = json!({"kind": kind, "amount": amount, "reason": "Unbillige Härte."});
    newest(&then(who, claim, "write-offs", body).await.expect(201).json())
}

#[tokio::test]
async fn an_erlass_entered_by_mistake_is_taken_back_by_two_people() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let claim = raised(&app, &one).await;
    let before = seen(&one, claim).await;
    let erlass = proposed(&one, claim, "erlass", "8123.50").await;
    assert_eq!(code(reverse(&one, claim, erlass).await), "write_off.open_proposal", "nothing holds yet");
    let _ = word(&other, erlass, "approve").await.expect(200);
    let given_up = seen(&one, claim).await;
    assert_eq!(
        (given_up["open"].as_str(), booked(&app, Kind::WrittenOff).await),
        (Some("40000.00"), euros("8.123,50"))
    );
    let instant = app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let then_known = format!("/api/v1/claims/{claim}?until=2026-11-22&as_of=2026-11-22&known_at={instant}");
    let as_known = one.get(&then_known).await.expect(200).text();
    app.advance(TimeDelta::days(3));
    let (one, other) = (official(&app).await, official(&app).await);
    // the reason is asked for, a Niederschlagung is not meant, others may not
    let address = format!("/api/v1/write-offs/{erlass}/reverse");
    let silent = one.call(Method::POST, &address, Some(json!({"reason": " "})), Some("*")).await.expect(422);
    assert_eq!(fields(&silent), [pair("reason", "length")]);
    let _ = one.call(Method::POST, &address, Some(json!({"reason": "Irrtum"})), Some("\"1\"")).await.expect(412);
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = arnsberg.call(Method::POST, &address, Some(json!({"reason": "Irrtum"})), Some("*")).await.expect(403);
    let storno = newest(&reverse(&one, claim, erlass).await.expect(201).json());
    // it is only proposed, and who proposed it does not approve it
    assert_eq!(
        (seen(&one, claim).await["open"].as_str(), booked(&app, Kind::WrittenOff).await),
        (Some("40000.00"), euros("8.123,50"))
    );
    assert_eq!(code(word(&one, storno, "approve").await), "approval.same_person");
    let task = other.get("/aufgaben").await.expect(200).page();
    assert!(task.main().contains("Storno, Erlass"), "{}", task.main());
    let _ = word(&other, storno, "approve").await.expect(200);
    let now = seen(&one, claim).await;
    for field in ["open", "shelved", "calculation", "findings"] {
        assert_eq!(now[field], before[field], "{field}: it never was given up");
    }
    assert_eq!(booked(&app, Kind::WrittenOff).await, Cents::ZERO);
    assert!(found(&app).await[0].contains("48.123,50"), "{:?}", found(&app).await);
    assert_eq!(
        (now["write_offs"][0]["reversed_by"].as_i64(), now["write_offs"][1]["reverses"].as_i64()),
        (Some(storno), Some(erlass))
    );
    // of the days between as well, as known now; as known then it was given up
    let between =
        one.get(&format!("/api/v1/claims/{claim}?as_of=2026-11-23&until=2026-11-22")).await.expect(200).json();
    assert_eq!(between["open"], "48123.50");
    assert_eq!(one.get(&then_known).await.expect(200).text(), as_known);
    // once is enough, a Storno is not taken back, and the claim can be given up anew
    assert_eq!(code(reverse(&one, claim, erlass).await), "write_off.not_remitted");
    assert_eq!(code(reverse(&one, claim, storno).await), "write_off.not_remitted");
    let again = proposed(&one, claim, "erlass", "48123.50").await;
    let _ = word(&other, again, "approve").await.expect(200);
    assert_eq!(seen(&one, claim).await["open"], "0.00");
    sound(&app).await;
}

#[tokio::test]
async fn what_builds_on_an_erlass_goes_first_and_a_rejected_storno_changes_nothing() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = a_case(&app, &one).await;
    let claim = key(raise(&one, case, a_claim()).await);
    let shelved = proposed(&one, claim, "niederschlagung", "100.00").await;
    let _ = word(&other, shelved, "approve").await.expect(200);
    assert_eq!(code(reverse(&one, claim, shelved).await), "write_off.not_remitted", "it is taken up again");
    let resumed = json!({"resumed_on": "2026-11-22", "reason": "Wieder zahlungsfähig."});
    let address = format!("/api/v1/write-offs/{shelved}/resume");
    let _ = post(&one, &format!("/api/v1/claims/{claim}"), &address, resumed).await.expect(200);
    let erlass = proposed(&one, claim, "erlass", "8123.50").await;
    let _ = word(&other, erlass, "approve").await.expect(200);
    let plan = json!({"agreed_on": "2026-08-01", "reason": "Antrag", "instalments": [{"due_on": "2026-12-01", "amount": "40000.00"}]});
    let plan = then(&one, claim, "instalments", plan).await.expect(201).json()["plan"].as_i64().expect("a key");
    assert_eq!(code(reverse(&one, claim, erlass).await), "claim.in_instalments");
    let back = json!({"fact": "instalments", "id": plan, "reason": "Irrtum beim Eintragen."});
    let _ = then(&one, claim, "reversals", back).await.expect(201);
    let storno = newest(&reverse(&one, claim, erlass).await.expect(201).json());
    let claimed = json!({"fact": "claim", "id": claim, "reason": "Irrtum beim Eintragen."});
    let refused = then(&one, claim, "reversals", claimed.clone()).await;
    assert!(refused.text().contains("Storno: Erlass über 8.123,50"), "{}", refused.text());
    let _ = word(&other, storno, "reject").await.expect(200);
    assert_eq!(
        (seen(&one, claim).await["open"].as_str(), booked(&app, Kind::WrittenOff).await),
        (Some("40000.00"), euros("8.123,50"))
    );
    // a rejected one can be proposed again; once approved nothing holds the claim
    let storno = newest(&reverse(&one, claim, erlass).await.expect(201).json());
    let _ = word(&other, storno, "approve").await.expect(200);
    let void = then(&one, claim, "reversals", claimed).await.expect(201).json();
    assert_eq!(void["open"], "0.00");
    assert_eq!((booked(&app, Kind::WrittenOff).await, booked(&app, Kind::Reclaimed).await), (Cents::ZERO, Cents::ZERO));
    sound(&app).await;
}

#[tokio::test]
async fn the_page_of_the_claim_offers_the_storno_of_an_erlass() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let claim = raised(&app, &one).await;
    let address = app::paths::recovery(claim);
    let step = app::paths::recovery_step(claim, "erlass-storno");
    assert!(!one.get(&address).await.expect(200).text().contains(&step), "there is nothing to take back");
    let erlass = proposed(&one, claim, "erlass", "8123.50").await;
    let _ = word(&other, erlass, "approve").await.expect(200);
    let page = one.get(&address).await.expect(200).page();
    assert!(page.main().contains("§§ 48, 49 VwVfG NRW"), "{}", page.main());
    let erlass = erlass.to_string();
    let form = |reason: &'static str| [("version", "3"), ("erlass", erlass.as_str()), ("erlass_reason", reason)];
    let refused = one.post(&step, &form("")).await.expect(422).page();
    assert!(refused.field_error("erlass_reason").is_some(), "{}", refused.main());
    assert!(
        one.post(&step, &[("version", "3"), ("erlass", "x")]).await.expect(422).page().field_error("erlass").is_some()
    );
    let _ = one.post(&step, &form("Irrtum beim Eintragen.")).await.expect(303);
    let page = other.get(&address).await.expect(200).page();
    assert!(page.main().contains("Storno: Erlass über 8.123,50"), "{}", page.main());
    let storno = newest(&seen(&one, claim).await);
    let _ = other.post(&app::paths::write_off_step(storno, "mitzeichnen"), &[("version", "4")]).await.expect(303);
    let page = one.get(&address).await.expect(200).page();
    assert_eq!(page.text(".big .money"), "48.123,50 €");
    assert!(page.text("#verzicht").contains("storniert"), "{}", page.text("#verzicht"));
}
