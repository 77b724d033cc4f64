//! One import: what the file is, what was recognised, what would change, and what became of it.
use super::{
    actions, changes, findings, recognised, state,
    steps::{Step, steps},
};
use crate::{
    islands::ImportProgress,
    paths, text,
    ui::{
        self, facts,
        notice::{Tone, notice},
        page::{Page, serve},
    },
};
use entity::{
    import_run::{
        RowKind, State,
        find::{Detail, detail},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/importe/{id}`.
#[component]
pub fn ImportDetail() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        let reading = run.line.state == State::Reading;
        let previewed = !matches!(run.line.state, State::Reading | State::Failed);
        let content = view! {
            <h1 class="kern-heading-x-large title">{headline(&run)}</h1>
            <p class="lead">{recognised::sentence(&run)}</p>
            {steps(&run, here(run.line.state))}
            {reading.then(|| progress(&run))}
            {failed(&run)}
            {previewed.then(|| changes::counts(&run))}
            {findings::findings(&run)}
            {(!run.findings.is_empty()).then(|| view! { <p><a href=paths::import_step(id, "korrektur")>"Ihre Liste mit diesen Befunden in den Zellen herunterladen (xlsx)"</a></p> })}
            {previewed.then(|| changes::shifts(&run))}
            {actions::actions(&context, &run)}
            {previewed.then(|| changes::rows(&context, &run))}
            {recognised::tables(&run)}
            {about(&run)}
        };
        let crumbs = vec![(paths::IMPORTS.to_owned(), "Importe".to_owned())];
        let page = Page::new(run.line.file_name.clone(), content)
            .section(paths::IMPORTS)
            .below(crumbs)
            .sample(run.line.sample)
            .without_stand();
        Ok(if reading { page.with_island() } else { page })
    })
}

/// The finding: what the list would do, or did.
fn headline(run: &Detail) -> String {
    let count = |kind: RowKind| run.line.counts.get(&kind).copied().unwrap_or(0);
    let parts: Vec<String> = [
        (RowKind::Changed, "ändert sich", "ändern sich"),
        (RowKind::New, "kommt dazu", "kommen dazu"),
        (RowKind::Gone, "fehlt in der Liste", "fehlen in der Liste"),
    ]
    .into_iter()
    .filter(|(kind, _, _)| count(*kind) > 0)
    .enumerate()
    .map(|(index, (kind, one, many))| {
        let number = count(kind);
        let noun = if index > 0 {
            ""
        } else if number == 1 {
            " Projekt"
        } else {
            " Projekte"
        };
        format!("{}{noun} {}", text::number(number), if number == 1 { one } else { many })
    })
    .collect();
    match run.line.state {
        State::Reading => "Die Datei wird gelesen".into(),
        State::Failed => "Die Datei lässt sich nicht lesen".into(),
        State::Cancelled => "Dieser Import ist abgebrochen".into(),
        State::Applying => "Diese Liste wird gerade übernommen".into(),
        State::Applied => "Diese Liste ist übernommen".into(),
        State::Undoing => "Dieser Import wird gerade zurückgenommen".into(),
        State::Undone => "Dieser Import ist zurückgenommen".into(),
        State::AwaitingRelease => "Diese Liste wartet auf die Freigabe durch eine zweite Person".into(),
        State::Ready if parts.is_empty() => "Diese Liste ändert nichts".into(),
        State::Ready => text::enumerate(&parts),
    }
}

/// This page is the step of the differences, and of the result once there is one.
fn here(state: State) -> Step {
    match state {
        State::Reading | State::Failed => Step::File,
        State::Applied | State::Undoing | State::Undone => Step::Result,
        _ => Step::Changes,
    }
}

/// How far reading is; on the page of every step while it lasts.
pub fn progress(run: &Detail) -> AnyView {
    let small = |value: i64| u32::try_from(value).unwrap_or(0);
    let (done, total) = run.progress.as_ref().map_or((0, 0), |(done, total, _)| (small(*done), small(*total)));
    let url = paths::import_step(run.line.id, "fortschritt");
    let again = paths::import(run.line.id);
    view! {
        <div class="panel">
            <ImportProgress url=url done=done total=total/>
            <p><a href=again>"Stand aktualisieren"</a></p>
        </div>
    }
    .into_any()
}

fn failed(run: &Detail) -> AnyView {
    let error = run.error.clone().map(|(_, message)| {
        notice(
            Tone::Danger,
            message,
            Some(
                "Es wurde nichts geändert. Speichern Sie die Liste neu als xlsx und laden Sie sie noch einmal hoch."
                    .into(),
            ),
        )
    });
    let same = run.same_file.map(|id| {
        let href = paths::import(id);
        view! { <p class="hint-line">"Genau diese Datei ist schon übernommen: " <a href=href>"Import " {id}</a> ". Noch einmal übernommen ändert sie nichts."</p> }
    });
    view! { {error}{same} }.into_any()
}

fn about(run: &Detail) -> AnyView {
    let who = |what: &Option<(String, Option<chrono::DateTime<chrono::Utc>>)>| {
        what.clone().map(|(name, at)| match at {
            Some(at) => format!("{name}, {}", text::instant(at)),
            None => name,
        })
    };
    let mut items = vec![
        ("Stand".to_owned(), state(run.line.state)),
        ("Datei".into(), format!("{}, {}", run.line.file_name, text::bytes(run.size)).into_any()),
        ("Absender".into(), run.line.sender.clone().into_any()),
        (
            "Hochgeladen".into(),
            format!(
                "{}{}",
                text::instant(run.line.created_at),
                run.line.uploaded_by.clone().map(|name| format!(" von {name}")).unwrap_or_default()
            )
            .into_any(),
        ),
        ("Gilt ab".into(), facts::text_or_unknown(run.valid_on.map(text::day))),
    ];
    items.extend(who(&run.requested).map(|text| ("Übernahme verlangt".to_owned(), text.into_any())));
    items.extend(who(&run.applied).map(|text| ("Übernommen".to_owned(), text.into_any())));
    items.push(("Prüfsumme (SHA-256)".into(), view! { <span class="hash">{run.sha256.clone()}</span> }.into_any()));
    view! {
        <section aria-labelledby="akte">
            {ui::section_head("akte", "Zu dieser Datei", None)}
            {facts::facts(items)}
        </section>
    }
    .into_any()
}
