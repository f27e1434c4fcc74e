//! Pages and headings keep the addresses mdBook's own html gives them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use scraper::{Html, Selector};
use site::Options;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/rich")
}

/// Builds the fixture with mdBook's html and with ours.
fn both_sites() -> (tempfile::TempDir, tempfile::TempDir, Vec<PathBuf>) {
    let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = Config::from_disk(fixture().join("book.toml")).unwrap();
    let options = Options::from_config(&config).unwrap();
    config.set("output", toml_without_guide()).unwrap();
    config.build.build_dir = theirs.path().to_owned();
    let book = MDBook::load_with_config(fixture(), config).unwrap();
    book.build().unwrap();
    let renderer = site::Guide;
    let (complete, _) = book.preprocess_book(&renderer).unwrap();
    let rendered = site::render(&fixture(), &complete, &options, ours.path()).unwrap();
    assert_eq!(rendered.findings, [], "{:#?}", rendered.findings);
    let pages =
        complete.chapters().map(|chapter| chapter.path.as_ref().unwrap().with_extension("html")).collect();
    (theirs, ours, pages)
}

/// Only mdBook's html, so that it builds straight into its folder.
fn toml_without_guide() -> BTreeMap<&'static str, BTreeMap<&'static str, bool>> {
    BTreeMap::from([("html", BTreeMap::from([("smart-punctuation", false)]))])
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
    let (theirs, ours, pages) = both_sites();
    assert!(pages.len() >= 12);
    for page in pages.iter().map(PathBuf::as_path).chain([Path::new("index.html")]) {
        assert!(theirs.path().join(page).is_file(), "{}", page.display());
        assert!(ours.path().join(page).is_file(), "{}", page.display());
    }
    for copied in ["images/figure.svg", "images/note.txt"] {
        assert_eq!(
            fs::read(theirs.path().join(copied)).unwrap(),
            fs::read(ours.path().join(copied)).unwrap()
        );
    }
}

#[test]
fn every_heading_has_the_id_mdbook_gives_it() {
    let (theirs, ours, pages) = both_sites();
    let ids = |anchors: Vec<(String, String)>| anchors.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    for page in &pages {
        let expected = ids(anchors(&theirs.path().join(page), "main"));
        let actual = ids(anchors(&ours.path().join(page), "article"));
        assert_eq!(actual, expected, "{}", page.display());
    }
}

#[test]
fn a_page_has_one_h1_and_keeps_the_ids_of_others() {
    let (_theirs, ours, _) = both_sites();
    let anchors = anchors(&ours.path().join("headings.html"), "article");
    assert_eq!(anchors.iter().filter(|(tag, _)| tag == "h1").count(), 1);
    assert!(anchors.contains(&("h2".into(), "二つ目の大見出し".into())));
}

#[test]
fn the_finished_site_passes_the_thorough_check() {
    let (_theirs, ours, _) = both_sites();
    assert_eq!(site::verify(ours.path()).unwrap(), []);
}
