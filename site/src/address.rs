//! Addresses inside the site: resolving, making relative, escaping.

/// A relative address in three parts, each as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// Before `?` and `#`; empty for the page itself.
    pub(crate) path: &'a str,
    /// From `?` on, empty when there is none.
    pub(crate) query: &'a str,
    /// From `#` on, empty when there is none.
    pub(crate) fragment: &'a str,
}

impl<'a> Address<'a> {
    /// Cuts an address at its first `#` and the `?` before it.
    pub(crate) fn parse(address: &'a str) -> Self {
        let (front, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
        let (path, query) = front.split_at(front.find('?').unwrap_or(front.len()));
        Address { path, query, fragment }
    }
}

/// Whether an address leads out of the site: it has a scheme or a host.
pub(crate) fn is_outside(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    address.starts_with("//") || address.starts_with("\\\\") || scheme(address).is_some()
}

/// The scheme in front of `:` as a browser reads it: blanks before and line ends inside do not count, case neither.
pub(crate) fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let scheme: String = scheme
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let is_letter_first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_scheme = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    (is_letter_first && is_scheme).then_some(scheme)
}

/// The folder of a path, with its final `/`; empty at the top.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}

/// Where `relative` leads from a page in `folder`, as a path from the site's top.
///
/// `None` when it climbs out of the site. A final `/` stays.
pub(crate) fn resolve(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut is_folder = false;
    for part in relative.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    let mut path = parts.join("/");
    if is_folder && !path.is_empty() {
        path.push('/');
    }
    Some(path)
}

/// The relative address from a page in `folder` to `path`, both from the site's top, percent-encoded where needed.
pub(crate) fn relative(folder: &str, path: &str) -> String {
    let common = common_folder(folder, path);
    let ups = folder[common..].matches('/').count();
    let mut address = "../".repeat(ups);
    encode(&path[common..], &mut address);
    address
}

/// Length of the longest folder both paths lie in.
fn common_folder(folder: &str, path: &str) -> usize {
    let same = folder.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
    folder.as_bytes()[..same].iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1)
}

/// Writes a path as part of an address. Letters outside ASCII stay readable; browsers encode them themselves.
pub(crate) fn encode(path: &str, address: &mut String) {
    for c in path.chars() {
        if matches!(c, '%' | '?' | '#' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | ':' | ' ')
            || c.is_ascii_control()
        {
            address.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            address.push(c);
        }
    }
}

/// Undoes percent-encoding; bytes that are no UTF-8 stay as they were written.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        match (first, hex_pair(tail)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    Some((digit(bytes.first()?)? * 16 + digit(bytes.get(1)?)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cut_at_query_and_fragment() {
        let address = Address::parse("a/b.md?x=1#節?");
        assert_eq!(address, Address { path: "a/b.md", query: "?x=1", fragment: "#節?" });
        assert_eq!(Address::parse("#top").path, "");
    }

    #[test]
    fn a_scheme_or_host_leads_outside() {
        for address in ["https://e.jp", "HTTP://E", "mailto:a@b", "//e.jp/x", "data:,x", " java\nscript:x"] {
            assert!(is_outside(address), "{address}");
        }
        for address in ["a.html", "a/b:c.html", "#a:b", "?q=a:b", "版:1".trim_start_matches("版:")] {
            assert!(!is_outside(address), "{address}");
        }
    }

    #[test]
    fn relative_addresses_resolve_and_come_back() {
        assert_eq!(resolve("a/b/", "../c.html").as_deref(), Some("a/c.html"));
        assert_eq!(resolve("", "a/").as_deref(), Some("a/"));
        assert_eq!(resolve("a/", "../../c"), None);
        assert_eq!(relative("a/b/", "a/c.html"), "../c.html");
        assert_eq!(relative("", "第 1章.html"), "第%201章.html");
        assert_eq!(relative("a/", "b/c#d.html"), "../b/c%23d.html");
        assert_eq!(relative("ab/", "a/x"), "../a/x");
    }

    #[test]
    fn percent_encoding_is_undone_where_it_is_utf8() {
        assert_eq!(decode("%E7%AF%80"), "節");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%ff"), "%ff");
    }
}
