use super::*;
use crate::analyzer::{Class, class_of, flat, fold};
use crate::index::text_of;
use crate::lexicon::{Lexicon, Sort};
use crate::postings::Field;
use crate::testing::{Dice, index_of, index_of_sections, lexicon_of};
use crate::{Book, Section};

fn sections(index: &Index, query: &str) -> Vec<usize> {
    index.search(query, &Options::default()).hits.iter().map(|hit| hit.section).collect()
}

fn levels(index: &Index, query: &str) -> Vec<(usize, u8)> {
    index.search(query, &Options::default()).hits.iter().map(|hit| (hit.section, hit.level)).collect()
}

fn with_lexicon(mut index: Index, words: &[(&str, &str, Sort)]) -> Index {
    index.lexicon = lexicon_of(words);
    index
}

#[test]
fn every_clause_is_required_on_level_0() {
    let index = index_of(&[
        "退職者のアカウント",
        "退職者",
        "アカウントを退職者から",
        "アカウント",
        "退職者 アカウント",
    ]);
    let found = levels(&index, "退職者 アカウント");
    let mut on_level_0: Vec<usize> =
        found.iter().filter(|(_, level)| *level == 0).map(|found| found.0).collect();
    on_level_0.sort_unstable();
    assert_eq!(on_level_0, [0, 2, 4]);
}

#[test]
fn clauses_that_stand_together_are_worth_more() {
    let index = index_of(&["権限と管理と", "と管理権限と", "管理と権限と"]);
    assert_eq!(sections(&index, "管理 権限")[0], 1);
}

#[test]
fn the_best_variant_counts_and_only_once() {
    let index = with_lexicon(
        index_of(&["二要素認証", "二段階認証", "二段階認証、二要素認証"]),
        &[("二段階認証", "二要素認証", Sort::Alias)],
    );
    let scorer = Scorer::new(&index);
    let answer = index.search("二段階認証", &Options::default());
    let typed = |section| scorer.score(&Unit::of("二段階認証"), section);
    let other = |section| scorer.score(&Unit::of("二要素認証"), section).map(|score| 0.8 * score);
    for hit in &answer.hits {
        let section = hit.section as u32;
        let expected = typed(section).into_iter().chain(other(section)).fold(0.0, f64::max);
        assert!((hit.score - expected).abs() < 1e-9, "{hit:?}");
    }
    assert_eq!(answer.total, 3);
}

#[test]
fn pieces_are_looked_up_when_clauses_find_little() {
    let index =
        index_of(&["退職した者のアカウントを消す", "アカウントの削除", "アカウントを削除する手順", "手順"]);
    assert_eq!(levels(&index, "アカウントを削除の手順"), [(2, 1), (1, 1)]);
    // Three are enough.
    let index = index_of(&["削除の手順", "削除の手順", "削除の手順", "手順と削除"]);
    assert_eq!(levels(&index, "削除の手順"), [(0, 0), (1, 0), (2, 0)]);
    let index = index_of(&["削除の手順", "削除の手順", "手順と削除"]);
    assert_eq!(levels(&index, "削除の手順"), [(0, 0), (1, 0), (2, 1)]);
}

#[test]
fn two_of_three_pieces_will_do_and_of_two_both_are_required() {
    let index = index_of(&["端末の紛失", "紛失", "端末、届出", "連絡"]);
    assert_eq!(sections(&index, "端末を紛失したときの届出").len(), 2);
    assert!(levels(&index, "端末を紛失したときの届出").iter().all(|(_, level)| *level == 1));
    assert_eq!(sections(&index, "端末を紛失"), [0], "both are in one");
    assert!(levels(&index, "端末を連絡").iter().all(|(_, level)| *level == 3));
}

#[test]
fn a_section_with_part_of_the_pieces_counts_for_that_part() {
    let index = index_of(&["端末、紛失", "端末と紛失と届出", "受付"]);
    let answer = index.search("端末を紛失したときの届出", &Options::default());
    assert_eq!(answer.hits.iter().map(|hit| hit.section).collect::<Vec<_>>(), [1, 0]);
    let scorer = Scorer::new(&index);
    let roots: f64 =
        ["端末", "紛失"].map(|piece| scorer.score(&Unit::of(piece), 0).unwrap().sqrt()).iter().sum();
    assert!((answer.hits[1].score - roots * roots * 2.0 / 3.0).abs() < 1e-9);
}

#[test]
fn misspelt_words_find_those_near_them() {
    let index = with_lexicon(
        index_of(&["パスワードを変える", "backupを取る"]),
        &[("パスワード", "パスワード", Sort::Spelling), ("ぱすわーど", "パスワード", Sort::Reading)],
    );
    assert_eq!(levels(&index, "パスワアド"), [(0, 2)]);
    assert_eq!(levels(&index, "bakcup"), [(1, 2)]);
    assert_eq!(levels(&index, "buckup"), [(1, 2)]);
    assert_eq!(levels(&index, "hackup"), []); // the first letter is never doubted
    assert_eq!(levels(&index, "\"bakcup\""), []); // nor is what is exact
    let instead = index.search("パスワアド", &Options::default()).instead;
    assert_eq!(instead, [Instead { from: "パスワアド".into(), to: "パスワード".into() }]);
}

#[test]
fn crumbs_find_what_has_a_third_of_them() {
    let index = index_of(&["機器管理の記録", "無関係", "機器", "管理者"]);
    let answer = index.search("機器管理台帳", &Options::default());
    assert_eq!(answer.hits.iter().map(|hit| (hit.section, hit.level)).collect::<Vec<_>>(), [(0, 3)]);
    let crumbs =
        ["機器", "器管", "管理"].map(|crumb| Scorer::new(&index).score(&Unit::of(crumb), 0).unwrap());
    assert!((answer.hits[0].score - crumbs.iter().sum::<f64>() * 3.0 / 5.0).abs() < 1e-9);
}

#[test]
fn hiragana_alone_is_looked_up_when_there_is_nothing_else() {
    let index = index_of(&["それはどこですか", "これ"]);
    assert_eq!(levels(&index, "どこですの"), [(0, 3)]);
    assert_eq!(levels(&index, "どこ"), [(0, 0)]);
}

#[test]
fn other_editions_are_worth_half() {
    let section = |edition: Option<&str>| Section {
        body: "更新プログラム".into(),
        edition: edition.map(str::to_owned),
        ..Section::default()
    };
    let book = |current: Option<&str>| Book {
        sections: vec![section(Some("令和6年度版")), section(Some("令和7年度版")), section(None)],
        current_edition: current.map(str::to_owned),
        ..Book::default()
    };
    let index = Index::new(book(Some("令和7年度版"))).unwrap();
    assert_eq!(sections(&index, "更新"), [1, 2, 0]);
    let hits = index.search("更新", &Options::default()).hits;
    assert!((hits[2].score - hits[0].score / 2.0).abs() < 1e-9);
    let index = Index::new(book(None)).unwrap();
    assert_eq!(sections(&index, "更新"), [0, 1, 2]);
}

fn book_of_kinds() -> Index {
    let section = |kind: &str, edition: Option<&str>, body: &str| Section {
        kind: kind.into(),
        edition: edition.map(str::to_owned),
        body: body.into(),
        ..Section::default()
    };
    index_of_sections(vec![
        section("項目", Some("R6"), "端末の管理"),
        section("用語", None, "端末"),
        section("項目", Some("R7"), "端末の管理"),
        section("", Some("R7"), "端末"),
        section("用語", Some("R7"), "管理"),
    ])
}

#[test]
fn counts_leave_out_their_own_filter() {
    let index = book_of_kinds();
    let pairs =
        |pairs: &[(&str, usize)]| pairs.iter().map(|(name, n)| (name.to_string(), *n)).collect::<Vec<_>>();
    let answer = index.search("端末", &Options::default());
    assert_eq!((answer.total, answer.level), (4, 0));
    assert_eq!(answer.kinds, pairs(&[("項目", 2), ("用語", 1)]));
    assert_eq!(answer.editions, pairs(&[("R6", 1), ("R7", 2)]));

    let answer = index.search("端末", &Options { kind: Some("項目".into()), ..Options::default() });
    assert_eq!(answer.hits.iter().map(|hit| hit.section).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(answer.kinds, pairs(&[("項目", 2), ("用語", 1)]));
    assert_eq!(answer.editions, pairs(&[("R6", 1), ("R7", 1)]));

    let both = Options { kind: Some("項目".into()), edition: Some("R7".into()), ..Options::default() };
    let answer = index.search("端末", &both);
    assert_eq!((answer.total, answer.hits[0].section), (1, 2));
    assert_eq!(answer.kinds, pairs(&[("項目", 1)]));
    assert_eq!(answer.editions, pairs(&[("R6", 1), ("R7", 1)]));
}

#[test]
fn an_unknown_kind_or_edition_finds_nothing() {
    let index = book_of_kinds();
    for unknown in [
        Options { kind: Some("なし".into()), ..Options::default() },
        Options { kind: Some(String::new()), ..Options::default() },
        Options { edition: Some("R8".into()), ..Options::default() },
    ] {
        assert_eq!(index.search("端末", &unknown).total, 0, "{unknown:?}");
    }
}

#[test]
fn a_filter_counts_before_a_level_is_enough() {
    // Level 0 finds three sections, but none of the kind asked for.
    let section =
        |kind: &str, body: &str| Section { kind: kind.into(), body: body.into(), ..Section::default() };
    let index = index_of_sections(vec![
        section("項目", "端末の管理"),
        section("項目", "端末の管理"),
        section("項目", "端末の管理"),
        section("用語", "管理する端末"),
    ]);
    let answer = index.search("端末の管理", &Options { kind: Some("用語".into()), ..Options::default() });
    assert_eq!(answer.hits.iter().map(|hit| (hit.section, hit.level)).collect::<Vec<_>>(), [(3, 1)]);
}

#[test]
fn the_limit_cuts_hits_but_not_counts() {
    let index = index_of(&["端末"; 15]);
    let answer = index.search("端末", &Options { limit: 4, ..Options::default() });
    assert_eq!((answer.hits.len(), answer.total), (4, 15));
    let answer = index.search("端末", &Options { limit: 0, ..Options::default() });
    assert_eq!((answer.hits.len(), answer.total, answer.level), (0, 15, 0));
}

#[test]
fn words_put_in_place_are_told_unless_the_typed_one_is_shown() {
    let words = [
        ("二段階認証", "二要素認証", Sort::Alias),
        ("ルール", "規程", Sort::Alias),
        ("ぱすわーど", "パスワード", Sort::Reading),
        ("機器", "端末", Sort::Alias),
    ];
    let index = with_lexicon(index_of(&["二要素認証の規程", "パスワード", "機器", "端末"]), &words);
    let instead = |query: &str| {
        let instead = index.search(query, &Options::default()).instead;
        instead.into_iter().map(|pair| format!("{}→{}", pair.from, pair.to)).collect::<Vec<_>>()
    };
    assert_eq!(instead("二段階認証"), ["二段階認証→二要素認証"]);
    assert_eq!(instead("ルール 二段階認証"), ["ルール→規程", "二段階認証→二要素認証"]);
    assert_eq!(instead("二段階認証のルール"), ["二段階認証→二要素認証", "ルール→規程"]);
    assert_eq!(instead("ぱすわーど"), Vec::<String>::new()); // kana either way
    assert_eq!(instead("機器"), Vec::<String>::new()); // shown as typed
    assert_eq!(instead("二要素認証"), Vec::<String>::new());
}

#[test]
fn nothing_is_found_for_nothing() {
    let index = index_of(&["端末"]);
    for query in ["", "　", "。・", "\"\"", "\"", "存在しない", "zzzz"] {
        assert_eq!(index.search(query, &Options::default()), Answer::default(), "{query:?}");
    }
    let empty = Index::new(Book::default()).unwrap();
    for query in ["端末", "", "a b \"c\""] {
        assert_eq!(empty.search(query, &Options::default()), Answer::default(), "{query:?}");
    }
}

#[test]
fn fields_are_worth_different_amounts() {
    let section = |heading: &str, aliases: &str, body: &str| Section {
        heading: heading.into(),
        aliases: vec![aliases.to_owned()],
        body: body.into(),
        ..Section::default()
    };
    let index = index_of_sections(vec![
        section("前", "前", "端末"),
        section("前", "端末", "前"),
        section("端末", "前", "前"),
        section("前", "前", "前"),
    ]);
    assert_eq!(sections(&index, "端末"), [2, 1, 0]);
}

#[test]
fn one_slip_costs_no_answer_where_all_else_is_there() {
    let index = with_lexicon(
        index_of(&["退職者のパスワードを消す", "入職者のパスワード", "無関係"]),
        &[("パスワード", "パスワード", Sort::Spelling)],
    );
    assert_eq!(sections(&index, "退職者 パスワアド")[0], 0);
}

const PIECES: [&str; 20] = [
    "所有権",
    "権限",
    "の",
    "を",
    "サーバー",
    "サーバ",
    "ー",
    "USBメモリ",
    "usb",
    "pass",
    "Password",
    "2",
    "二",
    " ",
    "。",
    "\n",
    "・",
    "ｶﾞ",
    "𠮷野",
    "か",
];

fn random_index(dice: &mut Dice, lexicon: Lexicon) -> Index {
    let section = |dice: &mut Dice| Section {
        heading: dice.text(&PIECES, 3),
        body: dice.text(&PIECES, 25),
        ..Section::default()
    };
    let mut index = index_of_sections((0..40).map(|_| section(dice)).collect());
    index.lexicon = lexicon;
    index
}

/// Whether a flat text has a unit, by the definition for texts.
fn flat_has(flat: &str, unit: &Unit) -> bool {
    let is_japanese = |character: Option<char>| character.and_then(class_of) == Some(Class::Japanese);
    let before = if is_japanese(unit.text.chars().next()) { "" } else { " " };
    let behind = if is_japanese(unit.text.chars().next_back()) || unit.prefix { "" } else { " " };
    format!(" {flat} ").contains(&format!("{before}{}{behind}", unit.text))
}

#[test]
fn level_0_finds_exactly_what_a_plain_scan_finds() {
    let words = [
        ("所有権", "権限", Sort::Alias),
        ("usbメモリ", "𠮷野", Sort::Alias),
        ("サーバー", "サーバ", Sort::Spelling),
        ("password", "サーバー", Sort::Alias),
        ("サーバ", "サーバー", Sort::Spelling),
    ];
    let mut dice = Dice(11);
    let (mut n_queries, mut n_found) = (0, 0);
    for round in 0..12 {
        let lexicon = if round % 2 == 0 { Lexicon::default() } else { lexicon_of(&words) };
        let index = random_index(&mut dice, lexicon);
        let flats: Vec<Vec<String>> = index
            .sections
            .iter()
            .map(|section| Field::ALL.map(|field| flat(&text_of(section, field))).to_vec())
            .collect();
        for _ in 0..80 {
            let body: Vec<char> = fold(&dice.one_of(&index.sections).body).chars().collect();
            let start = dice.below(body.len() + 1);
            let end = body.len().min(start + 2 + dice.below(8));
            let query: String = body[start..end].iter().collect();
            let tokens_starting = |start: &str| index.tokens_starting(start);
            let Some(level) = Plan::new(index.lexicon(), &tokens_starting, &query).level(0) else { continue };
            let has_part = |section: usize, part: &Part| {
                let units = part.variants.iter().map(|variant| &variant.unit);
                units.into_iter().any(|unit| flats[section].iter().any(|flat| flat_has(flat, unit)))
            };
            let expected: Vec<usize> = (0..index.sections.len())
                .filter(|section| level.parts.iter().all(|part| has_part(*section, part)))
                .collect();
            let answer = index.search(&query, &Options { limit: 100, ..Options::default() });
            let mut found: Vec<usize> =
                answer.hits.iter().filter(|hit| hit.level == 0).map(|hit| hit.section).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{query:?}");
            n_queries += 1;
            n_found += found.len();
        }
    }
    assert!(n_queries > 600 && n_found > 3 * n_queries, "{n_queries} {n_found}");
}

#[test]
fn every_stretch_of_japanese_finds_the_section_it_was_taken_from() {
    let mut dice = Dice(12);
    let index = random_index(&mut dice, Lexicon::default());
    for (section_idx, section) in index.sections.iter().enumerate() {
        let folded = fold(&section.body);
        for run in crate::analyzer::runs(&folded).filter(|run| run.class == Class::Japanese) {
            let characters: Vec<char> = run.text.chars().collect();
            for pair in characters.windows(2).chain(characters.windows(3)).chain(characters.windows(5)) {
                let query: String = pair.iter().collect();
                let answer = index.search(&query, &Options { limit: 100, ..Options::default() });
                let found = answer.hits.iter().any(|hit| hit.section == section_idx && hit.level == 0);
                assert!(found, "{query} in {}", section.body);
            }
        }
    }
}

#[test]
fn the_same_query_has_the_same_answer() {
    let mut dice = Dice(13);
    let index = random_index(&mut dice, lexicon_of(&[("所有権", "権限", Sort::Alias)]));
    for _ in 0..100 {
        let query = dice.text(&PIECES, 4);
        let options = Options { limit: 50, ..Options::default() };
        let answer = index.search(&query, &options);
        assert_eq!(answer, index.search(&query, &options), "{query:?}");
        let order: Vec<_> = answer.hits.iter().map(|hit| (hit.level, -hit.score, hit.section)).collect();
        assert!(order.is_sorted(), "{query:?}");
        let explanation = index.explain(&query, &options);
        assert_eq!(explanation.answer, answer);
        for (score, hit) in explanation.scores.iter().zip(&answer.hits) {
            let parts: f64 = score.parts.iter().chain(&score.neighbours).map(|part| part.score).sum();
            let worth = parts * score.balance * score.share * score.prior;
            assert!((worth - hit.score).abs() < 1e-9, "{query:?} {score:?}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_query_on_any_text_has_an_answer(
        query in "\\PC{0,40}|[\"　 ー〇一2aｶﾞぁ-ん・。\\-]{0,20}|\\p{Any}{0,12}",
        bodies in proptest::collection::vec("\\PC{0,60}|\\p{Any}{0,20}", 0..4),
    ) {
        let index = index_of(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
        for query in bodies.iter().chain([&query]) {
            let answer = index.search(query, &Options::default());
            for hit in &answer.hits {
                let n_chars = hit.excerpt.chars().count();
                assert!(hit.marks.iter().all(|(from, to)| from < to && *to <= n_chars), "{hit:?}");
                assert!(hit.score > 0.0);
            }
            assert!(!index.explain(query, &Options::default()).to_string().is_empty());
        }
    }
}
