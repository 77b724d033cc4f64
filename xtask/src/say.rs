//! What the person at the terminal sees of a long build.
use std::time::{Duration, Instant};

use anyhow::Result;

/// Announces a step, runs it, and says how long it took and whether it worked.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what} …");
    let start = Instant::now();
    let result = work();
    let end = match &result {
        Ok(_) => "done",
        Err(_) => "FAILED",
    };
    println!("  {what}: {end} after {}", seconds(start.elapsed()));
    result
}

/// One line of news that is no step.
pub fn note(text: &str) {
    println!("  {text}");
}

/// "7 s", "2 min 05 s".
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    match seconds {
        0 => format!("{:.1} s", time.as_secs_f64()),
        1..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// "88.4 kB"; a kB has 1000 bytes.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_read_well() {
        assert_eq!(seconds(Duration::from_millis(400)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(59)), "59 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
        assert_eq!(kilobytes(88_449), "88.4 kB");
        assert_eq!(kilobytes(999), "0.9 kB");
    }
}
