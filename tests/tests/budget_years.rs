//! Budget years: what the ministry records, the ladder that follows from it, what lapses, and what is refused.
use entity::ledger::{Kind, Source};
use http::Method;
use serde_json::{Value, json};
use tests::{TestApp, Visitor, make::a_project};

const BUDGET: &str = "/api/v1/programmes/dmr-nrw/budget";

async fn record(who: &Visitor, fact: Value) -> Value {
    let answer = who.call(Method::POST, BUDGET, Some(fact), None).await;
    answer.expect(201).json()
}

fn fact(kind: &str, year: i32, amount: &str) -> Value {
    json!({"kind": kind, "year": year, "amount": amount, "value_date": format!("{year}-01-02"), "reference": "Haushaltsplan"})
}

fn with(mut fact: Value, field: &str, value: impl Into<Value>) -> Value {
    fact[field] = value.into();
    fact
}

async fn year(who: &Visitor, year: i32, query: &str) -> Value {
    who.get(&format!("/api/v1/programmes/dmr-nrw/years/{year}{query}")).await.expect(200).json()
}

fn step(year: &Value, kind: &str) -> Option<String> {
    let steps = year["steps"].as_array().expect("steps");
    steps.iter().find(|step| step["kind"] == kind).map(|step| step["amount"].as_str().expect("a text").to_owned())
}

#[tokio::test]
async fn a_year_from_its_budget_to_its_end() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    record(&budget, fact("appropriation", 2021, "1000.00")).await;
    record(&budget, with(fact("carry_over", 2021, "300.00"), "stems_from", 2019)).await;
    record(&budget, fact("blocked", 2021, "100.00")).await;
    record(&budget, with(fact("commitment", 2021, "500.00"), "stems_from", 2020)).await;
    record(&budget, with(fact("allocated", 2021, "700.00"), "authority", "bezreg-koeln")).await;
    record(&budget, with(fact("frame", 2021, "400.00"), "region", "aachen")).await;
    a_project().in_region("aachen").money(Kind::Paid, Source::Programme, "250,00", Some(2021)).build(&app).await;

    let found = year(&budget, 2021, "").await;
    assert_eq!(step(&found, "appropriation").as_deref(), Some("1000.00"));
    assert_eq!(step(&found, "paid").as_deref(), Some("250.00"));
    assert_eq!(
        (&found["available"], &found["unspent"], &found["lapses"]),
        (&json!("1200.00"), &json!("950.00"), &json!("50.00"))
    );
    assert_eq!(found["left"], json!([{"stems_from": 2021, "amount": "900.00", "until": "2023-12-31"}]));
    // each step opens to facts that add up to it
    for step in found["steps"].as_array().expect("steps") {
        let facts = budget
            .get(&format!("/api/v1/figures/{}/facts", step["id"].as_str().expect("an id")))
            .await
            .expect(200)
            .json();
        assert_eq!(facts["figure"]["amount"], step["amount"], "{step}");
    }
    // a figure of an authority says whose it is
    let page = budget.get("/zahl/allocated.programme.authority-bezreg-koeln.year-2021").await.expect(200).page();
    assert!(page.main().contains("Bezirksregierung Köln, Haushaltsjahr 2021"), "{}", page.main());
    let page = app.visitor().get("/haushalt/jahre/2021").await.expect(200);
    let text = page.text();
    assert!(text.contains("davon verfallen 50\u{a0}€ am 31.12.2021"), "{text}");
    assert!(text.contains("Bezirksregierung Köln") && text.contains("regionaler Rahmen"), "{text}");
    // before it was valid nothing of it was there
    assert_eq!(year(&budget, 2021, "?as_of=2020-12-31").await["available"], Value::Null);
}

#[tokio::test]
async fn a_fact_is_taken_back_once_and_by_its_opposite() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = record(&budget, fact("appropriation", 2021, "1000.00")).await["id"].clone();
    let storno = json!({"reverses": id, "reference": "Tippfehler"});
    let other = with(storno.clone(), "amount", "-999.99");
    assert!(
        budget
            .call(Method::POST, BUDGET, Some(other.clone()), None)
            .await
            .expect(422)
            .text()
            .contains("genau umkehren")
    );
    let counter = record(&budget, storno.clone()).await["id"].clone();
    assert_eq!(step(&year(&budget, 2021, "").await, "appropriation").as_deref(), Some("0.00"));
    assert!(
        budget
            .call(Method::POST, BUDGET, Some(storno.clone()), None)
            .await
            .expect(422)
            .text()
            .contains("schon storniert")
    );
    let again = json!({"reverses": counter, "reference": "Storno vom Storno"});
    assert!(
        budget
            .call(Method::POST, BUDGET, Some(again.clone()), None)
            .await
            .expect(422)
            .text()
            .contains("kann nicht storniert")
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    for (wrong, field) in [
        (fact("appropriation", 2021, "0.00"), "amount"),
        (fact("appropriation", 2021, "1.001"), "amount"),
        (fact("appropriation", 2021, "99999999999999999999.00"), "amount"),
        (fact("appropriation", 1812, "1.00"), "value_date"),
        (fact("paid", 2021, "1.00"), "kind"),
        (fact("carry_over", 2021, "1.00"), "stems_from"),
        (with(fact("carry_over", 2021, "1.00"), "stems_from", 2018), "stems_from"),
        (with(fact("carry_over", 2021, "1.00"), "stems_from", 2021), "stems_from"),
        (with(fact("commitment", 2021, "1.00"), "stems_from", 2021), "stems_from"),
        (with(fact("appropriation", 2021, "1.00"), "stems_from", 2020), "stems_from"),
        (fact("allocated", 2021, "1.00"), "authority"),
        (with(fact("allocated", 2021, "1.00"), "authority", "bezreg-atlantis"), "authority"),
        (fact("frame", 2021, "1.00"), "region"),
        (with(fact("appropriation", 2021, "1.00"), "reference", ""), "reference"),
        (with(fact("appropriation", 2021, "1.00"), "value_date", "2999-01-01"), "value_date"),
        (with(fact("appropriation", 2021, "1.00"), "year", 123_456), "year"),
    ] {
        let answer = budget.call(Method::POST, BUDGET, Some(wrong.clone()), None).await.expect(422).json();
        let errors = answer["errors"].as_array().expect("errors");
        assert!(errors.iter().any(|error| error["field"] == field) || field == "value_date", "{wrong}: {answer}");
    }
    // more than there is
    record(&budget, fact("appropriation", 2021, "100.00")).await;
    let over = with(fact("allocated", 2021, "100.01"), "authority", "bezreg-koeln");
    let said = budget.call(Method::POST, BUDGET, Some(over.clone()), None).await.expect(422).text();
    assert!(said.contains("100,01") && said.contains("100,00"), "{said}");
    let said = budget.call(Method::POST, BUDGET, Some(fact("blocked", 2021, "100.01")), None).await.expect(422).text();
    assert!(said.contains("gesperrt"), "{said}");
    let found = year(&budget, 2021, "").await;
    assert_eq!((step(&found, "allocated"), step(&found, "blocked")), (None, None), "nothing half-written");
}
