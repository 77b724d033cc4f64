//! The table of routes. It is filled by the calls that register them, so it cannot forget one.
use super::{assets, downloads, forms, health, pages, progress, sign_in};
use crate::app::AppState;
use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};

/// Who answers a route, and so which rules hold for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// A page for people.
    Page,
    /// Takes a form and answers with a redirect or the same page again.
    Form,
    /// The JSON interface.
    Api,
    /// Files and health: nobody is asked for.
    Bare,
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// GET or another.
    pub method: Method,
    /// As axum writes it: `/projekte/{number}`.
    pub path: String,
    /// Who answers.
    pub area: Area,
}

/// Registers routes and remembers them.
#[derive(Debug, Default)]
pub struct Routes {
    /// Routes that know who asks.
    pub(super) known: Router<AppState>,
    /// Routes that do not care.
    pub(super) bare: Router<AppState>,
    list: Vec<Route>,
}

impl Routes {
    /// Registers a handler.
    #[must_use]
    pub fn on<H, T>(self, area: Area, method: Method, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        self.add(area, method, path, on(filter, handler))
    }

    /// Registers a page.
    #[must_use]
    pub fn page<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.on(Area::Page, Method::GET, path, handler)
    }

    /// Registers the handler of a form.
    #[must_use]
    pub fn form<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.on(Area::Form, Method::POST, path, handler)
    }

    /// Registers a call of the JSON interface.
    #[must_use]
    pub fn api<H, T>(self, method: Method, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.on(Area::Api, method, path, handler)
    }

    /// Every route so far.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    fn add(mut self, area: Area, method: Method, path: &str, handler: MethodRouter<AppState>) -> Self {
        self.list.push(Route { method, path: path.to_owned(), area });
        match area {
            Area::Bare => self.bare = self.bare.route(path, handler),
            Area::Page | Area::Form | Area::Api => self.known = self.known.route(path, handler),
        }
        self
    }
}

/// All routes of the program. A new subject adds its line here.
#[must_use]
pub fn all() -> Routes {
    let routes = pages::routes(Routes::default());
    let routes = sign_in::routes(routes);
    let routes = forms::routes(routes);
    let routes = downloads::routes(progress::routes(routes));
    let routes = crate::api::routes(routes);
    let routes = health::routes(routes);
    routes.on(Area::Bare, Method::GET, "/assets/{*path}", assets_file).on(
        Area::Bare,
        Method::GET,
        "/favicon.ico",
        favicon,
    )
}

async fn assets_file(
    axum::extract::Path(path): axum::extract::Path<String>,
    headers: axum::http::HeaderMap,
) -> axum::response::Response {
    assets::serve(&path, &headers)
}

async fn favicon(headers: axum::http::HeaderMap) -> axum::response::Response {
    assets::serve("favicon.svg", &headers)
}
