//! Search in a book whose pages mdBook itself makes, from `mdbook-tantivy install` to a result in a real browser.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use mdbook_driver::MDBook;
use serde_json::json;
use tests::{
    browser::{Browser, DOWN, Settings, drive, engines, file_address},
    folder,
    program::{Finished, command, executables},
    server::Server,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const INPUT: &str = "#guide-search-input";

const CHAPTERS: [(&str, &str); 3] = [
    ("SUMMARY.md", "# 目次\n\n- [はじめに](README.md)\n- [所有権](<深い 所/所有権.md>)\n"),
    ("README.md", "# はじめに\n\nこの本の案内です。\n"),
    (
        "深い 所/所有権.md",
        "# <ruby>所有権<rt>しょゆうけん</rt></ruby>\n\n前の文。\n\n## 借用の規則\n\n値を借りることを借用といいます。\n",
    ),
];

/// A book built by mdBook's html and our backend, in a folder with Japanese and a space in its name.
fn html() -> &'static Path {
    static HTML: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = folder::temporary();
        let root = folder.path().join("本 棚");
        for (name, text) in CHAPTERS {
            let file = root.join("src").join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders made");
            fs::write(file, text).expect("chapters written");
        }
        fs::write(root.join("book.toml"), "[book]\ntitle = \"本\"\n").expect("settings written");
        fs::write(root.join("book.toml"), settings(&install(&root))).expect("settings written");
        MDBook::load(&root).and_then(|book| book.build()).expect("mdBook builds the book");
        let html = root.join("book/html").canonicalize().expect("the html");
        (folder, html)
    };
    &HTML.get_or_init(build).1
}

/// What `mdbook-tantivy install` tells to add to `book.toml`, as an author would.
fn install(root: &Path) -> String {
    let output = command("mdbook-tantivy").arg("install").arg(root).output().expect("mdbook-tantivy starts");
    let said = Finished::from(output).expect(0).stdout;
    let lines = said.lines().skip_while(|line| !line.starts_with('['));
    lines.take_while(|line| !line.starts_with("そのあと")).collect::<Vec<_>>().join("\n")
}

fn settings(told: &str) -> String {
    let program = executables().join(format!("mdbook-tantivy{}", std::env::consts::EXE_SUFFIX));
    format!("[book]\ntitle = \"本\"\n\n{told}\ncommand = \"'{}'\"\n", program.display())
}

/// From words in a menu bar to the section they stand in, and back to its own page.
async fn search(browser: &Browser, from: &Url) {
    browser.open(from).await;
    for (words, page) in [("しょゆうけん", "所有権"), ("借用の規則", "借用の規則")] {
        browser.type_into(INPUT, words).await;
        let listed = format!(
            "return [...document.querySelectorAll('.menu-bar [role=option]')].some((option) => option.textContent.includes('{page}'))"
        );
        browser.wait_for("a list of what was found", &listed).await;
        browser.press(DOWN).await;
        browser.enter().await;
        // The page reads the words and goes on to the place.
        let arrived = format!(
            "return decodeURIComponent(location.pathname + location.hash).includes('所有権.html#{page}')"
        );
        browser.wait_for("the section on its own page", &arrived).await;
        let is_there = "return document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null";
        assert_eq!(browser.run(is_there, vec![]).await, json!(true));
    }
}

#[test]
fn a_stock_book_is_searched_from_disk() {
    drive(engines(), PLAIN, async |browser| {
        search(&browser, &file_address(&html().join("index.html"))).await
    });
}

#[test]
fn a_stock_book_is_searched_behind_a_path_from_a_page_in_a_folder() {
    drive(engines(), PLAIN, async |browser| {
        let server = Server::start(html(), "/some/where/");
        search(&browser, &server.address("深い 所/所有権.html")).await;
    });
}
