//! A site in a folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::limits::{MAX_DEPTH, MAX_FILES};
use super::source::{Form, Read, Source};
use crate::finding::Finding;
use crate::pages::slashed;
use crate::{Error, Result};

/// A site in a folder. Links are not followed, and only regular files are opened.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    files: BTreeMap<String, u64>,
    findings: Vec<Finding>,
}

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn open(root: &Path) -> Result<Folder> {
        let mut folder = Folder { root: root.to_owned(), files: BTreeMap::new(), findings: Vec::new() };
        for entry in WalkDir::new(root).max_depth(MAX_DEPTH).into_iter().take(MAX_FILES) {
            let failed = |error: walkdir::Error| Error::file("読み込み", root, error.into());
            let entry = entry.map_err(failed)?;
            if entry.file_type().is_file() {
                let path = slashed(entry.path().strip_prefix(root).unwrap_or(entry.path()));
                folder.files.insert(path, entry.metadata().map_err(failed)?.len());
            }
        }
        Ok(folder)
    }
}

impl Source for Folder {
    fn form(&self) -> Form {
        Form::Folder
    }

    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn read(&self, path: &str, max_bytes: u64) -> Read {
        read_file(&self.root.join(path), max_bytes)
    }

    fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// The content of a file.
pub(super) fn read_file(file: &Path, max_bytes: u64) -> Read {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(file)?.take(max_bytes + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() as u64 > max_bytes => Read::TooLarge,
        Ok(bytes) => Read::Whole(bytes),
        Err(error) => Read::Failed(format!("読み込めません({error})")),
    }
}
