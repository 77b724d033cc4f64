//! Signing in and out, and everything that ends a session by itself.
use chrono::TimeDelta;
use entity::account;
use tests::{
    TestApp, Visitor,
    app::{HOST, PASSWORD, operator},
};

const COOKIE: &str = "sitzung";
/// A page that only those may see who are signed in.
const INSIDE: &str = "/importe";

async fn is_in(visitor: &Visitor) -> bool {
    visitor.get(INSIDE).await.status.as_u16() == 200
}

#[tokio::test]
async fn the_right_password_opens_and_signing_out_shuts() {
    let app = TestApp::new().await;
    let name = app.account("ministry_budget", None).await;
    let visitor = app.visitor();
    assert!(!is_in(&visitor).await);
    let answer = visitor.sign_in(&name, PASSWORD).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some("/"));
    assert!(is_in(&visitor).await);
    let home = visitor.get("/").await.expect(200);
    assert!(home.page().text("header").contains("Abmelden"), "{}", home.page().text("header"));
    let stolen = visitor.cookie(COOKIE).expect("a session");
    let out = visitor.post("/abmelden", &[]).await.expect(303);
    assert_eq!(out.location().as_deref(), Some("/"));
    assert_eq!(visitor.cookie(COOKIE), None, "the browser forgets it");
    assert_eq!(visitor.follow(&out).await.page().messages(), ["Sie sind abgemeldet."]);
    // and so does the server: who kept the cookie is out as well
    visitor.set_cookie(COOKIE, &stolen);
    assert!(!is_in(&visitor).await);
}

#[tokio::test]
async fn one_goes_on_where_one_wanted_to_go() {
    let app = TestApp::new().await;
    let name = app.account("ministry_budget", None).await;
    let visitor = app.visitor();
    let asked = visitor.get("/importe?seite=1").await.expect(303);
    let form = visitor.follow(&asked).await.expect(200);
    let target = form.page().value("weiter").expect("the form keeps where one wanted to go");
    assert_eq!(target, "/importe?seite=1");
    let fields = [("name", name.as_str()), ("passwort", PASSWORD), ("weiter", target.as_str())];
    assert_eq!(visitor.post("/anmelden", &fields).await.expect(303).location().as_deref(), Some("/importe?seite=1"));
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let fields = [("name", name.as_str()), ("passwort", PASSWORD), ("weiter", evil)];
        let answer = app.visitor().post("/anmelden", &fields).await.expect(303);
        assert_eq!(answer.location().as_deref(), Some("/"), "{evil}");
        let page = app.get(&app::paths::with_query("/anmelden", &[("weiter", evil)])).await.expect(200).page();
        assert_eq!(page.value("weiter").filter(|kept| kept.as_str() == evil), None, "{evil}");
    }
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_the_account() {
    let app = TestApp::new().await;
    let name = app.account("auditor", None).await;
    let shut = app.account("auditor", None).await;
    account::change::disable(&app.db, &operator(), app.now(), &shut).await.expect("shut");
    let mut said = Vec::new();
    for (name, password) in [(name.as_str(), "falsch und lang"), ("niemand", PASSWORD), (shut.as_str(), PASSWORD)] {
        let visitor = app.visitor();
        let answer = visitor.sign_in(name, password).await.expect(422);
        let page = answer.page();
        assert_eq!(page.heading(), "Anmelden");
        assert_eq!(page.value("name").as_deref(), Some(name), "what was typed stays");
        assert_eq!(page.value("passwort").unwrap_or_default(), "", "but the password");
        assert!(!answer.text().contains(password), "the password is not shown again");
        assert_eq!(visitor.cookie(COOKIE), None);
        said.push(page.messages());
    }
    assert!(said[0][0].contains("Name oder Kennwort stimmen nicht"), "{:?}", said[0]);
    assert!(said.iter().all(|messages| *messages == said[0]), "the same words for all: {said:?}");
}

#[tokio::test]
async fn missing_fields_are_named() {
    let app = TestApp::new().await;
    let page = app.visitor().sign_in("", "").await.expect(422).page();
    assert_eq!(page.field_error("name").as_deref(), Some("Bitte geben Sie Ihren Namen ein."));
    assert_eq!(page.field_error("passwort").as_deref(), Some("Bitte geben Sie Ihr Kennwort ein."));
    let fields: Vec<String> = page.error_summary().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "passwort"]);
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let app = TestApp::with(|config| config.sign_in_attempts = 3).await;
    let name = app.account("auditor", None).await;
    let visitor = app.visitor();
    for _ in 0..3 {
        let _ = visitor.sign_in(&name, "falsch und lang").await.expect(422);
    }
    let answer = visitor.sign_in(&name, PASSWORD).await.expect(429);
    let wait: u64 = answer.header("retry-after").expect("how long").parse().expect("seconds");
    assert!((1..=15 * 60).contains(&wait), "{wait}");
    assert!(
        answer.page().messages().iter().any(|said| said.contains("Zu viele Versuche")),
        "{:?}",
        answer.page().messages()
    );
    // somebody else from elsewhere is not locked out by it
    let _ = app.visitor().sign_in(&name, PASSWORD).await.expect(303);
    // and the brake lets go
    app.advance(TimeDelta::minutes(16));
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn one_address_cannot_try_all_names() {
    let app = TestApp::with(|config| config.sign_in_attempts_per_address = 4).await;
    let name = app.account("auditor", None).await;
    let visitor = app.visitor();
    for guess in ["anna", "berta", "caesar", "dora"] {
        let _ = visitor.sign_in(guess, "falsch und lang").await.expect(422);
    }
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(429);
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let app = TestApp::new().await;
    let visitor = app.as_role("auditor").await;
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(29));
        assert!(is_in(&visitor).await, "used within half an hour");
    }
    app.advance(TimeDelta::minutes(31));
    assert!(!is_in(&visitor).await, "not used for half an hour");
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_in_any_case() {
    let app = TestApp::new().await;
    let visitor = app.as_role("auditor").await;
    for _ in 0..29 {
        app.advance(TimeDelta::minutes(20));
        assert!(is_in(&visitor).await);
    }
    app.advance(TimeDelta::minutes(20));
    assert!(!is_in(&visitor).await, "ten hours have passed");
}

#[tokio::test]
async fn a_shut_account_is_out_at_once() {
    let app = TestApp::new().await;
    let name = app.account("auditor", None).await;
    let visitor = app.visitor();
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
    account::change::disable(&app.db, &operator(), app.now(), &name).await.expect("shut");
    assert!(!is_in(&visitor).await);
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(422);
}

#[tokio::test]
async fn a_new_sign_in_has_a_new_secret_and_ends_the_old_session() {
    let app = TestApp::new().await;
    let name = app.account("auditor", None).await;
    let visitor = app.visitor();
    // a secret that somebody planted before
    visitor.set_cookie(COOKIE, "planted-by-somebody-else");
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
    let first = visitor.cookie(COOKIE).expect("a session");
    assert_ne!(first, "planted-by-somebody-else");
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
    assert_ne!(visitor.cookie(COOKIE).expect("a session"), first);
    let old = app.visitor();
    old.set_cookie(COOKIE, &first);
    assert!(!is_in(&old).await);
}

#[tokio::test]
async fn cookies_are_kept_from_scripts_and_from_other_sites() {
    let app = TestApp::new().await;
    let name = app.account("auditor", None).await;
    let answer = app.visitor().sign_in(&name, PASSWORD).await.expect(303);
    let line = answer.set_cookies().into_iter().find(|line| line.starts_with("sitzung=")).expect("the cookie");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(line.contains(flag), "{flag} in {line}");
    }
    assert!(!line.contains("Secure"), "a browser would not take it without https: {line}");
    let secure = TestApp::with(|config| config.public_url = "https://leitstand.example".parse().ok()).await;
    let name = secure.account("auditor", None).await;
    let visitor = secure.visitor();
    let request = visitor
        .request(http::Method::POST, "/anmelden")
        .header("origin", "https://leitstand.example")
        .header("content-type", "application/x-www-form-urlencoded");
    let body = tests::app::form(&[("name", &name), ("passwort", PASSWORD)]);
    let answer = visitor.send(request, body.into()).await.expect(303);
    let line = answer.set_cookies().into_iter().find(|line| line.starts_with("__Host-sitzung=")).expect("the cookie");
    assert!(line.contains("Secure") && line.contains("HttpOnly"), "{line}");
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = TestApp::new().await;
    let visitor = app.as_role("ministry_budget").await;
    let before = app.audit_rows().await;
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://other.leitstand.test")],
    ];
    for headers in foreign {
        let mut request = visitor.request(http::Method::POST, "/abmelden");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = visitor.send(request, "".into()).await.expect(403);
        assert_eq!(answer.page().heading(), "Diese Anfrage kam von einer anderen Seite");
    }
    assert_eq!(app.audit_rows().await, before);
    assert!(is_in(&visitor).await, "still signed in");
    let own = format!("http://{HOST}");
    let request = visitor
        .request(http::Method::POST, "/abmelden")
        .header("origin", own)
        .header("content-type", "application/x-www-form-urlencoded");
    let _ = visitor.send(request, "".into()).await.expect(303);
}

#[tokio::test]
async fn signing_in_and_out_is_on_record() {
    let app = TestApp::new().await;
    let visitor = app.as_role("auditor").await;
    assert_eq!(app.last_audit().await.action, "session.begin");
    let _ = visitor.post("/abmelden", &[]).await.expect(303);
    let last = app.last_audit().await;
    assert_eq!(last.action, "session.end");
    assert!(last.account_id.is_some(), "{last:?}");
}
