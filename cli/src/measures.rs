//! What a list of hits is worth against the places a judged query wishes for.
//!
//! Only the first [`DEPTH`] hits count. A hit finds the entry with its page and anchor, otherwise the entry with its page
//! and no anchor; every entry is found once, by the first hit that can, and later hits on it are worth nothing.

use crate::judgements::Place;

/// How many hits count.
pub(crate) const DEPTH: usize = 10;

/// How well one query was answered; every measure lies between 0 and 1, and more is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Score {
    /// 1 / rank of the first hit that finds an entry of any grade; 0 without one.
    pub(crate) reciprocal_rank: f64,
    /// Σ (2^grade − 1) / log2(rank + 1) over the entries found, divided by the same sum of the best possible order.
    pub(crate) ndcg: f64,
    /// Entries found / entries that could be found, of which there are at most [`DEPTH`].
    pub(crate) recall: f64,
}

/// The average over queries.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Average {
    /// How many queries; all else is 0 when there is none.
    pub(crate) n_queries: usize,
    /// Average of the reciprocal ranks.
    pub(crate) mrr: f64,
    /// Average of nDCG.
    pub(crate) ndcg: f64,
    /// Average of the recall.
    pub(crate) recall: f64,
    /// Share of queries without a single hit, good or not.
    pub(crate) empty: f64,
}

/// Measures hits, best first, each a page and an anchor (`""` for the text before the first heading).
pub(crate) fn score(relevant: &[Place], hits: &[(&str, &str)]) -> Score {
    let grades = grades(relevant, hits);
    let mut best: Vec<u8> = relevant.iter().map(|place| place.grade).collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    best.truncate(DEPTH);

    let first = grades.iter().position(|grade| *grade > 0);
    let n_found = grades.iter().filter(|grade| **grade > 0).count();
    Score {
        reciprocal_rank: first.map_or(0.0, |idx| 1.0 / (idx + 1) as f64),
        ndcg: gain(&grades) / gain(&best),
        recall: n_found as f64 / best.len() as f64,
    }
}

/// The average of scores, each with the number of its query's hits.
pub(crate) fn average<'a>(scores: impl IntoIterator<Item = (&'a Score, usize)>) -> Average {
    let mut sum = Average::default();
    for (score, n_hits) in scores {
        sum.n_queries += 1;
        sum.mrr += score.reciprocal_rank;
        sum.ndcg += score.ndcg;
        sum.recall += score.recall;
        sum.empty += f64::from(u8::from(n_hits == 0));
    }
    let n = sum.n_queries.max(1) as f64;
    Average {
        n_queries: sum.n_queries,
        mrr: sum.mrr / n,
        ndcg: sum.ndcg / n,
        recall: sum.recall / n,
        empty: sum.empty / n,
    }
}

/// The grade of the entry each hit finds, 0 for none.
fn grades(relevant: &[Place], hits: &[(&str, &str)]) -> Vec<u8> {
    let mut open: Vec<&Place> = relevant.iter().collect();
    let mut find = |page: &str, anchor: &str| {
        let exact =
            open.iter().position(|place| place.page == page && place.anchor.as_deref() == Some(anchor));
        let idx =
            exact.or_else(|| open.iter().position(|place| place.page == page && place.anchor.is_none()));
        idx.map_or(0, |idx| open.remove(idx).grade)
    };
    hits.iter().take(DEPTH).map(|(page, anchor)| find(page, anchor)).collect()
}

/// What grades in this order are worth.
fn gain(grades: &[u8]) -> f64 {
    let ranks = (1..).map(f64::from);
    grades.iter().zip(ranks).map(|(grade, rank)| (f64::from(*grade).exp2() - 1.0) / (rank + 1.0).log2()).sum()
}

#[cfg(test)]
mod tests;
