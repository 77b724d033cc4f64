//! What people may do with money, as values that can be made at random and made smaller.
use proptest::prelude::*;

/// What a version changes of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Initial,
    Extension,
    YearShift,
    ItemShift,
    Increase,
    Reduction,
    PartialRevocation,
    Revocation,
    RecipientChange,
}

/// One step. Cases are counted from 0; `of` chooses among what there is; parts are per cent of what would be right, so
/// that some are too much.
#[derive(Debug, Clone)]
pub enum Step {
    Propose {
        case: usize,
        version: Version,
        units: i64,
        year: usize,
        odd: bool,
    },
    Decide {
        case: usize,
        approve: bool,
        same: bool,
    },
    Withdraw {
        case: usize,
        other: bool,
    },
    Notify {
        case: usize,
        waived: bool,
    },
    Call {
        case: usize,
        part: i64,
    },
    Answer {
        of: usize,
        pay: bool,
        part: i64,
    },
    Prove {
        case: usize,
        interim: Option<i32>,
        part: i64,
    },
    Review {
        of: usize,
        part: i64,
        same: bool,
    },
    Claim {
        case: usize,
        part: i64,
    },
    PayBack {
        of: usize,
        part: i64,
        interest: i64,
    },
    Interest {
        of: usize,
    },
    Instalments {
        of: usize,
        count: i64,
    },
    WriteOff {
        of: usize,
        part: i64,
    },
    DecideWriteOff {
        of: usize,
        approve: bool,
        same: bool,
    },
    Resume {
        of: usize,
    },
    /// The Storno of an Erlass is proposed; [`Step::DecideWriteOff`] decides it as well.
    ReverseErlass {
        of: usize,
    },
    /// What was recorded about a claim is taken back; `what` chooses among it.
    Undo {
        of: usize,
        what: usize,
    },
    /// Money of a call was used, or what was said of that is taken back.
    Use {
        of: usize,
        part: i64,
        back: bool,
    },
    LateInterest {
        of: usize,
    },
    Memo {
        case: usize,
        kind: usize,
        odd: bool,
    },
    UndoMemo {
        case: usize,
        of: usize,
    },
    TakeBack {
        of: usize,
    },
    Cofund {
        project: usize,
        step: usize,
        own: bool,
        euros: i64,
    },
    ByHand {
        project: usize,
        kind: usize,
        euros: i64,
        year: Option<i32>,
    },
    Import {
        project: usize,
        euros: i32,
    },
    Wait {
        days: u64,
    },
}

/// Mostly the case in which money flows.
fn case(home: usize) -> impl Strategy<Value = usize> {
    prop_oneof![5 => Just(home), 2 => 0usize..3]
}

fn part() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 1i64..100, 2 => Just(100), 1 => 101i64..140]
}

fn version() -> impl Strategy<Value = Version> {
    use Version::{
        Extension, Increase, Initial, ItemShift, PartialRevocation, RecipientChange, Reduction, Revocation, YearShift,
    };
    prop_oneof![
        6 => Just(Initial),
        1 => Just(Extension),
        2 => Just(YearShift),
        1 => Just(ItemShift),
        2 => Just(Increase),
        2 => Just(Reduction),
        1 => Just(PartialRevocation),
        1 => Just(Revocation),
        1 => Just(RecipientChange),
    ]
}

fn step(home: usize) -> impl Strategy<Value = Step> {
    let any = any::<usize>;
    let case = || case(home);
    let yes = || prop::bool::weighted(0.85);
    let no = || prop::bool::weighted(0.15);
    prop_oneof![
        6 => (case(), version(), 1i64..2_500, 0usize..3, no())
            .prop_map(|(case, version, units, year, odd)| Step::Propose { case, version, units, year, odd }),
        7 => (case(), yes(), no()).prop_map(|(case, approve, same)| Step::Decide { case, approve, same }),
        1 => (case(), no()).prop_map(|(case, other)| Step::Withdraw { case, other }),
        4 => (case(), yes()).prop_map(|(case, waived)| Step::Notify { case, waived }),
        5 => (case(), part()).prop_map(|(case, part)| Step::Call { case, part }),
        5 => (any(), yes(), part()).prop_map(|(of, pay, part)| Step::Answer { of, pay, part }),
        3 => (case(), prop::option::of(2020i32..2023), part())
            .prop_map(|(case, interim, part)| Step::Prove { case, interim, part }),
        3 => (any(), part(), no()).prop_map(|(of, part, same)| Step::Review { of, part, same }),
        3 => (case(), part()).prop_map(|(case, part)| Step::Claim { case, part }),
        3 => (any(), part(), 0i64..3).prop_map(|(of, part, interest)| Step::PayBack { of, part, interest }),
        2 => any().prop_map(|of| Step::Interest { of }),
        1 => (any(), 1i64..4).prop_map(|(of, count)| Step::Instalments { of, count }),
        2 => (any(), part()).prop_map(|(of, part)| Step::WriteOff { of, part }),
        4 => (any(), yes(), no()).prop_map(|(of, approve, same)| Step::DecideWriteOff { of, approve, same }),
        2 => any().prop_map(|of| Step::Resume { of }),
        3 => any().prop_map(|of| Step::ReverseErlass { of }),
        3 => (any(), any()).prop_map(|(of, what)| Step::Undo { of, what }),
        3 => (any(), part(), no()).prop_map(|(of, part, back)| Step::Use { of, part, back }),
        2 => any().prop_map(|of| Step::LateInterest { of }),
        2 => (case(), 0usize..5, no()).prop_map(|(case, kind, odd)| Step::Memo { case, kind, odd }),
        1 => (case(), any()).prop_map(|(case, of)| Step::UndoMemo { case, of }),
        3 => any().prop_map(|of| Step::TakeBack { of }),
        3 => (0usize..3, 0usize..4, prop::bool::ANY, 0i64..900_000)
            .prop_map(|(project, step, own, euros)| Step::Cofund { project, step, own, euros }),
        3 => (0usize..3, 0usize..10, -5i64..60_000_000, prop::option::of(2019i32..2023))
            .prop_map(|(project, kind, euros, year)| Step::ByHand { project, kind, euros, year }),
        1 => (0usize..3, 1i32..40_000_000).prop_map(|(project, euros)| Step::Import { project, euros }),
        3 => (1u64..90).prop_map(|days| Step::Wait { days }),
    ]
}

/// A decision that is approved and final, so that money can flow, perhaps up to a claim, and then anything.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let first = (0usize..3, 1i64..2_500, prop::bool::weighted(0.7));
    first.prop_flat_map(|(case, units, claimed)| {
        let mut first = vec![
            Step::Propose { case, version: Version::Initial, units, year: 0, odd: false },
            Step::Decide { case, approve: true, same: false },
            Step::Notify { case, waived: true },
            Step::Call { case, part: 60 },
            Step::Answer { of: 0, pay: true, part: 100 },
        ];
        if claimed {
            first.extend([
                Step::Prove { case, interim: None, part: 60 },
                Step::Review { of: 0, part: 80, same: false },
                Step::Claim { case, part: 40 },
                Step::Wait { days: 60 },
                Step::PayBack { of: 0, part: 50, interest: 0 },
                Step::Interest { of: 0 },
                Step::WriteOff { of: 0, part: 50 },
                Step::DecideWriteOff { of: 0, approve: true, same: false },
                Step::Resume { of: 0 },
                Step::WriteOff { of: 0, part: 25 },
                Step::DecideWriteOff { of: 1, approve: true, same: false },
                Step::ReverseErlass { of: 1 },
                Step::DecideWriteOff { of: 2, approve: true, same: false },
                Step::LateInterest { of: 0 },
                Step::Memo { case, kind: 0, odd: false },
            ]);
        }
        let then = prop::collection::vec(step(case), 12..26);
        then.prop_map(move |then| first.iter().cloned().chain(then).collect())
    })
}
