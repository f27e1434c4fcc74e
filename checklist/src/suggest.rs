//! "Did you mean": the nearest of a few words.

/// The candidate that takes the fewest typing slips to become `word`; none when all are too far.
///
/// Of several as near as each other, the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = letters(word);
    let mut limit = (word.len() / 3).max(1);
    let mut found = None;
    for candidate in candidates {
        if let Some(distance) = distance(&word, &letters(candidate), limit) {
            found = Some(candidate);
            let Some(nearer) = distance.checked_sub(1) else { break };
            limit = nearer;
        }
    }
    found
}

/// As much of a word as is compared.
fn letters(word: &str) -> Vec<char> {
    word.chars().take(64).collect()
}

/// How many characters must be put in, left out, replaced or swapped with their neighbour; `None` above `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before_last.clone();
    for i in 0..a.len() {
        row[0] = i + 1;
        for j in 0..b.len() {
            let replaced = last[j] + usize::from(a[i] != b[j]);
            let mut cost = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        // A swap reaches back two rows, so one row beyond the limit does not end it.
        if row.iter().chain(&last).all(|cost| *cost > limit) {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_word_and_a_stranger_finds_nothing() {
        let ids = ["security-patch", "access-log", "access-rights"];
        assert_eq!(nearest("securty-patch", ids), Some("security-patch"));
        assert_eq!(nearest("acces-lgo", ids), Some("access-log"));
        assert_eq!(nearest("backup", ids), None);
        assert_eq!(nearest("版", ["版", "板"]), Some("版"));
    }

    #[test]
    fn a_swap_of_neighbours_counts_once() {
        let distance = |a, b, limit| distance(&letters(a), &letters(b), limit);
        assert_eq!(distance("ab", "ba", 1), Some(1));
        assert_eq!(distance("", "abc", 3), Some(3));
        assert_eq!(distance("abc", "xyz", 2), None);
    }
}
