//! What generated text looks like: minijinja templates, and HTML that Markdown leaves alone.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context;
use checklist::{Diagnostic, Report, Severity, Span};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::{codes, markdown};

/// The templates of a book: its own files under `templates/`, else ours.
#[derive(Debug)]
pub(crate) struct Templates {
    environment: Environment<'static>,
    sources: BTreeMap<String, String>,
}

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        /// Our own templates, by file name: those of the guide itself.
        const BUILT_IN: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../book/templates/", $name)))),+];
    };
}

built_in!(
    "backlinks.html",
    "comparison.html",
    "contacts.html",
    "edition.html",
    "glossary.html",
    "guideline.html",
    "index.html",
    "lineage.html",
    "notice.html",
    "pack-parts.html",
    "pack.html",
    "pairs.html",
    "parts.html",
    "regulation-appendices.html",
    "regulation-blanks.html",
    "regulation-chapter.html",
    "regulation-correspondence.html",
    "regulation-explanation.html",
    "regulation-files.html",
    "regulation-index.html",
    "regulation-parts.html",
    "regulation-print.html",
    "regulation-questions.html",
    "sheet-parts.html",
    "sheet.html",
    "sheets.html",
    "sources.html",
    "verification.html",
);

impl Templates {
    /// Reads `templates/*.html`. A file that is no template is reported, and ours is used in its place.
    pub(crate) fn load(book_root: &Path, report: &mut Report) -> anyhow::Result<Self> {
        let mut templates = Self { environment: environment(), sources: BTreeMap::new() };
        for (name, text) in BUILT_IN {
            templates.add(name, text).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        }
        for (name, text) in read_folder(&book_root.join("templates"))? {
            report.sources.insert(format!("templates/{name}"), text.as_str());
            if let Err(error) = templates.add(&name, &text) {
                report.diagnostics.push(describe(&name, &text, &error));
            }
        }
        Ok(templates)
    }

    fn add(&mut self, name: &str, text: &str) -> Result<(), minijinja::Error> {
        self.environment.add_template_owned(name.to_owned(), text.to_owned())?;
        self.sources.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    /// Fills a template in. The result is Markdown: HTML blocks without blank lines, and headings.
    pub(crate) fn render(&self, name: &str, view: impl Serialize) -> Result<String, Box<Diagnostic>> {
        let rendered = self
            .environment
            .get_template(name)
            .and_then(|template| template.render(minijinja::value::Serde(view)));
        rendered.map(|html| settle(&html)).map_err(|error| {
            let file = error.name().unwrap_or(name);
            let text = self.sources.get(file).map_or("", String::as_str);
            Box::new(describe(file, text, &error))
        })
    }

    /// Text of a template, for printing the problems that point into it.
    pub(crate) fn source(&self, file: &Path) -> Option<&str> {
        self.sources.get(file.file_name()?.to_str()?).map(String::as_str)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        let shown = if value.is_safe() { text } else { markdown::escape_html(&markdown::one_line(&text)) };
        out.write_str(&shown).map_err(minijinja::Error::from)
    });
    environment
}

fn read_folder(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let unreadable = || format!("{} を読めませんでした", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let bytes = fs::read(&path).with_context(|| format!("{} を読めませんでした", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(files)
}

/// A template's mistake, as a problem with its place.
fn describe(name: &str, text: &str, error: &minijinja::Error) -> Diagnostic {
    let bytes = error.range().unwrap_or_else(|| line_range(text, error.line().unwrap_or(1)));
    Diagnostic {
        code: &codes::TEMPLATE_ERROR,
        severity: Severity::Error,
        message: format!("テンプレート `{name}` を組み立てられません（{}）", reason(error, text.get(bytes.clone()).unwrap_or_default())),
        span: Span { file: format!("templates/{name}").into(), bytes },
        related: Vec::new(),
        help: Some("変数の名前と、`{% if %}` や `{% for %}` の閉じ忘れを確かめてください。ファイルを消すと、もとのテンプレートに戻ります".to_owned()),
    }
}

/// `seen` is the text the error points at.
fn reason(error: &minijinja::Error, seen: &str) -> String {
    use minijinja::ErrorKind;
    let kind = match error.kind() {
        ErrorKind::UndefinedError => "渡されていない変数を使っています",
        ErrorKind::SyntaxError => "書き方の誤りです",
        ErrorKind::TemplateNotFound => "読み込むテンプレートがありません",
        ErrorKind::UnknownFilter => "知らないフィルターです",
        ErrorKind::UnknownFunction => "知らない関数です",
        ErrorKind::UnknownTest => "知らない判定です",
        ErrorKind::InvalidOperation => "できない操作です",
        _ => "実行できませんでした",
    };
    match error.detail() {
        _ if error.kind() == ErrorKind::UndefinedError && !seen.is_empty() => format!("{kind}：`{seen}`"),
        Some(detail) if detail.contains("unexpected end of input") => {
            format!("{kind}：閉じていないものがあります")
        }
        Some(detail) => format!("{kind}：{detail}"),
        None => kind.to_owned(),
    }
}

fn line_range(text: &str, line: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (line_idx, content) in text.split_inclusive('\n').enumerate() {
        if line_idx + 1 == line {
            let indent = content.len() - content.trim_start().len();
            return start + indent..start + content.trim_end().len().max(indent);
        }
        start += content.len();
    }
    0..0
}

/// Makes template output safe to stand in Markdown.
///
/// No line is blank, because a blank line ends an HTML block; none is indented, because that would make it code; no
/// `{{` is left for another preprocessor. A line that is only `<h2 id="x">…</h2>` becomes a Markdown heading of its
/// own, so that every renderer lists it.
fn settle(html: &str) -> String {
    let mut settled = String::with_capacity(html.len());
    let mut was_heading = true;
    for line in html.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.replace("{{", "&#123;&#123;");
        let heading = markdown::heading_from_html(&line);
        if !settled.is_empty() {
            settled.push_str(if was_heading || heading.is_some() { "\n\n" } else { "\n" });
        }
        was_heading = heading.is_some();
        settled.push_str(&heading.unwrap_or(line));
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_has_no_blank_or_indented_line_and_headings_are_markdown() {
        let settled = settle(
            "\n\n  <div>\n\n    <p>{{#include x}}</p>\n  </div>\n  <h2 id=\"a\">A &lt;b&gt; *c*</h2>\n<p>d</p>\n",
        );
        assert_eq!(
            settled,
            "<div>\n<p>&#123;&#123;#include x}}</p>\n</div>\n\n## A &lt;b&gt; \\*c\\* {#a}\n\n<p>d</p>"
        );
    }

    #[test]
    fn a_mistake_in_a_template_has_its_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("templates")).unwrap();
        fs::write(folder.path().join("templates/notice.html"), "<p>\n{{ unknown_word }}\n</p>\n").unwrap();
        let mut report = Report::default();
        let templates = Templates::load(folder.path(), &mut report).unwrap();
        let diagnostic = templates.render("notice.html", minijinja::context! {}).unwrap_err();
        assert_eq!(diagnostic.code.name, "template-error");
        assert_eq!(
            &templates.source(Path::new("templates/notice.html")).unwrap()[diagnostic.span.bytes.clone()],
            "unknown_word"
        );
    }

    #[test]
    fn a_broken_template_is_reported_and_ours_is_used() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("templates")).unwrap();
        fs::write(folder.path().join("templates/notice.html"), "<p>\n{% if %}\n</p>\n").unwrap();
        let mut report = Report::default();
        let templates = Templates::load(folder.path(), &mut report).unwrap();
        assert_eq!(report.diagnostics.len(), 1);
        assert_eq!(report.diagnostics[0].code.name, "template-error");
        assert!(
            templates.source(Path::new("templates/notice.html")).unwrap().contains("guide-edition-notice")
        );
    }
}
