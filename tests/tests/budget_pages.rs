//! The budget taken apart: each row narrows, each figure opens and adds up, the flow says what the table says. And what
//! was published beside what is computed.
use entity::{
    audit,
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    programme,
    project::{self, field::Field},
    published, region,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use tests::{
    TestApp,
    app::operator,
    make::{a_project, day, euros},
};

async fn world() -> TestApp {
    let app = TestApp::new().await;
    for (region, theme, granted, paid, private) in [
        ("aachen", "Mobilität", "1.000,00", "400,00", "250,00"),
        ("aachen", "Bildung", "500,00", "500,00", "100,00"),
        ("suedwestfalen", "Mobilität", "2.000,10", "0,10", "50,00"),
    ] {
        let made = a_project().in_region(region).with(Field::Theme, theme).granted(granted).paid(paid);
        let made = made.money(Kind::Planned, Source::Programme, "10,00", Some(2020));
        made.money(Kind::CofundingPledged, Source::PrivateCash, private, None).build(&app).await;
    }
    app
}

const BREAKDOWN: &str = "/haushalt/aufschluesselung";

#[tokio::test]
async fn each_row_narrows_and_each_figure_opens() {
    let app = world().await;
    let page = app.get(&format!("{BREAKDOWN}?nach=thema")).await.expect(200).page();
    let rows = page.rows("Landesmittel des Programms nach Thema");
    assert_eq!(rows[0], ["Mobilität", "20,00 €", "3.000,10 €", "400,10 €", "unbekannt"], "{rows:?}");
    assert_eq!(rows[1][2], "500,00 €");
    for link in page.all("table a.money") {
        let href = link.value().attr("href").expect("an address");
        let figure = app.get(href).await.expect(200).page();
        assert!(figure.text(".figure-amount").contains(&tests::page::words(link)), "{href}");
    }
    // a row leads to the same money taken apart by something else
    let narrowed = page.links().into_iter().find(|link| link.contains("thema=mobilitaet")).expect("a link");
    let by_source = app.get(&narrowed).await.expect(200).page();
    assert_eq!(by_source.heading(), "Haushalt nach Mittel");
    let rows = by_source.rows("Mittel nach Herkunft");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[1][..3], ["private Mittel (Geld)", "unbekannt", "300,00 €"]);
    let by_region = app.get(&format!("{BREAKDOWN}?nach=region&thema=mobilitaet")).await.expect(200).page();
    let rows = by_region.rows("Landesmittel des Programms nach Region");
    assert_eq!(rows.iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["1.000,00 €", "2.000,10 €"]);
    for link in by_region.all("table a.money") {
        let href = link.value().attr("href").expect("an address");
        let figure = app.get(href).await.expect(200).page();
        assert!(figure.text(".figure-amount").contains(&tests::page::words(link)), "{href}");
    }
    let by_authority = app.get(&format!("{BREAKDOWN}?nach=behoerde")).await.expect(200).page();
    let rows = by_authority.rows("Landesmittel des Programms nach Bewilligungsbehörde");
    let said: Vec<[&str; 2]> = rows.iter().map(|row| [row[0].as_str(), row[2].as_str()]).collect();
    assert_eq!(said, [["Bezirksregierung Arnsberg", "2.000,10 €"], ["Bezirksregierung Köln", "1.500,00 €"]]);
    let narrowed =
        by_authority.links().into_iter().find(|link| link.contains("behoerde=bezreg-koeln")).expect("a link");
    let narrowed = app.get(&format!("{narrowed}&nach=thema")).await.expect(200).page();
    assert!(narrowed.has("table a.money"));
    for link in narrowed.all("table a.money") {
        let href = link.value().attr("href").expect("an address");
        let figure = app.get(href).await.expect(200).page();
        assert!(figure.text(".figure-amount").contains(&tests::page::words(link)), "{href}");
    }
    // the page of the budget leads here
    let budget = app.get("/haushalt?region=aachen").await.expect(200).page();
    assert!(budget.links().iter().any(|link| link.contains("aufschluesselung") && link.contains("region=aachen")));
}

#[tokio::test]
async fn the_flow_says_what_the_table_says() {
    let app = world().await;
    let page = app.get(BREAKDOWN).await.expect(200).page();
    assert!(page.has("svg.flow title") && page.has("svg.flow desc"), "a title and a description");
    let rows = page.rows("Dieselben Zahlen wie im Bild");
    assert_eq!(rows.len(), 4, "two sources, two regions: {rows:?}");
    assert_eq!(rows[0], ["Landesmittel des Programms", "Aachen", "1.500,00 €", "900,00 €", "600,00 €"], "{rows:?}");
    assert_eq!(rows[3][4], "50,00 €");
    // a ribbon for what arrived and one for what is open, where there is something
    assert_eq!(page.all("svg.flow path").len(), 6);
}

#[tokio::test]
async fn secrets_and_hostile_words() {
    let app = world().await;
    let public = app.get(&format!("{BREAKDOWN}?nach=projekt&mittel=private_cash")).await.expect(200).page();
    let rows = public.rows("nach Projekt");
    assert_eq!(rows.len(), 1, "one sum of what is withheld: {rows:?}");
    assert_eq!((rows[0][0].as_str(), rows[0][2].as_str()), ("nicht öffentlich", "400,00 €"));
    let budget = app.as_role("ministry_budget").await;
    let rows = budget.get(&format!("{BREAKDOWN}?nach=projekt&mittel=private_cash")).await.expect(200).page();
    assert_eq!(rows.rows("nach Projekt").len(), 3);
    for (address, status) in [
        ("?nach=unsinn&jahr=x&mittel=gold&seite=99999999999999999999", 200),
        ("?jahr=-99999999", 200),
        ("?region=atlantis", 404),
        ("?behoerde=atlantis", 404),
        ("?thema=gibt-es-nicht", 404),
        ("?thema=%F0%9F%92%A5", 200),
    ] {
        assert_eq!(app.get(&format!("{BREAKDOWN}{address}")).await.status, status, "{address}");
    }
}

/// Something that was published: of a project, or of a region, or of the programme.
async fn said(
    app: &TestApp,
    place: (Option<i64>, Option<i64>),
    kind: &str,
    amount: Result<&str, i64>,
    precision: Precision,
) {
    let programme = programme::find::by_slug(&app.db, "dmr-nrw").await.expect("the programme");
    let write = app.db.write(app.now(), &operator()).await.expect("a write");
    let cents: Option<Cents> = amount.ok().map(euros);
    let row = published::ActiveModel {
        id: NotSet,
        programme_id: Set(programme.record.id),
        region_id: Set(place.0),
        project_id: Set(place.1),
        label: Set(format!("Aussage {kind} {amount:?}")),
        kind: Set(kind.into()),
        unit: Set(if cents.is_some() { "eur" } else { "count" }.into()),
        amount_cents: Set(cents),
        count: Set(amount.err()),
        precision: Set(precision),
        as_of: Set(Some(day("2020-12-31"))),
        as_of_text: Set("Ende 2020".into()),
        source: Set("Zeitung".into()),
        disputed: Set(false),
        note: Set(String::new()),
        recorded_at: Set(app.now().instant),
    };
    published::Entity::insert(row).exec(write.tx()).await.expect("a row");
    let (action, subject) = ("test.published", "published_figure");
    let entry =
        audit::Entry { action, subject, subject_id: String::new(), detail: serde_json::json!({}), reason: None };
    write.commit(entry).await.expect("kept");
}

#[tokio::test]
async fn what_was_published_stands_beside_what_is_computed() {
    let app = TestApp::new().await;
    let made = a_project().in_region("aachen").since("2020-01-01").granted("1.649.999,00");
    let number = made.money(Kind::Planned, Source::OwnShare, "100,00", None).build(&app).await;
    // granted after the day that the claims are about: it must not count
    a_project().in_region("aachen").since("2021-01-01").granted("5.000.000,00").build(&app).await;
    let regions = region::find::all(app.db.read()).await.expect("regions");
    let aachen = regions.iter().find(|region| region.slug == "aachen").map(|region| region.id);
    let rows = project::record::Entity::find().all(app.db.read()).await.expect("projects");
    let project = rows.iter().find(|row| row.number == number).map(|row| row.id);
    said(&app, (None, None), "granted", Ok("1.650.000,00"), Precision::About).await;
    said(&app, (aachen, None), "granted", Ok("1.649.999,00"), Precision::Cent).await;
    said(&app, (aachen, None), "granted", Ok("2.000.000,00"), Precision::Euro).await;
    said(&app, (None, None), "volume", Ok("9.000.000,00"), Precision::About).await;
    said(&app, (None, None), "paid", Ok("10,00"), Precision::Cent).await;
    said(&app, (aachen, None), "projects", Err(3), Precision::Cent).await;
    said(&app, (None, None), "ideas", Err(30), Precision::About).await;
    said(&app, (None, project), "own_share", Ok("90,00"), Precision::Cent).await;
    let page = app.get("/haushalt/veroeffentlicht").await.expect(200).page();
    let rows = page.rows("neben den berechneten");
    let of =
        |start: &str| rows.iter().find(|row| row[0].starts_with(start)).unwrap_or_else(|| panic!("{start}: {rows:#?}"));
    let rounded = of("Aussage granted Ok(\"1.650.000,00");
    assert_eq!((rounded[3].as_str(), rounded[4].as_str()), ("1.649.999,00 €", "−1,00 €"));
    assert!(rounded[5].contains("Rundung"), "{rounded:?}");
    assert!(of("Aussage granted Ok(\"1.649.999,00")[5].contains("stimmen überein"));
    let less = of("Aussage granted Ok(\"2.000.000,00");
    assert!(less[4] == "−350.001,00 €" && less[5].contains("weniger"), "{less:?}");
    let volume = of("Aussage volume");
    assert!(volume[3] == "unbekannt" && volume[5].contains("Gesamtvolumen"), "{volume:?}");
    assert!(of("Aussage paid")[5].contains("nichts verzeichnet"));
    let count = of("Aussage projects");
    assert_eq!((count[3].as_str(), count[4].as_str()), ("1", "−2"), "{count:?}");
    assert!(count[0].contains("Aachen"), "{count:?}");
    assert!(of("Aussage ideas")[5].contains("Ideen"), "{:?}", of("Aussage ideas"));
    let ours = rows.iter().filter(|row| row[0].starts_with("Aussage")).count();
    assert_eq!(ours, 7, "what was said of a project stands with the project");
    // the computed figure opens to its facts on that day
    let links = page.all("table a.money");
    let link = links.iter().find(|link| tests::page::words(**link) == "1.649.999,00 €").expect("a link");
    let href = link.value().attr("href").expect("an address");
    assert!(href.contains("stand=2020-12-31"), "{href}");
    assert!(app.get(href).await.expect(200).page().text(".figure-amount").contains("1.649.999,00"));
    let of_project = app.get(&app::paths::project(&number)).await.expect(200).page();
    let rows = of_project.rows("neben den berechneten");
    assert_eq!((rows[0][3].as_str(), rows[0][4].as_str()), ("100,00 €", "+10,00 €"), "{rows:?}");
    let narrowed = app.get("/haushalt/veroeffentlicht?region=aachen").await.expect(200).page();
    let rows = narrowed.rows("neben den berechneten");
    assert_eq!(rows.iter().filter(|row| row[0].starts_with("Aussage")).count(), 3, "{rows:?}");
    assert_eq!(app.get("/haushalt/veroeffentlicht?region=atlantis").await.status, 404);
}
