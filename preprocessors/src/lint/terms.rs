//! Terms of the glossary that no reader meets.

use checklist::{Diagnostic, Term};
use mdbook_preprocessor::book::Book;

use super::page;
use crate::{codes, pages::Pages, shared::Shared};

/// Reports terms that stand in no page but the glossary, under none of their names, and are no help for search.
///
/// A book without a page for the glossary has no such terms.
pub(crate) fn lint_terms(shared: &Shared, pages: &Pages, book: &Book) {
    let Some(glossary) = pages.term("").map(|address| address.page) else { return };
    let texts: Vec<&str> = book
        .chapters()
        .filter(|chapter| page(chapter) != glossary)
        .map(|chapter| chapter.content.as_str())
        .collect();
    let is_met = |term: &Term| {
        let mut names = std::iter::once(&term.term).chain(&term.aliases);
        names.any(|name| texts.iter().any(|text| text.contains(name.as_str())))
    };
    for term in shared.library().glossary.iter().filter(|term| !term.search_only && !is_met(term)) {
        let message = format!("用語 `{}` はどのページにも出てきません", term.term);
        let problem = Diagnostic::warning(&codes::UNUSED_TERM, term.span.clone(), message);
        shared.push(
            problem.help("ページで使うか、用語を消します。検索の助けなら `search_only: true` と書きます"),
        );
    }
}
