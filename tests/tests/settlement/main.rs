//! Settlement from outside: the recipient calls for money, the authority pays once and only what rule R13 lets through,
//! and the ledger says the same as the calls.
use chrono::Datelike;
use entity::{
    audit,
    check::finding::Severity,
    grant::{FinancingType, rules::budget::backing_of},
    ledger::{self, Kind, Source, sums::Filter},
    money::Cents,
    settlement::draw::{
        Call,
        rules::{self, Facts, Terms},
    },
    viewpoint::Viewpoint,
};
use http::Method;
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::{
    Answer, TestApp, Visitor,
    make::{a_project, day, euros},
};

mod late_use;
mod plan_actual;

/// A project with a case of 400,000 € by share (80 % of 500,000 €), two officials and the recipient.
struct World {
    app: TestApp,
    one: Visitor,
    other: Visitor,
    lead: Visitor,
    case: i64,
}

async fn post(visitor: &Visitor, path: &str, body: Value, tag: Option<&str>) -> Answer {
    visitor.call(Method::POST, path, Some(body), tag).await
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        a_project().numbered("AC-1").titled("Bürgerportal").in_region("aachen").build(&app).await;
        let one = app.as_scoped("authority", "bezreg-koeln").await;
        let other = app.as_scoped("authority", "bezreg-koeln").await;
        let lead = app.as_scoped("project_lead", "AC-1").await;
        let case = json!({
            "reference": "34.02-1", "recipient": "Stadt Aachen", "recipient_kind": "municipality",
            "authority": "bezreg-koeln", "region": "aachen", "regime": "vvg",
        });
        let answer = post(&one, "/api/v1/projects/AC-1/cases", case, Some("*")).await.expect(201);
        let case = answer.json()["id"].as_i64().expect("a key");
        let world = Self { app, one, other, lead, case };
        // beyond challenge from 14 January 2020 on
        world.decide("initial", "2019-12-10", Some("2019-12-12"), 400_000).await;
        world
    }

    /// A version approved by the second person: half the grant in 2020, half in 2021, 80 % of the staff.
    async fn decide(&self, kind: &str, dated_on: &str, notified_on: Option<&str>, amount: i64) {
        let half = |euros: i64| format!("{}.00", euros / 2);
        let lines = [2020, 2021].into_iter().flat_map(|year| {
            [("staff", amount / 4 * 5), ("grant", amount), ("own_share", amount / 4)]
                .map(|(item, euros)| json!({"year": year, "item": item, "amount": half(euros)}))
        });
        let years = [2020, 2021].map(|year| {
            let backing = backing_of(year, day(dated_on).year());
            json!({"year": year, "backing": backing.key(), "amount": half(amount)})
        });
        let version = json!({
            "case": self.case, "kind": kind, "dated_on": dated_on, "notified_on": notified_on,
            "recipient": "Stadt Aachen", "financing": "share", "rate": "80.00", "amount": format!("{amount}.00"),
            "rules": "ANBest-G 2003", "drawable_from": "2020-01-01", "drawable_to": "2021-12-31",
            "work_from": "2020-01-01", "work_to": "2021-10-31", "reason": "Wie beantragt.",
            "years": years,
            "plan": lines.collect::<Value>(),
        });
        let answer = post(&self.one, "/api/v1/projects/AC-1/decisions", version, Some("*")).await.expect(201);
        let approve = format!("/api/v1/decisions/{}/approve", answer.json()["id"]);
        let _ = post(&self.other, &approve, json!({}), None).await.expect(200);
    }

    fn draws(&self) -> String {
        format!("/api/v1/cases/{}/draws", self.case)
    }

    async fn draw(&self, body: Value) -> Answer {
        post(&self.lead, &self.draws(), body, Some("*")).await
    }

    async fn pay(&self, draw: i64, on: &str) -> Answer {
        let body = json!({"verdict": "paid", "dated_on": on});
        post(&self.one, &format!("/api/v1/draws/{draw}/answer"), body, None).await
    }

    async fn sum(&self, kind: Kind) -> Cents {
        let view = Viewpoint::now(&self.app.now());
        let filter = Filter { kind: Some(kind), source: Some(Source::Programme), ..Filter::default() };
        let totals = ledger::sums::totals(self.app.db.read(), &filter, &[], view).await.expect("sums");
        totals.first().map_or(Cents::ZERO, |total| total.cents)
    }

    async fn sound(&self) {
        assert_eq!(audit::verify(self.app.db.read()).await.expect("a walk").fault, None);
    }
}

/// 50,000 € on 3 February 2020, needed until the end of March.
fn a_call() -> Value {
    json!({
        "requested_on": "2020-02-03", "amount": "50000.00", "needed_until": "2020-03-31", "spent_before": "0.00",
        "own_before": "0.00", "year": 2020, "reference": "Abruf 1",
    })
}

fn with(mut body: Value, changes: &[(&str, &str)]) -> Value {
    for (field, value) in changes {
        body[*field] = json!(value);
    }
    body
}

#[tokio::test]
async fn a_call_is_paid_once_and_again_only_after_the_payment_was_taken_back() {
    let world = World::new().await;
    let drawn = world.draw(a_call()).await.expect(201).json();
    let id = drawn["id"].as_i64().expect("a key");
    assert_eq!(drawn["state"], "open");
    assert_eq!((world.sum(Kind::Requested).await, world.sum(Kind::Paid).await), (euros("50.000,00"), Cents::ZERO));
    // the recipient does not pay themselves
    let body = json!({"verdict": "paid", "dated_on": "2020-02-10"});
    let _ = post(&world.lead, &format!("/api/v1/draws/{id}/answer"), body, None).await.expect(403);
    let paid = world.pay(id, "2020-02-10").await.expect(200).json();
    assert_eq!((paid["state"].as_str(), paid["answer"]["amount"].as_str()), (Some("paid"), Some("50000.00")));
    assert_eq!(world.sum(Kind::Paid).await, euros("50.000,00"));

    let rows = world.app.audit_rows().await;
    let again = world.pay(id, "2020-02-11").await.expect(409).json();
    assert_eq!(again["code"], "draw.answered");
    assert!(again["detail"].as_str().is_some_and(|text| text.contains("50.000,00") && text.contains("10.02.2020")));
    // the table holds it as well, whoever asks and however
    let entry = paid["answer"]["entry"].as_i64().expect("an entry");
    let sql = format!(
        "insert into draw_answer (draw_id, attempt, verdict, dated_on, amount_cents, entry_id, recorded_at, audit_id) \
         select {id}, 2, 'paid', '2020-02-11', 100, id, '2026-01-01T00:00:00+00:00', 1 from ledger_entry \
         where id <> {entry} limit 1"
    );
    let refused = world.app.db.housekeeping().execute_unprepared(&sql).await.expect_err("a second payment");
    assert!(refused.to_string().contains("answered already"), "{refused}");
    for table in ["draw", "draw_answer"] {
        for sql in [format!("update {table} set amount_cents = 1"), format!("delete from {table}")] {
            assert!(world.app.db.housekeeping().execute_unprepared(&sql).await.is_err(), "{sql}");
        }
    }
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");

    // a counter-entry opens the call again: the second payment then stands alone
    let back = json!({"reverses": entry});
    let _ = post(&world.one, "/api/v1/projects/AC-1/ledger", back, None).await.expect(201);
    let list = world.one.get(&world.draws()).await.expect(200).json();
    assert_eq!(list["items"][0]["state"], "open");
    let _ = world.pay(id, "2020-02-12").await.expect(200);
    let _ = world.pay(id, "2020-02-13").await.expect(409);
    assert_eq!(world.sum(Kind::Paid).await, euros("50.000,00"));
    // as of a day before it was open
    let then = world.one.get(&format!("{}?as_of=2020-02-11", world.draws())).await.expect(200).json();
    assert_eq!(then["items"][0]["state"], "open");
    assert!(then["items"][0]["answer"].is_null());
    world.sound().await;
}

#[tokio::test]
async fn a_payment_is_taken_back_on_the_page() {
    let world = World::new().await;
    let id = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    let paid = world.pay(id, "2020-02-10").await.expect(200).json();
    let entry = paid["answer"]["entry"].as_i64().expect("an entry").to_string();
    let (funding, bookings) = ("/projekte/AC-1/finanzierung", "/projekte/AC-1/buchungen");
    let asks = format!("{funding}?storno={entry}#stornieren");
    assert!(world.one.get(funding).await.expect(200).page().links().contains(&asks));
    let asked = format!("{funding}?storno={entry}");
    for who in [&world.lead, &world.app.visitor()] {
        assert!(!who.get(funding).await.expect(200).page().links().contains(&asks));
        assert!(!who.get(&asked).await.expect(200).page().has("#stornieren"));
    }
    let page = world.one.get(&asked).await.expect(200).page();
    assert!(page.main().contains("50.000,00"), "{}", page.main());
    let refused = world.one.post(bookings, &[("reverses", &entry), ("reference", " ")]).await.expect(422).page();
    assert!(refused.field_error("reference").is_some_and(|error| error.contains("warum")), "{}", refused.main());
    assert_eq!(refused.value("reverses").as_deref(), Some(entry.as_str()));
    let form = [("reverses", entry.as_str()), ("reference", "Doppelt angewiesen, Vermerk vom 12.02.2020")];
    let _ = world.lead.post(bookings, &form).await.expect(403);
    let done = world.one.post(bookings, &form).await.expect(303);
    let after = world.one.follow(&done).await.expect(200).page();
    assert!(after.messages().iter().any(|said| said.contains("storniert")), "{:?}", after.messages());
    assert!(!after.links().contains(&asks), "once");
    assert!(after.main().contains("Doppelt angewiesen"), "{}", after.main());
    assert_eq!(world.sum(Kind::Paid).await, Cents::ZERO);
    let again = world.one.post(bookings, &form).await.expect(422).page();
    assert!(again.main().contains("schon storniert"), "{}", again.main());
    for odd in ["", "abc", "99999999999999999999", "4711"] {
        let _ = world.one.post(bookings, &[("reverses", odd), ("reference", "x")]).await.expect(422);
    }
    world.sound().await;
}

#[tokio::test]
async fn a_refusal_takes_the_call_back() {
    let world = World::new().await;
    let id = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    let address = format!("/api/v1/draws/{id}/answer");
    let mut body = json!({"verdict": "refused", "dated_on": "2020-02-10"});
    let said = post(&world.one, &address, body.clone(), None).await.expect(422).json();
    assert_eq!(said["errors"][0]["field"], "reason");
    body["reason"] = json!("Der Bedarf ist nicht erläutert.");
    let refused = post(&world.one, &address, body, None).await.expect(200).json();
    assert_eq!(refused["state"], "refused");
    assert_eq!(world.sum(Kind::Requested).await, Cents::ZERO);
    assert_eq!(world.pay(id, "2020-02-11").await.expect(409).json()["code"], "draw.answered");
    // the next call may come, in part paid with a reason
    let id = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    let mut part = json!({"verdict": "paid", "dated_on": "2020-02-12", "amount": "20000.00"});
    let address = format!("/api/v1/draws/{id}/answer");
    let _ = post(&world.one, &address, part.clone(), None).await.expect(422);
    part["reason"] = json!("Der Rest ist erst im Mai fällig.");
    let _ = post(&world.one, &address, part, None).await.expect(200);
    assert_eq!(
        (world.sum(Kind::Requested).await, world.sum(Kind::Paid).await),
        (euros("50.000,00"), euros("20.000,00"))
    );
    world.sound().await;
}

#[tokio::test]
async fn what_does_not_hold_is_refused_with_its_rule_and_figure() {
    let world = World::new().await;
    let rows = world.app.audit_rows().await;
    for (changes, field, code, figure) in [
        // the month after notification ends on 13 January
        (vec![("requested_on", "2020-01-13"), ("needed_until", "2020-01-31")], "requested_on", "R13", "14.01.2020"),
        (vec![("requested_on", "2022-01-03"), ("needed_until", "2022-01-31")], "requested_on", "R13", "31.12.2021"),
        (vec![("needed_until", "2020-04-04")], "needed_until", "R13", "03.04.2020"),
        (vec![("amount", "400000.01")], "amount", "R13", "0,01"),
        (vec![("spent_before", "100000.00"), ("own_before", "19998.99")], "own_before", "R13", "20.000,00"),
        (vec![("amount", "0.00")], "amount", "range", "null"),
        (vec![("amount", "-1.00")], "amount", "range", "null"),
        (vec![("amount", "1.001")], "amount", "format", "Betrag"),
        (vec![("amount", "92233720368547758.07")], "amount", "range", "100 Milliarden"),
        (vec![("own_before", "1.00")], "own_before", "range", "Ausgaben"),
        (vec![("requested_on", "2026-11-23")], "requested_on", "future", "Zukunft"),
        (vec![("needed_until", "2020-02-30")], "needed_until", "format", "Tag"),
    ] {
        let said = world.draw(with(a_call(), &changes)).await.expect(422).json();
        let errors = said["errors"].as_array().expect("errors");
        let found = errors.iter().find(|error| error["field"] == field && error["code"] == code);
        let message = found.unwrap_or_else(|| panic!("{changes:?}: {said:#}"))["message"].as_str().expect("a sentence");
        assert!(message.contains(figure), "{changes:?}: {message}");
    }
    // without, with an old and with the right state; not before a decision
    let _ = post(&world.lead, &world.draws(), a_call(), None).await.expect(428);
    let _ = post(&world.lead, &world.draws(), a_call(), Some("\"4711\"")).await.expect(412);
    let before = with(a_call(), &[("requested_on", "2019-12-09")]);
    assert_eq!(world.draw(before).await.expect(422).json()["errors"][0]["code"], "R13");
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");

    // paid is judged again on its day, and one call at a time
    let id = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    let second = world.draw(with(a_call(), &[("amount", "1.00")])).await.expect(422).json();
    assert!(second["detail"].as_str().is_some_and(|text| text.contains("50.000,00")), "{second}");
    for (on, field) in [("2020-02-02", "dated_on"), ("2026-11-23", "dated_on"), ("2022-01-01", "dated_on")] {
        assert_eq!(world.pay(id, on).await.expect(422).json()["errors"][0]["field"], field, "{on}");
    }
    let _ = world.pay(id, "2020-02-10").await.expect(200);
    // two months later nothing more, unless what was paid is used, own money with it
    let later = with(a_call(), &[("requested_on", "2020-05-04"), ("needed_until", "2020-06-30")]);
    let said = world.draw(later.clone()).await.expect(422).json();
    assert_eq!(said["errors"][0]["field"], "spent_before", "{said}");
    let used = with(later, &[("spent_before", "62500.00"), ("own_before", "12500.00")]);
    let _ = world.draw(used).await.expect(201);
    world.sound().await;
}

#[tokio::test]
async fn an_amendment_that_can_be_challenged_raises_nothing() {
    let world = World::new().await;
    world.decide("increase", "2020-02-03", Some("2020-02-03"), 480_000).await;
    let more = with(a_call(), &[("amount", "400000.01"), ("requested_on", "2020-02-10")]);
    let said = world.draw(more).await.expect(422).json();
    assert!(said["detail"].as_str().is_some_and(|text| text.contains("400.000,00")), "{said}");
    let enough = with(a_call(), &[("amount", "400000.00"), ("requested_on", "2020-02-10")]);
    let drawn = world.draw(enough).await.expect(201).json();
    // more than the year has: said, not refused
    let id = drawn["id"].as_i64().expect("a key");
    let page = world.one.get(&app::paths::draw(id)).await.expect(200).page();
    assert!(page.main().contains("480.000,00") || page.main().contains("240.000,00"), "{}", page.main());
}

#[tokio::test]
async fn on_the_pages_from_the_call_to_the_payment() {
    let world = World::new().await;
    let desk = app::paths::settlement("AC-1");
    let form = app::paths::new_draw("AC-1", world.case);
    let page = world.lead.get(&desk).await.expect(200).page();
    assert!(page.links().contains(&form), "{:?}", page.links());
    assert!(world.app.get("/projekte/AC-1").await.page().links().iter().all(|link| !link.contains("abwicklung")));
    let version = world.lead.get(&form).await.expect(200).page().version_of(&form).expect("a form");
    let send = |changes: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("version", version.clone()),
            ("requested_on", "2020-02-03".into()),
            ("amount", "50.000,00".into()),
            ("needed_until", "2020-03-31".into()),
            ("spent_before", "0".into()),
            ("own_before", "0".into()),
            ("budget_year", "2020".to_owned()),
            ("reference", "Abruf 1".into()),
        ];
        for (name, value) in changes {
            fields.retain(|(field, _)| field != name);
            fields.push((*name, (*value).to_owned()));
        }
        fields
    };
    let rows = world.app.audit_rows().await;
    for (field, value) in [
        ("amount", "fünfzig"),
        ("amount", "1,001"),
        ("amount", "99999999999999999999"),
        ("requested_on", "gestern"),
        ("requested_on", "2020-01-10"),
        ("needed_until", "31.06.2020"),
        ("spent_before", "-1"),
        ("budget_year", "zwanzig"),
    ] {
        let fields = send(&[(field, value)]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = world.lead.post(&form, &fields).await.expect(422).page();
        assert!(page.field_error(field).is_some(), "{field} {value}: {}", page.main());
        assert_eq!(page.value(field).as_deref(), Some(value), "what was typed is kept");
        assert_eq!(page.value("reference").as_deref(), Some("Abruf 1"));
    }
    let stale = send(&[("version", "4711")]);
    let stale: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = world.lead.post(&form, &stale).await.expect(409).page();
    assert!(page.messages().iter().any(|text| text.contains("jemand anderes")), "{:?}", page.messages());
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");

    let fields = send(&[]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let draw = world.lead.post(&form, &fields).await.expect(303).location().expect("its page");
    let mine = world.lead.get(&draw).await.expect(200).page();
    assert!(!mine.has("form[action$='auszahlen']") && mine.main().contains("Bewilligungsbehörde"), "{}", mine.main());
    // today, years later, the rules say why not; on the day it was paid they do not
    let theirs = world.one.get(&draw).await.expect(200).page();
    assert!(theirs.main().contains("R13:"), "{}", theirs.main());
    let pay = format!("{draw}/auszahlen");
    let version = theirs.version_of(&pay).expect("a form");
    let late = [("version", version.as_str()), ("dated_on", "2026-11-22"), ("amount", "50.000,00")];
    let refused = world.one.post(&pay, &late).await.expect(422).page();
    assert!(refused.field_error("dated_on").is_some_and(|text| text.contains("R13")), "{}", refused.main());
    let in_time = [("version", version.as_str()), ("dated_on", "2020-02-10"), ("amount", "50.000,00")];
    let done = world.one.post(&pay, &in_time).await.expect(303);
    let said = world.one.follow(&done).await.expect(200).page().messages();
    assert_eq!(said[0], "Die Auszahlung ist gebucht.");
    // years later nothing was used, and no base rate is entered for this half-year
    assert!(said[1].contains("kein Basiszinssatz"), "{said:?}");
    let again = world.one.post(&pay, &in_time).await;
    assert_eq!(again.status.as_u16(), 409, "a second click");
    let address = desk;
    let desk = world.one.get(&address).await.expect(200).page();
    assert_eq!(desk.fact("Ausgezahlt").as_deref(), Some("50.000,00 €"));
    assert_eq!(desk.rows("Mittelabrufe")[0][4], "50.000,00 €");
    // the amount opens to the payment, with what lists booked for the project; the case alone has a figure, too
    let figure = desk.links().into_iter().find(|link| link.contains("/zahl/paid.programme.project-"));
    let opened = world.one.get(&figure.expect("a figure")).await.expect(200).page();
    assert!(opened.sums("Alle Vorgänge").contains(&"50.000,00 €".to_owned()));
    let of_case = format!("/zahl/paid.programme.case-{}", world.case);
    let opened = world.one.get(&of_case).await.expect(200).page();
    assert!(opened.main().contains("Fall 34.02-1") && opened.sums("Alle Vorgänge").contains(&"50.000,00 €".to_owned()));
    let _ = world.one.get("/zahl/paid.programme.case-4711").await.expect(404);
    // the light of the proof, due six months after the Bewilligungszeitraum
    for (day, light) in [("2022-05-10", "kommt"), ("2022-06-10", "bald"), ("2022-07-02", "überfällig")] {
        let desk = world.one.get(&format!("{address}?stand={day}")).await.expect(200).page();
        let rows = desk.rows("Was bis wann zu tun ist");
        assert_eq!((rows.len(), rows[0][0].as_str()), (1, light), "{day}: {rows:?}");
        assert!(rows[0][1].contains("am 30.06.2022 fällig"), "{rows:?}");
    }
    let early = world.one.get(&format!("{address}?stand=2022-04-20")).await.expect(200).page();
    assert!(early.rows("Was bis wann zu tun ist").is_empty());
    world.sound().await;
}

#[tokio::test]
async fn on_the_pages_a_wrong_proof_is_refused_and_kept() {
    let world = World::new().await;
    let form = app::paths::new_proof("AC-1", world.case);
    let version = world.lead.get(&form).await.expect(200).page().version_of(&form).expect("a form");
    let whole: Vec<(&str, &str)> = vec![
        ("version", &version),
        ("kind", "final"),
        ("covers_to", "2021-10-31"),
        ("received_on", "2022-03-01"),
        ("narrative", "ja"),
        ("confirmed", "ja"),
        ("reference", "VN 1"),
        ("year_from", "2020"),
        ("year_to", "2021"),
        ("plan-staff-ja-2020", "500.000,00"),
        ("plan-grant-ja-2020", "400.000,00"),
        ("plan-own_share-ja-2020", "100.000,00"),
    ];
    let with = |field: &'static str, value: &'static str| {
        let mut fields = whole.clone();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        fields
    };
    let rows = world.app.audit_rows().await;
    for (field, value, at) in [
        ("kind", "irgendeiner", "kind"),
        ("covers_to", "31.02.2021", "covers_to"),
        ("received_on", "12345-01-01", "received_on"),
        ("narrative", "vielleicht", "narrative"),
        ("plan-staff-ja-2020", "1,001", "lines"),
        ("plan-staff-ja-2020", "99999999999999999999", "lines"),
        ("plan-staff-ja-2020", "500.000,01", "lines"),
    ] {
        let page = world.lead.post(&form, &with(field, value)).await.expect(422).page();
        let summary = page.error_summary();
        assert!(summary.iter().any(|(link, _)| link.contains(at)), "{field} {value}: {summary:?}");
        assert_eq!(page.value("reference").as_deref(), Some("VN 1"), "what was typed is kept");
        if !matches!(field, "kind" | "narrative") {
            assert_eq!(page.value(field).as_deref(), Some(value));
        }
    }
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");
    let _ = world.lead.post(&form, &whole).await.expect(303);
}

#[test]
fn what_is_let_through_never_exceeds_the_grant_and_takes_own_money_along() {
    let amounts = (0i64..60_000_000, prop_oneof![Just(0i64), 1i64..1_000], 1i64..60_000_000);
    let spending = (0i64..60_000_000, 0i64..60_000_000);
    let days = (0u64..900, 0u64..120);
    TestRunner::default()
        .run(&(amounts, spending, days), |((paid, open, amount), (spent, own), (on, until))| {
            let (spent, on) = (spent.max(own), day("2019-10-01") + chrono::Days::new(on));
            let facts = Facts {
                call: Call {
                    requested_on: on,
                    amount: Cents(amount),
                    needed_until: on + chrono::Days::new(until),
                    spent_before: Cents(spent),
                    own_before: Cents(own),
                    budget_year: 2020,
                    reference: None,
                },
                on,
                amount: Cents(amount),
                terms: Terms {
                    financing: FinancingType::Share,
                    most: Cents(40_000_000),
                    grant: Cents(40_000_000),
                    eligible: Cents(50_000_000),
                    drawable: (day("2020-01-01"), day("2021-12-31")),
                    of_year: Cents(20_000_000),
                },
                final_from: Some(day("2020-01-14")),
                paid: Cents(paid),
                paid_in_year: Cents(paid),
                last_paid_on: None,
                open: Cents(open),
                months: 2,
                tolerance: Cents(100),
            };
            let findings = rules::check(&facts);
            prop_assert!(findings.iter().all(|finding| finding.message.starts_with("R13: ")));
            if findings.iter().all(|finding| finding.severity != Severity::Blocks) {
                prop_assert!(paid + amount <= 40_000_000 && open == 0);
                prop_assert!(own * 5 + 500 >= spent);
                prop_assert!(on >= day("2020-01-14") && on <= day("2021-12-31") && until <= 62);
            }
            Ok(())
        })
        .expect("holds");
}

#[tokio::test]
async fn a_list_does_not_count_a_payment_twice() {
    let world = World::new().await;
    let id = world.draw(a_call()).await.expect(201).json()["id"].as_i64().expect("a key");
    let _ = world.pay(id, "2020-02-10").await.expect(200);
    let budget = world.app.as_role("ministry_budget").await;
    for (paid, conflicts) in [("50.000,00", 0), ("60.000,00", 1)] {
        let list = format!(
            "Auszahlungen;;\nStand: 31.12.2020;;\nNr.;Projekt;Ausgezahlt in EUR\nAC-1;Bürgerportal;{paid}\nAC-2;Anderes;1.000,00\n"
        );
        let answer = budget.upload("/api/v1/imports", "Liste.csv", list.as_bytes(), &[]).await.expect(202).json();
        world.app.work().await;
        let run = budget.get(&format!("/api/v1/imports/{}", answer["id"])).await.expect(200).json();
        assert_eq!(run["counts"]["conflict"], conflicts, "{paid}: {run}");
        assert_eq!(run["counts"]["changed"], 0, "{paid}: {run}");
    }
    assert_eq!(world.sum(Kind::Paid).await, euros("50.000,00"));
}

/// A line of a proof.
fn line(year: i32, item: &str, euros: &str) -> Value {
    json!({"year": year, "item": item, "amount": euros})
}

/// The Verwendungsnachweis: 437,512.35 € of 500,000 € planned, a fifth own money.
fn a_proof() -> Value {
    json!({
        "kind": "final", "covers_to": "2021-10-31", "received_on": "2022-03-01", "narrative": true, "confirmed": true,
        "reference": "VN",
        "lines": [
            line(2020, "staff", "250000.00"), line(2020, "grant", "200000.00"), line(2020, "own_share", "50000.00"),
            line(2021, "staff", "187512.35"), line(2021, "grant", "150012.35"), line(2021, "own_share", "37500.00"),
        ],
    })
}

impl World {
    async fn prove(&self, body: Value) -> Answer {
        post(&self.lead, &format!("/api/v1/cases/{}/proofs", self.case), body, Some("*")).await
    }

    async fn check(&self, who: &Visitor, proof: i64, recognised: Value) -> Answer {
        let body = json!({
            "checked_on": "2022-05-02", "scope": "full", "result": "Rechnerisch und sachlich geprüft.",
            "recognised": recognised,
        });
        post(who, &format!("/api/v1/proofs/{proof}/review"), body, None).await
    }

    async fn proven(&self) -> Cents {
        let view = Viewpoint::now(&self.app.now());
        let filter = Filter { kind: Some(Kind::CofundingProven), source: Some(Source::OwnShare), ..Filter::default() };
        let totals = ledger::sums::totals(self.app.db.read(), &filter, &[], view).await.expect("sums");
        totals.first().map_or(Cents::ZERO, |total| total.cents)
    }
}

#[tokio::test]
async fn from_an_interim_proof_to_the_grant_that_remains() {
    let world = World::new().await;
    // the interim proof of 2020 is a level of its year; a corrected one takes its place
    let interim = |amount: &str, own: &str, spent: &str| {
        json!({
            "kind": "interim", "year": 2020, "covers_to": "2020-12-31", "received_on": "2021-04-01",
            "narrative": true, "confirmed": true,
            "lines": [line(2020, "staff", spent), line(2020, "grant", amount), line(2020, "own_share", own)],
        })
    };
    let first = world.prove(interim("100000.00", "25000.00", "125000.00")).await.expect(201).json();
    assert_eq!((world.sum(Kind::Spent).await, world.proven().await), (euros("100.000,00"), euros("25.000,00")));
    let _ = world.prove(interim("80000.00", "20000.00", "100000.00")).await.expect(201);
    assert_eq!((world.sum(Kind::Spent).await, world.proven().await), (euros("80.000,00"), euros("20.000,00")));
    let refused = world.check(&world.one, first["id"].as_i64().expect("a key"), json!([])).await.expect(422).json();
    assert_eq!(refused["code"], "review.replaced");

    // the final proof is the level of all years
    let proof = world.prove(a_proof()).await.expect(201).json();
    let id = proof["id"].as_i64().expect("a key");
    assert!(proof["review"].is_null());
    assert_eq!((world.sum(Kind::Spent).await, world.proven().await), (euros("350.012,35"), euros("87.500,00")));
    // more than was stated is not recognised, and nothing is half-written
    let rows = world.app.audit_rows().await;
    let income = json!([line(2020, "staff", "250000.00"), line(2020, "own_share", "50000.00")]);
    let _ = world.check(&world.one, id, income).await.expect(422);
    let over = json!([line(2020, "staff", "250000.01")]);
    let said = world.check(&world.one, id, over).await.expect(422).json();
    assert!(said["detail"].as_str().is_some_and(|text| text.contains("250.000,00")), "{said}");
    assert_eq!(world.app.audit_rows().await, rows);
    // by hand: all of 437.512,35 € recognised, 80 % of it are 350.009,88 €
    let all = json!([line(2020, "staff", "250000.00"), line(2021, "staff", "187512.35")]);
    let checked = world.check(&world.one, id, all).await.expect(200).json();
    assert_eq!(checked["review"]["grant"], "350009.88");
    let steps = checked["review"]["calculation"].as_array().expect("steps");
    assert_eq!(steps.first().expect("a step")["amount"], "437512.35");
    assert_eq!(world.sum(Kind::Recognised).await, euros("350.009,88"));
    let again = world.check(&world.other, id, json!([])).await.expect(422).json();
    assert_eq!(again["code"], "review.done");
    // what is checked is not replaced by the recipient, nor by an interim proof
    assert_eq!(world.prove(a_proof()).await.expect(422).json()["code"], "proof.checked");
    let late = world.prove(interim("80000.00", "20000.00", "100000.00")).await.expect(422).json();
    assert_eq!(late["errors"][0]["code"], "after_final");
    // as of a day before, neither proof nor note are there
    let address = format!("/api/v1/cases/{}/proofs?as_of=2022-04-30", world.case);
    let then = world.one.get(&address).await.expect(200).json();
    assert!(then["items"][0]["review"].is_null(), "{then}");
    world.sound().await;
}

#[tokio::test]
async fn whoever_entered_a_proof_never_checks_it_and_an_incomplete_one_is_not_checked() {
    let world = World::new().await;
    let address = format!("/api/v1/cases/{}/proofs", world.case);
    let entered = post(&world.one, &address, a_proof(), Some("*")).await.expect(201).json();
    let id = entered["id"].as_i64().expect("a key");
    let refused = world.check(&world.one, id, json!([])).await.expect(422).json();
    assert_eq!(refused["code"], "review.same_person");
    // the second person is told, the first is not
    let page = format!("/nachweise/{id}");
    assert!(world.other.get("/aufgaben").await.expect(200).page().links().contains(&page));
    for who in [&world.one, &world.lead] {
        assert!(!who.get("/aufgaben").await.expect(200).page().links().contains(&page));
    }
    let _ = world.check(&world.lead, id, json!([])).await.expect(403);
    // one that a newer one replaces waits for nobody, whoever entered the newer one
    let answer = post(&world.other, &address, a_proof(), Some("*")).await.expect(201).json();
    let newer = format!("/nachweise/{}", answer["id"]);
    assert!(!world.other.get("/aufgaben").await.expect(200).page().links().contains(&page));
    assert!(world.one.get("/aufgaben").await.expect(200).page().links().contains(&newer));
    // the table refuses it as well
    let sql = "insert into review (proof_id, entered_by, checked_on, known_on, scope, result, sample, recorded_at, \
               recorded_by, audit_id) select id, recorded_by, '2022-05-02', '2022-05-02', 'full', 'x', false, \
               '2022-05-02T00:00:00+00:00', recorded_by, 1 from proof";
    let refused = world.app.db.housekeeping().execute_unprepared(sql).await.expect_err("the same person");
    assert!(refused.to_string().to_lowercase().contains("check"), "{refused}");
    let mut incomplete = a_proof();
    incomplete["narrative"] = json!(false);
    let id = world.prove(incomplete).await.expect(201).json()["id"].as_i64().expect("a key");
    let refused = world.check(&world.one, id, json!([])).await.expect(422).json();
    assert_eq!(refused["code"], "R17");
    assert_eq!(world.sum(Kind::Recognised).await, Cents::ZERO);
    world.sound().await;
}

#[tokio::test]
async fn a_proof_that_does_not_tie_out_is_refused() {
    let world = World::new().await;
    let rows = world.app.audit_rows().await;
    for (place, value, field, code) in [
        ("/lines/0/amount", json!("250000.01"), "lines", "R3"),
        ("/lines/0/amount", json!("-1.00"), "lines", "range"),
        ("/lines/0/amount", json!("1.001"), "lines[0].amount", "format"),
        ("/lines/0/item", json!("kaffee"), "lines[0].item", "unknown"),
        ("/lines/1/item", json!("staff"), "lines", "repeated"),
        ("/kind", json!("interim"), "budget_year", "required"),
        ("/received_on", json!("2026-11-23"), "received_on", "future"),
        ("/covers_to", json!("2022-03-02"), "covers_to", "range"),
        ("/received_on", json!("2019-12-01"), "covers_to", "range"),
    ] {
        let mut body = a_proof();
        *body.pointer_mut(place).expect("a place") = value.clone();
        let said = world.prove(body).await.expect(422).json();
        let errors = said["errors"].as_array().expect("errors");
        let found = errors.iter().any(|error| error["field"] == field && error["code"] == code);
        assert!(found, "{place} {value}: {said:#}");
    }
    assert_eq!(world.app.audit_rows().await, rows, "nothing was written");
    // a staff of more than 120 % of the plan is marked, not refused
    let mut dear = a_proof();
    dear["lines"][0]["amount"] = json!("450000.00");
    dear["lines"][2]["amount"] = json!("250000.00");
    let proof = world.prove(dear).await.expect(201).json();
    assert_eq!(proof["overruns"][0]["item"], "staff");
    assert_eq!(proof["overruns"][0]["allowed"], "600000.00");
    world.sound().await;
}
