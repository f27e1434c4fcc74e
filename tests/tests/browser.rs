//! The finished guide in real browsers: from disk and from a server, by mouse, by keyboard and without scripts.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
use tests::{
    browser::{Browser, ENTER, Engine, Settings, TAB, chromium, drive, engines, file_address},
    folder,
    guide::site,
    program::root,
    server::Server,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };

/// Home → the index → a requirement → its comparison → the form it is on, as links of the text.
const ROUTE: [(&str, &str); 4] = [
    ("main a[href$='items/index.html']", "items/index.html"),
    ("main a[href$='security-patch.html']", "items/security-patch.html"),
    ("main a[href*='revisions/r6-r7.html']", "revisions/r6-r7.html"),
    ("main a[href*='sheets/r7-medical.html#security-patch']", "sheets/r7-medical.html"),
];

fn page(name: &str) -> Url {
    file_address(&site().join(name))
}

/// Every page of the site.
fn pages() -> Vec<String> {
    folder::read(site()).into_keys().filter(|name| name.ends_with(".html")).collect()
}

#[track_caller]
fn assert_at(address: &Url, page: &str) {
    assert!(address.path().ends_with(page), "{address} is not {page}");
}

/// Follows the route and goes all the way back.
async fn follow_route(browser: &Browser, home: &Url) {
    browser.open(home).await;
    for (link, name) in ROUTE {
        browser.follow(link).await;
        assert_at(&browser.address().await, name);
        assert!(!browser.heading().await.is_empty(), "{name} has a heading");
    }
    assert!(browser.count("#security-patch-all").await == 1, "the row the link names is on the form");
    for (_, name) in ROUTE.iter().rev().skip(1) {
        browser.back().await;
        assert_at(&browser.address().await, name);
    }
    browser.back().await;
    assert_at(&browser.address().await, "index.html");
}

#[test]
fn a_reader_goes_from_home_to_the_form_and_back_by_mouse() {
    drive(engines(), PLAIN, async |browser| follow_route(&browser, &page("index.html")).await);
}

#[test]
fn the_same_way_works_with_scripts_turned_off() {
    // WebKitGTK's browser has no switch for it.
    let engines = engines().into_iter().filter(|engine| *engine != Engine::Webkit).collect();
    drive(engines, Settings { without_scripts: true }, async |browser| {
        browser.open(&page("index.html")).await;
        assert_eq!(
            browser.count("[data-guide-tools]:not([hidden])").await,
            0,
            "no script has shown its tools"
        );
        follow_route(&browser, &page("index.html")).await;
    });
}

#[test]
fn a_reader_goes_the_same_way_by_keyboard_alone() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("index.html")).await;
        for (link, name) in ROUTE {
            browser.press(TAB).await;
            assert!(browser.has_focus("a[href='#guide-main']").await, "the first stop is the skip link");
            browser.press(ENTER).await;
            browser.tab_to(link).await;
            browser.enter().await;
            assert_at(&browser.address().await, name);
        }
    });
}

#[test]
fn the_skip_link_is_seen_when_it_has_the_focus_and_leads_past_the_navigation() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("items/security-patch.html")).await;
        browser.press(TAB).await;
        let is_in_view = "const box = document.activeElement.getBoundingClientRect();\
                          return box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0";
        assert_eq!(browser.run(is_in_view, vec![]).await, json!(true));
        browser.press(ENTER).await;
        browser.press(TAB).await;
        assert!(browser.has_focus("main *").await, "the next stop is in the text");
    });
}

#[test]
fn no_page_asks_for_anything_outside_its_folder_or_breaks_its_policy() {
    let folder = file_address(site()).to_string();
    drive(chromium(), PLAIN, async |browser| {
        browser.log("performance").await;
        for name in pages() {
            browser.open(&page(&name)).await;
            let requests: Vec<_> = browser.log("performance").await.iter().filter_map(requested).collect();
            assert!(!requests.is_empty(), "{name}: the log has the page itself");
            let outside: Vec<_> = requests
                .iter()
                .filter(|address| !address.starts_with(&folder) && !address.starts_with("data:"))
                .collect();
            assert!(outside.is_empty(), "{name}: {outside:?}");
            let console = browser.log("browser").await;
            assert!(console.is_empty(), "{name}: {console:?}");
        }
    });
}

/// The address of an entry of Chromium's log that is a request, left out what its own new tab loads.
fn requested(entry: &Value) -> Option<String> {
    let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &message["message"];
    let address = event["params"]["request"]["url"].as_str()?;
    let is_request = event["method"] == "Network.requestWillBeSent" && !address.starts_with("chrome");
    is_request.then(|| address.to_owned())
}

/// What sticks out of the window and is in no box that scrolls by itself, when the page as a whole scrolls sideways.
const STICKING_OUT: &str = "
    const width = arguments[0]; // A telephone would zoom out, and call that its width.
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => element !== document.body && getComputedStyle(element).overflowX !== 'visible';
    const around = (element) =>
        getComputedStyle(element).position === 'absolute' ? element.offsetParent : element.parentElement;
    const isBoxed = (element) => {
        for (let box = around(element); box && box !== document.body; box = around(box)) {
            if (scrolls(box)) return true;
        }
        return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(
        (element) => element.getBoundingClientRect().right > width + 1 && !isBoxed(element));
    return out.slice(0, 5).map((element) => element.outerHTML.slice(0, 120));";

#[test]
fn no_page_is_wider_than_a_telephone() {
    drive(chromium(), PLAIN, async |browser| {
        const WIDTH: u32 = 390;
        browser.show_as(WIDTH, "light").await;
        let mut wide = BTreeMap::new();
        for name in pages() {
            browser.open(&page(&name)).await;
            let elements = browser.run(STICKING_OUT, vec![json!(WIDTH)]).await;
            if elements != json!([]) {
                wide.insert(name, elements);
            }
        }
        assert!(wide.is_empty(), "{wide:#?}");
    });
}

#[test]
fn axe_finds_nothing_on_any_page_light_or_dark_wide_or_narrow() {
    let axe = root().join("tests/node_modules/axe-core/axe.min.js");
    drive(chromium(), PLAIN, async |browser| {
        let axe = fs::read_to_string(&axe)
            .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
        let mut violations = Vec::new();
        for (width, scheme) in [(1280, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            for name in pages() {
                browser.open(&page(&name)).await;
                browser.run(&axe, vec![]).await;
                for violation in browser.violations().await {
                    violations.push(format!("{name} ({width}, {scheme}): {violation}"));
                }
            }
        }
        assert!(violations.is_empty(), "{}", violations.join("\n"));
    });
}

#[test]
fn the_guide_works_under_a_path_with_a_strict_policy_from_the_server() {
    drive(engines(), PLAIN, async |browser| {
        let server = Server::start(site(), "/members/guide/");
        follow_route(&browser, &server.address("index.html")).await;
        if browser.engine == Engine::Chromium {
            let console = browser.log("browser").await;
            assert!(console.is_empty(), "{console:?}");
            let prefix = server.address("").to_string();
            let requests: Vec<_> = browser.log("performance").await.iter().filter_map(requested).collect();
            let outside: Vec<_> = requests
                .iter()
                .filter(|address| !address.starts_with(&prefix) && !address.starts_with("data:"))
                .collect();
            assert!(outside.is_empty(), "{outside:?}");
        }
    });
}

#[test]
fn the_emergency_sheet_prints_on_one_a4_page() {
    let print = folder::temporary();
    let file = print.path().join("emergency.pdf");
    drive(chromium(), PLAIN, async |browser| {
        browser.open(&page("emergency.html")).await;
        let parameters = json!({ "preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69 });
        let pdf = browser.chromium_file("Page.printToPDF", parameters).await;
        fs::write(&file, pdf).expect("a print written");
        let said =
            std::process::Command::new("pdfinfo").arg(&file).output().expect("pdfinfo, of poppler-utils");
        let facts = String::from_utf8_lossy(&said.stdout).into_owned();
        let fact = |name: &str| {
            let line = facts.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim_start_matches(':').trim().to_owned()
        };
        assert_eq!(fact("Pages"), "1", "{facts}");
        assert!(fact("Page size").ends_with("(A4)"), "{facts}");
    });
}
