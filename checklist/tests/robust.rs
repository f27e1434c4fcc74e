//! No bytes make reading panic, hang or point outside a file.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use checklist::{Library, Report};
use proptest::prelude::*;

const FILES: [&str; 9] = [
    "checklists/vocabulary.yaml",
    "checklists/lineages.yaml",
    "checklists/r7/edition.yaml",
    "checklists/r7/medical.yaml",
    "guideline.yaml",
    "glossary.yaml",
    "contacts.yaml",
    "regulation/regulation.yaml",
    "regulation/appendices.yaml",
];

/// What editors, other tools and ill will put into YAML.
const INSERTS: [&str; 30] = [
    "\t",
    "\u{3000}",
    "：",
    "＃",
    "－ ",
    "\u{feff}",
    "\r\n",
    "\n",
    "\0",
    "\u{7f}",
    "- ",
    ": ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "|\n",
    ">-\n  ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "~",
    "🏥",
];

/// A book that has no problem, with other bytes in one of its files.
fn load(name: &str, bytes: &[u8]) -> Report {
    let book = tempfile::tempdir().unwrap();
    for file in FILES {
        let path = book.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, if file == name { bytes.to_vec() } else { valid(file) }).unwrap();
    }
    let (_, report) = Library::load(book.path()).unwrap();
    report
}

fn valid(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid");
    fs::read(folder.join(name)).unwrap()
}

/// Every span lies in its file, and all three outputs can be made.
fn check(report: &Report) {
    for diagnostic in &report.diagnostics {
        for span in std::iter::once(&diagnostic.span).chain(diagnostic.related.iter().map(|(span, _)| span)) {
            let Some(text) = report.sources.get(&span.file) else { continue };
            assert!(text.get(span.bytes.clone()).is_some(), "{span:?} of {} bytes", text.len());
        }
    }
    report.render();
    serde_json::from_str::<serde_json::Value>(&report.render_json()).unwrap();
    assert_eq!(report.render_github().lines().count(), report.sorted().len());
}

#[test]
fn the_book_the_mutations_start_from_is_right() {
    let report = load("none", b"");
    assert!(report.is_empty(), "{}", report.render());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(file in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&load(FILES[file], &bytes));
    }

    #[test]
    fn any_text_is_read(file in 0..FILES.len(), text in "[ -~\\n\u{3000}：-｝あ-ん一-龠]{0,200}") {
        check(&load(FILES[file], text.as_bytes()));
    }

    #[test]
    fn a_right_file_with_wrong_edits_is_read(
        file in 0..FILES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..40usize, 0..INSERTS.len()), 1..6),
    ) {
        let mut text: Vec<char> = String::from_utf8(valid(FILES[file])).unwrap().chars().collect();
        for (at, n_removed, insert) in edits {
            let at = at.index(text.len() + 1);
            let end = text.len().min(at + n_removed);
            text.splice(at..end, INSERTS[insert].chars());
        }
        let text: String = text.into_iter().collect();
        check(&load(FILES[file], text.as_bytes()));
    }

    #[test]
    fn a_right_file_with_lines_moved_is_read(
        file in 0..FILES.len(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        indent in 0..6usize,
    ) {
        let text = String::from_utf8(valid(FILES[file])).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = format!("{}{}", " ".repeat(indent), lines[from.index(lines.len())].trim_start());
        lines.insert(to.index(lines.len()), line);
        check(&load(FILES[file], lines.join("\n").as_bytes()));
    }
}

/// Inputs that made other YAML readers run for minutes, overflow the stack or fill the memory.
#[test]
fn bombs_end_quickly() {
    let anchors: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
    let bombs = [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(100_000)),
        ("dashes", "- ".repeat(100_000)),
        ("question marks", "? ".repeat(100_000)),
        ("aliases", format!("a0: &a0 x\n{anchors}")),
        ("deep indentation", (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("one long line", "版".repeat(300_000)),
        ("one long key", format!("{}: x\n", "k".repeat(1_000_000))),
        ("many keys", (0..5_000).map(|n| format!("k{n}: \n")).collect()),
        ("one key again and again", "terms: \n".repeat(5_000)),
        ("many wrong terms", format!("terms:\n{}", "- x\n".repeat(5_000))),
        ("many terms", format!("terms:\n{}", "- {id: a, b: 1}\n".repeat(3_000))),
        ("one line of many problems", format!("terms: [{}]", "{：: 1}, ".repeat(3_000))),
        ("tabs", "\t- x\n".repeat(5_000)),
        ("quotes", "\"".repeat(500_000)),
        ("block scalars", "a: |\n".repeat(5_000)),
        ("too large", "# x\n".repeat(1_000_000)),
    ];
    for (name, bomb) in bombs {
        let start = Instant::now();
        let report = load("glossary.yaml", bomb.as_bytes());
        assert!(report.n_errors() > 0, "{name}");
        check(&report);
        assert!(start.elapsed() < Duration::from_secs(30), "{name}: {:?}", start.elapsed());
    }
}
