//! Separated values. Rows are the records of the file as a spreadsheet program counts them: a line break
//! inside quotes opens no new row, an empty line is a row. (The csv crate drops empty lines, so the few
//! rules are written here.)
use super::super::limits::Budget;
use super::super::workbook::{Cell, Format, Sheet, Value, Workbook};
use super::ReadError;
use super::convert::{Rows, is_blank};
use std::iter::Peekable;
use std::str::Chars;

pub(super) fn read(name: &str, text: &str, budget: &mut Budget) -> Result<Workbook, ReadError> {
    let (separator, body) = match named_separator(text) {
        Some(found) => found,
        None => (guess(text), text),
    };
    let mut rows = Rows::new();
    let mut number = 1u32;
    let mut failed = None;
    records(body, separator, &mut |record| {
        for (column, field) in (0u32..).zip(record.iter()) {
            if !is_blank(field) {
                let cell = Cell { column, format: 0, value: Value::Text(field.clone()) };
                if let Err(exceeded) = rows.push(number, cell, budget) {
                    failed = Some(exceeded);
                    return false;
                }
            }
        }
        number += 1;
        number <= budget.limits().max_rows
    });
    if let Some(exceeded) = failed {
        return Err(exceeded.into());
    }
    let sheet = Sheet { name: name.to_owned(), visible: true, rows: rows.finish(), ..Sheet::default() };
    let format = if separator == '\t' { Format::Tsv } else { Format::Csv };
    Ok(Workbook {
        format,
        sha256: String::new(),
        from_1904: false,
        number_formats: vec!["General".into()],
        sheets: vec![sheet],
    })
}

/// A first line `sep=;` names the separator and is no row.
fn named_separator(text: &str) -> Option<(char, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let line = line.trim_end_matches('\r').trim_matches('"');
    let mut named = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?.chars();
    match (named.next(), named.next()) {
        (Some(separator), None) => Some((separator, rest)),
        _ => None,
    }
}

/// The separator that cuts most rows into the same number (more than one) of fields. Lists that leave out what is empty at
/// the end of a row have no such number, and then the commas of their amounts are more regular than their separators: the
/// separator that makes many fields, give or take one, is taken where it leaves fewer rows whole, the heading among them.
fn guess(text: &str) -> char {
    let found = [';', '\t', ',', '|'].map(|separator| Cut::of(text, separator));
    // the first of those that are alike
    let best = |score: fn(&Cut) -> usize| found.iter().rev().max_by_key(|cut| score(cut)).filter(|cut| score(cut) > 0);
    let Some(regular) = best(|cut| cut.regular) else { return ';' };
    let ragged = best(|cut| cut.ragged).filter(|ragged| ragged.whole < regular.whole);
    ragged.unwrap_or(regular).separator
}

/// What a separator makes of the first rows of a text.
struct Cut {
    separator: char,
    /// How many rows have the same number of fields; wider ones break ties.
    regular: usize,
    /// Fields of the rows that have about the same number of them, not counting empty ones at the end.
    ragged: usize,
    /// Rows that it leaves whole.
    whole: usize,
}

impl Cut {
    fn of(text: &str, separator: char) -> Self {
        let mut widths: Vec<usize> = Vec::new();
        let mut filled: Vec<usize> = Vec::new();
        records(text, separator, &mut |record| {
            if let Some(last) = record.iter().rposition(|field| !is_blank(field)) {
                widths.push(record.len());
                filled.push(last + 1);
            }
            widths.len() < 200
        });
        let regular = widths.iter().filter(|width| **width > 1).map(|width| {
            let same = widths.iter().filter(|other| *other == width).count();
            same * 64 + (*width).min(32)
        });
        let ragged = filled.iter().filter(|width| **width > 1).map(|width| {
            let alike = filled.iter().filter(|other| **other > 1 && other.abs_diff(*width) <= 1).count();
            alike * width
        });
        Self {
            separator,
            regular: regular.max().unwrap_or(0),
            ragged: ragged.max().unwrap_or(0),
            whole: filled.iter().filter(|width| **width <= 1).count(),
        }
    }
}

/// Hands on each record until told to stop.
fn records(text: &str, separator: char, take: &mut dyn FnMut(&[String]) -> bool) {
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut was_quoted = false;
    let mut any = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        any = true;
        if quoted {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                '"' => quoted = false,
                '\r' if chars.peek() == Some(&'\n') => {}
                c => field.push(c),
            }
        } else if c == '"' && !was_quoted && (field.is_empty() || (field == "=" && ends_field(&chars, separator))) {
            field.clear();
            quoted = true;
            was_quoted = true;
        } else if c == separator {
            record.push(std::mem::take(&mut field));
            was_quoted = false;
        } else if c == '\n' || c == '\r' {
            if c == '\r' && chars.peek() == Some(&'\n') {
                chars.next();
            }
            record.push(std::mem::take(&mut field));
            was_quoted = false;
            any = false;
            if !take(&record) {
                return;
            }
            record.clear();
        } else {
            field.push(c);
        }
    }
    if any {
        record.push(field);
        take(&record);
    }
}

/// Whether a quoted text ends together with its field: `="0815"` is how programs make a spreadsheet keep a text as it is,
/// `="a"&B1` is a formula.
fn ends_field(rest: &Peekable<Chars<'_>>, separator: char) -> bool {
    let mut rest = rest.clone();
    while let Some(c) = rest.next() {
        match c {
            '"' if rest.peek() == Some(&'"') => rest.next(),
            '"' => return rest.peek().is_none_or(|next| *next == separator || matches!(next, '\r' | '\n')),
            '\r' | '\n' => return false,
            _ => None,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, separator: char) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        records(text, separator, &mut |record| {
            out.push(record.to_vec());
            true
        });
        out
    }

    #[test]
    fn rows_are_counted_as_excel_does() {
        assert_eq!(
            all("a;\"b\nc \"\"d\"\"\"\r\n\r\ne;f", ';'),
            vec![vec!["a", "b\nc \"d\""], vec![""], vec!["e", "f"]]
        );
        assert_eq!(named_separator("sep=;\r\na;b"), Some((';', "a;b")));
        assert_eq!(named_separator("separat;x\n"), None);
    }

    #[test]
    fn texts_protected_as_formulas_are_their_texts() {
        assert_eq!(
            all("=\"0815\";=\"a;b\";=\"a\"&B1;=SUMME(A1)\n=\"c\"\"d\"\n", ';'),
            vec![vec!["0815", "a;b", "=\"a\"&B1", "=SUMME(A1)"], vec!["c\"d"]]
        );
    }

    #[test]
    fn separators_are_guessed() {
        for (text, separator) in [
            ("Titel;Betrag\nA, B;1,5\nC;2,5\n", ';'),
            ("Titel,Betrag\nA,\"1,5\"\nB,\"2,5\"\n", ','),
            ("Titel\tBetrag\nA; B\t1,5\n", '\t'),
            (
                "Nr;Zuwendung;Auszahlung;Stand\n1;3,28;6,14\n2;7,67;1,67;da\n3;2,46;1,00\n4;5,00;1,00;da\n5;3,00;2,00;;;;\n",
                ';',
            ),
        ] {
            assert_eq!(guess(text), separator, "{text}");
        }
    }
}
