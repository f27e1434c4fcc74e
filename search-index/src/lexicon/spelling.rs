//! Words that writers spell in several ways: loanwords in katakana (サーバー, サーバ) and compounds with or without
//! their okurigana (組み込み, 組込み).

use super::Sort;
use super::kanji::{compound, is_verb};
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
    for (text, n) in &words.compounds {
        let compound = compound(text).filter(|compound| compound.is_verb);
        if let Some((key, form)) =
            compound.and_then(|compound| Some((okurigana(compound.text)?, compound.text)))
        {
            proposals.add_counted(key, form, Sort::Spelling, Source::Spelling, *n);
        }
    }
    for (word, n) in &words.han {
        propose_without_okurigana(word, *n, proposals);
    }
}

/// Words that leave all okurigana out (取扱) are found by who writes it (取り扱い).
fn propose_without_okurigana(word: &str, n: u32, proposals: &mut Proposals) {
    let characters: Vec<char> = word.chars().collect();
    if let [first, second] = characters[..]
        && is_verb(first)
        && is_verb(second)
    {
        proposals.add_counted(format!("{first}~{second}"), word, Sort::Spelling, Source::Spelling, n);
    }
}
