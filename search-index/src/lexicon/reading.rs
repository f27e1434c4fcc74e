//! How words of the text are read, put together from the readings of their kanji.
//!
//! Several readings are proposed for a word, most of them wrong; that does no harm, since nobody types them.

use std::collections::HashMap;

use super::Sort;
use super::kanji::{Readings, compound, joined, readings_of_compound, readings_of_unit};
use super::proposals::{Proposals, Source};
use super::text::Words;
use crate::key::key;

/// How many words are read, those that occur most often first.
const N_WORDS: usize = 4_000;

/// How many readings are proposed for a word of two characters, and for a longer one.
const N_READINGS_OF_TWO: usize = 5;
const N_READINGS_OF_MORE: usize = 3;

/// Readings further than this from the nearest are left out.
const FARTHEST: usize = 3;

/// Proposes readings for the words of two to six kanji, for the words of two inside them, and for compounds with
/// okurigana; `known` gives readings that need no guess.
pub(super) fn propose(words: &Words<'_>, known: &HashMap<&str, &str>, proposals: &mut Proposals) {
    for (word, n) in most_often(with_parts(words)) {
        let n_readings = if word.chars().nth(2).is_none() { N_READINGS_OF_TWO } else { N_READINGS_OF_MORE };
        if !known.contains_key(word) {
            propose_readings(word, n, readings(word, words, known), n_readings, proposals);
        }
    }
    for (text, n) in most_often(words.compounds.clone()) {
        if let Some(compound) = compound(text) {
            propose_readings(compound.text, n, readings_of_compound(compound), N_READINGS_OF_MORE, proposals);
        }
    }
}

fn propose_readings(word: &str, n: u32, readings: Readings, n_readings: usize, proposals: &mut Proposals) {
    let nearest = readings.first().map_or(0, |(_, rank)| *rank);
    let likely = readings.iter().take(n_readings).filter(|(_, rank)| *rank <= nearest + FARTHEST);
    likely.for_each(|(reading, _)| {
        proposals.add_counted(key(reading), word, Sort::Reading, Source::Derived, n)
    });
}

/// All words of kanji, and the words of two characters inside longer ones, with how often each occurs.
fn with_parts<'t>(words: &Words<'t>) -> HashMap<&'t str, u32> {
    let mut counts = HashMap::with_capacity(words.han.len() * 2);
    for (word, n) in &words.han {
        let n_characters = word.chars().count();
        if !(2..=6).contains(&n_characters) || word.contains('々') {
            continue;
        }
        *counts.entry(*word).or_default() += n;
        if n_characters > 2 {
            units(word, words).into_iter().filter(|unit| unit.chars().count() == 2).for_each(|unit| {
                *counts.entry(unit).or_default() += n;
            });
        }
    }
    counts
}

fn most_often(counts: HashMap<&str, u32>) -> Vec<(&str, u32)> {
    let mut words: Vec<(&str, u32)> = counts.into_iter().collect();
    words.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    words.truncate(N_WORDS);
    words
}

fn readings(word: &str, words: &Words<'_>, known: &HashMap<&str, &str>) -> Readings {
    let mut readings: Readings = vec![(String::new(), 0)];
    for unit in units(word, words) {
        let of_unit = match known.get(unit) {
            Some(reading) if unit.chars().count() > 1 => vec![((*reading).to_owned(), 0)],
            _ => readings_of_unit(unit),
        };
        readings = joined(&readings, &of_unit, N_READINGS_OF_TWO);
    }
    readings
}

/// Cuts a word of kanji into parts of one and two characters so that the parts are the words the text uses most.
fn units<'w>(word: &'w str, words: &Words<'_>) -> Vec<&'w str> {
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let n_characters = ends.len() - 1;
    // For every length from the start: fewest parts, then the most used; and where the last part begins.
    let mut best: Vec<(usize, i64, usize)> = vec![(0, 0, 0)];
    for end in 1..=n_characters {
        let cut = |start: usize| {
            let part = &word[ends[start]..ends[end]];
            let n = if end - start == 2 { words.han.get(part).copied().unwrap_or(0) } else { 0 };
            (best[start].0 + 1, best[start].1 - i64::from(n), start)
        };
        let last = (end.saturating_sub(2)..end).map(cut).min().unwrap_or_default();
        best.push(last);
    }
    let mut units = Vec::new();
    let mut end = n_characters;
    while end > 0 {
        let start = best[end].2;
        units.push(&word[ends[start]..ends[end]]);
        end = start;
    }
    units.reverse();
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_where_the_text_has_words() {
        let words =
            Words { han: HashMap::from([("要素", 3), ("認証", 5), ("起動", 2)]), ..Words::default() };
        assert_eq!(units("二要素認証", &words), ["二", "要素", "認証"]);
        assert_eq!(units("再起動", &words), ["再", "起動"]);
        assert_eq!(units("認証", &words), ["認証"]);
    }

    #[test]
    fn sounds_do_not_join_across_parts() {
        let words = Words { han: HashMap::from([("設立", 3)]), ..Words::default() };
        assert_eq!(readings("設立者", &words, &HashMap::new())[0].0, "せつりつしゃ");
        let known = HashMap::from([("設立", "せつりつ")]);
        assert_eq!(readings("設立者", &words, &known)[0].0, "せつりつしゃ");
    }
}
