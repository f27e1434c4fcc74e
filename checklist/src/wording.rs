//! Differences between two Japanese sentences, word by word.
//!
//! Sentences are compared on a folded copy and marked on the original. Source of the rules: how
//! ministries underline a revision in a 新旧対照表, and what a reader can take in at a glance.

mod align; // which atom of the one side is which of the other
mod atom; // text → letters → atoms that are never cut

use align::{NEW, OLD, Step};

/// A piece of a sentence, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// As written, never empty.
    pub text: String,
    /// Whether it is to be underlined.
    pub changed: bool,
}

/// Both sides of a revised text.
///
/// Each side put together again is the text as it was given. Neighbouring segments differ in
/// `changed`. What is unmarked is the same on both sides and in the same order, apart from variants
/// of spelling ([`fold`]): replacing the marks of the one side, one after the other, gives the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text before; empty when it was empty.
    pub old: Vec<Segment>,
    /// The text after; empty when it is empty.
    pub new: Vec<Segment>,
}

/// A text as it is compared: NFKC, with dashes, tildes and spaces made alike.
///
/// `８文字〜` and `8文字~` are the same text, as are `サ－バ` and `サーバ`, `ｻｰﾊﾞ` and `サーバ`. Spaces
/// count as one between Latin letters or figures, elsewhere not at all. Case and wording count. Empty for a text of
/// spaces.
///
/// # Example
///
/// ```
/// use checklist::fold;
/// assert_eq!(fold("端末ＰＣ　（８文字）"), "端末PC(8文字)");
/// ```
pub fn fold(text: &str) -> String {
    atom::letters(text).into_iter().map(|letter| letter.folded).collect()
}

/// Marks what differs between two texts.
///
/// Sentences are lined up first, then their words. A mark never cuts a run of kanji, katakana or
/// Latin letters, a number and its counter (８文字 → 13文字 is marked whole), or a pair of brackets;
/// marks with at most two characters between them are one; a sentence of which more than 60 % would
/// be marked, or which has less than 40 % in common with the other side, is marked whole. Texts that
/// [`fold`] alike have no marks.
///
/// `words` are terms at which a run of katakana may be cut all the same (システム|セキュリティ); those
/// of other letters are ignored.
///
/// # Example
///
/// ```
/// use checklist::mark;
/// let marked = mark("不要なアカウントを削除している。", "不要なアカウントを削除または無効化している。", &[]);
/// assert!(marked.old.iter().all(|segment| !segment.changed));
/// assert_eq!(marked.new[1].text, "または無効化");
/// ```
pub fn mark(old: &str, new: &str, words: &[&str]) -> Marked {
    if fold(old) == fold(new) {
        return Marked { old: whole(old, false), new: whole(new, false) };
    }
    let (old_text, new_text) = (atom::Text::new(old, words), atom::Text::new(new, words));
    if old_text.atoms.is_empty() || new_text.atoms.is_empty() {
        return Marked { old: whole(old, true), new: whole(new, true) };
    }
    let steps = align::steps(&old_text, &new_text);
    Marked { old: segments(&old_text, &steps, OLD), new: segments(&new_text, &steps, NEW) }
}

fn whole(text: &str, changed: bool) -> Vec<Segment> {
    if text.is_empty() { Vec::new() } else { vec![Segment { text: text.to_owned(), changed }] }
}

fn segments(text: &atom::Text, steps: &[Step], side: usize) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for step in steps {
        let Some(atom) = step.atoms[side] else { continue };
        let piece = text.atoms[atom].text;
        match segments.last_mut() {
            Some(last) if last.changed == step.changed => last.text.push_str(piece),
            _ => segments.push(Segment { text: piece.to_owned(), changed: step.changed }),
        }
    }
    segments
}

#[cfg(test)]
mod tests;
