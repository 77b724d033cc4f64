//! Figures of transfer: a small world in which every number is known, from three viewpoints; each figure opens to as many
//! cases as it says, page and interface say the same, and nothing that was recorded since changes an earlier answer.
use entity::{
    adoption::{self, Speaker, State},
    audit, origin, programme, project,
    project::{change::Statement, field::Field as Of, lifecycle::Lifecycle},
    published, solution,
    solution::sheet::{Sheet, field::Field},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::Value;
use std::collections::BTreeMap;
use tests::{
    TestApp,
    app::operator,
    make::{a_project, day},
    page::plain,
};

/// When the first half was recorded, and when the second.
const FIRST: &str = "2021-03-01T12:00:00Z";
const SECOND: &str = "2021-09-01T12:00:00Z";

const ALSDORF: &str = "05334004";
const AACHEN: &str = "05334002";
const PADERBORN: &str = "05774032";
const COLOGNE: &str = "05315000";

async fn end(write: entity::db::Write) {
    let entry = audit::Entry {
        action: "test.transfer",
        subject: "programme",
        subject_id: "dmr-nrw".into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
}

async fn project_id(app: &TestApp, number: &str) -> i64 {
    let found = project::record::Entity::find().filter(project::record::Column::Number.eq(number));
    found.one(app.db.read()).await.expect("projects").expect("the project").id
}

/// A published solution; from outside the programme where it has no project.
async fn a_solution(app: &TestApp, slug: &str, number: Option<&str>, provider: &str, said: &[(Field, &str)]) -> i64 {
    let mut sheet = Sheet::default();
    sheet.set(Field::Name, vec![format!("Lösung {slug}")]);
    for (field, value) in said {
        sheet.set(*field, value.split(' ').map(str::to_owned).collect());
    }
    let programme = programme::find::by_slug(&app.db, programme::DMR_NRW).await.expect("the frame").record.id;
    let projects = match number {
        Some(number) => vec![project_id(app, number).await],
        None => Vec::new(),
    };
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let new = solution::change::New {
        programme_id: number.map(|_| programme),
        region_id: None,
        projects,
        provider_ags: Some(provider.into()),
        slug: Some(slug.into()),
        sheet,
        valid_on: day("2020-06-01"),
        sample: false,
    };
    let (id, _) = solution::change::insert(&mut write, new).await.expect("a solution");
    solution::gate::change::publish(&mut write, id, "Test", day("2020-06-01")).await.expect("published");
    end(write).await;
    id
}

async fn says(app: &TestApp, solution_id: i64, ags: &str, state: State, by: Speaker, on: &str) {
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let origin_id = origin::published(&write, "Test").await.expect("an origin");
    let new = adoption::change::New {
        solution_id,
        ags: ags.into(),
        state,
        reason: None,
        valid_on: day(on),
        origin_id,
        replaces: None,
        sample: ags == PADERBORN,
        said_by: by,
        told: adoption::change::Told::default(),
    };
    adoption::change::insert(&mut write, new).await.expect("a statement");
    end(write).await;
}

struct World {
    app: TestApp,
    portal: i64,
    sensor: i64,
}

/// Two projects that run, one that is selected, one that is only an idea; two solutions of them and one from outside.
async fn first_half() -> World {
    let app = TestApp::new().await;
    app.set_clock(FIRST);
    // the frame of the test program is younger than this world
    let write = app.db.write(app.now(), &operator()).await.expect("a write");
    published::Entity::update_many()
        .col_expr(published::Column::RecordedAt, Expr::value(app.now().instant))
        .exec(write.tx())
        .await
        .expect("as old as the world");
    end(write).await;
    let running = |number, region| a_project().numbered(number).in_region(region);
    running("AC-1", "aachen").with(Of::Transfer, "ready").build(&app).await;
    running("OWL-1", "ostwestfalen-lippe").build(&app).await;
    running("EL-1", "emscher-lippe").in_state(Lifecycle::Selected).build(&app).await;
    running("EL-2", "emscher-lippe").in_state(Lifecycle::Idea).build(&app).await;
    let portal = [
        (Field::Maturity, "transferable"),
        (Field::ProductiveSince, "2020-01-15"),
        (Field::Ozg, "10001 10002"),
        (Field::Evaluation, "https://example.org/evaluation"),
    ];
    let portal = a_solution(&app, "portal", Some("AC-1"), AACHEN, &portal).await;
    let sensor = a_solution(&app, "sensor", Some("OWL-1"), PADERBORN, &[(Field::Maturity, "pilot")]).await;
    let loud = [(Field::Maturity, "transferable"), (Field::Ozg, "99999"), (Field::ProductiveSince, "2019-01-01")];
    let outside = a_solution(&app, "outside", None, COLOGNE, &loud).await;
    for ags in [ALSDORF, PADERBORN, "05111000"] {
        says(&app, outside, ags, State::Productive, Speaker::Adopter, "2021-02-01").await;
    }
    says(&app, portal, ALSDORF, State::Productive, Speaker::Adopter, "2020-09-14").await;
    says(&app, portal, PADERBORN, State::Interested, Speaker::Adopter, "2021-01-10").await;
    World { app, portal, sensor }
}

async fn second_half(world: &World) {
    let World { app, portal, sensor } = world;
    app.set_clock(SECOND);
    says(app, *portal, PADERBORN, State::Productive, Speaker::Adopter, "2021-08-20").await;
    says(app, *sensor, COLOGNE, State::Productive, Speaker::Curator, "2021-08-01").await;
    // the provider does not reuse its own
    says(app, *portal, AACHEN, State::Productive, Speaker::Adopter, "2021-01-01").await;
    // anybody's mailbox speaks for nobody
    says(app, *sensor, ALSDORF, State::Interested, Speaker::Visitor, "2021-08-25").await;
    // told late
    says(app, *portal, COLOGNE, State::Evaluating, Speaker::Adopter, "2020-12-01").await;
}

async fn report(app: &TestApp, query: &str) -> (String, Value) {
    let answer = app.get(&format!("/api/v1/reports/transfer{query}")).await.expect(200);
    (answer.text(), answer.json())
}

/// Value and base of each figure; its cases are as many.
fn values(report: &Value) -> BTreeMap<String, (u64, Option<u64>)> {
    let figures = report["figures"].as_array().expect("figures");
    figures
        .iter()
        .map(|figure| {
            let value = figure["value"].as_u64().expect("a value");
            assert_eq!(figure["cases"].as_array().map(Vec::len), usize::try_from(value).ok(), "{figure}");
            (figure["key"].as_str().expect("a key").to_owned(), (value, figure["of"].as_u64()))
        })
        .collect()
}

fn holds(report: &Value, expected: &[(&str, u64, Option<u64>)]) {
    let values = values(report);
    for (key, value, of) in expected {
        assert_eq!(values.get(*key), Some(&(*value, *of)), "{key}");
    }
    let adopters = values["municipalities_reusing"].0;
    for groups in ["regierungsbezirke", "kreise", "sizes"] {
        let sum = |name: &str| {
            report[groups].as_array().expect("groups").iter().filter_map(|one| one[name].as_u64()).sum::<u64>()
        };
        assert_eq!((sum("reusing"), sum("municipalities")), (adopters, 396), "{groups}");
    }
    let states = report["states"].as_array().expect("states").iter().filter_map(|one| one["count"].as_u64());
    assert_eq!(states.sum::<u64>(), values["interest"].0);
    assert_eq!(report["kreise"].as_array().map(Vec::len), Some(53));
}

#[tokio::test]
async fn every_figure_is_known_from_every_viewpoint() {
    let world = first_half().await;
    let app = &world.app;
    let early = [
        ("projects", 3, None),
        ("projects_running", 2, Some(3)),
        ("projects_planned", 1, Some(3)),
        ("projects_closed", 0, Some(3)),
        ("projects_transferable", 1, Some(3)),
        ("projects_reused", 1, Some(3)),
        ("projects_reused_elsewhere", 0, Some(3)),
        ("projects_wanted_elsewhere", 1, Some(3)),
        ("solutions", 2, None),
        ("municipalities_reusing", 1, Some(396)),
        ("districts_reusing", 0, Some(31)),
        ("interest", 2, None),
        ("adoptions", 1, Some(2)),
        ("months_to_adoption", 1, None),
        ("ozg_services", 2, None),
        ("ozg_solutions", 1, Some(2)),
        ("projects_ozg", 1, Some(3)),
        ("projects_evaluated", 1, Some(3)),
    ];
    let then = format!("?as_of=2021-03-01&known_at={FIRST}");
    let (before, first) = report(app, &then).await;
    holds(&first, &early);
    let months = |report: &Value| {
        report["figures"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["key"] == "months_to_adoption")
            .map(|one| one["median"].clone())
    };
    assert_eq!(months(&first), Some("7.0".into()));
    let five_before = app.get(&format!("/api/v1/reports/parliament{then}")).await.expect(200).text();

    second_half(&world).await;
    let (_, second) = report(app, "").await;
    let mut late: Vec<(&str, u64, Option<u64>)> = early.to_vec();
    for (key, value, of) in [
        ("projects_reused_elsewhere", 1, Some(3)),
        ("projects_wanted_elsewhere", 2, Some(3)),
        ("municipalities_reusing", 2, Some(396)),
        ("interest", 4, None),
        ("adoptions", 2, Some(4)),
    ] {
        late.iter_mut().filter(|one| one.0 == key).for_each(|one| (one.1, one.2) = (value, of));
    }
    holds(&second, &late);
    assert_eq!(second["flows"][0]["from"], "05334");
    assert!(!second.to_string().contains("outside") && !second.to_string().contains("99999"), "{second}");
    // invented data is marked, where it is and only there
    let marked = |report: &Value, key: &str| {
        report["figures"].as_array().into_iter().flatten().any(|one| one["key"] == key && one["sample"] == true)
    };
    assert!(marked(&second, "adoptions") && marked(&second, "projects_reused_elsewhere"));
    assert!(!marked(&second, "projects") && !marked(&second, "months_to_adoption"));

    // the same day as known today knows what was told late
    let (_, told) = report(app, "?as_of=2021-03-01").await;
    assert_eq!(values(&told)["interest"], (3, None));
    // and as known then nothing has changed, to the byte
    assert_eq!(report(app, &then).await.0, before);
    assert_eq!(app.get(&format!("/api/v1/reports/parliament{then}")).await.expect(200).text(), five_before);
    // a year after it was said, on the first of March, a use no longer counts
    app.set_clock("2022-04-01T12:00:00Z");
    assert_eq!(values(&report(app, "?as_of=2022-03-01").await.1)["adoptions"].0, 2);
    assert_eq!(values(&report(app, "?as_of=2022-03-02").await.1)["adoptions"].0, 1);

    // a project that leaves the public's view still counted then, and is no longer named
    let id = project_id(app, "EL-1").await;
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let origin_id = origin::published(&write, "Test").await.expect("an origin");
    let mut row = project::record::Entity::find_by_id(id).one(app.db.read()).await.expect("rows").expect("the project");
    let withdrawn =
        Statement::new(Of::Lifecycle, Some(Lifecycle::Withdrawn.key().into()), day("2021-10-01"), origin_id);
    project::change::state(&mut write, &mut row, withdrawn).await.expect("a statement");
    project::change::save(&write, row).await.expect("saved");
    end(write).await;
    let (text, again) = report(app, &then).await;
    holds(&again, &early);
    assert!(before.contains("EL-1") && !text.contains("EL-1"), "{text}");
    let ministry = app.as_role("ministry_programme").await;
    assert_eq!(ministry.get(&format!("/api/v1/reports/transfer{then}")).await.expect(200).text(), before);
    assert_eq!(values(&report(app, "").await.1)["projects"].0, 2);
}

#[tokio::test]
async fn pages_say_the_same_as_the_interface() {
    let world = first_half().await;
    second_half(&world).await;
    let app = &world.app;
    let page = app.get("/berichte/transfer").await.expect(200).page();
    assert!(plain(&page.heading()).starts_with("Von 3 Projekten ist 1 übertragbar"), "{}", page.heading());
    assert!(plain(&page.main()).contains("2 von 396 Städten und Gemeinden nutzen"));
    let (_, all) = report(app, "").await;
    let rows = page.rows("Jede Zahl öffnet ihre Fälle");
    let mut compared = 0;
    for figure in all["figures"].as_array().expect("figures") {
        let (key, name) = (figure["key"].as_str().expect("a key"), figure["name"].as_str().expect("a name"));
        let value = figure["value"].as_u64().expect("a value");
        let said = if key == "months_to_adoption" { "7 Monate".to_owned() } else { value.to_string() };
        if let Some(row) = rows.iter().find(|row| row[0] == name) {
            assert_eq!(plain(row[1].trim_start_matches("Beispiel").trim()), said, "{row:?}");
            compared += 1;
        }
        let opened = app.get(&format!("/berichte/transfer/{key}")).await.expect(200).page();
        assert_eq!(plain(&opened.text(".figure-amount")), said, "{key}");
        assert_eq!(opened.rows("ihre Zahl ist die Kennzahl").len() as u64, value, "{key}");
    }
    assert_eq!(compared, 14);
    assert_eq!(page.all("svg.map-drawing a.map-tile").len(), 53);
    assert_eq!(page.rows("Städte und Gemeinden je Kreis").len(), 53);
    assert!(page.all(".map-flow").len() == 1, "Aachen to Paderborn");
    // a group opens to its municipalities
    let part = app.get("/berichte/transfer/municipalities_reusing?kreis=05774").await.expect(200).page();
    assert_eq!(part.rows("ihre Zahl ist die Kennzahl").len(), 1);
    assert!(plain(&part.main()).contains("Paderborn"));
    let kreis = app.get("/berichte/transfer?kreis=05774").await.expect(200).page();
    let rows = kreis.rows("Was in Kreis Paderborn genutzt oder gemeldet ist");
    assert_eq!(rows.len(), 11, "ten municipalities and the Kreis itself");
    assert!(rows.iter().any(|row| row[0] == "Paderborn" && row[1].contains("produktiv, bestätigt")), "{rows:?}");
    for hostile in ["?kreis=05999", "?kreis=%3Cscript%3E", "?kreis=05774&kreis=1"] {
        let page = app.get(&format!("/berichte/transfer{hostile}")).await.expect(200).page();
        assert!(!page.has("script[src='x']"), "{hostile}");
    }
    let _ = app.get("/berichte/transfer/nichts").await.expect(404);

    // the five questions
    let five = app.get("/api/v1/reports/parliament").await.expect(200).json();
    let page = app.get("/berichte/landtag").await.expect(200).page();
    let main = plain(&page.main());
    let questions = five["questions"].as_array().expect("questions");
    assert_eq!(questions.len(), 5);
    for question in questions {
        for said in ["question", "answer"] {
            let said = plain(question[said].as_str().expect("a text"));
            assert!(main.contains(&said), "{said} in {main}");
        }
    }
    assert!(main.contains("Stand 01.09.2021, wie heute bekannt"), "{main}");
    let wanted = page.rows("Welche andere Region");
    assert_eq!(wanted.len(), 3, "{wanted:?}");
    assert_eq!(five["interest"].as_array().map(Vec::len), Some(3));
    assert!(wanted.iter().any(|row| row[1] == "Ostwestfalen-Lippe" && row[2].contains("Paderborn")), "{wanted:?}");
    assert!(wanted.iter().any(|row| row[1] == "außerhalb der Modellregionen" && row[2].contains("Köln")), "{wanted:?}");

    // an earlier day keeps itself in every link, and says what it was
    let page = app.get("/berichte/transfer?stand=2021-03-01&bekannt=2021-03-01").await.expect(200).page();
    assert!(plain(&page.main()).contains("1 von 396 Städten und Gemeinden nutzt"), "{}", page.main());
    // the bar's way back to today is meant to lose it
    let kept = |link: &String| link.starts_with("/berichte/") && link != "/berichte/transfer";
    let links: Vec<String> = page.links().into_iter().filter(kept).collect();
    assert!(links.len() > 60 && links.iter().all(|link| link.contains("stand=2021-03-01")), "{links:?}");

    // tables
    for (name, first) in [("transfer", "Bereich;Schlüssel;Name;Zahl"), ("parliament", "Frage;Schlüssel;Name;Zahl")] {
        let answer = app.get(&format!("/api/v1/reports/{name}?format=csv")).await.expect(200);
        assert!(answer.text().trim_start_matches('\u{feff}').starts_with(first), "{}", answer.text());
        let _ = app.get(&format!("/api/v1/reports/{name}?format=docx")).await.expect(422);
        let _ = app.get(&format!("/api/v1/reports/{name}?as_of=gestern")).await.expect(422);
    }
    let table = app.get("/api/v1/reports/transfer?format=csv").await.expect(200).text();
    assert!(table.contains(";municipalities_reusing;Kommunen mit Nachnutzung;2;396;"), "{table}");
    let reports = app.get("/berichte").await.expect(200).page();
    for address in ["/berichte/transfer", "/berichte/landtag", "/haushalt/kofinanzierung", "/haushalt/veraenderung"] {
        assert!(reports.links().iter().any(|link| link == address), "{address}");
    }
}
