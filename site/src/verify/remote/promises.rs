//! What a server of the guide promises with every answer; `deploy/` holds configurations that keep it.

use super::client::Answer;
use crate::finding::Code;
use crate::manifest::{FileKind, Manifest, ManifestFile, is_public};

/// What an answer carries, for the rules it has to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// May be read without login, and has to be asked for each time.
    Public,
    /// Its name changes with its content.
    Hashed,
    /// Only for who is logged in, and never kept.
    Member,
    /// No file: 401, 404.
    Failure,
}

impl Content {
    pub(super) fn of(file: &ManifestFile) -> Content {
        match file {
            file if is_public(&file.path) => Content::Public,
            file if has_hashed_name(file) => Content::Hashed,
            _ => Content::Member,
        }
    }
}

/// `assets/guide-6feafbe2.js`.
fn has_hashed_name(file: &ManifestFile) -> bool {
    let is_part = matches!(file.kind, FileKind::Asset | FileKind::Search);
    let stem = file.path.rsplit_once('.').map_or("", |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    is_part && hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is expected of a server.
pub(super) struct Promises<'a> {
    /// The content security policy of the pages.
    policy: &'a str,
    is_https: bool,
    /// Whether the login rests on a cookie.
    has_cookie: bool,
}

/// What is wrong with an answer: the kind, and one Japanese sentence without 。 that is the same for all files it is true of.
pub(super) type Fault = (Code, String);

impl<'a> Promises<'a> {
    pub(super) fn new(manifest: &'a Manifest, is_https: bool, has_cookie: bool) -> Self {
        Promises { policy: &manifest.policy, is_https, has_cookie }
    }

    /// What is missing or wrong in the headers of an answer.
    pub(super) fn faults(&self, answer: &Answer, content: Content) -> Vec<Fault> {
        let mut faults = self.missing_headers(answer);
        faults.extend(cache_fault(answer, content).map(|message| (Code::CacheRule, message)));
        if self.has_cookie
            && content != Content::Public
            && !has_word(&answer.header("vary"), &["cookie", "*"])
        {
            faults.push((Code::CacheRule, "ヘッダー Vary に Cookie がありません".into()));
        }
        faults
    }

    fn missing_headers(&self, answer: &Answer) -> Vec<Fault> {
        let mut faults: Vec<Fault> = EXPECTED
            .iter()
            .filter(|expected| !expected.is_kept(&answer.header(expected.name)))
            .map(|expected| header_fault(expected.name, &answer.header(expected.name), expected.value))
            .collect();
        const POLICY: &str = "content-security-policy";
        let policy = answer.header(POLICY);
        if !is_policy(&policy, self.policy) {
            let wanted = format!("{}; frame-ancestors 'none'", self.policy);
            faults.push(header_fault(POLICY, &policy, &wanted));
        }
        const HTTPS: &str = "strict-transport-security";
        if self.is_https && !answer.header(HTTPS).to_ascii_lowercase().contains("max-age=") {
            faults.push(header_fault(HTTPS, &answer.header(HTTPS), "max-age=31536000"));
        }
        faults
    }
}

/// A header every answer has to have.
struct Expected {
    name: &'static str,
    /// What we send.
    value: &'static str,
    /// Words of which one has to be there.
    one_of: &'static [&'static str],
    /// Words that all have to be there.
    all_of: &'static [&'static str],
}

const EXPECTED: [Expected; 6] = [
    Expected { name: "x-content-type-options", value: "nosniff", one_of: &["nosniff"], all_of: &[] },
    Expected {
        name: "referrer-policy",
        value: "same-origin",
        one_of: &["same-origin", "no-referrer"],
        all_of: &[],
    },
    Expected {
        name: "x-robots-tag",
        value: "noindex, nofollow, noarchive",
        one_of: &["noindex", "none"],
        all_of: &[],
    },
    Expected {
        name: "cross-origin-opener-policy",
        value: "same-origin",
        one_of: &["same-origin"],
        all_of: &[],
    },
    Expected {
        name: "cross-origin-resource-policy",
        value: "same-origin",
        one_of: &["same-origin"],
        all_of: &[],
    },
    Expected {
        name: "permissions-policy",
        value: "camera=(), microphone=(), geolocation=()",
        one_of: &[],
        all_of: &["camera=()", "microphone=()", "geolocation=()"],
    },
];

impl Expected {
    fn is_kept(&self, value: &str) -> bool {
        let one = self.one_of.is_empty() || has_word(value, self.one_of);
        one && self.all_of.iter().all(|word| has_word(value, &[word]))
    }
}

fn header_fault(name: &str, value: &str, wanted: &str) -> Fault {
    let message = match value {
        "" => format!("ヘッダー {name} がありません(`{wanted}` が要ります)"),
        value => format!("ヘッダー {name} が `{}` です(`{wanted}` が要ります)", shortened(value)),
    };
    (Code::ServerHeader, message)
}

/// A server may send anything; a report stays readable.
pub(super) fn shortened(text: &str) -> String {
    const MAX: usize = 200;
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text.char_indices().nth(MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Whether a list with commas has one of the words, in any case.
fn has_word(list: &str, words: &[&str]) -> bool {
    list.split(',').any(|item| words.iter().any(|word| item.trim().eq_ignore_ascii_case(word)))
}

/// Whether a header says what the pages say, and that nobody else may frame them.
fn is_policy(header: &str, page_policy: &str) -> bool {
    let directives = |policy: &str| {
        let mut directives: Vec<String> =
            policy.split(';').map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        directives.retain(|text| !text.is_empty());
        directives.sort();
        directives
    };
    let header = directives(header);
    ["frame-ancestors 'none'", "frame-ancestors 'self'"]
        .iter()
        .any(|frames| header == directives(&format!("{page_policy}; {frames}")))
}

fn cache_fault(answer: &Answer, content: Content) -> Option<String> {
    let cache = answer.header("cache-control").to_ascii_lowercase();
    let has = |word: &str| has_word(&cache, &[word]);
    let is_unshared = has("no-store") || has("private") && !has("public");
    let is_kept = match content {
        Content::Public => has("no-cache") || has("no-store"),
        Content::Hashed => is_unshared,
        Content::Member => has("no-store"),
        Content::Failure => has("no-store") || has("no-cache"),
    };
    let (what, wanted) = match content {
        Content::Public => ("ログインなしで読めるもの", "no-cache"),
        Content::Hashed => ("部品", "private, max-age=31536000, immutable"),
        Content::Member => ("会員のページ", "private, no-store"),
        Content::Failure => ("失敗の応答", "no-store"),
    };
    let cache = match &*cache {
        "" => "ありません".to_owned(),
        cache => format!("`{}` です", shortened(cache)),
    };
    (!is_kept).then(|| format!("{what}の Cache-Control が{cache}(`{wanted}` が要ります)"))
}

/// What a file has to be called, when its kind can be told by its name: the media type without parameters.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "woff2" => "font/woff2",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => return None,
    })
}

/// What is wrong with the declared kind of a file.
pub(super) fn media_fault(path: &str, answer: &Answer) -> Option<Fault> {
    let wanted = media_type(path)?;
    let declared = answer.header("content-type").to_ascii_lowercase();
    let mut parts = declared.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let is_script = wanted == "text/javascript" && kind == "application/javascript";
    let has_other_charset = parts
        .filter_map(|part| part.strip_prefix("charset="))
        .any(|charset| !charset.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    let message = match kind {
        "" => format!("ファイルの種類(Content-Type)がありません(`{wanted}` が要ります)"),
        kind if kind != wanted && !is_script => {
            format!("ファイルの種類(Content-Type)が `{}` です(`{wanted}` が要ります)", shortened(kind))
        }
        _ if has_other_charset => {
            format!("文字の種類が utf-8 ではありません(Content-Type が `{}`)", shortened(&declared))
        }
        _ => return None,
    };
    Some((Code::MediaType, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::POLICY;

    #[test]
    fn the_policy_of_a_server_is_that_of_the_pages_and_forbids_frames() {
        assert!(is_policy(&format!("frame-ancestors 'self';{POLICY}"), POLICY));
        assert!(!is_policy(POLICY, POLICY), "without frame-ancestors");
        assert!(!is_policy(&format!("{POLICY} https:; frame-ancestors 'none'"), POLICY));
        assert!(!is_policy("", POLICY));
    }

    #[test]
    fn cache_rules_differ_by_what_is_kept() {
        let answer = |cache: &'static str| {
            let mut answer = Answer::default();
            answer.headers.insert("cache-control", cache.parse().expect("a value"));
            answer
        };
        let is_fine = |cache, content| cache_fault(&answer(cache), content).is_none();
        assert!(is_fine("private, no-store", Content::Member));
        assert!(!is_fine("private, no-cache", Content::Member), "Back would show it after logout");
        assert!(is_fine("private, max-age=31536000, immutable", Content::Hashed));
        assert!(!is_fine("public, max-age=31536000", Content::Hashed));
        assert!(!is_fine("max-age=60", Content::Public));
        assert!(cache_fault(&Answer::default(), Content::Failure).is_some());
    }
}
