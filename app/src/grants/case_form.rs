//! The form that opens a grant case.
use super::shown::stale;
use crate::{
    paths,
    ui::{
        field::{Field, hidden, input, select},
        page::{Page, serve},
        submit,
    },
};
use entity::{
    grant::{RecipientKind, Regime, find},
    ledger::Source,
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/faelle/neu`.
#[component]
pub fn CaseForm() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    serve(|context| async move {
        let now = entity::viewpoint::Viewpoint::now(&context.now);
        let grants = find::of_project(&context.db, &context.actor, now, &number).await?;
        if grants.may_open.is_empty() {
            return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        }
        let form = &context.form;
        let pairs = |pairs: &[(String, String)]| -> Vec<(String, String)> { pairs.to_vec() };
        let choose = || vec![(String::new(), "Bitte wählen".to_owned())];
        let mut authorities = if grants.may_open.len() > 1 { choose() } else { Vec::new() };
        authorities.extend(pairs(&grants.may_open));
        let mut regions = vec![(String::new(), "keiner zugeordnet".to_owned())];
        regions.extend(pairs(&grants.regions));
        let first_region = grants.regions.first().map(|(slug, _)| slug.clone()).unwrap_or_default();
        let mut kinds = choose();
        kinds.extend(RecipientKind::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
        let mut regimes = choose();
        regimes.extend(Regime::ALL.iter().map(|regime| (regime.key().to_owned(), regime.label().to_owned())));
        let sources = [Source::Programme, Source::OtherLand];
        let sources = sources.map(|source| (source.key().to_owned(), source.label().to_owned())).to_vec();
        let reference = Field::new("reference", "Aktenzeichen", form, "")
            .hint("Jeder Fall hat ein eigenes, so wie es auf dem Bescheid steht.")
            .required()
            .max_length(100);
        let recipient = Field::new("recipient", "Zuwendungsempfänger", form, "").required().max_length(300);
        let content = view! {
            <h1 class="kern-heading-x-large title">"Fall anlegen"</h1>
            <p class="lead">{format!("Für „{}“. Ein Fall verbindet einen Zuwendungsempfänger mit einer Bewilligungsbehörde und einer Geldquelle. Noch wird nichts bewilligt.", grants.title)}</p>
            {stale(&context)}
            <form method="post" action=paths::cases(&number) class="panel panel-form upload">
                {hidden("version", grants.version.to_string())}
                {input(reference, "text")}
                {input(recipient, "text")}
                {select(Field::new("recipient_kind", "Art des Empfängers", form, "").hint("Davon hängt der höchste Fördersatz ab.").required(), kinds)}
                {select(Field::new("regime", "Vorschriften", form, "").required(), regimes)}
                {select(Field::new("authority", "Bewilligungsbehörde", form, "").required(), authorities)}
                {select(Field::new("region", "Zählt in der Region", form, first_region), regions)}
                {select(Field::new("source", "Geldquelle", form, "programme").required(), sources)}
                <div class="kern-btn-wrapper">{submit("Fall anlegen", true)}</div>
            </form>
        };
        let crumbs = vec![
            (paths::PROJECTS.to_owned(), "Projekte".to_owned()),
            (paths::project(&number), grants.title.clone()),
            (paths::funding(&number), "Finanzierung".to_owned()),
        ];
        Ok(Page::new("Fall anlegen", content).section(paths::PROJECTS).below(crumbs).without_stand())
    })
}
