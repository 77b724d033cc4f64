//! The way from bytes to tables: the one door through which every file comes, within its bounds.
use super::limits::{Budget, Exceeded, Limits, Watch};
use super::mapping::Mapping;
use super::read::{self, ReadError};
use super::recognise::recognise;
use super::table::Table;
use super::workbook::{Format, Workbook};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// A file that was read and understood.
#[derive(Debug)]
pub struct Understood {
    /// What stands in it.
    pub workbook: Workbook,
    /// Every table with at least one record, in sheet order; empty where none was found, or none is wanted.
    pub tables: Vec<Table>,
    /// How long reading took.
    pub reading: Duration,
    /// How long recognising took.
    pub recognising: Duration,
}

/// Why a file was not understood, and as far as it is known what it is.
#[derive(Debug)]
pub struct NotUnderstood {
    /// The container, where the file could be read.
    pub format: Option<Format>,
    /// What is wrong.
    pub error: ReadError,
}

impl From<NotUnderstood> for ReadError {
    fn from(not: NotUnderstood) -> Self {
        not.error
    }
}

/// The same for a caller that nobody waits for in time: a reader that hangs is left alone when the time is over.
///
/// # Errors
/// Says in German what is wrong with the file and what to do.
pub fn understand_in_time(file_name: &str, bytes: Arc<[u8]>, limits: &Limits) -> Result<Understood, NotUnderstood> {
    let (done, result) = mpsc::channel();
    let (name, bounds) = (file_name.to_owned(), *limits);
    // nobody listens any more to an answer that comes too late
    let work = move || drop(done.send(understand(&name, &bytes, &bounds, &Mapping::default())));
    let late = || NotUnderstood { format: None, error: Exceeded::Time.into() };
    std::thread::Builder::new().spawn(work).map_err(|_| late())?;
    result.recv_timeout(Duration::from_secs(limits.seconds).saturating_add(GRACE)).unwrap_or_else(|_| Err(late()))
}

/// Readers that look at the clock themselves have their say first.
const GRACE: Duration = Duration::from_millis(500);

/// Reads a file without looking for its tables.
///
/// # Errors
/// Says in German what is wrong with the file and what to do.
pub fn workbook(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    read::read(file_name, bytes, &mut Budget::new(limits))
}

/// Reads a file and recognises its tables, with a person's decisions. Any bytes get an answer within the limits.
///
/// # Errors
/// Says in German what is wrong with the file and what to do.
pub fn understand(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    mapping: &Mapping,
) -> Result<Understood, NotUnderstood> {
    let begin = Instant::now();
    let mut budget = Budget::new(limits);
    let workbook = read::read(file_name, bytes, &mut budget).map_err(|error| NotUnderstood { format: None, error })?;
    let reading = begin.elapsed();
    let watch = Watch::after(&budget);
    let not = |error: ReadError| NotUnderstood { format: Some(workbook.format), error };
    // last defence, as in reading: a table that nobody thought of must not end the server
    let tables = catch_unwind(AssertUnwindSafe(|| recognise(&workbook, mapping, &watch)))
        .map_err(|_| not(ReadError::corrupt()))?
        .map_err(|exceeded| not(exceeded.into()))?;
    let recognising = begin.elapsed().saturating_sub(reading);
    Ok(Understood { workbook, tables, reading, recognising })
}
