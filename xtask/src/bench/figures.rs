//! Figures of a large programme: grouped by region, year and source, for today and for days gone by, with eight
//! connections; and recording one entry at that size. Asked for by `bench --figures`, since making 5 million entries takes
//! minutes; in the database of `LEITSTAND_DATABASE_URL` where it is set and empty, else in a SQLite file.
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{Server, TIME, load, seed};
use crate::{say, shell};

/// 50 entries each.
const PROJECTS: u32 = 100_000;
const CONNECTIONS: usize = 8;
/// How many entries are recorded; the median counts.
const RECORDED: usize = 200;
const GROUPED: &str = "/api/v1/figures?programme=dmr-nrw&group_by=region,year,source";

/// Seeds, measures, prints a table.
pub fn bench(program: &Path) -> Result<()> {
    let data = shell::target().join(format!("bench/{PROJECTS}"));
    let url = std::env::var("LEITSTAND_DATABASE_URL").ok();
    let begin = Instant::now();
    match &url {
        None => seed(program, &data, PROJECTS)?,
        Some(_) => say::step(&format!("{PROJECTS} projects made up"), || {
            shell::run(shell::command(program).args(["seed", "--scale", &PROJECTS.to_string()]))
        })?,
    }
    println!("seeded in {} s (none if it was there)", begin.elapsed().as_secs());
    let token = token(program, &data)?;
    let mut server = Server::spawn_on(program, &data, url.is_some())?;
    server.first_answer(Instant::now(), &mut Vec::new())?;
    println!(
        "| question | connections | p50 ms | p95 ms | p99 ms | requests/s |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    let days = |year: u32| -> Vec<String> {
        (1..=12)
            .flat_map(|month| (1..=28).map(move |day| format!("{GROUPED}&as_of={year}-{month:02}-{day:02}")))
            .collect()
    };
    let today = vec![GROUPED.to_owned()];
    for (name, paths) in [
        ("today", today.clone()),
        ("one day of 2021", vec![format!("{GROUPED}&as_of=2021-06-30")]),
        ("each time another day of 2019", days(2019)),
        ("each time another day of 2021", days(2021)),
        ("each time another day of 2022", days(2022)),
    ] {
        let m = say::step(name, || load::measure_each(server.address, &paths, CONNECTIONS, TIME))?;
        line(name, CONNECTIONS, &m);
    }
    let begin = Instant::now();
    let (mut recorded, mut read) = (Vec::new(), Vec::new());
    for at in 0..RECORDED {
        // a cent each: what is paid stays within what is granted, however often this is run
        let body = format!(
            "{{\"kind\":\"paid\",\"source\":\"programme\",\"amount\":\"0.01\",\"value_date\":\"2021-03-{:02}\",\"year\":2021}}",
            at % 28 + 1
        );
        recorded.push(load::post(server.address, "/api/v1/projects/MP-000001/ledger", &token, &body)?);
        let once = load::measure_each(server.address, &today, 1, Duration::ZERO)?;
        read.push(once.quantile(0.5));
    }
    let alone = made_durable(&shell::target().join("bench/durable"))?;
    let lines =
        [("recording one entry", recorded), ("the figures after it", read), ("8 kB made durable, alone", alone)];
    for (name, mut times) in lines {
        times.sort_by(f64::total_cmp);
        let (p50, p95) = (times[times.len() / 2], times[times.len() * 95 / 100]);
        println!("| {name} | 1 | {p50:.1} | {p95:.1} | | |");
    }
    println!("{RECORDED} entries in {:.1} s", begin.elapsed().as_secs_f64());
    server.stop();
    Ok(())
}

/// What the disk takes for the least that a recorded entry needs: milliseconds until some pages of 4 kB are written and
/// really there. The yardstick of recording.
fn made_durable(path: &Path) -> Result<Vec<f64>> {
    let mut file = File::create(path)?;
    let mut times = Vec::with_capacity(RECORDED);
    for _ in 0..RECORDED {
        let begin = Instant::now();
        file.write_all(&[0; 8192])?;
        file.sync_data()?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    std::fs::remove_file(path)?;
    Ok(times)
}

fn line(name: &str, connections: usize, m: &load::Measured) {
    println!(
        "| {name} | {connections} | {:.1} | {:.1} | {:.1} | {:.0} |",
        m.quantile(0.50),
        m.quantile(0.95),
        m.quantile(0.99),
        m.per_second()
    );
}

/// A token of somebody who may record money.
fn token(program: &Path, data: &Path) -> Result<String> {
    let run =
        |arguments: &[&str]| shell::output(shell::command(program).env("LEITSTAND_DATA_DIR", data).args(arguments));
    // there already in a database that is measured again
    let _ = run(&["user", "add", "--name", "messung", "--role", "ministry_budget"]);
    let said = run(&["token", "add", "--user", "messung", "--label", "bench"])?;
    said.lines().last().map(str::to_owned).context("no token was made")
}
