//! The files of a site as a list: their names, and whether they are what the manifest says.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read as _;

use super::limits::{PACKED_BUDGET, PAGE_BUDGET, SCRIPT_BUDGET, SITE_BUDGET};
use super::report::{Figures, finding};
use super::source::{Form, MARKERS, Read, Source};
use crate::POLICY;
use crate::finding::{Code, Finding};
use crate::manifest::{MANIFEST_PATH, Manifest, ManifestFile, build_of};
use crate::pages::{MAX_PATH_LENGTH, is_usable};

/// Endings of what a server sends compressed, beside the file itself.
const COMPRESSED: [&str; 2] = [".gz", ".br"];

/// Names that a system cannot hold, or takes for the same.
pub(super) fn names(files: &BTreeMap<String, u64>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in files.keys() {
        findings.extend(bad_name(path).map(|(code, message)| finding(path, code, message)));
        if let Some(first) = seen.insert(path.to_lowercase(), path) {
            let message = format!("`{first}` と、大文字と小文字が違うだけです");
            findings.push(finding(path, Code::PathClash, message));
        }
    }
    let folders = files.keys().flat_map(|path| path.match_indices('/').map(move |(slash, _)| &path[..slash]));
    let folders: BTreeSet<&str> = folders.collect();
    for folder in folders {
        if let Some(file) = seen.get(&folder.to_lowercase()) {
            let message = format!("同じ名前のフォルダー `{folder}` があります");
            findings.push(finding(file, Code::PathClash, message));
        }
    }
    findings
}

/// Whether a path can lead out of the folder it is put into, on some system.
fn leads_out(path: &str) -> bool {
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    is_drive || path.contains('\\') || path.split('/').any(|name| matches!(name, "" | "." | ".."))
}

fn bad_name(path: &str) -> Option<(Code, String)> {
    if leads_out(path) {
        return Some((Code::FileName, "サイトの外を指す名前です".to_owned()));
    }
    if let Some(name) = path.split('/').find(|name| !is_usable(name)) {
        return Some((Code::FileName, format!("`{name}` は Windows で使えない名前です")));
    }
    let length = path.encode_utf16().count();
    (length > MAX_PATH_LENGTH)
        .then(|| (Code::LongPath, format!("パスが {length} 文字あります({MAX_PATH_LENGTH} 文字まで)")))
}

/// What a site has to consist of.
pub(super) struct List<'a> {
    manifest: Option<&'a Manifest>,
    files: BTreeMap<&'a str, &'a ManifestFile>,
}

impl<'a> List<'a> {
    pub(super) fn of(manifest: Option<&'a Manifest>) -> List<'a> {
        let files = manifest.map(|manifest| manifest.files.as_slice()).unwrap_or_default();
        List { manifest, files: files.iter().map(|file| (&*file.path, file)).collect() }
    }

    /// What the policy of every page has to be.
    pub(super) fn policy(&self) -> &'a str {
        self.manifest.map_or(POLICY, |manifest| &manifest.policy)
    }

    /// Files of the list that a form of the site is whole without.
    pub(super) fn absent(&self, form: Form) -> BTreeSet<&'a str> {
        self.files.values().filter(|file| form.may_lack(file)).map(|file| &*file.path).collect()
    }

    /// What is wrong with the list itself.
    pub(super) fn faults(&self) -> Vec<Finding> {
        let Some(manifest) = self.manifest else { return Vec::new() };
        let mut findings = Vec::new();
        let mut find = |code, message: String| findings.push(finding(MANIFEST_PATH, code, message));
        if manifest.policy != POLICY {
            find(Code::PagePolicy, "一覧の policy が、この jissen の決まりと違います".into());
        }
        if self.files.len() < manifest.files.len() {
            find(Code::SiteManifest, "一覧に、同じファイルが二度あります".into());
        }
        if build_of(&manifest.files) != manifest.build {
            find(Code::SiteManifest, "一覧の build が、一覧のファイルと合いません".into());
        }
        for path in self.files.keys().filter(|path| leads_out(path)) {
            find(Code::SiteManifest, format!("一覧の `{path}` は、サイトの外を指す名前です"));
        }
        findings
    }

    /// Compares the files of a source, whose sums are known by path, with the list.
    pub(super) fn compare(&self, source: &dyn Source, sums: &BTreeMap<String, String>) -> Vec<Finding> {
        // Answers of a server are compared one by one, as they come.
        if self.manifest.is_none() || source.form() == Form::Address {
            return Vec::new();
        }
        let files = source.files();
        let mut findings = Vec::new();
        for (path, file) in &self.files {
            match (files.get(*path), sums.get(*path)) {
                (None, _) if source.form().may_lack(file) => {}
                (None, _) => {
                    findings.push(finding(path, Code::LostFile, "一覧にありますが、サイトにありません"))
                }
                (Some(bytes), _) if *bytes != file.bytes => {
                    let message = format!(
                        "大きさが一覧と違います(一覧では {} バイト、いまは {bytes} バイト)",
                        file.bytes
                    );
                    findings.push(finding(path, Code::ChangedFile, message));
                }
                (Some(_), Some(sum)) if *sum != file.sha256 => {
                    findings.push(finding(path, Code::ChangedFile, "中身が一覧と違います"));
                }
                (Some(_), _) => {}
            }
        }
        let added = files.keys().filter(|path| !self.is_known(source.form(), path));
        findings.extend(added.map(|path| finding(path, Code::AddedFile, "一覧にないファイルです")));
        findings
    }

    fn is_known(&self, form: Form, path: &str) -> bool {
        let is_listed = |path: &str| path == MANIFEST_PATH || self.files.contains_key(path);
        let is_compressed = COMPRESSED.iter().any(|ending| path.strip_suffix(ending).is_some_and(is_listed));
        is_listed(path) || form == Form::Folder && (MARKERS.contains(&path) || is_compressed)
    }
}

/// Whether what a server sends compressed gives back the files it stands for.
pub(super) fn compressed(source: &dyn Source) -> Vec<Finding> {
    let files = source.files();
    let mut findings = Vec::new();
    for (path, packed_bytes) in files {
        for ending in COMPRESSED {
            let Some((original, bytes)) =
                path.strip_suffix(ending).and_then(|path| files.get_key_value(path))
            else {
                continue;
            };
            let (packed, plain) = (source.read(path, *packed_bytes), source.read(original, *bytes));
            let (Read::Whole(packed), Read::Whole(plain)) = (packed, plain) else { continue };
            if !gives(&packed, ending, &plain) {
                let message = format!("ほどいても `{original}` と同じになりません");
                findings.push(finding(path, Code::CompressedCopy, message));
            }
        }
    }
    findings
}

/// Whether a compressed form gives a file, and nothing behind it.
fn gives(packed: &[u8], ending: &str, plain: &[u8]) -> bool {
    let most = plain.len() as u64 + 1;
    let mut unpacked = Vec::new();
    let mut rest = packed;
    let read = match ending {
        ".gz" => flate2::bufread::MultiGzDecoder::new(&mut rest).take(most).read_to_end(&mut unpacked),
        _ => brotli::Decompressor::new(&mut rest, 4096).take(most).read_to_end(&mut unpacked),
    };
    read.is_ok() && unpacked == plain
}

/// What is too large for readers to wait for.
pub(super) fn sizes(source: &dyn Source, figures: &Figures) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |path: &str, bytes: u64, budget: u64, what: &str| {
        if bytes > budget {
            let message = format!("{what}が {bytes} バイトあります(目安は {budget} バイトまで)");
            findings.push(finding(path, Code::SizeBudget, message));
        }
    };
    for (path, bytes) in source.files() {
        if is_page(path) {
            find(path, *bytes, PAGE_BUDGET, "ページ");
        } else if is_script(path) {
            find(path, *bytes, SCRIPT_BUDGET, "スクリプトやスタイル");
        }
    }
    find("", figures.bytes, SITE_BUDGET, "サイト全体");
    find("", figures.packed_bytes, PACKED_BUDGET, "配るファイル");
    findings
}

/// What is counted on the way.
pub(super) fn figures(source: &dyn Source) -> Figures {
    let files = source.files();
    let largest = |is_one: fn(&str) -> bool| {
        files.iter().filter(|(path, _)| is_one(path)).map(|(_, bytes)| *bytes).max().unwrap_or(0)
    };
    let counted = files.iter().filter(|(path, _)| !COMPRESSED.iter().any(|ending| path.ends_with(ending)));
    Figures {
        n_files: files.len(),
        n_pages: files.keys().filter(|path| is_page(path)).count(),
        bytes: counted.fold(0, |sum, (_, bytes)| sum.saturating_add(*bytes)),
        largest_page_bytes: largest(is_page),
        largest_script_bytes: largest(is_script),
        packed_bytes: source.packed_bytes(),
    }
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

fn is_script(path: &str) -> bool {
    path.ends_with(".js") || path.ends_with(".css")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_no_system_or_only_some_can_hold_are_found() {
        for (path, code) in [
            ("../a", Code::FileName),
            ("/etc/passwd", Code::FileName),
            ("c:/a", Code::FileName),
            ("a\\..\\b", Code::FileName),
            ("a//b", Code::FileName),
            ("", Code::FileName),
            ("a/con.html", Code::FileName),
            ("a./b", Code::FileName),
            ("a/b?.html", Code::FileName),
            ("a/\u{1b}.html", Code::FileName),
            (&"長".repeat(MAX_PATH_LENGTH + 1), Code::LongPath),
        ] {
            let found = names(&BTreeMap::from([(path.to_owned(), 0)]));
            let is_long = path.chars().count() > MAX_PATH_LENGTH;
            assert_eq!(found.len(), 1, "{path}");
            assert!(found[0].code == code || is_long, "{path}: {found:?}");
        }
        assert_eq!(names(&BTreeMap::from([("あ/い う.html".to_owned(), 0)])), []);
    }

    #[test]
    fn names_some_systems_take_for_the_same_are_found() {
        let files = ["A/x", "a/X", "b", "B/c"].map(|path| (path.to_owned(), 0));
        let found = names(&BTreeMap::from(files));
        assert_eq!(found.iter().filter(|finding| finding.code == Code::PathClash).count(), 2, "{found:?}");
    }
}
