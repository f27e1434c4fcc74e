//! Words of computing and of the office that mean the same, from `data/words.tsv`: word, reading, synonyms.

use std::collections::HashMap;

use super::Sort;
use super::proposals::{Proposals, Source};

/// One row of the table.
struct Row {
    word: &'static str,
    reading: &'static str,
    synonyms: &'static str,
}

/// Proposes every word for its reading and its synonyms, and every synonym for the word.
///
/// Each synonym is close to the word, less so to the rest: for another it stands only where the book does not know it.
pub(super) fn propose(proposals: &mut Proposals) {
    for Row { word, reading, synonyms } in rows() {
        proposals.add(reading, word, Sort::Reading, Source::Table);
        proposals.add(word, word, Sort::Spelling, Source::Table);
        for synonym in synonyms.split('、').filter(|synonym| !synonym.is_empty()) {
            proposals.add_if_more_usual(synonym, word, Source::Table);
            proposals.add_if_more_usual(word, synonym, Source::Table);
            for other in synonyms.split('、').filter(|other| !other.is_empty() && *other != synonym) {
                proposals.add_if_unknown(synonym, other);
            }
        }
    }
}

/// The readings of the table by word.
pub(super) fn readings() -> HashMap<&'static str, &'static str> {
    rows().map(|row| (row.word, row.reading)).collect()
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("../../data/words.tsv").lines().filter_map(|line| {
        let (word, rest) = line.split_once('\t')?;
        let (reading, synonyms) = rest.split_once('\t')?;
        Some(Row { word, reading, synonyms })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analyzer::{flat, fold};
    use crate::key::is_hiragana;

    #[test]
    fn the_table_is_whole() {
        let table = include_str!("../../data/words.tsv");
        let mut seen = HashSet::new();
        for line in table.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            let [word, reading, synonyms] = columns[..] else { panic!("{line}") };
            assert!(!flat(word).is_empty() && seen.insert(fold(word)), "twice: {line}");
            assert!(reading.chars().all(|character| is_hiragana(character) || character == 'ー'), "{line}");
            assert!(!reading.is_empty(), "{line}");
            let mut others = HashSet::from([fold(word)]);
            assert!(synonyms.split('、').all(|synonym| !flat(synonym).is_empty()), "{line}");
            assert!(synonyms.split('、').all(|synonym| others.insert(fold(synonym))), "{line}");
        }
        assert!(rows().count() == table.lines().count() && seen.len() >= 700, "{}", seen.len());
    }
}
