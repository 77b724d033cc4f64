//! How a finding looks in a list.
use crate::{
    context::PageContext,
    paths, text,
    ui::{status, table},
};
use entity::check::{finding::Severity, found::Found};
use leptos::prelude::*;

/// How much a finding matters: shape, word and colour.
pub fn severity(severity: Severity) -> AnyView {
    let (shape, tone) = match severity {
        Severity::Blocks => (status::Shape::Cross, "bad"),
        Severity::Warns => (status::Shape::Triangle, "warn"),
        Severity::Informs => (status::Shape::Ring, "info"),
    };
    status::mark(shape, tone, severity.label())
}

/// Until when, and by how much it is late.
pub fn due(context: &PageContext, found: &Found) -> AnyView {
    let Some(due) = found.due else { return view! { <span class="muted">"ohne Frist"</span> }.into_any() };
    let days = (due - context.viewpoint.as_of).num_days();
    let words = match days {
        0 => "heute fällig".to_owned(),
        days if days > 0 => format!("in {}", text::count(days, "Tag", "Tagen")),
        days => format!("{} überfällig", text::count(-days, "Tag", "Tage")),
    };
    view! { {text::day(due)}<span class="source">{words}</span> }.into_any()
}

/// The light of a deadline: overdue, near, or announced.
pub fn light(context: &PageContext, found: &Found) -> AnyView {
    let (shape, tone, word) = match found.finding.severity {
        _ if found.due.is_some_and(|due| due < context.viewpoint.as_of) => (status::Shape::Cross, "bad", "überfällig"),
        Severity::Informs => (status::Shape::Ring, "info", "kommt"),
        Severity::Warns | Severity::Blocks => (status::Shape::Triangle, "warn", "bald"),
    };
    status::mark(shape, tone, word)
}

/// A table of deadlines, of several projects or of one.
pub fn deadlines(context: &PageContext, caption: &'static str, items: &[Found], with_project: bool) -> AnyView {
    let rows = items
        .iter()
        .map(|found| {
            let mut cells = vec![
                light(context, found),
                view! { <a href=address(context, found)>{found.finding.message.clone()}</a> }.into_any(),
            ];
            if with_project {
                cells.push(found.project.as_ref().map(|(_, _, title)| title.clone()).unwrap_or_default().into_any());
            }
            cells.push(due(context, found));
            cells
        })
        .collect();
    let mut heads = vec![table::words("Frist"), table::words("Was zu tun ist")];
    if with_project {
        heads.push(table::words("Projekt"));
    }
    heads.push(table::words("Fällig"));
    table::table(caption, heads, rows, None)
}

/// The address of the page about a finding.
pub fn address(context: &PageContext, found: &Found) -> String {
    context.link(paths::check_finding(found.finding.rule, &found.fingerprint()))
}

/// A finding in one line: how much it matters, where, what.
pub fn line(context: &PageContext, found: &Found) -> AnyView {
    let project = found.project.as_ref().map(|(_, _, title)| format!("{title}: "));
    view! { {severity(found.finding.severity)}" "<a href=address(context, found)>{project}{found.finding.message.clone()}</a> }
        .into_any()
}

/// A table of findings; with the rule where they are of several.
pub fn table(
    context: &PageContext,
    caption: String,
    items: &[Found],
    regions: &[(String, String)],
    with_rule: bool,
) -> AnyView {
    let mut heads = vec![table::words("Befund")];
    if with_rule {
        heads.push(table::words("Regel"));
    }
    heads.extend([table::words("Schwere"), table::words("Projekt"), table::words("Zuständig"), table::words("Fällig")]);
    let rows = items
        .iter()
        .map(|found| {
            let figure = found.figure.as_ref().map(|id| {
                let href = context.link(paths::figure(&id.to_string()));
                view! { <span class="source"><a href=href>"Zahl öffnen"</a></span> }
            });
            let waiting = found
                .accepted
                .as_ref()
                .filter(|accepted| !accepted.approved)
                .map(|_| status::mark(status::Shape::Half, "info", "Ausnahme vorgeschlagen"));
            let mut cells = vec![
                view! { <a href=address(context, found)>{found.finding.message.clone()}</a>{figure}{waiting} }
                    .into_any(),
            ];
            if with_rule {
                let href = context.link(paths::check_rule(found.finding.rule));
                cells.push(view! { <a class="row-title" href=href>{found.finding.rule}</a> }.into_any());
            }
            cells.extend([
                severity(found.finding.severity),
                place(context, found, regions),
                found.owner.label().into_any(),
                due(context, found),
            ]);
            cells
        })
        .collect();
    table::table(caption, heads, rows, None)
}

/// The project with its region, or the programme.
pub fn place(context: &PageContext, found: &Found, regions: &[(String, String)]) -> AnyView {
    let names: Vec<&str> = found
        .regions
        .iter()
        .filter_map(|slug| regions.iter().find(|(other, _)| other == slug).map(|(_, name)| name.as_str()))
        .collect();
    match &found.project {
        Some((_, number, title)) => {
            let href = context.link(paths::project(number));
            view! { <a href=href>{title.clone()}</a><span class="source">{number.clone()}" · "{names.join(", ")}</span> }
                .into_any()
        }
        None => "ganzes Programm".into_any(),
    }
}
