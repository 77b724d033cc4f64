//! What is on the file of a grant case, from outside: recorded by its authority, taken back by a Storno, read by the checks.
use chrono::TimeDelta;
use entity::{
    audit,
    check::find::{Filter, listed},
    project::field::Field,
    viewpoint::Viewpoint,
};
use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestApp, Visitor, app::operator, make::a_project};

struct World {
    app: TestApp,
    one: Visitor,
    case: i64,
    decision: i64,
}

async fn post(visitor: &Visitor, path: &str, body: Value) -> Answer {
    visitor.call(Method::POST, path, Some(body), Some("*")).await
}

impl World {
    /// A company in Aachen with 150,000 € decided on 10 December 2019, for a project that begins nine days before.
    async fn new() -> Self {
        let app = TestApp::new().await;
        a_project().numbered("AC-1").in_region("aachen").with(Field::StartDate, "2019-12-01").build(&app).await;
        let one = app.as_scoped("authority", "bezreg-koeln").await;
        let other = app.as_scoped("authority", "bezreg-koeln").await;
        let case = json!({
            "reference": "34.02-1", "recipient": "Werk GmbH", "recipient_kind": "company", "authority": "bezreg-koeln",
            "region": "aachen", "regime": "vv",
        });
        let case = post(&one, "/api/v1/projects/AC-1/cases", case).await.expect(201).json();
        let case = case["id"].as_i64().expect("a key");
        let version = json!({
            "case": case, "kind": "initial", "dated_on": "2019-12-10", "recipient": "Werk GmbH", "financing": "share",
            "rate": "50.00", "amount": "150000.00", "rules": "ANBest-P 2003", "drawable_from": "2020-01-01",
            "drawable_to": "2020-12-31", "work_from": "2020-01-01", "work_to": "2020-10-31", "reason": "Wie beantragt.",
            "years": [{"year": 2020, "backing": "commitment", "amount": "150000.00"}],
            "plan": [{"year": 2020, "item": "staff", "amount": "300000.00"}, {"year": 2020, "item": "grant", "amount": "150000.00"},
                {"year": 2020, "item": "own_share", "amount": "150000.00"}],
        });
        let version = post(&one, "/api/v1/projects/AC-1/decisions", version).await.expect(201).json();
        let decision = version["id"].as_i64().expect("a key");
        let _ = post(&other, &format!("/api/v1/decisions/{decision}/approve"), json!({})).await.expect(200);
        Self { app, one, case, decision }
    }

    fn address(&self) -> String {
        format!("/api/v1/cases/{}/memos", self.case)
    }

    async fn note(&self, body: Value) -> Answer {
        post(&self.one, &self.address(), body).await
    }

    async fn found(&self, rule: &'static str) -> Vec<String> {
        let filter = Filter { rule: Some(rule), ..Filter::default() };
        let view = Viewpoint::now(&self.app.now());
        let listed = listed(&self.app.db, &operator(), view, &filter, 0, 100).await.expect("findings");
        listed.items.into_iter().map(|found| found.finding.message).collect()
    }
}

fn fields(answer: Answer) -> Vec<String> {
    let errors = answer.expect(422).json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn what_is_on_the_file_settles_what_the_checks_ask() {
    let world = World::new().await;
    let decision = world.decision;
    let heard =
        json!({"kind": "early_start", "dated_on": "2019-11-20", "holds_from": "2019-12-01", "reference": "34.02-1/V"});
    let told = json!({"kind": "court_told", "decision": decision, "dated_on": "2019-12-20", "reference": "LRH 7"});
    let clause =
        json!({"kind": "transfer_clause", "decision": decision, "dated_on": "2019-12-10", "reference": "Nr. 7"});
    let aid = |other: &str| json!({"kind": "state_aid", "basis": "de_minimis", "other_aid": other, "dated_on": "2019-11-01", "reference": "Erklärung"});
    for (rule, memo) in [("R8", heard), ("R10", told), ("R12", clause), ("R11", aid("50000.00"))] {
        let before = world.found(rule).await;
        assert_eq!(before.len(), 1, "{rule}: {before:?}");
        let _ = world.note(memo).await.expect(201);
        assert_eq!(world.found(rule).await, Vec::<String>::new(), "{rule}");
    }
    // a newer declaration counts: 150,000 and 50,000.01 are above 200,000 in 2019
    let _ = world.note(aid("50000.01")).await.expect(201);
    let said = world.found("R11").await;
    assert!(
        said.len() == 1 && said[0].contains("200.000,01") && said[0].contains("erlaubt sind 200.000,00"),
        "{said:?}"
    );
    // taken back: what was said before counts again, and nobody knew of it then
    let instant = world.app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let then = format!("{}?as_of=2026-11-22&known_at={instant}", world.address());
    let as_known = world.one.get(&then).await.expect(200).text();
    world.app.advance(TimeDelta::minutes(5));
    let memos = world.one.get(&world.address()).await.expect(200).json();
    let newest = memos["items"][4]["id"].clone();
    let back = |id: &Value| json!({"reverses": id, "reference": "Andere Erklärung"});
    let _ = world.note(back(&newest)).await.expect(201);
    assert_eq!(world.found("R11").await, Vec::<String>::new());
    assert_eq!(world.one.get(&then).await.expect(200).text(), as_known);
    assert_eq!(world.note(back(&newest)).await.expect(422).json()["code"], "memo.already_reversed");
    assert_eq!(audit::verify(world.app.db.read()).await.expect("a walk").fault, None);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let world = World::new().await;
    let rows = world.app.audit_rows().await;
    for (body, wrong) in [
        (json!({"kind": "early_start", "dated_on": "2019-11-20", "reference": "V"}), "holds_from"),
        (json!({"kind": "court_told", "dated_on": "2019-11-20", "reference": "V"}), "decision"),
        (json!({"kind": "court_told", "decision": 4711, "dated_on": "2019-11-20", "reference": "V"}), "decision"),
        (json!({"kind": "state_aid", "dated_on": "2019-11-20", "reference": "V"}), "basis"),
        (json!({"kind": "state_aid", "basis": "de_minimis", "dated_on": "2019-11-20", "reference": "V"}), "other_aid"),
        (json!({"kind": "court_heard", "dated_on": "2026-11-23", "reference": "V"}), "dated_on"),
        (json!({"kind": "court_heard", "dated_on": "2019-11-20", "reference": " "}), "reference"),
        (json!({"kind": "because", "dated_on": "2019-11-20", "reference": "V"}), "kind"),
        (json!({"reverses": 4711, "reference": "Irrtum"}), "reverses"),
    ] {
        assert_eq!(fields(world.note(body.clone()).await), [wrong], "{body}");
    }
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");
    let body = || Some(json!({"kind": "court_heard", "dated_on": "2019-11-20", "reference": "V"}));
    let _ = world.one.call(Method::POST, &world.address(), body(), None).await.expect(428);
    let _ = world.one.call(Method::POST, &world.address(), body(), Some("\"1\"")).await.expect(412);
    let arnsberg = world.app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = arnsberg.call(Method::POST, &world.address(), body(), Some("\"0\"")).await.expect(403);
    let _ = world.app.get(&world.address()).await.expect(401);
}

#[tokio::test]
async fn on_the_page_of_the_case() {
    let world = World::new().await;
    let address = app::paths::memos("AC-1", world.case);
    let funding = world.one.get(&app::paths::funding("AC-1")).await.expect(200).page();
    assert!(funding.links().contains(&address), "{:?}", funding.links());
    let mut form = [
        ("version", "0"),
        ("kind", "early_start"),
        ("dated_on", "20.11.2019"),
        ("holds_from", ""),
        ("decision", ""),
        ("basis", ""),
        ("other_aid", ""),
        ("reference", "34.02-1/V"),
    ];
    let refused = world.one.post(&address, &form).await.expect(422).page();
    assert!(refused.field_error("holds_from").is_some());
    assert_eq!(refused.value("reference").as_deref(), Some("34.02-1/V"), "what was typed comes back");
    form[3].1 = "01.12.2019";
    let _ = world.one.post(&address, &form).await.expect(303);
    let _ = world.one.post(&address, &form).await.expect(409);
    let page = world.one.get(&address).await.expect(200).page();
    let rows = page.rows("Vermerke");
    assert_eq!(rows[0][1], "Vorzeitiger Maßnahmebeginn erlaubt (ab 01.12.2019)");
    let storno = app::paths::memo_storno("AC-1", world.case);
    let version = page.version_of(&storno).expect("the form");
    let memo = world.one.get(&world.address()).await.expect(200).json()["items"][0]["id"].to_string();
    let fields = [("version", version.as_str()), ("memo", memo.as_str()), ("reason", "Falscher Fall")];
    let _ = world.one.post(&storno, &fields).await.expect(303);
    let page = world.one.get(&address).await.expect(200).page();
    assert!(page.rows("Vermerke")[1][1].starts_with("Storno: "), "{:?}", page.rows("Vermerke"));
    assert_eq!(world.found("R8").await.len(), 1);
    let _ = world.one.get(&app::paths::memos("AC-2", world.case)).await.expect(404);
}
