//! Whether two lists of answers say the same.

use std::collections::HashMap;

use search_index::{Answer, Hit};
use serde_json::{Value, json};

use super::queries::Query;

/// How far two scores may be apart, as a share of the larger one.
const TOLERANCE: f64 = 1e-4;

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) n_queries: usize,
    pub(crate) n_hits: usize,
    /// Queries by level of their answer; the last counts those without hits.
    pub(crate) n_by_level: [usize; 5],
    /// One line for each query that differs.
    pub(crate) differences: Vec<String>,
}

impl Report {
    /// Says what was compared.
    ///
    /// # Panics
    ///
    /// When something differs.
    #[track_caller]
    pub(crate) fn assert_same(&self) {
        let Report { n_queries, n_hits, n_by_level, differences } = self;
        let n_different = differences.len();
        println!("{n_queries} queries, {n_hits} hits, by level {n_by_level:?}, differences: {n_different}");
        assert!(n_different == 0, "{:#?}", &differences[..n_different.min(10)]);
    }
}

/// Compares the crate's answers with the reader's, hit by hit.
pub(crate) fn compare(queries: &[Query], native: &[Answer], reader: &[Value]) -> Report {
    assert_eq!(native.len(), reader.len(), "one answer for each query");
    let mut report = Report::default();
    for ((query, native), reader) in queries.iter().zip(native).zip(reader) {
        report.n_queries += 1;
        report.n_hits += native.hits.len();
        report.n_by_level[if native.hits.is_empty() { 4 } else { usize::from(native.level) }] += 1;
        if let Err(difference) = same(native, reader) {
            report.differences.push(format!("{query:?}: {difference}"));
        }
    }
    report
}

fn same(native: &Answer, reader: &Value) -> Result<(), String> {
    let frame = json!({
        "total": native.total, "level": native.level, "kinds": native.kinds, "editions": native.editions,
        "instead": native.instead,
    });
    for (name, expected) in frame.as_object().expect("an object") {
        if reader[name] != *expected {
            return Err(format!("{name}: {expected} became {}", reader[name]));
        }
    }
    let hits = reader["hits"].as_array().ok_or("no list of hits")?;
    let known: HashMap<usize, &Hit> = native.hits.iter().map(|hit| (hit.section, hit)).collect();
    if hits.len() != known.len() {
        return Err(format!("{} hits became {}", known.len(), hits.len()));
    }
    let mut before: Option<&Hit> = None;
    for hit in hits {
        let section = hit["section"].as_u64().ok_or("a hit without section")? as usize;
        let expected = known.get(&section).copied().ok_or(format!("section {section} is found too much"))?;
        same_hit(expected, hit).map_err(|difference| format!("section {section}: {difference}"))?;
        let is_in_order = before.is_none_or(|before| {
            before.level < expected.level
                || (before.level == expected.level && before.score >= expected.score * (1.0 - TOLERANCE))
        });
        if !is_in_order {
            return Err(format!("section {section} comes too late"));
        }
        before = Some(expected);
    }
    Ok(())
}

fn same_hit(native: &Hit, reader: &Value) -> Result<(), String> {
    let score = reader["score"].as_f64().unwrap_or(f64::NAN);
    let apart = (score - native.score).abs() / native.score;
    if !matches!(apart.partial_cmp(&TOLERANCE), Some(std::cmp::Ordering::Less)) {
        return Err(format!("score {} became {score}", native.score));
    }
    let rest = json!({
        "level": native.level, "page": native.page, "anchor": native.anchor, "title": native.title,
        "heading": native.heading, "breadcrumb": native.breadcrumb.join(" › "), "kind": native.kind,
        "edition": native.edition.clone().unwrap_or_default(), "excerpt": native.excerpt, "marks": native.marks,
    });
    for (name, expected) in rest.as_object().expect("an object") {
        if reader[name] != *expected {
            return Err(format!("{name}: {expected} became {}", reader[name]));
        }
    }
    Ok(())
}
