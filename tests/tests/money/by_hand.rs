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
