//! The demo accounts: one for each role, for roles with a region one for each region, and second persons where a
//! release needs one.
use super::{Password, Report, actor};
use entity::{
    account::{change, record},
    actor::Grant,
    authority,
    clock::Now,
    db::Db,
    permission::Role,
    refusal::Refusal,
    region,
};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::HashSet;

/// The municipality of the demo account `municipality`: Ahaus, outside of every model region.
const MUNICIPALITY: &str = "05554004";
/// The project of the demo account `project_lead`.
const PROJECT: &str = "DMR-17";

/// A demo account.
struct Account {
    name: String,
    shown: String,
    role: Role,
    scope: Option<String>,
}

impl Account {
    fn new(name: &str, shown: &str, role: Role, scope: Option<&str>) -> Self {
        Self { name: name.into(), shown: format!("{shown} (Beispielkonto)"), role, scope: scope.map(Into::into) }
    }
}

/// Adds the accounts that are not there yet and says with which password.
pub(super) async fn add(db: &Db, now: Now, password: Password<'_>, report: &mut Report) -> Result<(), Refusal> {
    let there: HashSet<String> =
        record::Entity::find().all(db.read()).await?.into_iter().map(|account| account.name).collect();
    let wanted = accounts(db).await?;
    let missing: Vec<&Account> = wanted.iter().filter(|account| !there.contains(&account.name)).collect();
    if missing.is_empty() {
        report.found("Beispielkonten: schon vorhanden, nichts geändert; ihr Kennwort wurde beim Anlegen ausgegeben.");
        return Ok(());
    }
    for account in &missing {
        let new = change::New {
            name: account.name.clone(),
            display_name: account.shown.clone(),
            password_hash: password.hash.into(),
            grants: vec![Grant { role: account.role, scope: account.scope.clone() }],
        };
        change::add(db, &actor(), now, new).await?;
    }
    let names: Vec<&str> = missing.iter().map(|account| account.name.as_str()).collect();
    report.did(format!("Beispielkonten: {} angelegt: {}.", names.len(), names.join(", ")));
    report.did(format!("Kennwort aller Beispielkonten: {}", password.plain));
    Ok(())
}

async fn accounts(db: &Db) -> Result<Vec<Account>, Refusal> {
    let mut accounts = vec![
        Account::new("admin", "Technische Verwaltung", Role::Admin, None),
        Account::new("auditor", "Prüfung", Role::Auditor, None),
        Account::new("ministry_budget", "Ministerium, Haushalt", Role::MinistryBudget, None),
        Account::new("ministry_budget-2", "Ministerium, Haushalt, zweite Person", Role::MinistryBudget, None),
        Account::new("ministry_programme", "Ministerium, Fachreferat", Role::MinistryProgramme, None),
        Account::new("transfer_curator", "Transferstelle", Role::TransferCurator, None),
        Account::new("municipality", "Stadt Ahaus", Role::Municipality, Some(MUNICIPALITY)),
        Account::new("project_lead", "Projektleitung OecherLab", Role::ProjectLead, Some(PROJECT)),
    ];
    let authorities = authority::Entity::find().order_by_asc(authority::Column::Slug).all(db.read()).await?;
    for authority in &authorities {
        let name = format!("authority-{}", authority.slug);
        accounts.push(Account::new(&name, &authority.name, Role::Authority, Some(&authority.slug)));
    }
    for region in region::find::all(db.read()).await? {
        let slug = &region.slug;
        let cdo = format!("CDO {}", region.name);
        let office = format!("Projektbüro {}", region.name);
        accounts.push(Account::new(&format!("cdo-{slug}"), &cdo, Role::Cdo, Some(slug)));
        accounts.push(Account::new(&format!("project_office-{slug}"), &office, Role::ProjectOffice, Some(slug)));
        // named after the region as well: the second person of its Bezirksregierung, for releases
        let district = Some(&region.regierungsbezirk);
        if let Some(own) = authorities.iter().find(|authority| authority.regierungsbezirk.as_ref() == district) {
            let shown = format!("{}, zweite Person", own.name);
            accounts.push(Account::new(&format!("authority-{slug}"), &shown, Role::Authority, Some(&own.slug)));
        }
    }
    Ok(accounts)
}
