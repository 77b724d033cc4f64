//! Adoption as a workflow: from interest to productive use, confirmed by the municipality itself and again each year;
//! the answer of the providing side; and everything that must not be said.
use app::paths;
use chrono::TimeDelta;
use entity::{
    adoption::record,
    audit::verify,
    solution::gate::{
        Step,
        change::{Take, take},
    },
};
use http::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{
    TestApp, Visitor,
    app::operator,
    make::{a_project, a_solution},
};

/// The city of Aachen.
const AACHEN: &str = "05334002";
/// What municipalities said, on the sheet.
const SAID: &str = "Was die Kommunen zuletzt gemeldet haben";

/// The fields of the form, as the page sends them.
fn form<'a>(state: &'a str, more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let mut fields = vec![("ags", AACHEN), ("state", state)];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend_from_slice(more);
    fields
}

/// A published solution from a project in Aachen; gives its address word and the project's number.
async fn a_solution_of_aachen(app: &TestApp) -> (String, String) {
    let number = a_project().in_region("aachen").build(app).await;
    let slug = a_solution().named("Bürgerportal").of_project(&number).build(app).await;
    (slug, number)
}

async fn confirmed(app: &TestApp, slug: &str) -> u64 {
    let card = app.get(&format!("/api/v1/solutions/{slug}")).await.expect(200).json();
    card["confirmed_adopters"].as_u64().expect("a count")
}

async fn statements(app: &TestApp) -> u64 {
    record::Entity::find().count(app.db.read()).await.expect("a count")
}

async fn on_sheet(app: &TestApp, slug: &str) -> Vec<Vec<String>> {
    app.get(&paths::solution(slug)).await.expect(200).page().rows(SAID)
}

async fn tasks(who: &Visitor) -> String {
    who.get("/aufgaben").await.expect(200).page().heading()
}

async fn nothing_is_broken(app: &TestApp) {
    assert_eq!(verify(app.db.read()).await.expect("verified").fault, None);
}

#[tokio::test]
async fn from_interest_to_productive_use_confirmed_each_year() {
    let app = TestApp::new().await;
    let (slug, _) = a_solution_of_aachen(&app).await;
    let (address, history) = (paths::adopt(&slug), paths::adopter(&slug, AACHEN));
    let town = app.as_role("municipality").await;
    let page = town.get(&address).await.expect(200).page();
    assert!(page.main().contains("Für: Aachen") && page.value("ags").as_deref() == Some(AACHEN), "{}", page.main());
    for (state, label) in
        [("interested", "interessiert"), ("evaluating", "in Prüfung"), ("introducing", "in Einführung")]
    {
        let answer = town.post(&address, &form(state, &[])).await.expect(303);
        assert_eq!(answer.location().as_deref(), Some(history.as_str()));
        assert_eq!(on_sheet(&app, &slug).await[0][1], label);
        assert_eq!(confirmed(&app, &slug).await, 0);
    }
    let told = [
        ("valid_on", "22.11.2026"),
        ("use_kind", "adapted"),
        ("person_days", "12"),
        ("cost", "3.500,00"),
        ("changes", "Eigene Farben."),
        ("lessons", "Früh mit dem Personalrat sprechen."),
    ];
    let _ = town.post(&address, &form("productive", &told)).await.expect(303);
    assert_eq!(confirmed(&app, &slug).await, 1);
    let row = on_sheet(&app, &slug).await.remove(0);
    assert_eq!(row[..4], ["Aachen", "produktiv", "11/2026", "22.11.2026"]);
    for said in ["angepasst", "12 Personentage, 3.500,00 €", "Eigene Farben.", "Früh mit dem Personalrat sprechen."]
    {
        assert!(row[4].contains(said), "{said} in {row:?}");
    }
    assert_eq!(app.last_audit().await.action, "adoption.say");
    let rows = app.get(&history).await.expect(200).page().rows("Was Aachen gemeldet hat");
    assert_eq!(
        rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(),
        ["produktiv", "in Einführung", "in Prüfung", "interessiert"]
    );
    // it counts for twelve months to the day, and then asks
    app.set_clock("2027-11-22T09:00:00Z");
    let town = app.as_role("municipality").await;
    assert_eq!(confirmed(&app, &slug).await, 1);
    assert_eq!(tasks(&town).await, "Nichts wartet auf Sie");
    app.advance(TimeDelta::days(1));
    let town = app.as_role("municipality").await;
    assert_eq!(confirmed(&app, &slug).await, 0);
    assert_eq!(tasks(&town).await, "1 Nutzung zu bestätigen");
    assert_eq!(tasks(&app.as_scoped("municipality", "05315000").await).await, "Nichts wartet auf Sie");
    let page = town.get(&address).await.expect(200).page();
    assert!(page.main().contains("Wir nutzen es weiterhin produktiv"), "{}", page.main());
    // one press
    let press = [("ags", AACHEN), ("state", "productive")];
    let _ = town.post(&address, &press).await.expect(303);
    assert_eq!(confirmed(&app, &slug).await, 1);
    assert_eq!(tasks(&town).await, "Nichts wartet auf Sie");
    let row = on_sheet(&app, &slug).await.remove(0);
    assert_eq!(row[1..4], ["produktiv", "11/2026", "23.11.2027"]);
    assert!(row[4].contains("12 Personentage"), "what was told stays: {row:?}");
    let twice = town.post(&address, &press).await.expect(422).page();
    assert!(twice.field_error("state").is_some_and(|said| said.contains("schon bestätigt")), "{}", twice.main());
    // as of an earlier day the sheet says what it said then
    let then = app.get(&format!("{history}?stand=2026-11-22")).await.expect(200).page();
    assert_eq!(then.rows("Was Aachen gemeldet hat").len(), 4);
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn use_that_began_years_ago_counts_from_the_day_it_is_confirmed() {
    let app = TestApp::new().await;
    let (slug, _) = a_solution_of_aachen(&app).await;
    let address = paths::adopt(&slug);
    app.set_clock("2026-11-24T09:00:00Z");
    let town = app.as_role("municipality").await;
    let _ = town.post(&address, &form("productive", &[("valid_on", "2024-03-01")])).await.expect(303);
    assert_eq!(confirmed(&app, &slug).await, 1);
    assert_eq!(on_sheet(&app, &slug).await[0][1..4], ["produktiv", "03/2024", "24.11.2026"]);
    assert_eq!(tasks(&town).await, "Nichts wartet auf Sie");
    let twice = town.post(&address, &form("productive", &[("valid_on", "2025-01-01")])).await.expect(422).page();
    assert!(twice.field_error("state").is_some_and(|said| said.contains("schon bestätigt")), "{}", twice.main());
    // as known today it was in use on the days between; as known before it was said, nothing was
    let card = async |query: &str| app.get(&format!("/api/v1/solutions/{slug}?{query}")).await.expect(200).json();
    assert_eq!(card("as_of=2026-01-01").await["confirmed_adopters"], 1);
    assert_eq!(card("as_of=2024-02-29").await["confirmed_adopters"], 0);
    let before = card("as_of=2026-11-23&known_at=2026-11-23T09:00:00Z").await;
    assert_eq!((&before["confirmed_adopters"], &before["adopters"]), (&json!(0), &json!([])));
    // twelve months from what was said, not from the day the use began
    app.set_clock("2027-11-24T09:00:00Z");
    assert_eq!(confirmed(&app, &slug).await, 1);
    app.advance(TimeDelta::days(1));
    assert_eq!(confirmed(&app, &slug).await, 0);
    assert_eq!(tasks(&app.as_role("municipality").await).await, "1 Nutzung zu bestätigen");
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn who_provides_it_is_not_counted_among_those_who_took_it_over() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let slug = a_solution().named("Bürgerportal").of_project(&number).provided_by(AACHEN).build(&app).await;
    let address = paths::adopt(&slug);
    let home = app.as_role("municipality").await;
    let _ = home.post(&address, &form("productive", &[])).await.expect(303);
    assert_eq!(confirmed(&app, &slug).await, 0);
    let listed = async || app.get("/api/v1/solutions").await.expect(200).json()["items"][0].clone();
    let card = listed().await;
    assert_eq!((&card["confirmed_adopters"], &card["adoptions"]), (&json!(0), &json!({})));
    assert!(app.get("/loesungen").await.expect(200).page().main().contains("noch keine Nachnutzung gemeldet"));
    let sheet = app.get(&paths::solution(&slug)).await.expect(200).page();
    assert!(sheet.main().contains("Noch keine Kommune hat selbst bestätigt"), "{}", sheet.main());
    assert_eq!(sheet.rows(SAID)[0][..2], ["Aachen", "produktiv"], "it is still said");
    let koeln = app.as_scoped("municipality", "05315000").await;
    let _ = koeln.post(&address, &form("productive", &[("ags", "05315000")])).await.expect(303);
    assert_eq!((confirmed(&app, &slug).await, &listed().await["confirmed_adopters"]), (1, &json!(1)));
}

#[tokio::test]
async fn the_providing_municipality_answers_with_its_own_account() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let slug = a_solution().named("Bürgerportal").of_project(&number).provided_by(AACHEN).build(&app).await;
    let (address, history) = (paths::adopt(&slug), paths::adopter(&slug, "05315000"));
    let koeln = app.as_scoped("municipality", "05315000").await;
    let _ = koeln.post(&address, &form("interested", &[("ags", "05315000")])).await.expect(303);
    let answer = [("text", "Wir zeigen es Ihnen gern.")];
    // who asks is not who answers, nor is anybody else's town
    for who in [&koeln, &app.as_scoped("municipality", "05774032").await] {
        let _ = who.post(&history, &answer).await.expect(403);
        assert!(!who.get(&history).await.expect(200).page().has("textarea[name=text]"));
        assert!(!tasks(who).await.contains("ohne Antwort"));
    }
    let home = app.as_role("municipality").await;
    assert_eq!(tasks(&home).await, "1 Meldung ohne Antwort");
    assert!(home.get("/aufgaben").await.expect(200).page().links().contains(&history));
    assert!(home.get(&history).await.expect(200).page().has("textarea[name=text]"));
    let _ = home.post(&history, &answer).await.expect(303);
    assert_eq!(tasks(&home).await, "Nichts wartet auf Sie");
    assert!(app.get(&history).await.expect(200).page().main().contains("Antwort des Anbieters: Wir zeigen es"));
    // it answers, and writes no sheets
    let _ = home.get(&format!("/loesungen/{slug}/bearbeiten")).await.expect(403);
    // another solution is none of its business
    let other = a_solution().of_project(&number).provided_by("05774032").build(&app).await;
    let _ = koeln.post(&paths::adopt(&other), &form("interested", &[("ags", "05315000")])).await.expect(303);
    let _ = home.post(&paths::adopter(&other, "05315000"), &answer).await.expect(403);
    assert_eq!(tasks(&home).await, "Nichts wartet auf Sie");
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn what_the_transfer_office_says_does_not_count() {
    let app = TestApp::new().await;
    let (slug, _) = a_solution_of_aachen(&app).await;
    let address = paths::adopt(&slug);
    let office = app.as_role("transfer_curator").await;
    let answer = office.post(&address, &form("productive", &[("valid_on", "2025-03-01")])).await.expect(303);
    let page = office.follow(&answer).await.expect(200).page();
    assert!(page.messages().iter().any(|said| said.contains("selbst sie bestätigt")), "{:?}", page.messages());
    assert_eq!(confirmed(&app, &slug).await, 0);
    let row = on_sheet(&app, &slug).await.remove(0);
    assert!(row[3].contains("nicht von der Kommune") && row[4].contains("die Transferstelle"), "{row:?}");
    let again = office.post(&address, &form("productive", &[])).await.expect(422).page();
    assert!(again.field_error("state").is_some_and(|said| said.contains("nur die Kommune selbst")));
    // the municipality confirms, on the same day too
    let town = app.as_role("municipality").await;
    assert_eq!(tasks(&town).await, "1 Nutzung zu bestätigen");
    let _ = town.post(&address, &form("productive", &[])).await.expect(303);
    assert_eq!(confirmed(&app, &slug).await, 1);
    assert_eq!(on_sheet(&app, &slug).await[0][2], "03/2025", "productive since then");
    // a Kreis uses solutions too
    let _ = office.post(&address, &form("introducing", &[("ags", "05334")])).await.expect(303);
    let _ = app
        .as_scoped("municipality", "05370")
        .await
        .post(&address, &form("interested", &[("ags", "05370")]))
        .await
        .expect(303);
    assert_eq!(on_sheet(&app, &slug).await.len(), 3);
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let (slug, _) = a_solution_of_aachen(&app).await;
    let address = paths::adopt(&slug);
    let office = app.as_role("transfer_curator").await;
    let (long, null) = ("x".repeat(2_001), "a\0b");
    for (field, value) in [
        ("ags", ""),
        ("ags", "Aachen"),
        ("ags", null),
        ("ags", "05999999"),
        ("ags", "05313000"),
        ("ags", "09162000"),
        ("state", ""),
        ("state", "begeistert"),
        ("valid_on", "2026-11-23"),
        ("valid_on", "2014-12-31"),
        ("valid_on", "gestern"),
        ("use_kind", "halb"),
        ("person_days", "-1"),
        ("person_days", "viele"),
        ("person_days", "100001"),
        ("person_days", "99999999999"),
        ("cost", "-1,00"),
        ("cost", "billig"),
        ("cost", "100.000.000,01"),
        ("reason", &long),
        ("reason", null),
        ("lessons", &long),
        ("lessons", null),
        ("changes", null),
    ] {
        let page = office.post(&address, &form("evaluating", &[(field, value)])).await.expect(422).page();
        assert!(page.field_error(field).is_some(), "{field} {value:?}: {}", page.main());
    }
    let gone = office.post(&address, &form("evaluating", &[("ags", "05313000")])).await.page();
    assert!(gone.field_error("ags").is_some_and(|said| said.contains("05313000") && said.contains(AACHEN)));
    assert_eq!(statements(&app).await, 0, "nothing half-written");
    // a step back, a rejection and a change of mind each say why
    let town = app.as_role("municipality").await;
    let _ = town.post(&address, &form("introducing", &[("valid_on", "2026-10-01")])).await.expect(303);
    for state in ["evaluating", "rejected"] {
        let page = town.post(&address, &form(state, &[("lessons", "bleibt stehen")])).await.expect(422).page();
        assert!(page.field_error("reason").is_some(), "{state}: {}", page.main());
        assert_eq!(page.value("state").as_deref(), Some(state), "what was chosen is kept");
        assert_eq!(page.value("lessons").map(|text| text.trim().to_owned()).as_deref(), Some("bleibt stehen"));
    }
    let earlier = town.post(&address, &form("productive", &[("valid_on", "2026-09-30")])).await.expect(422).page();
    assert!(earlier.field_error("valid_on").is_some_and(|said| said.contains("01.10.2026")));
    // the same again, with nothing new
    let twice = town.post(&address, &form("introducing", &[])).await.expect(422).page();
    assert!(twice.field_error("state").is_some_and(|said| said.contains("schon gemeldet")), "{}", twice.main());
    let _ = town.post(&address, &form("introducing", &[("person_days", "5")])).await.expect(303);
    let _ = town.post(&address, &form("introducing", &[("person_days", "5")])).await.expect(422);
    let _ = town.post(&address, &form("rejected", &[("reason", "Zu teuer.")])).await.expect(303);
    assert!(on_sheet(&app, &slug).await[0][4].contains("Zu teuer."));
    let _ = town.post(&address, &form("rejected", &[("reason", "Zu teuer.")])).await.expect(422);
    let _ = town.post(&address, &form("interested", &[])).await.expect(422);
    let _ = town.post(&address, &form("interested", &[("reason", "Jetzt billiger.")])).await.expect(303);
    assert_eq!(statements(&app).await, 4);
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn nobody_speaks_for_others() {
    let app = TestApp::new().await;
    let (slug, number) = a_solution_of_aachen(&app).await;
    let address = paths::adopt(&slug);
    let town = app.as_role("municipality").await;
    let _ = town.post(&address, &form("interested", &[("ags", "05315000")])).await.expect(403);
    let _ = town.post(&address, &form("interested", &[("ags", "05334")])).await.expect(403);
    for who in [app.as_cdo("aachen").await, app.as_scoped("project_lead", &number).await, app.as_role("auditor").await]
    {
        let _ = who.post(&address, &form("interested", &[])).await.expect(403);
        assert!(who.get(&address).await.expect(200).page().main().contains("keine Nutzung melden"));
    }
    let anybody = app.visitor();
    let answer = anybody.post(&address, &form("interested", &[])).await.expect(303);
    assert!(answer.location().is_some_and(|target| target.starts_with("/anmelden?weiter=")));
    let page = anybody.get(&address).await.expect(200).page();
    assert!(page.main().contains("Interesse können Sie auch ohne Konto zeigen"), "{}", page.main());
    assert!(page.links().iter().any(|link| link.starts_with("/anmelden?weiter=")));
    // what is not published is not there, and what is no longer offered finds no new users
    let draft = a_solution().draft().build(&app).await;
    let _ = town.post(&paths::adopt(&draft), &form("interested", &[])).await.expect(404);
    let _ = town.get(&paths::adopt(&draft)).await.expect(404);
    let office = app.as_role("transfer_curator").await;
    let _ = office.post(&paths::adopt(&draft), &form("interested", &[])).await.expect(422);
    let _ = office.post(&paths::adopt("gibt-es-nicht"), &form("interested", &[])).await.expect(404);
    assert_eq!(statements(&app).await, 0);
    let _ = town.post(&address, &form("evaluating", &[])).await.expect(303);
    let retire =
        Take { slug: slug.clone(), version: 1, step: Step::Retired, note: "Ersetzt.".into(), looked_at: false };
    take(&app.db, &operator(), app.now(), retire).await.expect("retired");
    let koeln = app.as_scoped("municipality", "05315000").await;
    let refused = koeln.post(&address, &form("interested", &[("ags", "05315000")])).await.expect(422).page();
    assert!(refused.main().contains("nicht mehr angeboten"), "{}", refused.main());
    let _ = town.post(&address, &form("productive", &[])).await.expect(303);
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn the_providing_side_answers() {
    let app = TestApp::new().await;
    let (slug, number) = a_solution_of_aachen(&app).await;
    let history = paths::adopter(&slug, AACHEN);
    let lead = app.as_scoped("project_lead", &number).await;
    let answer = [("text", "Wir zeigen es Ihnen gern.")];
    let _ = lead.post(&history, &answer).await.expect(404);
    let town = app.as_role("municipality").await;
    let _ = town.post(&paths::adopt(&slug), &form("interested", &[])).await.expect(303);
    assert!(tasks(&lead).await.contains("1 Meldung ohne Antwort"), "{}", tasks(&lead).await);
    let page = lead.get("/aufgaben").await.expect(200).page();
    assert!(page.links().contains(&history), "{:?}", page.links());
    for who in [app.as_cdo("suedwestfalen").await, app.as_role("municipality").await, app.as_role("auditor").await] {
        let _ = who.post(&history, &answer).await.expect(403);
        assert!(!who.get(&history).await.expect(200).page().has("textarea[name=text]"));
        assert!(!tasks(&who).await.contains("ohne Antwort"));
    }
    assert!(
        app.visitor()
            .post(&history, &answer)
            .await
            .expect(303)
            .location()
            .is_some_and(|to| to.starts_with("/anmelden"))
    );
    let long = "x".repeat(2_001);
    for bad in ["", "  ", "a\0b", &long] {
        let page = lead.post(&history, &[("text", bad)]).await.expect(422).page();
        assert!(page.field_error("text").is_some(), "{bad:?}");
    }
    let _ = lead.post(&history, &[("text", "x"), ("statement", "4711")]).await.expect(404);
    let _ = lead.post(&history, &answer).await.expect(303);
    let _ = lead.post(&history, &answer).await.expect(422);
    assert_eq!(app.last_audit().await.action, "adoption.reply");
    assert!(on_sheet(&app, &slug).await[0][4].contains("Wir zeigen es Ihnen gern."));
    let public = app.get(&history).await.expect(200).page();
    assert!(public.main().contains("Antwort des Anbieters: Wir zeigen es Ihnen gern."), "{}", public.main());
    assert!(!tasks(&lead).await.contains("ohne Antwort"));
    // what the office says itself waits for nobody; the next word of the municipality does
    let _ = town.post(&paths::adopt(&slug), &form("evaluating", &[])).await.expect(303);
    assert!(tasks(&app.as_cdo("aachen").await).await.contains("1 Meldung ohne Antwort"));
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let app = TestApp::new().await;
    let (slug, number) = a_solution_of_aachen(&app).await;
    let (address, history) = (paths::adopt(&slug), paths::adopter(&slug, AACHEN));
    let town = app.as_role("municipality").await;
    let texts = [("reason", HOSTILE), ("lessons", HOSTILE), ("changes", HOSTILE)];
    let mut wrong = form("rejected", &texts);
    wrong.extend([("cost", HOSTILE), ("person_days", HOSTILE)]);
    let refused = town.post(&address, &wrong).await.expect(422);
    for field in ["reason", "lessons", "changes", "cost", "person_days"] {
        assert_eq!(refused.page().value(field).map(|text| text.trim_start().to_owned()).as_deref(), Some(HOSTILE));
    }
    let _ = town.post(&address, &form("rejected", &texts)).await.expect(303);
    let lead = app.as_scoped("project_lead", &number).await;
    let _ = lead.post(&history, &[("text", HOSTILE)]).await.expect(303);
    let pages = [paths::solution(&slug), history, "/aufgaben".to_owned()];
    for page in pages {
        let answer = lead.get(&page).await.expect(200);
        assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<img src=x"), "{page}");
    }
    assert!(!refused.text().contains("<script>alert"));
    assert!(on_sheet(&app, &slug).await[0][4].contains(HOSTILE));
    for odd in ["/loesungen/x%00y/nutzung", "/loesungen/x/nutzung/%00", "/loesungen/%3Cscript%3E/nutzung/05334002"] {
        assert_eq!(town.get(odd).await.status.as_u16(), 404, "{odd}");
        assert_eq!(town.post(odd, &form("interested", &[])).await.status.as_u16() / 100, 4, "{odd}");
    }
    nothing_is_broken(&app).await;
}

#[tokio::test]
async fn the_interface_says_and_lists() {
    let app = TestApp::new().await;
    let (slug, _) = a_solution_of_aachen(&app).await;
    let address = format!("/api/v1/solutions/{slug}/adoptions");
    let post = async |who: &Visitor, body: serde_json::Value, status: u16| {
        let answer = who.call(Method::POST, &address, Some(body), None).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        answer.json()
    };
    let town = app.as_role("municipality").await;
    let _ = post(&app.visitor(), json!({"ags": AACHEN, "state": "interested"}), 401).await;
    let _ = post(&town, json!({"ags": "05315000", "state": "interested"}), 403).await;
    let _ = post(&app.as_role("auditor").await, json!({"ags": AACHEN, "state": "interested"}), 403).await;
    let unknown = post(&town, json!({"ags": "05999999", "state": "interested"}), 422).await;
    assert_eq!((&unknown["errors"][0]["field"], &unknown["errors"][0]["code"]), (&json!("ags"), &json!("unknown")));
    for (body, field, code) in [
        (json!({"state": "interested"}), "ags", "required"),
        (json!({"ags": AACHEN}), "state", "required"),
        (json!({"ags": AACHEN, "state": "begeistert"}), "state", "unknown"),
        (json!({"ags": AACHEN, "state": "rejected"}), "reason", "required"),
        (json!({"ags": AACHEN, "state": "interested", "valid_on": "2026-11-23"}), "valid_on", "range"),
        (json!({"ags": AACHEN, "state": "interested", "valid_on": "morgen"}), "valid_on", "format"),
        (json!({"ags": AACHEN, "state": "interested", "person_days": 1.5}), "person_days", "type"),
        (json!({"ags": AACHEN, "state": "interested", "person_days": 99_999_999_999_i64}), "person_days", "range"),
        (json!({"ags": AACHEN, "state": "interested", "cost": "1,00"}), "cost", "format"),
        (json!({"ags": AACHEN, "state": "interested", "use_kind": "halb"}), "use_kind", "unknown"),
        (json!({"ags": AACHEN, "state": "interested", "stimmung": "gut"}), "stimmung", "unknown"),
    ] {
        let said = post(&town, body.clone(), 422).await;
        assert_eq!((&said["errors"][0]["field"], &said["errors"][0]["code"]), (&json!(field), &json!(code)), "{body}");
    }
    let none = town
        .call(
            Method::POST,
            "/api/v1/solutions/nichts/adoptions",
            Some(json!({"ags": AACHEN, "state": "interested"})),
            None,
        )
        .await;
    assert_eq!(none.status.as_u16(), 404);
    assert_eq!(statements(&app).await, 0);
    let said = post(
        &town,
        json!({"ags": AACHEN, "state": "productive", "valid_on": "2026-11-01", "use_kind": "as_is", "person_days": 7,
            "cost": "1200.50", "lessons": "Läuft.", "changes": "Nichts."}),
        201,
    )
    .await;
    for (field, value) in [
        ("ags", json!(AACHEN)),
        ("name", json!("Aachen")),
        ("state", json!("productive")),
        ("valid_on", json!("2026-11-01")),
        ("confirmed_on", json!("2026-11-22")),
        ("counts", json!(true)),
        ("due", json!(false)),
        ("said_by", json!("adopter")),
        ("use_kind", json!("as_is")),
        ("person_days", json!(7)),
        ("cost", json!("1200.50")),
        ("lessons", json!("Läuft.")),
        ("replies", json!([])),
    ] {
        assert_eq!(said[field], value, "{field}");
    }
    let twice = post(&town, json!({"ags": AACHEN, "state": "productive", "valid_on": "2026-11-01"}), 422).await;
    assert_eq!(twice["errors"][0]["code"], "repeated");
    let office = app.as_role("transfer_curator").await;
    let said = post(&office, json!({"ags": "05315000", "state": "productive"}), 201).await;
    assert_eq!((&said["counts"], &said["due"], &said["said_by"]), (&json!(false), &json!(true), &json!("curator")));
    let list = app.get(&address).await.expect(200).json();
    let names: Vec<&str> =
        list["items"].as_array().expect("items").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!((names, &list["next"]), (vec!["Aachen", "Köln"], &json!(null)));
    let first = app.get(&format!("{address}?limit=1")).await.expect(200).json();
    let next = format!("{address}?cursor={}", first["next"].as_str().expect("more"));
    assert_eq!(app.get(&next).await.expect(200).json()["items"][0]["name"], "Köln");
    assert_eq!(app.get("/api/v1/solutions/nichts/adoptions").await.status.as_u16(), 404);
    nothing_is_broken(&app).await;
}
