//! What a rule found about the data as they stand: where, by whom to be settled, until when, and what it read.
use super::{
    facts::{Facts, Project, Said, Sum},
    finding::{Finding, Severity},
};
use crate::{
    audit::hex,
    figures::id::FigureId,
    ledger::{Kind, Source},
    money::Cents,
    parameter::Key,
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

crate::words::words! {
    /// Who has to do something about it.
    Owner {
        /// The granting authority.
        Authority => "authority", "Bewilligungsbehörde";
        /// The regional Projektbüro.
        ProjectOffice => "project_office", "Projektbüro";
        /// The ministry.
        Ministry => "ministry", "Ministerium";
    }
}

crate::words::words! {
    /// How soon, in this order.
    Urgency {
        /// Overdue, or it must not stand.
        Now => "now", "sofort";
        /// Due within the time that deadlines are announced.
        Soon => "soon", "bald";
        /// No deadline near.
        Later => "later", "später";
    }
}

/// Something a rule read: it can be looked up, and the finding is about exactly this value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A statement about a project.
    Statement(i64),
    /// A decision.
    Decision(i64),
    /// A proof of use.
    Proof(i64),
    /// A published figure.
    Published(i64),
    /// What is booked for the day that a published figure names.
    Booked(i64, Cents),
    /// A figure with its amount; it opens to its facts.
    Figure(FigureId, Cents),
    /// A value of the rules.
    Parameter(Key, i64),
    /// A memo of a case.
    Memo(i64),
    /// A claim.
    Claim(i64),
    /// A claim with the number of its rows: payments, decisions and plans make it another.
    ClaimState(i64, i32),
}

impl Read {
    /// As programs read it, and as it goes into the fingerprint: `statement:12`, `figure:granted.programme=100.00`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Statement(id) => format!("statement:{id}"),
            Self::Decision(id) => format!("decision:{id}"),
            Self::Proof(id) => format!("proof:{id}"),
            Self::Published(id) => format!("published:{id}"),
            Self::Booked(id, cents) => format!("booked:{id}={}", cents.plain()),
            Self::Figure(id, cents) => format!("figure:{id}={}", cents.plain()),
            Self::Parameter(key, value) => format!("parameter:{}={value}", key.key()),
            Self::Memo(id) => format!("memo:{id}"),
            Self::Claim(id) => format!("claim:{id}"),
            Self::ClaimState(id, rows) => format!("claim_rows:{id}={rows}"),
        }
    }
}

/// Whether two people accepted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The proposal.
    pub proposal_id: i64,
    /// Whether the second person agreed; not yet otherwise.
    pub approved: bool,
    /// Why.
    pub reason: String,
    /// The account that proposed.
    pub proposed_by: i64,
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Rule, severity and sentence.
    pub finding: Finding,
    /// Key, number and title of the project; none for what is about the whole programme or an authority.
    pub project: Option<(i64, String, String)>,
    /// Slugs of the regions it lies in.
    pub regions: Vec<String>,
    /// Slug of the authority it belongs to.
    pub authority: Option<String>,
    /// Budget year, where it is about one.
    pub year: Option<i32>,
    /// The figure that the sentence names.
    pub figure: Option<FigureId>,
    /// How much is at stake.
    pub amount: Option<Cents>,
    /// Everything it read.
    pub reads: Vec<Read>,
    /// Who has to do something about it.
    pub owner: Owner,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// How soon.
    pub urgency: Urgency,
    /// Whether two people accepted it, or one proposed to.
    pub accepted: Option<Accepted>,
    /// Whether invented money (Beispieldaten) is in what it read.
    pub sample: bool,
}

impl Found {
    /// Something about a project.
    #[must_use]
    pub fn at(project: &Project, finding: Finding, owner: Owner) -> Self {
        Self {
            project: Some((project.id, project.number.clone(), project.title.clone())),
            regions: project.regions.iter().map(|(slug, _)| slug.clone()).collect(),
            authority: project.authority.as_ref().map(|(_, slug, _)| slug.clone()),
            sample: project.sample,
            ..Self::whole(finding, owner)
        }
    }

    /// Something about the whole programme.
    #[must_use]
    pub fn whole(finding: Finding, owner: Owner) -> Self {
        Self {
            urgency: if finding.severity == Severity::Blocks { Urgency::Now } else { Urgency::Later },
            finding,
            project: None,
            regions: Vec::new(),
            authority: None,
            year: None,
            figure: None,
            amount: None,
            reads: Vec::new(),
            owner,
            due: None,
            accepted: None,
            sample: false,
        }
    }

    /// It names this figure, which it read with the amount.
    #[must_use]
    pub fn figure(mut self, id: FigureId, cents: Cents) -> Self {
        self.figure.get_or_insert(id.clone());
        self.reads.push(Read::Figure(id, cents));
        self
    }

    /// It read a sum of a project, the first of which it names.
    #[must_use]
    pub fn sum(self, project: &Project, kind: Kind, source: Source, sum: Option<&Sum>) -> Self {
        match sum {
            Some(sum) => {
                let id = FigureId { project: Some(project.id), ..FigureId::of(kind, source) };
                self.figure(id, sum.cents)
            }
            None => self,
        }
    }

    /// It read a statement.
    #[must_use]
    pub fn said<T>(mut self, said: Option<Said<T>>) -> Self {
        self.reads.extend(said.map(|said| Read::Statement(said.fact)));
        self
    }

    /// It read this.
    #[must_use]
    pub fn read(mut self, read: Read) -> Self {
        self.reads.push(read);
        self
    }

    /// It read a value of the rules.
    #[must_use]
    pub fn by(mut self, facts: &Facts, key: Key) -> Self {
        self.reads.push(Read::Parameter(key, facts.parameter(key)));
        self
    }

    /// So much is at stake.
    #[must_use]
    pub fn worth(mut self, cents: Cents) -> Self {
        self.amount = Some(cents);
        self
    }

    /// It is about a budget year.
    #[must_use]
    pub fn in_year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    /// To be settled until a day: how soon follows from the days in which deadlines are announced.
    #[must_use]
    pub fn until(mut self, facts: &Facts, due: NaiveDate) -> Self {
        let days = (due - facts.day).num_days();
        self.due = Some(due);
        self.urgency = match days {
            _ if self.finding.severity == Severity::Blocks || days < facts.parameter(Key::NoticeLastDays) => {
                Urgency::Now
            }
            _ if days <= facts.parameter(Key::NoticeFirstDays) => Urgency::Soon,
            _ => Urgency::Later,
        };
        self
    }

    /// A digest of the rule, the project and everything it read: while it is the same, it is the same finding.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut reads: Vec<String> = self.reads.iter().map(Read::word).collect();
        reads.sort();
        reads.dedup();
        let mut digest = Sha256::new();
        let project = self.project.as_ref().map_or(0, |(id, _, _)| *id);
        digest.update(format!("{}|{project}|{:?}|{}", self.finding.rule, self.year, self.finding.field));
        reads.iter().for_each(|read| digest.update(format!("|{read}")));
        hex(&digest.finalize())
    }

    /// Whether it counts: nobody accepted it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.accepted.as_ref().is_some_and(|accepted| accepted.approved)
    }
}
