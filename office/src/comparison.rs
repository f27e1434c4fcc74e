//! 新旧対照表 as Word files.

use checklist::{Cell, Comparison, Date, Entry, FormComparison, Segment};
use docx_rs::{AlignmentType, Paragraph, Run, Table};

use crate::{
    Error, File,
    document::{self, line, style},
    words,
};

/// Widths of 改正後, 改正前 and 備考.
const WIDTHS: [usize; 3] = [5900, 5900, document::WIDE - 11800];

/// Two editions side by side as a Word file on wide A4: one table per form with 改正後 on the left,
/// 改正前, and 備考; differences underlined, as ministries print them.
///
/// An entry is a row; several provisions of one side stand below each other. `date` is the day of the book.
///
/// # Errors
///
/// When the file cannot be packed.
pub fn comparison(comparison: &Comparison<'_>, date: Option<Date>) -> Result<File, Error> {
    let (older, newer) = (comparison.older, comparison.newer);
    let mut docx = document::new(date)
        .add_paragraph(Paragraph::new().style(style::TITLE).add_run(text(&comparison.title())))
        .add_paragraph(Paragraph::new().add_run(text(words::NOTICE)))
        .add_paragraph(Paragraph::new().add_run(text(words::ORIGIN)))
        .add_paragraph(Paragraph::new().align(AlignmentType::Right).add_run(text("（下線部分は改正部分）")));
    let heads =
        [format!("改正後（{}）", newer.title), format!("改正前（{}）", older.title), "備考".to_owned()];
    for form in &comparison.forms {
        let counts = Paragraph::new().keep_next(true).add_run(text(&form.counts().prose()));
        docx = docx
            .add_paragraph(Paragraph::new().style(style::CHAPTER).keep_next(true).add_run(text(&form.title)))
            .add_paragraph(counts)
            .add_table(table(&heads, form));
    }
    Ok(File {
        name: format!("{}-{}.docx", older.id, newer.id),
        title: format!("{}（Word）", comparison.title()),
        bytes: document::bytes(docx)?,
    })
}

fn table(heads: &[String], form: &FormComparison<'_>) -> Table {
    let row = |entry: &Entry<'_>| vec![side(&entry.new), side(&entry.old), remark(entry)];
    document::table(&WIDTHS, heads, form.entries.iter().map(row).collect())
}

/// The provisions of one side, with an empty line between them.
fn side(cells: &[Cell<'_>]) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    for (idx, cell) in cells.iter().enumerate() {
        if idx > 0 {
            paragraphs.push(line([]));
        }
        paragraphs.extend(provision(cell));
    }
    paragraphs
}

/// Number and device group, the sentence or what stands in its place, and the note.
fn provision(cell: &Cell<'_>) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    if cell.row.is_some() {
        let mut runs = marked(&cell.number);
        if !runs.is_empty() {
            runs.push(text("　"));
        }
        runs.push(text("〔"));
        runs.extend(marked(&cell.target));
        runs.push(text("〕"));
        paragraphs.push(line(runs));
    }
    match cell.kind.placeholder() {
        Some(words) => paragraphs.push(line([text(words)])),
        None => paragraphs.push(line(marked(&cell.text))),
    }
    if let Some(first) = cell.note.first() {
        let sign = (!first.text.starts_with('※')).then(|| text("※ "));
        paragraphs.push(line(sign.into_iter().chain(marked(&cell.note))));
    }
    paragraphs
}

fn remark(entry: &Entry<'_>) -> Vec<Paragraph> {
    let mut paragraphs = vec![line([document::gothic(text(entry.title))])];
    if !entry.remark.is_empty() {
        paragraphs.push(line([text(&entry.remark)]));
    }
    paragraphs
}

fn marked(segments: &[Segment]) -> Vec<Run> {
    let run = |segment: &Segment| match segment.changed {
        true => text(&segment.text).underline("single"),
        false => text(&segment.text),
    };
    segments.iter().map(run).collect()
}

fn text(words: &str) -> Run {
    Run::new().add_text(words)
}
