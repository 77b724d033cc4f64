//! The demo's money comes in through the importer, from workbooks that the seed writes, so that each figure has its
//! cell. One demo account uploads and applies, a second one releases.
use super::{Payments, Report, demo_payments_workbook, demo_workbook};
use crate::{
    import::{Submitted, compare, read, submit},
    spreadsheet::Limits,
};
use entity::{
    account,
    actor::Actor,
    clock::{Clock, Now},
    db::Db,
    import_run::{
        State,
        change::{Choice, release, request},
        record,
    },
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Uploads, reads, applies and releases the workbooks, unless they were imported before.
pub(super) async fn import_demo_workbook(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let list = "Projektliste_Beispieldaten_Stand_2020-06-30.xlsx".to_owned();
    let mut books = vec![(list, "Ministerium (Beispieldaten)", demo_workbook()?)];
    for up_to in Payments::ALL {
        let name = format!("Auszahlungen_Beispieldaten_Stand_{}.xlsx", up_to.day());
        books.push((name, "Ministerium, Zahlungen (Beispieldaten)", demo_payments_workbook(up_to)?));
    }
    for (name, sender, content) in books {
        let there = record::Entity::find()
            .filter(record::Column::FileName.eq(&name))
            .filter(record::Column::Sample.eq(true))
            .filter(record::Column::State.eq(State::Applied.key()))
            .one(db.read())
            .await?;
        if there.is_some() {
            report.found(format!("Beispieldaten: {name} ist schon übernommen, nichts geändert."));
        } else {
            let id = import(db, now, &name, sender, content).await?;
            report.did(format!("Beispieldaten: {name} als Import {id} übernommen und freigegeben."));
        }
    }
    Ok(())
}

async fn import(db: &Db, now: Now, name: &str, sender: &str, content: Vec<u8>) -> Result<i64, Refusal> {
    let (first, second) = (person(db, "ministry_budget").await?, person(db, "ministry_budget-2").await?);
    let limits = Limits::default();
    let file = Submitted {
        file_name: name.into(),
        sender: sender.into(),
        content,
        sample: true,
        at_once: true,
        decisions: None,
    };
    let id = submit(db, &first, now, &limits, file).await?;
    let outcome = read(db, &limits, id).await?;
    compare(db, &Clock::fixed(now.instant), id, outcome).await?;
    let run = record::Entity::find_by_id(id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    if run.state != State::Ready.key() || run.count_error + run.count_conflict + run.count_new > 0 {
        return Err(Refusal::rule(
            "seed.import",
            format!(
                "Die Beispieldaten {name} wurden nicht wie erwartet gelesen: {} neue, {} fehlerhafte und {} \
                 widersprüchliche Zeilen. Der Import {id} ist noch nicht übernommen.",
                run.count_new, run.count_error, run.count_conflict
            ),
        ));
    }
    if request(db, &first, now, id, None, Choice::All, None).await? == State::AwaitingRelease {
        release(db, &second, now, id, None).await?;
    }
    Ok(id)
}

/// A demo account as it acts.
async fn person(db: &Db, name: &str) -> Result<Actor, Refusal> {
    let account = account::find::by_name(db.read(), name).await?.ok_or(Refusal::NotFound)?;
    let grants = account::find::grants_of(db.read(), account.id).await?;
    Ok(Actor::person(account.id, account.name, grants))
}
