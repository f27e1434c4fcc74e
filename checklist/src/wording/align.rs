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

pub(super) const OLD: usize = 0;
pub(super) const NEW: usize = 1;

/// An atom of either text, or one of both that is the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Its place in the [`OLD`] and in the [`NEW`] text.
    pub(super) atoms: [Option<usize>; 2],
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
    Marks { texts: [old, new], steps }.widened()
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
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (old_idx, new_idx) in likest(&similarities(old, old_block, new, new_block)) {
        pairs.extend(alone(&old_block[i..old_idx], &new_block[j..new_idx]));
        pairs.push((old_block[old_idx].clone(), new_block[new_idx].clone()));
        (i, j) = (old_idx + 1, new_idx + 1);
    }
    pairs.extend(alone(&old_block[i..], &new_block[j..]));
    pairs
}

fn alone(old: &[Atoms], new: &[Atoms]) -> impl Iterator<Item = (Atoms, Atoms)> {
    old.iter().map(|range| (range.clone(), 0..0)).chain(new.iter().map(|range| (0..0, range.clone())))
}

/// What each old sentence has in common with each new one; 0 where it is too little.
fn similarities(old: &Text, old_block: &[Atoms], new: &Text, new_block: &[Atoms]) -> Vec<Vec<f64>> {
    if old_block.len() * new_block.len() > MAX_PAIRS {
        return Vec::new();
    }
    let enough = |similarity: f64| if similarity < MIN_SIMILARITY { 0.0 } else { similarity };
    let compared = |old_range: &Atoms, new_range: &Atoms| {
        enough(similarity(&old.atoms[old_range.clone()], &new.atoms[new_range.clone()]))
    };
    old_block.iter().map(|old| new_block.iter().map(|new| compared(old, new)).collect()).collect()
}

/// The pairs, in rising order on both sides, that add up to the most.
fn likest(similarities: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (n_old, n_new) = (similarities.len(), similarities.first().map_or(0, Vec::len));
    // best[i][j]: the most from i and j on.
    let mut best = vec![vec![0.0_f64; n_new + 1]; n_old + 1];
    for i in (0..n_old).rev() {
        for j in (0..n_new).rev() {
            best[i][j] = (similarities[i][j] + best[i + 1][j + 1]).max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n_old && j < n_new {
        if similarities[i][j] > 0.0 && best[i][j] == similarities[i][j] + best[i + 1][j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
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
    let step = |old, new, changed| Step { atoms: [old, new], changed, sentence };
    let mut ops = diff(old_atoms, new_atoms);
    slide(&mut ops, &old, &new);
    for op in ops {
        let old_range = op.old_range().map(|idx| idx + old.1.start);
        let new_range = op.new_range().map(|idx| idx + new.1.start);
        if matches!(op, DiffOp::Equal { .. }) {
            let both = old_range.zip(new_range);
            steps.extend(both.map(|(old, new)| step(Some(old), Some(new), is_replaced)));
        } else {
            steps.extend(old_range.map(|old| step(Some(old), None, true)));
            steps.extend(new_range.map(|new| step(None, Some(new), true)));
        }
    }
}

/// Moves what was added or removed so that it holds whole pairs of brackets, where it may as well stand
/// there: 「甲」、[「乙」、]「丙」 and not 「甲」、「[乙」、「]丙」.
fn slide(ops: &mut [DiffOp], old: &(&Text, Atoms), new: &(&Text, Atoms)) {
    for middle in 1..ops.len().saturating_sub(1) {
        let (before, after) = (ops[middle - 1], ops[middle + 1]);
        let (DiffOp::Equal { len: n_before, .. }, DiffOp::Equal { len: n_after, .. }) = (before, after)
        else {
            continue;
        };
        let ((text, sentence), run) = match ops[middle] {
            DiffOp::Insert { .. } => (new, ops[middle].new_range()),
            DiffOp::Delete { .. } => (old, ops[middle].old_range()),
            _ => continue,
        };
        let run = run.start + sentence.start..run.end + sentence.start;
        if let Some(shift) = whole_brackets(text, run, n_before, n_after) {
            (ops[middle - 1], ops[middle], ops[middle + 1]) = shifted(before, ops[middle], after, shift);
        }
    }
}

/// By how many atoms a run has to move, backwards first, to cut no pair of brackets. `None` when it
/// cuts none or has nowhere to go.
fn whole_brackets(text: &Text, run: Atoms, n_before: usize, n_after: usize) -> Option<isize> {
    let is_whole =
        |run: Atoms| text.brackets.iter().all(|(open, close)| run.contains(open) == run.contains(close));
    if is_whole(run.clone()) {
        return None;
    }
    let same = |one: usize, other: usize| text.atoms[one].key == text.atoms[other].key;
    let back = (1..=n_before).take_while(|n| same(run.start - n, run.end - n));
    let back = back.map(|n| (-(n as isize), run.start - n..run.end - n));
    let on = (1..=n_after).take_while(|n| same(run.start + n - 1, run.end + n - 1));
    let on = on.map(|n| (n as isize, run.start + n..run.end + n));
    back.chain(on).find(|(_, run)| is_whole(run.clone())).map(|(shift, _)| shift)
}

fn shifted(before: DiffOp, run: DiffOp, after: DiffOp, shift: isize) -> (DiffOp, DiffOp, DiffOp) {
    let moved = |idx: usize| idx.checked_add_signed(shift).expect("no further than its neighbours reach");
    let equal = |op: DiffOp, start: isize, grown: isize| DiffOp::Equal {
        old_index: op.old_range().start.checked_add_signed(start).expect("within the sentence"),
        new_index: op.new_range().start.checked_add_signed(start).expect("within the sentence"),
        len: op.old_range().len().checked_add_signed(grown).expect("no further than it is long"),
    };
    let (old_index, new_index) = (moved(run.old_range().start), moved(run.new_range().start));
    let run = match run {
        DiffOp::Insert { new_len, .. } => DiffOp::Insert { old_index, new_index, new_len },
        DiffOp::Delete { old_len, .. } => DiffOp::Delete { old_index, old_len, new_index },
        other => other,
    };
    (equal(before, 0, shift), run, equal(after, shift, -shift))
}

/// Widens marks until they are easy to read. Every rule only adds marks, so this ends.
struct Marks<'t> {
    texts: [&'t Text<'t>; 2],
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
        let changed: Vec<_> = (0..self.steps.len()).filter(|idx| self.steps[*idx].changed).collect();
        for gap in changed.windows(2).map(|pair| pair[0] + 1..pair[1]) {
            let n_letters: usize = self.steps[gap.clone()].iter().map(|step| self.n_letters(step, OLD)).sum();
            if n_letters <= MAX_GAP {
                self.change(gap);
            }
        }
    }

    /// A pair of brackets of which either is marked is marked with what it holds.
    fn keep_brackets_whole(&mut self) {
        for side in [OLD, NEW] {
            let of_side = self.steps.iter().enumerate().filter(|(_, step)| step.atoms[side].is_some());
            let places: Vec<_> = of_side.map(|(idx, _)| idx).collect();
            for &(open, close) in &self.texts[side].brackets {
                let (open, close) = (places[open], places[close]);
                if self.steps[open].changed || self.steps[close].changed {
                    self.change(open..close + 1);
                }
            }
        }
    }

    fn mark_whole_sentences(&mut self) {
        let mut start = 0;
        while start < self.steps.len() {
            let sentence = self.steps[start].sentence;
            let n_steps = self.steps[start..].iter().take_while(|step| step.sentence == sentence).count();
            let steps = start..start + n_steps;
            if [OLD, NEW]
                .into_iter()
                .any(|side| self.marked_share(&self.steps[steps.clone()], side) > MAX_MARKED)
            {
                self.change(steps);
            }
            start += n_steps;
        }
    }

    /// How much of a sentence is marked on one side; 0 when it has nothing there.
    fn marked_share(&self, steps: &[Step], side: usize) -> f64 {
        let n_all: usize = steps.iter().map(|step| self.n_letters(step, side)).sum();
        let marked = steps.iter().filter(|step| step.changed);
        let n_marked: usize = marked.map(|step| self.n_letters(step, side)).sum();
        if n_all == 0 { 0.0 } else { n_marked as f64 / n_all as f64 }
    }

    fn n_letters(&self, step: &Step, side: usize) -> usize {
        step.atoms[side].map_or(0, |atom| self.texts[side].atoms[atom].n_letters)
    }

    fn change(&mut self, steps: Atoms) {
        self.steps[steps].iter_mut().for_each(|step| step.changed = true);
    }
}
