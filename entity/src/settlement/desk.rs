//! The settlement desk: what became of the grants of a project, case by case, as of a day and as known at an instant.
//! For those who see what is internal to the project.
use super::{
    actual::{Actual, Line, OfProof, Stated},
    draw::{self, Call, State, Verdict, change::Judged},
    load::Stored,
    proof::{self, ProofKind, Statement},
    review::{self, Recognised, Scope},
};
use crate::{
    account,
    actor::{Actor, Place},
    check::finding::Finding,
    db::Db,
    grant::{
        Item, case,
        content::{Content, sum},
        financing::Computed,
        find::{self, Case, Grants},
        rules::{self, Overrun},
        standing::{self, Standing},
    },
    ledger::Kind,
    money::Cents,
    parameter::Set,
    permission::Action,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// The answer to a call that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Paid or refused.
    pub verdict: Verdict,
    /// Value date of the payment, or the day of the refusal.
    pub dated_on: NaiveDate,
    /// How much was paid.
    pub amount: Cents,
    /// Why it was refused, or less than called for.
    pub reason: Option<String>,
    /// Its entry in the ledger.
    pub entry_id: i64,
    /// Who answered.
    pub by: Option<String>,
}

/// A call for money as pages and the JSON interface show it.
#[derive(Debug, Clone)]
pub struct Draw {
    /// Key.
    pub id: i64,
    /// The decision that held on its day.
    pub decision_id: i64,
    /// What it says.
    pub call: Call,
    /// What became of it.
    pub state: State,
    /// The answer that stands.
    pub answer: Option<Answer>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub by: Option<String>,
    /// What the rules say against paying it today; only for open calls, seen now.
    pub findings: Vec<Finding>,
    /// Whether the actor may answer it now.
    pub may_answer: bool,
}

/// A checked proof (Prüfungsvermerk).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The day of the note.
    pub checked_on: NaiveDate,
    /// When the authority learned of what it holds against the recipient.
    pub known_on: NaiveDate,
    /// How much was looked at.
    pub scope: Scope,
    /// What came of it.
    pub result: String,
    /// What is recognised.
    pub recognised: Vec<Recognised>,
    /// The grant that remains, with its calculation.
    pub computed: Option<Computed>,
    /// Who checked.
    pub by: Option<String>,
}

/// A proof of use as pages and the JSON interface show it.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Key.
    pub id: i64,
    /// What it says.
    pub statement: Statement,
    /// The decision whose plan it follows.
    pub content: Content,
    /// Items on which more was spent than the plan allows (R14), over all years; only in a final proof.
    pub overruns: Vec<Overrun>,
    /// Whether a newer one took its place.
    pub replaced: bool,
    /// What came of its check.
    pub note: Option<Note>,
    /// Who recorded it.
    pub by: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether the actor may check it now.
    pub may_check: bool,
    /// Whether the actor entered it.
    pub own: bool,
}

/// What is booked for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Called for.
    pub requested: Cents,
    /// Paid.
    pub paid: Cents,
    /// Stated as spent of the grant.
    pub spent: Cents,
    /// Recognised of the grant; none before a proof was checked.
    pub recognised: Option<Cents>,
    /// Reclaimed.
    pub reclaimed: Cents,
}

/// A case on the desk.
#[derive(Debug, Clone)]
pub struct OnCase {
    /// The case with its decisions.
    pub case: Case,
    /// What is booked.
    pub sums: Sums,
    /// Its calls, the newest first.
    pub draws: Vec<Draw>,
    /// Its proofs of use, the newest first.
    pub proofs: Vec<Proof>,
    /// What the newest proofs state beside the plan that holds; none before the first proof or decision.
    pub actual: Option<(Actual, Vec<Line>)>,
    /// Whether the actor may hand something in now.
    pub may_hand_in: bool,
}

/// The desk of a project.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Key of the project.
    pub project_id: i64,
    /// Number of the project.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The state of the settlement as it is now; forms carry it.
    pub version: i32,
    /// The cases, the oldest first.
    pub cases: Vec<OnCase>,
}

impl Desk {
    /// The case with a key.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn case(&self, id: i64) -> Result<&OnCase, Refusal> {
        self.cases.iter().find(|one| one.case.id == id).ok_or(Refusal::NotFound)
    }
}

/// The desk of a project.
///
/// # Errors
/// Not found; refused for those who do not see what is internal to the project.
pub async fn of_project(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<Desk, Refusal> {
    let grants = find::of_project(db, actor, view, number).await?;
    if !grants.internal {
        return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
    }
    let connection = db.read();
    let stored = Stored::load(connection, grants.project_id).await?;
    let names = names(connection, &stored).await?;
    let parameters = Set::load(connection, view.known_at).await?;
    let mut cases = Vec::new();
    for case in &grants.cases {
        let place = place(&grants, case);
        let standing = standing::of_case(connection, case.id).await?;
        let may = |action| view.is_now() && actor.can(action, &place);
        let known = |row: &&draw::record::Model| {
            row.case_id == case.id
                && row.requested_on <= view.as_of
                && view.known_at.is_none_or(|known| row.recorded_at <= known)
        };
        let mut draws = Vec::new();
        for row in stored.draws.iter().rev().filter(known) {
            let (state, answer) = stored.became(row, view);
            let call = row.call();
            let findings = if state == State::Open && view.is_now() {
                let judged = Judged { call: &call, on: view.as_of, amount: call.amount, except: Some(row.id) };
                let facts = draw::change::facts(&standing, &stored, &parameters, judged);
                facts.map(|facts| draw::rules::check(&facts)).unwrap_or_default()
            } else {
                Vec::new()
            };
            draws.push(Draw {
                id: row.id,
                decision_id: row.decision_id,
                state,
                answer: answer.and_then(|row| answer_of(row, &names)),
                recorded_at: row.recorded_at,
                by: row.recorded_by.and_then(|id| names.get(&id).cloned()),
                findings,
                may_answer: state == State::Open && may(Action::DecideSettlement),
                call,
            });
        }
        let known = |row: &&proof::record::Model| {
            row.case_id == case.id
                && row.received_on <= view.as_of
                && view.known_at.is_none_or(|known| row.recorded_at <= known)
        };
        let mut proofs = Vec::new();
        for row in stored.proofs.iter().rev().filter(known) {
            let shown = Shown { stored: &stored, standing: &standing, names: &names, parameters: &parameters, view };
            let Some(proof) = shown.proof(row) else { continue };
            let own = actor.account_id.is_some() && row.recorded_by == actor.account_id;
            let open = proof.note.is_none() && !proof.replaced && row.recorded_by.is_some();
            proofs.push(Proof { own, may_check: open && !own && may(Action::DecideSettlement), ..proof });
        }
        let overrun = rules::Limits::on(&parameters, view.as_of).item_overrun;
        let actual = Actual::newest(proofs.iter().rev().map(stated)).zip(case.current()).map(|(actual, version)| {
            let lines = actual.against(&version.content, overrun);
            (actual, lines)
        });
        cases.push(OnCase {
            actual,
            proofs,
            sums: sums(&stored, case.id, view),
            draws,
            may_hand_in: may(Action::HandInSettlement) && case.current().is_some(),
            case: case.clone(),
        });
    }
    Ok(Desk {
        project_id: grants.project_id,
        number: grants.number,
        title: grants.title,
        version: stored.version(),
        cases,
    })
}

/// The desk of the project that a case belongs to.
///
/// # Errors
/// Not found; refused for those who do not see what is internal to the project. The public is asked to sign in,
/// whether there is such a case or not.
pub async fn of_case(db: &Db, actor: &Actor, view: Viewpoint, case_id: i64) -> Result<Desk, Refusal> {
    if !actor.is_signed_in() {
        return Err(Refusal::SignInRequired);
    }
    let case = case::Entity::find_by_id(case_id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let project = crate::project::record::Entity::find_by_id(case.project_id).one(db.read()).await?;
    of_project(db, actor, view, &project.ok_or(Refusal::NotFound)?.number).await
}

/// The desk with the case and the call of a key.
///
/// # Errors
/// As [`of_case`].
pub async fn with_draw(db: &Db, actor: &Actor, view: Viewpoint, id: i64) -> Result<(Desk, OnCase, Draw), Refusal> {
    if !actor.is_signed_in() {
        return Err(Refusal::SignInRequired);
    }
    let row = draw::record::Entity::find_by_id(id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let desk = of_case(db, actor, view, row.case_id).await?;
    let case = desk.case(row.case_id)?.clone();
    let draw = case.draws.iter().find(|draw| draw.id == id).cloned().ok_or(Refusal::NotFound)?;
    Ok((desk, case, draw))
}

/// The desk with the case and the proof of a key.
///
/// # Errors
/// As [`of_case`].
pub async fn with_proof(db: &Db, actor: &Actor, view: Viewpoint, id: i64) -> Result<(Desk, OnCase, Proof), Refusal> {
    if !actor.is_signed_in() {
        return Err(Refusal::SignInRequired);
    }
    let row = proof::record::Entity::find_by_id(id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let desk = of_case(db, actor, view, row.case_id).await?;
    let case = desk.case(row.case_id)?.clone();
    let proof = case.proofs.iter().find(|proof| proof.id == id).cloned().ok_or(Refusal::NotFound)?;
    Ok((desk, case, proof))
}

/// What a proof is shown with.
struct Shown<'a> {
    stored: &'a Stored,
    standing: &'a Standing,
    names: &'a HashMap<i64, String>,
    parameters: &'a Set,
    view: Viewpoint,
}

impl Shown<'_> {
    fn proof(&self, row: &proof::record::Model) -> Option<Proof> {
        let decision = self.standing.decisions.iter().find(|one| one.id == row.decision_id)?;
        let content = self.standing.content_of(decision).ok()?;
        let statement = Statement {
            kind: ProofKind::from_key(&row.kind)?,
            budget_year: row.budget_year,
            covers_to: row.covers_to,
            received_on: row.received_on,
            narrative: row.narrative,
            confirmed: row.confirmed,
            reference: row.reference.clone(),
            lines: self.stored.stated(row.id),
        };
        let spent = by_item(&statement);
        let limits = rules::Limits::on(self.parameters, row.received_on);
        let overruns = match statement.kind {
            ProofKind::Final => rules::overruns(&content, &spent, &limits),
            ProofKind::Interim => Vec::new(),
        };
        let review = self.stored.reviews.iter().find(|note| note.proof_id == row.id).filter(|note| {
            note.checked_on <= self.view.as_of && self.view.known_at.is_none_or(|known| note.recorded_at <= known)
        });
        Some(Proof {
            id: row.id,
            note: review.and_then(|note| self.note(note, &statement)),
            statement,
            content,
            overruns,
            replaced: self.stored.replaced(row, self.view),
            by: row.recorded_by.and_then(|id| self.names.get(&id).cloned()),
            recorded_at: row.recorded_at,
            may_check: false,
            own: false,
        })
    }

    fn note(&self, row: &review::record::Model, statement: &Statement) -> Option<Note> {
        let items = self.stored.review_items.iter().filter(|item| item.review_id == row.id);
        let recognised: Vec<Recognised> = items
            .filter_map(|item| {
                let (year, cents) = (item.budget_year, item.amount_cents);
                Some(Recognised { year, item: Item::from_key(&item.item)?, cents })
            })
            .collect();
        // the decision as it was known when the note was booked
        let held =
            self.standing.known(row.checked_on, row.recorded_at).and_then(|row| self.standing.content_of(row).ok());
        Some(Note {
            checked_on: row.checked_on,
            known_on: row.known_on,
            scope: Scope::from_key(&row.scope)?,
            result: row.result.clone(),
            computed: held
                .and_then(|held| review::computed(&held, statement.budget_year, &statement.lines, &recognised)),
            recognised,
            by: self.names.get(&row.recorded_by).cloned(),
        })
    }
}

/// A proof as plan against actual reads it.
fn stated(proof: &Proof) -> OfProof {
    let statement = &proof.statement;
    let (kind, year) = (statement.kind, statement.budget_year);
    (Stated { proof_id: proof.id, kind, year, checked: proof.note.is_some() }, by_item(statement))
}

fn by_item(statement: &Statement) -> BTreeMap<Item, Cents> {
    let mut spent: BTreeMap<Item, Cents> = BTreeMap::new();
    for line in &statement.lines {
        let cents = spent.entry(line.item).or_default();
        *cents = sum([*cents, line.cents]);
    }
    spent
}

fn answer_of(row: &draw::answer::Model, names: &HashMap<i64, String>) -> Option<Answer> {
    Some(Answer {
        verdict: Verdict::from_key(&row.verdict)?,
        dated_on: row.dated_on,
        amount: row.amount_cents,
        reason: row.reason.clone(),
        entry_id: row.entry_id,
        by: row.recorded_by.and_then(|id| names.get(&id).cloned()),
    })
}

fn sums(stored: &Stored, case_id: i64, view: Viewpoint) -> Sums {
    let of = |kind: Kind| stored.live(case_id, &[kind], view);
    let total = |kind: Kind| sum(of(kind).iter().map(|live| live.entry.amount_cents));
    Sums {
        requested: total(Kind::Requested),
        paid: total(Kind::Paid),
        spent: total(Kind::Spent),
        recognised: (!of(Kind::Recognised).is_empty()).then(|| total(Kind::Recognised)),
        reclaimed: total(Kind::Reclaimed),
    }
}

/// Where a case lies: rights in its settlement are those of its recipient and its authority.
fn place(grants: &Grants, case: &Case) -> Place {
    Place {
        regions: grants.regions.iter().map(|(slug, _)| slug.clone()).collect(),
        authority: Some(case.authority.0.clone()),
        project: Some(grants.number.clone()),
        ags: None,
    }
}

/// The names of all who entered and answered.
async fn names(connection: &impl ConnectionTrait, stored: &Stored) -> Result<HashMap<i64, String>, DbErr> {
    let draws = stored.draws.iter().filter_map(|row| row.recorded_by);
    let answers = stored.answers.iter().filter_map(|row| row.recorded_by);
    let proofs = stored.proofs.iter().filter_map(|row| row.recorded_by);
    let reviews = stored.reviews.iter().map(|row| row.recorded_by);
    let ids: Vec<i64> = draws.chain(answers).chain(proofs).chain(reviews).collect();
    let rows = account::record::Entity::find().filter(account::record::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
