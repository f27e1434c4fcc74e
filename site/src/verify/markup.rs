//! HTML, read as browsers read it, in bounded memory.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::errors::RewritingError;
use lol_html::{HtmlRewriter, MemorySettings, Settings, element, text};

use super::limits::MAX_MARKUP_BYTES;
use crate::html;

/// Bytes given to the parser at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    /// Whether it stands in a drawing.
    pub(super) is_svg: bool,
    /// Names in lower case, and values with entities resolved, in order.
    pub(super) attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; the first one counts.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| &**value)
    }
}

/// What reads HTML piece by piece.
pub(super) trait Reader {
    /// A start tag.
    fn tag(&mut self, tag: Tag);
    /// A part of what stands in an element whose inside is no markup to browsers: `title`, `script`, `style`,
    /// `noscript` and the like. As written; `is_last` says that nothing follows.
    fn raw(&mut self, text: &str, is_last: bool);
}

/// Reads HTML.
///
/// # Errors
///
/// One Japanese sentence without 。: browsers may read it in two ways, or it needs too much memory.
pub(super) fn read<R: Reader>(bytes: &[u8], reader: R) -> (R, Result<(), String>) {
    let shared = Rc::new(RefCell::new(reader));
    let (of_tags, of_texts) = (Rc::clone(&shared), Rc::clone(&shared));
    let settings = Settings::new()
        .append_element_content_handler(element!("*", move |element| {
            let attributes = element.attributes().iter();
            let attributes = attributes.map(|attribute| (attribute.name(), resolved(attribute.value())));
            let tag = Tag {
                name: element.tag_name(),
                is_svg: element.namespace_uri().ends_with("/svg"),
                attributes: attributes.collect(),
            };
            of_tags.borrow_mut().tag(tag);
            Ok(())
        }))
        .append_element_content_handler(text!(
            "title, script, style, noscript, iframe, xmp, noembed, noframes, plaintext",
            move |text| {
                of_texts.borrow_mut().raw(text.as_str(), text.last_in_text_node());
                Ok(())
            }
        ))
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(MAX_MARKUP_BYTES))
        .with_strict(true);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let result =
        bytes.chunks(CHUNK_BYTES).try_for_each(|chunk| rewriter.write(chunk)).and_then(|()| rewriter.end());
    let reader = Rc::into_inner(shared).expect("the parser and its handlers are gone").into_inner();
    (reader, result.map_err(|error| said(&error)))
}

fn said(error: &RewritingError) -> String {
    match error {
        RewritingError::MemoryLimitExceeded(_) => {
            "HTML のタグが長すぎるか、入れ子が深すぎて、調べきれません".into()
        }
        _ => "HTML の書き方が決まりに合わず、ブラウザーによって読み方が変わります".into(),
    }
}

/// A value with its entities resolved.
fn resolved(written: String) -> String {
    if !written.contains('&') {
        return written;
    }
    let tag = format!("<a x=\"{}\">", written.replace('"', "&quot;"));
    let value = html::pieces(&tag).into_iter().find_map(|piece| match piece {
        html::Piece::Start(tag) => html::attribute(&tag, "x").map(str::to_owned),
        _ => None,
    });
    value.unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Reader for Seen {
        fn tag(&mut self, tag: Tag) {
            let attributes: String =
                tag.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
            self.0.push(format!("{}{attributes}{}", tag.name, if tag.is_svg { " svg" } else { "" }));
        }

        fn raw(&mut self, text: &str, _: bool) {
            self.0.push(text.to_owned());
        }
    }

    fn seen(html: &str) -> Vec<String> {
        let (seen, result) = read(html.as_bytes(), Seen::default());
        assert_eq!(result, Ok(()));
        seen.0.into_iter().filter(|piece| !piece.is_empty()).collect()
    }

    #[test]
    fn tags_and_raw_texts_come_as_browsers_read_them() {
        let html =
            "<!-- <a> --><A HREF='x?a&amp;b\"c&#x2f;'>&lt;b&gt;<title>a<b></title><svg><style><image></svg>";
        let expected = ["a href=x?a&b\"c/", "title", "a", "<", "b>", "svg svg", "style svg", "image svg"]
            .map(String::from);
        assert_eq!(seen(html), expected);
    }

    #[test]
    fn html_without_end_is_given_up() {
        let deep = "<div>".repeat(1_000_000);
        let wide = format!("<a {}", "x ".repeat(2_000_000));
        let valued = format!("<a x='{}", "&amp;".repeat(1_000_000));
        for html in [deep, wide, valued] {
            assert!(read(html.as_bytes(), Seen::default()).1.is_err());
        }
        assert_eq!(seen(&"<".repeat(1_000_000)), [""; 0]);
    }
}
