//! From a file that somebody brought to facts they may take over. Everything in it is a proposal: what does not keep the
//! rules is left out, and a finding says so.
use super::{
    Finding,
    facts::{
        Contact, Contractor, Dependencies, Dependency, DevelopmentStatus, Facts, MaintenanceType, Organisation,
        SoftwareType,
    },
    leaf, rules,
    tree::{self, Node, Value},
    values, words,
};
use entity::{
    licence::Licence,
    web_address::{WebAddress, https_outside},
};

/// Longer single lines are cut, in characters.
const LINE: usize = 500;
/// Longer texts are cut, in characters.
const TEXT: usize = 10_000;
/// Longer lists are cut.
const LIST: usize = 100;

/// What a file proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The version of the standard it declares, if we know it.
    pub version: Option<String>,
    /// The language of the description that was taken: German, else English.
    pub language: Option<String>,
    /// What it says. Texts are without control characters; one-line texts at most 500 characters, the long description
    /// 10,000; lists at most 100 entries. Of contacts only role mailboxes.
    pub facts: Facts,
    /// What is wrong with it, in the order of [`super::check`], and what was left out. Errors need not stop anybody
    /// from taking over the rest.
    pub findings: Vec<Finding>,
}

/// What an uploaded or pasted file proposes. Reading takes time in proportion to its length, at most
/// [`super::MAX_BYTES`]; nothing in it can make it take more.
///
/// # Errors
/// The file cannot be read at all: too large, no UTF-8, no YAML, or YAML with anchors, aliases, tags, merge keys, a key
/// twice, several documents, more than [`super::DEPTH`] levels or [`super::NODES`] values.
pub fn read(bytes: &[u8]) -> Result<Proposed, Vec<Finding>> {
    let root = tree::parse(bytes).map_err(|finding| vec![finding])?;
    let mut findings = rules::examine(&root);
    if !matches!(root.value, Value::Map(_)) {
        return Err(findings);
    }
    let version = root.get("publiccodeYmlVersion").and_then(Node::text);
    let (language, described) = description(&root, &mut findings);
    let legal = root.get("legal");
    let maintenance = root.get("maintenance");
    let localisation = root.get("localisation");
    let audience = root.get("intendedAudience");
    let needs = root.get("dependsOn");
    let facts = Facts {
        name: line(root.get("name")).unwrap_or_default(),
        url: address(root.get("url")),
        landing_url: address(root.get("landingURL")),
        is_based_on: items(root.get("isBasedOn")).filter_map(|one| address(Some(one))).collect(),
        software_version: line(root.get("softwareVersion")),
        release_date: word(root.get("releaseDate")).and_then(values::date),
        logo: line(root.get("logo")),
        platforms: lines(root.get("platforms")),
        categories: known(root.get("categories"), words::CATEGORIES),
        used_by: lines(root.get("usedBy")),
        funded_by: items(root.get("fundedBy")).filter_map(organisation).collect(),
        development_status: word(root.get("developmentStatus")).and_then(DevelopmentStatus::from_key),
        software_type: word(root.get("softwareType")).and_then(SoftwareType::from_key),
        supports: items(root.get("supports"))
            .filter_map(|one| line(one.get("id")))
            .filter(|id| supported(id))
            .collect(),
        organisation: root.get("organisation").and_then(organisation),
        scope: known(inner(audience, "scope"), words::SCOPES),
        countries: lines(inner(audience, "countries"))
            .into_iter()
            .map(|code| code.to_ascii_uppercase())
            .filter(|code| values::is_country(code))
            .collect(),
        short_description: line(inner(described, "shortDescription")).unwrap_or_default(),
        long_description: long(inner(described, "longDescription")),
        features: lines(inner(described, "features")),
        licence: word(inner(legal, "license")).and_then(|text| Licence::parse(text).ok()),
        main_copyright_owner: line(inner(legal, "mainCopyrightOwner")),
        repo_owner: line(inner(legal, "repoOwner")),
        maintenance_type: word(inner(maintenance, "type")).and_then(MaintenanceType::from_key),
        contractors: items(inner(maintenance, "contractors")).filter_map(contractor).collect(),
        contacts: contacts(inner(maintenance, "contacts"), &mut findings),
        localisation_ready: flag(inner(localisation, "localisationReady")),
        available_languages: lines(inner(localisation, "availableLanguages"))
            .into_iter()
            .filter(|tag| values::is_language(tag))
            .collect(),
        depends_on: Dependencies {
            open: items(inner(needs, "open")).filter_map(dependency).collect(),
            proprietary: items(inner(needs, "proprietary")).filter_map(dependency).collect(),
            hardware: items(inner(needs, "hardware")).filter_map(dependency).collect(),
        },
    };
    let version = version.filter(|text| rules::minor(text).is_some()).map(ToString::to_string);
    Ok(Proposed { version, language, facts, findings })
}

/// The description in German, else in English, and its language.
fn description<'a>(root: &'a Node, findings: &mut Vec<Finding>) -> (Option<String>, Option<&'a Node>) {
    let Some(Node { value: Value::Map(all), line }) = root.get("description") else { return (None, None) };
    let of = |wanted: &str| {
        all.iter()
            .find(|entry| entry.key.eq_ignore_ascii_case(wanted))
            .or_else(|| {
                all.iter()
                    .find(|entry| entry.key.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case(wanted)))
            })
            .filter(|entry| values::is_language(&entry.key) && matches!(entry.value.value, Value::Map(_)))
    };
    if let Some(german) = of("de") {
        return (Some(german.key.clone()), Some(&german.value));
    }
    if let Some(english) = of("en") {
        let message = "Eine deutsche Beschreibung fehlt; vorgeschlagen wird die englische. Bitte übersetzen Sie sie.";
        findings.push(Finding::warning("description", english.line, message));
        return (Some(english.key.clone()), Some(&english.value));
    }
    let message = "Die Beschreibung ist weder auf Deutsch noch auf Englisch; sie wird nicht vorgeschlagen.";
    findings.push(Finding::warning("description", *line, message));
    (None, None)
}

/// Contacts with a role mailbox; people are not taken over. An office behind a person (`affiliation`) gives its name.
fn contacts(list: Option<&Node>, findings: &mut Vec<Finding>) -> Vec<Contact> {
    let mut out = Vec::new();
    for (at, one) in items(list).enumerate() {
        let email = line(one.get("email")).filter(|mail| values::is_mail(mail));
        if email.as_deref().is_some_and(values::is_role) {
            let name = line(one.get("affiliation")).or_else(|| line(one.get("name"))).unwrap_or_default();
            out.push(Contact { name, email, phone: line(one.get("phone")) });
        } else {
            let message = "Dieser Kontakt scheint eine Person zu sein und wird nicht vorgeschlagen. Bitte geben Sie ein \
                           Funktionspostfach an.";
            findings.push(Finding::warning(format!("maintenance.contacts[{at}]"), one.line, message));
        }
    }
    out
}

fn contractor(node: &Node) -> Option<Contractor> {
    Some(Contractor { name: line(node.get("name"))?, until: word(node.get("until")).and_then(values::date) })
}

fn organisation(node: &Node) -> Option<Organisation> {
    let name = line(node.get("name")).unwrap_or_default();
    let uri = line(node.get("uri")).filter(|uri| values::is_uri(uri));
    (!name.is_empty() || uri.is_some()).then_some(Organisation { name, uri })
}

fn dependency(node: &Node) -> Option<Dependency> {
    Some(Dependency {
        name: line(node.get("name"))?,
        version_min: line(node.get("versionMin")),
        version_max: line(node.get("versionMax")),
        version: line(node.get("version")),
        optional: flag(node.get("optional")),
    })
}

fn supported(id: &str) -> bool {
    match id.strip_prefix("alias:") {
        Some(alias) => words::since(words::ALIASES, alias).is_some(),
        None => values::is_uri(id),
    }
}

fn known(list: Option<&Node>, words: words::Words) -> Vec<String> {
    lines(list).into_iter().filter(|word| words::since(words, word).is_some()).collect()
}

fn inner<'a>(section: Option<&'a Node>, key: &str) -> Option<&'a Node> {
    section.and_then(|section| section.get(key))
}

/// The entries of a list, or the single one that stands for a list.
fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let all: &[Node] = match node {
        Some(Node { value: Value::List(all), .. }) => all,
        Some(single) if single.text().is_some() => std::slice::from_ref(single),
        _ => &[],
    };
    all.iter().take(LIST)
}

fn lines(list: Option<&Node>) -> Vec<String> {
    items(list).filter_map(|one| line(Some(one))).collect()
}

fn word(node: Option<&Node>) -> Option<&str> {
    node.and_then(Node::text)
}

fn flag(node: Option<&Node>) -> Option<bool> {
    match node.map(|node| &node.value) {
        Some(Value::Text { text, plain }) => leaf::truth(text, *plain),
        _ => None,
    }
}

fn address(node: Option<&Node>) -> Option<WebAddress> {
    https_outside(word(node)?).ok()
}

/// A text on one line: blanks and line breaks become one blank, invisible characters go.
fn line(node: Option<&Node>) -> Option<String> {
    let visible: String = word(node)?.chars().filter(|c| !values::hidden(*c)).collect();
    let joined = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = joined.chars().take(LINE).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_string())
}

/// A text of several lines, without invisible characters.
fn long(node: Option<&Node>) -> String {
    let text = word(node).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = text.trim().chars().filter(|c| !values::hidden(*c)).take(TEXT).collect();
    visible.trim().to_string()
}
