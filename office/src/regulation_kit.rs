//! The Word file of 運用管理規程 taken apart, so that a browser can put it together with a clinic's own answers.

use std::collections::BTreeMap;

use checklist::{Date, Library, Regulation};
use docx_rs::Table;

use crate::{
    Error, Filling, archive,
    document::{line, xml},
    regulation::{self as whole, ARTICLES, SUPPLEMENT},
    words,
};

/// Everything of the file but its text.
///
/// `word/document.xml` is `before`, then blocks, then `after`. In a block, runs go before each `</w:p>`; in a run, text
/// goes before `</w:t>`, escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegulationKit {
    /// Names and texts of all files in the archive but `word/document.xml`.
    pub parts: BTreeMap<String, String>,
    /// How the document begins.
    pub before: String,
    /// How it ends.
    pub after: String,
    /// Paragraphs by what they are for: `title`, `chapter`, `article`, `heading` (附則), `first` (the first 項, and why an
    /// article is not used), `paragraph` and `item` (the other 項, and 号), `supplementParagraph`, `supplementItem`,
    /// `upright` (ends the upright pages; takes no run), `appendix` and `nextAppendix` (the first heading of 別表 and 様式,
    /// and all others), `plain`.
    pub blocks: BTreeMap<&'static str, String>,
    /// Runs: `words`, `blank` (not filled in yet), `example` (of a table).
    pub runs: BTreeMap<&'static str, String>,
    /// Tables by id of the appendix; under `""` what is left to fill in.
    pub tables: BTreeMap<String, TableKit>,
    /// Fixed texts: `exampleMark`, `supplement`; of the last page `closing`, `origin`, `finished`, `unfinished`.
    pub texts: BTreeMap<&'static str, &'static str>,
}

/// A table taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableKit {
    /// All before the rows, with the head.
    pub before: String,
    /// An empty row; the runs of the nth cell go before the nth `</w:p>`.
    pub row: String,
    /// All after the rows.
    pub after: String,
}

/// What the file of [`regulation()`](crate::regulation()) is made of. `None` when the book has no regulation; `date` is the
/// day of the book.
///
/// # Errors
///
/// When the file cannot be packed.
pub fn regulation_kit(library: &Library, date: Option<Date>) -> Result<Option<RegulationKit>, Error> {
    let Some(regulation) = &library.regulation else { return Ok(None) };
    let Some(file) = whole::regulation(library, &Filling::default(), date)? else { return Ok(None) };
    let text = |bytes| String::from_utf8(bytes).map_err(|error| Error::Document(error.to_string()));
    let mut parts = BTreeMap::new();
    for (name, bytes) in archive::unpacked(file.bytes)? {
        parts.insert(name, text(bytes)?);
    }
    let document = parts.remove("word/document.xml").unwrap_or_default();
    let frame = Frame::of(&document).ok_or_else(|| Error::Document("document.xml".to_owned()))?;
    Ok(Some(RegulationKit {
        parts,
        before: frame.before.to_owned(),
        after: frame.after.to_owned(),
        blocks: blocks(frame.upright),
        runs: BTreeMap::from([
            ("words", xml(&whole::text(""))),
            ("blank", xml(&whole::blank(""))),
            ("example", xml(&whole::example_text(""))),
        ]),
        tables: tables(regulation),
        texts: BTreeMap::from([
            ("exampleMark", whole::EXAMPLE_MARK),
            ("supplement", whole::SUPPLEMENT_TITLE),
            ("closing", whole::CLOSING),
            ("origin", words::ORIGIN),
            ("finished", whole::FINISHED),
            ("unfinished", whole::UNFINISHED),
        ]),
    }))
}

/// What of a document is not its blocks.
struct Frame<'a> {
    before: &'a str,
    /// The paragraph that ends the upright pages.
    upright: &'a str,
    after: &'a str,
}

impl<'a> Frame<'a> {
    fn of(document: &'a str) -> Option<Self> {
        const BODY: &str = "<w:body>";
        const SECTION: &str = "<w:sectPr";
        const END: &str = "</w:p>";
        let before = &document[..document.find(BODY)? + BODY.len()];
        let inside = document.find(SECTION)?;
        let start = document[..inside].rfind("<w:p>")?;
        let end = inside + document[inside..].find(END)? + END.len();
        Some(Self { before, upright: &document[start..end], after: &document[document.rfind(SECTION)?..] })
    }
}

fn blocks(upright: &str) -> BTreeMap<&'static str, String> {
    let heading = |is_on_new_page| xml(&whole::heading().page_break_before(is_on_new_page));
    BTreeMap::from([
        ("title", xml(&whole::title())),
        ("chapter", xml(&whole::chapter())),
        ("article", xml(&whole::article())),
        ("heading", xml(&whole::heading())),
        ("first", xml(&whole::body())),
        ("paragraph", xml(&whole::paragraph_in(ARTICLES))),
        ("item", xml(&whole::item_in(ARTICLES))),
        ("supplementParagraph", xml(&whole::paragraph_in(SUPPLEMENT))),
        ("supplementItem", xml(&whole::item_in(SUPPLEMENT))),
        ("upright", upright.to_owned()),
        ("appendix", heading(false)),
        ("nextAppendix", heading(true)),
        ("plain", xml(&whole::plain())),
    ])
}

fn tables(regulation: &Regulation) -> BTreeMap<String, TableKit> {
    let empty_row = |n_columns| vec![vec![vec![line([])]; n_columns]];
    let of_blanks = (String::new(), TableKit::of(&whole::table_of_blanks(empty_row(3))));
    let appendices = regulation.appendices.iter().map(|appendix| {
        let table = whole::table_of(appendix, empty_row(appendix.columns.len()));
        (appendix.id.clone(), TableKit::of(&table))
    });
    appendices.chain([of_blanks]).collect()
}

impl TableKit {
    /// Takes apart a table with one row under its head.
    fn of(table: &Table) -> Self {
        const END: &str = "</w:tr>";
        let text = xml(table);
        let row = text.find(END).map_or(0, |end| end + END.len());
        let after = text.rfind(END).map_or(0, |end| end + END.len());
        let [before, row, after] = [&text[..row], &text[row..after], &text[after..]].map(str::to_owned);
        Self { before, row, after }
    }
}
