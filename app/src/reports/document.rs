//! A report as it is read: title, sentences and tables. The page, the spreadsheet and the PDF show the same one.
use crate::{
    context::PageContext,
    paths, text,
    ui::{self, money, table},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    cofunding::{
        find::Overview,
        ratio::{Sums, reached},
    },
    figures::{find::Figure, groups::Grouped, id::FigureId},
    ledger::{Kind, Source},
    money::{Cents, Rate},
    precision::Precision,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// A report.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of its file, without an ending.
    pub file: String,
    /// Title.
    pub title: String,
    /// What it says in sentences.
    pub sentences: Vec<String>,
    /// The tables to read, in their order.
    pub tables: Vec<Table>,
    /// The same as one table for programs: each line says what it is about.
    pub flat: Table,
    /// As of which day, in words: one day, or from one to another.
    pub as_of: String,
    /// What was known at this instant is in it, and nothing that was recorded since.
    pub known_at: DateTime<Utc>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The word in anchors.
    pub id: &'static str,
    /// What it is called.
    pub title: String,
    /// The columns; the first one names the row.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What is said below it.
    pub note: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// There is nothing to say.
    Empty,
    /// Nobody knows.
    Unknown,
    /// Words, with the address of the page about it, if there is one.
    Text(String, Option<String>),
    /// A budget year.
    Year(i32),
    /// How many.
    Count(u64),
    /// An amount, with the figure that opens to its facts.
    Money(Cents, Precision, Option<FigureId>),
    /// A share.
    Share(Rate),
    /// A day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into(), None)
    }

    /// Words that lead to a page.
    pub fn link(words: impl Into<String>, path: String) -> Self {
        Self::Text(words.into(), Some(path))
    }

    /// An exact amount without a figure of its own.
    #[must_use]
    pub fn exact(cents: Cents) -> Self {
        Self::Money(cents, Precision::Cent, None)
    }

    /// "ja" or "nein".
    #[must_use]
    pub fn yes(yes: bool) -> Self {
        Self::text(if yes { "ja" } else { "nein" })
    }

    /// A figure; unknown where nothing is recorded.
    #[must_use]
    pub fn figure(figure: Option<&Figure>) -> Self {
        figure.map_or(Self::Unknown, |figure| Self::Money(figure.cents, figure.precision, Some(figure.id.clone())))
    }

    /// A figure of a group; unknown where nothing is recorded.
    #[must_use]
    pub fn grouped(figure: Option<&Grouped>) -> Self {
        figure.map_or(Self::Unknown, |figure| Self::Money(figure.cents, figure.precision, figure.id.clone()))
    }

    /// As people read it, with a mark before what is not exact to the cent.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Unknown => text::UNKNOWN.to_owned(),
            Self::Text(words, _) => words.clone(),
            Self::Year(year) => year.to_string(),
            Self::Count(count) => text::number(i64::try_from(*count).unwrap_or(i64::MAX)),
            Self::Money(cents, precision, _) => match text::precision_mark(*precision) {
                Some(mark) => format!("{mark} {}", cents.german()),
                None => cents.german(),
            },
            Self::Share(rate) => rate.to_string(),
            Self::Day(day) => text::day(*day),
            Self::Instant(instant) => text::instant(*instant),
        }
    }
}

/// A column of words.
#[must_use]
pub fn words(label: &str) -> Column {
    Column { label: label.to_owned(), numeric: false }
}

/// A column of numbers.
#[must_use]
pub fn numbers(label: &str) -> Column {
    Column { label: label.to_owned(), numeric: true }
}

/// Since when something is known to who looks from a viewpoint at an instant.
#[must_use]
pub fn known_at(view: &Viewpoint, now: DateTime<Utc>) -> DateTime<Utc> {
    view.known_at.unwrap_or(now)
}

/// Private money beside the granted state money, by region and at the end of each year.
#[must_use]
pub fn cofunding(all: &Overview) -> [Table; 2] {
    let columns = |first: &str| {
        vec![
            words(first),
            numbers("Land, bewilligt"),
            numbers("Geld, zugesagt"),
            numbers("Anteil am Land"),
            numbers("Geld, eingegangen"),
            numbers("Anteil am Land"),
            numbers("Sachleistung, zugesagt"),
            numbers("Sachleistung, eingegangen"),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = all
        .regions
        .iter()
        .map(|(slug, name, sums)| {
            let id = |kind, source| FigureId { region: Some(slug.clone()), ..FigureId::of(kind, source) };
            beside(Cell::link(name, paths::region(slug)), sums, |kind, source| Some(id(kind, source)))
        })
        .collect();
    if !all.elsewhere.is_empty() {
        rows.push(beside(Cell::text("ohne Region"), &all.elsewhere, |_, _| None));
    }
    if rows.len() > 1 {
        rows.push(beside(Cell::text("Programm"), &all.sums, |kind, source| Some(FigureId::of(kind, source))));
    }
    let years = all.standings.iter().map(|standing| beside(Cell::Day(standing.day), &standing.sums, |_, _| None));
    let note = all.target.map(|target| format!("Angekündigt war privates Geld in Höhe von {target} der Landesmittel."));
    [
        Table {
            id: "kofinanzierung",
            title: "Private Mittel neben den bewilligten Landesmitteln".into(),
            columns: columns("Region"),
            rows,
            note,
        },
        Table {
            id: "kofinanzierung-jahre",
            title: "Private Mittel am Ende jedes Jahres".into(),
            columns: columns("Stand"),
            rows: years.collect(),
            note: None,
        },
    ]
}

fn beside(name: Cell, sums: &Sums, id: impl Fn(Kind, Source) -> Option<FigureId>) -> Vec<Cell> {
    let amount = |kind, source| match sums.get(&(kind, source)) {
        Some(total) => Cell::Money(total.cents, total.precision, id(kind, source)),
        None => Cell::Unknown,
    };
    let share = |kind| reached(sums, kind, Source::PrivateCash).map_or(Cell::Unknown, Cell::Share);
    vec![
        name,
        amount(Kind::Granted, Source::Programme),
        amount(Kind::CofundingPledged, Source::PrivateCash),
        share(Kind::CofundingPledged),
        amount(Kind::CofundingReceived, Source::PrivateCash),
        share(Kind::CofundingReceived),
        amount(Kind::CofundingPledged, Source::PrivateInKind),
        amount(Kind::CofundingReceived, Source::PrivateInKind),
    ]
}

/// The tables as sections of a page.
pub(super) fn sections(context: &PageContext, tables: &[Table]) -> AnyView {
    tables.iter().map(|table| section(context, table)).collect_view().into_any()
}

fn section(context: &PageContext, table: &Table) -> AnyView {
    let content = match table.rows.is_empty() {
        true => ui::empty("Dazu ist nichts verzeichnet", "An diesem Tag gab es hierzu keinen Vorgang."),
        false => {
            let heads = table.columns.iter().map(|column| match column.numeric {
                true => table::numbers(&column.label),
                false => table::words(&column.label),
            });
            let rows = table.rows.iter().map(|row| row.iter().map(|cell| view(context, cell)).collect()).collect();
            table::table(table.title.clone(), heads.collect(), rows, None)
        }
    };
    let note = table.note.clone().map(|note| view! { <p class="muted">{note}</p> });
    view! {
        <section aria-labelledby=table.id>
            {ui::section_head(table.id, table.title.clone(), None)}
            {content}
            {note}
        </section>
    }
    .into_any()
}

fn view(context: &PageContext, cell: &Cell) -> AnyView {
    match cell {
        Cell::Unknown => money::unknown(),
        Cell::Money(cents, precision, Some(id)) => money::linked(context, &id.to_string(), *cents, *precision),
        Cell::Money(cents, precision, None) => money::exact(*cents, *precision),
        Cell::Text(words, Some(path)) => {
            let href = context.link(path.clone());
            view! { <a href=href>{words.clone()}</a> }.into_any()
        }
        other => other.words().into_any(),
    }
}
