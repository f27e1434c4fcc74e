//! The book all tests read, and its day.

#![allow(dead_code)] // each file of tests uses a part

use std::path::Path;

use checklist::{Date, Edition, Form, Library};

pub(crate) fn library() -> Library {
    let (library, report) = Library::load(Path::new("../book")).expect("the book");
    assert_eq!(report.n_errors(), 0);
    library
}

pub(crate) fn forms(library: &Library) -> impl Iterator<Item = (&Edition, &Form)> {
    library.editions.iter().flat_map(|edition| edition.forms.iter().map(move |form| (edition, form)))
}

pub(crate) fn day() -> Option<Date> {
    Date::parse("2026-11-22")
}
