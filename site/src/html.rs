//! HTML that stands in Markdown, cut into tags; and the little HTML we write ourselves.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use mdbook_core::utils::{escape_html, escape_html_attribute};

/// A piece of HTML: what we need of the tokenizer's result.
pub(crate) enum Piece {
    Start(Tag),
    End(Tag),
    /// Text with entities resolved.
    Text(StrTendril),
    /// The inside of `<script>` or `<style>`, as written.
    Raw(StrTendril),
}

/// Cuts HTML into pieces. Comments are dropped: they are notes of editors, not for readers.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // Ends only when the queue is empty: our sink never asks to pause for a script.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.pieces.take()
}

#[derive(Default)]
struct Sink {
    pieces: RefCell<Vec<Piece>>,
    in_raw: RefCell<bool>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(tag),
            Token::CharacterTokens(text) => self.text(text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sink {
    /// Text comes in bits, cut at entities and lines; they are put together again.
    fn text(&self, text: StrTendril) {
        let mut pieces = self.pieces.borrow_mut();
        match (pieces.last_mut(), *self.in_raw.borrow()) {
            (Some(Piece::Text(before)), false) | (Some(Piece::Raw(before)), true) => {
                before.push_tendril(&text)
            }
            (_, true) => pieces.push(Piece::Raw(text)),
            (_, false) => pieces.push(Piece::Text(text)),
        }
    }

    fn tag(&self, tag: Tag) -> TokenSinkResult<()> {
        let raw_kind = match (&tag.kind, &*tag.name) {
            (TagKind::StartTag, "script") => Some(RawKind::ScriptData),
            (TagKind::StartTag, "style") => Some(RawKind::Rawtext),
            (TagKind::StartTag, "textarea" | "title") => Some(RawKind::Rcdata),
            _ => None,
        };
        *self.in_raw.borrow_mut() = matches!(raw_kind, Some(RawKind::ScriptData | RawKind::Rawtext));
        let piece = match tag.kind {
            TagKind::StartTag => Piece::Start(tag),
            TagKind::EndTag => Piece::End(tag),
        };
        self.pieces.borrow_mut().push(piece);
        raw_kind.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

/// The value of an attribute, entities resolved.
pub(crate) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Elements that never have an end tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose end tag HTML lets authors leave out.
pub(crate) fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "li" | "p"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "option"
            | "optgroup"
            | "rt"
            | "rp"
            | "colgroup"
    )
}

/// The level of `h1` to `h6`.
pub(crate) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// What an attribute makes a browser do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Leads somewhere when clicked.
    Link,
    /// Is fetched with the page.
    Fetched,
    /// A list of addresses that are fetched with the page.
    FetchedList,
    /// A style.
    Style,
    /// A script that runs on an event.
    Handler,
    /// Nothing of these.
    Plain,
}

/// The role of an attribute of an element, both in lower case.
pub(crate) fn role(element: &str, attribute: &str) -> Role {
    match (element, attribute) {
        (_, "style") => Role::Style,
        ("a" | "area", "href" | "xlink:href") | ("form", "action") | (_, "formaction" | "cite") => Role::Link,
        ("link" | "use" | "image" | "base", "href" | "xlink:href") => Role::Fetched,
        (_, "src" | "poster" | "background") | ("object", "data") => Role::Fetched,
        (_, "srcset" | "imagesrcset") => Role::FetchedList,
        ("script", "data-reader") => Role::Fetched,
        ("script", "data-page" | "data-topics" | "data-consultation") => Role::Link,
        (_, "ping") => Role::FetchedList,
        (_, name) if name.starts_with("on") => Role::Handler,
        _ => Role::Plain,
    }
}

/// The addresses of a `srcset`.
pub(crate) fn addresses_of_list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').filter_map(|candidate| candidate.split_whitespace().next())
}

/// Appends text, escaped.
pub(crate) fn push_text(html: &mut String, text: &str) {
    html.push_str(&escape_html(text));
}

/// Appends ` name="value"`, escaped.
pub(crate) fn push_attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    html.push_str(&escape_html_attribute(value));
    html.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_resolved_and_comments_dropped() {
        let pieces = pieces("<a href='x?a=1&amp;b=2'>R&amp;D<!-- note --></a>");
        let [Piece::Start(tag), Piece::Text(text), Piece::End(_)] = &pieces[..] else { panic!() };
        assert_eq!(attribute(tag, "href"), Some("x?a=1&b=2"));
        assert_eq!(&**text, "R&D");
    }

    #[test]
    fn scripts_stay_as_written() {
        let pieces = pieces("<script>if (a < b && c) {}</script>");
        let [Piece::Start(_), Piece::Raw(script), Piece::End(_)] = &pieces[..] else { panic!() };
        assert_eq!(&**script, "if (a < b && c) {}");
    }

    #[test]
    fn attributes_are_escaped() {
        let mut html = String::new();
        push_attribute(&mut html, "title", r#""><script>'&"#);
        assert_eq!(html, r#" title="&quot;&gt;&lt;script&gt;&#39;&amp;""#);
    }
}
