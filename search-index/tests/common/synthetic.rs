//! A book without sense: every script, spelling and oddity a real one may have, in small sections.

use search_index::{Book, Section, Word};

use super::random::Random;

const KANJI: &str = "情報安全管理者権限記録装置設定変更確認所有認証要素多段階更新適用退職端末外部媒体規程定期保存期間責任対応々〇一二三𠮷髙";
const HIRAGANA: &str = "あいうえおかきくけこさしすせそたちつてとなにはひふほまみむもやゆよらりるれろわをんがぎぐげござじずでどばびぶべぼぱぴっゃゅょ";
const KATAKANA: &str = "アイウエオカキクケコサシスセソタチツテトナニハヒフホマミムメモヤユヨラリルレロワンガギグゲゴザジズデドバビブベボパピプペポッャュョァィェヴー";
const LATIN: &str = "aaabcdeeefghiijklmnooprrsssttuvwxyz";
const PARTICLES: [&str; 14] =
    ["の", "を", "に", "は", "が", "と", "で", "する", "します", "して", "から", "まで", "ください", "こと"];
const ODDITIES: [&str; 30] = [
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "Σίσυφος",
    "ΟΔΟΣ",
    "İstanbul",
    "naïve",
    "nai\u{308}ve",
    "か\u{3099}く",
    "ﾊﾟｽﾜｰﾄﾞ",
    "ＵＳＢメモリ",
    "㌔メートル",
    "①②",
    "ﬁle",
    "한국어",
    "\u{1112}\u{1161}\u{11ab}",
    "👨‍👩‍👧",
    "2つ",
    "二つ",
    "組み込み",
    "組込み",
    "切り替え",
    "バージョン",
    "ヴァージョン",
    "サーバー",
    "サーバ",
    "C++",
    "Wi-Fi",
    "std::vec::Vec",
];
const SEPARATORS: [&str; 10] = ["", "", "", "", " ", "、", "。", "\n", "・", "-"];

/// A book of `n_sections` sections.
pub(crate) fn book(seed: u64, n_sections: usize) -> Book {
    let mut random = Random(seed);
    let vocabulary = Vocabulary::new(&mut random);
    let sections = (0..n_sections).map(|at| section(&mut random, &vocabulary, at)).collect();
    Book {
        sections, words: vocabulary.explained(&mut random), current_edition: Some("令和7年度版".into())
    }
}

struct Vocabulary {
    words: Vec<String>,
}

impl Vocabulary {
    fn new(random: &mut Random) -> Vocabulary {
        let mut words = Vec::new();
        for _ in 0..150 {
            words.push(letters(random, KANJI, 1, 4));
            words.push(letters(random, KATAKANA, 2, 7));
            words.push(letters(random, LATIN, 2, 9));
            words.push(letters(random, HIRAGANA, 2, 6));
        }
        words.extend(PARTICLES.map(str::to_owned));
        words.extend(ODDITIES.map(str::to_owned));
        words.push("x".repeat(70));
        words.extend((1..40).map(|number| number.to_string()));
        // Particles and the like are common, and so are some words.
        for _ in 0..words.len() / 2 {
            let (one, other) = (random.below(words.len()), random.below(words.len()));
            words.swap(one, other);
        }
        Vocabulary { words }
    }

    fn text(&self, random: &mut Random, n_words: usize) -> String {
        let mut text = String::new();
        for _ in 0..n_words {
            text.push_str(random.pick_early(&self.words).as_str());
            if random.once_in(3) {
                text.push_str(PARTICLES[random.below(PARTICLES.len())]);
            }
            text.push_str(SEPARATORS[random.below(SEPARATORS.len())]);
        }
        text
    }

    /// A glossary: some words with readings and with others in their place.
    fn explained(&self, random: &mut Random) -> Vec<Word> {
        let word = |random: &mut Random| Word {
            term: random.pick(&self.words).clone(),
            reading: letters(random, HIRAGANA, 3, 8),
            aliases: (0..random.below(3)).map(|_| random.pick(&self.words).clone()).collect(),
        };
        (0..60).map(|_| word(random)).collect()
    }
}

fn letters(random: &mut Random, alphabet: &str, least: usize, most: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..random.between(least, most)).map(|_| *random.pick(&alphabet)).collect()
}

fn section(random: &mut Random, vocabulary: &Vocabulary, at: usize) -> Section {
    let heading = if random.once_in(6) { String::new() } else { vocabulary.text(random, 3) };
    let (n_words, n_aliases, n_steps) = (random.between(0, 60), random.below(3), random.below(3));
    Section {
        page: format!("章 {}/第{at}節.html", at / 20),
        title: vocabulary.text(random, 2),
        anchor: if heading.is_empty() { String::new() } else { format!("節-{at}") },
        heading,
        breadcrumb: (0..n_steps).map(|_| vocabulary.text(random, 1)).collect(),
        body: vocabulary.text(random, n_words),
        aliases: (0..n_aliases).map(|_| vocabulary.text(random, 1)).collect(),
        kind: ["項目", "用語", "規程", ""][random.below(4)].to_owned(),
        edition: [None, Some("令和6年度版".to_owned()), Some("令和7年度版".to_owned())][random.below(3)]
            .clone(),
    }
}
