//! Real servers on loopback that serve a site as its readers get it: a plain nginx with a strict policy, and the guide
//! behind a login by the configurations of `deploy/`.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use url::Url;

use crate::{
    folder,
    login::Login,
    program::{Finished, root},
};

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
        let process = start_nginx(folder.path(), &file);
        wait(port);
        Self { process, port, path: path.into(), folder }
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
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Which configuration of `deploy/` is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// nginx, which asks the members' room about the cookie.
    Cookie,
    /// nginx with Basic authentication.
    Basic,
    /// Apache with Basic authentication.
    Apache,
}

/// Whom a server with Basic authentication knows, as `name:password`.
pub const READER: &str = "reader:correct horse";

/// The guide behind a login, served as `deploy/` tells operators; only addresses, folders and the path are ours. Ended
/// when dropped.
#[derive(Debug)]
pub struct Members {
    /// The members' room.
    pub login: Login,
    process: Child,
    port: u16,
    path: String,
    folder: TempDir,
}

impl Members {
    /// Serves a site under a path such as `/japanese/members/info/x/`.
    ///
    /// # Panics
    ///
    /// When a server is missing or does not start.
    pub fn start(flavour: Flavour, site: &Path, path: &str) -> Self {
        Self::start_edited(flavour, site, path, |_| ())
    }

    /// The same, after a test has changed the configuration in the folder it is given.
    ///
    /// # Panics
    ///
    /// When a server is missing or does not start.
    pub fn start_edited(flavour: Flavour, site: &Path, path: &str, edit: impl FnOnce(&Path)) -> Self {
        let folder = folder::temporary();
        let (login, port) = (Login::start(), free_port());
        let place = Place { folder: folder.path(), path, port, login_port: login.port() };
        switch_release(&place.served(), &["add", &site.to_string_lossy()]).expect(0);
        let settings = folder.path().join("settings");
        place.copy_deploy(&settings);
        edit(&settings.join("jissen"));
        let process = place.start_server(flavour, &settings);
        wait(port);
        Self { login, process, port, path: path.into(), folder }
    }

    /// The address of a file of the site.
    pub fn address(&self, name: &str) -> Url {
        Url::parse(&format!("{}{}{name}", self.origin(), self.path)).expect("a proper address")
    }

    /// The address of the server, without `/` at its end.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs the script that puts a release in place of another.
    pub fn switch_release(&self, arguments: &[&str]) -> Finished {
        switch_release(&self.served(), arguments)
    }

    /// What the operator fills: `releases`, `current`, `signed-out.html`.
    pub fn served(&self) -> PathBuf {
        self.folder.path().join("served")
    }

    /// Of the server, to look at its memory.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Members {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `deploy/switch-release.sh` on a folder, run to its end.
pub fn switch_release(served: &Path, arguments: &[&str]) -> Finished {
    let script = root().join("deploy/switch-release.sh");
    let output = Command::new("sh").arg(script).args(arguments).env("JISSEN_ROOT", served).output();
    Finished::from(output.expect("sh starts"))
}

/// Where everything of a [`Members`] lies.
struct Place<'a> {
    folder: &'a Path,
    path: &'a str,
    port: u16,
    login_port: u16,
}

impl Place<'_> {
    fn served(&self) -> PathBuf {
        self.folder.join("served")
    }

    /// Copies `deploy/` as its README says, with our addresses in the places it names: to `jissen` for nginx, to `apache`.
    fn copy_deploy(&self, settings: &Path) {
        let deploy = root().join("deploy");
        for (server, files) in
            [("nginx", &["nginx-cookie.conf", "nginx-basic.conf"][..]), ("apache", &["apache.conf"])]
        {
            let to = settings.join(if server == "nginx" { "jissen" } else { server });
            fs::create_dir_all(&to).expect("folder made");
            let parts = fs::read_dir(deploy.join(server)).expect("a folder");
            let parts = parts.map(|entry| entry.expect("an entry").path());
            for file in files.iter().map(|name| deploy.join(name)).chain(parts) {
                self.copy_substituted(&file, &to.join(file.file_name().expect("a file")));
            }
            fs::write(to.join("users"), format!("reader:{{SHA}}{READER_SHA1}\n")).expect("users written");
        }
        self.copy_substituted(&deploy.join("signed-out.html"), &self.served().join("signed-out.html"));
    }

    fn copy_substituted(&self, from: &Path, to: &Path) {
        let text = fs::read_to_string(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        let text = text
            .replace("/members/guide/", self.path)
            .replace("/srv/jissen", &self.served().to_string_lossy())
            .replace("/etc/apache2/jissen", &self.folder.join("settings/apache").to_string_lossy())
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{}", self.login_port));
        fs::write(to, text).expect("settings written");
    }

    fn start_server(&self, flavour: Flavour, settings: &Path) -> Child {
        match flavour {
            Flavour::Cookie => self.start_nginx(settings, "nginx-cookie.conf"),
            Flavour::Basic => self.start_nginx(settings, "nginx-basic.conf"),
            Flavour::Apache => self.start_apache(settings),
        }
    }

    /// The members' room with the guide in it: what the operator has already.
    fn start_nginx(&self, settings: &Path, configuration: &str) -> Child {
        let Place { folder, port, login_port, .. } = *self;
        let folder = folder.display();
        let text = format!(
            r#"daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    sendfile on;
    include jissen/http.conf;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        include jissen/{configuration};
        location /members/ {{ proxy_pass http://127.0.0.1:{login_port}; }}
    }}
}}
"#
        );
        let file = settings.join("nginx.conf");
        fs::write(&file, text).expect("settings written");
        start_nginx(self.folder, &file)
    }

    fn start_apache(&self, settings: &Path) -> Child {
        let Place { folder, port, .. } = *self;
        // Apache gives up root's rights before it reads.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("folder opened");
        let modules =
            "mpm_event authn_core authn_file auth_basic authz_core authz_user alias dir headers mime rewrite";
        let modules = modules
            .split(' ')
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
        let text = format!(
            r#"{}ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
User www-data
Group www-data
TypesConfig /dev/null
ErrorLog /dev/stderr
LogLevel crit
ServerTokens Prod
<VirtualHost 127.0.0.1:{port}>
    DocumentRoot "{folder}/nothing"
    Include {folder}/settings/apache/apache.conf
</VirtualHost>
"#,
            modules.collect::<String>(),
            folder = folder.display(),
        );
        fs::create_dir_all(folder.join("nothing")).expect("folder made");
        let file = settings.join("apache.conf");
        fs::write(&file, text).expect("settings written");
        let process =
            Command::new("apache2").arg("-X").arg("-f").arg(&file).env("PATH", path_of_root()).spawn();
        process.unwrap_or_else(|error| {
            panic!("apache2 does not start ({error}): install `apache2-bin`, or run ./tests/run, which does")
        })
    }
}

/// SHA-1 of the password of [`READER`] in base64, which nginx and Apache both read.
const READER_SHA1: &str = "L55TUjtiq8FBorTWAZ0jy6g129A=";

fn start_nginx(folder: &Path, file: &Path) -> Child {
    let process = Command::new("nginx")
        .args(["-e", "stderr", "-c"])
        .arg(file)
        .arg("-p")
        .arg(folder)
        .env("PATH", path_of_root())
        .stdout(Stdio::null())
        .spawn();
    process.unwrap_or_else(|error| {
        panic!("nginx does not start ({error}): install `nginx-light`, or run ./tests/run, which does")
    })
}

/// Debian keeps servers where only root looks.
fn path_of_root() -> String {
    format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default())
}

/// Waits until something listens.
fn wait(port: u16) {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(10), "the server does not listen");
        std::thread::sleep(Duration::from_millis(20));
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
