//! Reads the catalogue from the database.
use super::{
    super::{
        gate::{Standing, Step, Taken},
        project_link, record,
        record::{address, sheet as sheet_record, step as step_record},
        sheet::{Sheet, field::Field},
    },
    Catalogue, Ends, Entry, Place, Use,
    search::{Facet, Values},
};
use crate::{
    adoption, db::Db, licence::Licence, municipality, refusal::Refusal, region, text::fold, viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Rows by key in one question.
const AT_ONCE: usize = 1_000;

/// The catalogue from a viewpoint.
///
/// # Errors
/// The driver's error.
pub async fn catalogue(db: &Db, view: Viewpoint) -> Result<Arc<Catalogue>, Refusal> {
    let connection = db.read();
    if let Some(found) = db.catalogues().get(ends(connection).await?, view) {
        return Ok(found);
    }
    // who comes at the same time waits, and finds what the first one made
    let _making = db.catalogues().making(view).await;
    let ends = ends(connection).await?;
    if let Some(found) = db.catalogues().get(ends, view) {
        return Ok(found);
    }
    let made = Arc::new(make(connection, view).await?);
    // made while somebody wrote: it may be newer than `ends`, and is dropped then
    if self::ends(connection).await? == ends {
        db.catalogues().put(ends, view, Arc::clone(&made));
    }
    Ok(made)
}

/// The solution that had an address word before it was renamed, by its word of today.
///
/// # Errors
/// The driver's error.
pub async fn renamed(db: &Db, slug: &str) -> Result<Option<String>, Refusal> {
    let found = address::Entity::find().filter(address::Column::Slug.eq(slug)).one(db.read()).await?;
    let Some(address) = found else { return Ok(None) };
    Ok(record::Entity::find_by_id(address.solution_id).one(db.read()).await?.map(|row| row.slug))
}

async fn ends(connection: &impl ConnectionTrait) -> Result<Ends, DbErr> {
    async fn last<E: EntityTrait>(connection: &impl ConnectionTrait, id: E::Column) -> Result<i64, DbErr> {
        let last: Option<i64> =
            E::find().select_only().column(id).order_by_desc(id).limit(1).into_tuple().one(connection).await?;
        Ok(last.unwrap_or(0))
    }
    Ok([
        last::<sheet_record::Entity>(connection, sheet_record::Column::Id).await?,
        last::<step_record::Entity>(connection, step_record::Column::Id).await?,
        last::<adoption::record::Entity>(connection, adoption::record::Column::Id).await?,
        last::<address::Entity>(connection, address::Column::Id).await?,
    ])
}

/// Steps of solutions that count from a viewpoint, in their order.
pub(crate) async fn steps(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    of: Option<i64>,
) -> Result<HashMap<i64, Vec<Taken>>, DbErr> {
    use step_record::Column;
    let rows = step_record::Entity::find()
        .filter(Column::ValidOn.lte(view.as_of))
        .filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
        .filter(Condition::all().add_option(of.map(|id| Column::SolutionId.eq(id))))
        .order_by_asc(Column::ValidOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let mut taken: HashMap<i64, Vec<Taken>> = HashMap::new();
    for row in rows {
        let Some(step) = Step::from_key(&row.step) else { continue };
        taken.entry(row.solution_id).or_default().push(Taken {
            step,
            sheet_id: row.sheet_id,
            valid_on: row.valid_on,
            recorded_at: row.recorded_at,
            by: row.recorded_by,
            note: row.note,
        });
    }
    Ok(taken)
}

async fn make(connection: &impl ConnectionTrait, view: Viewpoint) -> Result<Catalogue, DbErr> {
    let mut standings: HashMap<i64, Standing> = steps(connection, view, None)
        .await?
        .into_iter()
        .map(|(id, taken)| (id, Standing::after(taken)))
        .filter(|(_, standing)| standing.published.is_some())
        .collect();
    let shown: Vec<i64> = standings.values().filter_map(|standing| standing.published).collect();
    let mut sheets: HashMap<i64, sheet_record::Model> = HashMap::new();
    for ids in shown.chunks(AT_ONCE) {
        let rows = sheet_record::Entity::find().filter(sheet_record::Column::Id.is_in(ids.to_vec()));
        sheets.extend(rows.all(connection).await?.into_iter().map(|row| (row.id, row)));
    }
    let regions: HashMap<i64, (String, String)> = region::find::all(connection)
        .await?
        .into_iter()
        .map(|region| (region.id, (region.slug, region.name)))
        .collect();
    // those of every version; each solution takes those of the one that is seen
    let mut projects: HashMap<(i64, i32), Vec<i64>> = HashMap::new();
    for link in project_link::Entity::find().order_by_asc(project_link::Column::Id).all(connection).await? {
        projects.entry((link.solution_id, link.version)).or_default().push(link.project_id);
    }
    let mut uses: HashMap<i64, Vec<Use>> = HashMap::new();
    for ((solution, ags), rows) in adoption::find::said(connection, view, None).await? {
        uses.entry(solution).or_default().extend(used(ags, &rows, view));
    }
    let places = Arc::new(places(connection, &regions).await?);
    let mut values = Values::default();
    let mut entries = Vec::with_capacity(standings.len());
    for row in record::Entity::find().order_by_asc(record::Column::Id).all(connection).await? {
        let Some(gate) = standings.remove(&row.id) else { continue };
        let Some(version) = gate.published.and_then(|id| sheets.remove(&id)) else { continue };
        let sheet = row.says(&version).map_err(|error| DbErr::Type(error.to_string()))?;
        let region = row.region_id.and_then(|id| regions.get(&id).cloned());
        let uses = uses.remove(&row.id).unwrap_or_default();
        let projects = projects.remove(&(row.id, version.version)).unwrap_or_default();
        entries.push(entry(row, sheet, gate, region, uses, projects, view, &places, &mut values));
    }
    // by the name that everybody sees, not by that of a draft
    entries.sort_by(|a, b| a.sort_name.cmp(&b.sort_name));
    let by_slug = entries.iter().enumerate().map(|(at, entry)| (entry.slug.clone(), at)).collect();
    Ok(Catalogue { entries, places, by_slug, values })
}

/// Where a municipality stands after what it said.
pub(crate) fn used(ags: String, rows: &[adoption::record::Model], view: Viewpoint) -> Option<Use> {
    let standing = adoption::standing::Standing::after(rows)?;
    let last = rows.iter().find(|row| row.id == standing.latest)?;
    Some(Use {
        ags,
        counts: standing.counts(view.as_of),
        standing,
        reason: last.reason.clone(),
        use_kind: rows.iter().rev().find_map(|row| adoption::UseKind::from_key(row.use_kind.as_deref()?)),
        sample: last.sample,
    })
}

#[expect(clippy::too_many_arguments, reason = "one place puts together what eight questions found")]
fn entry(
    row: record::Model,
    sheet: Sheet,
    gate: Standing,
    region: Option<(String, String)>,
    uses: Vec<Use>,
    projects: Vec<i64>,
    view: Viewpoint,
    places: &BTreeMap<String, Place>,
    values: &mut Values,
) -> Entry {
    let words = [Field::Name, Field::Benefit, Field::Problem, Field::Audience, Field::Themes, Field::Provider];
    let mut search_text = String::new();
    for text in words.iter().flat_map(|field| sheet.all(*field)) {
        search_text.push_str(&fold(text));
        search_text.push('\n');
    }
    let outside = row.outside();
    let numbers = |facet: &Facet| {
        let has = facet.of(&sheet, outside, region.as_ref(), &uses, places).into_iter();
        has.map(|value| values.number(*facet, value)).collect()
    };
    let facets = Facet::ALL.iter().map(numbers).collect();
    let provider = sheet.get(Field::ProviderAgs);
    let confirmed = uses.iter().filter(|one| one.counts && one.is_others(provider)).count() as u64;
    Entry {
        id: row.id,
        slug: row.slug,
        kind: sheet.kind(),
        maturity: sheet.maturity(),
        state: gate.state(view.as_of),
        region,
        provider_ags: sheet.get(Field::ProviderAgs).map(str::to_owned),
        outside,
        sample: row.sample,
        published_at: gate.first_published.unwrap_or(row.recorded_at),
        projects,
        confirmed,
        uses,
        search_text,
        sort_name: crate::text::sort_key(sheet.name()),
        facets,
        sheet,
        gate,
    }
}

async fn places(
    connection: &impl ConnectionTrait,
    regions: &HashMap<i64, (String, String)>,
) -> Result<BTreeMap<String, Place>, DbErr> {
    let mut in_region: HashMap<String, String> = HashMap::new();
    for member in region::member::Entity::find().all(connection).await? {
        if let Some((slug, _)) = regions.get(&member.region_id) {
            in_region.insert(member.ags, slug.clone());
        }
    }
    Ok(municipality::record::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .map(|row| {
            let region = in_region.get(&row.ags).or_else(|| in_region.get(&row.kreis_ags)).cloned();
            let place = Place {
                name: row.name,
                kind: row.kind,
                kreis_ags: row.kreis_ags,
                kreis_name: row.kreis_name,
                regierungsbezirk: row.regierungsbezirk,
                region,
            };
            (row.ags, place)
        })
        .collect())
}

/// Whether a licence is open; nothing where it is not known.
#[must_use]
pub fn open_licence(sheet: &Sheet) -> Option<bool> {
    Licence::parse(sheet.get(Field::Licence)?).ok().map(|licence| licence.is_open())
}
