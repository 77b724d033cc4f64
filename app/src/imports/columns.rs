//! The second step: column by column what it was read as and how sure, and the way to say otherwise.
use super::{
    detail::progress,
    file::stale,
    profiles, recognised,
    steps::{Step, steps},
};
use crate::{
    context::{FormState, PageContext},
    islands::LiveForm,
    paths,
    ui::{
        self,
        field::hidden,
        page::{Page, serve},
        submit, table,
    },
};
use entity::{
    import_run::{
        ColumnRead, State, TableRead,
        column::{self, MEANINGS},
        decide::{Decided, decided},
        find::{Detail, detail},
        mapping::ColumnDecision,
        profile::offers,
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The choice of a column that is not taken over.
pub const LEFT_OUT: &str = "-";

/// So many columns of a table are shown; people's lists are far narrower.
const MOST: usize = 200;

/// The page at `/importe/{id}/spalten`.
#[component]
pub fn ImportColumns() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        let known = decided(&context.db, &context.actor, id).await?;
        let offers = offers(&context.db, &context.actor, id).await?;
        let may_decide = known.may_decide.is_ok();
        let reading = run.line.state == State::Reading;
        let columns = match may_decide {
            true => form(&context, &run, &known),
            false => run.summary.tables.iter().map(|table| read_only(table, &known)).collect_view().into_any(),
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">"Was die Spalten bedeuten"</h1>
            {recognised::sentences(&run)}
            {steps(&run, Step::Columns)}
            {recognised::used_profile(&known)}
            {reading.then(|| progress(&run))}
            {stale(&context)}
            {columns}
            {may_decide.then(|| profiles::profiles(&context, &run, &known, &offers))}
        };
        let crumbs =
            vec![(paths::IMPORTS.to_owned(), "Importe".to_owned()), (paths::import(id), run.line.file_name.clone())];
        let page = Page::new(format!("Spalten: {}", run.line.file_name), content)
            .section(paths::IMPORTS)
            .below(crumbs)
            .sample(run.line.sample)
            .without_stand();
        Ok(if reading || may_decide { page.with_island() } else { page })
    })
}

fn form(context: &PageContext, run: &Detail, known: &Decided) -> AnyView {
    if run.summary.tables.is_empty() {
        return ui::empty(
            "Keine Tabelle",
            "In dieser Datei wird zurzeit keine Tabelle gelesen. Beim Schritt „Datei“ können Sie sagen, wo eine steht.",
        );
    }
    let tables = run
        .summary
        .tables
        .iter()
        .enumerate()
        .map(|(index, read)| {
            let rows = read.columns.iter().take(MOST).map(|column| {
                let decision = decision(known, read, column);
                let mut cells = described(column);
                cells.extend(choices(&context.form, index, column, decision));
                cells.push(sure(column, decision.is_some()));
                cells
            });
            table::table(caption(read), heads(), rows.collect(), None)
        })
        .collect_view();
    let action = paths::import_step(run.line.id, "spalten");
    view! {
        <form method="post" action=action class="columns-form" id="feld-columns" data-live="">
            <LiveForm/>
            <p class="muted">"Was Sie hier ändern, wird sofort neu gelesen. Am Bestand ändert sich noch nichts."</p>
            {tables}
            {hidden("version", run.version.to_string())}
            <div class="kern-btn-wrapper">{submit("Neu lesen", true)}</div>
        </form>
    }
    .into_any()
}

fn read_only(read: &TableRead, known: &Decided) -> AnyView {
    let name = |words: &[(&str, &str)], key: &Option<String>| {
        let found = key.as_deref().and_then(|key| words.iter().find(|(word, _)| *word == key));
        found.map_or("–", |(_, label)| label).to_owned().into_any()
    };
    let rows = read.columns.iter().take(MOST).map(|column| {
        let mut cells = described(column);
        cells.push(match &column.label {
            Some(label) => label.clone().into_any(),
            None => view! { <span class="muted">"wird nicht übernommen"</span> }.into_any(),
        });
        cells.push(name(column::units(&column.kind), &column.unit));
        cells.push(name(column::conventions(&column.kind), &column.convention));
        cells.push(sure(column, decision(known, read, column).is_some()));
        cells
    });
    table::table(caption(read), heads(), rows.collect(), None)
}

fn caption(read: &TableRead) -> String {
    format!("Spalten der Tabelle „{}“, Zeile {} bis {}", read.sheet, read.first_row, read.last_row)
}

fn heads() -> Vec<table::Column> {
    ["Spalte", "Überschrift", "in der Datei → gelesen", "gelesen als", "Einheit", "Schreibweise", "wie sicher"]
        .into_iter()
        .map(table::words)
        .collect()
}

fn decision<'d>(known: &'d Decided, read: &TableRead, column: &ColumnRead) -> Option<&'d ColumnDecision> {
    known.decisions.as_ref()?.column(&read.sheet, read.header_row(), &column.letter)
}

/// Letter, heading and samples.
fn described(column: &ColumnRead) -> Vec<AnyView> {
    let hidden = column.hidden.then(|| view! { " "<span class="chip">"ausgeblendet"</span> });
    let samples = column
        .samples
        .iter()
        .map(|(raw, read)| {
            let read = match read {
                Some(read) if read == raw => None,
                Some(read) => Some(read.clone().into_any()),
                None => Some(view! { <span class="muted">"unbekannt"</span> }.into_any()),
            };
            let arrow = read.is_some().then_some(" → ");
            view! { <li><span class="raw">{raw.clone()}</span>{arrow}{read}</li> }
        })
        .collect_view();
    vec![
        view! { <span class="code">{column.letter.clone()}</span>{hidden} }.into_any(),
        match column.header.is_empty() {
            true => view! { <span class="muted">"ohne Überschrift"</span> }.into_any(),
            false => column.header.clone().into_any(),
        },
        view! { <ul class="samples">{samples}</ul> }.into_any(),
    ]
}

/// The three choices of a column.
fn choices(form: &FormState, index: usize, read: &ColumnRead, decision: Option<&ColumnDecision>) -> Vec<AnyView> {
    let key = format!("{index}.{}", read.letter);
    let label = |what: &str| format!("{what} für Spalte {}", read.letter);
    let field = Choice { name: format!("feld.{key}"), label: label("Feld"), form };
    let unit = Choice { name: format!("einheit.{key}"), label: label("Einheit"), form };
    let way = Choice { name: format!("schreibung.{key}"), label: label("Schreibweise"), form };
    let chosen = read.field.clone().unwrap_or_else(|| LEFT_OUT.to_owned());
    vec![
        field.fields(&chosen, decision.is_some()),
        unit.words(column::units(&read.kind), read.unit.as_deref()),
        way.words(column::conventions(&read.kind), read.convention.as_deref()),
    ]
}

/// One select.
struct Choice<'f> {
    name: String,
    label: String,
    form: &'f FormState,
}

impl Choice<'_> {
    /// The fields in their groups.
    fn fields(&self, current: &str, decided: bool) -> AnyView {
        let chosen = self.form.value(&self.name).unwrap_or_else(|| current.to_owned());
        let option = |value: &'static str, words: &'static str| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        };
        let mut groups: Vec<&str> = MEANINGS.iter().map(|meaning| meaning.group).collect();
        groups.dedup();
        let groups = groups
            .into_iter()
            .map(|group| {
                let own = MEANINGS.iter().filter(|meaning| meaning.group == group);
                let options = own.map(|meaning| option(meaning.key, meaning.label)).collect_view();
                view! { <optgroup label=group>{options}</optgroup> }
            })
            .collect_view();
        let known = chosen.is_empty() || chosen == LEFT_OUT || column::meaning_of(&chosen).is_some();
        let automatic = decided.then(|| option("", "wieder so, wie erkannt"));
        self.select(known, view! { {option(LEFT_OUT, "nicht übernehmen")}{automatic}{groups} }.into_any())
    }

    /// A few words; nothing where there is nothing to choose.
    fn words(&self, words: &'static [(&'static str, &'static str)], current: Option<&str>) -> AnyView {
        if words.is_empty() {
            return ().into_any();
        }
        let chosen = self.form.value(&self.name).or_else(|| current.map(str::to_owned)).unwrap_or_default();
        let open =
            current.is_none().then(|| view! { <option value="" selected=chosen.is_empty()>"nicht genannt"</option> });
        let known = chosen.is_empty() || words.iter().any(|(key, _)| *key == chosen);
        let options = words
            .iter()
            .map(|(key, label)| {
                let selected = *key == chosen;
                view! { <option value=*key selected=selected>{*label}</option> }
            })
            .collect_view();
        self.select(known, view! { {open}{options} }.into_any())
    }

    fn select(&self, known: bool, options: AnyView) -> AnyView {
        let invalid = (!known).then_some("true");
        view! {
            <select class="column-choice" id=self.name.clone() name=self.name.clone() aria-label=self.label.clone() aria-invalid=invalid>
                {options}
            </select>
        }
        .into_any()
    }
}

/// How sure the reader is, in a word and in percent.
fn sure(column: &ColumnRead, decided: bool) -> AnyView {
    if decided {
        return "festgelegt".into_any();
    }
    if column.field.is_none() {
        return view! { <span class="muted">"kein Feld passt"</span> }.into_any();
    }
    let word = match column.confidence {
        90.. => "sicher",
        75..90 => "ziemlich sicher",
        60..75 => "unsicher",
        _ => "geraten",
    };
    format!("{word}, {}\u{a0}%", column.confidence).into_any()
}
