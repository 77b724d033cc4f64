//! Who may do what: the one table, role × action → reach (domain: roles, four eyes, audit).
//! A test prints it into docs/permissions.md.
use serde::{Deserialize, Serialize};

/// The roles of the programme's people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Anybody: the published subset.
    Public,
    /// A municipality that looks for what it can reuse (bound to an AGS).
    Municipality,
    /// Zuwendungsempfänger or project lead (own projects).
    ProjectLead,
    /// Regional CDO (own region).
    Cdo,
    /// Regional Projektbüro (own region).
    ProjectOffice,
    /// Bewilligungsbehörde: the five Bezirksregierungen and PtJ (own grants).
    Authority,
    /// Ministry, budget: the budget reviewer.
    MinistryBudget,
    /// Ministry, Fachreferat.
    MinistryProgramme,
    /// KDN, transfer curator.
    TransferCurator,
    /// Landesrechnungshof or internal audit: reads everything, writes nothing.
    Auditor,
    /// Technical administration: accounts and vocabularies, never money or status.
    Admin,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See published projects, figures and solutions.
    SeePublished,
    /// See what is not published: remarks, reasons, origins of figures with file and cell.
    SeeInternal,
    /// Change descriptive fields of a project.
    EditProject,
    /// Move a project along its lifecycle in the delivery part (status, pause, end).
    SetStatus,
    /// Create a project that is not yet there.
    CreateProject,
    /// Record money: grants, payouts, proofs.
    RecordMoney,
    /// Record the programme's budget: Ansatz, Reste, Sperren, Verpflichtungsermächtigungen, Zuweisungen, frames.
    SetBudget,
    /// Open grant cases and propose decisions (Bescheide) of one's own authority.
    ProposeDecision,
    /// Approve or reject a decision that somebody else proposed.
    ApproveDecision,
    /// Upload a workbook and see what it would change.
    UploadImport,
    /// Apply an import; one that makes money binding then waits for a release.
    ApplyImport,
    /// Release an import that makes money binding; never one's own.
    ReleaseImport,
    /// Edit a solution's sheet.
    EditSolution,
    /// Publish a solution.
    PublishSolution,
    /// Report the adoption of a solution for a municipality.
    ReportAdoption,
    /// Answer what municipalities say about their use of a solution.
    AnswerAdoption,
    /// See and answer the interest that municipalities show in a solution, with the mailboxes they left.
    AnswerInterest,
    /// Read the audit trail.
    SeeAudit,
    /// Manage accounts, roles and tokens.
    ManageAccounts,
    /// See what does not tie out: the findings of the checks.
    SeeChecks,
    /// Enter, try and withdraw the dated values that the rules use.
    ManageRules,
    /// Claim money back: raise a claim, record payments, set interest, agree on instalments, propose to write off.
    Recover,
    /// Approve or reject a write-off that somebody else proposed.
    ApproveWriteOff,
    /// Hand in calls for money (Mittelabruf) and proofs of use (Verwendungsnachweis).
    HandInSettlement,
    /// Answer calls for money and check proofs of use.
    DecideSettlement,
    /// Say what is known about a municipality: its profile.
    KeepProfile,
}

/// How far an action reaches for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Not at all.
    No,
    /// Everywhere.
    All,
    /// In the region the role is bound to.
    OwnRegion,
    /// In grants of the authority the role is bound to.
    OwnAuthority,
    /// In the project the role is bound to.
    OwnProject,
    /// For the municipality the role is bound to.
    OwnMunicipality,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Public,
        Self::Municipality,
        Self::ProjectLead,
        Self::Cdo,
        Self::ProjectOffice,
        Self::Authority,
        Self::MinistryBudget,
        Self::MinistryProgramme,
        Self::TransferCurator,
        Self::Auditor,
        Self::Admin,
    ];

    /// The word used in the database, on the command line and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Municipality => "municipality",
            Self::ProjectLead => "project_lead",
            Self::Cdo => "cdo",
            Self::ProjectOffice => "project_office",
            Self::Authority => "authority",
            Self::MinistryBudget => "ministry_budget",
            Self::MinistryProgramme => "ministry_programme",
            Self::TransferCurator => "transfer_curator",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "Öffentlichkeit",
            Self::Municipality => "Kommune",
            Self::ProjectLead => "Projektleitung",
            Self::Cdo => "CDO der Region",
            Self::ProjectOffice => "Projektbüro",
            Self::Authority => "Bewilligungsbehörde",
            Self::MinistryBudget => "Ministerium, Haushalt",
            Self::MinistryProgramme => "Ministerium, Fachreferat",
            Self::TransferCurator => "Transferstelle",
            Self::Auditor => "Prüfung",
            Self::Admin => "Technische Verwaltung",
        }
    }

    /// What the scope of this role names, if it has one.
    #[must_use]
    pub fn scope_kind(self) -> Option<ScopeKind> {
        match self {
            Self::Cdo | Self::ProjectOffice => Some(ScopeKind::Region),
            Self::Authority => Some(ScopeKind::Authority),
            Self::ProjectLead => Some(ScopeKind::Project),
            Self::Municipality => Some(ScopeKind::Municipality),
            Self::Public
            | Self::MinistryBudget
            | Self::MinistryProgramme
            | Self::TransferCurator
            | Self::Auditor
            | Self::Admin => None,
        }
    }
}

/// What a role's scope names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// A region's slug.
    Region,
    /// An authority's slug.
    Authority,
    /// A project's number.
    Project,
    /// A municipality's AGS.
    Municipality,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 26] = [
        Self::SeePublished,
        Self::SeeInternal,
        Self::EditProject,
        Self::SetStatus,
        Self::CreateProject,
        Self::RecordMoney,
        Self::SetBudget,
        Self::ProposeDecision,
        Self::ApproveDecision,
        Self::UploadImport,
        Self::ApplyImport,
        Self::ReleaseImport,
        Self::EditSolution,
        Self::PublishSolution,
        Self::ReportAdoption,
        Self::AnswerAdoption,
        Self::AnswerInterest,
        Self::SeeAudit,
        Self::ManageAccounts,
        Self::SeeChecks,
        Self::ManageRules,
        Self::Recover,
        Self::ApproveWriteOff,
        Self::HandInSettlement,
        Self::DecideSettlement,
        Self::KeepProfile,
    ];
}

/// How far a role reaches with an action. The only place that decides.
#[must_use]
pub fn reach(role: Role, action: Action) -> Reach {
    use Reach::{All, No, OwnAuthority, OwnMunicipality, OwnProject, OwnRegion};
    match action {
        Action::SeePublished => All,
        Action::SeeInternal => match role {
            Role::Public | Role::Municipality | Role::Admin => No,
            Role::ProjectLead => OwnProject,
            Role::Cdo | Role::ProjectOffice => OwnRegion,
            // other authorities' grants are readable for comparison
            Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor => All,
        },
        Action::EditProject => match role {
            Role::ProjectLead => OwnProject,
            Role::Cdo | Role::ProjectOffice => OwnRegion,
            Role::MinistryProgramme => All,
            Role::Public
            | Role::Municipality
            | Role::Authority
            | Role::MinistryBudget
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::SetStatus => match role {
            Role::Cdo | Role::ProjectOffice => OwnRegion,
            Role::Authority => OwnAuthority,
            Role::MinistryProgramme => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::MinistryBudget
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::CreateProject => match role {
            Role::ProjectOffice => OwnRegion,
            Role::MinistryBudget | Role::MinistryProgramme => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::Authority
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::RecordMoney => match role {
            Role::Authority => OwnAuthority,
            Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::SetBudget => match role {
            Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        // Only who issues decisions: the authority of the case, wherever its project lies. So PtJ grants its research
        // projects in every region, and never in the name of a Bezirksregierung; the ministry keeps the budget.
        Action::ProposeDecision
        | Action::ApproveDecision
        | Action::Recover
        | Action::ApproveWriteOff
        | Action::DecideSettlement => match role {
            Role::Authority => OwnAuthority,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::UploadImport => match role {
            Role::ProjectOffice => OwnRegion,
            Role::Authority => OwnAuthority,
            Role::MinistryBudget | Role::MinistryProgramme => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::ApplyImport => match role {
            Role::ProjectOffice => OwnRegion,
            Role::Authority => OwnAuthority,
            Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::ReleaseImport => match role {
            Role::Authority => OwnAuthority,
            Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::EditSolution => match role {
            Role::ProjectLead => OwnProject,
            Role::Cdo | Role::ProjectOffice => OwnRegion,
            Role::TransferCurator => All,
            Role::Public
            | Role::Municipality
            | Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::PublishSolution => match role {
            Role::TransferCurator => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::ReportAdoption => match role {
            Role::Municipality => OwnMunicipality,
            Role::TransferCurator => All,
            Role::Public
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::Auditor
            | Role::Admin => No,
        },
        // whoever looks after the solution, and the municipality that provides it
        Action::AnswerAdoption => match role {
            Role::Municipality => OwnMunicipality,
            other => reach(other, Action::EditSolution),
        },
        // the same; the ministry helps where nobody does
        Action::AnswerInterest => match role {
            Role::MinistryProgramme => All,
            other => reach(other, Action::AnswerAdoption),
        },
        Action::SeeAudit => match role {
            Role::Auditor | Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Admin => No,
        },
        Action::ManageAccounts => match role {
            Role::Admin => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor => No,
        },
        Action::SeeChecks => match role {
            Role::ProjectLead => OwnProject,
            Role::Cdo | Role::ProjectOffice => OwnRegion,
            Role::Authority => OwnAuthority,
            Role::MinistryBudget | Role::MinistryProgramme | Role::Auditor => All,
            Role::Public | Role::Municipality | Role::TransferCurator | Role::Admin => No,
        },
        // the recipient, or the authority for those who send paper
        Action::HandInSettlement => match role {
            Role::ProjectLead => OwnProject,
            Role::Authority => OwnAuthority,
            Role::Public
            | Role::Municipality
            | Role::Cdo
            | Role::ProjectOffice
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::ManageRules => match role {
            Role::MinistryBudget => All,
            Role::Public
            | Role::Municipality
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryProgramme
            | Role::TransferCurator
            | Role::Auditor
            | Role::Admin => No,
        },
        Action::KeepProfile => match role {
            Role::Municipality => OwnMunicipality,
            Role::TransferCurator => All,
            Role::Public
            | Role::ProjectLead
            | Role::Cdo
            | Role::ProjectOffice
            | Role::Authority
            | Role::MinistryBudget
            | Role::MinistryProgramme
            | Role::Auditor
            | Role::Admin => No,
        },
    }
}
