//! Scripts: what they ask the network for, as far as it can be read in them. What cannot be is for the policy of the
//! pages to stop.

/// Calls that ask the network.
const CALLS: [&str; 10] = [
    "fetch",
    "fetchLater",
    "XMLHttpRequest",
    "sendBeacon",
    "WebSocket",
    "WebSocketStream",
    "WebTransport",
    "EventSource",
    "importScripts",
    "RTCPeerConnection",
];
/// Addresses that name a vocabulary and are never opened.
const NAMES: [&str; 4] = [
    "http://www.w3.org/",
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.org/dc/",
];
/// What stands before an address that is opened.
const LOADING: [&str; 21] = [
    "src=",
    "srcset=",
    "href=",
    "data=",
    "action=",
    "location=",
    "poster=",
    "open(",
    "assign(",
    "replace(",
    "import(",
    "import",
    "from",
    "url(",
    "Worker(",
    "Request(",
    "Image(",
    "register(",
    "'src',",
    "'href',",
    "addModule(",
];
/// Characters before a literal that are looked at.
const BEFORE: usize = 40;
/// Characters of a literal that are looked at.
const SHOWN: usize = 120;

/// What a script asks for, each as one Japanese sentence without 。, in order.
///
/// `may_ask` says that it may ask its own server; `is_code` that an address in it would be one it opens, and not a text
/// that readers see.
pub(super) fn faults(script: &str, may_ask: bool, is_code: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if !may_ask {
        let plain = without_escapes(script);
        let calls = CALLS.into_iter().filter(|call| calls(&plain, call));
        faults.extend(calls.map(|call| format!("スクリプトが `{call}` で取りに行きます")));
        if imports(&plain) {
            faults.push("スクリプトが `import` で取りに行きます".to_owned());
        }
        if plain.contains("serviceWorker.register") {
            faults.push("スクリプトが `serviceWorker.register` を使います".to_owned());
        }
    }
    faults.extend(addresses(script, is_code));
    faults
}

/// Addresses of other places that the script opens.
fn addresses(script: &str, is_code: bool) -> impl Iterator<Item = String> {
    let quotes = script.match_indices(['"', '\'', '`']);
    quotes.filter_map(move |(at, _)| {
        let rest = &script[at + 1..];
        let may_lead = rest.trim_start_matches(' ').starts_with(['h', 'H', 'w', 'W', 'f', 'F', '/', '\\']);
        let literal = may_lead.then(|| literal(rest)).filter(|literal| leads_outside(literal))?;
        let is_name = NAMES.iter().any(|name| literal.starts_with(name));
        let is_bad = is_code && !is_name || is_loading(&script[..at]);
        is_bad.then(|| format!("スクリプトに、サイトの外のアドレス `{literal}` があります"))
    })
}

/// `https://…` and the like, and `//host.name`.
fn leads_outside(literal: &str) -> bool {
    let lower = literal.trim_start().to_ascii_lowercase();
    let has_scheme = ["http:", "https:", "ws:", "wss:", "ftp:"]
        .iter()
        .any(|scheme| lower.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(['/', '\\'])));
    let host =
        lower.strip_prefix("//").map(|rest| rest.split(['/', '?', '#', ' ']).next().unwrap_or_default());
    let is_host = host.is_some_and(|host| {
        host.split_once('.').is_some_and(|(name, end)| !name.is_empty() && !end.is_empty())
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'))
    });
    has_scheme || is_host
}

/// Whether what stands before a literal opens it.
fn is_loading(before: &str) -> bool {
    let kept: Vec<char> =
        before.chars().rev().take(4 * BEFORE).filter(|c| !c.is_whitespace()).take(BEFORE).collect();
    let kept: String = kept.into_iter().rev().map(|c| if c == '"' { '\'' } else { c }).collect();
    LOADING.iter().any(|loading| kept.ends_with(loading))
}

/// The beginning of a literal, escapes resolved.
fn literal(rest: &str) -> String {
    let end = rest.find(['"', '\'', '`', '\n']).unwrap_or(rest.len());
    let text: String = rest[..end].chars().take(4 * SHOWN).collect();
    without_escapes(&text).chars().take(SHOWN).collect()
}

/// A script with `\x68`, `\u0068`, `\u{68}` and `\/` resolved wherever they stand.
fn without_escapes(script: &str) -> String {
    let mut plain = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let (char, length) = escaped(after);
        plain.extend(char);
        rest = &after[length..];
    }
    plain + rest
}

/// The character of an escape after its `\`, and how long it is written; a line that goes on is none.
fn escaped(after: &str) -> (Option<char>, usize) {
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    if let Some(rest) = after.strip_prefix("u{") {
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).take(8).collect();
        if let Some(char) = hex(&digits).filter(|_| rest[digits.len()..].starts_with('}')) {
            return (Some(char), digits.len() + 3);
        }
    }
    for (mark, n_digits) in [('u', 4), ('x', 2)] {
        let digits = after.strip_prefix(mark).and_then(|rest| rest.get(..n_digits));
        if let Some(char) = digits.and_then(hex) {
            return (Some(char), n_digits + 1);
        }
    }
    match after.chars().next() {
        Some('\n') => (None, 1),
        Some(char @ ('/' | ':')) => (Some(char), 1),
        // A quote or a letter with a meaning: it stays, and so does what made it one.
        Some(_) | None => (Some('\\'), 0),
    }
}

/// Whether a name stands as a call (`fetch (`, `new WebSocket(`), or as a text (`window['fetch']`).
fn calls(script: &str, name: &str) -> bool {
    script.match_indices(name).any(|(at, _)| {
        let before = script[..at].chars().next_back();
        let after = script[at + name.len()..].trim_start().chars().next();
        let is_whole = !before.is_some_and(is_of_name);
        let is_text = matches!((before, after), (Some('"' | '\'' | '`'), Some('"' | '\'' | '`')));
        is_whole && (after == Some('(') || is_text || name == "XMLHttpRequest" || name == "RTCPeerConnection")
    })
}

/// `import('x')`, and `import` with a text behind it or `from`.
fn imports(script: &str) -> bool {
    script.match_indices("import").any(|(at, _)| {
        let before = script[..at].chars().next_back();
        let rest = script[at + "import".len()..].trim_start();
        let is_whole =
            !before.is_some_and(|c| is_of_name(c) || matches!(c, '.' | '\'' | '"' | '`' | '@' | '-'));
        is_whole && rest.starts_with('(')
    })
}

fn is_of_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_the_network_is_found() {
        for script in [
            "fetch('x')",
            "window . fetch\n('x')",
            "window['fetch']('x')",
            "\\u0066etch('x')",
            "new XMLHttpRequest",
            "navigator.sendBeacon(a)",
            "new WebSocket(a)",
            "import('./x.js')",
            "await import ( x )",
            "navigator.serviceWorker.register('sw.js')",
            "new Image().src = 'https://e.jp/x'",
            "i.setAttribute('src', \"//e.jp/x\")",
            "location = 'http:\\/\\/e.jp'",
            "open(`https://e.jp`)",
            "a.href='\\x68ttps://e.jp/'",
            "new Image().src = 'http://www.w3.org/x'",
        ] {
            assert_eq!(faults(script, false, false).len(), 1, "{script}: {:?}", faults(script, false, false));
        }
    }

    #[test]
    fn what_asks_nobody_is_not() {
        for script in [
            "prefetch(x); refetch(x)",
            "{\"url\":\"https://e.jp/x\"}",
            "'' // a comment",
            "const svg = 'http://www.w3.org/2000/svg'",
            "a.important(); 'import()' ",
            "x.href = '../a.html'",
            "'//'",
            "split('//', 2)",
        ] {
            assert_eq!(faults(script, false, false), [""; 0], "{script}");
        }
    }

    #[test]
    fn code_names_no_address_and_the_offline_copy_asks_its_own_server_only() {
        assert_eq!(faults("const a = 'https://e.jp'", false, true).len(), 1);
        assert_eq!(faults("const a = 'http://www.w3.org/2000/svg'", false, true).len(), 0);
        assert_eq!(faults("fetch('manifest.json')", true, true).len(), 0);
        assert_eq!(faults("fetch('https://e.jp')", true, true).len(), 1);
    }
}
