//! Where everything stands: lines of text on pages, rules and shades, and what belongs to what.
use super::{
    ROWS,
    columns::{Columns, GAP, columns},
    face::Faces,
};
use crate::report::{SAMPLE, SOURCE};
use app::{
    reports::document::{Cell, Document, Table},
    text,
};

/// A4 in points, upright.
const A4: (f32, f32) = (595.28, 841.89);
/// Beyond so many columns a report lies across.
const UPRIGHT_COLUMNS: usize = 6;
/// The margin of a page.
pub const MARGIN: f32 = 42.0;
/// Above and below what stands in a cell.
const PAD: f32 = 2.5;
/// From one line to the next, in sizes of letters.
const LEADING: f32 = 1.35;
/// A row is rather moved to the next page than begun with fewer lines than this.
const LINES_TOGETHER: usize = 3;

/// A line of text.
pub struct Mark {
    /// The page, from 0.
    pub page: usize,
    /// Where it begins, and its base line from above.
    pub at: (f32, f32),
    /// The size of its letters.
    pub size: f32,
    /// Whether it is bold.
    pub bold: bool,
    /// What it says.
    pub text: String,
    /// Whether it only repeats what stands before: it is not heard again.
    pub repeated: bool,
}

/// A rule, or a shade where it is high.
pub struct Bar {
    /// The page, from 0.
    pub page: usize,
    /// Left, top, width, height.
    pub area: (f32, f32, f32, f32),
    /// How grey: 0 is black.
    pub grey: u8,
}

/// Lines that belong together, by their places in [`Laid::marks`].
pub type Lines = Vec<usize>;

/// What the lines are, in the order of reading.
pub enum Part {
    /// The title.
    Title(Lines),
    /// A paragraph.
    Paragraph(Lines),
    /// The heading of a table, with its words.
    Heading(Lines, String),
    /// A table.
    Table {
        /// The cells of its heading.
        head: Vec<Lines>,
        /// The cells of its rows.
        rows: Vec<Vec<Lines>>,
    },
}

/// A report on pages.
pub struct Laid {
    /// Width and height of each page.
    pub paper: (f32, f32),
    /// How many pages.
    pub pages: usize,
    /// All lines.
    pub marks: Vec<Mark>,
    /// All rules and shades.
    pub bars: Vec<Bar>,
    /// What the lines are.
    pub parts: Vec<Part>,
}

/// Lays a report out.
pub fn lay_out(document: &Document, faces: &Faces) -> Laid {
    let across = document.tables.iter().any(|table| table.columns.len() > UPRIGHT_COLUMNS);
    let paper = if across { (A4.1, A4.0) } else { A4 };
    let laid = Laid { paper, pages: 1, marks: Vec::new(), bars: Vec::new(), parts: Vec::new() };
    let mut layout = Layout { faces, y: MARGIN, laid };
    let title = layout.block(&document.title, 18.0, true);
    layout.laid.parts.push(Part::Title(title));
    let sample = if document.sample { format!(" {SAMPLE}") } else { String::new() };
    let known = text::instant(document.known_at);
    layout.paragraph(&format!("Stand {}, bekannt am {known}. {SOURCE}{sample}", document.as_of), 8.5);
    for sentence in &document.sentences {
        layout.paragraph(sentence, 10.0);
    }
    for table in &document.tables {
        layout.table(table);
    }
    layout.laid
}

struct Layout<'a> {
    faces: &'a Faces,
    /// How far down the page is full.
    y: f32,
    laid: Laid,
}

impl Layout<'_> {
    fn room(&self) -> f32 {
        self.laid.paper.0 - 2.0 * MARGIN
    }

    fn bottom(&self) -> f32 {
        self.laid.paper.1 - MARGIN
    }

    fn next_page(&mut self) {
        self.laid.pages += 1;
        self.y = MARGIN;
    }

    fn mark(&mut self, at: (f32, f32), size: f32, bold: bool, text: String, repeated: bool) -> usize {
        self.laid.marks.push(Mark { page: self.laid.pages - 1, at, size, bold, text, repeated });
        self.laid.marks.len() - 1
    }

    fn bar(&mut self, area: (f32, f32, f32, f32), grey: u8) {
        self.laid.bars.push(Bar { page: self.laid.pages - 1, area, grey });
    }

    /// Lines over the whole width.
    fn block(&mut self, text: &str, size: f32, bold: bool) -> Lines {
        let mut lines = Vec::new();
        for line in self.faces.of(bold).lines(text, size, self.room()) {
            if self.y + size * LEADING > self.bottom() {
                self.next_page();
            }
            self.y += size * LEADING;
            if !line.is_empty() {
                lines.push(self.mark((MARGIN, self.y - size * 0.3), size, bold, line, false));
            }
        }
        lines
    }

    fn paragraph(&mut self, text: &str, size: f32) {
        self.y += 3.0;
        let lines = self.block(text, size, false);
        self.laid.parts.push(Part::Paragraph(lines));
        self.y += 2.0;
    }

    fn table(&mut self, table: &Table) {
        // a heading never stands alone at the foot of a page
        if self.y + 110.0 > self.bottom() {
            self.next_page();
        }
        self.y += 14.0;
        let heading = self.block(&table.title, 12.0, true);
        self.laid.parts.push(Part::Heading(heading, table.title.clone()));
        self.y += 3.0;
        if table.rows.is_empty() {
            self.paragraph("Dazu ist an diesem Tag nichts verzeichnet.", 9.0);
        } else {
            self.rows(table);
        }
        if let Some(note) = &table.note {
            self.paragraph(note, 8.0);
        }
        if table.rows.len() > ROWS {
            let number = |count: usize| text::number(i64::try_from(count).unwrap_or(i64::MAX));
            let (shown, all) = (number(ROWS), number(table.rows.len()));
            self.paragraph(
                &format!("Gezeigt sind die ersten {shown} von {all} Zeilen; die Tabellen (XLSX, CSV) haben alle."),
                8.0,
            );
        }
    }

    fn rows(&mut self, table: &Table) {
        let rows = table.rows.iter().take(ROWS);
        let cells: Vec<Vec<String>> =
            rows.map(|row| row.iter().map(|cell| self.faces.regular.drawable(&printed(cell))).collect()).collect();
        let columns = columns(table, &cells, self.room(), self.faces);
        let head: Vec<Vec<String>> = table
            .columns
            .iter()
            .zip(&columns.widths)
            .map(|(column, width)| self.faces.bold.lines(&column.label, columns.size, width - GAP))
            .collect();
        let grid = Grid { table, columns: &columns, head: &head };
        let heads = self.head(&grid, false);
        let rows = cells.iter().map(|cells| self.row(&grid, cells)).collect();
        self.laid.parts.push(Part::Table { head: heads, rows });
        self.y += 4.0;
    }

    fn head(&mut self, grid: &Grid<'_>, repeated: bool) -> Vec<Lines> {
        let count = grid.head.iter().map(Vec::len).max().unwrap_or(0);
        let height = count as f32 * grid.leading() + 2.0 * PAD;
        self.bar((MARGIN, self.y, grid.columns.widths.iter().sum(), height), 230);
        let lines = self.cells(grid, grid.head, 0..count, true, repeated);
        self.y += height;
        lines
    }

    /// A row; one that is higher than a page goes on on the next.
    fn row(&mut self, grid: &Grid<'_>, cells: &[String]) -> Vec<Lines> {
        let texts: Vec<Vec<String>> = cells
            .iter()
            .zip(&grid.columns.widths)
            .map(|(text, width)| self.faces.regular.lines(text, grid.columns.size, width - GAP))
            .collect();
        let count = texts.iter().map(Vec::len).max().unwrap_or(0);
        let mut found: Vec<Lines> = vec![Vec::new(); texts.len()];
        let (mut done, mut fresh) = (0, false);
        while done < count {
            let fits = ((self.bottom() - self.y - 2.0 * PAD) / grid.leading()).max(0.0) as usize;
            let rest = count - done;
            if !fresh && rest > fits && (rest <= LINES_TOGETHER || fits < LINES_TOGETHER) {
                self.next_page();
                self.head(grid, true);
                fresh = true;
                continue;
            }
            let taken = rest.min(fits).max(1);
            let lines = self.cells(grid, &texts, done..done + taken, false, false);
            found.iter_mut().zip(lines).for_each(|(cell, lines)| cell.extend(lines));
            self.y += taken as f32 * grid.leading() + 2.0 * PAD;
            done += taken;
            fresh = false;
        }
        self.bar((MARGIN, self.y - 0.25, grid.columns.widths.iter().sum(), 0.5), 190);
        found
    }

    /// Some of the lines of cells side by side, numbers to the right.
    fn cells(
        &mut self,
        grid: &Grid<'_>,
        texts: &[Vec<String>],
        range: std::ops::Range<usize>,
        bold: bool,
        repeated: bool,
    ) -> Vec<Lines> {
        let size = grid.columns.size;
        let mut left = MARGIN;
        let mut found = Vec::new();
        for ((lines, column), width) in texts.iter().zip(&grid.table.columns).zip(&grid.columns.widths) {
            let mut places = Vec::new();
            for (row, line) in lines.iter().skip(range.start).take(range.len()).enumerate() {
                if line.is_empty() {
                    continue;
                }
                let wide = self.faces.of(bold).width(line.trim_end(), size);
                let x = if column.numeric { left + width - GAP / 2.0 - wide } else { left + GAP / 2.0 };
                let y = self.y + PAD + (row as f32 + 1.0) * grid.leading() - size * 0.3;
                places.push(self.mark((x, y), size, bold, line.clone(), repeated));
            }
            found.push(places);
            left += width;
        }
        found
    }
}

/// A table with its columns and the lines of its heading.
struct Grid<'a> {
    table: &'a Table,
    columns: &'a Columns,
    head: &'a [Vec<String>],
}

impl Grid<'_> {
    fn leading(&self) -> f32 {
        self.columns.size * LEADING
    }
}

/// What a cell says on paper; an empty one says so, since whoever hears a table counts its cells.
fn printed(cell: &Cell) -> String {
    let words = cell.words();
    if words.trim().is_empty() { "–".to_owned() } else { words }
}
