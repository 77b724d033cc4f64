//! Proposing to override, and deciding it.
use super::record;
use crate::{
    actor::{Actor, Place},
    approval::{self, Subject, Verdict},
    audit::{self, Covered},
    check::{find::found, finding::Severity, found::Found},
    clock::Now,
    db::Db,
    permission::Action,
    project,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A finding that somebody proposes to accept.
#[derive(Debug, Clone)]
pub struct Propose {
    /// The rule's number.
    pub rule: String,
    /// The project's number.
    pub number: String,
    /// The fingerprint of the finding that the person saw.
    pub fingerprint: String,
    /// Why; 10 to 1,000 characters.
    pub reason: String,
}

/// What a second person says to a proposal.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The proposal.
    pub proposal_id: i64,
    /// Agreed or refused.
    pub verdict: Verdict,
    /// Why, always for a refusal; at most 1,000 characters.
    pub reason: String,
}

/// Proposes to accept what a rule found about a project; gives the proposal's key.
///
/// # Errors
/// Not found, forbidden; [`Refusal::Stale`] when the rule does not find that any more; refused by rule when it needs no
/// override or one is under way.
pub async fn propose(db: &Db, actor: &Actor, now: Now, command: Propose) -> Result<i64, Refusal> {
    somewhere(actor)?;
    // what is accepted holds only while the fingerprint is the same, so a change in between harms nothing
    let all = found(db, Viewpoint::now(&now), false).await?;
    let mut write = db.write(now, actor).await?;
    let (project, place) = project::find::for_change(&write, &command.number).await?;
    actor.may(Action::RecordMoney, &place)?;
    let reason = reason(&command.reason, 10)?;
    let finding = matching(&all.found, &command.rule, project.id, &command.fingerprint).ok_or(Refusal::Stale)?;
    if finding.finding.severity == Severity::Informs {
        return Err(Refusal::rule("override.not_needed", "Ein Hinweis braucht keine Ausnahme: Er hält nichts auf."));
    }
    let earlier = record::Entity::find()
        .filter(record::Column::ProjectId.eq(project.id))
        .filter(record::Column::Rule.eq(&command.rule))
        .filter(record::Column::Fingerprint.eq(&command.fingerprint))
        .all(write.tx())
        .await?;
    for row in earlier {
        let decided = approval::record::Entity::find_by_id(row.proposal_id).one(write.tx()).await?;
        if decided.is_none_or(|decision| decision.verdict == Verdict::Approved.key()) {
            return Err(Refusal::rule(
                "override.there",
                "Dafür ist schon eine Ausnahme vorgeschlagen oder zugelassen.",
            ));
        }
    }
    let proposal_id = approval::change::propose(&mut write, Subject::Override, project.id).await?;
    let mut row = record::Model {
        id: 0,
        rule: command.rule.clone(),
        project_id: project.id,
        fingerprint: command.fingerprint,
        reason: reason.clone(),
        proposal_id,
        recorded_at: now.instant,
        audit_id: write.audit.id,
    };
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Override, row.id, row.line());
    let entry = audit::Entry {
        action: "override.propose",
        subject: "project",
        subject_id: command.number,
        detail: serde_json::json!({"rule": command.rule, "finding": finding.finding.message, "proposal": proposal_id}),
        reason: Some(reason),
    };
    write.commit(entry).await?;
    Ok(proposal_id)
}

/// Agrees to an override, or refuses it; never by the one who proposed it.
///
/// # Errors
/// Not found, forbidden; [`Refusal::Stale`] when the rule does not find that any more; see
/// [`approval::change::decide`].
pub async fn decide(db: &Db, actor: &Actor, now: Now, command: Decide) -> Result<(), Refusal> {
    somewhere(actor)?;
    let all = found(db, Viewpoint::now(&now), false).await?;
    let mut write = db.write(now, actor).await?;
    let row = record::Entity::find()
        .filter(record::Column::ProposalId.eq(command.proposal_id))
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    let project =
        project::record::Entity::find_by_id(row.project_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let place = project::find::place_of(write.tx(), &project).await?;
    actor.may(Action::RecordMoney, &place)?;
    let agreed = command.verdict == Verdict::Approved;
    let reason = match (command.reason.trim().is_empty(), agreed) {
        (true, _) => None,
        (false, _) => Some(reason(&command.reason, 3)?),
    };
    if agreed && matching(&all.found, &row.rule, row.project_id, &row.fingerprint).is_none() {
        return Err(Refusal::Stale);
    }
    approval::change::decide(&mut write, command.proposal_id, command.verdict, reason.clone()).await?;
    let entry = audit::Entry {
        action: if agreed { "override.approve" } else { "override.reject" },
        subject: "project",
        subject_id: project.number,
        detail: serde_json::json!({"rule": row.rule, "proposal": command.proposal_id}),
        reason,
    };
    write.commit(entry).await
}

/// Who may do it nowhere learns that before anything is read.
fn somewhere(actor: &Actor) -> Result<(), Refusal> {
    match actor.may_somewhere(Action::RecordMoney) {
        true => Ok(()),
        false => actor.may(Action::RecordMoney, &Place::default()),
    }
}

fn matching<'a>(all: &'a [Found], rule: &str, project_id: i64, fingerprint: &str) -> Option<&'a Found> {
    all.iter().find(|found| {
        found.finding.rule == rule
            && found.project.as_ref().is_some_and(|(id, _, _)| *id == project_id)
            && found.fingerprint() == fingerprint
    })
}

fn reason(text: &str, least: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        length if length < least => {
            let message = "Bitte in einem Satz begründen, warum die Ausnahme richtig ist.";
            Err(Refusal::field("reason", "required", message))
        }
        length if length > 1_000 => {
            Err(Refusal::field("reason", "too_long", "Die Begründung ist länger als 1.000 Zeichen."))
        }
        _ if text.contains('\0') => {
            Err(Refusal::field("reason", "characters", "Die Begründung enthält ein unzulässiges Zeichen."))
        }
        _ => Ok(text.to_owned()),
    }
}
