//! Which atom of the one text is which of the other, and what is marked.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::atom::{Atom, Text};

/// Marks with at most this many letters between them are one.
const MAX_GAP: usize = 2;
/// A sentence that has less than this share in common with the other is replaced whole.
const MIN_SIMILARITY: f64 = 0.4;
/// A sentence that is marked more than this is marked whole.
const MAX_MARKED: f64 = 0.6;
/// More pairs of sentences than this are not tried; the block is replaced whole.
const MAX_PAIRS: usize = 1024;

/// An atom of either text, or one of both that is the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    pub(super) changed: bool,
    /// Which pair of sentences it stands in.
    sentence: usize,
}

/// The way from the one text to the other: every atom of both once, in order.
pub(super) fn steps(old: &Text, new: &Text) -> Vec<Step> {
    let mut steps = Vec::new();
    for (sentence, (old_atoms, new_atoms)) in sentence_pairs(old, new).into_iter().enumerate() {
        sentence_steps(&mut steps, sentence, (old, old_atoms), (new, new_atoms));
    }
    Marks { old, new, steps }.widened()
}

type Atoms = std::ops::Range<usize>;

/// Sentences that became each other; a sentence in no pair stands beside an empty range.
fn sentence_pairs(old: &Text, new: &Text) -> Vec<(Atoms, Atoms)> {
    let (old_ranges, new_ranges) = (sentences(old), sentences(new));
    let key = |text: &Text, range: &Atoms| {
        text.atoms[range.clone()].iter().map(|atom| atom.key.as_str()).collect::<String>()
    };
    let old_keys: Vec<_> = old_ranges.iter().map(|range| key(old, range)).collect();
    let new_keys: Vec<_> = new_ranges.iter().map(|range| key(new, range)).collect();
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        let (old_block, new_block) = (&old_ranges[op.old_range()], &new_ranges[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => pairs.extend(old_block.iter().cloned().zip(new_block.iter().cloned())),
            _ => pairs.extend(block_pairs(old, old_block, new, new_block)),
        }
    }
    pairs
}

fn sentences(text: &Text) -> Vec<Atoms> {
    text.sentences.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Pairs the sentences of a replaced block, in order, so that they have the most in common.
fn block_pairs(old: &Text, old_block: &[Atoms], new: &Text, new_block: &[Atoms]) -> Vec<(Atoms, Atoms)> {
    let (n_old, n_new) = (old_block.len(), new_block.len());
    let tries_all = n_old * n_new <= MAX_PAIRS;
    let alike = |old_idx: usize, new_idx: usize| {
        let similarity = if tries_all {
            similarity(&old.atoms[old_block[old_idx].clone()], &new.atoms[new_block[new_idx].clone()])
        } else {
            0.0
        };
        if similarity < MIN_SIMILARITY { 0.0 } else { similarity }
    };
    let alike: Vec<Vec<f64>> =
        (0..n_old).map(|old_idx| (0..n_new).map(|new_idx| alike(old_idx, new_idx)).collect()).collect();
    // best[i][j]: what the sentences from i and j on have in common at most.
    let mut best = vec![vec![0.0_f64; n_new + 1]; n_old + 1];
    for i in (0..n_old).rev() {
        for j in (0..n_new).rev() {
            best[i][j] = (alike[i][j] + best[i + 1][j + 1]).max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n_old || j < n_new {
        let is_pair =
            i < n_old && j < n_new && alike[i][j] > 0.0 && best[i][j] == alike[i][j] + best[i + 1][j + 1];
        if is_pair {
            pairs.push((old_block[i].clone(), new_block[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if i < n_old && (j == n_new || best[i][j] == best[i + 1][j]) {
            let end =
                new_block.get(j).map_or(new_block.last().map_or(0, |range| range.end), |range| range.start);
            pairs.push((old_block[i].clone(), end..end));
            i += 1;
        } else {
            let end =
                old_block.get(i).map_or(old_block.last().map_or(0, |range| range.end), |range| range.start);
            pairs.push((end..end, new_block[j].clone()));
            j += 1;
        }
    }
    pairs
}

/// Letters in common, twice, over all letters: 1 for equal sentences, 0 for nothing in common.
fn similarity(old: &[Atom], new: &[Atom]) -> f64 {
    let n_all = n_letters(old) + n_letters(new);
    let equal = diff(old, new).into_iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    let n_equal: usize =
        equal.map(|op| n_letters(&old[op.old_range()]) + n_letters(&new[op.new_range()])).sum();
    if n_all == 0 { 1.0 } else { n_equal as f64 / n_all as f64 }
}

fn n_letters(atoms: &[Atom]) -> usize {
    atoms.iter().map(|atom| atom.n_letters).sum()
}

fn diff(old: &[Atom], new: &[Atom]) -> Vec<DiffOp> {
    let keys = |atoms: &[Atom]| atoms.iter().map(|atom| atom.key.clone()).collect::<Vec<_>>();
    capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new))
}

/// Adds the steps of one pair of sentences.
fn sentence_steps(steps: &mut Vec<Step>, sentence: usize, old: (&Text, Atoms), new: (&Text, Atoms)) {
    let (old_atoms, new_atoms) = (&old.0.atoms[old.1.clone()], &new.0.atoms[new.1.clone()]);
    let is_replaced = similarity(old_atoms, new_atoms) < MIN_SIMILARITY;
    for op in diff(old_atoms, new_atoms) {
        let old_range = op.old_range().map(|idx| idx + old.1.start);
        let new_range = op.new_range().map(|idx| idx + new.1.start);
        if matches!(op, DiffOp::Equal { .. }) {
            let both = old_range.zip(new_range);
            steps.extend(both.map(|(old, new)| Step {
                old: Some(old),
                new: Some(new),
                changed: is_replaced,
                sentence,
            }));
        } else {
            steps.extend(old_range.map(|old| Step { old: Some(old), new: None, changed: true, sentence }));
            steps.extend(new_range.map(|new| Step { old: None, new: Some(new), changed: true, sentence }));
        }
    }
}

/// Widens marks until they are easy to read. Every rule only adds marks, so this ends.
struct Marks<'t> {
    old: &'t Text<'t>,
    new: &'t Text<'t>,
    steps: Vec<Step>,
}

impl Marks<'_> {
    fn widened(mut self) -> Vec<Step> {
        let n_changed = |marks: &Self| marks.steps.iter().filter(|step| step.changed).count();
        loop {
            let before = n_changed(&self);
            self.join_near();
            self.keep_brackets_whole();
            self.mark_whole_sentences();
            if n_changed(&self) == before {
                return self.steps;
            }
        }
    }

    fn join_near(&mut self) {
        let mut last_changed = None;
        for idx in 0..self.steps.len() {
            if !self.steps[idx].changed {
                continue;
            }
            if let Some(last) = last_changed {
                let gap = last + 1..idx;
                if self.gap_letters(gap.clone()) <= MAX_GAP {
                    self.change(gap);
                }
            }
            last_changed = Some(idx);
        }
    }

    fn gap_letters(&self, gap: Atoms) -> usize {
        let n_old = |step: &Step| step.old.map_or(0, |idx| self.old.atoms[idx].n_letters);
        self.steps[gap].iter().map(n_old).sum()
    }

    fn keep_brackets_whole(&mut self) {
        let place = |side: fn(&Step) -> Option<usize>, n_atoms: usize| {
            let mut places = vec![0; n_atoms];
            for (idx, step) in self.steps.iter().enumerate() {
                side(step).into_iter().for_each(|atom| places[atom] = idx);
            }
            places
        };
        let old = place(|step| step.old, self.old.atoms.len());
        let new = place(|step| step.new, self.new.atoms.len());
        let old_pairs = self.old.brackets.iter().map(|&(open, close)| (old[open], old[close]));
        let new_pairs = self.new.brackets.iter().map(|&(open, close)| (new[open], new[close]));
        let pairs: Vec<_> = old_pairs.chain(new_pairs).collect();
        for (open, close) in pairs {
            if self.steps[open].changed || self.steps[close].changed {
                self.change(open..close + 1);
            }
        }
    }

    fn mark_whole_sentences(&mut self) {
        let n_sentences = self.steps.last().map_or(0, |step| step.sentence + 1);
        let mut start = 0;
        for sentence in 0..n_sentences {
            let end = start + self.steps[start..].iter().take_while(|step| step.sentence == sentence).count();
            let steps = &self.steps[start..end];
            if marked_share(steps, |step| Some(&self.old.atoms[step.old?])) > MAX_MARKED
                || marked_share(steps, |step| Some(&self.new.atoms[step.new?])) > MAX_MARKED
            {
                self.change(start..end);
            }
            start = end;
        }
    }

    fn change(&mut self, steps: Atoms) {
        self.steps[steps].iter_mut().for_each(|step| step.changed = true);
    }
}

/// How much of a sentence is marked on one side; 0 when it has nothing there.
fn marked_share<'t>(steps: &[Step], atom: impl Fn(&Step) -> Option<&'t Atom<'t>>) -> f64 {
    let letters = |step: &Step| atom(step).map_or(0, |atom| atom.n_letters);
    let n_all: usize = steps.iter().map(letters).sum();
    let n_marked: usize = steps.iter().filter(|step| step.changed).map(letters).sum();
    if n_all == 0 { 0.0 } else { n_marked as f64 / n_all as f64 }
}
