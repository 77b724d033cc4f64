//! Everything stored about the settlement of a project's grants, loaded once; what stands at a viewpoint is a pure
//! question.
use super::{
    draw::{self, State, Verdict},
    proof, review,
};
use crate::{
    grant::{
        Item,
        book::{self, Live},
        case,
        content::{PlanLine, sum},
    },
    ledger::{self, Kind},
    money::Cents,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Everything stored about the settlement of a project's grants, each in the order of recording.
pub(crate) struct Stored {
    pub(crate) draws: Vec<draw::record::Model>,
    pub(crate) answers: Vec<draw::answer::Model>,
    pub(crate) proofs: Vec<proof::record::Model>,
    pub(crate) proof_items: Vec<proof::item::Model>,
    pub(crate) reviews: Vec<review::record::Model>,
    pub(crate) review_items: Vec<review::item::Model>,
    /// The entries of its cases, and those of [`LOOSE`] kinds that belong to none.
    entries: Vec<ledger::record::Model>,
    cases: Vec<case::Model>,
}

/// What lists and hands book without a case counts where the project has only one.
const LOOSE: [Kind; 4] = [Kind::Paid, Kind::Spent, Kind::Recognised, Kind::CofundingProven];

impl Stored {
    pub(crate) async fn load(connection: &impl ConnectionTrait, project_id: i64) -> Result<Self, DbErr> {
        let cases = case::Entity::find().filter(case::Column::ProjectId.eq(project_id)).all(connection).await?;
        let ids: Vec<i64> = cases.iter().map(|row| row.id).collect();
        let draws = draw::record::Entity::find()
            .filter(draw::record::Column::CaseId.is_in(ids.clone()))
            .order_by_asc(draw::record::Column::Id)
            .all(connection)
            .await?;
        let of_draws: Vec<i64> = draws.iter().map(|row| row.id).collect();
        let answers = draw::answer::Entity::find()
            .filter(draw::answer::Column::DrawId.is_in(of_draws))
            .order_by_asc(draw::answer::Column::Id)
            .all(connection)
            .await?;
        let proofs = proof::record::Entity::find()
            .filter(proof::record::Column::CaseId.is_in(ids.clone()))
            .order_by_asc(proof::record::Column::Id)
            .all(connection)
            .await?;
        let of_proofs: Vec<i64> = proofs.iter().map(|row| row.id).collect();
        let proof_items = proof::item::Entity::find()
            .filter(proof::item::Column::ProofId.is_in(of_proofs.clone()))
            .order_by_asc(proof::item::Column::Id)
            .all(connection)
            .await?;
        let reviews = review::record::Entity::find()
            .filter(review::record::Column::ProofId.is_in(of_proofs))
            .order_by_asc(review::record::Column::Id)
            .all(connection)
            .await?;
        let of_reviews: Vec<i64> = reviews.iter().map(|row| row.id).collect();
        let review_items = review::item::Entity::find()
            .filter(review::item::Column::ReviewId.is_in(of_reviews))
            .order_by_asc(review::item::Column::Id)
            .all(connection)
            .await?;
        let loose = Condition::all()
            .add(ledger::record::Column::ProjectId.eq(project_id))
            .add(ledger::record::Column::CaseId.is_null())
            .add(ledger::record::Column::Kind.is_in(LOOSE.map(Kind::key)));
        let entries = ledger::record::Entity::find()
            .filter(Condition::any().add(ledger::record::Column::CaseId.is_in(ids)).add(loose))
            .order_by_asc(ledger::record::Column::Id)
            .all(connection)
            .await?;
        Ok(Self { draws, answers, proofs, proof_items, reviews, review_items, entries, cases })
    }

    /// The state of the settlement: it grows with everything that is handed in or answered, and with every entry that
    /// is booked or taken back. None of them ever goes.
    pub(crate) fn version(&self) -> i32 {
        let rows = self.draws.len() + self.answers.len() + self.proofs.len() + self.reviews.len() + self.entries.len();
        i32::try_from(rows).unwrap_or(i32::MAX)
    }

    /// What became of a call, seen from a viewpoint, with the answer that stands.
    pub(crate) fn became(&self, draw: &draw::record::Model, view: Viewpoint) -> (State, Option<&draw::answer::Model>) {
        let counter_of = self.counters(view);
        let taken_back = |entry: i64| ledger::chain(entry, &counter_of).1;
        let known = |answer: &&draw::answer::Model| {
            answer.dated_on <= view.as_of && view.known_at.is_none_or(|known| answer.recorded_at <= known)
        };
        let mut answers = self.answers.iter().filter(|row| row.draw_id == draw.id).filter(known);
        match answers.rfind(|row| !taken_back(row.entry_id)) {
            Some(row) if row.verdict == Verdict::Paid.key() => (State::Paid, Some(row)),
            Some(row) => (State::Refused, Some(row)),
            None if taken_back(draw.entry_id) => (State::Withdrawn, None),
            None => (State::Open, None),
        }
    }

    /// What a proof states, line by line.
    pub(crate) fn stated(&self, proof_id: i64) -> Vec<PlanLine> {
        let items = self.proof_items.iter().filter(|row| row.proof_id == proof_id);
        let line = |row: &proof::item::Model| {
            let item = Item::from_key(&row.item)?;
            Some(PlanLine { year: row.budget_year, item, eligible: row.eligible, cents: row.amount_cents })
        };
        items.filter_map(line).collect()
    }

    /// Whether a newer proof of the case, seen from a viewpoint, covers what a proof covers.
    pub(crate) fn replaced(&self, proof: &proof::record::Model, view: Viewpoint) -> bool {
        let seen = |other: &&proof::record::Model| {
            other.received_on <= view.as_of && view.known_at.is_none_or(|known| other.recorded_at <= known)
        };
        self.proofs.iter().filter(seen).any(|other| other.replaces(proof))
    }

    /// Counter-entries by what they take back, as seen from a viewpoint.
    fn counters(&self, view: Viewpoint) -> HashMap<i64, i64> {
        let seen = self.seen(view);
        seen.filter_map(|entry| Some((entry.reverses_id?, entry.id))).collect()
    }

    fn seen(&self, view: Viewpoint) -> impl Iterator<Item = &ledger::record::Model> {
        self.entries.iter().filter(move |entry| {
            entry.value_date <= view.as_of && view.known_at.is_none_or(|known| entry.recorded_at <= known)
        })
    }

    /// What is booked for a case and not taken back, seen from a viewpoint: entries of these kinds. What lists or hands
    /// booked for the project is that of its only case of that source, proven co-funding that of its only case.
    pub(crate) fn live(&self, case_id: i64, kinds: &[Kind], view: Viewpoint) -> Vec<Live> {
        let known = |row: &&case::Model| view.known_at.is_none_or(|known| row.recorded_at <= known);
        let cases: Vec<&case::Model> = self.cases.iter().filter(known).collect();
        let Some(case) = cases.iter().find(|row| row.id == case_id) else { return Vec::new() };
        let alone = cases.iter().filter(|row| row.source == case.source).count() == 1;
        let theirs = |entry: &&ledger::record::Model| match entry.case_id {
            Some(of) => of == case_id,
            None if entry.kind == Kind::CofundingProven.key() => cases.len() == 1,
            None => alone && entry.source == case.source,
        };
        let of_kind = |entry: &&ledger::record::Model| kinds.iter().any(|kind| kind.key() == entry.kind);
        book::standing(self.seen(view).filter(theirs).filter(of_kind).cloned().collect())
    }

    /// What a claim of a case may take: what was paid in it, and for its source of money without a case.
    pub(crate) fn paid_for(&self, case_id: i64) -> Cents {
        let Some(case) = self.cases.iter().find(|row| row.id == case_id) else { return Cents::ZERO };
        let theirs = |entry: &&ledger::record::Model| {
            entry.kind == Kind::Paid.key()
                && entry.source == case.source
                && entry.case_id.is_none_or(|of| of == case_id)
        };
        sum(self.entries.iter().filter(theirs).map(|entry| entry.amount_cents))
    }

    /// The cases of a source of money.
    pub(crate) fn cases_of<'a>(&'a self, source: &'a str) -> impl Iterator<Item = i64> + 'a {
        self.cases.iter().filter(move |row| row.source == source).map(|row| row.id)
    }

    /// What was paid without a case and does not fit into the other cases of the same source: it was paid in this one.
    /// Nothing where this is the only one, whose payments are those of [`Self::live`].
    pub(crate) fn paid_besides(&self, case_id: i64) -> Cents {
        let Some(case) = self.cases.iter().find(|row| row.id == case_id) else { return Cents::ZERO };
        let others: Vec<i64> =
            self.cases.iter().filter(|row| row.source == case.source && row.id != case_id).map(|row| row.id).collect();
        if others.is_empty() {
            return Cents::ZERO;
        }
        let total = |live: Vec<Live>| sum(live.iter().map(|live| live.entry.amount_cents)).0;
        let loose = |entry: &&ledger::record::Model| {
            entry.case_id.is_none() && entry.source == case.source && entry.kind == Kind::Paid.key()
        };
        let loose = total(book::standing(self.entries.iter().filter(loose).cloned().collect()));
        let room = others.into_iter().map(|other| {
            let of = |kind| total(self.live(other, &[kind], ever()));
            of(Kind::Granted).saturating_sub(of(Kind::Paid)).max(0)
        });
        Cents(room.fold(loose, i64::saturating_sub).max(0))
    }
}

/// All that is recorded, whatever its day.
pub(crate) fn ever() -> Viewpoint {
    Viewpoint { as_of: NaiveDate::MAX, known_at: None, today: false }
}
