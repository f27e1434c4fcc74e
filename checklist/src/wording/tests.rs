use proptest::prelude::*;

use super::{atom::letters, *};

/// Old and new with marks between ⟦ and ⟧.
fn shown(old: &str, new: &str, words: &[&str]) -> [String; 2] {
    let marked = mark(old, new, words);
    [&marked.old, &marked.new].map(|segments| segments.iter().map(show).collect())
}

fn show(segment: &Segment) -> String {
    if segment.changed { format!("⟦{}⟧", segment.text) } else { segment.text.clone() }
}

#[track_caller]
fn assert_marks(old: &str, new: &str) {
    let plain = |text: &str| text.replace(['⟦', '⟧'], "");
    assert_eq!(shown(&plain(old), &plain(new), &[]), [old.to_owned(), new.to_owned()]);
}

#[test]
fn added_words_are_marked_on_the_new_side_only() {
    assert_marks(
        "退職者のものや使われていないものなど、不要なアカウントを削除している。",
        "退職者のものや使われていないものなど、不要なアカウントを削除⟦または無効化⟧している。",
    );
}

#[test]
fn a_number_is_marked_with_its_counter() {
    assert_marks("パスワードは英数字を混ぜた⟦8文字⟧とする。", "パスワードは英数字を混ぜた⟦13文字⟧とする。");
    assert_marks("導入の期限は⟦令和9年度⟧までとする。", "導入の期限は⟦令和10年度⟧までとする。");
    assert_marks("ログの保管は⟦3か月以内⟧とする。", "ログの保管は⟦6か月以内⟧とする。");
    assert_marks("通信には⟦TLS1.2⟧を用いること。", "通信には⟦TLS1.3⟧を用いること。");
}

#[test]
fn a_run_of_kanji_is_never_cut() {
    assert_marks("医療情報システムに⟦安全管理責任者⟧を置く。", "医療情報システムに⟦安全管理担当者⟧を置く。");
}

#[test]
fn a_run_of_katakana_is_cut_at_known_words_only() {
    let (old, new) =
        ("組織としてシステムセキュリティを確保している。", "組織としてサイバーセキュリティを確保している。");
    assert_eq!(
        shown(old, new, &[]),
        [
            "組織として⟦システムセキュリティ⟧を確保している。",
            "組織として⟦サイバーセキュリティ⟧を確保している。"
        ]
    );
    assert_eq!(
        shown(old, new, &["セキュリティ", "ログ", "経営"]),
        [
            "組織として⟦システム⟧セキュリティを確保している。",
            "組織として⟦サイバー⟧セキュリティを確保している。"
        ]
    );
}

#[test]
fn a_known_word_does_not_cut_a_longer_one() {
    let (old, new) =
        ("必要なアプリを使う方法を決めている。", "必要なアプリケーションを使う方法を決めている。");
    let words = ["アプリ"];
    assert_eq!(
        shown(old, new, &words),
        ["必要な⟦アプリ⟧を使う方法を決めている。", "必要な⟦アプリケーション⟧を使う方法を決めている。"]
    );
}

#[test]
fn a_pair_of_brackets_is_marked_together() {
    assert_marks(
        "連絡先⟦（事業者）⟧の一覧を作り、職員に知らせている。",
        "連絡先⟦「事業者」⟧の一覧を作り、職員に知らせている。",
    );
    assert_marks(
        "連絡先の一覧を作り、職員に知らせている。",
        "連絡先⟦（警察を含む。）⟧の一覧を作り、職員に知らせている。",
    );
}

#[test]
fn an_added_pair_of_brackets_leaves_the_next_one_alone() {
    assert_marks(
        "連絡先（警察）の一覧を作り、職員に知らせている。",
        "連絡先⟦（保健所）⟧（警察）の一覧を作り、職員に知らせている。",
    );
    assert_marks(
        "規程には「目的」、⟦「範囲」、⟧「見直し」を書いている。",
        "規程には「目的」、「見直し」を書いている。",
    );
}

#[test]
fn a_change_within_brackets_leaves_the_brackets() {
    assert_marks(
        "外部（厚生労働省、⟦保健所⟧など）への連絡体制図がある。",
        "外部（厚生労働省、⟦警察⟧など）への連絡体制図がある。",
    );
}

#[test]
fn marks_with_two_characters_between_them_are_one() {
    assert_marks(
        "⟦端末とサーバ⟧の権限を職種ごとに設定している。",
        "⟦機器とデータ⟧の権限を職種ごとに設定している。",
    );
}

#[test]
fn a_sentence_that_is_mostly_new_is_marked_whole() {
    assert_marks("⟦パスワードを定期的に変える。⟧", "⟦二要素認証を導入している。⟧");
    assert_marks("⟦台帳を作る。⟧", "⟦サーバと端末PCとネットワーク機器の台帳を作る。⟧");
}

#[test]
fn sentences_are_lined_up_before_their_words() {
    assert_marks(
        "権限を職種ごとに設定している。利用者を確かめている。",
        "権限を職種ごとに設定している。⟦管理者権限を持つ人を明確にしている。⟧利用者を確かめている。",
    );
}

#[test]
fn variants_of_spelling_are_not_marked() {
    let variants = [
        ("８文字以上", "8文字以上"),
        ("サーバ　端末", "サーバ 端末"),
        ("サーバ 端末", "サーバ端末"),
        ("1〜3", "1～3"),
        ("1〜3", "1~3"),
        ("2－1", "2-1"),
        ("2—1", "2―1"),
        ("ｻｰﾊﾞ", "サーバ"),
        ("サ－バ", "サーバ"),
        ("サ−バ", "サーバ"),
        ("(案)", "（案）"),
        ("か\u{3099}", "が"),
        ("USB  メモリ", "USBメモリ"),
        (" ", ""),
    ];
    for (old, new) in variants {
        assert_eq!(fold(old), fold(new));
        assert!(mark(old, new, &[]).old.iter().all(|segment| !segment.changed), "{old} {new}");
    }
}

#[test]
fn what_is_not_a_variant_of_spelling_stays_apart() {
    let different = [
        ("a b", "ab"),
        ("サーバ", "サーバー"),
        ("SDS", "sds"),
        ("1-3", "1~3"),
        ("端末・PC", "端末PC"),
        ("1-ー", "1"),
    ];
    for (old, new) in different {
        assert_ne!(fold(old), fold(new));
    }
}

#[test]
fn an_empty_side_is_nothing() {
    assert_eq!(mark("", "", &[]), Marked::default());
    assert_eq!(shown("", "新しい注。", &[]), ["", "⟦新しい注。⟧"]);
    assert_eq!(shown("　", "新しい注。", &[]), ["⟦　⟧", "⟦新しい注。⟧"]);
}

/// Places of a text, as bytes, where one segment ends and the next begins.
fn borders(segments: &[Segment]) -> Vec<usize> {
    let mut byte = 0;
    let ends = segments.iter().map(|segment| {
        byte += segment.text.len();
        byte
    });
    ends.take(segments.len().saturating_sub(1)).collect()
}

/// The unmarked text, folded where it stands.
fn unmarked(text: &str, segments: &[Segment]) -> String {
    let mut byte = 0;
    let mut marked = Vec::new();
    for segment in segments {
        if segment.changed {
            marked.push(byte..byte + segment.text.len());
        }
        byte += segment.text.len();
    }
    let letters = letters(text);
    letters
        .iter()
        .filter(|letter| !marked.iter().any(|mark| mark.contains(&letter.start)))
        .map(|letter| letter.folded.as_str())
        .collect()
}

const PIECES: &[&str] = &[
    "医療情報",
    "システム",
    "ｼｽﾃﾑ",
    "セキュリティ",
    "サーバ",
    "サ－バ",
    "端末PC",
    "端末ＰＣ",
    "を",
    "は",
    "している",
    "行う",
    "使い回し",
    "、",
    "。",
    "・",
    "（",
    "）",
    "(",
    ")",
    "「",
    "」",
    "『",
    "』",
    "8文字",
    "８文字",
    "13文字以上",
    "第6.0版",
    "令和9年度",
    "3か月",
    "60％",
    "1〜3",
    "1~3",
    "①",
    "⑥",
    "USB",
    "TLS1.2",
    "e-mail",
    " ",
    "　",
    "\n",
    "か\u{3099}",
    "が",
    "é",
    "e\u{301}",
    "👩\u{200d}💻",
    "🏥",
    "🇯🇵",
    "葛\u{e0100}城",
    "ー",
    "―",
    "㎡",
    "ﾞ",
    "\u{200b}",
    "\r\n",
    "𠮟る",
    "<b>",
    "&amp;",
];

fn sentence() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24)
}

/// A sentence and an edited copy of it.
fn edited() -> impl Strategy<Value = (String, String)> {
    let edits =
        prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, prop::sample::select(PIECES)), 0..6);
    (sentence(), edits).prop_map(|(old, edits)| {
        let mut new = old.clone();
        for (place, kind, piece) in edits {
            let idx = place.index(new.len() + 1);
            match kind {
                0 => new.insert(idx, piece),
                1 if idx < new.len() => drop(new.remove(idx)),
                _ if idx < new.len() => new[idx] = piece,
                _ => {}
            }
        }
        (old.concat(), new.concat())
    })
}

fn check(old: &str, new: &str) -> Result<(), TestCaseError> {
    let marked = mark(old, new, &["セキュリティ"]);
    for (text, segments) in [(old, &marked.old), (new, &marked.new)] {
        let joined: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        prop_assert_eq!(joined.as_str(), text);
        prop_assert!(segments.iter().all(|segment| !segment.text.is_empty()));
        prop_assert!(segments.windows(2).all(|pair| pair[0].changed != pair[1].changed));
    }
    prop_assert_eq!(unmarked(old, &marked.old), unmarked(new, &marked.new));
    prop_assert_eq!(
        marked.new.iter().chain(&marked.old).any(|segment| segment.changed),
        fold(old) != fold(new)
    );
    Ok(())
}

fn check_borders(text: &str, segments: &[Segment]) -> Result<(), TestCaseError> {
    let is_kanji = |char: char| ('\u{4e00}'..='\u{9fff}').contains(&char);
    for border in borders(segments) {
        let before = text[..border].chars().next_back();
        let after = text[border..].chars().next();
        let (Some(before), Some(after)) = (before, after) else { continue };
        prop_assert!(!(is_kanji(before) && is_kanji(after)), "{before}|{after} in {text}");
        prop_assert!(
            !(before.is_ascii_digit() && (is_kanji(after) || after.is_ascii_alphanumeric())),
            "{before}|{after} in {text}"
        );
        prop_assert!(
            !(before.is_ascii_alphabetic() && after.is_ascii_alphanumeric()),
            "{before}|{after} in {text}"
        );
    }
    Ok(())
}

/// Which segment each atom of a text is in.
fn segment_of_atoms(text: &atom::Text, segments: &[Segment]) -> Vec<usize> {
    let ends: Vec<_> = segments
        .iter()
        .scan(0, |end, segment| {
            *end += segment.text.len();
            Some(*end)
        })
        .collect();
    let starts = text.atoms.iter().scan(0, |start, atom| {
        *start += atom.text.len();
        Some(*start - atom.text.len())
    });
    starts.map(|start| ends.partition_point(|end| *end <= start)).collect()
}

fn check_brackets(text: &str, segments: &[Segment]) -> Result<(), TestCaseError> {
    let text = atom::Text::new(text, &[]);
    let places = segment_of_atoms(&text, segments);
    for &(open, close) in &text.brackets {
        let (open, close) = (places[open], places[close]);
        prop_assert!(open == close || !segments[open].changed && !segments[close].changed, "{segments:?}");
    }
    Ok(())
}

fn check_gaps(text: &str, segments: &[Segment]) -> Result<(), TestCaseError> {
    let letters = letters(text);
    let borders = borders(segments);
    for (gap, segment) in
        borders.windows(2).zip(segments.iter().skip(1)).filter(|(_, segment)| !segment.changed)
    {
        let n_letters = letters.iter().filter(|letter| (gap[0]..gap[1]).contains(&letter.start)).count();
        prop_assert!(n_letters > 2, "{segment:?} in {segments:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn marks_lose_nothing_and_leave_no_difference_unmarked((old, new) in edited()) {
        check(&old, &new)?;
        check(&new, &old)?;
    }

    #[test]
    fn unrelated_texts_are_marked_truly(old in sentence(), new in sentence()) {
        check(&old.concat(), &new.concat())?;
    }

    #[test]
    fn any_text_is_marked_truly(old in ".{0,40}", new in ".{0,40}") {
        check(&old, &new)?;
    }

    #[test]
    fn no_mark_cuts_a_run((old, new) in edited()) {
        let marked = mark(&old, &new, &[]);
        check_borders(&old, &marked.old)?;
        check_borders(&new, &marked.new)?;
    }

    #[test]
    fn marks_hold_whole_brackets_and_stand_apart((old, new) in edited()) {
        let marked = mark(&old, &new, &["セキュリティ"]);
        for (text, segments) in [(&old, &marked.old), (&new, &marked.new)] {
            check_brackets(text, segments)?;
            check_gaps(text, segments)?;
        }
    }

    #[test]
    fn the_same_text_has_no_mark(text in sentence()) {
        let text = text.concat();
        let marked = mark(&text, &text, &[]);
        prop_assert!(marked.old.iter().chain(&marked.new).all(|segment| !segment.changed));
    }
}
