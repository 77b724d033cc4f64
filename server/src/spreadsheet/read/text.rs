//! Text files: which encoding, and whether it is an HTML table, separated values or nothing of the kind.
use super::super::limits::Budget;
use super::super::workbook::Workbook;
use super::convert::is_blank;
use super::{ReadError, csv_text, html};
use encoding_rs::{Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

pub(super) fn read(file_name: &str, bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    if bytes.starts_with(b"%PDF") {
        return Err(ReadError::unsupported("Die Datei ist ein PDF, keine Tabelle."));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(ReadError::unsupported("Die Datei ist ein Textdokument, keine Tabelle."));
    }
    let text = decode(bytes).ok_or_else(|| ReadError::unsupported("Die Datei ist weder Tabelle noch Text."))?;
    if is_blank(&text) {
        return Err(ReadError::empty());
    }
    let name = sheet_name(file_name);
    if text.trim_start().starts_with('<') {
        // Excel's XML of 2003 has tables too, but no HTML ones
        let foreign = contains_tag(&text, "<workbook") || contains_tag(&text, "<ss:workbook");
        return if contains_tag(&text, "<table") && !foreign {
            html::read(&name, &text, budget)
        } else {
            Err(ReadError::unsupported("Die Datei enthält XML oder HTML, aber keine lesbare Tabelle."))
        };
    }
    csv_text::read(&name, &text, budget)
}

/// The file's name without folder and ending, as a spreadsheet program names the sheet of a text file.
fn sheet_name(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

fn contains_tag(text: &str, tag: &str) -> bool {
    text.as_bytes().windows(tag.len()).any(|window| window.eq_ignore_ascii_case(tag.as_bytes()))
}

/// Text of the bytes; `None` when they are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = encoding(bytes).decode(bytes).0;
    // control characters other than blanks do not occur in text
    let odd = text
        .chars()
        .take(64 << 10)
        .filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{85}'));
    (odd.count() == 0).then_some(text)
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    // without a mark, UTF-16 of German text shows by its zeros on every second place
    if sample.len() >= 4 && zeros(1) * 3 > sample.len() {
        return UTF_16LE;
    }
    if sample.len() >= 4 && zeros(0) * 3 > sample.len() {
        return UTF_16BE;
    }
    if let Some(named) = declared(sample) {
        return named;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // the euro sign is A4 in ISO-8859-15; in Windows-1252 it is 80, and A4 hardly ever occurs
    let has = |wanted: std::ops::RangeInclusive<u8>| bytes.iter().any(|byte| wanted.contains(byte));
    if has(0xA4..=0xA4) && !has(0x80..=0x9F) { ISO_8859_15 } else { WINDOWS_1252 }
}

/// The encoding an HTML page names, unless the bytes prove it wrong.
fn declared(sample: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(sample).to_ascii_lowercase();
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let name = text.split("charset=").nth(1)?.trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(name.len());
    let encoding = Encoding::for_label(&name.as_bytes()[..end])?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_the_bytes() {
        for (bytes, text) in [
            (&b"Stra\xc3\x9fe"[..], "Straße"),
            (b"\xef\xbb\xbfStra\xc3\x9fe", "Straße"),
            (b"Stra\xdfe 5 \x80", "Straße 5 €"),
            (b"Stra\xdfe 5 \xa4", "Straße 5 €"),
            (b"\xff\xfeS\0t\0", "St"),
            (b"\xfe\xff\0S\0t", "St"),
            (b"S\0t\0r\0a\0", "Stra"),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text), "{bytes:?}");
        }
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0"), None);
        assert_eq!(sheet_name("/a/liste.neu.csv"), "liste.neu");
    }
}
