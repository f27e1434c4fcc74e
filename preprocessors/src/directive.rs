//! Lines that ask for generated text: `{{#checklist items}}`.

use std::ops::Range;

use checklist::Library;
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::contacts_page;

/// A directive alone in its paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    /// The whole paragraph.
    pub(crate) range: Range<usize>,
    /// `checklist`.
    pub(crate) name: String,
    /// `items`; empty when there is none.
    pub(crate) argument: String,
}

/// What our preprocessors answer to, besides `{{#contacts}}` with a group or a contact.
pub(crate) const KNOWN: [(&str, &[&str]); 4] = [
    ("checklist", &["items", "targets", "actors", "sheets", "desk", "pack", "verification", "sources"]),
    (
        "regulation",
        &["explanation", "files", "articles", "questions", "blanks", "correspondence", "print", "maker"],
    ),
    ("revision", &["pairs"]),
    ("crosslink", &["guideline", "glossary"]),
];

/// Whether one of our preprocessors answers to a directive.
pub(crate) fn is_known(library: &Library, name: &str, argument: &str) -> bool {
    if name == "contacts" {
        return library.contacts.as_ref().is_some_and(|contacts| contacts_page::is_known(contacts, argument));
    }
    KNOWN.iter().any(|(known, arguments)| *known == name && arguments.contains(&argument))
}

/// The directives that stand alone in a paragraph, in order. Those in code are text.
pub(crate) fn find(content: &str) -> Vec<Directive> {
    if !content.contains("{{#") {
        return Vec::new();
    }
    let mut directives = Vec::new();
    let mut paragraph: Option<Range<usize>> = None;
    for (event, range) in new_cmark_parser(content, &options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Paragraph) => paragraph = Some(range),
            Event::End(TagEnd::Paragraph) => {
                directives.extend(paragraph.take().and_then(|range| parse(content, range)));
            }
            _ => {}
        }
    }
    directives
}

/// Reads `{{#name argument}}`; `None` when the text is anything else.
pub(crate) fn parse(content: &str, range: Range<usize>) -> Option<Directive> {
    let text = content[range.clone()].trim();
    let inside = text.strip_prefix("{{#")?.strip_suffix("}}")?;
    if inside.contains(['\n', '{', '}']) {
        return None;
    }
    let (name, argument) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    Some(Directive { range, name: name.to_owned(), argument: argument.trim().to_owned() })
}

/// Markdown as mdBook reads it, with quotes left as they are typed, so that text and source agree.
pub(crate) fn options() -> MarkdownOptions {
    let mut options = MarkdownOptions::default();
    options.smart_punctuation = false;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_stands_alone_outside_code() {
        let content = "# 題\n\n{{#checklist items}}\n\n文中の {{#checklist items}} は違う。\n\n```\n{{#checklist items}}\n```\n";
        let found = find(content);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].argument.as_str()), ("checklist", "items"));
    }

    #[test]
    fn known_names_take_known_arguments() {
        let library = Library::default();
        assert!(is_known(&library, "revision", "pairs"));
        assert!(!is_known(&library, "revision", "items"));
        assert!(!is_known(&library, "contacts", ""), "a book without contacts");
    }
}
