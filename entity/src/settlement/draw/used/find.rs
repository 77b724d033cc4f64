//! The use of the money of a call, and the interest on what was used late. All of it is internal.
use super::{change::version, late, record};
use crate::{
    actor::Actor,
    check::facts::months_later,
    db::Db,
    grant::standing,
    money::Cents,
    parameter::{Key, Set},
    permission::Action,
    recovery::{
        claim,
        standing::{self as claims, Calculation, Recovery},
    },
    refusal::Refusal,
    settlement::draw,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, EntityTrait};

/// The use of the money of a call.
#[derive(Debug, Clone)]
pub struct OfDraw {
    /// The state of uses and claims now; forms carry it.
    pub version: i32,
    /// The payment: its day, how much, and the last day on which a use is in time; none before it is paid.
    pub payment: Option<(NaiveDate, Cents, NaiveDate)>,
    /// Uses and what takes them back, in the order of recording.
    pub uses: Vec<record::Model>,
    /// What is not used.
    pub left: Cents,
    /// Interest on what was used late: an estimate until a claim sets it.
    pub calculation: Calculation,
    /// The claim of interest that stands.
    pub claim: Option<Recovery>,
    /// Whether the actor may record a use now.
    pub may_use: bool,
    /// Whether the actor may claim the interest now.
    pub may_claim: bool,
}

/// The use of the money of a call, with interest up to and without a day.
///
/// # Errors
/// Not found, or refused for those who may not see what is internal.
pub async fn of_draw(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    draw_id: i64,
    until: NaiveDate,
) -> Result<OfDraw, Refusal> {
    if !actor.is_signed_in() {
        return Err(Refusal::SignInRequired);
    }
    let connection = db.read();
    let row = draw::record::Entity::find_by_id(draw_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let standing = standing::of_case(connection, row.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::SeeInternal, &standing.place)?;
    let told = late::load(connection, vec![draw_id]).await?.remove(&draw_id).unwrap_or_default();
    let version = version(connection, draw_id, &told).await?;
    let told = told.seen(view);
    let set = Set::load(connection, view.known_at).await?;
    let from = told.payment().map_or(until, |(paid_on, _)| paid_on);
    let months = set.on(Key::PayoutMonths, from);
    let claims = claims::load(connection, Condition::all().add(claim::Column::DrawId.eq(draw_id))).await?;
    let claim = claims.into_iter().filter_map(|one| one.seen(view)).find(|one| !one.is_void());
    let may = |action| view.is_now() && actor.can(action, &standing.place);
    Ok(OfDraw {
        version,
        payment: told.payment().map(|(paid_on, paid)| (paid_on, paid, months_later(paid_on, months))),
        left: told.left(),
        calculation: claims::calculate(&told.owed(months, until), from, until, &set),
        may_use: may(Action::HandInSettlement),
        may_claim: claim.is_none() && may(Action::Recover),
        claim,
        uses: told.uses,
    })
}
