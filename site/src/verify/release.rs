//! What `jissen package` writes: the site for a server, the zip, the one HTML file, and the sums of all files.

use std::collections::BTreeMap;

use super::folder::Folder;
use super::limits::{MAX_MANIFEST_BYTES, MAX_PACKED_BYTES};
use super::report::finding;
use super::source::{Form, MARKERS, Read, Source};
use super::{Report, inspect, inspect_packed, report};
use crate::finding::{Code, Finding};
use crate::manifest::{MANIFEST_PATH, Manifest, sha256};
use crate::package::{SITE_FOLDER, SUMS_PATH};

/// Whether a folder is one that `jissen package` wrote.
pub(super) fn is_package(folder: &Folder) -> bool {
    let has = |path: &str| folder.files().contains_key(path);
    has(SUMS_PATH) && has(&format!("{SITE_FOLDER}{MANIFEST_PATH}"))
}

/// Checks all forms in a package, and its files against their sums.
///
/// `manifest` says what the site has to consist of; without it the list of the package does.
pub(super) fn inspect_all(folder: &Folder, manifest: Option<&Manifest>) -> Report {
    let mut all = report(folder);
    all.form = Form::Package;
    all.extend(sums(folder));
    let own = match folder.read(MANIFEST_PATH, MAX_MANIFEST_BYTES) {
        Read::Whole(bytes) => Manifest::from_json(&bytes),
        _ => Err("ファイルの一覧がありません".to_owned()),
    };
    if let Err(message) = &own {
        all.extend([finding(MANIFEST_PATH, Code::SiteManifest, message.clone())]);
    }
    let manifest = manifest.or(own.as_ref().ok());
    let site = Part { folder, files: below(folder, SITE_FOLDER) };
    let site = inspect(&site, manifest);
    all.figures = site.figures;
    all.extend(placed(SITE_FOLDER, site));
    for path in folder.files().keys().filter(|path| is_packed(path)) {
        match folder.read(path, MAX_PACKED_BYTES) {
            Read::Whole(bytes) => {
                let found = inspect_packed(bytes, manifest);
                let fault =
                    || finding(path, Code::BrokenArchive, "zip でも 1つの HTML ファイルでもありません");
                all.extend(found.map_or_else(|| vec![fault()], |found| placed(&format!("{path}: "), found)));
            }
            Read::TooLarge => all.extend([finding(path, Code::TooLarge, "大きすぎるため、調べていません")]),
            Read::Failed(message) => all.extend([finding(path, Code::UnreadableFile, message)]),
        }
    }
    all
}

fn is_packed(path: &str) -> bool {
    !path.contains('/') && (path.ends_with(".zip") || path.ends_with(".html"))
}

/// The findings of one form with their place in the package.
fn placed(place: &str, report: Report) -> Vec<Finding> {
    let findings = report.findings.into_iter();
    findings
        .map(|found| Finding {
            file: format!("{place}{}", found.file).trim_end_matches([' ', ':']).to_owned(),
            ..found
        })
        .collect()
}

/// The files against `SHA256SUMS`.
fn sums(folder: &Folder) -> Vec<Finding> {
    let fault = |path: &str, code, message: &str| finding(path, code, message);
    let Read::Whole(list) = folder.read(SUMS_PATH, MAX_MANIFEST_BYTES) else {
        return vec![fault(SUMS_PATH, Code::UnreadableFile, "読み込めません")];
    };
    let list = String::from_utf8_lossy(&list);
    let listed: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect();
    let mut findings = Vec::new();
    for (path, bytes) in folder.files() {
        // The site has its own list, which the site itself is compared with.
        let is_own = path == SUMS_PATH || MARKERS.contains(&&**path);
        match listed.get(&**path) {
            _ if is_own => {}
            None => findings.push(fault(path, Code::AddedFile, "SHA256SUMS にないファイルです")),
            Some(_) if path.starts_with(SITE_FOLDER) => {}
            Some(sum) => match folder.read(path, (*bytes).min(MAX_PACKED_BYTES)) {
                Read::Whole(bytes) if sha256(&bytes) == **sum => {}
                Read::Whole(_) => {
                    findings.push(fault(path, Code::ChangedFile, "中身が SHA256SUMS と違います"))
                }
                _ => findings.push(fault(path, Code::TooLarge, "大きすぎるため、調べていません")),
            },
        }
    }
    let is_of_site =
        |path: &str| path.starts_with(SITE_FOLDER) && !path.ends_with(".gz") && !path.ends_with(".br");
    let lost = listed.keys().filter(|path| !folder.files().contains_key(**path) && !is_of_site(path));
    findings.extend(lost.map(|path| fault(path, Code::LostFile, "SHA256SUMS にありますが、ありません")));
    findings
}

fn below(folder: &Folder, place: &str) -> BTreeMap<String, u64> {
    let files = folder.files().iter();
    files.filter_map(|(path, bytes)| Some((path.strip_prefix(place)?.to_owned(), *bytes))).collect()
}

/// The site for a server within a package.
struct Part<'a> {
    folder: &'a Folder,
    files: BTreeMap<String, u64>,
}

impl Source for Part<'_> {
    fn form(&self) -> Form {
        Form::Folder
    }

    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn read(&self, path: &str, max_bytes: u64) -> Read {
        self.folder.read(&format!("{SITE_FOLDER}{path}"), max_bytes)
    }

    fn findings(&self) -> &[Finding] {
        &[]
    }
}
