//! Pages: what they name, where they lead, what they fetch, and what every page must have.

use super::content::Scan;
use super::drawing;
use super::limits::MAX_NESTING;
use super::markup::{self, Tag};
use super::style;
use crate::address;
use crate::finding::Code;
use crate::html::{self, Role};

/// Attributes that fetch, beyond those of [`html::role`]: they are old or of some browsers only.
const FETCHING: [&str; 8] =
    ["attributionsrc", "archive", "classid", "codebase", "dynsrc", "lowsrc", "manifest", "profile"];
/// What may not stand before the policy: it holds for what follows.
const LOADING: [&str; 7] = ["base", "body", "iframe", "img", "link", "script", "style"];

/// Reads a page. `policy` is what its content security policy has to be.
pub(super) fn read(bytes: &[u8], policy: &str, scan: &mut Scan<'_>) {
    let page = part(bytes, 0, scan);
    for (code, message) in page.faults(policy) {
        scan.find(code, message);
    }
}

/// Reads HTML that stands alone or within other HTML.
fn part<'s, 'p>(bytes: &[u8], depth: usize, scan: &'s mut Scan<'p>) -> Page<'s, 'p> {
    let page = Page { scan, frame: Frame::default(), raw: Raw::None, text: String::new(), depth };
    let (page, result) = markup::read(bytes, page);
    if let Err(message) = result {
        page.scan.find(Code::BrokenMarkup, message);
    }
    page
}

struct Page<'s, 'p> {
    scan: &'s mut Scan<'p>,
    frame: Frame,
    raw: Raw,
    text: String,
    depth: usize,
}

/// What the raw text being read belongs to.
#[derive(PartialEq, Eq)]
enum Raw {
    None,
    Title,
    /// Markup that browsers read in some cases.
    Markup,
    /// A style of a drawing.
    Style,
}

/// What every page must have.
#[derive(Default)]
struct Frame {
    language: String,
    title: String,
    /// A drawing has titles too; the page's is the first.
    has_title: bool,
    n_h1: usize,
    policies: Vec<String>,
    loads_before_policy: bool,
}

impl Page<'_, '_> {
    fn faults(&self, policy: &str) -> Vec<(Code, &'static str)> {
        let frame = &self.frame;
        let differs = frame.policies.iter().any(|found| found != policy);
        let faults = [
            (frame.language.trim().is_empty(), Code::PageFrame, "`<html>` に言語(lang)がありません"),
            (frame.title.trim().is_empty(), Code::PageFrame, "`<title>` がありません"),
            (frame.n_h1 == 0, Code::PageFrame, "`<h1>` がありません"),
            (frame.n_h1 > 1, Code::PageFrame, "`<h1>` が二つ以上あります"),
            (frame.policies.is_empty(), Code::PagePolicy, "Content-Security-Policy がありません"),
            (differs, Code::PagePolicy, "Content-Security-Policy が、決まったものと違います"),
            (
                frame.loads_before_policy && !frame.policies.is_empty(),
                Code::PagePolicy,
                "Content-Security-Policy より前に、読み込むものがあります",
            ),
        ];
        faults.into_iter().filter(|fault| fault.0).map(|(_, code, message)| (code, message)).collect()
    }

    fn see(&mut self, tag: &Tag) {
        if LOADING.contains(&&*tag.name) && self.frame.policies.is_empty() {
            self.frame.loads_before_policy = true;
        }
        match &*tag.name {
            "html" if self.frame.language.is_empty() => {
                self.frame.language = tag.attribute("lang").unwrap_or_default().to_owned();
            }
            "h1" if !tag.is_svg => self.frame.n_h1 += 1,
            "meta" => self.meta(tag),
            "script" if tag.attribute("src").is_none() => {
                self.scan.find(Code::InlineScript, "`<script>` がページの中に書かれています");
            }
            "script" => {
                if let Some(folder) = tag.attribute("data-search") {
                    self.scan.link(format!("{folder}head.js"));
                }
            }
            "style" => self.scan.find(Code::InlineStyle, "`<style>` がページの中に書かれています"),
            "img" | "area"
                if tag.attribute("alt").is_none()
                    && (tag.name == "img" || tag.attribute("href").is_some()) =>
            {
                let src = tag.attribute("src").unwrap_or_default();
                self.scan
                    .find(Code::ImageWithoutAlt, format!("画像 `{src}` に、代わりの文(alt)がありません"));
            }
            _ => {}
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let kind = tag.attribute("http-equiv").unwrap_or_default().trim().to_ascii_lowercase();
        match &*kind {
            "refresh" => {
                self.scan.find(Code::OutsideRequest, "`<meta http-equiv=refresh>` がほかのページへ移します");
            }
            "content-security-policy" => {
                self.frame.policies.push(tag.attribute("content").unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }

    fn ids(&mut self, tag: &Tag) {
        let id = tag.attribute("id").filter(|id| !id.is_empty());
        let name = tag.attribute("name").filter(|_| tag.name == "a");
        for id in id.into_iter().chain(name.filter(|name| Some(*name) != id)) {
            self.scan.id(id);
        }
    }

    fn attribute(&mut self, tag: &Tag, name: &str, value: &str) {
        let element = &*tag.name;
        if name == "srcdoc" {
            return self.inside(value.as_bytes());
        }
        if tag.is_svg && !matches!(html::role(element, name), Role::Style | Role::Handler) {
            let name = name.rsplit(':').next().unwrap_or(name);
            for (code, message) in drawing::of_attribute(element, name, value) {
                self.scan.find(code, message);
            }
            if name == "href" && !address::is_outside(value) {
                self.scan.link(value.to_owned());
            }
            return;
        }
        let sends = matches!((element, name), ("form", "action") | (_, "formaction"));
        match html::role(element, name) {
            Role::Link => self.scan.address(value, sends),
            Role::Fetched => self.scan.address(value, true),
            Role::FetchedList => {
                html::addresses_of_list(value).for_each(|address| self.scan.address(address, true));
            }
            Role::Style => self.scan.find(Code::InlineStyle, format!("`style=\"{value}\"` があります")),
            Role::Handler => self.scan.find(Code::InlineHandler, format!("`{name}=` があります")),
            Role::Plain if FETCHING.contains(&name) && address::is_outside(value) => {
                self.scan.address(value, true)
            }
            Role::Plain => {}
        }
    }

    /// HTML within this HTML.
    fn inside(&mut self, html: &[u8]) {
        if self.depth == MAX_NESTING {
            return self.scan.find(Code::TooLarge, "HTML の中の HTML の入れ子が深すぎます");
        }
        part(html, self.depth + 1, self.scan);
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        match std::mem::replace(&mut self.raw, Raw::None) {
            Raw::None => {}
            Raw::Title => self.frame.title = text,
            Raw::Markup => self.inside(text.as_bytes()),
            Raw::Style => {
                style::fetched(&text).addresses.iter().for_each(|address| self.scan.address(address, true))
            }
        }
    }
}

impl markup::Reader for Page<'_, '_> {
    fn tag(&mut self, tag: Tag) {
        self.close();
        self.raw = match &*tag.name {
            "title" if !self.frame.has_title && !tag.is_svg => {
                self.frame.has_title = true;
                Raw::Title
            }
            "noscript" | "iframe" | "xmp" | "noembed" | "noframes" | "plaintext" => Raw::Markup,
            "style" => Raw::Style,
            _ => Raw::None,
        };
        self.see(&tag);
        self.ids(&tag);
        for (name, value) in &tag.attributes {
            self.attribute(&tag, name, value);
        }
    }

    fn raw(&mut self, text: &str, is_last: bool) {
        if self.raw != Raw::None {
            self.text.push_str(text);
        }
        if is_last {
            self.close();
        }
    }
}
