//! What all Word files have in common: fonts, styles, paper, tables.

use std::io::Cursor;

use checklist::Date;
use docx_rs::{
    AlignmentType, BuildXML, Docx, Footer, HeightRule, LineSpacing, NumPages, PageMargin, PageNum,
    PageOrientationType, Paragraph, Run, RunFonts, Shading, ShdType, SpecialIndentType, Style, StyleType,
    Table, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

use crate::{Error, archive};

/// Body text.
const MINCHO: &str = "ＭＳ 明朝";
/// Headings.
const GOTHIC: &str = "ＭＳ ゴシック";

/// A4, in twentieths of a point.
pub(crate) const A4: (u32, u32) = (11906, 16838);
/// Of every page, on all sides.
const MARGIN: i32 = 1134;
/// Between the margins of a wide page.
pub(crate) const WIDE: usize = 16838 - 2 * MARGIN as usize;

/// Least height of a row, so that it can be written in by hand.
const WRITABLE: f32 = 440.0;

/// Ids of styles.
pub(crate) mod style {
    pub(crate) const TITLE: &str = "Title";
    /// 章, 附則, 別表.
    pub(crate) const CHAPTER: &str = "Heading1";
    /// 条.
    pub(crate) const ARTICLE: &str = "Heading2";
    /// The first 項 of an article.
    pub(crate) const BODY: &str = "BodyText";
    /// Text of tables.
    pub(crate) const CELL: &str = "TableText";
}

/// An empty document with fonts, styles, and page numbers below. Its last section is wide.
pub(crate) fn new(date: Option<Date>) -> Docx {
    let day = date.map_or_else(|| "1980-01-01".to_owned(), |date| date.to_string());
    let moment = format!("{day}T00:00:00Z");
    let spacing = |before, after| LineSpacing::new().before(before).after(after);
    let heading = |id: &str, name: &str, size, level| {
        let style = Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").next(style::BODY);
        style.fonts(fonts(GOTHIC)).size(size).outline_lvl(level).q_format(true)
    };
    Docx::new()
        .created_at(&moment)
        .updated_at(&moment)
        .default_fonts(fonts(MINCHO))
        .default_size(21)
        .add_style(
            Style::new(style::TITLE, StyleType::Paragraph)
                .name("Title")
                .based_on("Normal")
                .fonts(fonts(GOTHIC))
                .size(32)
                .align(AlignmentType::Center)
                .line_spacing(spacing(0, 360)),
        )
        .add_style(heading(style::CHAPTER, "heading 1", 26, 0).line_spacing(spacing(360, 120)))
        .add_style(heading(style::ARTICLE, "heading 2", 21, 1).line_spacing(spacing(200, 40)))
        .add_style(Style::new(style::BODY, StyleType::Paragraph).name("Body Text").based_on("Normal").indent(
            Some(210),
            Some(SpecialIndentType::FirstLine(210)),
            None,
            None,
        ))
        .add_style(
            Style::new(style::CELL, StyleType::Paragraph).name("Table Text").based_on("Normal").size(18),
        )
        .page_size(A4.1, A4.0)
        .page_orient(PageOrientationType::Landscape)
        .page_margin(margin())
        .footer(footer())
}

/// The same on every page.
pub(crate) fn margin() -> PageMargin {
    PageMargin {
        top: MARGIN,
        left: MARGIN,
        bottom: MARGIN,
        right: MARGIN,
        header: 567,
        footer: 567,
        gutter: 0,
    }
}

/// `3 / 12`.
pub(crate) fn footer() -> Footer {
    let numbers = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new());
    Footer::new().add_paragraph(numbers.add_run(Run::new().add_text(" / ")).add_num_pages(NumPages::new()))
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name).cs(name)
}

/// Letters of headings inside a table.
pub(crate) fn gothic(run: Run) -> Run {
    run.fonts(fonts(GOTHIC))
}

/// A paragraph of a table's cell.
pub(crate) fn line(runs: impl IntoIterator<Item = Run>) -> Paragraph {
    runs.into_iter().fold(Paragraph::new().style(style::CELL), Paragraph::add_run)
}

/// A table whose head stands on every page and whose rows are not cut. `widths` are twentieths of a
/// point, one per column; a cell is never without a paragraph.
pub(crate) fn table(widths: &[usize], head: &[String], rows: Vec<Vec<Vec<Paragraph>>>) -> Table {
    let shade = || Shading::new().shd_type(ShdType::Clear).fill("E7E6E6");
    let cell = |paragraphs: Vec<Paragraph>, width: usize| {
        let cell = TableCell::new().width(width, WidthType::Dxa);
        paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
    };
    let heads = head.iter().zip(widths).map(|(title, width)| {
        let title = line([gothic(Run::new().add_text(title))]).align(AlignmentType::Center);
        cell(vec![title], *width).shading(shade())
    });
    let row = |cells: Vec<Vec<Paragraph>>| {
        let cells = cells.into_iter().zip(widths).map(|(paragraphs, width)| match paragraphs.is_empty() {
            true => cell(vec![line([])], *width),
            false => cell(paragraphs, *width),
        });
        TableRow::new(cells.collect()).cant_split().row_height(WRITABLE).height_rule(HeightRule::AtLeast)
    };
    let rows = std::iter::once(TableRow::new(heads.collect()).cant_split()).chain(rows.into_iter().map(row));
    Table::new(rows.collect())
        .set_grid(widths.to_vec())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

/// The bytes of a document: always the same for the same document.
pub(crate) fn bytes(docx: Docx) -> Result<Vec<u8>, Error> {
    let mut parts = docx.build();
    parts.document = with_repeated_heads(&without_ids(parts.document)).into_bytes();
    parts.footers = parts.footers.into_iter().map(|footer| without_ids(footer).into_bytes()).collect();
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(|error| Error::Document(error.to_string()))?;
    Ok(archive::repacked(packed.into_inner())?)
}

/// A part without the ids of its paragraphs, which nothing here refers to: docx-rs counts them on from one
/// document to the next.
fn without_ids(part: Vec<u8>) -> String {
    let text = String::from_utf8(part).expect("XML is UTF-8");
    let mut pieces = text.split(" w14:paraId=\"");
    let before = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(before, |text, piece| text + piece.split_once('"').map_or("", |(_, rest)| rest))
}

/// Marks the first row of every table as its head, for which docx-rs has no word.
fn with_repeated_heads(document: &str) -> String {
    let mut tables = document.split("<w:tbl>");
    let before = tables.next().unwrap_or_default().to_owned();
    tables.fold(before, |text, table| {
        text + "<w:tbl>" + &table.replacen("<w:trPr>", "<w:trPr><w:tblHeader/>", 1)
    })
}

/// A stretch of a document as it stands in the file.
pub(crate) fn xml(block: &impl BuildXML) -> String {
    with_repeated_heads(&without_ids(block.build()))
}
