//! The form that hands in a proof of use: all expenditure and income in the structure of the plan.
use super::{crumbs, stale};
use crate::{
    grants::{form, plan_tables},
    paths,
    ui::{
        field::{Field, hidden, input, select},
        page::{Page, serve},
        submit,
    },
};
use entity::{
    refusal::Refusal,
    settlement::{
        desk::{self, OnCase},
        proof::ProofKind,
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/faelle/{id}/nachweis`.
#[component]
pub fn ProofForm() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (number, id) = (params.get("number").unwrap_or_default(), params.get("id").unwrap_or_default());
    serve(|mut context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let now = Viewpoint::now(&context.now);
        let desk = desk::of_project(&context.db, &context.actor, now, &number).await?;
        let one = desk.case(id)?;
        if !one.may_hand_in {
            return Err(Refusal::Forbidden);
        }
        begin(&mut context.form.values, one);
        let form = &context.form;
        let years = form::years(&form.values, context.now.today);
        let field = |name, label| Field::new(name, label, form, "");
        let kinds = ProofKind::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())).collect();
        let yes_no = || {
            vec![
                (String::new(), "Bitte wählen".to_owned()),
                ("ja".to_owned(), "ja".to_owned()),
                ("nein".to_owned(), "nein".to_owned()),
            ]
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">"Nachweis eintragen"</h1>
            <p class="lead">{format!("Fall {} · {}. Eingetragen werden alle Ausgaben und Einnahmen, gegliedert wie der Finanzierungsplan. Ein neuer Nachweis tritt an die Stelle des alten.", one.case.reference, one.case.authority.1)}</p>
            {stale(&context)}
            <form method="post" action=paths::new_proof(&number, id) class="panel panel-form stack-large">
                {hidden("version", desk.version.to_string())}
                <div class="form-line">
                    {select(field("kind", "Art").required(), kinds)}
                    {input(field("budget_year", "Haushaltsjahr").hint("Nur beim Zwischennachweis."), "text")}
                    {input(field("covers_to", "Reicht bis").required(), "date")}
                    {input(field("received_on", "Eingegangen am").required(), "date")}
                </div>
                <div class="form-line">
                    {select(field("narrative", "Sachbericht liegt bei").required(), yes_no())}
                    {select(field("confirmed", "Bestätigung liegt bei").hint("Die Ausgaben waren notwendig und wirtschaftlich und stimmen mit den Büchern überein.").required(), yes_no())}
                    {input(field("reference", "Zeichen").max_length(200), "text")}
                </div>
                <div class="form-line">
                    {input(field("year_from", "Jahre von"), "text")}
                    {input(field("year_to", "Jahre bis"), "text")}
                    <div class="kern-btn-wrapper"><button type="submit" class="kern-btn kern-btn--secondary" name="schritt" value="jahre"><span class="kern-label">"Jahre anzeigen"</span></button></div>
                </div>
                <div id="feld-lines" class="stack">{plan_tables(&form.values, &years)}</div>
                <div class="kern-btn-wrapper">{submit("Nachweis eintragen", true)}</div>
            </form>
        };
        let crumbs = crumbs(&context, &number, &desk.title);
        Ok(Page::new("Nachweis eintragen", content)
            .section(paths::PROJECTS)
            .below(crumbs)
            .sample(one.case.sample)
            .without_stand())
    })
}

/// What the form begins with: the years of the plan and a final proof.
fn begin(values: &mut form::Values, one: &OnCase) {
    if !values.is_empty() {
        return;
    }
    let years = one.case.current().map(|version| version.content.years()).unwrap_or_default();
    for (field, year) in [("year_from", years.first()), ("year_to", years.last())] {
        values.insert(field.to_owned(), year.map(i32::to_string).unwrap_or_default());
    }
    values.insert("kind".to_owned(), ProofKind::Final.key().to_owned());
}
