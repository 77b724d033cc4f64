//! Reads a publiccode.yml into a sheet: what the file proposes stands beside what the sheet says, and only what is ticked
//! is taken over. The server reads the file and puts what it proposes into the form's values (see [`VERSION`]).
use super::value::value;
use crate::{
    context::PageContext,
    paths,
    ui::{
        field::{Field as Input, hidden, input},
        page::{Page, serve},
        submit, table,
        text_area::text_area,
    },
};
use entity::{
    refusal::Refusal,
    solution::{
        find::{Desk, detail},
        sheet::{Sheet, field::Field},
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The form's value that holds the version of the standard of the file that was read.
pub const VERSION: &str = "gelesen";
/// The form's value that holds what the file proposes, in the stored writing of a sheet.
pub const PROPOSED: &str = "vorschlag";
/// The form's value that holds what is wrong with the file, one a line.
pub const FINDINGS: &str = "befunde";

/// The page at `/loesungen/{slug}/publiccode`.
#[component]
pub fn SolutionPubliccode() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let found = detail(&context.db, &context.actor, Viewpoint::now(&context.now), &slug).await?;
        let Some(desk) = found.desk.as_ref().filter(|desk| desk.editable) else {
            return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        };
        let read = context.form.value(PROPOSED).and_then(|text| Sheet::stored(&text, None).ok());
        let result = read.map(|proposed| result(&context, &slug, desk, &proposed, found.record.version));
        let content = view! {
            <h1 class="kern-heading-x-large title">"publiccode.yml übernehmen"</h1>
            <p class="lead">"Was in der Datei steht, wird vorgeschlagen. Übernommen wird nur, was Sie ankreuzen."</p>
            {result}
            {ask(&context, &slug)}
        };
        let crumbs = vec![
            (paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()),
            (paths::solution(&slug), desk.newest.name().to_owned()),
            (paths::edit_solution(&slug), "Steckbrief bearbeiten".to_owned()),
        ];
        Ok(Page::new("publiccode.yml übernehmen", content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn ask(context: &PageContext, slug: &str) -> AnyView {
    let text = Input::new("text", "Inhalt der publiccode.yml", &context.form, "")
        .hint("Hier einfügen, oder unten die Datei wählen. Höchstens 256 KB.");
    let mut file = Input::new("file", "Datei", &context.form, "").hint("publiccode.yml von Ihrem Rechner.");
    // a browser takes no first value for a file
    file.value = String::new();
    view! {
        <form method="post" action=paths::read_publiccode(slug) enctype="multipart/form-data" class="stack panel-form">
            {text_area(text, 10)}
            {input(file, "file")}
            {submit("Lesen", context.form.value(PROPOSED).is_none())}
        </form>
    }
    .into_any()
}

fn result(context: &PageContext, slug: &str, desk: &Desk, proposed: &Sheet, version: i32) -> AnyView {
    let form = &context.form;
    let lines: Vec<String> =
        form.value(FINDINGS).unwrap_or_default().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let findings = (!lines.is_empty()).then(|| {
        let items = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! {
            <section aria-labelledby="befunde">
                <h2 class="kern-heading-medium" id="befunde">"Was an der Datei auffällt"</h2>
                <ul class="said">{items}</ul>
            </section>
        }
    });
    let changes = desk.newest.differs(proposed);
    let fields: Vec<Field> = changes.into_iter().filter(|field| proposed.get(*field).is_some()).collect();
    let same = Field::ALL
        .iter()
        .filter(|field| proposed.get(**field).is_some() && !fields.contains(field))
        .map(|field| field.label())
        .collect::<Vec<_>>();
    let same = (!same.is_empty()).then(|| {
        view! { <p class="muted">"Steht schon so im Steckbrief: "{same.join(", ")}"."</p> }
    });
    let stale = form.stale.then(|| {
        view! {
            <p class="warn-text" role="alert">"Inzwischen hat jemand eine andere Fassung gespeichert. Unten steht, was jetzt gilt; bitte prüfen Sie Ihre Auswahl und übernehmen Sie noch einmal."</p>
        }
    });
    let body = match fields.is_empty() {
        true => view! { <p>"Die Datei sagt nichts, was nicht schon im Steckbrief steht."</p> }.into_any(),
        false => take_over(context, slug, desk, proposed, &fields, version),
    };
    let standard = form.value(VERSION).filter(|version| !version.is_empty());
    view! {
        <section class="stack" aria-labelledby="vorschlag">
            <h2 class="kern-heading-medium" id="vorschlag">"Was die Datei vorschlägt"</h2>
            {standard.map(|version| view! { <p class="muted">"Version "{version}" des Standards."</p> })}
            {stale}
            {body}
            {same}
        </section>
        {findings}
    }
    .into_any()
}

fn take_over(
    context: &PageContext,
    slug: &str,
    desk: &Desk,
    proposed: &Sheet,
    fields: &[Field],
    version: i32,
) -> AnyView {
    let form = &context.form;
    let error = form.error("felder");
    let rows = fields
        .iter()
        .map(|field| {
            let (id, name) = (format!("feld-nimm-{}", field.key()), format!("nimm_{}", field.key()));
            let checked = form.value(&name).is_some();
            let tick = view! {
                <div class="kern-form-check">
                    <input class="kern-form-check__checkbox" type="checkbox" id=id.clone() name=name value="ja" checked=checked/>
                    <label class="kern-label" for=id>{field.label()}</label>
                </div>
            };
            vec![tick.into_any(), value(&desk.newest, *field), value(proposed, *field)]
        })
        .collect();
    let heads = ["Übernehmen", "steht im Steckbrief", "steht in der Datei"].map(table::words).to_vec();
    view! {
        <form method="post" action=paths::read_publiccode(slug) enctype="multipart/form-data" class="stack" id="feld-felder">
            {hidden("version", version.to_string())}
            {hidden("schritt", "uebernehmen")}
            {hidden("text", form.value("text").unwrap_or_default())}
            {error.map(|error| view! { <p class="kern-error"><span class="kern-body">{error}</span></p> })}
            {table::table("Angaben, die sich unterscheiden", heads, rows, None)}
            {submit("Angekreuzte übernehmen", true)}
        </form>
    }
    .into_any()
}
