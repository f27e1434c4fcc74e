use super::*;
use crate::lexicon::Sort;
use crate::testing::lexicon_of;

const WORDS: [(&str, &str, Sort); 22] = [
    ("二段階認証", "二要素認証", Sort::Alias),
    ("usbメモリ", "外部記録媒体", Sort::Alias),
    ("wi-fi", "無線lan", Sort::Alias),
    ("リモート", "遠隔", Sort::Alias),
    ("パスワード", "パスワード", Sort::Spelling),
    ("サーバー", "サーバー", Sort::Spelling),
    ("サーバー", "サーバ", Sort::Spelling),
    ("組み込み", "組込み", Sort::Spelling),
    ("組み込み", "組み込み", Sort::Spelling),
    ("ぱすわーど", "パスワード", Sort::Reading),
    ("ばっくあっぷ", "バックアップ", Sort::Reading),
    ("いす", "椅子", Sort::Reading),
    ("たんまつ", "端末", Sort::Reading),
    ("たんまつかんり", "端末管理", Sort::Reading),
    ("たんまつだいちょう", "端末台帳", Sort::Reading),
    ("機器", "一", Sort::Alias),
    ("機器", "二", Sort::Alias),
    ("機器", "三", Sort::Alias),
    ("機器", "四", Sort::Alias),
    ("機器", "五", Sort::Alias),
    ("機器", "六", Sort::Alias),
    ("機器", "七", Sort::Alias),
];

const TOKENS: [&str; 8] = ["backup", "backups", "black", "パス", "update", "updated", "upgrade", "x"];

fn level(query: &str, number: u8) -> Option<Level> {
    let starting = |start: &str| -> Vec<String> {
        TOKENS.iter().filter(|token| token.starts_with(start)).map(|token| token.to_string()).collect()
    };
    Plan::new(&lexicon_of(&WORDS), &starting, query).level(number)
}

/// The variants of every part: `text` or, open, `text…`, and the weight unless it is 1.
fn shown(query: &str, number: u8) -> Vec<Vec<String>> {
    let variant = |variant: &Variant| {
        let open = if variant.unit.prefix { "…" } else { "" };
        let weight = if variant.weight == 1.0 { String::new() } else { format!(" {:.3}", variant.weight) };
        format!("{}{open}{weight}", variant.unit.text)
    };
    let part = |part: &Part| part.variants.iter().map(variant).collect();
    level(query, number).map_or(Vec::new(), |level| level.parts.iter().map(part).collect())
}

fn written(query: &str, number: u8) -> Vec<String> {
    level(query, number)
        .map_or(Vec::new(), |level| level.parts.into_iter().map(|part| part.written).collect())
}

#[test]
fn only_the_last_clause_is_open_and_only_as_a_word() {
    assert_eq!(shown("pass update", 0), [vec!["pass"], vec!["update", "update… 0.700"]]);
    assert_eq!(shown("u", 0), [["u"]]);
    assert_eq!(shown("端末pc", 0), [["端末 pc", "端末 pc… 0.700"]]);
    assert_eq!(shown("pc端末", 0), [["pc 端末"]]);
    assert_eq!(shown("\"pass\"", 0), [["pass"]]);
    assert_eq!(shown("pass \"端末\"", 0), [["pass"], ["端末"]]);
}

#[test]
fn a_long_vowel_at_the_end_may_be_missing() {
    assert_eq!(shown("ベンダー", 0), [["ベンダー", "ベンダ 0.950"]]);
    assert_eq!(shown("メーラー", 0), [["メーラー", "メーラ 0.950"]]);
    assert_eq!(shown("キー", 0), [["キー"]]);
    assert_eq!(shown("らー", 0), [["らー"]]);
    assert_eq!(shown("ベンダー名", 0), [["ベンダー名"]]);
}

#[test]
fn single_digits_are_written_both_ways() {
    assert_eq!(shown("第3章", 0), [["第 3 章", "第三章 0.950"]]);
    assert_eq!(shown("第三章", 0), [["第三章", "第 3 章 0.950"]]);
    assert_eq!(shown("10章", 0), [["10 章"]]);
    assert_eq!(shown("a1章", 0), [["a1 章"]]);
    assert_eq!(shown("1", 0), [["1"]]);
    assert_eq!(shown("二〇二五年", 0), [["二〇二五年"]]);
    assert_eq!(shown("2章三節", 0), [["2 章三節", "二章三節 0.950", "2 章 3 節 0.950"]]);
}

#[test]
fn kana_is_looked_up_in_katakana() {
    assert_eq!(shown("らいふたいむ", 0), [["らいふたいむ", "ライフタイム 0.900"]]);
    assert_eq!(shown("らい", 0), [["らい"]]);
    assert_eq!(shown("ライフタイム", 0), [["ライフタイム"]]);
    assert_eq!(shown("らいふ型", 0), [["らいふ型"]]);
}

#[test]
fn words_of_the_lexicon_are_replaced() {
    assert_eq!(shown("二段階認証", 0), [["二段階認証", "2 段階認証 0.950", "二要素認証 0.800"]]);
    assert_eq!(shown("USBメモリの管理", 0), [["usb メモリの管理", "外部記録媒体の管理 0.800"]]);
    assert_eq!(shown("サーバ室", 0), [["サーバ室", "サーバー室 0.900"]]);
    assert_eq!(shown("組込み型", 0), [["組込み型", "組み込み型 0.900"]]);
    let level = level("usbメモリの管理", 0).unwrap();
    assert_eq!(level.parts[0].variants[1].words, [("usbメモリ".to_owned(), "外部記録媒体".to_owned())]);
}

#[test]
fn two_words_are_replaced_together_first() {
    assert_eq!(
        shown("ファイルサーバ", 0),
        [["ファイルサーバ"]],
        "サーバ begins inside a stretch of katakana, and so does not match"
    );
    assert_eq!(
        shown("サーバのばっくあっぷ", 0),
        [["サーバのばっくあっぷ", "サーバノバックアップ 0.900", "サーバーのばっくあっぷ 0.900"]],
        "ばっくあっぷ begins inside a stretch of hiragana"
    );
    assert_eq!(
        shown("usbメモリ・サーバ", 0),
        [[
            "usb メモリ サーバ",
            "外部記録媒体 サーバー 0.720",
            "外部記録媒体 サーバ 0.800",
            "usb メモリ サーバー 0.900"
        ]]
    );
    assert_eq!(
        shown("ぱすわーどばっくあっぷ", 0),
        [[
            "ぱすわーどばっくあっぷ",
            "パスワードバックアップ 0.900",
            "パスワードばっくあっぷ 0.900",
            "ぱすわーどバックアップ 0.850"
        ]],
        "behind a match a word may begin"
    );
}

#[test]
fn words_keep_their_borders() {
    assert_eq!(shown("xusbメモリ", 0), [["xusb メモリ"]]);
    assert_eq!(shown("wi-fi6", 0), [["wi fi6", "wi fi6… 0.700"]]);
    assert_eq!(shown("wi-fi機", 0), [["wi fi 機", "無線 lan 機 0.800"]]);
    assert_eq!(shown("2wi-fi", 0), [["2wi fi", "2wi fi… 0.700"]]);
}

#[test]
fn short_kana_must_stand_alone() {
    assert_eq!(shown("いす", 0), [["いす", "椅子 0.850"]]);
    assert_eq!(shown("木いす", 0), [["木いす", "木椅子 0.850"]]);
    assert_eq!(shown("いすの", 0), [["いすの", "イスノ 0.900"]]);
    assert_eq!(shown("のいす", 0), [["のいす", "ノイス 0.900"]]);
}

#[test]
fn the_beginning_of_a_word_in_kana_is_completed() {
    assert_eq!(
        shown("たんま", 0),
        [["たんま", "タンマ 0.900", "端末 0.850", "端末管理 0.850", "端末台帳 0.850"]]
    );
    assert_eq!(shown("たん", 0), [["たん"]]);
    assert_eq!(
        shown("たんま 台帳", 0),
        [vec!["たんま", "タンマ 0.900"], vec!["台帳"]],
        "only in the last clause"
    );
    assert_eq!(shown("古いたんま", 0), [["古いたんま"]], "the whole stretch");
    assert_eq!(shown("機種たんま", 0)[0].len(), 4);
}

#[test]
fn the_beginning_of_a_word_in_kanji_is_completed() {
    assert_eq!(shown("二段階", 0), [["二段階", "2 段階 0.950", "二要素認証 0.800"]]);
    assert_eq!(shown("段階", 0), [["段階"]]);
    assert_eq!(shown("第二段階", 0)[0].len(), 2, "the whole clause");
    assert_eq!(shown("二段階の", 0)[0].len(), 2);
}

#[test]
fn forms_and_variants_have_an_end() {
    assert_eq!(
        shown("機器", 0),
        [["機器", "一 0.800", "二 0.800", "三 0.800", "四 0.800", "五 0.800", "六 0.800"]]
    );
    assert_eq!(shown("機器・機器・機器", 0)[0].len(), 12);
}

#[test]
fn exact_clauses_are_taken_as_they_are() {
    assert_eq!(shown("\"二段階認証\"", 0), [["二段階認証"]]);
    assert_eq!(shown("\"サーバー usb\"", 1), [["サーバー usb"]]);
    assert_eq!(shown("\"backp\"", 2), Vec::<Vec<String>>::new());
}

#[test]
fn neighbours_are_all_clauses_together() {
    let neighbours = |query| level(query, 0).unwrap().neighbours.map(|unit| unit.text);
    assert_eq!(neighbours("端末 管理 usb 2"), Some("端末管理 usb 2".to_owned()));
    assert_eq!(neighbours("端末"), None);
    assert_eq!(level("端末 管理", 1).unwrap().neighbours, None);
}

#[test]
fn pieces_are_cut_where_the_script_changes() {
    assert_eq!(written("電子カルテが使えない端末PCの対応", 1), ["電子", "カルテ", "端末", "pc", "対応"]);
    assert_eq!(written("人々の〆切", 1), ["人々", "〆切"]);
    assert_eq!(written("いんたーねっと接続", 1), ["接続"]);
    assert_eq!(written("いんたーねっと", 1), ["いんたーねっと"]);
    assert_eq!(written("これ それ", 1), ["これ", "それ"]);
}

#[test]
fn pieces_that_the_lexicon_knows_stay_whole() {
    assert_eq!(written("組み込みのサーバ室とばっくあっぷ", 1), ["組み込み", "サーバ"]);
    assert_eq!(written("ばっくあっぷの取得", 1), ["ばっくあっぷ", "取得"]);
    assert_eq!(shown("ばっくあっぷの取得", 1)[0], ["ばっくあっぷ", "バックアップ 0.900"]);
    assert_eq!(written("wi-fiの端末", 1), ["wi-fi", "端末"]);
}

#[test]
fn single_kanji_are_pieces_only_among_their_like() {
    assert_eq!(written("使う 人", 1), ["使", "人"]);
    assert_eq!(written("使う人の端末", 1), ["端末"]);
    assert_eq!(written("人 端末の", 1), ["人", "端末"], "typed by itself");
    assert_eq!(written("\"人\" 端末", 1), ["人", "端末"]);
    assert_eq!(written("第3条", 1), ["第", "3", "条"]);
}

#[test]
fn pieces_count_once() {
    assert_eq!(written("端末と端末 端末", 1), ["端末"]);
    let level = level("a.b.a.c", 1).unwrap();
    assert_eq!((level.required, level.parts.len()), (2, 3));
}

#[test]
fn only_the_last_piece_of_the_query_is_open() {
    assert_eq!(shown("端末pc", 1), [vec!["端末"], vec!["pc", "pc… 0.700"]]);
    assert_eq!(shown("端末pcの", 1), [["端末"], ["pc"]]);
    assert_eq!(shown("pc.usb 端末", 1), [["pc"], ["usb"], ["端末"]]);
}

#[test]
fn two_thirds_of_the_pieces_are_required() {
    let required = |query| level(query, 1).unwrap().required;
    assert_eq!(["a", "a b", "a b c", "a b c d", "a b c d e"].map(required), [1, 2, 2, 3, 4]);
}

#[test]
fn misspelt_pieces_get_the_words_near_them() {
    assert_eq!(shown("bakcup 端末", 2), [vec!["bakcup", "backup 0.600"], vec!["端末"]]);
    assert_eq!(shown("パスワアド", 2), [["パスワアド", "パスワード 0.600"]]);
    assert_eq!(shown("upgrad", 2), [["upgrad", "upgrad… 0.700", "upgrade 0.600"]]);
    assert_eq!(shown("update", 2), [["update", "update… 0.700", "updated 0.600"]]);
    assert_eq!(shown("upt", 2), Vec::<Vec<String>>::new(), "too short to be wrong");
    assert_eq!(shown("パスワ端末", 2), Vec::<Vec<String>>::new());
    let level = level("bakcup", 2).unwrap();
    assert_eq!(level.parts[0].variants[2].words, [("bakcup".to_owned(), "backup".to_owned())]);
}

#[test]
fn crumbs_are_words_and_pairs_of_characters() {
    assert_eq!(written("端末管理 usb-c", 3), ["端末", "末管", "管理", "usb", "c"]);
    assert_eq!(written("権 利の権", 3), ["権", "利の", "の権"]);
    assert_eq!(written("のは端末", 3), ["は端", "端末"]);
    assert_eq!(written("これはー", 3), ["これ", "れは", "はー"]);
    assert_eq!(written("端末端末", 3), ["端末", "末端"]);
    assert_eq!(level("端末管理 usb-c", 3).unwrap().required, 2);
    assert_eq!(level("これはー", 3).unwrap().required, 2, "of hiragana half");
}

#[test]
fn a_query_of_nothing_has_no_level() {
    for number in 0..=LAST_LEVEL {
        assert_eq!(level(" 。\"\" ", number), None);
    }
}
