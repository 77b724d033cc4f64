//! Recovery from outside: a claim is raised, paid, bears interest to the cent, is paid in instalments, and is written off by
//! two people; what the ledger says is what the claims say.
use entity::{
    audit,
    check::find::{Filter, listed},
    ledger::{self, Kind, Source, sums},
    money::Cents,
    project::lifecycle::Lifecycle,
    viewpoint::Viewpoint,
};
use http::Method;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{self, a_project, day, euros},
};

mod remission;
mod undo;

const COLOGNE: &str = "bezreg-koeln";

async fn official(app: &TestApp) -> Visitor {
    app.as_scoped("authority", COLOGNE).await
}

/// AC-1 in Aachen with 100,000 euros paid, and its case; gives its key.
async fn a_case(app: &TestApp, official: &Visitor) -> i64 {
    a_project().numbered("AC-1").titled("Bürgerportal").in_region("aachen").paid("100.000,00").build(app).await;
    let case = json!({
        "reference": "34.02-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality", "authority": COLOGNE,
        "region": "aachen", "regime": "vvg",
    });
    let answer = official.call(Method::POST, "/api/v1/projects/AC-1/cases", Some(case), Some("\"0\"")).await;
    answer.expect(201).json()["id"].as_i64().expect("a key")
}

/// The claim of docs/worked-examples.md.
fn a_claim() -> Value {
    json!({
        "ground": "not_for_purpose", "known_on": "2022-10-04", "heard_on": "2022-12-01", "dated_on": "2023-01-10",
        "arises_on": "2022-11-15", "due_on": "2023-02-10", "amount": "48123.50", "reason": "Zweck teilweise verfehlt.",
        "reference": "34.02-1/R",
    })
}

/// Reads a state, and sends a change made for it.
async fn post(visitor: &Visitor, read: &str, path: &str, body: Value) -> Answer {
    let tag = visitor.get(read).await.expect(200).header("etag").expect("a tag");
    visitor.call(Method::POST, path, Some(body), Some(&tag)).await
}

async fn raise(visitor: &Visitor, case: i64, claim: Value) -> Answer {
    let claims = format!("/api/v1/cases/{case}/claims");
    post(visitor, &claims, &claims, claim).await
}

/// What happens to a claim: `payments`, `interest`, `instalments`, `write-offs`.
async fn then(visitor: &Visitor, claim: i64, what: &str, body: Value) -> Answer {
    let address = format!("/api/v1/claims/{claim}");
    post(visitor, &address, &format!("{address}/{what}"), body).await
}

fn key(answer: Answer) -> i64 {
    answer.expect(201).json()["id"].as_i64().expect("a key")
}

async fn raised(app: &TestApp, official: &Visitor) -> i64 {
    let case = a_case(app, official).await;
    key(raise(official, case, a_claim()).await)
}

async fn booked(app: &TestApp, kind: Kind) -> Cents {
    let filter = sums::Filter { kind: Some(kind), source: Some(Source::Programme), ..sums::Filter::default() };
    let totals = sums::totals(app.db.read(), &filter, &[], Viewpoint::now(&app.now())).await.expect("sums");
    totals.first().map_or(Cents::ZERO, |total| total.cents)
}

async fn found(app: &TestApp) -> Vec<String> {
    let filter = Filter { rule: Some("R18"), ..Filter::default() };
    let view = Viewpoint::now(&app.now());
    let listed = listed(&app.db, &operator(), view, &filter, 0, 100).await.expect("findings");
    listed.items.into_iter().map(|found| found.finding.message).collect()
}

async fn sound(app: &TestApp) {
    let verdict = audit::verify(app.db.read()).await.expect("a walk");
    assert_eq!(verdict.fault, None);
}

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (word(error, "field"), word(error, "code"))).collect()
}

fn pair(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

#[tokio::test]
async fn the_worked_example_to_the_cent() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let claim = raised(&app, &one).await;
    assert_eq!(found(&app).await.len(), 1, "it is open and overdue");
    let paid = |day: &str, principal: &str, interest: &str| json!({"paid_on": day, "principal": principal, "interest": interest, "reference": "Kasse"});
    let _ = then(&one, claim, "payments", paid("2023-03-01", "20000.00", "0.00")).await.expect(201);
    let seen = one.get(&format!("/api/v1/claims/{claim}?until=2023-08-10")).await.expect(200).json();
    let line = |from: &str, to: &str, days: u32, principal: &str, base: &str, rate: &str, interest: &str| {
        json!({
            "from": from, "to": to, "days": days, "year_days": 365, "principal": principal, "base_rate": base,
            "rate": rate, "interest": interest,
        })
    };
    assert_eq!(
        seen["calculation"],
        json!({
            "until": "2023-08-10", "total": "1642.82", "missing": null,
            "lines": [
                line("2022-11-15", "2022-12-31", 47, "48123.50", "-0.88", "4.12", "255.31"),
                line("2023-01-01", "2023-02-28", 59, "48123.50", "1.62", "6.62", "514.96"),
                line("2023-03-01", "2023-06-30", 122, "28123.50", "1.62", "6.62", "622.29"),
                line("2023-07-01", "2023-08-09", 40, "28123.50", "3.12", "8.12", "250.26"),
            ],
        })
    );
    assert_eq!((seen["open"].as_str(), seen["clock_days_left"].as_i64()), (Some("28123.50"), Some(267)));
    // set in two decisions, which come to the whole
    let set = |until: &str| json!({"until": until, "dated_on": "2023-09-01", "reference": "34.02-1/Z"});
    let first = then(&one, claim, "interest", set("2023-03-01")).await.expect(201).json();
    assert_eq!(first["interest"][0]["amount"], "770.27");
    let _ = then(&one, claim, "payments", paid("2023-08-10", "28123.50", "770.27")).await.expect(201);
    assert!(found(&app).await[0].contains("872,55"), "settled, but its interest is not set: {:?}", found(&app).await);
    let second = then(&one, claim, "interest", set("2023-08-10")).await.expect(201).json();
    assert_eq!(
        second["interest"][1],
        json!({
            "id": second["interest"][1]["id"], "from": "2023-03-01", "to": "2023-08-09", "dated_on": "2023-09-01",
            "amount": "872.55", "reference": "34.02-1/Z", "taken_back": null,
        })
    );
    let _ = then(&one, claim, "payments", paid("2023-09-20", "0.00", "872.55")).await.expect(201);
    for (kind, amount) in [
        (Kind::Reclaimed, "48.123,50"),
        (Kind::Repaid, "48.123,50"),
        (Kind::InterestClaimed, "1.642,82"),
        (Kind::InterestPaid, "1.642,82"),
        (Kind::WrittenOff, "0,00"),
    ] {
        assert_eq!(booked(&app, kind).await, euros(amount), "{kind:?}");
    }
    let of_claim = ledger::record::Entity::find().filter(ledger::record::Column::CaseId.is_not_null());
    for entry in of_claim.all(app.db.read()).await.expect("entries") {
        assert!(entry.region_id.is_some() && entry.authority_id.is_some() && entry.budget_year.is_some(), "{entry:?}");
    }
    assert_eq!(found(&app).await, Vec::<String>::new());
    sound(&app).await;
}

#[tokio::test]
async fn interest_that_was_set_too_high_is_set_off_again() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let claim = raised(&app, &one).await;
    let set = |until: &str| json!({"until": until, "dated_on": "2023-09-01", "reference": "34.02-1/Z"});
    let _ = then(&one, claim, "interest", set("2023-03-01")).await.expect(201);
    // it turns out that all of it had come on 1 January: 47 days are 255.31
    let paid = json!({"paid_on": "2023-01-01", "principal": "48123.50", "interest": "255.31", "reference": "Kasse"});
    let _ = then(&one, claim, "payments", paid).await.expect(201);
    let seen = then(&one, claim, "interest", set("2023-03-02")).await.expect(201).json();
    assert_eq!(seen["interest"][1]["amount"], "-514.96");
    assert_eq!(booked(&app, Kind::InterestClaimed).await, euros("255,31"));
    assert_eq!(found(&app).await, Vec::<String>::new(), "nothing is left to do");
    sound(&app).await;
}

#[tokio::test]
async fn no_open_claim_lets_a_project_be_closed() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").in_state(Lifecycle::ProofChecked).build(&app).await;
    let one = official(&app).await;
    let case = json!({
        "reference": "SK-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality", "authority": COLOGNE,
        "region": "aachen", "regime": "vvg", "source": "other_land",
    });
    let paid = json!({"kind": "paid", "source": "other_land", "amount": "60000.00", "value_date": "2021-01-01"});
    let budget = app.as_role("ministry_budget").await;
    let _ = budget.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(paid), None).await.expect(201);
    let answer = one.call(Method::POST, "/api/v1/projects/AC-1/cases", Some(case), Some("*")).await;
    let case = answer.expect(201).json()["id"].as_i64().expect("a key");
    let _ = raise(&one, case, a_claim()).await.expect(201);
    let close = json!({"to": "closed", "effective": "2026-11-22", "reason": "Fertig."});
    let refused =
        post(&one, "/api/v1/projects/AC-1", "/api/v1/projects/AC-1/transitions", close).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "open_claim", "{refused}");
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let case = a_case(&app, &one).await;
    let rows = app.audit_rows().await;
    for (field, value, wrong) in [
        ("amount", json!("100000.01"), pair("amount", "R18")),
        ("amount", json!("0.00"), pair("amount", "amount")),
        ("amount", json!("1.234"), pair("amount", "format")),
        ("dated_on", json!("2026-11-23"), pair("dated_on", "future")),
        ("dated_on", json!("2023-10-05"), pair("late_reason", "R18")),
        ("known_on", json!("2023-01-11"), pair("known_on", "order")),
        ("due_on", json!("2022-11-14"), pair("due_on", "order")),
        ("reason", json!(" "), pair("reason", "length")),
        ("ground", json!("because"), pair("ground", "unknown")),
    ] {
        let mut claim = a_claim();
        claim[field] = value.clone();
        let answer = raise(&one, case, claim).await.expect(422);
        assert!(fields(&answer).contains(&wrong), "{field} {value}: {}", answer.text());
    }
    assert_eq!(app.audit_rows().await, rows, "nothing was written");
    // after the clock with a reason: allowed, and said
    let mut late = a_claim();
    late["dated_on"] = json!("2023-10-05");
    late["due_on"] = json!("2023-11-05");
    late["late_reason"] = json!("Die Kenntnis lag erst mit dem Prüfbericht vor.");
    let claim = key(raise(&one, case, late).await);
    let seen = one.get(&format!("/api/v1/claims/{claim}")).await.expect(200).json();
    assert_eq!((seen["clock_ends_on"].as_str(), seen["clock_days_left"].as_i64()), (Some("2023-10-04"), Some(-1)));
    assert!(seen["findings"].to_string().contains("1\u{a0}Tag zu spät"), "{}", seen["findings"]);
    assert_eq!(found(&app).await.len(), 2, "late, and open");

    // stale: a second claim for the state before the first; a payment for the state before another
    let claims = format!("/api/v1/cases/{case}/claims");
    let _ = one.call(Method::POST, &claims, Some(a_claim()), Some("\"0\"")).await.expect(412);
    let _ = one.call(Method::POST, &claims, Some(a_claim()), None).await.expect(428);
    // what is left of what was paid
    let mut rest = a_claim();
    rest["amount"] = json!("51876.51");
    assert_eq!(fields(&raise(&one, case, rest).await.expect(422)), [pair("amount", "R18")]);
    let pay = |principal: &str, interest: &str| json!({"paid_on": "2024-01-01", "principal": principal, "interest": interest, "reference": "Kasse"});
    let address = format!("/api/v1/claims/{claim}");
    let above = then(&one, claim, "payments", pay("48123.51", "0.00")).await.expect(422);
    assert_eq!(fields(&above), [pair("principal", "above_open")]);
    assert!(above.text().contains("48.123,50"), "{}", above.text());
    let unset = then(&one, claim, "payments", pay("0.00", "0.01")).await.expect(422);
    assert_eq!(fields(&unset), [pair("interest", "above_open")]);
    let _ = then(&one, claim, "payments", pay("1.00", "0.00")).await.expect(201);
    let stale = one.call(Method::POST, &format!("{address}/payments"), Some(pay("1.00", "0.00")), Some("\"1\"")).await;
    let _ = stale.expect(412);
    // a half-year without a base rate is said, not guessed
    let seen = one.get(&address).await.expect(200).json();
    assert!(seen["calculation"]["missing"].as_str().expect("a sentence").contains("01.01.2026"), "{seen}");
    let lines = seen["calculation"]["lines"].as_array().expect("lines");
    assert_eq!(lines.last().expect("a line")["to"], "2025-12-31");
    let set = json!({"until": "2026-02-01", "dated_on": "2026-02-01", "reference": "Z"});
    assert_eq!(fields(&then(&one, claim, "interest", set).await.expect(422)), [pair("until", "no_rate")]);
    // entries of claims are taken back where they were made
    let budget = app.as_role("ministry_budget").await;
    let entry = ledger::record::Entity::find().filter(ledger::record::Column::Kind.eq("repaid")).one(app.db.read());
    let back = json!({"reverses": entry.await.expect("the ledger").expect("an entry").id});
    let refused = budget.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(back), None).await.expect(422);
    assert_eq!(refused.json()["code"], "ledger.by_claim");
    // who may not
    let _ = app.get(&address).await.expect(401);
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = then(&arnsberg, claim, "payments", pay("1.00", "0.00")).await.expect(403);
    sound(&app).await;
}

#[tokio::test]
async fn instalments_come_to_what_is_open_and_are_missed_when_they_do_not_come() {
    let app = TestApp::new().await;
    let one = official(&app).await;
    let claim = raised(&app, &one).await;
    let plan = |first: &str, second: &str| {
        json!({"agreed_on": "2026-08-01", "reason": "Antrag vom 20.07.2026", "instalments": [
            {"due_on": "2026-11-01", "amount": first}, {"due_on": "2026-12-01", "amount": second},
        ]})
    };
    let short = then(&one, claim, "instalments", plan("20000.00", "28123.49")).await.expect(422);
    assert_eq!(fields(&short), [pair("instalments", "sum")]);
    let _ = then(&one, claim, "instalments", plan("20000.00", "28123.50")).await.expect(201);
    assert!(found(&app).await[0].contains("Raten über 20.000,00"), "{:?}", found(&app).await);
    let pay = json!({"paid_on": "2026-11-10", "principal": "5000.00", "reference": "Kasse"});
    let seen = then(&one, claim, "payments", pay).await.expect(201).json();
    assert_eq!(seen["instalments"][0], json!({"due_on": "2026-11-01", "amount": "20000.00", "open": "15000.00"}));
    // another plan replaces it
    let _ = then(&one, claim, "instalments", plan("20000.00", "28123.50")).await.expect(422);
    let mut other = plan("1.00", "43122.50");
    other["instalments"][0]["due_on"] = json!("2026-11-30");
    let seen = then(&one, claim, "instalments", other).await.expect(201).json();
    assert_eq!(seen["instalments"].as_array().map(Vec::len), Some(2));
    assert_eq!(found(&app).await, Vec::<String>::new());
    sound(&app).await;
}

#[tokio::test]
async fn writing_off_needs_two() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    let claim = raised(&app, &one).await;
    let propose = |amount: &str| json!({"kind": "erlass", "amount": amount, "reason": "Unbillige Härte."});
    let above = then(&one, claim, "write-offs", propose("48123.51")).await.expect(422);
    assert_eq!(fields(&above), [pair("amount", "above_open")]);
    let seen = then(&one, claim, "write-offs", propose("40000.00")).await.expect(201).json();
    let id = seen["write_offs"][0]["id"].as_i64().expect("a key");
    assert_eq!(booked(&app, Kind::WrittenOff).await, Cents::ZERO);
    let twice = then(&one, claim, "write-offs", propose("1.00")).await.expect(422);
    assert_eq!(twice.json()["code"], "write_off.open_proposal");
    let approve = format!("/api/v1/write-offs/{id}/approve");
    let word = async |who: &Visitor| who.call(Method::POST, &approve, Some(json!({})), None).await;
    let rows = app.audit_rows().await;
    assert_eq!(word(&one).await.expect(422).json()["code"], "approval.same_person");
    // the tables hold it as well
    let by_hand = "insert into approval (proposal_id, proposed_by, verdict, decided_by, decided_at, audit_id) \
        select id, proposed_by, 'approved', proposed_by, '2026-01-01T00:00:00+00:00', 1 from proposal";
    let refused = app.db.housekeeping().execute_unprepared(by_hand).await.expect_err("the same person").to_string();
    assert!(refused.to_lowercase().contains("check"), "{refused}");
    assert_eq!(app.audit_rows().await, rows, "nothing was written");
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = word(&arnsberg).await.expect(403);
    // more was paid meanwhile than leaves room for it
    let pay = |principal: &str| json!({"paid_on": "2026-11-20", "principal": principal, "reference": "Kasse"});
    let _ = then(&one, claim, "payments", pay("8123.51")).await.expect(201);
    assert_eq!(word(&other).await.expect(422).json()["code"], "write_off.above_open");
    let reject = format!("/api/v1/write-offs/{id}/reject");
    let empty = other.call(Method::POST, &reject, Some(json!({})), None).await.expect(422);
    assert_eq!(fields(&empty), [pair("reason", "required")]);
    let reason = Some(json!({"reason": "Inzwischen gezahlt."}));
    let _ = other.call(Method::POST, &reject, reason, None).await.expect(200);
    let seen = then(&one, claim, "write-offs", propose("39999.99")).await.expect(201).json();
    let id = seen["write_offs"][1]["id"].as_i64().expect("a key");
    let done = other.call(Method::POST, &format!("/api/v1/write-offs/{id}/approve"), Some(json!({})), None).await;
    assert_eq!(done.expect(200).json()["open"], "0.00");
    assert_eq!(booked(&app, Kind::WrittenOff).await, euros("39.999,99"));
    for table in ["claim", "claim_payment", "claim_interest", "instalment_plan", "instalment", "write_off"] {
        for sql in [format!("update {table} set audit_id = 0"), format!("delete from {table}")] {
            // a table without rows has nothing to refuse
            let touched = app.db.housekeeping().execute_unprepared(&sql).await.map(|done| done.rows_affected());
            assert!(!matches!(touched, Ok(1..)), "{sql}");
        }
    }
    assert!(app.db.housekeeping().execute_unprepared("update write_off set amount_cents = 1").await.is_err());
    sound(&app).await;
}

#[tokio::test]
async fn any_payments_keep_the_principal_and_any_cut_the_interest() {
    let step = (1u64..60, 0i64..1_500_000, prop::bool::ANY);
    let mut runner = TestRunner::deterministic();
    for _ in 0..4 {
        let steps = prop::collection::vec(step.clone(), 4..12).new_tree(&mut runner).expect("steps").current();
        let app = TestApp::new().await;
        let one = official(&app).await;
        let claim = raised(&app, &one).await;
        let (mut day, mut open, mut until) = (tests::make::day("2022-11-20"), 4_812_350i64, None);
        for (days, cents, cut) in &steps {
            day = day + chrono::Days::new(*days);
            let pay = json!({"paid_on": day, "principal": Cents(*cents).plain(), "reference": "Kasse"});
            let answer = then(&one, claim, "payments", pay).await;
            match *cents > 0 && *cents <= open {
                true => {
                    let _ = answer.expect(201);
                    open -= cents;
                }
                false => assert_eq!(answer.status.as_u16(), 422, "{}", answer.text()),
            }
            if *cut {
                let set = json!({"until": day, "dated_on": "2026-11-22", "reference": "Z"});
                match then(&one, claim, "interest", set).await {
                    answer if answer.status.as_u16() == 201 => until = Some(day),
                    answer => assert_eq!((answer.status.as_u16(), open), (422, 0), "{}", answer.text()),
                }
            }
            let seen = one.get(&format!("/api/v1/claims/{claim}")).await.expect(200).json();
            assert_eq!(seen["open"], Cents(open).plain(), "{steps:?}");
            assert!(open >= 0 && booked(&app, Kind::Repaid).await == Cents(4_812_350 - open), "{steps:?}");
        }
        if let Some(until) = until {
            let seen = one.get(&format!("/api/v1/claims/{claim}?until={until}")).await.expect(200).json();
            assert_eq!(seen["interest_set"], seen["calculation"]["total"], "{steps:?}");
            assert_eq!(
                booked(&app, Kind::InterestClaimed).await.plain(),
                seen["interest_set"].as_str().expect("euros")
            );
        }
        sound(&app).await;
    }
}

#[tokio::test]
async fn on_the_pages_from_the_estimate_to_the_second_person() {
    let app = TestApp::new().await;
    let (one, other) = (official(&app).await, official(&app).await);
    a_case(&app, &one).await;
    let budget = app.as_role("ministry_budget").await;
    make::booked(&app, "AC-1", Kind::Recognised, Source::Programme, "51876,50", day("2022-10-04")).await;
    let list = app::paths::recoveries("AC-1");
    let page = one.get(&list).await.expect(200).page();
    assert!(page.main().contains("Schätzung, noch nicht festgestellt"), "{}", page.main());
    assert_eq!(page.value("amount").as_deref(), Some("48.123,50"));
    assert!(!budget.get(&list).await.expect(200).page().has("form[method=post][action$=rueckforderung]"));
    let case = page.value("case").expect("the case");
    let mut fields = vec![
        ("case", case.as_str()),
        ("version", "0"),
        ("ground", "not_for_purpose"),
        ("known_on", "04.10.2022"),
        ("heard_on", "2022-12-01"),
        ("dated_on", "2023-10-05"),
        ("arises_on", "2022-11-15"),
        ("due_on", "2023-11-10"),
        ("amount", "48.123,50 €"),
        ("reason", "Zweck teilweise verfehlt."),
        ("reference", "34.02-1/R"),
    ];
    let refused = one.post(&list, &fields).await.expect(422).page();
    assert!(refused.field_error("late_reason").is_some_and(|text| text.contains("04.10.2023")));
    assert_eq!(refused.value("reason").as_deref().map(str::trim), Some("Zweck teilweise verfehlt."));
    fields[5] = ("dated_on", "2023-01-10");
    let done = one.post(&list, &fields).await.expect(303);
    let claim = done.location().expect("its page");
    let page = one.get(&format!("{claim}?bis=2023-07-01")).await.expect(200).page();
    let lines = page.rows("Zinsen bis vor dem 01.07.2023");
    assert_eq!(
        lines[0],
        ["15.11.2022", "31.12.2022", "47", "48.123,50 €", "−0,88 %", "4,12 %", "× 47 ÷ 365", "255,31 €"]
    );
    assert!(page.main().contains("267 Tage übrig"), "{}", page.main());
    let today = one.get(&claim).await.expect(200).page();
    assert!(today.main().contains("Für das Halbjahr ab 01.01.2026 ist kein Basiszinssatz eingetragen"));
    // a payment above what is open comes back with what was typed
    let pay = |principal: &'static str, version: &'static str| {
        [("version", version), ("paid_on", "2023-03-01"), ("principal", principal), ("payment_reference", "Kasse")]
    };
    let above = one.post(&format!("{claim}/zahlungen"), &pay("48123,51", "1")).await.expect(422).page();
    assert!(above.field_error("principal").is_some_and(|text| text.contains("48.123,50")));
    let _ = one.post(&format!("{claim}/zahlungen"), &pay("20000", "1")).await.expect(303);
    let _ = one.post(&format!("{claim}/zahlungen"), &pay("1", "1")).await.expect(409);
    let plan = [
        ("version", "2"),
        ("agreed_on", "2026-08-01"),
        ("first_due", "2026-10-31"),
        ("instalments", "3"),
        ("plan_reason", "Antrag"),
    ];
    let _ = one.post(&format!("{claim}/raten"), &plan).await.expect(303);
    let page = one.get(&claim).await.expect(200).page();
    let rates: Vec<_> = page.rows("Raten").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let row = |day: &str, euros: &str| (day.to_owned(), euros.to_owned());
    assert_eq!(
        rates,
        [row("31.10.2026", "9.374,50 €"), row("30.11.2026", "9.374,50 €"), row("31.12.2026", "9.374,50 €")]
    );
    assert!(page.main().contains("Raten überfällig"));
    let tasks = one.get("/aufgaben").await.expect(200).page();
    assert_eq!(tasks.rows("Nachweise, Rückforderungen und Raten").len(), 1, "{}", tasks.main());
    let propose = [("version", "3"), ("kind", "niederschlagung"), ("amount", "28.123,50"), ("reason", "Insolvenz")];
    let _ = one.post(&format!("{claim}/verzicht"), &propose).await.expect(303);
    let mine = one.get(&claim).await.expect(200).page();
    assert!(mine.main().contains("muss jemand anderes") && !mine.has("form[action$=mitzeichnen]"));
    assert!(other.get("/aufgaben").await.expect(200).page().links().contains(&claim));
    let page = other.get(&claim).await.expect(200).page();
    let approve = page.attribute("form[action$=mitzeichnen]", "action").expect("the form");
    let version = page.version_of(&approve).expect("a version");
    let _ = one.post(&approve, &[("version", &version)]).await.expect(422);
    let done = other.post(&approve, &[("version", &version)]).await.expect(303);
    let page = other.follow(&done).await.expect(200).page();
    assert!(page.text(".big").contains("davon 28.123,50 € niedergeschlagen"), "{}", page.text(".big"));
    assert_eq!(
        (booked(&app, Kind::Shelved).await, booked(&app, Kind::WrittenOff).await),
        (euros("28.123,50"), Cents::ZERO)
    );
    sound(&app).await;
}
