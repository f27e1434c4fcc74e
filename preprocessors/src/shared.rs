//! What the preprocessors of one run have in common.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, Once},
};

use anyhow::Context;
use checklist::{Diagnostic, Library, Report, Severity};

use crate::{pages::slashed, templates::Templates};

/// The data of a book and the problems found so far.
///
/// Cheap to clone: all clones share one report.
#[derive(Debug, Clone)]
pub struct Shared {
    library: Arc<Library>,
    templates: Arc<Templates>,
    report: Arc<Mutex<Report>>,
    root: Arc<Path>,
    /// Done once the files were looked at.
    files: Arc<Once>,
    is_guide: bool,
}

impl Shared {
    /// Reads the YAML files and templates under the folder of a book.
    ///
    /// A book without `checklists/` is an ordinary mdBook: nothing is generated, and what is wrong with its prose is
    /// reported as a warning.
    ///
    /// # Errors
    ///
    /// Only when a file that exists cannot be read; mistakes inside the files are in [`Shared::report`].
    pub fn load(book_root: &Path) -> anyhow::Result<Self> {
        let (library, mut report) = Library::load(book_root)
            .with_context(|| format!("{} のデータを読めませんでした", book_root.display()))?;
        let templates = Templates::load(book_root, &mut report)?;
        let is_guide = book_root.join("checklists").is_dir();
        Ok(Self {
            library: Arc::new(library),
            templates: Arc::new(templates),
            report: Arc::new(Mutex::new(report)),
            root: book_root.into(),
            files: Arc::new(Once::new()),
            is_guide,
        })
    }

    /// The problems found so far, with the texts they point into.
    pub fn report(&self) -> Report {
        self.lock().clone()
    }

    /// The data of the book.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Whether the book has `checklists/`.
    pub(crate) fn is_guide(&self) -> bool {
        self.is_guide
    }

    /// The book's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file as problems name it: from the book's folder.
    pub(crate) fn name_of(&self, file: &Path) -> PathBuf {
        slashed(file.strip_prefix(&self.root).unwrap_or(file)).into()
    }

    /// How much a mistake in prose weighs: an ordinary book must build.
    pub(crate) fn prose_severity(&self) -> Severity {
        if self.is_guide { Severity::Error } else { Severity::Warning }
    }

    /// Adds a problem, once: preprocessors run again for every renderer.
    pub(crate) fn push(&self, diagnostic: Diagnostic) {
        let mut report = self.lock();
        if !report.diagnostics.contains(&diagnostic) {
            report.diagnostics.push(diagnostic);
        }
    }

    /// Looks at the files of the book, the first time it is asked to.
    pub(crate) fn check_files(&self, check: impl FnOnce()) {
        self.files.call_once(check);
    }

    /// Keeps the text of a file, for printing the problems that point into it.
    pub(crate) fn keep_source(&self, file: impl Into<PathBuf>, text: impl Into<Arc<str>>) {
        self.lock().sources.insert(file, text);
    }

    /// Renders a template, or reports why it cannot be; then the text is empty.
    pub(crate) fn render(&self, template: &str, view: impl serde::Serialize) -> String {
        match self.templates.render(template, view) {
            Ok(html) => html,
            Err(diagnostic) => {
                if let Some(text) = self.templates.source(&diagnostic.span.file) {
                    self.keep_source(&diagnostic.span.file, text);
                }
                self.push(*diagnostic);
                String::new()
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
