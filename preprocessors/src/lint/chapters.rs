//! The shape of a requirement's chapter: the headings of `templates/chapter.md`, all of them, in their order.

use std::{collections::BTreeSet, ops::Range, path::Path};

use super::{Source, read, report};
use crate::{codes, markdown, shared::Shared};

/// The headings every chapter has. None when the book has no such file.
pub(super) type Shape = Option<Vec<ShapeHeading>>;

/// A heading of level 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShapeHeading {
    text: String,
    /// Explicit id; empty when there is none.
    id: String,
    range: Range<usize>,
}

const FILE: &str = "chapter.md";

/// Reads `templates/chapter.md`.
pub(super) fn shape(shared: &Shared) -> Shape {
    let folder = shared.root().join("templates");
    if !folder.join(FILE).is_file() {
        return None;
    }
    read(shared, &folder, Path::new(FILE).to_str()?).map(|text| headings(&text))
}

fn headings(text: &str) -> Vec<ShapeHeading> {
    let of_level = markdown::outline(text).headings.into_iter().filter(|heading| heading.level == 2);
    let heading = |heading: markdown::Heading| ShapeHeading {
        id: explicit_id(&text[heading.range.clone()]).unwrap_or_default().to_owned(),
        text: heading.text,
        range: heading.range,
    };
    of_level.map(heading).collect()
}

/// `x` of `## 題 {#x}`.
fn explicit_id(heading: &str) -> Option<&str> {
    let (_, attributes) = heading.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    attributes.split_whitespace().find_map(|attribute| attribute.strip_prefix('#'))
}

/// Reports headings that are missing, out of order or not in the shape.
pub(super) fn lint(shared: &Shared, shape: &Shape, source: Source<'_>) {
    let Some(shape) = shape.as_ref().filter(|_| source.is_part) else { return };
    let mut last_idx = None;
    let mut seen = BTreeSet::new();
    for heading in headings(source.text) {
        let say = |message: String, help: String| {
            report(shared, source, &codes::CHAPTER_SHAPE, &heading.range, message, help);
        };
        let Some(idx) = shape.iter().position(|known| known.text == heading.text) else {
            let (message, help) = unknown(shape, &heading);
            say(message, help);
            continue;
        };
        let known = &shape[idx];
        if known.id != heading.id {
            let message = format!("見出し「{}」の名前が `#{}` ではありません", heading.text, known.id);
            say(message, format!("`## {} {{#{}}}` と書きます", known.text, known.id));
        }
        if !seen.insert(idx) {
            say(format!("見出し「{}」が2度あります", heading.text), "1つにまとめます".to_owned());
        } else if last_idx.is_some_and(|last_idx| idx < last_idx) {
            let after =
                idx.checked_sub(1).map(|before_idx| format!("「{}」のすぐ後", shape[before_idx].text));
            let place = after.unwrap_or_else(|| "ファイルの初め".to_owned());
            say(format!("見出し「{}」の順が違います", heading.text), format!("{place}に移します"));
        }
        last_idx = last_idx.max(Some(idx));
    }
    let missing = shape.iter().enumerate().filter(|(idx, _)| !seen.contains(idx));
    for (_, known) in missing {
        let message = format!("見出し「{}」がありません", known.text);
        let help = format!("`## {} {{#{}}}` を、`templates/{FILE}` の順に加えます", known.text, known.id);
        report(shared, source, &codes::CHAPTER_SHAPE, &(0..0), message, help);
    }
}

fn unknown(shape: &[ShapeHeading], heading: &ShapeHeading) -> (String, String) {
    let message = format!("見出し「{}」は、項目の解説の型にありません", heading.text);
    let by_id = shape.iter().find(|known| !known.id.is_empty() && known.id == heading.id);
    let nearest = checklist::nearest(&heading.text, shape.iter().map(|known| known.text.as_str()));
    let help = match by_id.map(|known| known.text.as_str()).or(nearest) {
        Some(known) => format!("`## {known}` の誤りではありませんか"),
        None => format!("`templates/{FILE}` にある見出しの下に `### ` で書きます"),
    };
    (message, help)
}
