//! Drawings and other XML a browser shows: what they fetch and run.

use roxmltree::{Document, Node, ParsingOptions};

use super::limits::{MAX_NODES, MAX_TEXT_BYTES};
use super::{script, style};
use crate::address;
use crate::finding::Code;

/// What is wrong in a drawing: kind and one Japanese sentence without 。, in its order.
pub(super) fn faults(bytes: &[u8]) -> Vec<(Code, String)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![(Code::NotUtf8, "UTF-8 で書かれていません".into())];
    };
    match parsed(text) {
        Ok(document) => document.descendants().flat_map(|node| of_node(&node)).collect(),
        Err(message) => vec![(Code::BrokenMarkup, message)],
    }
}

/// XML taken apart in bounded memory. Entities of its own are read, those of other files are not.
///
/// # Errors
///
/// One Japanese sentence without 。.
pub(super) fn parsed(text: &str) -> Result<Document<'_>, String> {
    debug_assert!(text.len() as u64 <= MAX_TEXT_BYTES);
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| format!("XML として読めません({error})"))
}

fn of_node(node: &Node<'_, '_>) -> Vec<(Code, String)> {
    let mut faults = Vec::new();
    if node.is_pi() && node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
        faults.push((Code::OutsideRequest, "`<?xml-stylesheet?>` がスタイルを取りに行きます".into()));
    }
    if !node.is_element() {
        return faults;
    }
    match node.tag_name().name() {
        "script" => faults.push((Code::InlineScript, "`<script>` が絵の中に書かれています".into())),
        "foreignObject" | "iframe" | "object" | "embed" | "handler" | "listener" => {
            let message = format!("`<{}>` が絵の中にあります", node.tag_name().name());
            faults.push((Code::ActiveContent, message));
        }
        "style" => {
            let text: String =
                node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
            faults.extend(of_style(&text));
        }
        _ => {}
    }
    for attribute in node.attributes() {
        faults.extend(of_attribute(node.tag_name().name(), attribute.name(), attribute.value()));
    }
    faults
}

/// What an attribute of a drawing does, wherever the drawing stands. Names without prefix.
pub(super) fn of_attribute(element: &str, name: &str, value: &str) -> Vec<(Code, String)> {
    match name {
        "href" | "src" if element != "a" => of_address(value).into_iter().collect(),
        "href" => scripted(value).into_iter().collect(),
        // An animation can put an address into the attribute of another element.
        "to" | "from" | "by" | "values" if matches!(element, "animate" | "set") => {
            let values = value.split(';').filter(|value| address::is_outside(value));
            values.filter_map(|value| of_address(value).or_else(|| scripted(value))).collect()
        }
        _ if name.to_ascii_lowercase().starts_with("on") => {
            vec![(Code::InlineHandler, format!("`{name}=` があります"))]
        }
        _ if value.contains(['(', '\\']) => of_style(value),
        _ => Vec::new(),
    }
}

fn of_style(css: &str) -> Vec<(Code, String)> {
    let fetched = style::fetched(css);
    let deep = fetched.is_too_deep.then(|| (Code::TooLarge, "スタイルの括弧の入れ子が深すぎます".to_owned()));
    fetched.addresses.iter().filter_map(|address| of_address(address)).chain(deep).collect()
}

/// What fetching an address does.
pub(super) fn of_address(written: &str) -> Option<(Code, String)> {
    if let Some(fault) = scripted(written) {
        return Some(fault);
    }
    let scheme = address::scheme(written).unwrap_or_default();
    let is_bad = address::is_outside(written) && scheme != "data" || written.starts_with("data:text/html");
    is_bad.then(|| (Code::OutsideRequest, format!("`{written}` をサイトの外へ取りに行きます")))
}

fn scripted(written: &str) -> Option<(Code, String)> {
    let scheme = address::scheme(written).unwrap_or_default();
    matches!(scheme.as_str(), "javascript" | "vbscript")
        .then(|| (Code::InlineHandler, format!("`{written}` はスクリプトを動かします")))
}

/// What a script file asks for.
pub(super) fn of_script(text: &str, may_ask: bool, is_code: bool) -> impl Iterator<Item = (Code, String)> {
    script::faults(text, may_ask, is_code).into_iter().map(|message| (Code::OutsideRequest, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(svg: &str) -> Vec<Code> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{svg}</svg>"
        );
        faults(svg.as_bytes()).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn everything_a_drawing_fetches_or_runs_is_found() {
        use Code::*;
        for (svg, code) in [
            ("<image href=\"https://e.jp/a.png\"/>", OutsideRequest),
            ("<use xlink:href=\"//e.jp/a.svg#b\"/>", OutsideRequest),
            ("<rect fill=\"url(https://e.jp/a.svg#b)\"/>", OutsideRequest),
            ("<rect style=\"fill:u\\72l(//e.jp)\"/>", OutsideRequest),
            ("<style>@import 'https://e.jp/a.css'; a { fill: red }</style>", OutsideRequest),
            ("<set attributeName=\"href\" to=\"https://e.jp\"/>", OutsideRequest),
            ("<a href=\"javascript:x()\"><text>x</text></a>", InlineHandler),
            ("<rect onclick=\"x()\"/>", InlineHandler),
            ("<script>x()</script>", InlineScript),
            ("<foreignObject/>", ActiveContent),
        ] {
            assert_eq!(codes(svg), [code], "{svg}");
        }
    }

    #[test]
    fn what_stays_in_the_drawing_is_fine() {
        for svg in [
            "<a href=\"https://e.jp\"><text>x</text></a>",
            "<use href=\"#a\"/><rect fill=\"url(#b)\" transform=\"rotate(3)\"/>",
            "<image href=\"data:image/png;base64,\"/><style>a { fill: url('#b') }</style>",
            "<animate attributeName=\"x\" values=\"0;1\"/>",
        ] {
            assert_eq!(codes(svg), [], "{svg}");
        }
    }

    #[test]
    fn xml_that_grows_or_never_ends_is_given_up() {
        let entities: String = (1..30)
            .map(|nth| format!("<!ENTITY e{nth} \"&e{0};&e{0};&e{0};&e{0};&e{0};&e{0};\">", nth - 1))
            .collect();
        let laughs = format!("<!DOCTYPE a [<!ENTITY e0 \"ha\">{entities}]><a>&e29;</a>");
        let deep = "<a>".repeat(400_000);
        for svg in [laughs, deep, "<a>".repeat(10), String::new()] {
            assert_eq!(faults(svg.as_bytes()).len(), 1);
        }
        assert_eq!(faults(b"\xff")[0].0, Code::NotUtf8);
    }
}
