//! Made-up solutions for measurements, at most 5,000, and what municipalities say about their use. Same N, same data.
use super::{AT_ONCE, BODIES, Dice, ORIGIN, THEMES, WORDS, actor};
use chrono::{Days, NaiveDate};
use entity::{
    adoption::{self, Speaker, State},
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    municipality,
    municipality::{size::SizeClass, system::System},
    origin, project,
    refusal::Refusal,
    solution::{
        Kind, Maturity,
        change::{New, insert},
        gate::change::publish,
        sheet::{Sheet, field::Field},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// No programme has more; the catalogue is meant for so many.
const MOST: usize = 5_000;
const LICENCES: [&str; 4] = ["EUPL-1.2", "MIT", "Apache-2.0", "GPL-3.0-or-later"];
const STANDARDS: [&str; 5] = ["xoev", "fim", "ogc", "dcat_ap_de", "oparl"];

/// Adds solutions of the first projects; gives how many, and how many statements of use.
pub(super) async fn add(db: &Db, now: Now, projects: usize) -> Result<(usize, usize), Refusal> {
    let count = projects.min(MOST);
    let towns: Vec<String> = municipality::record::Entity::find()
        .select_only()
        .column(municipality::record::Column::Ags)
        .filter(municipality::record::Column::Kind.ne("kreis"))
        .order_by_asc(municipality::record::Column::Ags)
        .into_tuple()
        .all(db.read())
        .await?;
    let came_from: Vec<(i64, i64, Option<i64>)> = project::record::Entity::find()
        .select_only()
        .columns([project::record::Column::Id, project::record::Column::ProgrammeId, project::record::Column::RegionId])
        .order_by_asc(project::record::Column::Id)
        .limit(count as u64)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut statements = 0;
    for (chunk, some) in came_from.chunks(AT_ONCE).enumerate() {
        let mut write = db.write(now, &actor()).await?;
        let origin_id = origin::published(&write, ORIGIN).await?;
        for (at, (project_id, programme_id, region_id)) in some.iter().enumerate() {
            let index = chunk * AT_ONCE + at;
            let mut dice = Dice::new(index + 104_729);
            let provider = dice.one_of(&towns.iter().map(String::as_str).collect::<Vec<_>>(), "");
            let new = New {
                programme_id: Some(*programme_id),
                region_id: *region_id,
                projects: vec![*project_id],
                provider_ags: Some(provider.to_owned()),
                slug: Some(format!("messung-{:05}", index + 1)),
                sheet: sheet(&mut dice, index),
                valid_on: now.today,
                sample: true,
            };
            let (id, _) = insert(&mut write, new).await?;
            publish(&mut write, id, ORIGIN, now.today).await?;
            statements += used(&mut write, &mut dice, id, origin_id, &towns).await?;
        }
        let detail = serde_json::json!({"solutions": some.len()});
        let entry = Entry {
            action: "seed.scale",
            subject: "programme",
            subject_id: super::PROGRAMME.into(),
            detail,
            reason: None,
        };
        write.commit(entry).await?;
    }
    Ok((came_from.len(), statements))
}

fn sheet(dice: &mut Dice, index: usize) -> Sheet {
    let (theme, word) = (dice.one_of(&THEMES, ""), dice.one_of(&WORDS, ""));
    let mut sheet = Sheet::default();
    let mut say = |field, text: &str| sheet.set(field, vec![text.to_owned()]);
    say(Field::Name, &format!("{word} {theme} {:05}", index + 1));
    say(Field::Benefit, "Ein erfundener Nutzen, damit gemessen werden kann.");
    say(Field::Problem, "Ein erfundenes Problem, lang genug für einen wirklichen Steckbrief. ".repeat(4).trim());
    say(Field::Audience, "Verwaltung, Bürgerinnen und Bürger");
    say(Field::Pillar, dice.one_of(&["egov", "urban"], "egov"));
    say(Field::Provider, dice.one_of(&BODIES, ""));
    say(Field::Contact, "Funktionspostfach (erfunden)");
    say(Field::Kind, dice.one_of(&Kind::ALL.map(Kind::key), "concept"));
    say(Field::Maturity, dice.one_of(&Maturity::ALL.map(Maturity::key)[..4], "pilot"));
    say(Field::Licence, dice.one_of(&LICENCES, ""));
    say(Field::Source, ORIGIN);
    if dice.below(3) > 0 {
        let yearly = dice.one_of(&["0.00", "4000.00", "24000.00", "90000.00", "400000.00"], "0.00");
        say(Field::Yearly, yearly);
    }
    let other = dice.one_of(&THEMES, "");
    let themes = if other == theme { vec![theme.to_owned()] } else { vec![theme.to_owned(), other.to_owned()] };
    sheet.set(Field::Themes, themes);
    let some = |dice: &mut Dice, keys: Vec<&'static str>, of_ten: u32| {
        keys.into_iter().filter(|_| dice.below(10) < of_ten).map(str::to_owned).collect()
    };
    let sizes = some(dice, SizeClass::ALL.map(SizeClass::key).to_vec(), 3);
    sheet.set(Field::ProvenIn, sizes);
    let systems: Vec<&'static str> = System::ALL.iter().map(|system| system.key()).collect();
    let requires = some(dice, systems.clone(), 1);
    sheet.set(Field::Requires, requires);
    let helps = some(dice, systems, 1);
    sheet.set(Field::Helps, helps);
    let standards = some(dice, STANDARDS.to_vec(), 2);
    sheet.set(Field::Standards, standards);
    sheet
}

/// What up to eight municipalities say, one to three statements each.
async fn used(
    write: &mut Write,
    dice: &mut Dice,
    solution_id: i64,
    origin_id: i64,
    towns: &[String],
) -> Result<usize, Refusal> {
    let mut count = 0;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..dice.below(9) {
        let all: Vec<&str> = towns.iter().map(String::as_str).collect();
        let ags = dice.one_of(&all, "");
        if !seen.insert(ags.to_owned()) {
            continue;
        }
        let begins = NaiveDate::from_ymd_opt(2021, 1, 4).unwrap_or_default() + Days::new(u64::from(dice.below(700)));
        let steps = dice.below(3) as usize + 1;
        let mut replaces = None;
        let states = [State::Interested, State::Introducing, State::Productive];
        for (at, state) in states.into_iter().enumerate().take(steps) {
            let new = adoption::change::New {
                solution_id,
                ags: ags.to_owned(),
                state,
                reason: None,
                valid_on: begins + Days::new(60 * at as u64),
                origin_id,
                replaces,
                sample: true,
                said_by: Speaker::Adopter,
                told: adoption::change::Told::default(),
            };
            replaces = Some(adoption::change::insert(write, new).await?);
            count += 1;
        }
    }
    Ok(count)
}
