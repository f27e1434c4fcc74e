//! What search is given: the sections and words of a book, out of the bodies of its pages.

mod reader; // one page
mod text; // text without markup

use std::collections::HashSet;

use mdbook_renderer::book::Book;
use rayon::prelude::*;
use search_index::{Section, Word};

use crate::body::Body;
use crate::build::bodies;
use crate::options::Options;
use crate::pages::PageTable;
use crate::sections::reader::{PageText, read};

/// The sections and words of a complete book, as its site will be searched; nothing is written.
///
/// A section begins at every heading with an id and at every element with an id and `data-search-title`; the text
/// before them is a section with an empty heading, left out when there is none. Sections stand in reading order, words
/// in the order of their first place, each once. Both are empty for a book without chapters. Chapters whose path cannot
/// be used are left out. `ARCHITECTURE.md` lists the attributes a page can say more with.
pub fn sections(book: &Book, options: &Options) -> search_index::Book {
    let (table, _) = PageTable::new(book, options);
    let (bodies, _) = bodies(&table, options);
    collect(&table, &bodies, options)
}

/// The same, when the bodies are there already.
pub(crate) fn collect(table: &PageTable<'_>, bodies: &[Body], options: &Options) -> search_index::Book {
    let pages: Vec<(Vec<Section>, Vec<Word>)> =
        bodies.par_iter().enumerate().map(|(page_idx, body)| page(table, page_idx, body, options)).collect();
    let mut book =
        search_index::Book { current_edition: options.edition.clone(), ..search_index::Book::default() };
    let mut seen = HashSet::new();
    for (sections, words) in pages {
        book.sections.extend(sections);
        book.words.extend(
            words
                .into_iter()
                .filter(|word| seen.insert((word.term.clone(), word.reading.clone(), word.aliases.clone()))),
        );
    }
    book
}

fn page(table: &PageTable<'_>, page_idx: usize, body: &Body, options: &Options) -> (Vec<Section>, Vec<Word>) {
    let PageText { parts, words, kind, edition } = read(&[&body.lead, &body.html]);
    let page = &table.pages[page_idx];
    let mut trail = table.trail(page.node);
    trail.pop();
    let breadcrumb: Vec<String> = trail.iter().map(|node_idx| table.nodes[*node_idx].title.clone()).collect();
    let kind = kind.or_else(|| options.search_kind.clone()).unwrap_or_default();
    let sections = parts
        .into_iter()
        .map(|part| Section {
            page: page.path.clone(),
            title: table.title(page_idx).to_owned(),
            heading: part.heading,
            anchor: part.anchor,
            breadcrumb: breadcrumb.clone(),
            body: part.body,
            aliases: part.aliases,
            kind: part.kind.unwrap_or_else(|| kind.clone()),
            edition: part.edition.or_else(|| edition.clone()),
        })
        .collect();
    (sections, words)
}

#[cfg(test)]
mod tests;
