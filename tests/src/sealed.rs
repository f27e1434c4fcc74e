//! Finished sites as trees of files: spoiled, given a list that fits again, and handed on in every form.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use site::{FileKind, GUIDE_FOLDER, MANIFEST_PATH, Manifest, ManifestFile, START_PATH, single, start_page};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::folder::Tree;

/// The list of the files of a site.
///
/// # Panics
///
/// When the tree has no list.
pub fn manifest(site: &Tree) -> Manifest {
    Manifest::from_json(&site[MANIFEST_PATH]).expect("a list of files")
}

/// Gives a site a list of the files it has now.
///
/// # Panics
///
/// When the tree has no list.
pub fn seal(site: &mut Tree) {
    let mut manifest = manifest(site);
    let known = std::mem::take(&mut manifest.files);
    for (path, bytes) in site.iter().filter(|(path, _)| !path.starts_with('.') && *path != MANIFEST_PATH) {
        let old = known.iter().find(|file| file.path == *path);
        manifest.files.push(ManifestFile {
            path: path.clone(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
            kind: old.map_or(FileKind::Copy, |file| file.kind),
            page: old.and_then(|file| file.page.clone()),
        });
    }
    let lines: String =
        manifest.files.iter().map(|file| format!("{}\0{}\n", file.path, file.sha256)).collect();
    manifest.build = hex(&Sha256::digest(lines))[..16].to_owned();
    site.insert(MANIFEST_PATH.to_owned(), manifest.to_json().into_bytes());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Writes a site into a folder that is not there yet.
///
/// # Panics
///
/// When a file cannot be written.
pub fn write_folder(site: &Tree, folder: &Path) -> PathBuf {
    for (path, bytes) in site {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("inside a folder")).expect("folder made");
        std::fs::write(&file, bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    folder.to_owned()
}

/// A zip of files, by name.
///
/// # Panics
///
/// When the names cannot stand in a zip.
pub fn zip_of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default()).expect("a name");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("a zip").into_inner()
}

/// A site as a zip, with the page to open first.
///
/// # Panics
///
/// When the tree has no list.
pub fn zip(site: &Tree) -> Vec<u8> {
    let start = start_page(&manifest(site));
    let named: Tree =
        site.iter().map(|(path, bytes)| (format!("{GUIDE_FOLDER}{path}"), bytes.clone())).collect();
    let files = named.iter().filter(|(name, _)| !name.starts_with("guide/."));
    zip_of(files.map(|(name, bytes)| (&**name, &**bytes)).chain([(START_PATH, start.as_bytes())]))
}

/// A site as one HTML file.
///
/// # Panics
///
/// When the tree has no list, or not all files of it.
pub fn one_file(site: &Tree) -> String {
    single(&manifest(site), &|path| Ok(site[path].clone())).expect("one file")
}
