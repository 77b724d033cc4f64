//! Zip containers: looked into and counted while unpacking before any reader touches them.
use super::super::limits::{Budget, Exceeded};
use super::super::workbook::{Format, Workbook};
use super::{ReadError, ods, xlsb, xlsx};
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An opened zip file whose parts are only handed out counted.
pub(super) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

/// Counts what really comes out; a reader that goes beyond the budget gets an error.
pub(super) struct Counted<'b, R> {
    inner: R,
    budget: &'b mut Budget,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget.unpack(count as u64).map_err(|_| std::io::Error::other("limit"))?;
        Ok(count)
    }
}

impl<R> Counted<'_, R> {
    /// The budget, for the one who reads.
    pub(super) fn budget(&mut self) -> &mut Budget {
        self.budget
    }
}

/// A part as a buffered, counted stream.
pub(super) type Part<'p, 'a> = BufReader<Counted<'p, zip::read::ZipFile<'p, Cursor<&'a [u8]>>>>;

impl<'a> Container<'a> {
    /// Opens a part for reading; `None` when there is no such part.
    pub(super) fn part<'p>(
        &'p mut self,
        name: &str,
        budget: &'p mut Budget,
    ) -> Result<Option<Part<'p, 'a>>, ReadError> {
        let Some(index) = self.find(name) else { return Ok(None) };
        let inner = self.archive.by_index(index).map_err(|error| zip_error(&error))?;
        Ok(Some(BufReader::with_capacity(32 << 10, Counted { inner, budget })))
    }

    /// A small part as text (lossy: the parts asked for are ASCII in all but names).
    pub(super) fn text(&mut self, name: &str, budget: &mut Budget) -> Result<Option<String>, ReadError> {
        let Some(mut part) = self.part(name, budget)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).map_err(|_| ReadError::corrupt())?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Names differ in case and separators between writers.
    fn find(&self, name: &str) -> Option<usize> {
        let wanted = name.trim_start_matches('/');
        self.archive.index_for_name(wanted).or_else(|| {
            (0..self.archive.len()).find(|index| {
                self.archive
                    .name_for_index(*index)
                    .is_some_and(|have| have.is_ok_and(|have| have.replace('\\', "/").eq_ignore_ascii_case(wanted)))
            })
        })
    }
}

fn zip_error(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("assword") => ReadError::encrypted(),
        _ => ReadError::corrupt(),
    }
}

/// Reads whatever spreadsheet the zip holds.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::corrupt())?;
    if archive.len() > budget.limits().max_entries {
        return Err(ReadError::too_large("Die Datei besteht aus zu vielen Teilen."));
    }
    // what the directory claims is only good for refusing early; what comes out is counted all the same
    if archive.decompressed_size().is_some_and(|size| size > u128::from(budget.limits().max_unpacked)) {
        return Err(Exceeded::Unpacked.into());
    }
    let mut container = Container { archive };
    match kind(&mut container, budget)? {
        Some(Format::Ods) => ods::read(&mut container, budget),
        Some(Format::Xlsb) => xlsb::read(&mut container, budget),
        Some(format) => xlsx::read(format, &mut container, budget),
        None => Err(ReadError::unsupported("Die Datei ist keine Tabelle.")),
    }
}

fn kind(container: &mut Container<'_>, budget: &mut Budget) -> Result<Option<Format>, ReadError> {
    if let Some(types) = container.text("[Content_Types].xml", budget)? {
        let has = |word: &str| types.contains(word);
        return Ok(if has("ms-excel.sheet.binary.macroEnabled.main") {
            Some(Format::Xlsb)
        } else if has("ms-excel.sheet.macroEnabled.main") || has("ms-excel.template.macroEnabled.main") {
            Some(Format::Xlsm)
        } else if has("spreadsheetml.sheet.main") || has("spreadsheetml.template.main") {
            Some(Format::Xlsx)
        } else {
            None
        });
    }
    let mimetype = container.text("mimetype", budget)?.unwrap_or_default();
    if mimetype.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        let manifest = container.text("META-INF/manifest.xml", budget)?.unwrap_or_default();
        if manifest.contains("encryption-data") {
            return Err(ReadError::encrypted());
        }
        return Ok(Some(Format::Ods));
    }
    Ok(None)
}
