//! What is around every page: skip link, header, navigation, stand bar, footer.
use super::{breadcrumb::breadcrumb, icon, notice, page::Page, page_title::page_title, stand_bar::stand_bar};
use crate::{context::PageContext, paths};
use entity::permission::Action;
use leptos::prelude::*;
use leptos_router::hooks::{use_query_map, use_url};

/// Puts a page into its frame.
#[must_use]
pub fn frame(context: &PageContext, page: Page) -> AnyView {
    let path = use_url().with_untracked(|url| url.path().to_owned());
    let query: Vec<(String, String)> = use_query_map()
        .with_untracked(|query| query.clone().into_iter().map(|(name, value)| (name.into_owned(), value)).collect());
    let stand = page.stand.then(|| stand_bar(context, path, query, page.sample));
    view! {
        {page_title(&page.title)}
        <a class="skip" href="#inhalt">"Zum Inhalt springen"</a>
        {header(context, page.section)}
        {stand}
        <main id="inhalt" class="wide" tabindex="-1">
            {breadcrumb(page.crumbs)}
            {notice::of_form(context)}
            {page.content}
        </main>
        {footer(context)}
        {page.island.then(|| browser_side(context))}
    }
    .into_any()
}

fn header(context: &PageContext, section: &'static str) -> AnyView {
    let home = context.link(paths::HOME);
    let mut entries = vec![
        (paths::HOME, "Überblick"),
        (paths::BUDGET, "Haushalt"),
        (paths::PROJECTS, "Projekte"),
        (paths::SOLUTIONS, "Lösungen"),
        (paths::REPORTS, "Berichte"),
        (paths::REGIONS, "Regionen"),
    ];
    if context.actor.is_signed_in() {
        entries.push((paths::TASKS, "Aufgaben"));
    }
    if context.actor.is_signed_in() && context.actor.may_somewhere(Action::UploadImport) {
        entries.push((paths::IMPORTS, "Importe"));
    }
    if context.actor.is_signed_in() && context.actor.may_somewhere(Action::ManageRules) {
        entries.push((paths::ADMINISTRATION, "Verwaltung"));
    }
    let links = entries
        .into_iter()
        .map(|(path, label)| {
            let current = (path == section).then_some("page");
            view! { <li><a href=context.link(path) aria-current=current>{label}</a></li> }
        })
        .collect_view();
    view! {
        <header class="head">
            <div class="kern-kopfzeile">
                <div class="wide">
                    <div class="kern-kopfzeile__content">
                        <span class="kern-kopfzeile__flagge">
                            <svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" focusable="false">
                                <path fill="#00854a" d="M0 0h24v5.4H0z"/>
                                <path fill="#fff" d="M0 5.3h24v5.4H0z"/>
                                <path fill="#e2001a" d="M0 10.6h24V16H0z"/>
                            </svg>
                        </span>
                        <span class="kern-kopfzeile__label">"Ein Förderprogramm des Landes Nordrhein-Westfalen"</span>
                    </div>
                </div>
            </div>
            <div class="wide head-line">
                <a class="brand" href=home>
                    <svg class="brand-mark" viewBox="0 0 32 32" width="36" height="36" aria-hidden="true" focusable="false">
                        <rect width="32" height="32" rx="6"/>
                        <path d="M7 8v16h18M12 19l4-5 4 3 5-8"/>
                    </svg>
                    <span><strong>"Leitstand"</strong><span class="brand-sub">"Digitale Modellregionen NRW"</span></span>
                </a>
                <form class="head-search" method="get" action=paths::PROJECTS role="search" aria-label="Projekte suchen">
                    <label class="kern-sr-only" for="suche">"Projekte suchen"</label>
                    <input id="suche" type="search" name="q" placeholder="Projekt suchen"/>
                    <button type="submit" class="head-go">{icon("search")}<span class="kern-sr-only">"Suchen"</span></button>
                </form>
                {account(context)}
            </div>
            <nav class="wide nav" aria-label="Hauptnavigation"><ul>{links}</ul></nav>
        </header>
    }
    .into_any()
}

fn account(context: &PageContext) -> AnyView {
    if !context.actor.is_signed_in() {
        return view! { <div class="account"><a href=paths::SIGN_IN>"Anmelden"</a></div> }.into_any();
    }
    let name = context.actor.name.clone();
    view! {
        <div class="account">
            <span class="account-name">{icon("account-circle")}<span class="kern-sr-only">"Angemeldet als "</span>{name}</span>
            <form method="post" action=paths::SIGN_OUT>
                <button type="submit" class="link">"Abmelden"</button>
            </form>
        </div>
    }
    .into_any()
}

fn footer(context: &PageContext) -> AnyView {
    let version = concat!("Leitstand ", env!("CARGO_PKG_VERSION"));
    let day = crate::text::day(context.viewpoint.as_of);
    view! {
        <footer class="foot">
            <div class="wide foot-line">
                <ul>
                    <li><a href=paths::ACCESSIBILITY>"Barrierefreiheit"</a></li>
                    <li><a href=paths::EASY>"Leichte Sprache"</a></li>
                    <li><a href=paths::PRIVACY>"Datenschutz"</a></li>
                </ul>
                <p>{version} " · Stand der Daten " {day}</p>
            </div>
        </footer>
    }
    .into_any()
}

/// Only pages with an island load the browser side; leptos adds two small scripts of its own to every page, which
/// carry our nonce and do nothing without islands.
fn browser_side(context: &PageContext) -> AnyView {
    let assets = context.assets.clone();
    let nonce = context.nonce.clone();
    assets
        .js
        .map(|js| {
            view! {
                {assets.wasm.map(|wasm| view! { <link rel="preload" href=wasm r#as="fetch" type="application/wasm" crossorigin=""/> })}
                <script type="module" src=js nonce=nonce></script>
            }
        })
        .into_any()
}
