//! The copy on a reader's device, behind a real login: what is saved, when it is shown, and that it goes when it must.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    browser::{Browser, Engine, Settings, chromium, drive, engines},
    folder,
    guide::site,
    login::PASSWORD,
    program::{jissen, root},
    server::{Flavour, Members, Server},
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const PATH: &str = "/japanese/members/info/x/";
/// The page about the copy.
const DEVICE: &str = "device.html";
const PAGE: &str = "items/two-factor-auth.html";
/// The longest a reader waits to be told that the login has run out.
const TOLD_WITHIN: Duration = Duration::from_secs(2);

const N_WORKERS: &str = "const done = arguments[arguments.length - 1];\
                         navigator.serviceWorker.getRegistrations().then((all) => done(all.length))";
const CACHES: &str = "const done = arguments[arguments.length - 1]; caches.keys().then(done)";
/// Everything in all caches whose address contains a text.
const KEPT: &str = "const done = arguments[arguments.length - 1];\
                    (async () => { const all = [];\
                        for (const name of await caches.keys())\
                            for (const { url } of await (await caches.open(name)).keys()) all.push(url);\
                        return all.filter((url) => url.includes(arguments[0])); })().then(done)";
const SAYS_SIGNED_OUT: &str =
    "return document.body !== null && document.body.innerText.includes('ログインの期限が切れました')";

/// The guide with one page changed, as its next release.
fn newer_site() -> &'static Path {
    static SITE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = folder::temporary();
        let book = folder.path().join("book");
        folder::copy(&root().join("book"), &book);
        let chapter = book.join("src/items/two-factor-auth.md");
        let text = fs::read_to_string(&chapter).expect("the chapter");
        fs::write(&chapter, format!("{text}\n新しい版で加えた文、ゼブラフィッシュです。\n"))
            .expect("the chapter written");
        jissen(folder.path(), ["build", "book", "--out", "site"]).expect(0);
        let site = folder.path().join("site");
        (folder, site)
    };
    &SITE.get_or_init(build).1
}

fn members() -> Members {
    Members::start(Flavour::Cookie, site(), PATH)
}

async fn sign_in(browser: &Browser, members: &Members) {
    let form = Url::parse(&format!("{}/members/sign-in", members.origin())).expect("an address");
    browser.open(&form).await;
    browser.type_into("[name=user]", "midori").await;
    browser.type_into("[name=password]", PASSWORD).await;
    browser.click("button").await;
    let is_in = "return document.body.innerText.includes('ログインしました')";
    browser.wait_for("the login", is_in).await;
}

/// Presses a button as soon as it is there; the page may draw it anew at any time.
async fn press(browser: &Browser, label: &str) {
    let script = format!(
        "const button = [...document.querySelectorAll('button')]\
             .find((one) => one.textContent.startsWith('{label}') && one.checkVisibility());\
         button?.click(); return button !== undefined"
    );
    browser.wait_for(label, &script).await;
}

async fn wait_for_text(browser: &Browser, text: &str) {
    browser.wait_for(text, &format!("return document.body.innerText.includes('{text}')")).await;
}

/// Logs in and saves a copy.
async fn save(browser: &Browser, members: &Members) {
    sign_in(browser, members).await;
    browser.open(&members.address(DEVICE)).await;
    press(browser, "この端末に保存して").await;
    wait_for_text(browser, "保存した日").await;
}

async fn list(browser: &Browser, script: &str, arguments: Vec<Value>) -> Vec<String> {
    let found = browser.run_async(script, arguments).await;
    let texts = found.as_array().expect("a list").iter();
    texts.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// Addresses of pages in all caches, but for those that hold nothing of the guide.
async fn kept_pages(browser: &Browser) -> Vec<String> {
    let pages = list(browser, KEPT, vec![json!(".html")]).await;
    pages.into_iter().filter(|address| !address.contains("/public/")).collect()
}

async fn assert_nothing_of_the_guide_is_kept(browser: &Browser) {
    let pages = kept_pages(browser).await;
    assert!(pages.is_empty(), "{pages:?}");
}

/// Whether the page shown is one of the guide's and not what stands in its place.
async fn shows(browser: &Browser, heading: &str) -> bool {
    browser.heading().await == heading
}

/// Every page a reader opens, by its path.
fn pages() -> Vec<String> {
    let names = folder::read(site()).into_keys();
    names.filter(|name| name.ends_with(".html") && !name.starts_with("public/")).collect()
}

#[test]
fn nothing_is_kept_before_the_reader_asks() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        sign_in(&browser, &members).await;
        for name in ["index.html", PAGE, DEVICE] {
            browser.open(&members.address(name)).await;
            browser.wait_for("the script", "return window.jissenOffline !== undefined").await;
            assert_eq!(browser.run_async(N_WORKERS, vec![]).await, json!(0), "{name}");
            assert_eq!(browser.run_async(CACHES, vec![]).await, json!([]), "{name}");
        }
    });
}

#[test]
fn everything_of_the_copy_works_when_the_server_is_gone() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        let address = |name: &str| members.address(name);
        let all: Vec<_> = pages().into_iter().map(|name| (address(&name), name)).collect();
        let desk = address("sheets/r7-medical.html");
        drop(members);
        for (address, name) in &all {
            browser.open(address).await;
            let saved = fs::read_to_string(site().join(name)).expect("a page");
            let title = browser.run("return document.title", vec![]).await;
            let title = title.as_str().unwrap_or_default().to_owned();
            assert!(
                !title.is_empty() && saved.contains(&format!("<title>{title}</title>")),
                "{name}: {title}"
            );
            let is_styled =
                "return getComputedStyle(document.documentElement).getPropertyValue('--guide-tap') !== ''";
            assert!(name == "hub.html" || browser.run(is_styled, vec![]).await == json!(true), "{name}");
        }
        search_for(&browser, "二要素認証").await;
        answer_one_row(&browser, &desk).await;
        if browser.engine == Engine::Chromium {
            let print = browser.chromium_file("Page.printToPDF", json!({})).await;
            assert!(print.starts_with(b"%PDF") && print.len() > 20_000, "{} bytes", print.len());
        }
    });
}

async fn search_for(browser: &Browser, text: &str) {
    browser.type_into("#guide-search-input", text).await;
    let has_found = "return document.querySelectorAll('.guide-search-popup mark').length > 0";
    browser.wait_for("what the search finds", has_found).await;
}

/// Answers one row of a sheet and finds the answer on the page again.
async fn answer_one_row(browser: &Browser, sheet: &Url) {
    const YES: &str = "[data-key='security-patch-all'] input[value='yes']";
    let is_ready = format!("return document.querySelector(\"{YES}\") !== null");
    browser.open(sheet).await;
    browser.wait_for("the desk", &is_ready).await;
    browser.run("document.querySelector(arguments[0]).click()", vec![json!(YES)]).await;
    let is_kept =
        "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')";
    browser.wait_for("the answer is kept", is_kept).await;
    browser.open(sheet).await;
    browser.wait_for("the desk", &is_ready).await;
    let is_checked =
        browser.run("return document.querySelector(arguments[0]).checked", vec![json!(YES)]).await;
    assert_eq!(is_checked, json!(true), "the answer is there again");
}

#[test]
fn a_release_in_the_middle_of_reading_never_mixes() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        browser.open(&members.address("faq.html")).await;
        let newer = newer_site().to_string_lossy();
        members.switch_release(&["add", &newer]).expect(0);
        // The page is one of the old build, and so is the index it asks for only now.
        search_for(&browser, "二要素認証").await;
        let builds = "return [...new Set(performance.getEntriesByType('resource').map(({ name }) => name)\
                      .filter((name) => name.includes('/search/')))]";
        let asked = browser.run(builds, vec![]).await;
        for address in asked.as_array().expect("a list").iter().filter_map(Value::as_str) {
            let file = address.rsplit_once(PATH).expect("an address of the guide").1;
            assert!(site().join(file).is_file(), "{file} is of another build");
        }
        // A changed page comes from the server with everything it loads.
        browser.open(&members.address(PAGE)).await;
        wait_for_text(&browser, "ゼブラフィッシュ").await;
        search_for(&browser, "ゼブラフィッシュ").await;
        take_the_newer_build(&browser, &members).await;
        let address = members.address(PAGE);
        drop(members);
        browser.open(&address).await;
        wait_for_text(&browser, "ゼブラフィッシュ").await;
        search_for(&browser, "ゼブラフィッシュ").await;
    });
}

/// Puts the newer build in the place of the copy; a second window is loaded anew by it.
async fn take_the_newer_build(browser: &Browser, members: &Members) {
    browser.open(&members.address("help.html")).await;
    browser.run("window.isOld = true", vec![]).await;
    let other = browser.open_beside(&members.address(DEVICE)).await;
    press(browser, "新しい版に入れ替える").await;
    press(browser, "新しい版があるか確かめる").await;
    let device = browser.turn_to(other).await;
    browser.wait_for("the other window is loaded anew", "return window.isOld === undefined").await;
    browser.turn_to(device).await;
}

#[test]
fn a_half_written_release_is_not_saved() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        let served = fs::canonicalize(members.served().join("current")).expect("a release");
        let page = served.join(PAGE);
        let whole = fs::read(&page).expect("a page");
        let cut = whole[..whole.len() / 2].to_vec();
        fs::write(&page, &cut).expect("half a page");
        sign_in(&browser, &members).await;
        browser.open(&members.address(DEVICE)).await;
        press(&browser, "この端末に保存して").await;
        wait_for_text(&browser, "入れ替わっている途中").await;
        assert_nothing_of_the_guide_is_kept(&browser).await;

        fs::write(&page, &whole).expect("the page");
        press(&browser, "この端末に保存して").await;
        wait_for_text(&browser, "保存した日").await;
        put_half_of_the_newer_site(&served);
        browser.open(&members.address(DEVICE)).await;
        press(&browser, "新しい版に入れ替える").await;
        wait_for_text(&browser, "入れ替わっている途中").await;
        let address = members.address(PAGE);
        drop(members);
        browser.open(&address).await;
        assert!(!browser.text().await.contains("ゼブラフィッシュ"), "the old copy is whole");
        search_for(&browser, "二要素認証").await;
    });
}

/// The list of the newer build is there, its pages are not yet.
fn put_half_of_the_newer_site(served: &Path) {
    fs::copy(newer_site().join("manifest.json"), served.join("manifest.json")).expect("the list");
}

#[test]
fn a_login_that_ends_while_saving_leaves_no_login_page_in_the_copy() {
    drive(engines(), PLAIN, async |browser| {
        // Some operators lead everything to the login, scripts and files too.
        let lead_away = |settings: &Path| {
            let file = settings.join("nginx-cookie.conf");
            folder::edit(&file, "try_files /signed-out.html =401;", "return 302 /members/sign-in;");
        };
        let members = Members::start_edited(Flavour::Cookie, site(), PATH, lead_away);
        sign_in(&browser, &members).await;
        browser.open(&members.address(DEVICE)).await;
        browser.wait_for("the script", "return window.jissenOffline !== undefined").await;
        press(&browser, "この端末に保存して").await;
        members.login.end_all_sessions();
        browser
            .wait_for("the end of saving", "return !document.body.innerText.includes('保存しています')")
            .await;
        browser.wait_for("what is said", SAYS_SIGNED_OUT).await;
        assert_nothing_of_the_guide_is_kept(&browser).await;
    });
}

#[test]
fn a_login_that_has_run_out_is_said_within_two_seconds() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        for trigger in [
            "const script = document.createElement('script'); script.src = '../assets/none.js'; document.head.append(script)",
            "document.querySelector('#guide-search-input').focus();",
            "document.querySelector('a[download], a[href$=\".xlsx\"], a[href$=\".csv\"]').click()",
        ] {
            sign_in(&browser, &members).await;
            browser.open(&members.address("sheets/r7-medical.html")).await;
            browser.wait_for("the script", "return window.jissenOffline !== undefined").await;
            members.login.end_all_sessions();
            let asked = Instant::now();
            browser.run(trigger, vec![]).await;
            browser.wait_for("that the login has run out", SAYS_SIGNED_OUT).await;
            assert!(asked.elapsed() < TOLD_WITHIN, "{trigger}: {:?}", asked.elapsed());
            assert_eq!(browser.count("[data-guide-message] a[href]").await, 1, "a way to log in");
        }
    });
}

#[test]
fn a_login_that_has_run_out_takes_the_copy_with_it() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        browser.open(&members.address("faq.html")).await;
        members.login.end_all_sessions();
        let asked = Instant::now();
        browser.open(&members.address(PAGE)).await;
        browser.wait_for("that the login has run out", SAYS_SIGNED_OUT).await;
        assert!(asked.elapsed() < TOLD_WITHIN, "{:?}", asked.elapsed());
        let back = browser.run("return document.querySelector('[data-guide-back]').href", vec![]).await;
        assert_eq!(back, json!(members.address(PAGE).as_str()));
        assert_nothing_of_the_guide_is_kept(&browser).await;
        // After the next login the copy may be saved again, and the page says why it is gone.
        sign_in(&browser, &members).await;
        browser.open(&members.address(DEVICE)).await;
        wait_for_text(&browser, "前の控えは消しました").await;
        press(&browser, "この端末に保存して").await;
        wait_for_text(&browser, "保存した日").await;
    });
}

/// Lets the last good check be so many days ago.
async fn grow_old(browser: &Browser, days: u32) {
    let script = "const done = arguments[arguments.length - 1];\
                  (async () => {\
                      const name = (await caches.keys()).find((name) => name.endsWith(' state'));\
                      const cache = await caches.open(name);\
                      const request = (await cache.keys()).find(({ url }) => url.endsWith('/state.json'));\
                      const copy = await (await cache.match(request)).json();\
                      copy.checked -= arguments[0] * 86400000;\
                      await cache.put(request, new Response(JSON.stringify(copy)));\
                  })().then(done)";
    browser.run_async(script, vec![json!(days)]).await;
}

#[test]
fn a_copy_is_read_for_thirty_days_after_the_last_good_check() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        answer_one_row(&browser, &members.address("sheets/r7-medical.html")).await;
        let (page, other) = (members.address(PAGE), members.address("faq.html"));
        drop(members);
        grow_old(&browser, 29).await;
        browser.open(&page).await;
        assert!(shows(&browser, "二要素認証").await);
        grow_old(&browser, 2).await;
        browser.open(&other).await;
        wait_for_text(&browser, "期限が過ぎました").await;
        assert_nothing_of_the_guide_is_kept(&browser).await;
        let answers = "return Object.keys(localStorage).filter((key) => key.endsWith(':answers')).length";
        assert_eq!(browser.run(answers, vec![]).await, json!(1), "the answers are still there");
    });
}

#[test]
fn the_reader_takes_the_copy_off_the_device() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        press(&browser, "端末から消す").await;
        let yes = "return document.querySelector('dialog button[value=yes]') !== null";
        browser.wait_for("the question", yes).await;
        browser.run("document.querySelector('dialog button[value=yes]').click()", vec![]).await;
        let is_gone =
            "return document.querySelector('.guide-device-state').textContent === 'まだ保存していません'";
        browser.wait_for("that nothing is kept", is_gone).await;
        assert_eq!(browser.run_async(CACHES, vec![]).await, json!([]));
        press(&browser, "この端末に保存して").await;
        wait_for_text(&browser, "保存した日").await;
        browser.open(&members.address(PAGE)).await;
        let address = members.address("faq.html");
        drop(members);
        browser.open(&address).await;
        assert!(shows(&browser, "よくある質問").await, "what was saved anew is there");
    });
}

#[test]
fn after_logging_out_neither_back_nor_the_worker_nor_an_address_shows_a_page() {
    drive(engines(), PLAIN, async |browser| {
        let members = members();
        save(&browser, &members).await;
        answer_one_row(&browser, &members.address("sheets/r7-medical.html")).await;
        browser.open(&members.address(PAGE)).await;
        browser.follow("footer a[href$='#sign-out']").await;
        press(&browser, "ログアウトする").await;
        press(&browser, "回答をファイルに保存").await;
        press(&browser, "ファイルがあったのでログアウト").await;
        wait_for_text(&browser, "ログアウトしました").await;
        // WebKit's driver does not answer any more after this way back; the next test has what its pages do then.
        for _ in 0..if browser.engine == Engine::Webkit { 0 } else { 2 } {
            browser.back().await;
            browser.wait_for("that nobody is logged in", SAYS_NOBODY).await;
            assert!(!browser.text().await.contains("記憶、生体、物のうち"));
        }
        browser.open(&members.address(PAGE)).await;
        browser.wait_for("that nobody is logged in", SAYS_NOBODY).await;
        assert_eq!(browser.run_async(CACHES, vec![]).await, json!([]));
        assert_eq!(browser.run_async(N_WORKERS, vec![]).await, json!(0));
        assert_eq!(browser.run("return Object.keys(localStorage)", vec![]).await, json!([]));
        let address = members.address(PAGE);
        drop(members);
        let arrived = browser.try_to_open(&address).await;
        assert!(
            !arrived || !browser.text().await.contains("記憶、生体、物のうち"),
            "no page without the server"
        );
    });
}

/// No page of the guide, whatever is shown in its place.
const SAYS_NOBODY: &str = "return document.body !== null && /ログイン|ログアウトしました/.test(document.body.innerText)\
                           && document.querySelector('.guide-article') === null";

#[test]
fn a_page_that_comes_back_from_the_memory_of_the_browser_is_hidden_until_the_server_agrees() {
    drive(engines(), PLAIN, async |browser| {
        let come_back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));\
                         return getComputedStyle(document.body).visibility";
        let is_shown = "return getComputedStyle(document.body).visibility === 'visible'";
        let members = members();
        sign_in(&browser, &members).await;
        browser.open(&members.address(PAGE)).await;
        browser.wait_for("the script", "return window.jissenOffline !== undefined").await;
        assert_eq!(browser.run(come_back, vec![]).await, json!("hidden"));
        browser.wait_for("the page again", is_shown).await;
        members.login.end_all_sessions();
        assert_eq!(browser.run(come_back, vec![]).await, json!("hidden"));
        browser.wait_for("that nobody is logged in", SAYS_NOBODY).await;
        assert!(browser.address().await.path().ends_with("public/signed-out.html"));
    });
}

#[test]
fn axe_finds_nothing_on_what_is_shown_about_the_copy_and_the_login() {
    drive(chromium(), PLAIN, async |browser| {
        let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
            .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
        let members = members();
        for (width, scheme) in [(1280, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            save(&browser, &members).await;
            assert_accessible(&browser, &axe).await;
            members.login.end_all_sessions();
            browser
                .run("window.dispatchEvent(new ErrorEvent('error', { filename: location.href }))", vec![])
                .await;
            browser.wait_for("that the login has run out", SAYS_SIGNED_OUT).await;
            assert_accessible(&browser, &axe).await;
            for notice in ["public/signed-out.html", "public/expired.html"] {
                browser.open(&members.address(notice)).await;
                assert_accessible(&browser, &axe).await;
            }
        }
    });
}

async fn assert_accessible(browser: &Browser, axe: &str) {
    browser.run(axe, vec![]).await;
    let found = browser.violations().await;
    assert!(found.is_empty(), "{}: {found:?}", browser.address().await);
}

#[test]
fn a_server_without_a_login_is_left_alone() {
    drive(engines(), PLAIN, async |browser| {
        let bare = folder::temporary();
        folder::copy(site(), &bare.path().join("site"));
        fs::remove_file(bare.path().join("site/manifest.json")).expect("the list removed");
        for site in [site(), &bare.path().join("site")] {
            let server = Server::start(site, "/guide/");
            browser.open(&server.address(PAGE)).await;
            browser.wait_for("the script", "return window.jissenOffline !== undefined").await;
            let script = "const done = arguments[arguments.length - 1]; jissenOffline.session().then(done)";
            assert_eq!(browser.run_async(script, vec![]).await, json!("in"));
            assert_eq!(browser.count("[data-guide-message]").await, 0);
        }
    });
}
