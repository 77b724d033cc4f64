//! What became of the money of a call: when it was used, the interest on what was used late, and the forms for both.
use crate::{
    context::PageContext,
    paths,
    recovery::parts::{calculation, euros, folded},
    text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        table,
        text_area::text_area,
    },
};
use entity::{
    money::Cents,
    settlement::draw::used::{Usage, find::OfDraw, record},
};
use leptos::prelude::*;

/// The sections on the page of a call; nothing before it is paid.
pub fn sections(context: &PageContext, draw: i64, found: &OfDraw) -> Option<AnyView> {
    let (paid_on, paid, deadline) = found.payment?;
    let last = text::day(deadline);
    let view = view! {
        <section aria-labelledby="verwendung" class="stack">
            {ui::section_head("verwendung", "Verwendung", None)}
            <p>{format!("Ausgezahlt sind {paid} am {}; zu verwenden bis {last}. Noch nicht verwendet sind {}.", text::day(paid_on), found.left)}</p>
            {uses(found)}
            {(found.may_use && found.left > Cents::ZERO).then(|| use_form(context, draw, found))}
            {(found.may_use && live(found).next().is_some()).then(|| take_back_form(context, draw, found))}
        </section>
        <section aria-labelledby="verspaetet" class="stack">
            {ui::section_head("verspaetet", "Zinsen wegen später Verwendung", None)}
            <p class="hint-line">"Was nicht rechtzeitig verwendet ist, wird vom Tag der Auszahlung bis zur Verwendung verzinst (§ 49a Abs. 4 VwVfG NRW). Was hier nicht als verwendet eingetragen ist, gilt als nicht verwendet."</p>
            {interest(context, draw, found)}
        </section>
    };
    Some(view.into_any())
}

/// The uses that are not taken back.
fn live(found: &OfDraw) -> impl Iterator<Item = &record::Model> {
    let counts = |row: &&record::Model| {
        row.reverses_id.is_none() && !found.uses.iter().any(|other| other.reverses_id == Some(row.id))
    };
    found.uses.iter().filter(counts)
}

fn uses(found: &OfDraw) -> AnyView {
    if found.uses.is_empty() {
        return view! { <p class="muted">"Noch keine Verwendung eingetragen."</p> }.into_any();
    }
    let rows = found.uses.iter().map(|row| {
        let kind = Usage::from_key(&row.kind).map(Usage::label).unwrap_or_default();
        let kind = if row.reverses_id.is_some() { format!("Storno: {kind}") } else { kind.to_owned() };
        let reference = view! { <span class="text">{row.reference.clone()}</span> };
        vec![text::day(row.used_on).into_any(), kind.into_any(), euros(row.amount_cents), reference.into_any()]
    });
    let heads = vec![table::words("Tag"), table::words("Art"), table::numbers("Betrag"), table::words("Beleg")];
    table::table("Verwendung", heads, rows.collect(), None)
}

fn interest(context: &PageContext, draw: i64, found: &OfDraw) -> AnyView {
    if found.calculation.lines.is_empty() && found.calculation.missing.is_none() {
        return view! { <p class="muted">"Bis dahin ist nichts zu spät verwendet."</p> }.into_any();
    }
    let claim = found.claim.as_ref().map(|one| {
        let words = format!(
            "{} vom {}: {} festgesetzt",
            one.claim.reference,
            text::day(one.claim.dated_on),
            one.interest_set()
        );
        let href = context.link(paths::recovery(one.claim.id));
        view! { <p><a href=href>{words}</a></p> }
    });
    let estimate = found.claim.is_none().then(|| view! { <p>"Schätzung, noch nicht festgesetzt"</p> });
    let form = (found.may_claim && found.calculation.missing.is_none()).then(|| claim_form(context, draw, found));
    view! { {estimate}{claim}{calculation(&found.calculation)}{form} }.into_any()
}

fn use_form(context: &PageContext, draw: i64, found: &OfDraw) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let mut kinds = vec![(String::new(), "Bitte wählen".to_owned())];
    kinds.extend(Usage::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
    let form = view! {
        <form method="post" action=paths::draw_step(draw, "verwendung") class="stack panel-form">
            {hidden("version", found.version.to_string())}
            {input(field("used_on", "Verwendet am").required(), "date")}
            {select(field("used_kind", "Art").required(), kinds)}
            {input(field("used_amount", "Betrag in Euro").hint(&format!("Noch nicht verwendet sind {}.", found.left)).required(), "text")}
            {input(field("used_reference", "Beleg").required().max_length(100), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Verwendung eintragen", true)}</div>
        </form>
    };
    folded(context, "Verwendung eintragen", "used_on", form.into_any())
}

fn take_back_form(context: &PageContext, draw: i64, found: &OfDraw) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(live(found).map(|row| {
        (row.id.to_string(), format!("{} am {}: {}", row.amount_cents, text::day(row.used_on), row.reference))
    }));
    let form = view! {
        <form method="post" action=paths::draw_step(draw, "verwendung-storno") class="stack panel-form">
            {hidden("version", found.version.to_string())}
            {select(field("use_id", "Was wird storniert?").required(), choices)}
            {input(field("use_reason", "Begründung").required().max_length(100), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Stornieren", false)}</div>
        </form>
    };
    folded(context, "Verwendung stornieren", "use_id", form.into_any())
}

fn claim_form(context: &PageContext, draw: i64, found: &OfDraw) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let until = Field::new("until", "Erster Tag ohne Zinsen", &context.form, found.calculation.until.to_string())
        .hint("Den Betrag berechnet das Programm.");
    let form = view! {
        <form method="post" action=paths::draw_step(draw, "zinsen") class="stack panel-form">
            {hidden("version", found.version.to_string())}
            {input(until.required(), "date")}
            <div class="form-line">
                {input(field("heard_on", "Anhörung").hint("§ 28 VwVfG NRW, vor dem Bescheid."), "date")}
                {input(field("dated_on", "Datum des Zinsbescheids").required(), "date")}
                {input(field("due_on", "Zu zahlen bis").required(), "date")}
            </div>
            {input(field("reference", "Aktenzeichen").required().max_length(100), "text")}
            {text_area(field("reason", "Begründung").required().max_length(2_000), 3)}
            <div class="kern-btn-wrapper">{ui::submit("Zinsen fordern", true)}</div>
        </form>
    };
    folded(context, "Zinsen fordern", "due_on", form.into_any())
}
