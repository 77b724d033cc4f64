//! `serve`: the server until somebody ends it.
use super::{Common, Failure, data, say};
use crate::{
    app::{self, AppState},
    config::{
        Config,
        value::{MetricsAddr, addr},
    },
    jobs, telemetry,
};
use axum::{Router, http::header, routing::get, serve::ListenerExt};
use clap::Args;
use entity::{clock::Clock, db::Db};
use std::{net::SocketAddr, time::Duration};
use tokio::net::TcpListener;

/// How long running requests may take to finish once the program is told to end.
const GRACE: Duration = Duration::from_secs(30);

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct Options {
    /// Adresse, auf der Anfragen angenommen werden
    #[arg(long, env = "LEITSTAND_ADDR", value_name = "IP:PORT", default_value = "127.0.0.1:8080", value_parser = addr)]
    addr: SocketAddr,
    /// Adresse für die Kennzahlen der Überwachung (/metrics); off schaltet sie ab [Vorgabe: 127.0.0.1:9090]
    #[arg(long, env = "LEITSTAND_METRICS_ADDR", value_name = "IP:PORT")]
    metrics_addr: Option<MetricsAddr>,
    /// Die Tabellen nicht anfassen
    #[arg(long)]
    no_migrate: bool,
    #[command(flatten)]
    config: Config,
}

/// Serves.
pub async fn run(common: &Common, options: &Options) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let listener = bind(options.addr, "--addr [LEITSTAND_ADDR]").await?;
    let address = listener.local_addr().unwrap_or(options.addr);
    let metrics = metrics_listener(options.metrics_addr).await?;
    let db = tokio::select! {
        db = database(common, options) => db?,
        () = signals.next() => return Ok(()),
    };
    if !options.config.is_https() && !address.ip().is_loopback() {
        tracing::warn!("cookies go out unencrypted; with TLS in front, give --public-url https://…");
    }

    let state = AppState::new(&options.config, db, Clock::System);
    if let Some(listener) = metrics {
        serve_metrics(listener, &state);
    }
    let router = app::router(state.clone());
    let work = tokio::spawn(jobs::run(state.clone()));
    let mut stopping = state.stopping();
    let server = axum::serve(
        listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        }),
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());
    say(format_args!("Leitstand läuft auf http://{address}"));

    signals.next().await;
    tracing::info!("told to end; running requests finish");
    state.stop();
    tokio::select! {
        ended = async { (server.await, work.await) } => {
            if let (Ok(Err(error)), _) = ended {
                return Err(Failure::new(format!("Der Dienst ist abgebrochen: {error}")));
            }
        }
        () = tokio::time::sleep(GRACE) => tracing::warn!("requests or jobs did not finish in time"),
        () = signals.next() => tracing::warn!("told to end again"),
    }
    tracing::info!("ended");
    Ok(())
}

async fn database(common: &Common, options: &Options) -> Result<Db, Failure> {
    let db = common.create().await?;
    if !options.no_migrate {
        data::up(&db).await?;
    }
    Ok(db)
}

async fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AddrInUse => "dort läuft schon ein anderes Programm".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "diese Adresse hat der Rechner nicht".to_owned(),
            std::io::ErrorKind::PermissionDenied => "das darf dieses Konto nicht".to_owned(),
            _ => error.to_string(),
        };
        Failure::new(format!("{option}: {address} geht nicht, {why}. Bitte eine andere Adresse angeben."))
    })
}

/// Without an option the usual place is tried, and done without if it is taken; a place that was asked for is needed.
async fn metrics_listener(asked: Option<MetricsAddr>) -> Result<Option<TcpListener>, Failure> {
    match asked {
        Some(MetricsAddr::Off) => Ok(None),
        Some(MetricsAddr::At(address)) => bind(address, "--metrics-addr [LEITSTAND_METRICS_ADDR]").await.map(Some),
        None => {
            let usual = SocketAddr::from(([127, 0, 0, 1], 9090));
            match TcpListener::bind(usual).await {
                Ok(listener) => Ok(Some(listener)),
                Err(error) => {
                    tracing::warn!(%error, %usual, "no figures for monitoring; choose a place with --metrics-addr");
                    Ok(None)
                }
            }
        }
    }
}

fn serve_metrics(listener: TcpListener, state: &AppState) {
    let Some(handle) = telemetry::metrics() else { return };
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    let db = state.db.clone();
    let show = move || async move {
        if let Ok(waiting) = entity::job::find::waiting(db.read()).await {
            metrics::gauge!("leitstand_jobs_waiting").set(u32::try_from(waiting).map_or(f64::INFINITY, f64::from));
        }
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
    };
    let router = Router::new().route("/metrics", get(show));
    tokio::spawn(axum::serve(listener, router).into_future());
}

/// SIGTERM and Ctrl-C.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = |error| Failure::new(format!("Signale lassen sich nicht empfangen: {error}"));
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
