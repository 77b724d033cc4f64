//! Words of a list that fit nothing we know: each once, with what it may mean ([`super::suggest`]), and replaced where
//! somebody decided what it means, for this run or for good ([`super::memory`]).
use super::{
    FileRead, Found, ReadRow, Summary, Target,
    diff::Projects,
    memory, record,
    standing::There,
    suggest::{self, Names},
};
use crate::{
    db::Write,
    municipality,
    project::{field::Field, lifecycle::Lifecycle},
    refusal::Refusal,
    region,
    text::fold,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// So many words of each kind are listed at most: a column of more is no column of that kind.
const LISTED: usize = 200;
/// Longer words are no names, and are not asked about; bytes of the folded word.
const LONGEST: usize = 1_000;

/// What a word is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Where a project lies.
    Region,
    /// Its state.
    Status,
    /// The Zuwendungsempfänger.
    Recipient,
    /// Which project a title without a known number means.
    Project,
}

impl About {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Project, Self::Region, Self::Status, Self::Recipient];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Status => "status",
            Self::Recipient => "recipient",
            Self::Project => "project",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.key() == key)
    }

    /// From how many percent on a known name is suggested. Of few regions and states a far one still helps; among many
    /// titles and recipients it would only disturb.
    fn at_least(self) -> u8 {
        match self {
            Self::Region | Self::Status => 60,
            Self::Recipient => 80,
            Self::Project => 75,
        }
    }
}

/// What a word may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// A region's slug, a state's key, a recipient's name, or a project's number.
    pub value: String,
    /// The same for people.
    pub label: String,
    /// How close, in percent.
    pub likeness: u8,
}

/// A word that fits nothing, with all rows that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfit {
    /// About what.
    pub about: About,
    /// The word as first written.
    pub word: String,
    /// How many rows have it.
    pub rows: u32,
    /// The first cell, with its sheet.
    pub cell: String,
    /// What it may mean, best first.
    pub suggestions: Vec<Suggestion>,
    /// What somebody decided it means: a value as in [`Suggestion`], empty for "nothing". None while it is open.
    pub decided: Option<String>,
    /// Whether that was decided for every list of the sender.
    pub remembered: bool,
}

/// What was decided about a word for one run only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// About what.
    pub about: About,
    /// The word, folded.
    pub folded: String,
    /// What it means; empty for "nothing".
    pub value: String,
}

/// Replaces words by what was decided about them, and lists in the summary what fits nothing.
pub(super) async fn fit(
    write: &Write,
    run: &record::Model,
    read: &mut FileRead,
    there: &[There],
    projects: &Projects,
) -> Result<(), Refusal> {
    let before: Summary = serde_json::from_str(&run.summary).unwrap_or_default();
    let mut fitting = Fitting {
        known: Known::load(write, there, projects).await?,
        decisions: memory::of_sender(write.tx(), run.programme_id, &run.sender)
            .await?
            .into_iter()
            .filter_map(|one| Some(((About::from_key(&one.field)?, one.folded), (one.value, true))))
            .collect(),
        unfit: Vec::new(),
        unlisted: 0,
        seen: HashMap::new(),
        listed: HashMap::new(),
    };
    // what was decided for this run goes before what is remembered
    fitting
        .decisions
        .extend(before.chosen.iter().map(|one| ((one.about, one.folded.clone()), (one.value.clone(), false))));
    let mut meant = HashSet::new();
    for row in &mut read.rows {
        fitting.region(row);
        fitting.status(row, &mut read.findings);
        fitting.recipient(write, row).await?;
        meant.extend(fitting.known.project(row));
    }
    for row in read.rows.iter_mut().filter(|row| row.key.is_none() && !row.title.is_empty()) {
        fitting.title(row, &meant);
    }
    read.summary.unfit = fitting.unfit;
    read.summary.unlisted = fitting.unlisted;
    read.summary.chosen = before.chosen;
    Ok(())
}

type Word = (About, String);

/// The work on one list.
struct Fitting<'a> {
    known: Known<'a>,
    /// What was decided, and whether for good.
    decisions: HashMap<Word, (String, bool)>,
    unfit: Vec<Unfit>,
    unlisted: u32,
    /// Where a word stands in `unfit`; none where it is not listed.
    seen: HashMap<Word, Option<usize>>,
    listed: HashMap<About, usize>,
}

impl Fitting<'_> {
    /// What was decided about a word, if that still exists.
    fn decided(&self, about: About, word: &str) -> Option<(String, bool)> {
        let (value, remembered) = self.decisions.get(&(about, fold(word)))?;
        let there = value.is_empty()
            || match about {
                About::Region => self.known.region(value).is_some(),
                About::Status => Lifecycle::from_key(value).is_some(),
                About::Recipient => true,
                About::Project => self.known.by_number(value).is_some(),
            };
        there.then(|| (value.clone(), *remembered))
    }

    /// Lists a word once, counting its rows; open words only when `ask` says so or something resembles them.
    fn list(&mut self, about: About, word: &str, cell: &str, ask: bool, meant: &HashSet<i64>) {
        let key = (about, fold(word));
        if let Some(found) = self.seen.get(&key) {
            if let Some(unfit) = found.and_then(|at| self.unfit.get_mut(at)) {
                unfit.rows += 1;
            }
            return;
        }
        let suggestions = self.known.guess(about, word, meant);
        let decided = self.decided(about, word);
        let at = if key.1.is_empty() || key.1.len() > LONGEST || (decided.is_none() && !ask && suggestions.is_empty()) {
            None
        } else if *self.listed.entry(about).or_default() >= LISTED {
            self.unlisted += 1;
            None
        } else {
            *self.listed.entry(about).or_default() += 1;
            let (decided, remembered) = decided.map_or((None, false), |(value, remembered)| (Some(value), remembered));
            let word = word.to_owned();
            self.unfit.push(Unfit { about, word, rows: 1, cell: cell.into(), suggestions, decided, remembered });
            Some(self.unfit.len() - 1)
        };
        self.seen.insert(key, at);
    }

    fn region(&mut self, row: &mut ReadRow) {
        let Some(name) = row.region.clone() else { return };
        let decided = self.decided(About::Region, &name);
        if decided.is_none() && self.known.regions.find(&name).is_some() {
            return;
        }
        let cell = row.region_cell.clone().unwrap_or_else(|| format!("{}!{}", row.sheet, row.row));
        // a heading above need not be a region at all
        self.list(About::Region, &name, &cell, !row.region_by_heading, &HashSet::new());
        if let Some((slug, _)) = decided {
            row.region = self.known.region(&slug).map(|region| region.name.clone());
        }
    }

    fn status(&mut self, row: &mut ReadRow, findings: &mut Vec<Found>) {
        let Some(mut reading) = row.status_word.take() else { return };
        self.list(About::Status, &reading.value, &reading.address(), true, &HashSet::new());
        match self.decided(About::Status, &reading.value) {
            Some((key, _)) if key.is_empty() => {}
            Some((key, _)) => {
                reading.rule = decided_rule(&reading.rule);
                reading.value = key;
                row.readings.push(reading);
            }
            None => findings.push(Found {
                cell: reading.address(),
                severity: "warning",
                code: "status.unknown".into(),
                message: format!(
                    "Der Status „{}“ ist nicht bekannt. Der Status des Projekts bleibt, wie er ist.",
                    reading.value
                ),
                raw: reading.raw,
            }),
        }
    }

    async fn recipient(&mut self, write: &Write, row: &mut ReadRow) -> Result<(), Refusal> {
        let Some(at) = row.readings.iter().position(|reading| reading.target == Target::Field(Field::Recipient)) else {
            return Ok(());
        };
        let (name, cell) = (row.readings[at].value.clone(), row.readings[at].address());
        self.known.load_recipients(write).await?;
        let decided = self.decided(About::Recipient, &name);
        if decided.is_none() && self.known.is_recipient(&name) {
            return Ok(());
        }
        self.list(About::Recipient, &name, &cell, false, &HashSet::new());
        if let Some((value, _)) = decided.filter(|(value, _)| !value.is_empty()) {
            row.readings[at].rule = decided_rule(&row.readings[at].rule);
            row.readings[at].value = value;
        }
        Ok(())
    }

    /// A title that means no project; `meant` are those that other rows mean already.
    fn title(&mut self, row: &mut ReadRow, meant: &HashSet<i64>) {
        if self.known.project(row).is_some() {
            return;
        }
        let decided = self.decided(About::Project, &row.title);
        let title = Target::Field(Field::Title);
        let cell = row
            .readings
            .iter()
            .find(|reading| reading.target == title)
            .map_or_else(|| format!("{}!{}", row.sheet, row.row), super::Reading::address);
        self.list(About::Project, &row.title.clone(), &cell, false, meant);
        let Some(project) = decided.and_then(|(number, _)| self.known.by_number(&number)) else { return };
        row.number.clone_from(&project.number);
        // another spelling of its title is no new title
        for reading in row.readings.iter_mut().filter(|reading| reading.target == title) {
            reading.rule = decided_rule(&reading.rule);
            reading.value.clone_from(&project.title);
        }
    }
}

fn decided_rule(rule: &str) -> String {
    format!("{rule}; Bedeutung entschieden")
}

/// What words can mean.
struct Known<'a> {
    regions: region::find::Names,
    region_records: Vec<region::record::Model>,
    region_names: Names,
    status_names: Names,
    matching: &'a Projects,
    projects: &'a [There],
    numbers: HashMap<String, usize>,
    /// Made when a title is looked for.
    titles: Option<Names>,
    /// Made when a recipient is looked for.
    recipients: Vec<String>,
    recipient_names: Option<(HashSet<String>, Names)>,
}

impl<'a> Known<'a> {
    async fn load(write: &Write, there: &'a [There], matching: &'a Projects) -> Result<Self, Refusal> {
        let mut known = Self {
            regions: region::find::Names::load(write.tx()).await?,
            region_records: region::find::all(write.tx()).await?,
            region_names: Names::default(),
            status_names: Names::default(),
            matching,
            projects: there,
            numbers: there.iter().enumerate().map(|(at, project)| (fold(&project.number), at)).collect(),
            titles: None,
            recipients: Vec::new(),
            recipient_names: None,
        };
        let at = |id: i64| known.region_records.iter().position(|region| region.id == id);
        for alias in region::alias::Entity::find().order_by_asc(region::alias::Column::Folded).all(write.tx()).await? {
            // abbreviations are known or not; what resembles one by a letter is chance
            if let Some(at) = at(alias.region_id).filter(|_| alias.folded.len() > 4) {
                known.region_names.add(&alias.folded, at);
            }
        }
        for (at, state) in Lifecycle::ALL.into_iter().enumerate().filter(|(_, state)| *state != Lifecycle::Unknown) {
            known.status_names.add(state.label(), at);
        }
        Ok(known)
    }

    /// Recipients of projects, and municipalities and Kreise with what stands before their names.
    async fn load_recipients(&mut self, write: &Write) -> Result<(), Refusal> {
        if self.recipient_names.is_some() {
            return Ok(());
        }
        type Body = (String, String);
        let bodies: Vec<Body> = municipality::record::Entity::find()
            .select_only()
            .column(municipality::record::Column::Name)
            .column(municipality::record::Column::Kind)
            .filter(municipality::record::Column::Name.ne(""))
            .order_by_asc(municipality::record::Column::Ags)
            .into_tuple()
            .all(write.tx())
            .await?;
        let mut known: HashSet<String> = HashSet::new();
        let mut all: Vec<String> = self.projects.iter().filter_map(|project| project.recipient.clone()).collect();
        for (name, kind) in bodies {
            match kind.as_str() {
                "kreis" => {}
                "kreisfreie_stadt" => all.push(format!("Stadt {name}")),
                _ => all.extend([format!("Stadt {name}"), format!("Gemeinde {name}")]),
            }
            // known by its bare name as well, but then nobody is asked to leave a word out
            if kind == "kreis" {
                all.push(name);
            } else {
                known.insert(fold(&name));
            }
        }
        all.retain(|name| known.insert(fold(name)));
        let mut names = Names::default();
        for (at, name) in all.iter().enumerate() {
            names.add(name, at);
        }
        self.recipients = all;
        self.recipient_names = Some((known, names));
        Ok(())
    }

    fn is_recipient(&self, name: &str) -> bool {
        self.recipient_names.as_ref().is_some_and(|(known, _)| known.contains(&fold(name)))
    }

    fn region(&self, slug: &str) -> Option<&region::record::Model> {
        self.region_records.iter().find(|region| region.slug == slug)
    }

    fn by_number(&self, number: &str) -> Option<&'a There> {
        self.numbers.get(&fold(number)).and_then(|at| self.projects.get(*at))
    }

    /// The project that a row means without anybody's decision.
    fn project(&self, row: &ReadRow) -> Option<i64> {
        let region_id = row.region.as_deref().and_then(|name| self.regions.find(name));
        row.key.or_else(|| self.matching.find(row, region_id))
    }

    fn guess(&mut self, about: About, word: &str, meant: &HashSet<i64>) -> Vec<Suggestion> {
        if about == About::Project && self.titles.is_none() {
            let mut titles = Names::default();
            // two rows cannot mean one project
            let free = self.projects.iter().enumerate().filter(|(_, project)| !meant.contains(&project.id));
            free.for_each(|(at, project)| titles.add(&project.title, at));
            self.titles = Some(titles);
        }
        let names = match about {
            About::Region => Some(&self.region_names),
            About::Status => Some(&self.status_names),
            About::Recipient => self.recipient_names.as_ref().map(|(_, names)| names),
            About::Project => self.titles.as_ref(),
        };
        let guesses = names.map(|names| names.guess(word, about.at_least())).unwrap_or_default();
        guesses.into_iter().filter_map(|guess| self.suggestion(about, guess)).collect()
    }

    fn suggestion(&self, about: About, guess: suggest::Guess) -> Option<Suggestion> {
        let (value, label) = match about {
            About::Region => self.region_records.get(guess.means).map(|one| (one.slug.clone(), one.name.clone()))?,
            About::Status => Lifecycle::ALL.get(guess.means).map(|one| (one.key().into(), one.label().into()))?,
            About::Recipient => self.recipients.get(guess.means).map(|name| (name.clone(), name.clone()))?,
            About::Project => {
                let project = self.projects.get(guess.means)?;
                (project.number.clone(), format!("{} ({})", project.title, project.number))
            }
        };
        Some(Suggestion { value, label, likeness: guess.likeness })
    }
}
