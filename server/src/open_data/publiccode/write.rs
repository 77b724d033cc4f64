//! From facts to a file.
use super::{
    Finding, Version,
    emit::{Map, Yaml, document},
    facts::{Contact, Contractor, Dependency, Facts, Organisation},
    rules,
};

/// The file for these facts in a version of the standard: the same facts give the same bytes. Facts that the version does
/// not know yet are left out (`fundedBy` and `organisation` before 0.5, `supports` before 0.7), as is `repoOwner` from 0.5
/// on, which the standard then advises against.
///
/// # Errors
/// What the version makes mandatory and is missing, or what does not fit its rules; nothing is made up. The file is
/// written only if [`super::check`] finds no error in it.
pub fn write(facts: &Facts, version: Version) -> Result<String, Vec<Finding>> {
    let text = document(&file(facts, version));
    let mut errors = rules::check(&text);
    errors.retain(Finding::is_error);
    if errors.is_empty() {
        return Ok(text);
    }
    for finding in &mut errors {
        // nobody has seen the text
        finding.line = None;
    }
    Err(errors)
}

fn file(facts: &Facts, version: Version) -> Map {
    let minor = version.minor();
    let mut out = Vec::new();
    text(&mut out, "publiccodeYmlVersion", version.key());
    text(&mut out, "name", &facts.name);
    text(&mut out, "url", address(facts.url.as_ref()));
    text(&mut out, "landingURL", address(facts.landing_url.as_ref()));
    texts(&mut out, "isBasedOn", facts.is_based_on.iter().map(ToString::to_string));
    text(&mut out, "softwareVersion", some(&facts.software_version));
    text(&mut out, "releaseDate", &facts.release_date.map(|day| day.to_string()).unwrap_or_default());
    text(&mut out, "logo", some(&facts.logo));
    texts(&mut out, "platforms", facts.platforms.iter().cloned());
    texts(&mut out, "categories", facts.categories.iter().cloned());
    texts(&mut out, "usedBy", facts.used_by.iter().cloned());
    if minor >= 5 {
        maps(&mut out, "fundedBy", &facts.funded_by, organisation);
    }
    text(&mut out, "developmentStatus", facts.development_status.map_or("", |status| status.key()));
    text(&mut out, "softwareType", facts.software_type.map_or("", |kind| kind.key()));
    if minor >= 7 {
        maps(&mut out, "supports", &facts.supports, |id| vec![("id", Yaml::Text(id.clone()))]);
    }
    if let Some(publisher) = facts.organisation.as_ref().filter(|_| minor >= 5) {
        out.push(("organisation", Yaml::Map(organisation(publisher))));
    }
    let mut audience = Vec::new();
    texts(&mut audience, "scope", facts.scope.iter().cloned());
    // 0.5 turned the letters of countries from small to capital
    let country = |code: &String| if minor >= 5 { code.to_ascii_uppercase() } else { code.to_ascii_lowercase() };
    texts(&mut audience, "countries", facts.countries.iter().map(country));
    if !audience.is_empty() {
        out.push(("intendedAudience", Yaml::Map(audience)));
    }
    out.push(("description", Yaml::Map(vec![("de", Yaml::Map(description(facts)))])));
    let mut legal = Vec::new();
    text(&mut legal, "license", facts.licence.as_ref().map_or("", |licence| licence.as_str()));
    text(&mut legal, "mainCopyrightOwner", some(&facts.main_copyright_owner));
    if minor < 5 {
        text(&mut legal, "repoOwner", some(&facts.repo_owner));
    }
    out.push(("legal", Yaml::Map(legal)));
    out.push(("maintenance", Yaml::Map(maintenance(facts))));
    let mut localisation = Vec::new();
    flag(&mut localisation, "localisationReady", facts.localisation_ready);
    texts(&mut localisation, "availableLanguages", facts.available_languages.iter().cloned());
    out.push(("localisation", Yaml::Map(localisation)));
    let mut needs = Vec::new();
    maps(&mut needs, "open", &facts.depends_on.open, dependency);
    maps(&mut needs, "proprietary", &facts.depends_on.proprietary, dependency);
    maps(&mut needs, "hardware", &facts.depends_on.hardware, dependency);
    if !needs.is_empty() {
        out.push(("dependsOn", Yaml::Map(needs)));
    }
    out
}

fn description(facts: &Facts) -> Map {
    let mut out = Vec::new();
    text(&mut out, "shortDescription", &facts.short_description);
    text(&mut out, "longDescription", &facts.long_description);
    texts(&mut out, "features", facts.features.iter().cloned());
    out
}

fn maintenance(facts: &Facts) -> Map {
    let mut out = Vec::new();
    let kind = facts.maintenance_type.map_or("", |kind| kind.key());
    text(&mut out, "type", kind);
    if kind == "contract" {
        maps(&mut out, "contractors", &facts.contractors, contractor);
    }
    maps(&mut out, "contacts", &facts.contacts, contact);
    out
}

fn contractor(one: &Contractor) -> Map {
    let mut out = Vec::new();
    text(&mut out, "name", &one.name);
    text(&mut out, "until", &one.until.map(|day| day.to_string()).unwrap_or_default());
    out
}

fn contact(one: &Contact) -> Map {
    let mut out = Vec::new();
    text(&mut out, "name", &one.name);
    text(&mut out, "email", some(&one.email));
    text(&mut out, "phone", some(&one.phone));
    out
}

fn organisation(one: &Organisation) -> Map {
    let mut out = Vec::new();
    text(&mut out, "name", &one.name);
    text(&mut out, "uri", some(&one.uri));
    out
}

fn dependency(one: &Dependency) -> Map {
    let mut out = Vec::new();
    text(&mut out, "name", &one.name);
    text(&mut out, "versionMin", some(&one.version_min));
    text(&mut out, "versionMax", some(&one.version_max));
    text(&mut out, "version", some(&one.version));
    flag(&mut out, "optional", one.optional);
    out
}

fn text(out: &mut Map, key: &'static str, value: &str) {
    if !value.trim().is_empty() {
        out.push((key, Yaml::Text(value.to_string())));
    }
}

fn texts(out: &mut Map, key: &'static str, values: impl Iterator<Item = String>) {
    let values: Vec<String> = values.filter(|value| !value.trim().is_empty()).collect();
    if !values.is_empty() {
        out.push((key, Yaml::Texts(values)));
    }
}

fn maps<T>(out: &mut Map, key: &'static str, values: &[T], as_map: impl Fn(&T) -> Map) {
    if !values.is_empty() {
        out.push((key, Yaml::Maps(values.iter().map(as_map).collect())));
    }
}

fn flag(out: &mut Map, key: &'static str, value: Option<bool>) {
    if let Some(value) = value {
        out.push((key, Yaml::Bool(value)));
    }
}

fn some(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn address(value: Option<&entity::web_address::WebAddress>) -> &str {
    value.map_or("", |address| address.as_str())
}
