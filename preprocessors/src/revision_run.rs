//! The second preprocessor: comparison tables.

use mdbook_preprocessor::{
    Preprocessor, PreprocessorContext,
    book::{Book, Chapter},
    errors::Result,
};

use crate::{
    checklist_run::notice,
    comparison_page, directive,
    insert::{Page, add_pages, replace},
    markdown,
    pages::{Pages, Pairs, comparison_path, slashed},
    settings::Settings,
    shared::Shared,
    take_away::TakeAway,
    view::Scene,
};

/// Makes a 新旧対照表 of every pair of editions.
///
/// It answers to `{{#revision pairs}}`. `pairs = "neighbours"` in `[preprocessor.revision]` compares every edition
/// with the one before only.
#[derive(Debug, Clone)]
pub struct Revision {
    shared: Shared,
}

impl Revision {
    /// Works with the data of `shared`, and reports into it.
    pub fn new(shared: Shared) -> Self {
        Self { shared }
    }

    fn expand(&self, pages: &Pages, pairs: Pairs, settings: Settings, chapter: &mut Chapter) {
        let path = chapter.path.as_deref().map(slashed).unwrap_or_default();
        let library = self.shared.library();
        let scene = Scene { library, pages, from: &path };
        let is_asked_for = |directive: &directive::Directive| {
            (directive.name.as_str(), directive.argument.as_str()) == ("revision", "pairs")
        };
        let Some(directive) = directive::find(&chapter.content).into_iter().find(is_asked_for) else {
            return;
        };
        let pairs = pairs.of(library);
        let table = comparison_page::render_table(&self.shared, scene, &pairs);
        chapter.content = replace(&chapter.content, vec![(directive.range, format!("\n{table}\n\n"))]);
        let added = pairs.iter().map(|(older, newer)| {
            let path = comparison_path(&older.id, &newer.id);
            let scene = scene.on(&path);
            let comparison = checklist::compare(library, older, newer);
            let attachments = TakeAway { shared: &self.shared, settings }.comparison(&comparison);
            let body = comparison_page::render(&self.shared, scene, &comparison, attachments);
            let notice = if settings.has_notice {
                notice(&self.shared, scene, newer, &format!("{}と{}", older.title, newer.title))
            } else {
                String::new()
            };
            let title = markdown::title(&comparison.title(), &format!("{}-{}", older.id, newer.id));
            let name = format!("{}から{}へ", older.title, newer.title);
            Page {
                name,
                source: None,
                content: [title, notice, body].join("\n\n"),
                path: path.clone(),
                children: Vec::new(),
            }
        });
        add_pages(chapter, added.collect());
    }
}

impl Preprocessor for Revision {
    fn name(&self) -> &str {
        "revision"
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        if !self.shared.is_guide() {
            return Ok(book);
        }
        let pairs = Pairs::configured(ctx)?;
        let settings = Settings::configured(ctx)?;
        let pages = Pages::of(&book, self.shared.library(), pairs);
        book.for_each_chapter_mut(|chapter| self.expand(&pages, pairs, settings, chapter));
        Ok(book)
    }
}
