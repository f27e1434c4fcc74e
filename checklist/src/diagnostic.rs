//! Mistakes of an author, as data.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A problem in the files of a book.
///
/// It is a value, not an error: one run collects every problem of every file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: &'static Code,
    /// Whether the build stops.
    pub severity: Severity,
    /// One short Japanese sentence, no final 。, that names the value we saw.
    pub message: String,
    /// Where to look first.
    pub span: Span,
    /// Other places that matter, each with a short label.
    pub related: Vec<(Span, String)>,
    /// What to write instead, when we know it.
    pub help: Option<String>,
}

/// A kind of problem: its stable name and what `jissen explain NAME` says about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case, never changed once published: `unknown-lineage`.
    pub name: &'static str,
    /// One line in Japanese.
    pub title: &'static str,
    /// Why it is a problem and how to mend it, in Japanese Markdown, with a wrong and a right example.
    pub explanation: &'static str,
}

/// Whether a problem stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// 注意: shown, the build goes on.
    Warning,
    /// エラー: nothing is published.
    Error,
}

/// Bytes of one source file, from its start, end exclusive.
///
/// Lines and columns (from 1, in characters: 版 counts one) exist only in printed output.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// From the book's folder, `/` between parts.
    pub file: PathBuf,
    /// Empty range at 0 when the whole file is meant.
    pub bytes: Range<usize>,
}

/// The text of every file a [`Span`] points into, by the span's path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: BTreeMap<PathBuf, Arc<str>>,
}

/// All problems of one run, with the texts needed to print them.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// In the order they were found; printing sorts by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// The files they point into.
    pub sources: Sources,
}

impl Diagnostic {
    /// A problem that stops the build.
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, severity: Severity::Error, message, span, related: Vec::new(), help: None }
    }

    /// A problem that is shown while the build goes on.
    pub fn warning(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// The same problem with a remedy: what to write instead, without a final 。.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same problem with another place that matters, and what is found there.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

impl Severity {
    /// What an editor sees: エラー or 注意.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "エラー",
            Self::Warning => "注意",
        }
    }
}

impl Span {
    /// Bytes of a file.
    pub fn new(file: impl Into<PathBuf>, bytes: Range<usize>) -> Self {
        Self { file: file.into(), bytes }
    }

    /// A file as a whole.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self::new(file, 0..0)
    }

    /// Whether the file as a whole is meant.
    pub fn is_file(&self) -> bool {
        self.bytes == (0..0)
    }
}

impl Report {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Keeps the text of a file, so that problems in it are printed with the line.
    pub fn add_source(&mut self, file: impl Into<PathBuf>, text: impl Into<Arc<str>>) {
        self.sources.insert(file, text);
    }

    /// Adds all problems and texts of another report.
    pub fn extend(&mut self, other: Report) {
        self.diagnostics.extend(other.diagnostics);
        self.sources.texts.extend(other.sources.texts);
    }

    /// How many problems stop the build.
    pub fn n_errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many problems are shown while the build goes on.
    pub fn n_warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// In printed order: by file, position and code; the same problem only once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut diagnostics: Vec<_> = self.diagnostics.iter().collect();
        diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        diagnostics.dedup();
        diagnostics
    }

    fn count(&self, severity: Severity) -> usize {
        self.sorted().iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

fn sort_key(diagnostic: &Diagnostic) -> (&Path, usize, usize, &str, &str) {
    let Span { file, bytes } = &diagnostic.span;
    (file, bytes.start, bytes.end, diagnostic.code.name, &diagnostic.message)
}

impl Sources {
    /// Keeps the text of a file for printing. The last text of a path wins.
    pub fn insert(&mut self, file: impl Into<PathBuf>, text: impl Into<Arc<str>>) {
        self.texts.insert(file.into(), text.into());
    }

    /// The text of a file, if it was read.
    pub fn get(&self, file: &Path) -> Option<&Arc<str>> {
        self.texts.get(file)
    }
}
