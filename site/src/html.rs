//! HTML that stands in Markdown, cut into tags; and the little HTML we write ourselves.

use std::borrow::Cow;
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

/// A tag, or the text between two, of HTML that the site has written.
pub(crate) enum Written<'a> {
    Start(WrittenTag<'a>),
    End(&'a str),
    /// Entities resolved.
    Text(Cow<'a, str>),
}

/// A start tag the site has written.
#[derive(Clone, Copy)]
pub(crate) struct WrittenTag<'a> {
    pub(crate) name: &'a str,
    /// ` name="value"`, once for each.
    attributes: &'a str,
}

impl<'a> WrittenTag<'a> {
    /// Names and values, in order.
    pub(crate) fn attributes(self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once("=\"")?;
            let (value, after) = after.split_once('"')?;
            rest = after;
            Some((name.trim_start(), unescape(value)))
        })
    }

    /// The value of an attribute.
    pub(crate) fn attribute(self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(found, _)| *found == name).map(|(_, value)| value)
    }
}

/// Reads back what the site has written: no comments, every text and value escaped, every value in `"`. A third of the
/// work of [`pieces`], which reads any HTML. The inside of scripts and styles is left out.
pub(crate) fn written(html: &str) -> impl Iterator<Item = Written<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if !rest.starts_with('<') {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            rest = after;
            return (!text.is_empty()).then(|| Written::Text(unescape(text)));
        }
        let (tag, after) = rest[1..].split_once('>').unwrap_or((&rest[1..], ""));
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            return Some(Written::End(name));
        }
        let (name, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        if matches!(name, "script" | "style") {
            rest = &rest[rest.find("</").unwrap_or(rest.len())..];
        }
        Some(Written::Start(WrittenTag { name, attributes }))
    })
}

/// Undoes [`push_text`] and [`push_attribute`].
fn unescape(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, char); 6] =
        [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&#92;", '\\'), ("&amp;", '&')];
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let (mut plain, mut rest) = (text[..first].to_owned(), &text[first..]);
    while !rest.is_empty() {
        let entity = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (char, length) = match entity {
            Some((entity, char)) => (*char, entity.len()),
            None => ('&', 1),
        };
        plain.push(char);
        let after = &rest[length..];
        let end = after.find('&').unwrap_or(after.len());
        plain.push_str(&after[..end]);
        rest = &after[end..];
    }
    Cow::Owned(plain)
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
        ("script", "data-engine") => Role::Fetched,
        ("script", "data-page" | "data-topics" | "data-consultation" | "data-hub") => Role::Link,
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
    fn what_is_written_is_read_back() {
        let value = r#"a=">'\& &amp; &x;<b "#;
        let mut html = String::from("<p");
        push_attribute(&mut html, "id", value);
        push_attribute(&mut html, "hidden", "");
        html.push('>');
        push_text(&mut html, value);
        html.push_str("<br></p><script>if (a < b) {}</script>");
        let read: Vec<Written<'_>> = written(&html).collect();
        let [Written::Start(tag), Written::Text(text), rest @ ..] = &read[..] else { panic!() };
        assert_eq!((tag.name, text.as_ref()), ("p", value));
        assert_eq!(tag.attribute("id").as_deref(), Some(value));
        assert_eq!(tag.attribute("hidden").as_deref(), Some(""));
        assert!(tag.attribute("class").is_none());
        let names: Vec<&str> = rest
            .iter()
            .map(|piece| match piece {
                Written::Start(tag) => tag.name,
                Written::End(name) => name,
                Written::Text(_) => "text",
            })
            .collect();
        assert_eq!(names, ["br", "p", "script", "script"]);
    }

    #[test]
    fn attributes_are_escaped() {
        let mut html = String::new();
        push_attribute(&mut html, "title", r#""><script>'&"#);
        assert_eq!(html, r#" title="&quot;&gt;&lt;script&gt;&#39;&amp;""#);
    }
}
