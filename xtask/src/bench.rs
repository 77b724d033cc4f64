//! `cargo xtask bench`: how fast the program is and how much memory it takes. Not a test: it prints a table and writes
//! `target/bench.json`. Pages are measured beside a static file from the same server in the same run, because
//! only the ratio survives a busy machine.
mod applying;
mod catalogue;
mod figures;
mod import;
mod load;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use load::Measured;

use crate::{assets, dist, say, shell};

/// Sizes of the made-up programme.
const PROJECTS: [u32; 2] = [67, 10_000];
const PAGES: [&str; 3] = ["/", "/projekte", "/haushalt"];
const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// How long each line is measured.
const TIME: Duration = Duration::from_secs(3);
/// How often the start is measured; the median counts.
const STARTS: usize = 5;

/// Builds the release unless a program is given (`--program FILE`), seeds two databases, and measures.
pub fn bench(arguments: &[String]) -> Result<ExitCode> {
    let (one, arguments) = match arguments {
        [option, rest @ ..] if option == "--figures" => (Some(figures::bench as fn(&Path) -> Result<()>), rest),
        [option, rest @ ..] if option == "--solutions" => (Some(catalogue::bench as fn(&Path) -> Result<()>), rest),
        all => (None, all),
    };
    let program = match arguments {
        [] => dist::release()?,
        [option, file] if option == "--program" => std::path::absolute(file)?,
        _ => {
            eprintln!(
                "xtask: bench takes --figures or --solutions, --program FILE, both or nothing; see `cargo xtask help`"
            );
            return Ok(ExitCode::from(2));
        }
    };
    if let Some(one) = one {
        one(&program)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table =
        String::from("| projects | page | connections | p50 ms | p95 ms | p99 ms | requests/s | × static |\n");
    table.push_str("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    let mut lines = Vec::new();
    let mut sizes = Vec::new();
    for projects in PROJECTS {
        let data = shell::target().join(format!("bench/{projects}"));
        seed(&program, &data, projects)?;
        let ready = start_up(&program, &data)?;
        let mut server = Server::start(&program, &data)?;
        std::thread::sleep(Duration::from_secs(2));
        let idle = server.memory()?;
        let file = static_file()?;
        for connections in CONNECTIONS {
            let what = format!("{projects} projects, {connections} connections");
            say::step(&what, || -> Result<()> {
                let yardstick = load::measure(server.address, &file, connections, TIME)?;
                for path in std::iter::once(file.as_str()).chain(PAGES) {
                    let measured = if path == file {
                        yardstick.clone()
                    } else {
                        load::measure(server.address, path, connections, TIME)?
                    };
                    line(&mut table, projects, path, connections, &measured, &yardstick)?;
                    lines.push(json(projects, path, connections, &measured));
                }
                Ok(())
            })?;
        }
        let busy = server.memory()?;
        server.stop();
        sizes.push((projects, ready, idle, busy));
    }
    println!("\n{table}");
    println!("| projects | first answer ms | idle MB | after load MB |\n| ---: | ---: | ---: | ---: |");
    for (projects, ready, idle, busy) in &sizes {
        println!("| {projects} | {} | {} | {} |", ready.as_millis(), idle / 1000, busy / 1000);
    }
    let (make, alone) = import::examples()?;
    let reading = import::measure(&program, &make, &alone)?;
    println!("\n{}", reading.table());
    let applying = applying::measure(&program, &make)?;
    println!("\n{}", applying::table(&applying));
    let wasm = assets::wasm_gzipped()?;
    println!("\nbrowser side, gzipped: {}", say::kilobytes(wasm));
    let starts: Vec<String> = sizes
        .iter()
        .map(|(projects, ready, idle, busy)| {
            format!(
                "{{\"projects\":{projects},\"first_answer_ms\":{},\"idle_kb\":{idle},\"after_load_kb\":{busy}}}",
                ready.as_millis()
            )
        })
        .collect();
    let file = shell::target().join("bench.json");
    let text = format!(
        "{{\"wasm_gzipped_bytes\":{wasm},\"starts\":[{}],\"pages\":[{}],\"import\":{},\"applying\":{}}}\n",
        starts.join(","),
        lines.join(","),
        reading.json(),
        applying::json(&applying)
    );
    std::fs::write(&file, text)?;
    println!("written to {}", file.display());
    Ok(ExitCode::SUCCESS)
}

fn line(
    table: &mut String,
    projects: u32,
    path: &str,
    connections: usize,
    m: &Measured,
    file: &Measured,
) -> Result<()> {
    let name = if PAGES.contains(&path) { path } else { "static file" };
    writeln!(
        table,
        "| {projects} | {name} | {connections} | {:.1} | {:.1} | {:.1} | {:.0} | {:.1} |",
        m.quantile(0.50),
        m.quantile(0.95),
        m.quantile(0.99),
        m.per_second(),
        file.per_second() / m.per_second().max(0.1),
    )?;
    Ok(())
}

fn json(projects: u32, path: &str, connections: usize, m: &Measured) -> String {
    format!(
        "{{\"projects\":{projects},\"path\":\"{path}\",\"connections\":{connections},\"p50_ms\":{:.2},\"p95_ms\":{:.2},\"p99_ms\":{:.2},\"per_second\":{:.1}}}",
        m.quantile(0.50),
        m.quantile(0.95),
        m.quantile(0.99),
        m.per_second(),
    )
}

/// A database with a made-up programme; the same number makes the same data, so it is made once.
fn seed(program: &Path, data: &Path, projects: u32) -> Result<()> {
    let done = data.join("seeded");
    if done.exists() {
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(data);
    std::fs::create_dir_all(data)?;
    say::step(&format!("{projects} projects made up"), || {
        shell::run(shell::command(program).env_remove("LEITSTAND_DATABASE_URL").env("LEITSTAND_DATA_DIR", data).args([
            "seed",
            "--scale",
            &projects.to_string(),
        ]))
    })?;
    std::fs::write(done, "")?;
    Ok(())
}

/// The time from starting the program to the first page answered, median of some starts.
fn start_up(program: &Path, data: &Path) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let mut server = Server::spawn(program, data)?;
        server.first_answer(begin, &mut times)?;
        server.stop();
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// The style sheet: a file that the server has in memory.
fn static_file() -> Result<String> {
    let manifest = std::fs::read_to_string(assets::folder().join("manifest.txt"))?;
    let hashed = manifest
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(logical, _)| *logical == "app.css")
        .map(|(_, hashed)| hashed)
        .context("target/site has no app.css")?;
    Ok(format!("/assets/{hashed}"))
}

/// A server that ends with us.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn spawn(program: &Path, data: &Path) -> Result<Self> {
        Self::spawn_on(program, data, false)
    }

    /// On the database of `LEITSTAND_DATABASE_URL`, or on the SQLite file below `data`.
    fn spawn_on(program: &Path, data: &Path, named: bool) -> Result<Self> {
        // a port that is free now; nobody else starts servers while we measure
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = shell::command(program);
        if !named {
            command.env_remove("LEITSTAND_DATABASE_URL");
        }
        let child = command
            .env("LEITSTAND_DATA_DIR", data)
            .args(["serve", "--metrics-addr", "off", "--log", "error", "--addr", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self { child, address })
    }

    fn start(program: &Path, data: &Path) -> Result<Self> {
        let mut server = Self::spawn(program, data)?;
        server.first_answer(Instant::now(), &mut Vec::new())?;
        Ok(server)
    }

    fn first_answer(&mut self, begin: Instant, times: &mut Vec<Duration>) -> Result<()> {
        while begin.elapsed() < Duration::from_secs(30) {
            if load::answers(self.address, "/") {
                times.push(begin.elapsed());
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        bail!("the server did not answer within 30 s");
    }

    /// Resident memory in kB.
    fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(PathBuf::from(format!("/proc/{}/status", self.child.id())))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS")).context("no VmRSS")?;
        line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).context("VmRSS is no number")
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
