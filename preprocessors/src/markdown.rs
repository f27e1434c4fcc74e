//! Markdown as mdBook reads it: ids of headings, plain text, escaping.

use std::{collections::BTreeSet, ops::Range};

use mdbook_markdown::new_cmark_parser;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::directive::options;

/// What the parser reads in a text, each with its place.
pub(crate) type Events<'a> = [(Event<'a>, Range<usize>)];

/// Reads a text once for everybody who looks at it.
pub(crate) fn events(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    new_cmark_parser(text, &options()).into_offset_iter().collect()
}

/// A text as Markdown that shows exactly this text, on one line.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in one_line(text).chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '{' => escaped.push_str("&#123;"),
            '}' => escaped.push_str("&#125;"),
            _ if char.is_ascii_punctuation() => escaped.extend(['\\', char]),
            _ => escaped.push(char),
        }
    }
    escaped
}

/// A text as HTML, fit for attributes too.
pub(crate) fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '|' => escaped.push_str("&#124;"),
            _ => escaped.push(char),
        }
    }
    escaped
}

/// Line breaks and control characters as single spaces: a newline in a name breaks mdBook's sidebar.
pub(crate) fn one_line(text: &str) -> String {
    let lines = text.split(|char: char| char.is_control()).map(|line| line.trim_matches(' '));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A heading line of level 1 with an explicit id.
pub(crate) fn title(text: &str, id: &str) -> String {
    format!("# {} {{#{id}}}", escape(text))
}

/// `## text {#x}` for `<h2 id="x">text</h2>` that fills a line; `None` for any other line.
///
/// More attributes may follow the id, as long as their values are single words.
pub(crate) fn heading_from_html(line: &str) -> Option<String> {
    let rest = line.strip_prefix("<h")?;
    let level = rest.chars().next()?.to_digit(10).filter(|level| (1..=6).contains(level))?;
    let (attributes, rest) = rest[1..].strip_prefix(' ')?.split_once('>')?;
    let mut attributes = attributes.split(' ').map(attribute);
    let id = attributes.next()?.filter(|(name, value)| *name == "id" && value.is_ascii())?.1;
    let text = rest.strip_suffix(&format!("</h{level}>")).filter(|text| !text.contains('<'))?;
    let mut heading = format!("{} {} {{#{id}", "#".repeat(level as usize), escape_text_of_html(text));
    for attribute in attributes {
        let (name, value) = attribute?;
        heading.push_str(&format!(" {name}={value}"));
    }
    heading.push('}');
    Some(heading)
}

/// Name and value of `name="value"`, a value that Markdown can have in a heading.
fn attribute(written: &str) -> Option<(&str, &str)> {
    let (name, value) = written.split_once('=')?;
    let value = value.strip_prefix('"')?.strip_suffix('"')?;
    let is_word =
        |text: &str| !text.is_empty() && text.chars().all(|char| char.is_alphanumeric() || char == '-');
    (is_word(name) && is_word(value)).then_some((name, value))
}

/// Escapes for Markdown a text that is escaped for HTML already.
fn escape_text_of_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut is_entity = false;
    for char in text.chars() {
        is_entity = match char {
            '&' => true,
            ';' if is_entity => {
                escaped.push(char);
                is_entity = false;
                continue;
            }
            _ => is_entity && (char.is_ascii_alphanumeric() || char == '#'),
        };
        match char {
            '{' => escaped.push_str("&#123;"),
            '}' => escaped.push_str("&#125;"),
            _ if !is_entity && char.is_ascii_punctuation() => escaped.extend(['\\', char]),
            _ => escaped.push(char),
        }
    }
    escaped
}

/// A heading of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 1 to 6.
    pub(crate) level: usize,
    /// As shown, without markup.
    pub(crate) text: String,
    /// The whole heading in the source.
    pub(crate) range: Range<usize>,
}

/// What can be pointed at in a chapter, and its headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// In order. Headings written as HTML are not among them.
    pub(crate) headings: Vec<Heading>,
    /// Ids as mdBook's html renderer makes them, and those written in HTML.
    pub(crate) ids: BTreeSet<String>,
}

/// Reads headings and ids.
pub(crate) fn outline(content: &str) -> Outline {
    outline_of(new_cmark_parser(content, &Default::default()).into_offset_iter())
}

/// Headings and ids of a text that was read already. Ids made from quotes and dashes need mdBook's own options.
pub(crate) fn outline_of<'a>(events: impl Iterator<Item = (Event<'a>, Range<usize>)>) -> Outline {
    let mut outline = Outline::default();
    let mut generated = BTreeSet::new();
    let mut open: Option<(usize, Option<String>, String)> = None;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                open = Some((level as usize, id.map(|id| id.to_string()), String::new()));
            }
            Event::Start(Tag::DefinitionListTitle) => open = Some((0, None, String::new())),
            Event::End(TagEnd::Heading(_) | TagEnd::DefinitionListTitle) => {
                let Some((level, id, text)) = open.take() else { continue };
                let id = id.unwrap_or_else(|| unique_id(&id_from_content(&text), &mut generated));
                outline.ids.insert(id);
                if level > 0 {
                    outline.headings.push(Heading { level, text: text.trim().to_owned(), range });
                }
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                outline.ids.insert(format!("footnote-{name}"));
            }
            Event::Html(html) | Event::InlineHtml(html) => outline.ids.extend(ids_in_html(&html)),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, _, heading)) = &mut open {
                    heading.push_str(&text);
                }
            }
            Event::SoftBreak => {
                if let Some((_, _, heading)) = &mut open {
                    heading.push('\n');
                }
            }
            _ => {}
        }
    }
    outline
}

/// The id mdBook gives a heading: letters, figures, `_` and `-`, in lower case, spaces as `-`.
pub(crate) fn id_from_content(text: &str) -> String {
    let kept = text.trim().to_lowercase();
    let chars = kept.chars().filter_map(|char| match char {
        _ if char.is_alphanumeric() || char == '_' || char == '-' => Some(char),
        _ if char.is_whitespace() => Some('-'),
        _ => None,
    });
    chars.collect()
}

fn unique_id(id: &str, used: &mut BTreeSet<String>) -> String {
    let candidates = std::iter::once(id.to_owned()).chain((1..).map(|counter| format!("{id}-{counter}")));
    for candidate in candidates {
        if used.insert(candidate.clone()) {
            return candidate;
        }
    }
    unreachable!("counting never ends")
}

/// Values of `id` attributes (and of `name` on anchors) in a piece of HTML.
fn ids_in_html(html: &str) -> impl Iterator<Item = String> {
    [" id=\"", " id='", " name=\""].into_iter().flat_map(move |start| {
        let quote = if start.ends_with('"') { '"' } else { '\'' };
        html.split(start).skip(1).filter_map(move |rest| rest.split_once(quote)).map(|(id, _)| id.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_shows_as_it_is() {
        let text = "<script> *a* [x](y) {{#include z}} {#id} | `c` & # $ ~";
        let html = new_cmark_parser(&title(text, "x"), &options())
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.to_string()),
                Event::Start(Tag::Heading { id, .. }) => id.map(|id| format!("({id})")),
                Event::Start(_) | Event::End(_) => None,
                other => panic!("{other:?} is not text"),
            })
            .collect::<String>();
        assert_eq!(html, format!("(x){text}"));
    }

    #[test]
    fn ids_are_those_of_mdbook() {
        let outline =
            outline("# 題\n\n## `--x` y\n\n## 同じ\n\n## 同じ\n\n## 別 {#own}\n\n<a id=\"html\"></a>\n");
        let ids: Vec<&str> = outline.ids.iter().map(String::as_str).collect();
        assert_eq!(ids, ["--x-y", "html", "own", "同じ", "同じ-1", "題"]);
        assert_eq!(outline.headings.len(), 5);
    }

    #[test]
    fn only_a_whole_heading_line_becomes_markdown() {
        assert_eq!(heading_from_html("<h2 id=\"a\">１．題</h2>").as_deref(), Some("## １．題 {#a}"));
        assert_eq!(
            heading_from_html("<h3 id=\"a\" data-search=\"no\" data-search-kind=\"窓口\">題</h3>").as_deref(),
            Some("### 題 {#a data-search=no data-search-kind=窓口}")
        );
        assert_eq!(heading_from_html("<h2 id=\"a\" title=\"b}\">題</h2>"), None);
        assert_eq!(heading_from_html("<h2 id=\"あ\">題</h2>"), None);
        assert_eq!(heading_from_html("<h2 id=\"a\"><b>題</b></h2>"), None);
        assert_eq!(heading_from_html("<h2>題</h2>"), None);
    }
}
