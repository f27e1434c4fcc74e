//! The search of a book whose pages mdBook itself makes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mdbook_driver::MDBook;
use scraper::{Html, Selector};
use site::{Options, Tantivy, install_tantivy};
use tempfile::TempDir;

const SETTINGS: &str = "\
[book]
title = \"本\"

[output.html]
additional-js = [\"theme/mdbook-tantivy.js\"]

[output.html.search]
enable = false

[output.tantivy]
";

/// The rich fixture under other settings, with the script installed.
fn book(settings: &str) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/rich");
    for entry in walkdir::WalkDir::new(&fixture).into_iter().map(Result::unwrap) {
        let to = root.path().join(entry.path().strip_prefix(&fixture).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    fs::write(root.path().join("book.toml"), settings).unwrap();
    install_tantivy(root.path()).unwrap();
    root
}

fn build(root: &Path) -> anyhow::Result<MDBook> {
    let mut book = MDBook::load(root)?;
    book.with_renderer(Tantivy);
    book.build()?;
    Ok(book)
}

#[test]
fn the_html_of_mdbook_has_the_index_and_the_box() {
    let root = book(SETTINGS);
    build(root.path()).unwrap();
    let html = root.path().join("book/html");
    for file in ["head.js", "engine.js", "interface.js", "interface.css"] {
        assert!(html.join("search").join(file).is_file(), "{file}");
    }
    let page = fs::read_to_string(html.join("sub/deep/page.html")).unwrap();
    assert!(page.contains("<script src=\"../../theme/mdbook-tantivy-"), "{page}");
    assert!(!page.contains("mdbook-search-toggle"), "mdBook's own search is off");
}

#[test]
fn what_is_found_is_where_mdbook_puts_it() {
    let root = book(SETTINGS);
    let book = build(root.path()).unwrap();
    let (complete, _) = book.preprocess_book(&Tantivy).unwrap();
    let found = site::sections(&complete, &Options::from_config(&book.config).unwrap());
    assert!(found.sections.len() > 20);
    let mut checked = BTreeSet::new();
    for section in &found.sections {
        let page = root.path().join("book/html").join(&section.page);
        let html = Html::parse_document(&fs::read_to_string(&page).unwrap());
        let ids: BTreeSet<&str> = html
            .select(&Selector::parse("main [id]").unwrap())
            .filter_map(|element| element.value().id())
            .collect();
        assert!(section.anchor.is_empty() || ids.contains(&*section.anchor), "{}", section.address());
        checked.insert(&section.page);
    }
    assert!(checked.contains(&"sub/index.html".to_owned()), "README.md is the index of its folder");
    assert!(!checked.contains(&"print.html".to_owned()));
}

#[test]
fn without_mdbooks_html_there_is_nothing_to_search() {
    let root = book("[output.tantivy]\n");
    let message = format!("{:#}", build(root.path()).err().unwrap());
    assert!(message.contains("[output.html]"), "{message}");
    let root = book(&format!("{SETTINGS}kind = \"x\"\n"));
    let message = format!("{:#}", build(root.path()).err().unwrap());
    assert!(message.contains("[output.tantivy] に誤りがあります"), "{message}");
    assert!(install_tantivy(&root.path().join("src")).unwrap_err().to_string().contains("book.toml"));
}
