//! 新旧対照表: the comparison of two editions as a page, and the table of all pairs.

use checklist::{Cell, Comparison, Edition, Entry, FormComparison, Relation, Row, Run, Segment};
use serde::Serialize;

use crate::{
    pages,
    shared::Shared,
    take_away::Attachment,
    view::{Link, Scene},
    words::{self, Word},
};

#[derive(Serialize)]
struct ComparisonView {
    older: EditionView,
    newer: EditionView,
    /// Every kind of change that occurs, with how often and on which form.
    counts: Vec<CountView>,
    /// Titles of the forms, heads of the columns of `counts`.
    forms: Vec<FormView>,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct EditionView {
    id: String,
    link: Link,
    published: String,
}

#[derive(Serialize)]
struct CountView {
    relation: Word,
    description: &'static str,
    /// One per form.
    numbers: Vec<usize>,
}

#[derive(Serialize)]
struct FormView {
    id: String,
    title: String,
    /// `新設5、統合1`; empty when there is nothing.
    prose: String,
    n_entries: usize,
    /// Set when the form began or was given up.
    began: bool,
    ended: bool,
    runs: Vec<RunView>,
}

/// A changed entry, or unchanged ones in one line.
#[derive(Serialize)]
struct RunView {
    entries: Vec<EntryView>,
    unchanged: bool,
    /// Printed numbers of an unchanged run on each side, `1-① ～ 2-③`.
    older_numbers: String,
    newer_numbers: String,
}

#[derive(Serialize)]
struct EntryView {
    anchor: String,
    lineage_id: String,
    lineage: Link,
    relations: Vec<Word>,
    /// The ids of the relations with spaces between, for CSS and scripts.
    relation_ids: String,
    older: Vec<CellView>,
    newer: Vec<CellView>,
    remark: String,
    certainty: Word,
}

#[derive(Serialize)]
struct CellView {
    number: Vec<Piece>,
    target: Vec<Piece>,
    text: Vec<Piece>,
    note: Vec<Piece>,
    /// `（略）` and its like.
    placeholder: Option<&'static str>,
    /// Leads to the row on its sheet.
    href: Option<String>,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    changed: bool,
}

#[derive(Serialize)]
struct PairsView {
    pairs: Vec<PairView>,
}

#[derive(Serialize)]
struct PairView {
    link: Link,
    forms: Vec<FormView>,
}

/// The text of a comparison's page, without its title.
pub(crate) fn render(
    shared: &Shared,
    scene: Scene<'_>,
    comparison: &Comparison<'_>,
    attachments: Vec<Attachment>,
) -> String {
    let view = ComparisonView {
        older: edition_view(scene, comparison.older),
        newer: edition_view(scene, comparison.newer),
        counts: counts(comparison),
        forms: comparison.forms.iter().map(|form| form_view(scene, comparison, form)).collect(),
        attachments,
    };
    shared.render("comparison.html", view)
}

/// The table of all pairs, newest first.
pub(crate) fn render_table(shared: &Shared, scene: Scene<'_>, pairs: &[(&Edition, &Edition)]) -> String {
    let pair = |(older, newer): &(&Edition, &Edition)| {
        let comparison = checklist::compare(scene.library, older, newer);
        let text = format!("{}から{}へ", older.title, newer.title);
        PairView {
            link: scene.link(text, scene.pages.comparison(&older.id, &newer.id)),
            forms: comparison.forms.iter().map(|form| form_view(scene, &comparison, form)).collect(),
        }
    };
    shared.render("pairs.html", PairsView { pairs: pairs.iter().map(pair).collect() })
}

fn edition_view(scene: Scene<'_>, edition: &Edition) -> EditionView {
    EditionView { id: edition.id.clone(), link: scene.edition(edition), published: edition.published.clone() }
}

fn counts(comparison: &Comparison<'_>) -> Vec<CountView> {
    let per_form: Vec<_> = comparison.forms.iter().map(FormComparison::counts).collect();
    let occurring =
        Relation::ALL.into_iter().filter(|relation| per_form.iter().any(|counts| counts.get(*relation) > 0));
    let view = |relation: Relation| CountView {
        relation: words::relation(relation),
        description: relation.description(),
        numbers: per_form.iter().map(|counts| counts.get(relation)).collect(),
    };
    occurring.map(view).collect()
}

fn form_view(scene: Scene<'_>, comparison: &Comparison<'_>, form: &FormComparison<'_>) -> FormView {
    let counts = form.counts();
    FormView {
        id: form.id.clone(),
        title: form.title.clone(),
        prose: counts.prose(),
        n_entries: counts.n_entries,
        began: form.older.is_none(),
        ended: form.newer.is_none(),
        runs: form.runs().iter().map(|run| run_view(scene, comparison, form, run)).collect(),
    }
}

fn run_view(
    scene: Scene<'_>,
    comparison: &Comparison<'_>,
    form: &FormComparison<'_>,
    run: &Run<'_, '_>,
) -> RunView {
    let entries = match run {
        Run::Changed(entry) => std::slice::from_ref(*entry),
        Run::Unchanged(entries) => entries,
    };
    RunView {
        unchanged: matches!(run, Run::Unchanged(_)),
        older_numbers: number_range(entries.iter().flat_map(|entry| &entry.old)),
        newer_numbers: number_range(entries.iter().flat_map(|entry| &entry.new)),
        entries: entries.iter().map(|entry| entry_view(scene, comparison, form, entry)).collect(),
    }
}

/// `2-①` for one number, `2-①及び2-②` for two, `2-①～2-③` for more.
fn number_range<'a>(cells: impl Iterator<Item = &'a Cell<'a>>) -> String {
    let mut numbers: Vec<&str> = Vec::new();
    for number in cells.filter_map(|cell| cell.row).map(|row| row.number.as_str()) {
        let number = if number.is_empty() { "番号なし" } else { number };
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    match numbers.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first}及び{second}"),
        [first, .., last] => format!("{first}～{last}"),
    }
}

fn entry_view(
    scene: Scene<'_>,
    comparison: &Comparison<'_>,
    form: &FormComparison<'_>,
    entry: &Entry<'_>,
) -> EntryView {
    let older = form.older.map(|form| (comparison.older.id.as_str(), form.id.as_str()));
    let newer = form.newer.map(|form| (comparison.newer.id.as_str(), form.id.as_str()));
    let ids: Vec<&str> = entry.relations.iter().map(|relation| relation.name()).collect();
    EntryView {
        anchor: pages::compared_anchor(&form.id, entry.lineage),
        lineage_id: entry.lineage.to_owned(),
        lineage: scene.link(entry.title, scene.pages.lineage(entry.lineage)),
        relations: words::relations_beside(&entry.relations, &entry.remark),
        relation_ids: ids.join(" "),
        older: entry.old.iter().map(|cell| cell_view(scene, older, cell)).collect(),
        newer: entry.new.iter().map(|cell| cell_view(scene, newer, cell)).collect(),
        remark: entry.remark.clone(),
        certainty: words::certainty_short(entry.certainty()),
    }
}

fn cell_view(scene: Scene<'_>, sheet: Option<(&str, &str)>, cell: &Cell<'_>) -> CellView {
    let address = |row: &Row| {
        let (edition, form) = sheet?;
        Some(scene.pages.row(edition, form, &row.lineage, &row.target)?.href(scene.from))
    };
    CellView {
        number: pieces(&cell.number),
        target: pieces(&cell.target),
        text: pieces(&cell.text),
        note: pieces(&cell.note),
        placeholder: cell.kind.placeholder(),
        href: cell.row.and_then(address),
    }
}

fn pieces(segments: &[Segment]) -> Vec<Piece> {
    segments.iter().map(|segment| Piece { text: segment.text.clone(), changed: segment.changed }).collect()
}
