//! Words proposed for the lexicon, and which of them it takes.

use super::text::{Text, Words};
use super::{Entry, Sort, utf16_order};
use crate::analyzer::{flat, fold};
use crate::key::{is_katakana, key};

/// Where a word comes from, best first; the order of entries with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// The book's own list of words.
    Glossary,
    /// Two words one of which stands in parentheses behind the other.
    Parentheses,
    /// The general table.
    Table,
    /// The general table, by way of a word it has both for.
    TableTwice,
    /// Another way to write the same word.
    Spelling,
    /// A reading put together from those of single characters.
    Derived,
}

/// A word that may stand for another.
#[derive(Debug)]
struct Proposal {
    entry: Entry,
    source: Source,
    /// How often the form occurs, where the source has counted it.
    n: Option<u32>,
    /// A word that the form replaces only where the book prefers the form.
    rival: Option<Rival>,
}

/// What was typed, where the book may know it.
#[derive(Debug)]
struct Rival {
    /// As a flat text.
    text: String,
    /// Whether the book must not have it at all.
    must_be_unknown: bool,
}

/// Words that may stand for others, from all sources.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    proposals: Vec<Proposal>,
}

impl Proposals {
    /// Proposes that who types `typed` may mean `written`; whether the book writes it is not yet known.
    pub(super) fn add(&mut self, typed: &str, written: &str, sort: Sort, source: Source) {
        let entry = Entry { key: key(&fold(typed)), form: flat(written), sort };
        self.push(entry, source, None, None);
    }

    /// Proposes a synonym, unless the book uses the typed word more often: then who types it finds it, and a rare synonym
    /// would only come out above it.
    pub(super) fn add_if_more_usual(&mut self, typed: &str, written: &str, source: Source) {
        self.add_against(Rival { text: flat(typed), must_be_unknown: false }, typed, written, source);
    }

    /// Proposes a synonym of a synonym, unless the book has the typed word.
    pub(super) fn add_if_unknown(&mut self, typed: &str, written: &str) {
        let rival = Rival { text: flat(typed), must_be_unknown: true };
        self.add_against(rival, typed, written, Source::TableTwice);
    }

    fn add_against(&mut self, rival: Rival, typed: &str, written: &str, source: Source) {
        let form = flat(written);
        let key_of_typed = key(&fold(typed));
        if key_of_typed == key(&form) {
            self.push(Entry { key: key_of_typed, form, sort: Sort::Spelling }, Source::Spelling, None, None);
        } else if form.chars().nth(1).is_some() {
            // One character stands in too many other words.
            let entry = Entry { key: key_of_typed, form, sort: Sort::Alias };
            self.push(entry, source, None, Some(rival));
        }
    }

    /// Proposes a word of the text, flat, under a finished key; it occurs `n` times.
    pub(super) fn add_counted(&mut self, key: String, form: &str, sort: Sort, source: Source, n: u32) {
        self.push(Entry { key, form: form.to_owned(), sort }, source, Some(n), None);
    }

    fn push(&mut self, entry: Entry, source: Source, n: Option<u32>, rival: Option<Rival>) {
        // Who types a word that is its own key can only have typed the form; but katakana may be typed in hiragana.
        let is_told_apart = entry.key != entry.form || entry.form.chars().all(is_katakana);
        if !entry.key.is_empty() && !entry.form.is_empty() && is_told_apart {
            self.proposals.push(Proposal { entry, source, n, rival });
        }
    }

    /// The entries whose form occurs in `text`: by key, then source, then how often, most often first, then form; every
    /// (key, form) once.
    pub(super) fn into_entries(self, text: &Text, words: &Words<'_>) -> Vec<Entry> {
        let uncounted = self.proposals.iter().filter(|proposal| proposal.n.is_none());
        let forms = uncounted.map(|proposal| proposal.entry.form.as_str());
        let rivals = self.proposals.iter().filter_map(|proposal| proposal.rival.as_ref());
        let counts = text.count(forms.chain(rivals.map(|rival| rival.text.as_str())));
        let mut kept: Vec<Proposal> = self.proposals;
        kept.retain_mut(|proposal| {
            let n = proposal.n.unwrap_or_else(|| counts[&proposal.entry.form]);
            proposal.n = Some(n);
            let is_more_usual = |rival: &Rival| {
                let most = if rival.must_be_unknown { 0 } else { n };
                counts[&rival.text] <= most && stands_alone(&proposal.entry.form, n, words)
            };
            n > 0 && proposal.rival.as_ref().is_none_or(is_more_usual)
        });
        kept.sort_by(|left, right| {
            utf16_order(&left.entry.key, &right.entry.key)
                .then(left.source.cmp(&right.source))
                .then(right.n.cmp(&left.n))
                .then_with(|| left.entry.form.cmp(&right.entry.form))
                .then(left.entry.sort.cmp(&right.entry.sort))
        });
        let mut entries: Vec<Entry> = Vec::with_capacity(kept.len());
        for Proposal { entry, .. } in kept {
            let mut same_key = entries.iter().rev().take_while(|other| other.key == entry.key);
            if !same_key.any(|other| other.form == entry.form) {
                entries.push(entry);
            }
        }
        entries
    }
}

/// Whether a form is not mostly a part of other words, as ログ is of ログイン; only katakana lets us tell.
fn stands_alone(form: &str, n: u32, words: &Words<'_>) -> bool {
    let n_alone = || words.katakana.get(form).copied().unwrap_or(0);
    !form.chars().all(is_katakana) || n_alone() * 2 >= n
}
