//! A query is cut where the reader left space.

use super::words::{Match, words};
use super::{Part, variants};
use crate::analyzer::{Class, class_of, fold, runs};
use crate::lexicon::Lexicon;

/// How much of a query is read, in characters.
const QUERY_CHARS: usize = 200;

/// How many clauses are looked up.
const MAX_CLAUSES: usize = 8;

/// What stands between spaces, or between quotation marks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// As typed, folded, with its punctuation.
    pub(crate) written: String,
    /// Whether it stood between quotation marks.
    pub(crate) exact: bool,
    /// Whether it is the one that may not be typed to the end.
    pub(crate) last: bool,
    /// The words of the lexicon in it, in order; none in an exact clause.
    pub(crate) matches: Vec<Match>,
}

impl Clause {
    /// The clause with its variants.
    pub(crate) fn part(&self) -> Part {
        if self.exact {
            return Part::exactly(&self.written);
        }
        let written: Vec<char> = self.written.chars().collect();
        let variants = variants::variants(&written, &self.matches, self.last);
        Part { written: self.written.clone(), exact: false, variants }
    }
}

/// The clauses of a query; empty when nothing in it can be looked up.
pub(crate) fn clauses(lexicon: &Lexicon, query: &str) -> Vec<Clause> {
    let folded: String = fold(query).chars().take(QUERY_CHARS).collect();
    let mut clauses: Vec<Clause> = cut(&folded)
        .into_iter()
        .filter(|(written, _)| runs(written).next().is_some())
        .take(MAX_CLAUSES)
        .map(|(written, exact)| Clause {
            written: written.to_owned(),
            exact,
            last: false,
            matches: Vec::new(),
        })
        .collect();
    if let Some(clause) = clauses.last_mut() {
        clause.last = true;
    }
    for clause in clauses.iter_mut().filter(|clause| !clause.exact) {
        clause.matches = words(lexicon, &clause.written.chars().collect::<Vec<_>>(), clause.last);
    }
    clauses
}

/// Sets texts beside each other, with a space unless Japanese meets Japanese.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let meets = (joined.chars().next_back(), part.chars().next());
        let (Some(before), Some(behind)) = meets else {
            joined.push_str(part);
            continue;
        };
        if [before, behind].into_iter().any(|character| class_of(character) != Some(Class::Japanese)) {
            joined.push(' ');
        }
        joined.push_str(part);
    }
    joined
}

/// The stretches between spaces, and those between quotation marks, which are exact.
fn cut(folded: &str) -> Vec<(&str, bool)> {
    let mut stretches = Vec::new();
    let mut rest = folded;
    while let Some((before, quoted, behind)) = next_quoted(rest) {
        stretches.extend(before.split_whitespace().map(|written| (written, false)));
        stretches.push((quoted, true));
        rest = behind;
    }
    let open = |character: char| character.is_whitespace() || character == '"';
    stretches.extend(rest.split(open).map(|written| (written, false)));
    stretches
}

fn next_quoted(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('"')?;
    let (quoted, behind) = rest.split_once('"')?;
    Some((before, quoted, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(query: &str) -> Vec<(String, bool)> {
        clauses(&Lexicon::default(), query).into_iter().map(|clause| (clause.written, clause.exact)).collect()
    }

    fn plain(texts: &[&str]) -> Vec<(String, bool)> {
        texts.iter().map(|text| (text.to_string(), false)).collect()
    }

    #[test]
    fn space_of_any_width_separates_clauses() {
        assert_eq!(written(" ＵＳＢ　紛失\u{a0}届\u{85}出 "), plain(&["usb", "紛失", "届", "出"]));
        assert_eq!(written(""), plain(&[]));
        assert_eq!(written("。 ・ _"), plain(&[]));
        assert_eq!(written("std::Vec"), plain(&["std::vec"]));
    }

    #[test]
    fn quotation_marks_make_exact_clauses() {
        let exact = |text: &str| (text.to_owned(), true);
        assert_eq!(written("\"アクセス ログ\"保存"), [exact("アクセス ログ"), ("保存".to_owned(), false)]);
        assert_eq!(written("＂所有権＂"), [exact("所有権")]);
        assert_eq!(written("\"\" \"。\""), []);
        assert_eq!(written("a\"b c"), plain(&["a", "b", "c"]));
        assert_eq!(written("\"a\" b\""), [exact("a"), ("b".to_owned(), false)]);
    }

    #[test]
    fn a_query_is_read_up_to_a_length() {
        assert_eq!(written(&"あ".repeat(300)), plain(&["あ".repeat(200).as_str()]));
        assert_eq!(written("a b c d e f g h i j").len(), 8);
        assert_eq!(written(". . a . b c d e f g h i j").len(), 8);
    }

    #[test]
    fn only_the_last_clause_kept_is_the_last() {
        let last: Vec<bool> =
            clauses(&Lexicon::default(), "a b 。").into_iter().map(|clause| clause.last).collect();
        assert_eq!(last, [false, true]);
    }

    #[test]
    fn japanese_joins_without_space() {
        assert_eq!(join(&["所有", "権"]), "所有権");
        assert_eq!(join(&["usb", "メモリ", "2"]), "usb メモリ 2");
        assert_eq!(join(&["", "a", "", "b", ""]), "a b");
        assert_eq!(join(&[]), "");
    }
}
