//! Trees of files: copied, read and compared.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

/// Every file of a folder by its path inside, with `/` between the parts.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A folder of this test alone, gone when dropped.
///
/// # Panics
///
/// When the system has no room for temporary files.
pub fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Copies a folder with all it holds to a place that is not there yet.
///
/// # Panics
///
/// When a file cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("found inside"));
        fs::create_dir_all(target.parent().expect("inside a folder")).expect("folder made");
        fs::copy(&file, &target).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

/// Reads a folder whole; empty when it is not there.
///
/// # Panics
///
/// When a file cannot be read.
pub fn read(folder: &Path) -> Tree {
    files(folder)
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(folder).expect("found inside").to_string_lossy().replace('\\', "/");
            (name, fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        })
        .collect()
}

/// The paths of two trees that differ, with what is the matter; empty when they are equal.
pub fn differences(left: &Tree, right: &Tree) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, bytes) in left {
        match right.get(name) {
            None => differences.push(format!("{name}: only in the first")),
            Some(other) if other != bytes => differences.push(format!("{name}: other bytes")),
            Some(_) => {}
        }
    }
    differences.extend(
        right
            .keys()
            .filter(|name| !left.contains_key(*name))
            .map(|name| format!("{name}: only in the second")),
    );
    differences
}

/// Replaces one text in one file.
///
/// # Panics
///
/// When the file does not have the text: the test would then test nothing.
#[track_caller]
pub fn edit(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(text.contains(old), "{} has no `{old}`", file.display());
    fs::write(file, text.replacen(old, new, 1)).expect("file written");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect()
}
