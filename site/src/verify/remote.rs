//! A site behind an address: what its server gives to those who are logged in, and what it withholds from others.
//!
//! Every file of the list is asked for three times as a reader (as it is, and compressed) and in some thirty ways as
//! somebody who is not logged in. No redirect is followed; every answer is bounded in time and size.

mod client; // Client, Question, Answer
mod closed; // what is withheld
mod promises; // headers, cache rules, media types
mod public; // what anybody may read

use std::collections::BTreeMap;
use std::io::Read as _;

use rayon::prelude::*;

use self::client::{Answer, Client, Failure, Identity, Patience, Question};
use self::promises::{Content, Fault, Promises, media_fault};
use super::limits::{MAX_FILES, MAX_MANIFEST_BYTES};
use super::report::Report;
use super::source::{Form, Read, Source};
use crate::Error;
use crate::finding::{Code, Finding, Severity};
use crate::manifest::{MANIFEST_PATH, Manifest, ManifestFile, is_public, sha256};

/// How to get past the login of a server.
#[derive(Clone, PartialEq, Eq)]
pub enum Access {
    /// Without login.
    None,
    /// The `Cookie` header of somebody who is logged in: `name=value`.
    Cookie(String),
    /// `name:password` of Basic authentication.
    User(String),
}

impl std::fmt::Debug for Access {
    /// Names the kind and no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Access::None => "None",
            Access::Cookie(_) => "Cookie",
            Access::User(_) => "User",
        })
    }
}

/// Questions at a time: as many as a browser asks.
const N_PARALLEL: usize = 6;
/// A file of a site.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// All files of a site, which are kept in memory.
const MAX_SITE_BYTES: u64 = 1 << 30;
/// What is read of an answer that should say no.
const MAX_WITHHELD_BYTES: u64 = 256 << 10;

/// Checks a site behind an address that begins with `http://` or `https://`: its files like those of a folder, and what
/// its server says and withholds.
///
/// Without `manifest` the site's own list is used.
///
/// # Errors
///
/// The server cannot be reached, or there is no list of files to go by.
pub fn verify_address(address: &str, access: &Access, manifest: Option<&Manifest>) -> crate::Result<Report> {
    verify_patiently(address, access, manifest, Patience::default())
}

fn verify_patiently(
    address: &str,
    access: &Access,
    manifest: Option<&Manifest>,
    patience: Patience,
) -> crate::Result<Report> {
    let failed = |message: String| Error::Address { address: address.to_owned(), message };
    let client = Client::new(address, access, patience).map_err(failed)?;
    let theirs = list_of(&client).map_err(failed)?;
    let expected = match (manifest, &theirs) {
        (Some(manifest), _) => manifest,
        (None, List::Read(manifest)) => manifest,
        (None, List::Withheld(message)) => return Err(failed(message.clone())),
    };
    let asker =
        Asker { promises: Promises::new(expected, client.is_https(), has_cookie(access)), client: &client };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(N_PARALLEL).build();
    let pool = pool.map_err(|error| failed(format!("調べる準備ができません({error})")))?;
    Ok(pool.install(|| asker.report(expected, &theirs)))
}

fn has_cookie(access: &Access) -> bool {
    matches!(access, Access::Cookie(_))
}

/// What a server gave for its list of files.
enum List {
    Read(Box<Manifest>),
    /// Why there is none, in a sentence without 。.
    Withheld(String),
}

fn list_of(client: &Client) -> Result<List, String> {
    let question = Question::part(MANIFEST_PATH, Identity::Reader, MAX_MANIFEST_BYTES);
    let answer = client.ask(&question).map_err(|failure| match failure {
        Failure::NoAnswer(message) => message,
        Failure::GivenUp => "答えがありません".into(),
    })?;
    let hint = match client.access() {
        Access::None => "--cookie か --user を付けてください",
        _ => "ログインが切れていないか、確かめてください",
    };
    Ok(match answer.status {
        200 if answer.is_longer => List::Withheld("ファイルの一覧が大きすぎます".into()),
        200 => match Manifest::from_json(&answer.body) {
            Ok(manifest) => List::Read(Box::new(manifest)),
            Err(message) => List::Withheld(message),
        },
        401 | 403 | 300..=399 => {
            List::Withheld(format!("{MANIFEST_PATH} を読めません(応答 {})。{hint}", answer.status))
        }
        status => List::Withheld(format!("{MANIFEST_PATH} を読めません(応答 {status})")),
    })
}

/// A server and what is expected of it.
struct Asker<'a> {
    client: &'a Client,
    promises: Promises<'a>,
}

impl Asker<'_> {
    /// # Errors
    ///
    /// What is to be said when there is no answer; nothing when everything was said before.
    fn ask(&self, question: &Question<'_>) -> Result<Answer, Option<Fault>> {
        self.client.ask(question).map_err(|failure| match failure {
            Failure::NoAnswer(message) => Some((Code::ServerAnswer, message)),
            Failure::GivenUp => None,
        })
    }

    fn report(&self, expected: &Manifest, theirs: &List) -> Report {
        let mut faults = Faults::default();
        let served = match theirs {
            List::Read(theirs) => {
                if theirs.build != expected.build {
                    let message = format!(
                        "サーバにあるのは、別のビルドです(サーバ {}、一覧 {})",
                        promises::shortened(&theirs.build),
                        expected.build
                    );
                    faults.add(MANIFEST_PATH, (Code::ServerAnswer, message));
                }
                Some(self.served(expected, &mut faults))
            }
            List::Withheld(message) => {
                if *self.client.access() != Access::None {
                    faults.add(MANIFEST_PATH, (Code::ServerAnswer, message.clone()));
                }
                None
            }
        };
        self.withheld(expected, served.as_ref(), &mut faults);
        public::check(self, expected, served.as_ref(), &mut faults);
        if self.client.has_given_up() {
            let message = "サーバの答えが何度も途切れたか、時間がかかりすぎたため、途中でやめました";
            faults.add(MANIFEST_PATH, (Code::ServerAnswer, message.into()));
        }
        let mut report = match &served {
            Some(served) => super::inspect(served, Some(expected)),
            None => Report { form: Form::Address, ..super::report(&Served::default()) },
        };
        report.extend(faults.into_findings());
        report
    }

    // What readers get

    /// Asks for every file as a reader does.
    fn served(&self, expected: &Manifest, faults: &mut Faults) -> Served {
        let files: Vec<&ManifestFile> = expected.files.iter().take(MAX_FILES).collect();
        let answers: Vec<(Option<Vec<u8>>, Vec<Fault>)> =
            files.par_iter().map(|file| self.file(file)).collect();
        let mut served = Served::default();
        for (file, (body, found)) in files.iter().zip(answers) {
            found.into_iter().for_each(|fault| faults.add(&file.path, fault));
            if let Some(body) = body {
                served.add(&file.path, body);
            }
        }
        served.add(MANIFEST_PATH, expected.to_json().into_bytes());
        self.other_answers(expected, faults);
        served
    }

    /// The content of a file, if it came whole or in part, and what is wrong with the answer.
    fn file(&self, file: &ManifestFile) -> (Option<Vec<u8>>, Vec<Fault>) {
        let Some(path) = encoded(&file.path) else { return (None, Vec::new()) };
        if file.bytes > MAX_FILE_BYTES {
            return (None, vec![(Code::ServerAnswer, "大きすぎるため、調べません".into())]);
        }
        let answer = match self.ask(&Question::part(&path, Identity::Reader, file.bytes)) {
            Ok(answer) => answer,
            Err(fault) => return (None, fault.into_iter().collect()),
        };
        if answer.status != 200 {
            let to = match &*answer.header("location") {
                "" => String::new(),
                to => format!("、`{}` へ移します", promises::shortened(to)),
            };
            let message = format!("ログインしていても読めません(応答 {}{to})", answer.status);
            return (None, vec![(Code::ServerAnswer, message)]);
        }
        let mut faults = self.promises.faults(&answer, Content::of(file));
        faults.extend(media_fault(&file.path, &answer));
        faults.extend(content_fault(file, &answer));
        if faults.iter().all(|(code, _)| *code != Code::ServedFile) {
            faults.extend(self.compressed(&path, file));
        }
        (Some(answer.body), faults)
    }

    /// What is wrong with the compressed forms of a file.
    fn compressed(&self, path: &str, file: &ManifestFile) -> Vec<Fault> {
        let faults = ["gzip", "br"].map(|coding| {
            let headers = [("Accept-Encoding", coding)];
            let question =
                Question { headers: &headers, ..Question::part(path, Identity::Reader, file.bytes) };
            let answer = match self.ask(&question) {
                Ok(answer) => answer,
                Err(fault) => return fault,
            };
            let is_same = decoded(&answer, file.bytes).is_some_and(|bytes| sha256(&bytes) == file.sha256);
            (!is_same).then(|| (Code::ServedFile, format!("圧縮した形({coding})の中身が、一覧と違います")))
        });
        faults.into_iter().flatten().collect()
    }

    /// Answers that are no whole file, and files nobody may have.
    fn other_answers(&self, expected: &Manifest, faults: &mut Faults) {
        let nothing = Question::part("jissen-verify-no-such-page.html", Identity::Reader, MAX_WITHHELD_BYTES);
        self.add_faults(&nothing, Content::Failure, 404, faults);
        for path in [".jissen-site", ".htaccess", ".git/HEAD"] {
            if let Ok(answer) = self.ask(&Question::part(path, Identity::Reader, MAX_WITHHELD_BYTES))
                && answer.is_success()
            {
                faults.add(path, (Code::ServedFile, "仕組みのためのファイルを、外へ出しています".into()));
            }
        }
        let member =
            expected.files.iter().find(|file| Content::of(file) == Content::Member && file.bytes > 1);
        if let Some((file, path)) = member.and_then(|file| Some((file, encoded(&file.path)?))) {
            let headers = [("Range", "bytes=0-0")];
            let part = Question { headers: &headers, ..Question::part(&path, Identity::Reader, file.bytes) };
            self.add_faults(&part, Content::Member, 206, faults);
        }
    }

    /// Notes what is wrong with an answer if it has a status.
    fn add_faults(&self, question: &Question<'_>, content: Content, status: u16, faults: &mut Faults) {
        if let Ok(answer) = self.ask(question)
            && answer.status == status
        {
            let found = self.promises.faults(&answer, content);
            found.into_iter().for_each(|fault| faults.add(question.path, fault));
        }
    }

    // What others get

    fn withheld(&self, expected: &Manifest, served: Option<&Served>, faults: &mut Faults) {
        let files = expected.files.iter().take(MAX_FILES).map(|file| &*file.path);
        let paths: Vec<&str> = files.chain([MANIFEST_PATH, ""]).filter(|path| !is_public(path)).collect();
        let found: Vec<Vec<Fault>> = paths
            .par_iter()
            .map(|path| {
                let content = served.and_then(|served| served.bodies.get(*path));
                let Some(address) = encoded(path) else { return Vec::new() };
                closed::faults(self, &address, content.map_or(&[], Vec::as_slice))
            })
            .collect();
        for (path, found) in paths.iter().zip(found) {
            let path = if path.is_empty() { "/" } else { path };
            found.into_iter().for_each(|fault| faults.add(path, fault));
        }
    }
}

/// What is wrong with the bytes of a file.
fn content_fault(file: &ManifestFile, answer: &Answer) -> Option<Fault> {
    let n_bytes = answer.body.len() as u64;
    let message = if answer.is_cut || n_bytes < file.bytes {
        format!("途中までしか届きません({} バイトのうち {n_bytes} バイト)", file.bytes)
    } else if !answer.header("content-encoding").is_empty() {
        "圧縮していない形で求めても、圧縮して返します".to_owned()
    } else if answer.is_longer || sha256(&answer.body) != file.sha256 {
        "中身が一覧と違います(前の版が残っているか、書き換えられています)".to_owned()
    } else {
        return None;
    };
    Some((Code::ServedFile, message))
}

/// The content of an answer as it was before it was compressed, if that has at most `max_bytes`.
fn decoded(answer: &Answer, max_bytes: u64) -> Option<Vec<u8>> {
    if answer.is_cut || answer.is_longer || answer.status != 200 {
        return None;
    }
    let mut bytes = Vec::new();
    let body = answer.body.as_slice();
    let read = match &*answer.header("content-encoding") {
        "" | "identity" => return Some(answer.body.clone()),
        "gzip" => flate2::read::GzDecoder::new(body).take(max_bytes + 1).read_to_end(&mut bytes),
        "br" => brotli::Decompressor::new(body, 4096).take(max_bytes + 1).read_to_end(&mut bytes),
        _ => return None,
    };
    read.ok().map(|_| bytes)
}

/// A path as it stands in an address; `None` for one that leaves the site, which the check of the list names.
fn encoded(path: &str) -> Option<String> {
    let is_inside = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "." | ".."));
    let byte = |byte: u8| match byte {
        b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    is_inside.then(|| path.bytes().map(byte).collect())
}

/// The files of a server, as its readers get them.
#[derive(Default)]
struct Served {
    files: BTreeMap<String, u64>,
    bodies: BTreeMap<String, Vec<u8>>,
    n_bytes: u64,
}

impl Served {
    /// Keeps a file as long as there is room.
    fn add(&mut self, path: &str, body: Vec<u8>) {
        self.files.insert(path.to_owned(), body.len() as u64);
        self.n_bytes += body.len() as u64;
        if self.n_bytes <= MAX_SITE_BYTES {
            self.bodies.insert(path.to_owned(), body);
        }
    }
}

impl Source for Served {
    fn form(&self) -> Form {
        Form::Address
    }

    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn read(&self, path: &str, max_bytes: u64) -> Read {
        match self.bodies.get(path) {
            Some(body) if body.len() as u64 <= max_bytes => Read::Whole(body.clone()),
            Some(_) => Read::TooLarge,
            None => Read::Failed("サーバから読めません".into()),
        }
    }

    fn findings(&self) -> &[Finding] {
        &[]
    }
}

/// Faults with the files they are true of: a server that forgets a header forgets it everywhere.
#[derive(Default)]
struct Faults(BTreeMap<Fault, Vec<String>>);

impl Faults {
    fn add(&mut self, path: &str, fault: Fault) {
        self.0.entry(fault).or_default().push(path.to_owned());
    }

    fn into_findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|((code, message), mut paths)| {
            paths.dedup();
            let message = match paths.len() {
                1 => message,
                n_paths => format!("{message}。ほかの {} か所も同じです", n_paths - 1),
            };
            let file = paths.swap_remove(0);
            Finding { code, severity: Severity::Error, file, position: None, message, help: None }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::{TcpListener, TcpStream};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::manifest::{FileKind, MANIFEST_FORMAT};

    const IN_A_HURRY: Patience =
        Patience { answer: Duration::from_millis(400), all: Duration::from_secs(5), n_failures: 4 };

    /// A server that gives every connection to `answer`, with what was asked. Its address.
    fn serve(answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = format!("http://{}/guide/", listener.local_addr().expect("an address"));
        let answer = std::sync::Arc::new(answer);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let answer = std::sync::Arc::clone(&answer);
                std::thread::spawn(move || {
                    let mut question = Vec::new();
                    let mut byte = [0];
                    while !question.ends_with(b"\r\n\r\n")
                        && stream.read(&mut byte).is_ok_and(|n_bytes| n_bytes == 1)
                    {
                        question.push(byte[0]);
                    }
                    let _ = answer(&String::from_utf8_lossy(&question), &mut stream);
                });
            }
        });
        address
    }

    fn plain(stream: &mut TcpStream, head: &str, body: &[u8]) -> std::io::Result<()> {
        let length = body.len();
        write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")?;
        stream.write_all(body)
    }

    /// A list of as many files with one content.
    fn list(n_files: usize, content: &[u8]) -> Manifest {
        let file = |nth| ManifestFile {
            path: format!("page-{nth}.html"),
            bytes: content.len() as u64,
            sha256: sha256(content),
            kind: FileKind::Page,
            page: None,
        };
        Manifest {
            format: MANIFEST_FORMAT,
            program: String::new(),
            disclaimer: None,
            title: String::new(),
            edition: None,
            date: None,
            build: "0".repeat(16),
            policy: String::new(),
            files: (0..n_files).map(file).collect(),
        }
    }

    fn check(address: &str) -> (crate::Result<Report>, Duration) {
        let started = Instant::now();
        let cookie = Access::Cookie("session=secret".into());
        (verify_patiently(address, &cookie, None, IN_A_HURRY), started.elapsed())
    }

    fn refusal(address: &str) -> String {
        let (report, time) = check(address);
        assert!(time < Duration::from_secs(10), "{time:?}");
        report.expect_err("there is no list of files").to_string()
    }

    #[test]
    fn a_server_that_does_not_answer_is_not_waited_for() {
        let silent = serve(|_, _| {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        });
        assert!(refusal(&silent).contains("時間内に"));
        assert!(refusal("http://127.0.0.1:9/").contains("つながりません"));
        assert!(refusal("ftp://127.0.0.1/").contains("https://"));
        let secret = refusal("http://name:secret@127.0.0.1/?x");
        assert!(secret.contains("--user"), "{secret}");
    }

    #[test]
    fn an_endless_or_slow_list_is_read_no_further() {
        let endless = serve(|_, stream| {
            write!(stream, "HTTP/1.1 200 OK\r\n\r\n")?;
            loop {
                stream.write_all(&[b'['; 4096])?;
            }
        });
        refusal(&endless);
        let slow = serve(|_, stream| {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(30));
            }
        });
        refusal(&slow);
    }

    #[test]
    fn no_redirect_is_followed() {
        let elsewhere = serve(|question, stream| {
            assert!(question.starts_with("GET /guide/manifest.json "), "{question}");
            plain(stream, "302 Found\r\nLocation: https://example.org/manifest.json", b"")
        });
        assert!(refusal(&elsewhere).contains("応答 302"));
    }

    #[test]
    fn what_swells_when_it_is_unpacked_is_not_unpacked() {
        let content = b"<p>a page</p>";
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..64).try_for_each(|_| bomb.write_all(&vec![0; 1 << 20])).expect("in memory");
        let bomb = bomb.finish().expect("in memory");
        let address = serve(move |question, stream| match question {
            question if question.contains("manifest.json") => {
                plain(stream, "200 OK", list(1, content).to_json().as_bytes())
            }
            question if question.contains("identity") => plain(stream, "200 OK", content),
            _ => plain(stream, "200 OK\r\nContent-Encoding: gzip", &bomb),
        });
        let (report, time) = check(&address);
        let report = report.expect("a report");
        assert!(
            report.findings.iter().any(|finding| finding.message.contains("圧縮した形(gzip)")),
            "{report:#?}"
        );
        assert!(report.findings.iter().any(|finding| finding.code == Code::OpenWithoutLogin), "{report:#?}");
        assert!(time < Duration::from_secs(10), "{time:?}");
    }

    #[test]
    fn a_server_that_stops_answering_is_left_alone() {
        let address = serve(|question, stream| match question {
            question if question.starts_with("GET /guide/manifest.json ") => {
                plain(stream, "200 OK", list(5000, b"a page").to_json().as_bytes())
            }
            _ => {
                std::thread::sleep(Duration::from_secs(20));
                Ok(())
            }
        });
        let (report, time) = check(&address);
        let report = report.expect("a report");
        assert!(
            report.findings.iter().any(|finding| finding.message.contains("途中でやめました")),
            "{:#?}",
            report.findings
        );
        assert!(time < Duration::from_secs(10), "{time:?}");
    }

    #[test]
    fn secrets_are_not_told() {
        assert_eq!(
            format!("{:?} {:?}", Access::Cookie("secret".into()), Access::User("a:secret".into())),
            "Cookie User"
        );
    }
}
