//! The form that enters a call for money.
use super::{crumbs, stale};
use crate::{
    paths,
    ui::{
        field::{Field, hidden, input},
        page::{Page, serve},
        submit,
    },
};
use chrono::Datelike;
use entity::{refusal::Refusal, settlement::desk, viewpoint::Viewpoint};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/faelle/{id}/abruf`.
#[component]
pub fn DrawForm() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (number, id) = (params.get("number").unwrap_or_default(), params.get("id").unwrap_or_default());
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let now = Viewpoint::now(&context.now);
        let desk = desk::of_project(&context.db, &context.actor, now, &number).await?;
        let one = desk.case(id)?;
        if !one.may_hand_in {
            return Err(Refusal::Forbidden);
        }
        let form = &context.form;
        let field = |name, label, first: String| Field::new(name, label, form, first).required();
        let paid = one.sums.paid;
        let left = one.case.current().map(|version| version.content.amount.checked_sub(paid).unwrap_or_default());
        let content = view! {
            <h1 class="kern-heading-x-large title">"Mittel abrufen"</h1>
            <p class="lead">{format!("Fall {} · {}. Ausgezahlt sind {paid}, vom Bescheid noch offen {}.", one.case.reference, one.case.authority.1, left.unwrap_or_default())}</p>
            {stale(&context)}
            <form method="post" action=paths::new_draw(&number, id) class="panel panel-form stack">
                {hidden("version", desk.version.to_string())}
                <div class="form-line">
                    {input(field("requested_on", "Tag des Abrufs", context.now.today.to_string()), "date")}
                    {input(field("amount", "Abgerufener Betrag in Euro", String::new()), "text")}
                    {input(field("budget_year", "Haushaltsjahr", context.now.today.year().to_string()), "text")}
                </div>
                {input(field("needed_until", "Gebraucht bis", String::new()).hint("Wann die letzte Zahlung fällig ist, für die Sie das Geld brauchen. Abgerufen wird nur, was in den nächsten Wochen zu zahlen ist."), "date")}
                <div class="form-line">
                    {input(field("spent_before", "Zuwendungsfähige Ausgaben bisher in Euro", String::new()).hint("Alles, was bis heute bezahlt ist, gleich woraus. Noch nichts: 0."), "text")}
                    {input(field("own_before", "Davon aus eigenen und anderen Mitteln in Euro", String::new()).hint("Eigenanteil und Mittel Dritter, ohne die Zuwendung."), "text")}
                </div>
                {input(Field::new("reference", "Ihr Zeichen", form, "").max_length(200), "text")}
                <div class="kern-btn-wrapper">{submit("Abruf eintragen", true)}</div>
            </form>
        };
        let crumbs = crumbs(&context, &number, &desk.title);
        Ok(Page::new("Mittel abrufen", content)
            .section(paths::PROJECTS)
            .below(crumbs)
            .sample(one.case.sample)
            .without_stand())
    })
}
