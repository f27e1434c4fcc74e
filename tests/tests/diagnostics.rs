//! Every kind of mistake has a folder with the smallest book or finished site that makes it, and everything said about
//! it.
//!
//! `SNAPSHOTS=overwrite ./tests/run diagnostics` writes the outputs anew; reading that difference is the review.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use tests::program::{jissen, root};

const OUTPUT: &str = "output.txt";

/// Mistakes no book makes, with the test that makes them: `jissen verify` finds them in finished sites.
const OF_FINISHED_SITES: &[&str] = &[
    // deploy.rs: mistakes of an operator
    "cache-rule",
    "media-type",
    "open-without-login",
    "served-file",
    "server-answer",
    "server-header",
    "server-redirect",
];

#[test]
fn every_mistake_is_said_as_expected() {
    let overwrite = std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite");
    let mut failures = Vec::new();
    for case in cases() {
        let said = said(&case);
        let file = case.join(OUTPUT);
        if overwrite {
            fs::write(&file, &said).expect("output written");
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if said != expected {
            failures.push(format!("== {}\n-- expected\n{expected}\n-- said\n{said}", case.display()));
        }
        if !said.contains(&format!("[{}]", code(&case))) {
            failures.push(format!("== {}: its own code is not among what was said\n{said}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}\n{} failures", failures.join("\n"), failures.len());
}

#[test]
fn every_code_has_a_folder_and_every_folder_a_code() {
    let list = jissen(root(), ["explain"]).expect(0).stdout;
    let codes: BTreeSet<_> = list.lines().take_while(|line| !line.is_empty()).map(first_word).collect();
    let folders: BTreeSet<_> = cases().iter().map(|case| code(case)).collect();
    let is_of_book = |code: &&String| !OF_FINISHED_SITES.contains(&code.as_str());
    let without_folder: Vec<_> = codes.difference(&folders).filter(is_of_book).collect();
    let without_code: Vec<_> = folders.difference(&codes).collect();
    assert!(without_folder.is_empty(), "codes without tests/diagnostics/CODE: {without_folder:?}");
    assert!(without_code.is_empty(), "folders without a code: {without_code:?}");
}

#[test]
fn every_code_is_explained() {
    let list = jissen(root(), ["explain"]).expect(0).stdout;
    for code in list.lines().take_while(|line| !line.is_empty()).map(first_word) {
        let text = jissen(root(), ["explain", &code]).expect(0).stdout;
        let (heading, explanation) = text.split_once("\n\n").unwrap_or_default();
        assert!(
            heading.starts_with(&format!("{code}: ")) && heading.chars().count() > code.len() + 2,
            "{text}"
        );
        assert!(explanation.chars().count() > 20, "{text}");
    }
}

/// What `jissen check` says of the book in a folder, or `jissen verify` of the finished site there, and how it ends.
fn said(case: &Path) -> String {
    let site = ["site", "site.zip", "site.html"].into_iter().find(|site| case.join(site).exists());
    let finished = site.map_or_else(|| jissen(case, ["check", "."]), |site| jissen(case, ["verify", site]));
    format!("{}{}終了コード {}\n", finished.stdout, finished.stderr, finished.code)
}

/// The folders in order.
fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/diagnostics");
    let entries = fs::read_dir(&folder).expect("tests/diagnostics");
    let mut cases: Vec<_> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "{} is empty", folder.display());
    cases
}

/// The code a folder is about: its name up to a `.`, which tells cases of one code apart.
fn code(case: &Path) -> String {
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().replace('_', "-")
}

fn first_word(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().to_owned()
}
