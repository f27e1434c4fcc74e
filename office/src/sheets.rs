//! What all workbooks have in common: fonts, cells, print.

use checklist::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{Error, archive};

/// Gothic, which every Japanese office program has.
const FONT: &str = "ＭＳ Ｐゴシック";

/// A cell without lines.
pub(crate) fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::Top)
}

/// A cell of a table.
pub(crate) fn cell() -> Format {
    plain().set_text_wrap().set_border(FormatBorder::Thin)
}

/// The head of a table.
pub(crate) fn head() -> Format {
    cell()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(grey())
}

/// The title of a sheet.
pub(crate) fn title() -> Format {
    plain().set_bold().set_font_size(14).set_align(FormatAlign::VerticalCenter)
}

/// A cell that holds a day.
pub(crate) fn day() -> Format {
    cell().set_num_format("yyyy/m/d").set_align(FormatAlign::Center)
}

/// Light enough for black and white print.
pub(crate) fn grey() -> Color {
    Color::RGB(0xE7_E6_E6)
}

/// An example that a clinic replaces.
pub(crate) fn example() -> Format {
    cell().set_italic().set_font_color(Color::RGB(0x59_59_59))
}

/// Wide A4, as wide as one page, with the name of the sheet above and page numbers below.
pub(crate) fn print_on_a4(sheet: &mut Worksheet, head_row: u32) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_header("&R&9&A").set_footer("&C&9&P / &N");
    sheet.set_repeat_rows(head_row, head_row)?;
    sheet.set_freeze_panes(head_row + 1, 0)?;
    Ok(())
}

/// Points of a row of a table whose cells have these texts, in columns as wide as so many half-width
/// characters. There is room to write two lines.
pub(crate) fn height(texts: &[(&str, f64)]) -> f64 {
    let n_lines = texts.iter().map(|(text, width)| n_lines(text, *width));
    points(n_lines.fold(2.0, f64::max))
}

/// Points of a row that has only a text, in a column as wide as so many half-width characters.
pub(crate) fn height_of_text(text: &str, width: f64) -> f64 {
    points(n_lines(text, width))
}

/// Fonts of office programs are up to half as high again as their size.
fn points(n_lines: f64) -> f64 {
    n_lines * 14.5 + 3.0
}

fn n_lines(text: &str, width: f64) -> f64 {
    text.split('\n').map(|line| (columns(line) / (width - 2.5)).ceil().max(1.0)).sum()
}

/// Half-width characters; full-width ones count twice.
fn columns(text: &str) -> f64 {
    text.chars().map(|char| if char.is_ascii() { 1.0 } else { 2.0 }).sum()
}

/// The bytes of a workbook: always the same for the same day.
pub(crate) fn bytes(mut workbook: Workbook, title: &str, date: Option<Date>) -> Result<Vec<u8>, Error> {
    let day = date.map_or_else(|| "1980-01-01".to_owned(), |date| date.to_string());
    let created = ExcelDateTime::parse_from_str(&day)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    Ok(archive::repacked(workbook.save_to_buffer()?)?)
}
