//! Values that several templates show.

use checklist::{Edition, Guideline, GuidelineRef, Library, Row, Source, Vocabulary};
use serde::Serialize;

use crate::{
    pages::{Address, Pages},
    words::{self, Word},
};

/// What the pages of one book are made from, seen from the page that is being made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) library: &'a Library,
    pub(crate) pages: &'a Pages,
    /// The page that is being made.
    pub(crate) from: &'a str,
}

/// Words, and where they lead when there is such a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// A reference into the guideline (根拠).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Clause {
    /// `システム運用編 14.⑤`.
    pub(crate) link: Link,
    /// Title of the clause; empty when only its number is known.
    pub(crate) title: String,
    pub(crate) basis: Word,
    pub(crate) sources: Vec<Link>,
}

impl<'a> Scene<'a> {
    /// The same book, seen from another page.
    pub(crate) fn on(self, page: &'a str) -> Self {
        Self { from: page, ..self }
    }

    /// Words with an address, when the book has it.
    pub(crate) fn link(&self, text: impl Into<String>, address: Option<Address>) -> Link {
        Link { text: text.into(), href: address.map(|address| address.href(self.from)) }
    }

    /// An edition's title, leading to its page.
    pub(crate) fn edition(&self, edition: &Edition) -> Link {
        self.link(&edition.title, self.pages.edition(&edition.id))
    }

    /// A requirement's title, leading to its page. An unknown id stands for itself.
    pub(crate) fn lineage(&self, id: &str) -> Link {
        let title = self.library.lineage(id).map_or(id, |lineage| lineage.title.as_str());
        self.link(title, self.pages.lineage(id))
    }

    /// The clauses a row rests on.
    pub(crate) fn clauses(&self, edition: &Edition, row: &Row) -> Vec<Clause> {
        row.guideline.iter().map(|reference| self.clause(edition, reference)).collect()
    }

    fn clause(&self, edition: &Edition, reference: &GuidelineRef) -> Clause {
        let guideline =
            self.library.guidelines.iter().find(|guideline| guideline.version == edition.guideline);
        let part =
            guideline.and_then(|guideline| guideline.parts.iter().find(|part| part.id == reference.part));
        let clause =
            part.and_then(|part| part.clauses.iter().find(|clause| clause.number == reference.clause));
        let part_title = part.map_or(reference.part.as_str(), |part| part.title.as_str());
        let address =
            clause.and_then(|_| self.pages.clause(&edition.guideline, &reference.part, &reference.clause));
        Clause {
            link: self.link(format!("{part_title} {}", reference.clause), address),
            title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
            basis: words::basis(reference.basis),
            sources: reference.sources.iter().map(|url| source(url, &edition.sources)).collect(),
        }
    }

    /// A row's sources, the official one first.
    pub(crate) fn sources(&self, edition: &Edition, row: &Row) -> Vec<Link> {
        row.sources.iter().map(|url| source(url, &edition.sources)).collect()
    }

    /// The title of a device group. An unknown id stands for itself.
    pub(crate) fn target(&self, id: &str) -> String {
        target_title(&self.library.vocabulary, id)
    }
}

/// The title of a device group. An unknown id stands for itself.
pub(crate) fn target_title(vocabulary: &Vocabulary, id: &str) -> String {
    let target = vocabulary.targets.iter().find(|target| target.id == id);
    target.map_or_else(|| id.to_owned(), |target| target.title.clone())
}

/// The version of the guideline the current edition refers to.
pub(crate) fn current_guideline(library: &Library) -> Option<&Guideline> {
    let version = &library.current_edition()?.guideline;
    library.guidelines.iter().find(|guideline| guideline.version == *version)
}

/// An address as a link: by the label its edition gives it, else by the address itself.
pub(crate) fn source(url: &str, labelled: &[Source]) -> Link {
    let label = labelled.iter().find(|source| source.url == url).map(|source| source.label.clone());
    let shown = label.unwrap_or_else(|| shown_address(url).to_owned());
    Link { text: shown, href: web_address(url) }
}

/// Only addresses on the web become links.
pub(crate) fn web_address(url: &str) -> Option<String> {
    (url.starts_with("https://") || url.starts_with("http://")).then(|| url.to_owned())
}

fn shown_address(url: &str) -> &str {
    let shown = url.trim_start_matches("https://").trim_start_matches("http://");
    shown.trim_start_matches("www.").trim_end_matches('/')
}
