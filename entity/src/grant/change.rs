//! Operations on grants: open a case, propose a version of its decision, decide it as a second person. What makes money
//! binding happens on approval, in one write with the approval itself.
use super::{
    RecipientKind, Regime, book, case,
    content::Content,
    decision, plan_item, rules,
    standing::{self, Standing},
    tranche,
};
use crate::{
    actor::Actor,
    approval::{self, Subject, Verdict},
    audit::{self, Covered},
    authority,
    check::finding::{Finding, Severity},
    clock::Now,
    db::{Db, Write, bulk},
    ledger::{self, Source},
    origin,
    permission::Action,
    project,
    refusal::{FieldError, Refusal},
    region,
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A grant case that is to be opened.
#[derive(Debug, Clone)]
pub struct Open {
    /// The project's number.
    pub number: String,
    /// The state of the project's grants that the form showed ([`super::find::Grants::version`]).
    pub version: i32,
    /// File reference (Aktenzeichen), 1 to 100 characters, unique.
    pub reference: String,
    /// The recipient, 1 to 300 characters.
    pub recipient: String,
    /// What the recipient is.
    pub recipient_kind: RecipientKind,
    /// The granting authority's slug.
    pub authority: String,
    /// The slug of the region it counts in; one of the project's, or none.
    pub region: Option<String>,
    /// The regulations.
    pub regime: Regime,
    /// Whose money: the programme's or other money of the Land.
    pub source: Source,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
}

/// A version that is to be proposed.
#[derive(Debug, Clone)]
pub struct Propose {
    /// The case.
    pub case_id: i64,
    /// The state of the project's grants that the form showed ([`super::find::Grants::version`]).
    pub version: i32,
    /// What it says.
    pub content: Content,
}

/// What a second person decides.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The version of the decision, by its key.
    pub decision_id: i64,
    /// The state of the project's grants that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// Approved or rejected.
    pub verdict: Verdict,
    /// Why, required for a rejection; at most 2,000 characters.
    pub reason: Option<String>,
}

/// A version that is taken back before it is decided.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The version, by its key.
    pub decision_id: i64,
    /// The state of the project's grants that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// Why; at most 2,000 characters.
    pub reason: Option<String>,
}

/// Opens a grant case; gives its key.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority itself, stale, or field by field what is wrong.
pub async fn open_case(db: &Db, actor: &Actor, now: Now, command: Open) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (project, mut place) = project::find::for_change(&write, &command.number).await?;
    let authorities = authority::Entity::find().all(write.tx()).await?;
    let authority = authorities.into_iter().find(|row| row.slug == command.authority);
    if authority.is_none() && actor.may_somewhere(Action::ProposeDecision) {
        return Err(Refusal::field("authority", "unknown", "Bitte die Bewilligungsbehörde wählen."));
    }
    place.authority = authority.as_ref().map(|row| row.slug.clone());
    actor.may(Action::ProposeDecision, &place)?;
    let authority = authority.ok_or(Refusal::Forbidden)?;
    if standing::version(write.tx(), project.id).await? != command.version {
        return Err(Refusal::Stale);
    }
    let mut errors = Vec::new();
    let (reference, recipient) = (command.reference.trim(), command.recipient.trim());
    for (field, name, text, longest) in
        [("reference", "Aktenzeichen", reference, 100), ("recipient", "Zuwendungsempfänger", recipient, 300)]
    {
        let length = text.chars().count();
        if length == 0 || length > longest || text.contains('\0') {
            let message = format!("{name}: Bitte 1 bis {longest} Zeichen angeben.");
            errors.push(FieldError::new(field, "length", message));
        }
    }
    let taken = case::Entity::find().filter(case::Column::Reference.eq(reference)).one(write.tx()).await?;
    if taken.is_some() {
        let message = format!("Das Aktenzeichen {reference} gibt es schon. Jeder Fall braucht ein eigenes.");
        errors.push(FieldError::new("reference", "taken", message));
    }
    if !matches!(command.source, Source::Programme | Source::OtherLand) {
        let message = "Bewilligt werden Landesmittel: des Programms oder andere.";
        errors.push(FieldError::new("source", "unknown", message));
    }
    let region_id = match &command.region {
        None => None,
        Some(slug) if !place.regions.contains(slug) => {
            let message = "Das Projekt arbeitet nicht in dieser Region. Bitte eine seiner Regionen wählen.";
            errors.push(FieldError::new("region", "not_of_project", message));
            None
        }
        Some(slug) => {
            region::find::all(write.tx()).await?.into_iter().find(|region| region.slug == *slug).map(|region| region.id)
        }
    };
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let mut row = case::Model {
        id: 0,
        project_id: project.id,
        reference: reference.into(),
        recipient: recipient.into(),
        recipient_kind: command.recipient_kind.key().into(),
        authority_id: authority.id,
        region_id,
        regime: command.regime.key().into(),
        source: command.source.key().into(),
        sample: command.sample || project.sample,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id: origin::entry(&write).await?,
        audit_id: write.audit.id,
    };
    let insert = case::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = case::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Case, row.id, row.line());
    write
        .commit(audit::Entry {
            action: "grant.open",
            subject: "grant_case",
            subject_id: row.id.to_string(),
            detail: serde_json::json!({
                "project": command.number, "reference": row.reference, "recipient": row.recipient,
                "authority": authority.slug, "region": command.region, "regime": row.regime, "source": row.source,
            }),
            reason: None,
        })
        .await?;
    Ok(row.id)
}

/// Proposes a version; gives its key. Nothing is granted until a second person approves it.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, refused by rule while another version
/// waits, or field by field what blocks it ([`rules::check`]).
pub async fn propose(db: &Db, actor: &Actor, now: Now, command: Propose) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let standing = standing::of_case(write.tx(), command.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::ProposeDecision, &standing.place)?;
    if standing.version != command.version {
        return Err(Refusal::Stale);
    }
    if let Some(open) = standing.open() {
        let message = format!(
            "Über Fassung {} dieses Falls ist noch nicht entschieden. Erst danach kann eine neue vorgeschlagen werden.",
            open.version
        );
        return Err(Refusal::rule("grant.open_proposal", message));
    }
    let content = command.content;
    let errors = content.faults();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let findings = rules::check(&standing::facts(write.tx(), &standing, content.clone(), now.today).await?);
    let errors = blocking(&findings);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let proposal_id = approval::change::propose(&mut write, Subject::Decision, standing.project.id).await?;
    let row = store(&mut write, &standing, &content, proposal_id).await?;
    write
        .commit(audit::Entry {
            action: "decision.propose",
            subject: "decision",
            subject_id: row.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "reference": standing.case.reference, "version": row.version,
                "kind": row.kind, "dated_on": row.dated_on, "amount": row.amount_cents.plain(),
                "findings": findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
            }),
            reason: row.reason.clone(),
        })
        .await?;
    Ok(row.id)
}

/// Approves or rejects a version as a second person. An approved one is booked in the same write: what it replaces is
/// taken back from its day on, its years are granted.
///
/// # Errors
/// Not found, forbidden unless the actor is of the case's authority, stale, or refused by rule: decided already, the
/// same person, no reason for a rejection, or what the rules find now.
pub async fn decide(db: &Db, actor: &Actor, now: Now, command: Decide) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, found) = standing::of_decision(write.tx(), command.decision_id).await?;
    standing.visible(actor)?;
    actor.may(Action::ApproveDecision, &standing.place)?;
    if command.version.is_some_and(|version| version != standing.version) {
        return Err(Refusal::Stale);
    }
    let reason = reason(command.reason)?;
    approval::change::decide(&mut write, found.proposal_id, command.verdict, reason.clone()).await?;
    let mut detail = serde_json::json!({
        "project": standing.project.number, "reference": standing.case.reference, "version": found.version,
        "kind": found.kind, "dated_on": found.dated_on, "amount": found.amount_cents.plain(),
    });
    if command.verdict == Verdict::Approved {
        let content = standing.content_of(&found)?;
        let facts = standing::facts(write.tx(), &standing, content.clone(), now.today).await?;
        if let Some(finding) = rules::check(&facts).into_iter().find(|found| found.severity == Severity::Blocks) {
            return Err(Refusal::rule(finding.rule, finding.message));
        }
        let live = book::live(write.tx(), standing.project.id, &standing.case.source).await?;
        let replaced = book::replaced(&live, standing.case.id);
        let origin_id = origin::entry(&write).await?;
        let entries = book::entries(&standing.project, &standing.case, &content, &replaced, origin_id);
        if let Some(object) = detail.as_object_mut() {
            let names = replaced.iter().map(|old| {
                serde_json::json!({
                    "entry": old.entry.id, "amount": old.entry.amount_cents.plain(), "case": old.entry.case_id,
                })
            });
            object.insert("replaced".into(), names.collect());
            object.insert("booked".into(), entries.len().into());
        }
        ledger::change::insert(&mut write, entries).await?;
    }
    write
        .commit(audit::Entry {
            action: if command.verdict == Verdict::Approved { "decision.approve" } else { "decision.reject" },
            subject: "decision",
            subject_id: found.id.to_string(),
            detail,
            reason,
        })
        .await
}

/// Takes a version back that nobody decided yet; only who proposed it can.
///
/// # Errors
/// Not found, forbidden, stale, or refused by rule: decided already, or proposed by somebody else.
pub async fn withdraw(db: &Db, actor: &Actor, now: Now, command: Withdraw) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, found) = standing::of_decision(write.tx(), command.decision_id).await?;
    standing.visible(actor)?;
    actor.may(Action::ProposeDecision, &standing.place)?;
    if command.version.is_some_and(|version| version != standing.version) {
        return Err(Refusal::Stale);
    }
    let reason = reason(command.reason)?;
    approval::change::withdraw(&mut write, found.proposal_id, reason.clone()).await?;
    write
        .commit(audit::Entry {
            action: "decision.withdraw",
            subject: "decision",
            subject_id: found.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "reference": standing.case.reference, "version": found.version,
                "kind": found.kind, "dated_on": found.dated_on, "amount": found.amount_cents.plain(),
            }),
            reason,
        })
        .await
}

/// A reason without blanks around it; none where nothing is written.
fn reason(text: Option<String>) -> Result<Option<String>, Refusal> {
    if text.as_ref().is_some_and(|text| text.chars().count() > 2_000 || text.contains('\0')) {
        return Err(Refusal::field("reason", "too_long", "Die Begründung ist länger als 2.000 Zeichen."));
    }
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// What blocks, as what is wrong with fields.
fn blocking(findings: &[Finding]) -> Vec<FieldError> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Blocks)
        .map(|finding| FieldError::new(finding.field, finding.rule, finding.message.clone()))
        .collect()
}

/// Writes a version with its years and its plan.
async fn store(
    write: &mut Write,
    standing: &Standing,
    content: &Content,
    proposal_id: i64,
) -> Result<decision::Model, Refusal> {
    let version = standing.decisions.iter().map(|row| row.version).max().unwrap_or(0) + 1;
    let mut row = decision::Model {
        id: 0,
        case_id: standing.case.id,
        version,
        kind: content.kind.key().into(),
        dated_on: content.dated_on,
        notified_on: content.notified_on,
        waived_on: content.waived_on,
        recipient: content.recipient.trim().into(),
        financing: content.financing.key().into(),
        rate: content.rate.map(|rate| rate.0),
        amount_cents: content.amount,
        eligible_cents: content.eligible(),
        total_cents: content.total(),
        rules: content.rules.trim().into(),
        drawable_from: content.drawable.0,
        drawable_to: content.drawable.1,
        work_from: content.work.0,
        work_to: content.work.1,
        bound_until: content.bound_until,
        conditions: content.conditions.clone(),
        reason: content.reason.clone(),
        proposal_id,
        sample: standing.case.sample,
        recorded_at: write.now.instant,
        origin_id: origin::entry(write).await?,
        audit_id: write.audit.id,
    };
    let insert = decision::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = decision::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Decision, row.id, row.line());
    let audit_id = write.audit.id;
    let first = bulk::reserve::<tranche::Entity>(write.tx(), content.tranches.len()).await?;
    let tranches = (first..).zip(&content.tranches).filter(|(_, tranche)| tranche.cents.0 > 0);
    let tranches: Vec<tranche::Model> = tranches
        .map(|(id, tranche)| tranche::Model {
            id,
            decision_id: row.id,
            budget_year: tranche.year,
            backing: tranche.backing.key().into(),
            amount_cents: tranche.cents,
            audit_id,
        })
        .collect();
    let first = bulk::reserve::<plan_item::Entity>(write.tx(), content.plan.len()).await?;
    let lines = (first..).zip(&content.plan).filter(|(_, line)| line.cents.0 > 0);
    let lines: Vec<plan_item::Model> = lines
        .map(|(id, line)| plan_item::Model {
            id,
            decision_id: row.id,
            budget_year: line.year,
            side: line.item.side().key().into(),
            item: line.item.key().into(),
            eligible: line.eligible,
            amount_cents: line.cents,
            audit_id,
        })
        .collect();
    for tranche in &tranches {
        write.audit.cover_row(Covered::Tranche, tranche.id, tranche.line());
    }
    for line in &lines {
        write.audit.cover_row(Covered::PlanItem, line.id, line.line());
    }
    bulk::insert(write.tx(), tranches.into_iter().map(IntoActiveModel::into_active_model)).await?;
    bulk::insert(write.tx(), lines.into_iter().map(IntoActiveModel::into_active_model)).await?;
    Ok(row)
}
