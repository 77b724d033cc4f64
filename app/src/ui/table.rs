//! Dense tables: caption, sticky head, sort by links, sums in the foot; at 320 px each row becomes a card.
use leptos::prelude::*;

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// The address that sorts by it, and how it is sorted now.
    pub sort: Option<(String, Option<Order>)>,
}

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A column of words.
#[must_use]
pub fn words(label: &str) -> Column {
    Column { label: label.into(), ..Column::default() }
}

/// A column of numbers.
#[must_use]
pub fn numbers(label: &str) -> Column {
    Column { label: label.into(), numeric: true, ..Column::default() }
}

/// A table; the first cell of each row is its header.
#[must_use]
pub fn table(
    caption: impl Into<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<AnyView>>,
    foot: Option<Vec<AnyView>>,
) -> AnyView {
    let head = columns
        .iter()
        .map(|column| {
            let class =
                if column.numeric { "kern-table__header kern-table__header--numeric" } else { "kern-table__header" };
            let sorted = column.sort.as_ref().and_then(|(_, order)| *order).map(|order| match order {
                Order::Up => "ascending",
                Order::Down => "descending",
            });
            let arrow = match sorted {
                Some("ascending") => " ▲",
                Some(_) => " ▼",
                None => "",
            };
            let label = match &column.sort {
                Some((href, _)) => view! {
                    <a href=href.clone()>{column.label.clone()}<span aria-hidden="true">{arrow}</span></a>
                }
                .into_any(),
                None => column.label.clone().into_any(),
            };
            view! { <th scope="col" class=class aria-sort=sorted>{label}</th> }
        })
        .collect_view();
    let body = rows.into_iter().map(|cells| row(&columns, cells)).collect_view();
    let foot = foot.map(|cells| view! { <tfoot class="kern-table__footer">{row(&columns, cells)}</tfoot> });
    view! {
        <table class="kern-table kern-table--small dense">
            <caption class="caption">{caption.into()}</caption>
            <thead><tr>{head}</tr></thead>
            <tbody class="kern-table__body">{body}</tbody>
            {foot}
        </table>
    }
    .into_any()
}

fn row(columns: &[Column], cells: Vec<AnyView>) -> AnyView {
    let cells = columns
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(index, (column, cell))| {
            let class = if column.numeric { "kern-table__cell kern-table__cell--numeric" } else { "kern-table__cell" };
            let label = column.label.clone();
            if index == 0 {
                view! { <th scope="row" class="kern-table__header" data-label=label>{cell}</th> }.into_any()
            } else {
                view! { <td class=class data-label=label>{cell}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr class="kern-table__row">{cells}</tr> }.into_any()
}
