//! Where to ask and report (窓口).

use crate::{Certainty, Date, Group, Source, Span};

/// All contacts of a book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    /// How many days what a source says about a contact, and a look at the source, hold good.
    pub limit_days: u32,
    /// In display order.
    pub groups: Vec<Group>,
    /// In display order within their group.
    pub contacts: Vec<Contact>,
}

/// A desk one can turn to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Anchor on the page of contacts; never changed.
    pub id: String,
    /// Id of a [`Group`].
    pub group: String,
    /// Its name.
    pub title: String,
    /// Who may turn to it.
    pub who: String,
    /// When it answers, as far as known.
    pub hours: Option<String>,
    /// Only a number that could be confirmed.
    pub phone: Option<String>,
    /// Address for mail.
    pub email: Option<String>,
    /// Its official page.
    pub url: Option<String>,
    /// As sure as the least sure of the statements above.
    pub certainty: Certainty,
    /// Where they were found.
    pub sources: Vec<Source>,
    /// The day the sources speak of, as far as they say.
    pub stated: Option<Date>,
    /// The day the editors last looked at the sources.
    pub checked: Date,
    /// What it does, what it asks, what to look up.
    pub note: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Contacts {
    /// Those whose sources nobody has looked at for longer than the limit.
    pub fn stale(&self, today: Date) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |contact| self.is_past(contact.checked, today))
    }

    /// Whether a day lies further back than the limit.
    pub fn is_past(&self, date: Date, today: Date) -> bool {
        today.days_since(date) > i64::from(self.limit_days)
    }
}
