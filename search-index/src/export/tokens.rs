//! Where each token stands, cut by tokens in UTF-16 order.

use tantivy::postings::{Postings as _, TermInfo};
use tantivy::{DocSet as _, TERMINATED};

use super::Layout;
use super::bytes::{push_varint, utf16};
use super::script::Payload;
use crate::Index;
use crate::postings::{Field, utf16_order};

/// A token, the field it is in, and where tantivy has its postings.
type Term = (String, Field, TermInfo);

/// A file being filled.
#[derive(Default)]
struct Shard {
    /// Its tokens, a line each: the browser decodes them in one go.
    tokens: String,
    /// Of each token, its fields and how much they have.
    counts: Vec<u8>,
    postings: Vec<u8>,
}

/// The files, each with its first token; none for a book without tokens.
pub(super) fn postings(index: &Index, layout: Layout) -> Vec<(Payload, String)> {
    let positions = !layout.is_small;
    let mut files = Vec::new();
    let mut shard = Shard::default();
    for terms in terms(index).chunk_by(|one, other| one.0 == other.0) {
        let postings: Vec<Vec<u8>> = terms.iter().map(|term| encode(index, term, positions)).collect();
        let n_bytes: usize = postings.iter().map(Vec::len).sum();
        if !shard.tokens.is_empty() && shard.n_bytes() + n_bytes > layout.postings_bytes {
            files.push(std::mem::take(&mut shard).into_file(files.len()));
        }
        shard.push(terms, &postings);
    }
    if !shard.tokens.is_empty() {
        files.push(shard.into_file(files.len()));
    }
    files
}

/// Every token of every field, in the order of the files.
fn terms(index: &Index) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for field in Field::ALL {
        let mut stream = index.reader(field).terms();
        while let Some((token, term_info)) = stream.next() {
            terms.push((String::from_utf8_lossy(token).into_owned(), field, term_info.clone()));
        }
    }
    terms.sort_by(|one, other| utf16_order(&one.0, &other.0)); // stable: fields keep their order
    terms
}

/// The postings of a token in a field.
fn encode(index: &Index, (_, field, term_info): &Term, positions: bool) -> Vec<u8> {
    let mut cursor = index.reader(*field).segment_postings(term_info);
    let mut bytes = Vec::new();
    let mut places = Vec::new();
    let mut before = 0;
    while cursor.doc() != TERMINATED {
        let (section, frequency) = (cursor.doc(), cursor.term_freq());
        push_varint(&mut bytes, (section - before) << 1 | u32::from(frequency == 1));
        before = section;
        if frequency != 1 {
            push_varint(&mut bytes, frequency);
        }
        if positions {
            cursor.positions(&mut places);
            push_differences(&mut bytes, &places);
        }
        cursor.advance();
    }
    bytes
}

fn push_differences(bytes: &mut Vec<u8>, places: &[u32]) {
    let mut before = 0;
    for place in places {
        push_varint(bytes, place - before);
        before = *place;
    }
}

impl Shard {
    fn n_bytes(&self) -> usize {
        self.tokens.len() + self.counts.len() + self.postings.len()
    }

    /// Adds a token with its fields, and their postings.
    fn push(&mut self, terms: &[Term], postings: &[Vec<u8>]) {
        if !self.tokens.is_empty() {
            self.tokens.push('\n');
        }
        self.tokens.push_str(&terms[0].0);
        push_varint(&mut self.counts, terms.iter().map(|(_, field, _)| 1 << *field as u32).sum());
        for ((_, _, term_info), bytes) in terms.iter().zip(postings) {
            push_varint(&mut self.counts, term_info.doc_freq);
            push_varint(&mut self.counts, bytes.len() as u32);
            self.postings.extend_from_slice(bytes);
        }
    }

    fn into_file(self, file_idx: usize) -> (Payload, String) {
        let mut bytes = Vec::with_capacity(self.n_bytes() + 4);
        let tokens = utf16(&self.tokens);
        push_varint(&mut bytes, tokens.len() as u32);
        bytes.extend_from_slice(&tokens);
        bytes.extend_from_slice(&self.counts);
        bytes.extend_from_slice(&self.postings);
        let first = self.tokens.split('\n').next().unwrap_or_default().to_owned();
        (Payload { name: format!("postings-{file_idx}"), bytes }, first)
    }
}
