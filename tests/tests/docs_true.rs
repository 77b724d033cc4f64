//! Tables in the documentation are printed by the program; here they are compared. `UPDATE_DOCS=1` writes them anew.
use entity::{
    permission::{Action, Reach, Role, ScopeKind, reach},
    project::lifecycle::Lifecycle,
};
use std::fmt::Write as _;

fn holds(file: &str, text: &str) {
    let path = tests::db::project().join("docs").join(file);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, text).expect("the file can be written");
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = text.lines().zip(found.lines()).find(|(ours, theirs)| ours != theirs);
    assert!(
        found == text,
        "docs/{file} is out of date at {differs:?}; UPDATE_DOCS=1 cargo test --test docs_true writes it"
    );
}

fn words(action: Action) -> &'static str {
    match action {
        Action::SeePublished => "see what is published",
        Action::SeeInternal => "see what is internal: remarks, reasons, origins of figures",
        Action::EditProject => "change a project's descriptive fields",
        Action::SetStatus => "move a project along its lifecycle",
        Action::CreateProject => "create a project",
        Action::RecordMoney => "record money; move a project into a state that binds money",
        Action::SetBudget => "record the programme's budget",
        Action::ProposeDecision => "open a grant case, propose a decision (Bescheid)",
        Action::ApproveDecision => "approve or reject a decision that somebody else proposed",
        Action::UploadImport => "upload a list and see what it would change",
        Action::ApplyImport => "apply a list",
        Action::ReleaseImport => "release a list with money, never one's own",
        Action::EditSolution => "edit a solution",
        Action::PublishSolution => "publish a solution",
        Action::ReportAdoption => "report an adoption",
        Action::AnswerAdoption => "answer what municipalities say about their use of a solution",
        Action::AnswerInterest => "see and answer the interest shown in a solution",
        Action::SeeAudit => "read the audit trail",
        Action::ManageAccounts => "manage accounts, roles and tokens",
        Action::SeeChecks => "see what the checks found",
        Action::ManageRules => "enter and try the dated values of the rules",
        Action::Recover => "claim money back, record what comes, propose to write off",
        Action::ApproveWriteOff => "approve or reject a write-off that somebody else proposed",
        Action::HandInSettlement => "hand in calls for money (Mittelabruf) and proofs of use (Verwendungsnachweis)",
        Action::DecideSettlement => "answer calls for money, check proofs of use",
        Action::KeepProfile => "say what is known about a municipality",
    }
}

#[test]
fn permissions() {
    let mut text = String::from(
        "# Who may do what\n\nA test prints this table from `entity/src/permission.rs` (`tests/tests/docs_true.rs`): do not edit \
         it by hand.\n\n",
    );
    let roles: Vec<Role> = Role::ALL.into_iter().collect();
    let heads: Vec<&str> = roles.iter().map(|role| role.label()).collect();
    let _ = writeln!(text, "| | {} |", heads.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --- |".repeat(roles.len()));
    for action in Action::ALL {
        let cells: Vec<&str> = roles
            .iter()
            .map(|role| match reach(*role, action) {
                Reach::No => "–",
                Reach::All => "all",
                Reach::OwnRegion => "own region",
                Reach::OwnAuthority => "own grants",
                Reach::OwnProject => "own project",
                Reach::OwnMunicipality => "own municipality",
            })
            .collect();
        let _ = writeln!(text, "| {} | {} |", words(action), cells.join(" | "));
    }
    text.push_str("\n## Roles and their scopes\n\n| role | in commands and JSON | scope |\n| --- | --- | --- |\n");
    for role in roles {
        let scope = match role.scope_kind() {
            None => "–",
            Some(ScopeKind::Region) => "a region's slug, `aachen`",
            Some(ScopeKind::Authority) => "an authority's slug, `bezreg-koeln`",
            Some(ScopeKind::Project) => "a project's number",
            Some(ScopeKind::Municipality) => "a municipality's key, `05334002`",
        };
        let _ = writeln!(text, "| {} | `{}` | {scope} |", role.label(), role.key());
    }
    holds("permissions.md", &text);
}

#[test]
fn lifecycle() {
    let mut text = String::from(
        "# The lifecycle of a project\n\nA test prints this table from `entity/src/project/lifecycle.rs` \
         (`tests/tests/docs_true.rs`): do not edit it by hand.\n\n\
         | state | in data | stage | public | to move there | on to |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for state in Lifecycle::ALL {
        let next: Vec<&str> = state.next().iter().map(|next| next.label()).collect();
        let next = match state {
            Lifecycle::Unknown => "every state".to_owned(),
            _ if next.is_empty() => "– (an end)".to_owned(),
            _ => next.join(", "),
        };
        let public = if state.is_public() { "yes" } else { "no" };
        let needs = words(state.needs());
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {public} | {needs} | {next} |",
            state.label(),
            state.key(),
            state.stage().label()
        );
    }
    holds("lifecycle.md", &text);
}
