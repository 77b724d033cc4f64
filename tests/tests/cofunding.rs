//! Co-funding: recorded step by step with evidence, asked about where a later step is above an earlier one, taken back,
//! never shown to those who may not see what a company gives, and in figures that add up to the ledger.
use entity::{
    cofunding,
    ledger::{self, Kind, Source},
    money::Cents,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use tests::{TestApp, Visitor, make::a_project, page::plain};

/// The form as the page sends it.
fn fields<'a>(step: &'a str, source: &'a str, amount: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("source", source),
        ("kind", step),
        ("amount", amount),
        ("value_date", "2021-03-01"),
        ("year", ""),
        ("giver", "Beispiel GmbH"),
        ("reference", "Vertrag vom 01.03.2021"),
        ("reason", ""),
    ]
}

/// The same form with other values.
fn with<'a>(
    mut form: Vec<(&'static str, &'a str)>,
    changed: &[(&'static str, &'a str)],
) -> Vec<(&'static str, &'a str)> {
    for (name, value) in changed {
        form.iter_mut().filter(|(field, _)| field == name).for_each(|field| field.1 = value);
    }
    form
}

async fn project(app: &TestApp) -> (String, String) {
    let number = a_project().in_region("aachen").granted("1.000,00").build(app).await;
    let address = app::paths::cofunding(&number);
    (number, address)
}

async fn entries(app: &TestApp) -> Vec<ledger::record::Model> {
    let all = ledger::record::Entity::find().order_by_asc(ledger::record::Column::Id);
    let all = all.all(app.db.read()).await.expect("entries");
    all.into_iter().filter(|entry| entry.kind.starts_with("cofunding")).collect()
}

async fn shown(who: &Visitor, address: &str) -> Vec<Vec<String>> {
    who.get(address).await.expect(200).page().rows("Von der Zusage bis zum Nachweis")
}

#[tokio::test]
async fn from_promise_to_proof_with_evidence() {
    let app = TestApp::new().await;
    let (number, address) = project(&app).await;
    let authority = app.as_role("authority").await;
    for (step, amount) in [
        ("cofunding_pledged", "600,00"),
        ("cofunding_contracted", "500,00"),
        ("cofunding_received", "400,00"),
        ("cofunding_proven", "400,00"),
    ] {
        let answer = authority.post(&address, &fields(step, "private_cash", amount)).await.expect(303);
        assert_eq!(answer.location().as_deref(), Some(address.as_str()));
    }
    // in kind stands apart
    let _ = authority.post(&address, &fields("cofunding_pledged", "private_in_kind", "50,00")).await.expect(303);
    let rows = shown(&authority, &address).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0][0], "private Mittel (Geld)");
    assert_eq!(rows[0][2..], ["600,00 €", "500,00 €", "400,00 €", "400,00 €"]);
    assert_eq!(rows[1][2..], ["50,00 €", "unbekannt", "unbekannt", "unbekannt"]);
    // every figure opens to facts that add up to it
    let page = authority.get(&address).await.expect(200).page();
    let opened = page.all("table a.money");
    assert!(opened.len() >= 5, "{}", opened.len());
    for link in opened {
        let href = link.value().attr("href").expect("an address");
        let figure = authority.get(href).await.expect(200).page();
        let sum = figure.sums("Alle Vorgänge").get(2).or(figure.sums("Alle Vorgänge").get(1)).cloned();
        assert!(plain(&figure.text(".figure-amount")).contains(&tests::page::words(link)), "{href}");
        assert!(sum.is_some(), "{href} opens to facts");
    }
    let main = page.main();
    for said in ["Beispiel GmbH", "Vertrag vom 01.03.2021", "60 %", "40 %", "Das Ziel des Programms ist 1 : 1"] {
        assert!(main.contains(said), "{said} in {main}");
    }
    // year by year, cumulative
    let years = page.rows("jeweils alles bis zu diesem Tag");
    assert_eq!(
        years.first().map(|row| row[..4].to_vec()),
        Some(vec!["31.12.2019".into(), "1.000,00 €".into(), "unbekannt".into(), "unbekannt".into()])
    );
    assert_eq!(
        years.last().map(|row| row[..6].to_vec()),
        Some(["31.12.2021", "1.000,00 €", "600,00 €", "60 %", "400,00 €", "40 %"].map(String::from).to_vec()),
        "{years:?}"
    );
    assert_eq!(entries(&app).await.len(), 5);
    let verdict = entity::audit::verify(app.db.read()).await.expect("verified");
    assert_eq!(verdict.fault, None);
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.subject_id), ("cofunding.record", number));
}

#[tokio::test]
async fn a_later_step_above_the_earlier_one_asks_why() {
    let app = TestApp::new().await;
    let (_, address) = project(&app).await;
    let authority = app.as_role("authority").await;
    let _ = authority.post(&address, &fields("cofunding_pledged", "private_cash", "100,00")).await.expect(303);
    let more = fields("cofunding_received", "private_cash", "100,01");
    let refused = authority.post(&address, &more).await.expect(422).page();
    let said = refused.field_error("reason").expect("a sentence");
    assert!(said.contains("R16") && said.contains("100,01 €") && said.contains("100,00 €"), "{said}");
    assert_eq!(refused.value("amount").as_deref(), Some("100,01"), "what was typed is kept");
    assert_eq!(refused.value("source").as_deref(), Some("private_cash"));
    assert_eq!(entries(&app).await.len(), 1, "nothing half-written");
    let because = with(more, &[("reason", "Die Firma hat aufgerundet.")]);
    let _ = authority.post(&address, &because).await.expect(303);
    let main = authority.get(&address).await.expect(200).page().main();
    assert!(main.contains("Die Firma hat aufgerundet."), "{main}");
    assert_eq!(app.last_audit().await.reason.as_deref(), Some("Die Firma hat aufgerundet."));
    // the own share is secured by the application: it needs no promise
    let own = with(fields("cofunding_received", "own_share", "5,00"), &[("giver", "")]);
    let _ = authority.post(&address, &own).await.expect(303);
    let row = cofunding::record::Entity::find().order_by_desc(cofunding::record::Column::Id);
    let row = row.one(app.db.read()).await.expect("rows").expect("a row");
    assert_eq!((row.giver.as_str(), row.reason), ("Zuwendungsempfänger", None));
}

#[tokio::test]
async fn an_entry_is_taken_back_once_with_a_reason() {
    let app = TestApp::new().await;
    let (number, address) = project(&app).await;
    let authority = app.as_role("authority").await;
    let form = fields("cofunding_pledged", "private_cash", "100,00");
    let _ = authority.post(&address, &form).await.expect(303);
    let twice = authority.post(&address, &form).await.expect(422).page();
    assert!(twice.field_error("reference").is_some_and(|said| said.contains("steht schon im Hauptbuch")));
    let id = entries(&app).await[0].id.to_string();
    let bare = authority.post(&address, &[("reverses", &id), ("reference", " ")]).await.expect(422).page();
    assert!(bare.field_error("reference").is_some(), "{}", bare.main());
    let _ = authority.post(&address, &[("reverses", &id), ("reference", "Tippfehler")]).await.expect(303);
    let _ = authority.post(&address, &[("reverses", &id), ("reference", "noch einmal")]).await.expect(422);
    let counter = entries(&app).await[1].id.to_string();
    let _ = authority.post(&address, &[("reverses", &counter), ("reference", "Storno vom Storno")]).await.expect(422);
    let rows = shown(&authority, &address).await;
    assert_eq!(rows[0][2], "0,00 €", "{rows:?}");
    // what is granted is none of co-funding, and another project's entry is not there
    let granted = ledger::record::Entity::find().all(app.db.read()).await.expect("entries");
    let granted = granted.iter().find(|entry| entry.kind == "granted").expect("granted").id.to_string();
    let _ = authority.post(&address, &[("reverses", &granted), ("reference", "x")]).await.expect(422);
    let (_, other) = project(&app).await;
    let _ = authority.post(&other, &[("reverses", &id), ("reference", "x")]).await.expect(422);
    // after it is taken back the same may be entered again
    let _ = authority.post(&address, &form).await.expect(303);
    assert_eq!(shown(&authority, &address).await[0][2], "100,00 €", "{number}");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let (_, address) = project(&app).await;
    let authority = app.as_role("authority").await;
    let good = fields("cofunding_pledged", "private_cash", "100,00");
    let (long, null) = ("x".repeat(201), "a\0b");
    for (field, value) in [
        ("source", "programme"),
        ("source", "weltbank"),
        ("kind", "paid"),
        ("kind", ""),
        ("amount", ""),
        ("amount", "0,00"),
        ("amount", "-5,00"),
        ("amount", "1,001"),
        ("amount", "99999999999999999999"),
        ("amount", "100.000.000.000,01"),
        ("value_date", "2026-11-23"),
        ("value_date", "1989-12-31"),
        ("value_date", "gestern"),
        ("year", "123456"),
        ("year", "zwanzig"),
        ("giver", ""),
        ("giver", &long),
        ("giver", null),
        ("reference", "  "),
        ("reference", &long),
        ("reference", null),
        ("reason", null),
    ] {
        let page = authority.post(&address, &with(good.clone(), &[(field, value)])).await.expect(422).page();
        assert!(page.field_error(field).is_some(), "{field} {value:?}: {}", page.main());
    }
    // what is typed comes back as text, refused or kept
    const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'>";
    let form = with(good, &[("giver", HOSTILE), ("reference", HOSTILE), ("reason", HOSTILE)]);
    let refused = authority.post(&address, &with(form.clone(), &[("amount", HOSTILE)])).await.expect(422);
    for (field, answer) in [("giver", &refused), ("reason", &refused), ("amount", &refused)] {
        assert_eq!(answer.page().value(field).map(|text| text.trim_start().to_owned()).as_deref(), Some(HOSTILE));
        assert!(!answer.text().contains("<script>alert"), "{field}");
    }
    assert_eq!(cofunding::record::Entity::find().count(app.db.read()).await.expect("a count"), 0);
    assert!(entries(&app).await.is_empty(), "nothing half-written");
    let _ = authority.post(&address, &form).await.expect(303);
    let shown = authority.get(&address).await.expect(200);
    assert!(shown.page().main().contains("<script>alert(1)</script>") && !shown.text().contains("<script>alert"));
}

#[tokio::test]
async fn what_a_company_gives_to_one_project_stays_secret() {
    let app = TestApp::new().await;
    let (_, address) = project(&app).await;
    let authority = app.as_role("authority").await;
    let _ = authority.post(&address, &fields("cofunding_pledged", "private_cash", "777,77")).await.expect(303);
    let _ = authority.post(&address, &fields("cofunding_pledged", "bund", "55,55")).await.expect(303);
    for who in [app.visitor(), app.as_role("municipality").await, app.as_scoped("cdo", "suedwestfalen").await] {
        let text = plain(&who.get(&address).await.expect(200).text());
        for secret in ["777,77", "77,78 %", "Beispiel GmbH", "Vertrag vom", "private Mittel (Geld)"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("55,55 €") && text.contains("Geschäftsgeheimnis"), "{text}");
    }
    let cdo = app.as_cdo("aachen").await;
    let text = plain(&cdo.get(&address).await.expect(200).text());
    assert!(text.contains("777,77 €") && !text.contains("Kofinanzierung eintragen"), "{text}");
    let _ = cdo.post(&address, &fields("cofunding_pledged", "private_cash", "1,00")).await.expect(403);
    // sums over projects are public, and open to facts without the project
    let page = app.get("/haushalt/kofinanzierung").await.expect(200).page();
    assert!(page.main().contains("777,77 €"), "{}", page.main());
}

#[tokio::test]
async fn the_programme_by_region_and_over_time_adds_up() {
    let app = TestApp::new().await;
    for (region, granted, pledged, since) in
        [("aachen", "1.000,00", "250,00", "2019-05-01"), ("suedwestfalen", "3.000,00", "750,10", "2020-07-01")]
    {
        let made = a_project().in_region(region).since(since).granted(granted);
        let made = made.money(Kind::CofundingPledged, Source::PrivateCash, pledged, None);
        made.money(Kind::CofundingReceived, Source::PrivateInKind, "10,00", None).build(&app).await;
    }
    let page = app.get("/haushalt/kofinanzierung").await.expect(200).page();
    let rows = page.rows("neben den bewilligten Landesmitteln der Region");
    let aachen = rows.iter().find(|row| row[0] == "Aachen").expect("a row");
    assert_eq!(aachen[1..], ["1.000,00 €", "250,00 €", "25 %", "unbekannt", "unbekannt", "unbekannt", "10,00 €"]);
    let foot = page.sums("neben den bewilligten Landesmitteln der Region");
    assert_eq!(foot[1..4], ["4.000,00 €", "1.000,10 €", "25 %"]);
    let years = page.rows("jeweils alles bis zu diesem Tag");
    assert_eq!(years.iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["250,00 €", "1.000,10 €"]);
    // the sum of the ledger, made without the code under test
    let sum: i64 = entries(&app).await.iter().filter(|e| e.kind == "cofunding_pledged").map(|e| e.amount_cents.0).sum();
    assert_eq!(Cents(sum), Cents(100_010));
    // as of an earlier day, and of one region
    let then = app.get("/haushalt/kofinanzierung?stand=2019-12-31&region=aachen").await.expect(200).page();
    assert_eq!(then.rows("neben den bewilligten Landesmitteln der Region").len(), 1);
    assert_eq!(app.get("/haushalt/kofinanzierung?region=atlantis").await.status, 404);
}
