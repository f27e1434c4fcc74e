//! Where the links of a chapter lead, and the files that travel inside it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::address::{self, Address};
use crate::body::{Attachment, Problem};
use crate::finding::Code;
use crate::pages::{PageTable, is_usable};

/// What a page does with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request {
    /// A reader may click on it; it may lead outside.
    Link,
    /// A browser loads it with the page; it may not.
    Fetched,
}

/// A link that stays in the site, to be checked when all pages are known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// From the site's top, percent-encoding undone; empty for the page itself.
    pub(crate) path: String,
    /// After `#`, percent-encoding undone; empty when there is none.
    pub(crate) fragment: String,
    /// As it stands in the chapter.
    pub(crate) written: String,
}

/// What became of an address.
#[derive(Debug)]
pub(crate) struct Answer {
    /// To be written into the page.
    pub(crate) address: String,
    pub(crate) link: Option<Link>,
    pub(crate) problem: Option<Problem>,
}

/// Follows links by the table of pages.
pub(crate) struct Linker<'a> {
    pub(crate) table: &'a PageTable<'a>,
}

impl Linker<'_> {
    /// Follows `written`, which stands in a chapter in `folder`, for a page in `base`.
    pub(crate) fn follow(&self, request: Request, folder: &str, base: &str, written: &str) -> Answer {
        if address::is_outside(written) {
            return outside(request, written);
        }
        let Address { path, query, fragment } = Address::parse(written);
        let fragment_text = address::decode(fragment.trim_start_matches('#'));
        if path.is_empty() {
            let link = Link { path: String::new(), fragment: fragment_text, written: written.into() };
            return Answer { address: written.into(), link: Some(link), problem: None };
        }
        let decoded = address::decode(path);
        let resolved = match decoded.strip_prefix('/') {
            Some(_) => None,
            None => address::resolve(folder, &decoded),
        };
        let Some(resolved) = resolved else {
            return Answer { address: written.into(), link: None, problem: Some(leaves_site(written)) };
        };
        let target = self.page_path(&resolved);
        let is_as_written = folder == base && target == resolved;
        let address = match is_as_written {
            true => written.to_owned(),
            false => format!("{}{query}{fragment}", address::relative(base, &target)),
        };
        let link = Link { path: target, fragment: fragment_text, written: written.into() };
        Answer { address, link: Some(link), problem: None }
    }

    /// `.md` becomes the page; everything else stays.
    fn page_path(&self, resolved: &str) -> String {
        if let Some(page_idx) = self.table.page_of_source(resolved) {
            return self.table.pages[page_idx].path.clone();
        }
        match resolved.strip_suffix(".md") {
            Some(stem) => format!("{stem}.html"),
            None => resolved.to_owned(),
        }
    }
}

fn outside(request: Request, written: &str) -> Answer {
    let scheme = address::scheme(written).unwrap_or_default();
    let problem = match (scheme.as_str(), request) {
        ("javascript" | "vbscript", _) => Some(Problem {
            code: Code::InlineHandler,
            written: written.into(),
            message: format!("`{written}` はスクリプトを動かすリンクです"),
            help: Some("取り除きます".into()),
        }),
        ("data", Request::Fetched) | (_, Request::Link) => None,
        (_, Request::Fetched) => Some(Problem {
            code: Code::OutsideRequest,
            written: written.into(),
            message: format!("`{written}` は、ページを開くとサイトの外へ取りに行きます"),
            help: Some("ファイルを src/ に置き、相対パスで書きます".into()),
        }),
    };
    Answer { address: written.into(), link: None, problem }
}

fn leaves_site(written: &str) -> Problem {
    Problem {
        code: Code::DeadLink,
        written: written.into(),
        message: format!("`{written}` はサイトの外を指しています"),
        help: Some("このファイルから見た相対パスで書きます".into()),
    }
}

/// Unpacks the `data:` address of a file for download. The error is a Japanese sentence.
pub(crate) fn attachment(folder: &str, name: &str, address: &str) -> Result<Attachment, String> {
    if name.is_empty() || !is_usable(name) || name.to_lowercase().ends_with(".html") {
        return Err(format!("ダウンロードの名前 `{name}` はファイル名に使えません"));
    }
    let bytes = data(address).ok_or_else(|| format!("ダウンロード `{name}` の中身を読めません"))?;
    Ok(Attachment { path: format!("{folder}{name}"), bytes })
}

/// The bytes of a `data:` address.
fn data(address: &str) -> Option<Vec<u8>> {
    let (kind, payload) = address.strip_prefix("data:")?.split_once(',')?;
    match kind.strip_suffix(";base64") {
        Some(_) => STANDARD.decode(payload).ok(),
        None => Some(address::decode(payload).into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_are_unpacked_beside_the_page() {
        let file = attachment("a/", "r6-r7.csv", "data:text/csv;charset=utf-8;base64,YSxi").unwrap();
        assert_eq!((file.path.as_str(), file.bytes.as_slice()), ("a/r6-r7.csv", &b"a,b"[..]));
        assert!(attachment("", "../x.csv", "data:,x").is_err());
        assert!(attachment("", "x.csv", "data:text/csv;base64,***").is_err());
        assert!(attachment("", "index.html", "data:,x").is_err());
    }
}
