//! What a server must withhold from those who are not logged in.

use super::client::{Answer, Identity, Purpose, Question};
use super::promises::{Content, Fault, shortened};
use super::{Asker, MAX_WITHHELD_BYTES};
use crate::finding::Code;

/// A way to ask for a file without being logged in.
struct Attempt {
    path: String,
    identity: Identity,
    purpose: Purpose,
    is_head: bool,
    headers: &'static [(&'static str, &'static str)],
    /// Whether the address is the very one of the file. Others may be unknown to the server, or be put right by it.
    is_exact: bool,
}

/// Everything a file is asked for with. `path` is percent-encoded.
fn attempts(path: &str) -> Vec<Attempt> {
    let exact = |identity, purpose, is_head, headers| Attempt {
        path: path.to_owned(),
        identity,
        purpose,
        is_head,
        headers,
        is_exact: true,
    };
    let mut attempts = vec![
        exact(Identity::Nobody, Purpose::Page, false, &[]),
        exact(Identity::Nobody, Purpose::Part, false, &[]),
        exact(Identity::Nobody, Purpose::Part, true, &[]),
        exact(Identity::Nobody, Purpose::Part, false, &[("Range", "bytes=0-")]),
        exact(Identity::Nobody, Purpose::Part, false, &[("Accept-Encoding", "gzip, br")]),
        exact(
            Identity::Nobody,
            Purpose::Part,
            false,
            &[("X-Original-URL", "/"), ("X-Forwarded-For", "127.0.0.1")],
        ),
        exact(Identity::Forger, Purpose::Page, false, &[]),
        exact(Identity::Forger, Purpose::Part, false, &[]),
    ];
    attempts.extend(disguises(path).into_iter().map(|path| Attempt {
        path,
        identity: Identity::Nobody,
        purpose: Purpose::Part,
        is_head: false,
        headers: &[],
        is_exact: false,
    }));
    attempts
}

/// Other ways to write the address of a file that a careless rule lets pass.
fn disguises(path: &str) -> Vec<String> {
    let first = path.bytes().next().unwrap_or(b'%');
    let encoded = if first == b'%' { path.to_owned() } else { format!("%{first:02x}{}", &path[1..]) };
    let mut disguises = vec![
        format!("{path}.gz"),
        format!("{path}.br"),
        format!("{path}."),
        format!("{path}/"),
        format!("{path}%00"),
        format!("{path}?public/"),
        format!("{path};.css"),
        format!("/{path}"),
        format!("./{path}"),
        format!("%2e/{path}"),
        format!("public/../{path}"),
        format!("public/%2e%2e/{path}"),
        format!("public%2f..%2f{path}"),
        format!("public/..%2f{path}"),
        format!("sw.js/../{path}"),
        format!("sw.js/{path}"),
        encoded,
        path.to_ascii_uppercase(),
    ];
    disguises.retain(|disguise| disguise != path);
    disguises
}

/// What of one file is given to those who are not logged in. `content` is what it holds, empty when that is not known.
pub(super) fn faults(asker: &Asker<'_>, path: &str, content: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for attempt in attempts(path) {
        let question = Question {
            path: &attempt.path,
            identity: attempt.identity,
            purpose: attempt.purpose,
            is_head: attempt.is_head,
            headers: attempt.headers,
            max_bytes: MAX_WITHHELD_BYTES,
        };
        match asker.ask(&question) {
            Ok(answer) => {
                faults.extend(fault(&attempt, &answer, content));
                if attempt.is_exact && faults.is_empty() && matches!(answer.status, 401 | 403) {
                    faults.extend(asker.promises.faults(&answer, Content::Failure));
                }
            }
            Err(fault) => faults.extend(fault),
        }
        if faults.iter().any(|(code, _)| *code == Code::OpenWithoutLogin) {
            break;
        }
    }
    faults.sort();
    faults.dedup();
    faults
}

fn fault(attempt: &Attempt, answer: &Answer, content: &[u8]) -> Option<Fault> {
    let how = how(attempt);
    if answer.is_success() || answer.status == 304 || holds(&answer.body, content) {
        let message = format!("ログインしていない人に中身を返します({how}、応答 {})", answer.status);
        return Some((Code::OpenWithoutLogin, message));
    }
    if !attempt.is_exact {
        return None;
    }
    let is_refusal = matches!(answer.status, 401 | 403);
    let is_redirect = (300..400).contains(&answer.status);
    match attempt.purpose {
        _ if is_refusal => None,
        Purpose::Page if is_redirect => None,
        Purpose::Part if is_redirect => {
            let to = shortened(&answer.header("location"));
            Some((
                Code::ServerRedirect,
                format!("スクリプトやファイルの求めを `{to}` へ移します(401 が要ります)"),
            ))
        }
        _ => Some((
            Code::ServerAnswer,
            format!("ログインしていない人への応答が {} です(401 が要ります)", answer.status),
        )),
    }
}

/// What the attempt was, for a report.
fn how(attempt: &Attempt) -> String {
    let who = match attempt.identity {
        Identity::Forger => "にせのログイン",
        _ => "ログインなし",
    };
    let what = match (attempt.is_exact, attempt.headers.first(), attempt.is_head) {
        (false, _, _) => format!("、`{}` の書き方", attempt.path),
        (true, Some((name, _)), _) => format!("、{name} を付けて"),
        (true, None, true) => "、HEAD".into(),
        (true, None, false) => String::new(),
    };
    format!("{who}{what}")
}

/// Whether an answer holds a piece of a file.
fn holds(body: &[u8], content: &[u8]) -> bool {
    const PIECE: usize = 48;
    if content.len() < PIECE {
        return content.len() >= 16 && contains(body, content);
    }
    // Pages begin and end alike; what is their own stands between.
    [1, 2, 3].iter().any(|quarter| {
        let from = (content.len() - PIECE) * quarter / 4;
        contains(body, &content[from..from + PIECE])
    })
}

fn contains(body: &[u8], piece: &[u8]) -> bool {
    body.windows(piece.len()).any(|window| window == piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_file_is_found_in_any_answer() {
        let content: Vec<u8> = (0..2000u32).flat_map(|n| n.to_be_bytes()).collect();
        assert!(holds(&content, &content));
        assert!(holds(&content[2000..], &content));
        assert!(!holds(b"login", &content));
        assert!(!holds(b"login", b""));
        assert!(holds(b"<p>sixteen letters!</p>", b"sixteen letters!"));
    }

    #[test]
    fn an_address_is_written_in_many_other_ways() {
        let disguises = disguises("items/x.html");
        assert!(disguises.contains(&"%69tems/x.html".to_owned()), "{disguises:?}");
        assert!(!disguises.contains(&"items/x.html".to_owned()));
        assert!(disguises.len() > 15);
    }
}
