//! What a site consists of: the list every later step relies on (packages, offline copies, verification).

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Path of the list in a site. It names every file but itself.
pub const MANIFEST_PATH: &str = "manifest.json";
/// The shape described here. A reader refuses a list with a larger number.
pub const MANIFEST_FORMAT: u32 = 1;
/// Folder of what may be read without login. `sw.js` at the top may be too: a browser asks for it there.
pub const PUBLIC_FOLDER: &str = "public/";
/// The service worker. It names no page.
pub const SERVICE_WORKER_PATH: &str = "sw.js";

/// Everything a site consists of, in the order it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// The program and its version, `jissen 0.1.0`.
    pub program: String,
    /// The book's title; empty when it has none.
    pub title: String,
    /// Title of the edition the book is about, 令和7年度版.
    pub edition: Option<String>,
    /// The day of the book, `2026-11-22`.
    pub date: Option<String>,
    /// What the guide is not, as at the foot of every page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclaimer: Option<String>,
    /// Names these bytes: 16 hexadecimal digits that differ as soon as any file does.
    pub build: String,
    /// The content security policy in every page.
    pub policy: String,
    /// Every file but this one, by path.
    pub files: Vec<ManifestFile>,
}

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// From the site's top, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// What it is for.
    pub kind: FileKind,
    /// Of a chapter: what it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<ManifestPage>,
}

impl ManifestFile {
    /// Whether it may be read without login.
    pub fn is_public(&self) -> bool {
        is_public(&self.path)
    }
}

/// Whether the file at a path of a site may be read without login. Such files hold nothing of the book.
pub fn is_public(path: &str) -> bool {
    path == SERVICE_WORKER_PATH || path.starts_with(PUBLIC_FOLDER)
}

/// What a file of a site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A page somebody reads, contents and search included.
    Page,
    /// A script, style or icon of the pages. Its name carries a hash of its content.
    Asset,
    /// The index of the search and what it is asked with.
    Search,
    /// A file a page offers or works on.
    Attachment,
    /// A file that lay beside the chapters.
    Copy,
    /// Only of use on a server: what keeps an offline copy, what is shown without login.
    Server,
}

/// What a chapter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPage {
    /// Its path without `.html`: the name under which it is linked to and compared.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind (種類) in the search; empty when it has none.
    pub kind: String,
    /// The edition it is about, by title.
    pub edition: Option<String>,
    /// Its sections in reading order.
    pub sections: Vec<ManifestSection>,
}

/// One section of a page, to tell what has changed since another manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSection {
    /// Its place on the page; empty for the text before the first heading.
    pub anchor: String,
    /// Its heading; empty likewise.
    pub heading: String,
    /// The first 16 hexadecimal digits of the SHA-256 of its text.
    pub text: String,
}

impl Manifest {
    /// The list as written to [`MANIFEST_PATH`]: JSON, one file to a line, the same bytes for the same list.
    pub fn to_json(&self) -> String {
        let mut head = self.clone();
        head.files.clear();
        let head = serde_json::to_string(&head).expect("a list of texts becomes JSON");
        let head = head.strip_suffix("]}").expect("the files stand last");
        let lines = self.files.iter().map(|file| {
            let line = serde_json::to_string(file).expect("a list of texts becomes JSON");
            format!("\n{line}")
        });
        format!("{head}{}\n]}}\n", lines.collect::<Vec<_>>().join(","))
    }

    /// Reads what [`Manifest::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// One Japanese sentence without 。: no JSON of this shape, or a format newer than [`MANIFEST_FORMAT`].
    pub fn from_json(text: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest = serde_json::from_slice(text)
            .map_err(|error| format!("ファイルの一覧({MANIFEST_PATH})として読めません({error})"))?;
        match manifest.format {
            MANIFEST_FORMAT => Ok(manifest),
            other => Err(format!("ファイルの一覧の形式 {other} は、この jissen では読めません")),
        }
    }
}

/// Hexadecimal SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Notes files as they are written, in any order.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    files: Mutex<BTreeMap<String, ManifestFile>>,
}

impl Notes {
    pub(crate) fn add(&self, kind: FileKind, path: &str, bytes: &[u8]) {
        let file = ManifestFile {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
            kind,
            page: None,
        };
        self.files.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(path.to_owned(), file);
    }

    /// The files by path, with what their pages say.
    pub(crate) fn into_files(self, mut pages: BTreeMap<String, ManifestPage>) -> Vec<ManifestFile> {
        let files = self.files.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        let with_page = |mut file: ManifestFile| {
            file.page = pages.remove(&file.path);
            file
        };
        files.into_values().map(with_page).collect()
    }
}

/// What the chapters say, by path, out of what the search is given.
pub(crate) fn pages(book: &search_index::Book) -> BTreeMap<String, ManifestPage> {
    let mut pages: BTreeMap<String, ManifestPage> = BTreeMap::new();
    for section in &book.sections {
        let page = pages.entry(section.page.clone()).or_insert_with(|| ManifestPage {
            id: section.page.strip_suffix(".html").unwrap_or(&section.page).to_owned(),
            title: section.title.clone(),
            kind: section.kind.clone(),
            edition: section.edition.clone(),
            sections: Vec::new(),
        });
        let mut text = sha256(section.body.as_bytes());
        text.truncate(16);
        page.sections.push(ManifestSection {
            anchor: section.anchor.clone(),
            heading: section.heading.clone(),
            text,
        });
    }
    pages
}

/// Names a set of files.
pub(crate) fn build_of(files: &[ManifestFile]) -> String {
    let mut digest = Sha256::new();
    for file in files {
        digest.update(format!("{}\0{}\n", file.path, file.sha256));
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let notes = Notes::default();
        notes.add(FileKind::Page, "b.html", b"two");
        notes.add(FileKind::Asset, "a.css", b"one");
        let section = ManifestSection { anchor: String::new(), heading: String::new(), text: "0".repeat(16) };
        let page = ManifestPage {
            id: "b".into(),
            title: "二".into(),
            kind: String::new(),
            edition: None,
            sections: vec![section],
        };
        let files = notes.into_files(BTreeMap::from([("b.html".to_owned(), page)]));
        Manifest {
            format: MANIFEST_FORMAT,
            program: "jissen 0".into(),
            title: "手引き".into(),
            edition: None,
            date: Some("2026-11-22".into()),
            disclaimer: None,
            build: build_of(&files),
            policy: "default-src 'none'".into(),
            files,
        }
    }

    #[test]
    fn a_manifest_is_read_back_as_it_was_written() {
        let manifest = manifest();
        assert_eq!(Manifest::from_json(manifest.to_json().as_bytes()), Ok(manifest.clone()));
        assert_eq!(manifest.to_json().lines().count(), 4, "one file to a line\n{}", manifest.to_json());
        let empty = Manifest { files: Vec::new(), ..manifest };
        assert_eq!(Manifest::from_json(empty.to_json().as_bytes()), Ok(empty));
    }

    #[test]
    fn a_build_is_named_by_its_bytes_and_not_by_the_order_of_writing() {
        let manifest = manifest();
        assert_eq!(manifest.files[0].path, "a.css");
        let mut other = manifest.files.clone();
        other[0].sha256 = sha256(b"One");
        assert_ne!(build_of(&other), manifest.build);
    }

    #[test]
    fn a_newer_format_is_refused() {
        let text = manifest().to_json().replace("\"format\":1", "\"format\":2");
        assert!(Manifest::from_json(text.as_bytes()).is_err_and(|message| message.contains("形式 2")));
    }
}
