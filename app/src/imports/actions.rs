//! What one can decide about an import: take it over, release it, give it up.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field, hidden, select},
        notice::{Tone, notice},
        submit,
    },
};
use entity::import_run::{RowKind, State, find::Detail};
use leptos::prelude::*;

/// The forms that the actor may use now.
pub fn actions(context: &PageContext, run: &Detail) -> AnyView {
    let stale = super::stale(context);
    let apply = run.may_apply.then(|| apply(context, run));
    let release = run.may_release.then(|| release(run));
    let waiting = (run.line.state == State::AwaitingRelease && !run.may_release).then(|| {
        notice(Tone::Info, "Jetzt ist eine zweite Person an der Reihe", Some("Dieser Import macht Geld verbindlich. Freigeben muss ihn jemand anderes als die Person, die die Übernahme verlangt hat.".into()))
    });
    let cancel = run.may_cancel.then(|| {
        let action = paths::import_step(run.line.id, "abbrechen");
        view! { <form method="post" action=action>{hidden("version", run.version.to_string())}{submit("Import abbrechen", false)}</form> }
    });
    view! { <div class="stack actions">{stale}{waiting}{apply}{release}{cancel}</div> }.into_any()
}

fn apply(context: &PageContext, run: &Detail) -> AnyView {
    let count = |kind: RowKind| run.line.counts.get(&kind).copied().unwrap_or(0);
    let whole = count(RowKind::New) + count(RowKind::Changed) + count(RowKind::Conflict);
    let action = paths::import_step(run.line.id, "uebernehmen");
    let rows = Field::new("rows", "Was übernehmen?", &context.form, "all").required();
    let conflicts = match count(RowKind::Conflict) {
        0 => None,
        1 => Some("In einer Zeile stehen Werte im Konflikt mit neueren; diese Werte bleiben, wie sie sind.".to_owned()),
        many => {
            Some(format!("In {many} Zeilen stehen Werte im Konflikt mit neueren; diese Werte bleiben, wie sie sind."))
        }
    };
    let valid = run.valid_on.map(|day| format!("Die Werte gelten ab {}. ", text::day(day)));
    let money = run.shifts.is_empty();
    view! {
        <form method="post" action=action id="uebernehmen" class="panel panel-form">
            <h2 class="side-title">"Übernehmen"</h2>
            <p>{valid}{conflicts} " Fehlende Projekte werden nicht gelöscht."</p>
            <div class="form-line">
                {select(rows, vec![
                    ("all".into(), format!("alle {}", text::count(whole, "Zeile", "Zeilen"))),
                    ("chosen".into(), "nur die unten angekreuzten Zeilen".into()),
                ])}
            </div>
            {hidden("version", run.version.to_string())}
            <div class="kern-btn-wrapper">{submit("Übernehmen", true)}</div>
            {(!money).then(|| view! { <p class="muted small">"Es ändert sich Geld: Danach gibt eine zweite Person frei. Bis dahin ändert sich nichts."</p> })}
        </form>
    }
    .into_any()
}

fn release(run: &Detail) -> AnyView {
    let action = paths::import_step(run.line.id, "freigeben");
    let by = run.requested.clone().map(|(name, at)| match at {
        Some(at) => format!("{name} hat am {} verlangt, diese Liste zu übernehmen. ", text::instant(at)),
        None => format!("{name} hat verlangt, diese Liste zu übernehmen. "),
    });
    view! {
        <form method="post" action=action class="panel panel-form">
            <h2 class="side-title">"Freigeben"</h2>
            <p>{by}"Mit Ihrer Freigabe werden die Beträge verbindlich."</p>
            {hidden("version", run.version.to_string())}
            <div class="kern-btn-wrapper">{submit("Freigeben", true)}</div>
        </form>
    }
    .into_any()
}
