//! The records a clinic keeps as evidence: 別表 and 様式 of the regulation as workbooks.

use checklist::{Appendix, Date, Library, Piece, Regulation, Text};
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{Error, File, sheets};

/// A workbook for an appendix of the regulation: its columns, how to fill them in, an example, the rows
/// that are written already, and empty rows. None for appendices that are made from other data.
///
/// `date` is the day of the book.
///
/// # Errors
///
/// When a text is longer than a cell can hold.
pub fn record(library: &Library, appendix: &Appendix, date: Option<Date>) -> Result<Option<File>, Error> {
    if appendix.computed.is_some() {
        return Ok(None);
    }
    let mut workbook = Workbook::new();
    let name = name_unlike(&[], &appendix.title);
    write(workbook.add_worksheet().set_name(name)?, library, appendix)?;
    Ok(Some(File {
        name: format!("{}.xlsx", appendix.id),
        title: format!("{}（Excel）", appendix.title),
        bytes: sheets::bytes(workbook, &appendix.title, date)?,
    }))
}

/// The row of the table's head, below the title and the explanation.
const HEAD_ROW: u32 = 2;

/// Characters of a line of all columns together.
const LINE: f64 = 150.0;

/// Writes an appendix into an empty sheet.
pub(crate) fn write(sheet: &mut Worksheet, library: &Library, appendix: &Appendix) -> Result<(), Error> {
    let regulation = library.regulation.as_ref();
    let label = regulation.and_then(|regulation| regulation.appendix_label(&appendix.id)).unwrap_or_default();
    sheets::print_on_a4(sheet, HEAD_ROW)?;
    sheet.write_with_format(0, 0, format!("{label} {}", appendix.title), &sheets::title())?;
    let last = appendix.columns.len().max(2) as u16 - 1;
    let explanation = sheets::plain().set_text_wrap();
    sheet.merge_range(1, 0, 1, last, &appendix.explanation, &explanation)?;
    sheet.set_row_height(0, 24)?;
    sheet.set_row_height(1, sheets::height(&[(&appendix.explanation, LINE)]))?;
    let widths = widths(appendix);
    for ((col, column), width) in (0..).zip(&appendix.columns).zip(&widths) {
        sheet.set_column_width(col, *width)?;
        sheet.write_with_format(HEAD_ROW, col, &column.title, &sheets::head())?;
    }
    sheet.set_row_height(HEAD_ROW, 30)?;
    write_rows(sheet, regulation, appendix, &widths)
}

fn write_rows(
    sheet: &mut Worksheet,
    regulation: Option<&Regulation>,
    appendix: &Appendix,
    widths: &[f64],
) -> Result<(), Error> {
    let profile = regulation.map(Regulation::first_profile).unwrap_or_default();
    let examples: Vec<_> = appendix.columns.iter().map(|column| column.example.clone()).collect();
    let example = (marked(examples), sheets::example());
    let written = appendix.entries.iter().filter(|entry| entry.when.holds(&profile)).map(|entry| {
        let cells = entry.cells.iter().map(|cell| plain(regulation, cell));
        (cells.collect(), sheets::cell())
    });
    let empty = (0..appendix.n_rows).map(|_| (vec![String::new(); widths.len()], sheets::cell()));
    for (row, (cells, format)) in (HEAD_ROW + 1..).zip(std::iter::once(example).chain(written).chain(empty)) {
        for (col, text) in (0..).zip(&cells) {
            match text.is_empty() {
                true => sheet.write_blank(row, col, &format)?,
                false => sheet.write_string_with_format(row, col, text, &format)?,
            };
        }
        let texts: Vec<_> = cells.iter().map(String::as_str).zip(widths.iter().copied()).collect();
        sheet.set_row_height(row, sheets::height(&texts))?;
    }
    Ok(())
}

/// An example says that it is one.
fn marked(mut cells: Vec<String>) -> Vec<String> {
    if let Some(first) = cells.first_mut() {
        *first = format!("記入例\n{first}");
    }
    cells
}

/// A text with the examples of what is to be filled in.
fn plain(regulation: Option<&Regulation>, text: &Text) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Variable(id) => regulation
            .and_then(|regulation| regulation.variable(id))
            .map_or_else(|| id.clone(), |variable| variable.example.clone()),
        Piece::Article(id) => {
            regulation.and_then(|regulation| regulation.article_label(id)).unwrap_or_default()
        }
        Piece::Appendix(id) => {
            regulation.and_then(|regulation| regulation.appendix_label(id)).unwrap_or_default()
        }
    };
    text.pieces.iter().map(piece).collect()
}

/// Columns share the line by the length of what stands in them.
fn widths(appendix: &Appendix) -> Vec<f64> {
    let n_chars = |column: &checklist::Column| {
        (column.title.chars().count().max(column.example.chars().count()) as f64).clamp(4.0, 16.0)
    };
    let total: f64 = appendix.columns.iter().map(n_chars).sum();
    appendix.columns.iter().map(|column| (n_chars(column) / total * LINE).max(8.0).round()).collect()
}

/// The name of a sheet: short, without some characters, and unlike the other names, whatever their case.
pub(crate) fn name_unlike(others: &[String], title: &str) -> String {
    let is_allowed = |char: &char| !['[', ']', ':', '*', '?', '/', '\\', '\''].contains(char);
    let name: String = title.chars().filter(is_allowed).take(28).collect();
    let is_taken = |name: &String| others.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered).skip_while(is_taken);
    names.next().expect("numbers do not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_of_their_own() {
        let others = ["台帳".to_owned(), "PC".to_owned(), "pc2".to_owned()];
        assert_eq!(name_unlike(&others, "台帳"), "台帳2");
        assert_eq!(name_unlike(&others, "pc"), "pc3");
        assert_eq!(name_unlike(&[], "点検/記録［甲］"), "点検記録［甲］");
        assert_eq!(name_unlike(&[], &"長".repeat(40)), "長".repeat(28));
    }
}
