//! A form as a workbook to fill in.

use checklist::{Appendix, AppendixKind, Date, Edition, Form, Library, Row, Status, fiscal_year};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule,
    ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
    utility::column_number_to_name,
};

use crate::{Error, File, records, sheets, words};

/// Answers a row can have. The official sheet knows the first two; the third one needs a reason.
const ANSWERS: [&str; 3] = ["はい", "いいえ", "対象外"];

/// Names of the sheets that are no records.
const CHECKLIST: &str = "チェックリスト";
const ABOUT: &str = "この表について";

/// In half-width characters: as wide as upright A4.
const ABOUT_WIDTH: f64 = 88.0;

/// What a column of the sheet holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Target,
    Text,
    Answer,
    Check,
    Aim,
    State,
    Reason,
    Evidence,
    Remark,
}

struct Column {
    kind: Kind,
    head: String,
    /// In half-width characters.
    width: f64,
}

/// A form as a workbook: the sheet to answer in the order of the official one, a sheet for every 様式 of
/// the regulation that is evidence for one of its rows, and a sheet on whose work it is.
///
/// Answers are chosen from a list; days outside the fiscal year are asked back; a column says in words
/// and colour what is missing. Vendors' forms come without the clinic's own records. `date` is the day of
/// the book.
///
/// # Errors
///
/// When a text is longer than a cell can hold.
pub fn workbook(
    library: &Library,
    edition: &Edition,
    form: &Form,
    date: Option<Date>,
) -> Result<File, Error> {
    let title = words::sheet_title(edition, form);
    let mut workbook = Workbook::new();
    Sheet { library, edition, form, columns: columns(edition.checks) }.write(workbook.add_worksheet())?;
    let mut names = vec![CHECKLIST.to_owned(), ABOUT.to_owned()];
    for appendix in records_of(library, form) {
        let name = records::name_unlike(&names, &appendix.title);
        records::write(workbook.add_worksheet().set_name(&name)?, library, appendix)?;
        names.push(name);
    }
    about(workbook.add_worksheet(), library, edition, form, date)?;
    Ok(File {
        name: format!("{}-{}.xlsx", edition.id, form.id),
        bytes: sheets::bytes(workbook, &title, date)?,
        title: format!("{title}（Excel）"),
    })
}

/// The records that are evidence for a row of the form.
fn records_of<'a>(library: &'a Library, form: &'a Form) -> impl Iterator<Item = &'a Appendix> {
    let appendices = library.regulation.iter().flat_map(|regulation| &regulation.appendices);
    appendices.filter(|appendix| {
        let is_evidence = |row: &Row| appendix.lineages.contains(&row.lineage);
        !form.vendor && appendix.kind == AppendixKind::Form && form.rows.iter().any(is_evidence)
    })
}

/// As the sheet of the guide has them, with the state and room for evidence behind.
fn columns(n_checks: u32) -> Vec<Column> {
    let column = |kind, head: &str, width| Column { kind, head: head.to_owned(), width };
    let mut columns = vec![
        column(Kind::Number, "番号", 8.0),
        column(Kind::Target, "対象", 14.0),
        column(Kind::Text, "確認すること", 44.0),
    ];
    for check in 1..=n_checks.max(1) {
        let round = if n_checks > 1 { format!("{check}回目 ") } else { String::new() };
        columns.push(column(Kind::Answer, &format!("{round}答え"), 9.0));
        columns.push(column(Kind::Check, &format!("{round}確認日"), 11.0));
        if check == 1 {
            columns.push(column(Kind::Aim, "目標日", 11.0));
        }
    }
    columns.extend([
        column(Kind::State, "残っていること", 14.0),
        column(Kind::Reason, "メモ・対象外の理由", 22.0),
        column(Kind::Evidence, "証跡（何を、どこに）", 26.0),
        column(Kind::Remark, "備考", 29.0),
    ]);
    columns
}

struct Sheet<'a> {
    library: &'a Library,
    edition: &'a Edition,
    form: &'a Form,
    columns: Vec<Column>,
}

/// The row of the table's head, below the title, the notice and the fields.
const HEAD_ROW: u32 = 3;

impl Sheet<'_> {
    fn write(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_name(CHECKLIST)?;
        sheets::print_on_a4(sheet, HEAD_ROW)?;
        self.write_head(sheet)?;
        let mut row = HEAD_ROW + 1;
        for rows in self.form.rows.chunk_by(|one, next| heading(one) == heading(next)) {
            self.write_section(sheet, row, &rows[0])?;
            row += 1;
            for item in rows {
                self.write_row(sheet, row, item)?;
                row += 1;
            }
        }
        self.watch(sheet, HEAD_ROW + 1, row - 1)
    }

    fn write_head(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.write_with_format(0, 0, words::sheet_title(self.edition, self.form), &sheets::title())?;
        sheet.set_row_height(0, 24)?;
        sheet.write_with_format(1, 0, words::NOTICE, &sheets::plain())?;
        let fields = match self.form.vendor {
            true => {
                "事業者の名前：　　　　　　　　　　　　　製品・サービス：　　　　　　　　　　　　　記入した人："
            }
            false => "医療機関・薬局の名前：　　　　　　　　　　　　　　　　　　記入した人：",
        };
        sheet.write_with_format(2, 0, fields, &sheets::plain())?;
        sheet.set_row_height(2, 20)?;
        for (col, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(col, column.width)?;
            sheet.write_with_format(HEAD_ROW, col, &column.head, &sheets::head())?;
        }
        sheet.set_row_height(HEAD_ROW, 30)?;
        Ok(())
    }

    fn write_section(&self, sheet: &mut Worksheet, row: u32, first: &Row) -> Result<(), XlsxError> {
        let (section, status) = heading(first);
        let number = if section > 0 { format!("{section} ") } else { String::new() };
        let weight = if status == Status::Reference { "（参考項目）" } else { "" };
        let title = format!("{number}{}{weight}", words::section_title(self.edition, section));
        let format = sheets::cell().set_bold().set_background_color(sheets::grey());
        sheet.merge_range(row, 0, row, self.last_column(), &title, &format)?;
        sheet.set_row_height(row, 18)?;
        Ok(())
    }

    fn write_row(&self, sheet: &mut Worksheet, row: u32, item: &Row) -> Result<(), XlsxError> {
        let mut heights = Vec::new();
        let texts: Vec<_> = self.columns.iter().map(|column| self.text(column.kind, item)).collect();
        for ((col, column), text) in (0..).zip(&self.columns).zip(&texts) {
            let format = format_of(column.kind);
            match column.kind {
                Kind::State => {
                    let state = Formula::new(self.state(row)).set_result("答えていない");
                    sheet.write_formula_with_format(row, col, state, &format)?;
                }
                _ if text.is_empty() => {
                    sheet.write_blank(row, col, &format)?;
                }
                _ => {
                    sheet.write_string_with_format(row, col, text, &format)?;
                }
            }
            heights.push((text.as_str(), column.width));
        }
        sheet.set_row_height(row, sheets::height(&heights))?;
        Ok(())
    }

    fn text(&self, kind: Kind, row: &Row) -> String {
        match kind {
            Kind::Number if row.number.is_empty() => "番号なし".to_owned(),
            Kind::Number => row.number.clone(),
            Kind::Target => words::target_title(self.library, &row.target).to_owned(),
            Kind::Text => {
                let note = words::note(row).map(|note| format!("\n{note}")).unwrap_or_default();
                format!("{}{note}", row.text)
            }
            Kind::Evidence => self.evidence(row),
            Kind::Remark => self.remark(row),
            Kind::Answer | Kind::Check | Kind::Aim | Kind::State | Kind::Reason => String::new(),
        }
    }

    /// The records of the regulation that show it, to be followed by where they lie.
    fn evidence(&self, row: &Row) -> String {
        let Some(regulation) = self.library.regulation.as_ref().filter(|_| !self.form.vendor) else {
            return String::new();
        };
        let of_row = regulation.appendices.iter().filter(|appendix| appendix.lineages.contains(&row.lineage));
        let label = |appendix: &Appendix| {
            format!("{} {}", regulation.appendix_label(&appendix.id).unwrap_or_default(), appendix.title)
        };
        let labels: Vec<_> = of_row.map(label).collect();
        if labels.is_empty() { String::new() } else { format!("例：{}", labels.join("、")) }
    }

    fn remark(&self, row: &Row) -> String {
        let mut lines = Vec::new();
        if row.status != Status::Required {
            lines.push(row.status.label().to_owned());
        }
        if let Some(year) = row.deadline.filter(|year| *year != self.edition.fiscal_year) {
            lines.push(format!("期限：{}の終わり", fiscal_year(year)));
        }
        if row.blank_if_no_vendor {
            lines.push("事業者と契約していなければ記入不要".to_owned());
        }
        lines.push(format!("確からしさ：{}", row.certainty.label()));
        if row.doubt.is_some() {
            lines.push("原本との照合が残る".to_owned());
        }
        lines.join("\n")
    }

    /// What is missing in a row, from its newest answer.
    fn state(&self, row: u32) -> String {
        let cell = |kind| self.cell(kind, row);
        let answers: Vec<_> = self.cells(Kind::Answer, row);
        let newest = answers
            .iter()
            .skip(1)
            .fold(answers[0].clone(), |older, newer| format!("IF({newer}<>\"\",{newer},{older})"));
        let checks: Vec<_> = self.cells(Kind::Check, row);
        let undated =
            answers.iter().zip(&checks).map(|(answer, check)| format!("AND({answer}<>\"\",{check}=\"\")"));
        let undated = format!("OR({})", undated.collect::<Vec<_>>().join(","));
        format!(
            "=IF({newest}=\"\",\"答えていない\",IF({undated},\"確認日がない\",IF({newest}=\"はい\",\"済\",\
             IF({newest}=\"対象外\",IF({}=\"\",\"理由がない\",\"対象外\"),IF({}=\"\",\"目標日がない\",\"目標日まで\")))))",
            cell(Kind::Reason),
            cell(Kind::Aim),
        )
    }

    fn cells(&self, kind: Kind, row: u32) -> Vec<String> {
        let cols = (0..).zip(&self.columns).filter(|(_, column)| column.kind == kind);
        cols.map(|(col, _)| format!("${}{}", column_number_to_name(col), row + 1)).collect()
    }

    fn cell(&self, kind: Kind, row: u32) -> String {
        self.cells(kind, row).swap_remove(0)
    }

    /// Lists, days and colours for the rows of the table.
    fn watch(&self, sheet: &mut Worksheet, first: u32, last: u32) -> Result<(), Error> {
        if last < first {
            return Ok(());
        }
        let days = self.days()?;
        for (col, column) in (0..).zip(&self.columns) {
            match column.kind {
                Kind::Answer => sheet.add_data_validation(first, col, last, col, &answers()?)?,
                Kind::Check | Kind::Aim => sheet.add_data_validation(first, col, last, col, &days)?,
                _ => continue,
            };
        }
        let state = self.cell(Kind::State, first);
        let place =
            (0..).zip(&self.columns).find(|(_, column)| column.kind == Kind::State).map_or(0, |(col, _)| col);
        for (condition, format) in [
            (format!("=OR({state}=\"済\",{state}=\"対象外\")"), colours(0xC6_EF_CE, 0x00_61_00)),
            (format!("={state}=\"目標日まで\""), colours(0xFF_EB_9C, 0x7F_4F_00)),
            (
                format!("=OR({state}=\"目標日がない\",{state}=\"確認日がない\",{state}=\"理由がない\")"),
                colours(0xFF_C7_CE, 0x9C_00_06),
            ),
        ] {
            let rule = ConditionalFormatFormula::new().set_rule(condition.as_str()).set_format(format);
            sheet.add_conditional_format(first, place, last, place, &rule)?;
        }
        sheet.set_print_area(0, 0, last, self.last_column())?;
        Ok(())
    }

    /// Days of the edition's fiscal year; others are asked back, since a sheet may be used in a later year.
    fn days(&self) -> Result<DataValidation, XlsxError> {
        let year = self.edition.fiscal_year;
        let [first, last] = [(year, 4, 1), (year + 1, 3, 31)];
        let date = |(year, month, day): (u32, u8, u8)| ExcelDateTime::from_ymd(year as u16, month, day);
        let question = format!(
            "{}の日付（{year}/4/1〜{}/3/31）ではないか、日付として読めません。このまま入れますか。",
            fiscal_year(year),
            year + 1
        );
        DataValidation::new()
            .allow_date(DataValidationRule::Between(date(first)?, date(last)?))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("日付を確かめてください")?
            .set_error_message(question)
    }

    fn last_column(&self) -> u16 {
        self.columns.len() as u16 - 1
    }
}

/// What rows below one heading have in common: 参考項目 stand apart from the rows that count.
fn heading(row: &Row) -> (u32, Status) {
    (row.section, row.status)
}

fn format_of(kind: Kind) -> Format {
    match kind {
        Kind::Check | Kind::Aim => sheets::day(),
        Kind::Number | Kind::Answer | Kind::State => sheets::cell().set_align(FormatAlign::Center),
        _ => sheets::cell(),
    }
}

fn colours(ground: u32, letters: u32) -> Format {
    Format::new().set_background_color(Color::RGB(ground)).set_font_color(Color::RGB(letters)).set_bold()
}

fn answers() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(&ANSWERS)?
        .set_error_title("答えを選んでください")?
        .set_error_message("はい、いいえ、対象外のどれかを選びます。対象外のときは、メモに理由を書きます。")
}

/// Whose work it is, how it is filled in, and where the official sheets are.
fn about(
    sheet: &mut Worksheet,
    library: &Library,
    edition: &Edition,
    form: &Form,
    date: Option<Date>,
) -> Result<(), XlsxError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, ABOUT_WIDTH)?;
    sheet.set_paper_size(9).set_portrait().set_print_fit_to_pages(1, 1);
    sheet.write_with_format(0, 0, words::sheet_title(edition, form), &sheets::title())?;
    let mut lines = vec![words::NOTICE.to_owned(), words::ORIGIN.to_owned()];
    lines.push(
        "「対象外」は公式の表にない答えです。原本に書き写すときは、マニュアルの定めに従ってください。"
            .to_owned(),
    );
    lines.push(format!(
        "確認日と目標日は、{}（{}年4月1日から翌年3月31日まで）の日付を入れます。",
        fiscal_year(edition.fiscal_year),
        edition.fiscal_year
    ));
    lines.push(format!(
        "版の公表：{}。この版の確からしさ：{}。",
        edition.published,
        edition.certainty.label()
    ));
    lines.extend(edition.notes.iter().map(|note| format!("・{note}")));
    if library.regulation.is_some() && !form.vendor {
        lines.push(
            "ほかのシートは、運用管理規程のひな形の様式です。斜めの字の行は記入例なので、消して使います。"
                .to_owned(),
        );
    }
    if let Some(date) = date {
        lines.push(format!("手引きの日付：{}", date.label()));
    }
    lines.push("公式の資料".to_owned());
    lines.extend(edition.sources.iter().map(|source| format!("{}　{}", source.label, source.url)));
    for (row, line) in (1..).zip(&lines) {
        sheet.write_string_with_format(row, 0, line, &sheets::plain().set_text_wrap())?;
        sheet.set_row_height(row, sheets::height_of_text(line, ABOUT_WIDTH) + 4.0)?;
    }
    Ok(())
}
