//! The frame of the programme: what stands before the first project.
use super::{PROGRAMME, Report, actor, municipality_facts, parameters, published, table};
use chrono::NaiveDate;
use entity::{
    audit::Entry,
    authority,
    clock::Now,
    db::{Db, Write},
    ledger::{self, Kind, Source},
    money::Cents,
    municipality, origin,
    precision::Precision,
    programme,
    refusal::Refusal,
    region,
    text::{fold, sort_key},
    vocabulary,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::collections::{BTreeMap, HashMap};

const MUNICIPALITIES: &str = include_str!("../../data/municipalities.csv");
const REGIONS: &str = include_str!("../../data/regions.csv");
const AUTHORITIES: &str = include_str!("../../data/authorities.csv");
const TERMS: &str = include_str!("../../data/terms.csv");
const MAPPINGS: &str = include_str!("../../data/term_mappings.csv");
const PERIODS: &str = include_str!("../../data/periods.csv");

const GUIDELINE: &str = "Richtlinie über die Gewährung von Zuwendungen zur Förderung von digitalen Modellregionen, \
                         RdErl. des MWIDE vom 03.07.2018 (MBl. NRW 2018 Nr. 17 S. 381)";
const LIST_OF_KEYS: &str = "nwbib-spatial (hbz, lobid-vocabs), CC0";

/// The first mention of the programme, 10.10.2017: bodies and keys hold at least from here.
pub(super) fn beginning() -> NaiveDate {
    NaiveDate::from_ymd_opt(2017, 10, 10).unwrap_or_default()
}

/// The day the 91 million and four of the five regions were announced.
fn announced() -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, 1, 12).unwrap_or_default()
}

/// The day of the guideline, which names the participating bodies.
fn guideline() -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, 7, 3).unwrap_or_default()
}

/// Programme, periods, target, ceiling, municipalities, authorities, regions, vocabularies and what was published:
/// in one write, so that it is there as a whole or not at all.
///
/// # Errors
/// The database's error; a rule's refusal, which means that a data file is wrong.
pub async fn frame(db: &Db, now: Now) -> Result<Report, Refusal> {
    let mut report = Report::default();
    let mut write = db.write(now, &actor()).await?;
    let there =
        programme::record::Entity::find().filter(programme::record::Column::Slug.eq(PROGRAMME)).one(write.tx()).await?;
    if there.is_some() {
        report.found("Grundausstattung: schon vorhanden, nichts geändert.");
        drop(write);
        parameters::add(db, now, &mut report).await?;
        municipality_facts::add(db, now, &mut report).await?;
        return Ok(report);
    }
    let programme_id = programme(&write).await?;
    ceiling(&mut write, programme_id).await?;
    let municipalities = municipalities(&write).await?;
    let authorities = authorities(&write).await?;
    let regions = regions(&write, programme_id).await?;
    let terms = vocabularies(&write).await?;
    let figures = published::of_regions(&write, programme_id, &regions).await?;
    let detail = serde_json::json!({
        "programme": PROGRAMME, "municipalities": municipalities, "authorities": authorities,
        "regions": regions.len(), "terms": terms, "published_figures": figures,
    });
    write
        .commit(Entry {
            action: "seed.frame",
            subject: "programme",
            subject_id: PROGRAMME.into(),
            detail,
            reason: None,
        })
        .await?;
    report.did(format!(
        "Grundausstattung: Programm mit {} Regionen, {municipalities} Gemeinden und Kreisen, {authorities} \
         Bewilligungsbehörden, {terms} Begriffen und {figures} veröffentlichten Angaben angelegt.",
        regions.len()
    ));
    parameters::add(db, now, &mut report).await?;
    municipality_facts::add(db, now, &mut report).await?;
    Ok(report)
}

async fn programme(write: &Write) -> Result<i64, Refusal> {
    let at = write.now.instant;
    let record = programme::record::ActiveModel {
        id: NotSet,
        slug: Set(PROGRAMME.into()),
        name: Set("Digitale Modellregionen NRW".into()),
        legal_basis: Set(GUIDELINE.into()),
        recorded_at: Set(at),
    };
    let id = programme::record::Entity::insert(record).exec(write.tx()).await?.last_insert_id;
    for (index, row) in table::rows("periods.csv", PERIODS)?.iter().enumerate() {
        let period = programme::period::ActiveModel {
            id: NotSet,
            programme_id: Set(id),
            version: Set(i32::try_from(index + 1).unwrap_or(i32::MAX)),
            starts_on: Set(row.day("beginn")?),
            ends_on: Set(row.day("ende")?),
            basis: Set(row.text("grundlage").into()),
            source: Set(row.text("quelle").into()),
            valid_on: Set(row.day("gilt_ab")?),
            recorded_at: Set(at),
        };
        programme::period::Entity::insert(period).exec_without_returning(write.tx()).await?;
    }
    let target = programme::target::ActiveModel {
        id: NotSet,
        programme_id: Set(id),
        key: Set("private_cofunding".into()),
        label: Set("Private Mittel in gleicher Höhe wie die Landesmittel".into()),
        rate: Set(10_000),
        source: Set("Wirtschaftsministerium NRW, Oktober 2017: ein Ziel, keine Bedingung".into()),
        valid_on: Set(beginning()),
        recorded_at: Set(at),
    };
    programme::target::Entity::insert(target).exec_without_returning(write.tx()).await?;
    Ok(id)
}

/// 91 million were announced as a round sum without "rund": stored to the thousand, since nobody named cents, and not
/// as [`Precision::About`], since the sum itself is a limit and no estimate.
async fn ceiling(write: &mut Write, programme_id: i64) -> Result<(), Refusal> {
    let origin_id = origin::published(write, "Kommune21, 16.01.2018; WAZ, Januar 2018").await?;
    let entry = ledger::change::New {
        programme_id,
        project_id: None,
        region_id: None,
        authority_id: None,
        case_id: None,
        kind: Kind::Ceiling,
        source: Source::Programme,
        cents: Cents(9_100_000_000),
        precision: Precision::Thousand,
        value_date: announced(),
        year: None,
        stems_from: None,
        reference: Some("Ankündigung vom 12.01.2018".into()),
        origin_id,
        reverses: None,
        sample: false,
    };
    ledger::change::insert(write, vec![entry]).await?;
    Ok(())
}

async fn municipalities(write: &Write) -> Result<usize, Refusal> {
    let mut models = Vec::new();
    for row in table::rows("municipalities.csv", MUNICIPALITIES)? {
        let (name, kreis) = (row.text("name"), row.text("kreis"));
        models.push(municipality::record::ActiveModel {
            ags: Set(row.text("ags").into()),
            name: Set(name.into()),
            kind: Set(match row.text("art") {
                "gemeinde" => "kreisangehoerige_gemeinde".into(),
                kind => kind.into(),
            }),
            regierungsbezirk: Set(row.text("regierungsbezirk").into()),
            kreis_ags: Set(row.text("kreisschluessel").into()),
            kreis_name: Set(kreis.into()),
            wikidata: Set(row.some("wikidata")),
            search_text: Set(fold(&format!("{} {name} {kreis}", row.text("ags")))),
            sort_name: Set(sort_key(name)),
            source: Set(LIST_OF_KEYS.into()),
            valid_on: Set(beginning()),
            recorded_at: Set(write.now.instant),
        });
    }
    let count = models.len();
    municipality::record::Entity::insert_many(models).exec_without_returning(write.tx()).await?;
    Ok(count)
}

async fn authorities(write: &Write) -> Result<usize, Refusal> {
    let rows = table::rows("authorities.csv", AUTHORITIES)?;
    let models = rows.iter().map(|row| authority::ActiveModel {
        id: NotSet,
        slug: Set(row.text("slug").into()),
        name: Set(row.text("name").into()),
        regierungsbezirk: Set(row.some("regierungsbezirk")),
        recorded_at: Set(write.now.instant),
    });
    authority::Entity::insert_many(models).exec_without_returning(write.tx()).await?;
    Ok(rows.len())
}

/// The regions by slug.
pub(super) type Regions = BTreeMap<String, i64>;

async fn regions(write: &Write, programme_id: i64) -> Result<Regions, Refusal> {
    let at = write.now.instant;
    let mut regions = Regions::new();
    let mut names: HashMap<String, i64> = HashMap::new();
    for (row, position) in table::rows("regions.csv", REGIONS)?.iter().zip(1..) {
        let record = region::record::ActiveModel {
            id: NotSet,
            programme_id: Set(programme_id),
            slug: Set(row.text("slug").into()),
            name: Set(row.text("name").into()),
            regierungsbezirk: Set(row.text("regierungsbezirk").into()),
            position: Set(position),
            recorded_at: Set(at),
        };
        let id = region::record::Entity::insert(record).exec(write.tx()).await?.last_insert_id;
        let lead = std::iter::once((row.text("leitkommune"), "lead", row.day("seit")?));
        let others = row.list("beteiligte").into_iter().map(|ags| (ags, "participant", guideline()));
        let members = lead.chain(others).map(|(ags, role, since)| region::member::ActiveModel {
            id: NotSet,
            region_id: Set(id),
            ags: Set(ags.into()),
            role: Set(role.into()),
            valid_on: Set(since),
            recorded_at: Set(at),
        });
        region::member::Entity::insert_many(members).exec_without_returning(write.tx()).await?;
        for name in row.list("weitere_namen").into_iter().chain([row.text("name"), row.text("slug")]) {
            if names.insert(fold(name), id).is_some_and(|other| other != id) {
                return Err(row.broken(&format!("{name} bezeichnet zwei Regionen")));
            }
        }
        regions.insert(row.text("slug").into(), id);
    }
    let aliases = names
        .into_iter()
        .map(|(folded, region_id)| region::alias::ActiveModel { folded: Set(folded), region_id: Set(region_id) });
    region::alias::Entity::insert_many(aliases).exec_without_returning(write.tx()).await?;
    Ok(regions)
}

async fn vocabularies(write: &Write) -> Result<usize, Refusal> {
    let mut ids: HashMap<String, i64> = HashMap::new();
    for row in table::rows("terms.csv", TERMS)? {
        let number = |column| row.number(column).map(Option::unwrap_or_default);
        let (version, position) = (number("fassung")?, number("position")?);
        let term = vocabulary::term::ActiveModel {
            id: NotSet,
            vocabulary: Set(row.text("liste").into()),
            version: Set(version),
            key: Set(row.text("schluessel").into()),
            label: Set(row.text("bezeichnung").into()),
            folded: Set(fold(row.text("bezeichnung"))),
            position: Set(position),
            source: Set(row.text("quelle").into()),
            recorded_at: Set(write.now.instant),
        };
        let id = vocabulary::term::Entity::insert(term).exec(write.tx()).await?.last_insert_id;
        ids.insert(format!("{}/{version}/{}", row.text("liste"), row.text("schluessel")), id);
    }
    let mut mappings = Vec::new();
    for row in table::rows("term_mappings.csv", MAPPINGS)? {
        let term =
            |column| ids.get(row.text(column)).copied().ok_or_else(|| row.broken("diesen Begriff gibt es nicht"));
        mappings.push(vocabulary::mapping::ActiveModel {
            id: NotSet,
            from_id: Set(term("von")?),
            to_id: Set(term("nach")?),
        });
    }
    vocabulary::mapping::Entity::insert_many(mappings).exec_without_returning(write.tx()).await?;
    Ok(ids.len())
}
