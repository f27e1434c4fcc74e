//! The browser's engine (`runtime/`) over the exported files and this crate over tantivy's segment answer alike.

mod common;

use std::path::Path;

use common::case::Case;
use common::compare::{Report, compare};
use common::queries::queries;
use common::{node, synthetic};
use search_index::{Book, Index, Layout};

/// With many files, as large books have them.
const LARGE: Layout = Layout { is_small: false, postings_bytes: 3_000, text_bytes: 5_000 };

/// All in one file.
const SMALL: Layout = Layout { is_small: true, ..LARGE };

const N_QUERIES: usize = 512;

fn case(book: Book, n_queries: usize) -> Case {
    let queries = queries(&book, 7, n_queries);
    Case::new(book, queries)
}

/// What the reader, so changed, answers over files cut in this way, compared.
fn compare_reader(case: &Case, layout: Layout, changes: &[(&str, &str)]) -> Report {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&case.index, layout, folder.path());
    compare(&case.queries, &case.answers, &node::answers(folder.path(), &case.queries, changes))
}

fn write(index: &Index, layout: Layout, folder: &Path) {
    for file in index.export_as(layout) {
        std::fs::write(folder.join(&file.name), &file.bytes).expect("a file");
    }
}

#[test]
fn every_hit_and_score_of_the_reader_is_that_of_the_crate() {
    let case = case(synthetic::book(1, 400), N_QUERIES);
    compare_reader(&case, SMALL, &[]).assert_same();
    compare_reader(&case, LARGE, &[]).assert_same();
}

#[test]
fn a_fault_in_the_reader_is_noticed() {
    const N: usize = 64;
    const NORM: &str = "norms[field * n + section]";
    let case = case(synthetic::book(2, 200), N);
    for (layout, from, to) in [
        (SMALL, "const K1 = 1.2;", "const K1 = 1.3;"),
        (SMALL, "countIn(site, section, field, unit)", "1"),
        (LARGE, "begun[i] === place", "true"),
        (LARGE, NORM, &format!("Math.max({NORM} - 1, 0)")),
    ] {
        let report = compare_reader(&case, layout, &[(from, to)]);
        println!("{from} → {to}: {} of {N} queries differ", report.differences.len());
        assert!(report.differences.len() >= 3, "{from} → {to} is not noticed");
    }
}

#[test]
fn the_reader_cuts_texts_and_plans_queries_as_the_vectors_say() {
    print!("{}", String::from_utf8_lossy(&node::run("vectors.js", b"")));
}

#[test]
fn missing_and_damaged_files_are_said_and_loaded_anew() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut book = synthetic::book(3, 100);
    book.sections.iter_mut().step_by(2).for_each(|section| section.body.push_str("認証の管理"));
    write(&Index::new(book).expect("an index"), LARGE, folder.path());
    node::run("loading.js", serde_json::json!(folder.path()).to_string().as_bytes());
}
