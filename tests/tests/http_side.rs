//! Sign-in, origins, bounds, tokens, health and the table of routes, through the real router; backup and restore.
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use chrono::{TimeDelta, TimeZone as _, Utc};
use entity::{
    account::change::{self, New, NewToken},
    actor::{Actor, Grant},
    clock::Clock,
    db::Db,
    permission::Role,
    session,
};
use migration::{Migrator, MigratorTrait};
use server::{config::Config, http::routes::Area, password};
use tempfile::TempDir;
use tower::ServiceExt;

const PASSWORD: &str = "ein langes Kennwort";

struct Side {
    router: Router,
    db: Db,
    clock: Clock,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn database(folder: &TempDir, name: &str) -> Db {
    let db = Db::open(&format!("sqlite:{}", folder.path().join(name).display())).await.expect("open");
    Migrator::up(db.housekeeping(), None).await.expect("migrate");
    db
}

async fn side(config: Config) -> Side {
    let folder = tempfile::tempdir().expect("folder");
    let db = database(&folder, "a.db").await;
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).single().expect("instant"));
    let admin = New {
        name: "Anna".into(),
        display_name: "Anna Adam".into(),
        password_hash: password::hash(PASSWORD).expect("hash"),
        grants: vec![Grant { role: Role::Admin, scope: None }],
    };
    change::add(&db, &Actor::system("Test"), clock.now(), admin).await.expect("account");
    Side { router: server::app::build(&config, db.clone(), clock.clone()), db, clock, _folder: folder }
}

impl Side {
    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10 << 20).await.expect("body");
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header("cookie", cookie).body(Body::empty()).expect("request")).await
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.send(request.expect("request")).await
    }

    async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/anmelden", "", &format!("name={name}&passwort={password}&weiter=%2Fprojekte")).await
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or("").to_owned()
    }
}

#[tokio::test]
async fn a_person_signs_in_works_and_signs_out() {
    let side = side(Config::default()).await;
    let answer = side.sign_in("ANNA", "ein+langes+Kennwort").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/projekte"));
    let line = answer.header("set-cookie");
    assert!(line.starts_with("sitzung=") && line.contains("HttpOnly") && line.contains("SameSite=Lax"), "{line}");
    assert!(!line.contains("Secure"), "{line}");
    let cookie = answer.cookie();
    assert!(side.get("/", &cookie).await.text.contains("/abmelden"));

    // signing in again ends the session that was there
    let again = side.post("/anmelden", &cookie, "name=anna&passwort=ein+langes+Kennwort").await;
    assert_eq!(again.header("location"), "/");
    assert!(!side.get("/", &cookie).await.text.contains("/abmelden"));

    let cookie = again.cookie();
    let out = side.post("/abmelden", &cookie, "").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert!(!side.get("/", &cookie).await.text.contains("/abmelden"));
    assert!(entity::audit::verify(side.db.read()).await.expect("verify").fault.is_none());
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let side = side(Config::default()).await;
    let signed_in = async |cookie: &str| side.get("/", cookie).await.text.contains("/abmelden");
    let cookie = side.sign_in("anna", "ein+langes+Kennwort").await.cookie();
    for _ in 0..4 {
        side.clock.advance(TimeDelta::minutes(29));
        assert!(signed_in(&cookie).await, "used within half an hour");
    }
    side.clock.advance(TimeDelta::minutes(30));
    assert!(!signed_in(&cookie).await, "idle for half an hour");

    let cookie = side.sign_in("anna", "ein+langes+Kennwort").await.cookie();
    for _ in 0..23 {
        side.clock.advance(TimeDelta::minutes(25));
        assert!(signed_in(&cookie).await);
    }
    side.clock.advance(TimeDelta::minutes(25));
    assert!(!signed_in(&cookie).await, "ten hours after signing in");
}

#[tokio::test]
async fn wrong_passwords_and_unknown_names_get_the_same_answer_and_then_none() {
    let side = side(Config::default()).await;
    let (wrong, unknown) = (side.sign_in("anna", "falsch").await, side.sign_in("nobody", "falsch").await);
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert!(wrong.text.contains("Name oder Kennwort stimmen nicht"));
    assert!(wrong.text.contains("value=\"anna\"") && !wrong.text.contains("falsch"), "name kept, password not");
    for _ in 0..4 {
        assert_eq!(side.sign_in("anna", "falsch").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let blocked = side.sign_in("anna", "ein+langes+Kennwort").await;
    assert_eq!(blocked.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(blocked.header("retry-after"), "900");
    side.clock.advance(TimeDelta::minutes(15));
    assert_eq!(side.sign_in("anna", "ein+langes+Kennwort").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_address_cannot_try_all_names() {
    let side = side(Config { sign_in_attempts_per_address: 3, ..Config::default() }).await;
    for name in ["a1", "a2", "a3"] {
        assert_eq!(side.sign_in(name, "falsch").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(side.sign_in("a4", "falsch").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let side = side(Config::default()).await;
    for target in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let form = format!("name=anna&passwort=ein+langes+Kennwort&weiter={target}");
        assert_eq!(side.post("/anmelden", "", &form).await.header("location"), "/");
    }
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let side = side(Config::default()).await;
    let request = |name: &str, value: &str| {
        Request::post("/abmelden")
            .header("host", "leitstand.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::empty())
            .expect("request")
    };
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
        let answer = side.send(request(name, value)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.text.contains("Es wurde nichts geändert"));
    }
    for (name, value) in [("origin", "http://leitstand.example"), ("sec-fetch-site", "same-origin"), ("x-none", "")] {
        assert_eq!(side.send(request(name, value)).await.status, StatusCode::SEE_OTHER, "{name}: {value}");
    }
}

#[tokio::test]
async fn tokens_work_until_the_account_is_shut() {
    let side = side(Config::default()).await;
    let now = side.clock.now();
    let command = NewToken { account: "anna".into(), label: "Test".into(), token_hash: session::digest("geheim") };
    change::add_token(&side.db, &Actor::system("Test"), now, command).await.expect("token");
    let ask = |token: &str, path: &str| {
        Request::get(path).header("authorization", format!("Bearer {token}")).body(Body::empty()).expect("request")
    };
    assert!(side.send(ask("geheim", "/")).await.text.contains("/abmelden"));
    let wrong = side.send(ask("falsch", "/api/v1/projects")).await;
    assert_eq!((wrong.status, wrong.header("content-type")), (StatusCode::UNAUTHORIZED, "application/problem+json"));
    assert!(wrong.header("www-authenticate").starts_with("Bearer"));

    let cookie = side.sign_in("anna", "ein+langes+Kennwort").await.cookie();
    change::disable(&side.db, &Actor::system("Test"), now, "anna").await.expect("disable");
    assert_eq!(side.send(ask("geheim", "/")).await.status, StatusCode::UNAUTHORIZED);
    assert!(!side.get("/", &cookie).await.text.contains("/abmelden"));
    assert_eq!(side.sign_in("anna", "ein+langes+Kennwort").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect() {
    let https = Config { public_url: "https://leitstand.example".parse().ok(), ..Config::default() };
    let side = side(https).await;
    for path in ["/", "/gibt-es-nicht", "/api/v1/gibt-es-nicht", "/healthz", "/assets/gibt-es-nicht"] {
        let answer = side.get(path, "").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("'nonce-"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("strict-transport-security").contains("max-age"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
    let cookie = side.sign_in("anna", "ein+langes+Kennwort").await;
    let line = cookie.header("set-cookie");
    assert!(line.starts_with("__Host-sitzung=") && line.ends_with("; Secure"), "{line}");
    assert!(side.get("/", &cookie.cookie()).await.text.contains("/abmelden"));
}

#[tokio::test]
async fn refusals_are_german_pages_or_problem_json() {
    let side = side(Config { body_limit: 2048, ..Config::default() }).await;
    let large = side.post("/anmelden", "", &"a=".repeat(2000)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("höchstens 2\u{a0}kB"), "{}", large.text);
    // without a length the limit is found while reading
    let stream = Body::from_stream(futures_stream());
    let request = Request::post("/anmelden").header("content-type", "application/x-www-form-urlencoded").body(stream);
    let large = side.send(request.expect("request")).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("höchstens 2\u{a0}kB"), "{}", large.text);

    let missing = side.get("/gibt-es-nicht", "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text.contains("<html lang=\"de\""));
    let method = side.post("/projekte", "", "").await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.text.contains("<html lang=\"de\"") && method.header("allow").contains("GET"));
    let api = side.get("/api/v1/gibt-es-nicht", "").await;
    assert_eq!((api.status, api.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
    let slash = side.get("/projekte/?q=a", "").await;
    assert_eq!((slash.status, slash.header("location")), (StatusCode::PERMANENT_REDIRECT, "/projekte?q=a"));
    let double = side.get("//evil.example/", "").await;
    assert!(!double.header("location").starts_with("//"), "{}", double.header("location"));
    assert_eq!(side.get("/?stand=gestern", "").await.status, StatusCode::BAD_REQUEST);
    let json = side
        .send(
            Request::post("/anmelden")
                .header("content-type", "application/json")
                .body(Body::from("{}"))
                .expect("request"),
        )
        .await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(json.text.contains("<html lang=\"de\""));
}

fn futures_stream() -> impl futures::Stream<Item = Result<String, std::io::Error>> {
    futures::stream::iter((0..100).map(|_| Ok("a=".repeat(100))))
}

#[tokio::test]
async fn health_follows_the_database() {
    let folder = tempfile::tempdir().expect("folder");
    let db = Db::open(&format!("sqlite:{}", folder.path().join("a.db").display())).await.expect("open");
    let router = server::app::build(&Config::default(), db.clone(), Clock::System);
    let ask = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).expect("request");
        router.clone().oneshot(request).await.expect("infallible").status()
    };
    assert_eq!(ask("/healthz").await, StatusCode::OK);
    assert_eq!(ask("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
    Migrator::up(db.housekeeping(), None).await.expect("migrate");
    assert_eq!(ask("/readyz").await, StatusCode::OK);
}

#[test]
fn the_table_of_routes_is_whole() {
    let routes = server::app::routes();
    let has = |method: Method, path: &str, area: Area| {
        routes.iter().any(|route| route.method == method && route.path == path && route.area == area)
    };
    assert!(has(Method::GET, "/projekte/{number}", Area::Page));
    assert!(has(Method::POST, "/anmelden", Area::Form));
    assert!(has(Method::GET, "/healthz", Area::Bare));
}

#[tokio::test]
async fn a_backup_restores_everything_into_an_empty_database_only() {
    let side = side(Config::default()).await;
    side.sign_in("anna", "ein+langes+Kennwort").await;
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("sicherung.zip");
    let rows = server::backup::write(&side.db, side.clock.now(), &file).await.expect("backup");
    let target = database(&folder, "b.db").await;
    let archive = server::backup::Archive::open(&file).expect("archive");
    assert_eq!(server::backup::restore(&target, archive).await.expect("restore"), rows);
    let verdict = entity::audit::verify(target.read()).await.expect("verify");
    assert_eq!((verdict.rows, verdict.fault), (2, None));

    let again = server::backup::restore(&target, server::backup::Archive::open(&file).expect("archive")).await;
    assert!(matches!(again, Err(server::backup::BackupError::NotEmpty(_))), "{again:?}");
    // the same rows give the same file, but for the time
    let second = folder.path().join("zweite.zip");
    assert_eq!(server::backup::write(&target, side.clock.now(), &second).await.expect("backup"), rows);
    let cut = folder.path().join("halb.zip");
    let bytes = std::fs::read(&file).expect("read");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("write");
    assert!(server::backup::Archive::open(&cut).is_err());
}
