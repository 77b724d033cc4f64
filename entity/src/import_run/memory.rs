//! What a sender's words mean: choices that people made about values that fitted nothing, remembered for the sender's
//! next list or made for one run only.
use super::{
    Summary,
    change::locked,
    decide::{Again, again, allowed},
    find::{Seen, see},
    fit::{About, Chosen, Unfit},
    record,
};
use crate::{
    account,
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    project::{self, lifecycle::Lifecycle},
    refusal::Refusal,
    region,
    text::fold,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition, QueryOrder,
    entity::prelude::*,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What a word of a sender means.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "sender_value")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The sender, folded.
    pub sender: String,
    /// What the word is about: `region`, `status`, `recipient` or `project`.
    pub field: String,
    /// The word, folded.
    pub folded: String,
    /// The word as written when it was decided.
    pub raw: String,
    /// What it means: a slug, a key, a name or a number; empty for "nothing".
    pub value: String,
    /// Who decided.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A word of a list and what to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub unfit: Unfit,
    /// What was decided, for people; none while it is open, and for "nothing".
    pub means: Option<String>,
    /// Who decided that for the sender, and when; none where it was decided for this run only.
    pub by: Option<(String, DateTime<Utc>)>,
}

/// The words of a list that fit nothing.
#[derive(Debug, Clone)]
pub struct Words {
    /// Each once.
    pub words: Vec<Word>,
    /// How many more there are, too many to be listed.
    pub unlisted: u32,
    /// What a region can be: slug and name.
    pub regions: Vec<(String, String)>,
}

/// The words of a run that fit nothing.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn words(db: &Db, actor: &Actor, id: i64) -> Result<Words, Refusal> {
    let Seen { run, regions } = see(db, actor, id).await?;
    let connection = db.read();
    let summary: Summary = serde_json::from_str(&run.summary).unwrap_or_default();
    let remembered: HashMap<(String, String), Model> = of_sender(connection, run.programme_id, &run.sender)
        .await?
        .into_iter()
        .map(|one| ((one.field.clone(), one.folded.clone()), one))
        .collect();
    let people: HashMap<i64, String> = account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(remembered.values().filter_map(|one| one.decided_by)))
        .all(connection)
        .await?
        .into_iter()
        .map(|account| (account.id, account.display_name))
        .collect();
    let numbers: Vec<&str> = of_projects(&summary.unfit);
    let titles: HashMap<String, String> = project::record::Entity::find()
        .filter(project::record::Column::Number.is_in(numbers))
        .all(connection)
        .await?
        .into_iter()
        .map(|project| (project.number, project.title))
        .collect();
    let label = |about, value: &str| match about {
        About::Region => regions.iter().find(|one| one.slug == value).map(|one| one.name.clone()),
        About::Status => Lifecycle::from_key(value).map(|state| state.label().to_owned()),
        About::Recipient => Some(value.to_owned()),
        About::Project => titles.get(value).map(|title| format!("{title} ({value})")),
    };
    let words = summary.unfit.into_iter().map(|unfit| {
        let means = unfit.decided.as_deref().filter(|value| !value.is_empty());
        let means = means.map(|value| label(unfit.about, value).unwrap_or_else(|| value.to_owned()));
        let known = remembered.get(&(unfit.about.key().to_owned(), fold(&unfit.word))).filter(|_| unfit.remembered);
        let name = |one: &Model| one.decided_by.and_then(|id| people.get(&id).cloned()).unwrap_or("Leitstand".into());
        let by = known.map(|one| (name(one), one.decided_at));
        Word { unfit, means, by }
    });
    Ok(Words {
        words: words.collect(),
        unlisted: summary.unlisted,
        regions: regions.into_iter().map(|region| (region.slug, region.name)).collect(),
    })
}

fn of_projects(unfit: &[Unfit]) -> Vec<&str> {
    unfit.iter().filter(|one| one.about == About::Project).filter_map(|one| one.decided.as_deref()).collect()
}

/// What a person says about a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// About what.
    pub about: About,
    /// The word.
    pub word: String,
    /// What it means.
    pub means: Means,
}

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// A region's slug, a state's key, a recipient's name, a project's number.
    This(String),
    /// Nothing: it stays as it is.
    Nothing,
    /// Ask again: what was decided is forgotten, for the sender as well.
    Open,
}

/// Keeps what people decided about words and has the file read again. With `remember` it holds for the sender's next
/// lists, too.
///
/// # Errors
/// Not found, forbidden, stale, a state that does not allow it, a word that is not in the list, or a meaning that
/// does not exist.
pub async fn decide(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    decisions: Vec<Decision>,
    remember: bool,
) -> Result<Again, Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    allowed(&write, &run, version).await?;
    let mut summary: Summary = serde_json::from_str(&run.summary).unwrap_or_default();
    let mut said = Vec::new();
    for decision in decisions {
        let folded = fold(&decision.word);
        let listed = summary.unfit.iter().find(|one| one.about == decision.about && fold(&one.word) == folded);
        let Some(unfit) = listed.cloned() else {
            let message = format!("„{}“ steht nicht unter den Werten dieser Liste.", decision.word);
            return Err(Refusal::rule("import.value", message));
        };
        let value = match &decision.means {
            Means::This(value) => Some(checked(&write, &unfit, value).await?),
            Means::Nothing => Some(String::new()),
            Means::Open => None,
        };
        said.push(serde_json::json!({"about": unfit.about, "word": unfit.word, "means": value}));
        summary.chosen.retain(|one| (one.about, &one.folded) != (unfit.about, &folded));
        match value {
            None => forget(&write, &run, unfit.about, &folded).await?,
            Some(value) if remember => keep(&write, &run, &unfit, folded, value).await?,
            Some(value) => summary.chosen.push(Chosen { about: unfit.about, folded, value }),
        }
    }
    run.summary = serde_json::to_string(&summary).unwrap_or_default();
    let again = again(&write, run).await?;
    write
        .commit(Entry {
            action: "import.decide_values",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({"values": said, "remember": remember}),
            reason: None,
        })
        .await?;
    Ok(again)
}

/// The meaning of a word as it is stored, if it exists.
async fn checked(write: &Write, unfit: &Unfit, value: &str) -> Result<String, Refusal> {
    let value = value.trim();
    let wrong = |what: &str| Refusal::rule("import.value", format!("Zu „{}“: {what}", unfit.word));
    let found = match unfit.about {
        About::Region => {
            region::find::all(write.tx()).await?.into_iter().map(|one| one.slug).find(|slug| slug == value)
        }
        About::Status => Lifecycle::from_key(value).map(|state| state.key().to_owned()),
        About::Recipient => {
            let good = !value.is_empty() && value.chars().count() <= 1_000 && !value.chars().any(char::is_control);
            good.then(|| value.to_owned())
        }
        About::Project => {
            // people know the number or the Förderkennzeichen
            let either = Condition::any()
                .add(project::record::Column::Number.eq(value))
                .add(project::record::Column::GrantReference.eq(value));
            project::record::Entity::find().filter(either).one(write.tx()).await?.map(|project| project.number)
        }
    };
    found.ok_or_else(|| match unfit.about {
        About::Region => wrong("Bitte eine Region wählen."),
        About::Status => wrong("Bitte einen Status wählen."),
        About::Recipient => wrong("Bitte den Zuwendungsempfänger angeben, höchstens 1.000 Zeichen."),
        About::Project if value.is_empty() => wrong("Bitte die Nummer des Projekts angeben."),
        About::Project => wrong(&format!("Es gibt kein Projekt mit der Nummer „{value}“.")),
    })
}

async fn keep(write: &Write, run: &record::Model, unfit: &Unfit, folded: String, value: String) -> Result<(), Refusal> {
    let row = ActiveModel {
        id: NotSet,
        programme_id: Set(run.programme_id),
        sender: Set(fold(&run.sender)),
        field: Set(unfit.about.key().into()),
        folded: Set(folded),
        raw: Set(unfit.word.clone()),
        value: Set(value),
        decided_by: Set(write.actor.account_id),
        decided_at: Set(write.now.instant),
    };
    let one_per_word = [Column::ProgrammeId, Column::Sender, Column::Field, Column::Folded];
    let replaced = [Column::Raw, Column::Value, Column::DecidedBy, Column::DecidedAt];
    Entity::insert(row)
        .on_conflict(OnConflict::columns(one_per_word).update_columns(replaced).to_owned())
        .exec_without_returning(write.tx())
        .await?;
    Ok(())
}

async fn forget(write: &Write, run: &record::Model, about: About, folded: &str) -> Result<(), Refusal> {
    Entity::delete_many()
        .filter(Column::ProgrammeId.eq(run.programme_id))
        .filter(Column::Sender.eq(fold(&run.sender)))
        .filter(Column::Field.eq(about.key()))
        .filter(Column::Folded.eq(folded))
        .exec(write.tx())
        .await?;
    Ok(())
}

/// What is remembered about a sender's words.
pub(super) async fn of_sender(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    sender: &str,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ProgrammeId.eq(programme_id))
        .filter(Column::Sender.eq(fold(sender)))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}
