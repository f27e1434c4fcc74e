//! What `jissen` says: transcripts of whole commands, and the differences between the real editions.
//!
//! `SNAPSHOTS=overwrite ./tests/run cli` writes the transcripts anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use serde_json::Value;
use tests::program::{Finished, jissen, root};

/// A small book to search.
const SEARCHED: &str = "tests/fixtures/search";

/// Commands with the file that holds what they say.
const TRANSCRIPTS: &[(&str, &[&str])] = &[
    ("help", &["--help"]),
    ("no-command", &[]),
    ("version", &["--version"]),
    ("build-help", &["build", "--help"]),
    ("package-help", &["package", "--help"]),
    ("check-help", &["check", "--help"]),
    ("explain-help", &["explain", "--help"]),
    ("diff-help", &["diff", "--help"]),
    ("export-help", &["export", "--help"]),
    ("search-help", &["search", "--help"]),
    ("verify-help", &["verify", "--help"]),
    ("verify-nowhere", &["verify", "nowhere"]),
    ("unknown-command", &["bild"]),
    ("unknown-option", &["build", "--output", "x"]),
    ("unknown-value", &["check", "--format", "humn"]),
    ("missing-value", &["build", "--out"]),
    ("missing-argument", &["diff", "r6"]),
    ("superfluous-argument", &["check", "a", "b"]),
    ("no-book", &["check", "nowhere"]),
    ("not-a-book", &["check", "tests"]),
    ("package-since-missing", &["package", "--since", "nowhere.json"]),
    ("package-since-broken", &["package", "--since", "tests/fixtures/search/good.jsonl"]),
    ("package-since-folder", &["package", "--since", "tests"]),
    ("explain", &["explain", "book-toml"]),
    ("explain-unknown", &["explain", "book-tmol"]),
    ("diff-unknown", &["diff", "r6", "r77"]),
    ("diff-announced", &["diff", "r7", "r8"]),
    ("export-no-format", &["export"]),
    ("export-unknown-format", &["export", "--format", "word"]),
    ("export-mistakes", &["export", "tests/diagnostics/unknown-lineage", "--format", "csv"]),
    ("export-nothing", &["export", "tests/fixtures/plain", "--format", "xlsx"]),
    ("check", &["check"]),
    ("check-json", &["check", "tests/diagnostics/unknown-lineage", "--format", "json"]),
    ("check-github", &["check", "tests/diagnostics/unknown-lineage", "--format", "github"]),
    ("search", &["search", "ＭＦＡ", "--book", SEARCHED]),
    ("search-several", &["search", "USB", "失くした", "--book", SEARCHED]),
    ("search-misspelled", &["search", "パスワド", "--book", SEARCHED, "--limit", "2"]),
    ("search-less", &["search", "USBメモリの番号と請求書", "--book", SEARCHED]),
    ("search-nothing", &["search", "請求書", "--book", SEARCHED]),
    ("search-json", &["search", "サーバー", "--book", SEARCHED, "--json"]),
    ("search-explain", &["search", "サーバー", "--book", SEARCHED, "--explain"]),
    ("search-mistakes", &["search", "手引き", "--book", "tests/diagnostics/unknown-lineage"]),
    ("search-no-word", &["search"]),
    ("search-unknown-kind", &["search", "USB", "--kind", "用語", "--book", SEARCHED]),
    ("search-unknown-edition", &["search", "USB", "--edition", "令和7年度"]),
    ("search-eval", &["search", "--eval", "tests/fixtures/search/good.jsonl", "--book", SEARCHED]),
    ("search-eval-low", &["search", "--eval", "tests/fixtures/search/low.jsonl", "--book", SEARCHED]),
    ("search-eval-bad", &["search", "--eval", "tests/fixtures/search/bad.jsonl", "--book", SEARCHED]),
    (
        "search-eval-json",
        &["search", "--eval", "tests/fixtures/search/low.jsonl", "--book", SEARCHED, "--json"],
    ),
    ("search-eval-nowhere", &["search", "--eval", "nowhere.jsonl", "--book", SEARCHED]),
    ("search-eval-and-word", &["search", "USB", "--eval", "tests/fixtures/search/good.jsonl"]),
];

#[test]
fn commands_say_what_the_transcripts_hold() {
    let overwrite = std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite");
    let mut failures = Vec::new();
    for (name, arguments) in TRANSCRIPTS {
        let said = transcript(arguments);
        let file = folder().join(format!("{name}.txt"));
        if overwrite {
            fs::write(&file, &said).expect("transcript written");
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if said != expected {
            failures.push(format!("== {name}\n-- expected\n{expected}\n-- said\n{said}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_transcript_is_left_over() {
    let known: BTreeSet<_> = TRANSCRIPTS.iter().map(|(name, _)| format!("{name}.txt")).collect();
    let entries = fs::read_dir(folder()).expect("tests/transcripts");
    let found: BTreeSet<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(known, found);
}

#[test]
fn no_help_or_complaint_is_in_english() {
    let english =
        ["Usage", "error:", "Options", "Arguments", "Commands", "possible values", "default", "For more"];
    for (name, arguments) in TRANSCRIPTS {
        let said = transcript(arguments);
        let (_, said) = said.split_once('\n').expect("the command's own line");
        let found = english.iter().find(|word| said.contains(**word));
        assert_eq!(found, None, "{name}:\n{said}");
    }
}

/// The first line of the list says how well; whoever changes the guide or the search learns here what became worse.
#[test]
fn what_clinics_ask_is_found_in_the_guide() {
    let finished = jissen(root(), ["search", "--eval", "book/search-eval.jsonl"]);
    assert_eq!(finished.code, 0, "{}\n{}", finished.stderr, finished.stdout);
}

/// The kinds of change from R6 to R7 on the form of medical institutions.
///
/// Source: the summary of the differences of that form in the facts the data is made of.
const R6_TO_R7: &[(&str, &[&str])] = &[
    ("password-complexity", &["new"]),
    ("password-reuse", &["new"]),
    ("external-media", &["new"]),
    ("two-factor-auth", &["new"]),
    ("operational-rules", &["new"]),
    ("security-patch", &["merged", "moved"]),
    ("access-rights", &["wording", "moved"]),
    ("account-cleanup", &["wording", "moved"]),
    ("access-log", &["renumbered"]),
    ("unneeded-services", &["renumbered"]),
    ("source-restriction", &["renumbered"]),
    ("safety-manager", &["same"]),
    ("asset-inventory", &["same"]),
    ("remote-maintenance", &["same"]),
    ("mds-sds", &["same"]),
    ("incident-contact-chart", &["same"]),
    ("backup-recovery", &["same"]),
    ("cyber-bcp", &["same"]),
    ("system-presence", &["unknown"]),
];

#[test]
fn from_r6_to_r7_there_are_five_new_items_and_one_merger_and_nothing_is_removed() {
    let changes = changes("r6", "r7");
    let medical: BTreeMap<_, _> =
        changes.iter().filter(|change| change.form == "medical").map(kinds).collect();
    let expected: BTreeMap<_, _> =
        R6_TO_R7.iter().map(|(lineage, kinds)| (*lineage, kinds.iter().copied().collect())).collect();
    assert_eq!(medical, expected);

    let patch = changes.iter().find(|change| change.form == "medical" && change.lineage == "security-patch");
    let patch = patch.expect("security-patch");
    assert_eq!((patch.n_old, patch.n_new), (3, 1), "three patch rows became one");
    assert!(changes.iter().all(|change| !change.relations.iter().any(|relation| relation == "removed")));
}

#[test]
fn every_pair_of_editions_compares_in_every_format() {
    for (older, newer) in [("r5", "r6"), ("r5", "r7"), ("r6", "r7"), ("r7", "r6")] {
        let n_changes = changes(older, newer).len();
        assert!(n_changes > 0, "{older} {newer}");
        let text = jissen(root(), ["diff", older, newer]).expect(0).stdout;
        assert!(text.starts_with("# ") && text.contains("| 備考 |"), "{text}");
        let csv = jissen(root(), ["diff", older, newer, "--format", "csv"]).expect(0).stdout;
        assert!(csv.starts_with('\u{feff}'), "Excel takes it for UTF-8 by its mark");
        assert_eq!(csv.matches("\r\n").count(), n_changes + 1, "a line per change and a head");
        let html = jissen(root(), ["diff", older, newer, "--format", "html"]).expect(0).stdout;
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"), "{html}");
        let page = scraper::Html::parse_document(&html);
        let select =
            |selector: &str| page.select(&scraper::Selector::parse(selector).expect("a selector")).count();
        assert_eq!(select("h1"), 1, "{older} {newer}");
        assert!(select("table.guide-comparison") >= 3, "{older} {newer}");
        assert_eq!(select("link, script, img"), 0, "{older} {newer}: nothing is needed beside it");
    }
}

struct Change {
    lineage: String,
    form: String,
    relations: Vec<String>,
    n_old: usize,
    n_new: usize,
}

fn changes(older: &str, newer: &str) -> Vec<Change> {
    let json = jissen(root(), ["diff", older, newer, "--format", "json"]).expect(0).stdout;
    let list: Vec<Value> = serde_json::from_str(&json).expect("a JSON list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let length = |value: &Value| value.as_array().expect("a list").len();
    let change = |value: &Value| Change {
        lineage: text(&value["lineage"]),
        form: text(&value["form"]),
        relations: value["relation"].as_array().expect("a list").iter().map(text).collect(),
        n_old: length(&value["old"]),
        n_new: length(&value["new"]),
    };
    list.iter().map(change).collect()
}

fn kinds(change: &Change) -> (&str, BTreeSet<&str>) {
    (&change.lineage, change.relations.iter().map(String::as_str).collect())
}

fn transcript(arguments: &[&str]) -> String {
    let output =
        tests::program::command("jissen").current_dir(root()).args(arguments).output().expect("it starts");
    let Finished { code, stdout, stderr } = output.into();
    let line: String = arguments.iter().map(|argument| format!(" {argument}")).collect();
    let stderr = if stderr.is_empty() { String::new() } else { format!("-- stderr\n{stderr}") };
    format!("$ jissen{line}\n{stdout}{stderr}-- {code}\n")
}

fn folder() -> PathBuf {
    root().join("tests/transcripts")
}
