//! What readers may type: cut from the book, altered, or nothing of the book at all.

use search_index::{Book, Section};
use serde::Serialize;

use super::random::Random;

/// One search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Query {
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edition: Option<String>,
}

/// `n` queries, of every sort alike.
pub(crate) fn queries(book: &Book, seed: u64, n: usize) -> Vec<Query> {
    let mut random = Random(seed);
    let texts: Vec<Vec<char>> =
        book.sections.iter().flat_map(texts_of).filter(|text| text.len() > 12).collect();
    (0..n)
        .map(|query_idx| {
            let text = text(&mut random, book, &texts, query_idx % 16);
            let (kind, edition) = facets(&mut random, book);
            Query { text, kind, edition }
        })
        .collect()
}

fn texts_of(section: &Section) -> Vec<Vec<char>> {
    let Section { body, heading, title, .. } = section;
    [body, body, heading, title].into_iter().map(|text| text.chars().collect()).collect()
}

fn text(random: &mut Random, book: &Book, texts: &[Vec<char>], sort: usize) -> String {
    macro_rules! cut {
        ($least:literal, $most:literal) => {
            cut(random, texts, $least, $most)
        };
    }
    match sort {
        0 => cut!(1, 1),
        1 | 2 => cut!(2, 9),
        3 => [cut!(1, 4), cut!(2, 4)].join(" "),
        4 => [cut!(2, 3), cut!(2, 5), cut!(1, 3)].join("　"),
        5 => cut!(10, 30),
        6 => mixed(random, texts),
        7 => beginning(random, texts),
        8 => other_kana(&cut!(3, 9)),
        9 => {
            let text = cut!(3, 9);
            long_vowels(random, &text)
        }
        10 => misspelt(random, texts),
        11 => format!("\"{}\"", cut!(3, 9).replace('"', "")),
        12 => format!("{} \"{}\"", cut!(2, 4), cut!(2, 5).replace('"', "")),
        13 => explained(random, book),
        14 => explained(random, book) + ["", " "][random.below(2)] + &cut!(1, 3),
        _ => nonsense(random),
    }
}

fn cut(random: &mut Random, texts: &[Vec<char>], least: usize, most: usize) -> String {
    let text = random.pick(texts);
    let n_chars = random.between(least, most.min(text.len()).max(least)).min(text.len());
    let start = random.below(text.len() - n_chars + 1);
    text[start..start + n_chars].iter().collect()
}

/// Letters of both sides of a border between Latin and Japanese.
fn mixed(random: &mut Random, texts: &[Vec<char>]) -> String {
    for _ in 0..50 {
        let text = random.pick(texts);
        let borders: Vec<usize> = (2..text.len() - 2)
            .filter(|at| text[*at].is_ascii_alphanumeric() != text[at - 1].is_ascii_alphanumeric())
            .collect();
        if !borders.is_empty() {
            let border = *random.pick(&borders);
            let (start, end) = (border.saturating_sub(random.between(1, 5)), border + random.between(1, 4));
            return text[start..end.min(text.len())].iter().collect();
        }
    }
    cut(random, texts, 2, 6)
}

/// The beginning of a Latin word, perhaps behind something else.
fn beginning(random: &mut Random, texts: &[Vec<char>]) -> String {
    let before = if random.once_in(3) { cut(random, texts, 2, 3) + " " } else { String::new() };
    let word = word(random, texts, |character| character.is_ascii_alphabetic());
    let n_chars = random.between(2, 4);
    before + &word.chars().take(n_chars).collect::<String>()
}

fn word(random: &mut Random, texts: &[Vec<char>], belongs: fn(char) -> bool) -> String {
    for _ in 0..50 {
        let text: String = random.pick(texts).iter().collect();
        let words: Vec<&str> =
            text.split(|character| !belongs(character)).filter(|word| word.chars().count() >= 4).collect();
        if !words.is_empty() {
            return random.pick(&words).to_string();
        }
    }
    "nothing".to_owned()
}

fn misspelt(random: &mut Random, texts: &[Vec<char>]) -> String {
    let belongs: fn(char) -> bool = match random.below(2) {
        0 => |character| character.is_ascii_alphabetic(),
        _ => |character| ('ァ'..='ー').contains(&character),
    };
    let mut word: Vec<char> = word(random, texts, belongs).chars().collect();
    for _ in 0..random.between(1, 2) {
        let at = random.between(1, word.len() - 2);
        match random.below(3) {
            0 => word.swap(at, at + 1),
            1 if word.len() > 4 => drop(word.remove(at)),
            _ => word.insert(at, word[at - 1]),
        }
    }
    let other = if random.once_in(3) { format!(" {}", cut(random, texts, 2, 4)) } else { String::new() };
    word.into_iter().collect::<String>() + &other
}

fn other_kana(text: &str) -> String {
    let other = |character: char| match character {
        'ぁ'..='ん' => char::from_u32(character as u32 + 0x60).unwrap(),
        'ァ'..='ン' => char::from_u32(character as u32 - 0x60).unwrap(),
        other => other,
    };
    text.chars().map(other).collect()
}

fn long_vowels(random: &mut Random, text: &str) -> String {
    match random.below(3) {
        0 => text.replace('ー', ""),
        1 => format!("{text}ー"),
        _ => text.replace('二', "2").replace('1', "一").replace('2', "二"),
    }
}

/// A word of the glossary, its reading, or what is said in its place.
fn explained(random: &mut Random, book: &Book) -> String {
    let Some(word) = (!book.words.is_empty()).then(|| random.pick(&book.words)) else {
        return "二段階認証".to_owned();
    };
    let texts: Vec<&String> = [&word.term, &word.reading].into_iter().chain(&word.aliases).collect();
    let text = random.pick(&texts).to_string();
    if random.once_in(4) { text.chars().take(4).collect() } else { text }
}

fn nonsense(random: &mut Random) -> String {
    let alphabet: Vec<char> = "ぬゑヱヰ鬱鰯qxz7ー・ \"_?".chars().collect();
    (0..random.between(1, 12)).map(|_| *random.pick(&alphabet)).collect()
}

fn facets(random: &mut Random, book: &Book) -> (Option<String>, Option<String>) {
    let section = random.pick(&book.sections);
    let kind = (random.once_in(8) && !section.kind.is_empty()).then(|| section.kind.clone());
    let edition = section.edition.clone().filter(|_| random.once_in(8));
    (if random.once_in(60) { Some("ない".to_owned()) } else { kind }, edition)
}
