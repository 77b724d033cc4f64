//! All imports, and the form that uploads a workbook.
use super::state;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field, file, input},
        page::{Page, serve},
        pagination::pagination,
        submit, table,
    },
};
use entity::{
    import_run::{
        RowKind, State,
        find::{Line, list},
    },
    permission::Action,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const SIZE: u64 = 30;

/// The page at `/importe`.
#[component]
pub fn ImportList() -> impl IntoView {
    let page: u64 = use_query_map().get_untracked().get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    serve(move |context| async move {
        let found = list(&context.db, &context.actor, page, SIZE).await?;
        let may_upload = context.actor.may_somewhere(Action::UploadImport);
        let sample = found.items.iter().any(|line| line.sample);
        let runs = match found.items.is_empty() {
            true => ui::empty(
                "Noch kein Import",
                "Laden Sie eine Liste hoch. Es ändert sich nichts, bevor Sie die Unterschiede gesehen und zugestimmt haben.",
            ),
            false => {
                let heads = vec![
                    table::words("Datei"),
                    table::words("Stand"),
                    table::words("Absender"),
                    table::words("hochgeladen"),
                    table::numbers("neu"),
                    table::numbers("geändert"),
                    table::numbers("zu klären"),
                ];
                table::table("Importe, die neuesten zuerst", heads, found.items.iter().map(row).collect(), None)
            }
        };
        let pages = pagination(found.page, found.pages(), |page| {
            paths::with_query(paths::IMPORTS, &[("seite", &page.to_string())])
        });
        let content = view! {
            <h1 class="kern-heading-x-large">"Importe"</h1>
            {may_upload.then(|| upload(&context))}
            <section aria-labelledby="alle">
                {ui::section_head("alle", "Bisherige Importe", None)}
                {runs}
                {pages}
            </section>
        };
        Ok(Page::new("Importe", content).section(paths::IMPORTS).sample(sample).without_stand())
    })
}

fn upload(context: &PageContext) -> AnyView {
    let form = &context.form;
    let sheet = Field::new("file", "Datei", form, "")
        .hint(&format!("Excel (xlsx, xlsm, xlsb, xls), OpenDocument (ods) oder CSV, höchstens {}. So wie sie ist: Kopfzeilen, Zwischensummen und T€ werden erkannt.", text::limit(context.upload_limit)))
        .required();
    let sender = Field::new("sender", "Absender der Liste", form, "")
        .hint("Zum Beispiel „Projektbüro Aachen“. Leer: Ihr Name. Je Absender wird verglichen, was in der Liste fehlt.")
        .max_length(200);
    view! {
        <form method="post" action=paths::IMPORTS enctype="multipart/form-data" class="panel upload">
            <h2 class="side-title">"Liste hochladen"</h2>
            {file(sheet, ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt,.html,.htm")}
            {input(sender, "text")}
            <div class="kern-btn-wrapper">{submit("Hochladen und prüfen", true)}</div>
            <p class="muted small">"Hochladen ändert nichts. Sie sehen zuerst, was erkannt wurde und was sich ändern würde. Wer neu anfängt, kann " <a href=paths::TEMPLATES>"Vorlagen"</a> " nutzen."</p>
        </form>
    }
    .into_any()
}

fn row(line: &Line) -> Vec<AnyView> {
    let count = |kind: RowKind| line.counts.get(&kind).copied().unwrap_or(0);
    let open = count(RowKind::Error) + count(RowKind::Conflict);
    // nothing is counted before the list is read
    let counted = !matches!(line.state, State::Reading | State::Failed);
    let shown = |count: i64| if counted { text::number(count) } else { "–".to_owned() };
    let href = paths::import(line.id);
    let who = line.uploaded_by.clone().map(|name| format!(", {name}"));
    vec![
        view! {
            <a class="row-title" href=href>{line.file_name.clone()}</a>
            <span class="row-sub">"Import " {line.id}{line.stand_on.map(|day| format!(" · Liste vom {}", text::day(day)))}" "{line.sample.then(ui::sample_mark)}</span>
        }
        .into_any(),
        state(line.state),
        line.sender.clone().into_any(),
        view! { {text::instant(line.created_at)}<span class="muted">{who}</span> }.into_any(),
        shown(count(RowKind::New)).into_any(),
        shown(count(RowKind::Changed)).into_any(),
        shown(open).into_any(),
    ]
}
