//! What the book itself says about its words: its glossary, and the other words its sections give.

use super::Sort;
use super::proposals::{Proposals, Source};
use crate::key::{is_hiragana, is_katakana};
use crate::{Book, Section, Word};

/// Longest heading that is taken for a word, in characters; longer ones are sentences.
const HEADING_CHARS: usize = 20;

/// Proposes the words of the glossary, and headings for the other words of their sections.
pub(super) fn propose(book: &Book, proposals: &mut Proposals) {
    book.words.iter().for_each(|word| propose_word(word, proposals));
    book.sections.iter().for_each(|section| propose_section(section, proposals));
}

fn propose_word(word: &Word, proposals: &mut Proposals) {
    let aliases: Vec<&str> = word.aliases.iter().map(String::as_str).collect();
    propose_synonyms(&word.term, &aliases, proposals);
    proposals.add(&word.reading, &word.term, Sort::Reading, Source::Glossary);
}

fn propose_section(section: &Section, proposals: &mut Proposals) {
    let heading = if section.heading.is_empty() { &section.title } else { &section.heading };
    if section.aliases.is_empty() || heading.chars().count() > HEADING_CHARS {
        return;
    }
    let aliases: Vec<&str> = section.aliases.iter().map(String::as_str).collect();
    propose_synonyms(heading, &aliases, proposals);
}

fn propose_synonyms(term: &str, aliases: &[&str], proposals: &mut Proposals) {
    proposals.add(term, term, Sort::Spelling, Source::Glossary);
    let (readings, synonyms): (Vec<&str>, Vec<&str>) =
        aliases.iter().partition(|alias| is_reading(alias, term));
    readings.iter().for_each(|reading| proposals.add(reading, term, Sort::Reading, Source::Glossary));
    for (i, synonym) in synonyms.iter().enumerate() {
        proposals.add(synonym, term, Sort::Alias, Source::Glossary);
        proposals.add(term, synonym, Sort::Alias, Source::Glossary);
        let others = synonyms[..i].iter().chain(&synonyms[i + 1..]);
        others.for_each(|other| proposals.add(synonym, other, Sort::Alias, Source::Glossary));
    }
}

/// A list of other words may give the reading of one that is not written in kana; hiragana tells it from a loanword.
fn is_reading(alias: &str, term: &str) -> bool {
    let kana = |character: char| is_hiragana(character) || is_katakana(character);
    alias.chars().all(|character| is_hiragana(character) || character == 'ー') && !term.chars().all(kana)
}
