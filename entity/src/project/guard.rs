//! What must hold before a project is granted, final or closed: the money says so, not the person.
use super::{lifecycle::Lifecycle, record};
use crate::{
    check::{
        find::found,
        finding::Severity,
        rule::{RULES, Rule},
    },
    db::{Db, Write},
    grant::standing,
    ledger::{
        Kind, Source,
        sums::{Filter, totals},
    },
    money::Cents,
    recovery,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;

/// The last rule that a grant has to pass (R1 to R12).
const LAST_OF_GRANT: &str = "R12";

/// What the move reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Facts {
    /// Whether there is a grant case.
    case: bool,
    /// From when the decisions that hold are beyond challenge, each; none where that is not known.
    final_from: Vec<Option<NaiveDate>>,
    /// Programme money granted by the ledger.
    granted: Cents,
    /// Reclaimed, neither repaid nor written off.
    open: Cents,
    /// Interest claimed and not paid.
    interest: Cents,
    /// Findings that block, as sentences.
    blocking: Vec<String>,
}

/// What speaks against a move, on the field that asks for it.
///
/// # Errors
/// The driver's error.
pub(super) async fn against(
    db: &Db,
    write: &Write,
    project: &record::Model,
    to: Lifecycle,
    effective: NaiveDate,
) -> Result<Vec<FieldError>, Refusal> {
    if !matches!(to, Lifecycle::Granted | Lifecycle::Final | Lifecycle::Closed) {
        return Ok(Vec::new());
    }
    let view = Viewpoint::now(&write.now);
    let filter = Filter { project_id: Some(project.id), source: Some(Source::Programme), ..Filter::default() };
    let sums = totals(write.tx(), &filter, &[], view).await?;
    let of = |kind| sums.iter().find(|sum| sum.kind == kind).map_or(0, |sum| sum.cents.0);
    let blocking = match to {
        Lifecycle::Granted => blocking(db, view, project.id, of_grants).await?,
        Lifecycle::Closed => blocking(db, view, project.id, |_| true).await?,
        _ => Vec::new(),
    };
    // claims about other money of the Land, too; and what was repaid without a claim settles none
    let claims = recovery::standing::open_in(write.tx(), project.id, view).await?;
    let (cases, final_from) = standing::finality(write.tx(), project.id, view).await?;
    let facts = Facts {
        case: cases > 0,
        final_from,
        granted: Cents(of(Kind::Granted)),
        open: claims.unsettled.max(Cents(
            [of(Kind::Repaid), of(Kind::WrittenOff), claims.shelved_for_good.0]
                .into_iter()
                .fold(of(Kind::Reclaimed), i64::saturating_sub),
        )),
        interest: claims.interest.max(Cents(of(Kind::InterestClaimed).saturating_sub(of(Kind::InterestPaid)))),
        blocking,
    };
    let sentences = sentences(&facts, to, effective);
    Ok(sentences.into_iter().map(|(code, message)| FieldError::new("to", code, message)).collect())
}

/// Open findings of a project that block, of some rules.
async fn blocking(db: &Db, view: Viewpoint, project_id: i64, counts: fn(&str) -> bool) -> Result<Vec<String>, Refusal> {
    let all = found(db, view, false).await?;
    let of_project = all.found.iter().filter(|found| {
        found.project.as_ref().is_some_and(|(id, _, _)| *id == project_id)
            && found.finding.severity == Severity::Blocks
            && found.is_open()
            && counts(found.finding.rule)
    });
    Ok(of_project.map(|found| format!("{}: {}", found.finding.rule, found.finding.message)).collect())
}

/// Whether a rule is about granting.
fn of_grants(number: &str) -> bool {
    let place = |number: &str| RULES.iter().position(|rule: &Rule| rule.number == number);
    place(number) <= place(LAST_OF_GRANT)
}

/// What speaks against a move: a code and a German sentence each.
fn sentences(facts: &Facts, to: Lifecycle, effective: NaiveDate) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let shown = |day: NaiveDate| day.format("%d.%m.%Y").to_string();
    match to {
        Lifecycle::Granted if facts.case && facts.final_from.is_empty() => found.push((
            "no_decision",
            "Es gibt noch keinen mitgezeichneten Bescheid. Bitte zuerst den Bescheid mitzeichnen lassen.".to_owned(),
        )),
        Lifecycle::Granted if !facts.case && facts.granted <= Cents::ZERO => found.push((
            "no_decision",
            "Für das Projekt ist nichts bewilligt. Bitte zuerst einen Bescheid anlegen und mitzeichnen lassen."
                .to_owned(),
        )),
        Lifecycle::Final => match facts.final_from.iter().copied().collect::<Option<Vec<_>>>() {
            None => found.push((
                "not_notified",
                "Zum Bescheid ist keine Bekanntgabe verzeichnet. Bitte sie auf der Seite des Bescheids nachtragen."
                    .to_owned(),
            )),
            Some(days) => found.extend(days.into_iter().max().filter(|day| *day > effective).map(|day| {
                let message = format!("Bestandskräftig ist der Bescheid erst ab {}.", shown(day));
                ("not_final", message)
            })),
        },
        Lifecycle::Closed => {
            if facts.open > Cents::ZERO {
                let message = format!(
                    "Zurückgefordert und weder erstattet noch erlassen sind noch {}. Erst danach kann das Projekt abgeschlossen werden.",
                    facts.open
                );
                found.push(("open_claim", message));
            }
            if facts.interest > Cents::ZERO {
                let message = format!("An Zinsen sind noch {} gefordert und nicht gezahlt.", facts.interest);
                found.push(("open_interest", message));
            }
        }
        _ => {}
    }
    let blocking = facts.blocking.iter().map(|message| {
        ("blocked", format!("{message} Bitte klären oder eine Ausnahme zulassen lassen (Haushalt, Prüfungen)."))
    });
    found.extend(blocking);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(facts: &Facts, to: Lifecycle) -> Vec<&'static str> {
        let effective = "2020-03-01".parse().unwrap();
        sentences(facts, to, effective).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn granted_is_what_is_decided_or_was_booked_before_there_were_cases() {
        let facts = Facts::default();
        assert_eq!(codes(&facts, Lifecycle::Granted), ["no_decision"]);
        assert_eq!(codes(&Facts { granted: Cents(1), ..facts.clone() }, Lifecycle::Granted), [""; 0]);
        let waiting = Facts { case: true, granted: Cents(1), ..facts.clone() };
        assert_eq!(codes(&waiting, Lifecycle::Granted), ["no_decision"]);
        let decided = Facts { case: true, final_from: vec![None], ..facts.clone() };
        assert_eq!(codes(&decided, Lifecycle::Granted), [""; 0]);
        let blocked = Facts { blocking: vec!["R4: zu viel.".into()], ..decided };
        assert_eq!(codes(&blocked, Lifecycle::Granted), ["blocked"]);
    }

    #[test]
    fn final_is_when_all_decisions_are() {
        let day = |text: &str| Some(text.parse().unwrap());
        let with = |final_from| Facts { case: true, final_from, ..Facts::default() };
        assert_eq!(codes(&with(vec![day("2020-03-01")]), Lifecycle::Final), [""; 0]);
        assert_eq!(codes(&with(vec![day("2020-01-01"), day("2020-03-02")]), Lifecycle::Final), ["not_final"]);
        assert_eq!(codes(&with(vec![day("2020-01-01"), None]), Lifecycle::Final), ["not_notified"]);
        assert_eq!(codes(&Facts::default(), Lifecycle::Final), [""; 0], "of what lists say nothing is known");
    }

    #[test]
    fn closed_is_what_owes_nothing() {
        let open = Facts { open: Cents(1), interest: Cents(1), ..Facts::default() };
        assert_eq!(codes(&open, Lifecycle::Closed), ["open_claim", "open_interest"]);
        assert_eq!(codes(&open, Lifecycle::Ended), [""; 0]);
        assert_eq!(codes(&Facts::default(), Lifecycle::Closed), [""; 0]);
    }

    #[test]
    fn rules_of_grants_come_first() {
        assert!(of_grants("R1") && of_grants("R12") && !of_grants("R13") && !of_grants("R25"));
    }
}
