//! One project: what its page shows, and its move along the lifecycle, done, refused and overtaken.
use entity::{
    ledger::{Kind, Source},
    project::{field::Field, lifecycle::Lifecycle},
};
use tests::{
    TestApp,
    make::{a_project, booked, day},
    page::plain,
};

/// The form as the page sends it.
fn fields<'a>(version: &'a str, to: &'a str, effective: &'a str, reason: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("version", version), ("to", to), ("effective", effective), ("reason", reason)]
}

fn addresses(number: &str) -> (String, String) {
    (app::paths::project(number), app::paths::project_status(number))
}

#[tokio::test]
async fn a_project_shows_its_facts_and_its_money() {
    let app = TestApp::new().await;
    let number = a_project()
        .numbered("34.02.01-0494/19")
        .titled("Bürgerportal & mehr")
        .in_region("aachen")
        .with(Field::Recipient, "Stadt Aachen")
        .granted("1.234.567,89")
        .paid("234.567,89")
        .build(&app)
        .await;
    let page = app.get("/projekte/34.02.01-0494%2F19").await.expect(200).page();
    assert_eq!(page.heading(), "Bürgerportal & mehr");
    assert!(page.title().starts_with("Bürgerportal & mehr"), "{}", page.title());
    let main = page.main();
    for said in [number.as_str(), "Stadt Aachen", "Aachen", "in Umsetzung", "Bezirksregierung Köln"] {
        assert!(main.contains(said), "{said} in {main}");
    }
    let text = plain(&app.get("/projekte/34.02.01-0494%2F19").await.text());
    for amount in ["1.234.567,89 €", "234.567,89 €"] {
        assert!(text.contains(amount), "{amount}");
    }
    let rows = app.get("/projekte?q=b%C3%BCrgerportal").await.expect(200).page().rows("Projekte");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0][0].contains("Bürgerportal & mehr") && rows[0][4].contains("1.234.567,89 €"), "{rows:?}");
}

#[tokio::test]
async fn search_filter_and_order_of_the_list() {
    let app = TestApp::new().await;
    for (title, region, grant) in [
        ("Ärztenetz", "aachen", "300,00"),
        ("Zebrastreifen", "aachen", "100,00"),
        ("Musterstraße", "suedwestfalen", "200,00"),
    ] {
        a_project().titled(title).in_region(region).granted(grant).build(&app).await;
    }
    let titles = async |query: &str| -> Vec<String> {
        let page = app.get(&format!("/projekte?{query}")).await.expect(200).page();
        page.texts("td a.row-title, th a.row-title")
    };
    // Ä sorts with A, as in a dictionary
    assert_eq!(titles("").await, ["Ärztenetz", "Musterstraße", "Zebrastreifen"]);
    assert_eq!(titles("sortierung=bewilligt").await, ["Ärztenetz", "Musterstraße", "Zebrastreifen"]);
    assert_eq!(titles("region=aachen").await, ["Ärztenetz", "Zebrastreifen"]);
    assert_eq!(titles("q=musterstrasse").await, ["Musterstraße"]);
    assert_eq!(titles("q=AERZTE").await, ["Ärztenetz"]);
    // signs that mean something in a search are signs
    assert_eq!(titles("q=%25").await, Vec::<String>::new());
    assert_eq!(titles("q=_rztenetz").await, Vec::<String>::new());
    let none = app.get("/projekte?q=gibtesnicht").await.expect(200).page();
    assert!(none.main().contains("Zu dieser Suche gibt es kein Projekt"), "{}", none.main());
}

#[tokio::test]
async fn the_cdo_of_the_region_moves_it_on() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").in_state(Lifecycle::Running).build(&app).await;
    let (page, status) = addresses(&number);
    let cdo = app.as_cdo("aachen").await;
    let form = cdo.get(&page).await.expect(200).page();
    let version = form.version_of(&status).expect("a form");
    let answer =
        cdo.post(&status, &fields(&version, "ended", "2026-11-20", "Alle Ziele sind erreicht.")).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some(page.as_str()));
    let after = cdo.follow(&answer).await.expect(200).page();
    assert_eq!(after.messages(), ["Der Status ist geändert."]);
    assert!(after.text(".state-now").contains("Maßnahme beendet seit 20.11.2026"), "{}", after.text(".state-now"));
    assert!(after.main().contains("Alle Ziele sind erreicht."), "the reason is in the history");
    // said once
    assert!(cdo.get(&page).await.page().messages().is_empty());
    let audit = app.last_audit().await;
    assert_eq!((audit.action.as_str(), audit.subject_id.as_str()), ("project.status", number.as_str()));
    assert_eq!(audit.reason.as_deref(), Some("Alle Ziele sind erreicht."));
    assert!(audit.detail.contains("running") && audit.detail.contains("ended"), "{}", audit.detail);
    // what held before still stands for the days before
    let before = app.get(&format!("{page}?stand=2026-11-19")).await.expect(200).page();
    assert!(before.main().contains("in Umsetzung"), "{}", before.main());
}

#[tokio::test]
async fn nobody_moves_a_project_of_another_region() {
    let app = TestApp::new().await;
    let number = a_project().in_region("suedwestfalen").build(&app).await;
    let (page, status) = addresses(&number);
    let cdo = app.as_cdo("aachen").await;
    assert_eq!(cdo.get(&page).await.expect(200).page().version_of(&status), None, "no form");
    let before = app.audit_rows().await;
    let answer = cdo.post(&status, &fields("1", "ended", "2026-11-20", "Weil ich es kann.")).await.expect(403);
    assert_eq!(answer.page().heading(), "Das erlaubt Ihre Rolle nicht");
    // somebody without an account is asked who they are
    let asked = app.visitor().post(&status, &fields("1", "ended", "2026-11-20", "Weil ich es kann.")).await.expect(303);
    assert!(asked.location().is_some_and(|target| target.starts_with("/anmelden")), "{:?}", asked.location());
    assert_eq!(app.audit_rows().await, before, "nothing was written");
}

#[tokio::test]
async fn only_authorities_grant() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").in_state(Lifecycle::InReview).build(&app).await;
    let (page, status) = addresses(&number);
    let cdo = app.as_cdo("aachen").await;
    let offered = cdo.get(&page).await.page().texts("select[name=to] option");
    assert!(!offered.iter().any(|label| label == "bewilligt"), "{offered:?}");
    let version = cdo.get(&page).await.page().version_of(&status).unwrap_or_else(|| "1".into());
    let granted = fields(&version, "granted", "2026-11-20", "Bescheid ist da.");
    let _ = cdo.post(&status, &granted).await.expect(403);
    let foreign = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = foreign.post(&status, &granted).await.expect(403);
    let authority = app.as_scoped("authority", "bezreg-koeln").await;
    // granted is what was granted: nothing is booked yet
    let early = authority.post(&status, &granted).await.expect(422).page();
    assert!(early.main().contains("Für das Projekt ist nichts bewilligt."), "{}", early.main());
    booked(&app, &number, Kind::Granted, Source::Programme, "100000,00", day("2026-11-19")).await;
    let _ = authority.post(&status, &granted).await.expect(303);
}

#[tokio::test]
async fn what_was_typed_stays_when_it_is_refused() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let (page, status) = addresses(&number);
    let cdo = app.as_cdo("aachen").await;
    let version = cdo.get(&page).await.page().version_of(&status).expect("a form");
    let before = app.audit_rows().await;
    let refused = cdo.post(&status, &fields(&version, "paused", "2026-11-20", "  ")).await.expect(422).page();
    assert_eq!(
        refused.field_error("reason").as_deref(),
        Some("Bitte einen Grund angeben: Er steht später im Verlauf.")
    );
    assert_eq!(refused.error_summary().len(), 1, "{:?}", refused.error_summary());
    assert_eq!(refused.value("to").as_deref(), Some("paused"));
    assert_eq!(refused.value("effective").as_deref(), Some("2026-11-20"));
    // several at once, each at its field
    let long = "ä".repeat(1_001);
    let refused = cdo.post(&status, &fields(&version, "idea", "2026-11-23", &long)).await.expect(422).page();
    let named: Vec<String> = refused.error_summary().into_iter().map(|(field, _)| field).collect();
    assert_eq!(named, ["to", "effective", "reason"]);
    assert!(named.iter().all(|field| refused.field_error(field).is_some()));
    assert_eq!(refused.value("reason").as_deref(), Some(long.as_str()), "what was typed stays");
    assert!(refused.field_error("to").expect("said").contains("Von „in Umsetzung“ führt kein Weg nach „Idee“"));
    for (field, bad) in [("effective", "gestern"), ("effective", ""), ("to", "irgendwohin"), ("to", "")] {
        let mut form = fields(&version, "paused", "2026-11-20", "Grund");
        form.iter_mut().filter(|(name, _)| *name == field).for_each(|(_, value)| *value = bad);
        let refused = cdo.post(&status, &form).await.expect(422).page();
        assert!(refused.field_error(field).is_some(), "{field}={bad}: {:?}", refused.messages());
        assert_eq!(refused.value("reason").as_deref(), Some("Grund"));
    }
    // before the state that holds
    let early = cdo.post(&status, &fields(&version, "paused", "2018-12-31", "Grund")).await.expect(422).page();
    assert!(early.field_error("effective").expect("said").contains("01.01.2019"));
    assert_eq!(app.audit_rows().await, before, "nothing was written");
}

#[tokio::test]
async fn who_comes_second_sees_both_versions() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let (page, status) = addresses(&number);
    let (first, second) = (app.as_cdo("aachen").await, app.as_role("ministry_programme").await);
    let version = first.get(&page).await.page().version_of(&status).expect("a form");
    let _ = first.post(&status, &fields(&version, "paused", "2026-11-10", "Personal fehlt.")).await.expect(303);
    let stale =
        second.post(&status, &fields(&version, "ended", "2026-11-20", "Fertig geworden.")).await.expect(409).page();
    let versions = stale.text(".versions");
    assert!(versions.contains("Jetzt gespeichert") && versions.contains("pausiert"), "{versions}");
    assert!(versions.contains("Ihre Eingabe") && versions.contains("Maßnahme beendet"), "{versions}");
    assert_eq!(stale.value("to").as_deref(), Some("ended"), "what was typed stays");
    assert_eq!(stale.value("reason").as_deref(), Some("Fertig geworden."));
    // the form is up to date now: sent again it counts
    let newer = stale.version_of(&status).expect("a form");
    assert_ne!(newer, version);
    let _ = second.post(&status, &fields(&newer, "ended", "2026-11-20", "Fertig geworden.")).await.expect(303);
    let page = app.get(&page).await.page();
    assert!(page.text(".state-now").contains("Maßnahme beendet"), "{}", page.text(".state-now"));
}

#[tokio::test]
async fn the_public_sees_no_ideas_and_no_remarks() {
    let app = TestApp::new().await;
    let idea = a_project()
        .titled("Geheime Idee")
        .in_state(Lifecycle::Idea)
        .in_region("aachen")
        .granted("5,00")
        .build(&app)
        .await;
    let running = a_project().with(Field::Remark, "Vertraulicher Vermerk").in_region("aachen").build(&app).await;
    let _ = app.get(&app::paths::project(&idea)).await.expect(404);
    for path in ["/projekte", "/projekte?q=geheime", "/zahl/granted.programme", "/regionen/aachen", "/haushalt"] {
        let text = app.get(path).await.expect(200).text();
        assert!(!text.contains("Geheime Idee") && !text.contains(&idea), "{path}");
    }
    assert!(!app.get(&app::paths::project(&running)).await.text().contains("Vertraulicher Vermerk"));
    let cdo = app.as_cdo("aachen").await;
    assert!(cdo.get(&app::paths::project(&running)).await.text().contains("Vertraulicher Vermerk"));
    let _ = cdo.get(&app::paths::project(&idea)).await.expect(200);
    let other = app.as_cdo("suedwestfalen").await;
    assert!(!other.get(&app::paths::project(&running)).await.text().contains("Vertraulicher Vermerk"));
    let _ = other.get(&app::paths::project(&idea)).await.expect(404);
}

#[tokio::test]
async fn what_is_not_there_is_a_page() {
    let app = TestApp::new().await;
    for path in ["/projekte/gibt-es-nicht", "/gibt/es/nicht", "/regionen/atlantis", "/loesungen/nichts", "/zahl/unsinn"]
    {
        let answer = app.get(path).await.expect(404);
        assert_eq!(answer.page().heading(), "Diese Seite gibt es nicht", "{path}");
        assert!(answer.page().has("nav[aria-label=Hauptnavigation]"), "{path}: one finds the way back");
    }
    assert_eq!(app.get("/projekte/").await.expect(308).location().as_deref(), Some("/projekte"));
    let wrong = app.visitor().post("/projekte", &[]).await.expect(405);
    assert_eq!(wrong.page().heading(), "So lässt sich diese Adresse nicht aufrufen");
    let bad = app.get("/?stand=gestern").await.expect(400);
    assert_eq!(bad.page().heading(), "Das ist kein Tag");
}

#[tokio::test]
async fn a_filter_narrows_the_list_also_for_those_bound_to_a_region() {
    let app = TestApp::new().await;
    a_project().titled("Bürgerportal").in_region("aachen").build(&app).await;
    a_project().titled("Sensornetz").in_region("aachen").in_state(Lifecycle::Idea).build(&app).await;
    a_project().titled("Geheimer Plan").in_region("suedwestfalen").in_state(Lifecycle::Idea).build(&app).await;
    let office = app.as_scoped("project_office", "aachen").await;
    for (query, found) in [("q=sensornetz", 1), ("q=geheimer", 0), ("region=suedwestfalen", 0), ("", 2)] {
        let rows = office.get(&format!("/projekte?{query}")).await.expect(200).page().rows("Projekte");
        assert_eq!(rows.len(), found, "{query}: {rows:?}");
    }
}

#[tokio::test]
async fn no_number_of_a_page_is_too_large() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    for path in ["/projekte", "/loesungen", "/importe"] {
        let _ = budget.get(&format!("{path}?seite={}", u64::MAX)).await.expect(200);
    }
}
