//! Comparing, applying and taking back a long list, on SQLite and, where `pg_virtualenv` is, on PostgreSQL.
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::import::{ROWS, list};
use crate::{say, shell};

/// Projects that a second list of as many rows is compared with.
const EXISTING: u32 = 5_000;

/// The lists, their folder, and the program.
struct Lists {
    folder: PathBuf,
    long: PathBuf,
    first: PathBuf,
    second: PathBuf,
}

/// What one line of the table says: the database, the step, milliseconds, peak memory in MB.
type Line = (&'static str, String, f64, Option<u64>);

/// Measures each step on each database.
pub fn measure(program: &Path, make: &Path) -> Result<Vec<Line>> {
    let folder = shell::target().join("bench");
    let lists = Lists {
        long: folder.join(format!("{ROWS}.xlsx")),
        first: folder.join(format!("{EXISTING}.xlsx")),
        second: folder.join(format!("{EXISTING}-more.xlsx")),
        folder,
    };
    list(make, &lists.long, ROWS, 0)?;
    list(make, &lists.first, EXISTING, 0)?;
    list(make, &lists.second, EXISTING, 1)?;
    let mut lines = say::step("imports on SQLite", || all(program, &lists, "SQLite", false))?;
    match shell::output(shell::command("sh").args(["-c", "command -v pg_virtualenv"])) {
        Ok(_) => lines.extend(say::step("imports on PostgreSQL", || all(program, &lists, "PostgreSQL", true))?),
        Err(_) => println!("no pg_virtualenv: PostgreSQL is not measured"),
    }
    Ok(lines)
}

fn all(program: &Path, lists: &Lists, name: &'static str, postgres: bool) -> Result<Vec<Line>> {
    // a long list into an empty database, and back again; then a list against as many projects
    let long = "\"$0\" seed >/dev/null; \"$0\" import preview --timings \"$1\" >/dev/null; \
                \"$0\" import apply --timings 1 >/dev/null; \"$0\" import undo --timings 1 >/dev/null";
    let against = "\"$0\" seed >/dev/null; \"$0\" import preview \"$1\" >/dev/null; \"$0\" import apply 1 >/dev/null; \
                   \"$0\" import preview --timings \"$2\" >/dev/null";
    let mut lines = Vec::new();
    let said = run(program, lists, postgres, long, &[&lists.long])?;
    for (step, ms, peak) in said {
        lines.push((name, format!("{ROWS} rows: {step}"), ms, peak));
    }
    let said = run(program, lists, postgres, against, &[&lists.first, &lists.second])?;
    for (step, ms, peak) in said {
        lines.push((name, format!("{EXISTING} rows against {EXISTING} projects: {step}"), ms, peak));
    }
    Ok(lines)
}

/// Runs a script and reads what its steps say: name, milliseconds, peak memory.
fn run(
    program: &Path,
    lists: &Lists,
    postgres: bool,
    script: &str,
    files: &[&Path],
) -> Result<Vec<(String, f64, Option<u64>)>> {
    let data = lists.folder.join("import-data");
    let _ = std::fs::remove_dir_all(&data);
    std::fs::create_dir_all(&data)?;
    let mut command = match postgres {
        false => shell::command("sh"),
        true => {
            let mut command = shell::command("pg_virtualenv");
            command.args(["-t", "-c", "--locale=C.UTF-8 -e UTF8", "sh"]);
            command
        }
    };
    let url = "LEITSTAND_DATABASE_URL=postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres; \
               export LEITSTAND_DATABASE_URL; ";
    let script = format!("set -e; {}{script}", if postgres { url } else { "" });
    let output = command
        .arg("-c")
        .arg(script)
        .arg(program)
        .args(files)
        .env("LEITSTAND_DATA_DIR", &data)
        .stdout(Stdio::null())
        .output()
        .context("the program could not be started")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        bail!("importing ended with {}: {said}", output.status);
    }
    let mut steps = Vec::new();
    for line in said.lines() {
        let parts: Vec<&str> = line.split(", ").collect();
        let peak = parts.iter().find_map(|part| part.strip_prefix("Spitze ")?.strip_suffix(" MB")?.parse().ok());
        for part in parts {
            if let Some((name, ms)) = part.strip_suffix(" ms").and_then(|part| part.split_once(' '))
                && let Ok(ms) = ms.parse()
            {
                steps.push((name.to_owned(), ms, peak));
            }
        }
    }
    Ok(steps)
}

/// For people.
pub fn table(lines: &[Line]) -> String {
    let mut text = String::from("| database | step | ms | peak MB |\n| --- | --- | ---: | ---: |\n");
    for (database, step, ms, peak) in lines {
        let peak = peak.map(|peak| peak.to_string()).unwrap_or_default();
        text += &format!("| {database} | {step} | {ms:.0} | {peak} |\n");
    }
    text
}

/// For machines.
pub fn json(lines: &[Line]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|(database, step, ms, peak)| {
            let peak = peak.map_or_else(|| "null".to_owned(), |peak| peak.to_string());
            format!("{{\"database\":\"{database}\",\"step\":\"{step}\",\"ms\":{ms:.1},\"peak_mb\":{peak}}}")
        })
        .collect();
    format!("[{}]", lines.join(","))
}
