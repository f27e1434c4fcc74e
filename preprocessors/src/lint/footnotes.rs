//! Notes: every mark has its note, every note its mark, and every note says how sure its source makes us.

use std::{collections::BTreeMap, ops::Range};

use pulldown_cmark::{Event, Tag};

use super::{Source, emphasis::text_runs, report};
use crate::{codes, markdown::Events, shared::Shared};

/// How sure a source makes us, as notes say it.
const CERTAINTIES: [&str; 4] = ["確認済", "二次情報", "推定", "未確認"];

/// The first place of every mark and of every note of a file, by name.
#[derive(Debug, Default)]
struct Notes {
    marks: BTreeMap<String, Range<usize>>,
    notes: BTreeMap<String, Range<usize>>,
}

/// Reports marks without a note, notes without a mark, and in a guide notes without a certainty.
pub(super) fn lint(shared: &Shared, source: Source<'_>, events: &Events<'_>) {
    if !source.text.contains("[^") {
        return;
    }
    let notes = notes(source.text, events);
    for (name, range) in &notes.marks {
        if !notes.notes.contains_key(name) {
            let message = format!("注 `[^{name}]` の中身がありません");
            let help =
                format!("ファイルの終わりに `[^{name}]: 文書の名、<アドレス>（確認済）` のように書きます");
            report(shared, source, &codes::DEAD_FOOTNOTE, range, message, help);
        }
    }
    for (name, range) in &notes.notes {
        let first_line = first_line(source.text, range);
        if !notes.marks.contains_key(name) {
            let message = format!("注 `[^{name}]` を指す所がありません");
            let help = format!("本文に `[^{name}]` と書くか、要らなければ注を消します");
            report(shared, source, &codes::DEAD_FOOTNOTE, &first_line, message, help);
        }
        let text = &source.text[range.clone()];
        if shared.is_guide() && !CERTAINTIES.iter().any(|word| text.contains(word)) {
            let message = format!("注 `[^{name}]` に、どこまで確かめたかがありません");
            let help = format!("終わりに（{}）のどれかを添えます", CERTAINTIES.join("・"));
            report(shared, source, &codes::SOURCE_WITHOUT_CERTAINTY, &first_line, message, help);
        }
    }
}

fn notes(text: &str, events: &Events<'_>) -> Notes {
    let mut notes = Notes::default();
    for (event, range) in events {
        let range = range.clone();
        match event {
            Event::FootnoteReference(name) => drop(notes.marks.entry(name.to_string()).or_insert(range)),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                notes.notes.entry(name.to_string()).or_insert(range);
            }
            _ => {}
        }
    }
    for (name, range) in literal_marks(text, events) {
        notes.marks.entry(name).or_insert(range);
    }
    notes
}

/// `[^x]` that Markdown leaves as text.
fn literal_marks(text: &str, events: &Events<'_>) -> Vec<(String, Range<usize>)> {
    let mut marks = Vec::new();
    for run in text_runs(events) {
        let mut at = run.start;
        while let Some(n_before) = text[at..run.end].find("[^") {
            let start = at + n_before;
            at = start + 2;
            let Some((name, _)) = text[at..run.end].split_once(']') else { break };
            let is_name = !name.is_empty() && !name.contains(char::is_whitespace);
            if is_name && !text[..start].ends_with('\\') {
                marks.push((name.to_owned(), start..at + name.len() + 1));
            }
        }
    }
    marks
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let n_bytes = text[range.clone()].find('\n').unwrap_or(range.len());
    range.start..range.start + n_bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::events;

    #[test]
    fn marks_and_notes_are_found_wherever_they_stand() {
        let text = "文[^1]。`[^code]` \\[^no] 無い[^x]\n\n| 表[^2] |\n|---|\n\n[^1]: 甲\n[^2]: 乙\n    続き\n[^3]: 丙\n";
        let found = notes(text, &events(text));
        assert_eq!(found.marks.keys().collect::<Vec<_>>(), ["1", "2", "x"]);
        assert_eq!(found.notes.keys().collect::<Vec<_>>(), ["1", "2", "3"]);
    }
}
