//! Operations on calls for money: enter one, answer it.
use super::{
    ANSWERED, Call, State, Verdict, answer, record,
    rules::{self, Facts, Terms},
};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    check::finding::{Finding, Severity},
    clock::Now,
    db::Db,
    grant::{book::Live, content::LARGEST, finality, standing},
    ledger::{self, Kind},
    money::Cents,
    origin,
    parameter::{Key, Set},
    permission::Action,
    refusal::{FieldError, Refusal},
    settlement::{
        book::{self, Booked},
        load::{Stored, ever},
    },
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// A call for money that is to be entered.
#[derive(Debug, Clone)]
pub struct Enter {
    /// The case.
    pub case_id: i64,
    /// The state of the project's settlement that the form showed.
    pub version: i32,
    /// What it says.
    pub call: Call,
}

/// An answer to a call.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The call.
    pub draw_id: i64,
    /// The state of the project's settlement that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// Paid or refused.
    pub verdict: Verdict,
    /// Value date of the payment, or the day of the refusal; not in the future.
    pub dated_on: NaiveDate,
    /// How much is paid; as called for unless given.
    pub amount: Option<Cents>,
    /// Why it is refused, or less than called for; at most 2,000 characters.
    pub reason: Option<String>,
}

/// Enters a call and books it as requested; gives its key.
///
/// # Errors
/// Not found, forbidden unless the actor is the recipient's or the authority of the case, stale, or field by field what
/// blocks it ([`rules::check`]).
pub async fn enter(db: &Db, actor: &Actor, now: Now, command: Enter) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let standing = standing::of_case(write.tx(), command.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::HandInSettlement, &standing.place)?;
    let stored = Stored::load(write.tx(), standing.project.id).await?;
    if stored.version() != command.version {
        return Err(Refusal::Stale);
    }
    let call = command.call;
    let errors = faults(&call, now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let Some(decision) = standing.holds(call.requested_on) else { return Err(nothing_granted(call.requested_on)) };
    let decision_id = decision.id;
    let judged = Judged { call: &call, on: call.requested_on, amount: call.amount, except: None };
    let parameters = Set::load(write.tx(), None).await?;
    let findings = rules::check(&facts(&standing, &stored, &parameters, judged)?);
    let errors = blocking(&findings);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let booked = Booked {
        kind: Kind::Requested,
        source: book::source(&standing),
        cents: call.amount,
        on: call.requested_on,
        year: call.budget_year,
        reference: call.reference.clone(),
        origin_id,
    };
    let entry_id = one(ledger::change::insert(&mut write, vec![book::entry(&standing, booked)]).await?)?;
    let mut row = record::Model {
        id: 0,
        case_id: standing.case.id,
        decision_id,
        requested_on: call.requested_on,
        amount_cents: call.amount,
        needed_until: call.needed_until,
        spent_before_cents: call.spent_before,
        own_before_cents: call.own_before,
        budget_year: call.budget_year,
        reference: call.reference,
        entry_id,
        sample: standing.case.sample,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Draw, row.id, row.line());
    write
        .commit(audit::Entry {
            action: "draw.enter",
            subject: "draw",
            subject_id: row.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "case": standing.case.reference,
                "requested_on": row.requested_on, "amount": row.amount_cents.plain(),
                "needed_until": row.needed_until,
                "findings": findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
            }),
            reason: None,
        })
        .await?;
    Ok(row.id)
}

/// Answers a call: a payment is booked as paid, a refusal takes the call back.
///
/// # Errors
/// Not found, forbidden unless the actor is of the case's authority, stale, refused by rule where an answer stands
/// ([`ANSWERED`]) or the call was withdrawn, or field by field what blocks the payment.
pub async fn reply(db: &Db, actor: &Actor, now: Now, command: Reply) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let found = record::Entity::find_by_id(command.draw_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let standing = standing::of_case(write.tx(), found.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::DecideSettlement, &standing.place)?;
    let stored = Stored::load(write.tx(), standing.project.id).await?;
    if command.version.is_some_and(|version| version != stored.version()) {
        return Err(Refusal::Stale);
    }
    unanswered(&stored, &found)?;
    let reason = command.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let amount = match command.verdict {
        Verdict::Paid => command.amount.unwrap_or(found.amount_cents),
        Verdict::Refused => Cents::ZERO,
    };
    let errors = wrong(&found, command.verdict, command.dated_on, amount, reason.as_deref(), now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let entry = match command.verdict {
        Verdict::Paid => {
            let call = found.call();
            let judged = Judged { call: &call, on: command.dated_on, amount, except: Some(found.id) };
            let parameters = Set::load(write.tx(), None).await?;
            let errors = blocking(&rules::check(&facts(&standing, &stored, &parameters, judged)?));
            if !errors.is_empty() {
                return Err(Refusal::Invalid(errors.into_iter().map(of_answer).collect()));
            }
            let booked = Booked {
                kind: Kind::Paid,
                source: book::source(&standing),
                cents: amount,
                on: command.dated_on,
                year: found.budget_year,
                reference: found.reference.clone(),
                origin_id,
            };
            book::entry(&standing, booked)
        }
        Verdict::Refused => {
            let live = stored.live(standing.case.id, &[Kind::Requested], ever());
            let requested = live.iter().find(|live| live.entry.id == found.entry_id);
            requested.and_then(|live| live.counter(command.dated_on, origin_id)).ok_or(Refusal::NotFound)?
        }
    };
    let entry_id = one(ledger::change::insert(&mut write, vec![entry]).await?)?;
    let before = stored.answers.iter().filter(|row| row.draw_id == found.id).count();
    let mut row = answer::Model {
        id: 0,
        draw_id: found.id,
        attempt: i32::try_from(before + 1).unwrap_or(i32::MAX),
        verdict: command.verdict.key().into(),
        dated_on: command.dated_on,
        amount_cents: amount,
        reason,
        entry_id,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = answer::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = answer::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::DrawAnswer, row.id, row.line());
    write
        .commit(audit::Entry {
            action: if command.verdict == Verdict::Paid { "draw.pay" } else { "draw.refuse" },
            subject: "draw",
            subject_id: found.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "case": standing.case.reference, "attempt": row.attempt,
                "dated_on": row.dated_on, "amount": row.amount_cents.plain(),
            }),
            reason: row.reason,
        })
        .await
}

impl record::Model {
    /// What it says.
    #[must_use]
    pub fn call(&self) -> Call {
        Call {
            requested_on: self.requested_on,
            amount: self.amount_cents,
            needed_until: self.needed_until,
            spent_before: self.spent_before_cents,
            own_before: self.own_before_cents,
            budget_year: self.budget_year,
            reference: self.reference.clone(),
        }
    }
}

/// What the rules are asked about.
pub(in crate::settlement) struct Judged<'a> {
    /// The call.
    pub(in crate::settlement) call: &'a Call,
    /// The day of the call, or of its payment.
    pub(in crate::settlement) on: NaiveDate,
    /// What is to be paid.
    pub(in crate::settlement) amount: Cents,
    /// The call itself, where it is entered already.
    pub(in crate::settlement) except: Option<i64>,
}

/// What the rules look at.
pub(in crate::settlement) fn facts(
    standing: &standing::Standing,
    stored: &Stored,
    parameters: &Set,
    judged: Judged<'_>,
) -> Result<Facts, Refusal> {
    let Some(decision) = standing.holds(judged.on) else { return Err(nothing_granted(judged.on)) };
    let unchallenged = standing.is_final(judged.on, parameters);
    let content = standing.content_of(decision)?;
    let firm = unchallenged.map_or(decision.amount_cents, |row| row.amount_cents);
    let others = || stored.draws.iter().filter(|row| row.case_id == standing.case.id && Some(row.id) != judged.except);
    let open = others().filter(|row| stored.became(row, ever()).0 == State::Open).map(|row| row.amount_cents);
    let paid = stored.live(standing.case.id, &[Kind::Paid], ever());
    let sum =
        |live: &mut dyn Iterator<Item = &Live>| crate::grant::content::sum(live.map(|live| live.entry.amount_cents));
    let year = judged.call.budget_year;
    Ok(Facts {
        call: judged.call.clone(),
        on: judged.on,
        amount: judged.amount,
        terms: Terms {
            financing: content.financing,
            most: decision.amount_cents.min(firm),
            grant: decision.amount_cents,
            eligible: decision.eligible_cents,
            drawable: content.drawable,
            of_year: content.by_year().get(&year).copied().unwrap_or_default(),
        },
        final_from: match unchallenged {
            Some(row) => finality::of(row, parameters),
            None => next_final(standing, parameters, judged.on),
        },
        paid: crate::grant::content::sum([sum(&mut paid.iter()), stored.paid_besides(standing.case.id)]),
        paid_in_year: sum(&mut paid.iter().filter(|live| live.entry.budget_year == Some(year))),
        last_paid_on: paid.iter().map(|live| live.entry.value_date).filter(|day| *day <= judged.on).max(),
        open: crate::grant::content::sum(open),
        months: parameters.on(Key::PayoutMonths, judged.on),
        tolerance: Cents(parameters.on(Key::ToleranceEuro, judged.on)),
    })
}

/// When the first version will be beyond challenge that is not yet on a day.
fn next_final(standing: &standing::Standing, parameters: &Set, on: NaiveDate) -> Option<NaiveDate> {
    standing.decisions.iter().filter_map(|row| finality::of(row, parameters)).filter(|day| *day > on).min()
}

fn nothing_granted(on: NaiveDate) -> Refusal {
    let message = format!("R13: Am {} gilt für diesen Fall kein Bescheid.", crate::check::facts::shown(on));
    Refusal::field("requested_on", "R13", message)
}

/// Refuses where an answer stands, or where the call was taken back.
fn unanswered(stored: &Stored, found: &record::Model) -> Result<(), Refusal> {
    match stored.became(found, ever()) {
        (State::Open, _) => Ok(()),
        (State::Withdrawn, _) => {
            Err(Refusal::rule("draw.withdrawn", "Dieser Abruf ist storniert. Bitte einen neuen eintragen."))
        }
        (state, answer) => {
            let on = answer.map(|row| crate::check::facts::shown(row.dated_on)).unwrap_or_default();
            let message = format!(
                "R13: Dieser Abruf über {} ist schon {}, am {on}. Ein zweites Mal wird nicht gezahlt, solange die Buchung nicht storniert ist.",
                found.amount_cents,
                state.label()
            );
            Err(Refusal::rule(ANSWERED, message))
        }
    }
}

/// What cannot be stored of a call, field by field.
fn faults(call: &Call, today: NaiveDate) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut say = |field, code, message: &str| errors.push(FieldError::new(field, code, message));
    if call.amount <= Cents::ZERO || call.amount > LARGEST {
        say("amount", "range", "Der abgerufene Betrag muss über null und höchstens 100 Milliarden Euro sein.");
    }
    for (field, cents) in [("spent_before", call.spent_before), ("own_before", call.own_before)] {
        if cents < Cents::ZERO || cents > LARGEST {
            say(field, "range", "Der Betrag muss zwischen null und 100 Milliarden Euro liegen.");
        }
    }
    if call.own_before > call.spent_before {
        say("own_before", "range", "Eigene und andere Mittel können nicht höher sein als die bisherigen Ausgaben.");
    }
    if call.requested_on > today {
        say("requested_on", "future", "Der Abruf liegt in der Zukunft. Bitte einen Tag bis heute angeben.");
    }
    if !(1990..=2100).contains(&call.budget_year) {
        say("budget_year", "range", "Das Haushaltsjahr muss zwischen 1990 und 2100 liegen.");
    }
    if call.reference.as_ref().is_some_and(|text| text.chars().count() > 200 || text.contains('\0')) {
        say("reference", "too_long", "Das Aktenzeichen ist länger als 200 Zeichen.");
    }
    errors
}

/// What cannot be stored of an answer, field by field.
fn wrong(
    call: &record::Model,
    verdict: Verdict,
    dated_on: NaiveDate,
    amount: Cents,
    reason: Option<&str>,
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut say = |field, code, message: String| errors.push(FieldError::new(field, code, message));
    if dated_on > today {
        say("dated_on", "future", "Der Tag liegt in der Zukunft. Bitte einen Tag bis heute angeben.".into());
    } else if dated_on < call.requested_on {
        say("dated_on", "range", "Der Tag liegt vor dem Abruf.".into());
    }
    if verdict == Verdict::Paid && !(Cents(1)..=call.amount_cents).contains(&amount) {
        let message = format!("Ausgezahlt werden kann mehr als null und höchstens der Abruf: {}.", call.amount_cents);
        say("amount", "range", message);
    }
    if reason.is_some_and(|reason| reason.chars().count() > 2_000 || reason.contains('\0')) {
        say("reason", "too_long", "Die Begründung ist länger als 2.000 Zeichen.".into());
    } else if reason.is_none() && (verdict == Verdict::Refused || amount < call.amount_cents) {
        let message = "Bitte begründen, warum nicht gezahlt wird, was abgerufen ist.";
        say("reason", "required", message.into());
    }
    errors
}

fn blocking(findings: &[Finding]) -> Vec<FieldError> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Blocks)
        .map(|finding| FieldError::new(finding.field, finding.rule, finding.message.clone()))
        .collect()
}

/// The form of the answer has the day and the amount only.
fn of_answer(error: FieldError) -> FieldError {
    let field = if error.field == "amount" { "amount" } else { "dated_on" };
    FieldError { field, ..error }
}

fn one(rows: Vec<ledger::record::Model>) -> Result<i64, Refusal> {
    rows.first().map(|row| row.id).ok_or(Refusal::NotFound)
}
