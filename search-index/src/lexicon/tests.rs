use super::*;
use crate::{Section, Word};

fn lexicon(body: &str, words: Vec<Word>) -> Lexicon {
    let section = Section { body: body.to_owned(), ..Section::default() };
    Lexicon::new(&Book { sections: vec![section], words, ..Book::default() })
}

fn forms<'l>(lexicon: &'l Lexicon, key: &str) -> Vec<(&'l str, Sort)> {
    lexicon.get(key).iter().map(|entry| (entry.form.as_str(), entry.sort)).collect()
}

#[test]
fn katakana_words_are_found_in_all_spellings() {
    let lexicon = lexicon("サーバーとサーバを再起動する。サーバーは強い", vec![]);
    assert_eq!(forms(&lexicon, "サバ"), [("サーバー", Sort::Spelling), ("サーバ", Sort::Spelling)]);
}

#[test]
fn okurigana_may_differ() {
    let lexicon = lexicon("組み込みの関数を書込む。私は彼を問い合わせる", vec![]);
    assert_eq!(forms(&lexicon, "組~込"), [("組み込み", Sort::Spelling)]);
    assert_eq!(forms(&lexicon, "問~合"), [("問い合", Sort::Spelling)]);
    assert_eq!(forms(&lexicon, "私~彼"), []);
}

#[test]
fn the_glossary_leads_to_what_the_book_writes() {
    let word = Word {
        term: "二要素認証".into(),
        reading: "にようそにんしょう".into(),
        aliases: vec!["二段階認証".into(), "MFA".into(), "多要素認証".into()],
    };
    let lexicon = lexicon("二要素認証（MFA）を使う", vec![word]);
    assert_eq!(forms(&lexicon, "2段階認証"), [("mfa", Sort::Alias), ("二要素認証", Sort::Alias)]);
    assert_eq!(forms(&lexicon, "ニヨウソニンショウ"), [("二要素認証", Sort::Reading)]);
    assert_eq!(forms(&lexicon, "2要素認証")[0], ("mfa", Sort::Alias));
    assert_eq!(forms(&lexicon, "mfa"), [("二要素認証", Sort::Alias)]);
    assert_eq!(lexicon.starting("ニヨウ").count(), 1);
}

#[test]
fn what_the_general_table_has_for_one_word_leads_from_each_to_the_others_the_book_knows() {
    let known = lexicon("社員の名簿", vec![]);
    assert_eq!(forms(&known, "スタッフ"), [("社員", Sort::Alias)]);
    let both = lexicon("社員の名簿。スタッフと社員", vec![]);
    assert_eq!(forms(&both, "スタッフ"), [("スタッフ", Sort::Spelling)], "the book has what was typed");
}

#[test]
fn a_book_without_text_has_no_words() {
    assert_eq!(Lexicon::new(&Book::default()), Lexicon::default());
}

#[test]
fn entries_stand_in_the_order_of_the_browser() {
    let mut keys = ["ア", "\u{F900}", "\u{20BB7}", "mfa", "アイ", "亜", ""];
    keys.sort_by(|left, right| utf16_order(left, right));
    let mut expected = keys;
    expected.sort_by_key(|key| key.encode_utf16().collect::<Vec<u16>>());
    assert_eq!(keys, expected);
}
