//! The form to show interest; where mails are not set up, whom to ask instead.
use crate::{
    context::PageContext,
    paths,
    ui::{
        self, facts,
        field::{Field, frame, input},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    interest::rules,
    municipality,
    refusal::Refusal,
    solution::{
        catalogue::{Entry, load::catalogue},
        sheet::field::Field as Said,
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/loesungen/{slug}/interesse`.
#[component]
pub fn InterestForm() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let all = catalogue(&context.db, Viewpoint::now(&context.now)).await?;
        let solution = all.offered().find(|entry| entry.slug == slug).ok_or(Refusal::NotFound)?;
        let name = solution.sheet.name().to_owned();
        let body = match context.mails {
            true => {
                let all = municipality::find::all(context.db.read()).await?;
                form(&context, &slug, &all)
            }
            false => contact(solution),
        };
        let content = view! {
            <div class="narrow stack">
                <h1 class="kern-heading-x-large">"Interesse zeigen"</h1>
                <p class="lead">{name.clone()}</p>
                {body}
            </div>
        };
        let crumbs = vec![(paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()), (paths::solution(&slug), name.clone())];
        let title = format!("Interesse zeigen: {name}");
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn form(context: &PageContext, slug: &str, all: &[municipality::record::Model]) -> AnyView {
    let state = &context.form;
    let mailbox = Field::new("mailbox", "E-Mail-Postfach", state, "")
        .hint("Dorthin geht die Antwort, am besten ein Funktionspostfach.")
        .required()
        .max_length(rules::MAILBOX)
        .autocomplete("email");
    let message = Field::new("message", "Nachricht", state, "")
        .hint("Worum geht es Ihnen? Ein, zwei Sätze genügen, höchstens 1.000 Zeichen. Bitte nichts Vertrauliches.")
        .required()
        .max_length(rules::MESSAGE);
    view! {
        <p>"So geht es weiter: Wir schicken eine E-Mail mit einem Link an Ihr Postfach. Erst wenn Sie dort bestätigen, sieht die anbietende Seite Ihre Nachricht und antwortet Ihnen. Bei der Lösung steht dann öffentlich, dass es für Ihre Kommune eine „Anfrage ohne Konto“ gibt, ohne Postfach und Nachricht."</p>
        <form method="post" action=paths::show_interest(slug) class="panel stack">
            {municipality(context, all)}
            {input(mailbox, "email")}
            {text_area(message, 5)}
            <p class="muted">"Postfach und Nachricht löschen wir, sobald Sie eine Antwort haben oder die Anfrage zurückziehen, ohne Bestätigung nach 48 Stunden, spätestens nach sechs Monaten. "<a href=paths::PRIVACY>"Mehr zum Datenschutz"</a></p>
            {submit("Interesse zeigen", true)}
        </form>
    }
    .into_any()
}

/// A field with all municipalities and Kreise to choose from; what is typed counts as well.
fn municipality(context: &PageContext, all: &[municipality::record::Model]) -> AnyView {
    let field = Field::new("municipality", "Kommune", &context.form, "")
        .hint(
            "Name oder amtlicher Schlüssel, zum Beispiel Aachen oder 05334002; auch Kreise, zum Beispiel Kreis Kleve.",
        )
        .required();
    let class = match field.error.is_some() {
        true => "kern-form-input__input kern-form-input__input--error",
        false => "kern-form-input__input",
    };
    let options =
        all.iter().map(|row| view! { <option value=format!("{} ({})", row.name, row.ags)></option> }).collect_view();
    let input = view! {
        <input
            class=class
            type="text"
            id=field.id()
            name=field.name
            value=field.value.clone()
            list="kommunen"
            required=true
            maxlength=rules::MUNICIPALITY.to_string()
            autocomplete="off"
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        />
        <datalist id="kommunen">{options}</datalist>
    }
    .into_any();
    frame(&field, input)
}

/// Whom to ask where no mail can be sent.
fn contact(entry: &Entry) -> AnyView {
    let said =
        |field: Said| (field.label().to_owned(), facts::text_or_unknown(entry.sheet.get(field).map(str::to_owned)));
    view! {
        <p>"Anfragen über dieses Formular sind hier nicht eingerichtet. Bitte wenden Sie sich an die Ansprechstelle der Lösung."</p>
        <div class="panel">
            {facts::facts([Said::Provider, Said::Contact, Said::Source].map(said).into_iter().collect())}
        </div>
        {ui::button_link(paths::solution(&entry.slug), "Zurück zur Lösung", false)}
    }
    .into_any()
}
