//! Solutions: written, handed in, reviewed by a second person, published, confirmed again, retired; found in the
//! catalogue by words and facets; as of any day. Through the real router.
use chrono::TimeDelta;
use entity::{
    solution::{
        catalogue::{
            load::catalogue,
            search::{Facet, Filter, Sort},
        },
        sheet::field::Field,
    },
    viewpoint::Viewpoint,
};
use std::{collections::BTreeSet, sync::Arc};
use tests::{TestApp, Visitor, make::a_project};

/// What the gate asks for, as the form sends it.
const SHEET: &[(&str, &str)] = &[
    ("name", "Digitale Kita-Karte"),
    ("benefit", "Eltern finden freie Plätze auf einer Karte."),
    ("problem", "Bisher rufen sie jede Kita einzeln an."),
    ("audience", "Familien, Jugendämter"),
    ("pillar", "egov"),
    ("themes", "Familie\r\nGeodaten"),
    ("provider", "Stadt Aachen"),
    ("provider_ags", "05334002"),
    ("contact", "digital@aachen.example"),
    ("kind", "software"),
    ("licence", "EUPL-1.2"),
    ("maturity", "productive"),
    ("yearly_cost", "8.000,00"),
    ("requires_gis", "ja"),
    ("requires_portal", "ja"),
    ("proven_in_below_500k", "ja"),
    ("source", "Eigene Angaben"),
];

async fn version(who: &Visitor, slug: &str) -> String {
    let page = who.get(&format!("/loesungen/{slug}/bearbeiten")).await.expect(200).page();
    page.value("version").expect("a version")
}

/// Hands the newest sheet of a solution in and publishes it as the curator.
async fn published(app: &TestApp, cdo: &Visitor, slug: &str) {
    let steps = format!("/loesungen/{slug}/schritte");
    let version = version(cdo, slug).await;
    let _ = cdo.post(&steps, &[("version", &version), ("step", "submitted")]).await.expect(303);
    let curator = app.as_role("transfer_curator").await;
    let form =
        [("version", version.as_str()), ("step", "published"), ("check_0", "ja"), ("check_1", "ja"), ("check_2", "ja")];
    let _ = curator.post(&steps, &form).await.expect(303);
}

async fn described(app: &TestApp) -> (Visitor, String) {
    let number = a_project().in_region("aachen").build(app).await;
    let cdo = app.as_cdo("aachen").await;
    let mut form = SHEET.to_vec();
    form.push(("projects", &number));
    let answer = cdo.post("/loesungen/neu", &form).await.expect(303);
    let address = answer.location().expect("its page");
    (cdo, address.trim_start_matches("/loesungen/").to_owned())
}

#[tokio::test]
async fn a_sheet_goes_through_the_gate() {
    let app = TestApp::new().await;
    let (cdo, slug) = described(&app).await;
    assert_eq!(slug, "digitale-kita-karte");
    let (address, steps) = (format!("/loesungen/{slug}"), format!("/loesungen/{slug}/schritte"));
    let _ = app.get(&address).await.expect(404);
    let elsewhere = app.as_cdo("suedwestfalen").await;
    let _ = elsewhere.get(&address).await.expect(404);
    let curator = app.as_role("transfer_curator").await;
    let first = version(&cdo, &slug).await;
    // not before it was handed in, not without looking, not by who wrote it
    let publish = [("version", first.as_str()), ("step", "published"), ("check_0", "ja"), ("check_1", "ja")];
    let refused = curator.post(&steps, &publish).await.expect(422);
    assert!(refused.text().contains("liegt nicht zur Prüfung vor"));
    let _ = cdo.post(&steps, &[("version", &first), ("step", "submitted")]).await.expect(303);
    let refused = curator.post(&steps, &publish).await.expect(422);
    assert!(refused.text().contains("Prüfliste"));
    let _ = cdo.post(&steps, &publish).await.expect(403);
    // given back with a word, written anew, handed in, published
    let _ = curator.post(&steps, &[("version", &first), ("step", "returned")]).await.expect(422);
    let word = "Bitte das Problem genauer beschreiben.";
    let _ = curator.post(&steps, &[("version", &first), ("step", "returned"), ("note", word)]).await.expect(303);
    assert!(cdo.get(&address).await.expect(200).text().contains(word));
    let mut form = SHEET.to_vec();
    form.retain(|(name, _)| *name != "problem");
    form.push(("problem", "Eltern rufen bisher jede Kita einzeln an."));
    form.push(("version", &first));
    let _ = cdo.post(&format!("{address}/bearbeiten"), &form).await.expect(303);
    // the form was opened before: somebody was faster
    let stale = cdo.post(&format!("{address}/bearbeiten"), &form).await.expect(409);
    assert!(stale.text().contains("Inzwischen hat jemand"));
    published(&app, &cdo, &slug).await;
    let page = app.get(&address).await.expect(200).page();
    assert_eq!(page.heading(), "Digitale Kita-Karte");
    assert!(page.main().contains("Angaben bestätigt am"), "{}", page.main());
    assert!(page.main().contains("8.000,00"));
    // a newer version is not shown before it is published, too
    let second = version(&cdo, &slug).await;
    let mut form = SHEET.to_vec();
    form[0] = ("name", "Kita-Karte NRW");
    form.push(("version", &second));
    let _ = cdo.post(&format!("{address}/bearbeiten"), &form).await.expect(303);
    assert_eq!(app.get(&address).await.expect(200).page().heading(), "Digitale Kita-Karte");
    published(&app, &cdo, &slug).await;
    assert_eq!(app.get(&address).await.expect(200).page().heading(), "Kita-Karte NRW");
    // twelve months later the contact is asked again
    app.advance(TimeDelta::days(366));
    let (cdo, curator) = (app.as_cdo("aachen").await, app.as_role("transfer_curator").await);
    assert!(app.get(&address).await.expect(200).text().contains("Bitte nachfragen"));
    let third = version(&cdo, &slug).await;
    let _ = cdo.post(&steps, &[("version", &third), ("step", "confirmed")]).await.expect(303);
    assert!(!app.get(&address).await.expect(200).text().contains("Bitte nachfragen"));
    let retire = [("version", third.as_str()), ("step", "retired"), ("note", "Der Betrieb ist beendet.")];
    let _ = cdo.post(&steps, &retire).await.expect(403);
    let _ = curator.post(&steps, &retire).await.expect(303);
    assert!(app.get(&address).await.expect(200).text().contains("nicht mehr angeboten"));
    assert!(!app.get("/loesungen").await.expect(200).text().contains("Kita-Karte NRW"));
    let verdict = entity::audit::verify(app.db.read()).await.expect("walked");
    assert_eq!(verdict.fault, None);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").build(&app).await;
    let cdo = app.as_cdo("aachen").await;
    for (field, value, said) in [
        ("name", "", "Namen"),
        ("repository", "http://example.org/x", "https"),
        ("repository", "https://169.254.169.254/latest", "Adresse"),
        ("licence", "EUPL 1,2", "Lizenz"),
        ("provider_ags", "05999999", "gibt es in Nordrhein-Westfalen nicht"),
        ("yearly_cost", "1,234", "Betrag"),
        ("person_days", "viele", "ganze Zahl"),
        ("projects", "GIBT-ES-NICHT", "gibt es nicht"),
    ] {
        let mut form: Vec<(&str, &str)> = SHEET.iter().copied().filter(|(name, _)| *name != field).collect();
        if field != "projects" {
            form.push(("projects", &number));
        }
        form.push((field, value));
        let page = cdo.post("/loesungen/neu", &form).await.expect(422).page();
        let error = page.field_error(field).unwrap_or_else(|| panic!("{field}: {}", page.main()));
        assert!(error.contains(said), "{field}: {error}");
        assert_eq!(page.value("audience").as_deref().map(str::trim), Some("Familien, Jugendämter"));
    }
    let all = catalogue(&app.db, Viewpoint::now(&app.now())).await.expect("a catalogue");
    assert!(all.entries.is_empty());
    // incomplete is fine for a draft and not for the gate, which says what is missing
    let form = [("name", "Nur ein Name"), ("projects", number.as_str())];
    let _ = cdo.post("/loesungen/neu", &form).await.expect(303);
    let steps = "/loesungen/nur-ein-name/schritte";
    let refused = cdo.post(steps, &[("version", "1"), ("step", "submitted")]).await.expect(422);
    assert!(refused.text().contains("Ansprechstelle"), "{}", refused.page().main());
    // the same name again gets an address of its own
    let again = cdo.post("/loesungen/neu", &form).await.expect(303);
    assert_eq!(again.location().as_deref(), Some("/loesungen/nur-ein-name-2"));
}

#[tokio::test]
async fn the_catalogue_finds_by_words_and_counts_by_facets() {
    let app = TestApp::new().await;
    let password = server::seed::Password { plain: tests::app::PASSWORD, hash: tests::app::password_hash() };
    server::seed::demo(&app.db, app.now(), password).await.expect("the demo programme");
    let all = catalogue(&app.db, Viewpoint::now(&app.now())).await.expect("a catalogue");
    let everything = all.search(&Filter::default(), Sort::Name);
    assert!(everything.entries.len() >= 25, "{}", everything.entries.len());
    // each value of each facet finds exactly what it counted
    for (facet, counts) in &everything.facets {
        for (value, count) in counts {
            let mut filter = Filter::default();
            filter.chosen.insert(*facet, BTreeSet::from([(*value).to_owned()]));
            let found = all.search(&filter, Sort::Name);
            assert_eq!(found.entries.len() as u64, *count, "{facet:?} {value}");
            // and what the facet counts beside it does not change by choosing in it
            assert_eq!(found.facets[facet], *counts, "{facet:?}");
        }
    }
    // two facets: the counts of each are what is found with the other chosen
    let mut filter = Filter::default();
    filter.chosen.insert(Facet::Kind, BTreeSet::from(["software".to_owned()]));
    let software = all.search(&filter, Sort::Name);
    let (theme, count) = software.facets[&Facet::Theme].iter().next().expect("a theme");
    filter.chosen.insert(Facet::Theme, BTreeSet::from([(*theme).to_owned()]));
    assert_eq!(all.search(&filter, Sort::Name).entries.len() as u64, *count);
    // words fold, and all of them are needed
    let words = Filter { q: "BUERGERWOLKE".into(), ..Filter::default() };
    assert_eq!(all.search(&words, Sort::Fit).entries.len(), 1);
    let words = Filter { q: "bürger xyzzy".into(), ..Filter::default() };
    assert!(all.search(&words, Sort::Fit).entries.is_empty());
    // two hundred characters of what is typed count; what follows finds nothing away
    let long = format!("BUERGERWOLKE {} xyzzy", "bürgerwolke ".repeat(40));
    assert_eq!(all.search(&Filter { q: long.clone(), ..Filter::default() }, Sort::Fit).entries.len(), 1);
    for address in ["/loesungen", app::paths::SOLUTIONS_JSON, "/api/v1/solutions"] {
        let answer = app.get(&app::paths::with_query(address, &[("q", &long)])).await;
        assert_eq!(answer.status, 200, "{address}");
        assert!(answer.text().contains("buergerwolke"), "{address}");
    }
    let used = all.search(&Filter::default(), Sort::Adoptions).entries;
    assert!(used.windows(2).all(|pair| pair[0].confirmed >= pair[1].confirmed));
    assert!(used[0].confirmed > 0, "somebody uses something");
    // the page and the interface tell the same
    let page = app.get("/loesungen?art=software&sortierung=name").await.expect(200).page();
    let shown = software.entries.len();
    assert!(page.heading().starts_with(&shown.to_string()), "{}", page.heading());
    let listed = app.get("/api/v1/solutions?kind=software&limit=500").await.expect(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(shown));
    let one = app.get("/api/v1/solutions/buergerwolke").await.expect(200).json();
    assert_eq!(one["sheet"]["kind"], "hardware");
    assert_eq!(one["state"], "to_confirm", "nobody has confirmed what was printed");
    // before anything was printed there was nothing
    let before = app.get("/loesungen?stand=2015-01-01").await.expect(200).page();
    assert_eq!(before.heading(), "Keine Lösung gefunden");
    assert_eq!(Field::Source.shown("x"), "x");
}

#[tokio::test]
async fn todays_catalogue_is_made_once_and_stays() {
    let app = TestApp::new().await;
    tests::make::a_solution().build(&app).await;
    let now = Viewpoint::now(&app.now());
    let (one, other) = tokio::join!(catalogue(&app.db, now), catalogue(&app.db, now));
    let (one, other) = (one.expect("a catalogue"), other.expect("a catalogue"));
    assert!(Arc::ptr_eq(&one, &other), "who asks at the same time gets the same");
    // somebody looks back, day by day
    for day in 1..=20 {
        let _ = app.get(&format!("/loesungen?stand=2025-01-{day:02}")).await.expect(200);
    }
    assert!(Arc::ptr_eq(&one, &catalogue(&app.db, now).await.expect("a catalogue")), "that costs nobody today's");
    // what is recorded is seen
    tests::make::a_solution().build(&app).await;
    let after = catalogue(&app.db, now).await.expect("a catalogue");
    assert_eq!((one.entries.len(), after.entries.len()), (1, 2));
}
