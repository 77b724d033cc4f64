//! Whose an import is: some upload for the whole programme, a Projektbüro for its region, an authority for its grants.
use super::record;
use crate::{
    actor::{Actor, Place, Rows},
    authority,
    permission::Action,
    refusal::Refusal,
    region,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait};

/// What an import is limited to; nothing for one about the whole programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The region that every project of it must lie in.
    pub(super) region_id: Option<i64>,
    /// The authority that every project of it must be granted by.
    pub(super) authority_id: Option<i64>,
}

impl Scope {
    /// What the uploads of an actor are limited to.
    pub(crate) async fn of_uploader(connection: &impl ConnectionTrait, actor: &Actor) -> Result<Self, Refusal> {
        let action = Action::UploadImport;
        if actor.can(action, &Place::default()) {
            return Ok(Self::default());
        }
        for region in region::find::all(connection).await? {
            let place = Place { regions: vec![region.slug], ..Place::default() };
            if actor.can(action, &place) {
                return Ok(Self { region_id: Some(region.id), authority_id: None });
            }
        }
        for authority in authority::Entity::find().all(connection).await? {
            let place = Place { authority: Some(authority.slug), ..Place::default() };
            if actor.can(action, &place) {
                return Ok(Self { region_id: None, authority_id: Some(authority.id) });
            }
        }
        actor.may(action, &Place::default()).map(|()| Self::default())
    }

    /// Whether a project that lies in a region and is granted by an authority is inside.
    pub(crate) fn holds(self, region_id: Option<i64>, authority_id: Option<i64>) -> bool {
        (self.region_id.is_none() || self.region_id == region_id)
            && (self.authority_id.is_none() || self.authority_id == authority_id)
    }
}

impl From<&record::Model> for Scope {
    fn from(run: &record::Model) -> Self {
        Self { region_id: run.region_id, authority_id: run.authority_id }
    }
}

/// Where a run lies, for the question who may. A region's list lies with the authority that grants there, too.
pub(super) async fn place_of(connection: &impl ConnectionTrait, run: &record::Model) -> Result<Place, DbErr> {
    let region = match run.region_id {
        Some(id) => region::record::Entity::find_by_id(id).one(connection).await?,
        None => None,
    };
    let authority_id = match run.authority_id {
        Some(id) => Some(id),
        None => region::find::authority_of(connection, run.region_id).await?,
    };
    let authority = match authority_id {
        Some(id) => authority::Entity::find_by_id(id).one(connection).await?,
        None => None,
    };
    Ok(Place {
        regions: region.into_iter().map(|region| region.slug).collect(),
        authority: authority.map(|authority| authority.slug),
        ..Place::default()
    })
}

/// The rule of who may decide about an import before it is applied, and give it up: whoever uploaded it, and whoever may
/// apply it.
pub(super) async fn may_decide(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    run: &record::Model,
) -> Result<(), Refusal> {
    if run.uploaded_by.is_some() && run.uploaded_by == actor.account_id {
        return Ok(());
    }
    actor.may(Action::ApplyImport, &place_of(connection, run).await?)
}

/// The runs that an actor may see; none for those who have nothing to do with imports.
pub(super) async fn visible(connection: &impl ConnectionTrait, actor: &Actor) -> Result<Option<Condition>, DbErr> {
    let (regions, authorities) = match actor.rows(Action::UploadImport) {
        Rows::All => return Ok(Some(Condition::all())),
        Rows::None if actor.has(crate::permission::Role::Auditor) => return Ok(Some(Condition::all())),
        Rows::None => return Ok(None),
        Rows::Scoped { regions, authorities, .. } => (regions, authorities),
    };
    let own: Vec<authority::Model> = authority::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .filter(|authority| authorities.contains(&authority.slug))
        .collect();
    let of_own = |region: &region::record::Model| {
        own.iter().any(|authority| authority.regierungsbezirk.as_ref() == Some(&region.regierungsbezirk))
    };
    let region_ids: Vec<i64> = region::find::all(connection)
        .await?
        .into_iter()
        .filter(|region| regions.contains(&region.slug) || of_own(region))
        .map(|region| region.id)
        .collect();
    Ok(Some(
        Condition::any()
            .add(record::Column::RegionId.is_in(region_ids))
            .add(record::Column::AuthorityId.is_in(own.iter().map(|authority| authority.id)))
            .add_option(actor.account_id.map(|id| record::Column::UploadedBy.eq(id))),
    ))
}
