//! What the operator sees: log lines on standard error, figures for Prometheus.
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object per line.
    Json,
}

/// Begins to log. A second call changes nothing (tests).
pub fn start(filter: &str, format: LogFormat) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = match format {
        LogFormat::Text => builder.with_ansi(false).with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(location, message, "panic");
    }));
}

/// A filter as `--log` takes it: `info`, `warn,server=debug`.
///
/// # Errors
/// What is expected.
pub fn filter(text: &str) -> Result<String, String> {
    // the parser takes an empty word for a level
    let level = |word: &str| !word.is_empty() && word.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    let good = text.split(',').all(|part| match part.split_once('=') {
        Some((target, word)) => !target.is_empty() && level(word),
        None => level(part),
    });
    match good && EnvFilter::try_new(text).is_ok() {
        true => Ok(text.to_owned()),
        false => Err("erwartet wird error, warn, info, debug oder trace, auch je Bereich wie info,server=debug".into()),
    }
}

/// Begins to count. `None` if somebody else counts already.
#[must_use]
pub fn metrics() -> Option<PrometheusHandle> {
    const SECONDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
        .ok()?
        .install_recorder()
        .ok()?;
    metrics::gauge!("leitstand_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Some(handle)
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn filters_are_checked() {
        for good in ["info", "warn,server=debug", "off"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for bad in ["", "laut", "server=", "=debug", "info,server=laut"] {
            assert!(filter(bad).is_err(), "{bad}");
        }
    }
}
