//! An nginx on loopback that serves a site as its readers get it: under a path, with a strict policy as a header.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use url::Url;

/// What architecture allows a page to load: only what lies beside it, and no inline code.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                          connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; \
                          form-action 'self'; frame-ancestors 'none'";

/// A running server; ended when dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    port: u16,
    path: String,
    folder: TempDir,
}

impl Server {
    /// Serves a folder under a path such as `/members/guide/`.
    ///
    /// # Panics
    ///
    /// When nginx is missing or does not start.
    pub fn start(site: &Path, path: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let file = folder.path().join("nginx.conf");
        fs::write(&file, settings(site, path, port, folder.path())).expect("settings written");
        let process = Command::new("nginx")
            .args(["-e", "stderr", "-c"])
            .arg(&file)
            .arg("-p")
            .arg(folder.path())
            .env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()))
            .stdout(Stdio::null())
            .spawn();
        let process = process.unwrap_or_else(|error| {
            panic!("nginx does not start ({error}): install `nginx-light`, or run ./tests/run, which does")
        });
        let server = Self { process, port, path: path.into(), folder };
        server.wait();
        server
    }

    /// The address of a file of the site.
    pub fn address(&self, name: &str) -> Url {
        let text = format!("http://127.0.0.1:{}{}{name}", self.port, self.path);
        Url::parse(&text).expect("a proper address")
    }

    /// What was asked for until now: the path with its query, a space, and the page it was asked from, if that was told.
    pub fn requests(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.path().join("asked")).expect("a log");
        log.lines().map(str::to_owned).collect()
    }

    fn wait(&self) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings(site: &Path, path: &str, port: u16, folder: &Path) -> String {
    let (site, folder) = (site.display(), folder.display());
    format!(
        r#"daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{}}
http {{
    log_format asked '$request_uri $http_referer';
    access_log {folder}/asked asked;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{
        text/html html;
        text/css css;
        text/javascript js;
        application/json json;
        text/csv csv;
        image/svg+xml svg;
        image/png png;
    }}
    default_type application/octet-stream;
    charset utf-8;
    server {{
        listen 127.0.0.1:{port};
        location {path} {{
            alias "{site}/";
            index index.html;
            add_header Content-Security-Policy "{POLICY}" always;
            add_header X-Content-Type-Options nosniff always;
        }}
        location / {{ return 404; }}
    }}
}}
"#
    )
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
