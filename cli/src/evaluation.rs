//! `jissen search --eval`: how well the search of a book answers a list of judged queries.

mod show; // results for people and for programs

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use checklist::{Report, Severity};
use search_index::{Hit, Index, Options};

use crate::{
    End, answer, book, complain,
    judgements::{self, Floor, Judged, Judgements, Kind},
    measures::{self, Average, DEPTH, Score},
};

/// How many of the queries answered worst are shown.
const N_WORST: usize = 10;

/// What came of a list.
pub(crate) struct Evaluation<'a> {
    /// Over all queries.
    overall: Average,
    /// By kind, those without a query left out.
    kinds: Vec<(Kind, Average)>,
    /// Queries whose first hit is no answer, the worst first, at most [`N_WORST`].
    worst: Vec<&'a Outcome<'a>>,
    /// What fell below the floor, a sentence each.
    shortfalls: Vec<String>,
}

/// What came of one query.
pub(crate) struct Outcome<'a> {
    judged: &'a Judged,
    score: Score,
    /// Best first, at most [`DEPTH`].
    hits: Vec<Hit>,
}

/// Evaluates the list of a file against the book; the end is a mistake when the list has one or the floor is not held.
///
/// # Errors
///
/// When the list cannot be read, the index not be made or the result not be written.
pub(crate) fn evaluate(file: &Path, book: search_index::Book, as_json: bool) -> Result<End> {
    let Some(bytes) = book::read_if_there(file)? else {
        return Ok(complain(&format!("使い方の誤り: `{}` というファイルはありません\n", file.display())));
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut report = Report::default();
    let Judgements { floor, queries } =
        judgements::read(file, &text, &book.sections, Severity::Error, &mut report);
    if report.n_errors() > 0 {
        eprint!("{}", report.render());
        return Ok(End::Mistakes);
    }

    let index = Index::new(book).context("検索の索引を作れません")?;
    let outcomes: Vec<Outcome<'_>> = queries.iter().map(|judged| ask(&index, judged)).collect();
    let evaluation = sum_up(&outcomes, floor);
    answer(&match as_json {
        true => show::json(&evaluation, &outcomes),
        false => show::human(&file.display().to_string(), &evaluation),
    })?;
    for shortfall in &evaluation.shortfalls {
        eprintln!("下限に届きません: {shortfall}");
    }
    Ok(if evaluation.shortfalls.is_empty() { End::Fine } else { End::Mistakes })
}

fn ask<'a>(index: &Index, judged: &'a Judged) -> Outcome<'a> {
    let answer = index.search(&judged.query, &Options { limit: DEPTH, ..Options::default() });
    let hits = answer.hits;
    let places: Vec<_> = hits.iter().map(|hit| (hit.page.as_str(), hit.anchor.as_str())).collect();
    let score = measures::score(&judged.relevant, &places);
    Outcome { judged, score, hits }
}

fn sum_up<'a>(outcomes: &'a [Outcome<'a>], floor: Option<Floor>) -> Evaluation<'a> {
    let average = |outcomes: &[&Outcome<'_>]| {
        measures::average(outcomes.iter().map(|outcome| (&outcome.score, outcome.hits.len())))
    };
    let mut by_kind: BTreeMap<Kind, Vec<&Outcome<'_>>> = BTreeMap::new();
    for outcome in outcomes {
        by_kind.entry(outcome.judged.kind).or_default().push(outcome);
    }
    let overall = average(&outcomes.iter().collect::<Vec<_>>());
    let kinds: Vec<(Kind, Average)> =
        by_kind.into_iter().map(|(kind, outcomes)| (kind, average(&outcomes))).collect();
    let shortfalls = floor.map(|floor| shortfalls(floor, &overall, &kinds)).unwrap_or_default();
    Evaluation { overall, kinds, worst: worst(outcomes), shortfalls }
}

fn worst<'a>(outcomes: &'a [Outcome<'a>]) -> Vec<&'a Outcome<'a>> {
    let mut worst: Vec<_> = outcomes.iter().filter(|outcome| outcome.score.reciprocal_rank < 1.0).collect();
    let worth = |outcome: &Outcome<'_>| (outcome.score.reciprocal_rank, outcome.score.ndcg);
    worst.sort_by(|a, b| worth(a).partial_cmp(&worth(b)).expect("measures are numbers"));
    worst.truncate(N_WORST);
    worst
}

fn shortfalls(floor: Floor, overall: &Average, kinds: &[(Kind, Average)]) -> Vec<String> {
    let mut shortfalls = Vec::new();
    if let Some(least) = floor.mrr.filter(|least| overall.mrr < *least) {
        shortfalls.push(format!("全体の MRR が {:.3} で、{least:.3} より低くなりました", overall.mrr));
    }
    for (kind, average) in kinds {
        if let Some(least) = floor.kind_mrr.filter(|least| average.mrr < *least) {
            let title = kind.title();
            shortfalls.push(format!(
                "「{title}」の問いの MRR が {:.3} で、{least:.3} より低くなりました",
                average.mrr
            ));
        }
    }
    if let Some(most) = floor.empty.filter(|most| overall.empty > *most) {
        let [share, most] = [overall.empty, most].map(|share| 100.0 * share);
        shortfalls.push(format!("答えの出ない問いが {share:.1} % で、{most:.1} % より多くなりました"));
    }
    shortfalls
}

#[cfg(test)]
mod tests;
