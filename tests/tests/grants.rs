//! Grants from outside: a case is opened, its decision proposed by one person and approved by another, amended and
//! revoked; what is granted is the decision of the day, never counted twice, and never above the ceiling.
use chrono::Datelike;
use entity::{
    audit,
    figures::id::FigureId,
    grant::rules,
    ledger::{self, Kind, Source, sums::Filter},
    money::Cents,
    viewpoint::Viewpoint,
};
use http::Method;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::sync::Arc;
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{a_project, day, euros},
    sheets::{line, list},
};

const COLOGNE: &str = "bezreg-koeln";

async fn official(app: &TestApp) -> Visitor {
    app.as_scoped("authority", COLOGNE).await
}

/// A state of a project's grants as the interface tags it.
async fn tag(visitor: &Visitor, number: &str) -> String {
    let answer = visitor.get(&format!("/api/v1/projects/{number}/decisions")).await.expect(200);
    answer.header("etag").expect("a tag")
}

async fn decisions(visitor: &Visitor, number: &str, query: &str) -> Vec<Value> {
    let answer = visitor.get(&format!("/api/v1/projects/{number}/decisions{query}")).await.expect(200);
    answer.json()["items"].as_array().expect("a list").clone()
}

async fn post(visitor: &Visitor, path: &str, body: Value, tag: Option<&str>) -> Answer {
    visitor.call(Method::POST, path, Some(body), tag).await
}

fn a_case(reference: &str) -> Value {
    json!({
        "reference": reference, "recipient": "Stadt Aachen", "recipient_kind": "municipality", "authority": COLOGNE,
        "region": "aachen", "regime": "vvg",
    })
}

async fn open(visitor: &Visitor, number: &str, case: Value) -> i64 {
    let tag = tag(visitor, number).await;
    let answer = post(visitor, &format!("/api/v1/projects/{number}/cases"), case, Some(&tag)).await.expect(201);
    answer.json()["id"].as_i64().expect("a key")
}

/// What a decision of this day binds in a year.
fn backing(year: i32, dated_on: &str) -> &'static str {
    rules::budget::backing_of(year, day(dated_on).year()).key()
}

/// A sound version over whole euros that four divides: 80 % of what is eligible, half in each of two years.
fn version(case: i64, kind: &str, dated_on: &str, amount: i64) -> Value {
    let half = |euros: i64| format!("{}.00", euros / 2);
    let (eligible, own) = (amount / 4 * 5, amount / 4);
    let mut version = json!({
        "case": case, "kind": kind, "dated_on": dated_on, "recipient": "Stadt Aachen", "financing": "share",
        "rate": "80.00", "amount": format!("{amount}.00"), "rules": "VVG 2003, ANBest-G 2003",
        "drawable_from": "2020-01-01", "drawable_to": "2021-12-31", "work_from": "2020-01-01", "work_to": "2021-10-31",
        "conditions": "Die Ergebnisse sind zur Nachnutzung freizugeben.",
        "reason": "Wie beantragt.",
        "years": [], "plan": [],
    });
    if amount > 0 {
        version["years"] = json!([
            {"year": 2020, "backing": backing(2020, dated_on), "amount": half(amount)},
            {"year": 2021, "backing": backing(2021, dated_on), "amount": half(amount)},
        ]);
        let lines = [2020, 2021].into_iter().flat_map(|year| {
            [("staff", eligible), ("grant", amount), ("own_share", own)]
                .map(|(item, euros)| json!({"year": year, "item": item, "amount": half(euros)}))
        });
        version["plan"] = lines.collect();
    }
    version
}

async fn propose(visitor: &Visitor, number: &str, version: Value) -> Answer {
    let tag = tag(visitor, number).await;
    post(visitor, &format!("/api/v1/projects/{number}/decisions"), version, Some(&tag)).await
}

async fn approve(visitor: &Visitor, id: i64) -> Answer {
    post(visitor, &format!("/api/v1/decisions/{id}/approve"), json!({}), None).await
}

/// Proposed by one, approved by the other.
async fn grant(one: &Visitor, other: &Visitor, number: &str, version: Value) -> i64 {
    let id = propose(one, number, version).await.expect(201).json()["id"].as_i64().expect("a key");
    let _ = approve(other, id).await.expect(200);
    id
}

/// What is granted in all as of a day, from one source.
async fn granted(app: &TestApp, source: Source, as_of: &str) -> Cents {
    let view = Viewpoint { as_of: day(as_of), known_at: None, today: false };
    let filter = Filter { kind: Some(Kind::Granted), source: Some(source), ..Filter::default() };
    let totals = ledger::sums::totals(app.db.read(), &filter, &[], view).await.expect("sums");
    totals.first().map_or(Cents::ZERO, |total| total.cents)
}

async fn sound(app: &TestApp) {
    let verdict = audit::verify(app.db.read()).await.expect("a walk");
    assert_eq!(verdict.fault, None);
}

#[tokio::test]
async fn from_the_first_decision_to_its_revocation() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").granted("493.000,00").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;

    let id = propose(&one, "AC-1", version(case, "initial", "2019-12-10", 400_000)).await.expect(201);
    let id = id.json()["id"].as_i64().expect("a key");
    let before = granted(&app, Source::Programme, "2026-01-01").await;
    assert_eq!(before, euros("493.000,00"), "nothing holds before the second person");
    let approved = approve(&other, id).await.expect(200).json();
    assert_eq!(approved["state"], "current");
    assert_eq!(app.last_audit().await.action, "decision.approve");

    grant(&one, &other, "AC-1", version(case, "increase", "2020-06-01", 480_000)).await;
    grant(&one, &other, "AC-1", version(case, "reduction", "2021-03-01", 440_000)).await;
    let mut revocation = version(case, "revocation", "2022-01-15", 0);
    revocation["reason"] = json!("Zweck verfehlt.");
    grant(&one, &other, "AC-1", revocation).await;

    for (as_of, euros_then) in [
        ("2019-12-09", "493.000,00"),
        ("2019-12-10", "400.000,00"),
        ("2020-05-31", "400.000,00"),
        ("2020-06-01", "480.000,00"),
        ("2021-03-01", "440.000,00"),
        ("2022-01-14", "440.000,00"),
        ("2022-01-15", "0,00"),
        ("2026-11-22", "0,00"),
    ] {
        assert_eq!(granted(&app, Source::Programme, as_of).await, euros(euros_then), "{as_of}");
    }
    let then = decisions(&one, "AC-1", "?as_of=2021-01-01").await;
    let states: Vec<_> = then.iter().map(|row| (row["version"].as_i64(), row["state"].as_str())).collect();
    assert_eq!(states, [(Some(2), Some("current")), (Some(1), Some("former"))]);
    assert_eq!(then[0]["amount"], "480000.00");
    assert_eq!(then[0]["eligible"], "600000.00");
    // by year, each entry with its case, authority and reference
    let entries =
        ledger::record::Entity::find().filter(ledger::record::Column::CaseId.eq(case)).all(app.db.read()).await;
    let entries = entries.expect("entries");
    // what the second level has more for 2021 binds the commitments of another budget
    assert_eq!(entries.len(), (3 * 2 + 1) * 2, "three levels of two years, each taken back");
    for entry in &entries {
        assert!(entry.authority_id.is_some() && entry.region_id.is_some() && entry.budget_year.is_some());
        assert_eq!(entry.reference.as_deref(), Some("34.02-1"));
    }
    sound(&app).await;
}

#[tokio::test]
async fn several_cases_sources_and_regions_count_once() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").granted("493.000,00").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let first = open(&one, "AC-1", a_case("34.02-1")).await;
    let second = open(&one, "AC-1", a_case("34.02-2")).await;
    let mut foreign = a_case("34.02-3");
    foreign["source"] = json!("other_land");
    let third = open(&one, "AC-1", foreign).await;
    let ptj = (app.as_scoped("authority", "ptj").await, app.as_scoped("authority", "ptj").await);
    let mut research = a_case("PTJ-1");
    research["authority"] = json!("ptj");
    research["region"] = Value::Null;
    let fourth = open(&ptj.0, "AC-1", research).await;

    let programme = || granted(&app, Source::Programme, "2026-11-22");
    assert_eq!(programme().await, euros("493.000,00"));
    // the amount of no case is dated 2019-01-01: it holds until the first decision
    grant(&one, &other, "AC-1", version(first, "initial", "2019-12-10", 400_000)).await;
    assert_eq!(granted(&app, Source::Programme, "2019-12-09").await, euros("493.000,00"));
    assert_eq!(programme().await, euros("400.000,00"));
    let audit = app.last_audit().await;
    assert!(audit.detail.contains("493000.00"), "the trail names what was replaced: {}", audit.detail);
    grant(&one, &other, "AC-1", version(second, "initial", "2020-02-01", 100_000)).await;
    grant(&one, &other, "AC-1", version(third, "initial", "2020-03-01", 40_000)).await;
    grant(&ptj.0, &ptj.1, "AC-1", version(fourth, "initial", "2020-04-01", 80_000)).await;
    assert_eq!(programme().await, euros("580.000,00"));
    assert_eq!(granted(&app, Source::OtherLand, "2026-11-22").await, euros("40.000,00"));
    grant(&one, &other, "AC-1", version(first, "reduction", "2021-01-01", 200_000)).await;
    assert_eq!(programme().await, euros("380.000,00"));
    // the same sum over every group
    let view = Viewpoint::now(&app.now());
    let filter = Filter { kind: Some(Kind::Granted), source: Some(Source::Programme), ..Filter::default() };
    for by in [ledger::sums::By::Region, ledger::sums::By::Year, ledger::sums::By::Project] {
        let totals = ledger::sums::totals(app.db.read(), &filter, &[by], view).await.expect("sums");
        assert_eq!(totals.iter().map(|total| total.cents.0).sum::<i64>(), 38_000_000, "{by:?}");
    }
    let address = format!("/api/v1/figures/{}/facts?limit=500", FigureId::of(Kind::Granted, Source::Programme));
    let facts = app.get(&address).await.expect(200).json();
    let cents = |fact: &Value| Cents::parse_plain(fact["amount"].as_str().expect("an amount")).expect("an amount").0;
    assert_eq!(facts["items"].as_array().expect("facts").iter().map(cents).sum::<i64>(), 38_000_000);
    sound(&app).await;
}

#[tokio::test]
async fn an_amount_with_a_later_day_is_taken_back_on_that_day() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").since("2022-09-30").granted("493.000,00").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    grant(&one, &other, "AC-1", version(case, "initial", "2019-12-10", 400_000)).await;
    for as_of in ["2019-12-10", "2021-01-01", "2022-09-30", "2026-11-22"] {
        assert_eq!(granted(&app, Source::Programme, as_of).await, euros("400.000,00"), "{as_of}");
    }
}

#[tokio::test]
async fn sixteen_at_once_never_exceed_the_ceiling() {
    let app = Arc::new(TestApp::new().await);
    let (one, other) = (official(&app).await, Arc::new(official(&app).await));
    // 90 millions are gone: of sixteen times 100,000 euros, ten fit below 91 millions
    a_project().numbered("AC-0").in_region("aachen").granted("90.000.000,00").build(&app).await;
    let mut ids = Vec::new();
    for number in 1..=16 {
        let project = a_project().numbered(&format!("AC-{number}")).in_region("aachen").build(&app).await;
        let case = open(&one, &project, a_case(&format!("34.02-{number}"))).await;
        let answer = propose(&one, &project, version(case, "initial", "2019-12-10", 100_000)).await.expect(201);
        ids.push(answer.json()["id"].as_i64().expect("a key"));
    }
    let tasks: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let other = other.clone();
            tokio::spawn(async move { approve(&other, id).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("an answer"));
    }
    let done = answers.iter().filter(|answer| answer.status.as_u16() == 200).count();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status.as_u16() == 422).collect();
    assert_eq!((done, refused.len()), (10, 6));
    for answer in refused {
        let said = answer.json();
        assert_eq!(said["code"], "R1");
        assert!(said["detail"].as_str().is_some_and(|text| text.contains("91.000.000,00")), "{said}");
    }
    assert_eq!(granted(&app, Source::Programme, "2026-11-22").await, euros("91.000.000,00"));
    sound(&app).await;
}

#[tokio::test]
async fn whoever_proposed_never_decides() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    let id = propose(&one, "AC-1", version(case, "initial", "2019-12-10", 400_000)).await.expect(201);
    let id = id.json()["id"].as_i64().expect("a key");
    let before = app.audit_rows().await;
    let refused = approve(&one, id).await.expect(422).json();
    assert_eq!(refused["code"], "approval.same_person");
    // the table holds it as well, whoever asks and however
    let proposal = "select id, proposed_by from proposal limit 1";
    // neither as the same person, nor by naming somebody else as the proposer
    for (what, why) in [("p.proposed_by", "check"), ("p.proposed_by + 1", "foreign key")] {
        let sql = format!(
            "insert into approval (proposal_id, proposed_by, verdict, decided_by, decided_at, audit_id) \
             select p.id, {what}, 'approved', p.proposed_by, '2026-01-01T00:00:00+00:00', 1 from ({proposal}) as p"
        );
        let refused = app.db.housekeeping().execute_unprepared(&sql).await.expect_err(&sql).to_string();
        assert!(refused.to_lowercase().contains(why), "{sql}: {refused}");
    }
    for table in ["grant_case", "decision", "decision_year", "plan_item", "proposal"] {
        for sql in [format!("update {table} set audit_id = 0"), format!("delete from {table}")] {
            assert!(app.db.housekeeping().execute_unprepared(&sql).await.is_err(), "{sql}");
        }
    }
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    // a rejection has a reason; it is final, and the next version may come
    let empty = post(&other, &format!("/api/v1/decisions/{id}/reject"), json!({"reason": " "}), None).await.expect(422);
    assert_eq!(empty.json()["errors"][0]["field"], "reason");
    let reason = json!({"reason": "Falscher Zeitraum."});
    let rejected = post(&other, &format!("/api/v1/decisions/{id}/reject"), reason, None).await.expect(200).json();
    assert_eq!(
        (rejected["state"].as_str(), rejected["verdict_reason"].as_str()),
        (Some("rejected"), Some("Falscher Zeitraum."))
    );
    assert_eq!(approve(&other, id).await.expect(422).json()["code"], "approval.decided");
    for sql in ["update approval set verdict = 'approved'", "delete from approval"] {
        assert!(app.db.housekeeping().execute_unprepared(sql).await.is_err(), "{sql}");
    }
    grant(&one, &other, "AC-1", version(case, "initial", "2019-12-10", 100_000)).await;
    assert_eq!(granted(&app, Source::Programme, "2026-11-22").await, euros("100.000,00"));
    sound(&app).await;
}

#[tokio::test]
async fn what_does_not_tie_out_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    let rows = app.audit_rows().await;
    let wrong: [(&str, Value, &str, &str); 14] = [
        ("/plan/0/amount", json!("1.00"), "plan", "R3"),
        ("/years/0/amount", json!("1.00"), "years", "R3"),
        ("/amount", json!("400000.001"), "amount", "format"),
        ("/amount", json!("99999999999999999999.00"), "amount", "format"),
        ("/amount", json!("100000000000.01"), "amount", "range"),
        ("/amount", json!("-1.00"), "amount", "range"),
        ("/rate", json!("100.01"), "rate", "range"),
        ("/rate", json!("79.99"), "amount", "R4"),
        ("/dated_on", json!("2026-11-23"), "dated_on", "R21"),
        ("/drawable_to", json!("2020-12-31"), "years", "R21"),
        ("/work_to", json!("2019-12-31"), "work_to", "R21"),
        ("/kind", json!("increase"), "kind", "amendment"),
        ("/years/0/year", json!(2101), "years", "range"),
        ("/plan/0/item", json!("kaffee"), "plan[0].item", "unknown"),
    ];
    for (place, value, field, code) in wrong {
        let mut body = version(case, "initial", "2019-12-10", 400_000);
        *body.pointer_mut(place).expect("a place") = value;
        let said = propose(&one, "AC-1", body).await.expect(422).json();
        let found = said["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .find(|error| error["field"] == field && error["code"] == code);
        let message = found.unwrap_or_else(|| panic!("{place}: {said:#}"))["message"].as_str().expect("a sentence");
        assert!(message.len() > 20, "{message}");
    }
    // a rate above the Richtlinie needs a reason
    let mut company = version(case, "initial", "2019-12-10", 400_000);
    company["rate"] = json!("90.00");
    company["reason"] = Value::Null;
    let said = propose(&one, "AC-1", company).await.expect(422).json();
    assert_eq!(said["errors"][0]["field"], "reason", "{said:#}");
    // without, with an old and with the right state
    let body = || version(case, "initial", "2019-12-10", 400_000);
    let address = "/api/v1/projects/AC-1/decisions";
    let _ = post(&one, address, body(), None).await.expect(428);
    let _ = post(&one, address, body(), Some("\"0\"")).await.expect(412);
    assert_eq!(app.audit_rows().await, rows, "nothing was written");
    assert!(decisions(&one, "AC-1", "").await.is_empty());
    let id = propose(&one, "AC-1", body()).await.expect(201).json()["id"].as_i64().expect("a key");
    // while it waits there is no second one
    let twice = propose(&other, "AC-1", body()).await.expect(422).json();
    assert_eq!(twice["code"], "grant.open_proposal");
    let stale = post(&other, &format!("/api/v1/decisions/{id}/approve"), json!({}), Some("\"1\"")).await;
    let _ = stale.expect(412);
    let _ = approve(&other, id).await.expect(200);
    // a file reference names one case in all of the Land
    let tag = tag(&one, "AC-1").await;
    let again = post(&one, "/api/v1/projects/AC-1/cases", a_case("34.02-1"), Some(&tag)).await.expect(422).json();
    assert_eq!(again["errors"][0]["code"], "taken");
    let _ = post(&other, "/api/v1/decisions/4711/approve", json!({}), None).await.expect(404);
}

#[tokio::test]
async fn only_the_authority_of_the_case_decides_and_the_public_sees_little() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    let body = version(case, "initial", "2019-12-10", 400_000);
    let id = propose(&one, "AC-1", body.clone()).await.expect(201).json()["id"].as_i64().expect("a key");
    for (role, scope) in [
        ("authority", Some("bezreg-arnsberg")),
        ("authority", Some("ptj")),
        ("ministry_budget", None),
        ("ministry_programme", None),
        ("project_office", Some("aachen")),
        ("cdo", Some("aachen")),
        ("auditor", None),
        ("admin", None),
    ] {
        let visitor = match scope {
            Some(scope) => app.as_scoped(role, scope).await,
            None => app.as_role(role).await,
        };
        let status = approve(&visitor, id).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{role}: {status}");
        let mut case = a_case("34.02-9");
        case["authority"] = json!(COLOGNE);
        let tag = tag(&visitor, "AC-1").await;
        let status = post(&visitor, "/api/v1/projects/AC-1/cases", case, Some(&tag)).await.status.as_u16();
        assert_eq!(status, 403, "{role}");
    }
    // what waits is nobody's business outside
    assert!(decisions(&app.visitor(), "AC-1", "").await.is_empty());
    assert_eq!(approve(&app.visitor(), id).await.status.as_u16(), 401);
    let _ = approve(&other, id).await.expect(200);
    let seen = decisions(&app.visitor(), "AC-1", "").await;
    assert_eq!((seen[0]["amount"].as_str(), seen[0]["state"].as_str()), (Some("400000.00"), Some("current")));
    for withheld in ["conditions", "reason", "proposed_by", "decided_by", "verdict_reason"] {
        assert_eq!(seen[0][withheld], Value::Null, "{withheld}");
    }
    assert_eq!(seen[0]["plan"], json!([]));
    let inside = decisions(&one, "AC-1", "").await;
    assert_eq!(inside[0]["plan"].as_array().map(Vec::len), Some(6));
    assert!(inside[0]["decided_by"].is_string() && inside[0]["conditions"].is_string());
}

#[tokio::test]
async fn neither_lists_nor_hands_outvote_a_decision() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").titled("Bürgerportal").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    grant(&one, &other, "AC-1", version(case, "initial", "2019-12-10", 400_000)).await;
    let budget = app.as_role("ministry_budget").await;
    let by_hand = json!({"kind": "granted", "source": "programme", "amount": "5.00", "value_date": "2021-01-01"});
    let refused = post(&budget, "/api/v1/projects/AC-1/ledger", by_hand, None).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.by_decision");
    let entry = ledger::record::Entity::find().filter(ledger::record::Column::CaseId.eq(case)).one(app.db.read()).await;
    let back = json!({"reverses": entry.expect("the ledger").expect("an entry").id});
    let refused = post(&budget, "/api/v1/projects/AC-1/ledger", back, None).await.expect(422).json();
    assert_eq!(refused["code"], "ledger.by_decision");

    // a list that says the same is no news; one that says otherwise stands in conflict, and stays so when it is chosen
    for (amount, conflicts) in [(400_000.0, 0), (493_000.0, 1)] {
        let bytes = list("30.09.2022", vec![line("AC-1", "Bürgerportal", amount)]).xlsx();
        let answer = budget.upload("/api/v1/imports", "Liste.xlsx", &bytes, &[]).await.expect(202).json();
        app.work().await;
        let id = answer["id"].as_i64().expect("a number");
        let address = format!("/api/v1/imports/{id}");
        let run = budget.get(&address).await.expect(200);
        assert_eq!(run.json()["counts"]["conflict"], conflicts, "{amount}: {}", run.json());
        if conflicts == 0 {
            let _ = budget.call(Method::POST, &format!("{address}/cancel"), None, None).await.expect(200);
            continue;
        }
        let all = json!({"conflicts": "all", "take": "list"});
        let _ = post(&budget, &format!("{address}/conflicts"), all, run.header("etag").as_deref()).await.expect(200);
        let run = budget.get(&address).await.expect(200);
        let rows = json!({"rows": "all"});
        let _ = post(&budget, &format!("{address}/apply"), rows, run.header("etag").as_deref()).await.expect(200);
        let released = entity::import_run::change::release(&app.db, &operator(), app.now(), id, None).await;
        released.expect("released");
        let changes = budget.get(&format!("{address}/changes")).await.expect(200).text();
        assert!(changes.contains("Zuwendungsfall"), "{changes}");
    }
    for as_of in ["2019-12-10", "2022-09-30", "2026-11-22"] {
        assert_eq!(granted(&app, Source::Programme, as_of).await, euros("400.000,00"), "{as_of}");
    }
    // also where the decision is revoked, and for a year that it does not name
    let mut revocation = version(case, "revocation", "2022-10-15", 0);
    revocation["reason"] = json!("Zweck verfehlt.");
    grant(&one, &other, "AC-1", revocation).await;
    let bytes = list("31.10.2022", vec![line("AC-1", "Bürgerportal", 493_000.0)]).xlsx();
    let answer = budget.upload("/api/v1/imports", "Liste2.xlsx", &bytes, &[]).await.expect(202).json();
    app.work().await;
    let run = budget.get(&format!("/api/v1/imports/{}", answer["id"])).await.expect(200).json();
    assert_eq!(run["counts"]["conflict"], 1, "{run}");
    assert_eq!(granted(&app, Source::Programme, "2026-11-22").await, Cents::ZERO);
    sound(&app).await;
}

/// The version of 400,000 euros as the form sends it.
fn typed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("kind", "initial"),
        ("dated_on", "2019-12-10"),
        ("notified_on", "2019-12-12"),
        ("recipient", "Stadt Aachen"),
        ("financing", "share"),
        ("rate", "80"),
        ("amount", "400.000,00"),
        ("rules", "ANBest-G 2003"),
        ("drawable_from", "2020-01-01"),
        ("drawable_to", "2021-12-31"),
        ("work_from", "2020-01-01"),
        ("work_to", "2021-10-31"),
        ("year_from", "2020"),
        ("year_to", "2021"),
        ("jahr-commitment-2020", "160000"),
        ("jahr-commitment-2021", "240000"),
        ("plan-staff-ja-2020", "200000"),
        ("plan-grant-ja-2020", "160000"),
        ("plan-own_share-ja-2020", "40000"),
        ("plan-contracts-ja-2021", "300.000,00 €"),
        ("plan-grant-ja-2021", "240000"),
        ("plan-own_share-ja-2021", "60000"),
    ]
}

fn with<'a>(
    mut fields: Vec<(&'static str, &'a str)>,
    name: &'static str,
    value: &'a str,
) -> Vec<(&'static str, &'a str)> {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value));
    fields
}

#[tokio::test]
async fn on_the_pages_from_a_new_case_to_the_second_person() {
    let app = TestApp::new().await;
    a_project().numbered("AC/1").titled("Bürgerportal").in_region("aachen").granted("493.000,00").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let funding = app::paths::funding("AC/1");
    let page = one.get(&funding).await.expect(200).page();
    assert!(page.links().contains(&app::paths::new_case("AC/1")), "{:?}", page.links());
    assert!(!app.get(&funding).await.expect(200).page().links().contains(&app::paths::new_case("AC/1")));

    // a case, first with a mistake
    let form = one.get(&app::paths::new_case("AC/1")).await.expect(200).page();
    let cases = app::paths::cases("AC/1");
    let version = form.version_of(&cases).expect("a form");
    let fields = |reference: &'static str| {
        vec![
            ("version", version.as_str()),
            ("reference", reference),
            ("recipient", "Stadt Aachen"),
            ("recipient_kind", "municipality"),
            ("regime", "vvg"),
            ("authority", COLOGNE),
            ("region", "aachen"),
            ("source", "programme"),
        ]
    };
    let refused = one.post(&cases, &fields("")).await.expect(422).page();
    assert!(refused.field_error("reference").is_some());
    assert_eq!(refused.value("recipient").as_deref(), Some("Stadt Aachen"), "what was typed is kept");
    let opened = one.post(&cases, &fields("34.02-1")).await.expect(303);
    let form = opened.location().expect("the form of the decision");
    let version = one.get(&form).await.expect(200).page().version_of(&form).expect("a version");
    let send = |fields| with(fields, "version", &version);

    // out of balance, three decimals: every amount is still there
    for (name, value, said) in [
        ("plan-staff-ja-2020", "200000,01", "R3"),
        ("plan-staff-ja-2020", "200000,001", "Nachkommastellen"),
        ("rate", "101", "100"),
        ("amount", "99999999999999999999", "zu groß"),
    ] {
        let page = one.post(&form, &send(with(typed(), name, value))).await.expect(422).page();
        let errors = page.error_summary();
        assert!(errors.iter().any(|(_, message)| message.contains(said)), "{name} {value}: {errors:?}");
        let kept = page.attribute(&format!("input[name='{name}']"), "value");
        assert_eq!(kept.as_deref(), Some(value));
        assert_eq!(page.attribute("input[name='plan-own_share-ja-2021']", "value").as_deref(), Some("60000"));
    }
    // checked before it is sent: what is found, what it comes to, what it replaces; nothing is written
    let rows = app.audit_rows().await;
    let checked = one.post(&form, &send(with(typed(), "schritt", "pruefen"))).await.expect(200).page();
    assert!(checked.main().contains("R10:") && checked.main().contains("R7: Eigenanteil"), "{}", checked.main());
    assert_eq!(checked.rows("Rechnerisch").last().expect("steps")[1], "400.000,00 €");
    assert_eq!(checked.rows("Wird durch Gegenbuchung ersetzt").len(), 1);
    let wider =
        one.post(&form, &send(with(with(typed(), "schritt", "jahre"), "year_to", "2022"))).await.expect(200).page();
    assert!(wider.has("input[name='plan-staff-ja-2022']"));
    assert_eq!(app.audit_rows().await, rows, "nothing was written");

    let proposed = one.post(&form, &send(typed())).await.expect(303);
    let decision = proposed.location().expect("its page");
    let mine = one.follow(&proposed).await.expect(200).page();
    assert!(mine.main().contains("Wartet auf eine zweite Person"), "{}", mine.main());
    assert!(!mine.has("form[action$='mitzeichnen']"));
    assert_eq!(one.get("/aufgaben").await.expect(200).page().rows("Ihre Vorschläge").len(), 1);
    let tasks = other.get("/aufgaben").await.expect(200).page();
    assert_eq!(tasks.heading(), "1 Bescheid wartet auf Ihre Mitzeichnung");
    assert!(tasks.links().contains(&decision));
    // somebody of another authority has nothing to do
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    assert_eq!(arnsberg.get("/aufgaben").await.expect(200).page().heading(), "Nichts wartet auf Sie");
    // nobody outside sees what waits
    assert_eq!(app.get(&decision).await.status.as_u16(), 303);
    assert_eq!(app.get("/bescheide/4711").await.status.as_u16(), 303, "nor whether there is anything");

    let page = other.get(&decision).await.expect(200).page();
    let approve = format!("{decision}/mitzeichnen");
    let version = page.version_of(&approve).expect("the form");
    assert_eq!(page.rows("Wird durch Gegenbuchung ersetzt").len(), 1);
    let _ = one.post(&approve, &[("version", &version)]).await.expect(422);
    let _ = other.post(&approve, &[("version", "1")]).await.expect(409);
    let done = other.post(&approve, &[("version", &version)]).await.expect(303);
    let after = other.follow(&done).await.expect(200).page();
    assert_eq!(after.messages(), ["Mitgezeichnet. Der Bescheid gilt und ist gebucht."]);
    assert!(after.main().contains("Bestandskräftig ab 14.01.2020"), "{}", after.main());

    let inside = one.get(&funding).await.expect(200).page();
    assert!(
        inside.main().contains("Fassung 1: Zuwendungsbescheid") && inside.main().contains("gilt seit 10.12.2019"),
        "{}",
        inside.main()
    );
    assert_eq!(inside.sums("Finanzierungsplan: Ausgaben").last().map(String::as_str), Some("500.000,00 €"));
    let outside = app.get(&funding).await.expect(200).page();
    assert!(outside.main().contains("400.000,00 €") && outside.rows("Finanzierungsplan").is_empty());
    assert!(!outside.main().contains("Vorgeschlagen am 22.11.2026 von"), "no names");
    // the next form begins with what holds
    let next = one.get(&form).await.expect(200).page();
    assert_eq!(next.value("amount").as_deref(), Some("400.000,00"));
    assert_eq!(next.attribute("input[name='plan-contracts-ja-2021']", "value").as_deref(), Some("300.000,00"));
    assert_eq!(granted(&app, Source::Programme, "2026-11-22").await, euros("400.000,00"));
    sound(&app).await;
}

#[tokio::test]
async fn a_proposal_is_withdrawn_by_who_made_it_only() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    let body = version(case, "initial", "2019-12-10", 400_000);
    let proposed = propose(&one, "AC-1", body.clone()).await.expect(201).json();
    let id = proposed["id"].as_i64().expect("a key");
    let back = format!("/api/v1/decisions/{id}/withdraw");
    let refused = post(&other, &back, json!({}), None).await.expect(422).json();
    assert_eq!(refused["code"], "approval.not_own");
    // on the page: the button is there for who proposed it
    let address = format!("/bescheide/{id}");
    let form = format!("{address}/zurueckziehen");
    assert!(!other.get(&address).await.expect(200).page().has(&format!("form[action='{form}']")));
    let page = one.get(&address).await.expect(200).page();
    let state = page.version_of(&form).expect("the form");
    let _ = one.post(&form, &[("version", "1")]).await.expect(409);
    let done = one.post(&form, &[("version", &state), ("reason", "Betrag verschrieben.")]).await.expect(303);
    let after = one.follow(&done).await.expect(200).page();
    assert!(
        after.main().contains("zurückgezogen am") && after.main().contains("Betrag verschrieben."),
        "{}",
        after.main()
    );
    assert_eq!(app.last_audit().await.action, "decision.withdraw");
    // it is over: nobody approves it, nobody withdraws it twice, and nothing is granted
    for (who, step) in [(&other, "approve"), (&one, "withdraw")] {
        let answer = post(who, &format!("/api/v1/decisions/{id}/{step}"), json!({}), None).await.expect(422).json();
        assert_eq!(answer["code"], "approval.decided", "{step}");
    }
    assert_eq!(granted(&app, Source::Programme, "2026-11-22").await, Cents::ZERO);
    // and a new version can be proposed
    let again = propose(&one, "AC-1", body).await.expect(201).json();
    assert_eq!(again["version"], 2);
    // the table as well holds that nobody else withdraws and nobody approves the own
    let key = again["id"].as_i64().expect("a key");
    for verdict in ["approved", "rejected"] {
        let careless = format!(
            "insert into approval (proposal_id, proposed_by, verdict, decided_by, decided_at, audit_id) \
             select p.id, p.proposed_by, '{verdict}', p.proposed_by, p.proposed_at, p.audit_id from proposal p \
             join decision d on d.proposal_id = p.id where d.id = {key}"
        );
        assert!(app.db.housekeeping().execute_unprepared(&careless).await.is_err(), "{verdict}");
    }
    let foreign = format!(
        "insert into approval (proposal_id, proposed_by, verdict, decided_by, decided_at, audit_id) \
         select p.id, p.proposed_by, 'withdrawn', a.id, p.proposed_at, p.audit_id from proposal p \
         join decision d on d.proposal_id = p.id join account a on a.id <> p.proposed_by where d.id = {key}"
    );
    assert!(app.db.housekeeping().execute_unprepared(&foreign).await.is_err());
    sound(&app).await;
}

#[tokio::test]
async fn a_decision_is_made_known_after_it_was_approved() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let (one, other) = (official(&app).await, official(&app).await);
    let case = open(&one, "AC-1", a_case("34.02-1")).await;
    let body = version(case, "initial", "2026-11-16", 400_000);
    let id = propose(&one, "AC-1", body).await;
    let id = id.expect(201).json()["id"].as_i64().expect("a key");
    let notice = format!("/api/v1/decisions/{id}/notice");
    let early = post(&one, &notice, json!({"notified_on": "2026-11-17"}), None).await.expect(422).json();
    assert_eq!(early["code"], "decision.not_approved");
    let _ = approve(&other, id).await.expect(200);
    let unknown = decisions(&one, "AC-1", "").await[0]["final_from"].clone();
    assert_eq!(unknown, Value::Null);
    for (body, field) in [
        (json!({}), "notified_on"),
        (json!({"notified_on": "2026-11-15"}), "notified_on"),
        (json!({"notified_on": "2026-11-23"}), "notified_on"),
        (json!({"notified_on": "2026-11-18", "waived_on": "2019-01-01"}), "waived_on"),
    ] {
        let said = post(&one, &notice, body, None).await.expect(422).json();
        assert_eq!(said["errors"][0]["field"], field, "{said:#}");
    }
    let before = app.now().instant.to_rfc3339();
    app.advance(chrono::TimeDelta::minutes(5));
    // by the page
    let address = format!("/bescheide/{id}");
    let form = format!("{address}/bekanntgabe");
    let state = one.get(&address).await.expect(200).page().version_of(&form).expect("the form");
    let wrong = one.post(&form, &[("version", &state), ("notified_on", "gestern")]).await.expect(422).page();
    assert_eq!(wrong.value("notified_on").as_deref(), Some("gestern"), "what was typed is kept");
    let done = one.post(&form, &[("version", &state), ("notified_on", "18.11.2026")]).await.expect(303);
    let after = one.follow(&done).await.expect(200).page();
    assert!(after.main().contains("Bestandskräftig ab 19.12.2026"), "{}", after.main());
    // corrected, and waived: the newest counts, what was known before stays
    app.advance(chrono::TimeDelta::minutes(5));
    let corrected = post(&one, &notice, json!({"notified_on": "2026-11-19", "waived_on": "2026-11-20"}), None).await;
    assert_eq!(corrected.expect(200).json()["final_from"], "2026-11-20");
    let same = post(&one, &notice, json!({"notified_on": "2026-11-19"}), None).await.expect(422).json();
    assert_eq!(same["errors"][0]["code"], "required");
    let then = decisions(&one, "AC-1", &format!("?known_at={}", before.replace('+', "%2B"))).await;
    assert_eq!(then[0]["notified_on"], Value::Null);
    let _ =
        app.as_scoped("authority", "ptj").await.call(Method::POST, &notice, Some(json!({})), None).await.expect(403);
    sound(&app).await;
}

/// What somebody does to one of three cases.
#[derive(Debug, Clone)]
enum Step {
    Propose { case: usize, amount: i64 },
    Decide { case: usize, approve: bool },
    Withdraw { case: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let amount = prop_oneof![Just(0i64), (1i64..400).prop_map(|units| units * 4 * 50_000), Just(40_000_000)];
    let step = prop_oneof![
        4 => (0usize..3, amount).prop_map(|(case, amount)| Step::Propose { case, amount }),
        4 => (0usize..3, prop::bool::weighted(0.8)).prop_map(|(case, approve)| Step::Decide { case, approve }),
        1 => (0usize..3).prop_map(|case| Step::Withdraw { case }),
    ];
    prop::collection::vec(step, 10..24)
}

#[tokio::test]
async fn any_sequence_keeps_the_ledger_at_the_current_decisions_and_below_the_ceiling() {
    // other sequences each time; what fails is printed with its steps
    let mut runner = TestRunner::default();
    let mut did = 0;
    for _ in 0..4 {
        let steps = steps().new_tree(&mut runner).expect("steps").current();
        let app = TestApp::new().await;
        a_project().numbered("AC-1").in_region("aachen").granted("1.000,00").build(&app).await;
        a_project().numbered("AC-2").in_region("aachen").build(&app).await;
        let (one, other) = (official(&app).await, official(&app).await);
        let projects = ["AC-1", "AC-1", "AC-2"];
        let mut cases = Vec::new();
        for (index, number) in projects.iter().enumerate() {
            cases.push(open(&one, number, a_case(&format!("34.02-{index}"))).await);
        }
        let (mut now, mut open) = ([None::<i64>; 3], [None::<(i64, i64)>; 3]);
        let mut reports: Vec<(String, String)> = Vec::new();
        for step in &steps {
            app.advance(chrono::TimeDelta::seconds(7));
            match *step {
                Step::Propose { case, amount } => {
                    let kind = match now[case] {
                        None => "initial",
                        Some(_) if amount == 0 => "revocation",
                        Some(before) if amount > before => "increase",
                        Some(before) if amount < before => "reduction",
                        Some(_) => "item_shift",
                    };
                    let answer = propose(&one, projects[case], version(cases[case], kind, "2020-05-01", amount)).await;
                    if answer.status.as_u16() == 201 {
                        open[case] = Some((answer.json()["id"].as_i64().expect("a key"), amount));
                    }
                }
                Step::Withdraw { case } => {
                    let Some((id, _)) = open[case].take() else { continue };
                    let _ = post(&one, &format!("/api/v1/decisions/{id}/withdraw"), json!({}), None).await.expect(200);
                }
                Step::Decide { case, approve: yes } => {
                    let Some((id, amount)) = open[case] else { continue };
                    let word = if yes { "approve" } else { "reject" };
                    let answer =
                        post(&other, &format!("/api/v1/decisions/{id}/{word}"), json!({"reason": "So."}), None).await;
                    match answer.status.as_u16() {
                        200 if yes => (now[case], open[case]) = (Some(amount), None),
                        200 => open[case] = None,
                        status => assert_eq!((status, yes), (422, true), "{}", answer.text()),
                    }
                }
            }
            let decided = now.iter().flatten().sum::<i64>();
            // what no case granted holds until the first decision of its project
            let loose = if now[0].is_none() && now[1].is_none() { 1_000 } else { 0 };
            let ledger = granted(&app, Source::Programme, "2026-11-22").await;
            assert_eq!(ledger, Cents((decided + loose) * 100), "{steps:?}");
            assert!(ledger <= euros("91.000.000,00"), "{steps:?}");
            let mut current = 0;
            for number in ["AC-1", "AC-2"] {
                for row in decisions(&one, number, "").await.iter().filter(|row| row["state"] == "current") {
                    current += Cents::parse_plain(row["amount"].as_str().expect("an amount")).expect("an amount").0;
                }
            }
            assert_eq!(current, decided * 100);
            did += 1;
            let known = app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
            for report in [
                format!("/api/v1/figures?programme=dmr-nrw&group_by=region,year&as_of=2026-11-22&known_at={known}"),
                format!("/api/v1/figures/granted.programme/facts?as_of=2020-12-31&known_at={known}"),
                format!("/api/v1/reports/changes?from=2019-12-31&to=2021-12-31&known_to={known}"),
                format!("/api/v1/reports/cofunding?as_of=2021-12-31&known_at={known}"),
                format!("/api/v1/programmes/dmr-nrw/years/2020?as_of=2021-12-31&known_at={known}"),
                format!("/api/v1/checks?as_of=2021-12-31&known_at={known}"),
            ] {
                let said = one.get(&report).await.expect(200).text();
                reports.push((report, said));
            }
        }
        // whatever was recorded since, a report as known then is the same byte by byte
        app.advance(chrono::TimeDelta::minutes(20));
        for (report, said) in reports {
            assert_eq!(one.get(&report).await.expect(200).text(), said, "{report} {steps:?}");
        }
        sound(&app).await;
    }
    assert!(did > 20, "something happened");
}
