//! Measures against values computed by hand. log2(3) = 1.5849625, log2(5) = 2.3219281.

use super::{Average, Score, average, score};
use crate::judgements::Place;

fn place(address: &str, grade: u8) -> Place {
    let (page, anchor) =
        address.split_once('#').map_or((address, None), |(page, anchor)| (page, Some(anchor)));
    Place { page: page.into(), anchor: anchor.map(str::to_owned), grade }
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
}

#[test]
fn the_best_order_is_worth_one() {
    let relevant = [place("a#x", 3), place("b#y", 1), place("c", 2)];
    let found = score(&relevant, &[("a", "x"), ("c", "z"), ("b", "y")]);
    assert_eq!(found, Score { reciprocal_rank: 1.0, ndcg: 1.0, recall: 1.0 });
}

#[test]
fn grades_weigh_and_late_hits_weigh_less() {
    let relevant = [place("a#x", 3), place("b#y", 1), place("c#z", 2), place("d#w", 2)];
    let found = score(&relevant, &[("e", ""), ("b", "y"), ("e", "1"), ("a", "x")]);
    // gained: 1 / log2(3) + 7 / log2(5) = 0.6309298 + 3.0147357 = 3.6456655
    // best:   7 / 1 + 3 / log2(3) + 3 / 2 + 1 / log2(5) = 7 + 1.8927893 + 1.5 + 0.4306766 = 10.8234658
    assert_near(found.reciprocal_rank, 0.5);
    assert_near(found.ndcg, 3.645_665_5 / 10.823_465_8);
    assert_near(found.recall, 2.0 / 4.0);
}

#[test]
fn nothing_found_is_worth_nothing() {
    let relevant = [place("a#x", 3), place("b", 2)];
    let nothing = Score { reciprocal_rank: 0.0, ndcg: 0.0, recall: 0.0 };
    assert_eq!(score(&relevant, &[]), nothing);
    assert_eq!(score(&relevant, &[("a", "y"), ("c", "x"), ("a", "")]), nothing);
}

#[test]
fn only_ten_hits_count() {
    let others: Vec<(&str, &str)> = vec![("other", "x"); 10];
    let late = [&others[..], &[("a", "x")]].concat();
    assert_near(score(&[place("a#x", 3)], &late).reciprocal_rank, 0.0);
    let last = [&others[..9], &[("a", "x")]].concat();
    let found = score(&[place("a#x", 3)], &last);
    assert_near(found.reciprocal_rank, 0.1);
    // 1 / log2(11) = 1 / 3.4594316
    assert_near(found.ndcg, 0.289_064_8);
}

#[test]
fn more_entries_than_hits_that_count_can_all_be_found() {
    let relevant: Vec<_> = (0..12).map(|n| place(&format!("p{n}#x"), 2)).collect();
    let pages: Vec<String> = (0..10).map(|n| format!("p{n}")).collect();
    let hits: Vec<_> = pages.iter().map(|page| (page.as_str(), "x")).collect();
    assert_eq!(score(&relevant, &hits), Score { reciprocal_rank: 1.0, ndcg: 1.0, recall: 1.0 });
}

#[test]
fn a_page_is_found_once_and_an_anchor_goes_first() {
    // The page's sections are one answer: the second hit adds nothing, the third finds the entry with the anchor.
    let relevant = [place("a", 1), place("a#x", 3)];
    let found = score(&relevant, &[("a", "y"), ("a", "z"), ("a", "x")]);
    // gained: 1 / 1 + 7 / 2 = 4.5; best: 7 + 1 / log2(3) = 7.6309298
    assert_near(found.ndcg, 4.5 / 7.630_929_8);
    assert_near(found.recall, 1.0);
    // A hit that could find either finds the one with its anchor.
    let found = score(&relevant, &[("a", "x")]);
    assert_near(found.ndcg, 7.0 / 7.630_929_8);
}

#[test]
fn entries_of_the_same_grade_may_stand_in_any_order() {
    let relevant = [place("a#x", 2), place("b#y", 2)];
    assert_near(score(&relevant, &[("b", "y"), ("a", "x")]).ndcg, 1.0);
    assert_near(score(&relevant, &[("a", "x"), ("b", "y")]).ndcg, 1.0);
}

#[test]
fn averages_count_queries_without_hits() {
    let scores = [
        Score { reciprocal_rank: 1.0, ndcg: 0.8, recall: 0.5 },
        Score { reciprocal_rank: 0.5, ndcg: 0.4, recall: 0.25 },
        Score { reciprocal_rank: 0.0, ndcg: 0.0, recall: 0.0 },
        Score { reciprocal_rank: 0.0, ndcg: 0.0, recall: 0.0 },
    ];
    let found = average(scores.iter().zip([10, 3, 0, 7]));
    let expected = Average { n_queries: 4, mrr: 0.375, ndcg: 0.3, recall: 0.1875, empty: 0.25 };
    assert_near(found.mrr, expected.mrr);
    assert_near(found.ndcg, expected.ndcg);
    assert_near(found.recall, expected.recall);
    assert_near(found.empty, expected.empty);
    assert_eq!(found.n_queries, 4);
    assert_eq!(average([]), Average::default());
}
