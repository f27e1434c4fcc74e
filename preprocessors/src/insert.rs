//! Chapters and text put into a book.

use std::ops::Range;

use mdbook_preprocessor::book::{BookItem, Chapter, SectionNumber};

use crate::markdown;

/// A page to be added.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Shown in the sidebar.
    pub(crate) name: String,
    /// From `src/`, ending in `.md`.
    pub(crate) path: String,
    /// The hand-written file inside, from `src/`.
    pub(crate) source: Option<String>,
    /// Markdown.
    pub(crate) content: String,
    /// Pages below it.
    pub(crate) children: Vec<Page>,
}

/// Adds pages below a chapter, numbered one level deeper than it, after what is there already.
pub(crate) fn add_pages(chapter: &mut Chapter, pages: Vec<Page>) {
    let mut parent_names = chapter.parent_names.clone();
    parent_names.push(chapter.name.clone());
    let n_before = chapter.sub_items.iter().filter(|item| is_numbered(item)).count() as u32;
    for (page_idx, page) in (1..).zip(pages) {
        let number = chapter.number.as_ref().map(|number| deeper(number, n_before + page_idx));
        let added = chapter_of(page, number, parent_names.clone());
        chapter.sub_items.push(BookItem::Chapter(added));
    }
}

fn chapter_of(page: Page, number: Option<SectionNumber>, parent_names: Vec<String>) -> Chapter {
    let name = markdown::one_line(&page.name);
    let mut chapter = Chapter::new(&name, page.content, page.path, parent_names);
    chapter.source_path = page.source.map(Into::into);
    chapter.number = number;
    add_pages(&mut chapter, page.children);
    chapter
}

fn is_numbered(item: &BookItem) -> bool {
    matches!(item, BookItem::Chapter(chapter) if chapter.number.is_some())
}

fn deeper(number: &SectionNumber, last: u32) -> SectionNumber {
    number.iter().copied().chain([last]).collect()
}

/// Replaces pieces of a text. The ranges may come in any order and must not overlap.
pub(crate) fn replace(text: &str, mut pieces: Vec<(Range<usize>, String)>) -> String {
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    for (range, piece) in pieces {
        replaced.push_str(&text[end..range.start]);
        replaced.push_str(&piece);
        end = range.end;
    }
    replaced.push_str(&text[end..]);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, children: Vec<Page>) -> Page {
        Page { name: "a\nb".into(), path: path.into(), source: None, content: String::new(), children }
    }

    #[test]
    fn added_pages_are_one_level_deeper() {
        let mut chapter = Chapter::new("題", String::new(), "x.md", vec![]);
        chapter.number = Some(SectionNumber::new([2]));
        add_pages(&mut chapter, vec![page("x/a.md", vec![page("x/b.md", vec![])])]);
        let BookItem::Chapter(first) = &chapter.sub_items[0] else { panic!() };
        let BookItem::Chapter(second) = &first.sub_items[0] else { panic!() };
        assert_eq!(first.number.as_ref().unwrap().to_string(), "2.1.");
        assert_eq!(second.number.as_ref().unwrap().to_string(), "2.1.1.");
        assert_eq!(second.parent_names, ["題", "a b"]);
    }

    #[test]
    fn pieces_are_replaced_in_place() {
        assert_eq!(replace("abcdef", vec![(4..5, "X".into()), (1..3, String::new())]), "adXf");
    }
}
