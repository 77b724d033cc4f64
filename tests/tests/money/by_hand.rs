//! By hand at a project: every kind that an operation books is refused with where it is entered.
use entity::{
    check::find::{Filter, listed},
    ledger::{self, Kind, Source},
    viewpoint::Viewpoint,
};
use http::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{a_project, booked, day},
};

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
async fn what_operations_book_is_refused_with_where_it_is_entered() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let before = app.audit_rows().await;
    // ninety-two million by one person, and everything that only a review, a claim or a giver can say
    for (kind, amount, code, place) in [
        ("granted", "92000000.00", "ledger.by_decision", "„Finanzierung“"),
        ("granted", "5.00", "ledger.by_decision", "zweite Person"),
        ("recognised", "5.00", "ledger.by_review", "„Abwicklung“"),
        ("reclaimed", "5.00", "ledger.by_claim", "„Rückforderung“"),
        ("repaid", "5.00", "ledger.by_claim", "„Rückforderung“"),
        ("interest_claimed", "5.00", "ledger.by_claim", "„Rückforderung“"),
        ("interest_paid", "5.00", "ledger.by_claim", "„Rückforderung“"),
        ("written_off", "5.00", "ledger.by_claim", "„Rückforderung“"),
        ("cofunding_pledged", "5.00", "ledger.by_cofunding", "„Kofinanzierung“"),
        ("cofunding_contracted", "5.00", "ledger.by_cofunding", "„Kofinanzierung“"),
        ("cofunding_received", "5.00", "ledger.by_cofunding", "„Kofinanzierung“"),
        ("cofunding_proven", "5.00", "ledger.by_cofunding", "„Kofinanzierung“"),
    ] {
        for source in ["programme", "other_land", "private_cash"] {
            let refused = book(&budget, entry(kind, source, amount)).await.expect(422).json();
            assert_eq!(refused["code"], code, "{kind} of {source}: {refused}");
            assert!(refused["detail"].as_str().is_some_and(|text| text.contains(place)), "{refused}");
        }
    }
    for kind in ["ceiling", "appropriation", "carry_over", "blocked", "commitment", "allocated", "frame"] {
        let refused = book(&budget, entry(kind, "programme", "5.00")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "programme_only", "{kind}: {refused}");
        assert!(refused["errors"][0]["message"].as_str().is_some_and(|text| text.contains("„Haushalt“")), "{refused}");
    }
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    for kind in ["planned", "requested", "paid", "spent"] {
        let _ = book(&budget, entry(kind, "programme", "5.00")).await.expect(201);
    }
}

#[tokio::test]
async fn with_a_case_payments_come_from_its_draws_and_proofs() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    with_case(&app).await;
    let budget = app.as_role("ministry_budget").await;
    for (kind, code, place) in [
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
async fn no_more_is_paid_than_is_granted() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").granted("1.000,00").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let _ = book(&budget, entry("paid", "programme", "600.00")).await.expect(201);
    let refused = book(&budget, entry("paid", "programme", "400.01")).await.expect(422).json();
    assert_eq!(
        (refused["errors"][0]["field"].as_str(), refused["errors"][0]["code"].as_str()),
        (Some("amount"), Some("R13"))
    );
    let said = refused["errors"][0]["message"].as_str().expect("a sentence");
    for figure in ["1.000,01", "1.000,00", "0,01"] {
        assert!(said.contains(figure), "{figure}: {said}");
    }
    let last = book(&budget, entry("paid", "programme", "400.00")).await.expect(201).json();
    let _ = book(&budget, entry("paid", "programme", "0.01")).await.expect(422);
    // what is taken back can be paid again, once
    let _ = book(&budget, json!({"reverses": last["id"]})).await.expect(201);
    let _ = book(&budget, entry("paid", "programme", "400.00")).await.expect(201);
    let _ = book(&budget, entry("paid", "programme", "400.00")).await.expect(422);
    // nothing is granted of that money: taken, and the checks find it for the programme's
    let _ = book(&budget, entry("paid", "bund", "5.00")).await.expect(201);
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
async fn a_counter_entry_never_raises_what_is_granted() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").granted("100,00").build(&app).await;
    booked(&app, "AC-1", Kind::Granted, Source::Programme, "-40,00", day("2021-03-01")).await;
    let entries = ledger::record::Entity::find().all(app.db.read()).await.expect("the ledger");
    let of = |cents: i64| entries.iter().find(|entry| entry.amount_cents.0 == cents).expect("the entry").id;
    let budget = app.as_role("ministry_budget").await;
    let refused = book(&budget, json!({"reverses": of(-4_000)})).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.by_decision");
    let _ = book(&budget, json!({"reverses": of(10_000)})).await.expect(201);
}
