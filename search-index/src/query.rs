//! What is looked up for a query: levels of parts, each with variants (README, 2 to 4). Knows the words of the lexicon
//! and the tokens of the index, but no posting.

mod clauses; // Clause, clauses, join
mod distance; // distance
mod misspelled; // misspelled
mod pieces; // pieces, crumbs
#[cfg(test)]
mod tests;
mod variants; // variants
#[cfg(test)]
mod vectors;
mod words; // Match, words

use serde::Serialize;

pub(crate) use self::clauses::{Clause, clauses};
pub(crate) use self::words::katakana;
use crate::lexicon::Lexicon;

/// Runs that follow each other in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Unit {
    /// The runs, joined by one space; never empty.
    pub(crate) text: String,
    /// Whether the last run, a word, may be the beginning of one.
    pub(crate) prefix: bool,
}

/// One of the ways to find a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Variant {
    #[serde(flatten)]
    pub(crate) unit: Unit,
    /// How much of the unit's score counts, at most 1.
    pub(crate) weight: f64,
    /// What was replaced, and by what; empty when only the spelling was touched.
    pub(crate) words: Vec<(String, String)>,
}

/// Something a section should have: a clause, a piece or a crumb.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Part {
    /// As typed, folded.
    pub(crate) written: String,
    /// Whether only what was typed counts.
    pub(crate) exact: bool,
    /// What is looked up, as typed first.
    pub(crate) variants: Vec<Variant>,
}

/// What is looked up at once, and how much of it a section must have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Level {
    /// 0 for all that was typed, up to 3 for some of its crumbs.
    pub(crate) level: u8,
    /// How many parts a section must have.
    pub(crate) required: usize,
    pub(crate) parts: Vec<Part>,
    /// What adds to the score where all clauses stand together.
    pub(crate) neighbours: Option<Unit>,
}

/// The last level there is.
pub(crate) const LAST_LEVEL: u8 = 3;

/// A query, ready to be looked up level by level.
pub(crate) struct Plan<'a> {
    lexicon: &'a Lexicon,
    /// All tokens of the index that begin so, sorted.
    tokens_starting: &'a dyn Fn(&str) -> Vec<String>,
    clauses: Vec<Clause>,
    pieces: Vec<Part>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        lexicon: &'a Lexicon,
        tokens_starting: &'a dyn Fn(&str) -> Vec<String>,
        query: &str,
    ) -> Plan<'a> {
        let clauses = clauses(lexicon, query);
        let pieces = pieces::pieces(&clauses);
        Plan { lexicon, tokens_starting, clauses, pieces }
    }

    /// What the query was cut into.
    pub(crate) fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// What a level looks up; `None` when this query has no such level.
    pub(crate) fn level(&self, level: u8) -> Option<Level> {
        let n_pieces = self.pieces.len();
        let most = if n_pieces < 3 { n_pieces } else { (2 * n_pieces).div_ceil(3) };
        let (required, parts) = match level {
            0 => (self.clauses.len(), self.clauses.iter().map(Clause::part).collect()),
            1 => (most, self.pieces.clone()),
            2 => (most, misspelled::misspelled(self.lexicon, self.tokens_starting, &self.pieces)?),
            3 => {
                let crumbs = pieces::crumbs(&self.clauses);
                (pieces::n_required_crumbs(&crumbs), crumbs)
            }
            _ => return None,
        };
        let neighbours = if level == 0 { self.neighbours() } else { None };
        (!parts.is_empty()).then_some(Level { level, required, parts, neighbours })
    }

    fn neighbours(&self) -> Option<Unit> {
        let written: Vec<&str> = self.clauses.iter().map(|clause| clause.written.as_str()).collect();
        (written.len() >= 2).then(|| Unit::of(&clauses::join(&written)))
    }
}

impl Level {
    /// What a part of this score adds to a sum that [`Level::worth`] reads.
    pub(crate) fn term(&self, score: f64) -> f64 {
        if self.is_balanced() { score.sqrt() } else { score }
    }

    /// What parts are worth together, by the sum of their terms.
    pub(crate) fn worth(&self, sum: f64) -> f64 {
        if self.is_balanced() { sum * sum } else { sum }
    }

    /// Whether several parts that fit count for more than one that fits very well: a heading that is one word of a long
    /// question alone is not its answer.
    fn is_balanced(&self) -> bool {
        matches!(self.level, 1 | 2)
    }

    /// What that is multiplied by where `n_found` of them occur.
    pub(crate) fn share(&self, n_found: usize) -> f64 {
        if self.level == 0 { 1.0 } else { n_found as f64 / self.parts.len() as f64 }
    }
}

impl Unit {
    /// The unit of a folded text, closed behind.
    pub(crate) fn of(folded: &str) -> Unit {
        Unit { text: crate::analyzer::flat_of_folded(folded), prefix: false }
    }
}

impl Part {
    /// What is found only as it was typed.
    fn exactly(written: &str) -> Part {
        let variant = Variant { unit: Unit::of(written), weight: 1.0, words: Vec::new() };
        Part { written: written.to_owned(), exact: true, variants: vec![variant] }
    }
}
