use search_index::{Answer, Hit, Instead, Options};
use serde_json::Value;

use super::{Look, Question, human, json};

fn hit(heading: &str, level: u8) -> Hit {
    Hit {
        section: 0,
        page: "items/two-factor-auth.html".into(),
        anchor: if heading.is_empty() { String::new() } else { "summary".into() },
        title: "二要素認証".into(),
        heading: heading.into(),
        breadcrumb: vec!["項目の解説".into()],
        kind: "項目".into(),
        edition: None,
        excerpt: "二要素認証を入れる".into(),
        marks: vec![(0, 5)],
        score: 12.5,
        level,
    }
}

fn answer(hits: Vec<Hit>) -> Answer {
    Answer {
        total: hits.len() + 1,
        hits,
        kinds: vec![("項目".into(), 2), ("用語".into(), 1)],
        editions: Vec::new(),
        instead: vec![Instead { from: "二段階認証".into(), to: "二要素認証".into() }],
        level: 0,
    }
}

fn said(answer: &Answer, look: Look) -> String {
    let options = Options { limit: 10, kind: None, edition: None };
    let words = ["二要素認証".to_owned()];
    human(&Question { text: "二段要素認証", options: &options, words: &words }, answer, look)
}

#[test]
fn people_read_rank_title_address_and_excerpt() {
    assert_eq!(
        said(&answer(vec![hit("30秒で要点", 0), hit("", 1)]), Look::Plain),
        "「二段要素認証」: 3 件のうち、はじめの 2 件
『二段階認証』を『二要素認証』としても検索しました

 1. 二要素認証 › 30秒で要点(項目)
    items/two-factor-auth.html#summary
    二要素認証を入れる

── 言葉を分けて探した結果

 2. 二要素認証(項目)
    items/two-factor-auth.html
    二要素認証を入れる

絞り込み(--kind): 項目 2、用語 1
"
    );
}

#[test]
fn marks_are_bold_on_a_terminal() {
    let said = said(&answer(vec![hit("", 0)]), Look::Bold);
    assert!(said.contains("    \x1b[1m二要素認証\x1b[0mを入れる\n"), "{said}");
}

#[test]
fn a_mark_at_the_end_is_closed_and_controls_are_not_passed_on() {
    let hit = Hit { excerpt: "入れる\u{1b}認証".into(), marks: vec![(4, 6)], ..hit("", 0) };
    let said = said(&answer(vec![hit]), Look::Bold);
    assert!(said.contains("    入れる \x1b[1m認証\x1b[0m\n"), "{said}");
}

#[test]
fn nothing_found_offers_the_nearest_word() {
    assert_eq!(
        said(&Answer { total: 0, ..answer(Vec::new()) }, Look::Plain),
        "「二段要素認証」は見つかりませんでした\n  もしかして: 二要素認証\n  短い言葉か、別の言い方で試してください\n"
    );
}

#[test]
fn programs_read_one_object() {
    let options = Options { limit: 10, kind: None, edition: None };
    let question = Question { text: "二段階認証", options: &options, words: &[] };
    let said = json(&question, &answer(vec![hit("30秒で要点", 1)]));
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["query"], "二段階認証");
    assert_eq!(said["instead"][0]["to"], "二要素認証");
    assert_eq!(said["kinds"][1]["count"], 1);
    assert_eq!(said["hits"][0]["url"], "items/two-factor-auth.html#summary");
    assert_eq!(said["hits"][0]["marks"], serde_json::json!([[0, 5]]));
    assert_eq!(said["hits"][0]["edition"], Value::Null);
    assert!(said.get("explanation").is_none());
}
