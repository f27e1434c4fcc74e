//! Words that writers spell in several ways: loanwords in katakana (サーバー, サーバ) and compounds with or without
//! their okurigana (組み込み, 組込み).

use super::Sort;
use super::proposals::{Proposals, Source};
use super::text::Words;
use crate::key::{key, okurigana};

/// Proposes every katakana word of the text under its own key, so that it is found in hiragana, with or without ー and
/// with other small letters; and every compound under its okurigana.
pub(super) fn propose(words: &Words<'_>, proposals: &mut Proposals) {
    for (word, n) in &words.katakana {
        if !word.starts_with('ー') {
            proposals.add_counted(key(word), word, Sort::Spelling, Source::Spelling, *n);
        }
    }
    for (compound, n) in &words.compounds {
        if let Some((key, form)) = compound_under_okurigana(compound) {
            proposals.add_counted(key, form, Sort::Spelling, Source::Spelling, *n);
        }
    }
}

/// The key and form of a compound as the text has it: with the hiragana behind it if that may belong to it.
fn compound_under_okurigana(compound: &str) -> Option<(String, &str)> {
    let without_last = || {
        let (at, _) = compound.char_indices().next_back()?;
        Some((okurigana(&compound[..at])?, &compound[..at]))
    };
    okurigana(compound).map(|key| (key, compound)).or_else(without_last)
}
