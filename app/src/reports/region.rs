//! What to take along to a region: projects, money, co-funding, what is open and due, and what others take over.
use super::{
    budget::{findings, note},
    document::{Cell, Document, Table, cofunding, known_at, numbers, sections, words},
    parts::{counted, downloads, stand},
};
use crate::{
    context::{PROGRAMME, PageContext},
    paths, text,
    ui::{
        money,
        page::{Page, serve},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    check::found::Found,
    ledger::{Kind, Source},
    project::find::Sum,
    report::region::{Briefing, briefing},
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/berichte/region/{slug}`.
#[component]
pub fn ReportRegion() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(move |context: PageContext| async move {
        let found = briefing(&context.db, &context.actor, context.viewpoint, PROGRAMME, &slug).await?;
        let report = document(&found, &context.viewpoint, context.now.instant);
        let name = found.region.record.name.clone();
        let content = view! {
            <h1 class="kern-heading-x-large">{report.title.clone()}</h1>
            <p class="lead">{report.sentences.join(" ")}</p>
            <p class="muted">{stand(&context)}</p>
            {downloads(&context, paths::REGION_TABLE, &[("region", &slug)])}
            {sections(&context, &report.tables)}
            <p><a href=context.link(paths::region(&slug))>"Zur Region "{name.clone()}</a></p>
        };
        let crumbs = vec![(context.link(paths::REPORTS), "Berichte".to_owned())];
        Ok(Page::new(format!("Regionsbericht {name}"), content)
            .section(paths::REPORTS)
            .below(crumbs)
            .sample(report.sample))
    })
}

/// The report of a region, made at an instant.
#[must_use]
pub fn document(found: &Briefing, view: &Viewpoint, now: DateTime<Utc>) -> Document {
    let mut tables = vec![ladder(found), years(found), projects(found)];
    tables.extend(cofunding(&found.cofunding));
    if let Some(checks) = &found.checks {
        tables.push(findings("fristen", "Fristen, die nächste zuerst", found.deadlines().into_iter(), note(checks)));
        tables.push(findings("pruefungen", "Was sonst nicht aufgeht", found.findings().into_iter(), note(checks)));
    }
    tables.push(solutions(found));
    Document {
        file: format!("Region-{}-{}", found.region.record.slug, found.day),
        title: format!("Regionsbericht {}", found.region.record.name),
        sentences: vec![sentence(found)],
        flat: flat(found),
        tables,
        as_of: text::day(found.day),
        known_at: known_at(view, now),
        sample: found.sample,
    }
}

fn sentence(found: &Briefing) -> String {
    let projects = counted(found.project_count, "Projekt", "Projekte");
    let lead: Vec<String> =
        found.region.members.iter().filter(|member| member.lead).map(|member| member.name.clone()).collect();
    let lead = match lead.is_empty() {
        true => String::new(),
        false => format!(" (Leitkommune {})", text::enumerate(&lead)),
    };
    let granted = match found.money.step(Kind::Granted) {
        Some(granted) => format!("{} sind bewilligt", money::short(granted.cents)),
        None => "was bewilligt ist, ist unbekannt".to_owned(),
    };
    let paid = found
        .money
        .step(Kind::Paid)
        .map(|paid| format!(", {} ausgezahlt", money::short(paid.cents)))
        .unwrap_or_default();
    let open = match found.checks.as_ref().map(|checks| checks.total) {
        None => String::new(),
        Some(0) => " Soweit Sie es sehen dürfen, ist nichts offen.".to_owned(),
        Some(count) => {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            format!(" {}, die Sie sehen dürfen.", counted(count, "Befund ist offen", "Befunde sind offen"))
        }
    };
    let used: usize = found.solutions.iter().map(|solution| solution.adopters.len()).sum();
    let used = counted(u64::try_from(used).unwrap_or(u64::MAX), "bestätigte Nachnutzung", "bestätigte Nachnutzungen");
    let solutions = counted(u64::try_from(found.solutions.len()).unwrap_or(u64::MAX), "Lösung", "Lösungen");
    format!("{projects} in der Region{lead}: {granted}{paid}. {solutions} von hier, {used} durch andere.{open}")
}

fn ladder(found: &Briefing) -> Table {
    let rows = found.steps().map(|figure| {
        let (kind, source) = (figure.id.kind, figure.id.source);
        vec![
            Cell::text(kind.label()),
            Cell::text(source.label()),
            Cell::figure(Some(figure)),
            Cell::text(kind.definition()),
        ]
    });
    Table {
        id: "leiter",
        title: "Das Geld der Region".into(),
        columns: vec![words("Stufe"), words("Mittel"), numbers("Betrag in Euro"), words("Was das ist")],
        rows: rows.collect(),
        note: None,
    }
}

fn years(found: &Briefing) -> Table {
    let rows = found.money.years.iter().map(|line| {
        vec![
            Cell::Year(line.year),
            Cell::figure(line.planned.as_ref()),
            Cell::figure(line.granted.as_ref()),
            Cell::figure(line.paid.as_ref()),
        ]
    });
    Table {
        id: "jahre",
        title: "Landesmittel nach Haushaltsjahr".into(),
        columns: vec![words("Haushaltsjahr"), numbers("geplant"), numbers("bewilligt"), numbers("ausgezahlt")],
        rows: rows.collect(),
        note: None,
    }
}

fn projects(found: &Briefing) -> Table {
    let sum = |sum: Option<Sum>| sum.map_or(Cell::Unknown, |sum| Cell::Money(sum.cents, sum.precision, None));
    // the column is there for those who see findings at all
    let lights = found.projects.iter().any(|project| project.light.is_some());
    let rows = found.projects.iter().map(|project| {
        let line = &project.line;
        let mut row = vec![
            Cell::link(format!("{} ({})", line.title, line.number), paths::project(&line.number)),
            Cell::text(line.state.label()),
        ];
        if lights {
            row.push(project.light.map_or(Cell::Empty, |light| Cell::text(light.label())));
        }
        row.extend([sum(line.granted), sum(line.paid)]);
        row
    });
    let mut columns = vec![words("Projekt"), words("Stand")];
    columns.extend(lights.then(|| words("Ampel der Prüfungen")));
    columns.extend([numbers("bewilligt"), numbers("ausgezahlt")]);
    let shown = u64::try_from(found.projects.len()).unwrap_or(u64::MAX);
    let cut = (shown < found.project_count).then(|| {
        format!(
            "Gezeigt sind {} mit der höchsten Bewilligung von {}.",
            text::number(i64::try_from(shown).unwrap_or(i64::MAX)),
            counted(found.project_count, "Projekt", "Projekten")
        )
    });
    let light =
        lights.then(|| "Die Ampel zeigt den schwersten offenen Befund der Prüfungen zu dem Projekt.".to_owned());
    let note: Vec<String> = light.into_iter().chain(cut).collect();
    Table {
        id: "projekte",
        title: "Projekte, die höchste Bewilligung zuerst".into(),
        columns,
        rows: rows.collect(),
        note: (!note.is_empty()).then(|| note.join(" ")),
    }
}

fn solutions(found: &Briefing) -> Table {
    let rows = found.solutions.iter().map(|solution| {
        let names: Vec<String> = solution.adopters.iter().map(|(_, name)| name.clone()).collect();
        vec![
            Cell::link(&solution.name, paths::solution(&solution.slug)),
            Cell::text(solution.maturity.label()),
            match names.is_empty() {
                true => Cell::text("noch niemand bestätigt"),
                false => Cell::text(names.join(", ")),
            },
            Cell::Count(solution.interested),
        ]
    });
    Table {
        id: "loesungen",
        title: "Lösungen von hier und wer sie nachnutzt".into(),
        columns: vec![
            words("Lösung"),
            words("Reife"),
            words("Bestätigt genutzt von"),
            numbers("weitere Interessierte"),
        ],
        rows: rows.collect(),
        note: Some("Es zählt, was andere Kommunen in den letzten zwölf Monaten selbst bestätigt haben.".into()),
    }
}

/// Everything in its own line.
fn flat(found: &Briefing) -> Table {
    let line = |part: &str, key: Cell, name: Cell, state: Cell, amount: Cell, count: Cell, said: Cell| {
        vec![Cell::text(part), key, name, state, amount, count, said]
    };
    let mut rows = Vec::new();
    for figure in found.steps() {
        rows.push(line(
            "Geld",
            Cell::text(figure.id.to_string()),
            Cell::text(figure.id.source.label()),
            Cell::text(figure.id.kind.label()),
            Cell::exact(figure.cents),
            Cell::Count(figure.count),
            Cell::Empty,
        ));
    }
    for share in [Kind::CofundingPledged, Kind::CofundingReceived] {
        let rate = entity::cofunding::ratio::reached(&found.cofunding.sums, share, Source::PrivateCash);
        rows.extend(rate.map(|rate| {
            let name = Cell::text("Privates Geld, Anteil an den bewilligten Landesmitteln");
            line(
                "Kofinanzierung",
                Cell::text(share.key()),
                name,
                Cell::text(share.label()),
                Cell::Empty,
                Cell::Empty,
                Cell::Share(rate),
            )
        }));
    }
    for project in &found.projects {
        let one = &project.line;
        let amount = one.granted.map_or(Cell::Empty, |sum| Cell::exact(sum.cents));
        let light = project.light.map_or(Cell::Empty, |light| Cell::text(light.label()));
        let (key, name) = (Cell::text(&one.number), Cell::text(&one.title));
        rows.push(line("Projekt, bewilligt", key, name, Cell::text(one.state.label()), amount, Cell::Empty, light));
    }
    let of = |part: &str, found: &Found| {
        let (number, title) = found
            .project
            .as_ref()
            .map_or((String::new(), String::new()), |(_, number, title)| (number.clone(), title.clone()));
        let due = found.due.map(|due| format!(" (fällig {})", text::day(due))).unwrap_or_default();
        let said = Cell::text(format!("{}{due}", found.finding.message));
        let amount = found.amount.map_or(Cell::Empty, Cell::exact);
        let state = Cell::text(found.finding.severity.label());
        line(part, Cell::text(number), Cell::text(title), state, amount, Cell::Empty, said)
    };
    rows.extend(found.deadlines().into_iter().map(|one| of("Frist", one)));
    rows.extend(found.findings().into_iter().map(|one| of("Befund", one)));
    for solution in &found.solutions {
        let names: Vec<String> = solution.adopters.iter().map(|(_, name)| name.clone()).collect();
        let count = Cell::Count(u64::try_from(names.len()).unwrap_or(u64::MAX));
        let (key, name) = (Cell::text(&solution.slug), Cell::text(&solution.name));
        let state = Cell::text(solution.maturity.label());
        rows.push(line(
            "Lösung, bestätigte Nutzungen",
            key,
            name,
            state,
            Cell::Empty,
            count,
            Cell::text(names.join(", ")),
        ));
    }
    Table {
        id: "alles",
        title: "Alle Zeilen".into(),
        columns: vec![
            words("Bereich"),
            words("Schlüssel"),
            words("Name"),
            words("Stand"),
            numbers("Betrag in Euro"),
            numbers("Zahl"),
            words("Erläuterung"),
        ],
        rows,
        note: None,
    }
}
