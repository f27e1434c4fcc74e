use super::*;

/// The excerpt of a text for words, with its marks in brackets.
fn shown(body: &str, words: &[&str]) -> String {
    let parts: Vec<Vec<Unit>> = words.iter().map(|word| vec![Unit::of(&fold(word))]).collect();
    bracketed(&excerpt(body, &parts))
}

fn bracketed(excerpt: &Excerpt) -> String {
    let mut text = String::new();
    for (at, character) in excerpt.text.chars().enumerate() {
        if excerpt.marks.iter().any(|(_, end)| *end == at) {
            text.push(']');
        }
        if excerpt.marks.iter().any(|(start, _)| *start == at) {
            text.push('[');
        }
        text.push(character);
    }
    if excerpt.marks.iter().any(|(_, end)| *end == excerpt.text.chars().count()) {
        text.push(']');
    }
    text
}

#[test]
fn what_was_found_is_marked_as_it_is_written() {
    assert_eq!(shown("ＵＳＢ-メモリを使う", &["USBメモリ"]), "[ＵＳＢ-メモリ]を使う");
    assert_eq!(shown("ﾊﾟｽﾜｰﾄﾞの長さ", &["パスワード"]), "[ﾊﾟｽﾜｰﾄﾞ]の長さ");
    assert_eq!(shown("㍿と①②", &["株式会社", "12"]), "[㍿]と[①②]");
    assert_eq!(shown("は\u{3099}んそう", &["ばん"]), "[は\u{3099}ん]そう");
    assert_eq!(shown("Cafe\u{301}で", &["café"]), "[Cafe\u{301}]で");
    assert_eq!(shown("所有。\n権利", &["所有", "権"]), "[所有]。 [権]利");
}

#[test]
fn borders_of_words_count() {
    assert_eq!(shown("pass passport", &["pass"]), "[pass] passport");
    assert_eq!(shown("surpass pass2 2pass", &["pass"]), "surpass pass2 2pass");
    let open = Unit { text: "pass".into(), prefix: true };
    assert_eq!(bracketed(&excerpt("passport surpass", &[vec![open]])), "[pass]port surpass");
}

#[test]
fn marks_that_touch_are_one() {
    assert_eq!(shown("機器管理台帳", &["機器", "管理", "理台"]), "[機器管理台]帳");
    assert_eq!(shown("ああああ", &["ああ"]), "[ああああ]");
}

#[test]
fn a_short_text_is_shown_whole() {
    assert_eq!(shown("短い本文", &["無い"]), "短い本文");
    assert_eq!(shown("", &["無い"]), "");
    assert_eq!(shown("一\n二", &[]), "一 二");
}

#[test]
fn the_excerpt_begins_with_the_sentence() {
    let body = format!("{}。端末を紛失したら届け出る。{}", "あ".repeat(200), "い".repeat(200));
    let shown = shown(&body, &["紛失"]);
    assert!(shown.starts_with("…端末を[紛失]したら届け出る。い"), "{shown}");
    assert!(shown.ends_with("い…"));
    assert_eq!(shown.chars().count(), 120 + 2 + 2);
}

#[test]
fn where_no_sentence_begins_near_a_little_stands_before() {
    let body = format!("{}紛失{}", "あ".repeat(200), "い".repeat(50));
    let shown = shown(&body, &["紛失"]);
    assert_eq!(shown, format!("…{}[紛失]{}", "あ".repeat(20), "い".repeat(50)));
}

#[test]
fn the_place_with_most_of_the_query_is_shown() {
    let far = "あ".repeat(150);
    let body = format!("端末。{far}\n端末の紛失\n{far}紛失、紛失、紛失");
    assert!(shown(&body, &["端末", "紛失"]).starts_with("…[端末]の[紛失] あ"));
    assert!(shown(&body, &["紛失"]).contains("[紛失]、[紛失]、[紛失]"));
    assert!(shown(&body, &["端末"]).starts_with("[端末]。あ"));
}

#[test]
fn a_mark_that_is_cut_is_marked_as_far_as_it_is_shown() {
    let body = format!("端末{}", "権".repeat(200));
    let excerpt = excerpt(&body, &[vec![Unit::of("端末")], vec![Unit::of(&"権".repeat(150))]]);
    assert_eq!(excerpt.marks.last(), Some(&(0, 120)));
    assert_eq!(excerpt.text.chars().count(), 121);
}
