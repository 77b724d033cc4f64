//! What may be booked at a project by hand: what no operation books. Everything else is entered where its rules are
//! checked, and by two people where money becomes binding.
use super::{
    Kind, Source, record,
    sums::{Filter, totals},
};
use crate::{
    db::Write,
    grant::{case, content::LARGEST},
    money::Cents,
    parameter::Set,
    precision::Precision,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Whether an entry of this kind is made by hand, where the project has a grant case of its source of money or none;
/// else the sentence that names where it is entered.
///
/// # Errors
/// A rule's refusal, or field by field for money of the programme's budget.
pub(super) fn allowed(kind: Kind, has_case: bool) -> Result<(), Refusal> {
    let (code, message) = match kind {
        Kind::Planned => return Ok(()),
        Kind::Requested | Kind::Paid | Kind::Spent if !has_case => return Ok(()),
        Kind::Granted => (
            "ledger.by_decision",
            "Was bewilligt ist, wird nicht gebucht: Das sagen die Bescheide des Projekts. Bitte unter „Finanzierung“ einen Bescheid oder Änderungsbescheid vorschlagen; eine zweite Person gibt ihn frei.",
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
        Kind::Reclaimed | Kind::Repaid | Kind::InterestClaimed | Kind::InterestPaid | Kind::WrittenOff => (
            "ledger.by_claim",
            "Rückforderungen, Erstattungen, Zinsen und Niederschlagungen werden nicht gebucht. Bitte unter „Rückforderung“ eintragen.",
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

/// Whether an entry is taken back by itself, without the operation that made it.
///
/// # Errors
/// A rule's refusal.
pub(super) fn may_go(entry: &record::Model) -> Result<(), Refusal> {
    let kind = Kind::from_key(&entry.kind);
    // taking back a negative amount would raise what is granted
    if kind == Some(Kind::Granted) && (entry.case_id.is_some() || entry.amount_cents < Cents::ZERO) {
        return allowed(Kind::Granted, true);
    }
    let claimed = [Kind::Reclaimed, Kind::Repaid, Kind::InterestClaimed, Kind::InterestPaid, Kind::WrittenOff];
    if entry.case_id.is_some() && kind.is_some_and(|kind| claimed.contains(&kind)) {
        let message = "Diese Buchung gehört zu einer Rückforderung und kann nicht einzeln storniert werden: Die Rückforderung und die Buchungen müssen übereinstimmen.";
        return Err(Refusal::rule("ledger.by_claim", message));
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

/// R13 for payments by hand: where something is granted of a source, no more is paid of it. Where nothing is granted,
/// as in data from before there were decisions, the checks find it afterwards.
///
/// # Errors
/// Field by field what is wrong.
pub(super) async fn within_grant(write: &Write, project_id: i64, source: Source, cents: Cents) -> Result<(), Refusal> {
    let filter = Filter { project_id: Some(project_id), source: Some(source), ..Filter::default() };
    let sums = totals(write.tx(), &filter, &[], Viewpoint::now(&write.now)).await?;
    let of = |kind| sums.iter().find(|sum| sum.kind == kind && sum.cents > Cents::ZERO);
    let Some(granted) = of(Kind::Granted) else { return Ok(()) };
    let paid = of(Kind::Paid).map_or(Cents::ZERO, |sum| sum.cents);
    // what is known to the thousand only is not exceeded by some euros; what is known to the cent is by one
    let tolerance = match granted.precision {
        Precision::Cent => Cents::ZERO,
        coarse => Set::load(write.tx(), None).await?.tolerance(coarse, granted.cents, write.now.today),
    };
    let after = Cents(paid.0.saturating_add(cents.0));
    let over = Cents(after.0.saturating_sub(granted.cents.0));
    if over <= tolerance {
        return Ok(());
    }
    let message = format!(
        "R13: Ausgezahlt wären dann {after}, bewilligt sind {}: {over} zu viel. Bitte den Betrag prüfen; ist inzwischen mehr bewilligt, bitte zuerst den Bescheid eintragen.",
        granted.cents
    );
    Err(Refusal::field("amount", "R13", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_is_what_no_operation_books() {
        let open = |has_case| Kind::ALL.into_iter().filter(|kind| allowed(*kind, has_case).is_ok()).collect::<Vec<_>>();
        assert_eq!(open(false), [Kind::Planned, Kind::Requested, Kind::Paid, Kind::Spent]);
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
