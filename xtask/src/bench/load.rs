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
    measure_each(address, &[path.to_owned()], connections, time)
}

/// Asks for paths in turn on so many connections for a time, each connection beginning elsewhere; at least once.
pub fn measure_each(address: SocketAddr, paths: &[String], connections: usize, time: Duration) -> Result<Measured> {
    ensure!(address.ip().is_loopback(), "only this machine is measured");
    let begin = Instant::now();
    let all: Result<Vec<Vec<f64>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|number| {
                let first = paths.len() * number / connections.max(1);
                scope.spawn(move || one(address, paths, first, begin + time))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| bail!("a connection failed"))).collect()
    });
    let mut times: Vec<f64> = all?.into_iter().flatten().collect();
    times.sort_by(f64::total_cmp);
    Ok(Measured { times, wall: begin.elapsed().as_secs_f64() })
}

fn one(address: SocketAddr, paths: &[String], first: usize, until: Instant) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    // one path alone is warmed up by a first answer that is not counted
    if let [path] = paths
        && Instant::now() < until
    {
        connection.get(path)?;
    }
    let mut times = Vec::new();
    for path in paths.iter().cycle().skip(first) {
        let begin = Instant::now();
        if begin >= until && !times.is_empty() {
            break;
        }
        let status = connection.get(path)?;
        ensure!(status == 200, "{path} answered {status}");
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Sends a JSON body with a token and gives the milliseconds until it was answered with 201.
pub fn post(address: SocketAddr, path: &str, token: &str, body: &str) -> Result<f64> {
    let mut connection = Connection::open(address)?;
    let begin = Instant::now();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let status = connection.ask(&format!("{head}{body}"))?;
    ensure!(status == 201, "{path} answered {status}");
    Ok(begin.elapsed().as_secs_f64() * 1000.0)
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
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"))
    }

    fn ask(&mut self, request: &str) -> Result<u16> {
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
