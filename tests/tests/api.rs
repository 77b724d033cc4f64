//! The JSON interface: figures open to their facts to the cent, refusals are problems of RFC 9457, nobody overwrites
//! what they have not read, tokens have the rights of their account and no more.
use entity::ledger::{Kind, Source};
use http::Method;
use serde_json::{Value, json};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{a_project, booked, day},
    sheets::{self, line},
};

/// Reads as anybody.
async fn read(app: &TestApp, path: &str) -> Value {
    let answer = app.get(path).await.expect(200);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json"), "{path}");
    answer.json()
}

/// A call with a token instead of a cookie, as a script makes it.
async fn with_token(
    visitor: &Visitor,
    method: Method,
    path: &str,
    token: &str,
    body: Option<Value>,
    tag: Option<&str>,
) -> Answer {
    let mut request = visitor.request(method, path).header("authorization", format!("Bearer {token}"));
    if let Some(tag) = tag {
        request = request.header("if-match", tag);
    }
    let body = match body {
        Some(json) => {
            request = request.header("content-type", "application/json");
            json.to_string().into()
        }
        None => axum::body::Body::empty(),
    };
    visitor.send(request, body).await
}

#[track_caller]
fn is_problem(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"), "{}", answer.text());
    let problem = answer.json();
    assert_eq!(problem["status"], status, "{problem}");
    for word in ["type", "title", "detail"] {
        assert!(problem[word].as_str().is_some_and(|text| !text.is_empty()), "{word} in {problem}");
    }
    problem
}

fn cents(amount: &Value) -> i64 {
    entity::money::Cents::parse_plain(amount.as_str().expect("money is a text")).expect("money").0
}

#[tokio::test]
async fn every_figure_is_the_sum_of_its_facts() {
    let app = TestApp::new().await;
    let password = server::seed::Password { plain: tests::app::PASSWORD, hash: tests::app::password_hash() };
    server::seed::demo(&app.db, app.now(), password).await.expect("the demo programme");
    for query in [
        "",
        "?group_by=region",
        "?group_by=year&group_by=region",
        "?group_by=project",
        "?region=aachen",
        "?as_of=2021-06-30",
    ] {
        let figures = read(&app, &format!("/api/v1/figures{query}")).await["figures"].clone();
        let figures = figures.as_array().expect("figures");
        assert!(!figures.is_empty(), "{query}");
        // a few of each kind of question are opened
        for figure in figures.iter().step_by(figures.len().div_ceil(12)) {
            let Some(id) = figure["id"].as_str() else { continue };
            let as_of = query.split("as_of=").nth(1).map(|day| format!("&as_of={day}")).unwrap_or_default();
            let (mut sum, mut count, mut cursor) = (0, 0, String::new());
            loop {
                let page = read(&app, &format!("/api/v1/figures/{id}/facts?limit=100{as_of}{cursor}")).await;
                for fact in page["items"].as_array().expect("items") {
                    sum += cents(&fact["amount"]);
                    count += 1;
                    assert!(
                        matches!(fact["origin"]["type"].as_str(), Some("cell" | "entry" | "published" | "withheld")),
                        "{fact}"
                    );
                }
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={}", app::paths::segment(next)),
                    None => break,
                }
            }
            assert_eq!(sum, cents(&figure["amount"]), "{id} {query}");
            assert_eq!(Some(count), figure["count"].as_u64(), "{id} {query}");
        }
    }
    let programme = read(&app, "/api/v1/programmes/dmr-nrw").await;
    assert_eq!(programme["ceiling"], "91000000.00");
}

#[tokio::test]
async fn figures_look_back_in_both_times() {
    let app = TestApp::new().await;
    app.set_clock("2022-01-10T08:00:00Z");
    a_project().numbered("AC-1").in_region("aachen").since("2021-03-01").granted("100,00").build(&app).await;
    let before = app.now().instant;
    app.set_clock("2023-01-10T08:00:00Z");
    booked(&app, "AC-1", Kind::Granted, Source::Programme, "11,11", day("2021-05-01")).await;
    let granted = async |query: &str| {
        let figures = read(&app, &format!("/api/v1/figures?{query}")).await["figures"].clone();
        let found = figures.as_array().expect("figures").iter().find(|figure| figure["kind"] == "granted").cloned();
        found.map(|figure| figure["amount"].as_str().expect("a text").to_owned())
    };
    assert_eq!(granted("").await.as_deref(), Some("111.11"));
    assert_eq!(granted("as_of=2021-04-30").await.as_deref(), Some("100.00"));
    assert_eq!(granted("as_of=2021-02-28").await, None);
    let known = app::paths::segment(&before.to_rfc3339());
    assert_eq!(granted(&format!("known_at={known}")).await.as_deref(), Some("100.00"));
    assert_eq!(granted("known_at=2022-01-09").await, None);
    assert_eq!(granted("known_at=2022-12-31&as_of=2021-12-31").await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn lists_come_in_pages_that_miss_nothing() {
    let app = TestApp::new().await;
    for number in 0..23 {
        a_project()
            .numbered(&format!("P-{number:02}"))
            .titled("Alle heißen gleich")
            .in_region("aachen")
            .build(&app)
            .await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = read(&app, &format!("/api/v1/projects?limit=5{cursor}")).await;
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= 5);
        seen.extend(items.iter().map(|item| item["number"].as_str().expect("a number").to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={}", app::paths::segment(next)),
            None => break,
        }
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), sorted.len()), (23, 23), "{seen:?}");
    for bad in
        ["limit=0", "limit=501", "limit=viele", "cursor=unsinn", "as_of=gestern", "known_at=irgendwann", "sort=quer"]
    {
        let problem = is_problem(&app.get(&format!("/api/v1/projects?{bad}")).await, 422);
        let field = bad.split('=').next().unwrap_or_default();
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        assert!(problem["errors"][0]["code"].is_string() && problem["errors"][0]["message"].is_string(), "{problem}");
    }
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_read() {
    let app = TestApp::new().await;
    a_project().numbered("34.02.01-0494/19").titled("Alt").in_region("aachen").build(&app).await;
    let path = "/api/v1/projects/34.02.01-0494%2F19";
    let cdo = app.as_cdo("aachen").await;
    let read = cdo.get(path).await.expect(200);
    let tag = read.header("etag").expect("a tag");
    let change = json!({ "title": "Neu" });
    is_problem(&cdo.call(Method::PATCH, path, Some(change.clone()), None).await, 428);
    is_problem(&cdo.call(Method::PATCH, path, Some(change.clone()), Some("\"99\"")).await, 412);
    let done = cdo.call(Method::PATCH, path, Some(change.clone()), Some(&tag)).await.expect(200);
    assert_eq!(done.json()["title"], "Neu");
    assert_ne!(done.header("etag"), Some(tag.clone()));
    is_problem(&cdo.call(Method::PATCH, path, Some(json!({ "title": "Noch neuer" })), Some(&tag)).await, 412);
    let now = done.header("etag").expect("a tag");
    let wrong = json!({ "title": "", "funding_rate": "viel", "farbe": "rot" });
    let problem = is_problem(&cdo.call(Method::PATCH, path, Some(wrong), Some(&now)).await, 422);
    assert!(problem["errors"].as_array().is_some_and(|errors| errors.len() >= 2), "{problem}");
    let moved = json!({ "to": "paused", "effective": "2026-11-20", "reason": "Personal fehlt." });
    let moves = format!("{path}/transitions");
    is_problem(&cdo.call(Method::POST, &moves, Some(moved.clone()), Some(&tag)).await, 412);
    let done = cdo.call(Method::POST, &moves, Some(moved), Some(&now)).await.expect(200);
    assert_eq!(done.json()["status"], "paused");
    let past = json!({ "to": "granted", "effective": "2026-11-21", "reason": "x" });
    let newest = done.header("etag").expect("a tag");
    let refused = cdo.call(Method::POST, &moves, Some(past), Some(&newest)).await;
    assert!([403, 422].contains(&refused.status.as_u16()), "{}", refused.text());
}

#[tokio::test]
async fn money_is_recorded_and_taken_back_never_changed() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let ledger = "/api/v1/projects/AC-1/ledger";
    let entry = json!({ "kind": "paid", "source": "programme", "amount": "1671176.01", "value_date": "2026-11-20", "year": 2026, "reference": "AO 1" });
    let paid = budget.call(Method::POST, ledger, Some(entry), None).await.expect(201).json();
    assert_eq!(paid["amount"], "1671176.01");
    let id = paid["id"].as_i64().unwrap_or_else(|| panic!("{paid}"));
    let back = budget.call(Method::POST, ledger, Some(json!({ "reverses": id })), None).await.expect(201).json();
    assert_eq!(back["amount"], "-1671176.01");
    is_problem(&budget.call(Method::POST, ledger, Some(json!({ "reverses": id })), None).await, 422);
    for (wrong, field) in [
        (json!({ "kind": "paid", "source": "programme", "amount": 1.5, "value_date": "2026-11-20" }), "amount"),
        (json!({ "kind": "paid", "source": "programme", "amount": "1,50", "value_date": "2026-11-20" }), "amount"),
        (json!({ "kind": "paid", "source": "programme", "amount": "0.00", "value_date": "2026-11-20" }), "amount"),
        (json!({ "kind": "presents", "source": "programme", "amount": "1.00", "value_date": "2026-11-20" }), "kind"),
        (json!({ "kind": "paid", "source": "programme", "amount": "1.00", "value_date": "2026-11-23" }), "value_date"),
        (json!({ "kind": "paid", "source": "programme", "amount": "1.00", "value_date": "20.11.2026" }), "value_date"),
        (
            json!({ "kind": "paid", "source": "programme", "amount": "1.00", "value_date": "2026-11-20", "farbe": "rot" }),
            "farbe",
        ),
        (json!({ "reverses": 4711 }), "reverses"),
    ] {
        let problem = is_problem(&budget.call(Method::POST, ledger, Some(wrong.clone()), None).await, 422);
        assert!(
            problem["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["field"] == field)),
            "{wrong}: {problem}"
        );
    }
    let listed = read(&app, ledger).await;
    let sum: i64 = listed["items"].as_array().expect("items").iter().map(|fact| cents(&fact["amount"])).sum();
    assert_eq!((listed["items"].as_array().map(Vec::len), sum), (Some(2), 0));
}

#[tokio::test]
async fn what_is_no_json_is_a_problem() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    for body in ["", "{", "[]", "\"x\"", "null", "{\"amount\": }", "\u{0}"] {
        let request = budget
            .request(Method::POST, "/api/v1/projects/AC-1/ledger")
            .header("origin", format!("http://{}", tests::app::HOST))
            .header("content-type", "application/json");
        let answer = budget.send(request, body.to_owned().into()).await;
        assert!([400, 422].contains(&answer.status.as_u16()), "{body:?}: {}", answer.status);
        is_problem(&answer, answer.status.as_u16());
    }
    let request = budget
        .request(Method::POST, "/api/v1/projects/AC-1/ledger")
        .header("origin", format!("http://{}", tests::app::HOST))
        .header("content-type", "application/json");
    let deep = "[".repeat(100_000);
    let answer = budget.send(request, deep.into()).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let request = budget
        .request(Method::POST, "/api/v1/projects/AC-1/ledger")
        .header("origin", format!("http://{}", tests::app::HOST))
        .header("content-type", "application/json");
    let large = format!("{{\"reference\": \"{}\"}}", "x".repeat(3 << 20));
    is_problem(&budget.send(request, large.into()).await, 413);
    is_problem(&app.get("/api/v1/gibt/es/nicht").await, 404);
    is_problem(&app.get("/api/v1/projects/gibt-es-nicht").await, 404);
    is_problem(&app.get("/api/v1/figures/unsinn/facts").await, 404);
    is_problem(&app.visitor().call(Method::DELETE, "/api/v1/projects", None, None).await, 405);
}

#[tokio::test]
async fn a_token_is_its_account_until_it_is_void() {
    let app = TestApp::new().await;
    a_project().numbered("AC-1").in_region("aachen").build(&app).await;
    let name = app.account("auditor", None).await;
    let token = app.token(&name).await;
    let script = app.visitor();
    let audit = with_token(&script, Method::GET, "/api/v1/audit", &token, None, None).await.expect(200);
    assert!(audit.json()["items"].as_array().is_some_and(|rows| !rows.is_empty()));
    let entry = json!({ "kind": "paid", "source": "programme", "amount": "1.00", "value_date": "2026-11-20" });
    is_problem(
        &with_token(&script, Method::POST, "/api/v1/projects/AC-1/ledger", &token, Some(entry), None).await,
        403,
    );
    is_problem(&app.get("/api/v1/audit").await, 401);
    is_problem(&with_token(&script, Method::GET, "/api/v1/projects", "leitstand_falsch", None, None).await, 401);
    entity::account::change::disable(&app.db, &operator(), app.now(), &name).await.expect("shut");
    is_problem(&with_token(&script, Method::GET, "/api/v1/audit", &token, None, None).await, 401);
}

#[tokio::test]
async fn a_list_comes_in_by_a_script() {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let bytes =
        sheets::list("30.09.2022", vec![line("AC-1", "Bürgerportal", 1_234.56), line("AC-2", "Sensornetz", 0.44)])
            .xlsx();
    let accepted = one.upload("/api/v1/imports", "Liste.xlsx", &bytes, &[]).await.expect(202).json();
    assert_eq!(accepted["state"], "reading");
    let path = format!("/api/v1/imports/{}", accepted["id"]);
    app.work().await;
    let run = one.get(&path).await.expect(200);
    assert_eq!(run.json()["counts"]["new"], 2, "{}", run.text());
    let tag = run.header("etag").expect("a tag");
    let changes = one.get(&format!("{path}/changes?limit=1")).await.expect(200).json();
    assert!(changes["next"].is_string(), "{changes}");
    is_problem(
        &one.call(Method::POST, &format!("{path}/apply"), Some(json!({ "rows": "all" })), Some("\"77\"")).await,
        412,
    );
    is_problem(
        &one.call(Method::POST, &format!("{path}/apply"), Some(json!({ "rows": "keine" })), Some(&tag)).await,
        422,
    );
    let asked =
        one.call(Method::POST, &format!("{path}/apply"), Some(json!({ "rows": "all" })), Some(&tag)).await.expect(200);
    assert_eq!(asked.json()["state"], "awaiting_release");
    let own = is_problem(&one.call(Method::POST, &format!("{path}/release"), None, None).await, 422);
    assert_eq!(own["code"], "import.four_eyes", "{own}");
    let freed = two.call(Method::POST, &format!("{path}/release"), None, None).await.expect(200);
    assert_eq!(freed.json()["state"], "applied");
    let figures = read(&app, "/api/v1/figures").await;
    let granted = figures["figures"]
        .as_array()
        .and_then(|all| all.iter().find(|one| one["kind"] == "granted").cloned())
        .expect("granted");
    assert_eq!(granted["amount"], "1235.00");
    // who may see where it comes from sees the cell
    let facts =
        two.get(&format!("/api/v1/figures/{}/facts", granted["id"].as_str().expect("an id"))).await.expect(200).json();
    let cells: Vec<&str> =
        facts["items"].as_array().expect("facts").iter().filter_map(|fact| fact["origin"]["cell"].as_str()).collect();
    assert_eq!(cells.len(), 2, "{facts}");
    // a file that is none
    let problem = is_problem(&one.upload("/api/v1/imports", "bild.xlsx", b"\x89PNG\r\n\x1a\n\0\0", &[]).await, 422);
    assert_eq!(problem["errors"][0]["field"], "file", "{problem}");
    is_problem(&app.visitor().upload("/api/v1/imports", "Liste.xlsx", &bytes, &[]).await, 401);
}

#[tokio::test]
async fn the_public_sees_what_is_public() {
    let app = TestApp::new().await;
    use entity::project::{field::Field, lifecycle::Lifecycle};
    a_project()
        .numbered("IDEE")
        .titled("Geheime Idee")
        .in_state(Lifecycle::Idea)
        .in_region("aachen")
        .granted("5,00")
        .build(&app)
        .await;
    a_project().numbered("AC-1").with(Field::Remark, "Vertraulicher Vermerk").in_region("aachen").build(&app).await;
    for path in [
        "/api/v1/projects",
        "/api/v1/projects/AC-1",
        "/api/v1/projects?q=geheime",
        "/api/v1/figures?group_by=project",
        "/api/v1/figures/granted.programme/facts",
    ] {
        let text = app.get(path).await.text();
        assert!(
            !text.contains("Geheime Idee") && !text.contains("IDEE") && !text.contains("Vertraulicher Vermerk"),
            "{path}: {text}"
        );
    }
    is_problem(&app.get("/api/v1/projects/IDEE").await, 404);
    is_problem(&app.get("/api/v1/projects/IDEE/ledger").await, 404);
    is_problem(&app.get("/api/v1/figures?project=IDEE").await, 404);
    let cdo = app.as_cdo("aachen").await;
    assert!(cdo.get("/api/v1/projects/AC-1").await.expect(200).text().contains("Vertraulicher Vermerk"));
}

#[tokio::test]
async fn every_call_is_described() {
    let app = TestApp::new().await;
    let document = read(&app, "/api/v1/openapi.json").await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "{}", document["openapi"]);
    let routes = server::app::routes();
    let calls = routes
        .iter()
        .filter(|route| route.area == server::http::routes::Area::Api && !route.path.ends_with("openapi.json"));
    for route in calls {
        let method = route.method.as_str().to_ascii_lowercase();
        let described = &document["paths"][&route.path][&method];
        assert!(described.is_object(), "{} {} is not described", route.method, route.path);
    }
}
