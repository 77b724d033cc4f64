//! A sheet as it looks: letters over the columns, numbers beside the rows, what each row is in a word.
use crate::text;
use entity::import_run::{
    column::letters_of,
    excerpt::Excerpt,
    sheet::{Cell, Role, Row, Span},
};
use leptos::prelude::*;

/// What a table of cells shows.
pub struct Grid<'a> {
    /// What it is, for those who do not see it.
    pub caption: String,
    /// The columns, from 0.
    pub columns: &'a [u32],
    /// Hidden columns, from 0.
    pub hidden: &'a [u32],
    /// The heading from further up, shown first.
    pub head: &'a [Row],
    /// The rows.
    pub rows: &'a [Row],
    /// Merged cells.
    pub merged: &'a [Span],
    /// What is meant, if anything.
    pub meant: Option<Meant>,
}

/// What an excerpt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// A cell: row from 1, column from 0.
    Cell(u32, u32),
    /// A whole row, from 1.
    Row(u32),
}

/// Gaps up to so many empty rows are shown row by row.
const SHORT_GAP: u32 = 2;

impl Grid<'_> {
    /// On a narrow screen an excerpt shows the second column, which mostly names the project, and those at the cell.
    fn is_far(&self, column: u32) -> bool {
        let Some(Meant::Cell(_, meant)) = self.meant else { return false };
        column.abs_diff(meant) > 1 && self.columns.get(1) != Some(&column)
    }
}

/// The table; `more` says something about a row beneath its word.
pub fn grid(grid: &Grid<'_>, more: impl Fn(&Row) -> Option<AnyView>) -> AnyView {
    let letters = grid
        .columns
        .iter()
        .map(|column| {
            let hidden = grid.hidden.contains(column);
            let far = grid.is_far(*column);
            view! {
                <th scope="col" class:sheet-hidden=hidden class:sheet-far=far>
                    {letters_of(*column)}
                    {hidden.then(|| view! { <span class="sheet-word">"ausgeblendet"</span> })}
                </th>
            }
        })
        .collect_view();
    let mut rows: Vec<AnyView> = grid.head.iter().map(|row| shown(grid, row, more(row))).collect();
    let mut before: Option<u32> = grid.head.last().map(|row| row.number);
    for row in grid.rows {
        if let Some(before) = before {
            rows.extend(gap(grid, before, row.number));
        }
        before = Some(row.number);
        rows.push(shown(grid, row, more(row)));
    }
    let label = grid.caption.clone();
    view! {
        <div class="sheet-scroll" role="region" aria-label=label tabindex="0">
            <table class="sheet">
                <caption class="kern-sr-only">{grid.caption.clone()}</caption>
                <thead><tr><th scope="col"><span class="kern-sr-only">"Zeile"</span></th><th scope="col" class="sheet-kind">"Art"</th>{letters}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Empty rows between two filled ones: few as they are, many in one line.
fn gap(grid: &Grid<'_>, before: u32, next: u32) -> Vec<AnyView> {
    let between = next.saturating_sub(before).saturating_sub(1);
    if between <= SHORT_GAP {
        return (before + 1..next)
            .map(|number| {
                let row = Row { number, role: Role::Record, hidden: false, cells: Vec::new() };
                shown(grid, &row, None)
            })
            .collect();
    }
    let words = format!("Zeile {} bis {}", text::number(i64::from(before) + 1), text::number(i64::from(next) - 1));
    let width = grid.columns.len().to_string();
    vec![view! { <tr class="sheet-gap"><th scope="row">"⋮"</th><td></td><td colspan=width>{words}": leer oder hier nicht gezeigt"</td></tr> }.into_any()]
}

fn shown(grid: &Grid<'_>, row: &Row, more: Option<AnyView>) -> AnyView {
    let class = match row.role {
        Role::Title => "sheet-title",
        Role::Head | Role::HeadAgain => "sheet-head",
        Role::Group => "sheet-group",
        Role::Total => "sheet-total",
        Role::Note => "sheet-note",
        Role::Outside => "sheet-outside",
        Role::Record => "",
    };
    let mut cells = Vec::new();
    let mut covered = 0;
    for (index, column) in grid.columns.iter().enumerate() {
        if covered > 0 {
            covered -= 1;
            continue;
        }
        let width = width(grid, row, index);
        covered = width - 1;
        cells.push(one(grid, row, *column, width));
    }
    let hidden = row.hidden.then(|| view! { <span class="sheet-word">"ausgeblendet"</span> });
    let meant = grid.meant == Some(Meant::Row(row.number));
    let said = meant.then(|| view! { <span class="kern-sr-only">"Gemeinte Zeile: "</span> });
    view! {
        <tr class=class class:sheet-hidden=row.hidden class:sheet-framed-row=meant>
            <th scope="row">{said}{row.number}</th>
            <td class="sheet-kind">{row.role.label()}{hidden}{more}</td>
            {cells}
        </tr>
    }
    .into_any()
}

/// Over how many of the shown columns a cell reaches.
fn width(grid: &Grid<'_>, row: &Row, index: usize) -> usize {
    let Some(column) = grid.columns.get(index) else { return 1 };
    // a text with nothing beside it reaches as far as there is room, as it does in the program
    let lone = matches!(row.role, Role::Title | Role::Group | Role::Note | Role::Outside)
        && row.cell(*column).is_some_and(|cell| !cell.numeric)
        && row.cells.iter().all(|cell| cell.column <= *column);
    if lone {
        return grid.columns.len() - index;
    }
    let starts = |span: &&Span| span.first_column == *column && span.first_row == row.number;
    let Some(span) = grid.merged.iter().find(starts) else { return 1 };
    let reach = |(offset, next): &(usize, &u32)| {
        let offset = u32::try_from(*offset).unwrap_or(u32::MAX);
        **next == column.saturating_add(offset) && **next <= span.last_column
    };
    grid.columns[index..].iter().enumerate().take_while(reach).count().max(1)
}

fn one(grid: &Grid<'_>, row: &Row, column: u32, width: usize) -> AnyView {
    let cell: Option<&Cell> = row.cell(column);
    let numeric = cell.is_some_and(|cell| cell.numeric);
    let text = cell.map(|cell| cell.text.clone()).unwrap_or_default();
    let title = cell.and_then(|cell| cell.raw.clone()).map(|raw| format!("gespeichert: {raw}"));
    let span = (width > 1).then(|| width.to_string());
    if grid.meant == Some(Meant::Cell(row.number, column)) {
        return view! {
            <td class="sheet-framed" class:sheet-number=numeric colspan=span title=title id="gemeint">
                <span class="kern-sr-only">"Gemeinte Zelle: "</span>{text}
            </td>
        }
        .into_any();
    }
    let far = grid.is_far(column) && width == 1;
    // rows of a merged cell stand under its first one without a line between
    let joined = grid.merged.iter().any(|span| {
        (span.first_column..=span.last_column).contains(&column)
            && (span.first_row..span.last_row).contains(&row.number)
    });
    view! { <td class:sheet-number=numeric class:sheet-far=far class:sheet-joined=joined colspan=span title=title>{text}</td> }.into_any()
}

/// The rows around a cell, the cell framed.
pub fn excerpt(found: &Excerpt) -> AnyView {
    let caption = format!("Ausschnitt von Blatt „{}“ um die Zelle {}", found.sheet, found.cell());
    around(found, caption, Meant::Cell(found.row, found.column))
}

/// The rows around a row.
pub fn excerpt_of_row(found: &Excerpt) -> AnyView {
    let caption = format!("Ausschnitt von Blatt „{}“ um die Zeile {}", found.sheet, found.row);
    around(found, caption, Meant::Row(found.row))
}

fn around(found: &Excerpt, caption: String, meant: Meant) -> AnyView {
    let shape = Grid {
        caption,
        columns: &found.columns,
        hidden: &[],
        head: &found.head,
        rows: &found.rows,
        merged: &found.merged,
        meant: Some(meant),
    };
    grid(&shape, |_| None)
}
