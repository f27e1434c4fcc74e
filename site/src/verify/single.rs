//! A site as one HTML file: the files in it, and the shell around them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;

use super::limits::{MAX_FILE_BYTES, MAX_FILES, MAX_MANIFEST_BYTES, MAX_SITE_BYTES};
use super::markup::{self, Tag};
use super::report::finding;
use super::source::{Form, Read, Source};
use super::{script, style};
use crate::finding::{Code, Finding};
use crate::html::{self, Role};
use crate::manifest::{MANIFEST_PATH, Manifest};
use crate::package::{MAX_PART_BYTES, is_in_single};
use crate::policy::{POLICY, source_of, source_of_hash};

/// A site as one HTML file.
pub(super) struct Single {
    packed_bytes: u64,
    /// Raw deflate of every file.
    packed: BTreeMap<String, Vec<u8>>,
    files: BTreeMap<String, u64>,
    findings: Vec<Finding>,
}

impl Single {
    /// Takes one HTML file apart.
    pub(super) fn open(bytes: &[u8]) -> Single {
        let (mut shell, read) = markup::read(bytes, Shell::default());
        let mut single = Single {
            packed_bytes: bytes.len() as u64,
            packed: BTreeMap::new(),
            files: BTreeMap::new(),
            findings: Vec::new(),
        };
        if let Err(message) = read {
            single.findings.push(finding("", Code::BrokenMarkup, message));
        }
        single.packed = std::mem::take(&mut shell.packed);
        single.findings.append(&mut shell.findings);
        single.measure();
        single.judge(&shell);
        single
    }

    /// Sizes of the files: they are not written anywhere.
    fn measure(&mut self) {
        let mut left = MAX_SITE_BYTES;
        for (path, packed) in &self.packed {
            let mut decoder = DeflateDecoder::new(&**packed);
            let most = left.min(MAX_FILE_BYTES + 1);
            match std::io::copy(&mut decoder.by_ref().take(most), &mut std::io::sink()) {
                Ok(bytes) => {
                    left -= bytes;
                    let is_whole = bytes < most;
                    if is_whole && decoder.total_in() < packed.len() as u64 {
                        let message = "中身の後ろに、使われないものが続いています";
                        self.findings.push(finding(path, Code::SingleFile, message));
                    }
                    self.files.insert(path.clone(), if is_whole { bytes } else { MAX_FILE_BYTES + 1 });
                }
                Err(error) => {
                    self.findings.push(finding(
                        path,
                        Code::SingleFile,
                        format!("中身を取り出せません({error})"),
                    ));
                }
            }
        }
    }

    /// What the shell says of itself.
    fn judge(&mut self, shell: &Shell) {
        let mut needed = shell.scripts.clone();
        needed.extend(self.scripts_of_site());
        let mut find = |code, message: String| self.findings.push(finding("", code, message));
        if !shell.is_ended {
            find(Code::SingleFile, "終わりの印がありません。途中で切れています".to_owned());
        }
        let names = |policy: &str| -> Vec<String> {
            policy
                .split("; ")
                .map(|directive| directive.split(' ').next().unwrap_or_default().to_owned())
                .collect()
        };
        if names(&shell.policy) != names(POLICY) {
            return find(
                Code::PagePolicy,
                "Content-Security-Policy がないか、この形のものではありません".to_owned(),
            );
        }
        for directive in shell.policy.split("; ") {
            let (name, sources) = directive.split_once(' ').unwrap_or((directive, ""));
            let sources: BTreeSet<String> = sources.split(' ').map(str::to_owned).collect();
            let is_fitting = match name {
                "script-src" => sources == needed,
                "style-src" => sources == shell.styles,
                "img-src" => sources == BTreeSet::from(["data:".to_owned()]),
                _ => sources == BTreeSet::from(["'none'".to_owned()]),
            };
            if !is_fitting {
                find(Code::PagePolicy, format!("Content-Security-Policy の `{name}` が、中身と合いません"));
            }
        }
    }

    /// Sources of a policy for the scripts the list of files names.
    fn scripts_of_site(&self) -> Vec<String> {
        let Read::Whole(list) = self.read(MANIFEST_PATH, MAX_MANIFEST_BYTES) else { return Vec::new() };
        let files = Manifest::from_json(&list).map(|manifest| manifest.files).unwrap_or_default();
        let scripts = files.iter().filter(|file| file.path.ends_with(".js") && is_in_single(file));
        scripts.map(|file| source_of_hash(&bytes_of_hex(&file.sha256))).collect()
    }
}

/// What reads the shell.
#[derive(Default)]
struct Shell {
    packed: BTreeMap<String, Vec<u8>>,
    n_parts: BTreeMap<String, usize>,
    policy: String,
    /// Sources of a policy for what is written in the shell.
    scripts: BTreeSet<String>,
    styles: BTreeSet<String>,
    open: Open,
    text: String,
    is_ended: bool,
    findings: Vec<Finding>,
}

/// What the text being read belongs to.
#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    Script,
    Style,
    Part(String),
    /// Markup that browsers read only without scripts.
    Markup,
}

impl Shell {
    fn find(&mut self, path: &str, code: Code, message: impl Into<String>) {
        if self.findings.len() < MAX_FILES {
            self.findings.push(finding(path, code, message));
        }
    }

    fn script(&mut self, tag: &Tag) -> Open {
        if tag.attribute("type") != Some("text/plain") {
            return Open::Script;
        }
        let (path, part) = (tag.attribute("data-path"), tag.attribute("data-part"));
        match (path, part) {
            (None, None) if tag.attribute("data-end").is_some() => {
                self.is_ended = true;
                Open::Nothing
            }
            (Some(path), Some(part)) => self.part(path, part),
            _ => {
                self.find(
                    "",
                    Code::SingleFile,
                    "何のためのものか分からない `<script type=text/plain>` があります",
                );
                Open::Nothing
            }
        }
    }

    fn part(&mut self, path: &str, part: &str) -> Open {
        if self.n_parts.len() == MAX_FILES && !self.n_parts.contains_key(path) {
            self.find(
                "",
                Code::TooLarge,
                format!("ファイルが {MAX_FILES} 個より多いため、すべては調べていません"),
            );
            return Open::Nothing;
        }
        let nth = self.n_parts.entry(path.to_owned()).or_default();
        let is_next = part == nth.to_string();
        *nth += 1;
        if !is_next {
            self.find(path, Code::SingleFile, "中身の部分が、抜けているか二つあります");
        }
        Open::Part(path.to_owned())
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        match html::role(element, name) {
            Role::Handler => self.find("", Code::InlineHandler, format!("`{name}=` があります")),
            Role::Style => self.find("", Code::InlineStyle, format!("`style=\"{value}\"` があります")),
            Role::Fetched | Role::FetchedList | Role::Link if !value.starts_with(['#', '?']) => {
                let message = format!("`{value}` を、このファイルの外へ取りに行きます");
                self.find("", Code::OutsideRequest, message);
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        match std::mem::take(&mut self.open) {
            Open::Nothing => {}
            Open::Script => {
                self.scripts.insert(source_of(&text));
                for message in script::faults(&text, false, true) {
                    self.find("", Code::OutsideRequest, message);
                }
            }
            Open::Style => {
                self.styles.insert(source_of(&text));
                for address in style::fetched(&text).addresses {
                    if !address.starts_with("data:") {
                        let message = format!("`{address}` を、このファイルの外へ取りに行きます");
                        self.find("", Code::OutsideRequest, message);
                    }
                }
            }
            Open::Part(path) => self.add(path, &text),
            Open::Markup => {
                let (inner, _) = markup::read(text.as_bytes(), Shell::default());
                self.findings.extend(inner.findings);
                if !inner.scripts.is_empty() {
                    self.find("", Code::InlineScript, "`<noscript>` などの中に `<script>` があります");
                }
            }
        }
    }

    fn add(&mut self, path: String, text: &str) {
        if text.len() > MAX_PART_BYTES {
            let message = format!("中身の部分が {MAX_PART_BYTES} バイトより大きく、開くのに時間がかかります");
            self.find(&path, Code::SingleFile, message);
        }
        match STANDARD.decode(text) {
            Ok(bytes) => self.packed.entry(path).or_default().extend(bytes),
            Err(_) => self.find(&path, Code::SingleFile, "中身が base64 で書かれていません"),
        }
    }
}

impl markup::Reader for Shell {
    fn tag(&mut self, tag: Tag) {
        self.close();
        self.open = match &*tag.name {
            "script" => self.script(&tag),
            "style" => Open::Style,
            "noscript" | "iframe" | "xmp" | "noembed" | "noframes" | "plaintext" => Open::Markup,
            _ => Open::Nothing,
        };
        if tag.name == "meta" {
            let kind = tag.attribute("http-equiv").unwrap_or_default().to_ascii_lowercase();
            match &*kind {
                "content-security-policy" if self.policy.is_empty() => {
                    self.policy = tag.attribute("content").unwrap_or_default().to_owned();
                }
                "refresh" => self.find(
                    "",
                    Code::OutsideRequest,
                    "`<meta http-equiv=refresh>` がほかのページへ移します",
                ),
                _ => {}
            }
        }
        for (name, value) in &tag.attributes {
            self.attribute(&tag.name, name, value);
        }
    }

    fn raw(&mut self, text: &str, is_last: bool) {
        if !matches!(self.open, Open::Nothing) {
            self.text.push_str(text);
        }
        if is_last {
            self.close();
        }
    }
}

/// The bytes of hexadecimal digits; others are left out.
fn bytes_of_hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

impl Source for Single {
    fn form(&self) -> Form {
        Form::Single
    }

    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn read(&self, path: &str, max_bytes: u64) -> Read {
        let Some(packed) = self.packed.get(path) else { return Read::Failed("ありません".into()) };
        let mut bytes = Vec::new();
        match DeflateDecoder::new(&**packed).take(max_bytes.saturating_add(1)).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > max_bytes => Read::TooLarge,
            Ok(_) => Read::Whole(bytes),
            Err(error) => Read::Failed(format!("中身を取り出せません({error})")),
        }
    }

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn packed_bytes(&self) -> u64 {
        self.packed_bytes
    }
}
