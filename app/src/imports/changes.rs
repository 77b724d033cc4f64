//! What would change: counts, totals before and after, and the rows, old beside new, each with its cell.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, money,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    import_run::{
        RowKind, State,
        find::{Detail, Item, ROWS_SHOWN, Row},
    },
    money::Cents,
    precision::Precision,
};
use leptos::prelude::*;

fn kind_mark(kind: RowKind) -> AnyView {
    let (shape, tone) = match kind {
        RowKind::Error => (Shape::Triangle, "bad"),
        RowKind::Conflict => (Shape::Diamond, "warn"),
        RowKind::New => (Shape::Ring, "info"),
        RowKind::Changed => (Shape::Half, "info"),
        RowKind::Gone => (Shape::Dotted, "muted"),
        RowKind::Same => (Shape::Check, "good"),
    };
    mark(shape, tone, kind.label())
}

/// How many rows do what; each leads to its rows.
pub fn counts(run: &Detail) -> AnyView {
    let items = [RowKind::New, RowKind::Changed, RowKind::Same, RowKind::Gone, RowKind::Conflict, RowKind::Error]
        .into_iter()
        .map(|kind| {
            let count = run.line.counts.get(&kind).copied().unwrap_or(0);
            view! { <div class="count-tile" class:count-none=count == 0><dt>{kind_mark(kind)}</dt><dd>{text::number(count)}</dd></div> }
        })
        .collect_view();
    view! { <dl class="count-tiles" aria-label="Zeilen der Liste">{items}</dl> }.into_any()
}

/// Money before and after, by region and kind.
pub fn shifts(run: &Detail) -> AnyView {
    if run.shifts.is_empty() {
        return ().into_any();
    }
    let rows = run
        .shifts
        .iter()
        .map(|shift| {
            let difference = shift.after.checked_sub(shift.before).unwrap_or(Cents::ZERO);
            vec![
                shift.target.label().into_any(),
                shift.region.clone().unwrap_or_else(|| "Region unbekannt".into()).into_any(),
                money::exact(shift.before, Precision::Cent),
                view! { <strong>{money::exact(shift.after, Precision::Cent)}</strong> }.into_any(),
                change(difference).into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Betrag"),
        table::words("Region"),
        table::numbers("bisher"),
        table::numbers("danach"),
        table::numbers("Unterschied"),
    ];
    let caption = if run.line.state == State::Applied {
        "Über die Projekte, die sich geändert haben"
    } else {
        "Über die Projekte, die sich ändern würden; Konflikte und Fehler bleiben außen vor"
    };
    view! {
        <section aria-labelledby="summen">
            {ui::section_head("summen", "Summen davor und danach", None)}
            {table::table(caption, heads, rows, None)}
        </section>
    }
    .into_any()
}

fn change(difference: Cents) -> String {
    match difference.0 {
        0 => "gleich".into(),
        value if value > 0 => format!("+\u{a0}{difference}"),
        _ => difference.to_string(),
    }
}

/// The rows that differ, most urgent first; those that may be taken have a box.
pub fn rows(context: &PageContext, run: &Detail) -> AnyView {
    if run.rows.is_empty() {
        return ().into_any();
    }
    let more = u64::try_from(run.rows.len()).is_ok_and(|shown| shown >= ROWS_SHOWN);
    let rows = run.rows.iter().map(|row| one(context, run, row)).collect_view();
    view! {
        <section aria-labelledby="zeilen">
            {ui::section_head("zeilen", "Zeile für Zeile", None)}
            <p class="finding">"Alt und neu nebeneinander, das Dringende zuerst. Jeder Wert nennt seine Zelle."{more.then_some(" Gezeigt sind die ersten 500 Zeilen.")}</p>
            <div class="rows">{rows}</div>
        </section>
    }
    .into_any()
}

fn one(context: &PageContext, run: &Detail, row: &Row) -> AnyView {
    let title = if row.title.is_empty() { "ohne Titel".to_owned() } else { row.title.clone() };
    let name = match &row.project {
        Some(number) => {
            let href = context.link(paths::project(number));
            view! { <a href=href>{title}</a> }.into_any()
        }
        None => title.into_any(),
    };
    let place = match row.row {
        0 => format!("nicht in {}", run.line.file_name),
        number => format!("{}, Zeile {number}", row.sheet),
    };
    let choosable = run.may_apply && matches!(row.kind, RowKind::New | RowKind::Changed | RowKind::Conflict);
    let label = format!("Zeile {} übernehmen", row.position);
    let choice = choosable.then(|| {
        view! { <label class="row-choice"><input type="checkbox" form="uebernehmen" name="row" value=row.position.to_string() checked=true/><span class="kern-sr-only">{label}</span></label> }
    });
    let items = row.items.iter().map(item).collect::<Vec<_>>();
    let heads = vec![table::words("Feld"), table::words("bisher"), table::words("neu"), table::words("Zelle")];
    let caption = format!("Werte von Zeile {}", row.position);
    let differences = (!items.is_empty()).then(|| table::table(caption, heads, items, None));
    let gone = (row.kind == RowKind::Gone).then(|| view! { <p class="muted">"Stand in der letzten Liste dieses Absenders und fehlt hier. Das Projekt bleibt, wie es ist."</p> });
    view! {
        <article class="import-row">
            <header>
                {choice}
                {kind_mark(row.kind)}
                <h3 class="import-title">{name}</h3>
                <span class="code">{row.number.clone()}</span>
                <span class="muted small">{place}{row.region.clone().map(|region| format!(" · {region}"))}</span>
                {row.outcome.clone().map(|outcome| view! { <span class="chip">{outcome}</span> })}
            </header>
            {gone}
            {differences}
        </article>
    }
    .into_any()
}

fn item(item: &Item) -> Vec<AnyView> {
    let shown = |value: &Option<String>| value.as_deref().map(|value| item.target.shown(value));
    let old = match shown(&item.old) {
        Some(old) => view! { <del class="old">{old}</del> }.into_any(),
        None => money::unknown(),
    };
    let new = match shown(&item.new) {
        Some(new) => view! { <ins class="new">{new}</ins> }.into_any(),
        None => view! { <span class="muted">"leer"</span> }.into_any(),
    };
    let conflict = item.conflict.as_ref().map(|_| mark(Shape::Diamond, "warn", "Konflikt: wird nicht übernommen"));
    vec![
        view! { {item.target.label()}" "{conflict} }.into_any(),
        old,
        new,
        view! { <span class="cell">{item.cell.clone()}</span> " " <span class="raw" title=item.rule.clone()>{item.raw.clone()}</span> }.into_any(),
    ]
}
