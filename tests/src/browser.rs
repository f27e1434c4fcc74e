//! Real browsers, driven by their own drivers.
//!
//! A missing driver or browser is a failed test, never a skipped one. Only [`engines`] knows of
//! `JISSEN_TESTS=no-browser`, and `tests/run` says so in its summary.

use std::{
    future::Future,
    io::{BufRead, BufReader},
    net::TcpListener,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
pub use fantoccini::wd::WindowHandle;
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

/// Two cores cannot time more than one browser honestly.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How long a page may take to do what a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Always tested.
    Chromium,
    /// With the policy for local files that its readers have; its driver would relax it.
    Firefox,
    /// Stands in for Safari.
    Webkit,
}

/// What a session differs in from a plain one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Pages may run no script.
    pub without_scripts: bool,
}

/// The engines of this run: `JISSEN_ENGINES`, Chromium when it is not set, none when browsers are left out.
///
/// # Panics
///
/// When the variable names an unknown engine.
pub fn engines() -> Vec<Engine> {
    if std::env::var("JISSEN_TESTS").as_deref() == Ok("no-browser") {
        return Vec::new();
    }
    let names = std::env::var("JISSEN_ENGINES").unwrap_or_else(|_| "chromium".into());
    let engine = |name: &str| match name {
        "chromium" => Engine::Chromium,
        "firefox" => Engine::Firefox,
        "webkit" => Engine::Webkit,
        _ => panic!("JISSEN_ENGINES: unknown engine `{name}`"),
    };
    names.split_whitespace().map(engine).collect()
}

/// Chromium alone, for what only its driver can tell; nothing when browsers are left out.
pub fn chromium() -> Vec<Engine> {
    engines().into_iter().filter(|&engine| engine == Engine::Chromium).collect()
}

/// Runs a test in fresh sessions, one engine after another.
///
/// # Panics
///
/// When a browser or driver is missing, and when the test does.
pub fn drive<Test, Done>(engines: Vec<Engine>, settings: Settings, test: Test)
where
    Test: Fn(Browser) -> Done,
    Done: Future<Output = ()>,
{
    for engine in engines {
        // A failed test poisons nothing: the next one starts its own browser.
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        run_session(engine, &Driver::start(engine), settings, &test);
    }
}

/// Runs a test in sessions of one profile, one after another: the browser is closed and opened again in between.
/// The test gets the number of the session, from 0. WebKitGTK's browser keeps nothing under a driver and is left out.
///
/// # Panics
///
/// When a browser or driver is missing, and when the test does.
pub fn drive_again<Test, Done>(engines: Vec<Engine>, n_sessions: usize, test: Test)
where
    Test: Fn(Browser, usize) -> Done,
    Done: Future<Output = ()>,
{
    for engine in engines.into_iter().filter(|engine| *engine != Engine::Webkit) {
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let driver = Driver::start(engine);
        for nth in 0..n_sessions {
            run_session(engine, &driver, Settings::default(), &|browser| test(browser, nth));
        }
    }
}

fn run_session<Test, Done>(engine: Engine, driver: &Driver, settings: Settings, test: &Test)
where
    Test: Fn(Browser) -> Done,
    Done: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let browser = runtime.block_on(Browser::connect(engine, driver, settings));
    let client = browser.client.clone();
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(browser))));
    // Also after a failure: a driver that is only killed leaves its browser running.
    let closed = runtime.block_on(client.close());
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
    closed.expect("the session ends");
}

/// A session with one window.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Which engine runs it.
    pub engine: Engine,
    client: Client,
}

impl Browser {
    async fn connect(engine: Engine, driver: &Driver, settings: Settings) -> Self {
        let address = format!("http://127.0.0.1:{}", driver.port);
        let capabilities = capabilities(engine, driver, settings);
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await;
        Self { engine, client: client.unwrap_or_else(|error| panic!("{engine:?} does not start: {error}")) }
    }

    /// Opens an address and waits until the page is there.
    pub async fn open(&self, address: &Url) {
        self.client.goto(address.as_str()).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Opens an address where perhaps nobody answers. Whether a page came.
    pub async fn try_to_open(&self, address: &Url) -> bool {
        self.client.goto(address.as_str()).await.is_ok()
    }

    /// Opens an address in another window, which is the one that is driven from now on. Gives the one before.
    pub async fn open_beside(&self, address: &Url) -> WindowHandle {
        let before = self.client.window().await.expect("a window");
        let window = self.client.new_window(false).await.expect("a new window");
        self.client.switch_to_window(window.handle).await.expect("another window");
        self.open(address).await;
        before
    }

    /// Drives another window from now on. Gives the one before.
    pub async fn turn_to(&self, window: WindowHandle) -> WindowHandle {
        let before = self.client.window().await.expect("a window");
        self.client.switch_to_window(window).await.expect("another window");
        before
    }

    /// Drives what a frame shows, until another address is opened or another window is turned to.
    pub async fn enter_frame(&self, selector: &str) {
        self.find(selector).await.enter_frame().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// The address of the page shown.
    pub async fn address(&self) -> Url {
        self.client.current_url().await.expect("the page has an address")
    }

    /// The page's `h1`.
    pub async fn heading(&self) -> String {
        self.find("h1").await.text().await.expect("the heading has a text")
    }

    /// The visible text of the page.
    pub async fn text(&self) -> String {
        self.find("body").await.text().await.expect("the page has a text")
    }

    /// The first element a CSS selector finds. A page that is just opening is waited for.
    pub async fn find(&self, selector: &str) -> Element {
        let patience = self.client.wait().at_most(Duration::from_secs(10));
        match patience.for_element(Locator::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("{}: no `{selector}`: {error}", self.address().await),
        }
    }

    /// How many elements a CSS selector finds.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.expect("elements counted").len()
    }

    /// Clicks the first visible element a CSS selector finds, as a mouse does, and waits for the page it leads to.
    pub async fn follow(&self, selector: &str) {
        let from = self.address().await;
        for element in self.client.find_all(Locator::Css(selector)).await.expect("elements found") {
            if element.is_displayed().await.unwrap_or(false) {
                self.bring_into_view(&element).await;
                element.click().await.unwrap_or_else(|error| panic!("{from}: `{selector}`: {error}"));
                self.leave(&from).await;
                return;
            }
        }
        panic!("{from}: nothing visible is `{selector}`");
    }

    /// Clicks the first element a CSS selector finds, as a mouse does.
    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        self.bring_into_view(&element).await;
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Drivers only bring an element to the edge of the window, where the bar of the desk may lie over it.
    async fn bring_into_view(&self, element: &Element) {
        let element = serde_json::to_value(element).expect("an element is a reference");
        self.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", vec![element])
            .await;
    }

    /// Goes back in the history.
    pub async fn back(&self) {
        self.client.back().await.expect("there is a page to go back to");
    }

    /// Presses a key on whatever has the focus; WebDriver's code for keys without a letter.
    pub async fn press(&self, key: char) {
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(actions).await.expect("a key is pressed");
    }

    /// Presses a key while another one, such as Control, is held.
    pub async fn press_with(&self, held: char, key: char) {
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.expect("keys are pressed");
    }

    /// Types a text into the first element a CSS selector finds.
    pub async fn type_into(&self, selector: &str, text: &str) {
        self.find(selector).await.send_keys(text).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Waits until a script of the page returns true. The page may be left for another one meanwhile.
    pub async fn wait_for(&self, what: &str, script: &str) {
        let started = Instant::now();
        while !self.client.execute(script, vec![]).await.is_ok_and(|value| value == json!(true)) {
            if started.elapsed() > PATIENCE {
                panic!("{}: not seen: {what}\n{}", self.address().await, self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Tabs until the element a CSS selector describes has the focus, and returns the stops it took.
    pub async fn tab_to(&self, selector: &str) -> usize {
        const LIMIT: usize = 400;
        for n_stops in 1..=LIMIT {
            self.press(TAB).await;
            if self.has_focus(selector).await {
                return n_stops;
            }
        }
        panic!("{}: {LIMIT} tab stops and no `{selector}`", self.address().await);
    }

    /// Presses Enter on the focused link and waits for the page it leads to.
    pub async fn enter(&self) {
        let from = self.address().await;
        self.press(ENTER).await;
        self.leave(&from).await;
    }

    /// Whether the focused element is what a CSS selector describes.
    pub async fn has_focus(&self, selector: &str) -> bool {
        let script = "return document.activeElement !== null && document.activeElement.matches(arguments[0])";
        self.run(script, vec![json!(selector)]).await == json!(true)
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.client.execute(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}", self.address().await),
        }
    }

    /// Runs a script that answers through its last argument.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.client.execute_async(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}", self.address().await),
        }
    }

    /// What axe, once it is loaded into the page, finds wrong there: one line for each rule, with the first places.
    pub async fn violations(&self) -> Vec<String> {
        let script = "const done = arguments[arguments.length - 1];\
                      axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(\
                          (result) => done(result.violations.map((rule) =>\
                              rule.id + ': ' + rule.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', '))),\
                          (error) => done([String(error)]));";
        let found = self.run_async(script, vec![]).await;
        found
            .as_array()
            .expect("a list")
            .iter()
            .map(|text| text.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// A command of Chromium's own protocol.
    pub async fn chromium_command(&self, name: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": name, "params": parameters });
        let call = VendorCall { path: "goog/cdp/execute", body: body.to_string() };
        self.client.issue_cmd(call).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What a command of Chromium answers in its `data`: a picture or a print.
    pub async fn chromium_file(&self, name: &str, parameters: Value) -> Vec<u8> {
        let answer = self.chromium_command(name, parameters).await;
        BASE64_STANDARD.decode(answer["data"].as_str().unwrap_or_default()).expect("base64")
    }

    /// What Chromium logged since the last call: `browser` for the console, `performance` for the network.
    pub async fn log(&self, kind: &str) -> Vec<Value> {
        let call = VendorCall { path: "se/log", body: json!({ "type": kind }).to_string() };
        let entries = self.client.issue_cmd(call).await.expect("a log");
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Shows pages at this width and in this colour scheme, as a telephone or a desk would. Chromium only.
    pub async fn show_as(&self, width: u32, scheme: &str) {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.chromium_command("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chromium_command("Emulation.setEmulatedMedia", features).await;
    }

    /// Waits until the address is another one and its page is complete.
    async fn leave(&self, from: &Url) {
        let started = Instant::now();
        while self.address().await == *from {
            assert!(started.elapsed() < PATIENCE, "still at {from}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.find("h1").await;
    }
}

/// The Tab key.
pub const TAB: char = '\u{e004}';
/// The Enter key.
pub const ENTER: char = '\u{e007}';
/// The Escape key.
pub const ESCAPE: char = '\u{e00c}';
/// The Control key.
pub const CONTROL: char = '\u{e009}';
/// The key with an arrow up.
pub const UP: char = '\u{e013}';
/// The key with an arrow down.
pub const DOWN: char = '\u{e015}';

#[derive(Debug)]
struct VendorCall {
    path: &'static str,
    body: String,
}

impl WebDriverCompatibleCommand for VendorCall {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.clone()))
    }
}

/// A driver's process; ended when dropped, with the browser it started.
#[derive(Debug)]
struct Driver {
    processes: Vec<Child>,
    port: u16,
    display: Option<String>,
    profile: TempDir,
}

impl Driver {
    fn start(engine: Engine) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut driver = Self { processes: Vec::new(), port: free_port(), display: None, profile };
        if engine == Engine::Webkit {
            driver.start_display();
        }
        let (program, package, arguments) = match engine {
            Engine::Chromium => ("chromedriver", "chromium-driver", vec![format!("--port={}", driver.port)]),
            Engine::Firefox => ("geckodriver", "geckodriver", vec!["--port".into(), driver.port.to_string()]),
            Engine::Webkit => {
                let port = format!("--port={}", driver.port);
                ("WebKitWebDriver", "webkit2gtk-driver", vec![port, "--host=127.0.0.1".into()])
            }
        };
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(display) = &driver.display {
            command.envs([
                ("DISPLAY", display.as_str()),
                ("GDK_BACKEND", "x11"),
                ("GSETTINGS_BACKEND", "memory"),
            ]);
            command.envs([("WEBKIT_DISABLE_DMABUF_RENDERER", "1"), ("WEBKIT_DISABLE_COMPOSITING_MODE", "1")]);
            command.env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
        driver.spawn(command, package);
        driver.wait();
        driver
    }

    /// A screen in memory, for the engine that cannot do without.
    fn start_display(&mut self) {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        self.spawn(command, "xvfb");
        let stdout =
            self.processes.last_mut().and_then(|process| process.stdout.take()).expect("Xvfb's output");
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).expect("Xvfb names its display");
        self.display = Some(format!(":{}", number.trim()));
    }

    fn spawn(&mut self, mut command: Command, package: &str) {
        let process = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{:?} does not start ({error}): install `{package}`, or run ./tests/run, which does",
                command.get_program()
            )
        });
        self.processes.push(process);
    }

    fn wait(&self) {
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(started.elapsed() < PATIENCE, "the driver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().rev() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn capabilities(engine: Engine, driver: &Driver, settings: Settings) -> Capabilities {
    let capabilities = match engine {
        Engine::Chromium => chromium_capabilities(driver, settings),
        Engine::Firefox => json!({
            "moz:firefoxOptions": {
                "args": ["-headless", "-profile", driver.profile.path()],
                "prefs": {
                    "security.fileuri.strict_origin_policy": true,
                    "javascript.enabled": !settings.without_scripts,
                },
            },
        }),
        Engine::Webkit => json!({
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] },
        }),
    };
    capabilities.as_object().cloned().expect("an object")
}

fn chromium_capabilities(driver: &Driver, settings: Settings) -> Value {
    let profile = format!("--user-data-dir={}", driver.profile.path().display());
    // 2 is "blocked" in Chromium's list of content settings.
    let scripts = if settings.without_scripts { 2 } else { 1 };
    json!({
        "goog:chromeOptions": {
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--window-size=1280,900", profile,
            ],
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

/// Debian keeps it among the libraries, under the name of the machine.
fn mini_browser() -> String {
    let libraries = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found =
        libraries.map(|entry| entry.path().join("webkit2gtk-4.1/MiniBrowser")).find(|file| file.is_file());
    found.expect("no MiniBrowser: install `webkit2gtk-driver`").to_string_lossy().into_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// The address of a file.
///
/// # Panics
///
/// When the path is not absolute.
pub fn file_address(file: &std::path::Path) -> Url {
    Url::from_file_path(file).expect("an absolute path")
}
