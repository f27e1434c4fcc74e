//! What is new in the current edition of the checklists, as a part of 修正概要.

use checklist::{Cell, Certainty, Edition, Entry, FormComparison, Library, Publication, Relation, compare};
use site::{SummaryPart, plain_markdown};

/// The groups of entries, in the order they are told; an entry stands in the first that has one of its relations.
const GROUPS: [(&str, &[Relation]); 7] = [
    ("新設", &[Relation::New]),
    ("統合・分割", &[Relation::Merged, Relation::Split]),
    ("変更", &[Relation::Promoted, Relation::Demoted, Relation::Wording, Relation::Moved]),
    ("削除", &[Relation::Removed]),
    ("番号のみ変更", &[Relation::Renumbered]),
    (UNCHANGED, &[Relation::Same]),
    ("未確認", &[Relation::Unknown]),
];

/// The group that is only counted.
const UNCHANGED: &str = "変更なし";

/// The changes from the published edition before the current one; `None` when there are no two.
pub(crate) fn part(library: &Library) -> Option<SummaryPart> {
    let (older, newer) = last_two(library)?;
    let comparison = compare(library, older, newer);
    let forms = comparison.forms.iter().map(form);
    let head = "要件の文は、この手引きの言葉で書いたものです。提出には原本をお使いください。".to_owned();
    Some(SummaryPart {
        title: format!("チェックリストの変更（{}から{}へ）", older.title, newer.title),
        body: std::iter::once(head).chain(forms).collect::<Vec<_>>().join("\n\n"),
    })
}

/// The current edition and the one published before it, older first.
fn last_two(library: &Library) -> Option<(&Edition, &Edition)> {
    let published = library.editions.iter().filter(|edition| edition.publication == Publication::Published);
    let mut newest_first = published.rev();
    let newer = newest_first.next()?;
    Some((newest_first.next()?, newer))
}

fn form(form: &FormComparison) -> String {
    let groups = GROUPS.iter().enumerate().map(|(nth, (name, _))| {
        (*name, form.entries.iter().filter(|entry| group(entry) == nth).collect::<Vec<_>>())
    });
    let groups: Vec<_> = groups.filter(|(_, entries)| !entries.is_empty()).collect();
    let counts: Vec<String> =
        groups.iter().map(|(name, entries)| format!("{name}{}", entries.len())).collect();
    let mut text = format!(
        "### {}\n\n全{}項目：{}。{}",
        plain_markdown(&form.title),
        form.entries.len(),
        counts.join("、"),
        unchecked(form)
    );
    for (name, entries) in groups.iter().filter(|(name, _)| *name != UNCHANGED) {
        text += &format!("\n\n#### {name}（{}項目）\n\n", entries.len());
        text += &entries.iter().map(|entry| line(entry)).collect::<Vec<_>>().join("\n");
    }
    text
}

/// How many entries nobody has held against the originals; empty when it was done for all.
fn unchecked(form: &FormComparison) -> String {
    match form.entries.iter().filter(|entry| entry.certainty() != Certainty::Official).count() {
        0 => String::new(),
        n if n == form.entries.len() => "どの項目も、原本との照合が済んでいません。".to_owned(),
        n => format!("このうち{n}項目は、原本との照合が済んでいません。"),
    }
}

/// Where an entry stands in [`GROUPS`].
fn group(entry: &Entry) -> usize {
    let has_one = |(_, relations): &(&str, &[Relation])| {
        entry.relations.iter().any(|relation| relations.contains(relation))
    };
    GROUPS.iter().position(has_one).expect("every relation is in a group")
}

/// `- 2-⑦　パスワードの強さ：…`
fn line(entry: &Entry) -> String {
    let is_new = entry.relations == [Relation::New];
    let cells = if entry.relations == [Relation::Removed] { &entry.old } else { &entry.new };
    let name = match numbers(cells) {
        numbers if numbers.is_empty() => entry.title.to_owned(),
        numbers => format!("{numbers}　{}", entry.title),
    };
    let what = if is_new { sentences(cells) } else { entry.remark.clone() };
    let separator = if what.is_empty() { "" } else { "：" };
    format!("- {}", plain_markdown(&format!("{name}{separator}{what}")))
}

/// The printed numbers, each once.
fn numbers(cells: &[Cell]) -> String {
    let mut numbers: Vec<&str> =
        cells.iter().filter_map(|cell| cell.row).map(|row| row.number.as_str()).collect();
    numbers.dedup();
    numbers.retain(|number| !number.is_empty());
    numbers.join("・")
}

/// The sentences, each once, with the conditions printed with them.
fn sentences(cells: &[Cell]) -> String {
    let sentence = |cell: &Cell| {
        let row = cell.row?;
        let note =
            row.note.as_deref().map_or(String::new(), |note| format!("（{}）", note.trim_start_matches('※')));
        Some(format!("{}{note}", row.text))
    };
    let mut sentences: Vec<String> = cells.iter().filter_map(sentence).collect();
    sentences.dedup();
    sentences.join("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_has_its_group() {
        for relation in Relation::ALL {
            assert_eq!(GROUPS.iter().filter(|(_, relations)| relations.contains(&relation)).count(), 1);
        }
    }

    #[test]
    fn a_book_without_two_editions_has_no_such_part() {
        assert_eq!(part(&Library::default()), None);
    }
}
