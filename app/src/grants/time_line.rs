//! The versions of a case as a time line: which held when, by whom proposed and approved.
use super::shown::{period, standing};
use crate::{context::PageContext, paths, text};
use entity::grant::{
    current::Became,
    find::{Case, Version},
};
use leptos::prelude::*;

/// The versions, the newest first.
pub fn time_line(context: &PageContext, case: &Case) -> AnyView {
    if case.versions.is_empty() {
        return view! { <p class="muted">"Zu diesem Fall gibt es noch keinen Bescheid."</p> }.into_any();
    }
    let lines = case
        .versions
        .iter()
        .map(|version| {
            let holds = version.became == Became::Current;
            let href = context.link(paths::decision(version.id));
            let content = &version.content;
            view! {
                <li class:timeline-strong=holds>
                    <span class="timeline-day">{text::day(content.dated_on)}</span>
                    <div>
                        <p class="timeline-text"><a href=href>{format!("Fassung {}: {}", version.version, content.kind.label())}</a>" · "{content.amount.to_string()}</p>
                        <p>{standing(version.became)}" "{held(case, version)}</p>
                        <p class="source">{by_whom(version)}</p>
                        <p class="source">{format!("Bewilligungszeitraum {} · Durchführung {}{}", period(content.drawable), period(content.work), content.bound_until.map(|until| format!(" · Zweckbindung bis {}", text::day(until))).unwrap_or_default())}</p>
                        <p class="source">{format!("{} · {}", finality(version), content.rules)}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline plain">{lines}</ol> }.into_any()
}

/// From when to when a version held.
fn held(case: &Case, version: &Version) -> Option<String> {
    let from = version.content.dated_on;
    match version.became {
        Became::Current => Some(format!("seit {}", text::day(from))),
        Became::Former => {
            let next = case
                .versions
                .iter()
                .filter(|next| next.became.held())
                .filter(|next| (next.content.dated_on, next.version) > (from, version.version))
                .min_by_key(|next| (next.content.dated_on, next.version))?;
            let until = next.content.dated_on.pred_opt()?;
            match until < from {
                true => Some("· am selben Tag".into()),
                false => Some(format!("· galt {}", period((from, until)))),
            }
        }
        Became::Proposed | Became::Rejected | Became::Withdrawn => None,
    }
}

/// Who proposed and who decided.
pub fn by_whom(version: &Version) -> String {
    let by = |name: &Option<String>| name.as_ref().map(|name| format!(" von {name}")).unwrap_or_default();
    let proposed =
        format!("Vorgeschlagen am {}{}", text::day(text::berlin_day(version.proposed_at)), by(&version.proposed_by));
    let verb = match version.became {
        Became::Rejected | Became::Withdrawn => version.became.label(),
        Became::Proposed | Became::Current | Became::Former => "mitgezeichnet",
    };
    match version.decided_at {
        Some(at) => format!("{proposed} · {verb} am {}{}", text::day(text::berlin_day(at)), by(&version.decided_by)),
        None => proposed,
    }
}

/// Whether it is beyond challenge.
pub fn finality(version: &Version) -> String {
    match version.final_from {
        _ if version.became == Became::Rejected => "Abgelehnt, hat nie gegolten".into(),
        _ if version.became == Became::Withdrawn => "Zurückgezogen, hat nie gegolten".into(),
        _ if version.became == Became::Proposed => "Bestandskraft erst nach der Mitzeichnung".into(),
        Some(day) => format!("Bestandskräftig ab {}", text::day(day)),
        None => "Bestandskraft unbekannt: keine Bekanntgabe verzeichnet".into(),
    }
}
