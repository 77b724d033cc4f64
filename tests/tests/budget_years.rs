//! Budget years: what the ministry records, the ladder that follows from it, what lapses, and what is refused.
use entity::{
    ledger::{Kind, Source},
    money::Cents,
};
use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestApp, Visitor, make::a_project};

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

/// A decision of an authority over 80 % of what is eligible, with its years; gives the answer to the proposal.
async fn propose(who: &Visitor, case: i64, kind: &str, dated_on: &str, years: &[(i32, &str, i64)]) -> Answer {
    let amount: i64 = years.iter().map(|(.., euros)| euros).sum();
    let mut of_year: std::collections::BTreeMap<i32, i64> = std::collections::BTreeMap::new();
    for (year, _, euros) in years {
        *of_year.entry(*year).or_default() += euros;
    }
    let plan = of_year.iter().flat_map(|(year, euros)| {
        [("staff", euros / 4 * 5), ("grant", *euros), ("own_share", euros / 4)]
            .map(|(item, euros)| json!({"year": year, "item": item, "amount": format!("{euros}.00")}))
    });
    let version = json!({
        "case": case, "kind": kind, "dated_on": dated_on, "recipient": "Stadt Aachen", "financing": "share",
        "rate": "80.00", "amount": format!("{amount}.00"), "rules": "ANBest-G 2003", "drawable_from": "2020-01-01",
        "drawable_to": "2022-12-31", "work_from": "2020-01-01", "work_to": "2022-10-31", "reason": "Wie beantragt.",
        "years": years.iter().map(|(year, backing, euros)| {
            json!({"year": year, "backing": backing, "amount": format!("{euros}.00")})
        }).collect::<Value>(),
        "plan": plan.collect::<Value>(),
    });
    who.call(Method::POST, "/api/v1/projects/AC-1/decisions", Some(version), Some("*")).await
}

async fn grant(one: &Visitor, other: &Visitor, case: i64, kind: &str, dated_on: &str, years: &[(i32, &str, i64)]) {
    let id = propose(one, case, kind, dated_on, years).await.expect(201).json()["id"].as_i64().expect("a key");
    let approve = format!("/api/v1/decisions/{id}/approve");
    let _ = other.call(Method::POST, &approve, Some(json!({})), None).await.expect(200);
}

/// What is granted in a year: in all, from cash, from commitments; each opens to facts that add up to it.
async fn bound(who: &Visitor, of: i32, query: &str) -> [Option<String>; 3] {
    let found = year(who, of, query).await;
    let steps = found["steps"].as_array().expect("steps");
    let Some(granted) = steps.iter().find(|step| step["kind"] == "granted") else { return [None, None, None] };
    let parts = granted["bound"].as_array().cloned().unwrap_or_default();
    for part in &parts {
        let address = format!("/api/v1/figures/{}/facts{query}", part["id"].as_str().expect("an id"));
        let facts = who.get(&address).await.expect(200).json();
        assert_eq!(facts["figure"]["amount"], part["amount"], "{part}");
        let cents = |fact: &Value| Cents::parse_plain(fact["amount"].as_str().expect("a text")).expect("an amount").0;
        let sum: i64 = facts["items"].as_array().expect("facts").iter().map(cents).sum();
        assert_eq!(Cents(sum).plain(), part["amount"].as_str().expect("a text"), "{part}");
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let part = |key: &str| parts.iter().find(|part| part["backing"] == key).and_then(|part| text(&part["amount"]));
    [text(&granted["amount"]), part("cash"), part("commitment")]
}

#[tokio::test]
async fn a_decision_binds_cash_of_its_year_and_commitments_of_later_ones() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let one = app.as_scoped("authority", "bezreg-koeln").await;
    let other = app.as_scoped("authority", "bezreg-koeln").await;
    let open = json!({
        "reference": "34.02-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality",
        "authority": "bezreg-koeln", "region": "aachen", "regime": "vvg",
    });
    let case = one.call(Method::POST, "/api/v1/projects/AC-1/cases", Some(open), Some("*")).await.expect(201);
    let case = case.json()["id"].as_i64().expect("a key");
    record(&budget, fact("appropriation", 2020, "100000.00")).await;
    record(&budget, fact("blocked", 2020, "20000.00")).await;
    let due = |year: i32, amount: &str| {
        let mut due = with(fact("commitment", year, amount), "stems_from", 2020);
        due["value_date"] = json!("2020-01-02");
        due
    };
    record(&budget, due(2021, "60000.00")).await;

    // who puts money in the wrong place, or more than is there, is told which figure it is
    let rows = app.audit_rows().await;
    let said =
        async |years: &[(i32, &str, i64)]| propose(&one, case, "initial", "2020-03-02", years).await.expect(422).text();
    let wrong = said(&[(2020, "cash", 40_000), (2021, "cash", 40_000)]).await;
    assert!(wrong.contains("Für 2021 stehen 40.000,00") && wrong.contains("§ 38 LHO"), "{wrong}");
    let wrong = said(&[(2020, "commitment", 40_000)]).await;
    assert!(wrong.contains("als Verpflichtungsermächtigung, der Bescheid ist von 2020"), "{wrong}");
    let over = said(&[(2020, "cash", 80_004)]).await;
    assert!(over.contains("aus dem Baransatz") && over.contains("80.000,00"), "{over}");
    let over = said(&[(2020, "cash", 40_000), (2021, "commitment", 60_004)]).await;
    assert!(over.contains("60.004,00") && over.contains("60.000,00"), "{over}");
    assert_eq!(app.audit_rows().await, rows, "nothing was written");

    let first = [(2020, "cash", 80_000), (2021, "commitment", 40_000), (2022, "commitment", 20_000)];
    grant(&one, &other, case, "initial", "2020-03-02", &first).await;
    let euros = |amount: i64| Some(format!("{amount}.00"));
    assert_eq!(bound(&budget, 2020, "").await, [euros(80_000), euros(80_000), None]);
    assert_eq!(bound(&budget, 2021, "").await, [euros(40_000), None, euros(40_000)]);
    assert_eq!(bound(&budget, 2022, "").await, [euros(20_000), None, euros(20_000)]);
    let then = app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);

    // a year later: what was bound stays bound, what is more binds the cash of that year
    app.advance(chrono::TimeDelta::minutes(5));
    record(&budget, fact("appropriation", 2021, "10000.00")).await;
    let more =
        [(2020, "cash", 80_000), (2021, "commitment", 40_000), (2021, "cash", 12_000), (2022, "commitment", 20_000)];
    let over = propose(&one, case, "increase", "2021-02-01", &more).await.expect(422).text();
    assert!(over.contains("12.000,00") && over.contains("10.000,00"), "{over}");
    let more =
        [(2020, "cash", 80_000), (2021, "commitment", 40_000), (2021, "cash", 8_000), (2022, "commitment", 24_000)];
    grant(&one, &other, case, "increase", "2021-02-01", &more).await;
    assert_eq!(bound(&budget, 2021, "").await, [euros(48_000), euros(8_000), euros(40_000)]);
    assert_eq!(bound(&budget, 2022, "").await, [euros(24_000), None, euros(24_000)]);
    // as of a day before, and as known before: as it was
    assert_eq!(bound(&budget, 2021, "?as_of=2021-01-31").await, [euros(40_000), None, euros(40_000)]);
    assert_eq!(bound(&budget, 2021, &format!("?known_at={then}")).await, [euros(40_000), None, euros(40_000)]);
    // each fact names the budget whose commitment it is
    let facts =
        budget.get("/api/v1/figures/granted.programme.year-2022.backing-commitment/facts").await.expect(200).json();
    let live: Vec<_> =
        facts["items"].as_array().expect("facts").iter().map(|fact| (&fact["stems_from"], &fact["amount"])).collect();
    for (from, amount) in [(2020, "20000.00"), (2021, "4000.00"), (2020, "-20000.00")] {
        assert!(live.contains(&(&json!(from), &json!(amount))), "{from} {amount}: {live:?}");
    }

    // by authority and region, on the pages and in groups
    let found = year(&budget, 2021, "").await;
    for (part, slug) in [("authorities", "bezreg-koeln"), ("regions", "aachen")] {
        let of = found[part].as_array().expect("parts").iter().find(|part| part["slug"] == slug).expect("theirs");
        assert_eq!(step(of, "granted"), euros(48_000), "{part}");
        let granted = of["steps"].as_array().expect("steps").iter().find(|step| step["kind"] == "granted");
        assert_eq!(granted.expect("granted")["bound"].as_array().map(Vec::len), Some(2), "{part}");
    }
    let groups = budget.get("/api/v1/figures?kind=granted&group_by=year,backing").await.expect(200).json();
    let groups: Vec<_> = groups["figures"]
        .as_array()
        .expect("figures")
        .iter()
        .map(|figure| {
            (figure["group"]["year"].as_i64(), figure["group"]["backing"].as_str(), figure["amount"].as_str())
        })
        .collect();
    assert_eq!(
        groups,
        [
            (Some(2020), Some("cash"), Some("80000.00")),
            (Some(2021), Some("cash"), Some("8000.00")),
            (Some(2021), Some("commitment"), Some("40000.00")),
            (Some(2022), Some("commitment"), Some("24000.00")),
        ]
    );
    let page = app.visitor().get("/haushalt/jahre/2021").await.expect(200).page();
    let ladder = page.rows("Landesmittel des Programms im Haushaltsjahr 2021");
    let of = |label: &str| ladder.iter().find(|row| row[0] == label).map(|row| row[1].clone());
    assert_eq!(of("davon Baransatz").as_deref(), Some("8.000,00 €"), "{ladder:?}");
    assert_eq!(of("davon Verpflichtungsermächtigung").as_deref(), Some("40.000,00 €"), "{ladder:?}");
    let first = app.visitor().get("/haushalt/jahre/2020").await.expect(200).page();
    let ladder = first.rows("Landesmittel des Programms im Haushaltsjahr 2020");
    let of = |label: &str| ladder.iter().find(|row| row[0] == label).map(|row| row[1].clone());
    assert_eq!(of("davon Baransatz").as_deref(), Some("80.000,00 €"), "{ladder:?}");
    assert_eq!(of("davon Verpflichtungsermächtigung").as_deref(), Some("0,00 €"), "all is backed by cash: {ladder:?}");
    let page = app.visitor().get("/haushalt?region=aachen").await.expect(200).page();
    let years = page.rows("Landesmittel nach Haushaltsjahr");
    assert_eq!(years[1][..5], ["2021", "unbekannt", "48.000,00 €", "8.000,00 €", "40.000,00 €"], "{years:?}");
    assert!(page.main().contains("Baransatz: 88.000,00 €"), "{}", page.main());
    for link in page.all("table a.money").iter().chain(&page.all(".bound a.money")) {
        let href = link.value().attr("href").expect("an address");
        let figure = app.visitor().get(href).await.expect(200).page();
        assert!(figure.text(".figure-amount").contains(&tests::page::words(*link)), "{href}");
    }
    // the checks say it where the means are taken away afterwards
    assert!(!budget.get("/haushalt/pruefungen").await.expect(200).page().main().contains("gebunden sind"));
    let entries = budget.get("/api/v1/figures/commitment.programme.year-2021/facts").await.expect(200).json();
    let back = json!({"reverses": entries["items"][0]["id"], "reference": "Haushaltssperre"});
    record(&budget, back).await;
    let page = budget.get("/haushalt/pruefungen").await.expect(200).page().main();
    assert!(page.contains("Aus Verpflichtungsermächtigungen gebunden sind 40.000,00"), "{page}");
    assert_eq!(entity::audit::verify(app.db.read()).await.expect("a walk").fault, None);
}

#[tokio::test]
async fn what_lists_and_hands_grant_is_split_by_its_day() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let entry = |year: i32| json!({"kind": "granted", "source": "programme", "amount": "5.00", "value_date": "2020-06-30", "year": year});
    for year in [2019, 2020, 2021] {
        let _ = budget.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(entry(year)), None).await.expect(201);
    }
    let five = || Some("5.00".to_owned());
    assert_eq!(bound(&budget, 2019, "").await, [five(), five(), None]);
    assert_eq!(bound(&budget, 2020, "").await, [five(), five(), None]);
    assert_eq!(bound(&budget, 2021, "").await, [five(), None, five()]);
    // taken back, also the commitment is
    let facts = budget.get("/api/v1/figures/granted.programme.year-2021/facts").await.expect(200).json();
    let back = json!({"reverses": facts["items"][0]["id"], "reference": "Tippfehler"});
    let _ = budget.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(back), None).await.expect(201);
    let zero = || Some("0.00".to_owned());
    assert_eq!(bound(&budget, 2021, "").await, [zero(), None, zero()]);
    // closed weeks say the same
    let before = bound(&budget, 2020, "").await;
    assert!(entity::ledger::close::close(&app.db, app.now()).await.expect("closed") > 0);
    assert_eq!(bound(&budget, 2020, "").await, before);
    assert_eq!(bound(&budget, 2021, "").await, [zero(), None, zero()]);
    assert_eq!(entity::ledger::close::verify(app.db.read()).await.expect("a walk"), None);
}
