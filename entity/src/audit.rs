//! Append-only record of who changed what from what to what, in a hash chain: each row carries the hash of the
//! row before it, and a digest of the facts written with it. `leitstand verify` walks it.
use crate::{
    actor::Actor, adoption, approval, check, clock::Now, cofunding, grant, import_run, ledger, municipality, parameter,
    project, recovery, refusal::Refusal, settlement, solution, transfer,
};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// One row of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Numbered without gaps from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who, if an account.
    pub account_id: Option<i64>,
    /// Who, in words that stay when an account is renamed.
    pub actor: String,
    /// What was done, a stable word such as `project.status`.
    pub action: String,
    /// What it was done to: a table's name.
    pub subject: String,
    /// Which one.
    pub subject_id: String,
    /// JSON: old and new values; counts and sums for many rows at once.
    pub detail: String,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// The hash of the row before.
    pub previous_hash: String,
    /// The hash of this row.
    pub hash: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The end of the chain: one row, locked by every write.
pub mod head {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// The end of the chain.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        /// Always 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        /// The newest audit row, 0 before the first.
        pub audit_id: i64,
        /// Its hash.
        pub hash: String,
    }

    /// No relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a write tells the audit trail.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done, a stable word such as `project.status`.
    pub action: &'static str,
    /// What it was done to: a table's name.
    pub subject: &'static str,
    /// Which one.
    pub subject_id: String,
    /// Old and new values.
    pub detail: serde_json::Value,
    /// Why.
    pub reason: Option<String>,
}

/// Tables whose rows go into the digest after statements, ledger entries and adoptions, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Covered {
    Proposal,
    Approval,
    Case,
    Decision,
    Tranche,
    PlanItem,
    Parameter,
    Override,
    Notice,
    Claim,
    ClaimPayment,
    ClaimInterest,
    InstalmentPlan,
    Instalment,
    WriteOff,
    Contribution,
    Draw,
    DrawAnswer,
    Proof,
    ProofItem,
    Review,
    ReviewItem,
    SolutionSheet,
    SolutionStep,
    AdoptionReply,
    MunicipalityFact,
    RadarWeight,
    SolutionPicture,
    ImportRelease,
    SolutionProject,
    PictureRemoval,
    ClaimReversal,
    ClaimResumption,
    DrawUse,
    CaseMemo,
}

/// An audit row that is being made: facts written meanwhile carry its number and go into its digest.
pub struct Pending {
    /// The number the row will have.
    pub(crate) id: i64,
    previous_hash: String,
    facts: Sha256,
    count: u64,
    rows: BTreeMap<(Covered, i64), String>,
}

impl Pending {
    /// Locks the end of the chain.
    pub(crate) async fn begin(tx: &DatabaseTransaction) -> Result<Self, DbErr> {
        let head = head::Entity::find_by_id(1)
            .lock_exclusive()
            .one(tx)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("audit_head".into()))?;
        Ok(Self {
            id: head.audit_id + 1,
            previous_hash: head.hash,
            facts: Sha256::new(),
            count: 0,
            rows: BTreeMap::new(),
        })
    }

    /// Takes a row with its key into the digest, in whatever order they are written.
    pub(crate) fn cover_row(&mut self, table: Covered, id: i64, line: String) {
        self.rows.insert((table, id), line);
    }

    /// Takes a fact into the digest, in the order of its table's keys.
    pub(crate) fn cover(&mut self, fact: &str) {
        self.facts.update(fact.as_bytes());
        self.facts.update(b"\n");
        self.count += 1;
    }

    pub(crate) async fn finish(
        mut self,
        tx: &DatabaseTransaction,
        now: &Now,
        actor: &Actor,
        entry: Entry,
    ) -> Result<(), DbErr> {
        let mut detail = entry.detail;
        for line in std::mem::take(&mut self.rows).into_values() {
            self.cover(&line);
        }
        if self.count > 0
            && let Some(object) = detail.as_object_mut()
        {
            object.insert("facts".into(), self.count.into());
            object.insert("facts_sha256".into(), hex(&self.facts.finalize()).into());
        }
        let mut row = Model {
            id: self.id,
            at: now.instant,
            account_id: actor.account_id,
            actor: actor.name.clone(),
            action: entry.action.into(),
            subject: entry.subject.into(),
            subject_id: entry.subject_id,
            detail: detail.to_string(),
            reason: entry.reason,
            previous_hash: self.previous_hash,
            hash: String::new(),
        };
        row.hash = hash(&row);
        let (id, new_hash) = (row.id, row.hash.clone());
        Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        head::Entity::update_many()
            .set(head::ActiveModel { audit_id: Set(id), hash: Set(new_hash), ..Default::default() })
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// The number of the newest audit row: it changes with every write, so what was computed before it is out of date.
///
/// # Errors
/// The driver's error.
pub async fn newest(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    Ok(head::Entity::find_by_id(1).one(connection).await?.map_or(0, |head| head.audit_id))
}

/// The rows that the actor may see, newest first, before a row's number.
///
/// # Errors
/// [`Refusal::Forbidden`] for those who may not see the trail.
pub async fn list(
    db: &crate::db::Db,
    actor: &Actor,
    since: Option<DateTime<Utc>>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, Refusal> {
    actor.may(crate::permission::Action::SeeAudit, &crate::actor::Place::default())?;
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(since) = since {
        query = query.filter(Column::At.gte(since));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db.read()).await?)
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Audit rows walked.
    pub rows: u64,
    /// Facts covered by them.
    pub facts: u64,
    /// The first row that does not fit, and why (German).
    pub fault: Option<String>,
}

/// Walks the chain and the facts that its rows cover.
///
/// # Errors
/// The driver's error.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Verdict, DbErr> {
    let mut verdict = Verdict { rows: 0, facts: 0, fault: None };
    let mut previous = String::new();
    let mut expected_id = 1;
    loop {
        let rows = Entity::find()
            .filter(Column::Id.gte(expected_id))
            .order_by_asc(Column::Id)
            .limit(500)
            .all(connection)
            .await?;
        if rows.is_empty() {
            break;
        }
        let mut covered = covered(connection, expected_id, rows.last().map_or(expected_id, |row| row.id)).await?;
        for row in rows {
            if row.id != expected_id {
                verdict.fault = Some(format!("audit {expected_id}: die Zeile fehlt"));
            } else if row.previous_hash != previous || hash(&row) != row.hash {
                verdict.fault = Some(format!("audit {}: die Kette passt nicht", row.id));
            } else {
                let (count, digest) =
                    digest_of(connection, row.id, covered.remove(&row.id).unwrap_or_default()).await?;
                let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
                let said = detail["facts"].as_u64().unwrap_or(0);
                if said != count || (count > 0 && detail["facts_sha256"] != digest.as_str()) {
                    verdict.fault = Some(format!("audit {}: die Buchungen und Angaben dazu sind verändert", row.id));
                }
                verdict.facts += count;
            }
            if verdict.fault.is_some() {
                return Ok(verdict);
            }
            previous = row.hash;
            expected_id += 1;
            verdict.rows += 1;
        }
    }
    let head = head::Entity::find_by_id(1).one(connection).await?;
    if head.is_none_or(|head| head.audit_id != expected_id - 1 || head.hash != previous) {
        verdict.fault = Some(format!("audit {}: das Ende der Kette fehlt", expected_id - 1));
    }
    Ok(verdict)
}

/// The lines of rows in the tables of [`Covered`] by their audit rows, which are few enough to be read for many audit
/// rows at once.
async fn covered(
    connection: &impl ConnectionTrait,
    first: i64,
    last: i64,
) -> Result<HashMap<i64, BTreeMap<(Covered, i64), String>>, DbErr> {
    let mut lines: HashMap<i64, BTreeMap<(Covered, i64), String>> = HashMap::new();
    macro_rules! read {
        ($($table:ident, $record:path, $key:ident;)+) => {$({
            use $record as table;
            let rows = table::Entity::find().filter(table::Column::AuditId.between(first, last)).all(connection).await?;
            for row in rows {
                lines.entry(row.audit_id).or_default().insert((Covered::$table, row.$key), row.line());
            }
        })+};
    }
    read! {
        Proposal, approval::proposal, id;
        Approval, approval::record, proposal_id;
        Case, grant::case, id;
        Decision, grant::decision, id;
        Tranche, grant::tranche, id;
        PlanItem, grant::plan_item, id;
        Parameter, parameter::record, id;
        Override, check::overriding::record, id;
        Notice, grant::notice, id;
        Claim, recovery::claim, id;
        ClaimPayment, recovery::payment, id;
        ClaimInterest, recovery::interest_set, id;
        InstalmentPlan, recovery::plan, id;
        Instalment, recovery::instalment, id;
        WriteOff, recovery::write_off, id;
        Contribution, cofunding::record, id;
        Draw, settlement::draw::record, id;
        DrawAnswer, settlement::draw::answer, id;
        Proof, settlement::proof::record, id;
        ProofItem, settlement::proof::item, id;
        Review, settlement::review::record, id;
        ReviewItem, settlement::review::item, id;
        SolutionSheet, solution::record::sheet, id;
        SolutionStep, solution::record::step, id;
        AdoptionReply, adoption::record::reply, id;
        MunicipalityFact, municipality::fact, id;
        RadarWeight, transfer::weights::record, id;
        SolutionPicture, solution::picture::record, id;
        ImportRelease, import_run::release, id;
        SolutionProject, solution::project_link, id;
        PictureRemoval, solution::picture::removal::record, id;
        ClaimReversal, recovery::reversal, id;
        ClaimResumption, recovery::resumption, id;
        DrawUse, settlement::draw::used::record, id;
        CaseMemo, grant::memo::record, id;
    }
    Ok(lines)
}

async fn digest_of(
    connection: &impl ConnectionTrait,
    audit_id: i64,
    covered: BTreeMap<(Covered, i64), String>,
) -> Result<(u64, String), DbErr> {
    let mut digest = Sha256::new();
    let mut count = 0;
    let mut cover = |line: String| {
        digest.update(line.as_bytes());
        digest.update(b"\n");
        count += 1;
    };
    let facts = project::fact::Entity::find()
        .filter(project::fact::Column::AuditId.eq(audit_id))
        .order_by_asc(project::fact::Column::Id)
        .all(connection)
        .await?;
    facts.iter().for_each(|fact| cover(fact.line()));
    let entries = ledger::record::Entity::find()
        .filter(ledger::record::Column::AuditId.eq(audit_id))
        .order_by_asc(ledger::record::Column::Id)
        .all(connection)
        .await?;
    entries.iter().for_each(|entry| cover(entry.line()));
    let adoptions = adoption::record::Entity::find()
        .filter(adoption::record::Column::AuditId.eq(audit_id))
        .order_by_asc(adoption::record::Column::Id)
        .all(connection)
        .await?;
    adoptions.iter().for_each(|adoption| cover(adoption.line()));
    covered.into_values().for_each(&mut cover);
    Ok((count, hex(&digest.finalize())))
}

/// The hash over everything a row says and the hash of the row before; fields are length-prefixed so that no two
/// rows read the same.
fn hash(row: &Model) -> String {
    let mut hasher = Sha256::new();
    let at = row.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let (id, account) = (row.id.to_string(), row.account_id.map(|id| id.to_string()).unwrap_or_default());
    let reason = row.reason.as_deref().unwrap_or("\u{0}");
    for field in [
        &id,
        &at,
        &account,
        &row.actor,
        &row.action,
        &row.subject,
        &row.subject_id,
        &row.detail,
        reason,
        &row.previous_hash,
    ] {
        let field: &str = field;
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
