//! Up to four solutions side by side: what their sheets say in rows, who uses them, how fresh it is. Differences are
//! marked with a shape and a word; nobody wins.
use super::value::value;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        page::{Page, serve},
        status, table,
    },
};
use entity::{
    adoption::State,
    refusal::Refusal,
    solution::{
        catalogue::{
            Catalogue, Entry,
            load::{catalogue, renamed},
        },
        gate,
        sheet::field::{Field, Group},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Solutions side by side.
const MOST: usize = 4;
/// Address words of a hostile address that are looked up.
const LOOKED_UP: usize = 40;
/// Solutions that a list to choose from holds; the catalogue's search finds more.
const CHOICES: usize = 400;
/// The value of `nur` that leaves out what is the same.
const DIFFERENCES: &str = "unterschiede";

/// The page at `/loesungen/vergleich`.
#[component]
pub fn SolutionCompare() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = query.get_all("l").unwrap_or_default();
    let only = query.get("nur").is_some_and(|word| word == DIFFERENCES);
    serve(move |context| async move {
        let all = catalogue(&context.db, context.viewpoint).await?;
        let chosen = Chosen::of(&context, &all, asked).await?;
        let body = match chosen.entries.as_slice() {
            [] | [_] => view! { {too_few(&chosen)}{choose(&context, &chosen, &all)} }.into_any(),
            entries => side_by_side(&context, entries, &chosen, &all, only),
        };
        let sample = chosen.entries.iter().any(|entry| entry.sample || entry.uses.iter().any(|one| one.sample));
        let content = view! {
            <h1 class="kern-heading-x-large">"Lösungen vergleichen"</h1>
            {chosen.said()}
            {body}
        };
        let crumbs = vec![(context.link(paths::SOLUTIONS), "Lösungen".to_owned())];
        Ok(Page::new("Lösungen vergleichen", content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

/// What an address asks to compare.
struct Chosen<'a> {
    entries: Vec<&'a Entry>,
    left_out: Vec<&'a Entry>,
    unknown: Vec<String>,
}

impl<'a> Chosen<'a> {
    async fn of(context: &PageContext, all: &'a Catalogue, asked: Vec<String>) -> Result<Self, Refusal> {
        let mut chosen = Self { entries: Vec::new(), left_out: Vec::new(), unknown: Vec::new() };
        for slug in asked.into_iter().filter(|slug| !slug.trim().is_empty()).take(LOOKED_UP) {
            let found = match all.find(slug.trim()) {
                Some(entry) => Some(entry),
                None if slug.contains('\0') => None,
                None => renamed(&context.db, slug.trim()).await?.and_then(|today| all.find(&today)),
            };
            match found {
                Some(entry) if chosen.entries.iter().chain(&chosen.left_out).any(|one| one.id == entry.id) => {}
                Some(entry) if chosen.entries.len() < MOST => chosen.entries.push(entry),
                Some(entry) => chosen.left_out.push(entry),
                None => chosen.unknown.push(slug.trim().chars().take(60).collect()),
            }
        }
        Ok(chosen)
    }

    /// What of the address is not shown, and why.
    fn said(&self) -> AnyView {
        let unknown = (!self.unknown.is_empty()).then(|| {
            let words: Vec<String> = self.unknown.iter().map(|word| format!("„{word}“")).collect();
            view! { <p class="warn-text">"Im Katalog gibt es nicht: "{words.join(", ")}"."</p> }
        });
        let left_out = (!self.left_out.is_empty()).then(|| {
            let words: Vec<&str> = self.left_out.iter().map(|entry| entry.sheet.name()).collect();
            view! {
                <p class="warn-text">"Nebeneinander gehen höchstens vier Lösungen. Nicht gezeigt: "{words.join(", ")}"."</p>
            }
        });
        view! { {unknown}{left_out} }.into_any()
    }

    fn href(&self, context: &PageContext, without: Option<i64>, only: bool) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .entries
            .iter()
            .filter(|entry| Some(entry.id) != without)
            .map(|entry| ("l", entry.slug.as_str()))
            .collect();
        if only {
            pairs.push(("nur", DIFFERENCES));
        }
        context.link(paths::with_query(paths::COMPARE, &pairs))
    }
}

fn too_few(chosen: &Chosen<'_>) -> AnyView {
    let advice = match chosen.entries.first() {
        None => "Wählen Sie hier Lösungen aus, oder kreuzen Sie im Katalog zwei bis vier an.".to_owned(),
        Some(entry) => format!(
            "Gewählt ist „{}“. Wählen Sie noch mindestens eine weitere Lösung, höchstens drei.",
            entry.sheet.name()
        ),
    };
    ui::empty("Zum Vergleichen braucht es mindestens zwei Lösungen", &advice)
}

/// A small form that adds a solution to those chosen.
fn choose(context: &PageContext, chosen: &Chosen<'_>, all: &Catalogue) -> AnyView {
    if chosen.entries.len() >= MOST {
        return ().into_any();
    }
    let rest: Vec<&Entry> =
        all.offered().filter(|entry| chosen.entries.iter().all(|one| one.id != entry.id)).take(CHOICES + 1).collect();
    let search = context.link(paths::SOLUTIONS);
    if rest.is_empty() || rest.len() > CHOICES {
        return view! { <p class="no-print"><a href=search>"Im Katalog suchen und ankreuzen"</a></p> }.into_any();
    }
    let options = || {
        let options = rest
            .iter()
            .map(|entry| view! { <option value=entry.slug.clone()>{entry.sheet.name().to_owned()}</option> })
            .collect_view();
        view! { <option value="">"bitte wählen"</option>{options} }
    };
    // without any two are chosen at once
    let names: &[(&str, &str)] = match chosen.entries.is_empty() {
        true => &[("wahl-1", "Erste Lösung"), ("wahl-2", "Zweite Lösung")],
        false => &[("wahl-1", "Weitere Lösung")],
    };
    let selects = names
        .iter()
        .map(|(id, label)| {
            view! {
                <div class="filter">
                    <label for=*id>{*label}</label>
                    <select id=*id name="l">{options()}</select>
                </div>
            }
        })
        .collect_view();
    let there = chosen
        .entries
        .iter()
        .map(|entry| view! { <input type="hidden" name="l" value=entry.slug.clone()/> })
        .collect_view();
    let view = &context.viewpoint;
    let stand = (!view.today).then(|| ("stand", view.as_of.to_string()));
    let known = paths::known_on(view).map(|day| ("bekannt", day.to_string()));
    let times = stand
        .into_iter()
        .chain(known)
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form class="filters no-print" method="get" action=paths::COMPARE>
            {there}{times}{selects}
            <button type="submit" class="kern-btn kern-btn--secondary filter-go"><span class="kern-label">"Dazunehmen"</span></button>
            <a href=search>"Im Katalog suchen"</a>
        </form>
    }
    .into_any()
}

fn side_by_side(
    context: &PageContext,
    entries: &[&Entry],
    chosen: &Chosen<'_>,
    all: &Catalogue,
    only: bool,
) -> AnyView {
    let (href, words) = match only {
        true => (chosen.href(context, None, false), "Alle Angaben zeigen"),
        false => (chosen.href(context, None, true), "Nur Unterschiede zeigen"),
    };
    let heads: Vec<table::Column> =
        std::iter::once("Angabe").chain(entries.iter().map(|entry| entry.sheet.name())).map(table::words).collect();
    let mut unsaid: Vec<&'static str> = Vec::new();
    let groups = Group::ALL
        .iter()
        .map(|group| {
            let rows = group_rows(entries, *group, only, &mut unsaid);
            (!rows.is_empty()).then(|| table::table(group.label(), heads.clone(), rows, None))
        })
        .collect_view();
    let used = filtered(only, uses(entries));
    let fresh = filtered(only, freshness(entries));
    view! {
        <p class="no-print"><a href=href>{words}</a></p>
        <p class="muted small">{differs()}" steht an jeder Angabe, in der sich die Lösungen unterscheiden. Eine Bewertung ist das nicht."</p>
        <div class="stack-large compare">
            {table::table("Die Lösungen", heads.clone(), vec![links(context, entries, chosen, only)], None)}
            {groups}
            {(!used.is_empty()).then(|| table::table("Wer es nutzt (Zahl der Kommunen)", heads.clone(), used, None))}
            {(!fresh.is_empty()).then(|| table::table("Wie aktuell die Angaben sind", heads.clone(), fresh, None))}
        </div>
        {(!unsaid.is_empty()).then(|| view! { <p class="muted small">"Dazu sagt keine der Lösungen etwas: "{unsaid.join(", ")}"."</p> })}
        {choose(context, chosen, all)}
    }
    .into_any()
}

/// The mark of a difference: a shape and a word.
fn differs() -> AnyView {
    status::mark(status::Shape::Diamond, "info", "verschieden")
}

fn links(context: &PageContext, entries: &[&Entry], chosen: &Chosen<'_>, only: bool) -> Vec<AnyView> {
    let links = entries.iter().map(|entry| {
        let name = entry.sheet.name().to_owned();
        let (sheet, away) = (context.link(paths::solution(&entry.slug)), chosen.href(context, Some(entry.id), only));
        let label = format!("herausnehmen: {name}");
        view! {
            <a href=sheet>{name}</a>
            {entry.sample.then(|| view! { " " {ui::sample_mark()} })}
            <span class="no-print">" · "<a href=away aria-label=label>"herausnehmen"</a></span>
        }
        .into_any()
    });
    std::iter::once("Zum Steckbrief".into_any()).chain(links).collect()
}

/// A row: its label, whether the solutions differ in it, and a cell for each.
struct Row {
    label: &'static str,
    differs: bool,
    cells: Vec<AnyView>,
}

fn filtered(only: bool, rows: Vec<Row>) -> Vec<Vec<AnyView>> {
    rows.into_iter().filter(|row| row.differs || !only).map(Row::view).collect()
}

impl Row {
    /// A row of words; the same words are no difference.
    fn of(label: &'static str, words: Vec<String>) -> Self {
        let differs = words.iter().any(|one| Some(one) != words.first());
        Self { label, differs, cells: words.into_iter().map(IntoAny::into_any).collect() }
    }

    fn view(self) -> Vec<AnyView> {
        let mark = self.differs.then(|| view! { <br/>{differs()} });
        let label = view! { {self.label}{mark} }.into_any();
        std::iter::once(label).chain(self.cells).collect()
    }
}

fn group_rows(entries: &[&Entry], group: Group, only: bool, unsaid: &mut Vec<&'static str>) -> Vec<Vec<AnyView>> {
    let mut rows = Vec::new();
    // the name stands above, a key says less than who provides it, pictures are looked at on the sheet
    let beside = |field: &Field| matches!(field, Field::Name | Field::ProviderAgs | Field::Pictures);
    for field in Field::ALL.iter().copied().filter(|field| field.group() == group && !beside(field)) {
        if entries.iter().all(|entry| entry.sheet.get(field).is_none()) {
            unsaid.push(field.label());
            continue;
        }
        let first = entries.first().map(|entry| entry.sheet.all(field));
        rows.push(Row {
            label: field.label(),
            differs: entries.iter().any(|entry| Some(entry.sheet.all(field)) != first),
            cells: entries.iter().map(|entry| value(&entry.sheet, field)).collect(),
        });
    }
    filtered(only, rows)
}

fn uses(entries: &[&Entry]) -> Vec<Row> {
    let number = |count: u64| text::number(i64::try_from(count).unwrap_or(i64::MAX));
    let confirmed = entries.iter().map(|entry| number(entry.confirmed)).collect();
    let mut rows = vec![Row::of("produktiv, im letzten Jahr von der Kommune bestätigt", confirmed)];
    let unconfirmed = entries.iter().map(|entry| {
        let all = entry.by_state().get(&State::Productive).copied().unwrap_or(0);
        number(all.saturating_sub(entry.confirmed))
    });
    rows.push(Row::of("produktiv, nicht bestätigt", unconfirmed.collect()));
    for (state, label) in [
        (State::Introducing, State::Introducing.label()),
        (State::Evaluating, State::Evaluating.label()),
        (State::Interested, State::Interested.label()),
        (State::Rejected, State::Rejected.label()),
    ] {
        let counts = entries.iter().map(|entry| number(entry.by_state().get(&state).copied().unwrap_or(0)));
        rows.push(Row::of(label, counts.collect()));
    }
    rows
}

fn freshness(entries: &[&Entry]) -> Vec<Row> {
    let said = entries.iter().map(|entry| match (entry.state, entry.confirmed_on()) {
        (gate::State::Retired, _) => {
            format!("wird seit {} nicht mehr angeboten", entry.gate.retired_on.map(text::day).unwrap_or_default())
        }
        (gate::State::Published, Some(on)) => format!("bestätigt am {}", text::day(on)),
        (_, Some(on)) => format!("zuletzt bestätigt am {}, das ist zu lange her", text::day(on)),
        (_, None) => "vom Anbieter noch nie bestätigt".to_owned(),
    });
    let from = entries.iter().map(|entry| match (entry.outside, &entry.region) {
        (true, _) => "außerhalb des Programms".to_owned(),
        (false, Some((_, name))) => name.clone(),
        (false, None) => "unbekannt".to_owned(),
    });
    vec![
        Row::of("Angaben", said.collect()),
        Row::of(
            "öffentlich seit",
            entries.iter().map(|entry| text::day(text::berlin_day(entry.published_at))).collect(),
        ),
        Row::of("Herkunft", from.collect()),
    ]
}
