//! The contact of a solution is asked by mail once a year and confirms without an account: by the link of a real mail,
//! once, by a button; what is not answered stays marked, and nothing is kept when the question is settled.
use chrono::TimeDelta;
use entity::{
    audit,
    interest::rules::MAIL_WAITS,
    solution::{
        asking::{AT_ONCE, VALID, record},
        sheet::field::Field,
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::jobs::asking::{look, post};
use tests::{
    TestApp, Visitor,
    make::{a_project, a_solution},
    smtp::{Mood, Received, Smtp},
};

const BASE: &str = "https://leitstand.example";
const MAILBOX: &str = "digital@aachen.example";
const PAGE: &str = "/loesungen/kita-karte";
const STEPS: &str = "/loesungen/kita-karte/schritte";
const EDIT: &str = "/loesungen/kita-karte/bearbeiten";
/// A year and a day, also over the 29th of February.
const A_YEAR: TimeDelta = TimeDelta::days(367);
const VOID: &str = "Dieser Link gilt nicht mehr";
/// What the gate asks for, as the form sends it.
const SHEET: &[(&str, &str)] = &[
    ("name", "Kita-Karte"),
    ("benefit", "Eltern finden freie Plätze auf einer Karte."),
    ("problem", "Bisher rufen sie jede Kita einzeln an."),
    ("audience", "Familien"),
    ("pillar", "egov"),
    ("themes", "Familie"),
    ("provider", "Stadt Aachen"),
    ("contact", "Amt für Digitales <digital@aachen.example>"),
    ("kind", "concept"),
    ("maturity", "productive"),
    ("source", "Eigene Angaben"),
];

/// The program with a mail server.
async fn with_mails() -> (TestApp, Smtp) {
    let smtp = Smtp::start();
    let app = TestApp::with(|config| {
        config.smtp_url = Some(smtp.url().parse().expect("an address"));
        config.mail_from = Some("Leitstand <leitstand@land.example>".parse().expect("an address"));
        config.public_url = Some(BASE.parse().expect("an address"));
    })
    .await;
    (app, smtp)
}

async fn version(who: &Visitor) -> String {
    who.get(EDIT).await.expect(200).page().value("version").expect("a version")
}

/// Hands the newest sheet in and publishes it as the curator.
async fn published(app: &TestApp) {
    let cdo = app.as_cdo("aachen").await;
    let version = version(&cdo).await;
    let _ = cdo.post(STEPS, &[("version", &version), ("step", "submitted")]).await.expect(303);
    let form =
        [("version", version.as_str()), ("step", "published"), ("check_0", "ja"), ("check_1", "ja"), ("check_2", "ja")];
    let _ = app.as_role("transfer_curator").await.post(STEPS, &form).await.expect(303);
}

/// A published solution that was confirmed a year and a day ago.
async fn due(app: &TestApp) {
    let number = a_project().in_region("aachen").build(app).await;
    let mut form = SHEET.to_vec();
    form.push(("projects", &number));
    let _ = app.as_cdo("aachen").await.post("/loesungen/neu", &form).await.expect(303);
    published(app).await;
    app.advance(TimeDelta::days(366));
}

/// The path behind the link of a mail that confirms; the other one leads to the sheet.
fn link(mail: &Received) -> String {
    let paths: Vec<String> = mail
        .links()
        .iter()
        .map(|link| link.strip_prefix(BASE).expect("an address by the settings").to_owned())
        .collect();
    let [sheet, confirm] = paths.try_into().expect("two links");
    assert_eq!(sheet, PAGE);
    confirm
}

/// Looks, and sends what is due; gives the link of the one mail that came.
async fn asked(app: &TestApp, smtp: &Smtp) -> String {
    assert_eq!(look(&app.state).await.expect("looked"), 1);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    link(smtp.received().last().expect("a mail"))
}

async fn rows(app: &TestApp) -> Vec<record::Model> {
    record::Entity::find().all(app.db.read()).await.expect("rows")
}

async fn state(app: &TestApp) -> String {
    let json = app.get("/api/v1/solutions/kita-karte").await.expect(200).json();
    json["state"].as_str().expect("a state").to_owned()
}

async fn is_void(app: &TestApp, link: &str) {
    assert_eq!(app.get(link).await.expect(404).page().heading(), VOID);
    assert_eq!(app.visitor().post(link, &[]).await.expect(404).page().heading(), VOID);
}

#[tokio::test]
async fn from_the_mail_to_the_confirmation() {
    let (app, smtp) = with_mails().await;
    due(&app).await;
    assert_eq!(state(&app).await, "to_confirm");
    let before = app.audit_rows().await;
    let link = asked(&app, &smtp).await;
    // one mail, however often one looks
    for _ in 0..3 {
        app.advance(TimeDelta::hours(1));
        assert_eq!(look(&app.state).await.expect("looked"), 0);
        assert_eq!(post(&app.state).await.expect("posted"), 0);
    }
    let received = smtp.received();
    let [mail] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(mail.to, [MAILBOX]);
    assert_eq!(mail.header("to"), [MAILBOX]);
    assert_eq!(mail.header("auto-submitted"), ["auto-generated"]);
    let text = mail.text();
    for said in ["Lösung: Kita-Karte", "Zuletzt bestätigt wurden sie am 22.11.2026.", "bis zum 23.12.2027"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // only a hash is kept, and no mailbox
    let row = rows(&app).await.pop().expect("a row");
    let token = link.split('/').nth(2).expect("a token");
    assert_eq!((token.len(), row.link_hash.clone()), (64, Some(entity::session::digest(token))));
    assert!(!format!("{row:?}").contains("aachen"));
    // looking confirms nothing: programs that scan mails look
    for _ in 0..3 {
        let page = app.get(&link).await.expect(200).page();
        assert!(page.main().contains("Kita-Karte") && page.main().contains(MAILBOX), "{}", page.main());
    }
    assert_eq!((state(&app).await.as_str(), app.audit_rows().await), ("to_confirm", before));
    let tasks = app.as_cdo("aachen").await.get("/aufgaben").await.expect(200).page();
    assert!(tasks.main().contains("Stimmen die Angaben noch?"), "the task is there, too");
    let desk = app.as_cdo("aachen").await.get(PAGE).await.expect(200).page().text("#pflege");
    assert!(desk.contains("wird seit dem 23.11.2027 per E-Mail gefragt"), "{desk}");
    // the button does
    let reader = app.visitor();
    let answer = reader.post(&link, &[]).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some(PAGE));
    let page = reader.follow(&answer).await.expect(200).page();
    assert!(page.messages().iter().any(|said| said.contains("als bestätigt verzeichnet")), "{:?}", page.messages());
    assert!(page.main().contains("Angaben bestätigt am 23.11.2027"), "{}", page.main());
    assert_eq!((state(&app).await.as_str(), rows(&app).await.len()), ("published", 0));
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.account_id), ("solution.step", None));
    let detail: serde_json::Value = serde_json::from_str(&trail.detail).expect("JSON");
    assert_eq!((detail["step"].as_str(), detail["by"].as_str()), (Some("confirmed"), Some("contact")));
    let desk = app.as_cdo("aachen").await.get(PAGE).await.expect(200).page().text("#pflege");
    assert!(desk.contains("Link einer E-Mail bestätigt"), "{desk}");
    // once
    is_void(&app, &link).await;
    assert_eq!(look(&app.state).await.expect("looked"), 0);
    assert_eq!(audit::verify(app.db.read()).await.expect("walked").fault, None);
    // and again next year, by another link
    app.advance(A_YEAR);
    assert_ne!(asked(&app, &smtp).await, link);
    is_void(&app, &link).await;
}

#[tokio::test]
async fn a_link_is_good_once_and_for_thirty_days() {
    let (app, smtp) = with_mails().await;
    due(&app).await;
    let first = asked(&app, &smtp).await;
    app.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    let _ = app.get(&first).await.expect(200);
    app.advance(TimeDelta::seconds(1));
    is_void(&app, &first).await;
    // what is not answered is marked as before, and nobody is asked twice
    for _ in 0..5 {
        app.advance(TimeDelta::days(30));
        assert_eq!(look(&app.state).await.expect("looked"), 0);
        assert_eq!(post(&app.state).await.expect("posted"), 0);
    }
    assert!(app.get(PAGE).await.expect(200).page().main().contains("Bitte nachfragen"));
    assert_eq!((state(&app).await.as_str(), smtp.received().len()), ("to_confirm", 1));
    // what is no token of ours
    let before = app.audit_rows().await;
    for bad in ["x", &"0".repeat(64), &"g".repeat(64), "%00", &"a".repeat(5_000), "..%2F..", "%F0%9F%92%A9"] {
        let address = format!("/ansprechstelle/{bad}/bestaetigen");
        assert_eq!(app.get(&address).await.status, 404, "{bad}");
        assert_eq!(app.visitor().post(&address, &[]).await.status, 404, "{bad}");
    }
    assert_eq!(app.audit_rows().await, before);
    // pressed twice at the same time
    let (app, smtp) = with_mails().await;
    due(&app).await;
    let link = asked(&app, &smtp).await;
    let (one, other) = (app.visitor(), app.visitor());
    let (one, other) = tokio::join!(one.post(&link, &[]), other.post(&link, &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    // a form of another site does nothing
    let (app, smtp) = with_mails().await;
    due(&app).await;
    let link = asked(&app, &smtp).await;
    let foreign = app.visitor();
    let request = foreign.request(http::Method::POST, &link).header(http::header::ORIGIN, "https://evil.example");
    let _ = foreign.send(request, axum::body::Body::empty()).await.expect(403);
    assert_eq!(state(&app).await, "to_confirm");
}

#[tokio::test]
async fn a_question_that_is_settled_otherwise_is_forgotten() {
    let (app, smtp) = with_mails().await;
    due(&app).await;
    let link = asked(&app, &smtp).await;
    // somebody with an account confirms
    let cdo = app.as_cdo("aachen").await;
    let seen = version(&cdo).await;
    let _ = cdo.post(STEPS, &[("version", &seen), ("step", "confirmed")]).await.expect(303);
    is_void(&app, &link).await;
    assert_eq!((look(&app.state).await.expect("looked"), rows(&app).await.len()), (0, 0));
    // a newer version is published, with another mailbox: that one is asked the next time
    app.advance(A_YEAR);
    let link = asked(&app, &smtp).await;
    let cdo = app.as_cdo("aachen").await;
    let seen = version(&cdo).await;
    let mut form: Vec<(&str, &str)> = SHEET.iter().copied().filter(|(name, _)| *name != "contact").collect();
    form.extend([("contact", "kita@aachen.example"), ("version", &seen)]);
    let _ = cdo.post(EDIT, &form).await.expect(303);
    let _ = app.get(&link).await.expect(200);
    published(&app).await;
    is_void(&app, &link).await;
    assert_eq!((look(&app.state).await.expect("looked"), rows(&app).await.len()), (0, 0));
    app.advance(A_YEAR);
    let link = asked(&app, &smtp).await;
    assert_eq!(smtp.received().last().expect("a mail").to, ["kita@aachen.example"]);
    // no longer offered
    let curator = app.as_role("transfer_curator").await;
    let seen = version(&curator).await;
    let retire = [("version", seen.as_str()), ("step", "retired"), ("note", "Der Betrieb ist beendet.")];
    let _ = curator.post(STEPS, &retire).await.expect(303);
    is_void(&app, &link).await;
    assert_eq!((look(&app.state).await.expect("looked"), rows(&app).await.len()), (0, 0));
}

#[tokio::test]
async fn a_mail_server_in_trouble_is_asked_again_and_a_mailbox_that_is_none_never() {
    let (app, smtp) = with_mails().await;
    let _ = a_solution().at("kita-karte").with(Field::Contact, MAILBOX).build(&app).await;
    for (slug, contact) in [("ohne", "Amt für Digitales, Zimmer 3"), ("zwei", "a@aachen.example, b@aachen.example")] {
        let _ = a_solution().at(slug).with(Field::Contact, contact).build(&app).await;
    }
    let _ = a_solution().at("entwurf").with(Field::Contact, MAILBOX).draft().build(&app).await;
    let curator = app.as_role("transfer_curator").await;
    for slug in ["ohne", "zwei"] {
        let desk = curator.get(&format!("/loesungen/{slug}")).await.expect(200).page().text("#pflege");
        assert!(desk.contains("nennt kein Postfach oder mehrere"), "{desk}");
    }
    smtp.is(Mood::IsBusy);
    assert_eq!(look(&app.state).await.expect("looked"), 1, "the one that names one mailbox and is published");
    assert_eq!(post(&app.state).await.expect("posted"), 0);
    app.advance(TimeDelta::seconds(59));
    assert_eq!(post(&app.state).await.expect("posted"), 0);
    assert_eq!(rows(&app).await[0].mail_attempts, 1, "not yet");
    app.advance(TimeDelta::seconds(1));
    smtp.is(Mood::Takes);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    let mail = smtp.received().pop().expect("a mail");
    assert!(mail.text().contains("Bestätigt hat sie bisher niemand."), "{}", mail.text());
    let _ = app.visitor().post(&link(&mail), &[]).await.expect(303);
    // no such mailbox: given up at once, and marked as before
    app.advance(A_YEAR);
    smtp.is(Mood::KnowsNobody);
    assert_eq!(look(&app.state).await.expect("looked"), 1);
    assert_eq!(post(&app.state).await.expect("posted"), 0);
    smtp.is(Mood::Takes);
    app.advance(TimeDelta::days(1));
    assert_eq!((look(&app.state).await.expect("looked"), post(&app.state).await.expect("posted")), (0, 0));
    assert_eq!(state(&app).await, "to_confirm");
}

#[tokio::test]
async fn a_mail_that_never_left_is_asked_anew() {
    let (app, smtp) = with_mails().await;
    due(&app).await;
    smtp.is(Mood::IsBusy);
    assert_eq!(look(&app.state).await.expect("looked"), 1);
    for wait in MAIL_WAITS {
        assert_eq!(post(&app.state).await.expect("posted"), 0);
        app.advance(wait);
    }
    assert_eq!(post(&app.state).await.expect("posted"), 0);
    let attempts = rows(&app).await[0].mail_attempts;
    // given up: as long as its link would be good nobody tries again
    smtp.is(Mood::Takes);
    app.advance(TimeDelta::days(1));
    assert_eq!((look(&app.state).await.expect("looked"), post(&app.state).await.expect("posted")), (0, 0));
    assert_eq!(rows(&app).await[0].mail_attempts, attempts);
    // nobody was asked, so it is not taken for asked
    app.advance(VALID);
    let link = asked(&app, &smtp).await;
    let _ = app.get(&link).await.expect(200);
    assert_eq!((smtp.received().len(), rows(&app).await.len()), (1, 1));
}

#[tokio::test]
async fn nobody_is_asked_without_mails_and_not_everybody_at_once() {
    let app = TestApp::new().await;
    let _ = a_solution().build(&app).await;
    assert_eq!((look(&app.state).await.expect("looked"), post(&app.state).await.expect("posted")), (0, 0));
    assert!(rows(&app).await.is_empty());
    let (app, smtp) = with_mails().await;
    for _ in 0..=AT_ONCE {
        let _ = a_solution().build(&app).await;
    }
    assert_eq!(look(&app.state).await.expect("looked"), AT_ONCE);
    assert_eq!(look(&app.state).await.expect("looked"), 1, "the rest the next time");
    assert_eq!(post(&app.state).await.expect("posted"), AT_ONCE as u64 + 1);
    let count = record::Entity::find().count(app.db.read()).await.expect("a count");
    assert_eq!((count, smtp.received().len()), (AT_ONCE as u64 + 1, AT_ONCE + 1));
}
