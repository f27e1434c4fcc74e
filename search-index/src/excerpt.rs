//! The stretch of a text that shows best why it was found (README, 4: Excerpt).

use crate::analyzer::{Class, WORD_CHARS, class_of, fold};
use crate::query::Unit;

/// How long an excerpt is, in characters.
const EXCERPT_CHARS: usize = 120;

/// How much of it is judged by its marks, in characters.
const MARKED_CHARS: usize = 100;

/// How far it reaches back for the beginning of a sentence, and how far where there is none, in characters.
const SENTENCE_CHARS: usize = 40;
const BEFORE_CHARS: usize = 20;

const CUT: char = '…';

/// A stretch of a text, and what was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// First character of `text` and the one behind the last, ascending, apart from each other.
    pub(crate) marks: Vec<(usize, usize)>,
}

/// The best stretch of `body`; `parts` are the units that may have been found, by part of the query.
pub(crate) fn excerpt(body: &str, parts: &[Vec<Unit>]) -> Excerpt {
    let body: Vec<char> = body.chars().collect();
    let marks = marks(&Flat::of(&body), parts);
    let start = best_start(&marks).map_or(0, |mark| beginning(&body, mark));
    let end = body.len().min(start + EXCERPT_CHARS);
    let mut text: String = if start > 0 { CUT.into() } else { String::new() };
    let shift = text.chars().count();
    text.extend(body[start..end].iter().map(|character| if *character == '\n' { ' ' } else { *character }));
    if end < body.len() {
        text.push(CUT);
    }
    let within =
        marks.iter().map(|mark| (mark.start.max(start), mark.end.min(end))).filter(|(from, to)| from < to);
    let marks = united(within.map(|(from, to)| (from - start + shift, to - start + shift)));
    Excerpt { text, marks }
}

/// Where a part of the query stands, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    start: usize,
    end: usize,
    part: usize,
}

/// The runs of a text joined by one space, each character with the stretch of the text it comes from.
struct Flat {
    characters: Vec<char>,
    from: Vec<(usize, usize)>,
}

impl Flat {
    fn of(text: &[char]) -> Flat {
        let mut flat = Flat { characters: Vec::new(), from: Vec::new() };
        let mut before: Option<Class> = None;
        let mut n_in_run = 0;
        let mut start = 0;
        while start < text.len() {
            let n_combining =
                text[start + 1..].iter().take_while(|character| is_combining(**character)).count();
            let end = start + 1 + n_combining;
            for character in fold(&text[start..end].iter().collect::<String>()).chars() {
                let class = class_of(character);
                if class.is_some() && class != before && !flat.characters.is_empty() {
                    flat.push(' ', (start, start));
                }
                n_in_run = if class == before { n_in_run + 1 } else { 1 };
                if class == Some(Class::Japanese) || class.is_some() && n_in_run <= WORD_CHARS {
                    flat.push(character, (start, end));
                }
                before = class;
            }
            start = end;
        }
        flat
    }

    fn push(&mut self, character: char, from: (usize, usize)) {
        self.characters.push(character);
        self.from.push(from);
    }
}

/// What NFKC joins with the character before it: the marks of Latin and of Japanese letters.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{3099}'..='\u{309A}' | '\u{FF9E}'..='\u{FF9F}')
}

fn marks(flat: &Flat, parts: &[Vec<Unit>]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (part, units) in parts.iter().enumerate() {
        for unit in units {
            let characters: Vec<char> = unit.text.chars().collect();
            let starts =
                (0..flat.characters.len()).filter(|start| stands_at(flat, unit, &characters, *start));
            marks.extend(starts.map(|start| {
                let last = start + characters.len() - 1;
                Mark { start: flat.from[start].0, end: flat.from[last].1, part }
            }));
        }
    }
    marks.sort_unstable();
    marks
}

/// Whether a unit stands at a place, with the borders it needs.
fn stands_at(flat: &Flat, unit: &Unit, characters: &[char], start: usize) -> bool {
    if !flat.characters[start..].starts_with(characters) {
        return false;
    }
    let is_word = |character: char| class_of(character) == Some(Class::Word);
    let end = start + characters.len();
    let begins = start == 0 || flat.characters[start - 1] == ' ' || !is_word(characters[0]);
    let open = unit.prefix || !is_word(characters[characters.len() - 1]);
    begins && (open || flat.characters.get(end).is_none_or(|next| *next == ' '))
}

/// The mark behind which most of the query stands.
fn best_start(marks: &[Mark]) -> Option<usize> {
    let mut best: Option<((usize, usize), usize)> = None;
    for (mark_idx, first) in marks.iter().enumerate() {
        let near = marks[mark_idx..].iter().take_while(|mark| mark.end <= first.start + MARKED_CHARS);
        let mut parts: Vec<usize> = near.map(|mark| mark.part).collect();
        let n_marks = parts.len();
        parts.sort_unstable();
        parts.dedup();
        let worth = (parts.len(), n_marks);
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, first.start));
        }
    }
    best.map(|(_, start)| start)
}

/// Where the excerpt with a mark begins: with its sentence or line, if that is near.
fn beginning(body: &[char], mark: usize) -> usize {
    let nearest = mark.saturating_sub(SENTENCE_CHARS);
    let is_beginning = |at: &usize| *at == 0 || matches!(body[at - 1], '\n' | '。' | '！' | '？' | '!' | '?');
    (nearest..=mark).rev().find(is_beginning).unwrap_or(mark.saturating_sub(BEFORE_CHARS))
}

/// Sorted stretches, with those that overlap or touch made one.
fn united(stretches: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut united: Vec<(usize, usize)> = Vec::new();
    for (start, end) in stretches {
        match united.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => united.push((start, end)),
        }
    }
    united
}

#[cfg(test)]
mod tests;
