//! Which words stand for each other: what a reader types on one side, what the book writes on the other.

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
    entries: Vec<Entry>,
}

impl Lexicon {
    /// Collects the words of a book, of its glossary and of the general table.
    pub(crate) fn new(_book: &Book) -> Lexicon {
        Lexicon::default()
    }

    /// All entries, in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries of one key; empty when it has none.
    pub(crate) fn get(&self, key: &str) -> &[Entry] {
        let start = self.entries.partition_point(|entry| utf16(&entry.key).lt(utf16(key)));
        let n = self.entries[start..].iter().take_while(|entry| entry.key == key).count();
        &self.entries[start..start + n]
    }

    /// The entries whose key begins with `start`, in order.
    pub(crate) fn starting(&self, start: &str) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|entry| utf16(&entry.key).lt(utf16(start)));
        self.entries[first..].iter().take_while(move |entry| entry.key.starts_with(start))
    }
}

/// The order of strings in the browser.
fn utf16(text: &str) -> impl Iterator<Item = u16> {
    text.encode_utf16()
}
