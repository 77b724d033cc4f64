//! Values in conflict: which value counts, one by one or for all at once.
use super::changes::Shown;
use crate::{
    paths, text,
    ui::{
        field::hidden,
        notice::{Tone, notice},
    },
};
use entity::import_run::{
    RowKind, State,
    conflict::Side,
    find::{Item, Row},
};
use leptos::prelude::*;

/// What is to be decided, and the buttons that decide it for all.
pub fn panel(shown: &Shown<'_>) -> Option<AnyView> {
    let run = shown.run;
    if run.line.state != State::Ready || run.conflicts == 0 {
        return None;
    }
    let open = i64::try_from(run.undecided).unwrap_or(i64::MAX);
    let said = match open {
        0 => "Alle Konflikte sind entschieden.".to_owned(),
        _ => format!(
            "{} im Konflikt: Die Liste sagt etwas anderes, und im System steht etwas, das sie nicht von selbst ersetzt. Was Sie nicht entscheiden, bleibt, wie es ist.",
            text::count(open, "Wert steht", "Werte stehen")
        ),
    };
    let moved = run.moved.then(|| {
        notice(Tone::Warning, "Der Bestand hat sich seit der Vorschau geändert", Some("Die betroffenen Werte stehen unten als Konflikt, mit dem Wert der Vorschau, dem jetzigen und dem der Liste.".into()))
    });
    let action = paths::import_step(run.line.id, "konflikte");
    let forms = run.may_decide.then(|| {
        let all = |side: Side| {
            view! { <button type="submit" class="kern-btn kern-btn--secondary" name="alle" value=side.key()><span class="kern-label">{match side {
                Side::List => "Überall den Wert der Liste übernehmen",
                Side::System => "Überall den Wert im System behalten",
            }}</span></button> }
            .into_any()
        };
        view! {
            <form method="post" action=action.clone() id="konflikte-alle">
                {hidden("version", run.version.to_string())}
                <div class="buttons">{all(Side::List)}{all(Side::System)}</div>
            </form>
            <form method="post" action=action id="konflikte">
                {hidden("version", run.version.to_string())}
                {hidden("zurueck", shown.address(shown.page))}
            </form>
        }
    });
    Some(
        view! {
            <div class="panel panel-form">
                <h2 class="side-title">"Konflikte"</h2>
                {moved}
                <p>{said}</p>
                {forms}
            </div>
        }
        .into_any(),
    )
}

/// The choice about each value of a row that is in conflict, or was.
pub fn choices(shown: &Shown<'_>, row: &Row) -> Option<AnyView> {
    let run = shown.run;
    if !run.may_decide || run.line.state != State::Ready || row.lost.is_some() || row.kind == RowKind::Error {
        return None;
    }
    let choices: Vec<AnyView> =
        row.items.iter().filter(|item| item.conflict.is_some()).map(|item| choice(shown, row, item)).collect();
    if choices.is_empty() {
        return None;
    }
    Some(
        view! {
            <div class="decisions">
                {choices}
                <div class="buttons"><button type="submit" form="konflikte" class="kern-btn kern-btn--secondary"><span class="kern-label">"Entscheidung speichern"</span></button></div>
            </div>
        }
        .into_any(),
    )
}

fn choice(shown: &Shown<'_>, row: &Row, item: &Item) -> AnyView {
    let about = format!("{}.{}", row.position, item.target.key());
    let (name, seen) = (format!("konflikt.{about}"), format!("gesehen.{about}"));
    let said = shown.context.form.value(&name);
    let chosen = match said.as_deref() {
        Some(word) => Side::from_key(word),
        None => item.conflict.as_ref().and_then(|conflict| conflict.side),
    };
    let value =
        |value: &Option<String>| value.as_deref().map_or_else(|| "leer".into(), |value| item.target.shown(value));
    let choices = Side::ALL.map(|side| {
        let id = format!("{name}.{}", side.key());
        let value = match side {
            Side::List => value(&item.new),
            Side::System => value(&item.old),
        };
        view! {
            <div class="kern-form-check">
                <input class="kern-form-check__radio" type="radio" form="konflikte" id=id.clone() name=name.clone() value=side.key() checked=chosen == Some(side)/>
                <label class="kern-label" for=id>{side.label()}": "<strong>{value}</strong></label>
            </div>
        }
        .into_any()
    });
    // a value that does not stand and one that is empty are told apart
    let stands = item.old.as_ref().map(|old| format!("={old}")).unwrap_or_default();
    let legend = format!("{}: Welcher Wert gilt?", item.target.label());
    view! {
        <fieldset class="kern-fieldset">
            <legend class="kern-label">{legend}</legend>
            <div class="kern-fieldset__body">{choices.into_iter().collect_view()}</div>
            <input type="hidden" form="konflikte" name=seen value=stands/>
        </fieldset>
    }
    .into_any()
}
