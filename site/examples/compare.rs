//! compare
use mdbook_driver::{MDBook, config::Config};
use scraper::{Html, Selector};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
fn anchors(page: &Path, container: &str) -> Vec<String> {
    let html = Html::parse_document(&fs::read_to_string(page).unwrap());
    let s: Vec<String> = "h1 h2 h3 h4 h5 h6 dt".split(' ').map(|t| format!("{container} {t}[id]")).collect();
    let sel = Selector::parse(&s.join(",")).unwrap();
    html.select(&sel).map(|e| e.value().id().unwrap_or("").to_owned()).filter(|i| !i.is_empty()).collect()
}
fn main() {
    let root = PathBuf::from(std::env::args().nth(1).unwrap());
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = Config::from_disk(root.join("book.toml")).unwrap();
    let options = site::Options::from_config(&config).unwrap();
    config
        .set(
            "output",
            BTreeMap::from([("html", BTreeMap::from([("smart-punctuation", options.smart_punctuation)]))]),
        )
        .unwrap();
    config.build.build_dir = a.path().to_owned();
    let md = MDBook::load_with_config(&root, config).unwrap();
    md.build().unwrap();
    let (book, _) = md.preprocess_book(&site::Guide).unwrap();
    site::render(&root, &book, &options, b.path()).unwrap();
    let (mut n, mut pages, mut bad) = (0, 0, 0);
    for c in book.chapters() {
        let p = c.path.as_ref().unwrap().with_extension("html");
        let (x, y) = (anchors(&a.path().join(&p), "main"), anchors(&b.path().join(&p), "article"));
        pages += 1;
        n += x.len();
        if x != y {
            bad += 1;
            println!("{} {:?}", p.display(), x.iter().zip(&y).find(|(a, b)| a != b));
            println!("{} vs {}", x.len(), y.len());
        }
    }
    println!("{pages} pages, {n} ids, {bad} pages differ");
}
