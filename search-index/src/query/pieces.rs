//! The smaller parts a query is cut into when its clauses find too little.

use super::clauses::Clause;
use super::words::Match;
use super::{Part, variants};
use crate::analyzer::{Class, Run, runs, tokens};
use crate::key::{is_han, is_hiragana, is_katakana};

/// A stretch of a clause.
struct Piece {
    part: Part,
    /// Whether it was cut out where the lexicon knows nothing; only such pieces are left out.
    is_rest: bool,
}

/// The pieces of all clauses that tell something, each once, in order.
pub(super) fn pieces(clauses: &[Clause]) -> Vec<Part> {
    let mut pieces: Vec<Piece> = clauses.iter().flat_map(pieces_of).collect();
    let tells_little = |piece: &Piece| piece.is_rest && tells_little(&piece.part.written);
    if !pieces.iter().all(tells_little) {
        pieces.retain(|piece| !tells_little(piece));
    }
    let n_chars = |piece: &Piece| piece.part.written.chars().count();
    if pieces.iter().any(|piece| n_chars(piece) >= 2) {
        pieces.retain(|piece| !(piece.is_rest && is_one_han(&piece.part.written)));
    }
    each_once(pieces.into_iter().map(|piece| piece.part))
}

/// Every word and every pair of Japanese characters of all clauses, each once, in order.
pub(super) fn crumbs(clauses: &[Clause]) -> Vec<Part> {
    let crumbs: Vec<&str> =
        clauses.iter().flat_map(|clause| runs(&clause.written)).flat_map(crumbs_of).collect();
    let nothing_else = crumbs.iter().all(|crumb| tells_little(crumb));
    let telling = crumbs.into_iter().filter(|crumb| nothing_else || !tells_little(crumb));
    each_once(telling.map(Part::exactly))
}

/// Hiragana alone are particles and endings more often than words.
fn tells_little(text: &str) -> bool {
    text.chars().all(|character| is_hiragana(character) || character == 'ー')
}

fn is_one_han(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(is_han)
}

/// How many crumbs a section must have: of hiragana more, because they stand anywhere.
pub(super) fn n_required_crumbs(crumbs: &[Part]) -> usize {
    let share = if crumbs.iter().all(|crumb| tells_little(&crumb.written)) { 2 } else { 3 };
    crumbs.len().div_ceil(share)
}

fn each_once(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        let is_new = |other: &Part| other.variants[0].unit.text != part.variants[0].unit.text;
        if kept.iter().all(is_new) {
            kept.push(part);
        }
    }
    kept
}

fn pieces_of(clause: &Clause) -> Vec<Piece> {
    if clause.exact {
        return vec![Piece { part: Part::exactly(&clause.written), is_rest: false }];
    }
    let text: Vec<char> = clause.written.chars().collect();
    let mut cuts: Vec<(Vec<char>, Option<&Match>)> = Vec::new();
    let mut start = 0;
    for found in &clause.matches {
        cuts.extend(rest(&text[start..found.start]));
        cuts.push((text[found.start..found.end].to_vec(), Some(found)));
        start = found.end;
    }
    cuts.extend(rest(&text[start..]));
    let n_cuts = cuts.len();
    let piece = |(cut_idx, (text, found)): (usize, (Vec<char>, Option<&Match>))| {
        let last = clause.last && cut_idx + 1 == n_cuts;
        let whole = found.map(|found| Match { start: 0, end: text.len(), forms: found.forms.clone() });
        let variants = variants::variants(&text, whole.as_slice(), last);
        let part = Part { written: text.into_iter().collect(), exact: false, variants };
        Piece { is_rest: found.is_none() && !is_one_han(&clause.written), part }
    };
    cuts.into_iter().enumerate().map(piece).collect()
}

/// Words, and Japanese cut where its script changes.
fn rest(text: &[char]) -> Vec<(Vec<char>, Option<&'static Match>)> {
    let text: String = text.iter().collect();
    let cut = |run: Run<'_>| match run.class {
        Class::Word => vec![run.text.chars().collect()],
        Class::Japanese => by_script(run.text),
    };
    runs(&text).flat_map(cut).map(|piece| (piece, None)).collect()
}

fn by_script(run: &str) -> Vec<Vec<char>> {
    let mut pieces: Vec<Vec<char>> = Vec::new();
    for character in run.chars() {
        match pieces.last_mut() {
            Some(piece) if character == 'ー' || script(piece[0]) == script(character) => {
                piece.push(character)
            }
            _ => pieces.push(vec![character]),
        }
    }
    pieces
}

fn script(character: char) -> u8 {
    if is_hiragana(character) {
        0
    } else if is_katakana(character) {
        1
    } else {
        2
    }
}

fn crumbs_of(run: Run<'_>) -> Vec<&str> {
    let mut crumbs: Vec<&str> = tokens(&run).collect();
    if run.class == Class::Japanese && crumbs.len() >= 2 {
        crumbs.pop();
    }
    crumbs
}
