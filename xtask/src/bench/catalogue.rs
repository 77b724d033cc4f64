//! The catalogue with 5,000 solutions, the radar over 396 municipalities, and both after a write, when nothing is
//! remembered. Asked for by `bench --solutions`.
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use super::{Server, TIME, load, seed, static_file};
use crate::{say, shell};

/// As many solutions as projects, which is the most there are.
const PROJECTS: u32 = 5_000;
const CONNECTIONS: usize = 8;
const QUESTIONS: [(&str, &str); 10] = [
    ("catalogue", "/loesungen"),
    ("catalogue, words", "/loesungen?q=portal+klima"),
    ("catalogue, three facets", "/loesungen?art=software&reife=pilot&thema=Bildung&sortierung=nachnutzung"),
    ("catalogue, page 100", "/loesungen?seite=100"),
    ("one solution", "/loesungen/messung-00042"),
    ("a municipality and what fits it", "/kommunen/05774032"),
    ("a solution and whom it fits", "/loesungen/messung-00042/kommunen"),
    ("figures of transfer", "/berichte/transfer"),
    ("the Landtag's five questions", "/berichte/landtag"),
    ("matches, JSON interface", "/api/v1/municipalities/05774032/matches?limit=50"),
];

/// Seeds, measures, prints a table.
pub fn bench(program: &Path) -> Result<()> {
    let data = shell::target().join(format!("bench/solutions-{PROJECTS}"));
    seed(program, &data, PROJECTS)?;
    let mut server = Server::spawn(program, &data)?;
    server.first_answer(Instant::now(), &mut Vec::new())?;
    println!("| page | first ms | p50 ms | p95 ms | p99 ms | requests/s | × static |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let yardstick = load::measure(server.address, &static_file()?, CONNECTIONS, TIME)?;
    for (name, path) in QUESTIONS {
        // alone, before anything is remembered for it
        let first = load::measure_each(server.address, &[path.to_owned()], 1, std::time::Duration::ZERO)?;
        let m = say::step(name, || load::measure(server.address, path, CONNECTIONS, TIME))?;
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0} | {:.1} |",
            first.quantile(0.50),
            m.quantile(0.50),
            m.quantile(0.95),
            m.quantile(0.99),
            m.per_second(),
            yardstick.per_second() / m.per_second().max(0.1),
        );
    }
    server.stop();
    Ok(())
}
