//! The form that proposes a version: begun with the one it amends, checked before it is sent.
use super::{
    form::{self, Values},
    plan_form, shown,
};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    grant::{
        FinancingType,
        content::Content,
        find::{self, Case},
        rules,
        standing::{self, Outlook},
    },
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/faelle/{id}/bescheid`.
#[component]
pub fn ProposalForm() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (number, id) = (params.get("number").unwrap_or_default(), params.get("id").unwrap_or_default());
    serve(|mut context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let grants = find::of_project(&context.db, &context.actor, Viewpoint::now(&context.now), &number).await?;
        let case = grants.cases.iter().find(|case| case.id == id).ok_or(Refusal::NotFound)?;
        let crumbs = vec![
            (paths::PROJECTS.to_owned(), "Projekte".to_owned()),
            (paths::project(&number), grants.title.clone()),
            (paths::funding(&number), "Finanzierung".to_owned()),
        ];
        let title = if case.current().is_some() { "Änderung vorschlagen" } else { "Bescheid vorschlagen" };
        if !case.may_propose {
            let Some(open) = case.open().filter(|_| grants.internal) else {
                return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
            };
            let content = view! {
                <div class="narrow stack">
                    <h1 class="kern-heading-x-large title">{title}</h1>
                    <p class="lead">{format!("Über Fassung {} ist noch nicht entschieden. Erst danach kann eine neue vorgeschlagen werden.", open.version)}</p>
                    <div class="kern-btn-wrapper">{ui::button_link(paths::decision(open.id), "Fassung ansehen", true)}</div>
                </div>
            };
            return Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).without_stand());
        }
        let former = case.current().map(|version| version.content.clone());
        let checked = !context.form.values.is_empty();
        if !checked {
            context.form.values = first(case, former.as_ref());
        }
        let outlook = match form::read(&context.form.values, context.now.today)
            .ok()
            .filter(|_| checked && context.form.errors.is_empty())
        {
            Some(content) => {
                let outlook = standing::outlook(&context.db, &context.actor, context.now, id, content.clone()).await?;
                Some((content, outlook))
            }
            None => None,
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">{title}</h1>
            <p class="lead">{format!("Fall {} · {}. Es gilt erst, wenn eine zweite Person der Behörde mitzeichnet.", case.reference, case.authority.1)}</p>
            {shown::stale(&context)}
            {outlook.map(|(content, outlook)| found(&content, &outlook))}
            {fields(&context, &grants.number, grants.version, case, former.as_ref())}
        };
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(case.sample).without_stand())
    })
}

/// The values that the form begins with.
fn first(case: &Case, former: Option<&Content>) -> Values {
    match former {
        Some(content) => form::amending(content),
        None => Values::from([("recipient".to_owned(), case.recipient.clone())]),
    }
}

/// What would be found and replaced, before anything is sent.
fn found(content: &Content, outlook: &Outlook) -> AnyView {
    view! {
        <section class="panel" id="pruefung" aria-labelledby="pruefung-titel">
            <h2 class="side-title" id="pruefung-titel">"Geprüft, noch nicht vorgeschlagen"</h2>
            {shown::findings(&outlook.findings)}
            {shown::computed(content, rules::computed(content).as_ref())}
            {shown::replaced(&outlook.replaced)}
        </section>
    }
    .into_any()
}

fn fields(context: &PageContext, number: &str, version: i32, case: &Case, former: Option<&Content>) -> AnyView {
    let form = &context.form;
    let values = &form.values;
    let years = form::years(values, context.now.today);
    let choose = |all: Vec<(String, String)>| {
        let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
        choices.extend(all);
        choices
    };
    let kinds = find::next_kinds(former);
    let first_kind = if let [only] = kinds.as_slice() { only.key() } else { "" };
    let kinds = choose(kinds.into_iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())).collect());
    let types = FinancingType::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())).collect();
    let field = |name, label| Field::new(name, label, form, "");
    let day = |name, label| input(field(name, label).required(), "date");
    let before = former.map(|content| {
        view! {
            <p class="hint-line">{format!("Bisher gilt: {} vom {} über {}. Was sich nicht ändert, steht schon in den Feldern.", content.kind.label(), text::day(content.dated_on), content.amount)}</p>
        }
    });
    view! {
        {before}
        <form method="post" action=paths::proposal(number, case.id) class="stack-large panel panel-form">
            {hidden("version", version.to_string())}
            <div class="form-line">
                {select(Field::new("kind", "Was der Bescheid tut", form, first_kind).required(), kinds)}
                {day("dated_on", "Datum des Bescheids")}
                {input(field("notified_on", "Bekanntgabe").hint("Von ihr an läuft die Rechtsbehelfsfrist."), "date")}
                {input(field("waived_on", "Rechtsbehelfsverzicht"), "date")}
            </div>
            <div class="form-line">
                {input(field("recipient", "Zuwendungsempfänger").required().max_length(300), "text")}
                {select(field("financing", "Finanzierungsart").required(), choose(types))}
                {input(field("rate", "Fördersatz in Prozent").hint("Nur bei Anteilfinanzierung, zum Beispiel 80."), "text")}
                {input(field("amount", "Zuwendung (Höchstbetrag) in Euro").required(), "text")}
                {input(field("rules", "Fassung von VV und ANBest").hint("So wie sie dem Bescheid beiliegt, zum Beispiel „ANBest-G, RdErl. 10.6.2020“.").required().max_length(200), "text")}
            </div>
            <div class="form-line">
                {day("drawable_from", "Bewilligungszeitraum von")}
                {day("drawable_to", "Bewilligungszeitraum bis")}
                {day("work_from", "Durchführungszeitraum von")}
                {day("work_to", "Durchführungszeitraum bis")}
                {input(field("bound_until", "Zweckbindung bis"), "date")}
            </div>
            <div class="form-line">
                {input(Field::new("year_from", "Erstes Haushaltsjahr", form, years.first().map(ToString::to_string).unwrap_or_default()).required(), "text")}
                {input(Field::new("year_to", "Letztes Haushaltsjahr", form, years.last().map(ToString::to_string).unwrap_or_default()).hint("Höchstens zwölf Jahre.").required(), "text")}
                <div class="kern-btn-wrapper">
                    <button type="submit" name="schritt" value="jahre" formnovalidate class="kern-btn kern-btn--secondary"><span class="kern-label">"Jahre anzeigen"</span></button>
                </div>
            </div>
            {plan_form::tables(values, &years)}
            {text_area(field("conditions", "Besondere Nebenbestimmungen").max_length(10_000), 4)}
            {text_area(field("reason", "Begründung").hint("Warum geändert wird, und warum eine Warnung der Prüfregeln hingenommen wird.").max_length(2_000), 3)}
            <div class="kern-btn-wrapper">
                <button type="submit" name="schritt" value="pruefen" formnovalidate class="kern-btn kern-btn--secondary"><span class="kern-label">"Prüfen"</span></button>
                {submit("Zur Mitzeichnung vorschlagen", true)}
            </div>
        </form>
    }
    .into_any()
}
