//! Sums of weeks gone by: with them every figure is what the entries add up to, whenever one looks and whatever was
//! recorded late; and a sum that no longer fits is found.
use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::{
    audit,
    clock::Now,
    ledger::{
        self, Kind, Source, close,
        sums::{By, Filter, totals},
    },
    money::Cents,
    origin,
    precision::Precision,
    programme,
    viewpoint::Viewpoint,
};
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::BTreeMap;
use tests::{TestApp, app::operator};

/// What happens, one after the other.
#[derive(Debug, Clone)]
enum Step {
    /// So many days go by.
    Wait(u64),
    /// An entry is recorded, valid so many days before today.
    Book { before: u64, kind: usize, region: Option<usize>, year: Option<i32>, cents: i64 },
    /// What has ended is closed.
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    let year = prop::option::of(2019..2023);
    let book = (0u64..500, 0usize..4, prop::option::of(0usize..2), year, -1_000_000i64..1_000_000);
    prop_oneof![
        2 => (0u64..40).prop_map(Step::Wait),
        6 => book.prop_map(|(before, kind, region, year, cents)| Step::Book { before, kind, region, year, cents }),
        1 => Just(Step::Close),
    ]
}

const KINDS: [(Kind, Source); 4] = [
    (Kind::Granted, Source::Programme),
    (Kind::Paid, Source::Programme),
    (Kind::Spent, Source::OwnShare),
    (Kind::CofundingPledged, Source::PrivateCash),
];

fn start() -> DateTime<Utc> {
    "2020-01-01T09:00:00Z".parse().expect("an instant")
}

async fn book(app: &TestApp, now: Now, programme_id: i64, entry: (NaiveDate, usize, Option<i64>, Option<i32>, i64)) {
    let (value_date, kind, region_id, year, cents) = entry;
    let mut write = app.db.write(now, &operator()).await.expect("a write");
    let origin_id = origin::published(&write, "Test").await.expect("an origin");
    let new = ledger::change::New {
        programme_id,
        project_id: None,
        region_id,
        authority_id: None,
        case_id: None,
        kind: KINDS[kind].0,
        source: KINDS[kind].1,
        cents: Cents(cents),
        precision: if cents % 2 == 0 { Precision::Cent } else { Precision::About },
        value_date,
        year,
        stems_from: None,
        reference: None,
        origin_id,
        reverses: None,
        sample: cents % 3 == 0,
    };
    ledger::change::insert(&mut write, vec![new]).await.expect("an entry");
    let entry = audit::Entry {
        action: "test.entry",
        subject: "ledger_entry",
        subject_id: String::new(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
}

type Group = (&'static str, &'static str, Option<i64>, Option<i32>);

/// Sums of the entries, made without the code under test.
async fn added_up(app: &TestApp, view: Viewpoint) -> BTreeMap<Group, (i64, u64, Precision, bool)> {
    let mut sums: BTreeMap<Group, (i64, u64, Precision, bool)> = BTreeMap::new();
    for entry in ledger::record::Entity::find().all(app.db.read()).await.expect("entries") {
        if entry.value_date > view.as_of || view.known_at.is_some_and(|known| entry.recorded_at > known) {
            continue;
        }
        let kind = Kind::from_key(&entry.kind).expect("a kind").key();
        let source = Source::from_key(&entry.source).expect("a source").key();
        let sum =
            sums.entry((kind, source, entry.region_id, entry.budget_year)).or_insert((0, 0, Precision::Cent, false));
        *sum = (sum.0 + entry.amount_cents.0, sum.1 + 1, Ord::max(sum.2, entry.precision), sum.3 | entry.sample);
    }
    sums
}

/// The sums as the program makes them.
async fn seen(app: &TestApp, view: Viewpoint) -> BTreeMap<Group, (i64, u64, Precision, bool)> {
    let found = totals(app.db.read(), &Filter::default(), &[By::Region, By::Year], view).await.expect("sums");
    let sums = found.into_iter().map(|total| {
        let group = (total.kind.key(), total.source.key(), total.region_id, total.year);
        (group, (total.cents.0, total.count, total.precision, total.sample))
    });
    sums.collect()
}

#[test]
fn figures_are_what_the_entries_add_up_to() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let looks = prop::collection::vec((0u64..900, prop::option::of(0u64..900)), 6);
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(prop::collection::vec(step(), 5..60), looks), |(steps, looks)| {
        runtime.block_on(async {
            let app = TestApp::new().await;
            let programme = programme::find::by_slug(&app.db, "dmr-nrw").await.expect("the programme").record.id;
            let regions = entity::region::find::all(app.db.read()).await.expect("regions");
            let mut at = start();
            for step in steps {
                let now = Now::at(at);
                match step {
                    Step::Wait(days) => at = at + Days::new(days),
                    Step::Book { before, kind, region, year, cents } => {
                        let region_id = region.map(|index| regions[index].id);
                        let value_date = now.today - Days::new(before);
                        book(&app, now, programme, (value_date, kind, region_id, year, cents)).await;
                        at += chrono::TimeDelta::seconds(1);
                    }
                    Step::Close => {
                        close::close(&app.db, now).await.expect("closed");
                    }
                }
            }
            let origin = start() - Days::new(500);
            let views = looks.iter().map(|(as_of, known)| Viewpoint {
                as_of: origin.date_naive() + Days::new(*as_of),
                known_at: known.map(|days| start() + Days::new(days)),
                today: false,
            });
            let mut views: Vec<Viewpoint> = views.collect();
            views.push(Viewpoint::now(&Now::at(at)));
            // with what was booked since the last close
            for view in &views {
                prop_assert_eq!(seen(&app, *view).await, added_up(&app, *view).await, "before: {:?}", view);
            }
            // as the next week's job would
            at = at + Days::new(8);
            close::close(&app.db, Now::at(at)).await.expect("closed");
            prop_assert_eq!(close::verify(app.db.read()).await.expect("looked at"), None);
            views.push(Viewpoint::now(&Now::at(at)));
            for view in &views {
                prop_assert_eq!(seen(&app, *view).await, added_up(&app, *view).await, "after: {:?}", view);
            }
            Ok(())
        })
    });
    outcome.expect("sums fit");
}

#[tokio::test]
async fn a_changed_sum_is_found() {
    let app = TestApp::new().await;
    let programme = programme::find::by_slug(&app.db, "dmr-nrw").await.expect("the programme").record.id;
    let now = Now::at(start());
    book(&app, now, programme, (now.today - Days::new(30), 0, None, None, 12_345)).await;
    assert!(close::close(&app.db, now).await.expect("closed") > 0);
    assert_eq!(close::close(&app.db, now).await.expect("closed"), 0, "nothing came since");
    assert_eq!(close::verify(app.db.read()).await.expect("looked at"), None);
    let change =
        "update ledger_close_sum set amount_cents = amount_cents + 1 where id = (select max(id) from ledger_close_sum)";
    app.db.housekeeping().execute_unprepared(change).await.expect("changed past the program");
    let fault = close::verify(app.db.read()).await.expect("looked at").expect("found");
    assert!(fault.contains("passen nicht zu den Buchungen"), "{fault}");
}
