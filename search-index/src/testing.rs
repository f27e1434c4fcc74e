//! Small books for the tests of this crate.

use crate::key::{key, okurigana};
use crate::lexicon::{Entry, Lexicon, Sort};
use crate::{Book, Index, Section};

/// A book with one section for each text, without lexicon.
pub(crate) fn index_of(bodies: &[&str]) -> Index {
    let section = |(n, body): (usize, &&str)| Section {
        page: format!("{n}.html"),
        body: (*body).to_owned(),
        ..Section::default()
    };
    index_of_sections(bodies.iter().enumerate().map(section).collect())
}

/// A book without any lexicon, so that tests say what stands for what.
pub(crate) fn index_of_sections(sections: Vec<Section>) -> Index {
    let mut index = Index::new(Book { sections, ..Book::default() }).unwrap();
    index.lexicon = Lexicon::default();
    index
}

/// The entries of a lexicon: what is typed, what the book writes, why.
pub(crate) fn lexicon_of(words: &[(&str, &str, Sort)]) -> Lexicon {
    let entry = |(typed, form, sort): &(&str, &str, Sort)| Entry {
        key: okurigana(typed).unwrap_or_else(|| key(typed)),
        form: (*form).to_owned(),
        sort: *sort,
    };
    let mut entries: Vec<Entry> = words.iter().map(entry).collect();
    entries.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()));
    Lexicon { entries }
}

/// Numbers that look random and are the same every time (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let place = self.below(things.len());
        &things[place]
    }

    /// A text of some of the pieces, with an empty one now and then.
    pub(crate) fn text(&mut self, pieces: &[&str], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| *self.one_of(pieces)).collect()
    }
}
