//! From a book to a finished site in a folder, with everything that is wrong on the way.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Result, anyhow};
use checklist::{Diagnostic, Report, Severity, Span};
use mdbook_driver::{MDBook, config::Config};
use preprocessors::{Checklist, Crosslink, Revision, Shared};
use site::{Guide, Options, Rendered};

use crate::{
    book,
    codes::{MDBOOK_WARNING, THEME},
    findings, judgements,
    progress::Progress,
    warnings::Warnings,
};

/// A run over one book: what is wrong so far, and what the run is doing.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    /// The book's folder.
    pub(crate) root: &'a Path,
    /// What mdBook logs.
    pub(crate) warnings: &'a Warnings,
    /// What is wrong so far.
    pub(crate) report: Report,
    /// What the run is doing.
    pub(crate) progress: Progress,
}

impl Run<'_> {
    /// Makes the site in the folder `destination`, which is not there yet, and checks it.
    ///
    /// `None` when the report has an error; whatever the folder then holds is to be thrown away.
    ///
    /// # Errors
    ///
    /// When the machine fails, or the program itself.
    pub(crate) fn make(&mut self, destination: &Path) -> Result<Option<Rendered>> {
        guarded(|| match self.prepare()? {
            Some((book, options)) => self.render(&book, &options, destination),
            None => Ok(None),
        })
    }

    /// What search is given of the book, without making a site.
    ///
    /// `None` when the report has an error.
    ///
    /// # Errors
    ///
    /// When the machine fails, or the program itself.
    pub(crate) fn sections(&mut self) -> Result<Option<search_index::Book>> {
        guarded(|| Ok(self.prepare()?.map(|(book, options)| site::sections(&book.book, &options))))
    }

    /// The book with everything the preprocessors make, and the settings of its site; `None` when the report has an
    /// error.
    fn prepare(&mut self) -> Result<Option<(MDBook, Options)>> {
        let config = book::settings(self.root, &mut self.report)?;
        let shared = Shared::load(self.root)?;
        preprocessors::lint_files(&shared, &self.root.join(&config.book.src));
        let options = self.options(&config);
        let book = book::open(self.root, config, &mut self.report)?;
        let complete = match book {
            Some(book) => self.complete(book, &shared).map(Some),
            None => {
                // mdBook's words on a table of contents that the report explains already.
                self.warnings.take();
                Ok(None)
            }
        };
        self.report.extend(shared.report());
        self.note_warnings();
        Ok(complete?.zip(options).filter(|_| self.report.n_errors() == 0))
    }

    /// The settings of the site; `None` when they are wrong.
    fn options(&mut self, config: &Config) -> Option<Options> {
        match Options::from_config(config) {
            Ok(options) => Some(options),
            Err(site::Error::Options(message)) => {
                book::guide_mistake(&message, &mut self.report);
                None
            }
            Err(error) => {
                book::guide_mistake(&error.to_string(), &mut self.report);
                None
            }
        }
    }

    /// The book with everything the preprocessors make.
    fn complete(&mut self, mut book: MDBook, shared: &Shared) -> Result<MDBook> {
        self.progress.enter("章の組み立て");
        book.with_preprocessor(Checklist::new(shared.clone()))
            .with_preprocessor(Revision::new(shared.clone()))
            .with_preprocessor(Crosslink::new(shared.clone()));
        (book.book, _) = book.preprocess_book(&Guide)?;
        Ok(book)
    }

    fn render(&mut self, book: &MDBook, options: &Options, destination: &Path) -> Result<Option<Rendered>> {
        self.progress.enter("ページの作成");
        let rendered = match site::render(self.root, &book.book, options, destination) {
            Ok(rendered) => rendered,
            Err(site::Error::Theme { file, line, message }) => {
                self.note_theme(&options.theme.join(file), line, &message);
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        self.note_findings(&rendered.findings);
        if self.report.n_errors() > 0 {
            return Ok(None);
        }
        self.note_judgements(book, options)?;

        self.progress.enter("仕上がりの確認");
        // What the book tolerates was shown already, with its place in the source.
        let mut found = site::verify(destination)?;
        found.retain(|finding| !options.tolerate.contains(&finding.code));
        self.note_findings(&found);
        self.note_warnings();
        Ok((self.report.n_errors() == 0).then_some(rendered))
    }

    /// Compares the judged list of the book with its pages; a site is published all the same.
    fn note_judgements(&mut self, book: &MDBook, options: &Options) -> Result<()> {
        if let Some(text) = book::read_if_there(&self.root.join(judgements::FILE))? {
            let sections = site::sections(&book.book, options).sections;
            let text = String::from_utf8_lossy(&text);
            judgements::read(
                Path::new(judgements::FILE),
                &text,
                &sections,
                Severity::Warning,
                &mut self.report,
            );
        }
        Ok(())
    }

    fn note_findings(&mut self, found: &[site::Finding]) {
        for finding in found {
            findings::add(self.root, finding, &mut self.report);
        }
    }

    fn note_theme(&mut self, file: &Path, line: Option<usize>, message: &str) {
        let bytes = findings::place(self.root, file, line.map(|line| (line, 1)), &mut self.report);
        self.report.push(Diagnostic::error(&THEME, Span::new(file, bytes), message));
    }

    /// Turns what mdBook logged since the last call into errors.
    fn note_warnings(&mut self) {
        for message in self.warnings.take() {
            // The reason of the message before, once more.
            let is_repetition = message.starts_with("Caused By: ");
            let is_known = message.starts_with("Error updating \"") && self.harden("missing-include");
            if !is_repetition && !is_known {
                let span = book::place_in_settings(&message, &self.report);
                let message = format!("mdBook の注意: {message}");
                self.report.push(Diagnostic::error(&MDBOOK_WARNING, span, message));
            }
        }
    }

    /// Makes every problem of a code an error, also in an ordinary book; whether there was one.
    fn harden(&mut self, code: &str) -> bool {
        let mut problems =
            self.report.diagnostics.iter_mut().filter(|problem| problem.code.name == code).peekable();
        let has_some = problems.peek().is_some();
        problems.for_each(|problem| problem.severity = Severity::Error);
        has_some
    }
}

/// Does some work; a panic in it is a failure like any other, so that whoever waits can clear up.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(anyhow!("jissen の不具合です。上の記録を添えて開発者に知らせてください")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_and_a_result_stays() {
        assert_eq!(guarded(|| Ok(1)).ok(), Some(1));
        let failure = guarded(|| -> Result<()> { panic!("on purpose") });
        assert!(failure.is_err_and(|error| error.to_string().contains("不具合")));
    }
}
