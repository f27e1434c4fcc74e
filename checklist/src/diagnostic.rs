//! Mistakes of an author, as data.

use std::{collections::BTreeMap, ops::Range, path::PathBuf, sync::Arc};

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

impl Sources {
    /// Keeps the text of a file for printing. The last text of a path wins.
    pub fn insert(&mut self, file: impl Into<PathBuf>, text: impl Into<Arc<str>>) {
        self.texts.insert(file.into(), text.into());
    }

    /// The text of a file, if it was read.
    pub fn get(&self, file: &std::path::Path) -> Option<&Arc<str>> {
        self.texts.get(file)
    }
}
