//! The rows of a form as tables for spreadsheets and programs.

use checklist::{Edition, Form, Library, Named, Row, fiscal_year};
use serde::Serialize;

use crate::{File, words};

const HEAD: [&str; 16] = [
    "版",
    "様式",
    "節",
    "番号",
    "対象",
    "項目ID",
    "項目名",
    "確認すること（言い換え）",
    "条件",
    "状態",
    "期限",
    "事業者と契約がないとき",
    "ガイドライン",
    "確からしさ",
    "原本で確かめること",
    "出典",
];

/// The rows of a form for spreadsheets: UTF-8 with byte order mark, CRLF, a Japanese head, one record
/// per printed row in printed order.
///
/// Several clauses or addresses are lines of one cell. A cell that a spreadsheet would take for a formula
/// begins with `'`. A form without rows is its head.
pub fn items_csv(library: &Library, edition: &Edition, form: &Form) -> File {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEAD).expect("memory takes every byte");
    for row in &form.rows {
        let record = record(library, edition, form, row).map(|cell| harmless(&cell));
        writer.write_record(record).expect("memory takes every byte");
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(writer.into_inner().expect("memory takes every byte"));
    File {
        name: format!("{}-{}.csv", edition.id, form.id),
        title: format!("{}（CSV）", words::sheet_title(edition, form)),
        bytes,
    }
}

fn record(library: &Library, edition: &Edition, form: &Form, row: &Row) -> [String; 16] {
    let clauses = row.guideline.iter().map(|reference| {
        format!("{}（{}）", words::clause(library, edition, reference), words::basis(reference.basis))
    });
    [
        edition.title.clone(),
        form.title.clone(),
        words::section_title(edition, row.section).to_owned(),
        row.number.clone(),
        words::target_title(library, &row.target).to_owned(),
        row.lineage.clone(),
        words::lineage_title(library, &row.lineage).to_owned(),
        row.text.clone(),
        row.note.clone().unwrap_or_default(),
        row.status.label().to_owned(),
        fiscal_year(row.deadline.unwrap_or(edition.fiscal_year)),
        if row.blank_if_no_vendor { "記入不要" } else { "" }.to_owned(),
        clauses.collect::<Vec<_>>().join("\n"),
        row.certainty.label().to_owned(),
        row.doubt.clone().unwrap_or_default(),
        row.sources.join("\n"),
    ]
}

/// Spreadsheets read a cell that begins so as a formula, whatever its quotes.
fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[derive(Serialize)]
struct JsonSheet<'a> {
    notice: &'static str,
    edition: JsonEdition<'a>,
    form: JsonForm<'a>,
    rows: Vec<JsonRow<'a>>,
}

#[derive(Serialize)]
struct JsonEdition<'a> {
    id: &'a str,
    title: &'a str,
    fiscal_year: u32,
    published: &'a str,
    guideline: &'a str,
    certainty: &'static str,
}

#[derive(Serialize)]
struct JsonForm<'a> {
    id: &'a str,
    title: &'a str,
    vendor: bool,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    lineage: &'a str,
    title: &'a str,
    section: u32,
    section_title: &'a str,
    number: &'a str,
    target: &'a str,
    target_title: &'a str,
    text: &'a str,
    note: Option<&'a str>,
    status: &'static str,
    deadline: u32,
    blank_if_no_vendor: bool,
    guideline: Vec<JsonClause<'a>>,
    certainty: &'static str,
    doubt: Option<&'a str>,
    sources: &'a [String],
}

#[derive(Serialize)]
struct JsonClause<'a> {
    part: &'a str,
    clause: &'a str,
    title: String,
    basis: &'static str,
    sources: &'a [String],
}

/// The rows of a form for programs: `{notice, edition, form, rows}`, indented, with a line feed at the end.
///
/// A row has its `lineage` (id) with `title`, its `section`, `number`, `target` (id), `text`, `note`,
/// `status`, `deadline` (western fiscal year by whose end it is to be met, the edition's own where the row
/// names none), `blank_if_no_vendor`, `guideline`, `certainty`, `doubt` and `sources`. Values of lists are the
/// words of the YAML files. Rows are in printed order; `rows` is empty for a form without rows.
pub fn items_json(library: &Library, edition: &Edition, form: &Form) -> File {
    let sheet = JsonSheet {
        notice: words::NOTICE,
        edition: JsonEdition {
            id: &edition.id,
            title: &edition.title,
            fiscal_year: edition.fiscal_year,
            published: &edition.published,
            guideline: &edition.guideline,
            certainty: edition.certainty.name(),
        },
        form: JsonForm { id: &form.id, title: &form.title, vendor: form.vendor },
        rows: form.rows.iter().map(|row| json_row(library, edition, row)).collect(),
    };
    let json = serde_json::to_string_pretty(&sheet).expect("strings and numbers only") + "\n";
    File {
        name: format!("{}-{}.json", edition.id, form.id),
        title: format!("{}（JSON）", words::sheet_title(edition, form)),
        bytes: json.into_bytes(),
    }
}

fn json_row<'a>(library: &'a Library, edition: &'a Edition, row: &'a Row) -> JsonRow<'a> {
    let clause = |reference: &'a checklist::GuidelineRef| JsonClause {
        part: &reference.part,
        clause: &reference.clause,
        title: words::clause(library, edition, reference),
        basis: reference.basis.name(),
        sources: &reference.sources,
    };
    JsonRow {
        lineage: &row.lineage,
        title: words::lineage_title(library, &row.lineage),
        section: row.section,
        section_title: words::section_title(edition, row.section),
        number: &row.number,
        target: &row.target,
        target_title: words::target_title(library, &row.target),
        text: &row.text,
        note: row.note.as_deref(),
        status: row.status.name(),
        deadline: row.deadline.unwrap_or(edition.fiscal_year),
        blank_if_no_vendor: row.blank_if_no_vendor,
        guideline: row.guideline.iter().map(clause).collect(),
        certainty: row.certainty.name(),
        doubt: row.doubt.as_deref(),
        sources: &row.sources,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@sum", "＝1", "\t=1", "\n=1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("2-⑥"), "2-⑥");
        assert_eq!(harmless(""), "");
    }
}
