//! How decisions look to programs.
use crate::api::shape::Named;
use chrono::{DateTime, NaiveDate, Utc};
use entity::grant::{
    content,
    find::{Case, Version},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A grant case.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantCase {
    /// Its key.
    pub id: i64,
    /// File reference (Aktenzeichen).
    pub reference: String,
    /// The recipient when it was opened.
    pub recipient: String,
    /// `municipality`, `company`, `research`, `charity` or `other`.
    pub recipient_kind: &'static str,
    /// The granting authority.
    pub authority: Named,
    /// The region it counts in.
    pub region: Option<Named>,
    /// `vv` (ANBest-P) or `vvg` (ANBest-G).
    pub regime: &'static str,
    /// `programme` or `other_land`.
    pub source: &'static str,
    /// Whether it is invented.
    pub sample: bool,
}

impl From<&Case> for GrantCase {
    fn from(case: &Case) -> Self {
        Self {
            id: case.id,
            reference: case.reference.clone(),
            recipient: case.recipient.clone(),
            recipient_kind: case.recipient_kind.key(),
            authority: case.authority.clone().into(),
            region: case.region.clone().map(Named::from),
            regime: case.regime.key(),
            source: case.source.key(),
            sample: case.sample,
        }
    }
}

/// What a decision binds in a budget year.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tranche {
    /// Budget year.
    pub year: i32,
    /// `cash` (Baransatz) or `commitment` (Verpflichtungsermächtigung).
    pub backing: &'static str,
    /// Euros.
    #[schema(example = "160000.00")]
    pub amount: String,
}

/// A line of a financing plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanLine {
    /// Budget year.
    pub year: i32,
    /// What for, or from where.
    #[schema(example = "staff")]
    pub item: &'static str,
    /// `expenditure` or `financing`.
    pub side: &'static str,
    /// Whether it is eligible (zuwendungsfähig).
    pub eligible: bool,
    /// Euros.
    #[schema(example = "150000.00")]
    pub amount: String,
}

/// A version of a decision (Bescheid).
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    /// Its key, for approval.
    pub id: i64,
    /// The case.
    pub case: GrantCase,
    /// Number within the case.
    pub version: i32,
    /// What it does.
    #[schema(example = "initial")]
    pub kind: &'static str,
    /// `proposed`, `current`, `former` or `rejected`.
    pub state: &'static str,
    /// Date of the Bescheid.
    pub dated_on: NaiveDate,
    /// Day of notification.
    pub notified_on: Option<NaiveDate>,
    /// Day of the waiver of legal remedies.
    pub waived_on: Option<NaiveDate>,
    /// From when it is beyond challenge (Bestandskraft).
    pub final_from: Option<NaiveDate>,
    /// The recipient.
    pub recipient: String,
    /// `share`, `gap`, `fixed` or `full`.
    pub financing: &'static str,
    /// Funding rate in percent, with share financing.
    #[schema(example = "80.00")]
    pub rate: Option<String>,
    /// The grant in euros.
    #[schema(example = "400000.00")]
    pub amount: String,
    /// Eligible expenditure in euros.
    pub eligible: String,
    /// Total expenditure in euros.
    pub total: String,
    /// The version of VV and ANBest that it contains.
    pub rules: String,
    /// First day of the Bewilligungszeitraum.
    pub drawable_from: NaiveDate,
    /// Last day of the Bewilligungszeitraum.
    pub drawable_to: NaiveDate,
    /// First day of the Durchführungszeitraum.
    pub work_from: NaiveDate,
    /// Last day of the Durchführungszeitraum.
    pub work_to: NaiveDate,
    /// Last day of the Zweckbindung.
    pub bound_until: Option<NaiveDate>,
    /// Special conditions; withheld from the public.
    pub conditions: Option<String>,
    /// Why; withheld from the public.
    pub reason: Option<String>,
    /// What is bound in which year.
    pub years: Vec<Tranche>,
    /// The financing plan; withheld from the public.
    pub plan: Vec<PlanLine>,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it; withheld from the public.
    pub proposed_by: Option<String>,
    /// When a second person decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided; withheld from the public.
    pub decided_by: Option<String>,
    /// What the second person wrote; withheld from the public.
    pub verdict_reason: Option<String>,
}

impl Decision {
    /// A version of a case.
    #[must_use]
    pub fn of(case: &Case, version: &Version) -> Self {
        let content = &version.content;
        let plan = |line: &content::PlanLine| PlanLine {
            year: line.year,
            item: line.item.key(),
            side: line.item.side().key(),
            eligible: line.eligible,
            amount: line.cents.plain(),
        };
        let tranche = |tranche: &content::Tranche| Tranche {
            year: tranche.year,
            backing: tranche.backing.key(),
            amount: tranche.cents.plain(),
        };
        Self {
            id: version.id,
            case: case.into(),
            version: version.version,
            kind: content.kind.key(),
            state: version.became.key(),
            dated_on: content.dated_on,
            notified_on: content.notified_on,
            waived_on: content.waived_on,
            final_from: version.final_from,
            recipient: content.recipient.clone(),
            financing: content.financing.key(),
            rate: content.rate.map(|rate| entity::money::Cents(rate.0.into()).plain()),
            amount: content.amount.plain(),
            eligible: version.eligible.plain(),
            total: version.total.plain(),
            rules: content.rules.clone(),
            drawable_from: content.drawable.0,
            drawable_to: content.drawable.1,
            work_from: content.work.0,
            work_to: content.work.1,
            bound_until: content.bound_until,
            conditions: content.conditions.clone(),
            reason: content.reason.clone(),
            years: content.tranches.iter().map(tranche).collect(),
            plan: content.plan.iter().map(plan).collect(),
            proposed_at: version.proposed_at,
            proposed_by: version.proposed_by.clone(),
            decided_at: version.decided_at,
            decided_by: version.decided_by.clone(),
            verdict_reason: version.verdict_reason.clone(),
        }
    }
}
