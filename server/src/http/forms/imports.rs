//! Forms about imports: upload, say what values and empty cells mean, ask to apply, release, give up, take back.
use crate::{
    app::AppState,
    http::{fields::Fields, identify::Who, pages::Page, routes::Routes},
    import::{self, Submitted},
};
use app::paths;
use axum::{
    extract::{Multipart, Path, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};
use entity::{
    import_run::{
        BlankMeans, State, Target,
        change::{Choice, cancel, release, request, set_blank},
        conflict::{Ruling, Rulings, Side, decide as decide_conflicts},
        find::detail,
        fit::About,
        memory::{self, Decision, Means, Word},
        rows::applicable,
        undo::undo,
    },
    refusal::Refusal,
    text::fold,
};
use std::collections::HashSet;

/// The forms about imports.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form(paths::IMPORTS, upload)
        .form("/importe/{id}/werte", decide)
        .form("/importe/{id}/leer", blank)
        .form("/importe/{id}/konflikte", conflicts)
        .form("/importe/{id}/uebernehmen", apply)
        .form("/importe/{id}/freigeben", free)
        .form("/importe/{id}/abbrechen", give_up)
        .form("/importe/{id}/rueckgaengig", take_back)
}

/// Takes a file.
async fn upload(page: Page, form: Multipart) -> Response {
    if let Err(refusal) = entity::import_run::change::may_upload(&page.who.actor) {
        return page.refuse(refusal, paths::IMPORTS, &Fields::default()).await;
    }
    let (file, fields) = match received(form).await {
        Ok(received) => received,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return crate::http::error::too_large(false, page.state.config.upload_limit);
        }
        Err(_) => {
            let message = "Die Datei ist nicht vollständig angekommen. Bitte noch einmal versuchen.";
            return page.refuse(Refusal::field("file", "broken", message), paths::IMPORTS, &Fields::default()).await;
        }
    };
    let Some(file) = file else {
        let refusal = Refusal::field("file", "required", "Bitte eine Datei wählen.");
        return page.refuse(refusal, paths::IMPORTS, &fields).await;
    };
    let state = &page.state;
    let submitted = Submitted { sender: fields.get("sender").into(), ..file };
    match import::submit(&state.db, &page.who.actor, page.who.now, &state.config.reading(), submitted).await {
        Ok(id) => {
            state.wake.notify_one();
            page.done(&paths::import(id), "Die Datei ist hochgeladen. Noch ist nichts geändert.")
        }
        Err(refusal) => page.refuse(refusal, paths::IMPORTS, &fields).await,
    }
}

/// The file and the other fields of an upload; no file when the field is empty.
///
/// # Errors
/// A body that is broken off, malformed or larger than the limit.
pub async fn received(mut form: Multipart) -> Result<(Option<Submitted>, Fields), MultipartError> {
    let (mut file, mut fields) = (None, Vec::new());
    while let Some(part) = form.next_field().await? {
        match part.name().map(str::to_owned).as_deref() {
            Some("file") => {
                let file_name = part.file_name().unwrap_or_default().to_owned();
                let content = part.bytes().await?.to_vec();
                if !file_name.is_empty() || !content.is_empty() {
                    file = Some(Submitted {
                        file_name,
                        sender: String::new(),
                        content,
                        sample: false,
                        at_once: false,
                        decisions: None,
                    });
                }
            }
            Some(name) => fields.push((name.to_owned(), part.text().await?)),
            None => {}
        }
    }
    Ok((file, Fields::from(fields)))
}

/// Keeps what words of the list mean, and has it compared anew.
async fn decide(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let (state, actor) = (&page.state, &page.who.actor);
    let remember = !fields.get("merken").is_empty();
    let decided = async {
        let known = memory::words(&state.db, actor, id).await?.words;
        let decisions = decisions(&fields, &known, remember)?;
        let version = version(&fields);
        let again = memory::decide(&state.db, actor, page.who.now, id, version, decisions, remember).await?;
        import::read_again(&state.db, &state.clock, &state.config.reading(), id, again).await
    };
    match decided.await {
        Ok(true) => page.done(&paths::import(id), "Gespeichert. Die Liste ist mit dem Bestand neu verglichen."),
        Ok(false) => {
            state.wake.notify_one();
            page.done(&paths::import(id), "Gespeichert. Die Liste wird mit dem Bestand neu verglichen.")
        }
        Err(refusal) => page.refuse(refusal, &paths::import_step(id, "werte"), &fields).await,
    }
}

/// What was said about words, by the fields `wert.ABOUT.WORD` and `anderer.ABOUT.WORD`; only what is new.
fn decisions(fields: &Fields, known: &[Word], remember: bool) -> Result<Vec<Decision>, Refusal> {
    let mut decisions: Vec<Decision> = Vec::new();
    for (about, word) in fields.names().filter_map(|name| asked(name)) {
        if decisions.iter().any(|one| one.about == about && one.word == word) {
            continue;
        }
        let said = |part: &str| fields.get(&format!("{part}.{}.{word}", about.key()));
        let (choice, other) = (said("wert"), said("anderer"));
        let known =
            known.iter().map(|known| &known.unfit).find(|one| one.about == about && fold(&one.word) == fold(word));
        let held = known.and_then(|unfit| unfit.decided.as_deref());
        let means = match choice {
            "other" => Means::This(other.to_owned()),
            "" if other.is_empty() => continue,
            "" => Means::This(other.to_owned()),
            _ if !other.is_empty() && held != Some(other) => {
                let message = format!(
                    "Zu „{word}“ ist ein anderer Wert eingetragen („{other}“), aber nicht ausgewählt. Bitte wählen Sie ihn aus oder leeren Sie das Feld."
                );
                return Err(Refusal::rule("import.value", message));
            }
            "leave" => Means::Nothing,
            "open" => Means::Open,
            choice => match choice.strip_prefix("is:") {
                Some(value) => Means::This(value.to_owned()),
                None => continue,
            },
        };
        let same = match &means {
            Means::This(value) => held == Some(value.as_str()),
            Means::Nothing => held == Some(""),
            Means::Open => false,
        };
        // what holds for this import only becomes remembered when that is asked for
        let new = !same || (remember && known.is_some_and(|unfit| !unfit.remembered));
        if new {
            decisions.push(Decision { about, word: word.to_owned(), means });
        }
    }
    Ok(decisions)
}

/// The word that a field is about.
fn asked(name: &str) -> Option<(About, &str)> {
    let rest = name.strip_prefix("wert.").or_else(|| name.strip_prefix("anderer."))?;
    let (about, word) = rest.split_once('.')?;
    Some((About::from_key(about)?, word))
}

/// Asks to apply an import.
async fn apply(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let rows: Result<Vec<i32>, _> = fields.all("row").into_iter().map(str::parse).collect();
    let choice = match (fields.get("rows"), rows) {
        ("chosen", Ok(rows)) => Choice::Rows(rows),
        ("except", Ok(rows)) => match all_but(&page, id, &fields, &rows).await {
            Ok(choice) => choice,
            Err(refusal) => return page.refuse(refusal, &paths::import(id), &fields).await,
        },
        _ => Choice::All,
    };
    let done = request(&page.state.db, &page.who.actor, page.who.now, id, version(&fields), choice, None).await;
    answer(&page, id, &fields, done).await
}

/// Every row but those that the page showed (`hier`) and that are not ticked.
async fn all_but(page: &Page, id: i64, fields: &Fields, ticked: &[i32]) -> Result<Choice, Refusal> {
    let shown = fields.get("hier").split(',').filter_map(|row| row.parse::<i32>().ok());
    let left: HashSet<i32> = shown.filter(|row| !ticked.contains(row)).collect();
    let all = applicable(&page.state.db, &page.who.actor, id).await?;
    Ok(Choice::Rows(all.into_iter().filter(|row| !left.contains(row)).collect()))
}

/// Decides conflicts: all alike (`alle`), or one by one by the fields `konflikt.ROW.FIELD`, each with what stood there
/// in `gesehen.ROW.FIELD`.
async fn conflicts(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let start = paths::import(id);
    // only a page of this very import is gone back to
    let back = Some(fields.get("zurueck")).filter(|back| back.starts_with(&format!("{start}?")));
    let address = back.unwrap_or(&start).to_owned();
    let shown = address.split('#').next().unwrap_or(&start);
    let rulings = match Side::from_key(fields.get("alle")) {
        Some(side) => Rulings::All(side),
        None => Rulings::Each(fields.names().filter_map(|name| ruling(&fields, name)).collect()),
    };
    if rulings == Rulings::Each(Vec::new()) {
        let refusal =
            Refusal::rule("import.conflict", "Bitte wählen Sie zu mindestens einem Konflikt, welcher Wert gilt.");
        return page.refuse(refusal, shown, &fields).await;
    }
    match decide_conflicts(&page.state.db, &page.who.actor, page.who.now, id, version(&fields), &rulings).await {
        Ok(count) => {
            let count = app::text::count(i64::try_from(count).unwrap_or(i64::MAX), "Wert", "Werte");
            page.done(&address, &format!("{count} entschieden. Noch ist nichts übernommen."))
        }
        Err(refusal) => page.refuse(refusal, shown, &fields).await,
    }
}

/// What a field says about a conflict.
fn ruling(fields: &Fields, name: &str) -> Option<Ruling> {
    let about = name.strip_prefix("konflikt.")?;
    let (position, target) = about.split_once('.')?;
    let seen = fields.raw(&format!("gesehen.{about}"));
    Some(Ruling {
        position: position.parse().ok()?,
        target: Target::from_key(target)?,
        side: Side::from_key(fields.get(name))?,
        seen: Some(seen.strip_prefix('=').map(str::to_owned)),
    })
}

/// Says what empty cells mean.
async fn blank(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let address = paths::import(id);
    let Some(means) = BlankMeans::from_key(fields.get("bedeutung")) else {
        let refusal = Refusal::rule("import.blank", "Bitte wählen Sie, was leere Zellen bedeuten.");
        return page.refuse(refusal, &address, &fields).await;
    };
    match set_blank(&page.state.db, &page.who.actor, page.who.now, id, version(&fields), means).await {
        Ok(()) => {
            let said = match means {
                BlankMeans::Keep => "Leere Zellen bedeuten jetzt: Wert behalten.",
                BlankMeans::Clear => "Leere Zellen bedeuten jetzt: Wert löschen. Noch ist nichts gelöscht.",
            };
            page.done(&address, said)
        }
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Takes an applied import back.
async fn take_back(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let state = &page.state;
    match undo(&state.db, &page.who.actor, page.who.now, id, version(&fields)).await {
        Ok(State::Undoing) => {
            state.wake.notify_one();
            let said = "Der Import ist groß. Er wird jetzt zurückgenommen; die Seite zeigt, wie weit es ist.";
            page.done(&paths::import(id), said)
        }
        Ok(_) => page.done(&paths::import(id), "Der Import ist zurückgenommen. Unten steht, was behalten wurde."),
        Err(refusal) => {
            // where nothing can be taken back there is no preview to show again
            let there = detail(&state.db, &page.who.actor, id).await.is_ok_and(|run| run.may_undo);
            let address = if there { paths::import_step(id, "rueckgaengig") } else { paths::import(id) };
            page.refuse(refusal, &address, &fields).await
        }
    }
}

/// Releases an import that makes money binding.
async fn free(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = release(&page.state.db, &page.who.actor, page.who.now, id, version(&fields)).await;
    answer(&page, id, &fields, done).await
}

/// Gives an import up.
async fn give_up(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = call_off(&page.state, &page.who, id).await.map(|()| State::Cancelled);
    answer(&page, id, &fields, done).await
}

/// Gives an import up; a process of ours that applies it just now stops.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn call_off(state: &AppState, who: &Who, id: i64) -> Result<(), Refusal> {
    if !entity::import_run::find::detail(&state.db, &who.actor, id).await?.may_cancel {
        return cancel(&state.db, &who.actor, who.now, id).await;
    }
    state.under_way.call_off(id);
    let done = cancel(&state.db, &who.actor, who.now, id).await;
    state.under_way.forget(id);
    done
}

/// A form without version is refused as stale, not waved through.
fn version(fields: &Fields) -> Option<i32> {
    Some(fields.get("version").parse().unwrap_or(-1))
}

async fn answer(page: &Page, id: i64, fields: &Fields, done: Result<State, Refusal>) -> Response {
    let address = paths::import(id);
    match done {
        Ok(State::AwaitingRelease) => {
            page.done(&address, "Zur Freigabe vorgelegt. Die Beträge gelten, sobald eine zweite Person sie freigibt.")
        }
        Ok(State::Applying) => {
            page.state.wake.notify_one();
            page.done(&address, "Die Liste ist lang. Sie wird jetzt übernommen; die Seite zeigt, wie weit es ist.")
        }
        Ok(State::Cancelled) => page.done(&address, "Der Import ist abgebrochen. Es wurde nichts geändert."),
        Ok(_) => {
            let left = detail(&page.state.db, &page.who.actor, id).await.map_or(0, |run| run.left);
            let said = match left {
                0 => "Der Import ist übernommen.",
                _ => "Der Import ist übernommen. Werte im Konflikt sind geblieben, wie sie waren; die Seite nennt sie.",
            };
            page.done(&address, said)
        }
        Err(refusal) => page.refuse(refusal, &address, fields).await,
    }
}
