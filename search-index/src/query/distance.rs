//! How far two words are apart.

/// The number of characters inserted, left out, exchanged, or swapped with their neighbour (optimal string alignment);
/// `None` when it is more than `limit`.
pub(super) fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let exchanged = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = exchanged.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        if next.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::distance;

    fn between(a: &str, b: &str) -> Option<usize> {
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        distance(&characters(a), &characters(b), 2)
    }

    #[test]
    fn one_slip_of_the_finger_is_one() {
        assert_eq!(between("backup", "backup"), Some(0));
        assert_eq!(between("bakup", "backup"), Some(1));
        assert_eq!(between("backkup", "backup"), Some(1));
        assert_eq!(between("bavkup", "backup"), Some(1));
        assert_eq!(between("bakcup", "backup"), Some(1));
        assert_eq!(between("パスワド", "パスワード"), Some(1));
    }

    #[test]
    fn what_is_too_far_has_no_distance() {
        assert_eq!(between("bcakpu", "backup"), Some(2));
        assert_eq!(between("ca", "abc"), None);
        assert_eq!(between("backup", "pukcab"), None);
        assert_eq!(between("", "abc"), None);
        assert_eq!(between("", ""), Some(0));
    }
}
