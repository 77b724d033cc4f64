//! `cargo xtask COMMAND`: builds, runs and checks Leitstand. One file per command.
//!
//! - [`run`] and [`test`] are the two commands most people need, [`dist`] makes the file to install
//! - [`install`] knows what must be on the machine and fetches it
//! - [`browser`] builds the part that runs in the browser, [`assets`] everything a page loads
//! - [`shell`] starts other programs, [`say`] tells what is going on
mod assets;
mod bench;
mod browser;
mod dist;
mod fuzz;
mod install;
mod run;
mod say;
mod shell;
mod test;

use std::process::ExitCode;

use anyhow::Result;

const HELP: &str = "\
cargo xtask COMMAND

  run [--addr HOST:PORT] [--release]
            builds everything, fills a SQLite database in data/ with demo data when there is
            none, and serves on http://127.0.0.1:8080
  test      runs the whole suite: format, clippy, browser side, tests on SQLite and on
            PostgreSQL, tests in a real browser, size of the browser side
  site      builds the browser side and the assets only (target/site)
  dist      makes one file that runs anywhere with glibc: target/dist/leitstand
  bench [--figures|--solutions] [--program FILE]
            measures pages, start and memory with 67 and 10,000 projects, and reading a list of 20,000
            rows beside calamine, of a release build or of the program given; prints tables and
            writes target/bench.json; with --figures instead figures of 100,000 projects with
            5 million entries, in the empty database of LEITSTAND_DATABASE_URL or a SQLite file
  fuzz --minutes N [FOLDER…]
            throws malformed spreadsheets at the reader; begins with fuzz/corpus and the files in
            the folders given, keeps what it finds in target/fuzz
  setup     fetches what is missing on this machine (npm packages; Debian packages as root)
  help      shows this

Environment
  CI=true                a part of the suite that cannot run is a failure, not \"skipped\"
  LEITSTAND_WASM=rustup  builds the browser side with rustup's compiler, =debian with Debian's;
                         by itself xtask takes the first of the two that is there
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Result<ExitCode> {
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("", arguments),
    };
    match name {
        "run" => run::run(rest),
        "test" => without_options(rest, test::test),
        "site" => without_options(rest, || assets::site().map(|()| ExitCode::SUCCESS)),
        "dist" => without_options(rest, dist::dist),
        "bench" => bench::bench(rest),
        "fuzz" => fuzz::fuzz(rest),
        "setup" => without_options(rest, || install::everything().map(|()| ExitCode::SUCCESS)),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            if !name.is_empty() {
                eprintln!("xtask: there is no command \"{name}\"\n");
            }
            eprint!("{HELP}");
            Ok(ExitCode::from(2))
        }
    }
}

fn without_options(rest: &[String], command: impl FnOnce() -> Result<ExitCode>) -> Result<ExitCode> {
    match rest.first() {
        None => command(),
        Some(unknown) => {
            eprintln!("xtask: unknown option \"{unknown}\"; see `cargo xtask help`");
            Ok(ExitCode::from(2))
        }
    }
}
