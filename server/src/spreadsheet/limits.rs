//! How much a file may ask for. A file is a stranger's: sizes it claims are checked, never trusted.
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
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
    /// Bytes of all texts in cells: one long text may stand in every cell of a small file.
    pub max_text: usize,
    /// Seconds for reading and for understanding what was read, together.
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
            max_text: 128 << 20,
            seconds: 60,
        }
    }
}

/// Runs down what is left while a file is read, and remembers which bound was reached first.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    cells: usize,
    text: usize,
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
        Self { limits: *limits, cells: 0, text: 0, unpacked: 0, end, exceeded: None }
    }

    /// Which bound was reached, if any: it outweighs whatever error a reader made of it.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// One more filled cell with so many bytes of text; the clock is looked at now and then.
    pub(super) fn cell(&mut self, text: usize) -> Result<(), Exceeded> {
        self.cells += 1;
        self.text = self.text.saturating_add(text);
        if self.cells > self.limits.max_cells || self.text > self.limits.max_text {
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

/// What understanding a table keeps for each cell at most: its reading and two findings.
const KEPT_PER_CELL: usize = 3;
/// So much text counts like a thing of its own.
const TEXT_PER_THING: usize = 64;

/// Watches over what is made of a workbook after reading: the clock runs on, and what is kept is counted. All steps
/// and threads share it, hence the atomics.
#[derive(Debug)]
pub(super) struct Watch {
    end: Instant,
    left: AtomicUsize,
    steps: AtomicU32,
}

impl Watch {
    /// Goes on where reading ended.
    pub(super) fn after(budget: &Budget) -> Self {
        let left = budget.limits.max_cells.saturating_mul(KEPT_PER_CELL);
        Self { end: budget.end, left: AtomicUsize::new(left), steps: AtomicU32::new(0) }
    }

    /// One more row, column or heading is looked at.
    pub(super) fn step(&self) -> Result<(), Exceeded> {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed);
        if steps.is_multiple_of(32) && Instant::now() > self.end { Err(Exceeded::Time) } else { Ok(()) }
    }

    /// So many things that are kept were made, with so many bytes of text.
    pub(super) fn keep(&self, things: usize, text: usize) -> Result<(), Exceeded> {
        let things = things.saturating_add(text / TEXT_PER_THING);
        let left = |left: usize| left.checked_sub(things);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).map(|_| ()).map_err(|_| Exceeded::Cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_counted() {
        let limits = Limits { max_cells: 10, seconds: 0, ..Limits::default() };
        let watch = Watch::after(&Budget::new(&limits));
        assert_eq!(watch.keep(20, 0), Ok(()));
        assert_eq!(watch.keep(8, 2 * TEXT_PER_THING), Ok(()));
        assert_eq!(watch.keep(1, 0), Err(Exceeded::Cells));
        std::thread::sleep(Duration::from_millis(2));
        assert!((0..32).any(|_| watch.step() == Err(Exceeded::Time)));
    }

    #[test]
    fn long_texts_are_counted_by_their_length() {
        let limits = Limits { max_text: 100, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        assert_eq!(budget.cell(60), Ok(()));
        assert_eq!(budget.cell(60), Err(Exceeded::Cells));
        assert_eq!(budget.exceeded(), Some(Exceeded::Cells));
    }
}
