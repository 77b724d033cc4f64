//! Questions about grants: the cases of a project with their versions, as of a day and as known at an instant; and what
//! the rules need to know.
use super::{
    DecisionKind, Item, RecipientKind, Regime,
    book::{self, Live},
    case,
    content::Content,
    current::{self, Standing as Became, Verdicts},
    decision, finality, plan_item,
    rules::{self, Facts, Limits},
    tranche,
};
use crate::{
    account,
    actor::{Actor, Place},
    approval::{self, Verdict, proposal},
    authority,
    check::finding::Finding,
    clock::Now,
    db::Db,
    ledger::{self, Kind, Source, sums::Filter},
    money::Cents,
    permission::Action,
    project::{self, lifecycle::Lifecycle},
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A version as pages and the JSON interface show it.
#[derive(Debug, Clone)]
pub struct Version {
    /// Key.
    pub id: i64,
    /// Number within the case.
    pub version: i32,
    /// What it says; for the public without plan, conditions and reason.
    pub content: Content,
    /// What became of it.
    pub became: Became,
    /// From when it is beyond challenge, where it is approved and notification or waiver is known.
    pub final_from: Option<NaiveDate>,
    /// Eligible expenditure.
    pub eligible: Cents,
    /// Total expenditure.
    pub total: Cents,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it; withheld from the public.
    pub proposed_by: Option<String>,
    /// When the second person decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided; withheld from the public.
    pub decided_by: Option<String>,
    /// What the second person wrote; withheld from the public.
    pub verdict_reason: Option<String>,
    /// Whether the actor may decide it now.
    pub may_decide: bool,
    /// Whether the actor proposed it.
    pub own: bool,
}

/// A case with its versions.
#[derive(Debug, Clone)]
pub struct Case {
    /// Key.
    pub id: i64,
    /// File reference.
    pub reference: String,
    /// The recipient when it was opened.
    pub recipient: String,
    /// What the recipient is.
    pub recipient_kind: RecipientKind,
    /// Slug and name of the authority.
    pub authority: (String, String),
    /// Slug and name of the region it counts in.
    pub region: Option<(String, String)>,
    /// The regulations.
    pub regime: Regime,
    /// Whose money.
    pub source: Source,
    /// Whether it is invented.
    pub sample: bool,
    /// Its versions that are seen, the newest first.
    pub versions: Vec<Version>,
    /// Whether the actor may propose a version now.
    pub may_propose: bool,
}

impl Case {
    /// The version that holds.
    #[must_use]
    pub fn current(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.became == Became::Current)
    }

    /// The version that waits for a second person.
    #[must_use]
    pub fn open(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.became == Became::Proposed)
    }
}

/// The grants of a project.
#[derive(Debug, Clone)]
pub struct Grants {
    /// Key of the project.
    pub project_id: i64,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Slugs and names of its regions.
    pub regions: Vec<(String, String)>,
    /// The state of its grants: it grows with every case, version and verdict. Forms carry it.
    pub version: i32,
    /// Whether the actor sees what is internal.
    pub internal: bool,
    /// Authorities for which the actor may open cases: slug and name.
    pub may_open: Vec<(String, String)>,
    /// The cases, the oldest first.
    pub cases: Vec<Case>,
}

/// The state of a project's grants: how many cases, versions and verdicts there are. None of them ever goes.
pub(crate) async fn version(connection: &impl ConnectionTrait, project_id: i64) -> Result<i32, DbErr> {
    Ok(Book::load(connection, project_id).await?.version())
}

/// Everything that is stored about a project's grants.
struct Book {
    cases: Vec<case::Model>,
    decisions: Vec<decision::Model>,
    tranches: Vec<tranche::Model>,
    plan: Vec<plan_item::Model>,
    proposals: HashMap<i64, proposal::Model>,
    verdicts: Verdicts,
}

impl Book {
    async fn load(connection: &impl ConnectionTrait, project_id: i64) -> Result<Self, DbErr> {
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
        let proposals = super::change::proposals(connection, project_id).await?;
        Ok(Self { cases, decisions, tranches, plan, proposals, verdicts })
    }

    fn version(&self) -> i32 {
        i32::try_from(self.cases.len() + self.decisions.len() + self.verdicts.len()).unwrap_or(i32::MAX)
    }

    fn content(&self, row: &decision::Model) -> Option<Content> {
        let tranches: Vec<tranche::Model> =
            self.tranches.iter().filter(|one| one.decision_id == row.id).cloned().collect();
        let plan: Vec<plan_item::Model> = self.plan.iter().filter(|one| one.decision_id == row.id).cloned().collect();
        Content::of(row, &tranches, &plan)
    }

    fn of_case(&self, case_id: i64) -> Vec<decision::Model> {
        self.decisions.iter().filter(|row| row.case_id == case_id).cloned().collect()
    }
}

/// A case with what stands about it, for operations.
pub(crate) struct Standing {
    pub(crate) case: case::Model,
    pub(crate) project: project::record::Model,
    /// The authority is that of the case.
    pub(crate) place: Place,
    /// The versions of the case.
    pub(crate) decisions: Vec<decision::Model>,
    /// The state of the project's grants.
    pub(crate) version: i32,
    book: Book,
}

impl Standing {
    /// The version that nobody decided yet.
    pub(crate) fn open(&self) -> Option<&decision::Model> {
        self.decisions.iter().find(|row| !self.book.verdicts.contains_key(&row.proposal_id))
    }

    /// What a stored version says.
    pub(crate) fn content_of(&self, row: &decision::Model) -> Result<Content, Refusal> {
        self.book.content(row).ok_or(Refusal::NotFound)
    }

    /// The version that was approved last.
    fn former(&self) -> Option<Content> {
        let ever = Viewpoint { as_of: NaiveDate::MAX, known_at: None, today: false };
        current::current(&self.decisions, &self.book.verdicts, ever).and_then(|row| self.book.content(row))
    }

    /// Hides what the actor may not know of.
    pub(crate) fn visible(&self, actor: &Actor) -> Result<(), Refusal> {
        match is_public(&self.project) || actor.can(Action::SeeInternal, &self.place) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        }
    }
}

fn is_public(project: &project::record::Model) -> bool {
    Lifecycle::from_key(&project.lifecycle).is_some_and(Lifecycle::is_public)
}

/// What stands about a case.
pub(crate) async fn standing(connection: &impl ConnectionTrait, case_id: i64) -> Result<Standing, Refusal> {
    let case = case::Entity::find_by_id(case_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
    let project = project.ok_or(Refusal::NotFound)?;
    let mut place = project::find::place_of(connection, &project).await?;
    place.authority = authority::Entity::find_by_id(case.authority_id).one(connection).await?.map(|row| row.slug);
    let book = Book::load(connection, project.id).await?;
    Ok(Standing { decisions: book.of_case(case_id), version: book.version(), case, project, place, book })
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
        content,
        recipient_kind: RecipientKind::from_key(&standing.case.recipient_kind).unwrap_or(RecipientKind::Other),
        regime: Regime::from_key(&standing.case.regime).unwrap_or(Regime::Vv),
        source,
        former: standing.former(),
        ceiling,
        granted_before,
        granted_after,
        secured: secured.collect(),
        today,
        limits: Limits::default(),
    })
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
    let standing = standing(db.read(), case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::SeeInternal, &standing.place)?;
    let facts = facts(db.read(), &standing, content, now.today).await?;
    let live = book::live(db.read(), standing.project.id, &standing.case.source).await?;
    Ok(Outlook { findings: rules::check(&facts), replaced: book::replaced(&live, case_id), former: facts.former })
}

/// The grants of a project as of a day and as known at an instant. The public sees approved versions without plan,
/// conditions, reasons and persons.
///
/// # Errors
/// [`Refusal::NotFound`], also for a project that the actor may not know of.
pub async fn of_project(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<Grants, Refusal> {
    let connection = db.read();
    let project = project::record::Entity::find()
        .filter(project::record::Column::Number.eq(number))
        .filter(project::find::is_there())
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    shown(db, actor, view, project).await
}

/// The grants of the project that a version belongs to, with its case and itself.
///
/// # Errors
/// [`Refusal::NotFound`], also for a version that the actor may not see; [`Refusal::SignInRequired`] instead for the
/// public, whether there is such a version or not.
pub async fn with_decision(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    decision_id: i64,
) -> Result<(Grants, Case, Version), Refusal> {
    seen_decision(db, actor, view, decision_id).await.map_err(|refusal| match refusal {
        Refusal::NotFound if !actor.is_signed_in() => Refusal::SignInRequired,
        refusal => refusal,
    })
}

async fn seen_decision(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    decision_id: i64,
) -> Result<(Grants, Case, Version), Refusal> {
    let connection = db.read();
    let row = decision::Entity::find_by_id(decision_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let case = case::Entity::find_by_id(row.case_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
    let grants = shown(db, actor, view, project.ok_or(Refusal::NotFound)?).await?;
    let case = grants.cases.iter().find(|one| one.id == row.case_id).cloned().ok_or(Refusal::NotFound)?;
    let version = case.versions.iter().find(|one| one.id == decision_id).cloned().ok_or(Refusal::NotFound)?;
    Ok((grants, case, version))
}

async fn shown(db: &Db, actor: &Actor, view: Viewpoint, project: project::record::Model) -> Result<Grants, Refusal> {
    let connection = db.read();
    let place = project::find::place_of(connection, &project).await?;
    let internal = actor.can(Action::SeeInternal, &place);
    if !internal && !is_public(&project) {
        return Err(Refusal::NotFound);
    }
    let book = Book::load(connection, project.id).await?;
    let authorities: HashMap<i64, authority::Model> =
        authority::Entity::find().all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
    let regions = region::find::all(connection).await?;
    let names: HashMap<i64, String> = match internal {
        true => names(connection, &book).await?,
        false => HashMap::new(),
    };
    let may = |action, slug: &str| actor.can(action, &Place { authority: Some(slug.to_owned()), ..place.clone() });
    let mut may_open: Vec<(String, String)> = authorities
        .values()
        .filter(|row| may(Action::ProposeDecision, &row.slug))
        .map(|row| (row.slug.clone(), row.name.clone()))
        .collect();
    may_open.sort();
    let now = view.is_now();
    let mut cases = Vec::new();
    for row in book.cases.iter().filter(|row| view.known_at.is_none_or(|known| row.recorded_at <= known)) {
        let authority = authorities.get(&row.authority_id).map(|row| (row.slug.clone(), row.name.clone()));
        let (Some(recipient_kind), Some(regime), Some(source), Some(authority)) = (
            RecipientKind::from_key(&row.recipient_kind),
            Regime::from_key(&row.regime),
            Source::from_key(&row.source),
            authority,
        ) else {
            continue;
        };
        let decisions = book.of_case(row.id);
        let holds = current::current(&decisions, &book.verdicts, view).map(|row| row.id);
        let may_approve = now && may(Action::ApproveDecision, &authority.0);
        let mut versions: Vec<Version> = decisions
            .iter()
            .filter_map(|one| {
                version_of(&book, one, holds, view, internal).map(|version| Version {
                    proposed_by: book
                        .proposals
                        .get(&one.proposal_id)
                        .and_then(|row| names.get(&row.proposed_by))
                        .cloned(),
                    decided_by: version
                        .decided_at
                        .and(book.verdicts.get(&one.proposal_id))
                        .and_then(|row| names.get(&row.decided_by))
                        .cloned(),
                    own: own(&book, one, actor),
                    may_decide: may_approve && version.became == Became::Proposed && !own(&book, one, actor),
                    ..version
                })
            })
            .collect();
        versions.reverse();
        let waits = versions.iter().any(|version| version.became == Became::Proposed);
        cases.push(Case {
            id: row.id,
            reference: row.reference.clone(),
            recipient: row.recipient.clone(),
            recipient_kind,
            region: regions
                .iter()
                .find(|one| Some(one.id) == row.region_id)
                .map(|one| (one.slug.clone(), one.name.clone())),
            regime,
            source,
            sample: row.sample,
            may_propose: now && !waits && may(Action::ProposeDecision, &authority.0),
            authority,
            versions,
        });
    }
    Ok(Grants {
        project_id: project.id,
        regions: regions
            .into_iter()
            .filter(|region| place.regions.contains(&region.slug))
            .map(|region| (region.slug, region.name))
            .collect(),
        number: project.number,
        title: project.title,
        version: book.version(),
        internal,
        may_open: if now { may_open } else { Vec::new() },
        cases,
    })
}

fn own(book: &Book, row: &decision::Model, actor: &Actor) -> bool {
    let proposed_by = book.proposals.get(&row.proposal_id).map(|proposal| proposal.proposed_by);
    actor.account_id.is_some() && proposed_by == actor.account_id
}

/// A version as it is seen; none where it is not.
fn version_of(
    book: &Book,
    row: &decision::Model,
    holds: Option<i64>,
    view: Viewpoint,
    internal: bool,
) -> Option<Version> {
    if row.dated_on > view.as_of || view.known_at.is_some_and(|known| row.recorded_at > known) {
        return None;
    }
    let verdict = current::verdict(row, &book.verdicts, view);
    let became = match verdict {
        None => Became::Proposed,
        Some((Verdict::Rejected, _)) => Became::Rejected,
        Some((Verdict::Approved, _)) if holds == Some(row.id) => Became::Current,
        Some((Verdict::Approved, _)) => Became::Former,
    };
    if !internal && !matches!(became, Became::Current | Became::Former) {
        return None;
    }
    let mut content = book.content(row)?;
    if !internal {
        content.plan.clear();
        content.conditions = None;
        content.reason = None;
    }
    Some(Version {
        id: row.id,
        version: row.version,
        content,
        became,
        final_from: match became {
            Became::Current | Became::Former => finality::final_from(row.notified_on, row.waived_on),
            Became::Proposed | Became::Rejected => None,
        },
        eligible: row.eligible_cents,
        total: row.total_cents,
        proposed_at: row.recorded_at,
        proposed_by: None,
        decided_at: verdict.map(|(_, row)| row.decided_at),
        decided_by: None,
        verdict_reason: verdict.and_then(|(_, row)| row.reason.clone()).filter(|_| internal),
        may_decide: false,
        own: false,
    })
}

/// The names of all who proposed and decided.
async fn names(connection: &impl ConnectionTrait, book: &Book) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<i64> = book
        .proposals
        .values()
        .map(|row| row.proposed_by)
        .chain(book.verdicts.values().map(|row| row.decided_by))
        .collect();
    let rows = account::record::Entity::find().filter(account::record::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The kinds a next version may have.
#[must_use]
pub fn next_kinds(former: Option<&Content>) -> Vec<DecisionKind> {
    DecisionKind::ALL.iter().copied().filter(|kind| (*kind == DecisionKind::Initial) == former.is_none()).collect()
}
