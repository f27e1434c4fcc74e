//! What readers search: a site as a list of sections.
//!
//! A section is the text from one heading to the next. This crate's input is a list of [`Section`]s; where they come
//! from (checklists, chapters of mdBook) it does not know.

use serde::{Deserialize, Serialize};

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
    /// What is read there, without markup.
    pub body: String,
    /// Other words for what the section is about: readings, synonyms, abbreviations.
    pub aliases: Vec<String>,
    /// What sort of page it is (項目, 新旧対照, 用語 …); empty when the book has no sorts.
    pub kind: String,
    /// Id of the edition it is about; `None` when it belongs to none.
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
