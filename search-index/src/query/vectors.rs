//! Holds the plans of this crate and those of `runtime/query.js` together: both read `tests/vectors/plans.json`.
//!
//! `SNAPSHOTS=overwrite` writes the file anew, from the words and queries in `tests/fixtures/`.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;

use super::{LAST_LEVEL, Level, Plan};
use crate::analyzer::fold;
use crate::key::{key, okurigana};
use crate::lexicon::{Entry, Lexicon, Sort};

#[derive(Serialize)]
struct Vectors {
    /// Lines of the lexicon: key, form, sort.
    lexicon: Vec<(String, String, &'static str)>,
    /// All tokens of the index, in UTF-16 order.
    tokens: Vec<String>,
    plans: Vec<Planned>,
}

#[derive(Serialize)]
struct Planned {
    query: String,
    /// Every level there is, whatever the ones before find.
    levels: Vec<Level>,
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn lines(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path("fixtures").join(name)).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn lexicon() -> Lexicon {
    let entry = |line: &String| {
        let [word, form, sort] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let word = fold(word);
        let sort = match sort {
            "a" => Sort::Alias,
            "s" => Sort::Spelling,
            _ => Sort::Reading,
        };
        let keys = [Some(key(&word)), okurigana(&word).filter(|_| sort == Sort::Spelling)];
        keys.map(|key| Some(Entry { key: key?, form: form.to_owned(), sort }))
    };
    let mut entries: Vec<Entry> = lines("lexicon.tsv").iter().flat_map(entry).flatten().collect();
    entries.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
    Lexicon { entries }
}

#[test]
fn plans_are_those_of_the_vectors() {
    let lexicon = lexicon();
    let mut tokens = lines("tokens.txt");
    tokens.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    let starting = |start: &str| -> Vec<String> {
        tokens.iter().filter(|token| token.starts_with(start)).cloned().collect()
    };
    let planned = |query: String| {
        let plan = Plan::new(&lexicon, &starting, &query);
        let levels = (0..=LAST_LEVEL).filter_map(|level| plan.level(level)).collect();
        Planned { query, levels }
    };
    let letter = |sort| match sort {
        Sort::Alias => "a",
        Sort::Spelling => "s",
        Sort::Reading => "r",
    };
    let vectors = Vectors {
        lexicon: lexicon
            .entries()
            .iter()
            .map(|entry| (entry.key.clone(), entry.form.clone(), letter(entry.sort)))
            .collect(),
        plans: lines("queries.txt").into_iter().map(planned).collect(),
        tokens: tokens.clone(),
    };
    let found = serde_json::to_value(&vectors).unwrap();
    let path = path("vectors").join("plans.json");
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        std::fs::write(&path, pretty(&found)).unwrap();
    }
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for name in ["lexicon", "tokens"] {
        assert_eq!(found[name], expected[name], "{name}");
    }
    let plans = |value: &Value| value["plans"].as_array().unwrap().clone();
    for (found, expected) in plans(&found).iter().zip(&plans(&expected)) {
        assert_eq!(found, expected, "{}", found["query"]);
    }
    assert_eq!(plans(&found).len(), plans(&expected).len());
}

/// One variant, one token, one entry a line: small differences stay small.
fn pretty(vectors: &Value) -> String {
    let mut text = String::from("{");
    for (name, list) in vectors.as_object().unwrap() {
        let comma = if text.len() > 1 { "," } else { "" };
        text.push_str(&format!("{comma}\n\"{name}\": [\n"));
        let items: Vec<String> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                item.to_string()
                    .replace("{\"level\"", "\n {\"level\"")
                    .replace("{\"written\"", "\n  {\"written\"")
            })
            .collect();
        text.push_str(&items.join(",\n"));
        text.push_str("\n]");
    }
    text.push_str("\n}\n");
    text
}
