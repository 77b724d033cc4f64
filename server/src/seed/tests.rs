//! What the seeds must hold.
use super::*;
use chrono::DateTime;
use entity::{
    account, audit, ledger, money::Cents, municipality, precision::Precision, project, published, region, solution,
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A database in a file of its own, which goes when the test ends.
struct Empty {
    db: Db,
    path: std::path::PathBuf,
}

impl Empty {
    async fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("leitstand-seed-{name}-{}.sqlite", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
        Migrator::up(db.housekeeping(), None).await.unwrap();
        Self { db, path }
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.path.display()));
        }
    }
}

fn now() -> Now {
    Now::at(DateTime::parse_from_rfc3339("2026-11-22T08:00:00Z").unwrap().to_utc())
}

const PASSWORD: Password<'_> = Password { plain: "nur-fuer-die-probe", hash: "$argon2id$v=19$m=19456,t=2,p=1$a$b" };

async fn sound(db: &Db) {
    let verdict = audit::verify(db.read()).await.unwrap();
    assert_eq!(verdict.fault, None);
}

#[tokio::test]
async fn the_frame_is_whole_and_only_made_once() {
    let empty = Empty::new("frame").await;
    let db = &empty.db;
    assert!(frame(db, now()).await.unwrap().changed);
    let before = audit::newest(db.read()).await.unwrap();
    assert!(!frame(db, now()).await.unwrap().changed);
    assert_eq!(audit::newest(db.read()).await.unwrap(), before);

    let bodies = |kreis: bool| {
        let kind = municipality::record::Column::Kind;
        municipality::record::Entity::find().filter(if kreis { kind.eq("kreis") } else { kind.ne("kreis") })
    };
    assert_eq!(bodies(false).count(db.read()).await.unwrap(), 396);
    assert_eq!(bodies(true).count(db.read()).await.unwrap(), 31);
    assert_eq!(region::record::Entity::find().count(db.read()).await.unwrap(), 5);
    assert_eq!(region::member::Entity::find().count(db.read()).await.unwrap(), 16);

    let names = region::find::Names::load(db.read()).await.unwrap();
    for (name, slug) in [
        ("OWL", "ostwestfalen-lippe"),
        ("Stadt Paderborn", "ostwestfalen-lippe"),
        ("Modellregion Soest", "suedwestfalen"),
        ("Region Soest", "suedwestfalen"),
        ("Soest / Südwestfalen", "suedwestfalen"),
        ("Iserlohn", "suedwestfalen"),
        ("StädteRegion Aachen", "aachen"),
        ("Gelsenkirchen", "emscher-lippe"),
        ("Bergisches Land", "bergisches-staedtedreieck"),
    ] {
        let id = region::find::by_slug(db, slug).await.unwrap().record.id;
        assert_eq!(names.find(name), Some(id), "{name}");
    }

    let ceiling = ledger::record::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(ceiling.len(), 1);
    assert_eq!(ceiling[0].amount_cents, Cents(9_100_000_000));
    assert_eq!(ceiling[0].precision, Precision::Thousand);
    sound(db).await;
}

#[tokio::test]
async fn the_demo_adds_what_is_published_and_invents_no_knowledge() {
    let empty = Empty::new("demo").await;
    let db = &empty.db;
    let report = demo(db, now(), PASSWORD).await.unwrap();
    assert!(report.lines.iter().any(|line| line.contains(PASSWORD.plain)), "{report:?}");
    let again = demo(db, now(), PASSWORD).await.unwrap();
    assert!(!again.changed, "{again:?}");
    assert!(!again.lines.iter().any(|line| line.contains(PASSWORD.plain)));

    let projects = project::record::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(projects.len(), 60);
    assert!(projects.iter().all(|project| project.grant_reference.is_none() && !project.sample));
    let by_number = |number: &str| projects.iter().find(|project| project.number == number).unwrap();
    assert_eq!(by_number("DMR-51").parent_id, Some(by_number("DMR-50").id));
    assert_eq!(by_number("DMR-49").pillar, None);
    assert_eq!(by_number("DMR-49").lifecycle, "unknown");
    assert_eq!(by_number("DMR-17").lifecycle, "ended");
    let links = project::region_link::Entity::find().count(db.read()).await.unwrap();
    assert_eq!(links, 62, "two projects work in two regions");
    let of_projects = published::Entity::find().filter(published::Column::ProjectId.is_not_null());
    assert!(of_projects.count(db.read()).await.unwrap() > 50);
    assert!(solution::record::Entity::find().count(db.read()).await.unwrap() >= 22);

    let entries = ledger::record::Entity::find().all(db.read()).await.unwrap();
    let until = |day: &str, kind: &str, source: &str| -> i64 {
        let day: chrono::NaiveDate = day.parse().unwrap();
        entries
            .iter()
            .filter(|entry| entry.kind == kind && entry.source == source && entry.value_date <= day)
            .map(|entry| entry.amount_cents.0)
            .sum()
    };
    let money = money::all().unwrap();
    let granted: i64 = money.iter().filter_map(|money| money.grant).map(|cents| cents.0).sum();
    assert_eq!(until("2023-12-31", "granted", "programme"), granted);
    // what lists tell; one project's money is decided, paid and proven here
    let settled = by_number(grants::PROJECT).id;
    let (own, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.project_id == Some(settled));
    let of_own =
        |kind: &str| -> i64 { own.iter().filter(|entry| entry.kind == kind).map(|entry| entry.amount_cents.0).sum() };
    for (kind, euros) in [
        ("granted", 850_190),
        ("requested", 820_000),
        ("paid", 820_000),
        ("spent", 784_000),
        ("recognised", 768_000),
        ("reclaimed", 52_000),
        ("repaid", 41_000),
    ] {
        assert_eq!(of_own(kind), euros * 100, "{kind}");
    }
    assert!(of_own("interest_claimed") > 0 && own.iter().all(|entry| entry.sample));
    let until = |day: &str, kind: &str, source: &str| -> i64 {
        let day: chrono::NaiveDate = day.parse().unwrap();
        let fits =
            |entry: &&ledger::record::Model| entry.kind == kind && entry.source == source && entry.value_date <= day;
        entries.iter().filter(fits).map(|entry| entry.amount_cents.0).sum()
    };
    // a third of the projects tells its money by cases, the others by lists; together they say what the file says
    assert!(entries.iter().filter(|entry| entry.case_id.is_some()).count() > 200);
    let money: Vec<money::Money> = money.into_iter().filter(|money| money.number != grants::PROJECT).collect();
    let sum =
        |of: &dyn Fn(&money::Money) -> Option<Cents>| -> i64 { money.iter().filter_map(of).map(|cents| cents.0).sum() };
    assert_eq!(until("2023-12-31", "cofunding_pledged", "private_cash"), sum(&|money| money.private));
    assert_eq!(until("2023-06-30", "paid", "programme"), sum(&|money| money.flow(Payments::June).paid));
    for list in Payments::ALL {
        assert_eq!(
            until(&list.day().to_string(), "paid", "programme"),
            sum(&|money| money.flow(list).paid),
            "{list:?}"
        );
        let in_year = |year| -> i64 {
            let paid = money.iter().flat_map(|money| money.paid_in(Payments::December));
            paid.filter(|(of, _)| *of == year).map(|(_, cents)| cents.0).sum()
        };
        let booked: i64 = entries
            .iter()
            .filter(|entry| entry.kind == "paid" && entry.budget_year == Some(list.year()))
            .map(|entry| entry.amount_cents.0)
            .sum();
        assert_eq!(booked, in_year(list.year()), "{list:?}");
    }
    assert_eq!(until("2023-12-31", "paid", "programme"), sum(&|money| money.flow(Payments::December).paid));
    assert_eq!(until("2023-12-31", "spent", "programme"), sum(&|money| money.flow(Payments::December).spent));
    assert_eq!(until("2023-12-31", "requested", "programme"), sum(&|money| money.flow(Payments::December).requested));
    assert!(entries.iter().all(|entry| entry.sample || entry.kind == "ceiling"));
    let part = by_number("DMR-51").id;
    assert!(entries.iter().all(|entry| entry.project_id != Some(part)), "its sums are in the project above");
    let titles: std::collections::HashSet<_> = project::fact::Entity::find()
        .filter(project::fact::Column::Field.eq("title"))
        .all(db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|fact| (fact.project_id, fact.value))
        .collect();
    assert_eq!(titles.len(), 60, "the list names the projects as they are named");

    let accounts = account::record::Entity::find().all(db.read()).await.unwrap();
    for name in ["cdo-aachen", "project_office-suedwestfalen", "ministry_budget-2", "auditor", "municipality"] {
        assert!(accounts.iter().any(|account| account.name == name), "{name}");
    }
    sound(db).await;
}

#[test]
fn sample_money_adds_up_and_keeps_the_ceiling() {
    let money = money::all().unwrap();
    assert_eq!(money.len(), 60);
    let sum =
        |of: &dyn Fn(&money::Money) -> Option<Cents>| -> i64 { money.iter().filter_map(of).map(|cents| cents.0).sum() };
    for money in money.iter().filter(|money| money.grant.is_some()) {
        let grant = money.grant.unwrap();
        let years: i64 = money.years.iter().flatten().map(|cents| cents.0).sum();
        assert_eq!(years, grant.0, "{}: years", money.number);
        let parts: i64 = [money.grant, money.own, money.private, money.other].iter().flatten().map(|part| part.0).sum();
        assert_eq!(money.total.unwrap().0, parts, "{}: financing", money.number);
        for list in Payments::ALL {
            let flow = money.flow(list);
            assert!(flow.spent <= flow.paid && flow.paid <= flow.requested && flow.requested <= Some(grant));
            let paid = money.paid_in(list);
            assert!(paid.iter().all(|(_, cents)| *cents >= Cents::ZERO), "{}: {paid:?}", money.number);
            assert_eq!(paid.iter().map(|(_, cents)| cents.0).sum::<i64>(), flow.paid.unwrap().0, "{}", money.number);
        }
        let share = money.eligible.unwrap().share(entity::money::Rate(money.rate.unwrap())).unwrap();
        assert!((share.0 - grant.0).abs() <= 250_000, "{}: {share} and {grant}", money.number);
    }
    assert!(money.iter().find(|money| money.number == "DMR-51").unwrap().grant.is_none());
    let (granted, paid) = (sum(&|money| money.grant), sum(&|money| money.flow(Payments::December).paid));
    assert!((8_700_000_000..9_100_000_000).contains(&granted), "{granted}");
    assert!((7_800_000_000..8_000_000_000).contains(&paid), "{paid}");
}

#[test]
fn workbooks_are_the_same_each_time() {
    assert_eq!(demo_workbook().unwrap(), demo_workbook().unwrap());
    for up_to in Payments::ALL {
        assert_eq!(demo_payments_workbook(up_to).unwrap(), demo_payments_workbook(up_to).unwrap());
    }
}

#[tokio::test]
async fn measurements_have_fifty_entries_a_project_and_never_mix() {
    let (one, two) = (Empty::new("scale-1").await, Empty::new("scale-2").await);
    for empty in [&one, &two] {
        scale(&empty.db, now(), 40).await.unwrap();
    }
    let entries = ledger::record::Entity::find().all(one.db.read()).await.unwrap();
    assert_eq!(entries.len(), 40 * 50 + 1);
    assert_eq!(entries, ledger::record::Entity::find().all(two.db.read()).await.unwrap());
    let granted: i64 = entries.iter().filter(|entry| entry.kind == "granted").map(|entry| entry.amount_cents.0).sum();
    assert_eq!(granted, 8_790_000_000);
    sound(&one.db).await;
    assert!(!scale(&one.db, now(), 40).await.unwrap().changed);
    assert!(scale(&one.db, now(), 50).await.is_err());
}
