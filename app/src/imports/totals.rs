//! Sums: money before and after by region and kind, and the sums of the list beside those that were computed.
use crate::ui::{
    self, money,
    notice::{Tone, notice},
    table,
};
use entity::{
    import_run::{State, Target, find::Detail},
    money::Cents,
    precision::Precision,
};
use leptos::prelude::*;

/// Money before and after by kind; by region where one opens it.
pub fn shifts(run: &Detail) -> AnyView {
    if run.shifts.is_empty() {
        return ().into_any();
    }
    let mut whole: Vec<(Target, Cents, Cents)> = Vec::new();
    for shift in &run.shifts {
        let at = whole.iter().position(|(target, ..)| *target == shift.target).unwrap_or_else(|| {
            whole.push((shift.target, Cents::ZERO, Cents::ZERO));
            whole.len() - 1
        });
        if let Some((_, before, after)) = whole.get_mut(at) {
            *before = before.checked_add(shift.before).unwrap_or(*before);
            *after = after.checked_add(shift.after).unwrap_or(*after);
        }
    }
    let caption = match run.line.state {
        State::Applied | State::Undoing | State::Undone => "Über die Projekte, die sich geändert haben",
        _ => "Über die Projekte, die sich ändern würden; Konflikte und Fehler bleiben außen vor",
    };
    let numbers = || [table::numbers("bisher"), table::numbers("danach"), table::numbers("Unterschied")];
    let sums = whole.iter().map(|(target, before, after)| {
        let [before, after, difference] = moved(*before, *after);
        vec![target.label().into_any(), before, after, difference]
    });
    let regions = run.shifts.iter().map(|shift| {
        let region = shift.region.clone().unwrap_or_else(|| "Region unbekannt".into());
        let [before, after, difference] = moved(shift.before, shift.after);
        vec![shift.target.label().into_any(), region.into_any(), before, after, difference]
    });
    let heads = std::iter::once(table::words("Betrag")).chain(numbers()).collect();
    let by_region = [table::words("Betrag"), table::words("Region")].into_iter().chain(numbers()).collect();
    view! {
        <section aria-labelledby="summen">
            {ui::section_head("summen", "Summen davor und danach", None)}
            {table::table(caption, heads, sums.collect(), None)}
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">"Dasselbe nach Regionen"</span></summary>
                <div class="kern-accordion__body">{table::table("Summen davor und danach nach Regionen", by_region, regions.collect(), None)}</div>
            </details>
        </section>
    }
    .into_any()
}

/// Before, after, and what lies between.
fn moved(before: Cents, after: Cents) -> [AnyView; 3] {
    let difference = after.checked_sub(before).unwrap_or(Cents::ZERO);
    [
        money::exact(before, Precision::Cent),
        view! { <strong>{money::exact(after, Precision::Cent)}</strong> }.into_any(),
        change(difference).into_any(),
    ]
}

/// A difference with its sign.
pub fn change(difference: Cents) -> String {
    match difference.0 {
        0 => "gleich".into(),
        value if value > 0 => format!("+\u{a0}{difference}"),
        _ => difference.to_string(),
    }
}

/// The sums of the list as it writes them, compared with those of its rows.
pub fn of_list(run: &Detail) -> AnyView {
    let rows: Vec<Vec<AnyView>> = run
        .summary
        .tables
        .iter()
        .flat_map(|table| {
            table.sums.iter().filter_map(move |(key, sum)| {
                let target = Target::from_key(key)?;
                let sum = Cents::parse_plain(sum).ok()?;
                Some(vec![
                    target.label().into_any(),
                    table.sheet.clone().into_any(),
                    money::exact(sum, Precision::Cent),
                ])
            })
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let wrong: Vec<String> = run
        .findings
        .iter()
        .filter(|finding| finding.code == "total.mismatch")
        .map(|finding| format!("{} ({})", finding.message, finding.cell))
        .collect();
    let said = match wrong.is_empty() {
        true => view! { <p class="finding">"Keine Summenzeile der Liste weicht von der Summe ihrer Zeilen ab."</p> }
            .into_any(),
        false => notice(
            Tone::Warning,
            "Summenzeilen der Liste stimmen nicht mit ihren Zeilen überein",
            Some(format!("Übernommen werden die Zeilen, nie die Summen. {}", wrong.join(" "))),
        ),
    };
    let heads = vec![table::words("Betrag"), table::words("Tabelle"), table::numbers("Summe der Zeilen")];
    view! {
        <section aria-labelledby="listensummen">
            {ui::section_head("listensummen", "Summen der Liste", None)}
            {said}
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">"Die Summen im Einzelnen"</span></summary>
                <div class="kern-accordion__body">{table::table("Summen über alle Zeilen der Liste, in Euro gerechnet", heads, rows, None)}</div>
            </details>
        </section>
    }
    .into_any()
}
