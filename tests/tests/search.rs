//! The search of the finished guide in real browsers: from disk and from a server, by keyboard and by mouse.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tests::{
    browser::{
        Browser, CONTROL, DOWN, ENTER, ESCAPE, Engine, Settings, UP, chromium, drive, engines, file_address,
    },
    folder,
    guide::site,
    program::root,
    server::Server,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const INPUT: &str = "#guide-search-input";
const HAS_OPTIONS: &str = "return document.querySelectorAll('.guide-search-popup mark').length > 0";
const IS_OPEN: &str = "return !document.querySelector('.guide-search-popup').hidden";
const IS_CLOSED: &str = "return document.querySelector('.guide-search-popup').hidden";
/// No word of any book.
const NONSENSE: &str = "ぬゎ゜ヲヱ㍿鬱蟲靁";

fn page(name: &str) -> Url {
    file_address(&site().join(name))
}

/// The words an address carries, where no server learns them.
fn words(address: &Url) -> String {
    assert_eq!(address.query(), None, "{address}");
    let fragment = address.fragment().unwrap_or_default();
    let found = url::form_urlencoded::parse(fragment.as_bytes()).find(|(name, _)| name == "q");
    found.map(|(_, words)| words.into_owned()).unwrap_or_default()
}

/// Types into the box and waits until something found is listed.
async fn search_for(browser: &Browser, text: &str) {
    browser.type_into(INPUT, text).await;
    browser.wait_for("a list of what was found", HAS_OPTIONS).await;
}

/// Whether the page has asked for the engine, without which it asks for no other file of the search.
async fn is_engine_loaded(browser: &Browser) -> bool {
    let script = "return document.querySelector('script[src*=\"search/engine\"]') !== null";
    browser.run(script, vec![]).await == json!(true)
}

/// Files of the search that were asked for since the last call. Only Chromium tells.
async fn requests(browser: &Browser) -> Vec<String> {
    let entries = browser.log("performance").await;
    let address = |entry: &Value| {
        let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
        let event = &message["message"];
        let address = event["params"]["request"]["url"].as_str()?;
        (event["method"] == "Network.requestWillBeSent").then(|| address.to_owned())
    };
    entries.iter().filter_map(address).filter(|address| address.contains("/search/")).collect()
}

/// What the input says to assistive technology.
async fn attribute(browser: &Browser, name: &str) -> Value {
    let script = "return document.querySelector('#guide-search-input').getAttribute(arguments[0])";
    browser.run(script, vec![json!(name)]).await
}

/// Nothing was blocked and nothing failed. Only Chromium tells.
async fn assert_quiet(browser: &Browser) {
    if browser.engine == Engine::Chromium {
        let console = browser.log("browser").await;
        assert!(console.is_empty(), "{console:?}");
    }
}

/// From typing to the words in colour on the page of a result, by keyboard alone.
async fn type_and_open(browser: &Browser, from: &Url) {
    browser.open(from).await;
    assert!(!is_engine_loaded(browser).await, "nothing is loaded before the box is used");
    search_for(browser, "二段階認証").await;
    assert_eq!(attribute(browser, "aria-expanded").await, json!("true"));
    assert_eq!(attribute(browser, "aria-activedescendant").await, Value::Null);

    browser.press(DOWN).await;
    browser.press(DOWN).await;
    browser.press(UP).await;
    let is_active = "const options = document.querySelectorAll('[role=option]');\
                     const input = document.querySelector('#guide-search-input');\
                     return options[0].id === input.getAttribute('aria-activedescendant')\
                         && options[0].getAttribute('aria-selected') === 'true'\
                         && document.querySelectorAll('[aria-selected=true]').length === 1\
                         && document.activeElement === input";
    assert_eq!(browser.run(is_active, vec![]).await, json!(true), "the first result is chosen");

    browser.enter().await;
    assert!(
        browser.find(".guide-search-bar").await.text().await.expect("a bar").contains("色を付けています")
    );
    let address = browser.address().await;
    assert_eq!(words(&address), "", "the address is that of the place, to be kept or passed on");
    let n_coloured = "return CSS.highlights ? CSS.highlights.get('guide-search').size > 0\
                          : document.querySelector('mark.guide-search-mark') !== null";
    assert_eq!(browser.run(n_coloured, vec![]).await, json!(true));
    if let Some(anchor) = address.fragment() {
        let is_in_view = "const place = document.getElementById(decodeURIComponent(arguments[0])).getBoundingClientRect();\
                          return place.top >= -1 && place.top < innerHeight";
        assert_eq!(browser.run(is_in_view, vec![json!(anchor)]).await, json!(true), "{address}");
    }

    browser.find(".guide-search-bar button").await.click().await.expect("the colour can be taken away");
    assert_eq!(browser.count(".guide-search-bar").await, 0);
    let is_plain = "return (!CSS.highlights || !CSS.highlights.has('guide-search'))\
                        && document.querySelector('mark.guide-search-mark') === null";
    assert_eq!(browser.run(is_plain, vec![]).await, json!(true));
    assert_quiet(browser).await;
}

#[test]
fn words_lead_to_a_section_with_the_words_in_colour_from_disk() {
    drive(engines(), PLAIN, async |browser| type_and_open(&browser, &page("items/index.html")).await);
}

#[test]
fn words_lead_to_a_section_with_the_words_in_colour_from_a_server() {
    drive(engines(), PLAIN, async |browser| {
        let server = Server::start(site(), "/members/guide/");
        type_and_open(&browser, &server.address("items/index.html")).await;
    });
}

#[test]
fn the_files_are_asked_for_when_the_box_gets_the_focus() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!is_engine_loaded(&browser).await);
        if browser.engine == Engine::Chromium {
            assert_eq!(requests(&browser).await, Vec::<String>::new());
        }
        browser.find(INPUT).await.click().await.expect("the box");
        browser.wait_for("the engine", "return typeof window.jissenSearch.load === 'function'").await;
        if browser.engine == Engine::Chromium {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let requests = requests(&browser).await;
            assert!(requests.iter().any(|address| address.ends_with("/search/head.js")), "{requests:?}");
        }
        assert_eq!(browser.run(IS_CLOSED, vec![]).await, json!(true), "an empty box lists nothing");
    });
}

#[test]
fn two_keys_bring_the_box_and_escape_closes_then_clears_it() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("glossary.html")).await;
        browser.run("scrollTo({ top: 3000, behavior: 'instant' })", vec![]).await;
        browser.wait_for("a page far down", "return scrollY > 2000").await;
        browser.press('/').await;
        assert!(browser.has_focus(INPUT).await, "/");
        let stays = "const box = document.querySelector('#guide-search-input').getBoundingClientRect();\
                     return scrollY > 2000 && box.top >= 0 && box.bottom <= innerHeight";
        assert_eq!(browser.run(stays, vec![]).await, json!(true), "the box comes to the reader");

        search_for(&browser, "usb").await;
        browser.press('/').await;
        let value = "return document.querySelector('#guide-search-input').value";
        assert_eq!(browser.run(value, vec![]).await, json!("usb/"), "in the box it is a letter");
        browser.wait_for("the list", IS_OPEN).await;
        browser.press(ESCAPE).await;
        browser.wait_for("no list", IS_CLOSED).await;
        assert_eq!(attribute(&browser, "aria-expanded").await, json!("false"));
        assert_eq!(browser.run(value, vec![]).await, json!("usb/"));
        assert!(browser.has_focus(INPUT).await);
        browser.press(ESCAPE).await;
        assert_eq!(browser.run(value, vec![]).await, json!(""));

        browser.run("document.activeElement.blur()", vec![]).await;
        browser.press_with(CONTROL, 'k').await;
        assert!(browser.has_focus(INPUT).await, "Control and K");
    });
}

#[test]
fn nothing_is_searched_while_japanese_is_being_composed() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        browser.find(INPUT).await.click().await.expect("the box");
        let compose = "const input = document.querySelector('#guide-search-input');\
                       input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));\
                       for (const text of ['n', 'に', 'にy', 'によ', 'によう', 'にようs', 'にようそ']) {\
                           input.value = text;\
                           input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));\
                       }\
                       const enter = { key: 'Enter', bubbles: true, cancelable: true, isComposing: true };\
                       input.dispatchEvent(new KeyboardEvent('keydown', enter));";
        let from = browser.address().await;
        browser.run(compose, vec![]).await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(browser.run(IS_CLOSED, vec![]).await, json!(true), "nothing is shown yet");
        assert_eq!(browser.address().await, from);
        let end = "const input = document.querySelector('#guide-search-input');\
                   input.value = '二要素';\
                   input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '二要素' }));";
        browser.run(end, vec![]).await;
        browser.wait_for("a list of what was found", HAS_OPTIONS).await;
    });
}

#[test]
fn the_number_of_hits_is_announced_once_typing_pauses() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        search_for(&browser, "パスワード").await;
        let said = "return document.querySelector('.guide-search-status').textContent";
        assert_eq!(browser.run(said, vec![]).await, json!(""), "not at once");
        let is_said = "return /[0-9]+件/.test(document.querySelector('.guide-search-status').textContent)";
        browser.wait_for("the number of hits", is_said).await;
    });
}

#[test]
fn other_words_that_were_searched_are_named() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        search_for(&browser, "たいしょくしゃ").await;
        let text = browser.find(".guide-search-popup").await.text().await.expect("a list");
        assert!(text.contains("『たいしょくしゃ』を『退職者』としても検索しました"), "{text}");
    });
}

#[test]
fn chips_narrow_what_is_shown_and_give_it_back() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        search_for(&browser, "パスワード").await;
        let total = "return document.querySelector('.guide-search-total').textContent";
        let before = browser.run(total, vec![]).await;
        let chip = ".guide-search-chip[value^='kind ']";
        let count =
            format!("return document.querySelector(\"{chip} .guide-search-count\").textContent + '件'");
        let expected = browser.run(&count, vec![]).await;
        assert_ne!(before, expected, "there is more than one kind");

        browser.find(chip).await.click().await.expect("a chip");
        browser
            .wait_for("a pressed chip", "return document.querySelector('[aria-pressed=true]') !== null")
            .await;
        assert_eq!(browser.run(total, vec![]).await, expected);
        assert_eq!(browser.run(IS_OPEN, vec![]).await, json!(true));
        browser.find("[aria-pressed=true]").await.click().await.expect("the same chip");
        browser
            .wait_for("no pressed chip", "return document.querySelector('[aria-pressed=true]') === null")
            .await;
        assert_eq!(browser.run(total, vec![]).await, before);
    });
}

#[test]
fn an_empty_result_offers_other_ways() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        browser.type_into(INPUT, NONSENSE).await;
        let has_help = "return [...document.querySelectorAll('[role=option]')].some((option) => option.href.endsWith('help.html'))";
        browser.wait_for("the consultation desk", has_help).await;
        let text = browser.find(".guide-search-popup").await.text().await.expect("a message");
        assert!(text.contains("見つかりませんでした") && text.contains("項目から探す"), "{text}");
        browser.press(UP).await;
        browser.enter().await;
        assert!(browser.address().await.path().ends_with("/help.html"), "the last option leads there");
    });
}

#[test]
fn enter_opens_the_page_of_results_which_can_be_bookmarked() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("items/index.html")).await;
        search_for(&browser, "退職者").await;
        browser.enter().await;
        let address = browser.address().await;
        assert!(address.path().ends_with("/search.html"), "{address}");
        assert_eq!(words(&address), "退職者");

        browser.open(&page("index.html")).await;
        browser.open(&address).await;
        browser.find("[data-guide-search-results] section h2").await;
        browser.find("[data-guide-search-results] li a mark, [data-guide-search-results] li mark").await;
        assert_eq!(browser.count("[role=combobox], [role=listbox]").await, 0, "results are plain links");
        let chip = ".guide-search-chip[value^='kind ']";
        if browser.count(chip).await > 0 {
            browser.find(chip).await.click().await.expect("a chip");
            browser
                .wait_for("a pressed chip", "return document.querySelector('[aria-pressed=true]') !== null")
                .await;
            let kept =
                browser.run("return new URLSearchParams(location.hash.slice(1)).has('kind')", vec![]).await;
            assert_eq!(kept, json!(true), "the address keeps the filter");
        }
        browser.follow("[data-guide-search-results] li a").await;
        assert_eq!(browser.count(".guide-search-bar").await, 1);
        assert_quiet(&browser).await;
    });
}

#[test]
fn searches_are_kept_once_submitted_and_can_be_forgotten() {
    drive(engines(), PLAIN, async |browser| {
        // In Firefox a page from disk has a storage of its own, so the reader returns to the same page.
        let home = page("index.html");
        let kept = "return localStorage.getItem('guide-search-recent')";
        browser.open(&home).await;
        search_for(&browser, "ウイルス").await;
        assert_eq!(browser.run(kept, vec![]).await, Value::Null, "typing keeps nothing");
        browser.enter().await;

        browser.open(&home).await;
        browser.find(INPUT).await.click().await.expect("the box");
        let text = browser.find(".guide-search-popup [role=option]").await.text().await.expect("a text");
        assert_eq!(text, "ウイルス");
        browser.press(DOWN).await;
        browser.press(ENTER).await;
        browser.wait_for("a list of what was found", HAS_OPTIONS).await;
        let value = "return document.querySelector('#guide-search-input').value";
        assert_eq!(browser.run(value, vec![]).await, json!("ウイルス"));

        browser.press(ESCAPE).await;
        browser.press(ESCAPE).await;
        browser.press(DOWN).await;
        browser.find(".guide-search-clear-recent").await.click().await.expect("the records");
        assert_eq!(browser.run(kept, vec![]).await, Value::Null);
        assert_eq!(browser.run(IS_CLOSED, vec![]).await, json!(true));
    });
}

#[test]
fn forbidden_storage_disturbs_nothing() {
    drive(chromium(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        let forbid = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })";
        browser.run(forbid, vec![]).await;
        browser.find(INPUT).await.click().await.expect("the box");
        search_for(&browser, "ウイルス").await;
        browser.press(DOWN).await;
        browser.enter().await;
        assert_eq!(browser.count(".guide-search-bar").await, 1);
        assert_quiet(&browser).await;
    });
}

/// A copy of the site whose files a test may break.
fn breakable() -> (tempfile::TempDir, PathBuf) {
    let folder = folder::temporary();
    let copy = folder.path().join("写し A");
    folder::copy(site(), &copy);
    let copy = copy.canonicalize().expect("the copy");
    (folder, copy)
}

/// Files of the search whose names start so.
fn files(site: &Path, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(site.join("search")).expect("the files of the search");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let found: Vec<_> = paths
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)))
        .collect();
    assert!(!found.is_empty(), "no {start}");
    found
}

async fn assert_tells_and_recovers(browser: &Browser, start: &str, break_it: fn(&Path)) {
    // A copy of its own: WebKitGTK gives out what it has read before without looking at the file.
    let (_folder, site) = breakable();
    let broken = files(&site, start);
    let whole: Vec<_> = broken.iter().map(|file| fs::read(file).expect("a file")).collect();
    broken.iter().for_each(|file| break_it(file));
    browser.open(&file_address(&site.join("index.html"))).await;
    browser.type_into(INPUT, "パスワード").await;
    browser.wait_for("a message", "return document.querySelector('.guide-search-again') !== null").await;
    let text = browser.find(".guide-search-popup [role=alert]").await.text().await.expect("a message");
    let is_japanese = text.chars().any(|character| ('ぁ'..='ん').contains(&character));
    assert!(is_japanese && text.contains("ファイル"), "{start}: {text}");

    for (file, bytes) in broken.iter().zip(&whole) {
        fs::write(file, bytes).expect("a file is back");
    }
    browser.find(".guide-search-again").await.click().await.expect("the button");
    browser.wait_for("a list of what was found", HAS_OPTIONS).await;
}

#[test]
fn a_missing_file_is_told_and_tried_again() {
    drive(engines(), PLAIN, async |browser| {
        for start in ["engine", "head"] {
            let remove = |file: &Path| fs::remove_file(file).expect("removed");
            assert_tells_and_recovers(&browser, start, remove).await;
        }
    });
}

#[test]
fn a_damaged_file_is_told_and_tried_again() {
    drive(engines(), PLAIN, async |browser| {
        let cut = |file: &Path| {
            let bytes = fs::read(file).expect("a file");
            fs::write(file, &bytes[..bytes.len() / 2]).expect("half of it");
        };
        let garble = |file: &Path| {
            let text = fs::read_to_string(file).expect("a file");
            let other =
                |line: &str| format!("{}AAAAAAAA{}\n", &line[..line.len() / 2], &line[line.len() / 2 + 8..]);
            fs::write(file, text.lines().map(other).collect::<String>()).expect("other letters");
        };
        assert_tells_and_recovers(&browser, "engine", cut).await;
        assert_tells_and_recovers(&browser, "head", cut).await;
        assert_tells_and_recovers(&browser, "head", garble).await;
    });
}

#[test]
fn without_scripts_a_link_to_the_topics_stands_in_the_place_of_the_box() {
    // WebKitGTK's browser has no switch for it.
    let engines = engines().into_iter().filter(|engine| *engine != Engine::Webkit).collect();
    drive(engines, Settings { without_scripts: true }, async |browser| {
        for name in ["index.html", "search.html"] {
            browser.open(&page(name)).await;
            assert_eq!(browser.count(INPUT).await, 0);
            assert!(browser.text().await.contains("項目から探す"), "{name}");
            browser.follow("[data-guide-search] a").await;
            assert!(browser.address().await.path().ends_with("/items/index.html"), "{name}");
        }
    });
}

#[test]
fn nothing_of_the_search_is_printed() {
    drive(chromium(), PLAIN, async |browser| {
        browser.open(&page("items/index.html")).await;
        search_for(&browser, "パスワード").await;
        browser.press(DOWN).await;
        browser.enter().await;
        browser.chromium_command("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let shown = "return ['.guide-search', '.guide-search-bar'].filter((selector) =>\
                     getComputedStyle(document.querySelector(selector)).display !== 'none')";
        assert_eq!(browser.run(shown, vec![]).await, json!([]));
    });
}

#[test]
fn axe_finds_nothing_wrong_with_what_is_shown() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: ./tests/run installs it");
    drive(chromium(), PLAIN, async |browser| {
        let mut found = Vec::new();
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            for text in ["パスワード", "にようそ", NONSENSE] {
                browser.open(&page("items/index.html")).await;
                browser.run(&axe, vec![]).await;
                browser.type_into(INPUT, text).await;
                browser.wait_for("an open list", IS_OPEN).await;
                browser.press(DOWN).await;
                let name = format!("{text} ({width}, {scheme})");
                found.extend(
                    browser.violations().await.iter().map(|violation| format!("{name}: {violation}")),
                );
            }
            let mut results = page("search.html");
            results.query_pairs_mut().append_pair("q", "パスワード");
            browser.open(&results).await;
            browser.run(&axe, vec![]).await;
            browser.find("[data-guide-search-results] section h2").await;
            let name = format!("search.html ({width}, {scheme})");
            found.extend(browser.violations().await.iter().map(|violation| format!("{name}: {violation}")));
            let overflow =
                browser.run("return document.documentElement.scrollWidth - innerWidth", vec![]).await;
            assert!(overflow.as_i64() <= Some(0), "{name} is too wide by {overflow}");
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn every_target_of_a_finger_is_large_enough() {
    drive(chromium(), PLAIN, async |browser| {
        browser.show_as(390, "light").await;
        browser.open(&page("index.html")).await;
        search_for(&browser, "パスワード").await;
        let small = "return [...document.querySelectorAll('.guide-search :is(input, button, a)')]\
                     .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < 44)\
                     .map((element) => element.className)";
        assert_eq!(browser.run(small, vec![]).await, json!([]));
        let is_sheet = "const box = document.querySelector('.guide-search-popup').getBoundingClientRect();\
                        return box.left === 0 && Math.round(box.width) === innerWidth";
        assert_eq!(browser.run(is_sheet, vec![]).await, json!(true), "a sheet as wide as the screen");
    });
}
