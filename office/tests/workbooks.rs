//! Workbooks, read back and compared with the data.

mod common;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use checklist::{AppendixKind, Status};
use common::{day, forms, library};
use office::{File, Format, files, record, workbook};

fn open(file: &File) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(file.bytes.clone())).expect("a workbook")
}

fn cell(range: &Range<Data>, row: u32, col: u32) -> String {
    range.get_value((row, col)).map(ToString::to_string).unwrap_or_default()
}

/// The XML of a part of a workbook.
fn part(file: &File, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(&file.bytes)).expect("an archive");
    std::io::read_to_string(archive.by_name(name).expect("the part")).expect("UTF-8")
}

#[test]
fn the_sheet_has_every_row_in_the_official_order() {
    let library = library();
    for (edition, form) in forms(&library) {
        let file = workbook(&library, edition, form, day()).expect("a workbook");
        let range = open(&file).worksheet_range("チェックリスト").expect("the sheet");
        let rows = (4..=range.end().expect("cells").0).filter(|row| !cell(&range, *row, 2).is_empty());
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), form.rows.len(), "{}", file.name);
        for (place, row) in rows.into_iter().zip(&form.rows) {
            let number = if row.number.is_empty() { "番号なし" } else { &row.number };
            assert_eq!(cell(&range, place, 0), number);
            let text = cell(&range, place, 2);
            let (sentence, note) = text.split_once('\n').unwrap_or((&text, ""));
            assert_eq!(sentence, row.text);
            assert_eq!(note.trim_start_matches("※ "), row.note.as_deref().unwrap_or_default());
        }
    }
}

#[test]
fn sections_stand_above_their_rows() {
    let library = library();
    for (edition, form) in forms(&library) {
        let file = workbook(&library, edition, form, day()).expect("a workbook");
        let range = open(&file).worksheet_range("チェックリスト").expect("the sheet");
        let titles = (4..=range.end().expect("cells").0).filter(|row| cell(&range, *row, 2).is_empty());
        let titles: Vec<_> = titles.map(|row| cell(&range, row, 0)).collect();
        let sections = form.rows.chunk_by(|a, b| (a.section, a.status) == (b.section, b.status));
        let expected = sections.map(|rows| {
            let section = edition.sections.iter().find(|section| section.number == rows[0].section);
            let title = &section.expect("a declared section").title;
            let number = if rows[0].section > 0 { format!("{} ", rows[0].section) } else { String::new() };
            format!(
                "{number}{title}{}",
                if rows[0].status == Status::Reference { "（参考項目）" } else { "" }
            )
        });
        let expected: Vec<_> = expected.collect();
        assert_eq!(titles, expected, "{}", file.name);
    }
}

#[test]
fn answers_are_chosen_and_days_asked_back() {
    let library = library();
    for (edition, form) in forms(&library) {
        let file = workbook(&library, edition, form, day()).expect("a workbook");
        let sheet = part(&file, "xl/worksheets/sheet1.xml");
        let n_lists = sheet.matches("<formula1>\"はい,いいえ,対象外\"</formula1>").count();
        assert_eq!(n_lists as u32, edition.checks, "{}", file.name);
        assert_eq!(sheet.matches("type=\"date\"").count() as u32, edition.checks + 1);
        // Days since 1899-12-30: 45748 is 2025-04-01, 46112 is 2026-03-31.
        if edition.fiscal_year == 2025 {
            assert!(sheet.contains("<formula1>45748</formula1><formula2>46112</formula2>"));
        }
        assert_eq!(sheet.matches("<cfRule ").count(), 3);
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""));
        assert!(sheet.contains("&amp;P / &amp;N"));
        let book = part(&file, "xl/workbook.xml");
        assert!(book.contains("_xlnm.Print_Titles\" localSheetId=\"0\">チェックリスト!$4:$4"), "{book}");
    }
}

#[test]
fn a_clinic_gets_its_records_and_a_vendor_does_not() {
    let library = library();
    let regulation = library.regulation.as_ref().expect("a regulation");
    for (edition, form) in forms(&library) {
        let names = open(&workbook(&library, edition, form, day()).expect("a workbook")).sheet_names();
        assert_eq!(names.first().map(String::as_str), Some("チェックリスト"));
        assert_eq!(names.last().map(String::as_str), Some("この表について"));
        assert_eq!(names.contains(&"機器台帳".to_owned()), !form.vendor, "{} {}", edition.id, form.id);
        let of_regulation =
            |name: &String| regulation.appendices.iter().any(|appendix| appendix.title == *name);
        assert!(names[1..names.len() - 1].iter().all(of_regulation));
    }
}

#[test]
fn every_sheet_says_whose_words_it_has() {
    let library = library();
    for (edition, form) in forms(&library) {
        let mut book = open(&workbook(&library, edition, form, day()).expect("a workbook"));
        let about = book.worksheet_range("この表について").expect("the sheet");
        let lines: Vec<_> = (0..=about.end().expect("cells").0).map(|row| cell(&about, row, 0)).collect();
        assert!(lines.iter().any(|line| line.contains("提出には厚生労働省の原本を使ってください")));
        assert!(lines.iter().any(|line| line.contains("厚生労働省や日本医師会の刊行物ではありません")));
        for source in &edition.sources {
            assert!(lines.iter().any(|line| line.contains(&source.url)), "{}", source.url);
        }
        let sheet = book.worksheet_range("チェックリスト").expect("the sheet");
        assert!(cell(&sheet, 1, 0).contains("原本を使ってください"));
    }
}

#[test]
fn a_record_has_the_columns_of_the_regulation() {
    let library = library();
    let regulation = library.regulation.as_ref().expect("a regulation");
    let mut n_records = 0;
    for appendix in &regulation.appendices {
        let Some(file) = record(&library, appendix, day()).expect("a workbook") else {
            assert!(appendix.computed.is_some(), "{}", appendix.id);
            continue;
        };
        n_records += 1;
        let mut book = open(&file);
        let name = book.sheet_names().remove(0);
        let range = book.worksheet_range(&name).expect("the sheet");
        for (col, column) in (0..).zip(&appendix.columns) {
            assert_eq!(cell(&range, 2, col), column.title);
            assert_eq!(cell(&range, 3, col).trim_start_matches("記入例\n"), column.example);
        }
        assert!(cell(&range, 0, 0).ends_with(&appendix.title));
        assert_eq!(cell(&range, 1, 0), appendix.explanation);
        if appendix.kind == AppendixKind::Form {
            let sheet = part(&file, "xl/worksheets/sheet1.xml");
            assert_eq!(sheet.matches("<row ").count() as u32, 4 + appendix.n_rows, "{}", appendix.id);
        }
    }
    assert_eq!(n_records, regulation.appendices.len() - 1);
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let [first, second] = [(), ()].map(|()| files(&library(), Format::Xlsx, day()).expect("files"));
    assert_eq!(first.len(), 9 + library().regulation.expect("a regulation").appendices.len() - 1);
    for (one, other) in first.iter().zip(&second) {
        assert!(one == other, "{}", one.name);
    }
}
