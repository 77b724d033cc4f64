//! Between the sheet of a solution and what a `publiccode.yml` says: facts out of what a sheet says and nothing else, and
//! proposals for a sheet out of a file.
use super::{
    Contact, Contractor, DevelopmentStatus, Facts, MaintenanceType, Organisation, Proposed, SoftwareType, values,
};
use entity::{
    licence::Licence,
    solution::{
        Kind, Maturity,
        sheet::{Sheet, check::typed, field::Field},
    },
    web_address::https_outside,
};

/// What a sheet says, as a `publiccode.yml` says it; what it does not say stays empty. `used_by` are names of
/// administrations that use it, `programme` the name of the programme that paid for it.
#[must_use]
pub fn facts_of(sheet: &Sheet, used_by: Vec<String>, programme: Option<&str>) -> Facts {
    let some = |field: Field| sheet.get(field).map(str::to_owned);
    let address = |field: Field| sheet.get(field).and_then(|text| https_outside(text).ok());
    Facts {
        name: sheet.name().to_owned(),
        url: address(Field::Repository),
        landing_url: address(Field::Website),
        platforms: sheet.all(Field::Platforms).to_vec(),
        categories: sheet.all(Field::Categories).to_vec(),
        used_by,
        funded_by: programme
            .map(|name| Organisation { name: format!("Land Nordrhein-Westfalen, {name}"), uri: None })
            .into_iter()
            .collect(),
        development_status: sheet.get(Field::Maturity).map(|_| status(sheet.maturity())),
        software_type: sheet.get(Field::SoftwareType).and_then(SoftwareType::from_key),
        short_description: one_line(sheet.text(Field::Benefit)),
        long_description: long(sheet),
        features: sheet.all(Field::Features).to_vec(),
        licence: sheet.get(Field::Licence).and_then(|text| Licence::parse(text).ok()),
        repo_owner: some(Field::Provider),
        maintenance_type: sheet.get(Field::Maintenance).and_then(MaintenanceType::from_key),
        contractors: some(Field::Contractor)
            .map(|name| Contractor { name, until: sheet.day(Field::ContractUntil) })
            .into_iter()
            .collect(),
        contacts: contact(sheet).into_iter().collect(),
        localisation_ready: sheet.get(Field::Translatable).map(|word| word == "yes"),
        available_languages: sheet.all(Field::Languages).to_vec(),
        ..Facts::default()
    }
}

fn status(maturity: Maturity) -> DevelopmentStatus {
    match maturity {
        Maturity::Idea => DevelopmentStatus::Concept,
        Maturity::Pilot => DevelopmentStatus::Beta,
        Maturity::Productive | Maturity::Transferable => DevelopmentStatus::Stable,
        Maturity::Retired => DevelopmentStatus::Obsolete,
    }
}

/// The long description, or the problem and what came of it.
fn long(sheet: &Sheet) -> String {
    match sheet.get(Field::LongDescription) {
        Some(text) => text.to_owned(),
        None => {
            let parts = [Field::Problem, Field::Effects].map(|field| sheet.text(field));
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The contact, taken apart into a name and a mailbox; the provider's name where it is a mailbox only.
fn contact(sheet: &Sheet) -> Option<Contact> {
    let text = sheet.get(Field::Contact)?;
    let bare = |word: &str| word.trim_matches(|c: char| "<>()[],;:".contains(c)).to_owned();
    let email = text.split_whitespace().map(bare).find(|word| values::is_mail(word));
    let name = match &email {
        Some(email) => one_line(&text.replace(email.as_str(), " ")),
        None => one_line(text),
    };
    let name = name.trim_matches(|c: char| c.is_whitespace() || "<>()[],;:–-".contains(c)).to_owned();
    let name = if name.is_empty() { sheet.text(Field::Provider).to_owned() } else { name };
    Some(Contact { name, email, phone: None })
}

/// What a file proposes for a sheet: a sheet of proposals, and sentences about what could not be taken. Where a file says
/// the same as the sheet in other words, the sheet's own words are proposed.
#[must_use]
pub fn propose(file: &Proposed, sheet: &Sheet) -> (Sheet, Vec<String>) {
    let said = facts_of(sheet, Vec::new(), None);
    let facts = &file.facts;
    let mut proposals = Proposals { sheet: Sheet::default(), sentences: Vec::new() };
    let one = |text: &str| vec![text.to_owned()];
    let keep = |field: Field| sheet.all(field).to_vec();
    proposals.add(Field::Name, one(&facts.name));
    proposals.add(Field::Kind, one(Kind::Software.key()));
    proposals.add(Field::Repository, facts.url.iter().map(ToString::to_string).collect());
    proposals.add(Field::Website, facts.landing_url.iter().map(ToString::to_string).collect());
    match facts.short_description == said.short_description {
        true => proposals.add(Field::Benefit, keep(Field::Benefit)),
        false => proposals.add(Field::Benefit, one(&facts.short_description)),
    }
    if facts.long_description != said.long_description || sheet.get(Field::LongDescription).is_some() {
        proposals.add(Field::LongDescription, one(&facts.long_description));
    }
    let known: Vec<&str> = Field::Platforms.words().into_iter().map(|(key, _)| key).collect();
    let (platforms, other): (Vec<String>, Vec<String>) =
        facts.platforms.iter().map(|word| word.to_lowercase()).partition(|word| known.contains(&word.as_str()));
    proposals.add(Field::Platforms, platforms);
    for word in other {
        proposals.sentences.push(format!("Die Plattform „{}“ kennt der Steckbrief nicht.", super::shown(&word)));
    }
    proposals.add(Field::Features, facts.features.clone());
    proposals.add(Field::Categories, facts.categories.clone());
    proposals.add(Field::Languages, facts.available_languages.clone());
    proposals.add(Field::SoftwareType, facts.software_type.map(|kind| kind.key().to_owned()).into_iter().collect());
    proposals.add(Field::Licence, facts.licence.iter().map(|licence| licence.as_str().to_owned()).collect());
    let yes_no = |ready: bool| if ready { "yes" } else { "no" }.to_owned();
    proposals.add(Field::Translatable, facts.localisation_ready.map(yes_no).into_iter().collect());
    if let Some(stands) = facts.development_status {
        let maturity = match stands {
            _ if said.development_status == Some(stands) => Some(sheet.maturity()),
            DevelopmentStatus::Concept => Some(Maturity::Idea),
            DevelopmentStatus::Beta => Some(Maturity::Pilot),
            DevelopmentStatus::Stable => Some(Maturity::Productive),
            DevelopmentStatus::Obsolete => Some(Maturity::Retired),
            DevelopmentStatus::Development => None,
        };
        match maturity {
            Some(maturity) => proposals.add(Field::Maturity, one(maturity.key())),
            None => proposals
                .sentences
                .push("„In Entwicklung“ kennt der Steckbrief nicht; bitte wählen Sie die Reife selbst.".into()),
        }
    }
    proposals.add(Field::Maintenance, facts.maintenance_type.map(|kind| kind.key().to_owned()).into_iter().collect());
    if let Some(contractor) = facts.contractors.first() {
        proposals.add(Field::Contractor, one(&contractor.name));
        proposals.add(Field::ContractUntil, contractor.until.map(|day| day.to_string()).into_iter().collect());
    }
    let provider = facts.organisation.as_ref().map(|one| one.name.clone()).or_else(|| facts.repo_owner.clone());
    proposals.add(Field::Provider, provider.into_iter().collect());
    if let Some(contact) = facts.contacts.first() {
        let words = match &contact.email {
            Some(email) if contact.name.is_empty() || contact.name == email.as_str() => email.clone(),
            Some(email) => format!("{}, {email}", contact.name),
            None => contact.name.clone(),
        };
        match said.contacts.first() == Some(contact) {
            true => proposals.add(Field::Contact, keep(Field::Contact)),
            false => proposals.add(Field::Contact, vec![words]),
        }
    }
    if !facts.used_by.is_empty() {
        let sentence = "Wer es nutzt (usedBy), wird nicht übernommen: Das sagen die Kommunen selbst.";
        proposals.sentences.push(sentence.into());
    }
    (proposals.sheet, proposals.sentences)
}

struct Proposals {
    sheet: Sheet,
    sentences: Vec<String>,
}

impl Proposals {
    /// Proposes what may stand in the field; says why not otherwise.
    fn add(&mut self, field: Field, texts: Vec<String>) {
        let read = |asked: Field| match asked {
            asked if asked == field => texts.iter().map(String::as_str).collect(),
            // a sheet needs a name; only the field that is asked for is taken
            Field::Name => vec!["-"],
            _ => Vec::new(),
        };
        match typed(read) {
            Ok(sheet) => self.sheet.set(field, sheet.all(field).to_vec()),
            // an empty name is no proposal
            Err(_) if texts.iter().all(|text| text.trim().is_empty()) => {}
            Err(errors) => self.sentences.extend(
                errors
                    .iter()
                    .filter(|error| error.field == field.key())
                    .map(|error| format!("{}: {}", field.label(), error.message)),
            ),
        }
    }
}
