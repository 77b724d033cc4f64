//! `import preview`, `apply`, `undo`: the pages' import from the command line. Who may run the program on the
//! database's machine acts as the program itself; a release needs no second person then, but is on record.
use super::{Common, Failure, say};
use crate::{
    config::{ImportLimits, value::size},
    import::{Submitted, compare, read, submit},
    spreadsheet::Limits,
};
use clap::Subcommand;
use entity::{
    actor::Actor,
    clock::Clock,
    db::Db,
    import_run::{
        RowKind, State, Undo,
        change::{Choice, carry_out, release, request},
        find::{Changes, Detail, changes, detail, see, undone},
        mapping::Decisions,
        undo::undo,
    },
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Importing from the command line.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Liest Dateien ohne Datenbank und sagt, was darin erkannt wird
    Check {
        /// Dateien
        #[arg(value_name = "DATEI", required = true)]
        files: Vec<PathBuf>,
        /// Sagt auf der Fehlerausgabe, wie lange Lesen, Erkennen und Ausgeben jeder Datei dauern
        #[arg(long)]
        timings: bool,
        #[command(flatten)]
        bounds: Bounds,
    },
    /// Liest eine Datei und zeigt, was sie ändern würde
    Preview {
        /// Datei
        #[arg(value_name = "DATEI")]
        file: PathBuf,
        /// Zuordnung von Kopfzeilen und Spalten als JSON-Datei
        #[arg(long, value_name = "JSON")]
        mapping: Option<PathBuf>,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
        /// Sagt auf der Fehlerausgabe, wie lange jeder Schritt dauert
        #[arg(long)]
        timings: bool,
        #[command(flatten)]
        bounds: Bounds,
    },
    /// Nimmt einen übernommenen Import zurück; was seither jemand geändert hat, bleibt
    Undo {
        /// Nummer des Imports
        #[arg(value_name = "IMPORT")]
        run: i64,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
        /// Sagt auf der Fehlerausgabe, wie lange jeder Schritt dauert
        #[arg(long)]
        timings: bool,
    },
    /// Übernimmt einen gelesenen Import und gibt ihn frei
    Apply {
        /// Nummer des Imports
        #[arg(value_name = "IMPORT")]
        run: i64,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
        /// Sagt auf der Fehlerausgabe, wie lange jeder Schritt dauert
        #[arg(long)]
        timings: bool,
    },
}

/// How much a file on the command line may ask for: the same settings as those of the server.
#[derive(Debug, clap::Args)]
pub struct Bounds {
    /// So groß darf eine Datei sein
    #[arg(long, env = "LEITSTAND_UPLOAD_LIMIT", value_name = "GRÖSSE", default_value = "50MB", value_parser = size)]
    upload_limit: usize,
    #[command(flatten)]
    import: ImportLimits,
}

impl Bounds {
    /// The bounds of reading.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.import.with_size(self.upload_limit)
    }
}

fn operator() -> Actor {
    Actor::system("Kommandozeile")
}

/// `import …`
///
/// # Errors
/// What is wrong with the file or the run, or what the database says.
pub async fn run(common: &Common, import: Import) -> Result<(), Failure> {
    match import {
        Import::Check { .. } => Ok(()),
        Import::Preview { file, mapping, json, timings, bounds } => {
            let content = std::fs::read(&file)
                .map_err(|error| Failure::usage(format!("{} lässt sich nicht lesen: {error}", file.display())))?;
            let decisions = mapping.as_deref().map(decisions).transpose()?;
            let db = common.open().await?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (id, steps) = preview(&db, name, content, decisions, &bounds.limits()).await?;
            if timings {
                tell(&steps);
            }
            report(&db, id, json).await
        }
        Import::Apply { run, json, timings } => {
            let db = common.open().await?;
            let began = Instant::now();
            if see(&db, &operator(), run).await?.state() != State::AwaitingRelease {
                request(&db, &operator(), Clock::System.now(), run, None, Choice::All, None).await?;
            }
            if see(&db, &operator(), run).await?.state() == State::AwaitingRelease {
                release(&db, &operator(), Clock::System.now(), run, None).await?;
            }
            // a long list is a job's; here nobody waits for one
            carry_out(&db, Clock::System.now(), run, &|_, _| true).await?;
            if timings {
                tell(&[("Übernehmen", began.elapsed())]);
            }
            report(&db, run, json).await
        }
        Import::Undo { run, json, timings } => {
            let db = common.open().await?;
            let began = Instant::now();
            undo(&db, &operator(), Clock::System.now(), run, None).await?;
            carry_out(&db, Clock::System.now(), run, &|_, _| true).await?;
            if timings {
                tell(&[("Zurücknehmen", began.elapsed())]);
            }
            report_undone(&db, run, json).await
        }
    }
}

/// A mapping from a file.
fn decisions(file: &Path) -> Result<Decisions, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{} lässt sich nicht lesen: {error}", file.display())))?;
    let decisions = Decisions::parse(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    match decisions.errors().into_iter().next() {
        Some(error) => Err(Failure::usage(format!("{}: {}", file.display(), error.message))),
        None => Ok(decisions),
    }
}

async fn preview(
    db: &Db,
    file_name: String,
    content: Vec<u8>,
    decisions: Option<Decisions>,
    limits: &Limits,
) -> Result<(i64, [(&'static str, Duration); 2]), Failure> {
    let clock = Clock::System;
    let file = Submitted { file_name, sender: String::new(), content, sample: false, at_once: true, decisions };
    let id = submit(db, &operator(), clock.now(), limits, file).await?;
    // a server on the same database may be faster: then the preview is there already
    let began = Instant::now();
    let outcome = read(db, limits, id).await?;
    let reading = began.elapsed();
    compare(db, &clock, id, outcome).await?;
    Ok((id, [("Lesen", reading), ("Vergleichen", began.elapsed().saturating_sub(reading))]))
}

async fn report(db: &Db, id: i64, json: bool) -> Result<(), Failure> {
    let run = detail(db, &operator(), id).await?;
    let changes = changes(db, &operator(), id, 0, u64::MAX).await?;
    if json {
        say(as_json(&run, &changes));
        return Ok(());
    }
    say(format_args!("Import {}: {} ({})", run.line.id, run.line.file_name, run.line.state.label()));
    for kind in RowKind::ALL {
        let count = run.line.counts.get(&kind).copied().unwrap_or(0);
        say(format_args!("  {:9} {count}", kind.label()));
    }
    for row in &changes.rows {
        say(format_args!("{} {} {}", row.kind.label(), row.number, row.title));
        for item in &row.items {
            let shown =
                |value: &Option<String>| value.as_deref().map_or("–".into(), |value| item.target.shown(value));
            let (name, old, new) = (item.target.label(), shown(&item.old), shown(&item.new));
            let conflict = if item.stands() { "  Konflikt: bleibt, wie es ist" } else { "" };
            say(format_args!("    {name}: {old} → {new}  [{}]{conflict}", item.cell));
        }
    }
    Ok(())
}

/// `Lesen 80.1 ms, Vergleichen 90.2 ms, Spitze 120 MB`: the most memory the program had so far, where Linux says it.
fn tell(steps: &[(&str, Duration)]) {
    let mut said: Vec<String> =
        steps.iter().map(|(name, time)| format!("{name} {:.1} ms", time.as_secs_f64() * 1000.0)).collect();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    said.extend(peak.map(|kilobytes: u64| format!("Spitze {} MB", kilobytes / 1_000)));
    eprintln!("{}", said.join(", "));
}

async fn report_undone(db: &Db, id: i64, json: bool) -> Result<(), Failure> {
    let rows = undone(db, &operator(), id).await?;
    let count = |outcome: Undo| rows.iter().filter(|row| row.outcome == outcome).count();
    if json {
        let counts: serde_json::Map<String, serde_json::Value> =
            Undo::ALL.into_iter().map(|outcome| (outcome.key().to_owned(), count(outcome).into())).collect();
        let rows: Vec<serde_json::Value> = rows
            .iter()
            .map(|row| {
                serde_json::json!({
                    "row": row.position, "project_number": row.number, "title": row.title,
                    "outcome": row.outcome.key(), "reason": row.reason,
                })
            })
            .collect();
        say(serde_json::json!({"id": id, "state": State::Undone.key(), "counts": counts, "rows": rows}));
        return Ok(());
    }
    say(format_args!("Import {id}: zurückgenommen"));
    for outcome in Undo::ALL {
        say(format_args!("  {:15} {}", outcome.label(), count(outcome)));
    }
    for row in rows.iter().filter(|row| row.outcome == Undo::Kept) {
        say(format_args!("behalten {} {}: {}", row.number, row.title, row.reason.as_deref().unwrap_or("")));
    }
    Ok(())
}

fn as_json(run: &Detail, changes: &Changes) -> serde_json::Value {
    let counts: serde_json::Map<String, serde_json::Value> =
        run.line.counts.iter().map(|(kind, count)| (kind.key().to_owned(), (*count).into())).collect();
    let rows: Vec<serde_json::Value> = changes
        .rows
        .iter()
        .map(|row| {
            let changes: Vec<serde_json::Value> = row
                .items
                .iter()
                .map(|item| {
                    serde_json::json!({
                        "field": item.target.key(), "old": item.old, "new": item.new, "cell": item.cell,
                        "raw": item.raw, "conflict": item.stands(),
                    })
                })
                .collect();
            serde_json::json!({
                "row": row.position, "kind": row.kind.key(), "project_number": row.number, "title": row.title,
                "changes": changes, "outcome": row.outcome,
            })
        })
        .collect();
    serde_json::json!({
        "id": run.line.id, "state": run.line.state.key(), "file": run.line.file_name, "sender": run.line.sender,
        "counts": counts, "rows": rows,
    })
}
