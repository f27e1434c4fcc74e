//! Which words stand for each other: what a reader types on one side, what the book writes on the other.
//!
//! Each module below knows one source of such words and only proposes them; [`Proposals`] keeps those whose form really
//! occurs in the book.

mod glossary; // what the book says about its words
mod kanji; // how kanji are read
mod pairs; // words the text explains in parentheses
mod proposals; // Proposals, Source: keep what occurs, order it
mod reading; // how words of the text are read
mod spelling; // katakana words, okurigana
mod table; // words that mean the same in general
mod text; // Text: the book as one flat text, its words counted

use std::cmp::Ordering;
use std::collections::HashMap;

use self::proposals::Proposals;
use self::text::Text;
use crate::Book;

/// Why one word stands for another; decides the weight of what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sort {
    /// Another word for the same thing.
    Alias,
    /// The same word, written otherwise.
    Spelling,
    /// How a word is read.
    Reading,
}

/// One line of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What is looked up: the `key` or `okurigana` of a word.
    pub(crate) key: String,
    /// What the book writes, as a flat text.
    pub(crate) form: String,
    /// Why it stands for the key.
    pub(crate) sort: Sort,
}

/// All entries, sorted by key in UTF-16 order, entries of one key by how good they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    pub(crate) entries: Vec<Entry>,
}

impl Lexicon {
    /// Collects the words of a book, of its glossary and of the general table.
    ///
    /// Only forms that occur in the book's text are kept; a book without text has an empty lexicon.
    pub(crate) fn new(book: &Book) -> Lexicon {
        let text = Text::new(book);
        let words = text.words();
        let mut proposals = Proposals::default();
        glossary::propose(book, &mut proposals);
        pairs::propose(book, &mut proposals);
        table::propose(&mut proposals);
        spelling::propose(&words, &mut proposals);
        reading::propose(&words, &known_readings(book), &mut proposals);
        Lexicon { entries: proposals.into_entries(&text, &words) }
    }

    /// All entries, in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries of one key; empty when it has none.
    pub(crate) fn get(&self, key: &str) -> &[Entry] {
        let start = self.first_from(key);
        let n = self.entries[start..].iter().take_while(|entry| entry.key == key).count();
        &self.entries[start..start + n]
    }

    /// The entries whose key begins with `start`, in order.
    pub(crate) fn starting(&self, start: &str) -> impl Iterator<Item = &Entry> {
        self.entries[self.first_from(start)..].iter().take_while(move |entry| entry.key.starts_with(start))
    }

    fn first_from(&self, key: &str) -> usize {
        self.entries.partition_point(|entry| utf16_order(&entry.key, key) == Ordering::Less)
    }
}

/// Readings that need no guess, by word: those of the table, and over them those of the glossary.
fn known_readings(book: &Book) -> HashMap<&str, &str> {
    let mut readings = table::readings();
    let words = book.words.iter().filter(|word| !word.reading.is_empty());
    readings.extend(words.map(|word| (word.term.as_str(), word.reading.as_str())));
    readings
}

/// The order of strings in the browser.
///
/// UTF-8 sorts by code point; UTF-16 puts what it writes in two units (lead byte F0 or more) before U+E000–FFFF (EE, EF).
fn utf16_order(left: &str, right: &str) -> Ordering {
    let differing = left.bytes().zip(right.bytes()).find(|(left, right)| left != right);
    match differing {
        Some((0xF0.., 0xEE | 0xEF)) => Ordering::Less,
        Some((0xEE | 0xEF, 0xF0..)) => Ordering::Greater,
        Some((left, right)) => left.cmp(&right),
        None => left.len().cmp(&right.len()),
    }
}

#[cfg(test)]
mod tests;
