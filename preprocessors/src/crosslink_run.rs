//! The third preprocessor: references, terms and clauses become links, and every target lists who refers to it.

use std::collections::BTreeSet;

use checklist::{Diagnostic, Span};
use mdbook_preprocessor::{
    Preprocessor, PreprocessorContext,
    book::{Book, Chapter},
    errors::Result,
};

use crate::{
    backlinks::{Backlinks, Referrer},
    codes, directive,
    insert::replace,
    lint,
    pages::{Pages, Pairs, slashed},
    prose::{self, Terms},
    reference::Resolver,
    reference_pages,
    shared::Shared,
    view::Scene,
};

/// Turns references into links, makes the guideline and the glossary, and checks the hand-written Markdown.
///
/// It answers to `{{#crosslink guideline}}` and `{{#crosslink glossary}}`, and runs last, when all pages are there.
#[derive(Debug, Clone)]
pub struct Crosslink {
    shared: Shared,
}

impl Crosslink {
    /// Works with the data of `shared`, and reports into it.
    pub fn new(shared: Shared) -> Self {
        Self { shared }
    }

    fn expand(&self, pages: &Pages, chapter: &mut Chapter) {
        let path = path(chapter);
        let scene = Scene { library: self.shared.library(), pages, from: &path };
        let pieces = directive::find(&chapter.content).into_iter().filter_map(|directive| {
            let text = match (directive.name.as_str(), directive.argument.as_str()) {
                ("crosslink", "guideline") => reference_pages::guideline(&self.shared, scene),
                ("crosslink", "glossary") => reference_pages::glossary(&self.shared, scene),
                _ => return None,
            };
            Some((directive.range, format!("\n{text}\n\n")))
        });
        chapter.content = replace(&chapter.content, pieces.collect());
    }

    fn link(&self, pages: &Pages, book: &mut Book) {
        let library = self.shared.library();
        let resolver = Resolver { library, pages };
        let terms = Terms::of(library);
        let mut backlinks = Backlinks::new(book.chapters().map(referrer).collect());
        let mut unknown: Vec<(String, BTreeSet<String>)> = Vec::new();
        book.for_each_chapter_mut(|chapter| {
            let path = path(chapter);
            for address in lint::local_links(&path, &chapter.content) {
                backlinks.note(&path, &address);
            }
            let rewritten = prose::rewrite(resolver, &terms, &path, &chapter.content);
            rewritten.addresses.iter().for_each(|address| backlinks.note(&path, address));
            chapter.content = rewritten.content;
            unknown.push((chapter.source_path.as_deref().map(slashed).unwrap_or(path), rewritten.unknown));
        });
        book.for_each_chapter_mut(|chapter| {
            let path = path(chapter);
            let scene = Scene { library, pages, from: &path };
            chapter.content = backlinks.fill(&self.shared, scene, &chapter.content);
        });
        self.report_unknown(unknown);
    }

    /// References that the lint of the hand-written file did not see, because they came in from elsewhere.
    fn report_unknown(&self, unknown: Vec<(String, BTreeSet<String>)>) {
        let reported = self.shared.report();
        for (file, insides) in unknown {
            let span = Span { file: format!("src/{file}").into(), ..Span::default() };
            for inside in insides {
                let target = prose::split_reference(&inside).0;
                let message = lint::unknown_reference_message(target);
                let is_known = reported.diagnostics.iter().any(|diagnostic| {
                    diagnostic.code == &codes::UNKNOWN_REFERENCE
                        && diagnostic.span.file == span.file
                        && diagnostic.message == message
                });
                if !is_known {
                    self.shared.push(Diagnostic::error(&codes::UNKNOWN_REFERENCE, span.clone(), message));
                }
            }
        }
    }
}

impl Preprocessor for Crosslink {
    fn name(&self) -> &str {
        "crosslink"
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let src = ctx.root.join(&ctx.config.book.src);
        let pages = Pages::of(&book, self.shared.library(), Pairs::configured(ctx)?);
        if self.shared.is_guide() {
            book.for_each_chapter_mut(|chapter| self.expand(&pages, chapter));
            lint::lint_references(&self.shared, &pages, &book, &src);
            lint::lint_terms(&self.shared, &pages, &book);
            self.link(&pages, &mut book);
        } else if ctx.renderer != "guide" {
            // Our own backend joins the lines of any book itself.
            book.for_each_chapter_mut(|chapter| chapter.content = prose::join_lines(&chapter.content));
        }
        lint::lint(&self.shared, &book, &src);
        Ok(book)
    }
}

fn path(chapter: &Chapter) -> String {
    chapter.path.as_deref().map(slashed).unwrap_or_default()
}

fn referrer(chapter: &Chapter) -> Referrer {
    let above = chapter.parent_names.last().cloned().unwrap_or_default();
    Referrer { path: path(chapter), title: chapter.name.clone(), above }
}
