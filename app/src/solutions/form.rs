//! The form that writes a sheet: its seven groups, each field as the registry describes it.
use super::value::typed;
use crate::{
    context::PageContext,
    paths,
    ui::{
        field::{Field as Input, group_error, hidden, input, select},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    actor::Place,
    permission::Action,
    refusal::Refusal,
    solution::{
        find::{Desk, Detail, detail},
        origin::FIELD,
        sheet::{
            Sheet,
            field::{Field, Form, Group, Need},
        },
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/loesungen/neu`.
#[component]
pub fn SolutionNew() -> impl IntoView {
    let project = use_query_map().get_untracked().get("projekt").unwrap_or_default();
    serve(|context| async move {
        let actor = &context.actor;
        if !actor.may_somewhere(Action::EditSolution) && !actor.can(Action::EditSolution, &Place::default()) {
            return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        }
        let projects = Input::new(FIELD, "Projekte", &context.form, project)
            .hint("Die Nummern der Projekte, aus denen die Lösung stammt, je Zeile eine. Leer nur bei Lösungen von außerhalb des Programms.");
        let content = view! {
            <h1 class="kern-heading-x-large title">"Lösung beschreiben"</h1>
            <p class="lead">"Zuerst genügt der Name. Was zum Veröffentlichen fehlt, sagt der Steckbrief selbst."</p>
            {stale(&context)}
            <form method="post" action=paths::new_solution() class="stack sheet-form">
                {text_area(projects, 2)}
                {fields(&context, &Sheet::default())}
                {submit("Entwurf speichern", true)}
            </form>
        };
        let crumbs = vec![(paths::SOLUTIONS.to_owned(), "Lösungen".to_owned())];
        Ok(Page::new("Lösung beschreiben", content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

/// The page at `/loesungen/{slug}/bearbeiten`.
#[component]
pub fn SolutionForm() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let found: Detail = detail(&context.db, &context.actor, Viewpoint::now(&context.now), &slug).await?;
        let Some(desk) = found.desk.as_ref().filter(|desk| desk.editable) else {
            return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        };
        let address = paths::edit_solution(&slug);
        let version = context.form.value("version").unwrap_or_else(|| found.record.version.to_string());
        // who saves over what somebody else has written decides so with both before their eyes
        let version = if context.form.stale { found.record.version.to_string() } else { version };
        let content = view! {
            <h1 class="kern-heading-x-large title">{format!("{} bearbeiten", desk.newest.name())}</h1>
            <p class="lead">"Jede Fassung bleibt erhalten. Was veröffentlicht ist, ändert sich erst, wenn die Transferstelle die neue Fassung freigibt."</p>
            <p><a href=paths::solution_pictures(&slug)>"Bilder"</a>" · "<a href=paths::read_publiccode(&slug)>"Angaben aus einer publiccode.yml übernehmen"</a></p>
            {stale(&context)}
            <form method="post" action=address class="stack sheet-form">
                {hidden("version", version)}
                {projects(&context, &found, desk)}
                {fields(&context, &desk.newest)}
                {submit("Fassung speichern", true)}
            </form>
        };
        let crumbs = vec![
            (paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()),
            (paths::solution(&slug), desk.newest.name().to_owned()),
        ];
        Ok(Page::new("Steckbrief bearbeiten", content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

/// The projects the solution came from: those of the newest sheet, to be changed with it.
fn projects(context: &PageContext, found: &Detail, desk: &Desk) -> AnyView {
    if found.record.outside() {
        return ().into_any();
    }
    let numbers: Vec<&str> = desk.projects.iter().map(|(number, _)| number.as_str()).collect();
    let field = Input::new(FIELD, "Projekte", &context.form, numbers.join("\n"))
        .unmarked()
        .hint("Die Nummern der Projekte, aus denen die Lösung stammt, je Zeile eine. Hinzufügen und herausnehmen können Sie Projekte, für die Sie Lösungen beschreiben.");
    let lines = desk
        .projects
        .iter()
        .map(|(number, title)| {
            view! { <li><a href=paths::project(number)>{title.clone()}</a>" "<span class="muted">{number.clone()}</span></li> }
        })
        .collect_view();
    let named = (!desk.projects.is_empty())
        .then(|| view! { <p class="small">"Diese Fassung nennt:"</p><ul class="plain small">{lines}</ul> });
    view! {
        <fieldset class="kern-fieldset sheet-group">
            <legend class="kern-heading-medium">"Woher sie kommt"</legend>
            {text_area(field, 2)}
            {named}
        </fieldset>
    }
    .into_any()
}

fn stale(context: &PageContext) -> AnyView {
    match context.form.stale {
        true => view! {
            <p class="warn-text" role="alert">"Inzwischen hat jemand eine andere Fassung gespeichert. Ihre Eingaben stehen noch hier; wenn Sie jetzt speichern, folgen sie auf jene Fassung."</p>
        }
        .into_any(),
        false => ().into_any(),
    }
}

fn fields(context: &PageContext, sheet: &Sheet) -> AnyView {
    let groups = Group::ALL.iter().map(|group| {
        let fields =
            Field::ALL.iter().copied().filter(|field| field.group() == *group).map(|field| one(context, sheet, field));
        view! {
            <fieldset class="kern-fieldset sheet-group" id=group.anchor()>
                <legend class="kern-heading-medium">{group.label()}</legend>
                {fields.collect_view()}
            </fieldset>
        }
    });
    groups.collect_view().into_any()
}

fn one(context: &PageContext, sheet: &Sheet, field: Field) -> AnyView {
    let form = &context.form;
    let mut shown = Input::new(field.key(), field.label(), form, typed(sheet, field));
    if !field.hint().is_empty() {
        shown = shown.hint(field.hint());
    }
    match field.need() {
        Need::Must if field == Field::Name => shown = shown.required(),
        // needed at the gate, not for a draft
        Need::Must => {
            shown.label = format!("{} (zum Veröffentlichen nötig)", field.label());
            shown = shown.unmarked();
        }
        Need::Software => {
            shown.label = format!("{} (bei Software zum Veröffentlichen nötig)", field.label());
            shown = shown.unmarked();
        }
        Need::May => {}
    }
    match field.form() {
        Form::Line(longest) => input(shown.max_length(longest), "text"),
        Form::Text(longest) => {
            let rows = if longest > 500 { 5 } else { 2 };
            text_area(shown.max_length(longest), rows)
        }
        Form::Lines | Form::Links => text_area(shown, 3),
        Form::Choice(words) => {
            let mut choices = vec![(String::new(), "keine Angabe".to_owned())];
            choices.extend(words().into_iter().map(|(key, label)| (key.to_owned(), label.to_owned())));
            select(shown, choices)
        }
        Form::Many(words) => many(context, sheet, field, &shown, &words()),
        Form::Day => input(shown, "date"),
        Form::Money | Form::Count(..) | Form::Web | Form::Licence => input(shown, "text"),
        // they have a page of their own
        Form::Pictures => ().into_any(),
    }
}

fn many(
    context: &PageContext,
    sheet: &Sheet,
    field: Field,
    shown: &Input,
    words: &[(&'static str, &'static str)],
) -> AnyView {
    let typed = context.form.is_refused();
    let boxes = words
        .iter()
        .map(|(key, label)| {
            let (id, name) = (format!("feld-{}-{key}", field.key()), field.tick(key));
            let checked = match typed {
                true => context.form.value(&name).is_some(),
                false => sheet.all(field).iter().any(|value| value == key),
            };
            view! {
                <div class="kern-form-check">
                    <input class="kern-form-check__checkbox" type="checkbox" id=id.clone() name=name value="ja" checked=checked/>
                    <label class="kern-label" for=id>{*label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="kern-fieldset many" id=shown.id() tabindex="-1" aria-describedby=shown.described_by()>
            <legend class="kern-label">{shown.label.clone()}</legend>
            {shown.hint.clone().map(|hint| view! { <p class="kern-hint" id=format!("{}-hinweis", shown.id())>{hint}</p> })}
            <div class="checks">{boxes}</div>
            {group_error(shown)}
        </fieldset>
    }
    .into_any()
}
