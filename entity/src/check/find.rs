//! What was found, for the person who asks. Who is bound to a region, authority or project sees theirs; ministry and
//! audit see all; the public nothing, since a finding names what is not settled yet and may name private money.
use super::{
    finding::Severity,
    found::{Found, Owner},
    load::load,
    overriding,
    rule::RULES,
    run::{Outcome, run},
};
use crate::{
    account,
    actor::{Actor, Place, Rows},
    audit,
    db::Db,
    parameter::Set,
    permission::Action,
    programme::{self, DMR_NRW},
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use sea_orm::{AccessMode, EntityTrait, IsolationLevel, TransactionTrait};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

/// What findings are narrowed to; empty means everything open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A rule's number.
    pub rule: Option<&'static str>,
    /// A region's slug.
    pub region: Option<String>,
    /// How much it matters.
    pub severity: Option<Severity>,
    /// Who has to do something.
    pub owner: Option<Owner>,
    /// A project's number.
    pub project: Option<String>,
    /// What two people accepted, instead of what is open.
    pub accepted: bool,
}

/// A part of what was found.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The findings of this part, the most urgent first.
    pub items: Vec<Found>,
    /// How many there are in all.
    pub total: usize,
    /// How many each rule found, all else of the filter kept; rules without are not there.
    pub by_rule: BTreeMap<&'static str, usize>,
    /// How many of the total matter how much.
    pub by_severity: BTreeMap<Severity, usize>,
    /// How many two people accepted, the filter kept.
    pub accepted: usize,
    /// Rules that had nothing to look at.
    pub idle: Vec<&'static str>,
}

/// A trial's result: what the rules would find with the values that are tried, compared with those that count.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Found only with the tried values.
    pub appeared: Vec<Found>,
    /// Found only with the values that count.
    pub gone: Vec<Found>,
    /// Found with both.
    pub same: usize,
}

/// A part of what was found, for the actor.
///
/// # Errors
/// Refused for those who see no findings anywhere; the driver's error.
pub async fn listed(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    filter: &Filter,
    offset: usize,
    limit: usize,
) -> Result<Listed, Refusal> {
    let rows = rows(actor)?;
    let all = found(db, view, false).await?;
    let mut listed = Listed {
        items: Vec::new(),
        total: 0,
        by_rule: BTreeMap::new(),
        by_severity: BTreeMap::new(),
        accepted: 0,
        idle: all.idle.clone(),
    };
    for found in all.found.iter().filter(|found| reaches(&rows, found) && fits(filter, found)) {
        let of_rule = filter.rule.is_none_or(|rule| rule == found.finding.rule);
        if !found.is_open() && of_rule {
            listed.accepted += 1;
        }
        if found.is_open() == filter.accepted {
            continue;
        }
        *listed.by_rule.entry(found.finding.rule).or_default() += 1;
        if of_rule {
            *listed.by_severity.entry(found.finding.severity).or_default() += 1;
            if listed.total >= offset && listed.items.len() < limit {
                listed.items.push(found.clone());
            }
            listed.total += 1;
        }
    }
    Ok(listed)
}

/// What somebody else proposed to accept and the actor may decide; nothing for those who decide no exceptions.
///
/// # Errors
/// The driver's error.
pub async fn awaiting(db: &Db, actor: &Actor, view: Viewpoint, limit: usize) -> Result<Vec<Found>, Refusal> {
    let rows = actor.rows(Action::RecordMoney);
    if rows == Rows::None {
        return Ok(Vec::new());
    }
    let all = found(db, view, false).await?;
    let open = |found: &&Found| {
        let proposed = found.accepted.as_ref().filter(|accepted| !accepted.approved);
        proposed.is_some_and(|accepted| Some(accepted.proposed_by) != actor.account_id) && reaches(&rows, found)
    };
    Ok(all.found.iter().filter(open).take(limit).cloned().collect())
}

/// What the running trials would change, for the actor.
///
/// # Errors
/// Refused for those who see no findings anywhere; the driver's error.
pub async fn trial(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Trial, Refusal> {
    let rows = rows(actor)?;
    let (now, tried) = (found(db, view, false).await?, found(db, view, true).await?);
    let place = |found: &Found| {
        let project = found.project.as_ref().map(|(id, _, _)| *id);
        (found.finding.rule, found.finding.field, found.finding.severity, project, found.authority.clone(), found.year)
    };
    let mine =
        |all: &Outcome| -> Vec<Found> { all.found.iter().filter(|found| reaches(&rows, found)).cloned().collect() };
    let (now, tried) = (mine(&now), mine(&tried));
    let (before, after): (HashSet<_>, HashSet<_>) =
        (now.iter().map(place).collect(), tried.iter().map(place).collect());
    let same = now.iter().filter(|found| after.contains(&place(found))).count();
    Ok(Trial {
        appeared: tried.into_iter().filter(|found| !before.contains(&place(found))).collect(),
        gone: now.into_iter().filter(|found| !after.contains(&place(found))).collect(),
        same,
    })
}

/// One finding with what may be done about it.
#[derive(Debug, Clone)]
pub struct One {
    /// The finding.
    pub found: Found,
    /// Who proposed to accept it.
    pub proposer: Option<String>,
    /// Whether the actor may propose to accept it, or decide somebody else's proposal.
    pub can: bool,
}

/// The finding of a rule with a fingerprint.
///
/// # Errors
/// Refused for those who see no findings anywhere; [`Refusal::NotFound`] for one out of the actor's reach, and for one
/// that is not found any more.
pub async fn one(db: &Db, actor: &Actor, view: Viewpoint, rule: &str, fingerprint: &str) -> Result<One, Refusal> {
    let rows = rows(actor)?;
    let all = found(db, view, false).await?;
    let mut of_rule = all.found.iter().filter(|found| found.finding.rule == rule && reaches(&rows, found));
    let found = of_rule.find(|found| found.fingerprint() == fingerprint).ok_or(Refusal::NotFound)?.clone();
    let place = Place {
        regions: found.regions.clone(),
        authority: found.authority.clone(),
        project: found.project.as_ref().map(|(_, number, _)| number.clone()),
        ags: None,
    };
    let own = found.accepted.as_ref().is_some_and(|accepted| Some(accepted.proposed_by) == actor.account_id);
    let proposer = match &found.accepted {
        Some(accepted) => account::record::Entity::find_by_id(accepted.proposed_by).one(db.read()).await?,
        None => None,
    };
    let overrides = found.project.is_some() && found.finding.severity != Severity::Informs;
    let can = overrides && found.is_open() && !own && actor.can(Action::RecordMoney, &place);
    Ok(One { found, proposer: proposer.map(|account| account.display_name), can })
}

/// Everything found from a viewpoint, remembered while nothing is written. Not for people: see [`listed`].
pub(crate) async fn found(db: &Db, view: Viewpoint, trials: bool) -> Result<Arc<Outcome>, Refusal> {
    let audit_id = audit::newest(db.read()).await?;
    if let Some(outcome) = db.checks().get(audit_id, view, trials) {
        return Ok(outcome);
    }
    let programme = programme::find::by_slug(db, DMR_NRW).await?;
    // all questions of one look see the same rows
    let level = db.is_postgres().then_some(IsolationLevel::RepeatableRead);
    let access = db.is_postgres().then_some(AccessMode::ReadOnly);
    let look = db.read().begin_with_config(level, access).await?;
    let seen = audit::newest(&look).await?;
    let set = Set::load(&look, view.known_at).await?;
    let set = if trials { set.with_shadow() } else { set };
    let facts = load(&look, &programme, view, set).await?;
    let mut outcome = run(&facts);
    overriding::find::mark(&look, view, &mut outcome.found).await?;
    look.commit().await?;
    let outcome = Arc::new(outcome);
    db.checks().put(seen, view, trials, Arc::clone(&outcome));
    Ok(outcome)
}

fn rows(actor: &Actor) -> Result<Rows, Refusal> {
    let rows = actor.rows(Action::SeeChecks);
    if rows == Rows::None {
        actor.may(Action::SeeChecks, &Place::default())?;
    }
    Ok(rows)
}

fn reaches(rows: &Rows, found: &Found) -> bool {
    match rows {
        Rows::None => false,
        Rows::All => true,
        Rows::Scoped { regions, authorities, projects, .. } => {
            found.regions.iter().any(|region| regions.contains(region))
                || found.authority.as_ref().is_some_and(|authority| authorities.contains(authority))
                || found.project.as_ref().is_some_and(|(_, number, _)| projects.contains(number))
        }
    }
}

/// All of the filter but its rule and whether it is accepted.
fn fits(filter: &Filter, found: &Found) -> bool {
    filter.region.as_ref().is_none_or(|region| found.regions.contains(region))
        && filter.severity.is_none_or(|severity| severity == found.finding.severity)
        && filter.owner.is_none_or(|owner| owner == found.owner)
        && filter
            .project
            .as_ref()
            .is_none_or(|number| found.project.as_ref().is_some_and(|(_, other, _)| other == number))
}

/// The number of a rule as the registry writes it; none where there is no such rule.
#[must_use]
pub fn rule_number(text: &str) -> Option<&'static str> {
    RULES.iter().map(|rule| rule.number).find(|number| *number == text)
}
