//! The maker of a clinic's own rules: its text and Word file beside those of Rust, and its page in real browsers.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use checklist::{Date, Library, Profile, Regulation};
use office::Filling;
use serde_json::{Value, json};
use tests::{
    document::part,
    folder,
    program::{jissen, root},
};

/// The guide, built once, in a folder as readers have them: Japanese and a space in its name.
fn site() -> &'static Path {
    static SITE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = folder::temporary();
        folder::copy(&root().join("book"), &folder.path().join("book"));
        jissen(folder.path(), ["build", "book", "--out", "安全管理 案内/サイト"]).expect(0);
        let site = folder.path().join("安全管理 案内/サイト").canonicalize().expect("the site");
        (folder, site)
    };
    &SITE.get_or_init(build).1
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&root().join("book")).expect("the book").0)
}

fn template() -> &'static Regulation {
    library().regulation.as_ref().expect("a regulation")
}

/// The day of the book, as `book.toml` says it.
fn day() -> Option<Date> {
    let config = fs::read_to_string(root().join("book/book.toml")).expect("book.toml");
    let date = config.lines().find_map(|line| line.strip_prefix("date = \"")?.strip_suffix('"'));
    Date::parse(date.expect("a date"))
}

fn word_file(filling: &Filling) -> Vec<u8> {
    office::regulation(library(), filling, day()).expect("a file").expect("a regulation").bytes
}

/// Every way to answer the questions, in a fixed order; the first answers first.
fn profiles() -> Vec<Profile> {
    let mut profiles = vec![Profile::new()];
    for question in template().questions.iter().rev() {
        let mut longer = Vec::new();
        for choice in &question.choices {
            for profile in &profiles {
                let mut profile = profile.clone();
                profile.insert(question.id.clone(), choice.id.clone());
                longer.push(profile);
            }
        }
        profiles = longer;
    }
    profiles
}

/// Fills in about two thirds of the blanks, others with each number.
fn names(number: usize) -> BTreeMap<String, String> {
    let name = |nth: usize| ["院長 山田太郎", "毎月10日", "<b>&\"'", "😀　二階", " "][(nth + number) % 5];
    let variables = template().variables.iter().enumerate();
    variables
        .filter(|(nth, _)| (nth + number) % 3 > 0)
        .map(|(nth, variable)| (variable.id.clone(), name(nth).to_owned()))
        .collect()
}

#[test]
fn the_browser_makes_the_rules_that_rust_makes() {
    let cases = profiles().into_iter().enumerate().map(|(number, answers)| {
        let variables = if number == 0 { BTreeMap::new() } else { names(number) };
        let filling = Filling { answers, variables };
        let document = part(&word_file(&filling), "word/document.xml");
        json!({ "choices": filling.answers, "names": filling.variables, "document": document })
    });
    let cases: Vec<Value> = cases.collect();
    let folder = folder::temporary();
    let file = folder.path().join("cases.json");
    fs::write(&file, Value::from(cases).to_string()).expect("the cases are written");
    let script = root().join("desk/tests/node/regulation.js");
    let data = site().join("regulation/regulation-data.js");
    let output = Command::new("node").arg(script).arg(data).arg(file).output();
    let output = output.unwrap_or_else(|error| panic!("`node` does not start ({error}): run ./tests/run"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
