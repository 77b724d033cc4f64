//! What is put on the file of a grant case (Vermerke) and decides whether a rule is kept: never changed, taken back by a
//! Storno with a reason.
pub mod change;
pub mod find;
pub mod record;

use crate::money::Cents;
use chrono::NaiveDate;

crate::words::words! {
    /// What a memo says.
    MemoKind {
        /// The recipient may begin before the decision (VV Nr. 1.3 zu § 44 LHO).
        EarlyStart => "early_start", "Vorzeitiger Maßnahmebeginn erlaubt";
        /// The audit court was heard before several of the Land granted (VV Nr. 1.4).
        CourtHeard => "court_heard", "Landesrechnungshof gehört";
        /// A decision was reported to the audit court (VV Nr. 4.4).
        CourtTold => "court_told", "Bescheid dem Landesrechnungshof mitgeteilt";
        /// The basis of a grant in state-aid law.
        StateAid => "state_aid", "Grundlage im Beihilferecht";
        /// Where a decision secures that others can use the results.
        TransferClause => "transfer_clause", "Klausel zur Nachnutzung";
    }
}

impl MemoKind {
    /// Whether it is about one version of the decision.
    #[must_use]
    pub fn of_decision(self) -> bool {
        matches!(self, Self::CourtTold | Self::TransferClause)
    }
}

crate::words::words! {
    /// The basis of a grant in state-aid law.
    AidBasis {
        /// De-minimis aid, whose sum within some years is limited.
        DeMinimis => "de_minimis", "De-minimis";
        /// Exempted by the general block exemption regulation.
        BlockExemption => "gber", "AGVO";
        /// No aid in the meaning of Article 107 TFEU.
        NoAid => "no_aid", "keine Beihilfe";
    }
}

/// What a memo says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo {
    /// What.
    pub kind: MemoKind,
    /// The version of the decision it is about, where it is about one.
    pub decision_id: Option<i64>,
    /// Date of the letter, report or declaration.
    pub dated_on: NaiveDate,
    /// From which day on the early start was allowed; only there.
    pub holds_from: Option<NaiveDate>,
    /// The basis; only for state aid.
    pub basis: Option<AidBasis>,
    /// Other de-minimis aid that the recipient declared for the years that count; only there.
    pub other_aid: Option<Cents>,
    /// File reference, or where in the decision it stands; 1 to 200 characters.
    pub reference: String,
}
