//! The form in which a municipality says how far it is with a solution; for those without an account, how to do it.
use super::confirm;
use crate::{
    context::PageContext,
    paths,
    solutions::uses,
    text,
    ui::{
        self, facts,
        field::{Field, hidden, input, select},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    actor::Rows,
    adoption::{State, UseKind, find::own, rules::TEXT},
    municipality,
    permission::Action,
    refusal::Refusal,
    solution::{
        find::{Adopter, Detail, detail},
        gate,
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// For whom somebody may speak.
enum Speaks {
    /// For these municipalities, by key and name.
    Own(Vec<(String, String)>),
    /// For all of them: the transfer office.
    All,
    /// For none.
    Nobody,
}

/// The page at `/loesungen/{slug}/nutzung`.
#[component]
pub fn AdoptionForm() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    let asked = use_query_map().get_untracked().get("ags").unwrap_or_default();
    serve(|context| async move {
        let solution = detail(&context.db, &context.actor, Viewpoint::now(&context.now), &slug).await?;
        let speaks = speaks(&context).await?;
        let name = solution.sheet.name().to_owned();
        let body = match (&speaks, solution.gate.published) {
            (_, None) => ui::empty(
                "Noch nicht veröffentlicht",
                "Eine Nutzung lässt sich melden, sobald die Transferstelle die Lösung veröffentlicht hat.",
            ),
            (Speaks::Nobody, _) => how(&context, &slug),
            (speaks, _) => {
                let ags = chosen(&context, speaks, &asked);
                desk(&context, &solution, speaks, &ags)
            }
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">"Nutzung melden: "{name.clone()}</h1>
            <p class="lead">"Wie weit ist Ihre Kommune mit dieser Lösung? Als produktiv zählt, was die Kommune selbst sagt und jedes Jahr bestätigt."</p>
            {body}
        };
        let crumbs = vec![(paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()), (paths::solution(&slug), name.clone())];
        let title = format!("Nutzung melden: {name}");
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

async fn speaks(context: &PageContext) -> Result<Speaks, Refusal> {
    let keys = match context.actor.rows(Action::ReportAdoption) {
        Rows::None => return Ok(Speaks::Nobody),
        Rows::All => return Ok(Speaks::All),
        Rows::Scoped { ags, .. } => ags,
    };
    let mut towns = Vec::new();
    for ags in keys {
        let town = municipality::find::by_ags(&context.db, &ags).await?;
        towns.push((ags, town.name));
    }
    Ok(Speaks::Own(towns))
}

/// The municipality that the page is about: as typed, as asked for, or the only one.
fn chosen(context: &PageContext, speaks: &Speaks, asked: &str) -> String {
    let wanted = context.form.value("ags").unwrap_or_else(|| asked.to_owned());
    match speaks {
        Speaks::Own(towns) => {
            let found = towns.iter().find(|(ags, _)| *ags == wanted).or(towns.first());
            found.map(|(ags, _)| ags.clone()).unwrap_or_default()
        }
        _ => wanted.trim().to_owned(),
    }
}

fn how(context: &PageContext, slug: &str) -> AnyView {
    let solution = paths::solution(slug);
    if context.actor.is_signed_in() {
        return view! {
            <div class="panel">
                <p>"Mit Ihrem Konto lässt sich keine Nutzung melden. Das können die Kommunen für sich selbst und die Transferstelle für alle."</p>
                <p><a href=solution>"Zurück zur Lösung"</a></p>
            </div>
        }
        .into_any();
    }
    let sign_in = paths::with_query(paths::SIGN_IN, &[("weiter", &paths::adopt(slug))]);
    view! {
        <div class="panel stack">
            <h2 class="side-title">"Ihre Kommune hat ein Konto"</h2>
            <p>"Melden Sie sich an. Dann sagen Sie mit einem kurzen Formular, ob Sie die Lösung prüfen, einführen, nutzen oder verworfen haben."</p>
            <div>{ui::button_link(sign_in, "Anmelden", true)}</div>
            <h2 class="side-title">"Sie haben kein Konto"</h2>
            <p>"Interesse können Sie auch ohne Konto zeigen, auf der "<a href=solution>"Seite der Lösung"</a>". Dort steht auch die Ansprechstelle. Ein Konto für Ihre Kommune bekommen Sie von der Transferstelle."</p>
        </div>
    }
    .into_any()
}

fn desk(context: &PageContext, solution: &Detail, speaks: &Speaks, ags: &str) -> AnyView {
    let stands = solution.adopters.iter().find(|adopter| adopter.used.ags == ags);
    if stands.is_none_or(|adopter| adopter.used.standing.is_request()) && solution.state == gate::State::Retired {
        let since = solution.gate.retired_on.map(text::day).unwrap_or_default();
        return ui::empty(
            &format!("Wird seit {since} nicht mehr angeboten"),
            "Eine neue Nutzung lässt sich deshalb nicht mehr melden.",
        );
    }
    view! {
        <div class="stack-large">
            {stands.map(|adopter| standing(context, solution, adopter))}
            <section aria-labelledby="melden">
                {ui::section_head("melden", if stands.is_some() { "Neuen Stand melden" } else { "Stand melden" }, None)}
                {form(context, solution, speaks, stands, ags)}
            </section>
        </div>
    }
    .into_any()
}

/// What stands, and the confirmation in one press where it is due and the municipality itself looks.
fn standing(context: &PageContext, solution: &Detail, adopter: &Adopter) -> AnyView {
    let (used, slug) = (&adopter.used, &solution.record.slug);
    let stands = &used.standing;
    let mut items = vec![
        ("Kommune".to_owned(), adopter.name.clone().into_any()),
        ("Stand".to_owned(), uses::state(stands.state, stands.said_by)),
        ("seit".to_owned(), text::day(stands.since).into_any()),
    ];
    if stands.state == State::Productive {
        let confirmed = match stands.confirmed_on {
            Some(on) if used.counts => text::day(on).into_any(),
            Some(on) => view! { <span class="warn-text">"zuletzt "{text::day(on)}", überfällig"</span> }.into_any(),
            None => view! { <span class="warn-text">"noch nie von der Kommune selbst"</span> }.into_any(),
        };
        items.push(("Bestätigt".to_owned(), confirmed));
    }
    let own = own(&context.actor).contains(&used.ags);
    let due = (own && adopter.due).then(|| {
        view! {
            <p>"Einmal im Jahr fragen wir nach. Ohne Ihre Bestätigung zählt die Nutzung nicht mehr mit."</p>
            {confirm(slug, &used.ags, "Wir nutzen es weiterhin produktiv")}
        }
    });
    let history = paths::adopter(slug, &used.ags);
    view! {
        <section aria-labelledby="stand">
            {ui::section_head("stand", "So ist es gemeldet", Some((history, "Alle Meldungen und Antworten".to_owned())))}
            {facts::facts(items)}
            {due}
        </section>
    }
    .into_any()
}

fn form(context: &PageContext, solution: &Detail, speaks: &Speaks, stands: Option<&Adopter>, ags: &str) -> AnyView {
    let form = &context.form;
    let now = stands.map(|adopter| adopter.used.standing.state);
    let asked_only = stands.is_some_and(|adopter| adopter.used.standing.is_request());
    let mut states = vec![(String::new(), "Bitte wählen".to_owned())];
    states.extend(State::ALL.into_iter().map(|state| {
        let words = match now == Some(state) && !asked_only {
            true => format!("{} (so ist es gemeldet)", state.label()),
            false => state.label().to_owned(),
        };
        (state.key().to_owned(), words)
    }));
    let mut kinds = vec![(String::new(), "keine Angabe".to_owned())];
    kinds.extend(UseKind::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
    let state = Field::new("state", "Wie weit sind Sie?", form, "").required();
    let day = Field::new("valid_on", "Seit wann gilt das?", form, context.now.today.to_string())
        .hint("Der Tag darf nicht in der Zukunft liegen.");
    let reason = Field::new("reason", "Begründung", form, "")
        .hint("Nötig, wenn Sie die Lösung verwerfen, einen Schritt zurückgehen oder sie wieder aufnehmen. Ein Satz genügt; alle können ihn lesen.")
        .max_length(TEXT);
    let kind = Field::new("use_kind", "Wie übernehmen Sie die Lösung?", form, "");
    let person_days = Field::new("person_days", "Personentage bisher", form, "")
        .hint("Was die Einführung Ihre Kommune an Arbeit gekostet hat, als ganze Zahl.");
    let cost = Field::new("cost", "Kosten bisher in Euro", form, "").hint("Zum Beispiel 12.500,00.");
    let changes = Field::new("changes", "Was haben Sie geändert?", form, "").max_length(TEXT);
    let lessons = Field::new("lessons", "Was würden Sie anderen raten?", form, "").max_length(TEXT);
    view! {
        <form method="post" action=paths::adopt(&solution.record.slug) class="stack sheet-form">
            {place(context, speaks, ags)}
            {select(state, states)}
            {input(day, "date")}
            {text_area(reason, 3)}
            <fieldset class="kern-fieldset sheet-group">
                <legend class="kern-heading-medium">"Was anderen hilft"</legend>
                <p class="muted">"Alles hier ist freiwillig und öffentlich. Was Sie leer lassen, bleibt, wie es zuletzt gemeldet war."</p>
                {select(kind, kinds)}
                {input(person_days, "text")}
                {input(cost, "text")}
                {text_area(changes, 3)}
                {text_area(lessons, 3)}
            </fieldset>
            {submit("Melden", true)}
        </form>
    }
    .into_any()
}

/// The municipality: the account's own, or a field for the transfer office.
fn place(context: &PageContext, speaks: &Speaks, ags: &str) -> AnyView {
    let field = Field::new("ags", "Kommune", &context.form, ags).required();
    match speaks {
        Speaks::Own(towns) => match towns.as_slice() {
            [(ags, name)] => {
                view! { <p>"Für: "<strong>{name.clone()}</strong></p> {hidden("ags", ags.clone())} }.into_any()
            }
            towns => select(field, towns.to_vec()),
        },
        _ => input(
            Field { label: "Gemeindeschlüssel der Kommune".into(), ..field }
                .hint("Acht Ziffern, für einen Kreis fünf. Zum Beispiel 05334002 für Aachen."),
            "text",
        ),
    }
}
