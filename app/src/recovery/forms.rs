//! The forms on the page of a claim. Each names its fields by itself, so that what was typed into one comes back there.
use super::parts::folded;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        text_area::text_area,
    },
};
use entity::recovery::{Fact, WriteOff, find::One, standing::Proposed};
use leptos::prelude::*;

fn version(one: &One) -> AnyView {
    hidden("version", one.version.to_string())
}

/// Another day to reckon until.
pub fn until(context: &PageContext, one: &One) -> AnyView {
    let viewpoint = &context.viewpoint;
    let stand = (!viewpoint.today).then(|| hidden("stand", viewpoint.as_of.to_string()));
    let known = paths::known_on(viewpoint).map(|day| hidden("bekannt", day.to_string()));
    view! {
        <form method="get" action=paths::recovery(one.recovery.claim.id) class="filters">
            <div class="filter">
                <label for="zinsen-bis">"Erster Tag ohne Zinsen"</label>
                <input id="zinsen-bis" type="date" name="bis" value=one.calculation.until.to_string()/>
            </div>
            {stand}
            {known}
            {ui::submit("Berechnen", false)}
        </form>
    }
    .into_any()
}

/// Records a payment.
pub fn payment(context: &PageContext, one: &One) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let form = view! {
        <form method="post" action=paths::recovery_step(one.recovery.claim.id, "zahlungen") class="stack panel-form">
            {version(one)}
            {input(field("paid_on", "Eingang am").required(), "date")}
            {input(field("principal", "Auf die Forderung, in Euro").hint(&format!("Offen sind {}.", one.recovery.open())), "text")}
            {input(field("interest", "Auf Zinsen, in Euro").hint(&format!("Festgesetzt und offen sind {}.", one.recovery.interest_open())), "text")}
            {input(field("payment_reference", "Beleg").required().max_length(100), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Zahlung verzeichnen", true)}</div>
        </form>
    };
    folded(context, "Zahlung verzeichnen", "paid_on", form.into_any())
}

/// Sets interest.
pub fn interest(context: &PageContext, one: &One) -> AnyView {
    let first = |name, label, value: String| Field::new(name, label, &context.form, value);
    let form = view! {
        <form method="post" action=paths::recovery_step(one.recovery.claim.id, "zinsen") class="stack panel-form">
            {version(one)}
            {input(first("until", "Erster Tag ohne Zinsen", one.calculation.until.to_string()).hint("Den Betrag berechnet das Programm: alle Zinsen bis dahin, abzüglich der schon festgesetzten.").required(), "date")}
            {input(first("interest_dated_on", "Datum des Zinsbescheids", String::new()).required(), "date")}
            {input(first("interest_reference", "Aktenzeichen", String::new()).required().max_length(100), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Zinsen festsetzen", true)}</div>
        </form>
    };
    folded(context, "Zinsen festsetzen", "until", form.into_any())
}

/// Agrees on equal monthly instalments.
pub fn instalments(context: &PageContext, one: &One) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let hint = format!(
        "{} werden auf gleiche Monatsraten verteilt; der Cent, der übrig bleibt, kommt zur ersten.",
        one.recovery.open()
    );
    let form = view! {
        <form method="post" action=paths::recovery_step(one.recovery.claim.id, "raten") class="stack panel-form">
            {version(one)}
            {input(field("agreed_on", "Vereinbart am").required(), "date")}
            {input(field("first_due", "Erste Rate fällig am").required(), "date")}
            {input(field("instalments", "Zahl der Monatsraten").hint(&hint).required().max_length(3), "text")}
            {text_area(field("plan_reason", "Begründung").required().max_length(2_000), 2)}
            <div class="kern-btn-wrapper">{ui::submit("Raten vereinbaren", true)}</div>
        </form>
    };
    folded(context, "Raten vereinbaren", "first_due", form.into_any())
}

/// Proposes a write-off.
pub fn write_off(context: &PageContext, one: &One) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let mut kinds = vec![(String::new(), "Bitte wählen".to_owned())];
    kinds.extend(WriteOff::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
    let form = view! {
        <form method="post" action=paths::recovery_step(one.recovery.claim.id, "verzicht") class="stack panel-form">
            {version(one)}
            {select(field("kind", "Art").required(), kinds)}
            {input(field("amount", "Betrag in Euro").hint(&format!("Offen sind {}, verfolgt werden {}.", one.recovery.open(), one.recovery.pursued())).required(), "text")}
            {input(field("shelved_until", "Niedergeschlagen bis").hint("Nur bei einer befristeten Niederschlagung; leer heißt unbefristet."), "date")}
            {text_area(field("reason", "Begründung").required().max_length(2_000), 3)}
            <div class="kern-btn-wrapper">{ui::submit("Zur Mitzeichnung vorschlagen", true)}</div>
        </form>
    };
    folded(context, "Niederschlagung oder Erlass vorschlagen", "kind", form.into_any())
}

/// Takes a claim up again that was not pursued.
pub fn resume(context: &PageContext, one: &One, part: &Proposed) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let title = format!("Niederschlagung über {} beenden", part.row.amount_cents);
    let form = view! {
        <form method="post" action=paths::write_off_step(part.row.id, "aufgreifen") class="stack panel-form">
            <p>{title}</p>
            {version(one)}
            {input(field("resumed_on", "Wieder verfolgt ab").required(), "date")}
            {text_area(field("resume_reason", "Begründung").required().max_length(2_000), 2)}
            <div class="kern-btn-wrapper">{ui::submit("Forderung wieder aufgreifen", true)}</div>
        </form>
    };
    folded(context, "Forderung wieder aufgreifen", "resumed_on", form.into_any())
}

/// Proposes the Storno of an Erlass that was entered by mistake.
pub fn remission_storno(context: &PageContext, one: &One) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(one.recovery.remissions().map(|part| {
        let since = part.holds_from().map(|day| format!(" vom {}", text::day(day))).unwrap_or_default();
        (part.row.id.to_string(), format!("Erlass{since}: {}", part.row.amount_cents))
    }));
    let hint = "Nur was irrtümlich eingetragen ist. Ein Erlass, der zurückgenommen oder widerrufen wird (§§ 48, 49 VwVfG NRW), führt zu einer neuen Rückforderung.";
    let form = view! {
        <form method="post" action=paths::recovery_step(one.recovery.claim.id, "erlass-storno") class="stack panel-form">
            {version(one)}
            {select(field("erlass", "Welcher Erlass?").hint(hint).required(), choices)}
            {text_area(field("erlass_reason", "Begründung").required().max_length(2_000), 2)}
            <div class="kern-btn-wrapper">{ui::submit("Storno zur Mitzeichnung vorschlagen", false)}</div>
        </form>
    };
    folded(context, "Erlass stornieren", "erlass", form.into_any())
}

/// Takes back what was recorded by mistake: what counts stands for choice, the newest first.
pub fn take_back(context: &PageContext, one: &One) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let recovery = &one.recovery;
    let key = |fact: Fact, id: i64| format!("{}:{id}", fact.key());
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(recovery.live_payments().map(|row| {
        let words = format!(
            "Zahlung vom {}: {} und {} Zinsen",
            text::day(row.paid_on),
            row.principal_cents,
            row.interest_cents
        );
        (key(Fact::Payment, row.id), words)
    }));
    choices.extend(recovery.live_interest().map(|row| {
        let words = format!("Zinsbescheid {} vom {}: {}", row.reference, text::day(row.dated_on), row.amount_cents);
        (key(Fact::Interest, row.id), words)
    }));
    choices.extend(recovery.plan().map(|(plan, _)| {
        (key(Fact::Instalments, plan.id), format!("Ratenvereinbarung vom {}", text::day(plan.agreed_on)))
    }));
    let words = match recovery.claim.draw_id {
        Some(_) => "der ganze Zinsanspruch".to_owned(),
        None => format!("die ganze Rückforderung: {}", recovery.claim.amount_cents),
    };
    choices.push((key(Fact::Claim, recovery.claim.id), words));
    let form = view! {
        <form method="post" action=paths::recovery_step(recovery.claim.id, "storno") class="stack panel-form">
            {version(one)}
            {select(field("fact", "Was wird storniert?").hint("Gebucht wird das Gegenteil; beides bleibt zu sehen. Ein Storno kann nicht storniert werden.").required(), choices)}
            {text_area(field("storno_reason", "Begründung").required().max_length(2_000), 2)}
            <div class="kern-btn-wrapper">{ui::submit("Stornieren", false)}</div>
        </form>
    };
    folded(context, "Etwas stornieren", "fact", form.into_any())
}

/// The second person's word.
pub fn verdict(context: &PageContext, one: &One, waiting: &Proposed) -> AnyView {
    let reason =
        Field::new("reason", "Bemerkung", &context.form, "").hint("Bei einer Ablehnung nötig.").max_length(2_000);
    let step = |step| paths::write_off_step(waiting.row.id, step);
    view! {
        <form method="post" action=step("mitzeichnen") class="stack panel-form">
            {version(one)}
            {text_area(reason, 3)}
            <div class="buttons">
                {ui::submit("Mitzeichnen", true)}
                <button type="submit" class="kern-btn kern-btn--secondary" formaction=step("ablehnen")><span class="kern-label">"Ablehnen"</span></button>
            </div>
        </form>
    }
    .into_any()
}
