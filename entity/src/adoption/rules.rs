//! What may be said about the use of a solution after what was said before: which state may follow which, when a reason
//! is asked for, and that the same is not said twice. Takes facts and no connection.
use super::{
    Speaker, State, UseKind,
    change::Told,
    record,
    standing::{Standing, counted},
};
use crate::{money::Cents, refusal::FieldError};
use chrono::NaiveDate;

/// Characters of a reason, of lessons and of changes.
pub const TEXT: u16 = 2_000;
/// Person-days that the take-over of one solution can cost.
pub const MOST_DAYS: i32 = 100_000;
/// Euros that the take-over of one solution can cost.
pub const DEAREST: Cents = Cents(10_000_000_000);
/// No statement holds from a day before this year: the programme began in 2018, and some solutions are older.
pub const FIRST_YEAR: i32 = 2015;

/// How a state follows the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The first that is said.
    First,
    /// Further on; steps between may be left out, since many a municipality reports only when it is done.
    Forward,
    /// The same again.
    Again,
    /// Back, from productive to introducing for example.
    Back,
    /// Given up.
    Rejected,
    /// Taken up again after it was given up.
    Resumed,
}

impl Step {
    /// How a state follows the one before.
    #[must_use]
    pub fn between(before: Option<State>, next: State) -> Self {
        match (before, next) {
            (Some(before), next) if before == next => Self::Again,
            (_, State::Rejected) => Self::Rejected,
            (None, _) => Self::First,
            (Some(State::Rejected), _) => Self::Resumed,
            (Some(before), next) if next > before => Self::Forward,
            (Some(_), _) => Self::Back,
        }
    }

    /// Why a reason is asked for; nothing where none is.
    #[must_use]
    pub fn asks_why(self) -> Option<&'static str> {
        match self {
            Self::First | Self::Forward | Self::Again => None,
            Self::Back => {
                Some("Das ist ein Schritt zurück. Bitte schreiben Sie in einem Satz, warum: Andere lernen daraus.")
            }
            Self::Rejected => Some("Bitte schreiben Sie in einem Satz, warum Sie es verwerfen: Andere lernen daraus."),
            Self::Resumed => Some(
                "Sie hatten es verworfen und nehmen es wieder auf. Bitte schreiben Sie in einem Satz, was sich geändert hat.",
            ),
        }
    }
}

/// What stands of one municipality and one solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The standing.
    pub standing: Standing,
    /// The day of the last statement.
    pub last_on: NaiveDate,
    /// The reason given with it.
    pub reason: Option<String>,
    /// What was told, each as last said.
    pub told: Told,
}

impl Before {
    /// What stands after statements in their order; nothing without any.
    #[must_use]
    pub fn after(rows: &[record::Model]) -> Option<Self> {
        let (standing, newest) = (Standing::after(rows)?, counted(rows).rev());
        let last = newest.clone().next()?;
        let text = |told: fn(&record::Model) -> Option<String>| newest.clone().find_map(told);
        Some(Self {
            standing,
            last_on: last.valid_on,
            reason: last.reason.clone(),
            told: Told {
                use_kind: newest.clone().find_map(|row| UseKind::from_key(row.use_kind.as_deref()?)),
                person_days: newest.clone().find_map(|row| row.person_days),
                cost: newest.clone().find_map(|row| row.cost_cents),
                lessons: text(|row| row.lessons.clone()),
                changes: text(|row| row.changes.clone()),
            },
        })
    }
}

/// A statement that is to be made; its texts without blanks around them, and none of them empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// How far the municipality is.
    pub state: State,
    /// Why.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Who says it.
    pub said_by: Speaker,
    /// What is told beside it.
    pub told: Told,
}

/// What is wrong with a statement, field by field; nothing where it may be made.
#[must_use]
pub fn faults(said: &Statement, before: Option<&Before>, today: NaiveDate) -> Vec<FieldError> {
    // what somebody without an account asked binds nobody
    let before = before.filter(|before| !before.standing.is_request());
    let mut errors = bounds(said);
    errors.extend(day(said.valid_on, before, today));
    let step = Step::between(before.map(|before| before.standing.state), said.state);
    if let (Some(why), None) = (step.asks_why(), &said.reason) {
        errors.push(FieldError::new("reason", "required", why));
    }
    if let (Step::Again, Some(before)) = (step, before)
        && !(tells_more(said, before) || confirms(said, &before.standing, today))
    {
        errors.push(FieldError::new("state", "repeated", repeated(said, before)));
    }
    errors
}

/// Whether there is something in it that was not said before.
fn tells_more(said: &Statement, before: &Before) -> bool {
    let (now, then) = (&said.told, &before.told);
    (said.reason.is_some() && said.reason != before.reason)
        || (now.use_kind.is_some() && now.use_kind != then.use_kind)
        || (now.person_days.is_some() && now.person_days != then.person_days)
        || (now.cost.is_some() && now.cost != then.cost)
        || (now.lessons.is_some() && now.lessons != then.lessons)
        || (now.changes.is_some() && now.changes != then.changes)
}

/// Whether the adopter says again that it uses it, on a later day than the last time.
fn confirms(said: &Statement, standing: &Standing, today: NaiveDate) -> bool {
    said.said_by == Speaker::Adopter
        && said.state == State::Productive
        && standing.confirmed_on.is_none_or(|on| today > on)
}

fn repeated(said: &Statement, before: &Before) -> String {
    let since = before.standing.since.format("%d.%m.%Y");
    match (said.state, before.standing.confirmed_on) {
        (State::Productive, Some(on)) if said.said_by == Speaker::Adopter => {
            format!("Die produktive Nutzung ist schon bestätigt, zuletzt am {}.", on.format("%d.%m.%Y"))
        }
        (State::Productive, _) => format!(
            "„produktiv“ ist seit {since} gemeldet. Bestätigen kann das nur die Kommune selbst, mit ihrem Konto."
        ),
        (state, _) => {
            let state = state.label();
            format!(
                "„{state}“ ist seit {since} schon gemeldet. Bitte wählen Sie einen anderen Stand oder ergänzen Sie, was neu ist."
            )
        }
    }
}

fn day(valid_on: NaiveDate, before: Option<&Before>, today: NaiveDate) -> Option<FieldError> {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1);
    let message = match before {
        _ if valid_on > today => "Der Tag liegt in der Zukunft. Melden Sie bitte, was heute gilt.".to_owned(),
        Some(before) if valid_on < before.last_on => {
            let last = before.last_on.format("%d.%m.%Y");
            format!(
                "Der Tag liegt vor der letzten Meldung vom {last}. Eine neue Meldung kann erst ab diesem Tag gelten."
            )
        }
        _ if first.is_some_and(|first| valid_on < first) => {
            format!("Der Tag muss zwischen dem 01.01.{FIRST_YEAR} und heute liegen.")
        }
        _ => return None,
    };
    Some(FieldError::new("valid_on", "range", message))
}

fn bounds(said: &Statement) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let told = &said.told;
    for (field, text) in [("reason", &said.reason), ("lessons", &told.lessons), ("changes", &told.changes)] {
        errors.extend(text.as_deref().and_then(|text| of_text(field, text)));
    }
    if told.person_days.is_some_and(|days| !(0..=MOST_DAYS).contains(&days)) {
        let message = "Bitte die Personentage als ganze Zahl von 0 bis 100.000 angeben.";
        errors.push(FieldError::new("person_days", "range", message));
    }
    if told.cost.is_some_and(|cost| !(Cents::ZERO..=DEAREST).contains(&cost)) {
        let message = format!("Bitte einen Betrag von 0 bis {DEAREST} angeben.");
        errors.push(FieldError::new("cost", "range", message));
    }
    errors
}

/// What is wrong with a text; nothing where it may stand.
pub(super) fn of_text(field: &'static str, text: &str) -> Option<FieldError> {
    if text.chars().count() > usize::from(TEXT) {
        return Some(FieldError::new(field, "too_long", format!("Das ist zu lang. Höchstens {TEXT} Zeichen.")));
    }
    let odd = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    odd.then(|| FieldError::new(field, "characters", "Der Text enthält ein unzulässiges Zeichen."))
}

/// What is wrong with the key of a municipality or Kreis before one looks it up; nothing where it can be one.
#[must_use]
pub fn of_key(ags: &str) -> Option<FieldError> {
    let good = matches!(ags.len(), 5 | 8) && ags.bytes().all(|byte| byte.is_ascii_digit());
    let message = match ags {
        "" => "Bitte die Kommune nennen: mit dem amtlichen Gemeindeschlüssel.",
        _ => "Ein Gemeindeschlüssel hat acht Ziffern, der eines Kreises fünf, zum Beispiel 05334002 für Aachen.",
    };
    (!good).then(|| FieldError::new("ags", if ags.is_empty() { "required" } else { "format" }, message))
}

/// The sentence about a key that no municipality or Kreis has today; names the key of today where one followed.
#[must_use]
pub fn unknown_key(ags: &str) -> String {
    match successor(ags) {
        Some(today) => format!(
            "Den Schlüssel „{ags}“ gibt es seit dem 21.10.2009 nicht mehr: Der Kreis Aachen ist in der Städteregion Aachen aufgegangen. Heute ist es {today}."
        ),
        None => format!(
            "Eine Kommune oder einen Kreis mit dem Schlüssel „{ags}“ gibt es in Nordrhein-Westfalen nicht (mehr)."
        ),
    }
}

/// The key of today for one that was dissolved while solutions could be reused: the only such reform in
/// Nordrhein-Westfalen is that of the Städteregion Aachen (Aachen-Gesetz of 26.02.2008, in force on 21.10.2009).
fn successor(ags: &str) -> Option<String> {
    match ags {
        "05313000" => Some("05334002".to_owned()),
        "05354" => Some("05334".to_owned()),
        _ => ags.strip_prefix("05354").map(|place| format!("05334{place}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        day.parse().expect("a day")
    }

    fn said(state: State, reason: Option<&str>, day: &str) -> Statement {
        let told = Told::default();
        Statement { state, reason: reason.map(str::to_owned), valid_on: on(day), said_by: Speaker::Adopter, told }
    }

    fn before(state: State, confirmed: Option<&str>) -> Before {
        Before {
            standing: Standing {
                state,
                since: on("2024-01-01"),
                said_by: Speaker::Adopter,
                confirmed_on: confirmed.map(on),
                first: on("2024-01-01"),
                first_productive: confirmed.map(on),
                first_confirmed_at: None,
                latest: 1,
            },
            last_on: confirmed.map_or(on("2024-01-01"), on),
            reason: None,
            told: Told { person_days: Some(3), ..Told::default() },
        }
    }

    fn wrong(said: &Statement, before: Option<&Before>) -> Vec<(&'static str, &'static str)> {
        faults(said, before, on("2025-06-01")).iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn every_state_may_come_first_and_going_back_asks_why() {
        for state in State::ALL {
            let reason = (state == State::Rejected).then_some("Zu teuer.");
            assert_eq!(wrong(&said(state, reason, "2025-06-01"), None), [], "{state:?}");
        }
        assert_eq!(wrong(&said(State::Rejected, None, "2025-06-01"), None), [("reason", "required")]);
        let order = [State::Interested, State::Evaluating, State::Introducing, State::Productive, State::Rejected];
        for (at, then) in order.into_iter().enumerate() {
            for (later, next) in order.into_iter().enumerate().filter(|(later, _)| *later != at) {
                let asks = next == State::Rejected || later < at;
                let bare = wrong(&said(next, None, "2025-06-01"), Some(&before(then, None)));
                assert_eq!(bare.is_empty(), !asks, "{then:?} → {next:?}");
                assert_eq!(wrong(&said(next, Some("Weil."), "2025-06-01"), Some(&before(then, None))), []);
            }
        }
    }

    #[test]
    fn the_same_again_is_refused_unless_it_says_more_or_confirms() {
        let again = [("state", "repeated")];
        for state in [State::Interested, State::Evaluating, State::Introducing, State::Rejected] {
            assert_eq!(wrong(&said(state, None, "2025-06-01"), Some(&before(state, None))), again, "{state:?}");
        }
        let mut more = said(State::Evaluating, None, "2025-06-01");
        more.told.person_days = Some(3);
        assert_eq!(wrong(&more, Some(&before(State::Evaluating, None))), again, "that was told before");
        more.told.person_days = Some(4);
        assert_eq!(wrong(&more, Some(&before(State::Evaluating, None))), []);
        let productive = |day: &str, confirmed: Option<&str>| {
            wrong(&said(State::Productive, None, day), Some(&before(State::Productive, confirmed)))
        };
        assert_eq!(productive("2025-06-01", Some("2025-06-01")), again, "on the same day");
        assert_eq!(productive("2025-05-01", Some("2025-05-01")), [], "it is said on another day");
        assert_eq!(productive("2024-01-01", None), [], "the transfer office said it, the adopter confirms");
        let mut office = said(State::Productive, None, "2025-06-01");
        office.said_by = Speaker::Curator;
        assert_eq!(wrong(&office, Some(&before(State::Productive, Some("2024-05-01")))), again, "it cannot confirm");
        let mut asked = before(State::Interested, None);
        asked.standing.said_by = Speaker::Visitor;
        assert_eq!(wrong(&said(State::Interested, None, "2023-06-01"), Some(&asked)), [], "no statement of theirs");
    }

    #[test]
    fn days_texts_and_numbers_have_bounds() {
        let range = [("valid_on", "range")];
        for (day, earlier, good) in [
            ("2025-06-01", None, true),
            ("2025-06-02", None, false),
            ("2015-01-01", None, true),
            ("2014-12-31", None, false),
            ("2024-01-01", Some(before(State::Interested, None)), true),
            ("2023-12-31", Some(before(State::Interested, None)), false),
        ] {
            let found = wrong(&said(State::Evaluating, None, day), earlier.as_ref());
            assert_eq!(found, if good { &[][..] } else { &range[..] }, "{day}");
        }
        let mut all = said(State::Evaluating, Some("a\0b"), "2025-06-01");
        all.told = Told {
            use_kind: None,
            person_days: Some(-1),
            cost: Some(Cents(-1)),
            lessons: Some("x".repeat(2_001)),
            changes: Some("x".repeat(2_000)),
        };
        let found = wrong(&all, None);
        assert_eq!(
            found,
            [("reason", "characters"), ("lessons", "too_long"), ("person_days", "range"), ("cost", "range")]
        );
    }

    #[test]
    fn keys_that_went_are_told_from_those_that_never_were() {
        assert!(of_key("05334002").is_none() && of_key("05334").is_none());
        for bad in ["", "Aachen", "5334002", "05334002\0", "０5334002"] {
            assert!(of_key(bad).is_some(), "{bad}");
        }
        assert!(unknown_key("05313000").contains("05334002"));
        assert!(unknown_key("05354004").contains("05334004"));
        assert!(unknown_key("05999999").contains("05999999"));
    }
}
