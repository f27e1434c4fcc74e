//! Words the text explains in parentheses: 所有権（しょゆうけん）, 多要素認証（MFA）, ownership（所有権）.
//!
//! Most parentheses hold remarks, examples and conditions; only what has the shape of the same word once more is taken.

use std::collections::{HashMap, HashSet};

use super::Sort;
use super::kanji::{can_be_read, compound};
use super::proposals::{Proposals, Source};
use crate::Book;
use crate::analyzer::{Class, class_of};
use crate::key::{is_han, is_hiragana, is_katakana};

/// Longest text in parentheses that is looked at, in bytes.
const INNER_BYTES: usize = 120;

/// Longest word in front, in characters.
const WORD_CHARS: usize = 16;

/// A word with this many partners is no name of one thing but has examples: コマンド（git）, コマンド（npm）.
const N_PARTNERS: usize = 3;

/// Words in front of examples, and remarks; neither is another word for what stands beside it.
const NOT_A_WORD: &[&str] = &[
    "例",
    "図",
    "表",
    "型",
    "値",
    "行",
    "列",
    "項目",
    "関数",
    "変数",
    "定数",
    "引数",
    "コマンド",
    "メソッド",
    "ファイル",
    "形式",
    "拡張子",
    "フォルダ",
    "ディレクトリ",
    "ツール",
    "ソフト",
    "ブラウザ",
    "キー",
    "ボタン",
    "クラス",
    "モジュール",
    "クレート",
    "パッケージ",
    "バージョン",
    "製品",
    "会社",
    "機能",
    "文字",
    "文字列",
    "記号",
    "画像",
    "推奨",
    "非推奨",
    "必須",
    "任意",
    "省略可",
    "後述",
    "前述",
    "参照",
    "英語",
    "日本語",
    "和訳",
    "原文",
    "訳注",
    "注",
    "以下",
    "略",
    "有料",
    "無料",
    "有効",
    "無効",
    "既定",
    "上級",
    "初級",
    "複数可",
    "予定",
    "改行",
    "演算子",
    "マクロ",
    "言語",
    "属性",
];

/// Proposes the readings and the other words that stand in parentheses behind a word.
pub(super) fn propose(book: &Book, proposals: &mut Proposals) {
    let mut aliases: Vec<(&str, &str)> = Vec::new();
    let fields = book.sections.iter().flat_map(|section| [&section.title, &section.heading, &section.body]);
    for (before, inner) in fields.flat_map(|field| parentheses(field)) {
        if let Some(word) = word_read(before, inner) {
            proposals.add(inner, word, Sort::Reading, Source::Parentheses);
        } else if let Some(word) = word_named(before, inner) {
            aliases.push((word, inner));
        }
    }
    for (word, other) in with_few_partners(&aliases) {
        proposals.add(other, word, Sort::Alias, Source::Parentheses);
        proposals.add(word, other, Sort::Alias, Source::Parentheses);
    }
}

/// What stands before and in each pair of parentheses of a line, without spaces at the border.
fn parentheses(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices(['(', '（']).filter_map(|(at, open)| {
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let behind = &text[at + open.len()..];
        let end = behind.find([')', '）', '(', '（', '\n']).filter(|end| *end <= INNER_BYTES)?;
        let is_closed = behind[end..].starts_with([')', '）']);
        is_closed.then(|| (text[line..at].trim_end(), behind[..end].trim()))
    })
}

/// The word before the parentheses whose reading they give.
fn word_read<'t>(before: &'t str, reading: &str) -> Option<&'t str> {
    let is_kana = |character: char| is_hiragana(character) || character == 'ー';
    if reading.chars().nth(1).is_none() || !reading.chars().all(is_kana) {
        return None;
    }
    let word = japanese_word(before)?;
    let starts = word.char_indices().filter(|(_, character)| is_han(*character)).map(|(at, _)| &word[at..]);
    let read = starts.into_iter().find(|part| can_be_read(part, reading, 0));
    let n_kanji = word.chars().filter(|character| is_han(*character)).count();
    read.or_else(|| Some(word).filter(|word| n_kanji > 1 && can_be_read(word, reading, 1)))
}

/// The word before the parentheses for which they give another one.
fn word_named<'t>(before: &'t str, inner: &str) -> Option<&'t str> {
    if NOT_A_WORD.contains(&inner) {
        return None;
    }
    let word = if is_latin_name(inner) {
        latin_words(before, inner)
            .or_else(|| japanese_word(before).filter(|_| is_acronym(inner) || is_term(inner)))
    } else if is_japanese_name(inner) {
        latin_tail(before).filter(|word| is_acronym(word) || is_term(word))
    } else {
        None
    };
    word.filter(|word| !NOT_A_WORD.contains(word))
}

/// The longest word of Han, katakana and Latin letters at the end of a text; hiragana only inside a compound.
fn japanese_word(before: &str) -> Option<&str> {
    let is_part = |character: char| !is_hiragana(character) && class_of(character).is_some();
    let tail: Vec<(usize, char)> = before.char_indices().rev().take(WORD_CHARS + 4).collect();
    let n_part = tail.iter().take_while(|(_, character)| is_part(*character)).count();
    let start = if n_part == 0 { before.len() } else { tail[n_part - 1].0 };
    // A compound may end here or reach into the word from the left: 組み込み, 組み込み関数.
    let compounds = (3..=6usize).filter_map(|n| {
        let (at, _) = *tail.get((n_part.max(1) + n).checked_sub(2)?)?;
        let end = if n_part == 0 { before.len() } else { start + before[start..].chars().next()?.len_utf8() };
        let text = before.get(at..end)?;
        compound(text).filter(|compound| compound.text.len() == text.len()).map(|_| at)
    });
    let start = compounds.min().unwrap_or(start);
    let word = &before[start..];
    let n_characters = word.chars().count();
    let is_word = word.chars().any(|character| is_han(character) || is_katakana(character))
        && (2..=WORD_CHARS).contains(&n_characters)
        && !word.starts_with('ー')
        || n_characters == 1 && word.chars().all(is_han);
    is_word.then_some(word)
}

/// The Latin words before the parentheses that an acronym in them stands for, or the acronym before the words.
fn latin_words<'t>(before: &'t str, inner: &str) -> Option<&'t str> {
    if is_acronym(inner) {
        let starts = before.char_indices().rev().map(|(at, _)| &before[at..]).take(80);
        let is_whole = |words: &&str| {
            let outside = before[..before.len() - words.len()].chars().next_back();
            outside.is_none_or(|outside| !outside.is_ascii_alphanumeric())
        };
        let spelled = |words: &&str| is_latin_name(words) && initials(words).eq_ignore_ascii_case(inner);
        starts.filter(is_whole).find(spelled)
    } else {
        latin_tail(before)
            .filter(|acronym| is_acronym(acronym) && initials(inner).eq_ignore_ascii_case(acronym))
    }
}

/// The words of Latin letters at the end of a text.
fn latin_tail(before: &str) -> Option<&str> {
    let start = before.rfind(|character: char| !is_latin_name_character(character));
    let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let words = before[start..].trim();
    is_latin_name(words).then_some(words)
}

fn initials(words: &str) -> String {
    words.split([' ', '-']).filter_map(|word| word.chars().next()).collect()
}

fn is_latin_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, ' ' | '-' | '/' | '\'')
}

/// One to six words of Latin letters, of which one has two letters.
fn is_latin_name(words: &str) -> bool {
    words.chars().all(is_latin_name_character)
        && words.starts_with(|first: char| first.is_ascii_alphabetic())
        && words.len() > 1
        && words.split(' ').count() <= 6
}

/// Two to six capital letters and digits: MFA, L2TP.
fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.len())
        && word.chars().all(|character| character.is_ascii_uppercase() || character.is_ascii_digit())
        && word.chars().filter(char::is_ascii_uppercase).count() > 1
}

/// An English term: a word of small letters, or several words. Names (Chrome) are examples as often as not.
fn is_term(words: &str) -> bool {
    let small = |word: &str| word.len() > 2 && word.chars().all(|character| character.is_ascii_lowercase());
    let parts: Vec<&str> = words.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    parts.iter().all(|word| word.chars().all(|character| character.is_ascii_alphabetic()))
        && parts.iter().any(|word| small(word))
}

/// A word of Han and katakana, with hiragana only in compounds, of at most 12 characters.
fn is_japanese_name(inner: &str) -> bool {
    let is_japanese = inner.chars().all(|character| class_of(character) == Some(Class::Japanese));
    is_japanese
        && (2..=12).contains(&inner.chars().count())
        && japanese_word(inner).is_some_and(|word| word == inner)
}

/// Pairs both of whose words have few other partners.
fn with_few_partners<'t>(pairs: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let mut partners: HashMap<&str, HashSet<&str>> = HashMap::with_capacity(pairs.len() * 2);
    for (word, other) in pairs {
        partners.entry(word).or_default().insert(other);
        partners.entry(other).or_default().insert(word);
    }
    let has_few = |word: &str| partners[word].len() < N_PARTNERS;
    pairs.iter().copied().filter(|(word, other)| has_few(word) && has_few(other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<&str> {
        parentheses(text).find_map(|(before, inner)| word_read(before, inner))
    }

    fn named(text: &str) -> Option<(&str, &str)> {
        parentheses(text).find_map(|(before, inner)| Some((word_named(before, inner)?, inner)))
    }

    #[test]
    fn readings_belong_to_the_word_they_can_be_read_from() {
        assert_eq!(read("Rustの所有権（しょゆうけん）とは"), Some("所有権"));
        assert_eq!(read("重要所有権 (しょゆうけん)"), Some("所有権"));
        assert_eq!(read("この値（あたい）"), Some("値"));
        assert_eq!(read("次の切り替え（きりかえ）"), Some("切り替え"));
        for text in [
            "設定（あり）",
            "保存（する）",
            "所有権（これ）",
            "必要（なし）",
            "記入欄（はい）",
            "（しょゆうけん）",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn names_stand_for_each_other() {
        assert_eq!(named("まず多要素認証（MFA）を"), Some(("多要素認証", "MFA")));
        assert_eq!(named("MFA（多要素認証）を"), Some(("MFA", "多要素認証")));
        assert_eq!(named("Rustの所有権 (ownership) は"), Some(("所有権", "ownership")));
        assert_eq!(
            named("二要素認証(two-factor authentication)"),
            Some(("二要素認証", "two-factor authentication"))
        );
        assert_eq!(
            named("an Application Programming Interface (API)"),
            Some(("Application Programming Interface", "API"))
        );
        assert_eq!(
            named("API (Application Programming Interface)"),
            Some(("API", "Application Programming Interface"))
        );
        assert_eq!(named("次の組み込み（embedded）"), Some(("組み込み", "embedded")));
        assert_eq!(named("無線LAN（wireless network）"), Some(("無線LAN", "wireless network")));
    }

    #[test]
    fn remarks_and_examples_name_nothing() {
        for text in [
            "関数（main）",
            "println(x)",
            "main(void)",
            "foo::bar(baz)",
            "ブラウザ（Chrome）",
            "Windows（推奨）",
            "USB（必須）",
            "するもの（MFA）",
            "令和6年度（2024）",
            "画面（1）",
            "端末（パソコン）",
            "保存する（自動で保存されます）",
            "the value (所有権を持つ値)",
            "認証（MFA\n）",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn words_with_many_partners_have_examples() {
        let pairs = [("道具", "cargo"), ("道具", "rustup"), ("道具", "clippy"), ("所有権", "ownership")];
        assert_eq!(with_few_partners(&pairs), [("所有権", "ownership")]);
    }
}
