//! The program itself, as an operator starts it: what it prints, where, and with which exit status.
use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;
use tests::{
    db::{self, Fresh},
    program::program,
    sheets::{line, list},
};

/// An installation: a folder for data and a database.
struct Place {
    folder: TempDir,
    database: Fresh,
}

impl Place {
    async fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder"), database: db::empty().await }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env_clear()
            .env("LEITSTAND_DATA_DIR", self.folder.path())
            .env("LEITSTAND_DATABASE_URL", &self.database.url)
            .env("LEITSTAND_DEMO_PASSWORD", tests::app::PASSWORD)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// What it printed; it must have worked.
    #[track_caller]
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The one line that it said on standard error, with its exit status.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let said = text(&output.stderr);
        assert!(!output.status.success(), "{arguments:?} worked");
        assert_eq!(said.trim_end().lines().count(), 1, "{arguments:?} said more than a line: {said}");
        assert!(said.starts_with("leitstand: "), "{said}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}: nothing on standard output");
        (output.status.code().expect("an exit status"), said)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn wrong_usage_is_one_line_and_status_2() {
    let place = Place::new().await;
    let wrong: [(&[&str], &str); 13] = [
        (&[], "Es fehlt der Befehl"),
        (&["fliegen"], "fliegen"),
        (&["serve", "--addr", "überall"], "--addr"),
        (&["serve", "--session-idle", "bald"], "--session-idle"),
        (&["serve", "--upload-limit", "0"], "--upload-limit"),
        (&["serve", "--gibtesnicht"], "--gibtesnicht"),
        (&["migrate", "--database-url", "mysql://x:geheim@y/z"], "--database-url"),
        (&["seed", "--demo", "--scale", "10"], "--scale"),
        (&["seed", "--scale", "0"], "--scale"),
        (&["user", "add", "--name", "anna", "--role", "königin"], "--role"),
        (&["user", "add", "--name", "anna", "--role", "cdo"], "--scope"),
        (&["backup"], "DATEI"),
        (&["serve", "--sign-in-attempts", "viele"], "--sign-in-attempts"),
    ];
    for (arguments, named) in wrong {
        let (status, said) = place.refused(arguments);
        assert_eq!(status, 2, "{arguments:?}: {said}");
        assert!(said.contains(named), "{arguments:?}: {said}");
        assert!(!said.contains("geheim"), "a password is printed: {said}");
    }
    assert!(std::fs::read_dir(place.folder.path()).expect("the folder").next().is_none(), "nothing was made");
}

#[tokio::test]
async fn settings_from_the_environment_are_checked_too() {
    let place = Place::new().await;
    let output = place.command(&["serve"]).env("LEITSTAND_ADDR", "überall").output().expect("the program starts");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("LEITSTAND_ADDR") && said.trim_end().lines().count() == 1, "{said}");
}

#[tokio::test]
async fn what_cannot_work_says_what_to_do_and_status_1() {
    let place = Place::new().await;
    let (status, said) = place.refused(&["verify"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("leitstand migrate"), "{said}");
    let (status, said) = place.refused(&["restore", "/gibt/es/nicht.zip"]);
    assert_eq!(status, 1, "{said}");
    place.said(&["migrate"]);
    place.said(&["seed"]);
    for arguments in [
        &["user", "disable", "niemand"][..],
        &["token", "add", "--user", "niemand", "--label", "x"],
        &["user", "add", "--name", "anna", "--role", "cdo", "--scope", "atlantis"],
    ] {
        let (status, said) = place.refused(arguments);
        assert_eq!(status, 1, "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn migrating_and_seeding_again_changes_nothing() {
    let place = Place::new().await;
    place.said(&["migrate"]);
    place.said(&["migrate"]);
    place.said(&["seed", "--demo"]);
    let dump = rows(&place).await;
    assert!(dump.iter().any(|(table, count)| table == "project" && *count > 30), "{dump:?}");
    place.said(&["seed", "--demo"]);
    place.said(&["seed"]);
    assert_eq!(rows(&place).await, dump, "the second time nothing is written");
    assert!(place.said(&["verify"]).starts_with("In Ordnung:"));
}

/// How many rows each table has.
async fn rows(place: &Place) -> Vec<(String, i64)> {
    use sea_orm::{ConnectionTrait, Statement};
    let db = place.database.open().await;
    let mut counts = Vec::new();
    for table in [
        "programme",
        "region",
        "municipality",
        "authority",
        "term",
        "project",
        "project_fact",
        "ledger_entry",
        "solution",
        "adoption",
        "account",
        "role_assignment",
        "import_run",
        "audit",
        "published_figure",
        "origin",
        "file",
    ] {
        let sql = format!("select count(*) as n from {table}");
        let statement = Statement::from_string(db.read().get_database_backend(), sql);
        let row = db.read().query_one_raw(statement).await.expect("a count").expect("a row");
        counts.push((table.to_owned(), row.try_get("", "n").expect("n")));
    }
    counts
}

#[tokio::test]
async fn accounts_and_tokens() {
    let place = Place::new().await;
    place.said(&["seed"]);
    let said = place.said(&["user", "add", "--name", "Änna.Groß", "--role", "cdo", "--scope", "aachen"]);
    assert!(said.contains("aenna.gross"), "{said}");
    let password = said.lines().last().expect("the first password").to_owned();
    assert!(password.len() >= 20, "{said}");
    let mut child = place
        .command(&["user", "add", "--name", "budget", "--role", "ministry_budget", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("its input").write_all("ein langes Kennwort\n".as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success() && !text(&output.stdout).contains("langes"), "{}", text(&output.stdout));
    let list = place.said(&["user", "list"]);
    assert!(
        list.contains("aenna.gross") && list.contains("cdo (aachen)") && list.contains("ministry_budget"),
        "{list}"
    );
    // both passwords open the door
    let app = tests::TestApp::on(place.database, |_| {}).await;
    let _ = app.visitor().sign_in("aenna.gross", &password).await.expect(303);
    let _ = app.visitor().sign_in("budget", "ein langes Kennwort").await.expect(303);
}

#[tokio::test]
async fn a_token_is_the_last_line_and_stored_as_a_hash() {
    let place = Place::new().await;
    place.said(&["seed", "--demo"]);
    let said = place.said(&["token", "add", "--user", "auditor", "--label", "Prüfung 2026"]);
    let token = said.trim_end().lines().last().expect("a token").to_owned();
    assert!(token.starts_with("leitstand_") && token.len() > 40, "{said}");
    let db = place.database.open().await;
    use sea_orm::EntityTrait;
    let stored = entity::session::token::Entity::find().all(db.read()).await.expect("the tokens");
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].token_hash, entity::session::digest(&token));
    place.said(&["user", "disable", "auditor"]);
    let (_, said) = place.refused(&["user", "disable", "auditor"]);
    assert!(said.contains("schon gesperrt"), "{said}");
}

#[tokio::test]
async fn verify_names_the_row_and_fails() {
    let place = Place::new().await;
    place.said(&["seed", "--demo"]);
    {
        use sea_orm::ConnectionTrait;
        let db = place.database.open().await;
        let on = if db.is_postgres() { " on ledger_entry" } else { "" };
        for sql in [
            format!("drop trigger ledger_entry_no_update{on}"),
            "update ledger_entry set amount_cents = amount_cents + 1 where id = (select max(id) from ledger_entry)"
                .into(),
        ] {
            db.housekeeping().execute_unprepared(&sql).await.expect("the owner may");
        }
    }
    let (status, said) = place.refused(&["verify"]);
    assert_eq!(status, 1);
    assert!(said.contains("audit "), "{said}");
}

#[tokio::test]
async fn a_backup_comes_back_whole_into_an_empty_database_only() {
    let place = Place::new().await;
    place.said(&["seed", "--demo"]);
    let file = place.folder.path().join("sicherung.zip");
    let file = file.to_str().expect("a name");
    place.said(&["backup", file]);
    let other = Place::new().await;
    other.said(&["restore", file]);
    assert_eq!(rows(&other).await, rows(&place).await);
    assert!(other.said(&["verify"]).starts_with("In Ordnung:"));
    // new rows get new keys there
    other.said(&["user", "add", "--name", "anna", "--role", "auditor"]);
    let (status, said) = other.refused(&["restore", file]);
    assert_eq!(status, 1);
    assert!(said.contains("nicht leer"), "{said}");
    // a backup that lost its end, or was touched, is refused
    let bytes = std::fs::read(file).expect("the backup");
    let broken = place.folder.path().join("halb.zip");
    std::fs::write(&broken, &bytes[..bytes.len() - 2_000]).expect("written");
    let third = Place::new().await;
    let (status, _) = third.refused(&["restore", broken.to_str().expect("a name")]);
    assert_eq!(status, 1);
    // figures of the restored are those of the first
    let app = tests::TestApp::on(other.database, |_| {}).await;
    let first = tests::TestApp::on(place.database, |_| {}).await;
    for path in ["/zahl/granted.programme", "/zahl/paid.programme"] {
        let amount = async |app: &tests::TestApp| app.get(path).await.expect(200).page().text(".figure-amount");
        assert_eq!(amount(&app).await, amount(&first).await, "{path}");
    }
}

#[tokio::test]
async fn a_list_is_checked_without_a_database_and_imported_from_the_command_line() {
    let place = Place::new().await;
    let file = place.folder.path().join("Liste.xlsx");
    std::fs::write(&file, list("30.09.2022", vec![line("AC-1", "Bürgerportal", 1_234.5)]).xlsx()).expect("written");
    let file = file.to_str().expect("a name");
    let checked = place.said(&["import", "check", file]);
    let json: serde_json::Value = serde_json::from_str(checked.lines().next().expect("a line")).expect("JSON");
    assert!(json.to_string().contains("123450") || json.to_string().contains("1234.50"), "{json}");
    let bad = place.folder.path().join("bild.xlsx");
    std::fs::write(&bad, b"\x89PNG\r\n\x1a\n\0\0").expect("written");
    let output = place.run(&["import", "check", bad.to_str().expect("a name")]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert_eq!(place.run(&["import", "check", "/gibt/es/nicht"]).status.code(), Some(2));
    place.said(&["seed"]);
    let preview: serde_json::Value =
        serde_json::from_str(&place.said(&["import", "preview", "--json", file])).expect("JSON");
    assert_eq!(preview["counts"]["new"], 1, "{preview}");
    let id = preview["id"].to_string();
    let applied: serde_json::Value =
        serde_json::from_str(&place.said(&["import", "apply", "--json", &id])).expect("JSON");
    assert_eq!(applied["state"], "applied", "{applied}");
    assert!(place.said(&["verify"]).starts_with("In Ordnung:"));
}

/// The server prints one line when it takes requests, and ends cleanly when it is told to.
#[tokio::test]
async fn serve_says_where_and_ends_when_told() {
    use std::io::{BufRead as _, Read as _};
    let place = Place::new().await;
    let mut child = place
        .command(&["serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = std::io::BufReader::new(child.stdout.take().expect("its output"));
    let mut first = String::new();
    lines.read_line(&mut first).expect("a line");
    let address = first.trim().rsplit("http://").next().expect("an address").to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap_or_else(|error| panic!("{first}: {error}"));
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "it has made its tables by itself: {answer}");
    // a second one at the same address says so
    let second = place.run(&["serve", "--addr", &address, "--metrics-addr", "off"]);
    assert_eq!(second.status.code(), Some(1), "{}", text(&second.stderr));
    assert!(text(&second.stderr).contains(&address), "{}", text(&second.stderr));
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(told.success());
    let ended = tokio::task::spawn_blocking(move || child.wait()).await.expect("no panic").expect("it ends");
    assert_eq!(ended.code(), Some(0));
    let mut rest = String::new();
    lines.read_to_string(&mut rest).expect("the rest");
    assert_eq!(rest, "", "one line, no more");
}
