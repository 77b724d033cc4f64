//! Operations on memos: record one, take one back.
use super::{AidBasis, Memo, MemoKind, find, record};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    grant::{
        content::LARGEST,
        current::held,
        standing::{self, Standing},
    },
    money::Cents,
    permission::Action,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// A memo that is to be recorded.
#[derive(Debug, Clone)]
pub struct Record {
    /// The case.
    pub case_id: i64,
    /// How many memos of the case the form showed.
    pub version: i32,
    /// What it says.
    pub memo: Memo,
}

/// A memo that is to be taken back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// The memo.
    pub memo_id: i64,
    /// How many memos of the case the form showed.
    pub version: i32,
    /// Why, 3 to 200 characters.
    pub reason: String,
}

/// Records a memo; gives its key.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, or field by field what is missing or wrong.
pub async fn record(db: &Db, actor: &Actor, now: Now, command: Record) -> Result<i64, Refusal> {
    let write = db.write(now, actor).await?;
    let (standing, _) = for_change(&write, command.case_id, command.version).await?;
    let view = Viewpoint::now(&now);
    let known = standing.decisions.iter().filter(|row| held(row, standing.verdicts(), view)).map(|row| row.id);
    let errors = faults(&command.memo, &known.collect::<Vec<_>>(), now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let memo = command.memo;
    let row = record::Model {
        id: 0,
        case_id: standing.case.id,
        decision_id: memo.decision_id,
        kind: memo.kind.key().into(),
        dated_on: memo.dated_on,
        holds_from: memo.holds_from,
        basis: memo.basis.map(|basis| basis.key().into()),
        other_aid_cents: memo.other_aid,
        reference: memo.reference.trim().into(),
        reverses_id: None,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    keep(write, &standing, "memo.record", row, None).await
}

/// Takes a memo back; gives the key of the Storno.
///
/// # Errors
/// Not found, forbidden, stale, without a reason, or refused by rule: it is a Storno, or taken back already.
pub async fn take_back(db: &Db, actor: &Actor, now: Now, command: TakeBack) -> Result<i64, Refusal> {
    let write = db.write(now, actor).await?;
    let found = record::Entity::find_by_id(command.memo_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let (standing, memos) = for_change(&write, found.case_id, command.version).await?;
    if found.reverses_id.is_some() || memos.iter().any(|row| row.reverses_id == Some(found.id)) {
        let message = "Das ist ein Storno oder schon storniert. Bitte neu eintragen.";
        return Err(Refusal::rule("memo.already_reversed", message));
    }
    let errors: Vec<FieldError> = text("reason", "Begründung", &command.reason, 3).into_iter().collect();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let reason = command.reason.trim().to_owned();
    let row = record::Model {
        id: 0,
        reference: reason.clone(),
        reverses_id: Some(found.id),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
        ..found
    };
    keep(write, &standing, "memo.take_back", row, Some(reason)).await
}

async fn for_change(write: &Write, case_id: i64, version: i32) -> Result<(Standing, Vec<record::Model>), Refusal> {
    let standing = standing::of_case(write.tx(), case_id).await?;
    standing.visible(&write.actor)?;
    write.actor.may(Action::ProposeDecision, &standing.place)?;
    let memos = find::all(write.tx(), case_id).await?;
    match i32::try_from(memos.len()).ok() == Some(version) {
        true => Ok((standing, memos)),
        false => Err(Refusal::Stale),
    }
}

async fn keep(
    mut write: Write,
    standing: &Standing,
    action: &'static str,
    mut row: record::Model,
    reason: Option<String>,
) -> Result<i64, Refusal> {
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::CaseMemo, row.id, row.line());
    let detail = serde_json::json!({
        "project": standing.project.number, "case": standing.case.reference, "kind": row.kind, "dated_on": row.dated_on,
        "decision": row.decision_id, "basis": row.basis, "reverses": row.reverses_id,
    });
    let subject_id = row.case_id.to_string();
    write.commit(audit::Entry { action, subject: "grant_case", subject_id, detail, reason }).await?;
    Ok(row.id)
}

/// What is wrong with a memo, where the versions of these keys were approved.
fn faults(memo: &Memo, known: &[i64], today: NaiveDate) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut say = |field, code, message: &str| errors.push(FieldError::new(field, code, message));
    if memo.dated_on > today || memo.dated_on.year() < 1990 {
        say("dated_on", "range", "Der Tag liegt in der Zukunft oder vor 1990. Bitte einen Tag bis heute angeben.");
    }
    match (memo.kind, memo.holds_from) {
        (MemoKind::EarlyStart, None) => {
            say("holds_from", "required", "Bitte angeben, ab wann begonnen werden durfte.");
        }
        (MemoKind::EarlyStart, Some(day)) if !(1990..=2100).contains(&day.year()) => {
            say("holds_from", "range", "Bitte einen Tag zwischen 1990 und 2100 angeben.");
        }
        (MemoKind::EarlyStart, Some(_)) | (_, None) => {}
        (_, Some(_)) => say("holds_from", "range", "Diesen Tag gibt es nur beim vorzeitigen Maßnahmebeginn."),
    }
    match (memo.kind, memo.basis) {
        (MemoKind::StateAid, None) => say("basis", "required", "Bitte die Grundlage wählen."),
        (MemoKind::StateAid, Some(_)) | (_, None) => {}
        (_, Some(_)) => say("basis", "range", "Eine Grundlage gibt es nur im Beihilferecht."),
    }
    match (memo.basis, memo.other_aid) {
        (Some(AidBasis::DeMinimis), None) => {
            let message =
                "Bitte angeben, was der Empfänger an anderen De-minimis-Beihilfen erklärt hat; 0,00, wenn keine.";
            say("other_aid", "required", message);
        }
        (Some(AidBasis::DeMinimis), Some(cents)) if cents < Cents::ZERO || cents > LARGEST => {
            say("other_aid", "range", "Der Betrag muss zwischen null und 100 Milliarden Euro liegen.");
        }
        (Some(AidBasis::DeMinimis), Some(_)) | (_, None) => {}
        (_, Some(_)) => say("other_aid", "range", "Andere Beihilfen werden nur bei De-minimis erklärt."),
    }
    match memo.decision_id {
        None if memo.kind.of_decision() => say("decision", "required", "Bitte die Fassung des Bescheids wählen."),
        Some(id) if !known.contains(&id) => {
            say("decision", "unknown", "Diese Fassung gibt es in diesem Fall nicht, oder sie ist nicht mitgezeichnet.");
        }
        _ => {}
    }
    errors.extend(text("reference", "Aktenzeichen oder Fundstelle", &memo.reference, 1));
    errors
}

fn text(field: &'static str, name: &str, text: &str, least: usize) -> Option<FieldError> {
    let wrong = !(least..=200).contains(&text.trim().chars().count()) || text.contains('\0');
    wrong.then(|| FieldError::new(field, "length", format!("{name}: Bitte {least} bis 200 Zeichen angeben.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn a_memo(kind: MemoKind) -> Memo {
        Memo {
            kind,
            decision_id: kind.of_decision().then_some(1),
            dated_on: day("2020-01-01"),
            holds_from: (kind == MemoKind::EarlyStart).then(|| day("2020-02-01")),
            basis: (kind == MemoKind::StateAid).then_some(AidBasis::BlockExemption),
            other_aid: None,
            reference: "34.02".into(),
        }
    }

    fn wrong(memo: &Memo) -> Vec<(&'static str, &'static str)> {
        faults(memo, &[1], day("2026-11-22")).into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn each_kind_has_what_it_needs_and_nothing_else() {
        for kind in MemoKind::ALL {
            assert_eq!(wrong(&a_memo(*kind)), [], "{kind:?}");
        }
        let early = Memo { holds_from: None, ..a_memo(MemoKind::EarlyStart) };
        assert_eq!(wrong(&early), [("holds_from", "required")]);
        let told = Memo { decision_id: None, ..a_memo(MemoKind::CourtTold) };
        assert_eq!(wrong(&told), [("decision", "required")]);
        assert_eq!(wrong(&Memo { decision_id: Some(2), ..told }), [("decision", "unknown")]);
        let aid = Memo { basis: Some(AidBasis::DeMinimis), ..a_memo(MemoKind::StateAid) };
        assert_eq!(wrong(&aid), [("other_aid", "required")]);
        assert_eq!(wrong(&Memo { other_aid: Some(Cents(-1)), ..aid.clone() }), [("other_aid", "range")]);
        assert_eq!(wrong(&Memo { other_aid: Some(Cents::ZERO), ..aid }), []);
        let heard = a_memo(MemoKind::CourtHeard);
        let odd = Memo {
            holds_from: Some(day("2020-01-01")),
            basis: Some(AidBasis::NoAid),
            other_aid: Some(Cents(1)),
            dated_on: day("2026-11-23"),
            reference: " ".into(),
            ..heard
        };
        let fields: Vec<_> = wrong(&odd).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["dated_on", "holds_from", "basis", "other_aid", "reference"]);
    }
}
