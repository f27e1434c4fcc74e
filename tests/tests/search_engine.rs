//! The engine of the search in real browsers: over files in a folder, under the policy of the pages, hit by hit the
//! answers of the crate. A book without sense has every oddity; the finished guide is what readers have.

#[path = "../../search-index/tests/common/mod.rs"]
#[allow(dead_code, reason = "shared with the oracle in Node")]
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::case::Case;
use common::compare::compare;
use common::queries::{Query, queries};
use common::synthetic;
use mdbook_driver::MDBook;
use preprocessors::{Checklist, Crosslink, Revision, Shared};
use search_index::analyzer::{Class, class_of, flat, fold};
use search_index::{Book, ENGINE_JS, Index, Layout, Options, Section};
use serde_json::{Value, json};
use tests::browser::{Browser, Engine, Settings, drive, engines, file_address};
use tests::folder::{self, Tree};
use tests::program::{jissen, root};

const PLAIN: Settings = Settings { without_scripts: false };

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>検索</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; base-uri 'none'">
<script src="page.js"></script><script src="検索 1/engine.js"></script></head><body><h1>検索</h1></body></html>"#;

/// What the box does before it loads the engine.
const SCRIPT: &str = "window.jissenSearch = { folder: new URL('検索 1/', document.baseURI).href };";

/// Answers queries with every hit; marks in characters, as the crate counts them.
const ANSWER: &str = "
    const [queries, done] = arguments;
    const site = new URL('..', window.jissenSearch.folder).href;
    const inCharacters = (text, place) => [...text.slice(0, place)].length;
    const answer = async ({ text, kind, edition }) => {
        const answer = await window.jissenSearch.search(text, { limit: Infinity, kind, edition });
        for (const hit of answer.hits) {
            hit.marks = hit.marks.map(mark => mark.map(place => inCharacters(hit.excerpt, place)));
            const target = hit.page + (hit.anchor && `#${hit.anchor}`);
            if (!hit.url.startsWith(site) || decodeURIComponent(hit.url.slice(site.length)) !== target) {
                throw new Error(`${hit.url} does not lead to ${target}`);
            }
        }
        return answer;
    };
    (async () => {
        const answers = [];
        for (const query of queries) {
            answers.push(await answer(query));
        }
        return answers;
    })().then(done, error => done(String(error)));
";

/// Compares what the open page answers to the first queries with what the crate does.
async fn assert_same(browser: &Browser, case: &Case, n_queries: usize) {
    let queries = &case.queries[..n_queries];
    let mut answers: Vec<Value> = Vec::new();
    for some in queries.chunks(32) {
        let answered = browser.run_async(ANSWER, vec![json!(some)]).await;
        answers.extend(answered.as_array().unwrap_or_else(|| panic!("{answered}")).iter().cloned());
    }
    compare(queries, &case.answers[..n_queries], &answers).assert_same();
}

fn write(index: &Index, layout: Layout, folder: &Path) {
    let search = folder.join("検索 1");
    fs::create_dir_all(&search).expect("a folder");
    fs::write(folder.join("index.html"), PAGE).expect("a page");
    fs::write(folder.join("page.js"), SCRIPT).expect("a script");
    fs::write(search.join("engine.js"), ENGINE_JS).expect("the engine");
    for file in index.export_as(layout) {
        fs::write(search.join(&file.name), &file.bytes).expect("a file");
    }
}

#[test]
fn the_reader_answers_as_the_crate_does_from_disk() {
    let book = synthetic::book(1, 200);
    let queries = queries(&book, 7, 512);
    let case = Case::new(book, queries);
    let folder = folder::temporary();
    let large = Layout { is_small: false, postings_bytes: 10_000, text_bytes: 10_000 };
    let small = Layout { is_small: true, ..large };
    let sites = [("小さい 案内", small), ("大きい 案内", large)].map(|(name, layout)| {
        let site = folder.path().join(name);
        write(&case.index, layout, &site);
        site.canonicalize().expect("the site").join("index.html")
    });
    drive(engines(), PLAIN, async |browser| {
        for page in &sites {
            browser.open(&file_address(page)).await;
            assert_same(&browser, &case, case.queries.len()).await;
        }
    });
}

/// The finished guide in a folder as readers have it, and the crate over the same book.
struct Guide {
    site: PathBuf,
    case: Case,
    _folder: tempfile::TempDir,
}

fn guide() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| {
        let folder = folder::temporary();
        folder::copy(&root().join("book"), &folder.path().join("book"));
        jissen(folder.path(), ["build", "book", "--out", "安全管理 案内/サイト"]).expect(0);
        let site = folder.path().join("安全管理 案内/サイト").canonicalize().expect("the site");
        let book = book(&folder.path().join("book"));
        let mut queries = queries(&book, 11, 512);
        queries.extend(judged_queries());
        Guide { site, case: Case::new(book, queries), _folder: folder }
    })
}

/// What search is given of a book, without the program.
fn book(root: &Path) -> Book {
    let mut book = MDBook::load(root).expect("the guide");
    let shared = Shared::load(root).expect("the data of the guide");
    book.with_preprocessor(Checklist::new(shared.clone()))
        .with_preprocessor(Revision::new(shared.clone()))
        .with_preprocessor(Crosslink::new(shared));
    let (complete, _) = book.preprocess_book(&site::Guide).expect("a complete book");
    let options = site::Options::from_config(&book.config).expect("the settings of the guide");
    site::sections(&complete, &options)
}

/// What clinics type.
fn judged_queries() -> Vec<Query> {
    let list = fs::read_to_string(root().join("book/search-eval.jsonl")).expect("the judged queries");
    let lines = list.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let texts = lines.filter_map(|line| Some(line["query"].as_str()?.to_owned()));
    texts.map(|text| Query { text, kind: None, edition: None }).collect()
}

#[test]
fn a_page_of_the_guide_answers_as_the_crate_does_from_disk() {
    let Guide { site, case, .. } = guide();
    let mut made = folder::read(&site.join("search"));
    made.retain(|_, bytes| bytes.starts_with(b"jissenSearchFile("));
    let exported: Tree = case.index.export().into_iter().map(|file| (file.name, file.bytes)).collect();
    let differences = folder::differences(&exported, &made);
    assert!(differences.is_empty(), "the crate and the site search different files: {differences:#?}");

    drive(engines(), PLAIN, async |browser| {
        browser.open(&file_address(&site.join("items/two-factor-auth.html"))).await;
        assert_eq!(browser.count("meta[http-equiv=Content-Security-Policy]").await, 1);
        let n_queries = if browser.engine == Engine::Chromium { case.queries.len() } else { 64 };
        assert_same(&browser, case, n_queries).await;
        if browser.engine == Engine::Chromium {
            let console = browser.log("browser").await;
            assert!(console.is_empty(), "{console:?}");
        }
    });
}

/// The fields of a section, flat, one a line, with a space at both ends of each.
fn lines_of(section: &Section) -> String {
    let Section { title, heading, body, .. } = section;
    let titles = [&section.breadcrumb[..], std::slice::from_ref(title)].concat().join("\n");
    let fields = [&titles, heading, &section.aliases.join("\n"), body];
    fields.map(|field| format!(" {} ", flat(field))).join("\n")
}

/// What stands in a line of a section where a unit occurs: words are whole, Japanese may be part of more.
fn pattern(flat: &str, prefix: bool) -> String {
    let is_word = |character: Option<char>| character.and_then(class_of) == Some(Class::Word);
    let before = if is_word(flat.chars().next()) { " " } else { "" };
    let behind = if is_word(flat.chars().last()) && !prefix { " " } else { "" };
    format!("{before}{flat}{behind}")
}

/// What must stand in a section that has all that was typed as it was typed; `None` with quotation marks.
fn patterns_as_typed(text: &str) -> Option<Vec<String>> {
    let folded = fold(text);
    let clauses = folded.split_whitespace().map(flat).filter(|clause| !clause.is_empty());
    (!folded.contains('"')).then(|| clauses.map(|clause| pattern(&clause, false)).collect())
}

#[test]
fn what_was_typed_is_found_where_a_plain_scan_of_the_guide_finds_it() {
    let case = &guide().case;
    let lines: Vec<String> = case.index.sections().iter().map(lines_of).collect();
    let (mut n_scanned, mut n_typed, mut n_accepted) = (0, 0, 0);
    for (query, answer) in case.queries.iter().zip(&case.answers) {
        let found: BTreeSet<usize> =
            answer.hits.iter().filter(|hit| hit.level == 0).map(|hit| hit.section).collect();
        let scan = |is_there: &dyn Fn(&str) -> bool| -> BTreeSet<usize> {
            let sections = case.index.sections().iter().enumerate();
            let asked = sections.filter(|(_, section)| {
                query.kind.as_ref().is_none_or(|kind| *kind == section.kind)
                    && (query.edition.is_none() || query.edition == section.edition)
            });
            asked.map(|(section_idx, _)| section_idx).filter(|at| is_there(&lines[*at])).collect()
        };

        if let Some(patterns) = patterns_as_typed(&query.text).filter(|patterns| !patterns.is_empty()) {
            let typed = scan(&|lines| patterns.iter().all(|pattern| lines.contains(pattern)));
            assert!(typed.is_subset(&found), "{query:?}: {typed:?} have it, {found:?} were found");
            n_scanned += 1;
            n_typed += typed.len();
        }

        let levels = case.index.explain(&query.text, &Options { limit: 0, ..Options::default() }).levels;
        let parts: Option<Vec<Vec<String>>> = levels.first().map(|level| {
            let accepted = level.parts.iter().map(|part| part.variants.iter());
            accepted.map(|variants| variants.map(|form| pattern(&form.text, form.prefix)).collect()).collect()
        });
        let has = |lines: &str, forms: &Vec<String>| forms.iter().any(|form| lines.contains(form));
        let accepted =
            scan(&|lines| parts.as_ref().is_some_and(|parts| parts.iter().all(|forms| has(lines, forms))));
        assert_eq!(found, accepted, "{query:?}");
        n_accepted += accepted.len();
    }
    println!(
        "{n_scanned} queries stand in {n_typed} sections as typed; with other forms all stand in {n_accepted}"
    );
    assert!(n_scanned >= 500 && n_typed > n_scanned, "too little of the guide was asked for");
}
