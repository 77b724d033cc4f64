use super::*;
use crate::grant::{
    Backing,
    content::{PlanLine, Tranche},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(euros: i64) -> Cents {
    Cents(euros * 100)
}

fn line(year: i32, item: Item, amount: i64) -> PlanLine {
    PlanLine { year, item, eligible: true, cents: euros(amount) }
}

/// 400.000 € of 500.000 €, in two years.
fn content() -> Content {
    Content {
        kind: DecisionKind::Initial,
        dated_on: day("2019-12-10"),
        notified_on: Some(day("2019-12-12")),
        waived_on: None,
        recipient: "Stadt Soest".into(),
        financing: FinancingType::Share,
        rate: Some(Rate(8_000)),
        amount: euros(400_000),
        rules: "VVG 2003, ANBest-G 2003".into(),
        drawable: (day("2020-01-01"), day("2021-12-31")),
        work: (day("2020-01-01"), day("2021-10-31")),
        bound_until: None,
        conditions: Some("Ergebnisse sind zur Nachnutzung freizugeben.".into()),
        reason: None,
        tranches: vec![
            Tranche { year: 2020, backing: Backing::Commitment, cents: euros(160_000) },
            Tranche { year: 2021, backing: Backing::Commitment, cents: euros(240_000) },
        ],
        plan: vec![
            line(2020, Item::Staff, 150_000),
            line(2020, Item::Contracts, 50_000),
            line(2020, Item::Grant, 160_000),
            line(2020, Item::OwnShare, 40_000),
            line(2021, Item::Staff, 300_000),
            line(2021, Item::Grant, 240_000),
            line(2021, Item::OwnShare, 60_000),
        ],
    }
}

fn facts(content: Content) -> Facts {
    Facts {
        content,
        recipient_kind: RecipientKind::Municipality,
        regime: Regime::Vvg,
        source: Source::Programme,
        former: None,
        ceiling: Some(euros(91_000_000)),
        granted_before: euros(50_000_000),
        granted_after: euros(50_400_000),
        secured: BTreeMap::from([(Item::OwnShare, euros(100_000))]),
        years: BTreeMap::new(),
        today: day("2026-11-22"),
        limits: Limits::on(&Set::from_rows(Vec::new()), day("2026-11-22")),
    }
}

fn amended(kind: DecisionKind, change: impl FnOnce(&mut Content)) -> Facts {
    let mut new = Content { kind, dated_on: day("2021-03-01"), notified_on: None, ..content() };
    change(&mut new);
    Facts { former: Some(content()), ..facts(new) }
}

/// Rule and field of what blocks.
fn blocked(facts: &Facts) -> Vec<(&'static str, &'static str)> {
    check(facts)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Blocks)
        .map(|finding| (finding.rule, finding.field))
        .collect()
}

fn rules(facts: &Facts, severity: Severity) -> Vec<&'static str> {
    check(facts).into_iter().filter(|finding| finding.severity == severity).map(|finding| finding.rule).collect()
}

#[test]
fn a_sound_decision_only_says_what_is_to_be_done() {
    let findings = check(&facts(content()));
    let said: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.severity)).collect();
    assert_eq!(said, [("R10", Severity::Informs)], "{findings:#?}");
    assert_eq!(computed(&content()).unwrap().grant, euros(400_000));
}

#[test]
fn r1_the_ceiling_holds_to_the_cent() {
    let at = |before: i64, after: i64| {
        blocked(&Facts { granted_before: Cents(before), granted_after: Cents(after), ..facts(content()) })
    };
    assert_eq!(at(0, 9_100_000_000), []);
    assert_eq!(at(0, 9_100_000_001), [("R1", "amount")]);
    // what lowers an overrun is never refused
    assert_eq!(at(9_200_000_000, 9_150_000_000), []);
    // other money of the Land has no ceiling here
    let other = Facts { source: Source::OtherLand, granted_after: Cents(9_200_000_000), ..facts(content()) };
    assert_eq!(blocked(&other), []);
}

#[test]
fn r1_each_budget_year_has_what_is_granted_in_it() {
    let in_year = |backing, available: i64, before: i64, after: i64| {
        let means =
            YearMeans { available: Cents(available), granted_before: Cents(before), granted_after: Cents(after) };
        blocked(&Facts { years: BTreeMap::from([((2020, backing), means)]), ..facts(content()) })
    };
    for backing in Backing::ALL.iter().copied() {
        let at = |available, before, after| in_year(backing, available, before, after);
        assert_eq!(at(100, 0, 100), []);
        assert_eq!(at(100, 0, 101), [("R1", "years")]);
        assert_eq!(at(100, 120, 110), [], "what lowers an overrun is never refused");
    }
}

#[test]
fn r1_the_year_of_the_decision_says_what_backs_its_money() {
    let first = |dated_on: &str, backing: [Backing; 2]| {
        let mut content = Content { dated_on: day(dated_on), notified_on: None, ..content() };
        for (tranche, backing) in content.tranches.iter_mut().zip(backing) {
            tranche.backing = backing;
        }
        blocked(&facts(content))
    };
    use Backing::{Cash, Commitment};
    assert_eq!(first("2019-12-10", [Commitment, Commitment]), []);
    assert_eq!(first("2019-12-10", [Cash, Commitment]), [("R1", "years")]);
    assert_eq!(first("2020-01-02", [Cash, Commitment]), []);
    assert_eq!(first("2021-05-03", [Cash, Commitment]), [("R1", "years")]);
    assert_eq!(first("2021-05-03", [Cash, Cash]), []);
    // an amendment leaves bound what was bound, and binds what is more from its own year
    let increased = |parts: &[(Backing, i64)]| {
        let amended = amended(DecisionKind::Increase, |content| {
            content.tranches.truncate(1);
            let of_2021 = parts.iter().map(|(backing, amount)| (2021, *backing, euros(*amount)));
            content.tranches.extend(of_2021.map(|(year, backing, cents)| Tranche { year, backing, cents }));
        });
        blocked(&amended).iter().filter(|(rule, _)| *rule == "R1").count()
    };
    assert_eq!(increased(&[(Commitment, 240_000), (Cash, 40_000)]), 0);
    assert_eq!(increased(&[(Commitment, 240_001), (Cash, 39_999)]), 1);
    assert_eq!(increased(&[(Cash, 280_000)]), 0);
}

#[test]
fn r3_both_sides_are_equal_in_each_year_and_the_grant_is_the_same_everywhere() {
    let with = |change: fn(&mut Content)| {
        let mut content = content();
        change(&mut content);
        blocked(&facts(content))
    };
    // right in total, wrong in both years
    let shifted = with(|content| {
        content.plan[3].cents = Cents(content.plan[3].cents.0 + 1);
        content.plan[6].cents = Cents(content.plan[6].cents.0 - 1);
    });
    assert_eq!(shifted, [("R3", "plan"), ("R3", "plan")]);
    assert_eq!(with(|content| content.tranches[0].cents = Cents(1)), [("R3", "years")]);
    assert_eq!(with(|content| content.amount = euros(399_999)), [("R3", "years"), ("R3", "plan")]);
    assert!(with(|content| content.plan.clear()).contains(&("R3", "plan")));
    // the same in total, not in the years
    let moved = with(|content| {
        content.tranches[0].cents = Cents(content.tranches[0].cents.0 - 100);
        content.tranches[1].cents = Cents(content.tranches[1].cents.0 + 100);
    });
    assert_eq!(moved, [("R3", "years"), ("R3", "years")]);
}

#[test]
fn r4_the_grant_is_at_most_the_share_rounded_to_the_cent() {
    let with = |rate: Option<i32>, financing| {
        let content = Content { rate: rate.map(Rate), financing, ..content() };
        blocked(&facts(content))
    };
    assert_eq!(with(Some(8_000), FinancingType::Share), []);
    assert_eq!(with(Some(7_999), FinancingType::Share), [("R4", "amount")]);
    assert_eq!(with(None, FinancingType::Share), [("R4", "rate")]);
    assert_eq!(with(Some(8_000), FinancingType::Fixed), [("R4", "rate")]);
    assert_eq!(with(None, FinancingType::Gap), []);
    // 66,67 % of 0,02 € are 0,013334 €, so 0,01 €; 75 % are 0,015 €, so 0,02 €
    assert_eq!(Cents(2).share(Rate(6_667)), Some(Cents(1)));
    assert_eq!(Cents(2).share(Rate(7_500)), Some(Cents(2)));
    // expenditure that is not eligible does not carry a grant
    let mut content = content();
    content.plan[1].eligible = false;
    assert_eq!(blocked(&facts(content.clone())), [("R4", "amount")]);
    assert_eq!(costs(&content), Costs { eligible: euros(450_000), own: euros(50_000), other: Cents::ZERO });
}

#[test]
fn r5_and_r6_warn_and_ask_for_a_reason() {
    let company = Facts { recipient_kind: RecipientKind::Company, ..facts(content()) };
    assert_eq!(rules(&company, Severity::Warns), ["R5"]);
    assert_eq!(blocked(&company), [("reason", "reason")]);
    let reasoned = Content { reason: Some("Erlass vom 1.2.2019".into()), ..content() };
    let company = Facts { content: reasoned, ..company };
    assert_eq!((rules(&company, Severity::Warns), blocked(&company)), (vec!["R5"], vec![]));
    let research = Facts { recipient_kind: RecipientKind::Research, ..facts(content()) };
    assert_eq!(rules(&research, Severity::Warns), [""; 0]);
    let small = |cents: i64, regime| {
        let mut content = Content { amount: Cents(cents), ..content() };
        content.rate = Some(Rate(100));
        rules(&Facts { regime, ..facts(content) }, Severity::Warns)
    };
    assert_eq!(small(1_250_000, Regime::Vvg), ["R6"]);
    assert_eq!(small(1_250_001, Regime::Vvg), [""; 0]);
    assert_eq!(small(1_250_000, Regime::Vv), [""; 0]);
    assert_eq!(small(200_000, Regime::Vv), ["R6"]);
}

#[test]
fn r7_r10_r12_inform() {
    let unsecured = Facts { secured: BTreeMap::new(), ..facts(content()) };
    let said = check(&unsecured);
    let own = said.iter().find(|finding| finding.rule == "R7").unwrap();
    assert!(own.message.contains("100.000,00\u{a0}€ geplant, 0,00\u{a0}€ belegt"), "{}", own.message);
    let silent = Facts { content: Content { conditions: None, ..content() }, ..facts(content()) };
    assert_eq!(rules(&silent, Severity::Informs), ["R10", "R12"]);
    // every amendment goes to the Landesrechnungshof
    let amended = amended(DecisionKind::ItemShift, |_| {});
    assert_eq!(rules(&amended, Severity::Informs), ["R10"]);
}

#[test]
fn r14_items_may_be_exceeded_by_a_fifth() {
    let spent = |staff: i64, contracts: i64, travel: i64| {
        let spent = [(Item::Staff, staff), (Item::Contracts, contracts), (Item::Travel, travel)];
        let spent = spent.into_iter().map(|(item, cents)| (item, Cents(cents))).collect();
        overruns(&content(), &spent, &facts(content()).limits).into_iter().map(|over| over.item).collect::<Vec<_>>()
    };
    assert_eq!(spent(54_000_000, 6_000_000, 0), []);
    assert_eq!(spent(54_000_001, 6_000_001, 0), [Item::Staff, Item::Contracts]);
    // nothing was planned for travel, and a fifth of nothing is nothing
    assert_eq!(spent(0, 0, 1), [Item::Travel]);
}

#[test]
fn r21_dates_nest() {
    let with = |change: fn(&mut Content)| {
        let mut content = content();
        change(&mut content);
        let facts = facts(content);
        (blocked(&facts), rules(&facts, Severity::Warns))
    };
    // a decision of 2026 binds no commitments for years gone by either
    let late = with(|c| c.dated_on = day("2026-11-23")).0;
    assert_eq!(late, [("R1", "years"), ("R1", "years"), ("R21", "dated_on"), ("R21", "notified_on")]);
    assert_eq!(with(|c| c.notified_on = Some(day("2019-12-09"))).0, [("R21", "notified_on")]);
    assert_eq!(with(|c| c.work.1 = day("2019-12-31")).0, [("R21", "work_to")]);
    assert_eq!(with(|c| c.drawable.1 = day("2020-12-31")).0[0], ("R21", "years"));
    assert_eq!(with(|c| c.work.1 = day("2022-01-01")).1, ["R21"]);
    assert_eq!(with(|c| c.bound_until = Some(day("2020-01-01"))).1, ["R21"]);
}

#[test]
fn each_kind_of_amendment_changes_what_it_names() {
    let raise = |c: &mut Content| {
        c.amount = euros(440_000);
        c.tranches[1].cents = euros(280_000);
        c.plan[4].cents = euros(350_000);
        c.plan[5].cents = euros(280_000);
        c.plan[6].cents = euros(70_000);
    };
    let lower = |c: &mut Content| {
        c.amount = euros(320_000);
        c.tranches[1].cents = euros(160_000);
        c.plan[4].cents = euros(200_000);
        c.plan[5].cents = euros(160_000);
        c.plan[6].cents = euros(40_000);
    };
    let shift = |c: &mut Content| {
        c.tranches[0].cents = euros(150_000);
        c.tranches[1].cents = euros(250_000);
    };
    let rededicate = |c: &mut Content| {
        c.plan[0].cents = euros(120_000);
        c.plan[1].cents = euros(80_000);
    };
    let revoke = |c: &mut Content| {
        c.amount = Cents::ZERO;
        c.tranches.clear();
        c.plan.clear();
    };
    let longer = |c: &mut Content| {
        c.work.1 = day("2022-10-31");
        c.drawable.1 = day("2022-12-31");
    };
    use DecisionKind::{
        Extension, Increase, Initial, ItemShift, PartialRevocation, RecipientChange, Reduction, Revocation, YearShift,
    };
    for (kind, change, fields) in [
        (Extension, &longer as &dyn Fn(&mut Content), &[] as &[&str]),
        (Extension, &|_| {}, &["work_to"]),
        (
            Extension,
            &|c| {
                longer(c);
                raise(c)
            },
            &["amount"],
        ),
        (Increase, &raise, &[]),
        (Increase, &lower, &["amount"]),
        (Increase, &|_| {}, &["amount"]),
        (Reduction, &lower, &[]),
        (Reduction, &raise, &["amount"]),
        (PartialRevocation, &lower, &[]),
        (PartialRevocation, &revoke, &["amount"]),
        (Revocation, &revoke, &[]),
        (Revocation, &lower, &["amount"]),
        (YearShift, &shift, &[]),
        (YearShift, &|_| {}, &["years"]),
        (YearShift, &raise, &["amount"]),
        (ItemShift, &rededicate, &[]),
        (ItemShift, &|_| {}, &["plan"]),
        (ItemShift, &lower, &["amount"]),
        (
            ItemShift,
            &|c| {
                rededicate(c);
                shift(c)
            },
            &["years"],
        ),
        (YearShift, &rededicate, &["plan", "years"]),
        (
            YearShift,
            &|c| {
                shift(c);
                longer(c)
            },
            &["drawable_to"],
        ),
        (
            Extension,
            &|c| {
                longer(c);
                shift(c)
            },
            &[],
        ),
        (
            Extension,
            &|c| {
                longer(c);
                rededicate(c)
            },
            &["plan"],
        ),
        (Extension, &|c| c.work.1 = day("2021-09-30"), &["work_to"]),
        (Reduction, &revoke, &["amount"]),
        (
            RecipientChange,
            &|c| {
                c.recipient = "Kreis Soest".into();
                c.rate = Some(Rate(7_999));
                shift(c)
            },
            &["years", "rate"],
        ),
        (Increase, &|c| c.financing = FinancingType::Full, &["financing", "amount"]),
        (RecipientChange, &|c| c.recipient = "Kreis Soest".into(), &[]),
        (RecipientChange, &|_| {}, &["recipient"]),
        (YearShift, &|c| c.recipient = "Kreis Soest".into(), &["recipient", "years"]),
        (YearShift, &|c| c.dated_on = day("2019-12-09"), &["dated_on", "years"]),
        (Initial, &|_| {}, &["kind"]),
    ] {
        let found: Vec<_> = blocked(&amended(kind, change))
            .into_iter()
            .filter(|(rule, _)| *rule == "amendment")
            .map(|(_, field)| field)
            .collect();
        assert_eq!(found, fields, "{kind:?}");
    }
    // the first is the Zuwendungsbescheid
    let first = facts(Content { kind: Increase, ..content() });
    assert_eq!(blocked(&first), [("amendment", "kind")]);
}
