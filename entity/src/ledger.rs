//! The ledger: append-only money. An amount never stands alone: it has a [`Kind`], a [`Source`] of money, a
//! precision and an origin.
mod by_hand;
pub mod ceiling;
pub mod change;
pub mod close;
pub mod find;
pub mod record;
pub mod sums;

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What an amount is: the steps of the money ladder and of co-funding. Sums never mix kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Programmmittel: what may be granted at most.
    Ceiling,
    /// Ansatz of a budget year.
    Appropriation,
    /// Planned in a financing plan or list.
    Planned,
    /// Bewilligt by Bescheid.
    Granted,
    /// Abgerufen (Mittelabruf).
    Requested,
    /// Ausgezahlt.
    Paid,
    /// Nachgewiesen: spent as stated in a Verwendungsnachweis.
    Spent,
    /// Anerkannt after the check.
    Recognised,
    /// Zurückgefordert.
    Reclaimed,
    /// Erstattet.
    Repaid,
    /// Co-funding promised.
    CofundingPledged,
    /// Co-funding secured by contract.
    CofundingContracted,
    /// Co-funding received.
    CofundingReceived,
    /// Co-funding proven.
    CofundingProven,
    /// Ausgaberest of an earlier year (§ 45 LHO).
    CarryOver,
    /// Sperre, globale Minderausgabe: not to be spent.
    Blocked,
    /// Verpflichtungsermächtigung (§ 38 LHO), in the year in which it falls due.
    Commitment,
    /// Zugewiesen to a granting authority.
    Allocated,
    /// Regional frame: for orientation, binding nobody.
    Frame,
    /// Interest claimed on a recovery.
    InterestClaimed,
    /// Interest paid.
    InterestPaid,
    /// A claim given up for good (Erlass).
    WrittenOff,
    /// A claim that is not pursued and goes on existing (Niederschlagung).
    Shelved,
}

/// Whose money it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// State money of the programme.
    Programme,
    /// Other money of the Land.
    OtherLand,
    /// Federal money.
    Bund,
    /// Money of the European Union.
    Eu,
    /// Public money, not said whose.
    OtherPublic,
    /// Own share of the recipient.
    OwnShare,
    /// Private money in cash.
    PrivateCash,
    /// Private contributions in kind.
    PrivateInKind,
}

impl Kind {
    /// Every kind, in the order of the ladder.
    pub const ALL: [Self; 23] = [
        Self::Ceiling,
        Self::Appropriation,
        Self::Planned,
        Self::Granted,
        Self::Requested,
        Self::Paid,
        Self::Spent,
        Self::Recognised,
        Self::Reclaimed,
        Self::Repaid,
        Self::CofundingPledged,
        Self::CofundingContracted,
        Self::CofundingReceived,
        Self::CofundingProven,
        Self::CarryOver,
        Self::Blocked,
        Self::Commitment,
        Self::Allocated,
        Self::Frame,
        Self::InterestClaimed,
        Self::InterestPaid,
        Self::WrittenOff,
        Self::Shelved,
    ];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Ceiling => "ceiling",
            Self::Appropriation => "appropriation",
            Self::Planned => "planned",
            Self::Granted => "granted",
            Self::Requested => "requested",
            Self::Paid => "paid",
            Self::Spent => "spent",
            Self::Recognised => "recognised",
            Self::Reclaimed => "reclaimed",
            Self::Repaid => "repaid",
            Self::CofundingPledged => "cofunding_pledged",
            Self::CofundingContracted => "cofunding_contracted",
            Self::CofundingReceived => "cofunding_received",
            Self::CofundingProven => "cofunding_proven",
            Self::CarryOver => "carry_over",
            Self::Blocked => "blocked",
            Self::Commitment => "commitment",
            Self::Allocated => "allocated",
            Self::Frame => "frame",
            Self::InterestClaimed => "interest_claimed",
            Self::InterestPaid => "interest_paid",
            Self::WrittenOff => "written_off",
            Self::Shelved => "shelved",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The German name as on the pages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ceiling => "Programmmittel",
            Self::Appropriation => "Ansatz",
            Self::Planned => "geplant",
            Self::Granted => "bewilligt",
            Self::Requested => "abgerufen",
            Self::Paid => "ausgezahlt",
            Self::Spent => "nachgewiesen",
            Self::Recognised => "anerkannt",
            Self::Reclaimed => "zurückgefordert",
            Self::Repaid => "erstattet",
            Self::CofundingPledged => "zugesagt",
            Self::CofundingContracted => "vertraglich gesichert",
            Self::CofundingReceived => "eingegangen",
            Self::CofundingProven => "nachgewiesen (Kofinanzierung)",
            Self::CarryOver => "Ausgaberest",
            Self::Blocked => "gesperrt",
            Self::Commitment => "Verpflichtungsermächtigung",
            Self::Allocated => "zugewiesen",
            Self::Frame => "regionaler Rahmen",
            Self::InterestClaimed => "Zinsen gefordert",
            Self::InterestPaid => "Zinsen gezahlt",
            Self::WrittenOff => "erlassen",
            Self::Shelved => "niedergeschlagen",
        }
    }

    /// The definition in one sentence, as the figure's page shows it.
    #[must_use]
    pub fn definition(self) -> &'static str {
        match self {
            Self::Ceiling => "Der Betrag, der im Programm höchstens bewilligt werden darf.",
            Self::Appropriation => "Der Ansatz im Haushalt des Landes für ein Haushaltsjahr.",
            Self::Planned => "Was Finanzierungspläne und Listen vorsehen, ohne dass es schon bewilligt sein muss.",
            Self::Granted => "Die Summe der Bewilligungen in der am Stichtag geltenden Fassung.",
            Self::Requested => "Was die Zuwendungsempfänger mit Mittelabrufen angefordert haben.",
            Self::Paid => "Was an die Zuwendungsempfänger ausgezahlt ist.",
            Self::Spent => "Was die Zuwendungsempfänger als verausgabt nachgewiesen haben.",
            Self::Recognised => "Was die Bewilligungsbehörden nach Prüfung anerkannt haben.",
            Self::Reclaimed => "Was die Bewilligungsbehörden zurückgefordert haben.",
            Self::Repaid => "Was die Zuwendungsempfänger erstattet haben.",
            Self::CofundingPledged => "Was Dritte zur Finanzierung zugesagt haben.",
            Self::CofundingContracted => "Was Dritte vertraglich gesichert haben.",
            Self::CofundingReceived => "Was von Dritten eingegangen ist.",
            Self::CofundingProven => "Was von Dritten nachgewiesen ist.",
            Self::CarryOver => {
                "Was aus dem Ansatz eines früheren Jahres noch verfügbar ist, längstens bis Ende des zweiten Folgejahres (§ 45 LHO)."
            }
            Self::Blocked => "Was nach einer Sperre oder globalen Minderausgabe nicht ausgegeben werden darf.",
            Self::Commitment => "Was zulasten späterer Jahre zugesagt werden darf, im Jahr der Fälligkeit (§ 38 LHO).",
            Self::Allocated => "Was das Ministerium den Bewilligungsbehörden zur Bewirtschaftung zugewiesen hat.",
            Self::Frame => "Was einer Region zur Orientierung zugedacht ist; der Rahmen bindet nicht.",
            Self::InterestClaimed => "Was die Bewilligungsbehörden an Zinsen auf Erstattungen gefordert haben.",
            Self::InterestPaid => "Was die Zuwendungsempfänger an Zinsen gezahlt haben.",
            Self::WrittenOff => {
                "Was von Forderungen erlassen ist: Darauf ist endgültig verzichtet. Niederschlagungen, die gebucht wurden, bevor es für sie eine eigene Zahl gab, stehen weiter hier."
            }
            Self::Shelved => {
                "Was zwei Personen von Forderungen niedergeschlagen haben und nicht wieder aufgegriffen ist. Die Forderungen bestehen fort; was davon später doch gezahlt oder erlassen wird, steht auch dort."
            }
        }
    }
}

impl Kind {
    /// Whether it is money of the programme's budget, and so never of a project.
    #[must_use]
    pub fn is_budget(self) -> bool {
        matches!(
            self,
            Self::Ceiling
                | Self::Appropriation
                | Self::CarryOver
                | Self::Blocked
                | Self::Commitment
                | Self::Allocated
                | Self::Frame
        )
    }
}

impl Source {
    /// Every source of money.
    pub const ALL: [Self; 8] = [
        Self::Programme,
        Self::OtherLand,
        Self::Bund,
        Self::Eu,
        Self::OtherPublic,
        Self::OwnShare,
        Self::PrivateCash,
        Self::PrivateInKind,
    ];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::OtherLand => "other_land",
            Self::Bund => "bund",
            Self::Eu => "eu",
            Self::OtherPublic => "other_public",
            Self::OwnShare => "own_share",
            Self::PrivateCash => "private_cash",
            Self::PrivateInKind => "private_in_kind",
        }
    }

    /// The source with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.key() == key)
    }

    /// Whether it is private money: what a company gives to one project is its business secret, sums over projects
    /// are public.
    #[must_use]
    pub fn is_private(self) -> bool {
        matches!(self, Self::PrivateCash | Self::PrivateInKind)
    }

    /// The German name as on the pages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Programme => "Landesmittel des Programms",
            Self::OtherLand => "andere Landesmittel",
            Self::Bund => "Bundesmittel",
            Self::Eu => "EU-Mittel",
            Self::OtherPublic => "sonstige öffentliche Mittel",
            Self::OwnShare => "Eigenanteil",
            Self::PrivateCash => "private Mittel (Geld)",
            Self::PrivateInKind => "private Mittel (Sachleistung)",
        }
    }
}

/// Follows the counter-entries of an entry: the last of them (the entry itself where there is none), and whether the
/// entry is taken back. A counter-entry may be taken back in its turn, as undoing an import does: then the entry
/// counts again.
#[must_use]
pub(crate) fn chain(id: i64, counter_of: &HashMap<i64, i64>) -> (i64, bool) {
    let (mut end, mut taken_back) = (id, false);
    while let Some(next) = counter_of.get(&end) {
        (end, taken_back) = (*next, !taken_back);
    }
    (end, taken_back)
}
