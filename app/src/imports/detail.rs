//! One import: what would change, and what became of it. Its other steps have pages of their own.
use super::{
    actions, changes,
    changes::{DIFFERING, LINES, ROWS, Shown},
    conflicts, findings, recognised, result, state,
    steps::{Step, steps},
    totals,
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
        find::{self, Detail, see},
        rows::{counted, of_kind},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/importe/{id}`: `art` is the only kind of row that is shown, `seite` the page of differing rows, `gleich`
/// and `fehlt` those of the others, `offen` unfolds the rows.
#[component]
pub fn ImportDetail() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).and_then(|page| page.parse::<u64>().ok());
    let (page, same, gone) = (asked("seite").unwrap_or(1).max(1), asked("gleich"), asked("fehlt"));
    let only = query.get("art").and_then(|kind| RowKind::from_key(&kind));
    let open = query.get("offen").is_some();
    serve(move |context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let (db, actor) = (&context.db, &context.actor);
        // one import, one look: everything below is about it
        let seen = see(db, actor, id).await?;
        let moved = find::moved_since(db, &seen).await?;
        let run = find::of(db, actor, &seen, &moved).await?;
        let counted = counted(db, &seen).await?;
        let kinds: Vec<RowKind> = DIFFERING.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)).collect();
        let changed = find::of_kinds(db, &seen, &moved, &kinds, (page - 1).saturating_mul(ROWS), ROWS).await?;
        let asked_for = |kind: RowKind| only.is_none_or(|only| only == kind);
        let lines = match asked_for(RowKind::Same) {
            true => Some(of_kind(db, &seen, RowKind::Same, same.unwrap_or(1), LINES).await?),
            false => None,
        };
        let missing = match asked_for(RowKind::Gone) {
            true => Some(of_kind(db, &seen, RowKind::Gone, gone.unwrap_or(1), LINES).await?),
            false => None,
        };
        let (rows, total) = (changed.rows.as_slice(), changed.total);
        let shown = Shown { context: &context, run: &run, counted: &counted, only, open, page, rows, total };
        let waiting = under_way(run.line.state);
        let previewed = !matches!(run.line.state, State::Reading | State::Failed);
        let unfolded = same.is_some() || only.is_some();
        let content = view! {
            <h1 class="kern-heading-x-large title">{headline(&run)}</h1>
            <p class="lead">{recognised::sentence(&run)}</p>
            {steps(&run, here(run.line.state))}
            {waiting.then(|| progress(&run))}
            {failed(&run)}
            {result::result(&shown)}
            {actions::unfit(&run)}
            {previewed.then(|| changes::counts(&shown))}
            {findings::findings(&run)}
            {previewed.then(|| totals::shifts(&run))}
            {previewed.then(|| totals::of_list(&run))}
            {actions::before(&shown)}
            {conflicts::panel(&shown)}
            {previewed.then(|| changes::rows(&shown))}
            {actions::actions(&shown)}
            {missing.filter(|_| previewed).map(|missing| changes::gone(&shown, &missing))}
            {lines.filter(|_| previewed).map(|lines| changes::same(&shown, &lines, unfolded))}
            {about(&run)}
        };
        let crumbs = vec![(paths::IMPORTS.to_owned(), "Importe".to_owned())];
        let page = Page::new(run.line.file_name.clone(), content)
            .section(paths::IMPORTS)
            .below(crumbs)
            .sample(run.line.sample)
            .without_stand();
        Ok(if waiting { page.with_island() } else { page })
    })
}

/// Whether a job works on it.
fn under_way(state: State) -> bool {
    matches!(state, State::Reading | State::Applying | State::Undoing)
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
    let doing = match run.line.state {
        State::Applying => "Die Liste wird übernommen.",
        State::Undoing => "Der Import wird zurückgenommen.",
        _ => "Die Datei wird gelesen.",
    };
    let url = paths::import_step(run.line.id, "fortschritt");
    let again = paths::import(run.line.id);
    view! {
        <div class="panel">
            <ImportProgress url=url done=done total=total doing=doing.to_owned()/>
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
        let differs = run.line.counts.iter().any(|(kind, count)| *kind != RowKind::Same && *count > 0);
        let so = match (run.line.state, differs) {
            (State::Ready, false) => "sie ändert nichts.",
            (State::Ready, true) => "seitdem hat sich der Bestand geändert, wie unten steht.",
            _ => "noch einmal übernommen ändert sie nur, was seitdem anders wurde.",
        };
        view! { <p class="hint-line">"Diese Datei ist schon übernommen (" <a href=href>"Import " {id}</a> "); " {so}</p> }
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
    items.extend(who(&run.undone).map(|text| ("Zurückgenommen".to_owned(), text.into_any())));
    items.push(("Prüfsumme (SHA-256)".into(), view! { <span class="hash">{run.sha256.clone()}</span> }.into_any()));
    view! {
        <section aria-labelledby="akte">
            {ui::section_head("akte", "Zu dieser Datei", None)}
            {facts::facts(items)}
        </section>
    }
    .into_any()
}
