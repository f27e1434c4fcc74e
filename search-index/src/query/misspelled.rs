//! Words near the ones that were typed.

use super::distance::distance;
use super::words::is_kana_only;
use super::{Part, Unit, Variant};
use crate::analyzer::{Class, class_of};
use crate::key::key;
use crate::lexicon::{Lexicon, Sort};

/// Shortest key that may be misspelled, in characters.
const KEY_CHARS: usize = 4;

/// Shortest key that may be misspelled twice, in characters.
const LONG_KEY_CHARS: usize = 8;

/// How many near words are looked up for one piece.
const MAX_NEAR: usize = 3;

/// The weight of what is one, and of what is two slips away.
const WEIGHTS: [f64; 2] = [0.6, 0.4];

/// The pieces with the words near them; `None` when there is none near any.
pub(super) fn misspelled(
    lexicon: &Lexicon,
    tokens_starting: &dyn Fn(&str) -> Vec<String>,
    pieces: &[Part],
) -> Option<Vec<Part>> {
    let with_near = |piece: &Part| {
        let mut piece = piece.clone();
        let near = near(lexicon, tokens_starting, &piece);
        piece.variants.extend(near);
        piece
    };
    let misspelled: Vec<Part> = pieces.iter().map(with_near).collect();
    (misspelled != pieces).then_some(misspelled)
}

fn near(lexicon: &Lexicon, tokens_starting: &dyn Fn(&str) -> Vec<String>, piece: &Part) -> Vec<Variant> {
    let key: Vec<char> = key(&piece.written).chars().collect();
    if piece.exact || key.len() < KEY_CHARS {
        return Vec::new();
    }
    let first = key[0].to_string();
    let characters: Vec<char> = piece.written.chars().collect();
    let limit = if key.len() >= LONG_KEY_CHARS { 2 } else { 1 };
    let mut candidates: Vec<(usize, String)> = Vec::new();
    let mut consider = |other: &str, form: &str| {
        let other: Vec<char> = other.chars().collect();
        let distance = distance(&key, &other, limit).filter(|distance| *distance > 0);
        candidates.extend(distance.map(|distance| (distance, form.to_owned())));
    };
    if is_kana_only(&characters) {
        let entries = lexicon.starting(&first).filter(|entry| entry.sort == Sort::Spelling);
        entries.for_each(|entry| consider(&entry.key, &entry.form));
    } else if characters.iter().all(|character| class_of(*character) == Some(Class::Word)) {
        let mut tokens = tokens_starting(&first);
        tokens.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
        tokens.iter().for_each(|token| consider(token, token));
    }
    candidates.sort_by_key(|(distance, _)| *distance);
    different(piece, candidates)
}

/// The best candidates that are not looked up already.
fn different(piece: &Part, candidates: Vec<(usize, String)>) -> Vec<Variant> {
    let mut near: Vec<Variant> = Vec::new();
    for (distance, text) in candidates {
        let unit = Unit { text, prefix: false };
        let is_known = piece.variants.iter().chain(&near).any(|variant| variant.unit == unit);
        if !is_known && near.len() < MAX_NEAR {
            let words = vec![(piece.written.clone(), unit.text.clone())];
            near.push(Variant { unit, weight: WEIGHTS[distance - 1], words });
        }
    }
    near
}
