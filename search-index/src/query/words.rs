//! Where the words of the lexicon stand in a clause.

use crate::analyzer::{Class, class_of, flat_of_folded};
use crate::key::{is_han, is_hiragana, is_katakana, key, okurigana};
use crate::lexicon::{Entry, Lexicon, Sort};

/// Longest word that is looked up, in characters.
const WORD_CHARS: usize = 32;

/// How many forms of a word are looked up.
const MAX_FORMS: usize = 6;

/// Shortest text that is looked up as the beginning of a word, in characters.
const BEGINNING_CHARS: usize = 3;

/// How many entries a beginning gives.
const MAX_COMPLETIONS: usize = 8;

/// A word of the lexicon in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Match {
    /// Its first character.
    pub(crate) start: usize,
    /// The character behind it.
    pub(crate) end: usize,
    /// What the book writes for it, best first; empty when it is written like that.
    pub(crate) forms: Vec<Form>,
}

/// What the book writes for a word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    /// A flat text.
    pub(crate) text: String,
    /// How much of its score counts.
    pub(crate) weight: f64,
}

/// The words in a folded text, in order; `last` when its end may not be typed yet.
pub(crate) fn words(lexicon: &Lexicon, text: &[char], last: bool) -> Vec<Match> {
    let mut matches: Vec<Match> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let longest = text.len().min(start + WORD_CHARS);
        let after_match = matches.last().is_some_and(|before| before.end == start);
        let found = (start + 2..=longest)
            .rev()
            .filter(|end| may_match(text, start, *end, after_match))
            .find_map(|end| word(lexicon, text, start, end));
        start = found.as_ref().map_or(start + 1, |found| found.end);
        matches.extend(found);
    }
    if matches.is_empty() && last {
        matches.extend(beginning(lexicon, text));
    }
    matches
}

/// The text in katakana: what only differs by kana script becomes equal.
pub(crate) fn katakana(text: &str) -> String {
    let katakana = |character: char| match character {
        'ぁ'..='ゖ' | 'ゝ'..='ゞ' => char::from_u32(character as u32 + 0x60).unwrap_or(character),
        other => other,
    };
    text.chars().map(katakana).collect()
}

/// Whether a text has kana and nothing else.
pub(crate) fn is_kana_only(text: &[char]) -> bool {
    !text.is_empty() && text.iter().all(|character| is_kana(*character))
}

fn word(lexicon: &Lexicon, text: &[char], start: usize, end: usize) -> Option<Match> {
    let written: String = text[start..end].iter().collect();
    let gap = okurigana(&written);
    let by_gap = gap.as_deref().map_or(&[][..], |gap| lexicon.get(gap));
    let entries: Vec<&Entry> = lexicon.get(&key(&written)).iter().chain(by_gap).collect();
    (!entries.is_empty()).then(|| Match { start, end, forms: forms(&written, &entries) })
}

/// Whether a stretch of a text can be a word by its borders and its length; `after_match` when another ends before it.
fn may_match(text: &[char], start: usize, end: usize, after_match: bool) -> bool {
    let is_word = |at: usize| class_of(text[at]) == Some(Class::Word);
    let inside = |behind: usize| behind > 0 && behind < text.len() && is_word(behind - 1) && is_word(behind);
    if class_of(text[start]).is_none() || class_of(text[end - 1]).is_none() || inside(start) || inside(end) {
        return false;
    }
    if !is_kana_only(&text[start..end]) {
        return true;
    }
    let is_all =
        (start == 0 || !is_kana(text[start - 1])) && text.get(end).is_none_or(|next| !is_kana(*next));
    let script = if is_hiragana(text[start]) { is_hiragana } else { is_katakana };
    (end - start >= 3 || is_all) && (after_match || start == 0 || !script(text[start - 1]))
}

fn beginning(lexicon: &Lexicon, text: &[char]) -> Option<Match> {
    let n_kana = text.iter().rev().take_while(|character| is_kana(**character)).count();
    let n_typed = if text.iter().all(|character| is_han(*character)) { text.len() } else { n_kana };
    if n_typed < BEGINNING_CHARS {
        return None;
    }
    let (start, end) = (text.len() - n_typed, text.len());
    let written: String = text[start..].iter().collect();
    let key = key(&written);
    if key.is_empty() {
        return None;
    }
    let mut entries: Vec<&Entry> = lexicon.starting(&key).collect();
    entries.sort_by_key(|entry| entry.key.encode_utf16().count());
    entries.truncate(MAX_COMPLETIONS);
    (!entries.is_empty()).then(|| Match { start, end, forms: forms(&written, &entries) })
}

fn forms(written: &str, entries: &[&Entry]) -> Vec<Form> {
    let flat = flat_of_folded(written);
    let mut forms: Vec<Form> = Vec::new();
    for entry in entries {
        let is_new = entry.form != flat && forms.iter().all(|form| form.text != entry.form);
        if is_new && forms.len() < MAX_FORMS {
            forms.push(Form { text: entry.form.clone(), weight: weight(entry.sort) });
        }
    }
    forms
}

fn weight(sort: Sort) -> f64 {
    match sort {
        Sort::Alias => 0.8,
        Sort::Spelling => 0.9,
        Sort::Reading => 0.85,
    }
}

fn is_kana(character: char) -> bool {
    is_hiragana(character) || is_katakana(character)
}
