//! What stands about a case, for operations and rules: everything stored about a project's grants, the facts that the
//! rules look at, and what a version would find and replace.
use super::{
    Backing, Item, RecipientKind, Regime,
    book::{self, Live},
    case,
    content::Content,
    current::{self, Verdicts},
    decision, finality, notice, plan_item,
    rules::{self, Facts, Limits, YearMeans},
    tranche,
};
use crate::{
    actor::{Actor, Place},
    approval::{self, Subject, proposal},
    authority,
    check::finding::Finding,
    clock::Now,
    db::Db,
    ledger::{self, Kind, Source, sums::Filter},
    money::Cents,
    parameter::Set,
    permission::Action,
    project::{self, lifecycle::Lifecycle},
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, HashMap};

/// The state of a project's grants: how many cases, versions, verdicts and notices there are. None of them ever goes.
pub(crate) async fn version(connection: &impl ConnectionTrait, project_id: i64) -> Result<i32, DbErr> {
    Ok(Stored::load(connection, project_id).await?.version())
}

/// Everything that is stored about a project's grants.
pub(super) struct Stored {
    pub(super) cases: Vec<case::Model>,
    pub(super) decisions: Vec<decision::Model>,
    pub(super) tranches: Vec<tranche::Model>,
    pub(super) plan: Vec<plan_item::Model>,
    /// In the order of their keys.
    pub(super) notices: Vec<notice::Model>,
    pub(super) proposals: HashMap<i64, proposal::Model>,
    pub(super) verdicts: Verdicts,
}

impl Stored {
    pub(super) async fn load(connection: &impl ConnectionTrait, project_id: i64) -> Result<Self, DbErr> {
        let cases = case::Entity::find()
            .filter(case::Column::ProjectId.eq(project_id))
            .order_by_asc(case::Column::Id)
            .all(connection)
            .await?;
        let ids: Vec<i64> = cases.iter().map(|row| row.id).collect();
        let decisions = decision::Entity::find()
            .filter(decision::Column::CaseId.is_in(ids))
            .order_by_asc(decision::Column::Id)
            .all(connection)
            .await?;
        let ids: Vec<i64> = decisions.iter().map(|row| row.id).collect();
        let notices = notice::Entity::find()
            .filter(notice::Column::DecisionId.is_in(ids.clone()))
            .order_by_asc(notice::Column::Id)
            .all(connection)
            .await?;
        let tranches = tranche::Entity::find()
            .filter(tranche::Column::DecisionId.is_in(ids.clone()))
            .order_by_asc(tranche::Column::Id)
            .all(connection)
            .await?;
        let plan = plan_item::Entity::find()
            .filter(plan_item::Column::DecisionId.is_in(ids))
            .order_by_asc(plan_item::Column::Id)
            .all(connection)
            .await?;
        let ids: Vec<i64> = decisions.iter().map(|row| row.proposal_id).collect();
        let verdicts =
            approval::record::Entity::find().filter(approval::record::Column::ProposalId.is_in(ids)).all(connection);
        let verdicts = verdicts.await?.into_iter().map(|row| (row.proposal_id, row)).collect();
        let proposals = proposals(connection, project_id).await?;
        Ok(Self { cases, decisions, tranches, plan, notices, proposals, verdicts })
    }

    pub(super) fn version(&self) -> i32 {
        let rows = self.cases.len() + self.decisions.len() + self.verdicts.len() + self.notices.len();
        i32::try_from(rows).unwrap_or(i32::MAX)
    }

    pub(super) fn content(&self, row: &decision::Model) -> Option<Content> {
        let tranches: Vec<tranche::Model> =
            self.tranches.iter().filter(|one| one.decision_id == row.id).cloned().collect();
        let plan: Vec<plan_item::Model> = self.plan.iter().filter(|one| one.decision_id == row.id).cloned().collect();
        Content::of(row, &tranches, &plan)
    }

    pub(super) fn of_case(&self, case_id: i64) -> Vec<decision::Model> {
        self.decisions.iter().filter(|row| row.case_id == case_id).cloned().collect()
    }
}

/// A case with what stands about it, for operations.
pub(crate) struct Standing {
    pub(crate) case: case::Model,
    pub(crate) project: project::record::Model,
    /// The authority is that of the case.
    pub(crate) place: Place,
    /// The versions of the case, with what became known of them since.
    pub(crate) decisions: Vec<decision::Model>,
    /// The state of the project's grants.
    pub(crate) version: i32,
    stored: Stored,
}

impl Standing {
    /// The version that nobody decided yet.
    pub(crate) fn open(&self) -> Option<&decision::Model> {
        self.decisions.iter().find(|row| !self.stored.verdicts.contains_key(&row.proposal_id))
    }

    /// The verdicts about the versions of the project.
    pub(crate) fn verdicts(&self) -> &Verdicts {
        &self.stored.verdicts
    }

    /// What became known of the versions of the project, in the order of recording.
    pub(crate) fn notices(&self) -> &[notice::Model] {
        &self.stored.notices
    }

    /// What a stored version says.
    pub(crate) fn content_of(&self, row: &decision::Model) -> Result<Content, Refusal> {
        self.stored.content(row).ok_or(Refusal::NotFound)
    }

    /// The version that was approved last.
    fn former(&self) -> Option<Content> {
        let ever = Viewpoint { as_of: NaiveDate::MAX, known_at: None, today: false };
        current::current(&self.decisions, &self.stored.verdicts, ever).and_then(|row| self.stored.content(row))
    }

    /// The version that holds on a day.
    pub(crate) fn holds(&self, on: NaiveDate) -> Option<&decision::Model> {
        let view = Viewpoint { as_of: on, known_at: None, today: false };
        current::current(&self.decisions, &self.stored.verdicts, view)
    }

    /// The version that held on a day, as known at an instant.
    pub(crate) fn known(&self, on: NaiveDate, at: DateTime<Utc>) -> Option<&decision::Model> {
        let view = Viewpoint { as_of: on, known_at: Some(at), today: false };
        current::current(&self.decisions, &self.stored.verdicts, view)
    }

    /// The latest version dated until a day that is beyond challenge on it.
    pub(crate) fn is_final(&self, on: NaiveDate, parameters: &Set) -> Option<&decision::Model> {
        let unchallenged = |row: &&decision::Model| finality::of(row, parameters).is_some_and(|day| day <= on);
        let decisions: Vec<decision::Model> = self.decisions.iter().filter(unchallenged).cloned().collect();
        let view = Viewpoint { as_of: on, known_at: None, today: false };
        let id = current::current(&decisions, &self.stored.verdicts, view)?.id;
        self.decisions.iter().find(|row| row.id == id)
    }

    /// Hides what the actor may not know of.
    pub(crate) fn visible(&self, actor: &Actor) -> Result<(), Refusal> {
        match is_public(&self.project) || actor.can(Action::SeeInternal, &self.place) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        }
    }
}

pub(super) fn is_public(project: &project::record::Model) -> bool {
    Lifecycle::from_key(&project.lifecycle).is_some_and(Lifecycle::is_public)
}

/// What stands about a case.
pub(crate) async fn of_case(connection: &impl ConnectionTrait, case_id: i64) -> Result<Standing, Refusal> {
    let case = case::Entity::find_by_id(case_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
    let project = project.ok_or(Refusal::NotFound)?;
    let mut place = project::find::place_of(connection, &project).await?;
    place.authority = authority::Entity::find_by_id(case.authority_id).one(connection).await?.map(|row| row.slug);
    let stored = Stored::load(connection, project.id).await?;
    let told = |row| notice::told(row, &stored.notices, None);
    let decisions = stored.of_case(case_id).into_iter().map(told).collect();
    Ok(Standing { decisions, version: stored.version(), case, project, place, stored })
}

/// What stands about the case of a version, and the version.
pub(crate) async fn of_decision(
    connection: &impl ConnectionTrait,
    decision_id: i64,
) -> Result<(Standing, decision::Model), Refusal> {
    let found = decision::Entity::find_by_id(decision_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    Ok((of_case(connection, found.case_id).await?, found))
}

/// How many cases a project has, and from when each decision that holds is beyond challenge; none where nobody said when
/// it was made known. The first decision of a case counts: later ones change money that already flows.
pub(crate) async fn finality(
    connection: &impl ConnectionTrait,
    project_id: i64,
    view: Viewpoint,
) -> Result<(usize, Vec<Option<NaiveDate>>), DbErr> {
    let stored = Stored::load(connection, project_id).await?;
    let parameters = Set::load(connection, view.known_at).await?;
    let days = stored.cases.iter().filter_map(|case| {
        let decisions = stored.of_case(case.id);
        let held = decisions.iter().filter(|row| current::held(row, &stored.verdicts, view));
        let first = held.min_by_key(|row| (row.dated_on, row.version))?.clone();
        let first = notice::told(first, &stored.notices, view.known_at);
        Some(finality::of(&first, &parameters))
    });
    Ok((stored.cases.len(), days.collect()))
}

/// What the rules look at for a version of a case.
pub(crate) async fn facts(
    connection: &impl ConnectionTrait,
    standing: &Standing,
    content: Content,
    today: NaiveDate,
) -> Result<Facts, Refusal> {
    let source = Source::from_key(&standing.case.source).unwrap_or(Source::Programme);
    let view = Viewpoint { as_of: today, known_at: None, today: true };
    let programme_id = Some(standing.project.programme_id);
    let total = async |kind| {
        let filter = Filter { programme_id, kind: Some(kind), source: Some(Source::Programme), ..Filter::default() };
        ledger::sums::totals(connection, &filter, &[], view).await
    };
    let ceiling = total(Kind::Ceiling).await?.first().map(|total| total.cents);
    let granted_before = total(Kind::Granted).await?.first().map_or(Cents::ZERO, |total| total.cents);
    let live = book::live(connection, standing.project.id, &standing.case.source).await?;
    let gone = book::sum_of(&book::replaced(&live, standing.case.id));
    let granted_after = Cents(granted_before.0.saturating_sub(gone.0).saturating_add(content.amount.0));
    let filter = Filter { project_id: Some(standing.project.id), ..Filter::default() };
    let sums = ledger::sums::totals(connection, &filter, &[], view).await?;
    let secured = Item::ALL.iter().filter_map(|item| {
        let kinds = [Kind::CofundingContracted, Kind::CofundingReceived, Kind::CofundingProven];
        let of_item = sums.iter().filter(|sum| Some(sum.source) == item.cofunding() && kinds.contains(&sum.kind));
        Some((*item, of_item.map(|sum| sum.cents).max()?))
    });
    Ok(Facts {
        recipient_kind: RecipientKind::from_key(&standing.case.recipient_kind).unwrap_or(RecipientKind::Other),
        regime: Regime::from_key(&standing.case.regime).unwrap_or(Regime::Vv),
        source,
        former: standing.former(),
        ceiling,
        granted_before,
        granted_after,
        secured: secured.collect(),
        today,
        years: years(
            connection,
            standing.project.programme_id,
            &content,
            &book::replaced(&live, standing.case.id),
            view,
        )
        .await?,
        content,
        limits: Limits::on(&Set::load(connection, None).await?, today),
    })
}

/// What budget years have of each backing, and what is granted from it before and after a version holds.
async fn years(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    content: &Content,
    replaced: &[Live],
    view: Viewpoint,
) -> Result<BTreeMap<(i32, Backing), YearMeans>, DbErr> {
    let means = ledger::ceiling::means(connection, programme_id, view).await?;
    let years = means.into_iter().map(|((year, backing), one)| {
        let gone = replaced.iter().filter(|live| live.entry.budget_year == Some(year));
        let gone = gone.filter(|live| ledger::ceiling::backing(live.entry.stems_from) == backing);
        let gone = gone.fold(0i64, |sum, live| sum.saturating_add(live.entry.amount_cents.0));
        let new = content.tranches.iter().filter(|one| one.year == year && one.backing == backing);
        let new = new.fold(0i64, |sum, one| sum.saturating_add(one.cents.0));
        let means = YearMeans {
            available: one.available,
            granted_before: one.granted,
            granted_after: Cents(one.granted.0.saturating_sub(gone).saturating_add(new)),
        };
        ((year, backing), means)
    });
    Ok(years.collect())
}

/// What a version would find and replace, before it is proposed or approved.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// What the rules find, the worst first.
    pub findings: Vec<Finding>,
    /// Entries of the ledger that its approval takes back.
    pub replaced: Vec<Live>,
    /// The approved version that it amends.
    pub former: Option<Content>,
}

/// What a version of a case would find and replace now.
///
/// # Errors
/// Not found, or forbidden for those who may not propose.
pub async fn outlook(db: &Db, actor: &Actor, now: Now, case_id: i64, content: Content) -> Result<Outlook, Refusal> {
    let standing = of_case(db.read(), case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::SeeInternal, &standing.place)?;
    let facts = facts(db.read(), &standing, content, now.today).await?;
    let live = book::live(db.read(), standing.project.id, &standing.case.source).await?;
    Ok(Outlook { findings: rules::check(&facts), replaced: book::replaced(&live, case_id), former: facts.former })
}

/// The proposals of decisions, by their keys.
async fn proposals(connection: &impl ConnectionTrait, project_id: i64) -> Result<HashMap<i64, proposal::Model>, DbErr> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::ProjectId.eq(project_id))
        .filter(proposal::Column::Subject.eq(Subject::Decision.key()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
