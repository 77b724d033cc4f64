//! What the rules read, from one viewpoint, for all projects at once.
use crate::{
    grant::{
        Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime,
        memo::{AidBasis, Memo},
    },
    ledger::{Kind, Source, ceiling::Means},
    money::{Cents, Rate},
    parameter::{Key, Set},
    precision::Precision,
    project::{field::Amount, lifecycle::Lifecycle},
    recovery::standing::Recovery,
    settlement::actual::Actual,
};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// A sum of the ledger for one project, kind and source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How much.
    pub cents: Cents,
    /// The coarsest precision of its entries.
    pub precision: Precision,
    /// How many entries.
    pub count: u64,
    /// The earliest value date.
    pub first: NaiveDate,
    /// The latest value date.
    pub last: NaiveDate,
}

/// A statement about a project with the key of the fact that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<T> {
    /// The key of the fact.
    pub fact: i64,
    /// From which day it holds.
    pub since: NaiveDate,
    /// What it says.
    pub value: T,
}

/// What is known of a project.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// The key of the fact that says it.
    pub title_fact: i64,
    /// Folded title without blanks and marks, to compare.
    pub same_title: String,
    /// The authority's number of the case (Förderkennzeichen).
    pub grant_reference: Option<Said<String>>,
    /// Slug and name of its regions, the one it counts in first.
    pub regions: Vec<(String, String)>,
    /// Key, slug and name of the granting authority.
    pub authority: Option<(i64, String, String)>,
    /// The project it is part of.
    pub parent_id: Option<i64>,
    /// Whether the public may know of it.
    pub public: bool,
    /// Whether invented money is in its sums.
    pub sample: bool,
    /// State.
    pub state: Option<Said<Lifecycle>>,
    /// First day.
    pub start: Option<Said<NaiveDate>>,
    /// Last day.
    pub end: Option<Said<NaiveDate>>,
    /// Day of the Bescheid.
    pub approved: Option<Said<NaiveDate>>,
    /// Funding rate.
    pub rate: Option<Said<Rate>>,
    /// Gesamtausgaben.
    pub total: Option<Said<Amount>>,
    /// Zuwendungsfähige Ausgaben.
    pub eligible: Option<Said<Amount>>,
    /// Sums of the ledger.
    pub sums: BTreeMap<(Kind, Source), Sum>,
    /// Sums of programme money in the year of the viewpoint.
    pub this_year: BTreeMap<Kind, Cents>,
    /// Its grant cases.
    pub cases: Vec<Case>,
    /// Claims against the recipients of its cases about programme money.
    pub claims: Vec<Recovery>,
    /// Claims about other money of the Land.
    pub other_claims: Vec<Recovery>,
    /// What was published about it.
    pub published: Vec<Published>,
}

/// A grant case with the decision that is current on the day of the viewpoint.
#[derive(Debug, Clone)]
pub struct Case {
    /// Key.
    pub id: i64,
    /// The recipient as people compare names: folded, without blanks and marks.
    pub same_recipient: String,
    /// File reference.
    pub reference: String,
    /// What the recipient is.
    pub recipient_kind: RecipientKind,
    /// Which administrative regulations it follows.
    pub regime: Regime,
    /// Whose money.
    pub source: Source,
    /// Name of the granting authority.
    pub authority: String,
    /// The current decision; none before the first.
    pub current: Option<Decision>,
    /// Approved versions of the decision until the day of the viewpoint, the oldest first.
    pub versions: Vec<Version>,
    /// What is on its file, each with its key, in the order of recording.
    pub memos: Vec<(i64, Memo)>,
    /// Years of which an interim proof came.
    pub interim: BTreeSet<i32>,
    /// The newest final proof.
    pub proof: Option<Proof>,
    /// Expenditure as the newest complete proofs state it, interim ones before the final one.
    pub actual: Option<Actual>,
    /// What is granted, called for, paid, proven and recognised in this case, as its own entries say.
    pub money: BTreeMap<Kind, Sum>,
}

/// An approved version of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Key of the decision.
    pub id: i64,
    /// Its number in the case.
    pub version: i32,
    /// Date of the Bescheid.
    pub dated_on: NaiveDate,
    /// Grant.
    pub amount: Cents,
}

/// De-minimis aid that a company was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aid {
    /// The case.
    pub case_id: i64,
    /// When it was granted first.
    pub granted_on: NaiveDate,
    /// How much.
    pub amount: Cents,
}

/// A final proof of use (Verwendungsnachweis) as the rules read it.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Key.
    pub id: i64,
    /// When the authority received it.
    pub received_on: NaiveDate,
    /// When the authority learned of what its review holds against the recipient; none before the review.
    pub known_on: Option<NaiveDate>,
}

/// A decision as the rules read it.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Key.
    pub id: i64,
    /// Version in its case.
    pub version: i32,
    /// What it does.
    pub kind: DecisionKind,
    /// Date of the Bescheid.
    pub dated_on: NaiveDate,
    /// The earliest date of a decision of the case.
    pub first_dated_on: NaiveDate,
    /// Notification of the first decision of the case.
    pub notified_on: Option<NaiveDate>,
    /// Waiver of legal remedies of the first decision of the case.
    pub waived_on: Option<NaiveDate>,
    /// Type of financing.
    pub financing: FinancingType,
    /// Rate.
    pub rate: Option<Rate>,
    /// Grant and cap.
    pub amount: Cents,
    /// Eligible expenditure.
    pub eligible: Cents,
    /// Total expenditure.
    pub total: Cents,
    /// Rules and special conditions of all versions, folded.
    pub wording: String,
    /// Bewilligungszeitraum.
    pub drawable: (NaiveDate, NaiveDate),
    /// Durchführungszeitraum.
    pub work: (NaiveDate, NaiveDate),
    /// Years of the plan that are out of balance, with expenditure minus financing.
    pub unbalanced: Vec<(i32, Cents)>,
    /// Expenditure of the whole plan; none where there is no plan.
    pub planned: Option<Cents>,
    /// Expenditure of the plan by item, over all years.
    pub items: BTreeMap<Item, Cents>,
}

/// A published amount.
#[derive(Debug, Clone)]
pub struct Published {
    /// Key.
    pub id: i64,
    /// Which step it claims to be.
    pub kind: Kind,
    /// How much.
    pub cents: Cents,
    /// How exactly it was said.
    pub precision: Precision,
    /// Who said it.
    pub source: String,
    /// The day it was said for, with what the ledger says for that day as it is known now; none for what is said as of no
    /// particular day.
    pub then: Option<(NaiveDate, Option<(Cents, Precision)>)>,
}

/// A plan item that authorities treat differently: its German name, and the names of those for whom it is eligible and
/// of those for whom it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treated {
    /// German name of the item.
    pub item: String,
    /// Authorities with plans in which it is eligible only.
    pub eligible: Vec<String>,
    /// Authorities with plans in which it is not eligible only.
    pub not_eligible: Vec<String>,
}

/// All that the rules read.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day of the viewpoint.
    pub day: NaiveDate,
    /// The values of the rules.
    pub parameters: Set,
    /// The projects, by key.
    pub projects: BTreeMap<i64, Project>,
    /// Sums of the programme that belong to no project, by kind and year.
    pub frame: Vec<Framed>,
    /// What is thought for regions by budget year.
    pub regional: Vec<Regional>,
    /// What is allocated to authorities.
    pub allotted: Vec<Allotted>,
    /// What budget years have of each backing, and the programme money granted from it, all projects.
    pub means: BTreeMap<(i32, Backing), Means>,
    /// Programme money paid by budget year, all projects.
    pub paid_by_year: BTreeMap<i32, Cents>,
    /// Ausgabereste by the year in which they can be spent, each with the year it comes from.
    pub carried: BTreeMap<i32, Vec<(i32, Cents)>>,
    /// The target of private co-funding.
    pub target: Option<Rate>,
    /// Items of plans that authorities treat differently.
    pub treated: Vec<Treated>,
    /// De-minimis aid by recipient, as [`Case::same_recipient`] writes it.
    pub aid: BTreeMap<String, Vec<Aid>>,
}

/// What is thought for a region in a budget year, and what is granted there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regional {
    /// Slug of the region.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Budget year.
    pub year: i32,
    /// What is thought for it.
    pub frame: Cents,
    /// Programme money granted.
    pub granted: Cents,
}

/// What is allocated to an authority, and what is granted of it by the authority of each entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotted {
    /// Slug of the authority.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Budget year; none for all years together, where some of what is granted names no year.
    pub year: Option<i32>,
    /// What is allocated.
    pub allocated: Cents,
    /// Programme money granted.
    pub granted: Cents,
}

/// A sum of the programme's frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framed {
    /// Kind.
    pub kind: Kind,
    /// Budget year.
    pub year: Option<i32>,
    /// How much.
    pub cents: Cents,
}

impl Facts {
    /// The value of a parameter on the day of the viewpoint.
    #[must_use]
    pub fn parameter(&self, key: Key) -> i64 {
        self.parameters.on(key, self.day)
    }

    /// Sum of a kind of the frame, narrowed by a condition; none where nothing is recorded.
    #[must_use]
    pub fn framed(&self, kind: Kind, fits: impl Fn(&Framed) -> bool) -> Option<Cents> {
        let mut found = self.frame.iter().filter(|framed| framed.kind == kind && fits(framed)).peekable();
        found.peek()?;
        Some(sum(found.map(|framed| framed.cents)))
    }

    /// How far apart two amounts may be that are known as exactly as this; never negative.
    #[must_use]
    pub fn tolerance(&self, precision: Precision, amount: Cents) -> Cents {
        self.parameters.tolerance(precision, amount, self.day)
    }

    /// The sum of a kind of programme money over all projects.
    #[must_use]
    pub fn all(&self, kind: Kind, source: Source) -> Cents {
        sum(self.projects.values().filter_map(|project| project.sum(kind, source)).map(|sum| sum.cents))
    }
}

impl Case {
    /// The basis in state-aid law that is on the file, with its key and what else the recipient declared.
    #[must_use]
    pub fn basis(&self) -> Option<(i64, AidBasis, Cents)> {
        let found = self.memos.iter().rev().find_map(|(id, memo)| Some((*id, memo.basis?, memo.other_aid)));
        found.map(|(id, basis, other)| (id, basis, other.unwrap_or_default()))
    }
}

impl Project {
    /// A sum of the ledger; none where nothing is recorded.
    #[must_use]
    pub fn sum(&self, kind: Kind, source: Source) -> Option<&Sum> {
        self.sums.get(&(kind, source))
    }

    /// How much programme money of a kind; nothing where nothing is recorded.
    #[must_use]
    pub fn money(&self, kind: Kind) -> Cents {
        self.sum(kind, Source::Programme).map_or(Cents::ZERO, |sum| sum.cents)
    }

    /// State, unknown where none was said.
    #[must_use]
    pub fn lifecycle(&self) -> Lifecycle {
        self.state.map_or(Lifecycle::Unknown, |state| state.value)
    }

    /// The current decisions of its cases about programme money.
    pub fn decisions(&self) -> impl Iterator<Item = (&Case, &Decision)> {
        let own = self.cases.iter().filter(|case| case.source == Source::Programme);
        own.filter_map(|case| Some((case, case.current.as_ref()?)))
    }
}

/// A sum that stays within the bounds: at the bound it is wrong by so much that every rule shows it.
#[must_use]
pub fn sum(cents: impl Iterator<Item = Cents>) -> Cents {
    Cents(cents.fold(0i64, |sum, cents| sum.saturating_add(cents.0)))
}

/// A difference that stays within the bounds.
#[must_use]
pub fn minus(a: Cents, b: Cents) -> Cents {
    Cents(a.0.saturating_sub(b.0))
}

/// A day so many months later; the last day of a shorter month.
#[must_use]
pub fn months_later(day: NaiveDate, months: i64) -> NaiveDate {
    u32::try_from(months).ok().and_then(|months| day.checked_add_months(Months::new(months))).unwrap_or(NaiveDate::MAX)
}

/// The last day of a month.
#[must_use]
pub fn end_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.pred_opt())
        .unwrap_or(day)
}

/// A day as people read it.
#[must_use]
pub fn shown(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}
