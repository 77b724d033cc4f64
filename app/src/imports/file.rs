//! The first step: the sheets as they look, which tables were found in them, and where that can be put right.
use super::{
    detail::progress,
    excerpt::{Grid, grid},
    recognised,
    steps::{Step, steps},
};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::hidden,
        notice::{Tone, notice},
        page::{Page, serve},
        pagination::pagination,
        submit,
    },
};
use entity::{
    import_run::{
        State, TableRead,
        column::number_of,
        decide::{Decided, decided},
        excerpt::{self as sheets, SheetPage},
        find::{Detail, detail},
        mapping::LeaveOut,
        sheet::{Role, Row},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A sheet shows at most so many columns.
const WIDEST: u32 = 80;

/// The page at `/importe/{id}/datei`.
#[component]
pub fn ImportFile() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let sheet = query.get("blatt").filter(|sheet| !sheet.is_empty());
    let page: u64 = query.get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    serve(move |context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        let known = decided(&context.db, &context.actor, id).await?;
        let found = found(&context, &run, sheet.as_deref(), page).await?;
        let reading = run.line.state == State::Reading;
        let content = view! {
            <h1 class="kern-heading-x-large title">"Was in der Datei steht"</h1>
            {recognised::sentences(&run)}
            {steps(&run, Step::File)}
            {recognised::used_profile(&known)}
            {reading.then(|| progress(&run))}
            {stale(&context)}
            {found.as_ref().map(|found| shown(&run, found))}
            {(!reading).then(|| form(&context, &run, &known, found.as_ref()))}
        };
        let crumbs =
            vec![(paths::IMPORTS.to_owned(), "Importe".to_owned()), (paths::import(id), run.line.file_name.clone())];
        let page = Page::new(format!("Datei: {}", run.line.file_name), content)
            .section(paths::IMPORTS)
            .below(crumbs)
            .sample(run.line.sample)
            .without_stand();
        Ok(if reading { page.with_island() } else { page })
    })
}

/// The page of a sheet: the one that is asked for, or that of the first table.
async fn found(
    context: &PageContext,
    run: &Detail,
    sheet: Option<&str>,
    page: u64,
) -> Result<Option<SheetPage>, Refusal> {
    let ask = async |sheet| sheets::page(&context.db, &context.actor, run.line.id, sheet, page).await;
    let first = run.summary.tables.first().map(|table| table.sheet.as_str());
    match (sheet, first) {
        (Some(sheet), _) => ask(Some(sheet)).await,
        (None, Some(first)) => match ask(Some(first)).await {
            Err(Refusal::NotFound) => ask(None).await,
            found => found,
        },
        (None, None) => ask(None).await,
    }
}

/// Somebody decided meanwhile.
pub fn stale(context: &PageContext) -> AnyView {
    context
        .form
        .stale
        .then(|| {
            let advice = "Ihre Entscheidung ist noch nicht gespeichert. Unten steht der jetzige Stand; prüfen Sie ihn und entscheiden Sie noch einmal.";
            notice(Tone::Warning, "Inzwischen hat sich etwas geändert", Some(advice.into()))
        })
        .into_any()
}

fn shown(run: &Detail, found: &SheetPage) -> AnyView {
    let id = run.line.id;
    let tabs = (found.tabs.len() > 1).then(|| {
        let links = found
            .tabs
            .iter()
            .map(|tab| {
                let current = (tab.name == found.name).then_some("page");
                view! { <li><a href=paths::import_sheet(id, &tab.name, 1) aria-current=current>{tab.name.clone()}</a></li> }
            })
            .collect_view();
        view! { <nav aria-label="Blätter der Datei"><ul class="sheet-tabs">{links}</ul></nav> }
    });
    let columns: Vec<u32> = (0..found.look.columns.min(WIDEST)).collect();
    let shape = Grid {
        caption: format!("Blatt „{}“, Seite {} von {}", found.name, found.page, found.pages),
        columns: &columns,
        hidden: &found.look.hidden_columns,
        head: &found.head,
        rows: &found.rows,
        merged: &found.merged,
        meant: None,
    };
    let name = found.name.clone();
    let pages = pagination(found.page, found.pages, |page| paths::import_sheet(id, &name, page));
    let invisible = (!found.look.visible).then(|| view! { <p class="hint-line">"Dieses Blatt ist in der Datei ausgeblendet. Gelesen wird es wie jedes andere."</p> });
    let none = run.summary.tables.iter().all(|table| table.sheet != found.name).then(|| {
        view! { <p class="muted">"Auf diesem Blatt wird keine Tabelle gelesen. Gezeigt sind höchstens die ersten 40 Zeilen."</p> }
    });
    let more = (found.look.more > 0 && none.is_none()).then(|| {
        let count = text::count(i64::from(found.look.more), "weitere Zeile steht", "weitere Zeilen stehen");
        view! { <p class="muted">{count}" nur in der Originaldatei."</p> }
    });
    let wide = (found.look.columns > WIDEST).then(|| {
        view! { <p class="muted">{format!("Gezeigt sind die ersten {WIDEST} von {} Spalten.", found.look.columns)}</p> }
    });
    view! {
        <section aria-labelledby="blatt">
            {ui::section_head("blatt", format!("Blatt „{}“", found.name), None)}
            {tabs}
            {invisible}
            {none}
            {grid(&shape, |row| sums(run, &found.name, row))}
            {more}
            {wide}
            {pages}
        </section>
    }
    .into_any()
}

/// Whether the sums of a total row agree with the rows above.
fn sums(run: &Detail, sheet: &str, row: &Row) -> Option<AnyView> {
    if row.role != Role::Total {
        return None;
    }
    let of_row = |cell: &str| {
        let place = cell.strip_prefix(sheet).and_then(|rest| rest.strip_prefix('!'));
        place.and_then(entity::import_run::column::place_of).is_some_and(|(number, _)| number == row.number)
    };
    let wrong: Vec<AnyView> = run
        .findings
        .iter()
        .filter(|finding| finding.code == "total.mismatch" && of_row(&finding.cell))
        .map(|finding| view! { <span class="sheet-wrong">{finding.message.clone()}</span> }.into_any())
        .collect();
    if !wrong.is_empty() {
        return Some(wrong.into_any());
    }
    // "davon …" names a part of the sum above and is not compared
    let part = row.cells.iter().any(|cell| cell.text.trim_start().to_lowercase().starts_with("davon"));
    let table = run.summary.tables.iter().find(|table| {
        table.sheet == sheet
            && table.header_row().is_some_and(|head| head < row.number)
            && row.number >= table.first_row
    })?;
    let amount = table.columns.iter().any(|column| {
        let number = number_of(&column.letter);
        matches!(column.kind.as_str(), "money" | "year_amount")
            && number.and_then(|number| row.cell(number)).is_some_and(|cell| !cell.text.trim().is_empty())
    });
    (amount && !part).then(|| view! { <span class="sheet-right">"geht auf"</span> }.into_any())
}

/// Where headings and tables are put right.
fn form(context: &PageContext, run: &Detail, known: &Decided, found: Option<&SheetPage>) -> AnyView {
    if known.may_decide.is_err() {
        return ().into_any();
    }
    let typed = |name: String, first: String| context.form.value(&name).unwrap_or(first);
    let tables = run
        .summary
        .tables
        .iter()
        .enumerate()
        .map(|(index, table)| {
            let beside = run.summary.tables.iter().any(|other| other != table && same_rows(other, table));
            table_fields(index, table, beside, typed(format!("kopf.{index}"), rows_of(table)))
        })
        .collect_view();
    let left = known.decisions.iter().flat_map(|decisions| decisions.leave_out.iter()).enumerate();
    let left: Vec<AnyView> = left
        .map(|(index, left)| {
            let words = match left {
                LeaveOut::Sheet(sheet) => format!("Blatt „{sheet}“ wieder lesen"),
                LeaveOut::Table { sheet, header_row } => {
                    format!("Tabelle in „{sheet}“ mit Kopf bis Zeile {header_row} wieder lesen")
                }
            };
            checkbox(format!("dabei.{index}"), words)
        })
        .collect();
    let left = (!left.is_empty()).then(|| {
        view! { <fieldset class="sheet-fields"><legend>"Weggelassen"</legend>{left}</fieldset> }
    });
    let other = found.filter(|found| run.summary.tables.iter().all(|table| table.sheet != found.name)).map(|found| {
        let value = typed("kopf.neu".into(), String::new());
        view! {
            <fieldset class="sheet-fields">
                <legend>"Blatt „"{found.name.clone()}"“"</legend>
                {hidden("blatt", found.name.clone())}
                {head_field("neu".into(), value, "Steht hier doch eine Tabelle: Zeilen ihres Kopfes")}
            </fieldset>
        }
    });
    let action = paths::import_step(run.line.id, "datei");
    view! {
        <form method="post" action=action class="panel" id="feld-header_rows">
            <h2 class="side-title" id="feld-leave_out">"Falsch erkannt?"</h2>
            <p>"Nennen Sie die Zeilen, in denen die Überschriften stehen, oder lassen Sie eine Tabelle weg. Die Datei wird dann neu gelesen; es ändert sich noch nichts am Bestand."</p>
            <div class="form-line">{tables}{other}{left}</div>
            {hidden("version", run.version.to_string())}
            <div class="kern-btn-wrapper">{submit("Neu lesen", true)}</div>
        </form>
    }
    .into_any()
}

/// Two tables side by side are left out together: they share their heading.
fn same_rows(one: &TableRead, other: &TableRead) -> bool {
    one.sheet == other.sheet && one.header_row() == other.header_row()
}

fn table_fields(index: usize, table: &TableRead, beside: bool, value: String) -> AnyView {
    let letters = (table.columns.first(), table.columns.last());
    let columns = match letters {
        (Some(first), Some(last)) if beside => format!(", Spalte {} bis {}", first.letter, last.letter),
        _ => String::new(),
    };
    let legend = format!("Tabelle „{}“, Zeile {} bis {}{columns}", table.sheet, table.first_row, table.last_row);
    let leave = if beside { "Diese Tabelle und die daneben weglassen" } else { "Diese Tabelle weglassen" };
    view! {
        <fieldset class="sheet-fields">
            <legend>{legend}</legend>
            {head_field(index.to_string(), value, "Kopfzeilen")}
            {checkbox(format!("weglassen.{index}"), leave.into())}
        </fieldset>
    }
    .into_any()
}

fn head_field(key: String, value: String, label: &'static str) -> AnyView {
    let id = format!("kopf-{key}");
    let hint = format!("{id}-hinweis");
    view! {
        <div class="kern-form-input">
            <label class="kern-label" for=id.clone()>{label}</label>
            <div class="kern-hint" id=hint.clone()>"Zum Beispiel 7 oder 7–8. Leer: wie erkannt."</div>
            <input class="kern-form-input__input" type="text" inputmode="numeric" maxlength="60" id=id name=format!("kopf.{key}") value=value aria-describedby=hint/>
        </div>
    }
    .into_any()
}

fn checkbox(name: String, words: String) -> AnyView {
    view! { <label class="check"><input type="checkbox" name=name value="1"/><span>{words}</span></label> }.into_any()
}

/// "7–8", or "7, 9" where a row between is none.
fn rows_of(table: &TableRead) -> String {
    let rows = &table.header_rows;
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) if last > first && (last - first) as usize + 1 == rows.len() => {
            format!("{first}–{last}")
        }
        _ => rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}
