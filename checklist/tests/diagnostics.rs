//! Every code of the data files has a small book that shows it, and nothing else.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use checklist::{Library, codes::CODES};

fn fixture(code: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics").join(code)
}

#[test]
fn every_code_has_a_book_that_shows_it_alone() {
    for code in CODES {
        let (_, report) = Library::load(&fixture(code.name)).unwrap();
        let seen: BTreeSet<_> = report.diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect();
        assert_eq!(seen, BTreeSet::from([code.name]), "{}", report.render());
    }
}

#[test]
fn every_problem_names_a_remedy() {
    for code in CODES {
        let (_, report) = Library::load(&fixture(code.name)).unwrap();
        for diagnostic in &report.diagnostics {
            assert!(diagnostic.help.is_some(), "{}", report.render());
            assert!(!diagnostic.message.ends_with('。'), "{}", diagnostic.message);
        }
    }
}
