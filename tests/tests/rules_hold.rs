//! Rules over all values, not only those somebody thought of: money never loses a cent, texts come back as they went,
//! the lifecycle never leads into a corner.
use entity::{
    actor::{Actor, Grant, Place},
    import_run::Target,
    ledger::{Kind, Source},
    money::{Cents, Rate},
    permission::{Action, Reach, Role, reach},
    precision::Precision,
    project::{
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
    text,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn parts_sum_to_the_whole(cents in any::<i64>(), weights in prop::collection::vec(any::<u32>(), 1..40)) {
        let parts = Cents(cents).split(&weights);
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(parts.iter().map(|part| i128::from(part.0)).sum::<i128>(), i128::from(cents));
        // nobody gets more than the whole, nor anything of the other sign
        for part in &parts {
            prop_assert!(part.0.unsigned_abs() <= cents.unsigned_abs());
            prop_assert!(part.0 == 0 || part.0.signum() == cents.signum());
        }
    }

    #[test]
    fn equal_weights_get_equal_parts_to_the_cent(cents in any::<i64>(), count in 1usize..200) {
        let parts = Cents(cents).split(&vec![7; count]);
        let (least, most) = (parts.iter().min().map(|part| part.0), parts.iter().max().map(|part| part.0));
        prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
    }

    #[test]
    fn nobody_is_off_by_a_cent_or_more(cents in -1_000_000_000_000i64..1_000_000_000_000, weights in prop::collection::vec(1u32..1000, 1..20)) {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        for (part, weight) in Cents(cents).split(&weights).iter().zip(&weights) {
            let off = i128::from(part.0) * total - i128::from(cents) * i128::from(*weight);
            prop_assert!(off.abs() < total, "{} of {} at {} of {}", part.0, cents, weight, total);
        }
    }

    #[test]
    fn a_share_and_its_rest_make_the_whole(cents in -(1i64 << 52)..(1i64 << 52), rate in 0i32..=10_000) {
        let whole = Cents(cents);
        let share = whole.share(Rate(rate)).expect("within bounds");
        let rest = whole.checked_sub(share).expect("within bounds");
        prop_assert_eq!(share.checked_add(rest), Some(whole));
        prop_assert!(share.0.unsigned_abs() <= cents.unsigned_abs());
        // rounded, never off by more than half a cent
        let off = i128::from(share.0) * 10_000 - i128::from(cents) * i128::from(rate);
        prop_assert!(off.abs() <= 5_000);
    }

    #[test]
    fn amounts_come_back_from_german(cents in (i64::MIN + 1)..=i64::MAX) {
        prop_assert_eq!(Cents::parse_german(&Cents(cents).german()), Ok(Cents(cents)));
        prop_assert_eq!(Cents::parse_german(&Cents(cents).to_string()), Ok(Cents(cents)));
    }

    #[test]
    fn amounts_come_back_from_json(cents in (i64::MIN + 1)..=i64::MAX) {
        prop_assert_eq!(Cents::parse_plain(&Cents(cents).plain()), Ok(Cents(cents)));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        // what is read is read for sure: written again it is the same amount
        if let Ok(cents) = Cents::parse_german(&text) {
            prop_assert_eq!(Cents::parse_german(&cents.german()), Ok(cents));
        }
        if let Ok(cents) = Cents::parse_plain(&text) {
            prop_assert_eq!(Cents::parse_plain(&cents.plain()), Ok(cents));
        }
        let folded = text::fold(&text);
        prop_assert_eq!(text::fold(&folded), folded.clone(), "folding twice changes nothing");
    }

    #[test]
    fn digits_with_a_comma_or_a_point_are_never_mistaken(euros in 1u32..1000, rest in 0u32..1000) {
        // "1.234" is one thousand two hundred and thirty-four, "1,234" is refused, never 1.23
        let with_point = format!("{euros}.{rest:03}");
        prop_assert_eq!(Cents::parse_german(&with_point), Ok(Cents(i64::from(euros) * 100_000 + i64::from(rest) * 100)));
        let with_comma = format!("{euros},{rest:03}");
        prop_assert!(Cents::parse_german(&with_comma).is_err());
        let with_comma = format!("{euros},{:02}", rest % 100);
        prop_assert_eq!(Cents::parse_german(&with_comma), Ok(Cents(i64::from(euros) * 100 + i64::from(rest % 100))));
    }

    #[test]
    fn stored_amounts_come_back(cents in any::<i64>(), precision in 0usize..4) {
        let amount = Amount { cents: Cents(cents.max(i64::MIN + 1)), precision: Precision::ALL[precision] };
        prop_assert_eq!(Amount::parse(&amount.stored()), Some(amount));
    }

    #[test]
    fn decimals_come_back(cents in any::<i64>()) {
        prop_assert_eq!(Cents::from_decimal(Cents(cents).to_decimal()), Ok(Cents(cents)));
    }

    #[test]
    fn words_of_states_never_panic(words in any::<String>()) {
        let _ = Lifecycle::from_words(&text::fold(&words));
        let _ = Target::from_key(&words);
    }
}

#[test]
fn every_state_is_reached_and_every_open_one_left() {
    for state in Lifecycle::ALL {
        assert_eq!(Lifecycle::from_key(state.key()), Some(state));
        let reached = Lifecycle::ALL.into_iter().any(|from| from != state && from.next().contains(&state));
        // nobody forgets what was known
        assert_eq!(reached, state != Lifecycle::Unknown, "{state:?}");
        assert!(state == Lifecycle::Unknown || !state.next().contains(&state), "{state:?} leads to itself");
    }
    for end in [Lifecycle::Closed, Lifecycle::Rejected, Lifecycle::Withdrawn] {
        assert!(end.next().is_empty(), "{end:?} is an end");
    }
    // what was paid is settled: from a grant on nobody just withdraws
    for granted in [Lifecycle::Granted, Lifecycle::Final, Lifecycle::Running, Lifecycle::Paused, Lifecycle::Aborted] {
        assert!(
            !granted.next().contains(&Lifecycle::Closed) && !granted.next().contains(&Lifecycle::Withdrawn),
            "{granted:?}"
        );
    }
}

#[test]
fn money_becomes_binding_only_by_those_who_may() {
    for role in Role::ALL {
        let may = reach(role, Action::ReleaseImport) != Reach::No;
        assert_eq!(may, matches!(role, Role::Authority | Role::MinistryBudget), "{role:?}");
        // whoever makes money binding is not who makes accounts
        assert!(!(may && reach(role, Action::ManageAccounts) != Reach::No), "{role:?}");
    }
    for action in Action::ALL {
        if action != Action::SeePublished {
            assert_eq!(reach(Role::Public, action), Reach::No, "{action:?}");
        }
        let reads = matches!(action, Action::SeePublished | Action::SeeInternal | Action::SeeAudit | Action::SeeChecks);
        assert_eq!(
            reach(Role::Auditor, action) != Reach::No,
            reads,
            "auditors read everything and write nothing: {action:?}"
        );
        let administers = matches!(action, Action::SeePublished | Action::ManageAccounts);
        assert_eq!(
            reach(Role::Admin, action) != Reach::No,
            administers,
            "administrators touch neither money nor status: {action:?}"
        );
    }
    assert_eq!(reach(Role::Authority, Action::ReleaseImport), Reach::OwnAuthority);
}

#[test]
fn a_scope_reaches_no_further_than_it_says() {
    let everywhere = |actor: &Actor, action| actor.can(action, &Place::default());
    let other = Place {
        regions: vec!["anderswo".into()],
        authority: Some("anderswo".into()),
        project: Some("anderswo".into()),
        ags: Some("05000000".into()),
    };
    let own = Place {
        regions: vec!["hier".into()],
        authority: Some("hier".into()),
        project: Some("hier".into()),
        ags: Some("hier".into()),
    };
    for role in Role::ALL {
        let actor = Actor::person(1, "x".into(), vec![Grant { role, scope: Some("hier".into()) }]);
        let without = Actor::person(1, "x".into(), vec![Grant { role, scope: None }]);
        for action in Action::ALL {
            match reach(role, action) {
                Reach::All => assert!(everywhere(&actor, action) && actor.can(action, &other), "{role:?} {action:?}"),
                Reach::No => assert!(action == Action::SeePublished || !actor.can(action, &own), "{role:?} {action:?}"),
                _ => {
                    assert!(actor.can(action, &own), "{role:?} {action:?}");
                    assert!(!actor.can(action, &other) && !everywhere(&actor, action), "{role:?} {action:?}");
                    assert!(!without.can(action, &own), "a scope that was forgotten is no scope: {role:?} {action:?}");
                }
            }
        }
    }
}

#[test]
fn words_of_kinds_sources_and_fields_come_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_key(kind.key()), Some(kind));
    }
    for source in Source::ALL {
        assert_eq!(Source::from_key(source.key()), Some(source));
    }
    for field in Field::ALL {
        assert_eq!(Field::from_key(field.key()), Some(field));
    }
}
