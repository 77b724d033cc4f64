//! Forms about claims: raise one, record a payment, set interest, agree on instalments, write off, take up again, take back.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    approval::Verdict,
    money::Cents,
    recovery::{
        Fact, Ground, WriteOff,
        change::{
            self, Agree, Pay, Raise, SetInterest, monthly,
            take_back::TakeBack,
            write_off::{self, Decide, Propose, Resume, Reverse},
        },
        find,
    },
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};

/// The forms about claims.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/projekte/{number}/rueckforderung", raise)
        .form("/rueckforderungen/{id}/zahlungen", pay)
        .form("/rueckforderungen/{id}/zinsen", interest)
        .form("/rueckforderungen/{id}/raten", instalments)
        .form("/rueckforderungen/{id}/verzicht", propose)
        .form("/rueckforderungen/{id}/storno", take_back)
        .form("/rueckforderungen/{id}/erlass-storno", reverse)
        .form("/forderungsverzicht/{id}/mitzeichnen", approve)
        .form("/forderungsverzicht/{id}/ablehnen", reject)
        .form("/forderungsverzicht/{id}/aufgreifen", resume)
}

/// A form that is being read: what is wrong is collected.
struct Reading<'a> {
    fields: &'a Fields,
    errors: Vec<FieldError>,
}

impl<'a> Reading<'a> {
    fn new(fields: &'a Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    fn day(&mut self, field: &'static str, name: &str, required: bool) -> Option<NaiveDate> {
        let text = self.fields.get(field);
        let day = app::text::typed_day(text);
        if day.is_none() && (required || !text.is_empty()) {
            let message = format!("{name}: Bitte einen Tag angeben, zum Beispiel 31.12.2021.");
            self.errors.push(FieldError::new(field, "format", message));
        }
        day
    }

    fn money(&mut self, field: &'static str, name: &str, required: bool) -> Option<Cents> {
        match app::grants::form::amount(name, self.fields.get(field)) {
            Ok(None) if required => {
                let message = format!("{name}: Bitte einen Betrag angeben, zum Beispiel 1.234,56.");
                self.errors.push(FieldError::new(field, "required", message));
                None
            }
            Ok(cents) => cents,
            Err(message) => {
                self.errors.push(FieldError::new(field, "format", message));
                None
            }
        }
    }

    fn need<T>(&mut self, field: &'static str, found: Option<T>, message: &str) -> Option<T> {
        if found.is_none() {
            self.errors.push(FieldError::new(field, "required", message));
        }
        found
    }

    fn version(&self) -> i32 {
        // none fits a form that lost it
        self.fields.get("version").parse().unwrap_or(-1)
    }

    fn done<T>(self, command: Option<T>) -> Result<T, Refusal> {
        match command.filter(|_| self.errors.is_empty()) {
            Some(command) => Ok(command),
            None => Err(Refusal::Invalid(self.errors)),
        }
    }
}

/// What the operation calls a field, the page calls by the form's own name, so that no two fields of it are the same.
pub(super) fn renamed(refusal: Refusal, names: &[(&str, &'static str)]) -> Refusal {
    let Refusal::Invalid(mut errors) = refusal else { return refusal };
    for error in &mut errors {
        if let Some((_, name)) = names.iter().find(|(field, _)| *field == error.field) {
            error.field = *name;
        }
    }
    Refusal::Invalid(errors)
}

async fn raise(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
    let address = paths::recoveries(&number);
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let found = match find::of_project(db, actor, Viewpoint::now(&now), &number).await {
        Ok(found) => found,
        Err(refusal) => return page.refuse(refusal, &address, &fields).await,
    };
    let case = fields.get("case").parse::<i64>().ok();
    let Some(case_id) = case.filter(|id| found.cases.iter().any(|one| one.case.id == *id)) else {
        return page.refuse(Refusal::NotFound, &address, &fields).await;
    };
    let done = match read_claim(case_id, &fields) {
        Ok(command) => change::raise(db, actor, now, command).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(id) => page.done(&paths::recovery(id), "Die Rückforderung ist verzeichnet und gebucht."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read_claim(case_id: i64, fields: &Fields) -> Result<Raise, Refusal> {
    let mut reading = Reading::new(fields);
    let version = reading.version();
    let ground = reading.need("ground", Ground::from_key(fields.get("ground")), "Bitte den Grund wählen.");
    let known_on = reading.day("known_on", "Tatsachen bekannt seit", true);
    let heard_on = reading.day("heard_on", "Anhörung", false);
    let dated_on = reading.day("dated_on", "Datum des Bescheids", true);
    let arises_on = reading.day("arises_on", "Zu verzinsen ab", true);
    let due_on = reading.day("due_on", "Zu zahlen bis", true);
    let amount = reading.money("amount", "Betrag", true);
    let command = (|| {
        Some(Raise {
            case_id,
            version,
            ground: ground?,
            known_on: known_on?,
            heard_on,
            dated_on: dated_on?,
            arises_on: arises_on?,
            due_on: due_on?,
            amount: amount?,
            reason: fields.get("reason").into(),
            late_reason: fields.optional("late_reason").map(str::to_owned),
            reference: fields.get("reference").into(),
        })
    })();
    reading.done(command)
}

async fn pay(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let paid_on = reading.day("paid_on", "Eingang", true);
    let principal = reading.money("principal", "Auf die Forderung", false).unwrap_or_default();
    let interest = reading.money("interest", "Auf Zinsen", false).unwrap_or_default();
    let reference = fields.get("payment_reference").to_owned();
    let command = paid_on.map(|paid_on| Pay { claim_id, version, paid_on, principal, interest, reference });
    let done = match reading.done(command) {
        Ok(command) => change::pay(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ()),
        Err(refusal) => Err(refusal),
    };
    let done = done.map_err(|refusal| renamed(refusal, &[("reference", "payment_reference")]));
    answer(page, claim_id, done, "Die Zahlung ist verzeichnet und gebucht.", &fields).await
}

async fn interest(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let until = reading.day("until", "Erster Tag ohne Zinsen", true);
    let dated_on = reading.day("interest_dated_on", "Datum des Zinsbescheids", true);
    let reference = fields.get("interest_reference").to_owned();
    let command = until.zip(dated_on);
    let command = command.map(|(until, dated_on)| SetInterest { claim_id, version, until, dated_on, reference });
    let done = match reading.done(command) {
        Ok(command) => change::set_interest(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ()),
        Err(refusal) => Err(refusal),
    };
    let names = [("dated_on", "interest_dated_on"), ("reference", "interest_reference")];
    let done = done.map_err(|refusal| renamed(refusal, &names));
    answer(page, claim_id, done, "Die Zinsen sind festgesetzt und gebucht.", &fields).await
}

async fn instalments(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let address = paths::recovery(claim_id);
    let one = match find::one(db, actor, Viewpoint::now(&now), claim_id, now.today).await {
        Ok(one) => one,
        Err(refusal) => return page.refuse(refusal, &address, &fields).await,
    };
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let agreed_on = reading.day("agreed_on", "Vereinbart am", true);
    let first = reading.day("first_due", "Erste Rate", true);
    let count = fields.get("instalments").parse::<u32>().ok().filter(|count| (1..=120).contains(count));
    let count = reading.need("instalments", count, "Bitte die Zahl der Raten angeben, 1 bis 120.");
    let reason = fields.get("plan_reason").to_owned();
    let command = (|| {
        let instalments = monthly(first?, count?, one.recovery.open());
        Some(Agree { claim_id, version, agreed_on: agreed_on?, reason, instalments })
    })();
    let done = match reading.done(command) {
        Ok(command) => change::agree(db, actor, now, command).await.map(|_| ()),
        Err(refusal) => Err(refusal),
    };
    let done = done.map_err(|refusal| renamed(refusal, &[("reason", "plan_reason")]));
    answer(page, claim_id, done, "Die Raten sind vereinbart.", &fields).await
}

async fn propose(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let kind = WriteOff::from_key(fields.get("kind"));
    let kind = reading.need("kind", kind, "Bitte Niederschlagung oder Erlass wählen.");
    let amount = reading.money("amount", "Betrag", true);
    let until = reading.day("shelved_until", "Niedergeschlagen bis", false);
    let reason = fields.get("reason").to_owned();
    let command = kind.zip(amount).map(|(kind, amount)| Propose { claim_id, version, kind, amount, until, reason });
    let done = match reading.done(command) {
        Ok(command) => write_off::propose(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ()),
        Err(refusal) => Err(refusal),
    };
    answer(page, claim_id, done, "Vorgeschlagen. Jetzt muss eine zweite Person mitzeichnen.", &fields).await
}

async fn approve(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    second(page, id, fields, Verdict::Approved).await
}

async fn reject(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    second(page, id, fields, Verdict::Rejected).await
}

async fn second(page: Page, write_off_id: i64, fields: Fields, verdict: Verdict) -> Response {
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let claim_id = match find::claim_of(db, actor, write_off_id).await {
        Ok(id) => id,
        Err(refusal) => return page.refuse(refusal, paths::TASKS, &fields).await,
    };
    let version = Some(fields.get("version").parse().unwrap_or(-1));
    let reason = fields.optional("reason").map(str::to_owned);
    let done = write_off::decide(db, actor, now, Decide { write_off_id, version, verdict, reason }).await;
    let notice = match verdict {
        Verdict::Approved => "Mitgezeichnet und gebucht.",
        Verdict::Rejected | Verdict::Withdrawn => "Abgelehnt. Die Forderung besteht weiter wie bisher.",
    };
    answer(page, claim_id, done, notice, &fields).await
}

async fn resume(page: Page, Path(write_off_id): Path<i64>, fields: Fields) -> Response {
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let claim_id = match find::claim_of(db, actor, write_off_id).await {
        Ok(id) => id,
        Err(refusal) => return page.refuse(refusal, paths::TASKS, &fields).await,
    };
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let resumed_on = reading.day("resumed_on", "Wieder verfolgt ab", true);
    let reason = fields.get("resume_reason").to_owned();
    let command = resumed_on.map(|resumed_on| Resume { write_off_id, version, resumed_on, reason });
    let done = match reading.done(command) {
        Ok(command) => write_off::resume(db, actor, now, command).await,
        Err(refusal) => Err(refusal),
    };
    let done = done.map_err(|refusal| renamed(refusal, &[("reason", "resume_reason")]));
    answer(page, claim_id, done, "Die Forderung wird wieder verfolgt.", &fields).await
}

async fn reverse(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let chosen = fields.get("erlass").parse::<i64>().ok();
    let chosen = reading.need("erlass", chosen, "Bitte wählen, welcher Erlass storniert wird.");
    let reason = fields.get("erlass_reason").to_owned();
    let command = chosen.map(|write_off_id| Reverse { write_off_id, version, reason });
    let done = match reading.done(command) {
        Ok(command) => write_off::reverse(db, actor, now, command).await.map(|_| ()),
        Err(refusal) => Err(refusal),
    };
    let done = done.map_err(|refusal| renamed(refusal, &[("reason", "erlass_reason")]));
    answer(
        page,
        claim_id,
        done,
        "Vorgeschlagen. Storniert ist der Erlass, wenn eine zweite Person mitzeichnet.",
        &fields,
    )
    .await
}

async fn take_back(page: Page, Path(claim_id): Path<i64>, fields: Fields) -> Response {
    let mut reading = Reading::new(&fields);
    let version = reading.version();
    let chosen = fields.get("fact").split_once(':');
    let chosen = chosen.and_then(|(fact, id)| Some((Fact::from_key(fact)?, id.parse::<i64>().ok()?)));
    let chosen = reading.need("fact", chosen, "Bitte wählen, was storniert wird.");
    let reason = fields.get("storno_reason").to_owned();
    let command = chosen.map(|(fact, fact_id)| TakeBack { claim_id, version, fact, fact_id, reason });
    let done = match reading.done(command) {
        Ok(command) => {
            change::take_back::take_back(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ())
        }
        Err(refusal) => Err(refusal),
    };
    let done = done.map_err(|refusal| renamed(refusal, &[("reason", "storno_reason")]));
    answer(page, claim_id, done, "Storniert. Das Gegenteil ist gebucht; beides bleibt zu sehen.", &fields).await
}

async fn answer(page: Page, claim_id: i64, done: Result<(), Refusal>, notice: &str, fields: &Fields) -> Response {
    let address = paths::recovery(claim_id);
    match done {
        Ok(()) => page.done(&address, notice),
        Err(refusal) => page.refuse(refusal, &address, fields).await,
    }
}
