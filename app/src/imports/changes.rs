//! What would change: counts, and the rows, old beside new, each with its cell and its findings.
use super::{cell_link, findings};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, money,
        pagination::pagination,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    import_run::{
        BlankMeans, RowKind,
        find::{Detail, Item, ROWS_SHOWN, Row},
        rows::{Counted, Line},
    },
    project::find::Page,
};
use leptos::prelude::*;

/// Everything that the rows of a run are shown from.
pub struct Shown<'a> {
    /// Who asks, and what a form said.
    pub context: &'a PageContext,
    /// The run.
    pub run: &'a Detail,
    /// Counts over all its rows.
    pub counted: &'a Counted,
    /// The page of differing rows, from 1.
    pub page: u64,
    /// The differing rows of that page.
    pub rows: &'a [Row],
}

impl Shown<'_> {
    /// How many rows differ and are in the list.
    pub fn differing(&self) -> i64 {
        DIFFERING.iter().map(|kind| self.count(*kind)).sum()
    }

    /// How many pages they fill.
    pub fn pages(&self) -> u64 {
        u64::try_from(self.differing()).unwrap_or(0).div_ceil(ROWS_SHOWN)
    }

    fn count(&self, kind: RowKind) -> i64 {
        self.run.line.counts.get(&kind).copied().unwrap_or(0)
    }

    /// Where the first row of a kind stands.
    fn first_of(&self, kind: RowKind) -> String {
        let before: i64 = DIFFERING.iter().take_while(|one| **one != kind).map(|one| self.count(*one)).sum();
        let page = u64::try_from(before).unwrap_or(0) / ROWS_SHOWN + 1;
        let path = paths::import(self.run.line.id);
        let path = if page > 1 { paths::with_query(&path, &[("seite", &page.to_string())]) } else { path };
        match kind {
            RowKind::Same => format!("{}#gleich", paths::import(self.run.line.id)),
            RowKind::Gone => format!("{}#fehlt", paths::import(self.run.line.id)),
            kind => format!("{path}#art-{}", kind.key()),
        }
    }
}

/// Rows of the list that differ, in the order of the page.
const DIFFERING: [RowKind; 4] = [RowKind::Error, RowKind::Conflict, RowKind::New, RowKind::Changed];

fn kind_mark(kind: RowKind) -> AnyView {
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

/// How many rows do what; each leads to its rows.
pub fn counts(shown: &Shown<'_>) -> AnyView {
    let items = [RowKind::New, RowKind::Changed, RowKind::Same, RowKind::Gone, RowKind::Conflict, RowKind::Error]
        .into_iter()
        .map(|kind| {
            let count = shown.count(kind);
            let number = match count {
                0 => text::number(count).into_any(),
                _ => view! { <a href=shown.first_of(kind)>{text::number(count)}<span class="kern-sr-only">" ansehen"</span></a> }.into_any(),
            };
            view! { <div class="count-tile" class:count-none=count == 0><dt>{kind_mark(kind)}</dt><dd>{number}</dd></div> }
        })
        .collect_view();
    view! { <dl class="count-tiles" aria-label="Zeilen der Liste">{items}</dl> }.into_any()
}

/// The rows that differ, most urgent first; those that may be taken have a box.
pub fn rows(shown: &Shown<'_>) -> AnyView {
    if shown.rows.is_empty() {
        return ().into_any();
    }
    let mut named: Vec<RowKind> = Vec::new();
    let found = findings::by_row(shown.run);
    let rows = shown.rows.iter().filter(|row| row.kind != RowKind::Gone).map(|row| {
        // the counts lead to the first row of a kind
        let first = !named.contains(&row.kind);
        named.push(row.kind);
        one(shown, row, &found, first.then(|| format!("art-{}", row.kind.key())))
    });
    let rows = rows.collect_view();
    let pages = shown.pages();
    let which = (pages > 1).then(|| {
        format!(
            " Seite {} von {}; alle zusammen sind es {}.",
            text::number(small(shown.page)),
            text::number(small(pages)),
            text::count(shown.differing(), "Zeile", "Zeilen")
        )
    });
    let id = shown.run.line.id;
    let links = pagination(shown.page, pages, |page| {
        format!("{}#zeilen", paths::with_query(&paths::import(id), &[("seite", &page.to_string())]))
    });
    view! {
        <section aria-labelledby="zeilen">
            {ui::section_head("zeilen", "Zeile für Zeile", None)}
            <p class="finding">"Alt und neu nebeneinander, das Dringende zuerst. Jeder Wert nennt seine Zelle."{which}</p>
            <div class="rows">{rows}</div>
            {links}
        </section>
    }
    .into_any()
}

fn small(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn one(shown: &Shown<'_>, row: &Row, found: &findings::ByRow<'_>, id: Option<String>) -> AnyView {
    let run = shown.run;
    let found = found.get(&(row.sheet.as_str(), row.row)).map(|found| findings::of_row(run.line.id, found));
    let choosable = run.may_apply && matches!(row.kind, RowKind::New | RowKind::Changed | RowKind::Conflict);
    let label = format!("Zeile {} übernehmen", row.position);
    let choice = choosable.then(|| {
        view! { <label class="row-choice"><input type="checkbox" form="uebernehmen" name="row" value=row.position.to_string() checked=true/><span class="kern-sr-only">{label}</span></label> }
    });
    let undo = row.undo.clone().map(|(undo, reason)| {
        let reason = reason.map(|reason| format!(": {reason}"));
        view! { <span class="chip">{undo.label()}{reason}</span> }
    });
    let place = format!("{}, Zeile {}", row.sheet, row.row);
    view! {
        <article class="import-row" id=id>
            <header>
                {choice}
                {kind_mark(row.kind)}
                <h3 class="import-title">{project(shown.context, row.project.as_ref(), &row.title)}</h3>
                <span class="code">{row.number.clone()}</span>
                <span class="muted small">{place}{row.region.clone().map(|region| format!(" · {region}"))}</span>
                {row.outcome.clone().map(|outcome| view! { <span class="chip">{outcome}</span> })}
                {undo}
            </header>
            {found}
            {differences(shown, row)}
        </article>
    }
    .into_any()
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

fn differences(shown: &Shown<'_>, row: &Row) -> Option<AnyView> {
    if row.items.is_empty() {
        return None;
    }
    let conflict = row.items.iter().any(|item| item.conflict.is_some());
    // where it is known what stood before, three values stand side by side
    let based = row.items.iter().any(|item| item.base.is_some());
    let before = match shown.counted.exported_on {
        Some(day) => format!("beim Export ({})", text::day(day)),
        None => "bei der Vorschau".into(),
    };
    let mut heads = vec![table::words("Feld")];
    if based {
        heads.push(table::words(&before));
    }
    let (old, new) = if conflict || based { ("jetzt im Bestand", "in der Liste") } else { ("bisher", "neu") };
    // a project that does not stand yet has no old values
    let anew = row.kind == RowKind::New && row.items.iter().all(|item| item.old.is_none());
    if !anew {
        heads.push(table::words(old));
    }
    heads.extend([table::words(new), table::words("Zelle")]);
    let items = row.items.iter().map(|item| cells(shown, item, based, anew)).collect();
    let caption = format!("Werte von Zeile {}", row.position);
    Some(table::table(caption, heads, items, None))
}

fn cells(shown: &Shown<'_>, item: &Item, based: bool, anew: bool) -> Vec<AnyView> {
    let value = |value: &Option<String>| value.as_deref().map(|value| item.target.shown(value));
    let taken = item.conflict.is_none() && !(item.blank && shown.run.blank_means == BlankMeans::Keep);
    let old = match value(&item.old) {
        Some(old) if taken => view! { <del class="old">{old}</del> }.into_any(),
        Some(old) => old.into_any(),
        None => money::unknown(),
    };
    let new = match value(&item.new) {
        Some(new) if taken => view! { <ins class="new">{new}</ins> }.into_any(),
        Some(new) => new.into_any(),
        None if taken => view! { <ins class="new">"leer: Wert wird gelöscht"</ins> }.into_any(),
        None => view! { <span class="muted">"leer: Wert bleibt"</span> }.into_any(),
    };
    let reason = item.conflict.clone().map(|reason| {
        view! { <span class="conflict">{mark(Shape::Diamond, "warn", "Konflikt: wird nicht übernommen")}<span class="small">{reason}</span></span> }
    });
    let mut cells = vec![view! { {item.target.label()}" "{reason} }.into_any()];
    if based {
        cells.push(match value(&item.base) {
            Some(base) => base.into_any(),
            None => view! { <span class="muted">"leer"</span> }.into_any(),
        });
    }
    let link = cell_link(shown.run.line.id, &item.cell);
    if !anew {
        cells.push(old);
    }
    cells.push(new);
    cells.push(view! { {link} " " <span class="raw" title=item.rule.clone()>{item.raw.clone()}</span> }.into_any());
    cells
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
