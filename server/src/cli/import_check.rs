//! `leitstand import check`: what the importer understands of spreadsheets, without a database.
use crate::spreadsheet::{Limits, check, understand_in_time};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Wrong usage, as clap says it.
const USAGE: u8 = 2;

/// Prints one JSON line per file; with `timings` a line on standard error says how long each step took. 0: every file
/// could be read; 1: at least one could not; 2: a file is missing.
#[must_use]
pub fn run(files: &[PathBuf], limits: &Limits, timings: bool) -> ExitCode {
    if let Some(missing) = files.iter().find(|file| !file.is_file()) {
        eprintln!("leitstand: {} ist keine Datei.", missing.display());
        return ExitCode::from(USAGE);
    }
    let mut all = true;
    let mut out = std::io::stdout().lock();
    for file in files {
        let bytes: Arc<[u8]> = match read_bounded(file, limits) {
            Ok(bytes) => bytes.into(),
            Err(error) => {
                eprintln!("leitstand: {}: {error}", file.display());
                return ExitCode::from(USAGE);
            }
        };
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let result = understand_in_time(&name, Arc::clone(&bytes), limits);
        all &= result.as_ref().is_ok_and(|understood| !understood.tables.is_empty());
        let begin = Instant::now();
        if writeln!(out, "{}", check::line(&name, &bytes, &result)).is_err() {
            // whoever listened has gone: nothing more to say
            break;
        }
        if let (true, Ok(understood)) = (timings, &result) {
            let (reading, recognising, printing) =
                (ms(understood.reading), ms(understood.recognising), ms(begin.elapsed()));
            eprintln!("{name}: Lesen {reading} ms, Erkennen {recognising} ms, Ausgeben {printing} ms");
        }
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// A file beyond the limit is read just far enough to be refused for its size.
fn read_bounded(file: &PathBuf, limits: &Limits) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(limits.max_bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
