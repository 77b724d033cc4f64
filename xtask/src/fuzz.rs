//! `cargo xtask fuzz --minutes N [FOLDER…]`: malformed spreadsheets for the reader, made by libFuzzer from the corpus in
//! `fuzz/corpus` and from files in the folders given. What it finds out stays in `target/fuzz`; a file that makes the
//! reader panic, take more than ten seconds or more than a gigabyte is kept there too, and the run fails.
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{install, say, shell};

/// Any bytes as a file, and any bytes as one part of a whole workbook.
const TARGETS: [&str; 2] = ["file", "part"];

/// Builds the targets and runs each for half of the time.
pub fn fuzz(arguments: &[String]) -> Result<ExitCode> {
    let (minutes, folders) = match arguments {
        [option, minutes, folders @ ..] if option == "--minutes" => (minutes.parse::<u64>().ok(), folders),
        _ => (None, arguments),
    };
    let Some(minutes) = minutes.filter(|minutes| *minutes > 0) else {
        eprintln!("xtask: fuzz takes --minutes N and folders with files to begin with; see `cargo xtask help`");
        return Ok(ExitCode::from(2));
    };
    let folders = folders.iter().map(std::path::absolute).collect::<std::io::Result<Vec<_>>>()?;
    install::need_fuzzer()?;
    let fuzz = shell::root().join("fuzz");
    let mut failed = Vec::new();
    for target in TARGETS {
        let found = shell::target().join("fuzz").join(target);
        std::fs::create_dir_all(found.join("corpus"))?;
        let seconds = minutes * 60 / TARGETS.len() as u64;
        let begun = say::step(&format!("{target}, {}", say::seconds(std::time::Duration::from_secs(seconds))), || {
            let mut command = shell::cargo();
            command.current_dir(&fuzz).args(["+nightly", "fuzz", "run", target]);
            // the first folder takes what is new; the committed corpus is only read
            command.arg(found.join("corpus")).arg(fuzz.join("corpus").join(target)).args(&folders).args([
                "--".to_owned(),
                format!("-max_total_time={seconds}"),
                format!("-artifact_prefix={}/", found.display()),
                "-max_len=200000".to_owned(),
                "-rss_limit_mb=1024".to_owned(),
                "-timeout=10".to_owned(),
                "-print_final_stats=1".to_owned(),
            ]);
            shell::run(&mut command)
        });
        if begun.is_err() {
            failed.push(format!("{target}: see {}", found.display()));
        }
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    Ok(ExitCode::SUCCESS)
}
