//! What changed between two days: the listed entries add up to the difference of the two figures, whatever was booked,
//! taken back and recorded late; each names its reason; nothing is shown that is a secret.
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::{
    audit,
    clock::{Now, end_of_day},
    figures::changes::{
        Asked, Span,
        entries::{Change, entries},
        lines,
        projects::by_project,
        question,
    },
    ledger::{self, Kind, Source, close},
    money::Cents,
    origin,
    precision::Precision,
    programme, project,
    viewpoint::Viewpoint,
};
use http::Method;
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::EntityTrait;
use serde_json::json;
use std::collections::BTreeMap;
use tests::{
    TestApp,
    app::operator,
    make::{self, a_project, booked},
};

/// What happens, one after the other.
#[derive(Debug, Clone)]
enum Step {
    /// So many days go by.
    Wait(u64),
    /// An entry is recorded, valid so many days before today.
    Book { before: u64, kind: usize, project: usize, cents: i64 },
    /// One of the entries so far is taken back.
    TakeBack(usize),
    /// What has ended is closed.
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    let book = (0u64..400, 0usize..3, 0usize..3, -1_000_000i64..1_000_000);
    prop_oneof![
        2 => (0u64..40).prop_map(Step::Wait),
        6 => book.prop_map(|(before, kind, project, cents)| Step::Book { before, kind, project, cents }),
        2 => (0usize..50).prop_map(Step::TakeBack),
        1 => Just(Step::Close),
    ]
}

const KINDS: [(Kind, Source); 3] = [
    (Kind::Granted, Source::Programme),
    (Kind::Paid, Source::Programme),
    (Kind::CofundingPledged, Source::PrivateCash),
];

fn start() -> DateTime<Utc> {
    "2020-01-01T09:00:00Z".parse().expect("an instant")
}

/// A programme with two projects in two regions, before anything is booked.
struct World {
    app: TestApp,
    programme_id: i64,
    /// Project and region of what is booked: none, the first, the second.
    places: [(Option<i64>, Option<i64>); 3],
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        app.set_clock("2019-01-02T09:00:00Z");
        let mut places = [(None, None); 3];
        for (place, region) in places[1..].iter_mut().zip(["aachen", "suedwestfalen"]) {
            let number = a_project().in_region(region).since("2018-01-01").build(&app).await;
            let rows = project::record::Entity::find().all(app.db.read()).await.expect("projects");
            let row = rows.into_iter().find(|row| row.number == number).expect("the project");
            *place = (Some(row.id), row.region_id);
        }
        let programme = programme::find::by_slug(&app.db, "dmr-nrw").await.expect("the programme");
        Self { app, programme_id: programme.record.id, places }
    }

    async fn keep(&self, now: Now, entry: ledger::change::New) -> i64 {
        let mut write = self.app.db.write(now, &operator()).await.expect("a write");
        let origin_id = origin::published(&write, "Test").await.expect("an origin");
        let new = ledger::change::New { origin_id, ..entry };
        let rows = ledger::change::insert(&mut write, vec![new]).await.expect("an entry");
        let (action, subject) = ("test.entry", "ledger_entry");
        let entry = audit::Entry { action, subject, subject_id: String::new(), detail: json!({}), reason: None };
        write.commit(entry).await.expect("kept");
        rows[0].id
    }

    async fn live(&self, steps: Vec<Step>) -> DateTime<Utc> {
        let mut at = start();
        let mut open: Vec<(i64, ledger::change::New)> = Vec::new();
        for step in steps {
            let now = Now::at(at);
            at += TimeDelta::seconds(1);
            match step {
                Step::Wait(days) => at = at + Days::new(days),
                Step::Book { before, kind, project, cents } => {
                    let new = ledger::change::New {
                        programme_id: self.programme_id,
                        project_id: self.places[project].0,
                        region_id: self.places[project].1,
                        authority_id: None,
                        case_id: None,
                        kind: KINDS[kind].0,
                        source: KINDS[kind].1,
                        cents: Cents(cents),
                        precision: Precision::Cent,
                        value_date: now.today - Days::new(before),
                        year: None,
                        stems_from: None,
                        reference: None,
                        origin_id: 0,
                        reverses: None,
                        sample: false,
                    };
                    open.push((self.keep(now, new.clone()).await, new));
                }
                Step::TakeBack(which) if !open.is_empty() => {
                    let (id, entry) = open.swap_remove(which % open.len());
                    let cents = Cents(-entry.cents.0);
                    let _ = self.keep(now, ledger::change::New { cents, reverses: Some(id), ..entry }).await;
                }
                Step::TakeBack(_) => {}
                Step::Close => drop(close::close(&self.app.db, now).await.expect("closed")),
            }
        }
        // as tomorrow's job would
        close::close(&self.app.db, Now::at(at + Days::new(8))).await.expect("closed");
        at
    }
}

fn counts(entry: &ledger::record::Model, view: Viewpoint) -> bool {
    entry.value_date <= view.as_of && view.known_at.is_none_or(|known| entry.recorded_at <= known)
}

type Key = (&'static str, &'static str);

/// The differences and their parts, from all entries, without the code under test: difference, corrected, how many.
fn differences(
    all: &[ledger::record::Model],
    span: Span,
    asked: &Asked,
    region: Option<i64>,
) -> BTreeMap<Key, (i64, i64, u64)> {
    let mut found: BTreeMap<Key, (i64, i64, u64)> = BTreeMap::new();
    for entry in all.iter().filter(|entry| asked.region.is_none() || entry.region_id == region) {
        let kind = Kind::from_key(&entry.kind).expect("a kind");
        let source = Source::from_key(&entry.source).expect("a source");
        let wanted =
            asked.kind.is_none_or(|wanted| wanted == kind) && asked.source.is_none_or(|wanted| wanted == source);
        if wanted && counts(entry, span.after) && !counts(entry, span.before) {
            let sum = found.entry((kind.key(), source.key())).or_default();
            let late = if entry.value_date <= span.before.as_of { entry.amount_cents.0 } else { 0 };
            *sum = (sum.0 + entry.amount_cents.0, sum.1 + late, sum.2 + 1);
        }
    }
    found
}

#[test]
fn the_entries_add_up_to_the_difference() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // days from and to, instants from and to (none is now), what it is narrowed to
    let looks = prop::collection::vec(
        (0u64..900, 0u64..300, prop::option::of((0u64..900, 0u64..300)), 0usize..4, any::<bool>()),
        5,
    );
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(prop::collection::vec(step(), 5..60), looks), |(steps, looks)| {
        runtime.block_on(async {
            let world = World::new().await;
            let now = Now::at(world.live(steps).await + Days::new(9));
            let (db, actor) = (&world.app.db, operator());
            let all = ledger::record::Entity::find().all(db.read()).await.expect("entries");
            let origin = (start() - Days::new(400)).date_naive();
            for (from, days, known, kind, in_aachen) in looks {
                let days = (origin + Days::new(from), origin + Days::new(from + days));
                let known = known.map_or((None, None), |(from, later)| {
                    (Some(start() + Days::new(from)), Some(start() + Days::new(from + later)))
                });
                let span = Span::new(&now, days, known).expect("forwards");
                let asked = Asked {
                    region: in_aachen.then(|| "aachen".to_owned()),
                    kind: KINDS.get(kind).map(|(kind, _)| *kind),
                    source: KINDS.get(kind).map(|(_, source)| *source),
                    project: None,
                };
                let expected = differences(&all, span, &asked, world.places[1].1);
                let question = question(db, &actor, "dmr-nrw", span, asked).await.expect("a question");
                let lines = lines(db, &question).await.expect("lines");
                let found: BTreeMap<Key, (i64, i64, u64)> = lines
                    .iter()
                    .map(|line| {
                        let parts = line.corrected.cents.0 + line.effective.cents.0;
                        assert_eq!(line.difference().0, parts, "{line:?}");
                        let count = line.corrected.count + line.effective.count;
                        ((line.id.kind.key(), line.id.source.key()), (parts, line.corrected.cents.0, count))
                    })
                    .collect();
                prop_assert_eq!(&found, &expected, "{:?}", span);
                // read page by page
                let effective: u64 = lines.iter().map(|line| line.effective.count).sum();
                let total: u64 = expected.values().map(|(_, _, count)| count).sum();
                let mut made: Vec<Change> = Vec::new();
                loop {
                    let offset = u64::try_from(made.len()).expect("few");
                    let some = entries(db, &question, effective, offset, 4).await.expect("entries");
                    if some.is_empty() {
                        break;
                    }
                    made.extend(some);
                }
                let mut listed: BTreeMap<Key, (i64, i64, u64)> = BTreeMap::new();
                let mut seen = std::collections::BTreeSet::new();
                for change in &made {
                    let sum = listed.entry((change.entry.kind.key(), change.entry.source.key())).or_default();
                    let cents = change.entry.cents.0;
                    *sum = (sum.0 + cents, sum.1 + if change.corrects { cents } else { 0 }, sum.2 + 1);
                    prop_assert!(seen.insert(change.entry.id), "an entry is listed once");
                }
                prop_assert_eq!(&listed, &expected, "{:?}", span);
                prop_assert_eq!(u64::try_from(made.len()).expect("few"), total);
                // and by project
                if let Some(projects) = by_project(db, &question, 0, 100).await.expect("projects") {
                    let sum: i64 = projects.lines.iter().map(|of| of.line.difference().0).sum();
                    let parts: i64 =
                        projects.lines.iter().map(|of| of.line.corrected.cents.0 + of.line.effective.cents.0).sum();
                    let whole: i64 = expected.values().map(|(cents, _, _)| cents).sum();
                    prop_assert_eq!((sum, parts), (whole, whole), "{:?}", span);
                }
            }
            Ok(())
        })
    });
    outcome.expect("differences add up");
}

#[test]
fn a_span_goes_forwards() {
    let now = Now::at(start());
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let (early, late) = (day("2019-01-01"), day("2019-12-31"));
    assert!(Span::new(&now, (late, early), (None, None)).is_err());
    assert!(Span::new(&now, (early, late), (Some(end_of_day(late)), Some(end_of_day(early)))).is_err());
    assert!(Span::new(&now, (early, early), (None, None)).is_ok());
    // without a first instant both look from the same
    let same = Span::new(&now, (early, late), (None, Some(end_of_day(late)))).expect("forwards");
    assert_eq!(same.before.known_at, same.after.known_at);
}

/// A project with what a person booked, corrected and took back, on three days.
async fn story(app: &TestApp) -> String {
    app.set_clock("2021-01-10T09:00:00Z");
    let number = a_project().in_region("aachen").since("2020-06-01").granted("1.000,00").build(app).await;
    let ledger = format!("/api/v1/projects/{number}/ledger");
    let book = async |day: &str, body: serde_json::Value| {
        app.set_clock(day);
        let budget = app.as_role("ministry_budget").await;
        let answer = budget.call(Method::POST, &ledger, Some(body), None).await.expect(201);
        answer.json()["id"].clone()
    };
    let paid = |amount: &str, day: &str| json!({"kind": "paid", "source": "programme", "amount": amount, "value_date": day, "reference": "Kasse"});
    let first = book("2021-02-01T09:00:00Z", paid("300.00", "2020-12-01")).await;
    let _ = book("2021-03-01T09:00:00Z", paid("200.00", "2021-02-15")).await;
    let _ = book("2021-04-01T09:00:00Z", json!({"reverses": first, "reference": "Falsches Projekt"})).await;
    app.set_clock("2021-04-02T09:00:00Z");
    booked(app, &number, Kind::CofundingPledged, Source::PrivateCash, "77,77", make::day("2021-02-20")).await;
    app.set_clock("2021-06-01T09:00:00Z");
    number
}

#[tokio::test]
async fn the_page_says_what_and_why() {
    let app = TestApp::new().await;
    let number = story(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let address = "/haushalt/veraenderung?von=2020-12-31&bis=2021-05-31&bekannt_von=2021-02-28&bekannt_bis=2021-05-31";
    let page = budget.get(address).await.expect(200).page();
    let rows = page.rows("Zahlen, die sich unterscheiden");
    let paid = rows.iter().find(|row| row[0].starts_with("ausgezahlt")).expect("a row");
    assert_eq!(paid[1..], ["300,00 €", "−300,00 €", "+200,00 €", "200,00 €", "−100,00 €"], "{rows:?}");
    let made = page.rows("Alle Buchungen, die den Unterschied machen");
    assert_eq!(made.len(), 3, "{made:?}");
    let storno = made.iter().find(|row| row[3] == "−300,00 €").expect("the counter-entry");
    assert!(storno[4].contains("Storno") && storno[4].contains("Falsches Projekt"), "{storno:?}");
    assert!(storno[5].contains("nachträglich erfasst"), "{storno:?}");
    // the two figures open to what they say, and narrowing shows the project
    for link in page.all("a.money").iter().filter_map(|link| link.value().attr("href")) {
        assert!(link.contains("stand="), "{link}");
        let _ = budget.get(link).await.expect(200);
    }
    let file = page.links().into_iter().find(|link| link.contains("format=csv")).expect("a link to the table");
    assert_eq!(budget.get(&file).await.expect(200).text().lines().count(), 4, "a head and three entries");
    let narrow = format!("{address}&art=paid&mittel=programme");
    let page = budget.get(&narrow).await.expect(200).page();
    let projects = page.rows("Projekte mit dem größten Unterschied");
    assert_eq!(projects.len(), 1, "{projects:?}");
    assert_eq!(projects[0][5], "−100,00 €");
    let of_project = app::paths::with_query(&narrow, &[("projekt", &number)]);
    assert_eq!(budget.get(&of_project).await.expect(200).page().rows("Alle Buchungen").len(), 2);
    // seen from now both times, the past is as it is corrected
    let page = budget.get("/haushalt/veraenderung?von=2020-12-31&bis=2021-05-31").await.expect(200).page();
    let rows = page.rows("Zahlen, die sich unterscheiden");
    let paid = rows.iter().find(|row| row[0].starts_with("ausgezahlt")).expect("a row");
    assert_eq!(paid[1..], ["0,00 €", "–", "+200,00 €", "200,00 €", "+200,00 €"]);
}

#[tokio::test]
async fn the_interface_gives_the_same_and_a_table() {
    let app = TestApp::new().await;
    let _ = story(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let address = "/api/v1/reports/changes?from=2020-12-31&to=2021-05-31&known_from=2021-02-28&known_to=2021-05-31";
    let all = budget.get(address).await.expect(200).json();
    let paid =
        all["figures"].as_array().expect("figures").iter().find(|figure| figure["kind"] == "paid").expect("paid");
    assert_eq!(
        (&paid["before"], &paid["corrected"], &paid["effective"], &paid["after"], &paid["difference"]),
        (&json!("300.00"), &json!("-300.00"), &json!("200.00"), &json!("200.00"), &json!("-100.00"))
    );
    let items = all["items"].as_array().expect("items");
    assert_eq!(items.len(), 3);
    assert_eq!(items.iter().filter(|item| item["part"] == "corrected").count(), 1);
    assert_eq!(items.iter().find(|item| item["part"] == "corrected").expect("one")["cause"], "reversal");
    // page by page it is the same
    let (mut ids, mut next) = (Vec::new(), format!("{address}&limit=1"));
    loop {
        let page = budget.get(&next).await.expect(200).json();
        ids.extend(page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()));
        match page["next"].as_str() {
            Some(cursor) => next = format!("{address}&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(ids, items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>());
    let table = budget.get(&format!("{address}&format=csv")).await.expect(200);
    assert_eq!(table.header("content-type").as_deref(), Some("text/csv; charset=utf-8"));
    let text = table.text();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains(";-300,00;") && text.contains("Falsches Projekt"), "{text}");
    for bad in [
        "",
        "?from=2020-12-31",
        "?from=2021-12-31&to=2020-12-31",
        "?from=2020-01-01&to=2020-12-31&known_from=2021-01-01&known_to=2020-01-01",
        "?from=gestern&to=heute",
        "?from=2020-01-01&to=2020-12-31&kind=presents",
        "?from=2020-01-01&to=2020-12-31&format=docx",
        "?from=2020-01-01&to=2020-12-31&known_to=99999999999",
    ] {
        assert_eq!(budget.get(&format!("/api/v1/reports/changes{bad}")).await.status, 422, "{bad}");
    }
    for missing in ["&region=atlantis", "&project=X-0"] {
        assert_eq!(budget.get(&format!("{address}{missing}")).await.status, 404, "{missing}");
    }
}

#[tokio::test]
async fn secrets_stay_secret() {
    let app = TestApp::new().await;
    let number = story(&app).await;
    let public = app.visitor();
    let address = "/haushalt/veraenderung?von=2020-12-31&bis=2021-05-31";
    let page = public.get(address).await.expect(200).page();
    let rows = page.rows("Alle Buchungen");
    let private = rows.iter().find(|row| row[1].contains("private Mittel")).expect("the sum is public");
    assert!(!private.join(" ").contains("Projekt Nummer") && private[4].contains("nicht öffentlich"), "{private:?}");
    assert!(!page.main().contains("Kasse"), "references are internal");
    let all = public.get("/api/v1/reports/changes?from=2020-12-31&to=2021-05-31").await.expect(200).json();
    let items = all["items"].as_array().expect("items");
    let private = items.iter().find(|item| item["source"] == "private_cash").expect("the private one");
    assert_eq!((&private["cause"], &private["project"]), (&json!("withheld"), &json!(null)), "{private}");
    let of_one = format!("{address}&projekt={number}");
    let page = public.get(&of_one).await.expect(200).page();
    assert!(!page.main().contains("77,77"), "{}", page.main());
    let private = "&art=cofunding_pledged&mittel=private_cash";
    let all = public.get(&format!("{address}{private}")).await.expect(200).page();
    assert!(all.rows("Projekte mit dem größten Unterschied").is_empty());
    assert_eq!(public.get(&format!("{of_one}{private}")).await.status, 404);
    let call = format!("/api/v1/reports/changes?from=2020-12-31&to=2021-05-31&project={number}");
    assert!(!public.get(&call).await.expect(200).text().contains("77.77"));
    let table = public.get("/api/v1/reports/changes?from=2020-12-31&to=2021-05-31&format=csv").await.expect(200).text();
    assert!(table.contains("77,77") && !table.contains("Kasse"), "{table}");
    let line = table.lines().find(|line| line.contains("77,77")).expect("a line");
    assert!(!line.contains(&number), "{line}");
    // an idea that is not public: its entry is there without its name
    let idea =
        a_project().in_region("aachen").titled("Geheime Idee").in_state(entity::project::lifecycle::Lifecycle::Idea);
    idea.since("2021-03-01").granted("5,00").build(&app).await;
    let narrowed = public.get(&format!("{address}&art=granted&mittel=programme")).await.expect(200).page();
    assert!(!narrowed.main().contains("Geheime Idee"), "{}", narrowed.main());
    assert!(
        narrowed.main().contains("noch nicht öffentlich") && narrowed.main().contains("+5,00 €"),
        "{}",
        narrowed.main()
    );
}

#[tokio::test]
async fn what_is_no_day_is_answered_with_a_sentence() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    for bad in [
        "von=gestern",
        "von=2021-01-01&bis=2020-01-01",
        "von=2020-01-01&bis=2021-01-01&bekannt_von=2021-01-01&bekannt_bis=2020-01-01",
        "bis=99999-01-01",
        "bekannt_von=%3Cscript%3E",
    ] {
        let page = visitor.get(&format!("/haushalt/veraenderung?{bad}")).await.expect(422).page();
        assert!(page.main().contains("lassen sich nicht vergleichen"), "{bad}: {}", page.main());
    }
    // both writings of a day are read, and pages beyond the end are empty
    let _ = visitor.get("/haushalt/veraenderung?von=31.12.2019&bis=31.12.2020").await.expect(200);
    let _ = visitor.get("/haushalt/veraenderung?seite=18446744073709551615&projektseite=-1").await.expect(200);
    assert_eq!(visitor.get("/haushalt/veraenderung?region=atlantis").await.status, 404);
    assert_eq!(visitor.get("/haushalt/veraenderung?projekt=X-0").await.status, 404);
}
