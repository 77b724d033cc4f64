//! Named mapping profiles: what people decided about the columns of a kind of list, to be used again.
//!
//! A profile knows columns by their headings, so that it fits the next file whatever its letters.
use super::{
    Summary, TableRead,
    change::locked,
    decide::allowed,
    find::see,
    mapping::{ColumnDecision, Decisions, LeaveOut},
    record,
};
use crate::{
    actor::{Actor, Place},
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    permission::Action,
    refusal::Refusal,
    text::fold,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    IntoActiveModel, QueryOrder,
    entity::prelude::*,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A named mapping.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "mapping_profile")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Its name.
    pub name: String,
    /// Its name, folded; unique in the programme.
    pub folded: String,
    /// The sender it was made for, folded.
    pub sender: String,
    /// JSON: the decisions, see [`Saved`].
    pub mapping: String,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a profile knows about a kind of list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// All headings of the list it was made from, folded.
    pub headings: Vec<String>,
    /// What was decided.
    pub columns: Vec<SavedColumn>,
    /// Whole sheets that are left out.
    pub leave_out: Vec<String>,
}

/// What was decided about the columns with a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedColumn {
    /// The heading, folded.
    pub heading: String,
    /// The field's word; none for a column that is not taken over.
    pub field: Option<String>,
    /// The unit's word, where one was decided.
    pub unit: Option<String>,
    /// The word of the way of writing, where one was decided.
    pub convention: Option<String>,
}

/// A profile as the page offers it.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether it was made for this sender.
    pub same_sender: bool,
    /// How many of its headings the file has, in percent.
    pub fit: u8,
    /// Whether the actor may delete it.
    pub may_delete: bool,
}

/// A profile suits a list that has so many of its headings, in percent.
const FITS: u8 = 80;

impl Saved {
    /// What decisions about a file say by its headings.
    #[must_use]
    pub fn from_decisions(decisions: &Decisions, tables: &[TableRead]) -> Self {
        let mut saved = Self::default();
        for table in tables {
            for column in &table.columns {
                let heading = fold(&column.header);
                if heading.is_empty() || saved.headings.contains(&heading) {
                    continue;
                }
                if let Some(decision) = decisions.column(&table.sheet, table.header_row(), &column.letter) {
                    saved.columns.push(SavedColumn {
                        heading: heading.clone(),
                        field: decision.field.clone(),
                        unit: decision.unit.clone(),
                        convention: decision.convention.clone(),
                    });
                }
                saved.headings.push(heading);
            }
        }
        saved.leave_out = decisions
            .leave_out
            .iter()
            .filter_map(|left| match left {
                LeaveOut::Sheet(sheet) => Some(sheet.clone()),
                LeaveOut::Table { .. } => None,
            })
            .collect();
        saved
    }

    /// How many of its headings a file has, in percent; 0 when one is missing that it decides about.
    #[must_use]
    pub fn fit(&self, tables: &[TableRead]) -> u8 {
        let there: HashSet<String> =
            tables.iter().flat_map(|table| table.columns.iter().map(|column| fold(&column.header))).collect();
        let missing = self.columns.iter().any(|column| !there.contains(&column.heading));
        if self.headings.is_empty() || missing {
            return 0;
        }
        let found = self.headings.iter().filter(|heading| there.contains(*heading)).count();
        u8::try_from(found * 100 / self.headings.len()).unwrap_or(100)
    }

    /// What it says about the columns of a file.
    #[must_use]
    pub fn decisions(&self, name: &str, tables: &[TableRead]) -> Decisions {
        let mut columns = Vec::new();
        for table in tables {
            let mut given: HashSet<&str> = HashSet::new();
            for column in &table.columns {
                let heading = fold(&column.header);
                let Some(saved) = self.columns.iter().find(|saved| saved.heading == heading) else { continue };
                // of two columns with one heading only the first gets the field
                if !given.insert(&saved.heading) {
                    continue;
                }
                columns.push(ColumnDecision {
                    sheet: table.sheet.clone(),
                    column: column.letter.clone(),
                    header_row: table.header_row(),
                    field: saved.field.clone(),
                    unit: saved.unit.clone(),
                    convention: saved.convention.clone(),
                });
            }
        }
        let leave_out = self.leave_out.iter().cloned().map(LeaveOut::Sheet).collect();
        Decisions { columns, leave_out, profile: Some(name.to_owned()), ..Decisions::default() }
    }
}

impl Model {
    fn saved(&self) -> Saved {
        serde_json::from_str(&self.mapping).unwrap_or_default()
    }
}

/// The profiles that may suit a run, the best first: of its sender, then by how many headings fit.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn offers(db: &Db, actor: &Actor, run_id: i64) -> Result<Vec<Offer>, Refusal> {
    let run = see(db, actor, run_id).await?.run;
    let tables = tables_of(&run);
    let sender = fold(&run.sender);
    let mut offers: Vec<Offer> = Entity::find()
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(db.read())
        .await?
        .into_iter()
        .map(|profile| Offer {
            id: profile.id,
            fit: profile.saved().fit(&tables),
            same_sender: profile.sender == sender,
            may_delete: may_delete(actor, &profile),
            name: profile.name,
        })
        .collect();
    offers.sort_by_key(|offer| (offer.fit == 0, !offer.same_sender, 100 - offer.fit));
    Ok(offers)
}

/// What a profile says about the file of a run.
///
/// # Errors
/// [`Refusal::NotFound`] for a run or a profile that is not there; an error at `profile` when it does not fit.
pub async fn decisions_of(db: &Db, actor: &Actor, run_id: i64, profile_id: i64) -> Result<Decisions, Refusal> {
    let run = see(db, actor, run_id).await?.run;
    let profile = Entity::find_by_id(profile_id)
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .one(db.read())
        .await?
        .ok_or(Refusal::NotFound)?;
    let (saved, tables) = (profile.saved(), tables_of(&run));
    if saved.fit(&tables) == 0 {
        let message = "Diese Zuordnung passt nicht: Der Datei fehlen Überschriften, über die sie entscheidet.";
        return Err(Refusal::field("profile", "fit", message));
    }
    Ok(saved.decisions(&profile.name, &tables))
}

/// The sender's last profile for a file that nobody decided about yet, as decisions, where its headings fit.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that does not exist.
pub async fn of_sender(db: &Db, run_id: i64, tables: &[TableRead]) -> Result<Option<Decisions>, Refusal> {
    let run = record::Entity::find_by_id(run_id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    if Decisions::of(&run.mapping).is_some() {
        return Ok(None);
    }
    let last = Entity::find()
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .filter(Column::Sender.eq(fold(&run.sender)))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .one(db.read())
        .await?;
    Ok(last.and_then(|profile| {
        let saved = profile.saved();
        (saved.fit(tables) >= FITS).then(|| saved.decisions(&profile.name, tables))
    }))
}

/// Saves the decisions of a run under a name; one's own profile of that name is replaced.
///
/// # Errors
/// Not found, forbidden, stale, or an error at `name`.
pub async fn save(
    db: &Db,
    actor: &Actor,
    now: Now,
    run_id: i64,
    version: Option<i32>,
    name: &str,
) -> Result<(), Refusal> {
    let name = name.trim();
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, run_id).await?;
    allowed(&write, &run, version).await?;
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        let message = "Bitte einen Namen mit höchstens 100 Zeichen angeben, zum Beispiel den des Absenders.";
        return Err(Refusal::field("name", "format", message));
    }
    let mut decisions = Decisions::of(&run.mapping).unwrap_or_default();
    let saved = Saved::from_decisions(&decisions, &tables_of(&run));
    if saved.columns.is_empty() && saved.leave_out.is_empty() {
        let message = "Bisher ist alles so, wie es erkannt wurde. Es gibt nichts zu merken.";
        return Err(Refusal::field("name", "nothing", message));
    }
    let mapping = serde_json::to_string(&saved).unwrap_or_default();
    let same = Entity::find()
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .filter(Column::Folded.eq(fold(name)))
        .one(write.tx())
        .await?;
    if let Some(same) = same {
        if !may_delete(actor, &same) {
            let message = "Eine Zuordnung mit diesem Namen hat schon jemand anderes. Bitte einen anderen Namen wählen.";
            return Err(Refusal::field("name", "taken", message));
        }
        Entity::delete_by_id(same.id).exec(write.tx()).await?;
    }
    let profile = ActiveModel {
        id: NotSet,
        programme_id: Set(run.programme_id),
        name: Set(name.to_owned()),
        folded: Set(fold(name)),
        sender: Set(fold(&run.sender)),
        mapping: Set(mapping),
        created_by: Set(actor.account_id),
        created_at: Set(now.instant),
    };
    let id = Entity::insert(profile).exec(write.tx()).await?.last_insert_id;
    decisions.profile = Some(name.to_owned());
    run.mapping = decisions.stored();
    record::Entity::update(run.into_active_model().reset_all()).exec(write.tx()).await?;
    told(write, "profile.save", id, name).await
}

/// Deletes a profile; imports that it was used for keep what it decided.
///
/// # Errors
/// Not found or forbidden.
pub async fn delete(db: &Db, actor: &Actor, now: Now, run_id: i64, profile_id: i64) -> Result<(), Refusal> {
    let run = see(db, actor, run_id).await?.run;
    let write = db.write(now, actor).await?;
    let profile = Entity::find_by_id(profile_id)
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    if !may_delete(actor, &profile) {
        return Err(Refusal::Forbidden);
    }
    Entity::delete_by_id(profile_id).exec(write.tx()).await?;
    told(write, "profile.delete", profile_id, &profile.name).await
}

async fn told(write: Write, action: &'static str, id: i64, name: &str) -> Result<(), Refusal> {
    let detail = serde_json::json!({"name": name});
    write.commit(Entry { action, subject: "mapping_profile", subject_id: id.to_string(), detail, reason: None }).await
}

/// Who made it, and who may apply lists of the whole programme.
fn may_delete(actor: &Actor, profile: &Model) -> bool {
    (profile.created_by.is_some() && profile.created_by == actor.account_id)
        || actor.can(Action::ApplyImport, &Place::default())
}

fn tables_of(run: &record::Model) -> Vec<TableRead> {
    serde_json::from_str::<Summary>(&run.summary).unwrap_or_default().tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_run::ColumnRead;

    fn table(headings: &[&str]) -> TableRead {
        let columns = headings.iter().zip(0..).map(|(header, number)| ColumnRead {
            letter: crate::import_run::column::letters_of(number),
            header: (*header).to_owned(),
            ..ColumnRead::default()
        });
        TableRead { sheet: "Liste".into(), header_rows: vec![5], columns: columns.collect(), ..TableRead::default() }
    }

    #[test]
    fn a_profile_follows_the_headings() {
        let made_from = [table(&["Nr.", "Titel", "Betrag", "Stand"])];
        let decision = ColumnDecision {
            sheet: "Liste".into(),
            column: "C".into(),
            header_row: Some(5),
            field: Some("spent".into()),
            unit: Some("TEUR".into()),
            convention: None,
        };
        let decisions = Decisions { columns: vec![decision], ..Decisions::default() };
        let saved = Saved::from_decisions(&decisions, &made_from);
        assert_eq!(saved.fit(&made_from), 100);
        let moved = [table(&["Nr.", "BETRAG ", "Titel", "Ort", "Stand"])];
        assert_eq!(saved.fit(&moved), 100);
        let again = saved.decisions("Aachen", &moved);
        assert_eq!(again.columns.len(), 1);
        assert_eq!((again.columns[0].column.as_str(), again.columns[0].field.as_deref()), ("B", Some("spent")));
        assert_eq!(saved.fit(&[table(&["Nr.", "Titel", "Stand"])]), 0, "the heading it decides about is missing");
        assert_eq!(saved.fit(&[table(&["Betrag"])]), 25);
    }
}
