//! Problems in print: for people, for programs and for GitHub's annotations.
//!
//! The only place where positions become lines and columns. Both count from 1, columns in
//! characters, never in bytes or display width.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range, path::Path};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{Diagnostic, Report, Severity, Span};

/// A byte order mark takes no column.
const MARK: char = '\u{feff}';
/// Characters shown before and behind the first marked one when a line is too long.
const SHOWN_BEFORE: usize = 50;
const SHOWN_BEHIND: usize = 70;

/// Characters shown of one message.
const MAX_MESSAGE_CHARS: usize = 400;
/// So wide that lines are cut here only.
const WIDE: usize = 10_000;

/// Line and column of a byte, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    line: usize,
    column: usize,
}

/// The first line of a span, cut out of its file.
struct Excerpt {
    /// Without the line break; … stands where a long line is cut.
    line: String,
    position: Position,
    /// In `line`.
    bytes: Range<usize>,
}

/// The files of a report, made ready to look up many positions.
struct Files<'a> {
    indices: BTreeMap<&'a Path, Index<'a>>,
}

impl Report {
    /// For people: every problem with its line, then how many there are. Empty without problems.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let files = Files::new(self);
        for diagnostic in self.sorted() {
            let _ = writeln!(out, "{}", human(&files, diagnostic));
        }
        if !self.is_empty() {
            let _ = writeln!(out, "{}", self.summary());
        }
        out
    }

    /// 「エラー 2 件、注意 1 件」; empty without problems.
    pub fn summary(&self) -> String {
        let counts = [(Severity::Error, self.n_errors()), (Severity::Warning, self.n_warnings())];
        let counts = counts.iter().filter(|(_, n)| *n > 0);
        counts.map(|(severity, n)| format!("{} {n} 件", severity.title())).collect::<Vec<_>>().join("、")
    }

    /// For programs: a JSON array with one problem a line.
    ///
    /// Each has `code`, `severity` (`error` or `warning`), `message`, `file`, `line`, `column`,
    /// `end_line`, `end_column` (exclusive), `help` (or null) and `related` (`message` and a position).
    /// Positions are null when a file is missing.
    pub fn render_json(&self) -> String {
        let files = Files::new(self);
        let lines: Vec<_> =
            self.sorted().iter().map(|diagnostic| json(&files, diagnostic).to_string()).collect();
        match lines.is_empty() {
            true => "[]\n".to_owned(),
            false => format!("[\n{}\n]\n", lines.join(",\n")),
        }
    }

    /// For GitHub Actions: one workflow command a line, shown beside the changed lines.
    pub fn render_github(&self) -> String {
        let files = Files::new(self);
        self.sorted().iter().map(|diagnostic| github(&files, diagnostic) + "\n").collect()
    }
}

fn human(files: &Files<'_>, diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, severity, message, span, related, help } = diagnostic;
    let places = std::iter::once(span).chain(related.iter().map(|(span, _)| span));
    let width =
        places.filter_map(|span| files.excerpt(span)).map(|excerpt| digits(excerpt.position.line)).max();
    let width = width.unwrap_or(1);

    let mut out = format!("{}[{}]: {}\n", severity.title(), code.name, printable(message));
    out += &place(files, span, "-->", AnnotationKind::Primary, None, width);
    for (span, label) in related {
        out += &place(files, span, ":::", AnnotationKind::Context, Some(label), width);
    }
    if let Some(help) = help {
        let indent = format!("\n{:width$}           ", "");
        let _ = writeln!(
            out,
            "{:width$} = 直し方: {}",
            "",
            help.lines().map(printable).collect::<Vec<_>>().join(&indent)
        );
    }
    out
}

/// One place: where it is, and its line with marks under it.
fn place(
    files: &Files<'_>,
    span: &Span,
    arrow: &str,
    kind: AnnotationKind,
    label: Option<&str>,
    width: usize,
) -> String {
    let file = display(&span.file);
    let Some(excerpt) = files.excerpt(span) else {
        let label = label.map(|label| format!(" {label}")).unwrap_or_default();
        return format!("{:width$}{arrow} {file}{label}\n", "");
    };
    let Position { line, column } = excerpt.position;
    format!("{:width$}{arrow} {file}:{line}:{column}\n{}", "", marked_line(&excerpt, kind, label, width))
}

fn marked_line(excerpt: &Excerpt, kind: AnnotationKind, label: Option<&str>, width: usize) -> String {
    let annotation = kind.span(excerpt.bytes.clone());
    let annotation = match label {
        Some(label) => annotation.label(printable(label)),
        None => annotation,
    };
    let line = excerpt.position.line;
    let snippet = Snippet::source(excerpt.line.as_str()).line_start(line).fold(false).annotation(annotation);
    let text = Renderer::plain().term_width(WIDE).render(&[Group::with_level(Level::ERROR).element(snippet)]);
    let pad = " ".repeat(width - digits(line));
    text.lines().map(|line| format!("{pad}{}\n", line.trim_end())).collect()
}

impl<'a> Files<'a> {
    fn new(report: &'a Report) -> Self {
        let spans = report.diagnostics.iter().flat_map(|diagnostic| {
            std::iter::once(&diagnostic.span).chain(diagnostic.related.iter().map(|(span, _)| span))
        });
        let texts = spans.filter_map(|span| Some((&*span.file, &**report.sources.get(&span.file)?)));
        let texts: BTreeMap<&Path, &str> = texts.collect();
        Self { indices: texts.into_iter().map(|(file, text)| (file, Index::new(text))).collect() }
    }

    /// The start and end of a span; none when its file is missing.
    fn positions(&self, span: &Span) -> Option<[Position; 2]> {
        let index = self.indices.get(&*span.file)?;
        Some([span.bytes.start, span.bytes.end].map(|byte| index.position(byte)))
    }

    /// The first line of a span; none when its file is missing.
    fn excerpt(&self, span: &Span) -> Option<Excerpt> {
        self.indices.get(&*span.file).map(|index| index.excerpt(&span.bytes))
    }
}

/// A text with its lines and, every [`Index::STEP`] bytes, the number of characters so far: a book
/// may have many problems in one long line.
struct Index<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
    chars_before: Vec<usize>,
}

impl<'a> Index<'a> {
    const STEP: usize = 1024;

    fn new(text: &'a str) -> Self {
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        let mut chars_before = vec![0];
        for (n_chars, (byte, _)) in text.char_indices().enumerate() {
            while byte >= chars_before.len() * Self::STEP {
                chars_before.push(n_chars);
            }
        }
        Self { text, line_starts, chars_before }
    }

    /// How many characters begin before a byte.
    fn chars_before(&self, byte: usize) -> usize {
        let step = (byte / Self::STEP).min(self.chars_before.len() - 1);
        let begins = |byte: &usize| self.text.is_char_boundary(*byte);
        self.chars_before[step] + (step * Self::STEP..byte).filter(begins).count()
    }

    fn position(&self, byte: usize) -> Position {
        let byte = floor_boundary(self.text, byte);
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        let mark = usize::from(start == 0 && byte > 0 && self.text.starts_with(MARK));
        Position { line, column: self.chars_before(byte) - self.chars_before(start) - mark + 1 }
    }

    fn excerpt(&self, bytes: &Range<usize>) -> Excerpt {
        let position = self.position(bytes.start);
        let line_start = self.line_starts[position.line - 1];
        let line_end = self.line_starts.get(position.line).map_or(self.text.len(), |next| next - 1);
        let line = self.text[line_start..line_end].trim_end_matches('\r');
        let line_start = line_start + line.len() - line.trim_start_matches(MARK).len();
        let line = line.trim_start_matches(MARK);
        let in_line =
            |byte: usize| floor_boundary(self.text, byte).saturating_sub(line_start).min(line.len());
        let start = in_line(bytes.start);
        let end = in_line(bytes.end).max(start);
        let (line, bytes) = window(line, start..end);
        Excerpt { line, position, bytes }
    }
}

/// What is shown of a line, and the marked bytes in it.
fn window(line: &str, bytes: Range<usize>) -> (String, Range<usize>) {
    let before = line[..bytes.start].char_indices().rev().nth(SHOWN_BEFORE).map_or(0, |(byte, _)| byte);
    let behind = line[bytes.start..]
        .char_indices()
        .nth(SHOWN_BEHIND)
        .map_or(line.len(), |(byte, _)| bytes.start + byte);
    let is_short = line.chars().take(SHOWN_BEFORE + SHOWN_BEHIND + 1).count() <= SHOWN_BEFORE + SHOWN_BEHIND;
    let shown = if is_short { 0..line.len() } else { before..behind };
    let [left, right] = [shown.start > 0, shown.end < line.len()].map(|is_cut| if is_cut { "…" } else { "" });
    let in_line = |byte: usize| byte.min(shown.end) - shown.start + left.len();
    (format!("{left}{}{right}", &line[shown.clone()]), in_line(bytes.start)..in_line(bytes.end))
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|&byte| text.is_char_boundary(byte)).unwrap_or(0)
}

/// A message holds values of the file: they must not steer the terminal nor fill it.
fn printable(text: &str) -> String {
    let is_hidden = |char: char| {
        char.is_control()
            || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::new();
    for char in text.chars().take(MAX_MESSAGE_CHARS) {
        match is_hidden(char) {
            true => out.extend(char.escape_unicode()),
            false => out.push(char),
        }
    }
    if text.chars().nth(MAX_MESSAGE_CHARS).is_some() {
        out.push('…');
    }
    out
}

fn digits(number: usize) -> usize {
    number.to_string().len()
}

/// `/` between parts, on every system.
fn display(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}

fn json(files: &Files<'_>, diagnostic: &Diagnostic) -> serde_json::Value {
    let mut object = serde_json::Map::new();
    object.insert("code".into(), diagnostic.code.name.into());
    object.insert("severity".into(), severity_word(diagnostic.severity).into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    object.extend(json_place(files, &diagnostic.span));
    object.insert("help".into(), diagnostic.help.as_deref().into());
    let related = diagnostic.related.iter().map(|(span, label)| {
        let mut object = serde_json::Map::new();
        object.insert("message".into(), label.as_str().into());
        object.extend(json_place(files, span));
        serde_json::Value::Object(object)
    });
    object.insert("related".into(), related.collect());
    serde_json::Value::Object(object)
}

fn json_place(files: &Files<'_>, span: &Span) -> serde_json::Map<String, serde_json::Value> {
    let positions = files.positions(span);
    let [start, end] = [0, 1].map(|which| positions.map(|positions| positions[which]));
    let mut object = serde_json::Map::new();
    object.insert("file".into(), display(&span.file).into());
    object.insert("line".into(), start.map(|start| start.line).into());
    object.insert("column".into(), start.map(|start| start.column).into());
    object.insert("end_line".into(), end.map(|end| end.line).into());
    object.insert("end_column".into(), end.map(|end| end.column).into());
    object
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn github(files: &Files<'_>, diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, severity, message, span, help, .. } = diagnostic;
    let mut properties = format!("file={}", github_property(&display(&span.file)));
    if let Some([start, end]) = files.positions(span) {
        let _ = write!(properties, ",line={},col={},endLine={}", start.line, start.column, end.line);
    }
    let title = format!("{} ({})", code.title, code.name);
    let help = help.as_ref().map(|help| format!("\n直し方: {help}")).unwrap_or_default();
    let message = github_data(&format!("{message}{help}"));
    format!("::{} {properties},title={}::{message}", severity_word(*severity), github_property(&title))
}

fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    static CODE: Code = Code { name: "unknown-lineage", title: "項目IDがない", explanation: "" };

    fn report(text: &str, word: &str) -> Report {
        let mut report = Report::default();
        report.add_source("checklists/r7/medical.yaml", text);
        let start = text.find(word).unwrap();
        let span = Span::new("checklists/r7/medical.yaml", start..start + word.len());
        report
            .push(Diagnostic::error(&CODE, span, format!("`{word}` という項目IDはありません")).help("直す"));
        report
    }

    #[test]
    fn a_problem_is_printed_with_its_line_and_remedy() {
        let text = "\n".repeat(40) + "  - lineage: securty-patch\n";
        let expected = "\
エラー[unknown-lineage]: `securty-patch` という項目IDはありません
  --> checklists/r7/medical.yaml:41:14
   |
41 |   - lineage: securty-patch
   |              ^^^^^^^^^^^^^
   = 直し方: 直す

エラー 1 件
";
        assert_eq!(report(&text, "securty-patch").render(), expected);
    }

    #[test]
    fn columns_count_characters_and_marks_stand_under_full_width_text() {
        let rendered = report("title: 二要素認証の導入\n", "認証").render();
        assert!(rendered.contains("medical.yaml:1:11\n"), "{rendered}");
        assert!(rendered.contains("1 | title: 二要素認証の導入\n  |              ^^^^\n"), "{rendered}");
    }

    #[test]
    fn related_places_line_up_with_the_first() {
        let text = "- id: a\n".repeat(10);
        let mut report = report(&text, "a");
        let [first, last] =
            [6, text.len() - 2].map(|byte| Span::new("checklists/r7/medical.yaml", byte..byte + 1));
        report.diagnostics = vec![Diagnostic::error(&CODE, last, "x").related(first, "ここにもあります")];
        let expected = "\
エラー[unknown-lineage]: x
  --> checklists/r7/medical.yaml:10:7
   |
10 | - id: a
   |       ^
  ::: checklists/r7/medical.yaml:1:7
   |
 1 | - id: a
   |       - ここにもあります

エラー 1 件
";
        assert_eq!(report.render(), expected);
    }

    #[test]
    fn spans_outside_the_text_are_cut_back() {
        let mut report = report("版", "版");
        report.diagnostics[0].span.bytes = 1..900;
        assert!(report.render().contains("medical.yaml:1:1\n"));
        report.diagnostics[0].span.bytes = 900..901;
        assert!(report.render().contains("medical.yaml:1:2\n"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_marked_word() {
        let rendered = report(&format!("{}誤り{}", "版".repeat(5000), "x".repeat(5000)), "誤り").render();
        let line = format!("1 | …{}誤り{}…", "版".repeat(51), "x".repeat(68));
        assert!(rendered.contains("medical.yaml:1:5001\n"), "{rendered}");
        assert!(rendered.contains(&line), "{rendered}");
        let marks = rendered.lines().find(|line| line.contains('^')).unwrap();
        assert_eq!(marks.trim_start_matches("  |").trim(), "^^^^");
    }

    #[test]
    fn values_cannot_steer_the_terminal() {
        let mut report = report("a: x\n", "x");
        report.diagnostics[0].message = format!("\u{1b}[31m\n\u{202e}{}", "版".repeat(1000));
        let rendered = report.render();
        let first = rendered.lines().next().unwrap();
        assert!(first.starts_with("エラー[unknown-lineage]: \\u{1b}[31m\\u{a}\\u{202e}版"), "{first}");
        assert!(first.chars().count() < 500);
    }

    #[test]
    fn json_gives_one_problem_a_line() {
        let json: serde_json::Value = serde_json::from_str(&report("a: 版x\n", "x").render_json()).unwrap();
        assert_eq!(json[0]["line"], 1);
        assert_eq!(json[0]["column"], 5);
        assert_eq!(json[0]["end_column"], 6);
        assert_eq!(json[0]["code"], "unknown-lineage");
        assert_eq!(Report::default().render_json(), "[]\n");
    }

    #[test]
    fn github_commands_are_escaped() {
        let mut report = report("a: x\n", "x");
        report.diagnostics[0].message = "100%\n::x".into();
        let expected = "::error file=checklists/r7/medical.yaml,line=1,col=4,endLine=1,\
                        title=項目IDがない (unknown-lineage)::100%25%0A::x%0A直し方: 直す\n";
        assert_eq!(report.render_github(), expected);
    }
}
