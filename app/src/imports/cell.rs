//! One cell: the rows around it as they stand in the file, what was read from it and by which rule, and what became of
//! it.
use super::{
    excerpt::{excerpt, excerpt_of_row},
    state,
};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts,
        page::{Page, serve},
        status::{Shape, mark},
    },
};
use entity::{
    import_run::{
        column::place_of,
        excerpt::{self as sheets, CellFacts, CellValue, Excerpt},
        find::{Detail, detail},
        rule,
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/importe/{id}/zelle?blatt=…&zelle=M17`.
#[component]
pub fn ImportCell() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).unwrap_or_default();
    let (sheet, cell) = (asked("blatt"), asked("zelle").trim().to_uppercase());
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        // "17" is the whole row
        let whole = cell.bytes().all(|digit| digit.is_ascii_digit()).then(|| format!("A{cell}"));
        let (row, column) = place_of(whole.as_deref().unwrap_or(&cell)).ok_or(Refusal::NotFound)?;
        let around = sheets::excerpt(&context.db, &context.actor, id, &sheet, row, column).await;
        let told = sheets::cell(&context.db, &context.actor, id, &sheet, &cell).await?;
        let around = match around {
            Ok(around) => Some(around),
            // rows that are not kept still have their facts
            Err(Refusal::NotFound) if !told.values.is_empty() => None,
            Err(refusal) => return Err(refusal),
        };
        let place = format!("{} {cell}", if whole.is_some() { "Zeile" } else { "Zelle" });
        let title = format!("{place} in „{sheet}“");
        let content = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            {whole.is_none().then(|| view! { <p class="lead">{sentence(&told)}</p> })}
            {match &around {
                Some(around) if whole.is_some() => excerpt_of_row(around),
                Some(around) => excerpt(around),
                None => view! { <p class="muted">"Diese Zeile steht nicht im Ausschnitt, den der Leitstand behält; sie steht in der Originaldatei."</p> }.into_any(),
            }}
            {findings(&told)}
            {about(&context, &run, (&sheet, &place), &told, around.as_ref().filter(|_| whole.is_none()))}
        };
        let crumbs =
            vec![(paths::IMPORTS.to_owned(), "Importe".to_owned()), (paths::import(id), run.line.file_name.clone())];
        Ok(Page::new(title, content).section(paths::IMPORTS).below(crumbs).sample(run.line.sample).without_stand())
    })
}

fn sentence(told: &CellFacts) -> String {
    let parts: Vec<String> = told.values.iter().map(read_as).collect();
    match parts.is_empty() {
        true => "An dieser Zelle ändert der Import nichts.".into(),
        false => format!("{}.", text::enumerate(&parts)),
    }
}

fn read_as(value: &CellValue) -> String {
    match &value.value {
        Some(stored) => format!("{}: {}", value.target.label(), value.target.shown(stored)),
        None => format!("{}: leer", value.target.label()),
    }
}

fn findings(told: &CellFacts) -> AnyView {
    let lines = told
        .findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity.as_str() {
                "error" => mark(Shape::Triangle, "bad", "Fehler"),
                "warning" => mark(Shape::Diamond, "warn", "Warnung"),
                _ => mark(Shape::Ring, "info", "Hinweis"),
            };
            view! { <li>{severity}" "{finding.message.clone()}</li> }
        })
        .collect_view();
    (!told.findings.is_empty()).then(|| view! { <ul class="plain">{lines}</ul> }).into_any()
}

fn about(
    context: &PageContext,
    run: &Detail,
    (sheet, place): (&str, &str),
    told: &CellFacts,
    around: Option<&Excerpt>,
) -> AnyView {
    let shown = around.and_then(|around| {
        let row = around.rows.iter().find(|row| row.number == around.row)?;
        row.cell(around.column).cloned()
    });
    let value = told.values.first();
    let raw = value.map(|value| value.raw.clone()).or_else(|| shown.map(|cell| cell.raw.unwrap_or(cell.text)));
    let run_link = paths::import(run.line.id);
    let original = paths::import_step(run.line.id, "original");
    let mut items = vec![("Adresse".to_owned(), format!("Blatt „{sheet}“, {place}").into_any())];
    if around.is_some() || value.is_some() {
        let raw = match raw.filter(|raw| !raw.is_empty()) {
            Some(raw) => view! { <span class="raw">{raw}</span> }.into_any(),
            None => "leer".into_any(),
        };
        items.push(("Inhalt der Zelle".into(), raw));
    }
    if let Some(value) = value {
        let format = value.number_format.clone().unwrap_or_else(|| "Standard".into());
        items.push(("Zahlenformat".into(), view! { <code>{format}</code> }.into_any()));
        items.push(("Gelesen".into(), rule::words(&value.rule).into_any()));
    }
    items.push((
        "Datei".into(),
        view! { {run.line.file_name.clone()}", "{text::bytes(run.size)}<span class="source"><a href=original>"Originaldatei herunterladen"</a></span> }.into_any(),
    ));
    items.push(("Prüfsumme (SHA-256)".into(), view! { <span class="hash">{run.sha256.clone()}</span> }.into_any()));
    items.push((
        "Import".into(),
        view! { <a href=run_link>"Import " {run.line.id}</a>" "{state(run.line.state)} }.into_any(),
    ));
    let uploaded = run.line.uploaded_by.clone().map(|name| format!(" von {name}")).unwrap_or_default();
    items.push(("Hochgeladen".into(), format!("{}{uploaded}", text::instant(run.line.created_at)).into_any()));
    let applied = run.applied.clone().map(|(name, at)| match at {
        Some(at) => format!("{} von {name}", text::instant(at)),
        None => name,
    });
    items.push((
        "Übernommen".into(),
        match applied {
            Some(applied) => applied.into_any(),
            None => view! { <span class="muted">"noch nicht"</span> }.into_any(),
        },
    ));
    let whole = context.link(paths::import_sheet(run.line.id, sheet, 1));
    view! {
        <section aria-labelledby="herkunft">
            {ui::section_head("herkunft", "Herkunft", Some((whole, "ganzes Blatt".to_owned())))}
            {facts::facts(items)}
        </section>
    }
    .into_any()
}
