//! What a token is. The browser's `query.js` does the same; `tests/vectors/analyzer.json` holds both to it.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Longest run of letters that is indexed, in characters; the rest of it is dropped.
pub(crate) const WORD_CHARS: usize = 64;

/// Which kind of text a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Japanese: cut into pairs of characters.
    Japanese,
    /// Letters and digits of any other script: one word.
    Word,
}

/// A longest stretch of one [`Class`] in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    /// Which kind of text it is.
    pub class: Class,
    /// Its characters; words are cut to 64.
    pub text: &'a str,
    /// Where it begins in the folded text, in bytes.
    pub start: usize,
}

/// NFKC and lower case.
pub fn fold(text: &str) -> String {
    let normal: Cow<'_, str> = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    normal.to_lowercase()
}

/// The runs of a folded text, in order; empty when it has neither letters nor digits.
pub fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = folded.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, class) =
            rest.by_ref().find_map(|(start, character)| class_of(character).map(|class| (start, class)))?;
        let (mut end, mut n_chars) = (start + folded[start..].chars().next().map_or(0, char::len_utf8), 1);
        while let Some((at, character)) = rest.next_if(|(_, character)| class_of(*character) == Some(class)) {
            if class == Class::Japanese || n_chars < WORD_CHARS {
                end = at + character.len_utf8();
            }
            n_chars += 1;
        }
        Some(Run { class, text: &folded[start..end], start })
    })
}

/// The runs of `text`, folded and joined by one space.
///
/// # Example
///
/// ```
/// use search_index::analyzer::flat;
/// assert_eq!(flat("2つのＵＳＢ-ﾒﾓﾘ"), "2 つの usb メモリ");
/// ```
pub fn flat(text: &str) -> String {
    flat_of_folded(&fold(text))
}

/// The runs of a folded text joined by one space.
pub(crate) fn flat_of_folded(folded: &str) -> String {
    let mut flat = String::with_capacity(folded.len());
    for run in runs(folded) {
        if !flat.is_empty() {
            flat.push(' ');
        }
        flat.push_str(run.text);
    }
    flat
}

/// The tokens of one run in order of position: a word; or every pair of characters, and last the last one alone.
pub fn tokens<'a>(run: &Run<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let Run { class, text, .. } = *run;
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let first = rest.chars().next()?;
        if class == Class::Word {
            start = text.len();
            return Some(rest);
        }
        start += first.len_utf8();
        let second = text[start..].chars().next().map_or(0, char::len_utf8);
        Some(&rest[..first.len_utf8() + second])
    })
}

/// The class of a character; `None` for spaces, punctuation and symbols.
pub fn class_of(character: char) -> Option<Class> {
    if is_japanese(character) {
        Some(Class::Japanese)
    } else if character.is_alphanumeric() {
        Some(Class::Word)
    } else {
        None
    }
}

fn is_japanese(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FE}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_tokens(text: &str) -> Vec<String> {
        let folded = fold(text);
        runs(&folded).flat_map(|run| tokens(&run)).map(str::to_owned).collect()
    }

    #[test]
    fn pairs_of_characters_and_the_last_one_alone() {
        assert_eq!(all_tokens("所有権"), ["所有", "有権", "権"]);
        assert_eq!(all_tokens("2つのＵＳＢ"), ["2", "つの", "の", "usb"]);
        assert_eq!(all_tokens("。 ・_"), Vec::<String>::new());
        assert_eq!(all_tokens("𠮷野家"), ["𠮷野", "野家", "家"]);
    }

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(flat("ﾊﾟｽﾜｰﾄﾞ"), "パスワード");
        assert_eq!(flat("std::collections::HashMap"), "std collections hashmap");
    }

    #[test]
    fn long_words_are_cut_and_japanese_is_not() {
        assert_eq!(flat(&"a".repeat(100)), "a".repeat(64));
        assert_eq!(flat(&"あ".repeat(100)), "あ".repeat(100));
    }
}
