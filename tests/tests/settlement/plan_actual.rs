//! Plan against actual and R14 work with the newest proofs: interim ones, checked or not, until the final one comes.
use crate::{World, a_proof, line};
use entity::{
    check::find::{Filter, listed},
    viewpoint::Viewpoint,
};
use serde_json::{Value, json};
use tests::app::operator;

impl World {
    async fn overruns(&self) -> Vec<String> {
        let filter = Filter { rule: Some("R14"), ..Filter::default() };
        let view = Viewpoint::now(&self.app.now());
        let listed = listed(&self.app.db, &operator(), view, &filter, 0, 100).await.expect("findings");
        listed.items.into_iter().map(|found| found.finding.message).collect()
    }

    /// The table on the funding page: for each item all its cells.
    async fn plan_and_actual(&self, query: &str) -> Vec<Vec<String>> {
        let address = format!("{}{query}", app::paths::funding("AC-1"));
        self.one.get(&address).await.expect(200).page().rows("Plan und Ist im Fall 34.02-1")
    }
}

fn interim(year: i32, received: &str, staff: &str, grant: &str, own: &str) -> Value {
    json!({
        "kind": "interim", "year": year, "covers_to": format!("{year}-12-31"), "received_on": received,
        "narrative": true, "confirmed": true,
        "lines": [line(year, "staff", staff), line(year, "grant", grant), line(year, "own_share", own)],
    })
}

#[tokio::test]
async fn the_newest_proofs_stand_beside_the_plan_at_any_day() {
    let world = World::new().await;
    assert_eq!(world.plan_and_actual("").await, Vec::<Vec<String>>::new());
    // 500,000 € of staff are planned, half of them in each year; a fifth more is allowed
    let _ = world.prove(interim(2020, "2021-04-01", "400000.00", "200000.00", "200000.00")).await.expect(201);
    let staff = world.plan_and_actual("").await.remove(0);
    assert_eq!(staff[1..], ["500.000,00 €", "250.000,00 €", "400.000,00 €", "80 %", "600.000,00 €", "im Rahmen"]);
    assert_eq!(world.overruns().await, Vec::<String>::new());
    let _ = world.prove(interim(2021, "2022-02-01", "200000.01", "150000.00", "50000.01")).await.expect(201);
    let staff = world.plan_and_actual("").await.remove(0);
    assert_eq!((staff[3].as_str(), staff[6].as_str()), ("600.000,01 €", "0,01 € über der Grenze"));
    let said = world.overruns().await;
    assert!(said.len() == 1 && said[0].contains("(Zwischennachweise 2020 (ungeprüft), 2021 (ungeprüft))"), "{said:?}");
    // as of days before
    assert_eq!(world.plan_and_actual("?stand=2022-01-31").await.remove(0)[3], "400.000,00 €");
    assert_eq!(world.plan_and_actual("?stand=2021-03-31").await, Vec::<Vec<String>>::new());
    // the final proof says it for all years
    let _ = world.prove(a_proof()).await.expect(201);
    let staff = world.plan_and_actual("").await.remove(0);
    assert_eq!(
        (staff[2].as_str(), staff[3].as_str(), staff[6].as_str()),
        ("500.000,00 €", "437.512,35 €", "im Rahmen")
    );
    assert_eq!(world.overruns().await, Vec::<String>::new());
    // the public sees neither
    let page = world.app.get(&app::paths::funding("AC-1")).await.expect(200).page();
    assert!(!page.main().contains("Plan und Ist"), "{}", page.main());
    world.sound().await;
}
