//! `cargo xtask run`: everything from an empty checkout to a page with demo data.
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::{assets, say, shell};

/// Builds, migrates and seeds when there is no database yet, and serves until Ctrl-C.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let options = match Options::read(arguments) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("xtask: {error:#}; see `cargo xtask help`");
            return Ok(ExitCode::from(2));
        }
    };
    assets::site()?;
    let program = build(options.release)?;
    let data = shell::root().join("data");
    std::fs::create_dir_all(&data)?;
    let accounts = fill(&program, &data)?;
    if let Some(accounts) = accounts {
        println!("\n{}\n", accounts.trim_end());
    }
    println!("→ leitstand serve on http://{} (Ctrl-C ends it) …", options.address);
    serve(&program, &data, &options.address)
}

struct Options {
    address: String,
    release: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Options { address: "127.0.0.1:8080".to_owned(), release: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--release" => options.release = true,
                "--addr" => {
                    options.address = arguments.next().context("--addr needs HOST:PORT")?.clone();
                }
                other => match other.strip_prefix("--addr=") {
                    Some(address) => options.address = address.to_owned(),
                    None => bail!("unknown option \"{other}\""),
                },
            }
        }
        Ok(options)
    }
}

fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.args(["build", "--locked", "--bin", "leitstand"]);
    if release {
        cargo.args(["--package", "server", "--release"]);
    } else {
        cargo.args(shell::ONE_SET);
    }
    say::step("leitstand (the first time some 4 minutes)", || shell::run(&mut cargo))?;
    let profile = if release { "release" } else { "debug" };
    Ok(shell::target().join(profile).join("leitstand"))
}

/// Our own program on the SQLite file in `data`, whatever database the environment names.
fn leitstand(program: &Path, data: &Path) -> Command {
    let mut command = shell::command(program);
    command
        .env_remove("LEITSTAND_DATABASE_URL")
        .env_remove("LEITSTAND_DATABASE_READ_URL")
        .env("LEITSTAND_DATA_DIR", data);
    command
}

/// Migrates, and seeds a database that is new; answers what seeding said about the demo accounts.
///
/// A database that someone else filled is left alone: seeding happens only where there was no file, or where an
/// earlier seeding did not come to its end.
fn fill(program: &Path, data: &Path) -> Result<Option<String>> {
    let accounts = data.join("demo-accounts.txt");
    let unfinished = data.join("seeding");
    let new = unfinished.exists() || !has_database(data)?;
    if new {
        std::fs::write(&unfinished, "seed --demo has begun and not ended\n")?;
    }
    say::step("leitstand migrate", || shell::run(leitstand(program, data).arg("migrate")))?;
    if !new {
        return Ok(std::fs::read_to_string(accounts).ok());
    }
    let mut said = String::new();
    say::step("leitstand seed --demo", || {
        let worked = shell::watch(leitstand(program, data).args(["seed", "--demo"]), |line| {
            said.push_str(line);
            said.push('\n');
        })?;
        if !worked {
            bail!("leitstand seed --demo failed");
        }
        Ok(())
    })?;
    // shown again at the next start
    std::fs::write(&accounts, said)?;
    std::fs::remove_file(&unfinished)?;
    Ok(None)
}

fn has_database(data: &Path) -> Result<bool> {
    let database = |name: &str| [".db", ".sqlite", ".sqlite3"].iter().any(|end| name.ends_with(end));
    Ok(std::fs::read_dir(data)?.flatten().any(|entry| database(&entry.file_name().to_string_lossy())))
}

/// Becomes the server, so that Ctrl-C and SIGTERM reach it and nobody else.
#[cfg(unix)]
fn serve(program: &Path, data: &Path, address: &str) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = leitstand(program, data).args(["serve", "--addr", address]).exec();
    Err(error).with_context(|| format!("cannot start {}", program.display()))
}

/// Starts the server and waits for its end.
#[cfg(not(unix))]
fn serve(program: &Path, data: &Path, address: &str) -> Result<ExitCode> {
    shell::run(leitstand(program, data).args(["serve", "--addr", address]))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let options = Options::read(&words("--release --addr 0.0.0.0:80")).unwrap();
        assert!(options.release);
        assert_eq!(options.address, "0.0.0.0:80");
        assert_eq!(Options::read(&words("--addr=[::1]:1")).unwrap().address, "[::1]:1");
        assert!(Options::read(&words("--addr")).is_err());
        assert!(Options::read(&words("--fast")).is_err());
    }
}
