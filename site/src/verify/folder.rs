//! A site in a folder.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::limits::{MAX_DEPTH, MAX_FILES};
use super::report::finding;
use super::source::{Form, Read, Source};
use crate::finding::{Code, Finding};
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
    /// The folder itself cannot be read.
    pub fn open(root: &Path) -> Result<Folder> {
        std::fs::read_dir(root).map_err(|error| Error::file("読み込み", root, error))?;
        let mut folder = Folder { root: root.to_owned(), files: BTreeMap::new(), findings: Vec::new() };
        let entries = WalkDir::new(root).min_depth(1).max_depth(MAX_DEPTH);
        for (n_entries, entry) in entries.into_iter().enumerate() {
            if n_entries == MAX_FILES {
                let message = format!("ファイルが {MAX_FILES} 個より多いため、すべては調べていません");
                folder.findings.push(finding("", Code::TooLarge, message));
                break;
            }
            folder.note(entry);
        }
        Ok(folder)
    }

    fn note(&mut self, entry: walkdir::Result<walkdir::DirEntry>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|path| self.path(path)).unwrap_or_default();
                let message = format!("読み込めません({})", io::Error::from(error));
                return self.findings.push(finding(&path, Code::UnreadableFile, message));
            }
        };
        let Some(path) = self.path(entry.path()) else {
            let shown = crate::error::shown(entry.path().strip_prefix(&self.root).unwrap_or(entry.path()));
            let message = "名前が UTF-8 で書かれていません";
            return self.findings.push(finding(&shown, Code::FileName, message));
        };
        let kind = entry.file_type();
        if kind.is_dir() && entry.depth() == MAX_DEPTH {
            let message = format!("フォルダーの入れ子が {MAX_DEPTH} 段より深いため、調べていません");
            self.findings.push(finding(&path, Code::TooLarge, message));
        } else if !kind.is_dir() && !kind.is_file() {
            let message = if kind.is_symlink() {
                "ほかの場所を指すリンク(シンボリックリンク)です"
            } else {
                "ふつうのファイルではありません(装置や通信の口です)"
            };
            self.findings.push(finding(&path, Code::SpecialFile, message));
        } else if kind.is_file() {
            match entry.metadata() {
                Ok(metadata) => drop(self.files.insert(path, metadata.len())),
                Err(error) => {
                    let message = format!("読み込めません({})", io::Error::from(error));
                    self.findings.push(finding(&path, Code::UnreadableFile, message));
                }
            }
        }
    }

    /// A path from the top with `/`; a `\` in a name stays. `None` when a name is no UTF-8.
    fn path(&self, path: &Path) -> Option<String> {
        let names = path.strip_prefix(&self.root).ok()?.components();
        let names: Option<Vec<&str>> = names.map(|name| name.as_os_str().to_str()).collect();
        Some(names?.join("/"))
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

/// The content of a regular file in a site, which is no link.
fn read_file(file: &Path, max_bytes: u64) -> Read {
    read_opened(open(file, false), max_bytes)
}

/// The content of a regular file that somebody named, or of the one a link leads to.
pub(super) fn read_target(file: &Path, max_bytes: u64) -> Read {
    read_opened(open(file, true), max_bytes)
}

fn read_opened(file: io::Result<File>, max_bytes: u64) -> Read {
    let read = || -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let file = file?;
        // What was a file when it was listed may be something else by now.
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match read() {
        Ok(Some(bytes)) if bytes.len() as u64 > max_bytes => Read::TooLarge,
        Ok(Some(bytes)) => Read::Whole(bytes),
        Ok(None) => Read::Failed("ふつうのファイルではありません".into()),
        Err(error) => Read::Failed(format!("読み込めません({error})")),
    }
}

/// Opens a file without waiting for somebody to write, and a link in its place only where that is wished.
#[cfg(unix)]
fn open(file: &Path, follows: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let no_link = if follows { OFlags::empty() } else { OFlags::NOFOLLOW };
    let flags = no_link | OFlags::NONBLOCK | OFlags::CLOEXEC;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(file)
}

#[cfg(not(unix))]
fn open(file: &Path, _follows: bool) -> io::Result<File> {
    OpenOptions::new().read(true).open(file)
}
