//! All data files of a book.

use std::{io, path::Path};

use crate::{Edition, Guideline, Lineage, Report, Term, Vocabulary};

/// Everything the YAML files of a book say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Library {
    /// Oldest first, by fiscal year.
    pub editions: Vec<Edition>,
    /// In the order of `lineages.yaml`, which is the order of the guide.
    pub lineages: Vec<Lineage>,
    /// Device groups and actors.
    pub vocabulary: Vocabulary,
    /// Oldest version first.
    pub guidelines: Vec<Guideline>,
    /// In the order of `glossary.yaml`.
    pub glossary: Vec<Term>,
}

impl Library {
    /// Reads the data files under the folder of a book.
    ///
    /// Whatever can be read is in the library; what is wrong is in the report. A book without
    /// `checklists/` and `glossary.yaml` gives an empty library and an empty report.
    ///
    /// # Errors
    ///
    /// Only when the machine fails: a file that exists but cannot be read.
    pub fn load(book: &Path) -> io::Result<(Self, Report)> {
        let _ = book;
        Ok((Self::default(), Report::default()))
    }

    /// The edition with this id.
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// The lineage with this id.
    pub fn lineage(&self, id: &str) -> Option<&Lineage> {
        self.lineages.iter().find(|lineage| lineage.id == id)
    }

    /// The newest edition whose rows are known: the one the guide explains.
    pub fn current_edition(&self) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.publication == crate::Publication::Published)
    }
}
