//! Every route × every role: who gets in, who is refused and how, and that whoever may write leaves a row in the audit
//! trail. One table holds what is expected; a route that is not in it fails the test, and so does a line without a
//! route.
mod table;

use entity::{
    import_run::{State, find::detail},
    solution::sheet::field::Field,
};
use server::http::routes::Area;
use std::collections::BTreeSet;
use table::{CALL_CALL, DECISION, PROOF_CALL, SILENT, TABLE};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::a_project,
    sheets::{line, list},
};

/// Who asks: a role and its scope. The project, the list and its grants lie in Aachen.
const PEOPLE: [(&str, Option<&str>); 16] = [
    ("anonymous", None),
    ("municipality", Some("05334002")),
    ("project_lead", Some(OWN)),
    ("project_lead", Some(FOREIGN)),
    ("cdo", Some("aachen")),
    ("cdo", Some("suedwestfalen")),
    ("project_office", Some("aachen")),
    ("project_office", Some("suedwestfalen")),
    ("authority", Some("bezreg-koeln")),
    ("authority", Some("bezreg-arnsberg")),
    ("ministry_budget", None),
    ("ministry_programme", None),
    ("transfer_curator", None),
    ("auditor", None),
    ("admin", None),
    // signed in once, and shut since
    ("shut", None),
];
const OWN: &str = "AC-1";
const FOREIGN: &str = "SWF-1";

/// How a route is asked.
#[derive(Clone, Copy)]
enum Ask {
    /// A page.
    Get,
    /// A form with fields; `version` is added.
    Form(&'static [(&'static str, &'static str)]),
    /// A list to upload.
    File,
    /// A call of the JSON interface with a body; it carries the version as `If-Match`.
    Call(&'static str, &'static str),
}

/// What a route needs to be there.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    /// An import in this state, uploaded by the Projektbüro Aachen.
    Import(State),
    /// A grant case of the Bezirksregierung Köln.
    Case,
    /// A decision in it that somebody of the Bezirksregierung Köln proposed.
    Decision,
    /// A claim in a case of the Bezirksregierung Köln.
    Claim,
    /// A write-off of it that somebody of the Bezirksregierung Köln proposed.
    WriteOff,
    /// A case with a decision that holds.
    Granted,
    /// A call for money in it.
    Draw,
    /// A proof of use in it, which the recipient handed in.
    Proof,
}

/// One line of the table.
struct Line {
    route: &'static str,
    ask: Ask,
    needs: Needs,
    /// The address; `{id}` is the import's number.
    address: &'static str,
    /// `role:scope` of all who get in; empty: everybody.
    may: &'static [&'static str],
    /// The status of those.
    yes: u16,
}

#[test]
fn the_table_lists_every_route_and_no_other() {
    let routes: BTreeSet<String> =
        server::app::routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let table: BTreeSet<String> = TABLE.iter().map(|line| line.route.to_owned()).collect();
    let missing: Vec<_> = routes.difference(&table).collect();
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:#?}; no route any more: {gone:#?}");
    assert_eq!(table.len(), TABLE.len(), "a route stands twice in the table");
    // whatever changes something is a form or a call of the interface, never a page
    for route in server::app::routes() {
        assert!(route.area != Area::Page || route.method == http::Method::GET, "{route:?}");
        assert!(route.area != Area::Bare || route.method == http::Method::GET, "{route:?}");
    }
}

/// A program with two projects and a solution.
async fn world() -> TestApp {
    let app = TestApp::new().await;
    a_project().numbered(OWN).in_region("aachen").granted("100,00").paid("100,00").build(&app).await;
    a_project().numbered(FOREIGN).in_region("suedwestfalen").build(&app).await;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let own = entity::project::record::Entity::find().filter(entity::project::record::Column::Number.eq(OWN));
    let own = own.one(app.db.read()).await.expect("projects").expect("the project");
    let mut sheet = entity::solution::sheet::Sheet::default();
    sheet.set(Field::Name, vec!["Probe".into()]);
    let new = entity::solution::change::New {
        programme_id: None,
        region_id: None,
        projects: Vec::new(),
        provider_ags: None,
        slug: Some("probe".into()),
        sheet,
        valid_on: tests::make::day("2026-01-01"),
        sample: true,
    };
    let new = entity::solution::change::New {
        projects: vec![own.id],
        region_id: own.region_id,
        programme_id: Some(own.programme_id),
        ..new
    };
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let (id, _) = entity::solution::change::insert(&mut write, new).await.expect("a solution");
    entity::solution::gate::change::publish(&mut write, id, "Probe", tests::make::day("2026-01-01"))
        .await
        .expect("published");
    let entry = entity::audit::Entry {
        action: "test.solution",
        subject: "solution",
        subject_id: "probe".into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
    app
}

async fn person(app: &TestApp, role: &str, scope: Option<&str>) -> Visitor {
    match (role, scope) {
        ("anonymous", _) => app.visitor(),
        ("shut", _) => {
            let name = app.account("ministry_budget", None).await;
            let visitor = app.visitor();
            let _ = visitor.sign_in(&name, tests::app::PASSWORD).await.expect(303);
            entity::account::change::disable(&app.db, &operator(), app.now(), &name).await.expect("shut");
            visitor
        }
        (role, Some(scope)) => app.as_scoped(role, scope).await,
        (role, None) => app.as_role(role).await,
    }
}

/// An import of the Projektbüro Aachen in a state; gives its number and version.
async fn import(app: &TestApp, state: State) -> (i64, i32) {
    let office = app.as_scoped("project_office", "aachen").await;
    let bytes = list("30.09.2022", vec![line("AC-2", "Aus der Liste", 100.0)]).xlsx();
    let answer = office.upload("/importe", "Liste.xlsx", &bytes, &[]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("its page");
    let id: i64 = address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
    let run = detail(&app.db, &operator(), id).await.expect("the run");
    if state != State::Ready {
        let version = run.version.to_string();
        let fields = [("version", version.as_str()), ("rows", "all")];
        let _ = office.post(&format!("{address}/uebernehmen"), &fields).await.expect(303);
    }
    if state == State::Applied {
        entity::import_run::change::release(&app.db, &operator(), app.now(), id, None).await.expect("released");
    }
    let run = detail(&app.db, &operator(), id).await.expect("the run");
    assert_eq!(run.line.state, state);
    (id, run.version)
}

/// A grant case of the Bezirksregierung Köln, with a proposed decision if asked for; gives its key and the version.
async fn granting(app: &TestApp, proposed: bool) -> (i64, i32) {
    let official = app.as_scoped("authority", "bezreg-koeln").await;
    let case = serde_json::json!({
        "reference": "K-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality",
        "authority": "bezreg-koeln", "regime": "vvg",
    });
    let post = async |address: &str, body: serde_json::Value, tag: &str| {
        let answer = official.call(http::Method::POST, address, Some(body), Some(tag)).await.expect(201);
        answer.json()["id"].as_i64().expect("a key")
    };
    let id = post("/api/v1/projects/AC-1/cases", case, "\"0\"").await;
    if !proposed {
        return (id, 1);
    }
    let body = serde_json::from_str(DECISION).expect("JSON");
    (post("/api/v1/projects/AC-1/decisions", body, "\"1\"").await, 2)
}

/// A claim of 50 euros in the first case there is, with a proposed write-off if asked for; gives its key and the version
/// of the claim.
async fn claiming(app: &TestApp, write_off: bool) -> (i64, i32) {
    let official = app.as_scoped("authority", "bezreg-koeln").await;
    let post = async |address: &str, body: serde_json::Value, tag: &str| {
        official.call(http::Method::POST, address, Some(body), Some(tag)).await.expect(201).json()
    };
    let claim = serde_json::json!({
        "ground": "cost_reduction", "known_on": "2023-01-01", "dated_on": "2023-02-01", "arises_on": "2023-01-15",
        "due_on": "2023-03-01", "amount": "50.00", "reason": "Probe", "reference": "R-1",
    });
    let id = post("/api/v1/cases/1/claims", claim, "*").await["id"].as_i64().expect("a key");
    if !write_off {
        return (id, 1);
    }
    let body = serde_json::json!({"kind": "erlass", "amount": "1.00", "reason": "Klein"});
    let seen = post(&format!("/api/v1/claims/{id}/write-offs"), body, "*").await;
    (seen["write_offs"][0]["id"].as_i64().expect("a key"), 2)
}

/// A case with a decision that holds since 2020, apart from the one that waits, with a call for money or a proof of use
/// if asked for; gives the key of that and the state of the settlement.
async fn settling(app: &TestApp, needs: Needs) -> (i64, i32) {
    let lead = app.as_scoped("project_lead", OWN).await;
    let officials =
        [app.as_scoped("authority", "bezreg-koeln").await, app.as_scoped("authority", "bezreg-koeln").await];
    let post = async |who: usize, address: &str, body: serde_json::Value, tag: &str, status: u16| {
        let answer = officials[who].call(http::Method::POST, address, Some(body), Some(tag)).await.expect(status);
        answer.json()["id"].as_i64().expect("a key")
    };
    let case = serde_json::json!({
        "reference": "K-3", "recipient": "Stadt Aachen", "recipient_kind": "municipality",
        "authority": "bezreg-koeln", "regime": "vvg",
    });
    let id = post(0, "/api/v1/projects/AC-1/cases", case, "*", 201).await;
    let mut body: serde_json::Value = serde_json::from_str(DECISION).expect("JSON");
    body["case"] = id.into();
    body["waived_on"] = "2020-01-01".into();
    let decision = post(0, "/api/v1/projects/AC-1/decisions", body, "*", 201).await;
    let _ = post(1, &format!("/api/v1/decisions/{decision}/approve"), serde_json::json!({}), "*", 200).await;
    let address = format!("/api/v1/cases/{id}/draws");
    let mut key = id;
    for (wanted, what, body) in [(Needs::Draw, "draws", CALL_CALL), (Needs::Proof, "proofs", PROOF_CALL)] {
        if needs == wanted {
            let body = serde_json::from_str(body).expect("JSON");
            let address = format!("/api/v1/cases/{id}/{what}");
            let answer = lead.call(http::Method::POST, &address, Some(body), Some("*")).await;
            assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
            key = answer.json()["id"].as_i64().expect("a key");
        }
    }
    let tag = officials[0].get(&address).await.expect(200).header("etag").expect("a tag");
    (key, tag.trim_matches('"').parse().expect("a version"))
}

/// A proof of use in the same case; gives its key and the state of the settlement.
async fn also_proven(app: &TestApp) -> (i64, i32) {
    let lead = app.as_scoped("project_lead", OWN).await;
    let body = serde_json::from_str(PROOF_CALL).expect("JSON");
    let answer = lead.call(http::Method::POST, "/api/v1/cases/2/proofs", Some(body), Some("*")).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
    let tag = answer.header("etag").expect("a tag");
    (answer.json()["id"].as_i64().expect("a key"), tag.trim_matches('"').parse().expect("a version"))
}

async fn ask(visitor: &Visitor, line: &Line, address: &str, version: i32) -> Answer {
    match line.ask {
        Ask::Get => visitor.get(address).await,
        Ask::Form(fields) => {
            let version = version.to_string();
            let mut fields = fields.to_vec();
            if !fields.iter().any(|(name, _)| *name == "version") {
                fields.push(("version", &version));
            }
            visitor.post(address, &fields).await
        }
        Ask::Call(method, body) => {
            let method = http::Method::from_bytes(method.as_bytes()).expect("a method");
            let body = (!body.is_empty()).then(|| serde_json::from_str(body).expect("JSON"));
            visitor.call(method, address, body, Some(&format!("\"{version}\""))).await
        }
        Ask::File => {
            let bytes = list("30.09.2022", vec![self::line("AC-3", "Hochgeladen", 100.0)]).xlsx();
            visitor.upload(address, "Liste.xlsx", &bytes, &[]).await
        }
    }
}

/// Compares an answer with the table; gives what is wrong.
fn judge(line: &Line, who: &str, answer: &Answer) -> Option<String> {
    let allowed = line.may.is_empty() || line.may.contains(&who);
    let status = answer.status.as_u16();
    let signed_out = who == "anonymous" || who == "shut";
    let good = match (allowed, signed_out) {
        (true, _) => status == line.yes,
        // asked to sign in, and back here afterwards
        (false, true) => {
            status == 303 && answer.location().is_some_and(|target| target.starts_with("/anmelden?weiter="))
                || status == 401
        }
        // not allowed, or not even told that it is there
        (false, false) => status == 403 || status == 404,
    };
    let to = answer.location().map(|target| format!(" → {target}")).unwrap_or_default();
    (!good).then(|| format!("{} for {who}: {status}{to}", line.route))
}

fn name(role: &str, scope: Option<&str>) -> String {
    scope.filter(|_| role != "municipality").map_or_else(|| role.to_owned(), |scope| format!("{role}:{scope}"))
}

#[tokio::test]
async fn every_page_for_everybody() {
    let app = world().await;
    let ready = import(&app, State::Ready).await;
    let applied = import(&app, State::Applied).await;
    let decision = granting(&app, true).await;
    let claim = claiming(&app, false).await;
    let draw = settling(&app, Needs::Draw).await;
    let proof = also_proven(&app).await;
    let mut wrong = Vec::new();
    for (role, scope) in PEOPLE {
        let visitor = person(&app, role, scope).await;
        let before = app.audit_rows().await;
        for line in TABLE.iter().filter(|line| matches!(line.ask, Ask::Get)) {
            let (id, version) = match line.needs {
                Needs::Import(State::Applied) => applied,
                Needs::Decision => decision,
                Needs::Case => (1, decision.1),
                Needs::Claim | Needs::WriteOff => claim,
                Needs::Granted => (2, draw.1),
                Needs::Draw => draw,
                Needs::Proof => proof,
                Needs::Nothing | Needs::Import(_) => ready,
            };
            let address = line.address.replace("{id}", &id.to_string());
            let answer = ask(&visitor, line, &address, version).await;
            let no_icon = line.address == "/favicon.ico" && server::http::assets::url("favicon.svg").is_none();
            if !(no_icon && answer.status.as_u16() == 404) {
                wrong.extend(judge(line, &name(role, scope), &answer));
            }
        }
        assert_eq!(app.audit_rows().await, before, "looking changes nothing");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_form_for_everybody() {
    let mut wrong = Vec::new();
    let forms = || TABLE.iter().filter(|line| !matches!(line.ask, Ask::Get));
    let allowed = |line: &Line, who: &str| line.may.is_empty() || line.may.contains(&who);
    // who is refused changes nothing, so all of them can ask in one world
    let one = world().await;
    let ready = import(&one, State::Ready).await;
    let waiting = import(&one, State::AwaitingRelease).await;
    let applied = import(&one, State::Applied).await;
    let decision = granting(&one, true).await;
    let written = claiming(&one, true).await;
    let claim = (1, written.1);
    let draw = settling(&one, Needs::Draw).await;
    let proof = also_proven(&one).await;
    for (role, scope) in PEOPLE {
        let who = name(role, scope);
        let visitor = person(&one, role, scope).await;
        for line in forms().filter(|line| !allowed(line, &who)) {
            let (id, version) = match line.needs {
                Needs::Nothing => (0, 1),
                Needs::Import(State::AwaitingRelease) => waiting,
                Needs::Import(State::Applied) => applied,
                Needs::Import(_) => ready,
                Needs::Case => (1, decision.1),
                Needs::Decision => decision,
                Needs::Claim => claim,
                Needs::WriteOff => written,
                Needs::Granted => (2, draw.1),
                Needs::Draw => draw,
                Needs::Proof => proof,
            };
            let before = one.audit_rows().await;
            let answer = ask(&visitor, line, &line.address.replace("{id}", &id.to_string()), version).await;
            wrong.extend(judge(line, &who, &answer));
            let written = one.audit_rows().await - before;
            if written > 0 {
                wrong.push(format!("{} for {who}: not allowed, and {written} rows in the audit trail", line.route));
            }
        }
    }
    // who is allowed asks in a world of their own
    for line in forms() {
        for (role, scope) in PEOPLE.into_iter().filter(|(role, scope)| allowed(line, &name(role, *scope))) {
            let app = world().await;
            let (id, version) = match line.needs {
                Needs::Nothing => (0, 1),
                Needs::Import(state) => import(&app, state).await,
                Needs::Case => granting(&app, false).await,
                Needs::Decision => granting(&app, true).await,
                Needs::Claim | Needs::WriteOff => {
                    let _ = granting(&app, false).await;
                    claiming(&app, line.needs == Needs::WriteOff).await
                }
                Needs::Granted => settling(&app, Needs::Granted).await,
                Needs::Draw | Needs::Proof => settling(&app, line.needs).await,
            };
            let visitor = person(&app, role, scope).await;
            let before = app.audit_rows().await;
            let answer = ask(&visitor, line, &line.address.replace("{id}", &id.to_string()), version).await;
            let who = name(role, scope);
            wrong.extend(judge(line, &who, &answer));
            // a rule may still refuse who has the right
            let done = line.yes < 400 && !SILENT.contains(&line.route);
            if done && app.audit_rows().await == before {
                wrong.push(format!("{} for {who}: no row in the audit trail", line.route));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_do_with_it() {
    let app = world().await;
    for line in TABLE.iter().filter(|line| matches!(line.ask, Ask::Get) && line.needs == Needs::Nothing) {
        let answer = app.get(line.address).await;
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{}: no policy", line.route));
        for rule in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{}: {policy}", line.route);
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{}: {policy}", line.route);
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"), "{}", line.route);
        assert_eq!(answer.header("x-frame-options").as_deref(), Some("DENY"), "{}", line.route);
        let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if is_page {
            assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"), "{}", line.route);
        }
    }
    // two pages never share a nonce
    let nonce = async || app.get("/").await.header("content-security-policy").expect("a policy");
    assert_ne!(nonce().await, nonce().await);
}
