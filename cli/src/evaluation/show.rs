//! What came of an evaluation, in print: a table for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::{
    evaluation::{Evaluation, Outcome},
    judgements::Judged,
    measures::{Average, DEPTH},
    search::show::{address, title},
};

/// Hits shown of a query that was answered badly.
const N_SHOWN: usize = 3;

const LEGEND: &str = "\
MRR: はじめの答えが1番目に出れば 1、2番目なら 0.5、3番目なら 0.33。10番目までになければ 0。
nDCG: よい答えほど上に並んだか。1 がいちばんよい並び。
再現率: 出てほしいところのうち、10番目までに出た割合。
答えなし: 1件も出なかった問いの割合。
";

/// A table by kind, what it means, and the queries answered worst.
pub(super) fn human(file: &str, evaluation: &Evaluation<'_>) -> String {
    let mut out = format!("検索の評価: {file}({} 問)\n\n", evaluation.overall.n_queries);
    let head = ["問い", "問", "MRR", "nDCG", "再現率", "答えなし"].map(str::to_owned);
    let mut rows = vec![head, row("全体", &evaluation.overall)];
    rows.extend(evaluation.kinds.iter().map(|(kind, average)| row(kind.title(), average)));
    out += &table(&rows);
    let _ = write!(out, "\n{LEGEND}");
    if !evaluation.worst.is_empty() {
        out.push_str("\n答えが1番目に出なかった問い(悪い順、10 問まで)\n");
        out.extend(evaluation.worst.iter().map(|outcome| failure(outcome)));
    }
    out
}

/// One JSON object.
///
/// - `overall`, and under `kinds` one for every kind: `queries` (how many), `mrr`, `ndcg`, `recall`, `empty`
/// - `shortfalls`: a Japanese sentence for everything that fell below the floor
/// - `queries`, in the order of the list: `query`, `kind`, `rank` (of the first answer, or null), `ndcg`, `recall`, `hits`
///   (addresses, best first, at most 10)
pub(super) fn json(evaluation: &Evaluation<'_>, outcomes: &[Outcome<'_>]) -> String {
    let kinds: serde_json::Map<String, Value> =
        evaluation.kinds.iter().map(|(kind, average)| (kind.name().into(), numbers(average))).collect();
    let queries: Vec<Value> = outcomes
        .iter()
        .map(|outcome| {
            json!({
                "query": outcome.judged.query,
                "kind": outcome.judged.kind.name(),
                "rank": rank(outcome),
                "ndcg": outcome.score.ndcg,
                "recall": outcome.score.recall,
                "hits": outcome.hits.iter().map(address).collect::<Vec<_>>(),
            })
        })
        .collect();
    let object = json!({
        "overall": numbers(&evaluation.overall),
        "kinds": kinds,
        "shortfalls": evaluation.shortfalls,
        "queries": queries,
    });
    format!("{object:#}\n")
}

fn numbers(average: &Average) -> Value {
    json!({
        "queries": average.n_queries,
        "mrr": average.mrr,
        "ndcg": average.ndcg,
        "recall": average.recall,
        "empty": average.empty,
    })
}

fn row(title: &str, average: &Average) -> [String; 6] {
    let Average { n_queries, mrr, ndcg, recall, empty } = average;
    [
        title.to_owned(),
        n_queries.to_string(),
        format!("{mrr:.3}"),
        format!("{ndcg:.3}"),
        format!("{recall:.3}"),
        format!("{:.1} %", 100.0 * empty),
    ]
}

/// Columns as wide as their widest cell on a terminal; the first begins at the left, the others end at the right.
fn table(rows: &[[String; 6]]) -> String {
    let widths: Vec<usize> =
        (0..6).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let pad = " ".repeat(width - cell.width());
            if column == 0 { format!("{cell}{pad}") } else { format!("  {pad}{cell}") }
        });
        cells.collect::<String>() + "\n"
    };
    rows.iter().map(line).collect()
}

/// One query that was answered badly, what it wished for, and what came instead.
fn failure(outcome: &Outcome<'_>) -> String {
    let place = match rank(outcome) {
        Some(rank) => format!("{rank} 番目"),
        None if outcome.hits.is_empty() => "1件も出ない".into(),
        None => format!("{DEPTH} 番目までにない"),
    };
    let Judged { query, kind, relevant } = outcome.judged;
    let best = relevant.iter().rev().max_by_key(|place| place.grade).map(|place| place.address());
    let mut out = format!("\n「{query}」({}): {place}\n", kind.title());
    let _ = writeln!(out, "  出てほしい: {}", best.unwrap_or_default());
    for hit in outcome.hits.iter().take(N_SHOWN) {
        let _ = writeln!(out, "  出たもの: {}({})", title(hit), address(hit));
    }
    out
}

/// The rank of the first answer, from 1.
fn rank(outcome: &Outcome<'_>) -> Option<usize> {
    let reciprocal = outcome.score.reciprocal_rank;
    (reciprocal > 0.0).then(|| (1.0 / reciprocal).round() as usize)
}
