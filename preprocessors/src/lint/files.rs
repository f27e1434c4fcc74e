//! Files as such: the table of contents, bytes, and where pages stand.

use std::{
    collections::BTreeMap,
    fs, io,
    ops::Range,
    path::{Component, Path},
};

use checklist::{Diagnostic, Span, codes as data_codes};
use mdbook_markdown::new_cmark_parser;
use mdbook_preprocessor::book::{Book, Chapter};
use pulldown_cmark::{Event, Tag};

use super::{page, weigh};
use crate::{
    codes,
    directive::options,
    pages::{html_path, slashed},
    shared::Shared,
};

/// Names that renderers keep for files of their own.
const RESERVED: [&str; 3] = ["print.md", "toc.md", "404.md"];

/// Reports what keeps mdBook from reading a book at all, or would have it make up pages.
///
/// To be called before the book is loaded: a file that is named in `SUMMARY.md` and missing, or that is not UTF-8,
/// ends mdBook's loading with an error that names no line. Calling it again changes nothing.
pub fn lint_files(shared: &Shared, src_dir: &Path) {
    shared.check_files(|| check_files(shared, src_dir));
}

fn check_files(shared: &Shared, src_dir: &Path) {
    let summary_file = shared.name_of(&src_dir.join("SUMMARY.md"));
    let Some(summary) = read(shared, src_dir, "SUMMARY.md") else {
        let has_file = src_dir.join("SUMMARY.md").exists();
        if !has_file {
            let message = format!("目次 `{}` がありません", slashed(&summary_file));
            let problem = Diagnostic::error(&codes::MISSING_SUMMARY_FILE, Span::file(summary_file), message);
            shared.push(problem.help("`- [題](ファイル.md)` を1行に1つずつ並べて作ります"));
        }
        return;
    };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (range, dest) in summary_links(&summary) {
        let span = Span::new(&summary_file, range);
        if let Some(problem) = path_problem(shared.is_guide(), &dest) {
            let message = format!("`{dest}` は置き場所に使えません（{problem}）");
            let problem = Diagnostic::error(&codes::BAD_PAGE_PATH, span, message);
            shared.push(weigh(
                shared,
                problem.help("英小文字・数字・`-`・`_` でできた、`src/` からの相対の場所にします"),
            ));
            continue;
        }
        if !src_dir.join(&dest).is_file() {
            let message = format!("目次にあるファイル `{dest}` がありません");
            let problem = Diagnostic::error(&codes::MISSING_SUMMARY_FILE, span, message);
            shared.push(problem.help("ファイルを作るか、目次の行を消します"));
            continue;
        }
        read(shared, src_dir, &dest);
        if let Some(first) = seen.insert(place(&dest), dest.clone()) {
            clash(shared, span, &first, &dest);
        }
    }
}

/// Reports pages of a finished book that stand in one place.
pub(super) fn clashes(shared: &Shared, book: &Book, src_dir: &Path) {
    let mut seen: BTreeMap<String, &Chapter> = BTreeMap::new();
    for chapter in book.chapters() {
        let Some(first) = seen.insert(place(&page(chapter)), chapter) else { continue };
        let hand_written = [chapter, first].into_iter().find(|chapter| chapter.source_path.is_some());
        let span = hand_written.map_or_else(Span::default, |chapter| summary_span(shared, src_dir, chapter));
        clash(shared, span, &page(first), &page(chapter));
    }
}

fn clash(shared: &Shared, span: Span, first: &str, second: &str) {
    let message = if first == second {
        format!("`{first}` という場所のページが2つあります")
    } else {
        format!("`{first}` と `{second}` は同じ場所のページになります")
    };
    let problem = Diagnostic::error(&codes::PAGE_CLASH, span, message);
    shared.push(problem.help("どちらかのファイルの名前を変えます。データから作るページは目次に書きません"));
}

fn summary_span(shared: &Shared, src_dir: &Path, chapter: &Chapter) -> Span {
    let file = shared.name_of(&src_dir.join("SUMMARY.md"));
    let path = chapter.source_path.as_deref().map(slashed).unwrap_or_default();
    let summary = read(shared, src_dir, "SUMMARY.md").unwrap_or_default();
    let link = summary_links(&summary).into_iter().find(|(_, dest)| *dest == path);
    link.map_or_else(|| Span::file(file.clone()), |(range, _)| Span::new(file.clone(), range))
}

/// Where a page stands, on a machine that takes capital and small letters for the same.
fn place(path: &str) -> String {
    let html = html_path(path).to_lowercase();
    match html.strip_suffix("readme.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index.html"),
        _ => html,
    }
}

/// The links of the table of contents, with the place of their address. Drafts have none.
fn summary_links(summary: &str) -> Vec<(Range<usize>, String)> {
    let mut links = Vec::new();
    for (event, range) in new_cmark_parser(summary, &options()).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        if dest_url.is_empty() {
            continue;
        }
        let place = summary[range.clone()]
            .rfind(&*dest_url)
            .map(|at| range.start + at..range.start + at + dest_url.len());
        links.push((place.unwrap_or(range), dest_url.replace("%20", " ")));
    }
    links
}

fn path_problem(is_guide: bool, dest: &str) -> Option<&'static str> {
    let path = Path::new(dest);
    let is_strange = |component| !matches!(component, Component::Normal(_) | Component::CurDir);
    if path.is_absolute() || path.components().any(is_strange) {
        return Some("`src/` の外を指しています");
    }
    if !dest.ends_with(".md") {
        return Some("`.md` で終わっていません");
    }
    if RESERVED.contains(&dest) {
        return Some("別の用途に使われる名前です");
    }
    if dest.contains(['\\', '#', '?', '%']) || dest.contains(char::is_control) {
        return Some("アドレスに使えない文字があります");
    }
    let is_plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "/_-.".contains(char);
    if is_guide && !dest.chars().all(is_plain) {
        return Some("英小文字・数字・`-`・`_` でない文字があります");
    }
    None
}

/// A hand-written file from `src/`; `None` when it does not exist or is not UTF-8, which is reported.
///
/// A BOM is reported and left out of the text.
pub(crate) fn read(shared: &Shared, src_dir: &Path, path: &str) -> Option<String> {
    let on_disk = src_dir.join(path);
    let file = shared.name_of(&on_disk);
    let bytes = match fs::read(&on_disk) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                let message = format!("`{}` を読めません（{error}）", slashed(&file));
                shared.push(Diagnostic::error(&codes::MISSING_SUMMARY_FILE, Span::file(file), message));
            }
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let bytes = valid.len()..valid.len();
            let message = format!("`{}` は UTF-8 ではありません", slashed(&file));
            shared.keep_source(&file, valid);
            let problem = Diagnostic::error(&data_codes::NOT_UTF8, Span::new(file, bytes), message);
            shared.push(problem.help("エディタで文字コードを UTF-8 にして保存し直します"));
            return None;
        }
    };
    shared.keep_source(&file, text.as_str());
    match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            let message = format!("`{}` の先頭に BOM があります", slashed(&file));
            let problem = Diagnostic::error(&data_codes::BYTE_ORDER_MARK, Span::new(&file, 0..3), message);
            shared.push(weigh(shared, problem.help("「UTF-8（BOM なし）」で保存し直します")));
            shared.keep_source(file, rest);
            Some(rest.to_owned())
        }
        None => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_paths_are_told_apart() {
        assert_eq!(path_problem(true, "items/index.md"), None);
        assert_eq!(path_problem(false, "About.md"), None);
        for dest in ["../x.md", "/x.md", "x", "print.md", "a?b.md", "About.md", "一覧.md"] {
            assert!(path_problem(true, dest).is_some(), "{dest}");
        }
    }

    #[test]
    fn one_place_has_many_names() {
        assert_eq!(place("About.md"), place("about.md"));
        assert_eq!(place("a/README.md"), place("a/index.md"));
        assert_ne!(place("a/oldreadme.md"), place("a/index.md"));
    }
}
