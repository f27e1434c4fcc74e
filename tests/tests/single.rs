//! The guide as one HTML file in real browsers, opened from a folder as readers have them: the same pages as in the folder,
//! the same search, desk and files, and nothing asked for outside of it.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, sync::OnceLock};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tests::{
    browser::{Browser, ENTER, Engine, Settings, chromium, drive, engines, file_address},
    folder,
    guide::{self, site},
    program::root,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const INPUT: &str = "#guide-search-input";
const SHEET: &str = "#/sheets/r7-medical";
const TWO_FACTOR: &str = "two-factor-auth-all";
/// A page is there, and not the one before.
const IS_SHOWN: &str = "return !window.pageBefore && document.querySelector('#guide-main') !== null";
const HAS_HITS: &str = "return document.querySelectorAll('.guide-search-shown mark').length > 0";
const HAS_BAR: &str = "return document.querySelector('.guide-search-bar') !== null";
const HAS_ANSWERS: &str = "return document.querySelector('.guide-desk-answer') !== null";
const IS_KEPT: &str =
    "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')";
/// Stands before the policy, which does not bind it, and notes what the policy stops.
const WATCH: &str = "<script>addEventListener('securitypolicyviolation', (event) => {\
        sessionStorage.stopped = (sessionStorage.stopped || '') + event.violatedDirective + ' ' + event.blockedURI + ' ';\
    });</script>";
/// Keeps what the page gives out in `window.given`, as base64.
const CATCH: &str = "const make = URL.createObjectURL;\
    URL.createObjectURL = (blob) => {\
        const reader = new FileReader();\
        reader.onload = () => { window.given = reader.result.split(',')[1] || ''; };\
        reader.readAsDataURL(blob);\
        return make.call(URL, blob);\
    };\
    HTMLAnchorElement.prototype.click = () => {};";

/// The file, and one that was cut off on its way.
fn files() -> &'static [PathBuf; 2] {
    static FILES: OnceLock<(tempfile::TempDir, [PathBuf; 2])> = OnceLock::new();
    let write = || {
        let place = folder::temporary();
        let folder = place.path().join("安全管理 案内");
        fs::create_dir(&folder).expect("a folder");
        let whole = guide::single().replacen("<head>", &format!("<head>{WATCH}"), 1);
        let cut = &whole[..whole.len() / 2];
        let files = [("手引き 令和7年度版.html", &*whole), ("途中まで.html", cut)].map(|(name, text)| {
            let file = folder.join(name);
            fs::write(&file, text).expect("a file");
            file.canonicalize().expect("the file")
        });
        (place, files)
    };
    &FILES.get_or_init(write).1
}

fn address(fragment: &str) -> Url {
    let file = file_address(&files()[0]);
    file.join(fragment).expect("an address")
}

/// Does what leads to another page, and waits for that.
async fn turn(browser: &Browser, act: impl AsyncFnOnce()) {
    browser.run("window.pageBefore = true", vec![]).await;
    act().await;
    browser.wait_for("another page", IS_SHOWN).await;
}

/// Opens the file at an address. In the file itself, another address may be another place on the same page.
async fn open(browser: &Browser, fragment: &str) {
    browser.open(&Url::parse("about:blank").expect("an address")).await;
    browser.open(&address(fragment)).await;
    browser.wait_for(fragment, IS_SHOWN).await;
}

async fn go(browser: &Browser, selector: &str) {
    turn(browser, async || browser.click(selector).await).await;
}

async fn fragment(browser: &Browser) -> String {
    browser.address().await.fragment().unwrap_or_default().to_owned()
}

/// Scrolls, and lets the shell note it.
async fn scroll_to(browser: &Browser, top: u64) {
    browser.run("scrollTo(0, arguments[0])", vec![json!(top)]).await;
    let script = format!("return Boolean(history.state) && Math.round(history.state.scroll[1]) === {top}");
    browser.wait_for("that the place is noted", &script).await;
}

async fn assert_scrolled(browser: &Browser, top: u64) {
    browser.wait_for("the place left", &format!("return Math.round(scrollY) === {top}")).await;
}

/// Nothing was stopped by the policy, nothing failed, and nothing was asked for but the file itself.
async fn assert_quiet(browser: &Browser) {
    let stopped = browser.run("return sessionStorage.stopped || ''", vec![]).await;
    assert_eq!(stopped, json!(""), "{:?}", browser.engine);
    let asked =
        browser.run("return performance.getEntriesByType('resource').map(({ name }) => name)", vec![]).await;
    let of_network: Vec<&Value> =
        asked.as_array().expect("a list").iter().filter(|name| !is_inside(name)).collect();
    assert!(of_network.is_empty(), "{of_network:?}");
    if browser.engine == Engine::Chromium {
        let console = browser.log("browser").await;
        assert!(console.is_empty(), "{console:?}");
        let entries = browser.log("performance").await;
        let asked = entries.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let event = &message["message"];
            (event["method"] == "Network.requestWillBeSent")
                .then(|| event["params"]["request"]["url"].clone())
        });
        let own = file_address(&files()[0]);
        let other: Vec<Value> = asked
            .filter(|asked| {
                !is_inside(asked) && !asked.as_str().expect("an address").starts_with(own.as_str())
            })
            .collect();
        assert!(other.is_empty(), "{other:?}");
    }
}

/// What was asked for until now was of the folder.
async fn leave_folder(browser: &Browser) {
    browser.open(&Url::parse("about:blank").expect("an address")).await;
    if browser.engine == Engine::Chromium {
        browser.log("performance").await;
    }
}

/// Whether an address names what is in the document, in memory, or in the empty page before it.
fn is_inside(address: &Value) -> bool {
    let address = address.as_str().expect("an address");
    ["data:", "blob:", "about:", "chrome:"].iter().any(|scheme| address.starts_with(scheme))
}

#[test]
fn an_address_opens_a_page_and_the_history_leads_back() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&address("")).await;
        browser.wait_for("the first page", IS_SHOWN).await;
        let first = browser.run("return document.title", vec![]).await;
        for (written, title) in [
            ("#/items/two-factor-auth", "二要素認証 | "),
            ("#/items/two-factor-auth.html", "二要素認証 | "),
            ("#/items/", "項目の解説 | "),
            ("#/index", first.as_str().expect("a title")),
        ] {
            open(&browser, written).await;
            let shown = browser.run("return document.title", vec![]).await;
            assert!(shown.as_str().expect("a title").starts_with(title), "{written}: {shown}");
        }
        for written in [format!("{SHEET}#{TWO_FACTOR}"), format!("{SHEET}.html%23{TWO_FACTOR}")] {
            open(&browser, &written).await;
            let in_view = format!(
                "const {{ top }} = document.getElementById('{TWO_FACTOR}').getBoundingClientRect();\
                 return top >= -1 && top < innerHeight && document.querySelector('.guide-arrived').id === '{TWO_FACTOR}'"
            );
            browser.wait_for("the row", &in_view).await;
        }

        open(&browser, "#/items/two-factor-auth").await;
        let link = "main a[href^='#/sheets/r7-medical']";
        let top = browser
            .run(
                "const { top } = document.querySelector(arguments[0]).getBoundingClientRect();\
                 return Math.round(scrollY + top - innerHeight / 2)",
                vec![json!(link)],
            )
            .await;
        let top = top.as_u64().expect("not at the very top");
        scroll_to(&browser, top).await;
        let element = browser.find(link).await;
        turn(&browser, async || element.click().await.expect("a click")).await;
        assert!(fragment(&browser).await.starts_with("/sheets/r7-medical"));
        scroll_to(&browser, 1200).await;
        turn(&browser, async || browser.back().await).await;
        assert_eq!(fragment(&browser).await, "/items/two-factor-auth");
        assert_scrolled(&browser, top).await;
        turn(&browser, async || drop(browser.run("history.forward()", vec![]).await)).await;
        assert_scrolled(&browser, 1200).await;
        turn(&browser, async || drop(browser.run("location.reload()", vec![]).await)).await;
        assert_scrolled(&browser, 1200).await;
        assert_quiet(&browser).await;
    });
}

#[test]
fn a_place_on_the_same_page_is_gone_to_without_opening_it_again() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, "#/faq").await;
        browser
            .run(
                "window.pageBefore = true; document.querySelector('.guide-headings details').open = true",
                vec![],
            )
            .await;
        let link = ".guide-headings li:nth-child(2) a";
        let href = browser
            .run("return document.querySelector(arguments[0]).getAttribute('href')", vec![json!(link)])
            .await;
        let id = href
            .as_str()
            .and_then(|href| href.strip_prefix("#/faq#"))
            .expect("a place on this page")
            .to_owned();
        let in_view = format!(
            "const {{ top }} = document.getElementById('{id}').getBoundingClientRect(); return top >= -1 && top < 100"
        );
        browser.click(link).await;
        browser.wait_for("the place", &in_view).await;
        assert_eq!(fragment(&browser).await, format!("/faq#{id}"));
        // The same link once more, from elsewhere.
        browser.run("scrollTo(0, 0)", vec![]).await;
        browser.click(link).await;
        browser.wait_for("the place again", &in_view).await;
        browser.back().await;
        browser.wait_for("the page as it was", "return location.hash === '#/faq' && scrollY < 500").await;
        assert_eq!(
            browser.run("return window.pageBefore", vec![]).await,
            json!(true),
            "still the same document"
        );
        browser.run("document.querySelector('.guide-skip').focus()", vec![]).await;
        browser.press(ENTER).await;
        assert!(browser.has_focus("#guide-main").await, "the keyboard goes on in the text");
        assert_quiet(&browser).await;
    });
}

#[test]
fn an_address_of_no_page_says_so_and_leads_to_the_first() {
    drive(engines(), PLAIN, async |browser| {
        for written in ["#/nothing/here", "#/sheets/r7-medical.xlsx"] {
            browser.run("window.pageBefore = true", vec![]).await;
            browser.open(&address(written)).await;
            browser
                .wait_for(
                    "the answer",
                    "return !window.pageBefore && document.title.startsWith('ページが見つかりません')",
                )
                .await;
            assert_eq!(browser.heading().await, "ページが見つかりません");
        }
        go(&browser, "main a").await;
        assert_eq!(fragment(&browser).await, "/index");
        assert_quiet(&browser).await;
    });
}

#[test]
fn the_search_finds_and_opens_what_it_finds() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, "#/items/security-patch").await;
        browser.type_into(INPUT, "二段階認証").await;
        browser.wait_for("a list", HAS_HITS).await;
        let hrefs = browser.run(
            "return [...document.querySelectorAll('[role=option]')].map((link) => link.getAttribute('href'))", vec![]).await;
        let hrefs: Vec<String> = serde_json::from_value(hrefs).expect("addresses");
        assert!(hrefs.iter().all(|href| href.starts_with("#/")), "to be opened beside, or copied: {hrefs:?}");
        go(&browser, "[role=option]").await;
        browser.wait_for("the words in colour", HAS_BAR).await;
        assert!(
            hrefs[0]
                .starts_with(&format!("#{}#q=", fragment(&browser).await.split('#').next().expect("a page")))
        );
        let place = fragment(&browser).await.split('#').nth(1).expect("a place on it").to_owned();
        let in_view = format!(
            "const {{ top }} = document.getElementById('{place}').getBoundingClientRect(); return top >= -1 && top < innerHeight"
        );
        browser.wait_for("the place", &in_view).await;

        // The page of results, by Enter; there further words; a hit and back.
        turn(&browser, async || {
            browser.type_into(INPUT, "バックアップ").await;
            browser.press(ENTER).await;
        })
        .await;
        browser.wait_for("results", HAS_HITS).await;
        let words = |fragment: &str| {
            let (page, asked) = fragment.split_once('#').expect("words in the address");
            assert_eq!(page, "/search");
            url::form_urlencoded::parse(asked.as_bytes())
                .find(|(name, _)| name == "q")
                .expect("words")
                .1
                .into_owned()
        };
        assert_eq!(words(&fragment(&browser).await), "バックアップ");
        browser.run("document.querySelector('#guide-search-input').value = ''", vec![]).await;
        browser.type_into(INPUT, "ルーター").await;
        browser
            .wait_for(
                "other words in the address",
                "return decodeURIComponent(location.hash).includes('ルーター')",
            )
            .await;
        browser.wait_for("results", HAS_HITS).await;
        go(&browser, ".guide-search-shown a").await;
        browser.wait_for("the words in colour", HAS_BAR).await;
        turn(&browser, async || browser.back().await).await;
        browser.wait_for("results", HAS_HITS).await;
        assert_eq!(words(&fragment(&browser).await), "ルーター");
        assert_quiet(&browser).await;
    });
}

/// What a click gives the reader to save.
async fn given(browser: &Browser, selector: &str) -> Vec<u8> {
    browser.run(&format!("window.given = undefined; {CATCH}"), vec![]).await;
    let click = "document.querySelector(arguments[0]).dispatchEvent(\
                 new MouseEvent('click', { bubbles: true, cancelable: true }))";
    browser.run(click, vec![json!(selector)]).await;
    browser.wait_for("a file", "return window.given !== undefined").await;
    let text = browser.run("return window.given", vec![]).await;
    BASE64_STANDARD.decode(text.as_str().expect("base64")).expect("base64")
}

#[test]
fn answers_are_kept_in_the_file_s_own_storage_and_can_be_taken_along() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        browser.wait_for("the controls", HAS_ANSWERS).await;
        browser.click(&format!(".guide-desk-answer[data-key='{TWO_FACTOR}'] input[value=no]")).await;
        browser.wait_for("that it is kept", IS_KEPT).await;
        turn(&browser, async || drop(browser.run("location.reload()", vec![]).await)).await;
        let chosen = format!(
            "const chosen = document.querySelector(\".guide-desk-answer[data-key='{TWO_FACTOR}'] :checked\");\
             return chosen !== null && chosen.value === 'no'"
        );
        browser.wait_for("the answer on the sheet", &chosen).await;
        open(&browser, "#/items/two-factor-auth").await;
        browser.wait_for("the answer on the page of the item", &chosen).await;

        go(&browser, ".guide-desk-home").await;
        assert_eq!(fragment(&browser).await, "/desk/index");
        let is_counted = "const card = document.querySelector('#desk-progress ~ ul > li');\
                          return card !== null && /(^|[^0-9])1([^0-9]|$)/.test(card.textContent)";
        browser.wait_for("one row on the desk", is_counted).await;
        let saved = given(&browser, ".guide-desk-file > .guide-desk-buttons > .guide-button-key").await;
        let saved: Value = serde_json::from_slice(&saved).expect("JSON");
        assert_eq!(saved["sheets"][0]["rows"][TWO_FACTOR]["checks"][0]["answer"], json!("no"));
        open(&browser, "#/desk/index").await;
        browser.wait_for("the desk", is_counted).await;
        go(&browser, "#desk-progress ~ ul > li a").await;
        assert!(fragment(&browser).await.starts_with("/sheets/r7-"));
        assert_quiet(&browser).await;
    });
}

#[test]
fn the_vendor_chosen_on_a_sheet_stands_in_the_address() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, "#/sheets/r7-vendor").await;
        browser.find(".guide-desk-adding").await;
        let link = "const link = document.createElement('a'); link.id = 'test-link'; link.href = '#x';\
                    document.querySelector('main').append(link)";
        browser.run(link, vec![]).await;
        for name in ["回線の会社", "電子カルテの会社"] {
            let add = "const input = document.querySelector('#guide-desk-new-vendor'); input.value = arguments[0];\
                       input.form.requestSubmit()";
            browser.run(add, vec![json!(name)]).await;
        }
        browser.wait_for("that it is kept", IS_KEPT).await;
        let is_named = "return location.hash.includes('?vendor=')";
        browser.wait_for("the vendor in the address", is_named).await;
        let place = "return document.querySelector('#test-link').getAttribute('href').startsWith('#/sheets/r7-vendor?vendor=')";
        browser.wait_for("that links on the page are this vendor's", place).await;
        let chosen = "return document.querySelector('#guide-desk-vendor').selectedOptions[0].textContent";
        assert_eq!(browser.run(chosen, vec![]).await, json!("電子カルテの会社"));
        turn(&browser, async || drop(browser.run("location.reload()", vec![]).await)).await;
        browser.wait_for("the controls", HAS_ANSWERS).await;
        assert_eq!(browser.run(chosen, vec![]).await, json!("電子カルテの会社"), "the same vendor");
        assert_quiet(&browser).await;
    });
}

#[test]
fn files_to_take_away_are_those_of_the_folder() {
    drive(engines(), PLAIN, async |browser| {
        let mut offered: Vec<(&str, Vec<(String, String)>)> = Vec::new();
        for page in ["sheets/r7-medical", "revisions/r6-r7", "regulation/appendices"] {
            browser.open(&file_address(&site().join(format!("{page}.html")))).await;
            let links = "return [...document.querySelectorAll('a[download]')].map((link) => [link.href, link.download])";
            let links = browser.run(links, vec![]).await;
            offered.push((page, serde_json::from_value(links).expect("addresses and names")));
        }
        leave_folder(&browser).await;
        let mut n_files = 0;
        for (page, links) in offered {
            open(&browser, &format!("#/{page}")).await;
            for (nth, (address, name)) in links.iter().enumerate() {
                let mark = "const link = document.querySelectorAll('a[download]')[arguments[0]];\
                            link.id = 'test-link'; return link.download";
                assert_eq!(browser.run(mark, vec![json!(nth)]).await, json!(name), "{page}");
                let bytes = given(&browser, "#test-link").await;
                let file = Url::parse(address).expect("an address").to_file_path().expect("a file");
                assert!(bytes == fs::read(file).expect("the file of the folder"), "{name}");
                browser.run("document.querySelector('#test-link').removeAttribute('id')", vec![]).await;
                n_files += 1;
            }
        }
        assert!(n_files > 8, "{n_files}");
        open(&browser, "#/regulation/make").await;
        browser
            .wait_for("the rules", "return document.querySelector('.guide-desk-regulation-text h4') !== null")
            .await;
        let rules = given(&browser, ".guide-desk-regulation-tools .guide-button-key").await;
        assert!(rules.starts_with(b"PK"), "a Word file");
        assert_quiet(&browser).await;
    });
}

#[test]
fn chromium_saves_a_file_under_its_name() {
    drive(chromium(), PLAIN, async |browser| {
        let downloads = folder::temporary();
        let parameters = json!({ "behavior": "allow", "downloadPath": downloads.path() });
        browser.chromium_command("Browser.setDownloadBehavior", parameters).await;
        open(&browser, SHEET).await;
        browser.click("a[download='r7-medical.xlsx']").await;
        let saved = downloads.path().join("r7-medical.xlsx");
        let expected = fs::read(site().join("sheets/r7-medical.xlsx")).expect("the file of the folder");
        for _ in 0..500 {
            if fs::read(&saved).is_ok_and(|bytes| bytes == expected) {
                return assert_quiet(&browser).await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("no file, or another one");
    });
}

/// The text a page shows, spaces made one, once two looks give the same.
async fn settled_text(browser: &Browser) -> String {
    let script = "const done = arguments[arguments.length - 1];\
        const text = () => document.body.innerText.replace(/\\s+/g, ' ').trim();\
        const look = (before) => setTimeout(() => { const now = text(); now === before ? done(now) : look(now); }, 15);\
        look(text());";
    browser.run_async(script, vec![]).await.as_str().expect("a text").to_owned()
}

#[test]
fn every_page_shows_the_text_it_has_in_the_folder() {
    let pages: Vec<String> = folder::read(site())
        .into_keys()
        .filter(|path| path.ends_with(".html") && path != "hub.html" && !site::is_public(path))
        .collect();
    assert!(pages.len() > 80);
    /// The desk of a page is there when its bar is.
    const IS_WHOLE: &str = "return !window.pageBefore && document.querySelector('#guide-main') !== null &&\
        (document.querySelector('[data-desk]') === null || document.querySelector('.guide-desk-home') !== null)";
    drive(engines(), PLAIN, async |browser| {
        let mut in_folder = BTreeMap::new();
        for page in &pages {
            browser.open(&file_address(&site().join(page))).await;
            browser.wait_for("the page of the folder", IS_WHOLE).await;
            in_folder.insert(page, settled_text(&browser).await);
        }
        leave_folder(&browser).await;
        open(&browser, "").await;
        for page in &pages {
            let go = "window.pageBefore = true; location.hash = arguments[0]";
            let written = format!("#/{}", page.trim_end_matches(".html"));
            browser.run(go, vec![json!(written)]).await;
            browser.wait_for(page, IS_WHOLE).await;
            assert_eq!(settled_text(&browser).await, in_folder[page], "{page}");
        }
        assert_quiet(&browser).await;
    });
}

#[test]
fn a_sheet_prints_as_it_does_from_the_folder() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, SHEET).await;
        browser.wait_for("the controls", HAS_ANSWERS).await;
        let from_file = printed(&browser).await;
        browser.open(&file_address(&site().join("sheets/r7-medical.html"))).await;
        browser.wait_for("the controls", HAS_ANSWERS).await;
        let from_folder = printed(&browser).await;
        assert!(from_folder.contains("二要素認証"), "{from_folder}");
        assert_eq!(from_file, from_folder);
    });
}

/// The text of a print, spaces made one.
async fn printed(browser: &Browser) -> String {
    let folder = folder::temporary();
    let file = folder.path().join("print.pdf");
    let parameters = json!({ "preferCSSPageSize": true });
    fs::write(&file, browser.chromium_file("Page.printToPDF", parameters).await).expect("a print");
    let output = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let text = String::from_utf8(output.expect("pdftotext, of poppler-utils").stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_choice_of_colours_holds_from_the_first_moment_of_the_next_page() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, "#/index").await;
        let choose = "const select = document.querySelector('[data-guide-theme-choice]'); select.value = 'dark';\
                      select.dispatchEvent(new Event('change'))";
        browser.run(choose, vec![]).await;
        open(&browser, "#/faq").await;
        let ground = "return getComputedStyle(document.documentElement).colorScheme";
        assert_eq!(browser.run(ground, vec![]).await, json!("dark"));
        assert_eq!(
            browser.run("return document.querySelector('[data-guide-theme-choice]').value", vec![]).await,
            json!("dark")
        );
        assert_quiet(&browser).await;
    });
}

#[test]
fn pages_are_in_order_for_axe() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
    drive(chromium(), PLAIN, async |browser| {
        for page in ["#/index", SHEET, "#/search", "#/desk/index", "#/nothing"] {
            browser.run("window.pageBefore = true", vec![]).await;
            browser.open(&address(page)).await;
            browser
                .wait_for(page, "return !window.pageBefore && document.querySelector('main h1') !== null")
                .await;
            browser.run(&axe, vec![]).await;
            assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}");
            let ids = "const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id); return ids.length === new Set(ids).size";
            assert_eq!(browser.run(ids, vec![]).await, json!(true), "{page}: ids stand once");
        }
    });
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&file_address(&files()[1])).await;
        browser.wait_for("the answer", "return document.title.startsWith('手引きを開けません')").await;
        assert!(browser.text().await.contains("途中までしか届いていません"), "{}", browser.text().await);
    });
}

#[test]
fn without_scripts_the_file_says_what_to_do() {
    // WebKitGTK's browser has no switch for it.
    let engines = engines().into_iter().filter(|engine| *engine != Engine::Webkit).collect();
    drive(engines, Settings { without_scripts: true }, async |browser| {
        browser.open(&address("")).await;
        let text = browser.text().await;
        assert!(text.contains("JavaScript") && text.contains("zip"), "{text}");
        assert!(!text.contains("開いています"), "{text}");
    });
}
