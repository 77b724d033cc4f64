//! Address words of solutions: made from a name, and changed; old ones lead on for ever.
use super::{place::for_change, record, record::address};
use crate::{actor::Actor, audit, clock::Now, db::Db, permission::Action, refusal::Refusal, text::fold};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};

/// Address words that pages have already.
const TAKEN: [&str; 4] = ["neu", "vergleich", "karte", "entwuerfe"];
/// Characters of an address word.
const SLUG: usize = 60;

/// Gives a solution another address word; the old one leads on.
///
/// # Errors
/// Not found, forbidden, or a word that is taken or cannot be one.
pub async fn rename(db: &Db, actor: &Actor, now: Now, old: &str, wanted: &str) -> Result<String, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, _) = for_change(&write, old, Action::PublishSolution).await?;
    let new = slug(wanted);
    if new.is_empty() || new != wanted.trim() || TAKEN.contains(&new.as_str()) {
        let message = format!(
            "Die Adresse darf nur aus Kleinbuchstaben, Ziffern und Bindestrichen bestehen, höchstens {SLUG} Zeichen."
        );
        return Err(Refusal::field("slug", "format", message));
    }
    if new == row.slug {
        return Ok(new);
    }
    let own = address::Entity::find().filter(address::Column::Slug.eq(&new)).one(write.tx()).await?;
    let back = own.as_ref().is_some_and(|address| address.solution_id == row.id);
    if !back && free(write.tx(), &new).await? != new {
        return Err(Refusal::field("slug", "taken", "Diese Adresse hat oder hatte schon eine andere Lösung."));
    }
    if let Some(address) = own {
        address::Entity::delete_by_id(address.id).exec(write.tx()).await?;
    }
    let given_up = address::ActiveModel {
        id: NotSet,
        solution_id: Set(row.id),
        slug: Set(row.slug.clone()),
        recorded_at: Set(now.instant),
    };
    address::Entity::insert(given_up).exec_without_returning(write.tx()).await?;
    let head = record::ActiveModel { slug: Set(new.clone()), ..Default::default() };
    record::Entity::update_many().set(head).filter(record::Column::Id.eq(row.id)).exec(write.tx()).await?;
    let detail = serde_json::json!({"from": row.slug, "to": new});
    let entry = audit::Entry {
        action: "solution.rename",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: None,
    };
    write.commit(entry).await?;
    Ok(new)
}

/// An address word made from a name.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in fold(name).chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
        if out.len() >= SLUG {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The word itself, or with a number behind it if another solution has or had it.
pub(super) async fn free(connection: &impl ConnectionTrait, wanted: &str) -> Result<String, Refusal> {
    let wanted = if wanted.is_empty() { "loesung" } else { wanted };
    let like = format!("{wanted}%");
    let mut taken: Vec<String> = record::Entity::find()
        .select_only()
        .column(record::Column::Slug)
        .filter(record::Column::Slug.like(like.clone()))
        .into_tuple()
        .all(connection)
        .await?;
    let old: Vec<String> = address::Entity::find()
        .select_only()
        .column(address::Column::Slug)
        .filter(address::Column::Slug.like(like))
        .into_tuple()
        .all(connection)
        .await?;
    taken.extend(old);
    taken.extend(TAKEN.map(str::to_owned));
    let mut number = 1;
    loop {
        let word = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        if !taken.contains(&word) {
            return Ok(word);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_words_are_readable_and_short() {
        assert_eq!(slug("BürgerWOLKE – Stadtklima & Regen"), "buergerwolke-stadtklima-regen");
        assert_eq!(slug("  –  "), "");
        assert_eq!(slug("</script>"), "script");
        assert!(slug(&"ü".repeat(200)).len() <= SLUG + 1);
    }
}
