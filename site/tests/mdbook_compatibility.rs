//! Pages and headings keep the addresses mdBook's own html gives them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use scraper::{Html, Selector};
use site::{Code, Finding, Options};
use tempfile::TempDir;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/rich")
}

/// The guide itself: a real Japanese book of some sixty chapters.
fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../book")
}

/// A book built with mdBook's html and with ours.
struct Both {
    theirs: TempDir,
    ours: TempDir,
    /// Every page, from the site's top.
    pages: Vec<PathBuf>,
    findings: Vec<Finding>,
}

/// Builds a book both ways, with mdBook's own preprocessors only.
fn both_sites(root: &Path) -> Both {
    let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = Config::from_disk(root.join("book.toml")).unwrap();
    let mut options = Options::from_config(&config).unwrap();
    // Without the guide's own preprocessors some of its links lead to pages that are not made.
    options.tolerate = Code::ALL.into_iter().collect();
    let html = BTreeMap::from([("smart-punctuation", options.smart_punctuation)]);
    config.set("output", BTreeMap::from([("html", html)])).unwrap();
    config.set("preprocessor", BTreeMap::<String, bool>::new()).unwrap();
    config.build.build_dir = theirs.path().to_owned();
    let book = MDBook::load_with_config(root, config).unwrap();
    book.build().unwrap();
    let (complete, _) = book.preprocess_book(&site::Guide).unwrap();
    let rendered = site::render(root, &complete, &options, ours.path()).unwrap();
    let pages = complete.chapters().map(|chapter| chapter.path.as_ref().unwrap().with_extension("html"));
    Both { pages: pages.collect(), theirs, ours, findings: rendered.findings }
}

fn ids(page: &Path, container: &str) -> Vec<String> {
    anchors(page, container).into_iter().map(|(_, id)| id).collect()
}

/// Tag and id of every heading and term inside `container`.
fn anchors(page: &Path, container: &str) -> Vec<(String, String)> {
    let html = Html::parse_document(&fs::read_to_string(page).unwrap());
    let select = |tags: &str| tags.split(' ').map(|tag| format!("{container} {tag}[id]")).collect::<Vec<_>>();
    let selector = Selector::parse(&select("h1 h2 h3 h4 h5 h6 dt").join(",")).unwrap();
    html.select(&selector)
        .map(|element| (element.value().name().to_owned(), element.value().id().unwrap().to_owned()))
        .filter(|(_, id)| !id.is_empty())
        .collect()
}

#[test]
fn every_page_lies_where_mdbook_puts_it() {
    let both = both_sites(&fixture());
    assert_eq!(both.findings, []);
    assert!(both.pages.len() >= 12);
    for page in both.pages.iter().map(PathBuf::as_path).chain([Path::new("index.html")]) {
        assert!(both.theirs.path().join(page).is_file(), "{}", page.display());
        assert!(both.ours.path().join(page).is_file(), "{}", page.display());
    }
    for copied in ["images/figure.svg", "images/note.txt"] {
        let bytes = |site: &TempDir| fs::read(site.path().join(copied)).unwrap();
        assert_eq!(bytes(&both.theirs), bytes(&both.ours));
    }
}

#[test]
fn every_heading_has_the_id_mdbook_gives_it() {
    for root in [fixture(), guide()] {
        let both = both_sites(&root);
        for page in &both.pages {
            let expected = ids(&both.theirs.path().join(page), "main");
            let actual = ids(&both.ours.path().join(page), "article");
            assert_eq!(actual, expected, "{}", page.display());
        }
    }
}

#[test]
fn a_page_has_one_h1_and_keeps_the_ids_of_others() {
    let both = both_sites(&fixture());
    let anchors = anchors(&both.ours.path().join("headings.html"), "article");
    assert_eq!(anchors.iter().filter(|(tag, _)| tag == "h1").count(), 1);
    assert!(anchors.contains(&("h2".into(), "二つ目の大見出し".into())));
}

#[test]
fn the_finished_site_passes_the_thorough_check() {
    let both = both_sites(&fixture());
    assert_eq!(site::verify(both.ours.path()).unwrap(), []);
}
