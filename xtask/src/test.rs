//! `cargo xtask test`: the whole suite, one part after the other, and a summary at the end.
//!
//! A failed part does not keep the later ones from running, unless they are built on it. A part that cannot run is
//! reported as skipped, never as passed; with `CI=true` it is a failure. The closing line counts test cases; a part
//! without test cases (format, clippy, a build) counts as one only if it failed or was skipped.
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::install::{self, Tool};
use crate::{assets, say, shell};

/// Runs the whole suite; fails unless every part did what it should.
pub fn test() -> Result<ExitCode> {
    let strict = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    let mut suite = Suite { parts: Vec::new(), strict };

    suite.part("format", |_| must(shell::cargo().args(["fmt", "--all", "--check"]), "run `cargo fmt --all`"));
    suite.part("clippy", |_| {
        install::need_component("clippy", "clippy").map_err(|error| Skip(format!("{error:#}")))?;
        must(
            shell::cargo()
                .args(["clippy", "--locked", "--all-targets"])
                .args(shell::ONE_SET)
                .args(["--", "-D", "warnings"]),
            "see above",
        )
    });
    let site = suite.part("browser side", |_| assets::site());
    suite.part("size of the browser side", |_| {
        if !site {
            bail!(Skip("there is no browser side".into()));
        }
        let bytes = assets::wasm_gzipped()?;
        let limit = assets::WASM_LIMIT;
        say::note(&format!("WebAssembly, gzipped: {} of at most {}", say::kilobytes(bytes), say::kilobytes(limit)));
        if bytes > limit {
            bail!("{} is more than {}", say::kilobytes(bytes), say::kilobytes(limit));
        }
        Ok(())
    });
    let built =
        suite.part("building the tests", |_| must(cargo_test().args(shell::ONE_SET).arg("--no-run"), "see above"));
    let unless_built = || match built {
        true => Ok(()),
        false => bail!(Skip("the tests could not be built".into())),
    };
    suite.part("tests on SQLite", |cases| {
        unless_built()?;
        let mut command = cargo_test();
        command.args(shell::ONE_SET).args(["--lib", "--bins"]).env_remove("TEST_DATABASE_URL");
        for target in integration_tests()? {
            command.args(["--test", &target]);
        }
        count(command.arg("--no-fail-fast"), cases)?;
        some(cases)
    });
    suite.part("examples in the documentation", |cases| {
        unless_built()?;
        count(cargo_test().args(shell::ONE_SET).args(["--doc", "--no-fail-fast"]), cases)
    });
    suite.part("tests on PostgreSQL", |cases| {
        unless_built()?;
        install::need(Tool::Postgres).map_err(|error| Skip(format!("{error:#}")))?;
        count(&mut on_postgres()?, cases)?;
        some(cases)
    });
    suite.part("tests in the browser", |cases| {
        unless_built()?;
        if !site {
            bail!(Skip("there is no browser side".into()));
        }
        if !shell::root().join("tests/tests/browser/main.rs").exists() {
            bail!(Skip("there are none yet (tests/tests/browser)".into()));
        }
        install::need(Tool::Browser).map_err(|error| Skip(format!("{error:#}")))?;
        let chromium = install::chromium().context("no chromium")?;
        let chromedriver = install::chromedriver().context("no chromedriver")?;
        count(
            cargo_test()
                .args(shell::ONE_SET)
                .args(["--test", "browser"])
                .env_remove("TEST_DATABASE_URL")
                .env("LEITSTAND_CHROMIUM", chromium)
                .env("LEITSTAND_CHROMEDRIVER", chromedriver)
                .env("LEITSTAND_AXE", shell::root().join("node_modules/axe-core/axe.min.js"))
                .arg("--no-fail-fast"),
            cases,
        )?;
        some(cases)
    });
    Ok(suite.end())
}

fn cargo_test() -> Command {
    let mut command = shell::cargo();
    command.args(["test", "--locked"]);
    command
}

/// All integration tests of the workspace but the browser's.
fn integration_tests() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for member in std::fs::read_dir(shell::root())?.flatten() {
        if member.path().join("Cargo.toml").exists() {
            names.extend(tests_in(&member.path().join("tests"))?);
        }
    }
    names.sort();
    names.dedup();
    names.retain(|name| name != "browser");
    Ok(names)
}

/// The test targets that cargo finds by itself in such a folder: `name.rs` and `name/main.rs`.
fn tests_in(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    if !folder.is_dir() {
        return Ok(names);
    }
    for entry in std::fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        let target = path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").exists();
        if let (true, Some(name)) = (target, path.file_stem()) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// The tests of crate `tests` with a throw-away PostgreSQL, as root as well as without.
fn on_postgres() -> Result<Command> {
    let targets = tests_in(&shell::root().join("tests/tests"))?;
    let names: Vec<String> =
        targets.iter().filter(|name| *name != "browser").map(|name| format!("--test {name}")).collect();
    if names.is_empty() {
        bail!(Skip("there are none yet (tests/tests)".into()));
    }
    // The set of features stays the whole workspace's, so nothing is built again; the names choose crate `tests`.
    let script = format!(
        "TEST_DATABASE_URL=postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres \
         exec cargo test --locked {} {} --no-fail-fast",
        shell::ONE_SET.join(" "),
        names.join(" ")
    );
    let mut command = shell::command("pg_virtualenv");
    command
        .args(["-t", "-c", "--locale=C.UTF-8 -e UTF8"])
        .args(["-o", "max_connections=300", "-o", "synchronous_commit=off", "-o", "full_page_writes=off"])
        .args(["sh", "-c", &script]);
    Ok(command)
}

fn must(command: &mut Command, advice: &str) -> Result<()> {
    shell::run(command).context(advice.to_owned())
}

fn count(command: &mut Command, cases: &mut Cases) -> Result<()> {
    let worked = shell::watch(command, |line| cases.add(line))?;
    if cases.failed > 0 {
        bail!("{} failed", cases.failed);
    }
    if !worked {
        bail!("the tests did not come to their end");
    }
    Ok(())
}

/// Nothing tried is nothing proven.
fn some(cases: &Cases) -> Result<()> {
    match cases.passed {
        0 => bail!(Skip("not one test case ran".into())),
        _ => Ok(()),
    }
}

/// A part that cannot run, and why.
#[derive(Debug)]
struct Skip(String);

impl std::fmt::Display for Skip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skip {}

#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
struct Cases {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Cases {
    /// Reads "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s".
    fn add(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result:") else {
            return;
        };
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            if let (Some(Ok(number)), Some(word)) = (words.next().map(str::parse::<u64>), words.next()) {
                match word {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Ok,
    Failed,
    Skipped,
}

struct Part {
    name: &'static str,
    outcome: Outcome,
    why: String,
    cases: Cases,
    time: Duration,
}

struct Suite {
    parts: Vec<Part>,
    strict: bool,
}

impl Suite {
    /// Runs one part and notes how it went; true if it did what it should.
    fn part(&mut self, name: &'static str, work: impl FnOnce(&mut Cases) -> Result<()>) -> bool {
        println!("\n→ {name} …");
        let start = Instant::now();
        let mut cases = Cases::default();
        let result = work(&mut cases);
        let (outcome, why) = match result {
            Ok(()) => (Outcome::Ok, String::new()),
            Err(error) if error.is::<Skip>() && self.strict => (Outcome::Failed, format!("could not run: {error}")),
            Err(error) if error.is::<Skip>() => (Outcome::Skipped, error.to_string()),
            Err(error) => (Outcome::Failed, format!("{error:#}")),
        };
        let part = Part { name, outcome, why, cases, time: start.elapsed() };
        println!("  {}", part.line());
        self.parts.push(part);
        outcome == Outcome::Ok
    }

    /// Prints the summary and turns it into the exit status.
    fn end(&self) -> ExitCode {
        println!("\nSummary");
        for part in &self.parts {
            println!("  {}", part.line());
        }
        let total: Duration = self.parts.iter().map(|part| part.time).sum();
        println!("  {:<32} {:<8} {:>7.1} s", "all", "", total.as_secs_f64());
        let (cases, failed) = self.sum();
        println!("\n{} passed, {} failed, {} skipped", cases.passed, cases.failed, cases.skipped);
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn sum(&self) -> (Cases, bool) {
        let mut sum = Cases::default();
        for part in &self.parts {
            sum.passed += part.cases.passed;
            sum.skipped += part.cases.skipped;
            sum.failed += part.cases.failed;
            match part.outcome {
                // clippy, say, or a test program that died without a result
                Outcome::Failed if part.cases.failed == 0 => sum.failed += 1,
                Outcome::Skipped => sum.skipped += 1,
                _ => {}
            }
        }
        (sum, self.parts.iter().any(|part| part.outcome == Outcome::Failed))
    }
}

impl Part {
    fn line(&self) -> String {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Failed => "FAILED",
            Outcome::Skipped => "skipped",
        };
        let mut line = format!("{:<32} {outcome:<8} {:>7.1} s", self.name, self.time.as_secs_f64());
        let Cases { passed, failed, skipped } = self.cases;
        if passed + failed + skipped > 0 {
            line.push_str(&format!("   {passed} passed, {failed} failed, {skipped} ignored"));
        }
        if !self.why.is_empty() {
            line.push_str(&format!("   {}", self.why));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_summed() {
        let mut cases = Cases::default();
        cases.add("running 3 tests");
        cases.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.01s");
        cases.add("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 10.21s");
        assert_eq!(cases, Cases { passed: 15, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_skipped_part_never_passes_and_fails_in_ci() {
        for (strict, outcome, counted) in [
            (false, Outcome::Skipped, Cases { passed: 0, failed: 0, skipped: 1 }),
            (true, Outcome::Failed, Cases { passed: 0, failed: 1, skipped: 0 }),
        ] {
            let mut suite = Suite { parts: Vec::new(), strict };
            assert!(!suite.part("a", |_| bail!(Skip("no browser".into()))));
            assert_eq!(suite.parts[0].outcome, outcome);
            assert_eq!(suite.sum(), (counted, strict));
        }
    }

    #[test]
    fn a_part_that_fails_without_cases_is_counted_once() {
        let mut suite = Suite { parts: Vec::new(), strict: false };
        suite.part("clippy", |_| bail!("lint"));
        suite.part("tests", |cases| {
            cases.add("test result: FAILED. 1 passed; 2 failed; 0 ignored");
            bail!("2 failed")
        });
        assert_eq!(suite.sum(), (Cases { passed: 1, failed: 3, skipped: 0 }, true));
    }
}
