//! Under which key of the lexicon a word is looked up: spellings that differ only as Japanese writers differ have the
//! same one.

use crate::analyzer::runs;

/// The kanji of the digits 0 to 9.
pub(crate) const KANJI_DIGITS: &str = "〇一二三四五六七八九";

/// Hiragana that ends a stem inside a compound (組み込み, 切り替え); particles (は, を, の …) are not among them.
const OKURIGANA: &str = "いきしちにひみりぎじぢびぴえけせてねへめれげぜでべぺっ";

/// The key of a folded text: インタフェース and いんたーふぇいす have the same. Empty when the text has no run.
pub(crate) fn key(folded: &str) -> String {
    let mut key: Vec<char> = Vec::new();
    for run in runs(folded) {
        run.text.chars().for_each(|character| push(&mut key, plain(character)));
    }
    key.into_iter().map(|character| if character == 'ヴ' { 'ブ' } else { character }).collect()
}

/// Two Han characters that hiragana may stand between and behind, as `組~込`; `None` for any other text.
pub(crate) fn okurigana(folded: &str) -> Option<String> {
    let characters: Vec<char> = folded.chars().collect();
    let (&first, rest) = characters.split_first()?;
    let n_between = rest.iter().take_while(|character| OKURIGANA.contains(**character)).count();
    let (&second, tail) = rest[n_between..].split_first()?;
    let fits = is_han(first)
        && is_han(second)
        && n_between <= 2
        && tail.len() <= 2
        && tail.iter().all(|character| OKURIGANA.contains(*character));
    (fits && n_between + tail.len() > 0).then(|| format!("{first}~{second}"))
}

/// A character kanji are written with.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// A character of hiragana.
pub(crate) fn is_hiragana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}')
}

/// A character of katakana, ー among them.
pub(crate) fn is_katakana(character: char) -> bool {
    matches!(character, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' | '\u{31F0}'..='\u{31FF}')
}

fn push(key: &mut Vec<char>, character: char) {
    let last = key.last().copied();
    match (last, character) {
        (_, 'ー') => {}
        (Some(before), 'イ') if "エケセテネヘメレゲゼデベペ".contains(before) => {}
        (Some('ヴ'), 'ア' | 'イ' | 'エ' | 'オ') => {
            key.pop();
            key.push(match character {
                'ア' => 'バ',
                'イ' => 'ビ',
                'エ' => 'ベ',
                _ => 'ボ',
            });
        }
        _ => key.push(character),
    }
}

/// A character in the form all its variants share.
fn plain(character: char) -> char {
    let katakana = match character {
        'ぁ'..='ゖ' => char::from_u32(character as u32 + 0x60).unwrap_or(character),
        other => other,
    };
    match katakana {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        other => digit(other).unwrap_or(other),
    }
}

fn digit(kanji: char) -> Option<char> {
    let value = KANJI_DIGITS.chars().position(|digit| digit == kanji)?;
    char::from_digit(value as u32, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_have_one_key() {
        for words in [
            ["インターフェース", "いんたふぇいす"],
            ["ウィンドウ", "ウインドウ"],
            ["ヴァージョン", "バージョン"],
            ["デジタル", "ディジタル"],
            ["サーバー", "サーバ"],
            ["wi-fi", "wifi"],
            ["二要素認証", "2要素認証"],
        ] {
            assert_eq!(key(words[0]), key(words[1]), "{words:?}");
        }
        assert_ne!(key("しよう"), key("しょう"));
        assert_eq!(key("。"), "");
    }

    #[test]
    fn okurigana_may_be_left_out() {
        assert_eq!(okurigana("組み込み").as_deref(), Some("組~込"));
        assert_eq!(okurigana("組込み").as_deref(), Some("組~込"));
        assert_eq!(okurigana("切り替え").as_deref(), Some("切~替"));
        assert_eq!(okurigana("組込"), None);
        assert_eq!(okurigana("私は彼"), None);
        assert_eq!(okurigana(""), None);
    }
}
