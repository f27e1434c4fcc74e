//! The book as one flat text.

use std::collections::HashMap;

use crate::Book;
use crate::analyzer::{Class, class_of, fold, runs};
use crate::key::{is_han, is_hiragana, is_katakana};

/// All fields of all sections as flat texts, one a line.
pub(super) struct Text {
    flat: String,
}

/// A longest stretch of one script, by where it lies in the flat text, in bytes.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    script: Script,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Hiragana,
    Katakana,
    Other,
}

/// The words of a text that can be told from its scripts alone, and how often each occurs.
#[derive(Debug, Default)]
pub(super) struct Words<'t> {
    /// Longest stretches of two or more katakana.
    pub(super) katakana: HashMap<&'t str, u32>,
    /// Longest stretches of two or more Han characters.
    pub(super) han: HashMap<&'t str, u32>,
    /// Two Han characters with hiragana between them, and at most one hiragana behind: 組み込み, 使い方.
    pub(super) compounds: HashMap<&'t str, u32>,
}

impl Text {
    pub(super) fn new(book: &Book) -> Text {
        let n_bytes: usize = book.sections.iter().map(|section| section.body.len() + 200).sum();
        let mut flat = String::with_capacity(n_bytes);
        for section in &book.sections {
            let aliases = section.aliases.iter();
            for field in section.breadcrumb.iter().chain([&section.title, &section.heading]).chain(aliases) {
                push_flat(&mut flat, field);
            }
            push_flat(&mut flat, &section.body);
        }
        Text { flat }
    }

    /// The words of the text; a word across two paragraphs of a body counts like any other.
    pub(super) fn words(&self) -> Words<'_> {
        let stretches = self.stretches();
        let mut words = Words {
            katakana: HashMap::with_capacity(stretches.len() / 32),
            han: HashMap::with_capacity(stretches.len() / 16),
            compounds: HashMap::with_capacity(stretches.len() / 64),
        };
        for (i, stretch) in stretches.iter().enumerate() {
            let text = &self.flat[stretch.start..stretch.end];
            match stretch.script {
                Script::Katakana if has_two_characters(text) => *words.katakana.entry(text).or_default() += 1,
                Script::Han if has_two_characters(text) => *words.han.entry(text).or_default() += 1,
                _ => {}
            }
            if let Some(compound) = self.compound(&stretches[i..]) {
                *words.compounds.entry(compound).or_default() += 1;
            }
        }
        words
    }

    /// How often each of `forms` (flat) occurs; 0 for those that do not.
    pub(super) fn count<'f>(&self, forms: impl Iterator<Item = &'f str>) -> HashMap<String, u32> {
        let mut counts: HashMap<String, u32> = forms.map(|form| (form.to_owned(), 0)).collect();
        let mut by_start: HashMap<Start, Vec<(&str, &mut u32)>> = HashMap::with_capacity(counts.len());
        let mut may_start = vec![false; Start::N_PLACES];
        for (form, n) in &mut counts {
            may_start[Start::of(form).place()] = true;
            by_start.entry(Start::of(form)).or_default().push((form, n));
        }
        for line in self.flat.lines() {
            let mut before = ' ';
            for (at, character) in line.char_indices() {
                let is_inside_word = before.is_ascii_alphanumeric() && character.is_ascii_alphanumeric();
                before = character;
                if is_inside_word || character == ' ' {
                    continue;
                }
                let start = Start::of(&line[at..]);
                for start in [start, start.of_one_character()] {
                    if may_start[start.place()] {
                        let forms = by_start.get_mut(&start).into_iter().flatten();
                        forms.for_each(|(form, n)| **n += u32::from(occurs_at(form, line, at)));
                    }
                }
            }
        }
        counts
    }

    fn stretches(&self) -> Vec<Stretch> {
        let mut stretches = Vec::with_capacity(self.flat.len() / 6);
        let (mut start, mut script) = (0, Script::Other);
        for (at, character) in self.flat.char_indices() {
            let next = script_of(character);
            if next != script {
                stretches.push(Stretch { script, start, end: at });
                (start, script) = (at, next);
            }
        }
        stretches.push(Stretch { script, start, end: self.flat.len() });
        stretches
    }

    /// The compound that begins with the last character of the first of these stretches.
    fn compound(&self, stretches: &[Stretch]) -> Option<&str> {
        let [first, between, second, rest @ ..] = stretches else { return None };
        let is_compound = first.script == Script::Han
            && between.script == Script::Hiragana
            && second.script == Script::Han
            && self.flat[between.start..between.end].chars().nth(2).is_none()
            && !has_two_characters(&self.flat[second.start..second.end]);
        if !is_compound {
            return None;
        }
        let n_first = self.flat[..first.end].chars().next_back().map_or(0, char::len_utf8);
        let tail = rest.first().filter(|stretch| stretch.script == Script::Hiragana);
        let n_tail = tail.and_then(|tail| self.flat[tail.start..].chars().next()).map_or(0, char::len_utf8);
        Some(&self.flat[first.end - n_first..second.end + n_tail])
    }
}

/// The first two characters of a form; the second is NUL for a form of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Start(char, char);

impl Start {
    /// How many places a quick look distinguishes.
    const N_PLACES: usize = 1 << 16;

    fn of(text: &str) -> Start {
        let mut characters = text.chars();
        Start(characters.next().unwrap_or('\0'), characters.next().unwrap_or('\0'))
    }

    fn of_one_character(self) -> Start {
        Start(self.0, '\0')
    }

    /// A place of the quick look; several starts may share it.
    fn place(self) -> usize {
        (self.0 as usize * 31 + self.1 as usize * 257) % Start::N_PLACES
    }
}

fn push_flat(lines: &mut String, text: &str) {
    let start = lines.len();
    for run in runs(&fold(text)) {
        if lines.len() > start {
            lines.push(' ');
        }
        lines.push_str(run.text);
    }
    lines.push('\n');
}

/// Whether `form` stands at byte `at` of a flat text, as a unit does: words as a whole, Japanese also inside a run.
fn occurs_at(form: &str, line: &str, at: usize) -> bool {
    let is_word =
        |character: Option<char>| character.is_some_and(|character| class_of(character) == Some(Class::Word));
    let whole = |inside: Option<char>, outside: Option<char>| !is_word(inside) || !is_word(outside);
    line[at..].starts_with(form)
        && whole(form.chars().next(), line[..at].chars().next_back())
        && whole(form.chars().next_back(), line[at + form.len()..].chars().next())
}

fn has_two_characters(text: &str) -> bool {
    text.chars().nth(1).is_some()
}

fn script_of(character: char) -> Script {
    if is_han(character) {
        Script::Han
    } else if is_hiragana(character) {
        Script::Hiragana
    } else if is_katakana(character) {
        Script::Katakana
    } else {
        Script::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Section;

    fn text(body: &str) -> Text {
        let section = Section { body: body.to_owned(), ..Section::default() };
        Text::new(&Book { sections: vec![section], ..Book::default() })
    }

    #[test]
    fn words_are_told_by_their_script() {
        let text = text("パスワードの使い回しと、所有権の組み込み。サーバーの値");
        let words = text.words();
        assert_eq!(words.katakana, HashMap::from([("パスワード", 1), ("サーバー", 1)]));
        assert_eq!(words.han, HashMap::from([("所有権", 1)]));
        assert_eq!(words.compounds, HashMap::from([("使い回し", 1), ("組み込み", 1), ("権の組み", 1)]));
    }

    #[test]
    fn forms_are_counted_where_a_unit_would_find_them() {
        let text = text("2つのUSB-メモリと usbs。認証と再認証");
        let counts = text.count(["usb メモリ", "usb", "認証", "再", "2", "所有"].into_iter());
        let n = |form: &str| counts[form];
        assert_eq!([n("usb メモリ"), n("usb"), n("認証"), n("再"), n("2"), n("所有")], [1, 1, 2, 1, 1, 0]);
    }
}
