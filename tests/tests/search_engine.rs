//! The engine of the search in real browsers: over files in a folder, under the policy of the pages, hit by hit the
//! answers of the crate.

#[path = "../../search-index/tests/common/mod.rs"]
#[allow(dead_code, reason = "shared with the oracle in Node")]
mod common;

use std::fs;
use std::path::Path;

use common::compare::compare;
use common::queries::{Query, queries};
use common::synthetic;
use search_index::{Answer, Index, Layout, Options, READER_JS};
use serde_json::{Value, json};
use tests::browser::{Settings, drive, engines, file_address};

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>検索</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; base-uri 'none'">
<script src="page.js"></script><script src="検索 1/reader.js"></script></head><body><h1>検索</h1></body></html>"#;

/// What the box does before it loads the reader.
const SCRIPT: &str = "window.jissenSearch = { folder: new URL('検索 1/', document.baseURI).href };";

/// Answers queries with every hit; marks in characters, as the crate counts them.
const ANSWER: &str = "
    const [queries, done] = arguments;
    const inCharacters = (text, place) => [...text.slice(0, place)].length;
    const answer = async ({ text, kind, edition }) => {
        const answer = await window.jissenSearch.search(text, { limit: Infinity, kind, edition });
        for (const hit of answer.hits) {
            hit.marks = hit.marks.map(mark => mark.map(place => inCharacters(hit.excerpt, place)));
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

fn write(index: &Index, layout: Layout, folder: &Path) {
    let search = folder.join("検索 1");
    fs::create_dir_all(&search).expect("a folder");
    fs::write(folder.join("index.html"), PAGE).expect("a page");
    fs::write(folder.join("page.js"), SCRIPT).expect("a script");
    fs::write(search.join("reader.js"), READER_JS).expect("the reader");
    for file in index.export_as(layout) {
        fs::write(search.join(&file.name), &file.bytes).expect("a file");
    }
}

#[test]
fn the_reader_answers_as_the_crate_does_from_disk() {
    let book = synthetic::book(1, 200);
    let queries = queries(&book, 7, 512);
    let index = Index::new(book).expect("an index");
    let answer = |query: &Query| {
        let Query { text, kind, edition } = query.clone();
        index.search(&text, &Options { limit: usize::MAX, kind, edition })
    };
    let native: Vec<Answer> = queries.iter().map(answer).collect();
    let folder = tests::folder::temporary();
    let large = Layout::Large { postings_bytes: 10_000, text_bytes: 10_000 };
    let sites = [("小さい 案内", Layout::Small), ("大きい 案内", large)].map(|(name, layout)| {
        let site = folder.path().join(name);
        write(&index, layout, &site);
        site.canonicalize().expect("the site").join("index.html")
    });
    drive(engines(), Settings::default(), async |browser| {
        for page in &sites {
            browser.open(&file_address(page)).await;
            let mut answers: Vec<Value> = Vec::new();
            for some in queries.chunks(32) {
                let answered = browser.run_async(ANSWER, vec![json!(some)]).await;
                answers.extend(answered.as_array().unwrap_or_else(|| panic!("{answered}")).iter().cloned());
            }
            let report = compare(&queries, &native, &answers);
            let n_different = report.differences.len();
            println!("{} queries, {} hits, differences: {n_different}", report.n_queries, report.n_hits);
            assert!(n_different == 0, "{:#?}", &report.differences[..n_different.min(10)]);
        }
    });
}
