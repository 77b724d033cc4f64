//! Who is acting, with which roles in which scope.
use crate::{
    permission::{Action, Reach, Role, reach},
    refusal::Refusal,
};

/// A role in a scope: a region's slug, an authority's slug, an AGS or a project's number, as the role needs;
/// `None` for roles that reach everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Option<String>,
}

/// Who is acting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, `None` for the public and for the program itself.
    pub account_id: Option<i64>,
    /// The name that the audit trail shows.
    pub name: String,
    /// The roles held.
    pub grants: Vec<Grant>,
    system: bool,
}

/// Where a thing lies, for the question whether an actor's scope reaches it. Fields that do not apply are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Slugs of the regions it belongs to.
    pub regions: Vec<String>,
    /// Slug of the granting authority.
    pub authority: Option<String>,
    /// Number of the project.
    pub project: Option<String>,
    /// AGS of the municipality.
    pub ags: Option<String>,
}

/// The rows an actor reaches with an action; queries filter by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Rows {
    /// No row.
    None,
    /// Every row.
    All,
    /// Rows in any of these scopes.
    Scoped {
        /// Region slugs.
        regions: Vec<String>,
        /// Authority slugs.
        authorities: Vec<String>,
        /// Project numbers.
        projects: Vec<String>,
        /// Municipality keys.
        ags: Vec<String>,
    },
}

impl Actor {
    /// Anybody without an account.
    #[must_use]
    pub fn public() -> Self {
        Self {
            account_id: None,
            name: "Öffentlichkeit".into(),
            grants: vec![Grant { role: Role::Public, scope: None }],
            system: false,
        }
    }

    /// The program itself: seeds, jobs and the command line, where the operating system decides who may.
    #[must_use]
    pub fn system(name: &str) -> Self {
        Self { account_id: None, name: name.into(), grants: Vec::new(), system: true }
    }

    /// A person with an account. Whoever has an account may at least what the public may.
    #[must_use]
    pub fn person(account_id: i64, name: String, mut grants: Vec<Grant>) -> Self {
        grants.push(Grant { role: Role::Public, scope: None });
        Self { account_id: Some(account_id), name, grants, system: false }
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        self.account_id.is_some()
    }

    /// Whether the actor holds a role, in whatever scope.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the actor may do something anywhere at all (for showing a button; operations use [`Self::may`]).
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.rows(action) != Rows::None
    }

    /// Whether the actor may do something to a thing in a place.
    #[must_use]
    pub fn can(&self, action: Action, place: &Place) -> bool {
        self.system || self.grants.iter().any(|grant| reaches(grant, action, place))
    }

    /// Refuses unless the actor may do something to a thing in a place.
    ///
    /// # Errors
    /// [`Refusal::SignInRequired`] for the public, [`Refusal::Forbidden`] for everybody else.
    pub fn may(&self, action: Action, place: &Place) -> Result<(), Refusal> {
        if self.can(action, place) {
            Ok(())
        } else if self.is_signed_in() {
            Err(Refusal::Forbidden)
        } else {
            Err(Refusal::SignInRequired)
        }
    }

    /// The rows an action reaches, for the `WHERE` of a query.
    #[must_use]
    pub fn rows(&self, action: Action) -> Rows {
        if self.system {
            return Rows::All;
        }
        let (mut regions, mut authorities, mut projects, mut ags) = (vec![], vec![], vec![], vec![]);
        for grant in &self.grants {
            let list = match reach(grant.role, action) {
                Reach::No => continue,
                Reach::All => return Rows::All,
                Reach::OwnRegion => &mut regions,
                Reach::OwnAuthority => &mut authorities,
                Reach::OwnProject => &mut projects,
                Reach::OwnMunicipality => &mut ags,
            };
            list.extend(grant.scope.clone());
        }
        if regions.is_empty() && authorities.is_empty() && projects.is_empty() && ags.is_empty() {
            Rows::None
        } else {
            Rows::Scoped { regions, authorities, projects, ags }
        }
    }
}

fn reaches(grant: &Grant, action: Action, place: &Place) -> bool {
    let scope = grant.scope.as_deref();
    match reach(grant.role, action) {
        Reach::No => false,
        Reach::All => true,
        Reach::OwnRegion => scope.is_some_and(|scope| place.regions.iter().any(|region| region == scope)),
        Reach::OwnAuthority => scope.is_some() && place.authority.as_deref() == scope,
        Reach::OwnProject => scope.is_some() && place.project.as_deref() == scope,
        Reach::OwnMunicipality => scope.is_some() && place.ags.as_deref() == scope,
    }
}
