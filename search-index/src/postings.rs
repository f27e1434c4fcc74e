//! What the segment knows: where each token stands, how long each field is.

use std::cmp::Ordering;

use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet as _, TERMINATED};

use crate::Index;
use crate::index::FieldReader;

/// A part of a section that is searched by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    /// The breadcrumb and the page's title.
    Title,
    /// The section's heading.
    Heading,
    /// Other words for the section.
    Aliases,
    /// What is read there.
    Body,
}

/// One section that has a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posting {
    /// Place of the section in the book.
    pub(crate) section: u32,
    /// Where the token stands in the field, counted in tokens, ascending; never empty.
    pub(crate) positions: Vec<u32>,
}

impl Field {
    /// All fields, in the order the files have them.
    pub(crate) const ALL: [Field; 4] = [Field::Title, Field::Heading, Field::Aliases, Field::Body];

    /// Its name in the schema and in the files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Heading => "heading",
            Field::Aliases => "aliases",
            Field::Body => "body",
        }
    }

    /// What a score found in it is multiplied by.
    pub(crate) fn boost(self) -> f64 {
        match self {
            Field::Title => 0.5,
            Field::Heading => 3.0,
            Field::Aliases => 2.5,
            Field::Body => 1.0,
        }
    }
}

impl Index {
    /// How many sections the book has.
    pub(crate) fn n_sections(&self) -> u32 {
        self.sections.len() as u32
    }

    /// The sections that have a token in a field, ascending; empty for an unknown token.
    pub(crate) fn postings(&self, field: Field, token: &str) -> Vec<Posting> {
        let reader = self.reader(field);
        reader.find(token).map(|term_info| reader.read(&term_info)).unwrap_or_default()
    }

    /// Whether any section has a token in a field.
    pub(crate) fn has(&self, field: Field, token: &str) -> bool {
        self.reader(field).find(token).is_some()
    }

    /// The tokens of any field that begin with `start`, each once, in UTF-16 order as in the files.
    pub(crate) fn tokens_starting(&self, start: &str) -> Vec<String> {
        let mut tokens: Vec<String> =
            Field::ALL.into_iter().flat_map(|field| self.reader(field).tokens_starting(start)).collect();
        tokens.sort_unstable_by(|one, other| utf16_order(one, other));
        tokens.dedup();
        tokens
    }

    /// The number of tokens of a field in a section, as tantivy keeps it in one byte: exact up to 40, then rounded down.
    pub(crate) fn length(&self, field: Field, section: u32) -> u32 {
        self.reader(field).norms.fieldnorm(section)
    }

    /// The tokens of a field per section; 0 for an empty book.
    pub(crate) fn average_length(&self, field: Field) -> f32 {
        if self.sections.is_empty() { 0.0 } else { self.n_tokens(field) as f32 / self.n_sections() as f32 }
    }

    /// The tokens of a field in the whole book.
    pub(crate) fn n_tokens(&self, field: Field) -> u64 {
        self.reader(field).postings.total_num_tokens()
    }

    pub(crate) fn reader(&self, field: Field) -> &FieldReader {
        &self.fields[field as usize]
    }
}

/// The order of strings in the browser; that of Rust differs for characters beyond U+FFFF.
pub(crate) fn utf16_order(one: &str, other: &str) -> Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
}

/// Why reading cannot fail: the segment was just written, to memory.
const IN_MEMORY: &str = "a segment in memory can be read";

impl FieldReader {
    fn find(&self, token: &str) -> Option<TermInfo> {
        self.postings.terms().get(token).expect(IN_MEMORY)
    }

    fn read(&self, term_info: &TermInfo) -> Vec<Posting> {
        let mut segment_postings = self.segment_postings(term_info);
        let mut postings = Vec::with_capacity(term_info.doc_freq as usize);
        while segment_postings.doc() != TERMINATED {
            let mut positions = Vec::with_capacity(segment_postings.term_freq() as usize);
            segment_postings.positions(&mut positions);
            postings.push(Posting { section: segment_postings.doc(), positions });
            segment_postings.advance();
        }
        postings
    }

    /// tantivy's cursor over the sections of a token; it stands on the first.
    pub(crate) fn segment_postings(&self, term_info: &TermInfo) -> SegmentPostings {
        self.postings
            .read_postings_from_terminfo(term_info, IndexRecordOption::WithFreqsAndPositions)
            .expect(IN_MEMORY)
    }

    /// All tokens of the field, in UTF-8 order.
    pub(crate) fn terms(&self) -> TermStreamer<'_> {
        self.postings.terms().stream().expect(IN_MEMORY)
    }

    fn tokens_starting(&self, start: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        let mut terms = self.postings.terms().range().ge(start).into_stream().expect(IN_MEMORY);
        while terms.advance() && terms.key().starts_with(start.as_bytes()) {
            tokens.push(String::from_utf8_lossy(terms.key()).into_owned());
        }
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Book, Section};

    fn index_of(bodies: &[&str]) -> Index {
        let section = |body: &&str| Section { body: (*body).to_owned(), ..Section::default() };
        Index::new(Book { sections: bodies.iter().map(section).collect(), ..Book::default() }).unwrap()
    }

    #[test]
    fn postings_count_tokens_through_the_whole_field() {
        let index = index_of(&["", "所有権。所有", "USB\n所有権"]);
        let postings = index.postings(Field::Body, "所有");
        assert_eq!(
            postings,
            [Posting { section: 1, positions: vec![0, 3] }, Posting { section: 2, positions: vec![1] }]
        );
        assert_eq!(index.postings(Field::Heading, "所有"), []);
        assert_eq!((0..3).map(|section| index.length(Field::Body, section)).collect::<Vec<_>>(), [0, 5, 4]);
        assert_eq!(index.average_length(Field::Body), 3.0);
        assert_eq!(index.average_length(Field::Aliases), 0.0);
    }

    #[test]
    fn tokens_starting_are_in_the_order_of_the_browser() {
        let index = index_of(&["constructor __proto__ 𠮷 𠮷野 ﬀ \u{A7F7}x 権 権利", "con"]);
        assert_eq!(index.tokens_starting("con"), ["con", "constructor"]);
        assert_eq!(index.tokens_starting("権"), ["権", "権利"]);
        assert_eq!(index.tokens_starting("none"), Vec::<String>::new());
        let all = index.tokens_starting("");
        assert!(all.is_sorted_by(|one, other| one.encode_utf16().lt(other.encode_utf16())), "{all:?}");
    }

    #[test]
    fn an_empty_book_has_nothing() {
        let index = index_of(&[]);
        assert_eq!(index.n_sections(), 0);
        assert_eq!(index.postings(Field::Body, "所有"), []);
        assert_eq!(index.tokens_starting(""), Vec::<String>::new());
        assert_eq!(index.average_length(Field::Body), 0.0);
    }

    #[test]
    fn sections_keep_their_order_in_a_large_book() {
        let bodies: Vec<String> =
            (0..3000).map(|n| format!("w{n} {}", "所有権と借用 ".repeat(n % 50))).collect();
        let index = index_of(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
        for n in 0..3000 {
            assert_eq!(
                index.postings(Field::Body, &format!("w{n}")),
                [Posting { section: n, positions: vec![0] }]
            );
        }
    }
}
