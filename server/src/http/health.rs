//! Whether the program lives and may be sent requests.
use super::routes::{Area, Routes};
use crate::app::AppState;
use axum::{
    extract::State,
    http::{Method, StatusCode},
};
use entity::db::Db;
use migration::{Migrator, MigratorTrait};
use std::time::Duration;

/// The two routes.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.on(Area::Bare, Method::GET, "/healthz", alive).on(Area::Bare, Method::GET, "/readyz", ready)
}

async fn alive() -> &'static str {
    "ok\n"
}

/// Green while the database answers and has exactly our tables.
async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(Duration::from_secs(3), migrated(&state.db)).await {
        Ok(Ok(true)) => (StatusCode::OK, "ok\n"),
        Ok(Ok(false)) => (StatusCode::SERVICE_UNAVAILABLE, "Die Datenbank ist nicht auf dem Stand dieses Programms.\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "Die Datenbank antwortet nicht.\n"),
    }
}

/// Whether every migration we know is applied.
///
/// # Errors
/// The driver's error.
pub async fn migrated(db: &Db) -> Result<bool, sea_orm::DbErr> {
    Ok(Migrator::get_pending_migrations_read_only(db.read()).await?.is_empty())
}

/// Whether the database answers at all.
pub async fn answers(db: &Db) -> bool {
    matches!(tokio::time::timeout(Duration::from_secs(3), db.read().ping()).await, Ok(Ok(())))
}
