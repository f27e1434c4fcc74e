//! Contacts as cards: what is known, from when, and how sure.

use checklist::{Contact, Contacts, Date, Diagnostic, Span};
use mdbook_preprocessor::PreprocessorContext;
use serde::Serialize;

use crate::{
    codes, settings,
    shared::Shared,
    view::{Link, web_address},
    words::{self, Word},
};

#[derive(Serialize)]
struct ContactsView {
    groups: Vec<GroupView>,
    /// Day of the guide, as readers see it.
    date: Option<String>,
}

#[derive(Serialize)]
struct GroupView {
    id: String,
    /// None where the author wrote a heading of their own.
    title: Option<String>,
    contacts: Vec<ContactView>,
}

#[derive(Serialize)]
struct ContactView {
    id: String,
    title: String,
    who: String,
    hours: Option<String>,
    phone: Option<PhoneView>,
    email: Option<String>,
    url: Option<String>,
    certainty: Word,
    sources: Vec<Link>,
    /// `2023年7月の情報`.
    stated: Option<String>,
    checked: String,
    /// Whether the information is old or of unknown age.
    is_doubtful: bool,
    note: Option<String>,
}

#[derive(Serialize)]
struct PhoneView {
    shown: String,
    /// Digits only.
    dialled: String,
}

/// Reports a day of the guide that cannot be read, or that contacts need and is not there.
pub(crate) fn check_date(shared: &Shared, ctx: &PreprocessorContext) -> anyhow::Result<()> {
    let message = match settings::date_text(ctx)? {
        Some(text) if Date::parse(&text).is_some() => return Ok(()),
        Some(text) => format!("`[preprocessor.checklist]` の `date` の `{text}` は日付として読めません"),
        None if shared.library().contacts.is_none() => return Ok(()),
        None => "`[preprocessor.checklist]` に `date` がありません".to_owned(),
    };
    let help =
        "この手引きの日付を `date = \"2026-11-22\"` のように書きます。窓口の情報の古さを、この日から数えます";
    shared.push(Diagnostic::error(&codes::BOOK_DATE, Span::file("book.toml"), message).help(help));
    Ok(())
}

/// Warns of contacts that nobody has looked up for long.
pub(crate) fn warn_of_stale(shared: &Shared, date: Option<Date>) {
    let (Some(contacts), Some(date)) = (&shared.library().contacts, date) else { return };
    for contact in contacts.stale(date) {
        let n_days = date.days_since(contact.checked);
        let message = format!("窓口 `{}` を確かめたのは {}（{n_days}日前）です", contact.id, contact.checked);
        let help = "公式のページを見て、内容と `checked` を新しくします";
        shared.push(Diagnostic::warning(&codes::STALE_CONTACT, contact.span.clone(), message).help(help));
    }
}

/// Whether `{{#contacts argument}}` names all contacts, a group or one contact.
pub(crate) fn is_known(contacts: &Contacts, argument: &str) -> bool {
    argument.is_empty()
        || contacts.groups.iter().any(|group| group.id == argument)
        || contacts.contacts.iter().any(|contact| contact.id == argument)
}

/// All contacts by group; with an argument those of one group, or one contact, without the group's heading.
pub(crate) fn answer(shared: &Shared, date: Option<Date>, argument: &str) -> Option<String> {
    let contacts = shared.library().contacts.as_ref().filter(|contacts| is_known(contacts, argument))?;
    let is_meant =
        |contact: &&Contact| argument.is_empty() || contact.group == argument || contact.id == argument;
    let groups = contacts.groups.iter().map(|group| GroupView {
        id: group.id.clone(),
        title: argument.is_empty().then(|| group.title.clone()),
        contacts: contacts
            .contacts
            .iter()
            .filter(|contact| contact.group == group.id)
            .filter(is_meant)
            .map(|contact| view(contacts, contact, date))
            .collect(),
    });
    let groups = groups.filter(|group| !group.contacts.is_empty()).collect();
    Some(shared.render("contacts.html", ContactsView { groups, date: date.map(Date::label) }))
}

fn view(contacts: &Contacts, contact: &Contact, today: Option<Date>) -> ContactView {
    let phone = |phone: &String| PhoneView {
        shown: phone.clone(),
        dialled: phone.chars().filter(char::is_ascii_digit).collect(),
    };
    let is_old = |stated: Date| today.is_some_and(|today| contacts.is_past(stated, today));
    ContactView {
        id: contact.id.clone(),
        title: contact.title.clone(),
        who: contact.who.clone(),
        hours: contact.hours.clone(),
        phone: contact.phone.as_ref().map(phone),
        email: contact.email.clone(),
        url: contact.url.as_deref().and_then(web_address),
        certainty: words::certainty_short(contact.certainty),
        sources: contact
            .sources
            .iter()
            .map(|source| Link { text: source.label.clone(), href: web_address(&source.url) })
            .collect(),
        stated: contact.stated.map(|stated| format!("{}の情報", stated.month_label())),
        checked: contact.checked.label(),
        is_doubtful: contact.stated.is_none_or(is_old),
        note: contact.note.clone(),
    }
}
