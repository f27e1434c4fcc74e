//! A members' room with a login, for tests only: what stands before the guide on a real server.
//!
//! `GET /auth` answers whether a cookie belongs to somebody who is logged in, `/members/sign-in` and `/members/sign-out`
//! are what readers see, and `/members/broken-rule` takes reports of browsers. Every name may log in, with [`PASSWORD`].

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What everybody logs in with.
pub const PASSWORD: &str = "correct horse";

/// The name of the cookie.
const COOKIE: &str = "members_session";

/// Threads that answer.
const N_WORKERS: usize = 4;

/// A running members' room on loopback; ended when dropped.
#[derive(Debug)]
pub struct Login {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Who is logged in, by the number in the cookie.
    sessions: Mutex<HashMap<String, String>>,
    /// What browsers reported.
    reports: Mutex<Vec<String>>,
    is_ended: AtomicBool,
}

impl Login {
    /// Starts with nobody logged in.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let state = Arc::new(State::default());
        for _ in 0..N_WORKERS {
            let (listener, state) = (listener.try_clone().expect("a second handle"), Arc::clone(&state));
            thread::spawn(move || {
                for stream in listener.incoming() {
                    if state.is_ended.load(Ordering::Relaxed) {
                        return;
                    }
                    // A browser that went away is no failure of a test.
                    let _ = stream.and_then(|stream| state.serve(stream));
                }
            });
        }
        Self { port, state }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Logs somebody in, as the form does. Gives the `Cookie` header of that session.
    pub fn sign_in(&self, user: &str) -> String {
        format!("{COOKIE}={}", self.state.open_session(user))
    }

    /// Ends the session of a `Cookie` header, as time or the reader does.
    pub fn end_session(&self, cookie: &str) {
        self.state.close_session(cookie);
    }

    /// Ends every session, as after a night.
    pub fn end_all_sessions(&self) {
        self.state.sessions().clear();
    }

    /// What browsers sent to `/members/broken-rule`: reports of a content security policy.
    pub fn reports(&self) -> Vec<String> {
        self.state.reports.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        self.state.is_ended.store(true, Ordering::Relaxed);
        for _ in 0..N_WORKERS {
            let _ = TcpStream::connect(("127.0.0.1", self.port));
        }
    }
}

/// What is asked for.
#[derive(Debug, Default)]
struct Question {
    method: String,
    path: String,
    cookie: String,
    body: String,
}

impl State {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, report: &str) -> String {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).push(report.to_owned());
        answer("204 No Content", "", "")
    }

    fn open_session(&self, user: &str) -> String {
        // Seeded by the system for each of the two.
        let number = |_| RandomState::new().build_hasher().finish();
        let id: String = (0..2).map(number).map(|part| format!("{part:016x}")).collect();
        self.sessions().insert(id.clone(), user.to_owned());
        id
    }

    fn close_session(&self, cookie: &str) {
        if let Some(id) = session_of(cookie) {
            self.sessions().remove(id);
        }
    }

    fn is_member(&self, cookie: &str) -> bool {
        session_of(cookie).is_some_and(|id| self.sessions().contains_key(id))
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let answer = self.answer(&question(&mut stream)?);
        stream.write_all(answer.as_bytes())
    }

    fn answer(&self, question: &Question) -> String {
        match (&*question.method, &*question.path) {
            (_, "/auth") if self.is_member(&question.cookie) => answer("204 No Content", "", ""),
            (_, "/auth") => answer("401 Unauthorized", "", ""),
            ("POST", "/members/sign-in") => self.sign_in(&question.body),
            ("POST", "/members/broken-rule") => self.note(&question.body),
            (_, "/members/sign-in") => answer("200 OK", "", SIGN_IN),
            (_, "/members/sign-out") => {
                self.close_session(&question.cookie);
                let forget = format!("Set-Cookie: {COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\r\n");
                answer("200 OK", &forget, SIGNED_OUT)
            }
            _ => answer("404 Not Found", "", ""),
        }
    }

    fn sign_in(&self, body: &str) -> String {
        let fields: HashMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).collect();
        let user = fields.get("user").map(|user| &**user).unwrap_or_default();
        if user.is_empty() || fields.get("password").is_none_or(|password| password != PASSWORD) {
            return answer("403 Forbidden", "", SIGN_IN);
        }
        let id = self.open_session(user);
        let remember = format!("Set-Cookie: {COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax\r\n");
        answer("200 OK", &remember, SIGNED_IN)
    }
}

const SIGN_IN: &str = "<!DOCTYPE html><html lang=ja><title>会員ルーム</title><h1>会員ルームのログイン</h1>\
    <form method=post action=/members/sign-in><input name=user><input name=password type=password><button>ログイン</button></form>";
const SIGNED_IN: &str = "<!DOCTYPE html><html lang=ja><title>会員ルーム</title><h1>ログインしました</h1>";
const SIGNED_OUT: &str = "<!DOCTYPE html><html lang=ja><title>会員ルーム</title><h1>ログアウトしました</h1>";

/// The number a `Cookie` header carries, among the cookies of others.
fn session_of(cookie: &str) -> Option<&str> {
    cookie.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn question(stream: &mut TcpStream) -> io::Result<Question> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ').map(str::to_owned);
    let mut question = Question {
        method: words.next().unwrap_or_default(),
        path: words.next().unwrap_or_default().split('?').next().unwrap_or_default().to_owned(),
        ..Question::default()
    };
    let mut n_bytes = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match &*name.to_ascii_lowercase() {
            "cookie" => question.cookie = value.trim().to_owned(),
            "content-length" => n_bytes = value.trim().parse().unwrap_or_default(),
            _ => {}
        }
    }
    reader.take(n_bytes).read_to_string(&mut question.body)?;
    Ok(question)
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}
