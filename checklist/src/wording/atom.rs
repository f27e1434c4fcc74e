//! From a text to the smallest pieces a mark may cover.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter, options::WordBreakInvariantOptions};

/// A text in pieces.
pub(super) struct Text<'t> {
    /// Put together they are the text.
    pub(super) atoms: Vec<Atom<'t>>,
    /// The atoms of an opening and a closing bracket that belong together.
    pub(super) brackets: Vec<(usize, usize)>,
    /// First atom of each sentence, then the number of atoms.
    pub(super) sentences: Vec<usize>,
}

/// A piece that is marked whole or not at all.
pub(super) struct Atom<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// Folded, for comparing.
    pub(super) key: String,
    pub(super) n_letters: usize,
}

/// What a reader takes for one character, with the spaces behind it that do not count.
pub(super) struct Letter {
    pub(super) start: usize,
    end: usize,
    /// Never empty.
    pub(super) folded: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Alphanumeric,
    Other,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str, words: &[&str]) -> Self {
        let letters = letters(text);
        let cuts = cuts(&letters, words);
        let atoms = cuts.windows(2).map(|cut| Atom::new(text, &letters[cut[0]..cut[1]])).collect();
        let atom_of = |letter: usize| cuts.partition_point(|cut| *cut <= letter) - 1;
        let pairs = bracket_pairs(&letters);
        let sentences = sentence_starts(&letters, &pairs)
            .into_iter()
            .map(|letter| cuts.partition_point(|cut| *cut < letter));
        Self {
            atoms,
            brackets: pairs.iter().map(|&(open, close)| (atom_of(open), atom_of(close))).collect(),
            sentences: sentences.collect(),
        }
    }
}

impl<'t> Atom<'t> {
    fn new(text: &'t str, letters: &[Letter]) -> Self {
        let (start, end) = (letters[0].start, letters[letters.len() - 1].end);
        let key = letters.iter().map(|letter| letter.folded.as_str()).collect();
        Self { text: &text[start..end], key, n_letters: letters.len() }
    }
}

impl Letter {
    fn script(&self) -> Script {
        self.folded.chars().next().map_or(Script::Other, script)
    }

    fn is(&self, letters: &str) -> bool {
        letters.contains(self.folded.as_str())
    }

    fn is_digit(&self) -> bool {
        self.folded.chars().all(|char| char.is_numeric())
    }
}

/// The letters of a text; none for a text of spaces.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut start = 0;
    for (cluster, folded) in folded_clusters(text) {
        let end = start + cluster.len();
        match letters.last_mut() {
            Some(last) if folded.is_empty() => last.end = end,
            // Spaces before the first letter go with it.
            None if folded.is_empty() => {}
            Some(_) => letters.push(Letter { start, end, folded }),
            None => letters.push(Letter { start: 0, end, folded }),
        }
        start = end;
    }
    letters
}

fn folded_clusters(text: &str) -> Vec<(&str, String)> {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let breaks: Vec<_> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    let clusters: Vec<_> = breaks.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
    let folded: Vec<_> = clusters.iter().map(|cluster| fold_cluster(&nfkc, cluster)).collect();
    let same: Vec<_> = (0..folded.len()).map(|idx| fold_in_place(&folded, idx)).collect();
    clusters.into_iter().zip(same).collect()
}

fn fold_cluster(nfkc: &ComposingNormalizerBorrowed, cluster: &str) -> String {
    let is_space = |char: char| char.is_whitespace() || matches!(char, '\u{200b}' | '\u{feff}' | '\u{2060}');
    match cluster {
        // NFKC makes a hyphen of it, but between katakana it is a long vowel.
        "－" => "―".to_owned(),
        spaces if spaces.chars().all(is_space) => " ".to_owned(),
        other => nfkc.normalize(other).into_owned(),
    }
}

/// Makes spaces, tildes and dashes alike, which depends on what stands beside them.
fn fold_in_place(folded: &[String], idx: usize) -> String {
    let before = folded[..idx].last().and_then(|cluster| cluster.chars().last());
    let after = folded.get(idx + 1).and_then(|cluster| cluster.chars().next());
    match folded[idx].as_str() {
        " " if counts(
            before,
            folded[idx..].iter().find_map(|cluster| cluster.chars().find(|char| *char != ' ')),
        ) =>
        {
            " ".to_owned()
        }
        " " => String::new(),
        "〜" | "～" | "∼" | "∾" | "〰" => "~".to_owned(),
        "ー" if !before.is_some_and(is_kana) => "-".to_owned(),
        "‐" | "‑" | "‒" | "–" | "—" | "―" | "−" | "─" | "━" => dash(before, after),
        "-" => "-".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a space counts: between Latin letters or figures, and only the first of several.
fn counts(before: Option<char>, after: Option<char>) -> bool {
    let is_latin = |char: char| char.is_ascii_alphanumeric();
    before.is_some_and(is_latin) && after.is_some_and(is_latin)
}

/// A dash between katakana is the sign of a long vowel.
fn dash(before: Option<char>, after: Option<char>) -> String {
    let is_katakana = |char: char| script(char) == Script::Katakana;
    if before.is_some_and(is_katakana) && after.is_some_and(is_katakana) { "ー" } else { "-" }.to_owned()
}

fn script(char: char) -> Script {
    match char {
        '々' | '〆' | '〇' | 'ヶ' | 'ヵ' => Script::Kanji,
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Kanji,
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '・' => Script::Other,
        '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Script::Katakana,
        char if char.is_alphanumeric() => Script::Alphanumeric,
        _ => Script::Other,
    }
}

fn is_kana(char: char) -> bool {
    matches!(script(char), Script::Hiragana | Script::Katakana)
}

/// Places, as indices of letters, where a mark may begin or end: 0 and the number of letters among them.
fn cuts(letters: &[Letter], words: &[&str]) -> Vec<usize> {
    if letters.is_empty() {
        return Vec::new();
    }
    let word_starts = word_starts(letters);
    let inside_katakana = katakana_cuts(letters, words);
    let may_cut =
        |idx: &usize| inside_katakana.contains(idx) || is_border(letters, *idx, word_starts.contains(idx));
    std::iter::once(0).chain((1..letters.len()).filter(may_cut)).chain([letters.len()]).collect()
}

/// Where ICU's dictionary begins a word.
fn word_starts(letters: &[Letter]) -> BTreeSet<usize> {
    let folded: String = letters.iter().map(|letter| letter.folded.as_str()).collect();
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let breaks: BTreeSet<_> = segmenter.segment_str(&folded).collect();
    let mut byte = 0;
    let mut starts = BTreeSet::new();
    for (idx, letter) in letters.iter().enumerate() {
        if breaks.contains(&byte) {
            starts.insert(idx);
        }
        byte += letter.folded.len();
    }
    starts
}

/// Whether a mark may begin or end before this letter, apart from words within a run of katakana.
fn is_border(letters: &[Letter], idx: usize, is_word_start: bool) -> bool {
    if belongs_to_number(letters, idx) || is_connected(letters, idx) {
        return false;
    }
    match (script_at(letters, idx - 1), script_at(letters, idx)) {
        (Script::Other, _) | (_, Script::Other) => true,
        (before, after) if before == after => before == Script::Hiragana && is_word_start,
        // 使い回し, 取り扱う: kanji and hiragana make words together.
        (Script::Kanji, Script::Hiragana) | (Script::Hiragana, Script::Kanji) => is_word_start,
        _ => true,
    }
}

/// The script of a letter; the sign of a long vowel goes with the kana before it.
fn script_at(letters: &[Letter], idx: usize) -> Script {
    match idx.checked_sub(1) {
        Some(before) if letters[idx].is("ー") => script_at(letters, before),
        _ => letters[idx].script(),
    }
}

/// 第|8, 令和|9, 8|文字, 8|ビット, 3|つ, 3|か月, 3か|月, 60|%
fn belongs_to_number(letters: &[Letter], idx: usize) -> bool {
    let (before, after) = (&letters[idx - 1], &letters[idx]);
    if after.is_digit() {
        let two_before = (idx >= 2).then(|| [letters[idx - 2].folded.as_str(), &before.folded].concat());
        let is_era = two_before.is_some_and(|name| ["令和", "平成", "昭和"].contains(&name.as_str()));
        return is_era || before.is("第約計各");
    }
    let next_is_kanji = letters.get(idx + 1).is_some_and(|letter| letter.script() == Script::Kanji);
    let counts_months = idx >= 2 && letters[idx - 2].is_digit() && before.is("かカ");
    let is_counter = matches!(after.script(), Script::Kanji | Script::Katakana) || after.is("つ%‰℃");
    before.is_digit() && (is_counter || after.is("か") && next_is_kanji)
        || counts_months && after.script() == Script::Kanji
}

/// Within `TLS1.2`, `8,000`, `e-mail`.
fn is_connected(letters: &[Letter], idx: usize) -> bool {
    let joins = |middle: usize| {
        let (Some(before), Some(after)) = (middle.checked_sub(1), letters.get(middle + 1)) else {
            return false;
        };
        let sides = [&letters[before], after];
        letters[middle].is(".-_'@&+") && sides.iter().all(|side| side.script() == Script::Alphanumeric)
            || letters[middle].is(",:/") && sides.iter().all(|side| side.is_digit())
    };
    joins(idx - 1) || joins(idx)
}

/// Cuts within runs of katakana, at words we know.
fn katakana_cuts(letters: &[Letter], words: &[&str]) -> BTreeSet<usize> {
    let mut words: Vec<Vec<String>> =
        words.iter().map(|word| folded_letters(word)).filter(|word| is_katakana(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut cuts = BTreeSet::new();
    let mut start = 0;
    for run in letters
        .chunk_by(|before, after| [before, after].iter().all(|letter| letter.script() == Script::Katakana))
    {
        if run[0].script() == Script::Katakana {
            cuts.extend(run_cuts(run, &words).into_iter().map(|cut| start + cut));
        }
        start += run.len();
    }
    cuts
}

/// Shortest piece of katakana taken for a word: ログ is also the end of アナログ.
const MIN_KATAKANA: usize = 3;
/// Shortest word that another word may follow: アプリ is also the beginning of アプリケーション.
const MIN_FIRST_KATAKANA: usize = 4;

fn run_cuts(run: &[Letter], words: &[Vec<String>]) -> Vec<usize> {
    let mut cuts = Vec::new();
    let (mut rest, mut idx) = (0, 0);
    while idx < run.len() {
        let found = words.iter().find(|word| is_word_at(run, rest, idx, word));
        match found {
            Some(word) => {
                cuts.extend([idx, idx + word.len()]);
                idx += word.len();
                rest = idx;
            }
            None => idx += 1,
        }
    }
    cuts.retain(|cut| *cut > 0 && *cut < run.len());
    cuts
}

/// Whether the word stands here and leaves on either side nothing, or enough to be a word.
fn is_word_at(run: &[Letter], rest: usize, idx: usize, word: &[String]) -> bool {
    let end = idx + word.len();
    let is_enough = |n_letters: usize| n_letters == 0 || n_letters >= MIN_KATAKANA;
    let stands_here = || run[idx..end].iter().zip(word).all(|(letter, wanted)| letter.folded == *wanted);
    let begins_word = |letter: &Letter| !letter.is("ーッャュョァィゥェォン");
    end <= run.len()
        && is_enough(idx - rest)
        && is_enough(run.len() - end)
        && (run.len() == end || word.len() >= MIN_FIRST_KATAKANA)
        && stands_here()
        && run.get(end).is_none_or(begins_word)
}

fn folded_letters(word: &str) -> Vec<String> {
    letters(word).into_iter().map(|letter| letter.folded).collect()
}

fn is_katakana(word: &[String]) -> bool {
    word.len() >= MIN_KATAKANA
        && word.iter().flat_map(|letter| letter.chars()).all(|char| script(char) == Script::Katakana)
}

/// Opening and closing brackets that belong together; stray ones are in no pair, and no two pairs cross.
fn bracket_pairs(letters: &[Letter]) -> Vec<(usize, usize)> {
    const OPENING: &str = "([{「『【〔〖〈《“‘";
    const CLOSING: &str = ")]}」』】〕〗〉》”’";
    let place = |brackets: &str, letter: &Letter| {
        brackets.chars().position(|bracket| letter.folded.chars().eq([bracket]))
    };
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut pairs = Vec::new();
    for (idx, letter) in letters.iter().enumerate() {
        if let Some(kind) = place(OPENING, letter) {
            open.push((kind, idx));
        }
        let opened =
            place(CLOSING, letter).and_then(|kind| open.iter().rposition(|bracket| bracket.0 == kind));
        if let Some(depth) = opened {
            pairs.push((open[depth].1, idx));
            open.truncate(depth);
        }
    }
    pairs
}

/// First letter of each sentence, then the number of letters. 。 within brackets ends none.
fn sentence_starts(letters: &[Letter], pairs: &[(usize, usize)]) -> Vec<usize> {
    let is_inside = |idx: usize| pairs.iter().any(|&(open, close)| open < idx && idx < close);
    let ends =
        (0..letters.len()).filter(|&idx| letters[idx].is("。！？!?｡") && !is_inside(idx)).map(|idx| idx + 1);
    let mut starts: Vec<_> = std::iter::once(0).chain(ends).chain([letters.len()]).collect();
    starts.dedup();
    starts
}
