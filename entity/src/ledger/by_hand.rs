//! What may be booked at a project by hand: what is planned, and, where no grant case is recorded for that money, what
//! happened before or elsewhere. With a case its operations book, each with its rules and two people where money becomes
//! binding. What happened is recorded also where it breaks a rule: the checks say so.
use super::{Kind, Source, record};
use crate::{
    db::Write,
    grant::{case, content::LARGEST},
    money::Cents,
    recovery::{claim, standing},
    refusal::{FieldError, Refusal},
    settlement::{
        draw::{State, used::late},
        load::{Stored, ever},
    },
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

/// Whether an entry of this kind is made by hand, where the project has a grant case of its source of money or none;
/// else the sentence that names where it is entered.
///
/// # Errors
/// A rule's refusal, or field by field for money of the programme's budget.
pub(super) fn allowed(kind: Kind, has_case: bool) -> Result<(), Refusal> {
    let (code, message) = match kind {
        Kind::Planned => return Ok(()),
        Kind::Granted
        | Kind::Requested
        | Kind::Paid
        | Kind::Spent
        | Kind::Recognised
        | Kind::Reclaimed
        | Kind::Repaid
        | Kind::InterestClaimed
        | Kind::InterestPaid
            if !has_case =>
        {
            return Ok(());
        }
        Kind::Granted => (
            "ledger.by_decision",
            "Das Projekt hat für diese Mittel einen Zuwendungsfall: Was bewilligt ist, sagen dessen Bescheide. Bitte unter „Finanzierung“ einen Bescheid oder Änderungsbescheid vorschlagen; eine zweite Person gibt ihn frei.",
        ),
        Kind::Requested | Kind::Paid => (
            "ledger.by_draw",
            "Das Projekt hat für diese Mittel einen Zuwendungsfall. Bitte unter „Abwicklung“ den Mittelabruf eintragen und dort die Auszahlung vermerken.",
        ),
        Kind::Spent => (
            "ledger.by_proof",
            "Das Projekt hat für diese Mittel einen Zuwendungsfall. Bitte unter „Abwicklung“ den Zwischennachweis oder Verwendungsnachweis eintragen.",
        ),
        Kind::Recognised => (
            "ledger.by_review",
            "Was anerkannt ist, ergibt die Prüfung des Verwendungsnachweises. Bitte sie unter „Abwicklung“ eintragen.",
        ),
        Kind::WrittenOff | Kind::Shelved => (
            "ledger.by_two",
            "Niederschlagen und erlassen können nur zwei Personen gemeinsam. Bitte die Niederschlagung oder den Erlass unter „Rückforderung“ vorschlagen.",
        ),
        Kind::Reclaimed | Kind::Repaid | Kind::InterestClaimed | Kind::InterestPaid => (
            "ledger.by_claim",
            "Das Projekt hat für diese Mittel einen Zuwendungsfall. Bitte Forderung, Zahlung und Zinsen unter „Rückforderung“ eintragen.",
        ),
        Kind::CofundingPledged | Kind::CofundingContracted | Kind::CofundingReceived | Kind::CofundingProven => (
            "ledger.by_cofunding",
            "Kofinanzierung braucht Geber und Nachweis. Bitte unter „Kofinanzierung“ eintragen.",
        ),
        Kind::Ceiling
        | Kind::Appropriation
        | Kind::CarryOver
        | Kind::Blocked
        | Kind::Commitment
        | Kind::Allocated
        | Kind::Frame => {
            let message = "Mittel des Programmhaushalts werden nicht bei einem Projekt gebucht. Bitte unter „Haushalt“ beim Haushaltsjahr eintragen.";
            return Err(Refusal::field("kind", "programme_only", message));
        }
    };
    Err(Refusal::rule(code, message))
}

/// Whether a project has a grant case of a source of money.
pub(super) async fn has_case(write: &Write, project_id: i64, source: Source) -> Result<bool, Refusal> {
    let cases = case::Entity::find()
        .filter(case::Column::ProjectId.eq(project_id))
        .filter(case::Column::Source.eq(source.key()));
    Ok(cases.one(write.tx()).await?.is_some())
}

/// Whether an entry is taken back by itself, without the operation that made it: not what a decision, a claim or a proof
/// books, nor a call that is paid, nor a payment that was reclaimed or used, or bears interest that is claimed.
///
/// # Errors
/// A rule's refusal that says what comes first, or the driver's error.
pub(super) async fn may_go(write: &Write, entry: &record::Model) -> Result<(), Refusal> {
    let (Some(project_id), Some(kind)) = (entry.project_id, Kind::from_key(&entry.kind)) else { return Ok(()) };
    let Some(case_id) = entry.case_id else {
        if kind != Kind::Paid {
            return Ok(());
        }
        // a claim may take what lists and hands booked as paid for the project
        let stored = Stored::load(write.tx(), project_id).await?;
        return stored.cases_of(&entry.source).try_for_each(|case| not_reclaimed(&stored, case, entry));
    };
    let (code, message) = match kind {
        Kind::Granted => return allowed(Kind::Granted, true),
        Kind::Reclaimed
        | Kind::Repaid
        | Kind::InterestClaimed
        | Kind::InterestPaid
        | Kind::WrittenOff
        | Kind::Shelved => (
            "ledger.by_claim",
            "Diese Buchung gehört zu einer Rückforderung. Bitte dort stornieren, unter „Rückforderung“: Die Rückforderung und die Buchungen müssen übereinstimmen.",
        ),
        Kind::Spent | Kind::CofundingProven => (
            "ledger.by_proof",
            "Diese Buchung gehört zu einem Nachweis und kann nicht einzeln storniert werden. Bitte unter „Abwicklung“ einen neuen Nachweis eintragen; er ersetzt sie.",
        ),
        Kind::Recognised => (
            "ledger.by_review",
            "Diese Buchung gehört zur Prüfung eines Nachweises und kann nicht einzeln storniert werden. Die Prüfung eines neuen Nachweises ersetzt sie.",
        ),
        Kind::Requested | Kind::Paid => {
            let stored = Stored::load(write.tx(), project_id).await?;
            return match kind {
                Kind::Requested => unpaid(&stored, entry),
                _ => {
                    not_reclaimed(&stored, case_id, entry)?;
                    not_used(write, &stored, entry).await
                }
            };
        }
        _ => return Ok(()),
    };
    Err(Refusal::rule(code, message))
}

/// A call that is paid stays: first the payment is taken back.
fn unpaid(stored: &Stored, entry: &record::Model) -> Result<(), Refusal> {
    let drawn = stored.draws.iter().find(|draw| draw.entry_id == entry.id);
    match drawn.map(|draw| stored.became(draw, ever()).0) {
        Some(State::Paid) => {
            let message = format!(
                "Der Abruf über {} ist ausgezahlt. Bitte zuerst die Auszahlung stornieren.",
                entry.amount_cents
            );
            Err(Refusal::rule("ledger.paid", message))
        }
        _ => Ok(()),
    }
}

/// What is reclaimed was paid.
fn not_reclaimed(stored: &Stored, case_id: i64, entry: &record::Model) -> Result<(), Refusal> {
    let live = stored.live(case_id, &[Kind::Reclaimed], ever());
    let reclaimed = live.iter().fold(0i64, |all, live| all.saturating_add(live.entry.amount_cents.0));
    let left = stored.paid_for(case_id).0.saturating_sub(entry.amount_cents.0);
    if reclaimed == 0 || left >= reclaimed {
        return Ok(());
    }
    let message = format!(
        "In diesem Fall sind {} zurückgefordert. Ohne diese Auszahlung wären nur {} ausgezahlt; sie kann nicht storniert werden.",
        Cents(reclaimed),
        Cents(left)
    );
    Err(Refusal::rule("ledger.reclaimed", message))
}

/// What is used, or bears interest that is claimed, was paid.
async fn not_used(write: &Write, stored: &Stored, entry: &record::Model) -> Result<(), Refusal> {
    let Some(answer) = stored.answers.iter().find(|row| row.entry_id == entry.id) else { return Ok(()) };
    let claims = Condition::all().add(claim::Column::DrawId.eq(answer.draw_id));
    if standing::load(write.tx(), claims).await?.iter().any(|one| !one.is_void()) {
        let message = "Auf diese Auszahlung sind Zinsen wegen später Verwendung gefordert. Bitte zuerst den Zinsanspruch unter „Rückforderung“ stornieren.";
        return Err(Refusal::rule("ledger.interest_claimed", message));
    }
    let told = late::load(write.tx(), vec![answer.draw_id]).await?.remove(&answer.draw_id);
    let uses = told.iter().flat_map(|told| &told.uses);
    if uses.fold(0i64, |all, row| all.saturating_add(row.amount_cents.0)) > 0 {
        let message = "Zu dieser Auszahlung ist eingetragen, wann sie verwendet wurde. Bitte zuerst die Verwendung beim Mittelabruf stornieren.";
        return Err(Refusal::rule("ledger.used", message));
    }
    Ok(())
}

/// What is wrong with an amount that is booked: it is above zero and at most [`LARGEST`].
pub(super) fn amount_fault(cents: Option<Cents>) -> Option<FieldError> {
    match cents {
        Some(cents) if cents > Cents::ZERO && cents <= LARGEST => None,
        Some(cents) if cents != Cents::ZERO => {
            let message = format!(
                "Der Betrag muss über null und höchstens {LARGEST} sein. Um eine Buchung zu mindern, stornieren Sie sie und buchen Sie neu."
            );
            Some(FieldError::new("amount", "range", message))
        }
        _ => Some(FieldError::new("amount", "required", "Bitte einen Betrag angeben, der nicht null ist.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cofunding::steps::is_step;

    #[test]
    fn by_hand_is_what_no_operation_books() {
        let open = |has_case| Kind::ALL.into_iter().filter(|kind| allowed(*kind, has_case).is_ok()).collect::<Vec<_>>();
        let never =
            |kind: &Kind| kind.is_budget() || is_step(*kind) || matches!(kind, Kind::WrittenOff | Kind::Shelved);
        assert_eq!(open(false), Kind::ALL.into_iter().filter(|kind| !never(kind)).collect::<Vec<_>>());
        assert_eq!(open(true), [Kind::Planned]);
    }

    #[test]
    fn an_amount_is_above_zero_and_at_most_the_largest() {
        let code = |cents| amount_fault(Some(Cents(cents))).map(|fault| fault.code);
        assert_eq!((code(1), code(LARGEST.0)), (None, None));
        for wrong in [-1, LARGEST.0 + 1, i64::MAX, i64::MIN] {
            assert_eq!(code(wrong), Some("range"), "{wrong}");
        }
        assert_eq!((code(0), amount_fault(None).map(|fault| fault.code)), (Some("required"), Some("required")));
    }
}
