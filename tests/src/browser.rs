//! A real Chromium in front of a real server.
//!
//! Chromium and its driver are named by `LEITSTAND_CHROMIUM` and `LEITSTAND_CHROMEDRIVER`, axe-core by `LEITSTAND_AXE`;
//! `cargo xtask test` sets all three. The driver runs once for a whole test program, each [`Browser`] has a profile of
//! its own, and everything ends with the last of them.
use crate::app::PASSWORD;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use server::app::AppState;
use std::{
    net::SocketAddr,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server as `serve` runs it: listener, router, jobs loop.
#[derive(Debug)]
pub struct Served {
    /// Its address, with `http://`.
    pub address: String,
    /// What its handlers share.
    pub state: AppState,
    _database: crate::db::Fresh,
}

impl Served {
    /// Serves a database on a free port.
    pub async fn start(database: crate::db::Fresh) -> Self {
        Self::with(database, |_, _| {}).await
    }

    /// Serves a database with other settings; they may name its address.
    pub async fn with(database: crate::db::Fresh, settings: impl FnOnce(&mut server::config::Config, &str)) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let mut config = server::config::Config::default();
        settings(&mut config, &format!("http://{address}"));
        let db = database.open().await;
        let state = AppState::new(&config, db, entity::clock::Clock::System);
        let router = server::app::router(state.clone());
        tokio::spawn(server::jobs::run(state.clone()));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { address: format!("http://{address}"), state, _database: database }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.state.stop();
    }
}

/// The driver; it ends with its owner.
struct Driver {
    child: Child,
    address: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.address)
    }
}

async fn start_driver() -> Driver {
    let program = variable("LEITSTAND_CHROMEDRIVER");
    // a port that was free a moment ago
    let port = {
        let probe = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        probe.local_addr().expect("its address").port()
    };
    let child = Command::new(&program)
        .arg(format!("--port={port}"))
        .arg("--log-level=OFF")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let driver = Driver { child, address: format!("http://127.0.0.1:{port}") };
    for _ in 0..200 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return driver;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the driver of the browser does not answer");
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; `cargo xtask test` sets it"))
}

/// How a browser is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setup {
    /// Whether scripts run.
    pub scripts: bool,
    /// Whether the person likes it dark.
    pub dark: bool,
    /// Width of the window in CSS pixels.
    pub width: u32,
}

impl Default for Setup {
    fn default() -> Self {
        Self { scripts: true, dark: false, width: 1280 }
    }
}

/// One browser with one profile.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    address: String,
    // dropped in this order: the driver first, then the profile it writes to
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser for a server.
    pub async fn open(served: &Served, setup: Setup) -> Self {
        let driver = start_driver().await;
        let profile = TempDir::with_prefix("leitstand-browser-").expect("a folder");
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--disable-dev-shm-usage".into(),
            "--no-first-run".into(),
            "--no-default-browser-check".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--disable-extensions".into(),
            "--no-proxy-server".into(),
            "--lang=de-DE".into(),
            format!("--window-size={},900", setup.width.max(500)),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        if setup.dark {
            arguments.push("--blink-settings=preferredColorScheme=0".into());
        }
        let mut options = json!({ "binary": variable("LEITSTAND_CHROMIUM"), "args": arguments });
        if !setup.scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object") };
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&driver.address)
            .await
            .unwrap_or_else(|error| panic!("the browser does not start: {error}"));
        let browser = Self { client, address: served.address.clone(), _driver: driver, _profile: profile };
        if setup.width < 500 {
            browser.narrow(setup.width).await;
        }
        browser
    }

    /// A window narrower than a window can be: as on a phone.
    async fn narrow(&self, width: u32) {
        let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Prefers the dark theme from now on, or the light one.
    pub async fn prefer(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Shows pages as on paper from now on, or on the screen again.
    pub async fn on_paper(&self, paper: bool) {
        let media = if paper { "print" } else { "" };
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media })).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let done = self.client.issue_cmd(Devtools { command: command.into(), parameters }).await;
        done.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// Ends it; what it still shows is gone.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
    }

    /// The driver's view of it, for what has no words here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens a page of the server.
    pub async fn goto(&self, path: &str) {
        let address = format!("{}{path}", self.address);
        self.client.goto(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Path and query of the page that is shown.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.as_str().trim_start_matches(&self.address).to_owned()
    }

    /// The element that a selector finds, as soon as it is there.
    pub async fn find(&self, css: &str) -> Element {
        let waiting = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css));
        match waiting.await {
            Ok(element) => element,
            Err(error) => panic!("{css} on {}: {error}\n{}", self.path().await, self.words().await),
        }
    }

    /// All words of the page.
    pub async fn words(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(error) => error.to_string(),
        }
    }

    /// The text of an element.
    pub async fn text(&self, css: &str) -> String {
        let text = self.find(css).await.text().await.unwrap_or_default();
        crate::page::plain(&text)
    }

    /// Waits until the text of an element contains some words; the page may change meanwhile.
    pub async fn wait_for(&self, css: &str, words: &str) {
        let end = std::time::Instant::now() + PATIENCE;
        let mut last = String::new();
        while std::time::Instant::now() < end {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && let Ok(text) = element.text().await
            {
                last = crate::page::plain(&text);
                if last.contains(words) {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{css} never said “{words}” but “{last}” on {}", self.path().await);
    }

    /// Types into a field of a form.
    pub async fn fill(&self, field: &str, text: &str) {
        let input = self.find(&format!("main [name=\"{field}\"]")).await;
        input.send_keys(text).await.unwrap_or_else(|error| panic!("{field}: {error}"));
    }

    /// Presses the button with these words inside the main part, and waits for the page that follows.
    pub async fn press(&self, label: &str) {
        let path = format!("//main//button[normalize-space()=\"{label}\"]");
        let button = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let button = match button {
            Ok(button) => button,
            Err(error) => panic!("no button {label}: {error}\n{}", self.words().await),
        };
        self.leave_by(button, label).await;
    }

    /// Clicks what leads to another page and waits until that one is there whole. The driver does not: a form with a
    /// file is read first, and the page that is left answers meanwhile.
    pub async fn leave_by(&self, element: Element, label: &str) {
        self.run("document.documentElement.dataset.left = ''").await;
        element.click().await.unwrap_or_else(|error| panic!("{label}: {error}"));
        let arrived = "return document.readyState === 'complete' && !('left' in document.documentElement.dataset)";
        let end = std::time::Instant::now() + PATIENCE;
        while std::time::Instant::now() < end {
            if let Ok(Value::Bool(true)) = self.client.execute(arrived, Vec::new()).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{label} leads nowhere from {}: {}", self.path().await, self.words().await);
    }

    /// Fills the form that has a button with these words, opening what is folded, and presses it.
    pub async fn send(&self, button: &str, fields: &[(&str, &str)]) {
        let fields = serde_json::to_string(&fields).expect("fields");
        let script = format!(
            "const say = e => e.textContent.trim();
             const button = [...document.querySelectorAll('main button')].find(e => say(e) === {button:?});
             if (!button) return 'no button {button}: ' + document.querySelector('main').innerText;
             const form = button.closest('form');
             for (let e = form; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
             for (const [name, value] of {fields}) {{
                 const field = form.elements[name];
                 if (!field) return 'no field ' + name + ' beside {button}';
                 if (field.type === 'checkbox') {{ field.checked = true; continue; }}
                 field.value = value;
                 if (field.value !== value) return name + ' does not take ' + value;
             }}
             button.dataset.press = 'this';
             return '';"
        );
        assert_eq!(self.run(&script).await, "");
        self.leave_by(self.find("button[data-press]").await, button).await;
    }

    /// Follows the link with these words.
    pub async fn follow(&self, words: &str) {
        let link = self.client.wait().at_most(PATIENCE).for_element(Locator::LinkText(words)).await;
        let link = match link {
            Ok(link) => link,
            Err(error) => panic!("no link {words}: {error}\n{}", self.words().await),
        };
        self.leave_by(link, words).await;
    }

    /// Signs in through the form.
    pub async fn sign_in(&self, name: &str) {
        self.goto("/anmelden").await;
        self.fill("name", name).await;
        self.fill("passwort", PASSWORD).await;
        self.press("Anmelden").await;
        self.wait_for(".account", "Abmelden").await;
    }

    /// Signs out.
    pub async fn sign_out(&self) {
        self.leave_by(self.find(".account button").await, "Abmelden").await;
        self.wait_for(".account", "Anmelden").await;
    }

    /// Runs a script and gives its value. Works where the page's own scripts are shut off, too.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script:.80}: {error}"))
    }

    /// What axe-core finds on the page, one line each: rule, how bad, and the element.
    pub async fn axe(&self) -> Vec<String> {
        let source = std::fs::read_to_string(variable("LEITSTAND_AXE")).expect("axe-core");
        self.run(&source).await;
        let script = "const done = arguments[arguments.length - 1]; \
            axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
            .then(found => done(found.violations.flatMap(rule => rule.nodes.map(node => \
            `${rule.id} (${rule.impact}): ${rule.help}: ${node.html.slice(0, 200)} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ''}`)))) \
            .catch(error => done(['axe failed: ' + error]));";
        let found = self.client.execute_async(script, Vec::new()).await.expect("axe runs");
        let found: Vec<String> = serde_json::from_value(found).expect("lines");
        found
    }

    /// What the browser complained about since it was asked last: errors of scripts, refused by policy, not found.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Log).await.unwrap_or_else(|error| panic!("the log: {error}"));
        let lines = log.as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING")
            .map(|line| format!("{}: {}", line["level"].as_str().unwrap_or(""), line["message"].as_str().unwrap_or("")))
            .collect()
    }
}

/// A command of Chromium's own.
#[derive(Debug)]
struct Devtools {
    command: String,
    parameters: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}

/// Asks for the browser's log.
#[derive(Debug)]
struct Log;

impl fantoccini::wd::WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
