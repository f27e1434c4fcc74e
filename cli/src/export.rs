//! `jissen export`: the checklists as files to take away.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result};
use checklist::{Date, Library, Report};
use office::{File, Format, files};

use crate::{
    End, answer,
    arguments::{Export, ExportFormat},
    book, complain, no_book,
};

/// Writes all files of a format into a folder.
///
/// # Errors
///
/// When the data cannot be read or a file not be written.
pub(crate) fn export(arguments: &Export) -> Result<End> {
    let root = &arguments.book.folder;
    if let Some(complaint) = no_book(root) {
        return Ok(complain(&complaint));
    }
    let (library, mut report) =
        Library::load(root).with_context(|| format!("{} のデータを読めませんでした", root.display()))?;
    let date = date(root, &mut report)?;
    if report.n_errors() > 0 {
        eprint!("{}", report.render());
        return Ok(End::Mistakes);
    }
    let files = files(&library, format(arguments.format), date)?;
    if files.is_empty() {
        return Ok(complain("使い方の誤り: この本には、この形式で書き出すものがありません\n"));
    }
    match others(&arguments.out, &files)? {
        others if others.is_empty() => write(&arguments.out, &files),
        others => Ok(complain(&kept(&arguments.out, &others))),
    }
}

fn format(format: ExportFormat) -> Format {
    match format {
        ExportFormat::Docx => Format::Docx,
        ExportFormat::Xlsx => Format::Xlsx,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Json => Format::Json,
        ExportFormat::Oscal => Format::Oscal,
    }
}

/// The day of the book, which stands in the files instead of a clock.
fn date(root: &Path, report: &mut Report) -> Result<Option<Date>> {
    let settings = book::settings(root, report)?;
    let written = settings.get::<String>("preprocessor.checklist.date")?;
    Ok(written.as_deref().and_then(Date::parse))
}

/// Names of files that are there already and hold something else: somebody may have filled them in.
fn others<'a>(folder: &Path, files: &'a [File]) -> Result<Vec<&'a str>> {
    let mut others = Vec::new();
    for file in files {
        if book::read_if_there(&folder.join(&file.name))?.is_some_and(|bytes| bytes != file.bytes) {
            others.push(file.name.as_str());
        }
    }
    Ok(others)
}

fn kept(folder: &Path, others: &[&str]) -> String {
    format!(
        "使い方の誤り: `{}` に、同じ名前で中身の違うファイルがあるため、上書きしません: {}\n  \
         記入したものかもしれません。別のフォルダーを --out で指定するか、ファイルを移してください\n",
        folder.display(),
        others.join("、")
    )
}

fn write(folder: &Path, files: &[File]) -> Result<End> {
    let failed = |path: &Path| format!("{}: 書けません", path.display());
    fs::create_dir_all(folder).with_context(|| failed(folder))?;
    let mut text = format!("{} 個のファイルを {} に書き出しました\n", files.len(), folder.display());
    for file in files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes).with_context(|| failed(&path))?;
        writeln!(text, "  {}  {}", file.name, file.title)?;
    }
    answer(&text)
}
