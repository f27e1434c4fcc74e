//! A comparison as files for other programs.
//!
//! The same comparison always gives the same bytes.

use serde::Serialize;

use crate::{
    Cell, Comparison, Edition, Entry, Form, FormComparison, Named, Relation, Row, Segment, comparison::plain,
};

/// One entry of the JSON list.
#[derive(Serialize)]
struct JsonEntry<'a> {
    lineage: &'a str,
    relation: Vec<&'static str>,
    form: &'a str,
    /// The form before, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_form: Option<&'a str>,
    old: Vec<JsonRow<'a>>,
    new: Vec<JsonRow<'a>>,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    /// Where it is another one: the entry continues it.
    #[serde(skip_serializing_if = "Option::is_none")]
    lineage: Option<&'a str>,
    number: &'a str,
    section: u32,
    target: &'a str,
    text: &'a str,
    note: Option<&'a str>,
    status: &'static str,
    deadline: Option<u32>,
    certainty: &'static str,
}

/// The comparison as JSON: a list with one `{lineage, relation, form, old, new}` per entry, form by
/// form, in the order of the entries.
///
/// `relation` is a list of [`Relation::name`]s; `form` the id of the newer form, or of the older one
/// when it was given up; `old_form` the older one's id where it is another one. `old` and `new` hold
/// the rows in full with `number`, `section`, `target` (id), `text`, `note`, `status`, `deadline`
/// (fiscal year or null) and `certainty`; a row that had another id carries it as
/// `lineage`. Indented, with a line feed at the end; `[]` for an empty comparison.
///
/// # Example
///
/// ```
/// use checklist::{Library, compare, to_json};
/// let (library, _) = Library::load("../book".as_ref())?;
/// let [r6, r7] = ["r6", "r7"].map(|id| library.edition(id).unwrap());
/// assert!(to_json(&compare(&library, r6, r7)).starts_with("[\n  {\n    \"lineage\": "));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn to_json(comparison: &Comparison) -> String {
    let entries =
        comparison.forms.iter().flat_map(|form| form.entries.iter().map(|entry| json_entry(form, entry)));
    let entries: Vec<_> = entries.collect();
    let json = serde_json::to_string_pretty(&entries).expect("strings and numbers only");
    json + "\n"
}

fn json_entry<'a>(form: &FormComparison<'a>, entry: &'a Entry<'a>) -> JsonEntry<'a> {
    let id = |form: Option<&'a Form>| form.map(|form| form.id.as_str());
    let (older, newer) = (id(form.older), id(form.newer));
    JsonEntry {
        lineage: entry.lineage,
        relation: entry.relations.iter().map(|relation| relation.name()).collect(),
        form: newer.or(older).unwrap_or_default(),
        old_form: older.filter(|older| newer.is_some_and(|newer| newer != *older)),
        old: rows(&entry.old).map(|row| json_row(entry.lineage, row)).collect(),
        new: rows(&entry.new).map(|row| json_row(entry.lineage, row)).collect(),
    }
}

fn json_row<'a>(lineage: &str, row: &'a Row) -> JsonRow<'a> {
    JsonRow {
        lineage: (row.lineage != lineage).then_some(row.lineage.as_str()),
        number: &row.number,
        section: row.section,
        target: &row.target,
        text: &row.text,
        note: row.note.as_deref(),
        status: row.status.name(),
        deadline: row.deadline,
        certainty: row.certainty.name(),
    }
}

fn rows<'a>(cells: &'a [Cell<'a>]) -> impl Iterator<Item = &'a Row> {
    cells.iter().filter_map(|cell| cell.row)
}

const CSV_HEAD: [&str; 11] = [
    "様式",
    "項目ID",
    "項目名",
    "変更の種類",
    "旧番号",
    "旧対象",
    "旧要件",
    "新番号",
    "新対象",
    "新要件",
    "備考",
];

/// The comparison as CSV for spreadsheets: UTF-8 with byte order mark, CRLF, a Japanese head, one line
/// per entry.
///
/// Several rows of one side are lines of one cell; 旧番号, 旧対象 and 旧要件 have the same number of
/// them, unless all are alike and stand once. A note follows its sentence on a line of its own (※).
/// A cell that a spreadsheet would take for a formula begins with `'`. An empty comparison is its head.
pub fn to_csv(comparison: &Comparison) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(CSV_HEAD).expect("memory takes every byte");
    for form in &comparison.forms {
        for entry in &form.entries {
            let record = csv_record(form, entry).map(|cell| harmless(&cell));
            writer.write_record(record).expect("memory takes every byte");
        }
    }
    let bytes = writer.into_inner().expect("memory takes every byte");
    format!("\u{feff}{}", String::from_utf8(bytes).expect("made of strings"))
}

fn csv_record(form: &FormComparison, entry: &Entry) -> [String; 11] {
    let [old_number, old_target, old_text] = csv_side(&entry.old);
    let [new_number, new_target, new_text] = csv_side(&entry.new);
    [
        form.title.clone(),
        entry.lineage.to_owned(),
        entry.title.to_owned(),
        labels(&entry.relations),
        old_number,
        old_target,
        old_text,
        new_number,
        new_target,
        new_text,
        entry.remark.clone(),
    ]
}

fn csv_side(cells: &[Cell]) -> [String; 3] {
    let sentence =
        |cell: &Cell| cell.row.map(|row| with_note(&row.text, row.note.as_deref().unwrap_or_default()));
    [
        stacked(cells.iter().map(|cell| plain(&cell.number))),
        stacked(cells.iter().map(|cell| plain(&cell.target))),
        stacked(cells.iter().filter_map(sentence)),
    ]
}

/// Lines of one cell; one line when all are alike.
fn stacked(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<_> = lines.collect();
    if lines.windows(2).all(|pair| pair[0] == pair[1]) {
        lines.truncate(1);
    }
    lines.join("\n")
}

/// Spreadsheets read a cell that begins so as a formula, whatever its quotes.
fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

fn with_note(text: &str, note: &str) -> String {
    if note.is_empty() { text.to_owned() } else { format!("{text}\n{}{note}", note_sign(note)) }
}

/// What stands before a note, unless it brings it along.
fn note_sign(note: &str) -> &'static str {
    if note.starts_with('※') { "" } else { "※" }
}

fn labels(relations: &[Relation]) -> String {
    relations.iter().map(|relation| relation.label()).collect::<Vec<_>>().join("・")
}

/// The comparison as Markdown with one table per form: new left, old right, differences in bold.
///
/// Everything from the checklists is escaped: it is shown as written and never becomes markup.
/// Editions whose rows are not known give the title and a sentence that says so.
pub fn to_markdown(comparison: &Comparison) -> String {
    let mut markdown = format!("# {}\n", escaped(&comparison.title()));
    if comparison.forms.is_empty() {
        markdown += "\n比べられる行がありません。\n";
    }
    for form in &comparison.forms {
        markdown += &markdown_form(comparison, form);
    }
    markdown
}

fn markdown_form(comparison: &Comparison, form: &FormComparison) -> String {
    let edition = |edition: &Edition| escaped(&edition.title);
    let mut markdown = format!("\n## {}\n\n{}\n\n", escaped(&form.title), form.counts().prose());
    markdown += &format!(
        "| 改正後（{}） | 改正前（{}） | 備考 |\n",
        edition(comparison.newer),
        edition(comparison.older)
    );
    markdown += "|---|---|---|\n";
    for entry in &form.entries {
        let [new, old] = [&entry.new, &entry.old].map(|cells| markdown_cells(cells));
        markdown += &format!("| {new} | {old} | {}<br>{} |\n", escaped(entry.title), escaped(&entry.remark));
    }
    markdown
}

fn markdown_cells(cells: &[Cell]) -> String {
    cells.iter().map(markdown_cell).collect::<Vec<_>>().join("<br>")
}

fn markdown_cell(cell: &Cell) -> String {
    let target = if cell.row.is_some() { format!("〔{}〕", bold(&cell.target)) } else { String::new() };
    let note = match plain(&cell.note) {
        note if note.is_empty() => note,
        note => format!("<br>{}{}", note_sign(&note), bold(&cell.note)),
    };
    let text = cell.kind.placeholder().map_or_else(|| bold(&cell.text), str::to_owned);
    format!("{} {target}{text}{note}", bold(&cell.number)).trim_start().to_owned()
}

/// `<b>`, since `**` does not work beside Japanese punctuation (CommonMark, flanking rules).
fn bold(segments: &[Segment]) -> String {
    let show = |segment: &Segment| match segment.changed {
        true => format!("<b>{}</b>", escaped(&segment.text)),
        false => escaped(&segment.text),
    };
    segments.iter().map(show).collect()
}

/// Text that Markdown shows as written, on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\n' => escaped += "<br>",
            '\r' => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => escaped.extend(['\\', char]),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
