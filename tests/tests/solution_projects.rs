//! The projects a solution came from: changed with its sheet, seen and counted with the released version, named to those
//! only who may know of them. Through the real router.
use chrono::TimeDelta;
use entity::{audit, project::lifecycle::Lifecycle, solution::project_link};
use http::Method;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;
use tests::{
    Answer, TestApp, Visitor,
    make::{a_project, a_solution},
};

/// What the gate asks for, as the form sends it.
const SHEET: &[(&str, &str)] = &[
    ("name", "Kita-Karte"),
    ("benefit", "Eltern finden freie Plätze auf einer Karte."),
    ("problem", "Bisher rufen sie jede Kita einzeln an."),
    ("audience", "Familien"),
    ("pillar", "egov"),
    ("themes", "Familie"),
    ("provider", "Stadt Aachen"),
    ("contact", "digital@aachen.example"),
    ("kind", "concept"),
    ("maturity", "transferable"),
    ("source", "Eigene Angaben"),
];
const PAGE: &str = "/loesungen/kita-karte";
const EDIT: &str = "/loesungen/kita-karte/bearbeiten";
const CALL: &str = "/api/v1/solutions/kita-karte";
const LINKS: &str = "/api/v1/solutions/kita-karte/projects";

/// A project in a region.
async fn project(app: &TestApp, number: &str, region: &str) {
    a_project().numbered(number).titled(&format!("Vorhaben {number}")).in_region(region).build(app).await;
}

/// A solution that a CDO describes from the projects with these numbers.
async fn described(app: &TestApp, projects: &str) -> Visitor {
    let cdo = app.as_cdo("aachen").await;
    let mut form = SHEET.to_vec();
    form.push(("projects", projects));
    assert_eq!(cdo.post("/loesungen/neu", &form).await.expect(303).location().as_deref(), Some(PAGE));
    cdo
}

async fn version(who: &Visitor) -> String {
    who.get(EDIT).await.expect(200).page().value("version").expect("a version")
}

/// Sends the sheet with other projects.
async fn named(who: &Visitor, projects: &str) -> Answer {
    let version = version(who).await;
    let mut form = SHEET.to_vec();
    form.extend([("version", version.as_str()), ("projects", projects)]);
    who.post(EDIT, &form).await
}

async fn published(app: &TestApp, cdo: &Visitor) {
    let steps = format!("{PAGE}/schritte");
    let version = version(cdo).await;
    let _ = cdo.post(&steps, &[("version", &version), ("step", "submitted")]).await.expect(303);
    let form =
        [("version", version.as_str()), ("step", "published"), ("check_0", "ja"), ("check_1", "ja"), ("check_2", "ja")];
    let _ = app.as_role("transfer_curator").await.post(&steps, &form).await.expect(303);
}

/// Numbers of the projects that a call of the solution names.
async fn seen(who: &Visitor, address: &str) -> Vec<String> {
    let json = who.get(address).await.expect(200).json();
    let projects = json["projects"].as_array().expect("projects");
    projects.iter().map(|one| one["number"].as_str().expect("a number").to_owned()).collect()
}

/// How many projects can be taken over.
async fn counted(app: &TestApp, address: &str) -> u64 {
    let report = app.get(address).await.expect(200).json();
    let figures = report["figures"].as_array().expect("figures");
    let figure = figures.iter().find(|one| one["key"] == "projects_transferable").expect("the figure");
    figure["value"].as_u64().expect("a number")
}

/// The newest projects as they are typed in the form.
async fn typed(who: &Visitor) -> Vec<String> {
    let text = who.get(EDIT).await.expect(200).page().value("projects").expect("the field");
    text.trim().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_released_version_decides_which_projects_are_seen_and_counted() {
    let app = TestApp::new().await;
    for number in ["AC-1", "AC-2", "AC-3"] {
        project(&app, number, "aachen").await;
    }
    let cdo = described(&app, "AC-1").await;
    published(&app, &cdo).await;
    let (anybody, report) = (app.visitor(), "/api/v1/reports/transfer");
    let (day, known) = (app.now().today, app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
    let then = format!("?as_of={day}&known_at={known}");
    let reports = ["transfer", "parliament"].map(|name| format!("/api/v1/reports/{name}{then}"));
    let mut before = Vec::new();
    for report in &reports {
        before.push(app.get(report).await.expect(200).text());
    }
    assert_eq!((seen(&anybody, CALL).await, counted(&app, report).await), (vec!["AC-1".to_owned()], 1));
    app.advance(TimeDelta::days(2));
    let cdo = app.as_cdo("aachen").await;
    // one is added and one is taken away: a draft
    let _ = named(&cdo, "AC-2\r\nAC-3").await.expect(303);
    assert_eq!(typed(&cdo).await, ["AC-2", "AC-3"]);
    let desk = cdo.get(PAGE).await.expect(200).page().text("#pflege");
    assert!(desk.contains("Neuer als das Veröffentlichte: Projekte."), "{desk}");
    assert_eq!((seen(&anybody, CALL).await, counted(&app, report).await), (vec!["AC-1".to_owned()], 1));
    let shows = async |number: &str, stand: &str| {
        let text = app.get(&format!("/projekte/{number}{stand}")).await.expect(200).text();
        text.contains(&format!("href=\"{PAGE}"))
    };
    assert!(shows("AC-1", "").await && !shows("AC-2", "").await);
    published(&app, &cdo).await;
    assert_eq!((seen(&anybody, CALL).await, counted(&app, report).await), (vec!["AC-2".into(), "AC-3".into()], 2));
    assert!(!shows("AC-1", "").await && shows("AC-2", "").await && shows("AC-3", "").await);
    let page = app.get(PAGE).await.expect(200).page().main();
    assert!(page.contains("Vorhaben AC-2") && !page.contains("Vorhaben AC-1"), "{page}");
    // looking back: those of then
    assert_eq!(seen(&anybody, &format!("{CALL}{then}")).await, ["AC-1"]);
    let stand = format!("?stand={day}");
    assert!(shows("AC-1", &stand).await && !shows("AC-2", &stand).await);
    let past = app.get(&format!("{PAGE}{stand}")).await.expect(200).page().main();
    assert!(past.contains("Vorhaben AC-1") && !past.contains("Vorhaben AC-2"), "{past}");
    for (report, before) in reports.iter().zip(&before) {
        assert_eq!(app.get(report).await.expect(200).text(), *before, "{report}");
    }
    // other changes keep them, also by a form that does not name them
    let version = version(&cdo).await;
    let mut form = SHEET.to_vec();
    form[1] = ("benefit", "Eltern finden einen Platz.");
    form.push(("version", &version));
    let _ = cdo.post(EDIT, &form).await.expect(303);
    assert_eq!(typed(&cdo).await, ["AC-2", "AC-3"]);
    let rows = app.audit_rows().await;
    let form: Vec<(&str, &str)> = form.into_iter().filter(|(name, _)| *name != "version").collect();
    let version = self::version(&cdo).await;
    let form = [form, vec![("version", version.as_str()), ("projects", "AC-3, AC-2")]].concat();
    let _ = cdo.post(EDIT, &form).await.expect(303);
    assert_eq!(app.audit_rows().await, rows, "in another order they are the same");
}

#[tokio::test]
async fn who_adds_or_takes_away_may_describe_solutions_there() {
    let app = TestApp::new().await;
    for (number, region) in [("AC-1", "aachen"), ("AC-2", "aachen"), ("SWF-1", "suedwestfalen")] {
        project(&app, number, region).await;
    }
    let cdo = described(&app, "AC-1").await;
    let foreign = app.as_cdo("suedwestfalen").await;
    let _ = foreign.get(EDIT).await.expect(404);
    // not those of another region
    let before = app.audit_rows().await;
    let page = named(&cdo, "AC-1\r\nSWF-1").await.expect(422).page();
    let error = page.field_error("projects").expect("an error");
    assert!(error.contains("SWF-1") && error.contains("Zuständigkeit"), "{error}");
    let typed_again = page.value("projects").expect("the field");
    assert_eq!(typed_again.trim().lines().collect::<Vec<_>>(), ["AC-1", "SWF-1"], "what was typed stays");
    assert_eq!(app.audit_rows().await, before, "nothing was written");
    // the curator adds it, and its region looks after the solution from now on
    let curator = app.as_role("transfer_curator").await;
    let _ = named(&curator, "AC-1\r\nSWF-1").await.expect(303);
    let trail = app.last_audit().await;
    assert_eq!(trail.action, "solution.save");
    let detail: serde_json::Value = serde_json::from_str(&trail.detail).expect("JSON");
    assert_eq!(detail["projects"], json!({"from": ["AC-1"], "to": ["AC-1", "SWF-1"]}));
    assert_eq!(typed(&foreign).await, ["AC-1", "SWF-1"]);
    // neither takes away the other's
    for (who, left, missing) in [(&cdo, "AC-1", "SWF-1"), (&foreign, "SWF-1", "AC-1")] {
        let page = named(who, left).await.expect(422).page();
        let error = page.field_error("projects").expect("an error");
        assert!(error.contains(&format!("„{missing}“ fehlt")), "{error}");
    }
    // one's own, yes: and with it goes the right
    let _ = named(&foreign, "AC-1").await.expect(303);
    let _ = foreign.get(EDIT).await.expect(404);
    // a lead of one project adds no other
    let lead = app.as_scoped("project_lead", "AC-1").await;
    let page = named(&lead, "AC-1\r\nAC-2").await.expect(422).page();
    assert!(page.field_error("projects").is_some_and(|said| said.contains("AC-2")), "{}", page.main());
    let _ = named(&cdo, "AC-1\r\nAC-2").await.expect(303);
    let _ = app.as_scoped("project_lead", "AC-2").await.get(EDIT).await.expect(200);
    assert_eq!(audit::verify(app.db.read()).await.expect("walked").fault, None);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    for number in 1..=21 {
        project(&app, &format!("AC-{number}"), "aachen").await;
    }
    let cdo = described(&app, "AC-1").await;
    let curator = app.as_role("transfer_curator").await;
    let before = app.audit_rows().await;
    let many: Vec<String> = (1..=21).map(|number| format!("AC-{number}")).collect();
    for (projects, said) in [
        ("", "mindestens ein Projekt"),
        (" , \r\n", "mindestens ein Projekt"),
        ("GIBT-ES-NICHT", "gibt es nicht"),
        ("AC-1\r\n<script>alert(1)</script>", "gibt es nicht"),
        ("AC-1\r\nAC\u{0}2", "gibt es nicht"),
        (&many.join("\r\n"), "höchstens 20"),
    ] {
        let page = named(&cdo, projects).await.expect(422).page();
        let error = page.field_error("projects").unwrap_or_else(|| panic!("{projects}: {}", page.main()));
        assert!(error.contains(said), "{projects}: {error}");
    }
    // one from outside the programme names none
    let slug = a_solution().at("von-draussen").with(entity::solution::sheet::field::Field::Outside, "Estland");
    let _ = slug.build(&app).await;
    let address = "/loesungen/von-draussen/bearbeiten";
    let page = curator.get(address).await.expect(200).page();
    assert_eq!(page.value("projects"), None, "it is not asked for any");
    let call = "/api/v1/solutions/von-draussen/projects";
    let body = Some(json!({"projects": ["AC-1"]}));
    let answer = curator.call(Method::PUT, call, body, Some("\"1\"")).await.expect(422);
    assert!(answer.text().contains("stammt nicht aus dem Programm"), "{}", answer.text());
    assert_eq!(app.audit_rows().await, before + 1, "the solution itself, and nothing else");
    // a form that was opened before
    let first = version(&cdo).await;
    let _ = named(&cdo, "AC-1\r\nAC-2").await.expect(303);
    let mut form = SHEET.to_vec();
    form.extend([("version", first.as_str()), ("projects", "AC-3")]);
    let page = cdo.post(EDIT, &form).await.expect(409).page();
    assert_eq!(page.value("projects").as_deref().map(str::trim), Some("AC-3"));
    assert_eq!(typed(&cdo).await, ["AC-1", "AC-2"]);
}

#[tokio::test]
async fn a_project_that_is_not_public_is_neither_named_nor_lost() {
    let app = TestApp::new().await;
    project(&app, "AC-1", "aachen").await;
    project(&app, "AC-2", "aachen").await;
    let hidden = a_project().numbered("SWF-GEHEIM").titled("Geheimes Vorhaben").in_region("suedwestfalen");
    hidden.in_state(Lifecycle::Withdrawn).build(&app).await;
    let cdo = described(&app, "AC-1").await;
    // who may not know of it is told that it does not exist, in the same words
    let said = async |number: &str| {
        let page = named(&cdo, &format!("AC-1\r\n{number}")).await.expect(422).page();
        page.field_error("projects").expect("an error").replace(number, "…")
    };
    assert_eq!(said("SWF-GEHEIM").await, said("SWF-GIBT-ES-NICHT").await);
    let curator = app.as_role("transfer_curator").await;
    let _ = named(&curator, "AC-1\r\nSWF-GEHEIM").await.expect(303);
    published(&app, &cdo).await;
    // the CDO changes the rest and knows nothing
    assert_eq!(typed(&cdo).await, ["AC-1"]);
    let _ = named(&cdo, "AC-2").await.expect(303);
    published(&app, &cdo).await;
    let mut pages = vec![PAGE.to_owned(), CALL.into(), "/loesungen".into(), "/daten/loesungen.csv".into()];
    pages.extend(["/daten/loesungen.json".into(), "/projekte/AC-1".into(), "/api/v1/reports/transfer".into()]);
    for who in [&app.visitor(), &cdo] {
        for address in &pages {
            let text = who.get(address).await.expect(200).text();
            assert!(!text.contains("GEHEIM") && !text.contains("Geheimes"), "{address}");
        }
    }
    let edit = cdo.get(EDIT).await.expect(200).text();
    assert!(!edit.contains("GEHEIM") && !edit.contains("Geheimes"));
    assert_eq!(typed(&curator).await, ["SWF-GEHEIM", "AC-2"], "it is still there");
    assert_eq!(seen(&app.as_cdo("suedwestfalen").await, CALL).await, ["SWF-GEHEIM", "AC-2"], "by title");
}

#[tokio::test]
async fn a_project_without_a_title_stays_whoever_saves() {
    let app = TestApp::new().await;
    project(&app, "AC-1", "aachen").await;
    project(&app, "AC-2", "aachen").await;
    // as undoing its import does
    let titled = async |title: &str| {
        let sql = format!("update project set title = '{title}' where number = 'AC-1'");
        app.db.housekeeping().execute_unprepared(&sql).await.expect("another title");
    };
    let cdo = described(&app, "AC-1\r\nAC-2").await;
    titled("").await;
    let curator = app.as_role("transfer_curator").await;
    for (who, benefit) in [(&curator, "Eltern finden einen Platz."), (&cdo, "Eltern finden schneller einen Platz.")] {
        assert_eq!(typed(who).await, ["AC-2"], "the form does not show it");
        let version = version(who).await;
        let mut form = SHEET.to_vec();
        form[1] = ("benefit", benefit);
        form.extend([("version", version.as_str()), ("projects", "AC-2")]);
        let _ = who.post(EDIT, &form).await.expect(303);
    }
    titled("Vorhaben AC-1").await;
    assert_eq!(typed(&curator).await, ["AC-1", "AC-2"]);
    // where it is the only one, none can be typed
    let _ = named(&curator, "AC-1").await.expect(303);
    titled("").await;
    let _ = named(&curator, "").await.expect(303);
    titled("Vorhaben AC-1").await;
    assert_eq!(typed(&curator).await, ["AC-1"]);
}

#[tokio::test]
async fn programs_name_projects_too() {
    let app = TestApp::new().await;
    for (number, region) in [("AC-1", "aachen"), ("AC-2", "aachen"), ("SWF-1", "suedwestfalen")] {
        project(&app, number, region).await;
    }
    let cdo = described(&app, "AC-1").await;
    published(&app, &cdo).await;
    let tag = cdo.get(CALL).await.expect(200).header("etag").expect("a tag");
    let both = || Some(json!({"projects": ["AC-2", "AC-1"]}));
    let _ = app.visitor().call(Method::PUT, LINKS, both(), Some(&tag)).await.expect(401);
    let _ = app.as_cdo("suedwestfalen").await.call(Method::PUT, LINKS, both(), Some(&tag)).await.expect(403);
    let _ = cdo.call(Method::PUT, LINKS, both(), None).await.expect(428);
    for bad in [json!({}), json!({"projects": "AC-1"}), json!({"projects": [1]}), json!({"projects": ["AC-1"], "x": 1})]
    {
        let _ = cdo.call(Method::PUT, LINKS, Some(bad), Some(&tag)).await.expect(422);
    }
    for bad in [json!(["SWF-1", "AC-1"]), json!([]), json!(["nichts"])] {
        let answer = cdo.call(Method::PUT, LINKS, Some(json!({ "projects": bad })), Some(&tag)).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["field"], "projects", "{}", answer.text());
    }
    let answer = cdo.call(Method::PUT, LINKS, both(), Some(&tag)).await.expect(200);
    let new = answer.header("etag").expect("a tag");
    assert_ne!(new, tag);
    let numbers: Vec<String> =
        answer.json()["projects"].as_array().expect("projects").iter().map(|one| one["number"].to_string()).collect();
    assert_eq!(numbers, ["\"AC-1\"", "\"AC-2\""]);
    let _ = cdo.call(Method::PUT, LINKS, both(), Some(&tag)).await.expect(412);
    let again = cdo.call(Method::PUT, LINKS, both(), Some(&new)).await.expect(200);
    assert_eq!(again.header("etag").as_deref(), Some(new.as_str()), "the same again is no change");
    assert_eq!(seen(&app.visitor(), CALL).await, ["AC-1"], "a draft");
    published(&app, &cdo).await;
    assert_eq!(seen(&app.visitor(), CALL).await, ["AC-1", "AC-2"]);
}

#[tokio::test]
async fn a_program_that_takes_its_own_project_away_may_see_the_draft_no_longer() {
    let app = TestApp::new().await;
    project(&app, "AC-1", "aachen").await;
    project(&app, "SWF-1", "suedwestfalen").await;
    let cdo = described(&app, "AC-1").await;
    let _ = named(&app.as_role("transfer_curator").await, "AC-1\r\nSWF-1").await.expect(303);
    let foreign = app.as_cdo("suedwestfalen").await;
    let tag = foreign.get(CALL).await.expect(200).header("etag").expect("a tag");
    let without = Some(json!({"projects": ["AC-1"]}));
    let answer = foreign.call(Method::PUT, LINKS, without, Some(&tag)).await.expect(200);
    assert_eq!(answer.json()["projects"], json!([]));
    let _ = foreign.get(CALL).await.expect(404);
    assert_eq!(typed(&cdo).await, ["AC-1"]);
}

#[tokio::test]
async fn links_are_facts_and_come_back_from_a_backup() {
    let app = TestApp::new().await;
    project(&app, "AC-1", "aachen").await;
    project(&app, "AC-2", "aachen").await;
    let cdo = described(&app, "AC-1").await;
    let _ = named(&cdo, "AC-1\r\nAC-2").await.expect(303);
    let links = async |db: &entity::db::Db| {
        let all = project_link::Entity::find().order_by_asc(project_link::Column::Id).all(db.read()).await;
        all.expect("links").into_iter().map(|link| (link.version, link.project_id)).collect::<Vec<_>>()
    };
    let there = links(&app.db).await;
    assert_eq!(there.iter().map(|(version, _)| *version).collect::<Vec<_>>(), [1, 2, 2]);
    for sql in ["update solution_project set version = 1", "delete from solution_project"] {
        let refused = app.db.housekeeping().execute_unprepared(sql).await.expect_err(sql);
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sicherung.zip");
    server::backup::write(&app.db, app.now(), &path).await.expect("a backup");
    let fresh = tests::db::empty().await;
    let db = fresh.open().await;
    Migrator::up(db.housekeeping(), None).await.expect("tables");
    server::backup::restore(&db, server::backup::Archive::open(&path).expect("whole")).await.expect("restored");
    assert_eq!(links(&db).await, there);
    assert_eq!(audit::verify(db.read()).await.expect("walked").fault, None);
}

#[tokio::test]
async fn what_was_linked_before_there_were_versions_holds_for_all_of_them() {
    let fresh = tests::db::empty().await;
    let db = fresh.open().await;
    let connection = db.housekeeping();
    let all = Migrator::migrations();
    let before = all.iter().position(|one| one.name().ends_with("_solution_projects")).expect("the migration");
    let (before, rest) = (u32::try_from(before).expect("few"), u32::try_from(all.len() - before).expect("few"));
    Migrator::up(connection, Some(before)).await.expect("up");
    let now = tests::app::START.parse().map(entity::clock::Now::at).expect("an instant");
    server::seed::frame(&db, now).await.expect("the frame");
    let (at, hash) = ("'2026-01-01T00:00:00.000000+00:00'", "a".repeat(64));
    for sql in [
        format!(
            "insert into project (programme_id, number, title, lifecycle, transfer, sample, search_text, sort_title, \
             created_at, updated_at, version) select id, 'P-1', 'Probe', 'running', 'unknown', false, '', '', {at}, {at}, 1 \
             from programme"
        ),
        format!(
            "insert into solution (slug, name, sample, sort_name, recorded_at, version) \
             values ('probe', 'Probe', true, '', {at}, 2)"
        ),
        format!(
            "insert into solution_sheet (solution_id, version, content, valid_on, recorded_at, audit_id) \
             select id, 1, '{{}}', '2026-01-01', {at}, 0 from solution"
        ),
        format!(
            "insert into solution_sheet (solution_id, version, content, valid_on, recorded_at, audit_id) \
             select id, 2, '{{}}', '2026-01-01', {at}, 0 from solution"
        ),
        "insert into solution_project (solution_id, project_id) select s.id, p.id from solution s cross join project p"
            .to_owned(),
        format!("insert into file (sha256, size, content, recorded_at) values ('{hash}', 0, '', {at})"),
        format!(
            "insert into solution_picture (solution_id, sha256, media_type, width, height, recorded_at, audit_id) \
             select id, '{hash}', 'image/png', 1, 1, {at}, 0 from solution"
        ),
    ] {
        connection.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    Migrator::up(connection, None).await.expect("up");
    let links = project_link::Entity::find().order_by_asc(project_link::Column::Id).all(db.read()).await;
    let versions: Vec<i32> = links.expect("links").iter().map(|link| link.version).collect();
    assert_eq!(versions, [1, 2]);
    let pictures = entity::solution::picture::record::Entity::find().all(db.read()).await.expect("pictures");
    assert_eq!(pictures.len(), 1);
    Migrator::down(connection, Some(rest)).await.expect("down");
    for table in ["solution_project", "solution_picture"] {
        let count = format!("select count(*) as n from {table}");
        let statement = sea_orm::Statement::from_string(connection.get_database_backend(), count);
        let row = connection.query_one_raw(statement).await.expect("a count").expect("a row");
        assert_eq!(row.try_get::<i64>("", "n").expect("n"), 1, "{table}");
    }
}
