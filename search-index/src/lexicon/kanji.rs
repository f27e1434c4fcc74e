//! How kanji are read: alone from `data/kanji.tsv` and `data/verbs.tsv`, in words by the rules of sound between two.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::key::is_han;

/// Readings of a word and how far each is from the most usual ones of its characters, nearest first.
pub(super) type Readings = Vec<(String, usize)>;

/// How many readings of a word are followed up.
const N_READINGS: usize = 6;

/// What a native reading costs where a Chinese one would do: one that ends in a verb (取引); any other, or one of each.
const VERB: usize = 2;
const MIXED: usize = 4;

static KANJI: LazyLock<HashMap<char, Kanji>> = LazyLock::new(read_tables);

/// The readings of one character, the most usual in compounds first.
#[derive(Debug, Default)]
struct Kanji {
    /// Taken over from Chinese (音読み).
    on: Vec<&'static str>,
    /// Native, of nouns (訓読み): かた of 型.
    kun: Vec<&'static str>,
    /// Native, of verbs that join others, stem and ending: (く, み) of 組む.
    verbs: Vec<(&'static str, &'static str)>,
}

/// Whether the character writes a verb that forms compounds with others (組み込み).
pub(super) fn is_verb(character: char) -> bool {
    KANJI.get(&character).is_some_and(|kanji| !kanji.verbs.is_empty())
}

/// The likeliest readings of one or two Han characters that form a word or the part of one; empty when one is unknown.
pub(super) fn readings_of_unit(unit: &str) -> Readings {
    let characters: Vec<&Kanji> = unit.chars().map_while(|character| KANJI.get(&character)).collect();
    let mut readings: Readings = Vec::new();
    match characters[..] {
        [kanji] if unit.chars().count() == 1 => {
            readings.extend(kanji.on.iter().enumerate().map(|(rank, on)| ((*on).to_owned(), rank)));
            readings.extend(kanji.kun.iter().enumerate().map(|(rank, kun)| ((*kun).to_owned(), rank + 2)));
        }
        [first, second] => {
            pair(&first.on, &second.on, 0, &mut readings);
            pair_natives(first, second, &mut readings);
            pair(&first.on, &second.kun, MIXED, &mut readings);
        }
        _ => {}
    }
    readings.retain(|(reading, _)| !reading.ends_with('っ')); // がっ of 合併, but not of 都合
    nearest(readings, N_READINGS)
}

/// A compound of a verb and a second word, with okurigana between them and perhaps behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compound<'t> {
    /// As written; without what is no ending of the second word.
    pub(super) text: &'t str,
    okurigana: &'t str,
    tail: &'t str,
    /// Whether the second word is a verb too (組み込み), so that the okurigana may be left out.
    pub(super) is_verb: bool,
}

/// Takes 組み込み or 使い方 apart; `None` if the hiragana is no ending of the first verb (particles: 取に行).
pub(super) fn compound(text: &str) -> Option<Compound<'_>> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let (at, second) = rest.char_indices().find(|(_, character)| is_han(*character))?;
    let (okurigana, tail) = (&rest[..at], &rest[at + second.len_utf8()..]);
    let verbs_of = |kanji: char| KANJI.get(&kanji).map_or(&[][..], |kanji| &kanji.verbs[..]);
    if !verbs_of(first).iter().any(|(_, ending)| *ending == okurigana) {
        return None;
    }
    let is_verb = !verbs_of(second).is_empty();
    let tail = if verbs_of(second).iter().any(|(_, ending)| *ending == tail) { tail } else { "" };
    let end = first.len_utf8() + at + second.len_utf8() + tail.len();
    Some(Compound { text: &text[..end], okurigana, tail, is_verb })
}

/// The likeliest readings of a compound: くみこみ of 組み込み.
pub(super) fn readings_of_compound(compound: Compound<'_>) -> Readings {
    let mut kanji =
        compound.text.chars().filter(|character| is_han(*character)).map_while(|kanji| KANJI.get(&kanji));
    let (Some(first), Some(second)) = (kanji.next(), kanji.next()) else { return Vec::new() };
    let stems = first.verbs.iter().filter(|(_, ending)| *ending == compound.okurigana).map(|(stem, _)| *stem);
    let second_stems =
        second.verbs.iter().filter(|(_, ending)| compound.tail.is_empty() || *ending == compound.tail);
    let nouns = if compound.tail.is_empty() { &second.kun[..] } else { &[] };
    let seconds: Vec<&str> = second_stems.map(|(stem, _)| *stem).chain(nouns.iter().copied()).collect();
    let mut readings: Readings = Vec::new();
    for (i, stem) in stems.enumerate() {
        let words = seconds.iter().enumerate();
        readings
            .extend(words.map(|(j, second)| {
                (format!("{stem}{}{second}{}", compound.okurigana, compound.tail), i + j)
            }));
    }
    nearest(readings, N_READINGS)
}

/// Readings of two parts that follow each other.
pub(super) fn joined(first: &Readings, second: &Readings, n: usize) -> Readings {
    let ranked = |(reading, rank): &(String, usize)| {
        second.iter().map(|(next, add)| (format!("{reading}{next}"), rank + add)).collect::<Vec<_>>()
    };
    nearest(first.iter().flat_map(ranked).collect(), n)
}

/// Whether `reading` (hiragana) can be how `word` is read; `n_unknown` of its kanji may have readings we do not know.
pub(super) fn can_be_read(word: &str, reading: &str, n_unknown: usize) -> bool {
    let Some(character) = word.chars().next() else { return reading.is_empty() };
    let rest = &word[character.len_utf8()..];
    if !is_han(character) {
        return reading.strip_prefix(character).is_some_and(|reading| can_be_read(rest, reading, n_unknown));
    }
    let is_known = KANJI.get(&character).is_some_and(|kanji| {
        let verbs =
            kanji.verbs.iter().flat_map(|(stem, ending)| [(*stem).to_owned(), format!("{stem}{ending}")]);
        let nouns = kanji.on.iter().chain(&kanji.kun).map(|reading| (*reading).to_owned());
        nouns.chain(verbs).any(|known| {
            without_reading(reading, &known).is_some_and(|reading| can_be_read(rest, reading, n_unknown))
        })
    });
    let ends = reading.char_indices().map(|(at, first)| at + first.len_utf8()).take(4);
    is_known || n_unknown > 0 && ends.into_iter().any(|end| can_be_read(rest, &reading[end..], n_unknown - 1))
}

impl Kanji {
    /// Native readings inside a compound of two characters.
    fn natives(&self) -> Vec<String> {
        let verbs = self.verbs.iter().map(|(stem, ending)| format!("{stem}{ending}"));
        verbs.chain(self.kun.iter().map(|kun| (*kun).to_owned())).collect()
    }
}

fn read_tables() -> HashMap<char, Kanji> {
    let mut table: HashMap<char, Kanji> = HashMap::with_capacity(2_500);
    for (kanji, readings) in rows(include_str!("../../data/kanji.tsv")) {
        let (on, kun) = readings.split_once('\t').unwrap_or((readings, ""));
        let entry = table.entry(kanji).or_default();
        (entry.on, entry.kun) = (words(on).collect(), words(kun).collect());
    }
    for (kanji, readings) in rows(include_str!("../../data/verbs.tsv")) {
        let verbs = words(readings).map(|reading| reading.split_once('.').unwrap_or((reading, "")));
        table.entry(kanji).or_default().verbs = verbs.collect();
    }
    table
}

/// First character and rest of every line.
fn rows(table: &'static str) -> impl Iterator<Item = (char, &'static str)> {
    table
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(kanji, rest)| Some((kanji.chars().next()?, rest)))
}

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('、').filter(|word| !word.is_empty())
}

fn pair(first: &[&str], second: &[&str], cost: usize, readings: &mut Readings) {
    for (i, left) in first.iter().enumerate() {
        for (j, right) in second.iter().enumerate() {
            readings.extend(
                with_sounds_joined(left, right).into_iter().map(|(word, add)| (word, cost + i + j + add)),
            );
        }
    }
}

fn pair_natives(first: &Kanji, second: &Kanji, readings: &mut Readings) {
    for (i, left) in first.natives().iter().enumerate() {
        for (j, right) in second.natives().iter().enumerate() {
            let cost = if j < second.verbs.len() { VERB } else { MIXED };
            readings.push((format!("{left}{right}"), cost + i + j));
        }
    }
}

/// The `n` nearest readings, each once.
fn nearest(mut readings: Readings, n: usize) -> Readings {
    readings.sort_by_key(|(_, rank)| *rank);
    let mut kept: Readings = Vec::with_capacity(n);
    for reading in readings {
        if kept.len() < n && !kept.iter().any(|(other, _)| *other == reading.0) {
            kept.push(reading);
        }
    }
    kept
}

/// Two Chinese readings as one word: はつ and ひょう give はっぴょう, がく and こう がっこう, ぶん and ふ ぶんぷ.
fn with_sounds_joined(first: &str, second: &str) -> Readings {
    let last = first.chars().next_back().unwrap_or_default();
    let next = second.chars().next().unwrap_or_default();
    let cut = &first[..first.len() - last.len_utf8()];
    let doubles = match last {
        'つ' | 'ち' => !cut.is_empty() && "かきくけこさしすせそたちつてとはひふへほ".contains(next),
        'く' => !cut.is_empty() && "かきくけこ".contains(next),
        _ => false,
    };
    if last == 'っ' {
        let fits = "かきくけこさしすせそたちつてとはひふへほ".contains(next);
        return if fits { vec![(format!("{first}{}", hardened(second)), 0)] } else { Vec::new() };
    }
    let plain = format!("{first}{second}");
    if doubles {
        vec![(format!("{cut}っ{}", hardened(second)), 0), (plain, 2)]
    } else if last == 'ん' && "はひふへほ".contains(next) {
        vec![(format!("{first}{}", hardened(second)), 0), (plain, 1)]
    } else {
        vec![(plain, 0)]
    }
}

/// A word whose first sound, if one of はひふへほ, is ぱぴぷぺぽ.
fn hardened(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| match first {
        'は' => 'ぱ',
        'ひ' => 'ぴ',
        'ふ' => 'ぷ',
        'へ' => 'ぺ',
        'ほ' => 'ぽ',
        other => other,
    });
    first.into_iter().chain(characters).collect()
}

/// What is left of `reading` behind `known`, whose first sound may have become voiced and whose last doubled.
fn without_reading<'r>(reading: &'r str, known: &str) -> Option<&'r str> {
    let mut rest = reading.chars();
    let n_known = known.chars().count();
    for (i, sound) in known.chars().enumerate() {
        let heard = rest.next()?;
        let is_voiced = i == 0 && unvoiced(heard) == unvoiced(sound);
        let is_doubled = i > 0 && i + 1 == n_known && heard == 'っ' && "つちくき".contains(sound);
        if heard != sound && !is_voiced && !is_doubled {
            return None;
        }
    }
    Some(rest.as_str())
}

fn unvoiced(sound: char) -> char {
    const PAIRS: &str = "がかぎきぐくげけごこざさじしずすぜせぞそだたぢちづつでてどとばはびひぶふべへぼほぱはぴひぷふぺへぽほ";
    let place = PAIRS.chars().step_by(2).position(|voiced| voiced == sound);
    place.and_then(|place| PAIRS.chars().nth(place * 2 + 1)).unwrap_or(sound)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::key::is_hiragana;

    #[test]
    fn sounds_join_inside_a_word() {
        for (word, reading) in [
            ("発表", "はっぴょう"),
            ("学校", "がっこう"),
            ("一般", "いっぱん"),
            ("分布", "ぶんぷ"),
            ("変数", "へんすう"),
            ("設定", "せってい"),
            ("実行", "じっこう"),
            ("復旧", "ふっきゅう"),
            ("接続", "せつぞく"),
            ("合併", "がっぺい"),
            ("出力", "しゅつりょく"),
            ("取引", "とりひき"),
        ] {
            let readings = readings_of_unit(word);
            assert!(readings.iter().any(|(known, _)| known == reading), "{word}: {readings:?}");
        }
        assert_eq!(readings_of_unit("設定")[0].0, "せってい");
        assert!(readings_of_unit("都合").iter().all(|(reading, _)| !reading.ends_with('っ')));
    }

    #[test]
    fn compounds_are_read_with_their_okurigana() {
        for (word, reading) in [
            ("使い回し", "つかいまわし"),
            ("使い方", "つかいかた"),
            ("書き込み", "かきこみ"),
            ("読み取り", "よみとり"),
            ("繰り返し", "くりかえし"),
            ("取り扱っ", "とりあつか"),
        ] {
            let readings = readings_of_compound(compound(word).expect(word));
            assert!(readings.iter().any(|(known, _)| known == reading), "{word}: {readings:?}");
        }
    }

    #[test]
    fn particles_make_no_compound() {
        for text in ["取に行い", "側で使え", "新しい型", "当てを続け", "論し終え", "所の権"]
        {
            assert_eq!(compound(text), None, "{text}");
        }
        let cut = compound("使い回し").expect("a compound");
        assert_eq!((cut.text, cut.is_verb), ("使い回し", true));
        assert_eq!(compound("使い方は").map(|cut| (cut.text, cut.is_verb)), Some(("使い方", false)));
        assert_eq!(compound("問い合わ").map(|cut| cut.text), Some("問い合"));
    }

    #[test]
    fn a_reading_is_told_from_a_remark() {
        assert!(can_be_read("所有権", "しょゆうけん", 0));
        assert!(can_be_read("切り替え", "きりかえ", 0));
        assert!(can_be_read("学校", "がっこう", 0));
        assert!(can_be_read("値", "あたい", 0));
        assert!(can_be_read("誤謬", "ごびゅう", 1));
        assert!(!can_be_read("所有権", "これ", 1));
        assert!(!can_be_read("設定", "あり", 0));
        assert!(!can_be_read("保存", "する", 1));
    }

    #[test]
    fn the_tables_are_whole() {
        let is_kana = |text: &str| !text.is_empty() && text.chars().all(is_hiragana);
        let mut seen = HashSet::new();
        for line in include_str!("../../data/kanji.tsv").lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            let [kanji, on, kun] = columns[..] else { panic!("{line}") };
            assert!(kanji.chars().count() == 1 && kanji.chars().all(is_han) && seen.insert(kanji), "{line}");
            assert!(
                words(on).chain(words(kun)).count() > 0 && words(on).chain(words(kun)).all(is_kana),
                "{line}"
            );
        }
        assert!(seen.len() >= 1_900, "{}", seen.len());
        let mut seen = HashSet::new();
        for line in include_str!("../../data/verbs.tsv").lines() {
            let (kanji, verbs) = line.split_once('\t').expect("two columns");
            assert!(kanji.chars().count() == 1 && kanji.chars().all(is_han) && seen.insert(kanji), "{line}");
            assert!(verbs.split('、').all(|verb| is_kana(&verb.replace('.', ""))), "{line}");
        }
    }
}
