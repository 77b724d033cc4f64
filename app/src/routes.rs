//! The document and the table of routes.
use crate::{
    administration::{Administration, RuleValue, RuleValues},
    adoptions::{AdoptionForm, AdoptionHistory},
    budget::{
        Breakdown, Budget, BudgetYear, Changes, Claims,
        checks::{CheckFinding, CheckList, CheckRule},
    },
    cofunding::{CofundingOverview, ProjectCofunding},
    context,
    dashboard::Dashboard,
    figure::FigurePage,
    grants::{CaseForm, CaseMemos, DecisionPage, Funding, ProposalForm},
    imports::{
        ImportCell, ImportColumns, ImportDetail, ImportFile, ImportList, ImportTemplates, ImportUndo, ImportValues,
    },
    interest::{ConfirmInterest, InterestDesk, InterestForm, WithdrawInterest},
    municipalities::{MunicipalityDetail, MunicipalityList, MunicipalityProfile, RadarWeights, SolutionFits},
    projects::{ProjectDetail, ProjectList},
    recovery::{RecoveryList, RecoveryPage},
    regions::{RegionDetail, RegionList},
    reports::{ReportBudget, ReportList, ReportParliament, ReportRegion, ReportTransfer, ReportTransferCases},
    settlement::{DrawForm, DrawPage, ProofForm, ProofPage, SettlementDesk},
    sign_in::SignIn,
    solutions::{
        ConfirmContact, PictureRemoval, SolutionCompare, SolutionDetail, SolutionForm, SolutionList, SolutionNew,
        SolutionPictures, SolutionPubliccode,
    },
    statements::{Accessibility, Easy, Missing, Privacy},
    tasks::TaskList,
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The document around every page.
#[must_use]
pub fn shell() -> impl IntoView {
    // asked for, never expected: the list of routes is made once without a request
    let assets = context::get().map(|context| context.assets);
    view! {
        <!DOCTYPE html>
        <html lang="de">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="format-detection" content="telephone=no"/>
                {assets.map(|assets| view! {
                    <link rel="stylesheet" href=assets.css/>
                    <link rel="icon" type="image/svg+xml" href=assets.icon/>
                })}
                // leptos_meta loses links that a page sets after it has waited for its data
                <link rel="alternate" type="application/atom+xml" title="Neue Lösungen und Nachnutzungen" href=crate::paths::SOLUTIONS_FEED/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page and its address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=Missing>
                <Route path=path!("/") view=Dashboard ssr=SsrMode::Async/>
                <Route path=path!("/haushalt") view=Budget ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/jahre/:year") view=BudgetYear ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/veraenderung") view=Changes ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/aufschluesselung") view=Breakdown ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/veroeffentlicht") view=Claims ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/kofinanzierung") view=CofundingOverview ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/pruefungen") view=CheckList ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/pruefungen/:rule") view=CheckRule ssr=SsrMode::Async/>
                <Route path=path!("/haushalt/pruefungen/:rule/:fingerprint") view=CheckFinding ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung") view=Administration ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung/regeln") view=RuleValues ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung/regeln/:key") view=RuleValue ssr=SsrMode::Async/>
                <Route path=path!("/projekte") view=ProjectList ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number") view=ProjectDetail ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/finanzierung") view=Funding ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/kofinanzierung") view=ProjectCofunding ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/faelle/neu") view=CaseForm ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/faelle/:id/bescheid") view=ProposalForm ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/faelle/:id/vermerke") view=CaseMemos ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/rueckforderung") view=RecoveryList ssr=SsrMode::Async/>
                <Route path=path!("/rueckforderungen/:id") view=RecoveryPage ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/abwicklung") view=SettlementDesk ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/faelle/:id/abruf") view=DrawForm ssr=SsrMode::Async/>
                <Route path=path!("/projekte/:number/faelle/:id/nachweis") view=ProofForm ssr=SsrMode::Async/>
                <Route path=path!("/nachweise/:id") view=ProofPage ssr=SsrMode::Async/>
                <Route path=path!("/abrufe/:id") view=DrawPage ssr=SsrMode::Async/>
                <Route path=path!("/bescheide/:id") view=DecisionPage ssr=SsrMode::Async/>
                <Route path=path!("/aufgaben") view=TaskList ssr=SsrMode::Async/>
                <Route path=path!("/regionen") view=RegionList ssr=SsrMode::Async/>
                <Route path=path!("/regionen/:slug") view=RegionDetail ssr=SsrMode::Async/>
                <Route path=path!("/zahl/:id") view=FigurePage ssr=SsrMode::Async/>
                <Route path=path!("/loesungen") view=SolutionList ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/neu") view=SolutionNew ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/vergleich") view=SolutionCompare ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug") view=SolutionDetail ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/bearbeiten") view=SolutionForm ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/bilder") view=SolutionPictures ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/bilder/:sha256/entfernen") view=PictureRemoval ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/interesse") view=InterestForm ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/anfragen") view=InterestDesk ssr=SsrMode::Async/>
                <Route path=path!("/interesse/:token/bestaetigen") view=ConfirmInterest ssr=SsrMode::Async/>
                <Route path=path!("/interesse/:token/zurueckziehen") view=WithdrawInterest ssr=SsrMode::Async/>
                <Route path=path!("/ansprechstelle/:token/bestaetigen") view=ConfirmContact ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/nutzung") view=AdoptionForm ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/nutzung/:ags") view=AdoptionHistory ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/publiccode") view=SolutionPubliccode ssr=SsrMode::Async/>
                <Route path=path!("/loesungen/:slug/kommunen") view=SolutionFits ssr=SsrMode::Async/>
                <Route path=path!("/kommunen") view=MunicipalityList ssr=SsrMode::Async/>
                <Route path=path!("/kommunen/:ags") view=MunicipalityDetail ssr=SsrMode::Async/>
                <Route path=path!("/kommunen/:ags/profil") view=MunicipalityProfile ssr=SsrMode::Async/>
                <Route path=path!("/verwaltung/radar") view=RadarWeights ssr=SsrMode::Async/>
                <Route path=path!("/berichte") view=ReportList ssr=SsrMode::Async/>
                <Route path=path!("/berichte/haushalt") view=ReportBudget ssr=SsrMode::Async/>
                <Route path=path!("/berichte/region/:slug") view=ReportRegion ssr=SsrMode::Async/>
                <Route path=path!("/berichte/transfer") view=ReportTransfer ssr=SsrMode::Async/>
                <Route path=path!("/berichte/transfer/:key") view=ReportTransferCases ssr=SsrMode::Async/>
                <Route path=path!("/berichte/landtag") view=ReportParliament ssr=SsrMode::Async/>
                <Route path=path!("/importe") view=ImportList ssr=SsrMode::Async/>
                <Route path=path!("/importe/vorlagen") view=ImportTemplates ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id") view=ImportDetail ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id/datei") view=ImportFile ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id/spalten") view=ImportColumns ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id/zelle") view=ImportCell ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id/werte") view=ImportValues ssr=SsrMode::Async/>
                <Route path=path!("/importe/:id/rueckgaengig") view=ImportUndo ssr=SsrMode::Async/>
                <Route path=path!("/anmelden") view=SignIn ssr=SsrMode::Async/>
                <Route path=path!("/barrierefreiheit") view=Accessibility ssr=SsrMode::Async/>
                <Route path=path!("/datenschutz") view=Privacy ssr=SsrMode::Async/>
                <Route path=path!("/leichte-sprache") view=Easy ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
