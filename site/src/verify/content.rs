//! What the files of a site say: pages, styles and scripts, and where their links lead.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use html5ever::tokenizer::Tag;
use rayon::prelude::*;

use super::limits::MAX_TEXT_BYTES;
use super::source::{Read, Source};
use crate::address::{self, Address};
use crate::finding::{Code, Finding, Severity};
use crate::html::{self, Piece, Role};
use crate::offline;

/// What is wrong in the content of all files, in no order.
pub(super) fn findings(source: &dyn Source) -> Vec<Finding> {
    let files = source.files();
    let scans: Vec<Scan<'_>> = files
        .par_iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| [".html", ".css", ".js"].iter().any(|extension| path.ends_with(extension)))
        .filter_map(|path| match source.read(path, MAX_TEXT_BYTES) {
            Read::Whole(bytes) => Some(Scan::of(path, &bytes)),
            Read::TooLarge | Read::Failed(_) => None,
        })
        .collect();
    let ids: HashMap<&str, &BTreeSet<String>> = scans.iter().map(|scan| (scan.path, &scan.ids)).collect();
    let mut findings: Vec<Finding> = scans
        .iter()
        .flat_map(|scan| scan.links.iter().filter_map(|link| dead(scan.path, link, files, &ids)))
        .collect();
    findings.extend(scans.into_iter().flat_map(|scan| scan.findings));
    findings
}

/// What one file says of itself.
struct Scan<'a> {
    path: &'a str,
    ids: BTreeSet<String>,
    /// Addresses that stay in the site, as written.
    links: Vec<String>,
    findings: Vec<Finding>,
}

impl<'a> Scan<'a> {
    fn of(path: &'a str, bytes: &[u8]) -> Scan<'a> {
        let text = String::from_utf8_lossy(bytes);
        let mut scan = Scan { path, ids: BTreeSet::new(), links: Vec::new(), findings: Vec::new() };
        match path.rsplit('.').next() {
            Some("html") => scan.html(&text),
            Some("css") => scan.css(&text),
            _ => scan.script(&text),
        }
        scan
    }

    fn find(&mut self, code: Code, message: String) {
        self.findings.push(finding(self.path, code, message));
    }

    fn html(&mut self, text: &str) {
        let mut frame = Frame::default();
        for piece in html::pieces(text) {
            match piece {
                Piece::Start(tag) => {
                    frame.see(&tag);
                    self.element(&tag);
                }
                Piece::End(tag) if &*tag.name == "title" => frame.in_title = false,
                Piece::Text(text) if frame.in_title => frame.title.push_str(&text),
                _ => {}
            }
        }
        for message in frame.faults() {
            self.find(Code::PageFrame, message.to_owned());
        }
    }

    fn element(&mut self, tag: &Tag) {
        match &*tag.name {
            "script" if html::attribute(tag, "src").is_none() => {
                self.find(Code::InlineScript, "`<script>` がページの中に書かれています".into());
            }
            "script" if let Some(folder) = html::attribute(tag, "data-search") => {
                self.links.push(format!("{folder}head.js"));
            }
            "style" => self.find(Code::InlineStyle, "`<style>` がページの中に書かれています".into()),
            "meta"
                if html::attribute(tag, "http-equiv")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) =>
            {
                self.find(
                    Code::OutsideRequest,
                    "`<meta http-equiv=refresh>` がほかのページへ移します".into(),
                );
            }
            _ => {}
        }
        let mut names = BTreeSet::new();
        for attribute in &tag.attrs {
            let name: &str = &attribute.name.local;
            self.attribute(&tag.name, name, &attribute.value);
            let is_id = name == "id" || name == "name" && &*tag.name == "a";
            if is_id && names.insert(&*attribute.value) && !self.ids.insert(attribute.value.to_string()) {
                self.find(Code::DuplicateId, format!("名前(id)`{}` が二つあります", &*attribute.value));
            }
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        match html::role(element, name) {
            Role::Link => self.address(value, false),
            Role::Fetched => self.address(value, true),
            Role::FetchedList => {
                html::addresses_of_list(value).for_each(|address| self.address(address, true))
            }
            Role::Style => self.find(Code::InlineStyle, format!("`style=\"{value}\"` があります")),
            Role::Handler => self.find(Code::InlineHandler, format!("`{name}=` があります")),
            Role::Plain => {}
        }
    }

    fn address(&mut self, written: &str, is_fetched: bool) {
        if !address::is_outside(written) {
            return self.links.push(written.to_owned());
        }
        let scheme = address::scheme(written).unwrap_or_default();
        if matches!(scheme.as_str(), "javascript" | "vbscript") {
            self.find(Code::InlineHandler, format!("`{written}` はスクリプトを動かします"));
        } else if is_fetched && scheme != "data" {
            self.find(Code::OutsideRequest, format!("`{written}` をサイトの外へ取りに行きます"));
        }
    }

    fn css(&mut self, text: &str) {
        for address in css_addresses(text) {
            self.address(&address, true);
        }
    }

    /// Scripts may not ask the network for anything, wherever it lies, but for those that keep the offline copy.
    fn script(&mut self, text: &str) {
        const CALLS: [&str; 8] = [
            "fetch(",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket(",
            "EventSource(",
            "importScripts(",
            "RTCPeerConnection",
            "serviceWorker.register(",
        ];
        let calls = CALLS.into_iter().filter(|call| !offline::may_ask(self.path) && text.contains(call));
        for call in calls {
            self.find(Code::OutsideRequest, format!("スクリプトが `{call}` を使います"));
        }
    }
}

/// What every page must have.
#[derive(Default)]
struct Frame {
    language: String,
    title: String,
    in_title: bool,
    /// An SVG has titles too; the page's is the first.
    has_title: bool,
    n_h1: usize,
    policy: String,
}

impl Frame {
    fn see(&mut self, tag: &Tag) {
        match &*tag.name {
            "html" => self.language = html::attribute(tag, "lang").unwrap_or_default().to_owned(),
            "title" if !self.has_title => {
                self.has_title = true;
                self.in_title = true;
            }
            "h1" => self.n_h1 += 1,
            "meta"
                if html::attribute(tag, "http-equiv")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("content-security-policy")) =>
            {
                self.policy = html::attribute(tag, "content").unwrap_or_default().to_owned();
            }
            _ => {}
        }
    }

    fn faults(&self) -> Vec<&'static str> {
        let is_strict = ["default-src 'none'", "script-src 'self'", "style-src 'self'"]
            .iter()
            .all(|directive| self.policy.contains(directive))
            && !self.policy.contains("unsafe-");
        let faults = [
            (self.language.is_empty(), "`<html>` に言語(lang)がありません"),
            (self.title.trim().is_empty(), "`<title>` がありません"),
            (self.n_h1 == 0, "`<h1>` がありません"),
            (self.n_h1 > 1, "`<h1>` が二つ以上あります"),
            (!is_strict, "Content-Security-Policy がないか、緩められています"),
        ];
        faults.into_iter().filter(|(is_faulty, _)| *is_faulty).map(|(_, message)| message).collect()
    }
}

/// The addresses in `url(…)` and `@import`.
fn css_addresses(text: &str) -> Vec<String> {
    let text = without_comments(text);
    let mut addresses = Vec::new();
    for (at, _) in text.match_indices("url(") {
        let inside = text[at + 4..].split(')').next().unwrap_or_default();
        addresses.push(inside.trim().trim_matches(['"', '\'']).to_owned());
    }
    for (at, _) in text.match_indices("@import") {
        let rest = text[at + 7..].trim_start();
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            addresses.push(rest[1..].split(quote).next().unwrap_or_default().to_owned());
        }
    }
    addresses
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Whether a link of the page at `path` leads to nothing.
fn dead(
    path: &str,
    written: &str,
    files: &BTreeMap<String, u64>,
    ids: &HashMap<&str, &BTreeSet<String>>,
) -> Option<Finding> {
    let Address { path: to, fragment, .. } = Address::parse(written);
    let target = match to {
        "" => Some(path.to_owned()),
        to if to.starts_with('/') => None,
        to => address::resolve(address::folder(path), &address::decode(to)),
    };
    let Some(target) = target.filter(|target| files.contains_key(target)) else {
        return Some(finding(path, Code::DeadLink, format!("`{written}` の先がサイトにありません")));
    };
    let fragment = address::decode(fragment.trim_start_matches('#'));
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let ids = ids.get(&*target)?;
    let is_there = matches!(fragment, "" | "top") || ids.contains(fragment);
    (!is_there).then(|| finding(path, Code::DeadAnchor, format!("`{written}` の `#{fragment}` がありません")))
}

fn finding(path: &str, code: Code, message: String) -> Finding {
    Finding { code, severity: Severity::Error, file: path.to_owned(), position: None, message, help: None }
}
