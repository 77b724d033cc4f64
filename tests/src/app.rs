//! The program under test and the people who use it.
//!
//! [`TestApp`] is everything `serve` starts, without a network: the real router, a fresh database, a clock that stands
//! still. A [`Visitor`] is a browser in front of it: it keeps cookies, says where a form came from, and never sees
//! more than the answers.
use crate::{
    db::{self, Fresh, instant},
    page::Page,
};
use axum::{Router, body::Body, extract::ConnectInfo};
use chrono::TimeDelta;
use entity::{
    account,
    actor::{Actor, Grant},
    clock::{Clock, Now},
    db::Db,
    job,
    permission::{Role, ScopeKind},
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use server::{
    app::{self, AppState},
    config::Config,
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
};
use tower::ServiceExt;

/// What time it is when a test begins: the day of the hand-over, 10 o'clock in Düsseldorf.
pub const START: &str = "2026-11-22T09:00:00Z";
/// The host that visitors believe to speak to.
pub const HOST: &str = "leitstand.test";
/// The password of every account of a test.
pub const PASSWORD: &str = "ein Kennwort nur für Tests";

/// The program under test.
#[derive(Debug)]
pub struct TestApp {
    /// The database.
    pub db: Db,
    /// The clock; it moves only by [`TestApp::advance`].
    pub clock: Clock,
    /// What the handlers share.
    pub state: AppState,
    router: Router,
    people: AtomicU16,
    fresh: Fresh,
}

impl TestApp {
    /// The program with its frame, at [`START`].
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn with(settings: impl FnOnce(&mut Config)) -> Self {
        Self::on(db::fresh().await, settings).await
    }

    /// The program on a database that is already there.
    pub async fn on(fresh: Fresh, settings: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        settings(&mut config);
        let db = fresh.open().await;
        let clock = Clock::fixed(instant(START));
        let state = AppState::new(&config, db.clone(), clock.clone());
        let router = app::router(state.clone());
        Self { db, clock, state, router, people: AtomicU16::new(1), fresh }
    }

    /// The database's home.
    #[must_use]
    pub fn fresh(&self) -> &Fresh {
        &self.fresh
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Sets the clock.
    pub fn set_clock(&self, at: &str) {
        self.advance(instant(at) - self.now().instant);
    }

    /// Somebody without an account.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        let [high, low] = number.to_be_bytes();
        Visitor {
            router: self.router.clone(),
            cookies: Mutex::default(),
            address: SocketAddr::from(([10, 7, high, low], 40_000)),
        }
    }

    /// A page as anybody gets it.
    pub async fn get(&self, path: &str) -> Answer {
        self.visitor().get(path).await
    }

    /// A new person with a role, signed in through the form. A role with a scope gets a usual one: Aachen, the
    /// Bezirksregierung Köln, the city of Aachen; a project lead needs [`TestApp::as_scoped`].
    pub async fn as_role(&self, role: &str) -> Visitor {
        let scope = match Role::from_key(role).and_then(Role::scope_kind) {
            None => None,
            Some(ScopeKind::Region) => Some("aachen"),
            Some(ScopeKind::Authority) => Some("bezreg-koeln"),
            Some(ScopeKind::Municipality) => Some("05334002"),
            Some(ScopeKind::Project) => panic!("which project? use as_scoped"),
        };
        self.sign_in_new(role, scope).await
    }

    /// The same in a scope.
    pub async fn as_scoped(&self, role: &str, scope: &str) -> Visitor {
        self.sign_in_new(role, Some(scope)).await
    }

    /// A CDO of a region.
    pub async fn as_cdo(&self, region: &str) -> Visitor {
        self.as_scoped("cdo", region).await
    }

    async fn sign_in_new(&self, role: &str, scope: Option<&str>) -> Visitor {
        let name = self.account(role, scope).await;
        let visitor = self.visitor();
        let answer = visitor.sign_in(&name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{role} signs in: {}", answer.text());
        visitor
    }

    /// A new account with [`PASSWORD`]; gives the name to sign in with.
    pub async fn account(&self, role: &str, scope: Option<&str>) -> String {
        static NEXT: AtomicU16 = AtomicU16::new(1);
        let name = format!("{}-{}", role.replace('_', "-"), NEXT.fetch_add(1, Ordering::SeqCst));
        let role = Role::from_key(role).unwrap_or_else(|| panic!("there is no role {role}"));
        let command = account::change::New {
            name: name.clone(),
            display_name: format!("{} ({name})", role.label()),
            password_hash: password_hash().into(),
            grants: vec![Grant { role, scope: scope.map(str::to_owned) }],
        };
        account::change::add(&self.db, &operator(), self.now(), command).await.expect("an account");
        name
    }

    /// A token of the JSON interface for an account.
    pub async fn token(&self, account: &str) -> String {
        static NEXT: AtomicU16 = AtomicU16::new(1);
        let token = format!("leitstand_test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        let command = account::change::NewToken {
            account: account.into(),
            label: "Test".into(),
            token_hash: entity::session::digest(&token),
        };
        account::change::add_token(&self.db, &operator(), self.now(), command).await.expect("a token");
        token
    }

    /// Does all work that waits, as the jobs loop would; gives the number of jobs.
    pub async fn work(&self) -> usize {
        let lease = TimeDelta::seconds(60);
        let mut done = 0;
        while let Some(job) = job::change::claim(&self.db, self.now(), "test", lease).await.expect("the jobs") {
            let id = job.subject_id;
            match job::Kind::from_key(&job.kind).expect("a kind of work that tests know") {
                job::Kind::ReadImport => {
                    let limits = self.state.config.reading();
                    let outcome = server::import::read(&self.db, &limits, id).await.expect("the file is there");
                    server::import::compare(&self.db, &self.clock, id, outcome).await.expect("a preview");
                }
                job::Kind::CarryOutImport => {
                    entity::import_run::change::carry_out(&self.db, self.now(), id, &|_, _| true).await.expect("done");
                }
            }
            job::change::finish(&self.db, self.now(), &job, job::State::Done, "").await.expect("the job");
            done += 1;
        }
        done
    }

    /// How many rows the audit trail has.
    pub async fn audit_rows(&self) -> u64 {
        entity::audit::Entity::find().count(self.db.read()).await.expect("the audit trail")
    }

    /// The newest row of the audit trail.
    pub async fn last_audit(&self) -> entity::audit::Model {
        let newest = entity::audit::Entity::find().order_by_desc(entity::audit::Column::Id);
        newest.one(self.db.read()).await.expect("the audit trail").expect("a row")
    }
}

/// Whoever sits at the machine itself: may everything.
#[must_use]
pub fn operator() -> Actor {
    Actor::system("Test")
}

/// The hash of [`PASSWORD`], made once: argon2id takes its time on purpose.
#[must_use]
pub fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| server::password::hash(PASSWORD).expect("a hash"))
}

/// A browser in front of the program.
#[derive(Debug)]
pub struct Visitor {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
    address: SocketAddr,
}

impl Visitor {
    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path), Body::empty()).await
    }

    /// Sends a form from a page of ours.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form(fields))).await
    }

    /// Sends a file and fields from a page of ours.
    pub async fn upload(&self, path: &str, file_name: &str, bytes: &[u8], fields: &[(&str, &str)]) -> Answer {
        const EDGE: &str = "----leitstand-test-7f3a";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let quoted = file_name.replace('"', "%22").replace(['\r', '\n'], "");
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{quoted}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
        self.send(request, Body::from(body)).await
    }

    /// Makes a call of the JSON interface as a page of ours would; `if_match` is the tag that reading gave.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<serde_json::Value>,
        if_match: Option<&str>,
    ) -> Answer {
        let mut request = self.request(method, path).header(header::ORIGIN, format!("http://{HOST}"));
        if let Some(tag) = if_match {
            request = request.header(header::IF_MATCH, tag);
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.send(request, body).await
    }

    /// Fills in the form to sign in.
    pub async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/anmelden", &[("name", name), ("passwort", password)]).await
    }

    /// Follows the redirect of an answer.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        let target =
            answer.location().unwrap_or_else(|| panic!("no redirect but {}: {}", answer.status, answer.text()));
        self.get(&target).await
    }

    /// The beginning of a request, with address, host and cookies.
    #[must_use]
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request =
            Request::builder().method(method).uri(path).header(header::HOST, HOST).extension(ConnectInfo(self.address));
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        if !cookies.is_empty() {
            let line: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        request
    }

    /// Sends a request and keeps the cookies of its answer.
    pub async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 256 << 20).await.expect("the whole answer");
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie in ASCII");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("name=value");
            let over = line.to_ascii_lowercase().contains("max-age=0");
            match over {
                true => cookies.remove(name),
                false => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        drop(cookies);
        Answer { status: parts.status, headers: parts.headers, body: body.to_vec() }
    }

    /// A cookie that the browser keeps.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Puts a cookie into the browser.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), value.into());
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a page.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::parse(&self.text())
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    /// Where it sends one.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        self.header("location")
    }

    /// All lines that set cookies.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.filter_map(|line| line.to_str().ok()).map(str::to_owned).collect()
    }

    /// Asserts the status, with the page's words when it is another.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        let said: String = self.page().main().chars().take(600).collect();
        assert_eq!(self.status.as_u16(), status, "{said}");
        self
    }
}

/// Fields as a browser sends them.
#[must_use]
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", ::app::paths::segment(name), ::app::paths::segment(value)))
        .collect();
    pairs.join("&")
}
