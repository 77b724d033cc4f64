//! Whatever stands in the database comes back from a workbook as it went out.
use crate::book::{book, saved};
use entity::{
    import_run::{Base, Target},
    ledger::{Kind, Source},
    project::{
        field::Field,
        lifecycle::Lifecycle,
        worksheet::{Row as Project, Worksheet},
    },
};
use proptest::prelude::*;
use server::import::round_trip;
use tests::make::day;

/// Values as they may stand in the database, and worse.
fn stored(target: Target) -> BoxedStrategy<Option<String>> {
    let texts = prop_oneof![
        any::<String>(),
        "[=+@-][ -~]{0,20}",
        "[\\r\\n\\t \u{0}-\u{1f}\u{200b}\u{feff}]{0,6}",
        "(_x[0-9A-F]{4}_| |ä|\n){0,6}",
    ]
    .boxed();
    let some = match target {
        Target::Money { .. } => any::<i64>().prop_map(|cents| entity::money::Cents(cents).plain()).boxed(),
        Target::Field(Field::TotalCost) => (any::<i64>(), "cent|euro|thousand|about")
            .prop_map(|(cents, precision)| format!("{} {precision}", entity::money::Cents(cents).plain()))
            .boxed(),
        Target::Field(Field::StartDate) => prop_oneof![
            (-2_000i32..4_000_000)
                .prop_map(|days| (day("1899-12-28") + chrono::Days::new(0) + chrono::TimeDelta::days(i64::from(days)))
                    .to_string()),
            texts
        ]
        .boxed(),
        Target::Field(Field::FundingRate) => any::<i32>().prop_map(|rate| rate.to_string()).boxed(),
        Target::Field(Field::Lifecycle) => {
            proptest::sample::select(Lifecycle::ALL.map(|state| state.key().to_owned()).to_vec()).boxed()
        }
        Target::Field(_) => texts,
    };
    proptest::option::of(some).boxed()
}

const COLUMNS: [Target; 8] = [
    Target::Field(Field::Title),
    Target::Field(Field::Summary),
    Target::Field(Field::Lifecycle),
    Target::Field(Field::StartDate),
    Target::Field(Field::FundingRate),
    Target::Field(Field::TotalCost),
    Target::Money { kind: Kind::Granted, source: Source::Programme, year: None },
    Target::Money { kind: Kind::Planned, source: Source::Programme, year: Some(2021) },
];

fn projects() -> impl Strategy<Value = Vec<Project>> {
    let values: Vec<_> = COLUMNS.into_iter().map(stored).collect();
    let number = "[=+@a-zäöüß0-9][a-zA-Z0-9./ ()-]{0,20}";
    proptest::collection::vec((number, values), 1..5).prop_map(|rows| {
        let rows = (1i64..).zip(rows).map(|(id, (number, values))| Project {
            id,
            number,
            regions: vec!["Aachen".into()],
            values: COLUMNS.into_iter().zip(values).filter_map(|(target, value)| Some((target, value?))).collect(),
        });
        rows.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_comes_back_without_a_difference(rows in projects()) {
        let base = Base { audit_id: 1, day: day("2026-11-22") };
        let count = rows.len();
        let worksheet = Worksheet { programme: "dmr-nrw".into(), base, columns: COLUMNS.into(), rows };
        let at = tests::db::instant(tests::app::START);
        let bytes = round_trip::write(&worksheet, at).expect("a workbook");
        for bytes in [saved(&book(&bytes)), bytes] {
            let read = round_trip::recognise(&book(&bytes), "dmr-nrw").expect("one of ours").expect("of this programme");
            prop_assert_eq!(read.base, Some(base));
            prop_assert_eq!(&read.findings, &[]);
            prop_assert_eq!(read.rows.len(), count);
            for row in read.rows {
                prop_assert_eq!(&row.readings, &[], "row {}", row.row);
                prop_assert_eq!(&row.blanks, &[], "row {}", row.row);
            }
        }
    }
}
