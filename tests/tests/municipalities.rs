//! Municipalities and the Transferradar: profiles kept by the municipality with source and day, matches that follow the
//! facts and the weights, the same on the page, in the file and in the JSON interface.
use chrono::TimeDelta;
use entity::{
    audit,
    municipality::profile::Key,
    solution::{
        change::{New, insert},
        gate::change::publish,
        sheet::{Sheet, field::Field},
    },
    transfer::radar::weight::Criterion,
};
use tests::{TestApp, Visitor, app::operator, make::day};

const AACHEN: &str = "05334002";
const HOSTILE: &str = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"'=1+1";

/// A published solution with a name and what else its sheet says.
async fn offered(app: &TestApp, name: &str, said: &[(Field, &str)]) -> String {
    let mut sheet = Sheet::default();
    sheet.set(Field::Name, vec![name.into()]);
    sheet.set(Field::Kind, vec!["software".into()]);
    sheet.set(Field::Maturity, vec!["pilot".into()]);
    for (field, value) in said {
        sheet.set(*field, vec![(*value).into()]);
    }
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let new = New {
        programme_id: None,
        region_id: None,
        projects: Vec::new(),
        provider_ags: None,
        slug: None,
        sheet,
        valid_on: day("2025-01-01"),
        sample: false,
    };
    let (id, slug) = insert(&mut write, new).await.expect("a solution");
    publish(&mut write, id, "Test", day("2025-01-01")).await.expect("published");
    let entry = audit::Entry {
        action: "test.solution",
        subject: "solution",
        subject_id: slug.clone(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
    slug
}

/// Sends the form of a profile as the page gives it, with some fields typed anew.
async fn say(who: &Visitor, ags: &str, typed: &[(&str, &str)]) -> tests::Answer {
    let address = app::paths::municipality_profile(ags);
    let form = who.get(&address).await.expect(200).page();
    let mut fields: Vec<(String, String)> = vec![("seen".into(), form.value("seen").expect("a number"))];
    fields.extend(Key::all().map(|key| (key.field().to_owned(), form.value(key.field()).unwrap_or_default())));
    for (name, value) in typed {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.post(&address, &fields).await
}

/// The names of what fits, the best first.
async fn ranked(app: &TestApp, address: &str) -> Vec<String> {
    app.get(address).await.expect(200).page().texts(".radar-list h3")
}

async fn intact(app: &TestApp) {
    let verdict = audit::verify(app.db.read()).await.expect("verified");
    assert_eq!(verdict.fault, None);
}

#[tokio::test]
async fn a_municipality_keeps_its_own_profile() {
    let app = TestApp::new().await;
    let address = app::paths::municipality(AACHEN);
    let before = app.get(&address).await.expect(200).page();
    assert!(before.fact("Einwohnerzahl").is_some_and(|said| said.contains("Destatis")), "{}", before.main());
    assert_eq!(before.fact("Modellregion").as_deref(), Some("Aachen"));
    assert_eq!(before.fact("Name des Portals").as_deref(), Some("unbekannt"));
    assert!(!before.main().contains("Angaben ergänzen"));

    let own = app.as_role("municipality").await;
    let answer =
        say(&own, AACHEN, &[("portal_name", "serviceportal.aachen.de"), ("gis", "yes"), ("population", "250.000")])
            .await
            .expect(303);
    assert_eq!(answer.location().as_deref(), Some(address.as_str()));
    let after = own.get(&address).await.expect(200).page();
    let people = after.fact("Einwohnerzahl").expect("a fact");
    assert!(people.contains("250.000") && people.contains("Angabe der Kommune"), "{people}");
    assert!(after.fact("Name des Portals").is_some_and(|said| said.contains("serviceportal.aachen.de")));
    assert_eq!(after.rows("über die Systeme bekannt")[0][..2], ["Geoinformationssystem (GIS)", "vorhanden"]);
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.subject_id.as_str()), ("municipality.profile", AACHEN));
    assert!(trail.detail.contains("\"system:gis\":[null,\"yes\"]"), "only what changed: {}", trail.detail);
    assert!(!trail.detail.contains("it_provider"), "{}", trail.detail);
    intact(&app).await;

    // nothing changed, nothing is written
    let rows = app.audit_rows().await;
    let _ = say(&own, AACHEN, &[]).await.expect(303);
    assert_eq!(app.audit_rows().await, rows);
    // taken back: not known any more, and not before
    let _ = say(&own, AACHEN, &[("gis", ""), ("population", "")]).await.expect(303);
    let gone = app.get(&address).await.expect(200).page();
    assert_eq!(gone.fact("Einwohnerzahl").as_deref(), Some("unbekannt"));
    let then = app.get(&format!("{address}?stand=2026-11-21")).await.expect(200).page();
    assert!(then.fact("Einwohnerzahl").is_some_and(|said| said.contains("Destatis")), "{}", then.main());

    // others may not, and who typed over something newer is told
    assert_eq!(own.get(&app::paths::municipality_profile("05334004")).await.status, 403);
    assert_eq!(own.post(&app::paths::municipality_profile("05334004"), &[("gis", "yes")]).await.status, 403);
    assert_eq!(app.as_role("ministry_budget").await.get(&app::paths::municipality_profile(AACHEN)).await.status, 403);
    let anybody = app.visitor().post(&app::paths::municipality_profile(AACHEN), &[("gis", "yes")]).await.expect(303);
    assert!(anybody.location().is_some_and(|to| to.starts_with("/anmelden")));
    let _ = own.post(&app::paths::municipality_profile(AACHEN), &[("gis", "yes"), ("seen", "1")]).await.expect(409);

    // the transfer office says where it is published
    let curator = app.as_role("transfer_curator").await;
    let refused = say(&curator, AACHEN, &[("gis", "yes")]).await.expect(422).page();
    assert!(refused.field_error("source").is_some(), "{}", refused.main());
    assert_eq!(refused.value("gis").as_deref(), Some("yes"), "what was typed is kept");
    let sourced = [("gis", "yes"), ("source", "Geoportal der Stadt"), ("valid_on", "2026-11-22")];
    let _ = say(&curator, AACHEN, &sourced).await.expect(303);
    let page = app.get(&address).await.expect(200).page();
    assert!(page.main().contains("Quelle: Geoportal der Stadt"), "{}", page.main());
    intact(&app).await;
}

#[tokio::test]
async fn better_facts_change_the_rank() {
    let app = TestApp::new().await;
    let needs = offered(&app, "Anliegenkarte", &[(Field::Requires, "gis")]).await;
    offered(&app, "Zettelkasten", &[(Field::Requires, "nothing")]).await;
    let address = app::paths::municipality(AACHEN);
    assert_eq!(ranked(&app, &address).await, ["Zettelkasten", "Anliegenkarte"]);
    let asked = format!("{address}?loesung={needs}");
    let before = app.get(&asked).await.expect(200).page();
    assert!(before.text(".panel-strong").contains("Gibt es Geoinformationssystem (GIS)?"), "{}", before.main());
    assert!(before.text(".panel-strong").contains("Platz 2 von 2"));

    let own = app.as_role("municipality").await;
    let _ = say(&own, AACHEN, &[("gis", "no")]).await.expect(303);
    let missing = app.get(&asked).await.expect(200).page();
    assert!(missing.text(".panel-strong").contains("Geoinformationssystem (GIS) fehlt"), "{}", missing.main());
    app.advance(TimeDelta::hours(1));
    // an hour without a click ends a session
    let own = app.as_role("municipality").await;
    let _ = say(&own, AACHEN, &[("gis", "yes")]).await.expect(303);
    assert_eq!(ranked(&app, &address).await, ["Anliegenkarte", "Zettelkasten"]);
    // the points add up to the score
    let page = app.get(&asked).await.expect(200).page();
    let sums = page.sums("Anliegenkarte: so ergibt sich der Wert");
    let score = page.text(".panel-strong strong");
    assert_eq!(format!("{} von 100", sums[2]), score, "{sums:?}");
    // as it was known before
    let known = app::paths::with_query(&address, &[("bekannt", "2026-11-22T09:30:00Z")]);
    assert_eq!(ranked(&app, &known).await, ["Zettelkasten", "Anliegenkarte"]);
}

#[tokio::test]
async fn weights_are_changed_by_the_ministry_and_stay_traceable() {
    let app = TestApp::new().await;
    offered(&app, "Mit Lizenz", &[(Field::Licence, "EUPL-1.2")]).await;
    offered(&app, "Übertragbar", &[(Field::Maturity, "transferable")]).await;
    let address = app::paths::municipality(AACHEN);
    assert_eq!(ranked(&app, &address).await, ["Übertragbar", "Mit Lizenz"]);
    app.advance(TimeDelta::hours(1));

    let radar = app::paths::RADAR_WEIGHTS;
    let ministry = app.as_role("ministry_budget").await;
    assert!(ministry.get("/verwaltung").await.expect(200).page().links().iter().any(|link| link == radar));
    let form = ministry.get(radar).await.expect(200).page();
    let seen = form.value("seen").expect("a number");
    assert_eq!(form.value("licence").as_deref(), Some("3"));
    let bare = ministry.post(radar, &[("seen", &seen), ("licence", "50")]).await.expect(422).page();
    assert!(bare.field_error("reason").is_some());
    assert_eq!(bare.value("licence").as_deref(), Some("50"));
    for wrong in ["101", "-1", "viel", "1,5", ""] {
        let typed = [("seen", seen.as_str()), ("licence", wrong), ("reason", "Probe")];
        let page = ministry.post(radar, &typed).await.expect(422).page();
        assert!(page.field_error("licence").is_some(), "{wrong:?}");
    }
    let mut nothing: Vec<(&str, &str)> = Criterion::ALL.iter().map(|criterion| (criterion.key(), "0")).collect();
    nothing.extend([("seen", seen.as_str()), ("reason", "Probe")]);
    let _ = ministry.post(radar, &nothing).await.expect(422);
    let change = [("seen", seen.as_str()), ("licence", "50"), ("reason", "Offenheit zuerst")];
    for (role, status) in [("auditor", 403), ("transfer_curator", 403), ("municipality", 403)] {
        assert_eq!(app.as_role(role).await.post(radar, &change).await.status, status, "{role}");
    }
    let _ = ministry.post(radar, &change).await.expect(303);
    let _ = ministry.post(radar, &change).await.expect(409);
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.reason.as_deref()), ("radar.weights", Some("Offenheit zuerst")));
    assert!(trail.detail.contains("\"licence\":[3,50]"), "{}", trail.detail);
    intact(&app).await;

    assert_eq!(ranked(&app, &address).await, ["Mit Lizenz", "Übertragbar"]);
    assert!(app.get(&address).await.expect(200).page().main().contains("Offene Lizenz: 50 Punkte"));
    let auditor = app.as_role("auditor").await.get(radar).await.expect(200).page();
    let row = auditor.rows("Was am").into_iter().find(|row| row[0] == "Offene Lizenz").expect("a row");
    assert_eq!((row[1].as_str(), row[4].as_str()), ("50", "Offenheit zuerst"));
    app.advance(TimeDelta::hours(1));
    let known = app::paths::with_query(&address, &[("bekannt", "2026-11-22T09:30:00Z")]);
    assert_eq!(ranked(&app, &known).await, ["Übertragbar", "Mit Lizenz"]);
    let yesterday = format!("{address}?stand=2026-11-21");
    assert_eq!(ranked(&app, &yesterday).await, ["Übertragbar", "Mit Lizenz"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = TestApp::new().await;
    for address in [
        "/kommunen/05999999",
        "/kommunen/aachen",
        "/kommunen/%00",
        "/kommunen/05334002%00",
        "/kommunen/0533400200000000000000",
        "/loesungen/gibt-es-nicht/kommunen",
        "/loesungen/gibt-es-nicht/kommunen.csv",
        "/loesungen/%00/kommunen",
        "/api/v1/municipalities/05999999",
        "/api/v1/municipalities/%00",
        "/api/v1/municipalities/05999999/matches",
    ] {
        assert_eq!(app.get(address).await.status, 404, "{address}");
    }
    let curator = app.as_role("transfer_curator").await;
    assert_eq!(curator.get("/kommunen/05999999/profil").await.status, 404);
    assert_eq!(curator.post("/kommunen/05999999/profil", &[("gis", "yes")]).await.status, 404);
    let kreis = app.get("/kommunen/05774").await.expect(200).page();
    assert_eq!(kreis.fact("Art").as_deref(), Some("Kreis"));
    // what does not belong into the address is passed over
    let _ = app.get("/kommunen/05774?seite=99999&loesung=%3Cscript%3E&seite=x").await.expect(200);
    let list = app.get("/kommunen?q=paderborn&loesung=gibt-es-nicht").await.expect(200).page();
    assert!(list.links().iter().any(|link| link == "/kommunen/05774032"), "{:?}", list.links());
    assert!(!list.links().iter().any(|link| link == "/kommunen/05334002"));
    let all = app.get("/kommunen").await.expect(200).page();
    assert_eq!(all.texts(".town-list li").len(), 427);
    assert!(app.get("/kommunen?q=zzz").await.expect(200).page().main().contains("Keine Kommune gefunden"));
}

#[tokio::test]
async fn an_address_from_before_a_renaming_leads_on() {
    let app = TestApp::new().await;
    let old = offered(&app, "Anliegenkarte", &[(Field::Requires, "gis")]).await;
    let curator = app.as_role("transfer_curator").await;
    let _ = curator.post(&format!("/loesungen/{old}/adresse"), &[("slug", "karte-der-anliegen")]).await.expect(303);
    let file = app.get(&format!("{}?kreis=05774", app::paths::solution_fits_csv(&old))).await.expect(308);
    let today = format!("{}?kreis=05774", app::paths::solution_fits_csv("karte-der-anliegen"));
    assert_eq!(file.location().as_deref(), Some(today.as_str()));
    assert_eq!(app.get(&today).await.expect(200).text().lines().count(), 11);
    let page = app.get(&format!("/kommunen/{AACHEN}?loesung={old}")).await.expect(200).page();
    assert!(page.text(".panel-strong").contains("Platz 1 von 1"), "{}", page.main());
    let list = app.get(&format!("/kommunen?loesung={old}")).await.expect(200).page();
    assert!(list.main().contains("ob „Anliegenkarte“ passt"), "{}", list.main());
    assert!(list.links().iter().any(|link| link.contains("loesung=karte-der-anliegen")), "{:?}", list.links());
    for odd in ["/kommunen?loesung=%00", "/kommunen/05334002?loesung=a%00b"] {
        let _ = app.get(odd).await.expect(200);
    }
}

#[tokio::test]
async fn who_names_its_portal_is_not_asked_for_one() {
    let app = TestApp::new().await;
    let slug = offered(&app, "Antragsstrecke", &[(Field::Requires, "portal")]).await;
    let own = app.as_role("municipality").await;
    let address = format!("/kommunen/{AACHEN}?loesung={slug}");
    let panel = async || app.get(&address).await.expect(200).page().text(".panel-strong");
    assert!(panel().await.contains("Gibt es Serviceportal?"), "{}", panel().await);
    let _ = say(&own, AACHEN, &[("portal_name", "serviceportal.aachen.de")]).await.expect(303);
    assert!(!panel().await.contains("Gibt es Serviceportal?"), "{}", panel().await);
    let _ = say(&own, AACHEN, &[("portal", "no")]).await.expect(303);
    assert!(panel().await.contains("Serviceportal fehlt"), "{}", panel().await);
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let app = TestApp::new().await;
    let slug = offered(&app, "Probe", &[(Field::Requires, "gis"), (Field::Themes, HOSTILE)]).await;
    let own = app.as_role("municipality").await;
    let all: Vec<(&str, &str)> = Key::all().map(|key| (key.field(), HOSTILE)).collect();
    let refused = say(&own, AACHEN, &all).await.expect(422);
    assert!(!refused.text().contains("<script>alert") && !refused.text().contains("<img src=x"));
    let page = refused.page();
    for field in ["population", "gis", "website"] {
        assert!(page.field_error(field).is_some(), "{field}");
    }
    assert_eq!(page.value("it_provider").as_deref(), Some(HOSTILE), "what was typed is kept");
    for wrong in [("it_provider", "a\u{1}b"), ("priorities", "a\0b"), ("population", "0"), ("gis", "vielleicht")] {
        let page = say(&own, AACHEN, &[wrong]).await.expect(422).page();
        assert!(page.field_error(wrong.0).is_some(), "{wrong:?}");
    }
    let long = "x".repeat(161);
    let page = say(&own, AACHEN, &[("portal_name", &long)]).await.expect(422).page();
    assert!(page.field_error("portal_name").is_some());

    let texts = [("it_provider", HOSTILE), ("portal_name", HOSTILE), ("priorities", HOSTILE)];
    let _ = say(&own, AACHEN, &texts).await.expect(303);
    for address in [
        app::paths::municipality(AACHEN),
        app::paths::municipality_profile(AACHEN),
        app::paths::solution_fits(&slug),
        format!("{}?loesung={slug}", app::paths::municipality(AACHEN)),
    ] {
        let answer = own.get(&address).await.expect(200);
        assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<img src=x"), "{address}");
    }
    assert!(app.get(&app::paths::municipality(AACHEN)).await.page().main().contains("<script>alert(1)</script>"));
}

#[tokio::test]
async fn the_interface_and_the_file_say_what_the_page_says() {
    let app = TestApp::new().await;
    let slug = offered(&app, "Anliegenkarte", &[(Field::Requires, "gis"), (Field::Yearly, "12000.00")]).await;
    offered(&app, "Zettelkasten", &[(Field::Requires, "nothing")]).await;
    offered(&app, "Kreisakte", &[(Field::MeantFor, "kreis")]).await;
    let own = app.as_role("municipality").await;
    let _ = say(&own, AACHEN, &[("gis", "yes"), ("priorities", "Umwelt\nMobilität")]).await.expect(303);

    let profile = app.get(&format!("/api/v1/municipalities/{AACHEN}")).await.expect(200).json();
    assert_eq!(profile["name"], "Aachen");
    assert_eq!(profile["facts"]["priorities"]["value"], serde_json::json!(["Umwelt", "Mobilität"]));
    assert_eq!(profile["facts"]["system:gis"]["value"], true);
    assert_eq!(profile["facts"]["system:gis"]["source"], serde_json::Value::Null);
    assert!(profile["facts"]["population"]["source"].as_str().is_some_and(|source| source.contains("Destatis")));
    assert_eq!(profile["editable"], false);

    let address = app::paths::municipality(AACHEN);
    let page = app.get(&address).await.expect(200).page();
    assert!(
        page.main().contains("Nicht gedacht für kreisfreie Städte") || page.main().contains("Kreisakte: Nicht gedacht")
    );
    let matches = app.get(&format!("/api/v1/municipalities/{AACHEN}/matches")).await.expect(200).json();
    let items = matches["items"].as_array().expect("items");
    let names: Vec<String> = items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(names, page.texts(".radar-list h3"));
    let scores: Vec<String> = items
        .iter()
        .map(|item| {
            let score = u16::try_from(item["score"].as_u64().expect("a score")).expect("small");
            format!("{} von 100", app::municipalities::of_hundred(score))
        })
        .collect();
    assert_eq!(scores, page.texts(".radar-list .kern-card__container > p > span > strong"));
    for item in items {
        let reasons = item["reasons"].as_array().expect("reasons");
        let sum = |word: &str| reasons.iter().map(|reason| reason[word].as_u64().expect("points")).sum::<u64>();
        assert_eq!(item["score"].as_u64(), Some(sum("points") * 10 / 100), "{item}");
        assert_eq!(sum("of"), 10_000);
    }
    // one a page, to the end
    let first = app.get(&format!("/api/v1/municipalities/{AACHEN}/matches?limit=1")).await.expect(200).json();
    let next = first["next"].as_str().expect("a next page");
    let second = app.get(&format!("/api/v1/municipalities/{AACHEN}/matches?cursor={next}")).await.expect(200).json();
    assert_eq!((second["items"][0]["name"].as_str(), second["next"].as_str()), (Some(names[1].as_str()), None));

    // the other way round
    let fits = app::paths::solution_fits(&slug);
    let page = app.get(&fits).await.expect(200).page();
    let rows = page.rows("Die passendste zuerst");
    assert_eq!((rows.len(), rows[0][0].as_str()), (50, "Aachen"));
    assert_eq!(
        rows[0][2],
        app::municipalities::of_hundred(u16::try_from(items[0]["score"].as_u64().expect("a score")).expect("small"))
    );
    assert!(page.heading().contains("Anliegenkarte"));
    assert_eq!(page.all("a.map-tile").len(), 53, "a tile for each Kreis and kreisfreie Stadt");
    let kreis = app.get(&format!("{fits}?kreis=05774")).await.expect(200).page();
    assert_eq!(kreis.rows("Die passendste zuerst").len(), 10);
    let file = app.get(&format!("{}?kreis=05774", app::paths::solution_fits_csv(&slug))).await.expect(200);
    let text = file.text();
    assert_eq!(text.lines().count(), 11, "{text}");
    assert!(text.starts_with('\u{feff}') && text.contains("05774032;Paderborn;"), "{text}");
    let whole = app.get(&app::paths::solution_fits_csv(&slug)).await.expect(200).text();
    assert_eq!(whole.lines().count(), 397);
    let first: Vec<&str> = whole.lines().nth(1).expect("a row").split(';').collect();
    assert_eq!((first[0], first[6]), (AACHEN, rows[0][2].as_str()));
    // a solution for Kreise only fits Kreise only
    let only = app.get("/loesungen/kreisakte/kommunen").await.expect(200).page();
    assert_eq!(only.rows("Die passendste zuerst").len(), 31);
}

#[tokio::test]
async fn a_kreis_has_the_people_of_its_municipalities() {
    const KREIS: &str = "05774";
    let app = TestApp::new().await;
    let slug = offered(&app, "Kreisakte", &[(Field::MeantFor, "kreis"), (Field::ProvenIn, "below_500k")]).await;
    let known = async |ags: &str| app.get(&format!("/api/v1/municipalities/{ags}")).await.expect(200).json();
    let list = app.get("/api/v1/municipalities?q=paderborn&limit=500").await.expect(200).json();
    let members: Vec<String> = list["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|item| item["ags"].as_str())
        .filter(|ags| ags.starts_with(KREIS) && ags.len() == 8)
        .map(str::to_owned)
        .collect();
    assert_eq!(members.len(), 10);
    let mut sum = 0;
    for ags in &members {
        sum += known(ags).await["facts"]["population"]["value"].as_u64().expect("people");
    }
    let kreis = known(KREIS).await;
    let population = &kreis["facts"]["population"];
    assert_eq!((population["value"].as_u64(), kreis["size"].is_null()), (Some(sum), false));
    let source = population["source"].as_str().expect("a source");
    assert!(source.starts_with("Summe der 10 Städte und Gemeinden (Destatis"), "{source}");
    let address = app::paths::municipality(KREIS);
    let page = app.get(&format!("{address}?loesung={slug}")).await.expect(200).page();
    let said = page.fact("Einwohnerzahl").expect("the population");
    assert!(said.contains("Summe der 10 Städte und Gemeinden"), "{said}");
    assert!(!page.main().contains("Die Einwohnerzahl ist nicht bekannt"), "the radar compares it");
    let fits = app.get(&app::paths::solution_fits(&slug)).await.expect(200).page();
    let row = fits.rows("Die passendste zuerst").into_iter().find(|row| row[0].contains("Paderborn")).expect("the row");
    assert!(row[4].ends_with("(Summe der Städte und Gemeinden)"), "{row:?}");
    let file = app.get(&app::paths::solution_fits_csv(&slug)).await.expect(200).text();
    assert!(file.lines().any(|line| line.starts_with(KREIS) && line.contains("(Summe der Städte und Gemeinden)")));
    // the form asks what the Kreis itself says, which nobody did
    let curator = app.as_role("transfer_curator").await;
    let form = curator.get(&app::paths::municipality_profile(KREIS)).await.expect(200).page();
    assert_eq!(form.value("population").unwrap_or_default(), "");
    // what it says itself goes before; the day before, the sum stands
    app.advance(TimeDelta::days(1));
    let own = app.as_scoped("municipality", KREIS).await;
    let _ = say(&own, KREIS, &[("population", "333.000")]).await.expect(303);
    let population = known(KREIS).await["facts"]["population"].clone();
    assert_eq!((population["value"].as_u64(), population["source"].is_null()), (Some(333_000), true));
    let yesterday = app.now().today.pred_opt().expect("a day");
    let then = app.get(&format!("/api/v1/municipalities/{KREIS}?as_of={yesterday}")).await.expect(200).json();
    assert_eq!(then["facts"]["population"]["value"].as_u64(), Some(sum));
    // without one of its parts there is no sum
    let _ = say(&own, KREIS, &[("population", "")]).await.expect(303);
    let town = app.as_scoped("municipality", &members[0]).await;
    let _ = say(&town, &members[0], &[("population", "")]).await.expect(303);
    assert!(known(KREIS).await["facts"].get("population").is_none());
    let page = app.get(&address).await.expect(200).page();
    assert!(page.fact("Einwohnerzahl").expect("the line").contains("unbekannt"));
}
