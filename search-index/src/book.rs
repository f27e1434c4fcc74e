//! What is searched: a book as a list of sections, and the words it explains.

use serde::{Deserialize, Serialize};

/// Everything an index is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// All sections, in reading order; ties in a ranking keep this order.
    pub sections: Vec<Section>,
    /// The words the book explains, with readings and synonyms; empty for a book without a glossary.
    pub words: Vec<Word>,
    /// Title of the edition that ranks first; `None` when all are equal.
    pub current_edition: Option<String>,
}

/// The text under one heading of a page, or before its first heading (見出し).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Path of the page from the root of the site, `/` between parts: `items/two-factor-auth.html`.
    pub page: String,
    /// Title of the page.
    pub title: String,
    /// Title of the section; empty for the text before the first heading.
    pub heading: String,
    /// Id of the heading; empty for the text before the first heading.
    pub anchor: String,
    /// Titles of the chapters above the page, outermost first; empty for a page at the top.
    pub breadcrumb: Vec<String>,
    /// What is read there, without markup; paragraphs, cells, list items and lines of code separated by newlines.
    pub body: String,
    /// Other words for what the section is about: readings, synonyms, abbreviations.
    pub aliases: Vec<String>,
    /// What sort of page it is (項目, 新旧対照, 用語 …); empty when the book has no sorts.
    pub kind: String,
    /// Title of the edition it is about (令和6年度版); `None` when it belongs to none.
    pub edition: Option<String>,
}

impl Section {
    /// Where the section stands, from the root of the site.
    ///
    /// # Example
    ///
    /// ```
    /// # use search_index::Section;
    /// let section = Section { page: "items/access-log.html".into(), anchor: "steps".into(), ..Section::default() };
    /// assert_eq!(section.address(), "items/access-log.html#steps");
    /// ```
    pub fn address(&self) -> String {
        if self.anchor.is_empty() { self.page.clone() } else { format!("{}#{}", self.page, self.anchor) }
    }
}

/// A word the book explains (用語), or whose reading it gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The word as the book writes it: 二要素認証.
    pub term: String,
    /// Its reading in hiragana: にようそにんしょう; empty when not given.
    pub reading: String,
    /// What readers may type for it: 2要素認証, 二段階認証, two-factor authentication.
    pub aliases: Vec<String>,
}
