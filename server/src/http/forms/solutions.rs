//! Forms about solutions: their sheets and the way of these through the gate.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use entity::{
    refusal::{FieldError, Refusal},
    solution::{
        change::{Create, Save, create, save},
        gate::{
            Step,
            change::{Take, take},
        },
        origin::FIELD,
        sheet::{
            Sheet,
            check::typed,
            field::{Field, Form},
        },
    },
};

/// Boxes of the curator's list.
const CHECKS: [&str; 3] = ["check_0", "check_1", "check_2"];

/// The forms about solutions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/loesungen/neu", new)
        .form("/loesungen/{slug}/bearbeiten", edit)
        .form("/loesungen/{slug}/schritte", step)
}

/// Describes a solution.
async fn new(page: Page, fields: Fields) -> Response {
    let address = paths::new_solution();
    let done = match sheet(&fields) {
        Ok(sheet) => {
            let command = Create { sheet, projects: projects(&fields).unwrap_or_default() };
            create(&page.state.db, &page.who.actor, page.who.now, command).await
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(slug) => page.done(&paths::solution(&slug), "Der Entwurf ist gespeichert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Writes a sheet that follows the newest one.
async fn edit(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    let address = paths::edit_solution(&slug);
    let done = match (sheet(&fields), version(&fields)) {
        (Ok(sheet), Ok(version)) => {
            let command = Save { slug: slug.clone(), version, sheet, projects: projects(&fields) };
            save(&page.state.db, &page.who.actor, page.who.now, command).await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    match done {
        Ok(_) => page.done(&paths::solution(&slug), "Die Fassung ist gespeichert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Takes the newest sheet a step further.
async fn step(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    let address = paths::solution(&slug);
    let step = Step::from_key(fields.get("step"));
    let done = match (step, version(&fields)) {
        (Some(step), Ok(version)) => {
            let command = Take {
                slug,
                version,
                step,
                note: fields.get("note").into(),
                looked_at: CHECKS.iter().all(|name| fields.optional(name).is_some()),
            };
            take(&page.state.db, &page.who.actor, page.who.now, command).await
        }
        (None, _) => Err(Refusal::field("step", "required", "Bitte einen Schritt wählen.")),
        (_, Err(refusal)) => Err(refusal),
    };
    match (done, step) {
        (Ok(()), Some(step)) => page.done(&address, said(step)),
        (Ok(()), None) => page.done(&address, "Erledigt."),
        (Err(refusal), _) => page.refuse(refusal, &address, &fields).await,
    }
}

fn said(step: Step) -> &'static str {
    match step {
        Step::Submitted => "Die Fassung liegt jetzt bei der Transferstelle.",
        Step::Returned => "Die Fassung ist zurückgegeben.",
        Step::Published => "Die Fassung ist veröffentlicht.",
        Step::Confirmed => "Die Angaben sind bestätigt.",
        Step::Retired => "Die Lösung wird nicht mehr angeboten.",
    }
}

fn version(fields: &Fields) -> Result<i32, Refusal> {
    fields.get("version").parse().map_err(|_| {
        let message = "Das Formular ist unvollständig. Bitte die Seite neu laden.";
        Refusal::Invalid(vec![FieldError::new("version", "format", message)])
    })
}

/// The numbers of projects that a form sends, a line or a comma between them; none where it has no such field.
fn projects(fields: &Fields) -> Option<Vec<String>> {
    fields.names().any(|name| name == FIELD).then(|| {
        let numbers = fields.get(FIELD).split([',', '\n']).map(str::trim);
        numbers.filter(|number| !number.is_empty()).map(str::to_owned).collect()
    })
}

/// The sheet that a form sends; boxes are fields of their own.
fn sheet(fields: &Fields) -> Result<Sheet, Refusal> {
    let read = |field: Field| match field.form() {
        Form::Many(words) => {
            words().into_iter().map(|(key, _)| key).filter(|key| fields.optional(&field.tick(key)).is_some()).collect()
        }
        _ => vec![fields.get(field.key())],
    };
    typed(read).map_err(Refusal::Invalid)
}
