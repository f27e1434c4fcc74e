//! Styles: the addresses they fetch.

use cssparser::{ParseError, Parser, ParserInput, Token};

use super::limits::MAX_NESTING;

/// What a style fetches.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fetched {
    /// Addresses, escapes resolved, in order.
    pub(super) addresses: Vec<String>,
    /// Whether brackets stand so deep in each other that not all was read.
    pub(super) is_too_deep: bool,
}

/// The addresses in a style, or in the value of one property: of `url(…)`, `@import` and images.
pub(super) fn fetched(css: &str) -> Fetched {
    let mut fetched = Fetched::default();
    let mut input = ParserInput::new(css);
    // Errors stand for what browsers skip.
    let _ = read(&mut Parser::new(&mut input), &mut fetched, false, 0);
    fetched
}

fn read<'i>(
    parser: &mut Parser<'i, '_>,
    fetched: &mut Fetched,
    is_in_url: bool,
    depth: usize,
) -> Result<(), ParseError<'i, ()>> {
    let mut rule = String::new();
    while let Ok(token) = parser.next() {
        let inside = match token {
            Token::UnquotedUrl(address) if rule != "namespace" => {
                fetched.addresses.push(address.to_string());
                continue;
            }
            Token::QuotedString(text) => {
                if is_in_url || rule == "import" {
                    fetched.addresses.push(text.to_string());
                }
                continue;
            }
            Token::AtKeyword(name) => {
                rule = name.to_ascii_lowercase();
                continue;
            }
            Token::Semicolon => {
                rule.clear();
                continue;
            }
            Token::Function(name) => Some(takes_address(name) && rule != "namespace"),
            Token::ParenthesisBlock | Token::SquareBracketBlock => Some(is_in_url),
            Token::CurlyBracketBlock => {
                rule.clear();
                Some(false)
            }
            _ => None,
        };
        if let Some(is_in_url) = inside {
            if depth == MAX_NESTING {
                fetched.is_too_deep = true;
                return Ok(());
            }
            let _: Result<(), ParseError<'i, ()>> =
                parser.parse_nested_block(|parser| read(parser, fetched, is_in_url, depth + 1));
        }
    }
    Ok(())
}

/// Whether the texts given to a function are addresses.
fn takes_address(function: &str) -> bool {
    let function = function.to_ascii_lowercase();
    ["url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"]
        .contains(&&*function)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_an_address_is_found() {
        let css = r#"@charset "x"; @namespace url(http://ns); @import "a.css" screen; @import url(b.css);
            a { background: URL( 'c.png' ), \75rl(d.png); content: "http://text" }
            @media print { b { --x: image-set("e.png" 1x, url(f.png) 2x); /* url(no) */ } }
            @font-face { src: url(//g) format("woff2") } c { background: u\72l("\68ttp://h") } d { x: src("i") }"#;
        let expected = ["a.css", "b.css", "c.png", "d.png", "e.png", "f.png", "//g", "http://h", "i"];
        assert_eq!(fetched(css).addresses, expected);
    }

    #[test]
    fn brackets_without_end_are_given_up() {
        for open in ["(", "{", "[", "url(x) f("] {
            assert!(fetched(&open.repeat(100_000)).is_too_deep, "{open}");
        }
        assert!(!fetched("a { b: c }").is_too_deep);
    }
}
