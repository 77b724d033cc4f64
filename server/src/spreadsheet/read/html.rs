//! HTML tables saved under the name of a workbook. Only as much HTML as such exports use: rows, cells,
//! spans, line breaks, entities. Rows of all tables of the page stand one below the other.
use super::super::limits::Budget;
use super::super::workbook::{Area, Cell, Format, Sheet, Value, Workbook};
use super::ReadError;
use super::convert::{Rows, is_blank};

/// Wider spans are a mistake of the writer or malice.
const WIDEST_SPAN: u32 = 16_384;

pub(super) fn read(name: &str, text: &str, budget: &mut Budget) -> Result<Workbook, ReadError> {
    let mut state = State { rows: Rows::new(), merged: Vec::new(), row: 0, column: 0, open: None, taken: Vec::new() };
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        state.text(&rest[..start]);
        rest = &rest[start..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let Some(end) = tag_end(rest) else {
            state.text(rest);
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name_end =
            tag.find(|c: char| c.is_whitespace() || (c == '/' && !tag.starts_with('/'))).unwrap_or(tag.len());
        match tag[..name_end].to_ascii_lowercase().as_str() {
            "script" | "style" => {
                let closing = if tag[..1].eq_ignore_ascii_case("s") && tag[1..2].eq_ignore_ascii_case("c") {
                    "</script"
                } else {
                    "</style"
                };
                rest = find_ignoring_case(rest, closing).map_or("", |end| &rest[end..]);
            }
            "tr" => {
                state.close_cell(budget)?;
                state.row += 1;
                state.column = 0;
                if state.row > budget.limits().max_rows {
                    break;
                }
            }
            "td" | "th" => {
                state.close_cell(budget)?;
                state.open_cell(span(tag, "colspan"), span(tag, "rowspan"));
            }
            "/td" | "/th" | "/tr" | "/table" => state.close_cell(budget)?,
            "br" | "br/" | "/p" | "/div" | "/li" => state.line_break(),
            _ => {}
        }
    }
    state.close_cell(budget)?;
    let sheet = Sheet {
        name: name.to_owned(),
        visible: true,
        rows: state.rows.finish(),
        merged: state.merged,
        ..Sheet::default()
    };
    Ok(Workbook {
        format: Format::Html,
        sha256: String::new(),
        from_1904: false,
        number_formats: vec!["General".into()],
        sheets: vec![sheet],
    })
}

struct State {
    rows: Rows,
    merged: Vec<Area>,
    row: u32,
    column: u32,
    open: Option<(String, u32, u32)>,
    /// Cells that reach down from a row above: columns and the last row they take.
    taken: Vec<(u32, u32, u32)>,
}

impl State {
    /// A line break in the page's source is only a blank.
    fn text(&mut self, text: &str) {
        if let Some((content, _, _)) = &mut self.open {
            content.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
        }
    }

    fn line_break(&mut self) {
        if let Some((content, _, _)) = &mut self.open {
            content.push('\n');
        }
    }

    fn open_cell(&mut self, columns: u32, rows: u32) {
        if self.row == 0 {
            self.row = 1;
        }
        let row = self.row;
        self.taken.retain(|(_, _, last)| *last >= row);
        while let Some((_, last, _)) =
            self.taken.iter().find(|(first, last, _)| (*first..=*last).contains(&self.column))
        {
            self.column = last + 1;
        }
        self.open = Some((String::new(), columns, rows));
    }

    fn close_cell(&mut self, budget: &mut Budget) -> Result<(), ReadError> {
        let Some((content, columns, rows)) = self.open.take() else { return Ok(()) };
        let content = tidy(&content);
        if !is_blank(&content) {
            let cell = Cell { column: self.column, format: 0, value: Value::Text(content) };
            self.rows.push(self.row, cell, budget)?;
        }
        let last_column = self.column.saturating_add(columns - 1);
        if columns > 1 || rows > 1 {
            let last_row = self.row.saturating_add(rows - 1);
            self.merged.push(Area { first_row: self.row, last_row, first_column: self.column, last_column });
            if rows > 1 {
                self.taken.push((self.column, last_column, last_row));
            }
        }
        self.column = last_column.saturating_add(1);
        Ok(())
    }
}

/// Where the tag ends; `>` inside quotes does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, c) in text.char_indices().take(10_000) {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return Some(index),
            _ => {}
        }
    }
    text.find('>')
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn span(tag: &str, name: &str) -> u32 {
    find_ignoring_case(tag, name)
        .and_then(|at| tag.get(at + name.len()..))
        .map(|rest| rest.trim_start_matches([' ', '=', '"', '\'']))
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .and_then(|digits| digits.parse().ok())
        .filter(|count| (1..=WIDEST_SPAN).contains(count))
        .unwrap_or(1)
}

/// Blanks as a browser shows them, entities resolved.
fn tidy(content: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in content.split('\n') {
        lines.push(line.split(['\r', '\t', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    }
    let text = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    entities(&text)
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(index, _)| index);
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "euro" => '€',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "ndash" => '–',
        "mdash" => '—',
        "sect" => '§',
        "bdquo" => '„',
        "ldquo" => '“',
        "rdquo" => '”',
        "eacute" => 'é',
        "egrave" => 'è',
        "shy" => '\u{ad}',
        "sup1" => '¹',
        "sup2" => '²',
        "sup3" => '³',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_placed_by_their_spans() {
        let mut budget = Budget::new(&super::super::super::Limits::default());
        let page = "<table><tr><th rowspan=2>A</th><th colspan=\"2\">B &amp; C</th></tr><tr><td>b</td><td>c<br>d</td></tr></table>";
        let sheet = read("x", page, &mut budget).expect("a table").sheets.remove(0);
        let text = |row, column| sheet.cell(row, column).and_then(Cell::text).map(str::to_owned);
        assert_eq!(text(1, 1).as_deref(), Some("B & C"));
        assert_eq!(text(2, 0), None);
        assert_eq!(text(2, 2).as_deref(), Some("c\nd"));
        assert_eq!(sheet.merged.len(), 2);
    }
}
