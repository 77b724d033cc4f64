//! Grants: a case (Zuwendungsfall) ties one recipient to one authority and one fund; its decisions (Bescheide) are
//! versions that are never changed, each with its years and its financing plan. Which one is current is a question of
//! the day.
pub mod book;
pub mod case;
pub mod change;
pub mod content;
pub mod current;
pub mod decision;
pub mod finality;
pub mod financing;
pub mod find;
pub mod memo;
pub mod notice;
pub mod notify;
pub mod plan_item;
pub mod rules;
pub mod standing;
pub mod tasks;
pub mod tranche;

use crate::words::words;

words! {
    /// Which administrative regulations a grant follows.
    Regime {
        /// Teil I, outside municipalities: ANBest-P.
        Vv => "vv", "VV zu § 44 LHO, ANBest-P";
        /// Teil II, municipalities and their associations: ANBest-G.
        Vvg => "vvg", "VVG zu § 44 LHO, ANBest-G";
    }
}

words! {
    /// What a recipient is: the maximum rate depends on it.
    RecipientKind {
        /// Municipality or association of municipalities.
        Municipality => "municipality", "Kommune";
        /// Company.
        Company => "company", "Unternehmen";
        /// University or research institution.
        Research => "research", "Forschungseinrichtung";
        /// Charity.
        Charity => "charity", "gemeinnützige Organisation";
        /// Anything else.
        Other => "other", "sonstige";
    }
}

words! {
    /// The type of financing (VV Nr. 2.2 and 2.3 to § 44 LHO).
    FinancingType {
        /// A share of the eligible expenditure, capped.
        Share => "share", "Anteilfinanzierung";
        /// What own and other money leaves open, capped.
        Gap => "gap", "Fehlbedarfsfinanzierung";
        /// A fixed amount.
        Fixed => "fixed", "Festbetragsfinanzierung";
        /// All eligible expenditure, capped.
        Full => "full", "Vollfinanzierung";
    }
}

words! {
    /// What a decision does.
    DecisionKind {
        /// The first decision of a case.
        Initial => "initial", "Zuwendungsbescheid";
        /// More time, same money.
        Extension => "extension", "kostenneutrale Verlängerung";
        /// Money moves between years.
        YearShift => "year_shift", "Mittelverschiebung zwischen Jahren";
        /// Money moves between items by more than the plan allows.
        ItemShift => "item_shift", "Umwidmung";
        /// More money.
        Increase => "increase", "Aufstockung";
        /// Less money.
        Reduction => "reduction", "Reduzierung";
        /// Another recipient.
        RecipientChange => "recipient_change", "Empfängerwechsel";
        /// Taken back as a whole (Widerruf, Rücknahme).
        Revocation => "revocation", "Widerruf";
        /// Taken back in part.
        PartialRevocation => "partial_revocation", "Teilwiderruf";
    }
}

words! {
    /// What backs the money of a year.
    Backing {
        /// Cash of the year (Baransatz).
        Cash => "cash", "Baransatz";
        /// A commitment for later years (Verpflichtungsermächtigung, § 38 LHO).
        Commitment => "commitment", "Verpflichtungsermächtigung";
    }
}

impl Backing {
    /// The short name, as budget people say it.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Cash => "Bar",
            Self::Commitment => "VE",
        }
    }
}

words! {
    /// The side of a financing plan.
    Side {
        /// Ausgaben.
        Expenditure => "expenditure", "Ausgaben";
        /// Finanzierung.
        Financing => "financing", "Finanzierung";
    }
}

words! {
    /// An item of a financing plan (Finanzierungsplan, structure of ANBest-G Nr. 7.4).
    Item {
        /// Personalausgaben.
        Staff => "staff", "Personal";
        /// Sachausgaben.
        Material => "material", "Sachausgaben";
        /// Aufträge an Dritte.
        Contracts => "contracts", "Aufträge, Fremdleistungen";
        /// Investitionen, Gegenstände.
        Investment => "investment", "Investitionen, Gegenstände";
        /// Reisekosten.
        Travel => "travel", "Reisekosten";
        /// Gemeinkosten und Pauschalen.
        Overhead => "overhead", "Gemeinkosten, Pauschalen";
        /// The grant applied for.
        Grant => "grant", "Zuwendung";
        /// Own share.
        OwnShare => "own_share", "Eigenanteil";
        /// Other money of the Land.
        OtherLand => "other_land", "andere Landesmittel";
        /// Federal money.
        Bund => "bund", "Bundesmittel";
        /// Money of the European Union.
        Eu => "eu", "EU-Mittel";
        /// Other public money.
        OtherPublic => "other_public", "sonstige öffentliche Mittel";
        /// Private money.
        PrivateCash => "private_cash", "private Mittel (Geld)";
        /// Private contributions in kind.
        PrivateInKind => "private_in_kind", "private Mittel (Sachleistung)";
        /// Donations.
        Donation => "donation", "Spenden";
        /// Income of the project.
        Income => "income", "Einnahmen";
    }
}

impl Item {
    /// Whose money it is, where the ledger keeps its co-funding; none for expenditure, for the grant itself and for what
    /// no contract secures (donations, income).
    #[must_use]
    pub fn cofunding(self) -> Option<crate::ledger::Source> {
        use crate::ledger::Source;
        match self {
            Self::OwnShare => Some(Source::OwnShare),
            Self::OtherLand => Some(Source::OtherLand),
            Self::Bund => Some(Source::Bund),
            Self::Eu => Some(Source::Eu),
            Self::OtherPublic => Some(Source::OtherPublic),
            Self::PrivateCash => Some(Source::PrivateCash),
            Self::PrivateInKind => Some(Source::PrivateInKind),
            _ => None,
        }
    }

    /// The side it stands on.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::Staff | Self::Material | Self::Contracts | Self::Investment | Self::Travel | Self::Overhead => {
                Side::Expenditure
            }
            Self::Grant
            | Self::OwnShare
            | Self::OtherLand
            | Self::Bund
            | Self::Eu
            | Self::OtherPublic
            | Self::PrivateCash
            | Self::PrivateInKind
            | Self::Donation
            | Self::Income => Side::Financing,
        }
    }
}
