//! Reports: the budget and what to take along to a region; the same report in every form, as of any day and as known at any
//! instant, and to nobody more than they may see.
use calamine::{Data, Range, Reader, Xlsx};
use entity::{
    ledger::{Kind, Source},
    solution::sheet::field::Field as SheetField,
};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::{
    TestApp, Visitor,
    make::{a_project, a_solution, booked, day},
    page::plain,
};

const FORMATS: &[&str] = &["json", "csv", "xlsx", "pdf"];
const BUDGET: &str = "/api/v1/reports/budget";
const REGION: &str = "/api/v1/reports/region-briefing?region=aachen";
/// When the world was recorded, and when more of it.
const FIRST: &str = "2021-03-01T12:00:00Z";
const LATER: &str = "2021-09-01T12:00:00Z";

/// Money in two regions, in years and in none, of the programme and of others; a budget of two years.
async fn world() -> TestApp {
    let app = TestApp::new().await;
    app.set_clock(FIRST);
    let (state, cash) = (Source::Programme, Source::PrivateCash);
    let project =
        a_project().numbered("AC-1").titled("Portal der Bürgerdienste").in_region("aachen").since("2020-05-01");
    project
        .money(Kind::Granted, state, "1.000.000,01", Some(2020))
        .money(Kind::Granted, state, "500.000,00", Some(2021))
        .money(Kind::Paid, state, "750.000,50", Some(2020))
        .money(Kind::CofundingPledged, cash, "300.000,00", None)
        .money(Kind::Planned, Source::OwnShare, "20.000,00", None)
        .build(&app)
        .await;
    let project = a_project().numbered("OWL-1").in_region("ostwestfalen-lippe").since("2020-06-01");
    project.money(Kind::Granted, state, "250.000,00", Some(2020)).paid("100.000,00").build(&app).await;
    let ministry = app.as_role("ministry_budget").await;
    for (kind, year, amount, stems_from) in [
        ("appropriation", 2020, "2000000.00", None),
        ("carry_over", 2020, "300000.00", Some(2019)),
        ("blocked", 2020, "100000.00", None),
        ("commitment", 2021, "600000.00", Some(2020)),
        ("appropriation", 2021, "900000.00", None),
    ] {
        let fact = json!({
            "kind": kind, "year": year, "amount": amount, "stems_from": stems_from,
            "value_date": "2020-01-02", "reference": "Haushaltsplan"
        });
        let _ = ministry.call(Method::POST, "/api/v1/programmes/dmr-nrw/budget", Some(fact), None).await.expect(201);
    }
    app
}

async fn json(who: &Visitor, address: &str) -> Value {
    who.get(address).await.expect(200).json()
}

/// Cents of an amount as programs write it.
fn cents(amount: &Value) -> i64 {
    amount.as_str().expect("an amount").replace('.', "").parse().expect("cents")
}

/// Sums of figures by kind and source.
fn sums(figures: &Value) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for figure in figures.as_array().expect("figures") {
        let word = |name: &str| figure[name].as_str().expect("a word").to_owned();
        *sums.entry((word("kind"), word("source"))).or_default() += cents(&figure["amount"]);
    }
    sums
}

/// The lines of a table for programs, by its headings.
fn lines(table: &str) -> Vec<BTreeMap<String, String>> {
    let table = table.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(table.as_bytes());
    let heads = reader.headers().expect("headings").clone();
    let line = |line: csv::StringRecord| heads.iter().map(str::to_owned).zip(line.iter().map(str::to_owned)).collect();
    reader.records().map(|record| line(record.expect("a line"))).collect()
}

/// Cents of an amount as Germans write it.
fn german(amount: &str) -> i64 {
    amount.replace(['.', ','], "").parse().expect("cents")
}

/// The sheets of a workbook, in their order.
fn sheets(workbook: Vec<u8>) -> Vec<(String, Range<Data>)> {
    let mut read: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook)).expect("a workbook");
    let names = read.sheet_names().to_owned();
    names
        .into_iter()
        .map(|name| {
            let formulas = read.worksheet_formula(&name).expect("a sheet");
            assert_eq!(formulas.used_cells().count(), 0, "{name}: nothing is a formula");
            let range = read.worksheet_range(&name).expect("a sheet");
            (name, range)
        })
        .collect()
}

/// Cents of a number of euros.
fn of_number(cell: &Data) -> i64 {
    match cell {
        Data::Float(euros) => (euros * 100.0).round() as i64,
        Data::Int(euros) => euros * 100,
        other => panic!("{other:?} is no number"),
    }
}

#[tokio::test]
async fn a_workbook_says_what_the_interface_says() {
    let app = world().await;
    let report = json(&app.visitor(), BUDGET).await;
    let figures = report["figures"].as_array().expect("figures");
    let bound: Vec<(&str, i64)> = report["bound"]
        .as_array()
        .expect("by what backs it")
        .iter()
        .map(|one| (one["backing"].as_str().expect("a word"), cents(&one["amount"])))
        .collect();
    assert_eq!(bound, [("cash", 125_000_001), ("commitment", 50_000_000)]);
    let answer = app.get(&format!("{BUDGET}?as_of=2021-02-28&format=xlsx")).await.expect(200);
    assert!(answer.header("content-disposition").is_some_and(|name| name.contains("Haushalt-2021-02-28.xlsx")));
    let book = sheets(answer.body);
    let (first, front) = &book[0];
    let said: Vec<String> = front.rows().map(|row| format!("{}: {}", row[0], row[1])).collect();
    assert_eq!(first, "Bericht");
    assert!(said[0].starts_with("Titel: Haushaltsbericht"), "{said:?}");
    assert_eq!(said[1], "Stand: 28.02.2021");
    assert_eq!(said[2], "Bekannt am: 01.03.2021, 13:00 Uhr", "what was known when it was asked for");
    assert!(said[3].contains("Leitstand"), "{said:?}");
    let (_, all) = book.iter().find(|(name, _)| name == "Alle Zahlen").expect("the sheet for programs");
    let rows: Vec<&[Data]> = all.rows().skip(1).collect();
    assert_eq!(rows.len(), figures.len());
    for (row, figure) in rows.iter().zip(figures) {
        assert_eq!(of_number(&row[4]), cents(&figure["amount"]), "{row:?}");
        assert_eq!(row[8].to_string(), figure["id"].as_str().expect("an id"));
    }
    let (_, regions) = book.iter().find(|(name, _)| name == "Verwendung nach Region").expect("the regions");
    let row = regions.rows().find(|row| row[0] == Data::String("Programm".into())).expect("the programme");
    assert_eq!(of_number(&row[2]), 175_000_001);
    // what nobody knows is an empty cell, never nought
    let row = regions.rows().find(|row| row[0] == Data::String("Soest/Südwestfalen".into())).expect("a region");
    assert!(row[1..].iter().all(|cell| *cell == Data::Empty), "{row:?}");

    for (name, sheet) in [("transfer", "Alle Zeilen"), ("parliament", "Alle Zeilen"), ("cofunding", "Alle Zahlen")] {
        let address = format!("/api/v1/reports/{name}?format=");
        let table = lines(&app.get(&format!("{address}csv")).await.expect(200).text());
        let book = sheets(app.get(&format!("{address}xlsx")).await.expect(200).body);
        let (_, range) = book.iter().find(|(name, _)| name == sheet).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(range.rows().count() - 1, table.len(), "{name}");
    }
    let span = "/api/v1/reports/changes?from=2019-12-31&to=2021-03-01";
    let differing = json(&app.visitor(), span).await;
    let book = sheets(app.get(&format!("{span}&format=xlsx")).await.expect(200).body);
    let (_, range) = book.iter().find(|(name, _)| name == "Alle Buchungen").expect("the entries");
    let booked: i64 = range.rows().skip(1).map(|row| of_number(&row[6])).sum();
    let figures = differing["figures"].as_array().expect("figures");
    assert_eq!(booked, figures.iter().map(|figure| cents(&figure["difference"])).sum::<i64>());
}

#[tokio::test]
async fn the_budget_is_what_the_figures_say() {
    let app = world().await;
    let public = app.visitor();
    let report = json(&public, BUDGET).await;
    for (part, query) in [("totals", ""), ("figures", "&group_by=region&group_by=year")] {
        let figures = json(&public, &format!("/api/v1/figures?programme=dmr-nrw{query}")).await;
        assert_eq!(report[part], figures["figures"], "{part}");
    }
    assert_eq!(sums(&report["figures"]), sums(&report["totals"]), "the parts add up");
    let totals = sums(&report["totals"]);
    let of = |kind: &str, source: &str| totals.get(&(kind.to_owned(), source.to_owned())).copied();
    assert_eq!(of("granted", "programme"), Some(175_000_001));
    assert_eq!(of("paid", "programme"), Some(85_000_050));
    assert_eq!(of("cofunding_pledged", "private_cash"), Some(30_000_000));
    let ceiling = of("ceiling", "programme").expect("a ceiling");
    assert_eq!(cents(&report["free"]), ceiling - 175_000_001);
    let year = |year: i32| {
        let years = report["years"].as_array().expect("years");
        years.iter().find(|line| line["year"] == year).expect("the year").clone()
    };
    assert_eq!((&year(2020)["available"], &year(2020)["unspent"]), (&json!("2200000.00"), &json!("1449999.50")));
    let single = json(&public, "/api/v1/programmes/dmr-nrw/years/2020").await;
    for name in ["available", "unspent", "lapses"] {
        assert_eq!(year(2020)[name], single[name], "{name}");
    }
    assert_eq!(report["cofunding"], json(&public, "/api/v1/reports/cofunding").await);
    // the table for programs says the same
    let table = lines(&public.get(&format!("{BUDGET}?format=csv")).await.expect(200).text());
    assert_eq!(table.len(), report["figures"].as_array().map_or(0, Vec::len));
    for (line, figure) in table.iter().zip(report["figures"].as_array().expect("figures")) {
        assert_eq!(german(&line["Betrag in Euro"]), cents(&figure["amount"]), "{line:?}");
        assert_eq!(line["Zahl"], figure["id"].as_str().expect("an id"));
        assert_eq!(line["Buchungen"], figure["count"].to_string());
    }
    // and so does the page, where each figure leads to what it sums
    let page = public.get("/berichte/haushalt").await.expect(200).page();
    let rows = page.rows("Verwendung nach Region");
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {rows:?}")).clone();
    assert_eq!((row("Aachen")[2].as_str(), row("Programm")[2].as_str()), ("1.500.000,01 €", "1.750.000,01 €"));
    let ladder = page.rows("Vom Programmrahmen");
    let step = |label: &str| ladder.iter().find(|row| row[0] == label).map(|row| row[1].as_str());
    // half a million was granted in 2020 for 2021
    assert_eq!(step("davon Baransatz"), Some("1.250.000,01 €"), "{ladder:?}");
    assert_eq!(step("davon Verpflichtungsermächtigung"), Some("500.000,00 €"), "{ladder:?}");
    let means = page.rows("Ansatz, Reste");
    let first = means.iter().find(|row| row[0] == "2020").unwrap_or_else(|| panic!("{means:?}"));
    assert_eq!((first[1].as_str(), first[6].as_str()), ("2.000.000,00 €", "2.200.000,00 €"), "{first:?}");
    assert!(page.links().iter().any(|link| link == "/zahl/granted.programme.region-aachen"));
}

#[tokio::test]
async fn a_region_with_its_projects_money_and_solutions() {
    let app = world().await;
    app.set_clock(LATER);
    let hidden = entity::project::lifecycle::Lifecycle::Idea;
    a_project().numbered("AC-2").titled("Nur eine Idee").in_region("aachen").in_state(hidden).build(&app).await;
    let portal = a_solution().named("Das Portal").of_project("AC-1").provided_by("05334002").since("2021-01-01");
    let slug = portal.with(SheetField::Maturity, "transferable").build(&app).await;
    let paderborn = app.as_scoped("municipality", "05774032").await;
    let said = json!({"ags": "05774032", "state": "productive", "valid_on": "2021-08-01"});
    let address = format!("/api/v1/solutions/{slug}/adoptions");
    let _ = paderborn.call(Method::POST, &address, Some(said), None).await.expect(201);

    let public = app.visitor();
    let report = json(&public, REGION).await;
    assert_eq!((&report["name"], &report["project_count"]), (&json!("Aachen"), &json!(1)));
    assert_eq!(report["projects"][0]["number"], "AC-1");
    assert_eq!(report["projects"][0]["granted"]["amount"], "1500000.01");
    let figures = json(&public, "/api/v1/figures?programme=dmr-nrw&region=aachen").await;
    let figures = sums(&figures["figures"]);
    let money = sums(&report["money"]);
    assert!(money.len() >= 4, "{money:?}");
    for (key, sum) in &money {
        assert_eq!(figures.get(key), Some(sum), "{key:?}");
    }
    assert_eq!(report["cofunding"], json(&public, "/api/v1/reports/cofunding?region=aachen").await);
    assert_eq!(report["cofunding"]["whole"]["cash_pledged_percent"], "20.00");
    assert_eq!(report["solutions"][0]["name"], "Das Portal");
    let catalogued = json(&public, &format!("/api/v1/solutions/{slug}")).await;
    assert_eq!(report["solutions"][0]["slug"], catalogued["slug"]);
    let uses = report["solutions"][0]["adopters"].as_array().map_or(0, Vec::len) as u64
        + report["solutions"][0]["interested"].as_u64().expect("a number");
    assert_eq!(uses, 1, "Paderborn said so: {report}");

    let table = lines(&public.get(&format!("{REGION}&format=csv")).await.expect(200).text());
    let of = |part: &str| table.iter().filter(|line| line["Bereich"] == part).collect::<Vec<_>>();
    assert_eq!(of("Projekt, bewilligt").len(), 1);
    let booked: i64 = of("Geld").iter().map(|line| german(&line["Betrag in Euro"])).sum();
    assert_eq!(booked, money.values().sum::<i64>(), "line by line what the figures say");
    let page = public.get("/berichte/region/aachen").await.expect(200).page();
    assert!(page.main().contains("Portal der Bürgerdienste") && !page.main().contains("Nur eine Idee"));
    assert!(plain(&page.main()).contains("1,5 Mio. € sind bewilligt"), "{}", page.main());

    // the region's own office knows of what is not public yet
    let cdo = app.as_cdo("aachen").await;
    assert_eq!(json(&cdo, REGION).await["project_count"], 2);
    let elsewhere = app.as_cdo("suedwestfalen").await;
    assert_eq!(json(&elsewhere, REGION).await["project_count"], 1);
}

#[tokio::test]
async fn findings_are_for_those_who_may_see_them() {
    let app = world().await;
    // more paid than granted
    booked(&app, "AC-1", Kind::Paid, Source::Programme, "900.000,00", day("2020-12-01")).await;
    for (role, scope, budget, region) in [
        ("ministry_budget", None, true, true),
        ("auditor", None, true, true),
        ("cdo", Some("aachen"), true, true),
        ("project_lead", Some("AC-1"), true, true),
        // sees findings, but none of this region
        ("cdo", Some("suedwestfalen"), true, false),
        ("authority", Some("bezreg-arnsberg"), true, false),
        ("transfer_curator", None, false, false),
        ("municipality", Some("05334002"), false, false),
    ] {
        let who = match scope {
            Some(scope) => app.as_scoped(role, scope).await,
            None => app.as_role(role).await,
        };
        let found = json(&who, BUDGET).await;
        assert_eq!(found["checks"].is_object(), budget, "{role} {scope:?}");
        let found = json(&who, REGION).await;
        assert_eq!(found["checks"].is_object(), region, "{role} {scope:?}: {}", found["checks"]);
        let light = &found["projects"][0]["light"];
        assert_eq!(light.is_string(), region, "{role} {scope:?}: {light}");
        let page = who.get("/berichte/region/aachen").await.expect(200).page().main();
        assert_eq!(page.contains("Ampel der Prüfungen"), region, "{role} {scope:?}");
        let table = who.get(&format!("{REGION}&format=csv")).await.expect(200).text();
        assert_eq!(table.contains("\r\nBefund;") || table.contains("\r\nFrist;"), region, "{role} {scope:?}");
        if region {
            let all = json(&who, "/api/v1/checks?region=aachen&limit=500").await;
            let count = all["items"].as_array().map_or(0, Vec::len);
            assert!(count > 0, "{role}");
            assert_eq!(found["checks"]["total"], json!(count), "{role}");
            assert_ne!(*light, json!("nothing"), "{role}");
        }
    }
    let public = app.visitor();
    assert_eq!(json(&public, BUDGET).await["checks"], Value::Null);
    assert!(!public.get("/berichte/haushalt").await.expect(200).page().main().contains("Was nicht aufgeht"));
}

/// The addresses of all reports as of a day and as known at an instant.
fn all(as_of: &str, known_at: &str) -> Vec<String> {
    let times = format!("as_of={as_of}&known_at={known_at}");
    let mut all: Vec<String> = ["budget", "cofunding", "transfer", "parliament"]
        .map(|name| format!("/api/v1/reports/{name}?{times}"))
        .to_vec();
    all.push(format!("{REGION}&{times}"));
    all.push(format!("/api/v1/reports/changes?from=2020-01-01&to={as_of}&known_to={known_at}"));
    all
}

#[tokio::test]
async fn a_report_of_then_stays_as_it_was() {
    let app = world().await;
    app.set_clock("2021-06-01T09:00:00Z");
    let ministry = app.as_role("ministry_budget").await;
    let known = "2021-05-31T12:00:00Z";
    let mut before = Vec::new();
    for address in all("2020-12-31", known) {
        for format in FORMATS {
            let address = format!("{address}&format={format}");
            before.push((ministry.get(&address).await.expect(200).body, address));
        }
    }
    app.set_clock(LATER);
    // a session does not last that long
    let ministry = app.as_role("ministry_budget").await;
    // told late, and valid on a day that lies before
    booked(&app, "AC-1", Kind::Paid, Source::Programme, "1.234,56", day("2020-07-01")).await;
    booked(&app, "AC-1", Kind::CofundingReceived, Source::PrivateCash, "99,00", day("2020-07-01")).await;
    a_project().numbered("AC-3").in_region("aachen").since("2020-02-01").granted("77,00").build(&app).await;
    a_solution().named("Später").of_project("AC-1").provided_by("05334002").since("2020-03-01").build(&app).await;
    let fact = json!({"kind": "appropriation", "year": 2019, "amount": "5.00", "value_date": "2019-01-02", "reference": "Nachtrag"});
    let _ = ministry.call(Method::POST, "/api/v1/programmes/dmr-nrw/budget", Some(fact), None).await.expect(201);
    for (body, address) in before {
        assert!(ministry.get(&address).await.expect(200).body == body, "{address} is another");
    }
    // as known now it is another one
    let (then, now) = (&all("2020-12-31", known)[0], &all("2020-12-31", LATER)[0]);
    assert_ne!(json(&ministry, then).await["totals"], json(&ministry, now).await["totals"]);
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let app = TestApp::new().await;
    let hostile = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "<script>alert(1)</script>"];
    for title in hostile {
        a_project().titled(title).in_region("aachen").granted("1,00").build(&app).await;
    }
    let table = lines(&app.get(&format!("{REGION}&format=csv")).await.expect(200).text());
    let names: Vec<&str> =
        table.iter().filter(|line| line["Bereich"] == "Projekt, bewilligt").map(|line| line["Name"].as_str()).collect();
    for title in hostile {
        let safe = if title.starts_with('<') { title.to_owned() } else { format!("'{title}") };
        assert!(names.contains(&safe.as_str()), "{names:?}");
    }
    let book = sheets(app.get(&format!("{REGION}&format=xlsx")).await.expect(200).body);
    let (_, all) = book.iter().find(|(name, _)| name == "Alle Zeilen").expect("the sheet for programs");
    for title in hostile {
        assert!(all.rows().any(|row| row[2] == Data::String(title.into())), "{title} as it is, and text");
    }
    let page = app.get("/berichte/region/aachen").await.expect(200);
    assert!(!page.text().contains("<script>alert"), "escaped");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_answered() {
    let app = TestApp::new().await;
    for (address, status) in [
        ("/api/v1/reports/region-briefing", 422),
        ("/api/v1/reports/region-briefing?region=", 422),
        ("/api/v1/reports/region-briefing?region=atlantis", 404),
        ("/api/v1/reports/region-briefing?region=aachen&region=aachen", 422),
        ("/api/v1/reports/region-briefing?region=aachen&format=docx", 422),
        ("/api/v1/reports/budget?as_of=morgen", 422),
        ("/api/v1/reports/budget?format=", 200),
        ("/berichte/region/atlantis", 404),
        ("/berichte/region/%00", 404),
        ("/regionen/%00", 404),
    ] {
        assert_eq!(app.get(address).await.status.as_u16(), status, "{address}");
    }
}

#[tokio::test]
async fn the_list_of_reports_leads_to_each_in_every_form() {
    let app = TestApp::new().await;
    let page = app.get("/berichte?stand=2020-12-31").await.expect(200).page();
    let links = page.links();
    for address in ["/berichte/haushalt", "/berichte/region/aachen", "/berichte/transfer", "/berichte/landtag"] {
        assert!(links.iter().any(|link| *link == format!("{address}?stand=2020-12-31")), "{address}: {links:?}");
    }
    for name in ["budget", "cofunding", "transfer", "parliament", "region-briefing", "changes"] {
        for format in FORMATS {
            let start = format!("/api/v1/reports/{name}?");
            let found =
                links.iter().find(|link| link.starts_with(&start) && link.ends_with(&format!("format={format}")));
            let link = found.unwrap_or_else(|| panic!("{name} as {format}: {links:?}"));
            assert!(link.contains("2020-12-31"), "{link}");
            let answer = app.get(link).await.expect(200);
            assert_eq!(answer.header("content-disposition").is_some(), *format != "json", "{link}");
        }
    }
    // a report's page keeps the day it was asked for
    let page = app.get("/berichte/haushalt?stand=2020-12-31&bekannt=2026-11-01").await.expect(200).page();
    assert!(page.main().contains("Stand 31.12.2020, wie am 01.11.2026 bekannt"), "{}", page.main());
}
