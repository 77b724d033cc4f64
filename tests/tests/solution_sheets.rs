//! What a sheet may change and what it may not: past figures, names that nobody has released, titles of projects that are
//! not public, what counts as from outside the programme, who may name which project as the origin. Through the real
//! router.
use chrono::TimeDelta;
use entity::{
    adoption::{self, Speaker, State},
    audit, origin,
    project::lifecycle::Lifecycle,
    solution::{self, sheet::field::Field},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::jobs::interest::post;
use tests::{
    TestApp, Visitor,
    app::operator,
    make::{a_project, a_solution},
    page::plain,
    smtp::Smtp,
};

const AACHEN: &str = "05334002";
const ALSDORF: &str = "05334004";
const TICKED: [(&str, &str); 3] = [("check_0", "ja"), ("check_1", "ja"), ("check_2", "ja")];

/// What the gate asks for, as the form sends it.
const SHEET: &[(&str, &str)] = &[
    ("name", "Digitale Kita-Karte"),
    ("benefit", "Eltern finden freie Plätze auf einer Karte."),
    ("problem", "Bisher rufen sie jede Kita einzeln an."),
    ("audience", "Familien, Jugendämter"),
    ("pillar", "egov"),
    ("themes", "Familie"),
    ("provider", "Stadt Aachen"),
    ("provider_ags", AACHEN),
    ("contact", "digital@aachen.example"),
    ("kind", "software"),
    ("licence", "EUPL-1.2"),
    ("maturity", "productive"),
    ("source", "Eigene Angaben"),
];

/// The same with one field said otherwise.
fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<(&str, &str)> = SHEET.iter().copied().filter(|(name, _)| *name != field).collect();
    form.push((field, value));
    form
}

async fn described(app: &TestApp, cdo: &Visitor) -> (String, String) {
    let number = a_project().in_region("aachen").build(app).await;
    let mut form = SHEET.to_vec();
    form.push(("projects", &number));
    let answer = cdo.post("/loesungen/neu", &form).await.expect(303);
    (number, answer.location().expect("its page").trim_start_matches("/loesungen/").to_owned())
}

async fn version(who: &Visitor, slug: &str) -> String {
    let page = who.get(&format!("/loesungen/{slug}/bearbeiten")).await.expect(200).page();
    page.value("version").expect("a version")
}

async fn saved(cdo: &Visitor, slug: &str, field: &str, value: &str) {
    let version = version(cdo, slug).await;
    let mut form = with(field, value);
    form.push(("version", &version));
    let _ = cdo.post(&format!("/loesungen/{slug}/bearbeiten"), &form).await.expect(303);
}

/// Hands the newest sheet in and publishes it as the curator.
async fn published(app: &TestApp, cdo: &Visitor, slug: &str) {
    let steps = format!("/loesungen/{slug}/schritte");
    let version = version(cdo, slug).await;
    let _ = cdo.post(&steps, &[("version", &version), ("step", "submitted")]).await.expect(303);
    let mut form = vec![("version", version.as_str()), ("step", "published")];
    form.extend(TICKED);
    let _ = app.as_role("transfer_curator").await.post(&steps, &form).await.expect(303);
}

async fn row(app: &TestApp, slug: &str) -> solution::record::Model {
    let found = solution::record::Entity::find().filter(solution::record::Column::Slug.eq(slug));
    found.one(app.db.read()).await.expect("rows").expect("the solution")
}

async fn productive(app: &TestApp, slug: &str, ags: &str) {
    let solution_id = row(app, slug).await.id;
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let origin_id = origin::published(&write, "Test").await.expect("an origin");
    let new = adoption::change::New {
        solution_id,
        ags: ags.into(),
        state: State::Productive,
        reason: None,
        valid_on: app.now().today,
        origin_id,
        replaces: None,
        sample: false,
        said_by: Speaker::Adopter,
        told: adoption::change::Told::default(),
    };
    adoption::change::insert(&mut write, new).await.expect("a statement");
    let entry = audit::Entry {
        action: "test.use",
        subject: "solution",
        subject_id: slug.into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
}

async fn adoptions(app: &TestApp) -> u64 {
    let report = app.get("/api/v1/reports/transfer").await.expect(200).json();
    let figures = report["figures"].as_array().expect("figures");
    let counted = figures.iter().find(|one| one["key"] == "adoptions").expect("the figure");
    counted["value"].as_u64().expect("a number")
}

#[tokio::test]
async fn who_provides_changes_with_the_published_sheet_and_no_past_figure() {
    let app = TestApp::new().await;
    let cdo = app.as_cdo("aachen").await;
    let (_, slug) = described(&app, &cdo).await;
    published(&app, &cdo, &slug).await;
    productive(&app, &slug, ALSDORF).await;
    let (day, known) = (app.now().today, app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
    let then = format!("?as_of={day}&known_at={known}");
    let reports = ["transfer", "parliament"].map(|name| format!("/api/v1/reports/{name}{then}"));
    let mut before = Vec::new();
    for report in &reports {
        before.push(app.get(report).await.expect(200).text());
    }
    assert_eq!(adoptions(&app).await, 1);
    app.advance(TimeDelta::days(1));
    let cdo = app.as_cdo("aachen").await;
    // Alsdorf is to provide it: a draft, which nobody has released
    saved(&cdo, &slug, "provider_ags", ALSDORF).await;
    assert_eq!(adoptions(&app).await, 1, "a draft changes no figure");
    let one = format!("/api/v1/solutions/{slug}");
    assert_eq!(app.get(&one).await.expect(200).json()["provider_ags"], AACHEN);
    let edit = cdo.get(&format!("/loesungen/{slug}/bearbeiten")).await.expect(200).page();
    assert_eq!(edit.value("provider_ags").as_deref(), Some(ALSDORF), "what was typed is in the draft");
    published(&app, &cdo, &slug).await;
    assert_eq!(adoptions(&app).await, 0, "who provides it does not take it over");
    assert_eq!(app.get(&one).await.expect(200).json()["provider_ags"], ALSDORF);
    for (report, before) in reports.iter().zip(&before) {
        assert_eq!(app.get(report).await.expect(200).text(), *before, "{report}");
    }
    // cleared: nobody provides it, and the row from before says no other
    app.advance(TimeDelta::days(1));
    let cdo = app.as_cdo("aachen").await;
    saved(&cdo, &slug, "provider_ags", "").await;
    published(&app, &cdo, &slug).await;
    assert!(app.get(&one).await.expect(200).json()["provider_ags"].is_null());
    assert_eq!(adoptions(&app).await, 1);
}

#[tokio::test]
async fn nobody_reads_a_name_that_was_not_released() {
    const NEW: &str = "Geheimer neuer Name";
    let smtp = Smtp::start();
    let app = TestApp::with(|config| {
        config.smtp_url = Some(smtp.url().parse().expect("an address"));
        config.mail_from = Some("Leitstand <leitstand@land.example>".parse().expect("an address"));
        config.public_url = Some("https://leitstand.example".parse().expect("an address"));
    })
    .await;
    let cdo = app.as_cdo("aachen").await;
    let (number, slug) = described(&app, &cdo).await;
    let project = format!("/projekte/{number}");
    assert!(!app.get(&project).await.expect(200).text().contains("Digitale Kita-Karte"), "a draft");
    published(&app, &cdo, &slug).await;
    let released = app.now().today;
    app.advance(TimeDelta::days(2));
    let cdo = app.as_cdo("aachen").await;
    saved(&cdo, &slug, "name", NEW).await;
    let form = format!("/loesungen/{slug}/interesse");
    let town = app.visitor();
    let ask = [
        ("municipality", "Kleve (05154036)"),
        ("mailbox", "digital@kleve.example"),
        ("message", "Wir hätten Interesse."),
    ];
    let _ = town.post(&form, &ask).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    let mail = smtp.received().pop().expect("a mail");
    assert!(mail.text().contains("Digitale Kita-Karte") && !mail.text().contains(NEW), "{}", mail.text());
    let mut pages = vec![form, project.clone(), "/loesungen".to_owned(), format!("/loesungen/{slug}")];
    pages.extend(mail.links().into_iter().map(|link| link.trim_start_matches("https://leitstand.example").to_owned()));
    for address in pages {
        let text = town.get(&address).await.expect(200).text();
        assert!(text.contains("Digitale Kita-Karte") && !text.contains(NEW), "{address}");
    }
    // the day before it was released, and after it was retired, the project has no solution to show
    let before = released.pred_opt().expect("a day");
    let listed = |text: String| text.contains(&format!("href=\"/loesungen/{slug}"));
    assert!(listed(app.get(&project).await.expect(200).text()));
    assert!(!listed(app.get(&format!("{project}?stand={before}")).await.expect(200).text()), "not yet");
    let version = version(&cdo, &slug).await;
    let retire = [("version", version.as_str()), ("step", "retired"), ("note", "Der Betrieb ist beendet.")];
    let steps = format!("/loesungen/{slug}/schritte");
    let _ = app.as_role("transfer_curator").await.post(&steps, &retire).await.expect(303);
    assert!(!listed(app.get(&project).await.expect(200).text()), "no longer offered");
    let stand = format!("{project}?stand={released}&bekannt={released}");
    assert!(listed(app.get(&stand).await.expect(200).text()), "it was offered then");
}

#[tokio::test]
async fn titles_of_projects_that_are_not_public_stay_inside() {
    let app = TestApp::new().await;
    let open = a_project().titled("Offenes Vorhaben").in_region("aachen").build(&app).await;
    let gone = a_project().titled("Zurückgezogenes Vorhaben").in_region("aachen").in_state(Lifecycle::Withdrawn);
    let gone = gone.build(&app).await;
    let slug = a_solution().of_project(&open).of_project(&gone).build(&app).await;
    for address in [format!("/loesungen/{slug}"), format!("/api/v1/solutions/{slug}")] {
        let text = app.get(&address).await.expect(200).text();
        assert!(text.contains("Offenes Vorhaben"), "{address}");
        assert!(!text.contains("Zurückgezogenes") && !text.contains(&gone), "{address}");
        let elsewhere = app.as_cdo("suedwestfalen").await.get(&address).await.expect(200).text();
        assert!(!elsewhere.contains("Zurückgezogenes"), "{address}");
        let own = app.as_cdo("aachen").await.get(&address).await.expect(200).text();
        assert!(own.contains("Zurückgezogenes"), "{address}");
    }
}

#[tokio::test]
async fn what_is_said_to_come_from_outside_is_never_counted_and_the_rest_is() {
    let app = TestApp::new().await;
    let (curator, cdo) = (app.as_role("transfer_curator").await, app.as_cdo("aachen").await);
    let number = a_project().in_region("aachen").build(&app).await;
    // both at once is refused when it is described …
    let mut form = with("outside", "Estland");
    form.push(("projects", &number));
    let page = curator.post("/loesungen/neu", &form).await.expect(422).page();
    assert!(page.field_error("outside").is_some_and(|said| said.contains("Projekt")), "{}", page.main());
    assert_eq!(page.value("projects").as_deref().map(str::trim), Some(number.as_str()), "what was typed stays");
    // … and later
    let (_, slug) = described(&app, &cdo).await;
    let first = version(&cdo, &slug).await;
    let mut form = with("outside", "Estland");
    form.push(("version", &first));
    let edit = format!("/loesungen/{slug}/bearbeiten");
    let page = cdo.post(&edit, &form).await.expect(422).page();
    assert!(page.field_error("outside").is_some(), "{}", page.main());
    assert_eq!(version(&cdo, &slug).await, first, "nothing was written");
    // what came from outside keeps saying so
    let outside = with("outside", "Estland");
    let answer = curator.post("/loesungen/neu", &outside).await.expect(303);
    let address = answer.location().expect("its page");
    let mut form = SHEET.to_vec();
    form.push(("version", "1"));
    let page = curator.post(&format!("{address}/bearbeiten"), &form).await.expect(422).page();
    assert!(page.field_error("outside").is_some(), "{}", page.main());
    // a row from before that says both: it counts, and the page does not say otherwise
    let both = a_solution().of_project(&number).build(&app).await;
    let id = row(&app, &both).await.id;
    let mut sheet = solution::sheet::Sheet::default();
    for (field, value) in [(Field::Name, "Beides"), (Field::Outside, "Estland"), (Field::Kind, "software")] {
        sheet.set(field, vec![value.into()]);
    }
    let programme = entity::programme::find::by_slug(&app.db, "dmr-nrw").await.expect("the frame").record.id;
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let new = solution::change::New {
        programme_id: Some(programme),
        region_id: None,
        projects: Vec::new(),
        provider_ags: None,
        slug: Some("beides".into()),
        sheet,
        valid_on: app.now().today,
        sample: false,
    };
    let (second, _) = solution::change::insert(&mut write, new).await.expect("a solution");
    solution::gate::change::publish(&mut write, second, "Test", app.now().today).await.expect("published");
    let entry = audit::Entry {
        action: "test.solution",
        subject: "solution",
        subject_id: id.to_string(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
    let counted = app.get("/berichte/transfer/solutions").await.expect(200).text();
    assert!(counted.contains("Beides"));
    let sheet = app.get("/loesungen/beides").await.expect(200).text();
    assert!(!sheet.contains("zählt in keiner Zahl") && !sheet.contains("außerhalb des Programms"), "{sheet}");
    let facet = app.get("/loesungen?region=ausserhalb").await.expect(200).text();
    assert!(!facet.contains("Beides"));
}

#[tokio::test]
async fn a_lead_of_one_project_names_no_other_as_the_origin() {
    let app = TestApp::new().await;
    let own = a_project().in_region("aachen").build(&app).await;
    let other = a_project().in_region("suedwestfalen").build(&app).await;
    let lead = app.as_scoped("project_lead", &own).await;
    let both = format!("{own}, {other}");
    let mut form = SHEET.to_vec();
    form.push(("projects", &both));
    let _ = lead.post("/loesungen/neu", &form).await.expect(403);
    let mut form = SHEET.to_vec();
    let twice = format!("{own}\r\n{own}");
    form.push(("projects", &twice));
    let _ = lead.post("/loesungen/neu", &form).await.expect(303);
    // who may both may
    let mut form = SHEET.to_vec();
    form.push(("projects", &both));
    let _ = app.as_role("transfer_curator").await.post("/loesungen/neu", &form).await.expect(303);
}

#[tokio::test]
async fn an_ozg_id_is_a_number_and_only_services_are_asked_for_one() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let cdo = app.as_cdo("aachen").await;
    for wrong in ["irgendetwas", "Führerschein 10042", "10042 10043", "1"] {
        let mut form = with("ozg", wrong);
        form.push(("projects", &number));
        let page = cdo.post("/loesungen/neu", &form).await.expect(422).page();
        assert!(page.field_error("ozg").is_some_and(|said| said.contains("Ziffern")), "{wrong}");
    }
    let mut form = with("ozg", "10042\r\n10043");
    form.push(("projects", &number));
    let _ = cdo.post("/loesungen/neu", &form).await.expect(303);
    let unsaid = |page: tests::page::Page| page.texts("details p.muted").join(" ");
    let service = a_solution().with(Field::Pillar, "egov").build(&app).await;
    let sensor = a_solution().with(Field::Pillar, "urban").build(&app).await;
    let said = unsaid(app.get(&format!("/loesungen/{service}")).await.expect(200).page());
    assert!(said.contains("LeiKa-Schlüssel") && said.contains("OZG-Leistungen"), "{said}");
    let said = unsaid(app.get(&format!("/loesungen/{sensor}")).await.expect(200).page());
    assert!(said.contains("Rechtsgrundlage"), "{said}");
    for word in ["LeiKa", "OZG", "FIM"] {
        assert!(!said.contains(word), "a sensor network has no {word}: {said}");
    }
}

#[tokio::test]
async fn search_engines_read_addresses_that_exist() {
    let app = TestApp::with(|config| {
        config.public_url = Some("https://leitstand.example".parse().expect("an address"));
    })
    .await;
    let one = a_solution().with(Field::Repository, "https://github.com/nordic-institute/X-Road");
    let one = one.with(Field::Licence, "MIT").build(&app).await;
    let two = a_solution().with(Field::Licence, "MIT OR Apache-2.0").build(&app).await;
    let mut read = Vec::new();
    for slug in [&one, &two] {
        let page = app.get(&format!("/loesungen/{slug}")).await.expect(200).page();
        let script = page.all("script[type='application/ld+json']");
        let text: String = script.first().expect("JSON-LD").text().collect();
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let address = format!("https://leitstand.example/loesungen/{slug}");
        assert_eq!((json["@id"].as_str(), json["url"].as_str()), (Some(&*address), Some(&*address)));
        assert!(json.as_object().expect("an object").values().all(|value| !value.is_null()), "{json}");
        read.push(json);
    }
    assert_eq!(read[0]["@type"], "SoftwareSourceCode");
    assert_eq!(read[0]["codeRepository"], "https://github.com/nordic-institute/X-Road");
    assert_eq!(read[0]["license"], "https://spdx.org/licenses/MIT");
    assert_eq!(read[1]["@type"], "SoftwareApplication");
    assert!(read[1].get("codeRepository").is_none());
    assert_eq!(read[1]["license"]["name"], "MIT OR Apache-2.0");
}

#[tokio::test]
async fn groups_of_boxes_say_what_belongs_to_them() {
    let app = TestApp::new().await;
    let cdo = app.as_cdo("aachen").await;
    let (_, slug) = described(&app, &cdo).await;
    let form = cdo.get("/loesungen/neu").await.expect(200).page();
    let group = |page: &tests::page::Page, id: &str, name: &str| page.attribute(&format!("fieldset#{id}"), name);
    assert_eq!(group(&form, "feld-requires", "aria-describedby").as_deref(), Some("feld-requires-hinweis"));
    assert!(form.has("#feld-requires-hinweis"));
    assert_eq!(group(&form, "feld-requires", "tabindex").as_deref(), Some("-1"), "a link of the summary can go there");
    assert_eq!(group(&form, "feld-proven_in", "aria-describedby"), None, "nothing to point to");
    // the curator's list: published without looking
    let first = version(&cdo, &slug).await;
    let steps = format!("/loesungen/{slug}/schritte");
    let _ = cdo.post(&steps, &[("version", &first), ("step", "submitted")]).await.expect(303);
    let curator = app.as_role("transfer_curator").await;
    let page = curator.post(&steps, &[("version", &first), ("step", "published")]).await.expect(422).page();
    let described = group(&page, "feld-checks", "aria-describedby").expect("the error is tied to the list");
    assert!(page.has(&format!("#{described}")), "{described}");
    assert_eq!(group(&page, "feld-checks", "tabindex").as_deref(), Some("-1"));
    assert!(plain(&page.text(&format!("#{described}"))).contains("Prüfliste"), "{}", page.main());
}

#[tokio::test]
async fn the_demo_learns_from_others_and_counts_them_nowhere() {
    let app = TestApp::new().await;
    let password = server::seed::Password { plain: tests::app::PASSWORD, hash: tests::app::password_hash() };
    server::seed::demo(&app.db, app.now(), password).await.expect("the demo programme");
    let listed = app.get("/api/v1/solutions?limit=500").await.expect(200).json();
    let items = listed["items"].as_array().expect("solutions");
    let outside: Vec<&serde_json::Value> = items.iter().filter(|one| one["outside"] == true).collect();
    let slugs: Vec<&str> = outside.iter().filter_map(|one| one["slug"].as_str()).collect();
    assert_eq!(slugs, ["masterportal", "signalen", "x-road"]);
    let counted = app.get("/api/v1/reports/transfer").await.expect(200).text();
    for one in &outside {
        let slug = one["slug"].as_str().expect("a slug");
        assert_eq!(one["sample"], false, "{slug}");
        let sheet = app.get(&format!("/api/v1/solutions/{slug}")).await.expect(200).json();
        for field in ["outside", "licence", "website", "source"] {
            assert!(sheet["sheet"][field].as_str().is_some_and(|said| !said.is_empty()), "{slug}: {field}");
        }
        assert!(sheet["confirmed_on"].is_null() && sheet["projects"].as_array().is_some_and(Vec::is_empty), "{slug}");
        assert!(!counted.contains(&format!("\"{slug}\"")), "{slug} is counted");
        let page = app.get(&format!("/loesungen/{slug}")).await.expect(200).page();
        assert!(page.main().contains("zählt in keiner Zahl"), "{slug}");
    }
    // the accompanying research of the programme is published, and the Landtag is told so with its source
    let said = |page: tests::page::Page, question: &str| {
        plain(&page.text(&format!("section[aria-labelledby={question}] .finding")))
    };
    let landtag = app.get("/berichte/landtag").await.expect(200).page();
    assert!(plain(&landtag.main()).contains("ein Beitrag zum OZG ist bei keinem verzeichnet"), "{}", landtag.main());
    let answer = said(landtag, "evaluation");
    for word in ["Begleitforschung", "Prognos", "7 Arbeitspakete", "seit 2019", "Quelle: prognos.com"] {
        assert!(answer.contains(word), "{word} in {answer}");
    }
    let before = said(app.get("/berichte/landtag?stand=2018-06-30").await.expect(200).page(), "evaluation");
    assert!(before.contains("nichts verzeichnet") && !before.contains("Prognos"), "it began later: {before}");
    // no sheet says anything about the OZG: that is no nought
    let answer = said(app.get("/berichte/landtag").await.expect(200).page(), "ozg");
    assert!(answer.contains("bei keinem") && answer.contains("unbekannt") && !answer.starts_with('0'), "{answer}");
}

#[tokio::test]
async fn the_landtag_hears_what_is_known_and_of_how_many_nothing() {
    let app = TestApp::new().await;
    for id in ["10042", "", ""] {
        let number = a_project().in_region("aachen").build(&app).await;
        let _ = a_solution().of_project(&number).with(Field::Ozg, id).build(&app).await;
    }
    let five = app.get("/api/v1/reports/parliament").await.expect(200).json();
    let questions = five["questions"].as_array().expect("questions");
    let answer = |key: &str| {
        let found = questions.iter().find(|question| question["key"] == key).expect("the question");
        plain(found["answer"].as_str().expect("a text"))
    };
    assert_eq!(
        answer("ozg"),
        "Von 3 Projekten ist bei 1 ein Beitrag zum OZG verzeichnet: 1 Lösung nennt 1 OZG-Leistung. \
         Zu 2 weiteren Lösungen ist dazu nichts verzeichnet; ob sie beitragen, ist unbekannt."
    );
    let evaluation = answer("evaluation");
    let said =
        "Von 3 Projekten ist zu keinem eine Evaluation verzeichnet; ob es eine gibt, ist unbekannt. Veröffentlicht ist";
    assert!(evaluation.starts_with(said), "{evaluation}");
}

#[tokio::test]
async fn tasks_name_what_lies_in_ones_own_region_and_nothing_else() {
    let app = TestApp::new().await;
    let here = a_project().in_region("aachen").build(&app).await;
    let there = a_project().in_region("suedwestfalen").build(&app).await;
    let (both, own) = (a_solution().of_project(&there).of_project(&here), a_solution().of_project(&here));
    let names = ["Eigener Entwurf", "Gemeinsamer Entwurf", "Fremder Entwurf"];
    let _ = own.named(names[0]).draft().build(&app).await;
    let _ = both.named(names[1]).draft().build(&app).await;
    let _ = a_solution().of_project(&there).named(names[2]).draft().build(&app).await;
    let sees = |text: String| names.map(|name| text.contains(name));
    let cdo = app.as_cdo("aachen").await.get("/aufgaben").await.expect(200).text();
    assert_eq!(sees(cdo), [true, true, false]);
    let lead = app.as_scoped("project_lead", &there).await.get("/aufgaben").await.expect(200).text();
    assert_eq!(sees(lead), [false, true, true]);
    let curator = app.as_role("transfer_curator").await.get("/aufgaben").await.expect(200).text();
    assert_eq!(sees(curator), [true, true, true]);
}
