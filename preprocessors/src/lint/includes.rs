//! `{{#…}}` in hand-written files: includes whose file is missing, and directives nobody answers to.

use std::{ops::Range, path::Path};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Source, report};
use crate::{
    codes,
    directive::{self, KNOWN},
    markdown::Events,
    pages::slashed,
    shared::Shared,
};

/// As deep as mdBook follows includes.
const MAX_DEPTH: usize = 10;

/// What mdBook itself answers to, with a file.
const WITH_FILE: [&str; 4] = ["include", "rustdoc_include", "playground", "playpen"];

/// `{{#name rest}}`, anywhere in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    range: Range<usize>,
    name: String,
    rest: String,
}

impl Call {
    /// The file it takes in, and whether it takes all of it.
    fn file(&self) -> Option<(&str, bool)> {
        let argument = self.rest.split_whitespace().next()?;
        let (file, part) =
            argument.split_once(':').map_or((argument, None), |(file, part)| (file, Some(part)));
        WITH_FILE.contains(&self.name.as_str()).then_some((file, part.is_none()))
    }
}

/// Reports missing files and unknown directives.
pub(super) fn lint(shared: &Shared, source: Source<'_>, events: &Events<'_>) {
    if !source.text.contains("{{") {
        return;
    }
    let plain = plain_text(events);
    for call in calls(source.text) {
        let is_plain =
            plain.iter().any(|range| range.start <= call.range.start && call.range.end <= range.end);
        if source.is_part {
            if is_plain {
                let message = format!("項目の解説の中では `{{{{#{}}}}}` を使えません", call.name);
                report(
                    shared,
                    source,
                    &codes::UNKNOWN_DIRECTIVE,
                    &call.range,
                    message,
                    "取り込みたい文を、ここに直接書きます".to_owned(),
                );
            }
        } else if let Some((file, _)) = call.file() {
            if !source.folder.join(file).is_file() {
                let message = format!("取り込むファイル `{file}` がありません");
                report(
                    shared,
                    source,
                    &codes::MISSING_INCLUDE,
                    &call.range,
                    message,
                    "ファイルの場所は、書いてあるファイルのフォルダーから数えます".to_owned(),
                );
            }
        } else if is_plain && call.name != "title" {
            ours(shared, source, &call);
        }
    }
}

/// Checks a directive that mdBook leaves alone.
fn ours(shared: &Shared, source: Source<'_>, call: &Call) {
    let argument = call.rest.trim();
    if directive::is_known(shared.library(), &call.name, argument) {
        let is_alone =
            directive::find(source.text).iter().any(|found| found.range.contains(&call.range.start));
        if !is_alone {
            let message = format!("`{{{{#{} {argument}}}}}` が文の途中にあります", call.name);
            report(
                shared,
                source,
                &codes::UNKNOWN_DIRECTIVE,
                &call.range,
                message,
                "前後に空の行を置き、単独の行に書きます".to_owned(),
            );
        }
        return;
    }
    let written = if argument.is_empty() { call.name.clone() } else { format!("{} {argument}", call.name) };
    let known: Vec<String> = KNOWN
        .iter()
        .flat_map(|(name, arguments)| arguments.iter().map(move |argument| format!("{name} {argument}")))
        .chain(contact_directives(shared))
        .collect();
    let help = match checklist::nearest(&written, known.iter().map(String::as_str)) {
        Some(nearest) => format!("`{{{{#{nearest}}}}}` の誤りではありませんか"),
        None => format!("使える命令：{}", known.join("、")),
    };
    report(
        shared,
        source,
        &codes::UNKNOWN_DIRECTIVE,
        &call.range,
        format!("`{{{{#{written}}}}}` という命令はありません"),
        help,
    );
}

/// `contacts`, and one for every group.
fn contact_directives(shared: &Shared) -> impl Iterator<Item = String> {
    let contacts = shared.library().contacts.iter();
    contacts.flat_map(|contacts| {
        let groups = contacts.groups.iter().map(|group| format!("contacts {}", group.id));
        std::iter::once("contacts".to_owned()).chain(groups)
    })
}

/// Visits the Markdown files a file includes whole, and those they include.
pub(super) fn for_each(shared: &Shared, source: Source<'_>, depth: usize, visit: &mut dyn FnMut(Source<'_>)) {
    if depth == MAX_DEPTH || !source.text.contains("{{") {
        return;
    }
    for call in calls(source.text) {
        let Some((file, true)) = call.file() else { continue };
        let on_disk = source.folder.join(file);
        if call.name != "include" || !file.ends_with(".md") || !on_disk.is_file() {
            continue;
        }
        let folder = on_disk.parent().unwrap_or(Path::new(""));
        let name = on_disk.file_name().map(|name| slashed(Path::new(name))).unwrap_or_default();
        let Some(text) = super::read(shared, folder, &name) else { continue };
        let included = Source { file: &shared.name_of(&on_disk), text: &text, folder, ..source };
        visit(included);
        for_each(shared, included, depth + 1, visit);
    }
}

/// What mdBook takes for a directive. One after a backslash is text.
fn calls(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut at = 0;
    while let Some(n_before) = text[at..].find("{{") {
        let start = at + n_before;
        at = start + 2;
        let Some((inside, _)) = text[at..].split_once("}}") else { break };
        let Some(call) = inside.trim_start().strip_prefix('#') else { continue };
        let is_escaped = text[..start].ends_with('\\');
        let (name, rest) = call.split_once(char::is_whitespace).unwrap_or((call, ""));
        let is_name =
            !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || "_-".contains(char));
        if !is_escaped && is_name && !rest.contains(['{', '}']) {
            calls.push(Call {
                range: start..at + inside.len() + 2,
                name: name.to_owned(),
                rest: rest.to_owned(),
            });
        }
    }
    calls
}

/// Paragraphs and the like, without code.
fn plain_text(events: &Events<'_>) -> Vec<Range<usize>> {
    let mut plain: Vec<Range<usize>> = Vec::new();
    let mut in_code = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) | Event::SoftBreak if !in_code => match plain.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => plain.push(range.clone()),
            },
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_as_mdbook_finds_them() {
        let found = calls("{{#include a.md:3}} \\{{#include b.md}} {{ #title x }} {{x}} {{#toc}}");
        let names: Vec<&str> = found.iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["include", "title", "toc"]);
        assert_eq!(found[0].file(), Some(("a.md", false)));
    }
}
