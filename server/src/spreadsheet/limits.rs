//! How much a file may ask for. A file is a stranger's: sizes it claims are checked, never trusted.
use std::time::{Duration, Instant};

/// Upper bounds for one file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Size of the file.
    pub max_bytes: usize,
    /// Size of all parts of a zip container after unpacking, counted while unpacking.
    pub max_unpacked: u64,
    /// Parts in a zip container.
    pub max_entries: usize,
    /// Highest row number.
    pub max_rows: u32,
    /// Filled cells over all sheets.
    pub max_cells: usize,
    /// Seconds for reading.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 50 << 20,
            max_unpacked: 500 << 20,
            max_entries: 5_000,
            max_rows: 1_048_576,
            max_cells: 1_000_000,
            seconds: 60,
        }
    }
}

/// Runs down what is left while a file is read, and remembers which bound was reached first.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    cells: usize,
    unpacked: u64,
    end: Instant,
    exceeded: Option<Exceeded>,
}

/// A bound was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exceeded {
    /// Too many filled cells.
    Cells,
    /// Too many bytes after unpacking.
    Unpacked,
    /// Took too long.
    Time,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        let end = Instant::now() + Duration::from_secs(limits.seconds.min(86_400));
        Self { limits: *limits, cells: 0, unpacked: 0, end, exceeded: None }
    }

    /// Which bound was reached, if any: it outweighs whatever error a reader made of it.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// One more filled cell; the clock is looked at now and then.
    pub(super) fn cell(&mut self) -> Result<(), Exceeded> {
        self.cells += 1;
        if self.cells > self.limits.max_cells {
            return self.fail(Exceeded::Cells);
        }
        if self.cells.is_multiple_of(4096) { self.time() } else { Ok(()) }
    }

    /// Looks at the clock.
    pub(super) fn time(&mut self) -> Result<(), Exceeded> {
        if Instant::now() > self.end { self.fail(Exceeded::Time) } else { Ok(()) }
    }

    /// So many bytes were really unpacked.
    pub(super) fn unpack(&mut self, bytes: u64) -> Result<(), Exceeded> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        if self.unpacked > self.limits.max_unpacked {
            return self.fail(Exceeded::Unpacked);
        }
        self.time()
    }

    /// So many merged areas, hidden rows or shared texts: a sheet has no more of them than rows or cells.
    pub(super) fn marks(&mut self, count: usize) -> Result<(), Exceeded> {
        if count > self.limits.max_cells.max(self.limits.max_rows as usize) {
            return self.fail(Exceeded::Cells);
        }
        Ok(())
    }

    fn fail(&mut self, exceeded: Exceeded) -> Result<(), Exceeded> {
        self.exceeded.get_or_insert(exceeded);
        Err(exceeded)
    }
}
