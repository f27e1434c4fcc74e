//! What the checklists say, as files a clinic takes away: sheets, tables for programs, documents.
//!
//! Every function gives the bytes of its files and writes nothing to disk. The same data and day give
//! the same bytes: no clock is read, and archives are packed in one order.
//!
//! This crate knows no mdBook and no HTML.

mod archive; // zip archives with the same bytes each time
mod comparison; // 新旧対照表 as Word files
mod document; // what all Word files have in common
mod items; // rows as CSV and JSON
mod oscal; // editions and their differences in OSCAL
mod records; // 別表 and 様式 as workbooks
mod regulation; // 運用管理規程 as a Word file
mod regulation_kit; // the same taken apart
mod sheets; // what all workbooks have in common
mod words; // what several files say alike
mod workbook; // a form as a workbook

use checklist::{Comparison, Date, Edition, Library, Publication, compare};

pub use comparison::comparison;
pub use items::{items_csv, items_json};
pub use oscal::{catalog, mapping};
pub use records::record;
pub use regulation::{Filling, regulation};
pub use regulation_kit::{RegulationKit, TableKit, regulation_kit};
pub use workbook::workbook;

/// A file to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `r7-medical.csv`: ASCII, unlike any other file's.
    pub name: String,
    /// `令和7年度版 医療機関確認用（CSV）`.
    pub title: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Rows, for spreadsheets.
    Csv,
    /// Rows, for programs.
    Json,
    /// Workbooks to fill in: forms, and the records that are evidence.
    Xlsx,
    /// Word files: the regulation, and 新旧対照表.
    Docx,
    /// Catalogs and mappings in NIST's format.
    Oscal,
}

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A cell of a workbook cannot hold a text.
    #[error("Excel のファイルを作れません: 1つのセルに入る長さ（32,767文字）を超える文があります")]
    LongText,
    /// A workbook cannot hold something else.
    #[error("Excel のファイルを作れません: {0}")]
    Workbook(rust_xlsxwriter::XlsxError),
    /// A Word file cannot be packed.
    #[error("Word のファイルを作れません: {0}")]
    Document(String),
    /// The regulation does not have what the filling names.
    #[error("規程のひな形に `{0}` はありません")]
    UnknownAnswer(String),
    /// An archive cannot be packed.
    #[error("ファイルをまとめられません: {0}")]
    Archive(#[from] zip::result::ZipError),
}

impl From<rust_xlsxwriter::XlsxError> for Error {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        match error {
            rust_xlsxwriter::XlsxError::MaxStringLengthExceeded => Self::LongText,
            error => Self::Workbook(error),
        }
    }
}

/// All files of a format, in the order of the guide: editions from the oldest, forms as printed.
///
/// `date` is the day of the book. Empty when the book has nothing that goes into such files.
///
/// # Errors
///
/// When a text is longer than a format can hold.
///
/// # Example
///
/// ```
/// use office::{Format, files};
/// let (library, _) = checklist::Library::load("../book".as_ref())?;
/// let names: Vec<_> = files(&library, Format::Csv, None)?.into_iter().map(|file| file.name).collect();
/// assert!(names.contains(&"r7-medical.csv".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn files(library: &Library, format: Format, date: Option<Date>) -> Result<Vec<File>, Error> {
    let editions = library.editions.iter();
    let forms = editions.flat_map(|edition| edition.forms.iter().map(move |form| (edition, form)));
    match format {
        Format::Csv => Ok(forms.map(|(edition, form)| items_csv(library, edition, form)).collect()),
        Format::Json => Ok(forms.map(|(edition, form)| items_json(library, edition, form)).collect()),
        Format::Xlsx => {
            let forms = forms.map(|(edition, form)| workbook(library, edition, form, date).map(Some));
            let appendices = library.regulation.iter().flat_map(|regulation| &regulation.appendices);
            let records = appendices.map(|appendix| record(library, appendix, date));
            forms.chain(records).filter_map(Result::transpose).collect()
        }
        Format::Docx => {
            let regulation = regulation(library, &Filling::default(), date).transpose();
            let comparisons = pairs(library).map(|pair| comparison(&pair, date));
            regulation.into_iter().chain(comparisons).collect()
        }
        Format::Oscal => {
            let editions = library.editions.iter().filter(|edition| oscal::has_catalog(edition));
            let catalogs = editions.map(|edition| catalog(library, edition, date));
            let mappings = pairs(library).filter_map(|pair| mapping(&pair, date));
            Ok(catalogs.chain(mappings).collect())
        }
    }
}

/// Every edition set beside every newer one, by the older edition.
fn pairs(library: &Library) -> impl Iterator<Item = Comparison<'_>> {
    let is_published = |edition: &&Edition| edition.publication == Publication::Published;
    let published: Vec<_> = library.editions.iter().filter(is_published).collect();
    (0..published.len()).flat_map(move |idx| {
        let (older, newer) = (published[idx], published[idx + 1..].to_vec());
        newer.into_iter().map(move |newer| compare(library, older, newer))
    })
}
