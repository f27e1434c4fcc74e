//! Files that pages offer to take away.
//!
//! A file travels inside the page, in the address of its link: any renderer can offer it.

use base64::{Engine, prelude::BASE64_STANDARD};
use checklist::{Appendix, AppendixKind, Comparison, Diagnostic, Edition, Form, Publication, Span};
use office::{Error, File};
use serde::Serialize;

use crate::{codes, settings::Settings, shared::Shared};

/// A file as its link shows it.
#[derive(Serialize)]
pub(crate) struct Attachment {
    /// Its name: `r7-medical.xlsx`.
    file: String,
    /// `Excel（.xlsx、24 KB）`.
    label: String,
    /// When it helps: `画面のかわりに表計算で記入するとき`.
    purpose: &'static str,
    /// All of it, as a `data:` address.
    href: String,
}

/// What the pages of one book offer.
#[derive(Clone, Copy)]
pub(crate) struct TakeAway<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) settings: Settings,
}

impl TakeAway<'_> {
    /// A form to fill in, and its rows as a table.
    pub(crate) fn sheet(self, edition: &Edition, form: &Form) -> Vec<Attachment> {
        let library = self.shared.library();
        let purpose = match form.vendor {
            true => "事業者に渡し、表計算で記入して返してもらうとき",
            false => "画面のかわりに表計算で記入するとき",
        };
        self.offer(Span::file(format!("checklists/{}/{}.yaml", edition.id, form.id)), || {
            [
                office::workbook(library, edition, form, self.settings.date)
                    .map(|file| attachment("Excel", purpose, file)),
                Ok(attachment(
                    "CSV",
                    "ほかの表やソフトに取り込むとき",
                    office::items_csv(library, edition, form),
                )),
            ]
        })
    }

    /// An edition for programs; nothing when its rows are not known.
    pub(crate) fn edition(self, edition: &Edition) -> Vec<Attachment> {
        let library = self.shared.library();
        let rows = |form: &Form| {
            let file = office::items_json(library, edition, form);
            attachment(&format!("{} JSON", form.title), "行を読むとき", file)
        };
        self.offer(edition_file(edition), || {
            let catalog = (edition.publication == Publication::Published).then(|| {
                let file = office::catalog(library, edition, self.settings.date);
                attachment("OSCAL カタログ", "NIST の形式で、版の全体を読むとき", file)
            });
            edition.forms.iter().map(rows).chain(catalog).map(Ok)
        })
    }

    /// A comparison to print and pass around, and for other programs.
    pub(crate) fn comparison(self, comparison: &Comparison<'_>) -> Vec<Attachment> {
        let date = self.settings.date;
        self.offer(edition_file(comparison.newer), || {
            let document = office::comparison(comparison, date)
                .map(|file| attachment("Word", "新旧対照表を印刷や回覧に使うとき", file));
            let mapping = office::mapping(comparison, date)
                .map(|file| attachment("OSCAL マッピング", "NIST の形式で、項目の対応を読むとき", file));
            let tables = comparison_tables(comparison);
            std::iter::once(document).chain(tables.into_iter().chain(mapping).map(Ok))
        })
    }

    /// The template of a clinic's rules; nothing in a book without one.
    pub(crate) fn regulation(self) -> Vec<Attachment> {
        let file =
            || office::regulation(self.shared.library(), &office::Filling::default(), self.settings.date);
        self.offer(Span::file("regulation/regulation.yaml"), || {
            let file = file().transpose();
            file.map(|file| {
                file.map(|file| attachment("Word", "自院の言葉に書き替えて、規程にするとき", file))
            })
        })
    }

    /// A 別表 or 様式 to fill in; nothing for those that are made from other data.
    pub(crate) fn appendix(self, appendix: &Appendix) -> Vec<Attachment> {
        let purpose = match appendix.kind {
            AppendixKind::Table => "この表を表計算で作るとき",
            AppendixKind::Form => "この様式を表計算でつけるとき",
        };
        self.offer(appendix.span.clone(), || {
            let file = office::record(self.shared.library(), appendix, self.settings.date).transpose();
            file.map(|file| file.map(|file| attachment("Excel", purpose, file)))
        })
    }

    /// What could be made, if files are wanted; what could not is reported.
    fn offer<I>(self, place: Span, make: impl FnOnce() -> I) -> Vec<Attachment>
    where
        I: IntoIterator<Item = Result<Attachment, Error>>,
    {
        if !self.settings.has_files {
            return Vec::new();
        }
        let report = |error| self.report(place.clone(), &error);
        make().into_iter().filter_map(|attachment| attachment.map_err(report).ok()).collect()
    }

    fn report(self, place: Span, error: &Error) {
        let help = "長すぎる文がないか確かめてください。ファイルが要らなければ、`book.toml` の `[preprocessor.checklist]` に `files = false` と書きます";
        self.shared.push(Diagnostic::error(&codes::FILE_NOT_MADE, place, error.to_string()).help(help));
    }
}

fn edition_file(edition: &Edition) -> Span {
    Span::file(format!("checklists/{}/edition.yaml", edition.id))
}

/// A comparison as tables for spreadsheets and programs.
pub(crate) fn comparison_tables(comparison: &Comparison<'_>) -> [Attachment; 2] {
    let file = |extension: &str, text: String| File {
        name: format!("{}-{}.{extension}", comparison.older.id, comparison.newer.id),
        title: comparison.title(),
        bytes: text.into_bytes(),
    };
    [
        attachment("CSV", "表計算で並べ替えるとき", file("csv", checklist::to_csv(comparison))),
        attachment("JSON", "ほかのプログラムで読むとき", file("json", checklist::to_json(comparison))),
    ]
}

fn attachment(kind: &str, purpose: &'static str, file: File) -> Attachment {
    let extension = file.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    Attachment {
        label: format!("{kind}（.{extension}、{} KB）", file.bytes.len().div_ceil(1024)),
        purpose,
        href: format!("data:{};base64,{}", media_type(extension), BASE64_STANDARD.encode(&file.bytes)),
        file: file.name,
    }
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv;charset=utf-8",
        "json" => "application/json;charset=utf-8",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
