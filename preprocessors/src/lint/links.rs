//! Links, anchors and images that lead to nothing.

use std::{collections::BTreeMap, ops::Range, path::Path};

use checklist::{Code, Diagnostic, Span};
use mdbook_markdown::new_cmark_parser;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Source, Targets, page};
use crate::{
    codes,
    directive::options,
    markdown::{self, Events, Outline},
    pages::{Address, html_path},
};

/// A place in the book as a link names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Local {
    /// From `src/`; begins with `..` when it leaves the book.
    path: String,
    anchor: String,
}

/// One link or image of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    range: Range<usize>,
    dest: String,
    is_image: bool,
    /// Words that stand for an image; `None` for a link.
    alt: Option<String>,
}

/// The places in the book that a chapter's Markdown links lead to.
pub(crate) fn local_links(page: &str, content: &str) -> Vec<Address> {
    let events = new_cmark_parser(content, &options());
    let dests = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    let local = dests.filter_map(|dest| local(page, &dest));
    local
        .map(|local| {
            let path = local.path.strip_suffix(".html").map(|stem| format!("{stem}.md"));
            Address { page: path.unwrap_or(local.path), anchor: local.anchor }
        })
        .collect()
}

/// Everything that is wrong with the links and images of a file.
pub(super) fn problems(
    targets: &Targets<'_>,
    outlines: &mut BTreeMap<String, Outline>,
    src_dir: &Path,
    source: Source<'_>,
    events: &Events<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for found in uses(events) {
        let span = Span::new(source.file, super::trimmed(source.text, &found.range));
        if found.alt.as_ref().is_some_and(|alt| alt.trim().is_empty()) {
            let message = format!("画像 `{}` に説明がありません", found.dest);
            let problem = Diagnostic::error(&codes::IMAGE_WITHOUT_ALT, span.clone(), message);
            problems.push(problem.help("`![何が写っているか](場所)` のように書きます"));
        }
        let Some(local) = local(source.page, &found.dest) else { continue };
        let problem = if found.is_image {
            missing_image(src_dir, &local)
        } else {
            dead(targets, outlines, src_dir, source, &local)
        };
        problems
            .extend(problem.map(|(code, message, help)| Diagnostic::error(code, span, message).help(help)));
    }
    problems
}

type Problem = (&'static Code, String, String);

fn missing_image(src_dir: &Path, local: &Local) -> Option<Problem> {
    let exists = !local.path.starts_with("..") && src_dir.join(&local.path).is_file();
    let help = "`src/` の下にファイルを置き、書いてあるファイルのフォルダーからの場所を書きます".to_owned();
    (!exists).then(|| (&codes::MISSING_IMAGE, format!("画像のファイル `{}` がありません", local.path), help))
}

fn dead(
    targets: &Targets<'_>,
    outlines: &mut BTreeMap<String, Outline>,
    src_dir: &Path,
    source: Source<'_>,
    local: &Local,
) -> Option<Problem> {
    let html = html_path(&local.path);
    let chapter = targets
        .chapters
        .get_key_value(&html)
        .or_else(|| targets.chapters.get_key_value(&folder_index(&local.path)));
    let Some((html, chapter)) = chapter else { return dead_link(targets, src_dir, local) };
    if local.anchor.is_empty() {
        return None;
    }
    let outline = outlines.entry(html.clone()).or_insert_with(|| markdown::outline(&chapter.content));
    if outline.ids.contains(&local.anchor) {
        return None;
    }
    let shown = page(chapter);
    let message = if shown == source.page {
        format!("このページに `#{}` がありません", local.anchor)
    } else {
        format!("`{shown}` に `#{}` がありません", local.anchor)
    };
    let help = match checklist::nearest(&local.anchor, outline.ids.iter().map(String::as_str)) {
        Some(nearest) => format!("`#{nearest}` の誤りではありませんか"),
        None => format!("見出しに `{{#{}}}` を添えるか、ある見出しの名前にします", local.anchor),
    };
    Some((&codes::DEAD_ANCHOR, message, help))
}

fn dead_link(targets: &Targets<'_>, src_dir: &Path, local: &Local) -> Option<Problem> {
    let is_markdown = local.path.ends_with(".md");
    let exists = !local.path.starts_with("..") && src_dir.join(&local.path).is_file();
    if exists && !is_markdown {
        return None;
    }
    let pages: Vec<String> = targets.chapters.values().map(|chapter| page(chapter)).collect();
    let help = match checklist::nearest(&local.path, pages.iter().map(String::as_str)) {
        _ if exists => "ファイルはあります。`SUMMARY.md` に加えるとページになります".to_owned(),
        Some(nearest) => format!("`{nearest}` の誤りではありませんか（場所は `src/` から数えました）"),
        None => "場所は、書いてあるファイルのフォルダーから数えます".to_owned(),
    };
    Some((&codes::DEAD_LINK, format!("リンクの先 `{}` がありません", local.path), help))
}

fn folder_index(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        format!("{path}/index.html")
    }
}

/// Where a link leads within the book; `None` when it leads outside, or is no address at all.
fn local(page: &str, dest: &str) -> Option<Local> {
    let is_outside = dest.starts_with("//") || dest.is_empty() || has_scheme(dest);
    if is_outside {
        return None;
    }
    let (path, anchor) = dest.split_once('#').unwrap_or((dest, ""));
    let path = percent_decoded(path.split('?').next().unwrap_or_default());
    let anchor = percent_decoded(anchor);
    if path.is_empty() {
        return Some(Local { path: page.to_owned(), anchor });
    }
    Some(Local { path: joined(page, &path), anchor })
}

fn has_scheme(dest: &str) -> bool {
    let Some((scheme, _)) = dest.split_once(':') else { return false };
    let is_name = scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+.-".contains(char));
    scheme.starts_with(|char: char| char.is_ascii_alphabetic()) && is_name
}

/// A path from the folder of a page, as a path from `src/`.
fn joined(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let slash = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{}{slash}", parts.join("/"))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let decoded = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

/// Links and images of a file, in Markdown and in HTML.
fn uses(events: &Events<'_>) -> Vec<Use> {
    let mut found: Vec<Use> = Vec::new();
    let mut open_image = false;
    for (event, range) in events {
        let range = range.clone();
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                found.push(Use { range, dest: dest_url.to_string(), is_image: false, alt: None });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                found.push(Use {
                    range,
                    dest: dest_url.to_string(),
                    is_image: true,
                    alt: Some(String::new()),
                });
                open_image = true;
            }
            Event::End(TagEnd::Image) => open_image = false,
            Event::Text(text) | Event::Code(text) if open_image => {
                if let Some(Use { alt: Some(alt), .. }) = found.last_mut() {
                    alt.push_str(text);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => found.extend(uses_in_html(html, range.start)),
            _ => {}
        }
    }
    found
}

fn uses_in_html(html: &str, start: usize) -> Vec<Use> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..html[at..].find('>').map_or(html.len(), |end| at + end + 1)];
        let range = start + at..start + at + tag.len();
        if let Some(dest) = tag.strip_prefix("<a ").and_then(|_| attribute(tag, "href")) {
            found.push(Use { range, dest, is_image: false, alt: None });
        } else if let Some(dest) = tag.strip_prefix("<img ").and_then(|_| attribute(tag, "src")) {
            // An empty `alt` written out says that the image is an ornament.
            let alt = if tag.contains(" alt=") { None } else { Some(String::new()) };
            found.push(Use { range, dest, is_image: true, alt });
        }
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}="))?.1;
    let quote = rest.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(value, _)| value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_from_the_page() {
        let at = |dest| local("items/index.md", dest).map(|local| format!("{}#{}", local.path, local.anchor));
        assert_eq!(at("a.md#x").as_deref(), Some("items/a.md#x"));
        assert_eq!(at("../sheets/").as_deref(), Some("sheets/#"));
        assert_eq!(at("#%E9%A1%8C").as_deref(), Some("items/index.md#題"));
        assert_eq!(at("../../x.md").as_deref(), Some("../x.md#"));
        assert_eq!(at("https://example.org/"), None);
        assert_eq!(at("mailto:a@example.org"), None);
    }

    #[test]
    fn images_and_links_are_found_in_markdown_and_html() {
        let found = uses(&markdown::events(
            "![図](a.png) [x](b.md)\n\n<img src=\"c.png\"> <a href='d.md'>d</a>\n\n`[no](no.md)`\n",
        ));
        let dests: Vec<&str> = found.iter().map(|found| found.dest.as_str()).collect();
        assert_eq!(dests, ["a.png", "b.md", "c.png", "d.md"]);
        assert_eq!(found[2].alt.as_deref(), Some(""));
    }
}
