//! What every query needs: the fields, the sections' lengths and sorts, which file holds what.

use serde::Serialize;

use super::Layout;
use super::bytes::utf16;
use super::script::{Payload, VERSION};
use crate::Index;
use crate::lexicon::Sort;
use crate::postings::Field;

/// Name of what every query needs of all sections and words.
const COMMON: &str = "common";

/// What `head.js` says first, as JSON.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    version: u32,
    pub(super) build: String,
    n: u32,
    fields: Vec<HeadField>,
    positions: bool,
    kinds: &'a [String],
    editions: &'a [String],
    current: i32,
    common: &'static str,
    postings: Vec<(String, String)>,
    text: Vec<(String, usize)>,
}

#[derive(Serialize)]
struct HeadField {
    name: &'static str,
    boost: f64,
    tokens: u64,
}

impl<'a> Head<'a> {
    /// The head of these files; `build` is still empty.
    pub(super) fn new(
        index: &'a Index,
        layout: Layout,
        postings: &[(Payload, String)],
        text: &[(Payload, usize)],
    ) -> Head<'a> {
        Head {
            version: VERSION,
            build: String::new(),
            n: index.n_sections(),
            fields: Field::ALL.map(|field| HeadField::new(index, field)).into(),
            positions: !layout.is_small,
            kinds: &index.kinds.values,
            editions: &index.editions.values,
            current: current(index),
            common: COMMON,
            postings: postings.iter().map(|(file, first)| (file.name.clone(), first.clone())).collect(),
            text: text.iter().map(|(file, first)| (file.name.clone(), *first)).collect(),
        }
    }

    pub(super) fn payload(&self) -> Payload {
        let json = serde_json::to_string(self).expect("numbers and strings can be written as JSON");
        Payload { name: "head".to_owned(), bytes: json.into_bytes() }
    }
}

impl HeadField {
    fn new(index: &Index, field: Field) -> HeadField {
        HeadField { name: field.name(), boost: field.boost(), tokens: index.n_tokens(field) }
    }
}

/// Norms, kinds and editions of all sections, a byte each, and the lexicon.
pub(super) fn common(index: &Index) -> Payload {
    let bytes =
        [norms(index), index.kinds.of_section.clone(), index.editions.of_section.clone(), lexicon(index)];
    Payload { name: COMMON.to_owned(), bytes: bytes.concat() }
}

/// The lexicon's lines.
fn lexicon(index: &Index) -> Vec<u8> {
    let line = |(key, form, sort): (&str, &str, Sort)| format!("{key}\t{form}\t{}\n", letter(sort));
    let entries = index.lexicon().entries().iter();
    let lines = entries.map(|entry| line((&entry.key, &entry.form, entry.sort)));
    utf16(&lines.collect::<String>())
}

fn letter(sort: Sort) -> char {
    match sort {
        Sort::Alias => 'a',
        Sort::Spelling => 's',
        Sort::Reading => 'r',
    }
}

/// Place of the current edition among the editions; -1 when the book has none.
fn current(index: &Index) -> i32 {
    let place =
        index.editions.values.iter().position(|edition| Some(edition) == index.current_edition.as_ref());
    place.map_or(-1, |place| place as i32)
}

/// A byte per section, field after field: tantivy's field norms.
fn norms(index: &Index) -> Vec<u8> {
    let of_field =
        |field| (0..index.n_sections()).map(move |section| index.reader(field).norms.fieldnorm_id(section));
    Field::ALL.into_iter().flat_map(of_field).collect()
}
