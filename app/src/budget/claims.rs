//! What was published, beside what is computed for the same day, and why the two differ.
use super::published::number;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, filter, money,
        page::{Page, serve},
        status, table,
    },
};
use entity::{
    figures::claims::{Claim, Computed, Why, claims},
    ledger::Kind,
    money::Cents,
    precision::Precision,
    region,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page at `/haushalt/veroeffentlicht`.
#[component]
pub fn Claims() -> impl IntoView {
    let region = use_query_map().get_untracked().get("region").filter(|slug| !slug.is_empty());
    serve(move |context| async move {
        let found = claims(&context.db, &context.actor, context.viewpoint, region.as_deref()).await?;
        let mut choices = vec![(String::new(), "Programm und alle Regionen".to_owned())];
        choices.extend(region::find::all(context.db.read()).await?.into_iter().map(|row| (row.slug, row.name)));
        let chosen = region.unwrap_or_default();
        let filter = filter::Filter { name: "region", label: "Region", chosen, choices };
        let content = view! {
            <h1 class="kern-heading-x-large">"Veröffentlicht und berechnet"</h1>
            <p class="lead">"Veröffentlichte Zahlen bleiben, wie sie gesagt wurden. Daneben steht, was für denselben Tag berechnet wird, und warum beides voneinander abweicht."</p>
            {filter::bar(&context, paths::CLAIMS, None, vec![filter], &[])}
            {table_of(&context, &found)}
        };
        let crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
        let sample = found.iter().any(|claim| claim.sample);
        Ok(Page::new("Veröffentlicht und berechnet", content).section(paths::BUDGET).below(crumbs).sample(sample))
    })
}

/// The claims as a section of another page; nothing where nothing was published.
pub(crate) fn section(context: &PageContext, found: &[Claim]) -> AnyView {
    if found.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="veroeffentlicht">
            {ui::section_head("veroeffentlicht", "Was veröffentlicht wurde", None)}
            {table_of(context, found)}
        </section>
    }
    .into_any()
}

fn table_of(context: &PageContext, found: &[Claim]) -> AnyView {
    if found.is_empty() {
        return ui::empty(
            "Hierzu ist keine Veröffentlichung verzeichnet",
            "Veröffentlichte Zahlen werden mit ihrer Quelle verzeichnet und nie mit berechneten vermischt.",
        );
    }
    let heads = vec![
        table::words("Aussage"),
        table::words("Tag"),
        table::numbers("veröffentlicht"),
        table::numbers("berechnet"),
        table::numbers("Unterschied"),
        table::words("Warum"),
    ];
    let rows = found.iter().map(|claim| row(context, claim)).collect();
    table::table("Veröffentlichte Zahlen neben den berechneten desselben Tages", heads, rows, None)
}

fn row(context: &PageContext, claim: &Claim) -> Vec<AnyView> {
    let said = &claim.said;
    let kind = Kind::from_key(&said.kind).map(|kind| format!(" ({})", kind.label()));
    let place = claim.region.clone().map(|name| format!(", {name}"));
    let view = Viewpoint {
        as_of: claim.day,
        today: context.viewpoint.today && claim.day == context.viewpoint.as_of,
        ..context.viewpoint
    };
    let computed = match &claim.computed {
        Some(Computed::Money(figure)) => {
            let href = paths::keep(paths::figure(&figure.id.to_string()), &view);
            view! { <a class="money" href=href>{figure.cents.to_string()}</a> }.into_any()
        }
        Some(Computed::Projects(count)) => text::number(i64::try_from(*count).unwrap_or(i64::MAX)).into_any(),
        None => money::unknown(),
    };
    let difference = match (&claim.computed, claim.difference) {
        (Some(Computed::Money(_)), Some(cents)) => {
            let plus = (cents > 0).then_some("+");
            view! { {plus}{money::exact(Cents(cents), Precision::Cent)} }.into_any()
        }
        (_, Some(count)) => format!("{}{}", if count > 0 { "+" } else { "" }, text::number(count)).into_any(),
        (_, None) => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let day = match said.as_of {
        Some(_) => said.as_of_text.clone(),
        None => format!("{}; verglichen mit {}", said.as_of_text, text::day(claim.day)),
    };
    vec![
        view! {
            {said.label.clone()}<span class="muted">{kind}</span>{place}
            <span class="source"><span class="published">"veröffentlicht"</span>" "{said.source.clone()}</span>
        }
        .into_any(),
        day.into_any(),
        number(said),
        computed,
        difference,
        why(claim),
    ]
}

fn why(claim: &Claim) -> AnyView {
    let words = match claim.why {
        Why::Same => "Beide stimmen überein.",
        Why::Rounding => "Die veröffentlichte Zahl ist eine Rundung der berechneten.",
        Why::OtherKind(words) => words,
        Why::NotRecorded => "Für diesen Tag ist dazu nichts verzeichnet.",
        Why::More => "Verzeichnet ist mehr, als veröffentlicht wurde.",
        Why::Less => "Verzeichnet ist weniger, als veröffentlicht wurde.",
    };
    let disputed = claim
        .said
        .disputed
        .then(|| status::mark(status::Shape::Triangle, "warn", "widerspricht anderer Veröffentlichung"));
    let sample = claim.sample.then_some(" Die berechnete Zahl enthält Beispieldaten.");
    let counted = matches!(claim.computed, Some(Computed::Projects(_)))
        .then_some(" Gezählt sind bewilligte Projekte, die Sie sehen dürfen.");
    view! { {words}{sample}{counted}" "{disputed}<span class="note">{claim.said.note.clone()}</span> }.into_any()
}
