//! What would change: how many rows do what, and the rows themselves, most urgent first.
use super::{findings, row::row};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        pagination::pagination,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    import_run::{
        RowKind,
        find::{Detail, Row},
        rows::{Counted, Line},
    },
    project::find::Page,
};
use leptos::prelude::*;

/// How many rows a page shows.
pub const ROWS: u64 = 50;

/// Everything that the rows of a run are shown from.
pub struct Shown<'a> {
    /// Who asks, and what a form said.
    pub context: &'a PageContext,
    /// The run.
    pub run: &'a Detail,
    /// Counts over all its rows.
    pub counted: &'a Counted,
    /// The only kind that is shown, if one was asked for.
    pub only: Option<RowKind>,
    /// Whether every row is unfolded.
    pub open: bool,
    /// The page of differing rows, from 1.
    pub page: u64,
    /// The differing rows of that page.
    pub rows: &'a [Row],
    /// How many there are on all pages.
    pub total: u64,
}

/// Rows of the list that differ, in the order of the page.
pub const DIFFERING: [RowKind; 4] = [RowKind::Conflict, RowKind::Error, RowKind::New, RowKind::Changed];

impl Shown<'_> {
    /// How many pages the rows fill.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(ROWS)
    }

    fn count(&self, kind: RowKind) -> i64 {
        self.run.line.counts.get(&kind).copied().unwrap_or(0)
    }

    /// The address of a page of the rows as they are shown now.
    pub fn address(&self, page: u64) -> String {
        self.at(self.only, page, self.open)
    }

    fn at(&self, only: Option<RowKind>, page: u64, open: bool) -> String {
        let page = page.to_string();
        let mut query = Vec::new();
        query.extend(only.map(|kind| ("art", kind.key())));
        query.extend((page != "1").then_some(("seite", page.as_str())));
        query.extend(open.then_some(("offen", "1")));
        let path = paths::import(self.run.line.id);
        format!("{}#zeilen", if query.is_empty() { path } else { paths::with_query(&path, &query) })
    }
}

/// The mark of what a row would do.
pub fn kind_mark(kind: RowKind) -> AnyView {
    let (shape, tone) = match kind {
        RowKind::Error => (Shape::Triangle, "bad"),
        RowKind::Conflict => (Shape::Diamond, "warn"),
        RowKind::New => (Shape::Ring, "info"),
        RowKind::Changed => (Shape::Half, "info"),
        RowKind::Gone => (Shape::Dotted, "muted"),
        RowKind::Same => (Shape::Check, "good"),
    };
    mark(shape, tone, kind.label())
}

/// How many rows do what, by need for decision; each leads to its rows alone.
pub fn counts(shown: &Shown<'_>) -> AnyView {
    let items = RowKind::ALL
        .into_iter()
        .map(|kind| {
            let count = shown.count(kind);
            let here = (shown.only == Some(kind)).then_some("true");
            let number = match count {
                0 => text::number(count).into_any(),
                _ => view! { <a href=shown.at(Some(kind), 1, false) aria-current=here>{text::number(count)}<span class="kern-sr-only">" allein zeigen"</span></a> }.into_any(),
            };
            view! { <div class="count-tile" class:count-none=count == 0 class:count-here=here.is_some()><dt>{kind_mark(kind)}</dt><dd>{number}</dd></div> }
        })
        .collect_view();
    let all = shown.only.map(|kind| {
        view! { <p class="hint-line">"Gezeigt werden nur Zeilen der Art „"{kind.label()}"“. "<a href=shown.at(None, 1, false)>"Alle Zeilen zeigen"</a></p> }
    });
    view! { <dl class="count-tiles" aria-label="Zeilen der Liste">{items}</dl>{all} }.into_any()
}

/// The rows that differ, most urgent first; those that may be taken have a box.
pub fn rows(shown: &Shown<'_>) -> AnyView {
    if shown.rows.is_empty() {
        // where a kind was asked for that has none, it is said
        let none = shown.only.is_some_and(|kind| DIFFERING.contains(&kind));
        return none.then(|| view! { <p id="zeilen">"Solche Zeilen gibt es hier nicht."</p> }).into_any();
    }
    let found = findings::by_row(shown.run);
    let rows = shown.rows.iter().map(|one| row(shown, one, &found)).collect_view();
    let pages = shown.pages();
    let which = (pages > 1).then(|| {
        format!(
            " Seite {} von {}; alle zusammen sind es {}.",
            text::number(small(shown.page)),
            text::number(small(pages)),
            text::count(small(shown.total), "Zeile", "Zeilen")
        )
    });
    let links = pagination(shown.page, pages, |page| shown.address(page));
    let (words, turned) = if shown.open { ("Zeilen zuklappen", false) } else { ("Alle aufklappen", true) };
    let unfold = Some((shown.at(shown.only, shown.page, turned), words.to_owned()));
    view! {
        <section aria-labelledby="zeilen">
            {ui::section_head("zeilen", "Zeile für Zeile", unfold)}
            <p class="finding">"Das Dringende zuerst. Jede Zeile lässt sich aufklappen: Dann stehen alt und neu nebeneinander, jeder Wert mit seiner Zelle."{which}</p>
            <ul class="rows">{rows}</ul>
            {links}
        </section>
    }
    .into_any()
}

fn small(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A project by its title, linked where there is one.
pub fn project(context: &PageContext, number: Option<&String>, title: &str) -> AnyView {
    let title = if title.is_empty() { "ohne Titel".to_owned() } else { title.to_owned() };
    match number {
        Some(number) => {
            let href = context.link(paths::project(number));
            view! { <a href=href>{title}</a> }.into_any()
        }
        None => title.into_any(),
    }
}

/// How many rows that change nothing, or are missing, a page shows.
pub const LINES: u64 = 50;

/// The rows that change nothing, folded away.
pub fn same(shown: &Shown<'_>, lines: &Page<Line>, open: bool) -> AnyView {
    if lines.total == 0 {
        return ().into_any();
    }
    let words = format!("{} nichts", text::count(small(lines.total), "Zeile ändert", "Zeilen ändern"));
    let id = shown.run.line.id;
    let links = pagination(lines.page, lines.pages(), |page| {
        format!("{}#gleich", paths::with_query(&paths::import(id), &[("gleich", &page.to_string())]))
    });
    view! {
        <section aria-labelledby="gleich">
            {ui::section_head("gleich", "Gleich geblieben", None)}
            <details class="kern-accordion" open=open>
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{words}</span></summary>
                <div class="kern-accordion__body">{list(shown.context, "Zeilen, die nichts ändern", &lines.items)}{links}</div>
            </details>
        </section>
    }
    .into_any()
}

/// The projects of the sender's last list that are missing in this one.
pub fn gone(shown: &Shown<'_>, lines: &Page<Line>) -> AnyView {
    if lines.total == 0 {
        return ().into_any();
    }
    let id = shown.run.line.id;
    let links = pagination(lines.page, lines.pages(), |page| {
        format!("{}#fehlt", paths::with_query(&paths::import(id), &[("fehlt", &page.to_string())]))
    });
    view! {
        <section aria-labelledby="fehlt">
            {ui::section_head("fehlt", "Fehlt in dieser Liste", None)}
            <p class="finding">"Diese Projekte standen in der letzten Liste dieses Absenders und stehen nicht in dieser. Nichts davon wird gelöscht: Die Projekte bleiben, wie sie sind."</p>
            {list(shown.context, "Projekte, die in dieser Liste fehlen", &lines.items)}
            {links}
        </section>
    }
    .into_any()
}

fn list(context: &PageContext, caption: &str, lines: &[Line]) -> AnyView {
    let rows = lines.iter().map(|line| {
        let place = match line.row {
            0 => view! { <span class="muted">"steht nicht darin"</span> }.into_any(),
            row => format!("{}, Zeile {row}", line.sheet).into_any(),
        };
        vec![
            project(context, line.project.as_ref(), &line.title),
            view! { <span class="code">{line.number.clone()}</span> }.into_any(),
            place,
        ]
    });
    table::table(
        caption,
        vec![table::words("Projekt"), table::words("Nummer"), table::words("Zeile der Liste")],
        rows.collect(),
        None,
    )
}
