//! Asks a server that is not trusted: every answer is bounded in time and size, and nothing is followed.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ureq::Agent;
use ureq::http::{HeaderMap, Request, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::Access;

/// How long a server is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// One answer, its body included.
    pub(super) answer: Duration,
    /// Everything.
    pub(super) all: Duration,
    /// Failed questions after which no more are asked.
    pub(super) n_failures: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { answer: Duration::from_secs(60), all: Duration::from_secs(30 * 60), n_failures: 8 }
    }
}

/// As whom a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Somebody who is logged in, as [`Access`] says.
    Reader,
    /// Somebody who is not.
    Nobody,
    /// Somebody with a made-up cookie or password.
    Forger,
}

/// What a browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A page a reader opens.
    Page,
    /// What a page loads: a script, a file.
    Part,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// From the site's top, as it is sent.
    pub(super) path: &'a str,
    pub(super) identity: Identity,
    pub(super) purpose: Purpose,
    /// Without the body.
    pub(super) is_head: bool,
    /// Names and values of further headers.
    pub(super) headers: &'a [(&'a str, &'a str)],
    /// Bytes of the body that are read; one more shows that there are more.
    pub(super) max_bytes: u64,
}

impl<'a> Question<'a> {
    /// What a page loads, asked for as a whole.
    pub(super) fn part(path: &'a str, identity: Identity, max_bytes: u64) -> Self {
        Question { path, identity, purpose: Purpose::Part, is_head: false, headers: &[], max_bytes }
    }
}

/// What a server said.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// As sent, at most as long as was asked for.
    pub(super) body: Vec<u8>,
    /// The body goes on.
    pub(super) is_longer: bool,
    /// The body broke off.
    pub(super) is_cut: bool,
}

impl Answer {
    /// The values of a header, joined with commas; empty without it.
    pub(super) fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect::<Vec<_>>().join(", ")
    }

    /// Whether what was asked for came.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// One Japanese sentence without 。.
    NoAnswer(String),
    /// So much went wrong before that the server is not asked any more.
    GivenUp,
}

/// A server and the folder of the site on it.
pub(super) struct Client {
    agent: Agent,
    /// With `/` at its end.
    base: String,
    access: Access,
    patience: Patience,
    started: Instant,
    n_failures: AtomicUsize,
}

impl Client {
    /// `address` begins with `http://` or `https://`.
    ///
    /// # Errors
    ///
    /// It is no such address, or the certificates of this machine cannot be read: one Japanese sentence without 。.
    pub(super) fn new(address: &str, access: &Access, patience: Patience) -> Result<Client, String> {
        let uri: Uri = address.parse().map_err(|_| "アドレスの書き方が正しくありません".to_owned())?;
        let is_https = uri.scheme_str() == Some("https");
        let (true, Some(authority)) = (is_https || uri.scheme_str() == Some("http"), uri.authority()) else {
            return Err("http:// か https:// で始まるアドレスを渡します".into());
        };
        if authority.as_str().contains('@') {
            return Err("アドレスに名前とパスワードを書かず、--user を使います".into());
        }
        if uri.query().is_some() {
            return Err("アドレスに `?` より後ろは書きません".into());
        }
        let path = uri.path().trim_end_matches('/');
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(patience.answer))
            .timeout_connect(Some(patience.answer.min(Duration::from_secs(10))))
            .user_agent(concat!("jissen/", env!("CARGO_PKG_VERSION")))
            .accept("*/*")
            .accept_encoding("identity");
        let config = if is_https { config.tls_config(tls()?) } else { config };
        Ok(Client {
            agent: config.build().new_agent(),
            base: format!("{}://{authority}{path}/", if is_https { "https" } else { "http" }),
            access: access.clone(),
            patience,
            started: Instant::now(),
            n_failures: AtomicUsize::new(0),
        })
    }

    /// Whether what is said is protected on its way.
    pub(super) fn is_https(&self) -> bool {
        self.base.starts_with("https:")
    }

    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// Whether so much went wrong, or took so long, that the server is not asked any more.
    pub(super) fn has_given_up(&self) -> bool {
        self.started.elapsed() > self.patience.all
            || self.n_failures.load(Ordering::Relaxed) >= self.patience.n_failures
    }

    /// Asks once.
    ///
    /// # Errors
    ///
    /// There is no answer, or no more are asked for.
    pub(super) fn ask(&self, question: &Question<'_>) -> Result<Answer, Failure> {
        if self.has_given_up() {
            return Err(Failure::GivenUp);
        }
        self.send(question).map_err(|error| {
            self.n_failures.fetch_add(1, Ordering::Relaxed);
            Failure::NoAnswer(reason(&error))
        })
    }

    fn send(&self, question: &Question<'_>) -> Result<Answer, ureq::Error> {
        let response = self.agent.run(self.request(question)?)?;
        let (parts, body) = response.into_parts();
        let mut answer =
            Answer { status: parts.status.as_u16(), headers: parts.headers, ..Answer::default() };
        if !question.is_head {
            let mut reader = body.into_reader().take(question.max_bytes + 1);
            answer.is_cut = reader.read_to_end(&mut answer.body).is_err();
            answer.is_longer = answer.body.len() as u64 > question.max_bytes;
            if answer.is_cut {
                self.n_failures.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(answer)
    }

    fn request(&self, question: &Question<'_>) -> Result<Request<()>, ureq::Error> {
        let method = if question.is_head { "HEAD" } else { "GET" };
        let mut request = Request::builder().method(method).uri(format!("{}{}", self.base, question.path));
        let (accept, mode, purpose) = match question.purpose {
            Purpose::Page => ("text/html,application/xhtml+xml,*/*;q=0.8", "navigate", "document"),
            Purpose::Part => ("*/*", "no-cors", "script"),
        };
        request =
            request.header("Accept", accept).header("Sec-Fetch-Mode", mode).header("Sec-Fetch-Dest", purpose);
        request = request.header("Sec-Fetch-Site", "same-origin");
        if let Some((name, value)) = self.credentials(question.identity) {
            request = request.header(name, value);
        }
        for (name, value) in question.headers {
            request = request.header(*name, *value);
        }
        request.body(()).map_err(ureq::Error::Http)
    }

    fn credentials(&self, identity: Identity) -> Option<(&'static str, String)> {
        let basic = |user: &str| ("Authorization", format!("Basic {}", BASE64_STANDARD.encode(user)));
        match (identity, &self.access) {
            (Identity::Nobody, _) | (Identity::Reader, Access::None) => None,
            (Identity::Reader, Access::Cookie(cookie)) => Some(("Cookie", cookie.clone())),
            (Identity::Forger, Access::Cookie(cookie)) => Some(("Cookie", forged(cookie))),
            (Identity::Reader, Access::User(user)) => Some(basic(user)),
            (Identity::Forger, Access::User(user)) => {
                let name = user.split(':').next().unwrap_or_default();
                Some(basic(&format!("{name}:jissen-verify")))
            }
            (Identity::Forger, Access::None) => Some(("Cookie", "session=0000000000000000".into())),
        }
    }
}

/// The same cookies with other values of the same length.
fn forged(cookie: &str) -> String {
    let other = |letter: char| match letter {
        '0' => '1',
        letter if letter.is_ascii_alphanumeric() => '0',
        letter => letter,
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => format!("{name}={}", value.chars().map(other).collect::<String>()),
        None => pair.to_owned(),
    };
    cookie.split(';').map(pair).collect::<Vec<_>>().join(";")
}

/// Trusts whom this machine trusts, so that a clinic's own authority counts.
fn tls() -> Result<TlsConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err("この端末の証明書の一覧を読めません".into());
    }
    let certificates = found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(certificates.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}

fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "時間内に答えがありません".into(),
        ureq::Error::HostNotFound => "その名前のサーバは見つかりません".into(),
        ureq::Error::ConnectionFailed => "サーバにつながりません".into(),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            "サーバにつながりません".into()
        }
        error => format!("サーバの答えを読めません({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::forged;

    #[test]
    fn a_forged_cookie_has_the_names_and_the_length_of_the_true_one() {
        assert_eq!(forged("a=x0-y; session=ABC=="), "a=01-0; session=000==");
    }
}
