//! Reading a long list: `leitstand import check` beside calamine alone, taking turns, each in a process of its own.
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{say, shell};

/// Rows of the list; it has eleven columns.
pub const ROWS: u32 = 20_000;
/// How often each program reads it; the median counts.
const TURNS: usize = 5;

/// What reading took.
pub struct Reading {
    /// Median of calamine alone.
    alone: Duration,
    /// Median of `import check`.
    check: Duration,
    /// Most memory that `import check` had, in kB.
    peak: u64,
    /// Each step of `import check` and its median milliseconds.
    steps: Vec<(String, f64)>,
}

/// Makes the list and reads it with both.
pub fn measure(program: &Path, make: &Path, alone: &Path) -> Result<Reading> {
    let file = shell::target().join("bench").join(format!("{ROWS}.xlsx"));
    list(make, &file, ROWS, 0)?;
    say::step(&format!("{ROWS} rows read {TURNS} times"), || {
        let (mut alones, mut checks) = (Vec::new(), Vec::new());
        let mut steps: Vec<(String, Vec<f64>)> = Vec::new();
        for _ in 0..TURNS {
            alones.push(timed(alone, &[], &file)?.0);
            let (time, said) = timed(program, &["import", "check", "--timings"], &file)?;
            checks.push(time);
            for (name, ms) in parse(&said) {
                match steps.iter_mut().find(|(have, _)| *have == name) {
                    Some((_, all)) => all.push(ms),
                    None => steps.push((name, vec![ms])),
                }
            }
        }
        let steps = steps.into_iter().map(|(name, all)| (name, median(all))).collect();
        let peak = peak(program, &file)?;
        Ok(Reading { alone: median(alones), check: median(checks), peak, steps })
    })
}

/// A made-up list of projects with so many rows, and so many euros more in each.
pub fn list(make: &Path, file: &Path, rows: u32, more: u32) -> Result<()> {
    std::fs::create_dir_all(file.parent().context("no folder")?)?;
    shell::run(shell::command(make).arg(file).arg(rows.to_string()).arg(more.to_string()))
}

/// The program that makes the list and the one that reads it with calamine alone.
pub fn examples() -> Result<(PathBuf, PathBuf)> {
    say::step("the yardstick for release", || {
        let names = ["make_list", "calamine_alone"];
        shell::run(
            shell::cargo()
                .args(["build", "--locked", "--release", "--package", "server"])
                .args(names.iter().flat_map(|name| ["--example", name])),
        )
    })?;
    let folder = shell::target().join("release/examples");
    Ok((folder.join("make_list"), folder.join("calamine_alone")))
}

/// How long a program takes from start to end, and what it says on standard error.
fn timed(program: &Path, arguments: &[&str], file: &Path) -> Result<(Duration, String)> {
    let begin = Instant::now();
    let output = shell::command(program).args(arguments).arg(file).stdout(Stdio::null()).output()?;
    let time = begin.elapsed();
    if !output.status.success() {
        bail!("{} ended with {}", program.display(), output.status);
    }
    Ok((time, String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// `liste.xlsx: Lesen 80.1 ms, Erkennen 90.2 ms, Ausgeben 0.1 ms`
fn parse(said: &str) -> Vec<(String, f64)> {
    let steps = said.trim().rsplit(": ").next().unwrap_or_default().split(", ");
    steps
        .filter_map(|step| {
            let (name, ms) = step.strip_suffix(" ms")?.split_once(' ')?;
            Some((name.to_owned(), ms.parse().ok()?))
        })
        .collect()
}

fn median<T: Copy + PartialOrd>(mut all: Vec<T>) -> T {
    all.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    all[all.len() / 2]
}

/// The most memory a run of `import check` has, in kB: looked at until it ends, in a run that is not timed.
fn peak(program: &Path, file: &Path) -> Result<u64> {
    let mut child = shell::command(program).args(["import", "check"]).arg(file).stdout(Stdio::null()).spawn()?;
    let mut most = 0;
    while child.try_wait()?.is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).map_or(most, |kb: u64| most.max(kb));
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(most)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

impl Reading {
    /// For people.
    pub fn table(&self) -> String {
        let ratio = ms(self.check) / ms(self.alone);
        let mut text =
            String::from("| list of 20,000 rows | ms | × calamine | peak MB |\n| --- | ---: | ---: | ---: |\n");
        text += &format!("| calamine alone | {:.0} | 1.0 | |\n", ms(self.alone));
        text += &format!("| import check | {:.0} | {ratio:.2} | {} |\n", ms(self.check), self.peak / 1000);
        let whole: f64 = self.steps.iter().map(|(_, ms)| ms).sum();
        for (name, ms) in &self.steps {
            text += &format!("| – {name}, {:.0} % | {ms:.0} | | |\n", ms / whole * 100.0);
        }
        text
    }

    /// For machines.
    pub fn json(&self) -> String {
        let steps: Vec<String> = self.steps.iter().map(|(name, ms)| format!("\"{name}\":{ms:.1}")).collect();
        format!(
            "{{\"rows\":{ROWS},\"calamine_ms\":{:.1},\"check_ms\":{:.1},\"peak_kb\":{},\"steps_ms\":{{{}}}}}",
            ms(self.alone),
            ms(self.check),
            self.peak,
            steps.join(",")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_are_understood() {
        let said = "a: b.xlsx: Lesen 80.1 ms, Erkennen 90.2 ms, Ausgeben 0.1 ms\n";
        let wanted = [("Lesen", 80.1), ("Erkennen", 90.2), ("Ausgeben", 0.1)];
        assert_eq!(parse(said), wanted.map(|(name, ms)| (name.to_owned(), ms)));
        assert_eq!(median(vec![3, 1, 2]), 2);
    }
}
