//! One row of a list: a line that says what it would do, and its values folded below it.
use super::{cell_link, changes::Shown, changes::kind_mark, changes::project, conflicts, findings};
use crate::{
    text,
    ui::{
        money,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    import_run::{
        BlankMeans, RowKind, State, Target,
        conflict::Side,
        find::{Item, Row},
    },
    ledger::{Kind, Source},
};
use leptos::prelude::*;

/// So many fields are named in a row's line; the rest is counted.
const NAMED: usize = 3;
/// So many amounts stand in a row's line.
const AMOUNTS: usize = 2;

/// A row: its box, its line, and what opens below it.
pub fn row(shown: &Shown<'_>, row: &Row, found: &findings::ByRow<'_>) -> AnyView {
    let run = shown.run;
    let found = found.get(&(row.sheet.as_str(), row.row)).map(Vec::as_slice).unwrap_or_default();
    let choosable = run.may_apply && matches!(row.kind, RowKind::New | RowKind::Changed | RowKind::Conflict);
    let title = if row.title.is_empty() { "ohne Titel".to_owned() } else { row.title.clone() };
    let label = format!("Zeile {}, {title}: übernehmen", row.position);
    let box_of_row = match choosable {
        true => view! { <label class="row-choice"><input type="checkbox" form="uebernehmen" name="row" value=row.position.to_string() checked=true/><span class="kern-sr-only">{label}</span></label> }.into_any(),
        false => view! { <span class="row-choice"></span> }.into_any(),
    };
    let to_decide = run.may_decide && run.line.state == State::Ready && row.items.iter().any(Item::undecided);
    let undo = row.undo.clone().map(|(undo, reason)| {
        let reason = reason.map(|reason| format!(": {reason}"));
        view! { <span class="chip">{undo.label()}{reason}</span> }
    });
    let place = format!("{}, Zeile {}", row.sheet, row.row);
    let notes = (!found.is_empty()).then(|| findings::of_row(run.line.id, found));
    let said = found.first().map(|finding| finding.message.clone());
    view! {
        <li class="import-row">
            {box_of_row}
            <details open=shown.open || to_decide>
                <summary>
                    <span class="row-kind">{kind_mark(row.kind)}</span>
                    <span class="row-name"><span class="import-title">{title}</span>" "<span class="code">{row.number.clone()}</span></span>
                    <span class="row-what">{what(shown, row, said)}</span>
                    {row.outcome.clone().map(|outcome| view! { <span class="chip">{outcome}</span> })}
                    {undo}
                </summary>
                <div class="row-body">
                    <p class="muted small">{place}{row.region.clone().map(|region| format!(" · {region}"))}{row.project.as_ref().map(|number| view! { " · " {project(shown.context, Some(number), "Projekt ansehen")} })}</p>
                    {notes}
                    {differences(shown, row)}
                    {conflicts::choices(shown, row)}
                </div>
            </details>
        </li>
    }
    .into_any()
}

/// Whether a difference says something: an empty cell does where it means that the value goes.
fn counted(shown: &Shown<'_>, item: &Item) -> bool {
    !item.blank || shown.run.blank_means == BlankMeans::Clear
}

/// Whether a difference does something when the row is applied.
fn applied(shown: &Shown<'_>, item: &Item) -> bool {
    !item.stands() && counted(shown, item)
}

/// What a row would do, or did, in few words.
fn what(shown: &Shown<'_>, row: &Row, said: Option<String>) -> String {
    if let Some(lost) = row.lost {
        return lost.into();
    }
    if row.kind == RowKind::Error {
        return said.unwrap_or_default();
    }
    let conflicts: Vec<&Item> = row.items.iter().filter(|item| counted(shown, item) && item.stands()).collect();
    let open = conflicts.iter().filter(|item| item.undecided()).count();
    let mut parts = Vec::new();
    if open > 0 {
        parts.push(match shown.run.line.state {
            State::Ready => format!("{} zu entscheiden", count(open, "Wert", "Werte")),
            _ => format!("{} so geblieben", count(open, "Wert", "Werte")),
        });
    }
    let kept: Vec<&Item> = conflicts.into_iter().filter(|item| !item.undecided()).collect();
    if !kept.is_empty() {
        parts.push(format!("{} im System behalten", count(kept.len(), "Wert", "Werte")));
    }
    let items: Vec<&Item> = row.items.iter().filter(|item| applied(shown, item)).collect();
    let (mut amounts, words): (Vec<&Item>, Vec<&Item>) = items.into_iter().partition(|item| item.target.is_money());
    amounts.sort_by_key(|item| urgency(item.target));
    if row.kind == RowKind::New {
        parts.push(format!("neues Projekt, {}", count(words.len() + amounts.len(), "Angabe", "Angaben")));
    }
    for item in amounts.iter().take(AMOUNTS) {
        let value = |value: &Option<String>| value.as_deref().map(|value| item.target.shown(value));
        let (old, new) = (value(&item.old), value(&item.new).unwrap_or_else(|| "gelöscht".into()));
        parts.push(match old {
            Some(old) => format!("{} {old} → {new}", item.target.label()),
            None => format!("{} {new}", item.target.label()),
        });
    }
    let rest = amounts.len().saturating_sub(AMOUNTS);
    if rest > 0 {
        parts.push(count(rest, "weiterer Betrag", "weitere Beträge"));
    }
    if row.kind != RowKind::New && !words.is_empty() {
        let named: Vec<String> = words.iter().take(NAMED).map(|item| item.target.label()).collect();
        let rest = words.len() - named.len();
        parts.push(match rest {
            0 => text::enumerate(&named),
            rest => format!("{} und {rest} weitere", named.join(", ")),
        });
    }
    parts.join(" · ")
}

/// What people ask for first: what the Land grants, then sums, then single years.
fn urgency(target: Target) -> u8 {
    match target {
        Target::Money { kind: Kind::Granted, source: Source::Programme, .. } => 0,
        Target::Money { year: None, .. } => 1,
        _ => 2,
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    text::count(i64::try_from(number).unwrap_or(i64::MAX), one, many)
}

fn differences(shown: &Shown<'_>, row: &Row) -> Option<AnyView> {
    if row.items.is_empty() {
        return None;
    }
    let conflict = row.items.iter().any(|item| item.conflict.is_some());
    // where it is known what stood before, three values stand side by side
    let based = row.items.iter().any(|item| item.base.is_some());
    let before = match shown.counted.exported_on {
        Some(day) => format!("beim Export ({})", text::day(day)),
        None => "bei der Vorschau".into(),
    };
    let mut heads = vec![table::words("Feld")];
    if based {
        heads.push(table::words(&before));
    }
    let (old, new) = if conflict || based { ("jetzt im Bestand", "in der Liste") } else { ("bisher", "neu") };
    // a project that does not stand yet has no old values
    let anew = row.kind == RowKind::New && row.items.iter().all(|item| item.old.is_none());
    if !anew {
        heads.push(table::words(old));
    }
    heads.extend([table::words(new), table::words("Zelle")]);
    // what is to be decided stands first
    let (first, rest): (Vec<&Item>, Vec<&Item>) = row.items.iter().partition(|item| item.conflict.is_some());
    let items = first.into_iter().chain(rest).map(|item| cells(shown, item, based, anew)).collect();
    let caption = format!("Werte von Zeile {}", row.position);
    Some(table::table(caption, heads, items, None))
}

fn cells(shown: &Shown<'_>, item: &Item, based: bool, anew: bool) -> Vec<AnyView> {
    let value = |value: &Option<String>| value.as_deref().map(|value| item.target.shown(value));
    let taken = applied(shown, item);
    let old = match value(&item.old) {
        Some(old) if taken => view! { <del class="old">{old}</del> }.into_any(),
        Some(old) => old.into_any(),
        None => money::unknown(),
    };
    let new = match value(&item.new) {
        Some(new) if taken => view! { <ins class="new">{new}</ins> }.into_any(),
        Some(new) => new.into_any(),
        None if taken => view! { <ins class="new">"leer: Wert wird gelöscht"</ins> }.into_any(),
        None => view! { <span class="muted">"leer: Wert bleibt"</span> }.into_any(),
    };
    let reason = item.conflict.clone().map(|conflict| {
        let ready = shown.run.line.state == State::Ready;
        let state = match conflict.side {
            Some(Side::List) => mark(Shape::Half, "info", "entschieden: Wert der Liste"),
            Some(Side::System) => mark(Shape::Check, "good", "entschieden: Wert im System bleibt"),
            None if ready => mark(Shape::Diamond, "warn", "Konflikt: nicht entschieden"),
            None => mark(Shape::Diamond, "warn", "Konflikt: nicht übernommen"),
        };
        view! { <span class="conflict">{state}<span class="small">{conflict.reason}</span></span> }
    });
    let mut cells = vec![view! { {item.target.label()}" "{reason} }.into_any()];
    if based {
        cells.push(match value(&item.base) {
            Some(base) => base.into_any(),
            // what nobody changed since the preview is as it was then
            None if shown.counted.exported_on.is_none() && item.conflict.is_none() => value(&item.old)
                .map_or_else(money::unknown, |old| view! { <span class="muted">{old}</span> }.into_any()),
            None => view! { <span class="muted">"leer"</span> }.into_any(),
        });
    }
    let link = cell_link(shown.run.line.id, &item.cell);
    if !anew {
        cells.push(old);
    }
    cells.push(new);
    // the cell's text is worth a look where it is not the value itself
    let raw = (Some(&item.raw) != item.new.as_ref() && !item.raw.is_empty()).then(|| {
        view! { <span class="raw" title=item.rule.clone()>{item.raw.clone()}</span> }
    });
    cells.push(view! { {link} " " {raw} }.into_any());
    cells
}
