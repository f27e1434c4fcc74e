//! Opening a book: its settings and its table of contents.

use std::{fs, io, ops::Range, path::Path};

use anyhow::{Context, Result};
use checklist::{Diagnostic, Report, Span, nearest};
use mdbook_driver::{
    MDBook,
    config::{Config, HtmlConfig},
};
use mdbook_summary::{Summary, SummaryItem};
use toml::de::Error as TomlError;

use crate::codes::{BOOK_TOML, SUMMARY_SYNTAX};

const SETTINGS: &str = "book.toml";

/// Whether a folder looks like a book at all.
pub(crate) fn is_book(root: &Path) -> bool {
    root.join(SETTINGS).is_file() || root.join("src/SUMMARY.md").is_file()
}

/// Reads `book.toml`, as mdBook does, but neither listening to the environment nor creating chapters.
///
/// What is wrong goes into the report; the defaults of mdBook then stand in.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub(crate) fn settings(root: &Path, report: &mut Report) -> Result<Config> {
    let mut config = match read_if_there(&root.join(SETTINGS))? {
        None => Config::default(),
        Some(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            report.add_source(SETTINGS, text.as_str());
            let config = text.parse::<Config>().and_then(|config| {
                config.get::<HtmlConfig>("output.html")?;
                Ok(config)
            });
            config.unwrap_or_else(|error| {
                report.push(describe_toml(&text, &error));
                Config::default()
            })
        }
    };
    config.build.create_missing = false;
    Ok(config)
}

/// Loads the chapters of a book; a chapter that cannot be read, which the lint of the preprocessors reports, becomes a
/// title without a page, so that one run shows every mistake.
///
/// `None` when there is no table of contents to go by.
///
/// # Errors
///
/// When a file is there and cannot be read.
pub(crate) fn open(root: &Path, config: Config, report: &mut Report) -> Result<Option<MDBook>> {
    let src = config.book.src.clone();
    let Some(summary) = summary(root, &src, report)? else { return Ok(None) };
    match MDBook::load_with_config_and_summary(root, config, summary) {
        Ok(book) => Ok(Some(book)),
        Err(error) if error.chain().any(|cause| cause.is::<io::Error>()) => Err(error),
        Err(error) => {
            report.push(settings_mistake(0..0, &innermost(&error)));
            Ok(None)
        }
    }
}

fn summary(root: &Path, src: &Path, report: &mut Report) -> Result<Option<Summary>> {
    let name = src.join("SUMMARY.md");
    let text = read_if_there(&root.join(&name))?.and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text else { return Ok(None) };
    report.add_source(&name, text.as_str());
    match mdbook_summary::parse_summary(&text) {
        Ok(mut summary) => {
            for items in
                [&mut summary.prefix_chapters, &mut summary.numbered_chapters, &mut summary.suffix_chapters]
            {
                leave_out_unreadable(&root.join(src), items);
            }
            Ok(Some(summary))
        }
        Err(error) => {
            report.push(describe_summary(&name, &text, &error));
            Ok(None)
        }
    }
}

fn leave_out_unreadable(src: &Path, items: &mut [SummaryItem]) {
    for item in items {
        let SummaryItem::Link(link) = item else { continue };
        link.location =
            link.location.take().filter(|location| fs::read_to_string(src.join(location)).is_ok());
        leave_out_unreadable(src, &mut link.nested_items);
    }
}

/// The bytes of a file; `None` when there is none.
///
/// # Errors
///
/// When it is there and cannot be read.
pub(crate) fn read_if_there(file: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("{}: 読めません", file.display())),
    }
}

fn describe_toml(text: &str, error: &anyhow::Error) -> Diagnostic {
    let Some(error) = error.chain().find_map(|cause| cause.downcast_ref::<TomlError>()) else {
        return settings_mistake(0..0, &innermost(error));
    };
    let bytes = error.span().filter(|range| range.end <= text.len()).unwrap_or_default();
    let mut words = error.message().split('`').skip(1).step_by(2);
    match words.next() {
        Some(key) if error.message().starts_with("unknown field") => {
            unknown_key(text, bytes, key, &words.collect::<Vec<_>>())
        }
        _ => settings_mistake(bytes, error.message()),
    }
}

fn unknown_key(text: &str, bytes: Range<usize>, key: &str, known: &[&str]) -> Diagnostic {
    let bytes = if bytes.is_empty() { find_key(text, key) } else { bytes };
    let help = match nearest(key, known.iter().copied()) {
        Some(name) => format!("`{name}` の誤りではありませんか"),
        None => format!("ここに書けるのは {}", known.join("、")),
    };
    Diagnostic::error(&BOOK_TOML, Span::new(SETTINGS, bytes), format!("`{key}` というキーはありません"))
        .help(help)
}

/// A mistake the site found in its own part of the settings: `` `thema` というキーはありません。… ``.
pub(crate) fn guide_mistake(message: &str, report: &mut Report) {
    let text = report.sources.get(Path::new(SETTINGS)).map(|text| text.to_string()).unwrap_or_default();
    let key = message.split('`').nth(1).unwrap_or_default();
    let (sentence, known) = message.split_once("。使えるキー: ").unwrap_or((message, ""));
    let span = Span::new(SETTINGS, find_key(&text, key));
    let diagnostic = Diagnostic::error(&BOOK_TOML, span, format!("[output.guide] の誤り: {sentence}"));
    report.push(match nearest(key, known.split(", ").filter(|word| !word.is_empty())) {
        Some(word) => diagnostic.help(format!("`{word}` の誤りではありませんか")),
        None if known.is_empty() => diagnostic,
        None => diagnostic.help(format!("ここに書けるのは {}", known.replace(", ", "、"))),
    });
}

/// The word in quotes of a message where it stands in the settings; the settings as a whole when it does not.
pub(crate) fn place_in_settings(message: &str, report: &Report) -> Span {
    let text = report.sources.get(Path::new(SETTINGS)).map(|text| &**text).unwrap_or_default();
    let mut words = message.split('"').skip(1).step_by(2).filter(|word| !word.is_empty());
    let place = words.find_map(|word| Some((text.find(&format!("\"{word}\""))? + 1, word.len())));
    place.map_or(Span::file(SETTINGS), |(start, length)| Span::new(SETTINGS, start..start + length))
}

fn settings_mistake(bytes: Range<usize>, reason: &str) -> Diagnostic {
    let message = format!("設定を読めません({})", in_japanese(reason));
    Diagnostic::error(&BOOK_TOML, Span::new(SETTINGS, bytes), message)
        .help("`キー = \"値\"` の形で、文字列は \" で囲んで書きます")
}

/// What the TOML parser says most often; the rest stays in its own words.
fn in_japanese(reason: &str) -> String {
    if let Some((found, expected)) =
        reason.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("値の種類が違います: {found} ではなく {expected}");
    }
    let known = [
        ("string values must be quoted", "文字列が引用符で囲まれていません"),
        ("duplicate key", "同じキーが2回あります"),
        ("key with no value", "`=` と値がありません"),
        ("unclosed table", "`[` が `]` で閉じられていません"),
    ];
    let translation = known.into_iter().find(|(english, _)| reason.starts_with(english));
    translation.map_or_else(|| reason.trim().replace('\n', " "), |(_, japanese)| japanese.into())
}

fn describe_summary(name: &Path, text: &str, error: &anyhow::Error) -> Diagnostic {
    let reason = innermost(error);
    let duplicate = reason.strip_prefix("Duplicate file in SUMMARY.md: ").map(|file| file.trim_matches('"'));
    let (message, bytes) = match duplicate {
        Some(file) => {
            (format!("`{file}` が2回書かれています"), text.rfind(file).map(|start| start..start + file.len()))
        }
        None if reason.ends_with("must only contain a hyperlink") => {
            ("下の階層の行にリンク以外のものがあります".into(), stated_line(text, &reason))
        }
        None if reason.ends_with("cannot be followed by a list") => {
            ("番号のない終わりの章のあとに、`-` で始まる章は置けません".into(), stated_line(text, &reason))
        }
        None => (format!("目次を読み取れません({reason})"), stated_line(text, &reason)),
    };
    Diagnostic::error(&SUMMARY_SYNTAX, Span::new(name, bytes.unwrap_or_default()), message)
        .help("章は `- [題名](ファイル名)` の形で1行にひとつ、下の階層は字下げして書きます")
}

/// The line an error of mdBook speaks of: `… line 7, column 3: …`.
fn stated_line(text: &str, reason: &str) -> Option<Range<usize>> {
    let number: usize = reason.split_once("line ")?.1.split(',').next()?.parse().ok()?;
    let start: usize = text.split_inclusive('\n').take(number.checked_sub(1)?).map(str::len).sum();
    let line = text.get(start..)?.lines().next()?;
    Some(start..start + line.len())
}

/// Where a key is set, the whole file when it is not.
fn find_key(text: &str, key: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let rest = line.trim_start().strip_prefix(key).filter(|_| !key.is_empty());
        if rest.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return start + indent..start + indent + key.len();
        }
        start += line.len();
    }
    0..0
}

fn innermost(error: &anyhow::Error) -> String {
    error.root_cause().to_string()
}

#[cfg(test)]
mod tests {
    use super::{find_key, stated_line};

    #[test]
    fn a_key_is_found_where_it_is_set() {
        assert_eq!(find_key("[book]\ntitle = \"src\"\n  src = \"x\"\n", "src"), 23..26);
        assert_eq!(find_key("[book]\n", "src"), 0..0);
    }

    #[test]
    fn the_line_an_error_names_is_found() {
        assert_eq!(stated_line("一\n二三\n", "failed to parse SUMMARY.md line 2, column 1: x"), Some(4..10));
        assert_eq!(stated_line("一\n", "no place"), None);
    }
}
