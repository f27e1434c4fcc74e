//! In which sections a unit occurs, how often, and what that is worth: BM25 as tantivy computes it (README, 2).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::Index;
use crate::analyzer::{Class, runs, tokens};
use crate::postings::{Field, Posting};
use crate::query::Unit;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What is looked up in the index for one place of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Lookup {
    /// One token.
    Token(String),
    /// All tokens that begin so.
    Beginning(String),
}

/// A section in which a unit occurs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Occurrence {
    /// Place of the section in the book.
    pub(crate) section: u32,
    /// How often, at least once.
    pub(crate) tf: u32,
    /// What that is worth; always more than 0.
    pub(crate) score: f64,
}

/// The postings and units looked up for one query; each is gathered once.
pub(crate) struct Scorer<'a> {
    index: &'a Index,
    postings: RefCell<HashMap<(Field, Lookup), Gathered>>,
    units: RefCell<HashMap<Unit, Scores>>,
}

/// Sections, ascending, each with a score.
type Scores = Rc<Vec<(u32, f64)>>;

/// What one lookup gives in one field.
type Gathered = Rc<Vec<Posting>>;

impl<'a> Scorer<'a> {
    pub(crate) fn new(index: &'a Index) -> Scorer<'a> {
        Scorer { index, postings: RefCell::default(), units: RefCell::default() }
    }

    /// The sections in which a unit occurs, ascending, each with its score over all fields.
    pub(crate) fn scores(&self, unit: &Unit) -> Scores {
        if let Some(scores) = self.units.borrow().get(unit) {
            return Rc::clone(scores);
        }
        let mut scores: Vec<(u32, f64)> = Field::ALL
            .into_iter()
            .flat_map(|field| self.occurrences(unit, field))
            .map(|occurrence| (occurrence.section, occurrence.score))
            .collect();
        scores.sort_by_key(|(section, _)| *section); // stable: fields are added in their order
        scores.dedup_by(|(section, score), (kept, sum)| {
            section == kept && {
                *sum += *score;
                true
            }
        });
        let scores = Rc::new(scores);
        self.units.borrow_mut().insert(unit.clone(), Rc::clone(&scores));
        scores
    }

    /// Whether a unit occurs in a section.
    pub(crate) fn occurs(&self, unit: &Unit, section: u32) -> bool {
        self.score(unit, section).is_some()
    }

    /// What a unit is worth in a section; `None` where it does not occur.
    pub(crate) fn score(&self, unit: &Unit, section: u32) -> Option<f64> {
        let scores = self.scores(unit);
        scores.binary_search_by_key(&section, |(section, _)| *section).ok().map(|at| scores[at].1)
    }

    /// The sections in whose field a unit occurs, ascending.
    pub(crate) fn occurrences(&self, unit: &Unit, field: Field) -> Vec<Occurrence> {
        let lookups = lookups(unit);
        if lookups.iter().any(|lookup| self.is_unknown(field, lookup)) {
            return Vec::new();
        }
        let postings: Vec<Gathered> =
            lookups.into_iter().map(|lookup| self.postings(field, lookup)).collect();
        if postings.iter().any(|found| found.is_empty()) {
            return Vec::new();
        }
        let n_sections = f64::from(self.index.n_sections());
        let idf: f64 = postings.iter().map(|found| idf(n_sections, found.len() as f64)).sum();
        let average = f64::from(self.index.average_length(field));
        let worth = |(section, tf): (u32, u32)| {
            let length = f64::from(self.index.length(field, section));
            let tf_part =
                f64::from(tf) * (K1 + 1.0) / (f64::from(tf) + K1 * (1.0 - B + B * length / average));
            Occurrence { section, tf, score: field.boost() * idf * tf_part }
        };
        following(&postings).into_iter().map(worth).collect()
    }

    /// Whether a field has no such token; cheaper than reading where it stands.
    fn is_unknown(&self, field: Field, lookup: &Lookup) -> bool {
        matches!(lookup, Lookup::Token(token) if !self.index.has(field, token))
    }

    fn postings(&self, field: Field, lookup: Lookup) -> Gathered {
        let place = (field, lookup);
        if let Some(postings) = self.postings.borrow().get(&place) {
            return Rc::clone(postings);
        }
        let postings = Rc::new(match &place.1 {
            Lookup::Token(token) => self.index.postings(field, token),
            Lookup::Beginning(start) => self.postings_starting(field, start),
        });
        self.postings.borrow_mut().insert(place, Rc::clone(&postings));
        postings
    }

    /// The postings of all tokens that begin so, as if they were one token.
    fn postings_starting(&self, field: Field, start: &str) -> Vec<Posting> {
        let tokens = self.index.tokens_starting(start);
        let mut postings: Vec<Posting> =
            tokens.iter().flat_map(|token| self.index.postings(field, token)).collect();
        postings.sort_by_key(|posting| posting.section);
        postings.dedup_by(|posting, kept| {
            let same = posting.section == kept.section;
            if same {
                kept.positions.append(&mut posting.positions);
            }
            same
        });
        postings.iter_mut().for_each(|posting| posting.positions.sort_unstable());
        postings
    }
}

/// What is looked up for each place of a unit, in order; never empty.
pub(crate) fn lookups(unit: &Unit) -> Vec<Lookup> {
    let runs: Vec<_> = runs(&unit.text).collect();
    let mut lookups = Vec::new();
    for (run_idx, run) in runs.iter().enumerate() {
        let mut texts: Vec<&str> = tokens(run).collect();
        let open = run_idx + 1 == runs.len() && (run.class == Class::Japanese || unit.prefix);
        if open && texts.len() >= 2 {
            texts.pop(); // the run may go on behind the unit
        }
        let beginning = open && texts.len() == 1 && (run.class == Class::Word || is_one_character(texts[0]));
        let lookup = |text: &str| {
            if beginning { Lookup::Beginning(text.to_owned()) } else { Lookup::Token(text.to_owned()) }
        };
        lookups.extend(texts.into_iter().map(lookup));
    }
    lookups
}

fn is_one_character(text: &str) -> bool {
    text.chars().nth(1).is_none()
}

fn idf(n_sections: f64, n: f64) -> f64 {
    (1.0 + (n_sections - n + 0.5) / (n + 0.5)).ln()
}

/// The sections in which the tokens stand one behind the other, ascending, and how often.
fn following(postings: &[Gathered]) -> Vec<(u32, u32)> {
    let Some((rarest, leading)) = postings.iter().enumerate().min_by_key(|(_, found)| found.len()) else {
        return Vec::new();
    };
    let mut rest: Vec<&[Posting]> = postings.iter().map(|found| found.as_slice()).collect();
    let mut found = Vec::new();
    for posting in leading.iter() {
        for slice in &mut rest {
            let before = slice.partition_point(|other| other.section < posting.section);
            *slice = &slice[before..];
        }
        let all: Option<Vec<&[u32]>> =
            rest.iter().map(|slice| positions_in(slice, posting.section)).collect();
        let tf = all.map_or(0, |all| n_following(&all, rarest));
        if tf > 0 {
            found.push((posting.section, tf));
        }
    }
    found
}

fn positions_in(postings: &[Posting], section: u32) -> Option<&[u32]> {
    postings.first().filter(|posting| posting.section == section).map(|posting| posting.positions.as_slice())
}

/// How often the positions follow each other; `rarest` is the place to start from.
fn n_following(positions: &[&[u32]], rarest: usize) -> u32 {
    if let [only] = positions {
        return only.len() as u32;
    }
    let all_follow = |at: &&u32| {
        (**at).checked_sub(rarest as u32).is_some_and(|start| {
            positions.iter().zip(start..).all(|(places, place)| places.binary_search(&place).is_ok())
        })
    };
    positions[rarest].iter().filter(all_follow).count() as u32
}

#[cfg(test)]
mod tests;
