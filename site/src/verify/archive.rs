//! A site in a zip.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use memchr::memmem;
use zip::ZipArchive;

use super::limits::{MAX_FILES, MAX_PACKED_BYTES};
use super::report::finding;
use super::source::{Form, Read, Source};
use crate::finding::{Code, Finding};
use crate::package::{GUIDE_FOLDER, START_PATH};

/// What begins every entry of the directory of a zip.
const ENTRY_MARK: &[u8] = b"PK\x01\x02";

type Entries = ZipArchive<Cursor<Arc<[u8]>>>;

/// A site in a zip, in the folder `guide/`.
pub(super) struct Archive {
    entries: Option<Entries>,
    packed_bytes: u64,
    /// Paths in the site, with what the directory says of their size.
    files: BTreeMap<String, u64>,
    /// Where the entry of a path is.
    places: BTreeMap<String, usize>,
    /// The page beside the site.
    start: Option<usize>,
    findings: Vec<Finding>,
}

impl Archive {
    /// Lists a zip. What cannot be listed has a finding and no files.
    pub(super) fn open(bytes: Vec<u8>) -> Archive {
        let mut archive = Archive {
            entries: None,
            packed_bytes: bytes.len() as u64,
            files: BTreeMap::new(),
            places: BTreeMap::new(),
            start: None,
            findings: Vec::new(),
        };
        // Every entry takes memory before the first one can be looked at.
        if memmem::find_iter(&bytes, ENTRY_MARK).nth(MAX_FILES).is_some() {
            let message = format!("zip のファイルが {MAX_FILES} 個より多いため、調べていません");
            archive.find("", Code::TooLarge, message);
            return archive;
        }
        match ZipArchive::new(Cursor::new(Arc::from(bytes))) {
            Ok(entries) => archive.list(entries),
            Err(error) => archive.find("", Code::BrokenArchive, format!("zip として読めません({error})")),
        }
        archive
    }

    fn find(&mut self, path: &str, code: Code, message: impl Into<String>) {
        self.findings.push(finding(path, code, message));
    }

    fn list(&mut self, mut entries: Entries) {
        if entries.has_duplicate_names() {
            self.find("", Code::BrokenArchive, "zip の中に、同じ名前のファイルが二つあります");
        } else if let Err(error) = entries.validate_header_consistency() {
            let message = format!("zip の目次と中身が合いません({error})");
            self.find("", Code::BrokenArchive, message);
        }
        for nth in 0..entries.len() {
            self.note(&entries, nth);
        }
        if self.start.is_none() {
            self.find(START_PATH, Code::LostFile, "zip のいちばん上にありません");
        }
        self.entries = Some(entries);
    }

    fn note(&mut self, entries: &Entries, nth: usize) {
        let Ok(entry) = entries.by_index_data(nth) else { return };
        let Some(name) = entry.name().ok().filter(|_| std::str::from_utf8(entry.name_raw()).is_ok()) else {
            let shown = String::from_utf8_lossy(entry.name_raw()).into_owned();
            return self.find(&shown, Code::FileName, "名前が UTF-8 で書かれていません");
        };
        let name = name.into_owned();
        let is_regular = entry.unix_mode().is_none_or(|mode| matches!(mode & 0o170_000, 0 | 0o100_000));
        if entry.is_symlink() {
            self.find(&name, Code::SpecialFile, "ほかの場所を指すリンク(シンボリックリンク)です");
        } else if entry.is_dir() {
            self.find(&name, Code::AddedFile, "zip にフォルダーだけの行があります");
        } else if !is_regular {
            self.find(&name, Code::SpecialFile, "ふつうのファイルではありません");
        } else if entry.encrypted() {
            self.find(&name, Code::BrokenArchive, "暗号がかかっていて、読めません");
        } else if name == START_PATH {
            self.start = Some(nth);
        } else if let Some(path) = name.strip_prefix(GUIDE_FOLDER) {
            self.files.insert(path.to_owned(), entry.size());
            self.places.insert(path.to_owned(), nth);
        } else {
            self.find(&name, Code::AddedFile, format!("`{GUIDE_FOLDER}` の外にあります"));
        }
    }

    fn read_nth(&self, nth: usize, max_bytes: u64) -> Read {
        let Some(mut entries) = self.entries.clone() else {
            return Read::Failed("読み込めません".into());
        };
        let mut bytes = Vec::new();
        let read = entries
            .by_index(nth)
            .map_err(std::io::Error::from)
            .and_then(|entry| entry.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > max_bytes => Read::TooLarge,
            Ok(_) => Read::Whole(bytes),
            Err(error) => Read::Failed(format!("zip から取り出せません({error})")),
        }
    }

    /// The page beside the site.
    pub(super) fn start(&self) -> Option<Read> {
        self.start.map(|nth| self.read_nth(nth, 1 << 20))
    }
}

impl Source for Archive {
    fn form(&self) -> Form {
        Form::Zip
    }

    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn read(&self, path: &str, max_bytes: u64) -> Read {
        match self.places.get(path) {
            Some(nth) => self.read_nth(*nth, max_bytes),
            None => Read::Failed("ありません".into()),
        }
    }

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn packed_bytes(&self) -> u64 {
        self.packed_bytes
    }
}

const _: () = assert!(MAX_PACKED_BYTES < u32::MAX as u64, "an archive is read into memory");
