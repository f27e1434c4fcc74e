//! The first preprocessor: pages of requirements, editions and forms.

use std::path::Path;

use checklist::{Diagnostic, Edition, Form, Lineage, Severity, Span};
use mdbook_preprocessor::{
    Preprocessor, PreprocessorContext,
    book::{Book, Chapter},
    errors::Result,
};
use serde::Serialize;

use crate::{
    codes, contacts_page, desk_data, directive, edition_page, evidence, index_page,
    insert::{Page, add_pages, replace},
    lineage_page, lint, markdown, pack_page,
    pages::{Pages, Pairs, edition_path, lineage_path, sheet_path, slashed},
    regulation_data, regulation_page,
    settings::Settings,
    shared::Shared,
    sheet_page,
    take_away::TakeAway,
    view::Scene,
};

/// Makes a page of every requirement, edition and form, and the lists that lead to them.
///
/// It answers to `{{#checklist items}}`, `targets`, `actors`, `sheets`, `desk`, `pack`, `verification` and `sources`, to
/// `{{#regulation explanation}}`, `files`, `articles`, `questions`, `blanks`, `correspondence`, `print` and `maker`, and
/// to `{{#contacts}}`. With `notice = true` in `[preprocessor.checklist]`, every page about an edition that a newer one
/// follows says so; with `files = false` no page offers files to take away.
#[derive(Debug, Clone)]
pub struct Checklist {
    shared: Shared,
}

#[derive(Serialize)]
struct NoticeView<'a> {
    /// What the page is about: one edition or two.
    edition: &'a str,
    newer: NewerView<'a>,
}

#[derive(Serialize)]
struct NewerView<'a> {
    title: &'a str,
    published: &'a str,
    href: Option<String>,
}

impl Checklist {
    /// Works with the data of `shared`, and reports into it.
    pub fn new(shared: Shared) -> Self {
        Self { shared }
    }
}

impl Preprocessor for Checklist {
    fn name(&self) -> &str {
        "checklist"
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        if !self.shared.is_guide() {
            return Ok(book);
        }
        let pages = Pages::of(&book, self.shared.library(), Pairs::configured(ctx)?);
        let src = ctx.root.join(&ctx.config.book.src);
        contacts_page::check_date(&self.shared, ctx)?;
        let settings = Settings::configured(ctx)?;
        contacts_page::warn_of_stale(&self.shared, settings.date);
        let answers = desk_data::configured_site(ctx)?;
        let regulation_data = regulation_data::regulation_data(self.shared.library(), settings.date)?;
        let shared = &self.shared;
        let expander = Expander { shared, pages: &pages, src: &src, settings, answers, regulation_data };
        book.for_each_chapter_mut(|chapter| expander.expand(chapter));
        Ok(book)
    }
}

/// Puts generated text and pages where directives ask for them.
struct Expander<'a> {
    shared: &'a Shared,
    pages: &'a Pages,
    src: &'a Path,
    settings: Settings,
    /// The name that answers to this guide's checklists carry.
    answers: String,
    /// What the desk makes a clinic's own rules of, as a script; none for a book without a regulation.
    regulation_data: Option<String>,
}

impl Expander<'_> {
    fn expand(&self, chapter: &mut Chapter) {
        let path = chapter.path.as_deref().map(slashed).unwrap_or_default();
        if chapter.source_path.is_none() || self.is_generated(&path) {
            return;
        }
        let scene = self.scene(&path);
        let mut pieces = Vec::new();
        let mut added = Vec::new();
        for directive in directive::find(&chapter.content) {
            let Some(text) = self.answer(scene, &directive, &mut added) else { continue };
            pieces.push((directive.range, format!("\n{text}\n\n")));
        }
        chapter.content = replace(&chapter.content, pieces);
        if self.settings.has_notice
            && let Some(edition) = self.shared.library().current_edition()
        {
            chapter.content =
                under_title(&chapter.content, &notice(self.shared, scene, edition, &edition.title));
        }
        add_pages(chapter, added);
    }

    /// Pages added below another chapter are visited too: they are complete.
    fn is_generated(&self, path: &str) -> bool {
        let library = self.shared.library();
        library.lineages.iter().any(|lineage| lineage_path(&lineage.id) == path)
    }

    fn take_away(&self) -> TakeAway<'_> {
        TakeAway { shared: self.shared, settings: self.settings }
    }

    fn scene<'s>(&'s self, from: &'s str) -> Scene<'s> {
        Scene { library: self.shared.library(), pages: self.pages, from }
    }

    fn answer(
        &self,
        scene: Scene<'_>,
        directive: &directive::Directive,
        added: &mut Vec<Page>,
    ) -> Option<String> {
        let shared = self.shared;
        let text = match (directive.name.as_str(), directive.argument.as_str()) {
            ("checklist", "items") => {
                added.extend(shared.library().lineages.iter().map(|lineage| self.lineage_page(lineage)));
                index_page::by_section(shared, scene)
            }
            ("checklist", "targets") => index_page::by_target(shared, scene),
            ("checklist", "actors") => index_page::by_actor(shared, scene),
            ("checklist", "sheets") => {
                added
                    .extend(shared.library().editions.iter().rev().map(|edition| self.edition_page(edition)));
                edition_page::render_table(shared, scene)
            }
            ("checklist", "desk") => desk_data::attachment(shared.library(), &self.answers),
            ("checklist", "pack") => pack_page::render(shared, scene, |path| self.hand_written(path)),
            ("checklist", "verification") => evidence::verification(shared, scene),
            ("checklist", "sources") => evidence::sources(shared, scene),
            ("contacts", argument) => return contacts_page::answer(shared, self.settings.date, argument),
            ("regulation", "maker") => regulation_data::attachment(self.regulation_data.as_deref()?),
            ("regulation", argument) => {
                if argument == "articles" {
                    added.extend(regulation_page::added_pages(shared, scene, self.take_away()));
                }
                return regulation_page::answer(shared, scene, self.take_away(), argument);
            }
            _ => return None,
        };
        Some(text)
    }

    fn lineage_page(&self, lineage: &Lineage) -> Page {
        let path = lineage_path(&lineage.id);
        let chapter = self.hand_written(&path);
        let text = chapter.as_deref().map_or(MISSING, without_title);
        if chapter.is_none() {
            self.shared.push(missing_chapter(lineage));
        }
        let scene = self.scene(&path);
        let body = lineage_page::render(self.shared, scene, lineage, text);
        let edition = self.shared.library().current_edition();
        let content = self.content(scene, (&lineage.title, &lineage.id), edition, &body);
        Page {
            name: lineage.title.clone(),
            source: chapter.map(|_| path.clone()),
            path,
            content,
            children: Vec::new(),
        }
    }

    /// The hand-written part of a page, if there is one that can be read.
    fn hand_written(&self, path: &str) -> Option<String> {
        lint::read(self.shared, self.src, path).map(|text| text.replace("\r\n", "\n"))
    }

    fn edition_page(&self, edition: &Edition) -> Page {
        let path = edition_path(&edition.id);
        let scene = self.scene(&path);
        let body = edition_page::render(self.shared, scene, edition, self.take_away().edition(edition));
        let content = self.content(scene, (&edition.title, &edition.id), Some(edition), &body);
        let children = edition.forms.iter().map(|form| self.sheet_page(edition, form)).collect();
        Page { name: edition.title.clone(), source: None, path, content, children }
    }

    fn sheet_page(&self, edition: &Edition, form: &Form) -> Page {
        let path = sheet_path(&edition.id, &form.id);
        let scene = self.scene(&path);
        let name = format!("{} {}", edition.title, form.title);
        let attachments = self.take_away().sheet(edition, form);
        let body = sheet_page::render(self.shared, scene, edition, form, attachments);
        let content =
            self.content(scene, (&name, &format!("{}-{}", edition.id, form.id)), Some(edition), &body);
        Page { name, source: None, path, content, children: Vec::new() }
    }

    /// Title with its id, notice, body.
    fn content(
        &self,
        scene: Scene<'_>,
        title: (&str, &str),
        edition: Option<&Edition>,
        body: &str,
    ) -> String {
        let title = markdown::title(title.0, title.1);
        let notice = edition
            .filter(|_| self.settings.has_notice)
            .map(|edition| notice(self.shared, scene, edition, &edition.title));
        let parts = [title, notice.unwrap_or_default(), body.to_owned()];
        parts.iter().filter(|part| !part.is_empty()).map(|part| format!("{part}\n\n")).collect()
    }
}

/// Stands in for a hand-written part that does not exist.
const MISSING: &str = "この項目の解説はまだ書かれていません。";

fn missing_chapter(lineage: &Lineage) -> Diagnostic {
    Diagnostic {
        code: &codes::MISSING_CHAPTER,
        severity: Severity::Warning,
        message: format!("項目 `{}`（{}）の解説がありません", lineage.id, lineage.title),
        span: Span { file: lineage.span.file.clone(), bytes: lineage.span.bytes.clone() },
        related: Vec::new(),
        help: Some(format!("`src/items/{}.md` に書きます", lineage.id)),
    }
}

/// A hand-written part without its own title: the page has one already.
fn without_title(text: &str) -> &str {
    let trimmed = text.trim_start();
    match trimmed.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => trimmed,
    }
}

/// Says that an edition newer than `edition` is out; empty when there is none. `about` names what the page shows.
pub(crate) fn notice(shared: &Shared, scene: Scene<'_>, edition: &Edition, about: &str) -> String {
    let newest = scene.library.editions.last().filter(|newest| newest.fiscal_year > edition.fiscal_year);
    let Some(newest) = newest else { return String::new() };
    let address = scene.pages.edition(&newest.id);
    let newer = NewerView {
        title: &newest.title,
        published: &newest.published,
        href: address.map(|address| address.href(scene.from)),
    };
    shared.render("notice.html", NoticeView { edition: about, newer })
}

/// Puts a block below the title of a chapter, or on top when it has none.
fn under_title(content: &str, block: &str) -> String {
    if block.is_empty() {
        return content.to_owned();
    }
    let first = markdown::outline(content).headings.into_iter().next();
    let end = first
        .filter(|heading| content[..heading.range.start].trim().is_empty())
        .map_or(0, |heading| heading.range.end);
    let (title, rest) = content.split_at(end);
    format!("{}\n\n{block}\n\n{}", title.trim_end(), rest.trim_start_matches('\n')).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_goes_below_the_title() {
        assert_eq!(under_title("# 題\n本文\n", "<aside>\n</aside>"), "# 題\n\n<aside>\n</aside>\n\n本文\n");
        assert_eq!(under_title("本文\n\n## 節\n", "<aside>"), "<aside>\n\n本文\n\n## 節\n");
    }

    #[test]
    fn the_own_title_of_a_hand_written_part_is_dropped() {
        assert_eq!(without_title("# 題\n\n## 節\n"), "\n## 節\n");
        assert_eq!(without_title("## 節\n"), "## 節\n");
    }
}
