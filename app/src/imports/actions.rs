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

/// The forms that the actor may use now.
pub fn actions(shown: &Shown<'_>) -> AnyView {
    let (context, run) = (shown.context, shown.run);
    let stale = super::stale(context);
    let moved = (run.moved && run.may_decide).then(|| {
        notice(Tone::Warning, "Der Bestand hat sich seit der Vorschau geändert", Some("Die betroffenen Werte stehen unten als Konflikt und bleiben, wie sie jetzt sind. Vergleichen Sie neu, wenn die Liste sie ändern soll.".into()))
    });
    let blank = (run.blanks > 0 && run.line.state == State::Ready).then(|| blank(run));
    let apply = run.may_apply.then(|| apply(shown));
    let release = run.may_release.then(|| release(run));
    let waiting = (run.line.state == State::AwaitingRelease && !run.may_release).then(|| {
        notice(Tone::Info, "Jetzt ist eine zweite Person an der Reihe", Some("Dieser Import macht Geld verbindlich. Freigeben muss ihn jemand anderes als die Person, die die Übernahme verlangt hat.".into()))
    });
    let again = (run.may_decide && run.line.state == State::Ready).then(|| button(run, "werte", "Neu vergleichen"));
    let cancel = run.may_cancel.then(|| button(run, "abbrechen", "Import abbrechen"));
    view! { <div class="stack actions">{stale}{moved}{blank}{waiting}{apply}{release}<div class="buttons">{again}{cancel}</div></div> }.into_any()
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
    let rows = Field::new("rows", "Was übernehmen?", &context.form, "all").required();
    let conflicts = match count(RowKind::Conflict) {
        0 => None,
        1 => Some("In einer Zeile stehen Werte im Konflikt; diese Werte bleiben, wie sie jetzt sind.".to_owned()),
        many => Some(format!("In {many} Zeilen stehen Werte im Konflikt; diese Werte bleiben, wie sie jetzt sind.")),
    };
    let valid = run.valid_on.map(|day| format!("Die Werte gelten ab {}. ", text::day(day)));
    let mut choices = vec![("all".to_owned(), format!("alle {}", text::count(whole, "Zeile", "Zeilen")))];
    let paged = shown.pages() > 1;
    if paged {
        choices.push(("except".into(), "alle, außer den Zeilen dieser Seite ohne Häkchen".into()));
        choices.push(("chosen".into(), "nur die angekreuzten Zeilen dieser Seite, nichts von den anderen".into()));
    } else {
        choices.push(("chosen".into(), "nur die unten angekreuzten Zeilen".into()));
    }
    let pages = paged.then(|| view! {
        <p class="muted small">"Die Zeilen stehen auf mehreren Seiten. Häkchen zählen nur auf der Seite, von der Sie übernehmen: Es ist Seite "{text::number(i64::try_from(shown.page).unwrap_or(0))}"."</p>
    });
    let money = run.shifts.is_empty();
    view! {
        <form method="post" action=action id="uebernehmen" class="panel panel-form">
            <h2 class="side-title">"Übernehmen"</h2>
            <p>{valid}{conflicts} " Fehlende Projekte werden nicht gelöscht."</p>
            <div class="form-line">{select(rows, choices)}</div>
            {pages}
            {hidden("seite", shown.page.to_string())}
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
