//! The ways in which a book may write what was typed.

use super::clauses::join;
use super::words::{Form, Match, is_kana_only, katakana};
use super::{Unit, Variant};
use crate::analyzer::{Class, class_of};
use crate::key::{KANJI_DIGITS, is_katakana};

/// How many variants of one text are looked up.
const MAX_VARIANTS: usize = 12;

const PREFIX: f64 = 0.7;
const LONG_VOWEL: f64 = 0.95;
const DIGITS: f64 = 0.95;
const KATAKANA: f64 = 0.9;

/// Shortest word that may be the beginning of another, in characters.
const PREFIX_CHARS: usize = 2;

/// Shortest text in kana that is looked up in katakana, in characters.
const KATAKANA_CHARS: usize = 3;

/// The variants of a folded text with the words in it, as typed first; `last` when it may not be typed to the end.
pub(super) fn variants(text: &[char], matches: &[Match], last: bool) -> Vec<Variant> {
    let written: String = text.iter().collect();
    let typed = Unit::of(&written);
    let plain = |unit, weight| Variant { unit, weight, words: Vec::new() };
    let mut variants = vec![plain(typed.clone(), 1.0)];
    if last && ends_in_word(&typed.text) {
        variants.push(plain(Unit { prefix: true, ..typed.clone() }, PREFIX));
    }
    variants.extend(without_long_vowel(&typed).map(|unit| plain(unit, LONG_VOWEL)));
    for digits in [kanji_digits(text), ascii_digits(text)] {
        variants.extend(digits.map(|text| plain(Unit::of(&text), DIGITS)));
    }
    if text.len() >= KATAKANA_CHARS && is_kana_only(text) {
        variants.push(plain(Unit::of(&katakana(&written)), KATAKANA));
    }
    variants.extend(replaced(text, matches));
    first_of_equal(variants)
}

/// Leaves out what was there before, and what is too much.
fn first_of_equal(variants: Vec<Variant>) -> Vec<Variant> {
    let mut kept: Vec<Variant> = Vec::new();
    for variant in variants {
        if kept.len() < MAX_VARIANTS && kept.iter().all(|other| other.unit != variant.unit) {
            kept.push(variant);
        }
    }
    kept
}

fn ends_in_word(flat: &str) -> bool {
    let last = flat.rsplit(' ').next().unwrap_or_default();
    last.chars().count() >= PREFIX_CHARS
        && last.chars().all(|character| class_of(character) == Some(Class::Word))
}

fn without_long_vowel(typed: &Unit) -> Option<Unit> {
    let text = typed.text.strip_suffix('ー')?;
    let n_katakana = text.chars().rev().take_while(|character| is_katakana(*character)).take(2).count();
    (n_katakana == 2).then(|| Unit { text: text.to_owned(), prefix: false })
}

/// Single digits beside Japanese as kanji; `None` when there are none.
fn kanji_digits(text: &[char]) -> Option<String> {
    let class = |at: Option<usize>| at.and_then(|at| text.get(at)).and_then(|character| class_of(*character));
    replace_characters(text, |at| {
        let neighbours = [class(at.checked_sub(1)), class(Some(at + 1))];
        let is_single =
            !neighbours.contains(&Some(Class::Word)) && neighbours.contains(&Some(Class::Japanese));
        let digit = text[at].is_ascii_digit().then(|| text[at].to_digit(10)).flatten()?;
        is_single.then(|| KANJI_DIGITS.chars().nth(digit as usize)).flatten()
    })
}

/// Single kanji digits as ASCII; `None` when there are none.
fn ascii_digits(text: &[char]) -> Option<String> {
    let digit =
        |at: usize| text.get(at).and_then(|kanji| KANJI_DIGITS.chars().position(|other| other == *kanji));
    replace_characters(text, |at| {
        let is_single = at.checked_sub(1).and_then(digit).is_none() && digit(at + 1).is_none();
        is_single.then(|| digit(at).and_then(|value| char::from_digit(value as u32, 10))).flatten()
    })
}

fn replace_characters(text: &[char], replacement: impl Fn(usize) -> Option<char>) -> Option<String> {
    let replaced: Vec<char> = (0..text.len()).map(|at| replacement(at).unwrap_or(text[at])).collect();
    (replaced != text).then(|| replaced.into_iter().collect())
}

/// The text with words replaced by what the book writes: first all of them, then one at a time.
fn replaced(text: &[char], matches: &[Match]) -> Vec<Variant> {
    let firsts: Vec<(&Match, &Form)> =
        matches.iter().filter_map(|found| Some((found, found.forms.first()?))).collect();
    let all = (firsts.len() >= 2).then(|| replace(text, &firsts));
    let single =
        |found: &Match| found.forms.iter().map(|form| replace(text, &[(found, form)])).collect::<Vec<_>>();
    all.into_iter().chain(matches.iter().flat_map(single)).collect()
}

fn replace(text: &[char], words: &[(&Match, &Form)]) -> Variant {
    let stretch = |start: usize, end: usize| text[start..end].iter().collect::<String>();
    let mut parts = Vec::new();
    let mut start = 0;
    for (found, form) in words {
        parts.push(stretch(start, found.start));
        parts.push(form.text.clone());
        start = found.end;
    }
    parts.push(stretch(start, text.len()));
    let joined = join(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    Variant {
        unit: Unit::of(&joined),
        weight: words.iter().map(|(_, form)| form.weight).product(),
        words: words
            .iter()
            .map(|(found, form)| (stretch(found.start, found.end), form.text.clone()))
            .collect(),
    }
}
