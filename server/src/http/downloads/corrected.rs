//! The rows of an uploaded file again, with what was found written to the cells.
use super::{XLSX, attachment, made, refuse};
use crate::{
    http::{
        pages::Page,
        routes::{Area, Routes},
    },
    spreadsheet::{
        self,
        write::{Mark, corrected},
    },
};
use axum::{extract::Path, http::Method, response::Response};
use entity::{
    import_run::{
        State,
        find::{detail, original},
    },
    refusal::Refusal,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, "/importe/{id}/korrektur", file)
}

async fn file(page: Page, Path(id): Path<i64>) -> Response {
    let (name, content, marks) = match found(&page, id).await {
        Ok(found) => found,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    let limits = page.state.config.reading();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
    let read = tokio::task::spawn_blocking(move || spreadsheet::workbook(&name, &content, &limits)).await;
    let workbook = match read {
        Ok(Ok(workbook)) => workbook,
        Ok(Err(error)) => return refuse(&page, Refusal::rule("import.unreadable", error.message)).await,
        Err(error) => {
            tracing::error!(%error, "a file could not be read again");
            return crate::http::error::fault();
        }
    };
    match made(move || corrected(&workbook, &marks)).await {
        Ok(content) => attachment(&format!("{stem} mit Befunden.xlsx"), XLSX, content),
        Err(fault) => fault,
    }
}

/// The file of an import and what was found in it.
async fn found(page: &Page, id: i64) -> Result<(String, Vec<u8>, Vec<Mark>), Refusal> {
    let (db, actor) = (&page.state.db, &page.who.actor);
    let run = detail(db, actor, id).await?;
    if run.line.state == State::Reading {
        let message = "Die Datei wird noch gelesen. Bitte warten Sie, bis die Vorschau da ist.";
        return Err(Refusal::rule("import.state", message));
    }
    let (name, content) = original(db, actor, id).await?;
    let marks = run.findings.into_iter().map(|finding| Mark {
        cell: finding.cell,
        severity: finding.severity,
        message: finding.message,
        raw: finding.raw,
    });
    Ok((name, content, marks.collect()))
}
