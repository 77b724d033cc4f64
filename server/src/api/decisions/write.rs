//! Opening cases, proposing versions, deciding them.
use super::shape::{Decision, GrantCase};
use crate::api::{
    body::Body,
    call::{Call, key, name},
    fault::{Fault, Problem},
    shape::tagged,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    approval::Verdict,
    grant::{
        Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime,
        change::{self, Decide, Open, Propose, Withdraw},
        content::{Content, PlanLine, Tranche},
        find,
        notify::{self, Notify},
    },
    ledger::Source,
    money::Rate,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use utoipa::ToSchema;

/// A grant case to be opened.
#[derive(Debug, ToSchema)]
pub struct NewCase {
    /// File reference (Aktenzeichen), unique.
    pub reference: String,
    /// The recipient.
    pub recipient: String,
    /// `municipality`, `company`, `research`, `charity` or `other`.
    pub recipient_kind: String,
    /// The authority's slug; one's own.
    #[schema(example = "bezreg-arnsberg")]
    pub authority: String,
    /// Slug of the project's region that it counts in.
    pub region: Option<String>,
    /// `vv` or `vvg`.
    pub regime: String,
    /// `programme` unless given, or `other_land`.
    pub source: Option<String>,
}

/// What a decision binds in a budget year.
#[derive(Debug, ToSchema)]
pub struct NewTranche {
    /// Budget year.
    pub year: i32,
    /// `cash` or `commitment`.
    pub backing: String,
    /// Euros, as a text.
    pub amount: String,
}

/// A line of a financing plan.
#[derive(Debug, ToSchema)]
pub struct NewPlanLine {
    /// Budget year.
    pub year: i32,
    /// What for, or from where.
    pub item: String,
    /// Whether it is eligible; true unless given.
    pub eligible: Option<bool>,
    /// Euros, as a text.
    pub amount: String,
}

/// A version of a decision to be proposed.
#[derive(Debug, ToSchema)]
pub struct NewDecision {
    /// The case, by its key.
    pub case: i64,
    /// What it does.
    pub kind: String,
    /// Date of the Bescheid; not in the future.
    pub dated_on: NaiveDate,
    /// Day of notification.
    pub notified_on: Option<NaiveDate>,
    /// Day of the waiver of legal remedies.
    pub waived_on: Option<NaiveDate>,
    /// The recipient.
    pub recipient: String,
    /// `share`, `gap`, `fixed` or `full`.
    pub financing: String,
    /// Percent as a text, with share financing.
    pub rate: Option<String>,
    /// The grant: euros, as a text. The sum of `years`, and the grant in `plan`.
    pub amount: String,
    /// The version of VV and ANBest that it contains.
    pub rules: String,
    /// First day of the Bewilligungszeitraum.
    pub drawable_from: NaiveDate,
    /// Last day of the Bewilligungszeitraum.
    pub drawable_to: NaiveDate,
    /// First day of the Durchführungszeitraum.
    pub work_from: NaiveDate,
    /// Last day of the Durchführungszeitraum.
    pub work_to: NaiveDate,
    /// Last day of the Zweckbindung.
    pub bound_until: Option<NaiveDate>,
    /// Special conditions.
    pub conditions: Option<String>,
    /// Why; required where a rule warns.
    pub reason: Option<String>,
    /// What is bound in which year.
    pub years: Vec<NewTranche>,
    /// The financing plan: both sides equal in each year.
    pub plan: Vec<NewPlanLine>,
}

/// What became known of an approved version; at least one day.
#[derive(Debug, ToSchema)]
pub struct NewNotice {
    /// Day of notification; not before the date of the Bescheid, not in the future.
    pub notified_on: Option<NaiveDate>,
    /// Day of the waiver of legal remedies; likewise.
    pub waived_on: Option<NaiveDate>,
}

/// A second person's word.
#[derive(Debug, ToSchema)]
pub struct Word {
    /// Why; required for a rejection.
    pub reason: Option<String>,
}

/// Open a grant case
///
/// A case ties one recipient to one authority and one source of money; only the authority itself opens it.
#[utoipa::path(
    post,
    path = "/api/v1/projects/{number}/cases",
    operation_id = "open_case",
    tag = "decisions",
    params(
        ("number" = String, Path, description = "Number; a slash in it is `%2F`"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = NewCase,
    responses(
        (status = 201, body = GrantCase, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn open(call: Call, Path(number): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let number = name(number)?;
    let version = expected(&call, &number).await?;
    let reference = body.text("reference");
    let reference = body.required("reference", reference);
    let recipient = body.text("recipient");
    let recipient = body.required("recipient", recipient);
    let recipient_kind = body.word("recipient_kind", RecipientKind::ALL, |kind| kind.key());
    let recipient_kind = body.required("recipient_kind", recipient_kind);
    let authority = body.text("authority");
    let authority = body.required("authority", authority);
    let region = body.text("region");
    let regime = body.word("regime", Regime::ALL, |regime| regime.key());
    let regime = body.required("regime", regime);
    let source = body.word("source", &[Source::Programme, Source::OtherLand], |source| source.key());
    body.finish()?;
    // nothing is missing after that; the pattern only says so
    let (Some(reference), Some(recipient), Some(recipient_kind), Some(authority), Some(regime)) =
        (reference, recipient, recipient_kind, authority, regime)
    else {
        return Err(missing());
    };
    let command = Open {
        number: number.clone(),
        version,
        reference,
        recipient,
        recipient_kind,
        authority,
        region,
        regime,
        source: source.unwrap_or(Source::Programme),
        sample: false,
    };
    let id = change::open_case(call.db(), call.actor(), call.now(), command).await?;
    let grants = find::of_project(call.db(), call.actor(), Viewpoint::now(&call.now()), &number).await?;
    let case = grants.cases.iter().find(|case| case.id == id).ok_or(Refusal::NotFound)?;
    Ok((StatusCode::CREATED, tagged(grants.version, GrantCase::from(case))).into_response())
}

/// Propose a version of a decision
///
/// Nothing is granted until a second person approves it.
#[utoipa::path(
    post,
    path = "/api/v1/projects/{number}/decisions",
    operation_id = "propose_decision",
    tag = "decisions",
    params(
        ("number" = String, Path, description = "Number; a slash in it is `%2F`"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = NewDecision,
    responses(
        (status = 201, body = Decision, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`code` of each error is the rule's number where a rule refuses"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn propose(call: Call, Path(number): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let number = name(number)?;
    let version = expected(&call, &number).await?;
    let case_id = body.integer("case");
    let case_id = body.required("case", case_id);
    let content = content(&mut body);
    body.finish()?;
    let (Some(case_id), Some(content)) = (case_id, content) else { return Err(missing()) };
    let grants = find::of_project(call.db(), call.actor(), Viewpoint::now(&call.now()), &number).await?;
    if !grants.cases.iter().any(|case| case.id == case_id) {
        return Err(Fault::field("case", "unknown", "case: Diesen Fall gibt es bei diesem Projekt nicht."));
    }
    let command = Propose { case_id, version, content };
    let id = change::propose(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, id, StatusCode::CREATED).await
}

/// Approve a decision
///
/// By a second person of the authority, never by who proposed it. From the day of the Bescheid on its years are what is
/// granted; what they replace is taken back. `If-Match` is taken, but not asked for: versions never change.
#[utoipa::path(
    post,
    path = "/api/v1/decisions/{id}/approve",
    operation_id = "approve_decision",
    tag = "decisions",
    params(
        ("id" = i64, Path, description = "Key of the version"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = Word,
    responses(
        (status = 200, body = Decision, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Decided already, the same person, or a rule refuses now")
    )
)]
pub async fn approve(call: Call, Path(id): Path<String>, body: Body) -> Result<Response, Fault> {
    decide(call, &id, body, Verdict::Approved).await
}

/// Reject a decision
///
/// By a second person of the authority, with a reason. It never holds.
#[utoipa::path(
    post,
    path = "/api/v1/decisions/{id}/reject",
    operation_id = "reject_decision",
    tag = "decisions",
    params(
        ("id" = i64, Path, description = "Key of the version"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = Word,
    responses(
        (status = 200, body = Decision, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Decided already, the same person, or no reason")
    )
)]
pub async fn reject(call: Call, Path(id): Path<String>, body: Body) -> Result<Response, Fault> {
    decide(call, &id, body, Verdict::Rejected).await
}

/// Withdraw a decision
///
/// By who proposed it, before somebody decides it. It never holds.
#[utoipa::path(
    post,
    path = "/api/v1/decisions/{id}/withdraw",
    operation_id = "withdraw_decision",
    tag = "decisions",
    params(
        ("id" = i64, Path, description = "Key of the version"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = Word,
    responses(
        (status = 200, body = Decision, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Decided already, or proposed by somebody else")
    )
)]
pub async fn withdraw(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let decision_id = key(&id)?;
    let reason = body.text("reason");
    body.finish()?;
    let version = of_decision(&call, decision_id).await?;
    change::withdraw(call.db(), call.actor(), call.now(), Withdraw { decision_id, version, reason }).await?;
    answer(&call, decision_id, StatusCode::OK).await
}

/// Say when a decision was made known
///
/// The day of notification and the day of a waiver of legal remedies, of an approved version. What was known before
/// stays, for questions as known then.
#[utoipa::path(
    post,
    path = "/api/v1/decisions/{id}/notice",
    operation_id = "notify_decision",
    tag = "decisions",
    params(
        ("id" = i64, Path, description = "Key of the version"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the decisions gave")
    ),
    request_body = NewNotice,
    responses(
        (status = 200, body = Decision, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the grants since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Not approved, or a day that cannot be")
    )
)]
pub async fn notify(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let decision_id = key(&id)?;
    let (notified_on, waived_on) = (body.day("notified_on"), body.day("waived_on"));
    body.finish()?;
    let version = of_decision(&call, decision_id).await?;
    let command = Notify { decision_id, version, notified_on, waived_on };
    notify::notify(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, decision_id, StatusCode::OK).await
}

/// The state of the grants that a change of a version is made for, where it is said. Whoever may not see the version
/// learns nothing else.
async fn of_decision(call: &Call, decision_id: i64) -> Result<Option<i32>, Fault> {
    let view = Viewpoint::now(&call.now());
    let (grants, ..) = find::with_decision(call.db(), call.actor(), view, decision_id).await?;
    Ok(call.if_match().map(|wanted| wanted.version(grants.version)))
}

async fn decide(call: Call, id: &str, mut body: Body, verdict: Verdict) -> Result<Response, Fault> {
    let decision_id = key(id)?;
    let reason = body.text("reason");
    body.finish()?;
    let version = of_decision(&call, decision_id).await?;
    let command = Decide { decision_id, version, verdict, reason };
    change::decide(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, decision_id, StatusCode::OK).await
}

/// The version that the change is made for. Whoever may not see the project learns nothing else.
async fn expected(call: &Call, number: &str) -> Result<i32, Fault> {
    let grants = find::of_project(call.db(), call.actor(), Viewpoint::now(&call.now()), number).await?;
    match call.if_match() {
        Some(wanted) => Ok(wanted.version(grants.version)),
        None => Err(Fault::precondition_required()),
    }
}

async fn answer(call: &Call, decision_id: i64, status: StatusCode) -> Result<Response, Fault> {
    let view = Viewpoint::now(&call.now());
    let (grants, case, version) = find::with_decision(call.db(), call.actor(), view, decision_id).await?;
    Ok((status, tagged(grants.version, Decision::of(&case, &version))).into_response())
}

fn missing() -> Fault {
    Fault::field("case", "required", "Bitte alle Pflichtfelder angeben.")
}

/// What a version says; none where something is missing, which the body notes.
fn content(body: &mut Body) -> Option<Content> {
    let kind = body.word("kind", DecisionKind::ALL, |kind| kind.key());
    let kind = body.required("kind", kind);
    let mut days = [None; 5];
    for (day, field) in days.iter_mut().zip(["dated_on", "drawable_from", "drawable_to", "work_from", "work_to"]) {
        let given = body.day(field);
        *day = body.required(field, given);
    }
    let [dated_on, drawable_from, drawable_to, work_from, work_to] = days;
    let (notified_on, waived_on, bound_until) =
        (body.day("notified_on"), body.day("waived_on"), body.day("bound_until"));
    let recipient = body.text("recipient");
    let recipient = body.required("recipient", recipient);
    let financing = body.word("financing", FinancingType::ALL, |financing| financing.key());
    let financing = body.required("financing", financing);
    let rate = body.money("rate").map(|percent| Rate(i32::try_from(percent.0).unwrap_or(i32::MAX)));
    let amount = body.money("amount");
    let amount = body.required("amount", amount);
    let rules = body.text("rules");
    let rules = body.required("rules", rules);
    let (conditions, reason) = (body.text("conditions"), body.text("reason"));
    let tranches = body.objects("years", |item| {
        let year = year(item);
        let backing = item.word("backing", Backing::ALL, |backing| backing.key());
        let backing = item.required("backing", backing);
        let cents = item.money("amount");
        let cents = item.required("amount", cents);
        Some(Tranche { year: year?, backing: backing?, cents: cents? })
    });
    let tranches = body.required("years", tranches);
    let plan = body.objects("plan", |item| {
        let year = year(item);
        let what = item.word("item", Item::ALL, |what| what.key());
        let what = item.required("item", what);
        let cents = item.money("amount");
        let cents = item.required("amount", cents);
        let eligible = match item.take("eligible") {
            None => true,
            Some(serde_json::Value::Bool(eligible)) => eligible,
            Some(_) => {
                item.wrong("eligible", "type", "eligible: Bitte true oder false angeben.");
                true
            }
        };
        Some(PlanLine { year: year?, item: what?, eligible, cents: cents? })
    });
    let plan = body.required("plan", plan);
    Some(Content {
        kind: kind?,
        dated_on: dated_on?,
        notified_on,
        waived_on,
        recipient: recipient?,
        financing: financing?,
        rate,
        amount: amount?,
        rules: rules?,
        drawable: (drawable_from?, drawable_to?),
        work: (work_from?, work_to?),
        bound_until,
        conditions,
        reason,
        tranches: tranches?,
        plan: plan?,
    })
}

fn year(item: &mut Body) -> Option<i32> {
    let year = item.integer("year");
    item.required("year", year).map(|year| i32::try_from(year).unwrap_or(i32::MAX))
}
