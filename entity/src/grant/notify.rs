//! Recording when a decision was made known, and when legal remedies were waived.
use super::{
    current,
    notice::{self, Kind},
    standing,
};
use crate::{
    actor::Actor,
    approval::Verdict,
    audit::{self, Covered},
    clock::Now,
    db::Db,
    permission::Action,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// What became known of an approved version; at least one day.
#[derive(Debug, Clone)]
pub struct Notify {
    /// The version, by its key.
    pub decision_id: i64,
    /// The state of the project's grants that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// Day of notification.
    pub notified_on: Option<NaiveDate>,
    /// Day of the waiver of legal remedies.
    pub waived_on: Option<NaiveDate>,
}

/// Records what became known of an approved version. What was known before stays, for questions as of then.
///
/// # Errors
/// Not found, forbidden unless the actor is of the case's authority, stale, refused by rule when the version is not
/// approved, or field by field what is wrong.
pub async fn notify(db: &Db, actor: &Actor, now: Now, command: Notify) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, found) = standing::of_decision(write.tx(), command.decision_id).await?;
    standing.visible(actor)?;
    actor.may(Action::ProposeDecision, &standing.place)?;
    if command.version.is_some_and(|version| version != standing.version) {
        return Err(Refusal::Stale);
    }
    let verdict = current::verdict(&found, standing.verdicts(), Viewpoint::now(&now));
    if verdict.is_none_or(|(verdict, _)| verdict != Verdict::Approved) {
        let message = "Bekannt gegeben wird nur, was mitgezeichnet ist.";
        return Err(Refusal::rule("decision.not_approved", message));
    }
    let before = notice::told(found.clone(), standing.notices(), None);
    let shown = |day: NaiveDate| day.format("%d.%m.%Y").to_string();
    let (mut errors, mut news) = (Vec::new(), Vec::new());
    for (kind, field, day, known) in [
        (Kind::Notified, "notified_on", command.notified_on, before.notified_on),
        (Kind::Waived, "waived_on", command.waived_on, before.waived_on),
    ] {
        match day {
            Some(day) if day < found.dated_on || day > now.today => {
                let message = format!(
                    "R21: {} am {} liegt nicht zwischen dem Datum des Bescheids ({}) und heute.",
                    kind.label(),
                    shown(day),
                    shown(found.dated_on)
                );
                errors.push(FieldError::new(field, "R21", message));
            }
            Some(day) if known != Some(day) => news.push((kind, day)),
            _ => {}
        }
    }
    if errors.is_empty() && news.is_empty() {
        let message = "Bitte den Tag der Bekanntgabe oder des Verzichts angeben, wenn er anders ist als verzeichnet.";
        errors.push(FieldError::new("notified_on", "required", message));
    }
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    for (kind, day) in &news {
        let mut row = notice::Model {
            id: 0,
            decision_id: found.id,
            kind: kind.key().into(),
            day: *day,
            recorded_at: now.instant,
            recorded_by: actor.account_id,
            audit_id: write.audit.id,
        };
        let insert = notice::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
        row.id = notice::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
        write.audit.cover_row(Covered::Notice, row.id, row.line());
    }
    let days: serde_json::Map<String, serde_json::Value> =
        news.iter().map(|(kind, day)| (kind.key().to_owned(), day.to_string().into())).collect();
    write
        .commit(audit::Entry {
            action: "decision.notify",
            subject: "decision",
            subject_id: found.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "reference": standing.case.reference, "version": found.version,
                "days": days, "before": {"notified": before.notified_on, "waived": before.waived_on},
            }),
            reason: None,
        })
        .await
}
