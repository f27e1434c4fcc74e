//! Mistakes in hand-written Markdown, at their place in the file the author wrote.

mod chapters; // the shape of a requirement's chapter
mod emphasis; // **「x」**は
mod files; // SUMMARY.md, bytes, paths
mod footnotes; // notes and their sources
mod includes; // {{#include}} and other directives
mod links; // links, anchors, images
mod terms; // glossary terms nobody meets

use std::{collections::BTreeMap, ops::Range, path::Path};

use checklist::{Diagnostic, Span};
use mdbook_markdown::new_cmark_parser;
use mdbook_preprocessor::book::{Book, Chapter};
use pulldown_cmark::{Event, Tag};

pub use files::lint_files;
pub(crate) use files::read;
pub(crate) use links::local_links;
pub(crate) use terms::lint_terms;

use crate::{
    codes,
    directive::options,
    markdown::{self, Events, Outline},
    pages::{Pages, html_path, slashed},
    prose,
    reference::{Resolution, Resolver},
    shared::Shared,
};

/// A hand-written file, and the page it is part of.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    /// From the book's folder, as problems name it.
    file: &'a Path,
    text: &'a str,
    /// Path of the page, from `src/`: its links start there.
    page: &'a str,
    /// Folder of the file, from which its includes start.
    folder: &'a Path,
    /// Whether it is put inside a generated page, after includes were taken in.
    is_part: bool,
}

/// Everything the finished book can be pointed at.
#[derive(Debug, Default)]
struct Targets<'a> {
    /// Chapters by the path of their HTML file.
    chapters: BTreeMap<String, &'a Chapter>,
    /// What a requirement's chapter looks like.
    shape: chapters::Shape,
}

/// Reports the mistakes of every hand-written chapter of a finished book.
///
/// `src_dir` is where its files are. In a guide they are errors; in an ordinary book, which has no `checklists/`,
/// they are warnings.
pub fn lint(shared: &Shared, book: &Book, src_dir: &Path) {
    lint_files(shared, src_dir);
    files::clashes(shared, book, src_dir);
    let targets = Targets {
        chapters: book.chapters().map(|chapter| (html_path(&page(chapter)), chapter)).collect(),
        shape: chapters::shape(shared),
    };
    let mut outlines = BTreeMap::new();
    for_each_source(shared, book, src_dir, &mut |source| {
        lint_source(shared, &targets, &mut outlines, src_dir, source)
    });
}

/// Reports references that lead nowhere. `pages` are those of the finished book.
pub(crate) fn lint_references(shared: &Shared, pages: &Pages, book: &Book, src_dir: &Path) {
    let resolver = Resolver { library: shared.library(), pages };
    for_each_source(shared, book, src_dir, &mut |source| {
        for (range, inside) in prose::references(source.text) {
            let target = prose::split_reference(&inside).0;
            let problem = |message: String| {
                Diagnostic::error(&codes::UNKNOWN_REFERENCE, Span::new(source.file, range.clone()), message)
            };
            match resolver.resolve(target) {
                Resolution::Found { .. } => {}
                Resolution::Homeless => shared.push(
                    problem(unknown_reference_message(target))
                        .help("データにはありますが、そのページを作る命令（`{{#checklist items}}` など）がどの章にもありません"),
                ),
                Resolution::Unknown { suggestion } => {
                    let help = match suggestion {
                        Some(suggestion) => format!("`[[{suggestion}]]` の誤りではありませんか"),
                        None => "項目の ID、`版:様式:番号`、`版..版`、ガイドラインの箇所、用語集の用語のどれかを書きます".to_owned(),
                    };
                    shared.push(problem(unknown_reference_message(target)).help(help));
                }
            }
        }
    });
}

/// What is said of a reference that leads nowhere.
pub(crate) fn unknown_reference_message(target: &str) -> String {
    format!("`[[{target}]]` の相手がありません")
}

/// Visits the hand-written chapters, and the Markdown files they include.
fn for_each_source(shared: &Shared, book: &Book, src_dir: &Path, visit: &mut dyn FnMut(Source<'_>)) {
    for chapter in book.chapters() {
        let Some(source_path) = &chapter.source_path else { continue };
        let page = page(chapter);
        let path = slashed(source_path);
        let Some(text) = read(shared, src_dir, &path) else { continue };
        let on_disk = src_dir.join(&path);
        let is_part = shared.is_guide()
            && page.starts_with("items/")
            && shared.library().lineage(page.trim_start_matches("items/").trim_end_matches(".md")).is_some();
        let source = Source {
            file: &shared.name_of(&on_disk),
            text: &text,
            page: &page,
            folder: on_disk.parent().unwrap_or(src_dir),
            is_part,
        };
        visit(source);
        if !is_part {
            includes::for_each(shared, source, 0, visit);
        }
    }
}

fn lint_source(
    shared: &Shared,
    targets: &Targets<'_>,
    outlines: &mut BTreeMap<String, Outline>,
    src_dir: &Path,
    source: Source<'_>,
) {
    let events = markdown::events(source.text);
    headings(shared, source, &events);
    chapters::lint(shared, &targets.shape, source);
    footnotes::lint(shared, source, &events);
    includes::lint(shared, source, &events);
    emphasis::lint(shared, source, &events);
    for problem in links::problems(targets, outlines, src_dir, source, &events) {
        shared.push(weigh(shared, problem));
    }
}

fn headings(shared: &Shared, source: Source<'_>, events: &Events<'_>) {
    let outline = markdown::outline_of(events.iter().cloned());
    for heading in &outline.headings {
        let has_id = source.text[heading.range.clone()].trim_end().ends_with('}');
        let is_nameless = !has_id && markdown::id_from_content(&heading.text).is_empty();
        if (heading.text.is_empty() && !has_image(&source.text[heading.range.clone()])) || is_nameless {
            let message = if heading.text.is_empty() {
                "見出しに文字がありません".to_owned()
            } else {
                format!("見出し `{}` の文字からは、リンクのための名前が作れません", heading.text)
            };
            report(
                shared,
                source,
                &codes::EMPTY_HEADING,
                &heading.range,
                message,
                "見出しの文字を書きます。記号だけにするなら `{#name}` を添えます".to_owned(),
            );
        }
    }
    let titles = outline.headings.iter().filter(|heading| heading.level == 1);
    let starts_page = |range: &Range<usize>| source.text[..range.start].trim().is_empty();
    let n_allowed = usize::from(
        !source.is_part
            || outline.headings.first().is_some_and(|first| first.level == 1 && starts_page(&first.range)),
    );
    for heading in titles.skip(n_allowed) {
        let message = format!("題 `{}` は、このページの2つめの題です", heading.text);
        report(shared, source, &codes::SECOND_H1, &heading.range, message, "`## ` で始めます".to_owned());
    }
}

fn has_image(markdown: &str) -> bool {
    new_cmark_parser(markdown, &options()).any(|event| matches!(event, Event::Start(Tag::Image { .. })))
}

fn report(
    shared: &Shared,
    source: Source<'_>,
    code: &'static checklist::Code,
    range: &Range<usize>,
    message: String,
    help: String,
) {
    let bytes = trimmed(source.text, range);
    shared.push(weigh(shared, Diagnostic::error(code, Span::new(source.file, bytes), message).help(help)));
}

/// A range without the white space around its text.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + inside.len() - inside.trim_start().len();
    start..(range.start + inside.trim_end().len()).max(start)
}

/// An ordinary book must build: there, mistakes in prose are warnings.
fn weigh(shared: &Shared, diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { severity: diagnostic.severity.min(shared.prose_severity()), ..diagnostic }
}

/// Path of a chapter, from `src/`.
fn page(chapter: &Chapter) -> String {
    chapter.path.as_deref().map(slashed).unwrap_or_default()
}
