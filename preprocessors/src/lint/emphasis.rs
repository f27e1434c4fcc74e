//! `**…**` that Markdown does not make bold, because punctuation stands inside and a letter outside.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Source, report};
use crate::{codes, markdown::Events, prose::is_wide, shared::Shared};

/// Reports asterisks that were meant as marks and are not, once per line.
pub(super) fn lint(shared: &Shared, source: Source<'_>, events: &Events<'_>) {
    if !source.text.contains('*') {
        return;
    }
    let mut found: Vec<(Range<usize>, String, String)> = Vec::new();
    for range in literal_marks(source.text, events) {
        let mark = &source.text[range.clone()];
        let message = format!("`{mark}` が強調の印になりません（そのままページに出ます）");
        found.push((range.clone(), message, help(source.text, &range)));
    }
    for range in nested_marks(events) {
        let message = "`**` が強調の終わりにならず、つぎの強調の始まりになっています".to_owned();
        found.push((range, message, "この印で終わる強調を `<strong>…</strong>` で囲みます".to_owned()));
    }
    found.sort_by_key(|(range, _, _)| range.start);
    let line = |range: &Range<usize>| source.text[..range.start].matches('\n').count();
    found.dedup_by_key(|(range, _, _)| line(range));
    for (range, message, help) in found {
        report(shared, source, &codes::EMPHASIS_BESIDE_PUNCTUATION, &range, message, help);
    }
}

/// Runs of asterisks that stay text beside Japanese, and were not escaped.
fn literal_marks(text: &str, events: &Events<'_>) -> Vec<Range<usize>> {
    let mut marks = Vec::new();
    for run in text_runs(events) {
        let mut single: Vec<Range<usize>> = Vec::new();
        let mut at = run.start;
        while let Some(n_before) = text[at..run.end].find('*') {
            let start = at + n_before;
            let n_stars = text[start..run.end].len() - text[start..run.end].trim_start_matches('*').len();
            let range = start..start + n_stars;
            at = range.end;
            if text[..start].ends_with('\\') || !is_beside_japanese(text, &range) {
                continue;
            }
            if n_stars == 1 { single.push(range) } else { marks.push(range) }
        }
        if single.len() > 1 {
            marks.extend(single);
        }
    }
    marks.sort_by_key(|range| range.start);
    marks
}

/// Marks of bold text within bold text: an end was taken for a beginning.
fn nested_marks(events: &Events<'_>) -> Vec<Range<usize>> {
    let mut nested = Vec::new();
    let mut depth = 0;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Strong) => {
                if depth > 0 {
                    nested.push(range.start..range.start + 2);
                }
                depth += 1;
            }
            Event::End(TagEnd::Strong) => depth -= 1,
            _ => {}
        }
    }
    nested
}

fn is_beside_japanese(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    before.is_some_and(is_wide) || after.is_some_and(is_wide)
}

/// Text that is neither code nor HTML, in stretches without markup between.
pub(super) fn text_runs(events: &Events<'_>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut in_code = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => match runs.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => runs.push(range.clone()),
            },
            _ => {}
        }
    }
    runs
}

/// What to write instead, with the words in question when their end is found on the line.
fn help(text: &str, range: &Range<usize>) -> String {
    let mark = &text[range.clone()];
    let line_end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let inside = text[range.end..line_end]
        .split_once(mark)
        .map(|(inside, _)| inside)
        .filter(|inside| !inside.is_empty());
    let tag = if mark.len() == 1 { "em" } else { "strong" };
    match inside {
        Some(inside) => match unwrapped(inside) {
            Some((open, word, close)) => {
                format!("`{open}{mark}{word}{mark}{close}` か `<{tag}>{inside}</{tag}>` と書きます")
            }
            None => format!("`<{tag}>{inside}</{tag}>` と書きます"),
        },
        None => format!("記号を `{mark}` の外に出すか、`<{tag}>…</{tag}>` で囲みます"),
    }
}

/// A word in a pair of brackets.
fn unwrapped(inside: &str) -> Option<(char, &str, char)> {
    let (open, close) = (inside.chars().next()?, inside.chars().next_back()?);
    let is_pair = ["「」", "『』", "（）", "【】", "〈〉", "《》", "“”"]
        .iter()
        .any(|pair| pair.chars().eq([open, close]));
    is_pair.then(|| (open, &inside[open.len_utf8()..inside.len() - close.len_utf8()], close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::events;

    fn literal(text: &str) -> Vec<&str> {
        literal_marks(text, &events(text)).into_iter().map(|range| &text[range.start..]).collect()
    }

    #[test]
    fn marks_that_stay_text_are_found() {
        assert_eq!(literal("これは**「重要」**です。").len(), 2);
        assert_eq!(literal("**パスワード（8文字以上）**を設定").len(), 2);
        assert_eq!(literal("*（例）*を").len(), 2);
        assert_eq!(nested_marks(&events("**注意！**次に進む。強調は**「引用」**")).first(), Some(&(11..13)));
    }

    #[test]
    fn working_marks_code_and_lone_stars_are_left_alone() {
        for text in [
            "**二要素認証**を",
            "「**重要**」",
            "**重要**。",
            "`**「x」**は`",
            "2 * 3",
            "*印は必須",
            "\\*\\*「x」",
        ] {
            assert_eq!(literal(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn the_remedy_names_the_words() {
        let text = "これは**「重要」**です。";
        let first = literal_marks(text, &events(text)).remove(0);
        assert_eq!(help(text, &first), "`「**重要**」` か `<strong>「重要」</strong>` と書きます");
    }
}
