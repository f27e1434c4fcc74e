//! Where answers are kept: over pages, windows and closed browsers, from a disk and from a server, and what is said
//! when they cannot be.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    browser::{
        Browser, ENTER, ESCAPE, Engine, Settings, TAB, WindowHandle, chromium, drive, drive_again, engines,
        file_address,
    },
    folder,
    guide::site,
    program::root,
    server::Server,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };

/// Pages of three folders, where one answer each is given.
const SHEET: &str = "sheets/r7-medical.html";
const ITEM: &str = "items/two-factor-auth.html";
const HOME: &str = "desk/index.html";
const CARRY: &str = "desk/carry.html";
/// The frame of the hub.
const HUB: &str = "iframe[src$='hub.html']";

const IS_READY: &str = "return document.querySelector('.guide-desk-bar') !== null";
const IS_KEPT: &str =
    "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')";
const FACILITY: &str = "#desk-profile-name";
/// An answer only the sheet asks for here.
const YES: &str = "[data-key='security-patch-all'] input[value='yes']";
/// One that the sheet and the page of the requirement ask for.
const NO: &str = "[data-edition='r7'][data-form='medical'][data-key='two-factor-auth-all'] input[value='no']";
/// Another answer to the same.
const YES_THERE: &str =
    "[data-edition='r7'][data-form='medical'][data-key='two-factor-auth-all'] input[value='yes']";
/// The first longer text there.
const TEXT: &str = "[data-edition='r7'][data-form='medical'][data-key='two-factor-auth-all'] textarea";

/// Where pages come from.
type Place<'a> = &'a dyn Fn(&str) -> Url;

fn on_disk(name: &str) -> Url {
    file_address(&site().join(name))
}

async fn open(browser: &Browser, place: Place<'_>, name: &str) {
    browser.open(&place(name)).await;
    browser.wait_for("the desk", IS_READY).await;
}

/// Clicks an element wherever it is on the page, also below the bar.
async fn click(browser: &Browser, selector: &str) {
    let script = "document.querySelector(arguments[0]).click()";
    browser.run(script, vec![json!(selector)]).await;
}

async fn click_button(browser: &Browser, label: &str) {
    let script = "[...document.querySelectorAll('button')].filter((one) => one.textContent.startsWith(arguments[0]) \
                  && one.checkVisibility())[0].click()";
    browser.run(script, vec![json!(label)]).await;
}

async fn is_checked(browser: &Browser, selector: &str) -> bool {
    browser.run("return document.querySelector(arguments[0]).checked", vec![json!(selector)]).await
        == json!(true)
}

async fn value_of(browser: &Browser, selector: &str) -> Value {
    browser.run("return document.querySelector(arguments[0]).value", vec![json!(selector)]).await
}

async fn status(browser: &Browser) -> String {
    text(browser, ".guide-desk-status").await
}

async fn alert(browser: &Browser) -> String {
    text(browser, ".guide-desk-alert").await
}

async fn text(browser: &Browser, selector: &str) -> String {
    let text =
        browser.run("return document.querySelector(arguments[0]).textContent", vec![json!(selector)]).await;
    text.as_str().unwrap_or_default().to_owned()
}

async fn wait_for_alert(browser: &Browser, part: &str) {
    let script = format!("return document.querySelector('.guide-desk-alert').textContent.includes('{part}')");
    browser.wait_for(part, &script).await;
}

/// Names of everything the page can keep, sorted.
async fn keys(browser: &Browser) -> Value {
    browser.run("return Object.keys(localStorage).sort()", vec![]).await
}

/// Answers on three pages.
async fn answer(browser: &Browser, place: Place<'_>) {
    open(browser, place, SHEET).await;
    click(browser, YES).await;
    browser.wait_for("the answer is kept", IS_KEPT).await;
    open(browser, place, ITEM).await;
    click(browser, NO).await;
    browser.wait_for("the answer is kept", IS_KEPT).await;
    open(browser, place, HOME).await;
    browser.wait_for("the profile", &format!("return document.querySelector('{FACILITY}') !== null")).await;
    browser.type_into(FACILITY, "みどり診療所").await;
    browser.press(TAB).await;
    browser.wait_for("the name is kept", IS_KEPT).await;
}

async fn assert_answered(browser: &Browser, place: Place<'_>) {
    open(browser, place, HOME).await;
    browser.wait_for("the profile", &format!("return document.querySelector('{FACILITY}') !== null")).await;
    assert_eq!(value_of(browser, FACILITY).await, "みどり診療所");
    open(browser, place, SHEET).await;
    assert!(is_checked(browser, YES).await, "the answer on the sheet");
    assert!(is_checked(browser, NO).await, "the answer of the page of the requirement, on the sheet");
    open(browser, place, ITEM).await;
    assert!(is_checked(browser, NO).await, "the answer on the page of the requirement");
    assert_eq!(alert(browser).await, "");
}

#[test]
fn answers_on_three_pages_are_there_when_the_browser_is_opened_again() {
    drive_again(engines(), 2, async |browser, session| match session {
        0 => answer(&browser, &on_disk).await,
        _ => assert_answered(&browser, &on_disk).await,
    });
}

#[test]
fn pages_on_a_disk_share_the_answers() {
    drive(engines(), PLAIN, async |browser| {
        answer(&browser, &on_disk).await;
        assert_answered(&browser, &on_disk).await;
    });
}

#[test]
fn pages_of_a_server_share_the_answers_and_keep_them() {
    let server = Server::start(site(), "/members/guide/");
    let place = |name: &str| server.address(name);
    drive_again(engines(), 2, async |browser, session| match session {
        0 => answer(&browser, &place).await,
        _ => assert_answered(&browser, &place).await,
    });
    let engines = engines().into_iter().filter(|engine| *engine == Engine::Webkit).collect();
    drive(engines, PLAIN, async |browser| {
        answer(&browser, &place).await;
        assert_answered(&browser, &place).await;
    });
}

#[test]
fn reading_stores_nothing() {
    drive(engines(), PLAIN, async |browser| {
        for name in [HOME, SHEET, ITEM, CARRY, "desk/pack.html", "regulation/make.html", "hub.html"] {
            browser.open(&on_disk(name)).await;
            if name != "hub.html" {
                browser.wait_for("the desk", IS_READY).await;
            }
            assert_eq!(keys(&browser).await, json!([]), "{name}");
        }
        open_hub(&browser).await;
        assert_eq!(keys(&browser).await, json!([]), "the hub");
    });
}

#[test]
fn a_change_in_one_window_appears_in_the_other_and_typing_goes_on_there() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, &on_disk, ITEM).await;
        browser
            .run("document.querySelectorAll('main details').forEach((one) => (one.open = true))", vec![])
            .await;
        browser.type_into(TEXT, "こちらで書く").await;
        let second = browser.open_beside(&on_disk(SHEET)).await;
        browser.wait_for("the desk", IS_READY).await;
        click(&browser, NO).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        let sheet = browser.turn_to(second).await;
        let is_there = format!("return document.querySelector(\"{NO}\").checked");
        browser.wait_for("the answer of the other window", &is_there).await;
        assert_eq!(value_of(&browser, TEXT).await, "こちらで書く");
        assert!(browser.has_focus("textarea").await, "the text is still being written");
        browser.type_into(TEXT, "続き").await;
        browser.wait_for("the text is kept", IS_KEPT).await;
        click_button(&browser, "元に戻す").await;
        browser.turn_to(sheet).await;
        let is_alone = format!(
            "return document.querySelector(\"{NO}\").checked && document.querySelector(\"{TEXT}\").value === 'こちらで書く'"
        );
        browser.wait_for("only the text is taken back", &is_alone).await;
    });
}

#[test]
fn the_last_letter_before_the_page_is_left_is_not_lost() {
    drive(engines(), PLAIN, async |browser| {
        for name in [ITEM, SHEET] {
            open(&browser, &on_disk, name).await;
            let leave = "const text = document.querySelector(arguments[0]);\
                         text.value = arguments[1];\
                         text.dispatchEvent(new Event('input', { bubbles: true }));\
                         location.href = arguments[2];";
            let next = on_disk("about.html");
            browser.run(leave, vec![json!(TEXT), json!(name), json!(next.as_str())]).await;
            browser.wait_for("the next page", "return location.pathname.endsWith('about.html')").await;
            open(&browser, &on_disk, name).await;
            let is_there = format!("return document.querySelector(\"{TEXT}\").value === '{name}'");
            browser.wait_for("the last letters", &is_there).await;
            assert_eq!(browser.count("dialog").await, 0, "nothing to choose");
        }
        assert!(!keys(&browser).await.to_string().contains("draft"));
    });
}

/// Opens the storage the pages on a disk share. In WebKit hub.html has another one when it is no frame.
async fn open_hub(browser: &Browser) {
    open(browser, &on_disk, CARRY).await;
    browser.enter_frame(HUB).await;
}

async fn open_hub_beside(browser: &Browser) -> WindowHandle {
    let before = browser.open_beside(&on_disk(CARRY)).await;
    browser.wait_for("the desk", IS_READY).await;
    browser.enter_frame(HUB).await;
    before
}

/// Turns to the window of the hub. Gives the one before.
async fn turn_to_hub(browser: &Browser, window: WindowHandle) -> WindowHandle {
    let before = browser.turn_to(window).await;
    browser.enter_frame(HUB).await;
    before
}

#[test]
fn answers_that_vanish_are_said_at_once_and_kept_again_at_the_next_change() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, &on_disk, ITEM).await;
        click(&browser, NO).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        let page = open_hub_beside(&browser).await;
        browser.run("localStorage.clear()", vec![]).await;
        let hub = browser.turn_to(page).await;
        wait_for_alert(&browser, "消されました").await;
        assert_eq!(status(&browser).await, "まだ保存していません");
        assert!(is_checked(&browser, NO).await);
        let page = turn_to_hub(&browser, hub).await;
        assert_eq!(keys(&browser).await, json!([]), "nothing is written by itself");
        let hub = browser.turn_to(page).await;
        click(&browser, YES_THERE).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        wait_for_alert(&browser, "保存し直しました").await;
        turn_to_hub(&browser, hub).await;
        assert_eq!(keys(&browser).await, json!(["jissen:answers"]));
    });
}

#[test]
fn a_full_storage_is_said_at_once_and_tried_again_at_the_next_change() {
    drive(engines(), PLAIN, async |browser| {
        open_hub(&browser).await;
        let fill = "for (let size = 1 << 24; size >= 1; size >>= 1) {\
                        for (let n = 0; n < 3; n += 1) {\
                            try { localStorage.setItem('full' + size + n, 'x'.repeat(size)); } catch { }\
                        }\
                    }";
        browser.run(fill, vec![]).await;
        let hub = browser.open_beside(&on_disk(ITEM)).await;
        browser.wait_for("the desk", IS_READY).await;
        click(&browser, NO).await;
        wait_for_alert(&browser, "いっぱい").await;
        assert!(status(&browser).await.starts_with("まだ保存していません"));
        let page = turn_to_hub(&browser, hub).await;
        browser.run("localStorage.clear()", vec![]).await;
        browser.turn_to(page).await;
        click(&browser, YES_THERE).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        assert_eq!(alert(&browser).await, "");
    });
}

#[test]
fn a_refused_storage_is_said_before_anything_is_written() {
    let refuse = "Object.defineProperty(window, 'localStorage',\
                      { get() { throw new DOMException('', 'SecurityError'); } });";
    drive(chromium(), PLAIN, async |browser| {
        let parameters = json!({ "source": refuse });
        browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", parameters).await;
        open(&browser, &on_disk, ITEM).await;
        wait_for_alert(&browser, "保存できません").await;
        click(&browser, NO).await;
        browser
            .wait_for("it is not kept", "return document.querySelector('.guide-desk-bar-unsaved') !== null")
            .await;
        assert!(is_checked(&browser, NO).await, "the answer stays on the page");
    });
}

#[test]
fn without_the_hub_a_page_keeps_its_own_answers_and_says_so() {
    let folder = folder::temporary();
    let copy = folder.path().join("写し");
    folder::copy(site(), &copy);
    let hub = fs::read(copy.join("hub.html")).expect("the hub");
    let place = |name: &str| file_address(&copy.join(name));
    drive(engines(), PLAIN, async |browser| {
        fs::remove_file(copy.join("hub.html")).expect("the hub removed");
        open(&browser, &place, ITEM).await;
        wait_for_alert(&browser, "このページだけに保存します").await;
        click(&browser, NO).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        open(&browser, &place, ITEM).await;
        assert!(is_checked(&browser, NO).await, "the page has its answer again");
        fs::write(copy.join("hub.html"), &hub).expect("the hub put back");
        open(&browser, &place, ITEM).await;
        let is_there = format!("return document.querySelector(\"{NO}\").checked");
        browser.wait_for("the answer comes along", &is_there).await;
        open(&browser, &place, SHEET).await;
        assert!(is_checked(&browser, NO).await, "now other pages have it, too");
        assert_eq!(alert(&browser).await, "");
    });
}

#[test]
fn what_cannot_be_read_is_said_and_put_aside() {
    drive(engines(), PLAIN, async |browser| {
        open_hub(&browser).await;
        browser.run("localStorage.setItem('jissen:answers', '壊れた回答')", vec![]).await;
        open(&browser, &on_disk, ITEM).await;
        wait_for_alert(&browser, "開けませんでした").await;
        assert!(alert(&browser).await.contains("開けなかった回答をファイルに保存"));
        click(&browser, NO).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        wait_for_alert(&browser, "別に取ってあります").await;
        open_hub(&browser).await;
        let texts = "return Object.entries(localStorage).filter(([key]) => key.includes(':aside:')).map(([, text]) => text)";
        assert_eq!(browser.run(texts, vec![]).await, json!(["壊れた回答"]));
        open(&browser, &on_disk, ITEM).await;
        click_button(&browser, "片づける").await;
        browser.find("dialog").await;
        click_button(&browser, "消す").await;
        browser
            .wait_for("it is gone", "return !document.querySelector('.guide-desk-alert').textContent")
            .await;
        assert!(is_checked(&browser, NO).await);
    });
}

#[test]
fn erasing_leaves_nothing_behind_in_any_window() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, &on_disk, ITEM).await;
        click(&browser, NO).await;
        browser.wait_for("the answer is kept", IS_KEPT).await;
        let page = browser.open_beside(&on_disk(HOME)).await;
        browser.wait_for("the desk", IS_READY).await;
        click_button(&browser, "この端末から消す").await;
        browser.find("dialog").await;
        click_button(&browser, "保存せずに消す").await;
        browser.wait_for("the bar is gone", "return document.querySelector('.guide-desk-bar').hidden").await;
        assert_eq!(keys(&browser).await, json!([]));
        browser.turn_to(page).await;
        browser
            .wait_for("the other page is empty", &format!("return !document.querySelector(\"{NO}\").checked"))
            .await;
        assert_eq!((alert(&browser).await, keys(&browser).await), (String::new(), json!([])));
        open_hub(&browser).await;
        assert_eq!(keys(&browser).await, json!([]));
    });
}

/// Words that only the reader says.
const SECRET: &str = "ひみつのめも";
const SEARCHED: &str = "さがすことば";
const FOUND: &str = "退職者";

/// All a reader does at the desk.
async fn use_desk(browser: &Browser, place: Place<'_>, files: &Path) {
    let downloads = json!({ "behavior": "allow", "downloadPath": files });
    browser.chromium_command("Page.setDownloadBehavior", downloads).await;
    answer(browser, place).await;
    open(browser, place, ITEM).await;
    open_folds(browser).await;
    browser.type_into(TEXT, SECRET).await;
    browser.type_into("#guide-search-input", SEARCHED).await;
    browser
        .wait_for(
            "what the search says",
            "return document.querySelector('.guide-search-popup')?.textContent.includes('見つかりませんでした') === true",
        )
        .await;
    browser.enter().await;
    browser.find("[data-guide-search-results] .guide-search-note").await;
    open(browser, place, ITEM).await;
    browser.type_into("#guide-search-input", FOUND).await;
    browser
        .wait_for("what was found", "return document.querySelector('.guide-search-popup mark') !== null")
        .await;
    browser.follow(".guide-search-popup [role=option]:has(mark)").await;
    browser.find(".guide-search-bar").await;
    open(browser, place, HOME).await;
    click_button(browser, "ファイルに保存").await;
    let file = wait_for_file(files);
    browser.type_into("input[type=file]", &file.to_string_lossy()).await;
    browser.find(".guide-desk-messages").await;
    open(browser, place, CARRY).await;
    open(browser, place, "desk/pack.html").await;
    browser.chromium_file("Page.printToPDF", json!({})).await;
    open(browser, place, SHEET).await;
    browser.chromium_file("Page.printToPDF", json!({})).await;
    open(browser, place, "regulation/make.html").await;
    click_button(browser, "元に戻す").await;
}

/// The file of answers Chromium writes into a folder.
fn wait_for_file(folder: &Path) -> PathBuf {
    let started = Instant::now();
    loop {
        let files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
        if let Some(file) =
            files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "json"))
        {
            return file;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "no file");
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn open_folds(browser: &Browser) {
    let script = "document.querySelectorAll('main details').forEach((one) => (one.open = true))";
    browser.run(script, vec![]).await;
}

/// The address of an entry of Chromium's log that is a request, left out what its own new tab loads.
fn requested(entry: &Value) -> Option<String> {
    let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &message["message"];
    let address = event["params"]["request"]["url"].as_str()?;
    let is_request = event["method"] == "Network.requestWillBeSent" && !address.starts_with("chrome");
    is_request.then(|| address.to_owned())
}

/// Words of the reader in an address, however it writes them.
fn words_in(address: &str) -> Vec<&'static str> {
    let plain = percent_decoded(address);
    [SECRET, SEARCHED, FOUND, "みどり診療所"].into_iter().filter(|word| plain.contains(word)).collect()
}

fn percent_decoded(address: &str) -> String {
    let query = format!("x={}", address.replace(['&', '='], " "));
    url::form_urlencoded::parse(query.as_bytes()).map(|(_, text)| text.into_owned()).collect()
}

#[test]
fn nothing_a_reader_says_at_the_desk_leaves_the_browser() {
    let server = Server::start(site(), "/members/guide/");
    let on_server = |name: &str| server.address(name);
    for place in [&on_disk as Place<'_>, &on_server] {
        let files = folder::temporary();
        let top = place("").to_string();
        drive(chromium(), PLAIN, async |browser| {
            browser.log("performance").await;
            use_desk(&browser, place, files.path()).await;
            let log = browser.log("performance").await;
            let requests: Vec<_> = log.iter().filter_map(requested).collect();
            assert!(requests.len() > 50, "the log is whole: {}", requests.len());
            let is_inside = |address: &String| {
                address.starts_with(&top) || address.starts_with("data:") || address.starts_with("blob:")
            };
            let outside: Vec<_> = requests.iter().filter(|address| !is_inside(address)).collect();
            assert!(outside.is_empty(), "{outside:?}");
            let saying: Vec<_> = requests.iter().filter(|address| !words_in(address).is_empty()).collect();
            assert!(saying.is_empty(), "{saying:?}");
            let console = browser.log("browser").await;
            assert!(console.is_empty(), "{console:?}");
        });
    }
    let asked = server.requests();
    assert!(chromium().is_empty() || asked.len() > 30, "the log is whole: {}", asked.len());
    let telling: Vec<_> =
        asked.iter().filter(|line| !line.ends_with(" -") || !words_in(line).is_empty()).collect();
    assert!(telling.is_empty(), "the server learned: {telling:?}");
}

#[test]
fn the_bar_and_its_questions_are_accessible_and_work_by_keyboard() {
    let axe = root().join("tests/node_modules/axe-core/axe.min.js");
    drive(chromium(), PLAIN, async |browser| {
        let axe = fs::read_to_string(&axe).expect("axe-core: run ./tests/run, which installs it");
        for (width, scheme) in [(1280, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            open_hub(&browser).await;
            browser
                .run("localStorage.clear(); localStorage.setItem('jissen:answers', '壊れた回答')", vec![])
                .await;
            open(&browser, &on_disk, ITEM).await;
            browser.run(&axe, vec![]).await;
            assert_eq!(browser.violations().await, [""; 0], "the alert, {width}");
            click(&browser, NO).await;
            wait_for_alert(&browser, "別に取ってあります").await;
            assert_eq!(browser.violations().await, [""; 0], "the bar, {width}");
            browser.tab_to(".guide-desk-alert button:last-of-type").await;
            browser.press(ENTER).await;
            browser.find("dialog[open]").await;
            assert_eq!(browser.violations().await, [""; 0], "the question, {width}");
            browser.press(ESCAPE).await;
            browser.wait_for("no question", "return !document.querySelector('dialog')").await;
            assert!(
                browser.has_focus(".guide-desk-alert button:last-of-type").await,
                "the focus is where it was"
            );
            browser.tab_to(".guide-desk-tools button").await;
            browser.press(ENTER).await;
            browser
                .wait_for(
                    "the answer is taken back",
                    &format!("return !document.querySelector(\"{NO}\").checked"),
                )
                .await;
            assert!(browser.has_focus(".guide-desk-tools button").await);
            let is_seen = "const box = document.activeElement.getBoundingClientRect();\
                           const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);\
                           return document.activeElement.contains(at)";
            for _ in 0..40 {
                browser.press(TAB).await;
                assert_eq!(
                    browser.run(is_seen, vec![]).await,
                    json!(true),
                    "the bar lies over what has the focus"
                );
                if browser.has_focus(".guide-desk-tools button").await {
                    break;
                }
            }
        }
    });
}
