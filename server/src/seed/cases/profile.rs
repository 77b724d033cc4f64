//! How the money of each project comes about: its type of financing, its recipients, its amendments. All of it is invented,
//! and different enough to show what there is.
use super::super::grants::day;
use chrono::NaiveDate;
use entity::grant::{FinancingType, RecipientKind};

/// Whose published sums are no rate of the expenditure to the cent: own and other money leave exactly the grant open.
const GAP: [&str; 10] =
    ["DMR-03", "DMR-04", "DMR-10", "DMR-17", "DMR-25", "DMR-26", "DMR-27", "DMR-42", "DMR-43", "DMR-50"];
/// Whose published grant was rounded up above its rate.
const FIXED: [&str; 4] = ["DMR-28", "DMR-38", "DMR-39", "DMR-53"];
const RESEARCH: [&str; 5] = ["DMR-08", "DMR-28", "DMR-29", "DMR-30", "DMR-52"];
const CHARITY: [&str; 2] = ["DMR-10", "DMR-27"];
/// A recipient: name, what it is, and what of 100 euros it has.
type Share = (&'static str, RecipientKind, u32);
/// Projects with a case for each of two recipients.
const SHARED: [(&str, [Share; 2]); 5] = [
    (
        "DMR-04",
        [
            ("Stadt Paderborn", RecipientKind::Municipality, 65),
            ("Universität Paderborn (Heinz Nixdorf Institut)", RecipientKind::Research, 35),
        ],
    ),
    (
        "DMR-25",
        [
            ("Stadt Gelsenkirchen", RecipientKind::Municipality, 70),
            ("Westfälische Hochschule", RecipientKind::Research, 30),
        ],
    ),
    (
        "DMR-26",
        [("Stadt Gelsenkirchen", RecipientKind::Municipality, 60), ("Stadt Aachen", RecipientKind::Municipality, 40)],
    ),
    (
        "DMR-42",
        [("Stadt Soest", RecipientKind::Municipality, 75), ("Fraunhofer IOSB-INA", RecipientKind::Research, 25)],
    ),
    (
        "DMR-50",
        [
            ("Bergische Struktur- und Wirtschaftsförderungsgesellschaft (BSW)", RecipientKind::Charity, 85),
            ("Stadt Solingen", RecipientKind::Municipality, 15),
        ],
    ),
];
/// Whose first decision was about less or more: of 100 euros so many, and when that was amended.
const RESIZED: [(&str, i64, (i32, u32, u32)); 5] = [
    ("DMR-10", 80, (2020, 10, 5)),
    ("DMR-27", 80, (2021, 2, 15)),
    ("DMR-38", 105, (2021, 2, 10)),
    ("DMR-39", 105, (2021, 2, 10)),
    ("DMR-43", 80, (2021, 2, 15)),
];
/// Where money moved from staff to contracts.
const ITEMS_SHIFTED: [&str; 4] = ["DMR-12", "DMR-18", "DMR-44", "DMR-52"];
/// Whose recipient became another one.
const SUCCEEDED: [(&str, &str); 1] = [("DMR-10", "safety innovation center Paderborn gGmbH (Rechtsnachfolge)")];
/// That were prolonged beyond the programme: interim proofs for each year, the last of them still to be checked.
const LONG: [&str; 3] = ["DMR-46", "DMR-47", "DMR-58"];
/// Whose payments lists tell: of most of them not even the recipient is published.
const LISTED: [&str; 8] = ["DMR-06", "DMR-07", "DMR-11", "DMR-14", "DMR-15", "DMR-45", "DMR-48", "DMR-49"];
/// Whose decisions nobody reported to the audit court.
const UNTOLD: [&str; 5] = ["DMR-01", "DMR-20", "DMR-33", "DMR-47", "DMR-60"];

/// A recipient of a project: name, what it is, and its weight beside the others.
#[derive(Clone)]
pub(super) struct Recipient {
    pub(super) name: String,
    pub(super) kind: RecipientKind,
    pub(super) weight: u32,
}

/// How the money of a project comes about.
#[derive(Clone)]
pub(super) struct Profile {
    pub(super) financing: FinancingType,
    pub(super) recipients: Vec<Recipient>,
    /// Of 100 euros so many in the first decision, and the day of the amendment to what the file says.
    pub(super) resized: Option<(i64, NaiveDate)>,
    pub(super) items_shifted: bool,
    pub(super) successor: Option<&'static str>,
    pub(super) long: bool,
    pub(super) listed: bool,
    /// Whether the audit court was told of its decisions.
    pub(super) told: bool,
}

/// Whether lists tell what was paid.
pub(in super::super) fn listed(number: &str) -> bool {
    LISTED.contains(&number)
}

impl Profile {
    /// The profile of a project; the recipient as published, if any.
    pub(super) fn of(number: &str, recipient: &str) -> Self {
        let is = |among: &[&str]| among.contains(&number);
        let alone = || {
            let kind = match number {
                _ if is(&RESEARCH) => RecipientKind::Research,
                _ if is(&CHARITY) => RecipientKind::Charity,
                _ => RecipientKind::Municipality,
            };
            let name = if recipient.is_empty() { "Zuwendungsempfänger nicht veröffentlicht" } else { recipient };
            vec![Recipient { name: name.into(), kind, weight: 100 }]
        };
        let recipients = SHARED.iter().find(|(of, _)| *of == number).map_or_else(alone, |(_, parts)| {
            parts
                .iter()
                .map(|(name, kind, weight)| Recipient { name: (*name).into(), kind: *kind, weight: *weight })
                .collect()
        });
        let resized = RESIZED.iter().find(|(of, ..)| *of == number);
        Self {
            financing: match number {
                _ if is(&GAP) => FinancingType::Gap,
                _ if is(&FIXED) => FinancingType::Fixed,
                _ => FinancingType::Share,
            },
            recipients,
            resized: resized.map(|(_, percent, (year, month, on))| (*percent, day(*year, *month, *on))),
            items_shifted: is(&ITEMS_SHIFTED),
            successor: SUCCEEDED.iter().find(|(of, _)| *of == number).map(|(_, name)| *name),
            long: is(&LONG),
            listed: listed(number),
            told: !is(&UNTOLD),
        }
    }
}
