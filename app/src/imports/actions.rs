//! What one can decide about an import: what empty cells mean, take it over, release it, give it up.
use super::changes::Shown;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field, hidden, select},
        notice::{Tone, notice},
        submit,
    },
};
use entity::import_run::{BlankMeans, RowKind, State, find::Detail};
use leptos::prelude::*;

/// Leads to the words that fit nothing yet.
pub fn unfit(run: &Detail) -> Option<AnyView> {
    let open = run.summary.unfit.iter().filter(|word| word.decided.is_none()).count();
    if open == 0 || run.line.state != State::Ready {
        return None;
    }
    let words = text::count(i64::try_from(open).unwrap_or(i64::MAX), "Wert passt", "Werte passen");
    let href = paths::import_step(run.line.id, "werte");
    Some(view! { <p class="hint-line">{words}" noch zu nichts. " <a href=href>"Werte klären"</a> ", oder unten so übernehmen, wie sie sind."</p> }.into_any())
}

/// What is to be known and said before one looks at the rows.
pub fn before(shown: &Shown<'_>) -> AnyView {
    let run = shown.run;
    let stale = super::stale(shown.context);
    let waits = run.line.state == State::AwaitingRelease;
    let moved = (run.moved && waits).then(|| {
        notice(Tone::Warning, "Der Bestand hat sich seit der Vorschau geändert", Some("Die betroffenen Werte stehen unten als Konflikt. Auch mit der Freigabe bleiben sie, wie sie jetzt sind. Soll die Liste sie ändern, brechen Sie den Import ab und laden die Liste noch einmal hoch.".into()))
    });
    let blank = (run.blanks > 0 && run.line.state == State::Ready).then(|| blank(run));
    let waiting = (waits && !run.may_release).then(|| {
        notice(Tone::Info, "Jetzt ist eine zweite Person an der Reihe", Some("Dieser Import macht Geld verbindlich. Freigeben muss ihn jemand anderes als die Person, die die Übernahme verlangt hat.".into()))
    });
    view! { <div class="stack actions">{stale}{moved}{waiting}{blank}</div> }.into_any()
}

/// The forms that the actor may use now.
pub fn actions(shown: &Shown<'_>) -> AnyView {
    let run = shown.run;
    let apply = run.may_apply.then(|| apply(shown));
    let release = run.may_release.then(|| release(run));
    let again = (run.may_decide && run.line.state == State::Ready).then(|| button(run, "werte", "Neu vergleichen"));
    let cancel = run.may_cancel.then(|| button(run, "abbrechen", "Import abbrechen"));
    view! { <div class="stack actions">{apply}{release}<div class="buttons">{again}{cancel}</div></div> }.into_any()
}

fn button(run: &Detail, step: &str, label: &str) -> AnyView {
    let action = paths::import_step(run.line.id, step);
    view! { <form method="post" action=action>{hidden("version", run.version.to_string())}{submit(label, false)}</form> }
        .into_any()
}

/// What an empty cell over a value means.
fn blank(run: &Detail) -> AnyView {
    let count = i64::try_from(run.blanks).unwrap_or(i64::MAX);
    let cells = text::count(count, "leere Zelle steht", "leere Zellen stehen");
    let action = paths::import_step(run.line.id, "leer");
    let cleared = match run.blank_means {
        BlankMeans::Keep => "Jetzt gilt: Diese Werte bleiben.".to_owned(),
        BlankMeans::Clear => {
            format!(
                "Jetzt gilt: Mit der Übernahme {}.",
                match count {
                    1 => "wird 1 Wert gelöscht".to_owned(),
                    many => format!("werden {} Werte gelöscht", text::number(many)),
                }
            )
        }
    };
    let choice = |means: BlankMeans, label: String| {
        let (id, checked) = (format!("leer-{}", means.key()), means == run.blank_means);
        view! {
            <div class="kern-form-check">
                <input class="kern-form-check__radio" type="radio" id=id.clone() name="bedeutung" value=means.key() checked=checked/>
                <label class="kern-label" for=id>{label}</label>
            </div>
        }
        .into_any()
    };
    let form = run.may_decide.then(|| {
        view! {
            <form method="post" action=action class="stack-small">
                <fieldset class="kern-fieldset">
                    <legend class="kern-label">"Leere Zellen bedeuten"</legend>
                    <div class="kern-fieldset__body">
                        {choice(BlankMeans::Keep, "Wert behalten".into())}
                        {choice(BlankMeans::Clear, format!("Wert löschen ({})", text::count(count, "Wert", "Werte")))}
                    </div>
                </fieldset>
                {hidden("version", run.version.to_string())}
                <div class="kern-btn-wrapper">{submit("Festlegen", false)}</div>
            </form>
        }
        .into_any()
    });
    view! {
        <div class="panel">
            <h2 class="side-title">"Leere Zellen"</h2>
            <p>{cells}" über einem Wert, den es im Bestand gibt. "{cleared}</p>
            {form}
        </div>
    }
    .into_any()
}

fn apply(shown: &Shown<'_>) -> AnyView {
    let (context, run): (&PageContext, &Detail) = (shown.context, shown.run);
    let count = |kind: RowKind| run.line.counts.get(&kind).copied().unwrap_or(0);
    let whole = count(RowKind::New) + count(RowKind::Changed) + count(RowKind::Conflict);
    let action = paths::import_step(run.line.id, "uebernehmen");
    let conflicts = (run.undecided > 0).then(|| {
        let open = text::count(i64::try_from(run.undecided).unwrap_or(i64::MAX), "Wert", "Werte");
        format!("{open} im Konflikt ohne Entscheidung: Sie bleiben, wie sie sind. ")
    });
    let valid = run.valid_on.map(|day| format!("Die Werte gelten ab {}. ", text::day(day)));
    let all_here = u64::try_from(whole).is_ok_and(|whole| shown.rows.len() as u64 >= whole);
    let choice = match all_here {
        true => view! {
            <p>"Übernommen werden die angekreuzten Zeilen."</p>
            {hidden("rows", "except")}
        }
        .into_any(),
        false => {
            let rows = Field::new("rows", "Was übernehmen?", &context.form, "except").required();
            let choices = vec![
                (
                    "except".to_owned(),
                    format!("alle {}, ohne die hier abgewählten", text::count(whole, "Zeile", "Zeilen")),
                ),
                ("chosen".into(), "nur die hier angekreuzten Zeilen, keine anderen".into()),
            ];
            let page = (shown.pages() > 1).then(|| format!(" Es ist Seite {}.", shown.page));
            view! {
                <div class="form-line">{select(rows, choices)}</div>
                <p class="muted small">"Die Seite zeigt nicht alle Zeilen. Häkchen zählen nur auf der Seite, von der Sie übernehmen."{page}</p>
            }
            .into_any()
        }
    };
    let here: Vec<String> = shown.rows.iter().map(|row| row.position.to_string()).collect();
    let money = run.shifts.is_empty();
    view! {
        <form method="post" action=action id="uebernehmen" class="panel panel-form">
            <h2 class="side-title">"Übernehmen"</h2>
            <p>{valid}{conflicts}"Fehlende Projekte werden nicht gelöscht."</p>
            {choice}
            {hidden("hier", here.join(","))}
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
