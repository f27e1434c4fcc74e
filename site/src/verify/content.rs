//! What the files of a site say: pages, styles, scripts, drawings and Office files, and where their links lead.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde_json::Value;

use super::limits::{
    MAX_FILE_BYTES, MAX_FINDINGS_OF_FILE, MAX_NAMES, MAX_NAMES_OF_SITE, MAX_SITE_BYTES, MAX_TEXT_BYTES,
};
use super::report::finding;
use super::source::{Read, Source};
use super::{drawing, office, page, style};
use crate::address::{self, Address};
use crate::finding::{Code, Finding};
use crate::manifest::sha256;
use crate::{offline, pages};

/// What a file holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Page,
    Style,
    Script,
    Drawing,
    Office,
    Json,
    Other,
}

impl Content {
    fn of(path: &str) -> Content {
        match path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("html" | "htm" | "shtml") => Content::Page,
            Some("css") => Content::Style,
            Some("js" | "mjs" | "cjs") => Content::Script,
            Some("svg" | "xml" | "xhtml" | "xht" | "rss" | "atom") => Content::Drawing,
            Some("docx" | "docm" | "dotx" | "xlsx" | "xlsm" | "xltx" | "pptx" | "pptm") => Content::Office,
            Some("webmanifest") => Content::Json,
            _ => Content::Other,
        }
    }

    fn max_bytes(self) -> u64 {
        match self {
            Content::Page | Content::Style | Content::Drawing | Content::Json => MAX_TEXT_BYTES,
            Content::Script | Content::Office | Content::Other => MAX_FILE_BYTES,
        }
    }
}

/// Everything the files say.
pub(super) struct Contents {
    /// SHA-256 of every file that was read, by path.
    pub(super) sums: BTreeMap<String, String>,
    /// What is wrong, in no order.
    pub(super) findings: Vec<Finding>,
}

/// Reads every file once and follows its links.
///
/// `policy` is what the policy of every page has to be. `absent` are files that may be linked to though this form of the
/// site does not have them. With `only_texts`, files that say nothing are not read and have no sum.
pub(super) fn read(source: &dyn Source, policy: &str, absent: &BTreeSet<&str>, only_texts: bool) -> Contents {
    let files = source.files();
    let n_names = AtomicUsize::new(0);
    let mut left = MAX_SITE_BYTES;
    let mut planned = Vec::with_capacity(files.len());
    let mut findings = Vec::new();
    for (path, bytes) in files {
        let content = Content::of(path);
        if only_texts && content == Content::Other {
            continue;
        }
        let most = content.max_bytes();
        if *bytes > most || *bytes > left {
            let message = match *bytes > most {
                true => format!("{most} バイトより大きいため、調べていません"),
                false => format!("サイト全体が {MAX_SITE_BYTES} バイトより大きいため、調べていません"),
            };
            findings.push(finding(path, Code::TooLarge, message));
        } else {
            left -= bytes;
            planned.push((path.as_str(), *bytes, content));
        }
    }
    let scans: Vec<Scan<'_>> = planned
        .par_iter()
        .map(|(path, bytes, content)| {
            let mut scan = Scan::new(path, &n_names);
            match source.read(path, *bytes) {
                Read::Whole(read) => scan.read(&read, *content, policy, only_texts),
                Read::TooLarge => {
                    scan.find(
                        Code::ChangedFile,
                        format!("{bytes} バイトのはずですが、それより大きくなっています"),
                    );
                }
                Read::Failed(message) => scan.find(Code::UnreadableFile, message),
            }
            scan
        })
        .collect();
    let ids: HashMap<&str, &BTreeSet<String>> = scans.iter().map(|scan| (scan.path, &scan.ids)).collect();
    let site = Site { files, ids: &ids, absent };
    findings.par_extend(scans.par_iter().flat_map_iter(|scan| {
        scan.links.iter().filter_map(|link| site.dead(scan.path, link)).take(MAX_FINDINGS_OF_FILE)
    }));
    let mut sums = BTreeMap::new();
    for scan in scans {
        sums.extend(scan.sum.map(|sum| (scan.path.to_owned(), sum)));
        findings.extend(scan.findings);
    }
    Contents { sums, findings }
}

/// What one file says of itself.
pub(super) struct Scan<'a> {
    path: &'a str,
    /// Names and links of all files together.
    n_names: &'a AtomicUsize,
    sum: Option<String>,
    ids: BTreeSet<String>,
    /// Addresses that stay in the site, as written.
    links: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl<'a> Scan<'a> {
    fn new(path: &'a str, n_names: &'a AtomicUsize) -> Scan<'a> {
        Scan { path, n_names, sum: None, ids: BTreeSet::new(), links: BTreeSet::new(), findings: Vec::new() }
    }

    fn read(&mut self, bytes: &[u8], content: Content, policy: &str, only_texts: bool) {
        self.sum = (!only_texts).then(|| sha256(bytes));
        let is_text = matches!(content, Content::Page | Content::Style | Content::Script | Content::Json);
        if is_text && std::str::from_utf8(bytes).is_err() {
            self.find(Code::NotUtf8, "UTF-8 で書かれていません");
        }
        match content {
            Content::Page => page::read(bytes, policy, self),
            Content::Style => {
                let fetched = style::fetched(&String::from_utf8_lossy(bytes));
                fetched.addresses.iter().for_each(|address| self.address(address, true));
                if fetched.is_too_deep {
                    self.find(Code::TooLarge, "スタイルの括弧の入れ子が深すぎます");
                }
            }
            Content::Script => {
                let is_code = self.path.starts_with("assets/")
                    || self.path.starts_with(pages::SEARCH_FOLDER) && !self.path.ends_with("/head.js");
                let is_code = is_code || crate::is_public(self.path);
                let text = String::from_utf8_lossy(bytes);
                self.find_all(drawing::of_script(&text, offline::may_ask(self.path), is_code));
            }
            Content::Drawing => self.find_all(drawing::faults(bytes)),
            Content::Office => self.find_all(office::faults(bytes)),
            Content::Json => self.json(bytes),
            Content::Other => {}
        }
    }

    /// Says what is wrong in this file; what is said too often is left out.
    pub(super) fn find(&mut self, code: Code, message: impl Into<String>) {
        if self.findings.len() < MAX_FINDINGS_OF_FILE {
            self.findings.push(finding(self.path, code, message));
        }
    }

    fn find_all(&mut self, faults: impl IntoIterator<Item = (Code, String)>) {
        faults.into_iter().for_each(|(code, message)| self.find(code, message));
    }

    /// A name a link can lead to.
    pub(super) fn id(&mut self, id: &str) {
        if self.ids.contains(id) {
            self.find(Code::DuplicateId, format!("名前(id)`{id}` が二つあります"));
        } else if self.may_keep() {
            self.ids.insert(id.to_owned());
        }
    }

    /// An address that stays in the site.
    pub(super) fn link(&mut self, written: String) {
        if !self.links.contains(&written) && self.may_keep() {
            self.links.insert(written);
        }
    }

    /// Whether there is room for one more name or link.
    fn may_keep(&mut self) -> bool {
        let has_room = self.ids.len() + self.links.len() < MAX_NAMES
            && self.n_names.fetch_add(1, Ordering::Relaxed) < MAX_NAMES_OF_SITE;
        if !has_room && !self.findings.iter().any(|finding| finding.code == Code::TooLarge) {
            self.find(Code::TooLarge, "名前(id)とリンクが多すぎるため、すべては調べていません");
        }
        has_room
    }

    /// An address of a page or style; `is_fetched` when a browser opens it by itself.
    pub(super) fn address(&mut self, written: &str, is_fetched: bool) {
        if !address::is_outside(written) {
            return self.link(written.to_owned());
        }
        let scheme = address::scheme(written).unwrap_or_default();
        if matches!(scheme.as_str(), "javascript" | "vbscript") {
            self.find(Code::InlineHandler, format!("`{written}` はスクリプトを動かします"));
        } else if is_fetched && scheme != "data" {
            self.find(Code::OutsideRequest, format!("`{written}` をサイトの外へ取りに行きます"));
        }
    }

    /// What tells a browser about the site as a whole.
    fn json(&mut self, bytes: &[u8]) {
        let mut open = match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => vec![value],
            Err(error) => return self.find(Code::BrokenMarkup, format!("JSON として読めません({error})")),
        };
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) if text.contains("://") || text.starts_with("//") => {
                    self.find(Code::OutsideRequest, format!("`{text}` をサイトの外へ取りに行きます"));
                }
                Value::Array(values) => open.extend(values),
                Value::Object(values) => open.extend(values.into_iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
}

/// What links can lead to.
struct Site<'a> {
    files: &'a BTreeMap<String, u64>,
    ids: &'a HashMap<&'a str, &'a BTreeSet<String>>,
    absent: &'a BTreeSet<&'a str>,
}

impl Site<'_> {
    /// Whether a link of the page at `path` leads to nothing.
    fn dead(&self, path: &str, written: &str) -> Option<Finding> {
        let Address { path: to, fragment, .. } = Address::parse(written);
        let target = match to {
            "" => Some(path.to_owned()),
            to if to.starts_with('/') => None,
            to => address::resolve(address::folder(path), &address::decode(to)),
        };
        if target.as_deref().is_some_and(|target| self.absent.contains(target)) {
            return None;
        }
        let Some(target) = target.filter(|target| self.files.contains_key(target)) else {
            return Some(finding(path, Code::DeadLink, format!("`{written}` の先がサイトにありません")));
        };
        let fragment = address::decode(fragment.trim_start_matches('#'));
        let fragment = fragment.split(":~:").next().unwrap_or_default();
        let is_page = Content::of(&target) == Content::Page;
        let ids = self.ids.get(&*target).filter(|_| is_page)?;
        let is_there = matches!(fragment, "" | "top") || ids.contains(fragment);
        (!is_there)
            .then(|| finding(path, Code::DeadAnchor, format!("`{written}` の `#{fragment}` がありません")))
    }
}
