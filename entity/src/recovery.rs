//! Recovery (Rückforderung): a claim against the recipient of a grant case, with interest day by day, payments,
//! instalments, and what is written off by two people. Rows are never changed; what is open is a question of the day.
pub mod book;
pub mod change;
pub mod claim;
pub mod find;
pub mod instalment;
pub mod interest;
pub mod interest_set;
pub mod payment;
pub mod plan;
pub mod rates;
pub mod resumption;
pub mod reversal;
pub mod rules;
pub mod standing;
pub mod tasks;
pub mod write_off;

crate::words::words! {
    /// Why money has to come back.
    Ground {
        /// Cost went down or income came: the decision lapses by itself (auflösende Bedingung, ANBest Nr. 2).
        CostReduction => "cost_reduction", "Ermäßigung (ANBest Nr. 2)";
        /// Not used for the purpose.
        NotForPurpose => "not_for_purpose", "nicht zweckentsprechend verwendet";
        /// Not used in time.
        NotPromptlyUsed => "not_promptly_used", "nicht alsbald verwendet";
        /// Conditions were broken, procurement among them.
        Breach => "breach", "Verstoß gegen Nebenbestimmungen";
        /// The proof came late or not at all.
        LateProof => "late_proof", "Verwendungsnachweis nicht rechtzeitig";
    }
}

impl Ground {
    /// Whether the decision must be revoked for it, for which the authority has one year (§§ 48 (4), 49 (3) VwVfG NRW).
    #[must_use]
    pub fn revokes(self) -> bool {
        self != Self::CostReduction
    }
}

crate::words::words! {
    /// How a claim is written off (§ 59 LHO).
    WriteOff {
        /// No longer pursued, for a time or until further notice; the claim itself stays and may be taken up again (VV zu
        /// § 59 LHO).
        Shelved => "niederschlagung", "Niederschlagung";
        /// Given up for good.
        Remitted => "erlass", "Erlass";
    }
}

crate::words::words! {
    /// What can be taken back of what was recorded about a claim.
    Fact {
        /// The claim itself.
        Claim => "claim", "Rückforderung";
        /// A payment.
        Payment => "payment", "Zahlung";
        /// A decision about interest.
        Interest => "interest", "Zinsbescheid";
        /// An agreement about instalments.
        Instalments => "instalments", "Ratenvereinbarung";
    }
}
