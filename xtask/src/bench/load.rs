//! Requests over kept connections, one after the other on each, and how long each took. Loopback only, bounded in time.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// What was measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Milliseconds of each request, sorted.
    times: Vec<f64>,
    /// Wall time in seconds.
    wall: f64,
}

impl Measured {
    /// The time in milliseconds that a share of the requests stayed below.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        self.times.get(index).copied().unwrap_or(f64::NAN)
    }

    /// Requests per second over all connections.
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.wall
    }
}

/// Asks for a path on so many connections for a time.
pub fn measure(address: SocketAddr, path: &str, connections: usize, time: Duration) -> Result<Measured> {
    ensure!(address.ip().is_loopback(), "only this machine is measured");
    let begin = Instant::now();
    let all: Result<Vec<Vec<f64>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(|| one(address, path, begin + time))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| bail!("a connection failed"))).collect()
    });
    let mut times: Vec<f64> = all?.into_iter().flatten().collect();
    times.sort_by(f64::total_cmp);
    Ok(Measured { times, wall: begin.elapsed().as_secs_f64() })
}

fn one(address: SocketAddr, path: &str, until: Instant) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    // the first answer warms up and is not counted
    connection.get(path)?;
    let mut times = Vec::new();
    while Instant::now() < until {
        let begin = Instant::now();
        let status = connection.get(path)?;
        ensure!(status == 200, "{path} answered {status}");
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Whether a path is answered with 200.
pub fn answers(address: SocketAddr, path: &str) -> bool {
    Connection::open(address).and_then(|mut connection| connection.get(path)).is_ok_and(|status| status == 200)
}

struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    /// Sends a request, reads the whole answer, and says its status.
    fn get(&mut self, path: &str) -> Result<u16> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status")?;
        let (mut length, mut chunked) = (None, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", value)) => length = Some(value.parse::<u64>()?),
                Some(("transfer-encoding", "chunked")) => chunked = true,
                _ if line.is_empty() => break,
                _ => {}
            }
        }
        if chunked {
            loop {
                let size = u64::from_str_radix(&self.line()?, 16)?;
                self.skip(size + 2)?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.skip(length.context("an answer without length")?)?;
        }
        Ok(status)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        ensure!(line.ends_with('\n'), "the connection was closed");
        Ok(line.trim_end().to_owned())
    }

    fn skip(&mut self, bytes: u64) -> Result<()> {
        let copied = std::io::copy(&mut self.reader.by_ref().take(bytes), &mut std::io::sink())?;
        ensure!(copied == bytes, "the connection was closed");
        Ok(())
    }
}
