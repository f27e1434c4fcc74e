//! Which page stands where, and how one links to another.

use std::{collections::BTreeSet, path::Path};

use checklist::{Edition, Library, Publication};
use mdbook_preprocessor::{PreprocessorContext, book::Book};

use crate::directive;

/// A place in the book.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    /// From `src/`, `/` between parts, ending in `.md`.
    pub(crate) page: String,
    /// Id of an element of the page; empty for the page itself.
    pub(crate) anchor: String,
}

impl Address {
    /// The top of a page.
    pub(crate) fn page(page: impl Into<String>) -> Self {
        Self { page: page.into(), anchor: String::new() }
    }

    fn at(page: impl Into<String>, anchor: impl Into<String>) -> Self {
        Self { page: page.into(), anchor: anchor.into() }
    }

    /// The address as written in a link on the page `from`.
    ///
    /// It ends in `.html`: that is the name of the file in every HTML renderer, whether or not it rewrites links.
    pub(crate) fn href(&self, from: &str) -> String {
        let anchor = if self.anchor.is_empty() { String::new() } else { format!("#{}", self.anchor) };
        if self.page == from && !anchor.is_empty() {
            return anchor;
        }
        format!("{}{anchor}", relative(from, &html_path(&self.page)))
    }
}

/// Which pairs of editions get a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pairs {
    /// Every edition with every older one.
    #[default]
    All,
    /// Every edition with the one before.
    Neighbours,
}

impl Pairs {
    /// What `[preprocessor.revision]` asks for.
    pub(crate) fn configured(ctx: &PreprocessorContext) -> anyhow::Result<Self> {
        Ok(ctx.config.get::<Self>("preprocessor.revision.pairs")?.unwrap_or_default())
    }

    /// Older and newer edition of each pair, newest first. Announced editions have nothing to compare.
    pub(crate) fn of(self, library: &Library) -> Vec<(&Edition, &Edition)> {
        let published: Vec<&Edition> = published(library).collect();
        let mut pairs = Vec::new();
        for (newer_idx, newer) in published.iter().enumerate().rev() {
            let n_older = if self == Self::All { newer_idx } else { newer_idx.min(1) };
            pairs
                .extend(published[newer_idx - n_older..newer_idx].iter().rev().map(|older| (*older, *newer)));
        }
        pairs
    }
}

/// The editions whose rows are known, oldest first.
pub(crate) fn published(library: &Library) -> impl Iterator<Item = &Edition> {
    library.editions.iter().filter(|edition| edition.publication == Publication::Published)
}

/// Every page the finished book will have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pages {
    paths: BTreeSet<String>,
    guideline: Option<String>,
    glossary: Option<String>,
    current_guideline: String,
}

impl Pages {
    /// The chapters of a book, and those its directives will add.
    pub(crate) fn of(book: &Book, library: &Library, pairs: Pairs) -> Self {
        let current_guideline = library.current_edition().map(|edition| edition.guideline.clone());
        let mut pages = Self { current_guideline: current_guideline.unwrap_or_default(), ..Self::default() };
        for chapter in book.chapters() {
            let path = chapter.path.as_deref().map(slashed).unwrap_or_default();
            for directive in directive::find(&chapter.content) {
                pages.promise(library, pairs, &path, (&directive.name, &directive.argument));
            }
            pages.paths.insert(path);
        }
        pages
    }

    fn promise(&mut self, library: &Library, pairs: Pairs, path: &str, directive: (&str, &str)) {
        match directive {
            ("checklist", "items") => {
                self.paths.extend(library.lineages.iter().map(|lineage| lineage_path(&lineage.id)));
            }
            ("checklist", "sheets") => {
                for edition in &library.editions {
                    self.paths.insert(edition_path(&edition.id));
                    self.paths.extend(edition.forms.iter().map(|form| sheet_path(&edition.id, &form.id)));
                }
            }
            ("regulation", "articles") => {
                let chapters = library.regulation.iter().flat_map(|regulation| &regulation.chapters);
                let ids = chapters.map(|chapter| chapter.id.as_str()).chain(["appendices"]);
                self.paths.extend(ids.map(regulation_path));
            }
            ("revision", "pairs") => {
                let all = pairs.of(library);
                self.paths.extend(all.iter().map(|(older, newer)| comparison_path(&older.id, &newer.id)));
            }
            ("crosslink", "guideline") => self.guideline = Some(path.to_owned()),
            ("crosslink", "glossary") => self.glossary = Some(path.to_owned()),
            _ => {}
        }
    }

    /// Whether the book has a page.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// The page of a requirement.
    pub(crate) fn lineage(&self, lineage: &str) -> Option<Address> {
        self.existing(Address::page(lineage_path(lineage)))
    }

    /// The page of an edition.
    pub(crate) fn edition(&self, edition: &str) -> Option<Address> {
        self.existing(Address::page(edition_path(edition)))
    }

    /// The page of a form.
    pub(crate) fn sheet(&self, edition: &str, form: &str) -> Option<Address> {
        self.existing(Address::page(sheet_path(edition, form)))
    }

    /// A row on the page of its form.
    pub(crate) fn row(&self, edition: &str, form: &str, lineage: &str, target: &str) -> Option<Address> {
        self.existing(Address::at(sheet_path(edition, form), row_anchor(lineage, target)))
    }

    /// The page that compares two editions.
    pub(crate) fn comparison(&self, older: &str, newer: &str) -> Option<Address> {
        self.existing(Address::page(comparison_path(older, newer)))
    }

    /// A requirement on the page that compares two editions.
    pub(crate) fn compared(&self, older: &str, newer: &str, form: &str, lineage: &str) -> Option<Address> {
        self.existing(Address::at(comparison_path(older, newer), compared_anchor(form, lineage)))
    }

    /// The page of a chapter of the regulation, or of its appendices.
    pub(crate) fn regulation(&self, chapter: &str) -> Option<Address> {
        self.existing(Address::page(regulation_path(chapter)))
    }

    /// A clause of the guideline.
    pub(crate) fn clause(&self, version: &str, part: &str, number: &str) -> Option<Address> {
        let anchor = clause_anchor(&self.current_guideline, version, part, number);
        self.guideline.as_ref().map(|page| Address::at(page, anchor))
    }

    /// A term of the glossary.
    pub(crate) fn term(&self, term: &str) -> Option<Address> {
        self.glossary.as_ref().map(|page| Address::at(page, term))
    }

    fn existing(&self, address: Address) -> Option<Address> {
        self.has(&address.page).then_some(address)
    }
}

/// `items/two-factor-auth.md`.
pub(crate) fn lineage_path(lineage: &str) -> String {
    format!("items/{lineage}.md")
}

/// `sheets/r7.md`.
pub(crate) fn edition_path(edition: &str) -> String {
    format!("sheets/{edition}.md")
}

/// `sheets/r7-medical.md`.
pub(crate) fn sheet_path(edition: &str, form: &str) -> String {
    format!("sheets/{edition}-{form}.md")
}

/// `regulation/network.md`.
pub(crate) fn regulation_path(chapter: &str) -> String {
    format!("regulation/{chapter}.md")
}

/// `revisions/r6-r7.md`.
pub(crate) fn comparison_path(older: &str, newer: &str) -> String {
    format!("revisions/{older}-{newer}.md")
}

/// `access-rights-server`: the same in every edition.
pub(crate) fn row_anchor(lineage: &str, target: &str) -> String {
    format!("{lineage}-{target}")
}

/// `medical-access-rights`.
pub(crate) fn compared_anchor(form: &str, lineage: &str) -> String {
    format!("{form}-{lineage}")
}

/// `operation-14-c5` for 14.⑤ of the current version, `v7-operation-14-c5` for that of another.
pub(crate) fn clause_anchor(current: &str, version: &str, part: &str, number: &str) -> String {
    let major = version.split('.').next().unwrap_or_default();
    let prefix = if version == current { String::new() } else { format!("v{major}-") };
    let mut anchor = format!("{prefix}{part}-");
    for char in number.chars() {
        match circled_digit(char) {
            Some(figure) => {
                if !anchor.ends_with('-') {
                    anchor.push('-');
                }
                anchor.push_str(&format!("c{figure}"));
            }
            None if char == '.' => anchor.push('-'),
            None if char.is_ascii_alphanumeric() => anchor.push(char.to_ascii_lowercase()),
            None => {}
        }
    }
    anchor
}

/// 5 for ⑤.
pub(crate) fn circled_digit(char: char) -> Option<u32> {
    match char {
        '①'..='⑳' => Some(char as u32 - '①' as u32 + 1),
        '㉑'..='㉟' => Some(char as u32 - '㉑' as u32 + 21),
        _ => None,
    }
}

/// A path with `/` between its parts.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// `items/x.html` for `items/x.md`.
pub(crate) fn html_path(page: &str) -> String {
    format!("{}.html", page.strip_suffix(".md").unwrap_or(page))
}

/// The way from one page to another file, both from `src/`.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let mut from_dirs: Vec<&str> = from.split('/').collect();
    from_dirs.pop();
    let to_parts: Vec<&str> = to.split('/').collect();
    let to_dirs = &to_parts[..to_parts.len() - 1];
    let n_common = from_dirs.iter().zip(to_dirs).take_while(|(left, right)| left == right).count();
    let mut parts = vec![".."; from_dirs.len() - n_common];
    parts.extend(&to_parts[n_common..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_name_the_html_file() {
        let address = Address::at("sheets/r7-medical.md", "security-patch-all");
        assert_eq!(address.href("items/security-patch.md"), "../sheets/r7-medical.html#security-patch-all");
        assert_eq!(address.href("sheets/r7.md"), "r7-medical.html#security-patch-all");
        assert_eq!(address.href("sheets/r7-medical.md"), "#security-patch-all");
        assert_eq!(Address::page("a/b/c.md").href("a/d/e.md"), "../b/c.html");
        assert_eq!(Address::page("index.md").href("a/d/e.md"), "../../index.html");
    }

    #[test]
    fn clause_anchors_are_ascii() {
        assert_eq!(clause_anchor("6.0", "6.0", "operation", "14.⑤"), "operation-14-c5");
        assert_eq!(clause_anchor("6.0", "7.0", "operation", "14.1.1"), "v7-operation-14-1-1");
        assert_eq!(clause_anchor("6.0", "6.0", "operation", "8③"), "operation-8-c3");
    }
}
