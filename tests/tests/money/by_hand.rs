//! By hand at a project: what happened where no grant case is recorded; with one, each kind is refused with where it is
//! entered.
use entity::{
    check::find::{Filter, listed},
    viewpoint::Viewpoint,
};
use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestApp, Visitor, app::operator, make::a_project};

const LEDGER: &str = "/api/v1/projects/AC-1/ledger";

fn entry(kind: &str, source: &str, amount: &str) -> Value {
    json!({"kind": kind, "source": source, "amount": amount, "value_date": "2021-03-01"})
}

async fn book(who: &Visitor, body: Value) -> Answer {
    who.call(Method::POST, LEDGER, Some(body), None).await
}

/// A grant case, as the authority opens it.
async fn with_case(app: &TestApp) {
    let authority = app.as_scoped("authority", "bezreg-koeln").await;
    let case = json!({
        "reference": "34.02-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality",
        "authority": "bezreg-koeln", "region": "aachen", "regime": "vvg",
    });
    let cases = "/api/v1/projects/AC-1/cases";
    let _ = authority.call(Method::POST, cases, Some(case), Some("*")).await.expect(201);
}

#[tokio::test]
async fn without_a_case_what_happened_is_booked_within_the_ceiling() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let before = app.audit_rows().await;
    // ninety-two million by one person
    let refused = book(&budget, entry("granted", "programme", "92000000.00")).await.expect(422).json();
    assert_eq!(refused["code"], "R1", "{refused}");
    for figure in ["92.000.000,00", "91.000.000,00", "1.000.000,00"] {
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(figure)), "{figure}: {refused}");
    }
    for source in ["programme", "other_land"] {
        let refused = book(&budget, entry("written_off", source, "5.00")).await.expect(422).json();
        assert_eq!(refused["code"], "ledger.by_two", "{refused}");
    }
    for kind in ["ceiling", "appropriation", "carry_over", "blocked", "commitment", "allocated", "frame"] {
        let refused = book(&budget, entry(kind, "programme", "5.00")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "programme_only", "{kind}: {refused}");
        assert!(refused["errors"][0]["message"].as_str().is_some_and(|text| text.contains("„Haushalt“")), "{refused}");
    }
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    let _ = book(&budget, entry("granted", "programme", "91000000.00")).await.expect(201);
    let refused = book(&budget, entry("granted", "programme", "0.01")).await.expect(422).json();
    assert_eq!(refused["code"], "R1", "{refused}");
    for kind in ["planned", "requested", "paid", "spent", "recognised", "reclaimed", "repaid", "interest_claimed"] {
        let _ = book(&budget, entry(kind, "programme", "5.00")).await.expect(201);
    }
}

#[tokio::test]
async fn cofunding_meets_its_rules_through_the_ledger_too() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let step = |kind: &str, amount: &str, more: Value| {
        let mut body = entry(kind, "private_cash", amount);
        for (key, value) in more.as_object().expect("fields") {
            body[key] = value.clone();
        }
        body
    };
    let before = app.audit_rows().await;
    let refused = book(&budget, step("cofunding_pledged", "500.00", json!({}))).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "reference", "{refused}");
    let odd = book(&budget, entry("cofunding_pledged", "programme", "5.00")).await.expect(422).json();
    assert_eq!(odd["errors"][0]["field"], "source", "{odd}");
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    let evidence = json!({"reference": "Absichtserklärung vom 01.03.2021", "giver": "Netz GmbH"});
    let said = book(&budget, step("cofunding_pledged", "500.00", evidence)).await.expect(201).json();
    assert_eq!((said["kind"].as_str(), said["amount"].as_str()), (Some("cofunding_pledged"), Some("500.00")));
    // R16: more arrives than was promised only with a reason
    let more = json!({"reference": "Kontoauszug 3"});
    let refused = book(&budget, step("cofunding_received", "600.00", more)).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "reason", "{refused}");
    let more = json!({"reference": "Kontoauszug 3", "reason": "Aufgestockt am 01.02.2021"});
    let _ = book(&budget, step("cofunding_received", "600.00", more)).await.expect(201);
    let page = budget.get("/projekte/AC-1/kofinanzierung").await.expect(200).page().main();
    assert!(page.contains("Netz GmbH") && page.contains("nicht genannt"), "{page}");
}

#[tokio::test]
async fn with_a_case_payments_come_from_its_draws_and_proofs() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    with_case(&app).await;
    let budget = app.as_role("ministry_budget").await;
    for (kind, code, place) in [
        ("granted", "ledger.by_decision", "zweite Person"),
        ("recognised", "ledger.by_review", "„Abwicklung“"),
        ("reclaimed", "ledger.by_claim", "„Rückforderung“"),
        ("repaid", "ledger.by_claim", "„Rückforderung“"),
        ("interest_paid", "ledger.by_claim", "„Rückforderung“"),
        ("requested", "ledger.by_draw", "Mittelabruf"),
        ("paid", "ledger.by_draw", "Mittelabruf"),
        ("spent", "ledger.by_proof", "Verwendungsnachweis"),
    ] {
        let refused = book(&budget, entry(kind, "programme", "5.00")).await.expect(422).json();
        assert_eq!(refused["code"], code, "{refused}");
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(place)), "{refused}");
        // the case is about the programme's money only
        let _ = book(&budget, entry(kind, "bund", "5.00")).await.expect(201);
    }
    let _ = book(&budget, entry("planned", "programme", "5.00")).await.expect(201);
}

#[tokio::test]
async fn what_is_paid_without_a_grant_is_found_afterwards() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let _ = book(&budget, entry("paid", "programme", "5.00")).await.expect(201);
    let filter = Filter { rule: Some("R13"), ..Default::default() };
    let view = Viewpoint::now(&app.now());
    let found = listed(&app.db, &operator(), view, &filter, 0, 1_000).await.expect("R13");
    assert!(found.items.iter().any(|one| one.finding.message.contains("bewilligt sind 0,00")), "{:?}", found.items);
}

#[tokio::test]
async fn amounts_have_bounds_and_a_counter_entry_has_none() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    for wrong in ["-0.01", "100000000000.01", "92233720368547758.07", "92233720368547758.08", "0.00", "1.234", "1e3"] {
        let refused = book(&budget, entry("planned", "programme", wrong)).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "amount", "{wrong}: {refused}");
    }
    let _ = book(&budget, entry("planned", "programme", "0.01")).await.expect(201);
    let large = book(&budget, entry("planned", "programme", "100000000000.00")).await.expect(201).json();
    let back = book(&budget, json!({"reverses": large["id"]})).await.expect(201).json();
    assert_eq!(back["amount"], "-100000000000.00");
    let refused = book(&budget, json!({"reverses": back["id"]})).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.reverse_of_reverse");
    let refused = book(&budget, json!({"reverses": large["id"]})).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.already_reversed");
}

#[tokio::test]
async fn what_something_else_rests_on_is_not_taken_back() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    with_case(&app).await;
    let one = app.as_scoped("authority", "bezreg-koeln").await;
    let other = app.as_scoped("authority", "bezreg-koeln").await;
    let budget = app.as_role("ministry_budget").await;
    let send = async |who: &Visitor, path: &str, body: Value| {
        let answer = who.call(Method::POST, path, Some(body), Some("*")).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.json()["id"].as_i64().expect("a key")
    };
    let entry_of = async |kind: &str| {
        let facts = budget.get(&format!("/api/v1/figures/{kind}.programme.case-1/facts")).await.expect(200).json();
        json!({"reverses": facts["items"][0]["id"]})
    };
    let decision = json!({
        "case": 1, "kind": "initial", "dated_on": "2020-01-02", "notified_on": "2020-01-02", "waived_on": "2020-01-02",
        "recipient": "Stadt Aachen", "financing": "full", "amount": "20000.00", "rules": "VVG", "reason": "So.",
        "drawable_from": "2020-01-01", "drawable_to": "2020-12-31", "work_from": "2020-01-01", "work_to": "2020-12-31",
        "years": [{"year": 2020, "backing": "cash", "amount": "20000.00"}],
        "plan": [{"year": 2020, "item": "staff", "amount": "20000.00"}, {"year": 2020, "item": "grant", "amount": "20000.00"}],
    });
    let id = send(&one, "/api/v1/projects/AC-1/decisions", decision).await;
    let _ = send(&other, &format!("/api/v1/decisions/{id}/approve"), json!({})).await;
    let call = json!({
        "requested_on": "2020-03-02", "amount": "10000.00", "needed_until": "2020-04-30", "spent_before": "0.00",
        "own_before": "0.00", "year": 2020, "reference": "Abruf",
    });
    let draw = send(&one, "/api/v1/cases/1/draws", call).await;
    let paid = json!({"verdict": "paid", "dated_on": "2020-03-10"});
    let _ = send(&other, &format!("/api/v1/draws/{draw}/answer"), paid).await;
    let proof = json!({
        "kind": "final", "covers_to": "2020-12-31", "received_on": "2021-01-15", "narrative": true, "confirmed": true,
        "reference": "VN", "lines": [{"year": 2020, "item": "staff", "amount": "9000.00"},
            {"year": 2020, "item": "grant", "amount": "9000.00"}],
    });
    let proof = send(&one, "/api/v1/cases/1/proofs", proof).await;
    let note = json!({
        "checked_on": "2021-02-01", "scope": "full", "result": "Passt.",
        "recognised": [{"year": 2020, "item": "staff", "amount": "9000.00"}],
    });
    let _ = send(&other, &format!("/api/v1/proofs/{proof}/review"), note).await;
    let claim = json!({
        "ground": "cost_reduction", "known_on": "2021-02-01", "dated_on": "2021-03-01", "arises_on": "2021-02-02",
        "due_on": "2021-04-01", "amount": "1000.00", "reason": "Weniger ausgegeben.", "reference": "R",
    });
    let before = app.audit_rows().await;
    for (kind, code) in [("requested", "ledger.paid"), ("spent", "ledger.by_proof"), ("recognised", "ledger.by_review")]
    {
        let refused = book(&budget, entry_of(kind).await).await.expect(422).json();
        assert_eq!(refused["code"], code, "{refused}");
    }
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    let _ = send(&one, "/api/v1/cases/1/claims", claim).await;
    let refused = book(&budget, entry_of("paid").await).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.reclaimed", "{refused}");
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("1.000,00")), "{refused}");
}
