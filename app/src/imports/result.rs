//! The step "Ergebnis": what was done, by whom, released by whom, and how to take it back.
use super::changes::Shown;
use crate::{
    paths, text,
    ui::{
        self, facts,
        notice::{Tone, notice},
    },
};
use chrono::{DateTime, Utc};
use entity::import_run::{State, Undo};
use leptos::prelude::*;

type Who = Option<(String, Option<DateTime<Utc>>)>;

fn who(said: &Who) -> Option<String> {
    said.clone().map(|(name, at)| at.map_or(name.clone(), |at| format!("{name}, {}", text::instant(at))))
}

/// What became of an import that was applied; nothing before.
pub fn result(shown: &Shown<'_>) -> Option<AnyView> {
    let run = shown.run;
    if !matches!(run.line.state, State::Applied | State::Undoing | State::Undone) {
        return None;
    }
    let rows = |count: i64| text::count(count, "Zeile", "Zeilen");
    let mut items: Vec<(String, AnyView)> =
        shown.counted.outcomes.iter().map(|(outcome, count)| (upper(outcome), rows(*count).into_any())).collect();
    if items.is_empty() {
        items.push(("Übernommen".into(), "keine Zeile".into_any()));
    }
    let two = run.requested.as_ref().map(|(name, _)| name) != run.applied.as_ref().map(|(name, _)| name);
    items.extend(who(&run.requested).map(|said| ("Verlangt von".to_owned(), said.into_any())));
    let by = if two { "Freigegeben von" } else { "Übernommen von" };
    items.extend(who(&run.applied).map(|said| (by.to_owned(), said.into_any())));
    items.push(("Gilt ab".into(), facts::text_or_unknown(run.valid_on.map(text::day))));
    let left = (run.left > 0).then(|| {
        let said = format!("{} geblieben, wie sie waren", text::count(i64::try_from(run.left).unwrap_or(i64::MAX), "Wert ist", "Werte sind"));
        let why = "Sie standen im Konflikt, oder jemand hat sie seit der Vorschau geändert. Unten stehen sie bei ihren Zeilen.";
        notice(Tone::Info, said, Some(why.into()))
    });
    let undone = (run.line.state == State::Undone).then(|| {
        let mut items: Vec<(String, AnyView)> = Undo::ALL
            .into_iter()
            .map(|undo| (upper(undo.label()), rows(run.undo_counts.get(&undo).copied().unwrap_or(0)).into_any()))
            .collect();
        items.extend(who(&run.undone).map(|said| ("Zurückgenommen von".to_owned(), said.into_any())));
        view! {
            <h3 class="side-title">"Was die Rücknahme getan hat"</h3>
            {facts::facts(items)}
            <p class="muted small">"Behaltene Zeilen nennen unten, wer den Wert seitdem geändert hat und wann."</p>
        }
    });
    let id = run.line.id;
    let undo =
        run.may_undo.then(|| ui::button_link(paths::import_step(id, "rueckgaengig"), "Rückgängig machen …", false));
    Some(
        view! {
            <section class="panel" aria-labelledby="ergebnis">
                {ui::section_head("ergebnis", "Ergebnis", None)}
                {facts::facts(items)}
                {left}
                {undone}
                <div class="kern-btn-wrapper buttons">
                    {ui::button_link(paths::import_step(id, "korrektur"), "Liste mit Befunden herunterladen", false)}
                    {undo}
                </div>
            </section>
        }
        .into_any(),
    )
}

/// A word at the beginning of a line.
fn upper(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
