//! Taking an import back: a preview of its own, row by row, and the button.
use super::{changes::project, recognised, stale, totals::change};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::hidden,
        money,
        page::{Page, serve},
        pagination::pagination,
        status::{Shape, mark},
        submit, table,
    },
};
use entity::{
    import_run::{
        Target, Undo,
        find::{Detail, detail},
        undo::{Line, Plan, Value, preview},
    },
    ledger::Kind,
    money::Cents,
    precision::Precision,
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::collections::BTreeMap;

/// How many rows a page shows.
const SIZE: usize = 200;

/// The page at `/importe/{id}/rueckgaengig`.
#[component]
pub fn ImportUndo() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let page: usize =
        use_query_map().get_untracked().get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    serve(move |context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        let plan = preview(&context.db, &context.actor, id).await?;
        let content = view! {
            <h1 class="kern-heading-x-large title">{headline(&plan)}</h1>
            <p class="lead">{recognised::sentence(&run)}" Noch ist nichts zurückgenommen."</p>
            {stale(&context)}
            {counts(&plan)}
            {sums(&plan)}
            {confirm(&run, &plan)}
            {rows(&context, id, &plan, page)}
        };
        let crumbs =
            vec![(paths::IMPORTS.to_owned(), "Importe".to_owned()), (paths::import(id), run.line.file_name.clone())];
        let title = format!("Rückgängig machen – {}", run.line.file_name);
        Ok(Page::new(title, content).section(paths::IMPORTS).below(crumbs).sample(run.line.sample).without_stand())
    })
}

fn of(plan: &Plan, undo: Undo) -> i64 {
    plan.counts.get(&undo).copied().unwrap_or(0)
}

fn headline(plan: &Plan) -> String {
    match (of(plan, Undo::Reversed), of(plan, Undo::Kept)) {
        (0, 0) => "Hier ist nichts zurückzunehmen".into(),
        (back, 0) => format!("{} würde{} zurückgenommen", text::count(back, "Zeile", "Zeilen"), plural(back)),
        (back, kept) => format!(
            "{} würde{} zurückgenommen, {} ganz oder teilweise behalten",
            text::count(back, "Zeile", "Zeilen"),
            plural(back),
            text::number(kept)
        ),
    }
}

fn plural(count: i64) -> &'static str {
    if count == 1 { "" } else { "n" }
}

fn outcome(undo: Undo) -> AnyView {
    match undo {
        Undo::Reversed => mark(Shape::Half, "info", undo.label()),
        Undo::Kept => mark(Shape::Diamond, "warn", undo.label()),
        Undo::Untouched => mark(Shape::Dotted, "muted", undo.label()),
    }
}

fn counts(plan: &Plan) -> AnyView {
    let tiles = Undo::ALL
        .into_iter()
        .map(|undo| {
            let count = of(plan, undo);
            view! { <div class="count-tile" class:count-none=count == 0><dt>{outcome(undo)}</dt><dd>{text::number(count)}</dd></div> }
        })
        .collect_view();
    view! { <dl class="count-tiles" aria-label="Zeilen des Imports">{tiles}</dl> }.into_any()
}

/// What money goes back in all.
fn sums(plan: &Plan) -> AnyView {
    let mut sums: BTreeMap<Target, (Cents, Cents)> = BTreeMap::new();
    for value in plan.rows.iter().flat_map(|line| &line.values).filter(|value| value.kept.is_none()) {
        let Target::Money { kind, source, year } = value.target else { continue };
        // planned years are shown as one sum
        let target = Target::Money { kind, source, year: year.filter(|_| kind != Kind::Planned) };
        let cents =
            |text: &Option<String>| text.as_deref().and_then(|text| Cents::parse_plain(text).ok()).unwrap_or_default();
        let sum = sums.entry(target).or_default();
        sum.0 = sum.0.checked_add(cents(&value.now)).unwrap_or(sum.0);
        sum.1 = sum.1.checked_add(cents(&value.back_to)).unwrap_or(sum.1);
    }
    if sums.is_empty() {
        return ().into_any();
    }
    let rows = sums.into_iter().map(|(target, (now, then))| {
        vec![
            target.label().into_any(),
            money::exact(now, Precision::Cent),
            view! { <strong>{money::exact(then, Precision::Cent)}</strong> }.into_any(),
            change(then.checked_sub(now).unwrap_or_default()).into_any(),
        ]
    });
    let heads =
        vec![table::words("Betrag"), table::numbers("jetzt"), table::numbers("danach"), table::numbers("Gegenbuchung")];
    view! {
        <section aria-labelledby="summen">
            {ui::section_head("summen", "Geld, das zurückgeht", None)}
            <p class="finding">"Beträge werden mit Gegenbuchungen zurückgenommen; die Buchungen des Imports bleiben sichtbar."</p>
            {table::table("Über die Werte, die zurückgenommen werden", heads, rows.collect(), None)}
        </section>
    }
    .into_any()
}

fn confirm(run: &Detail, plan: &Plan) -> AnyView {
    let id = run.line.id;
    let back = ui::button_link(paths::import(id), "Zurück zum Ergebnis", false);
    if of(plan, Undo::Reversed) + of(plan, Undo::Kept) == 0 {
        return view! { <div class="kern-btn-wrapper">{back}</div> }.into_any();
    }
    let action = paths::import_step(id, "rueckgaengig");
    view! {
        <form method="post" action=action class="panel panel-form">
            <h2 class="side-title">"Rückgängig machen"</h2>
            <p>"Es geschieht, was hier steht. Was jemand nach dem Import geändert hat, bleibt. Der Import und seine Rücknahme bleiben im Verlauf jedes Projekts sichtbar."</p>
            {hidden("version", plan.version.to_string())}
            <div class="kern-btn-wrapper buttons">{submit("Import zurücknehmen", true)}{back}</div>
        </form>
    }
    .into_any()
}

fn rows(context: &PageContext, id: i64, plan: &Plan, page: usize) -> AnyView {
    let mut lines: Vec<&Line> = plan.rows.iter().collect();
    // what is kept is what one must know
    lines.sort_by_key(|line| match line.outcome {
        Undo::Kept => 0,
        Undo::Reversed => 1,
        Undo::Untouched => 2,
    });
    let pages = lines.len().div_ceil(SIZE);
    let shown = lines.into_iter().skip((page - 1).saturating_mul(SIZE)).take(SIZE);
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let links = pagination(number(page), number(pages), |page| {
        let path = paths::import_step(id, "rueckgaengig");
        format!("{}#zeilen", paths::with_query(&path, &[("seite", &page.to_string())]))
    });
    let rows = shown.map(|line| one(context, line)).collect_view();
    view! {
        <section aria-labelledby="zeilen">
            {ui::section_head("zeilen", "Zeile für Zeile", None)}
            <p class="finding">"Zuerst, was behalten wird. Jede Zeile lässt sich aufklappen; sie endet auf genau eine Art."</p>
            <ul class="rows rows-plain">{rows}</ul>
            {links}
        </section>
    }
    .into_any()
}

fn one(context: &PageContext, line: &Line) -> AnyView {
    let title = if line.title.is_empty() { "ohne Titel".to_owned() } else { line.title.clone() };
    let what = line.reason.clone().unwrap_or_else(|| match line.values.len() {
        0 => String::new(),
        1 => "1 Wert".into(),
        many => format!("{many} Werte"),
    });
    let link = line.project.as_ref().map(|number| {
        view! { <p class="small">{project(context, Some(number), "Projekt ansehen")}</p> }
    });
    let values = (!line.values.is_empty()).then(|| {
        let rows = line.values.iter().map(value).collect();
        let heads = vec![table::words("Feld"), table::words("jetzt"), table::words("danach")];
        table::table(format!("Werte von Zeile {}", line.position), heads, rows, None)
    });
    view! {
        <li class="import-row">
            // what is kept is what one must see
            <details open=line.outcome == Undo::Kept>
                <summary>
                    <span class="row-kind">{outcome(line.outcome)}</span>
                    <span class="row-name"><span class="import-title">{title}</span>" "<span class="code">{line.number.clone()}</span></span>
                    <span class="row-what">{what}</span>
                </summary>
                <div class="row-body">{link}{values}</div>
            </details>
        </li>
    }
    .into_any()
}

fn value(value: &Value) -> Vec<AnyView> {
    let shown = |text: &Option<String>| match text {
        Some(text) => value.target.shown(text).into_any(),
        None => view! { <span class="muted">"kein Wert"</span> }.into_any(),
    };
    let then = match &value.kept {
        Some(why) => view! { <span class="muted">"bleibt: "{why.clone()}</span> }.into_any(),
        None => view! { <ins class="new">{shown(&value.back_to)}</ins> }.into_any(),
    };
    vec![value.target.label().into_any(), shown(&value.now), then]
}
