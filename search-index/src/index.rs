//! A book, ready to be searched: its sections, its lexicon, and one tantivy segment in memory.

use std::sync::Arc;

use tantivy::directory::RamDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{IndexSettings, InvertedIndexReader, ReloadPolicy, Searcher, TantivyDocument};

use crate::analyzer::{fold, runs, tokens};
use crate::error::MAX_FACETS;
use crate::lexicon::Lexicon;
use crate::postings::Field;
use crate::{Book, Error, Section};

/// A book, ready to be searched and exported.
pub struct Index {
    pub(crate) sections: Vec<Section>,
    pub(crate) lexicon: Lexicon,
    /// Distinct kinds in order of first appearance.
    pub(crate) kinds: Facet,
    /// Distinct editions in order of first appearance.
    pub(crate) editions: Facet,
    pub(crate) current_edition: Option<String>,
    /// What the segment holds of each field, in the order of [`Field::ALL`].
    pub(crate) fields: [FieldReader; Field::ALL.len()],
    #[cfg(test)]
    searcher: Searcher,
}

/// What the segment holds of one field.
pub(crate) struct FieldReader {
    pub(crate) postings: Arc<InvertedIndexReader>,
    pub(crate) norms: FieldNormReader,
}

/// The distinct values sections have for one thing, and which section has which.
#[derive(Debug, Default)]
pub(crate) struct Facet {
    /// Distinct values in order of first appearance.
    pub(crate) values: Vec<String>,
    /// Per section: 1-based place in `values`, 0 for none.
    pub(crate) of_section: Vec<u8>,
}

impl Index {
    /// Indexes a book.
    ///
    /// The same book always gives the same index. A book without sections gives an index that finds nothing.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyKinds`], [`Error::TooManyEditions`]: more than 255 of them. [`Error::Tantivy`]: no memory.
    ///
    /// # Example
    ///
    /// ```
    /// # use search_index::{Book, Index, Section};
    /// let section = Section { page: "two-factor-auth.html".into(), body: "二要素認証を使う。".into(), ..Section::default() };
    /// let index = Index::new(Book { sections: vec![section], ..Book::default() }).unwrap();
    /// assert_eq!(index.sections().len(), 1);
    /// ```
    pub fn new(book: Book) -> Result<Index, Error> {
        let lexicon = Lexicon::new(&book);
        let Book { sections, current_edition, .. } = book;
        let kinds =
            Facet::new(sections.iter().map(|section| section.kind.as_str())).map_err(Error::TooManyKinds)?;
        let editions =
            Facet::new(sections.iter().map(|section| section.edition.as_deref().unwrap_or_default()))
                .map_err(Error::TooManyEditions)?;
        let searcher = one_segment(&sections)?;
        let fields = Field::ALL.map(|field| FieldReader::open(&searcher, field));
        let [title, heading, aliases, body] = fields;
        let fields = [title?, heading?, aliases?, body?];
        Ok(Index {
            sections,
            lexicon,
            kinds,
            editions,
            current_edition,
            fields,
            #[cfg(test)]
            searcher,
        })
    }

    /// All sections, in the order of the book; a hit names one by its place here.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Which words stand for each other.
    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// tantivy's own search over the segment, to compare with.
    #[cfg(test)]
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }
}

impl Facet {
    /// Numbers the values; an empty one is none. `Err` holds their number when there are more than 255.
    fn new<'a>(values_of_sections: impl Iterator<Item = &'a str>) -> Result<Facet, usize> {
        let mut values: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for value in values_of_sections {
            if !value.is_empty() && !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
            places.push(values.iter().position(|known| known == value).map_or(0, |place| place + 1));
        }
        if values.len() > MAX_FACETS {
            return Err(values.len());
        }
        Ok(Facet { values, of_section: places.into_iter().map(|place| place as u8).collect() })
    }
}

impl FieldReader {
    fn open(searcher: &Searcher, field: Field) -> Result<FieldReader, tantivy::TantivyError> {
        let segment_reader = searcher.segment_reader(0);
        let field = segment_reader.schema().get_field(field.name())?;
        Ok(FieldReader {
            postings: segment_reader.inverted_index(field)?,
            norms: segment_reader.get_fieldnorms_reader(field)?,
        })
    }
}

/// The text of a field, as it is indexed and stored.
pub(crate) fn text_of(section: &Section, field: Field) -> String {
    match field {
        Field::Title => section
            .breadcrumb
            .iter()
            .chain([&section.title])
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
        Field::Heading => section.heading.clone(),
        Field::Aliases => section.aliases.join("\n"),
        Field::Body => section.body.clone(),
    }
}

/// Writes one segment whose document ids are the places of the sections.
///
/// A writer with threads would cut a large book into several segments, and merging them changes the order.
fn one_segment(sections: &[Section]) -> Result<Searcher, tantivy::TantivyError> {
    let mut schema = Schema::builder();
    let fields = Field::ALL.map(|field| schema.add_text_field(field.name(), indexed_with_positions()));
    let tokenizers = TokenizerManager::new();
    tokenizers.register(TOKENIZER, BookTokenizer::default());
    let mut writer: SingleSegmentIndexWriter = tantivy::Index::builder()
        .schema(schema.build())
        .tokenizers(tokenizers)
        .settings(nothing_stored())
        .single_segment_index_writer(RamDirectory::create(), memory_for(sections))?;
    for section in sections {
        let mut document = TantivyDocument::new();
        for (field, id) in Field::ALL.into_iter().zip(fields) {
            document.add_text(id, text_of(section, field));
        }
        writer.add_document(document)?;
    }
    let reader = writer.finalize()?.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let searcher: Searcher = reader.searcher();
    let n_documents: Vec<u32> = searcher.segment_readers().iter().map(|segment| segment.max_doc()).collect();
    assert_eq!(n_documents, [sections.len() as u32], "one segment, with every section");
    Ok(searcher)
}

const TOKENIZER: &str = "book";

fn indexed_with_positions() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(true);
    TextOptions::default().set_indexing_options(indexing)
}

fn nothing_stored() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// tantivy reserves a table of tokens by this: about a third of the bytes.
fn memory_for(sections: &[Section]) -> usize {
    let body_bytes: usize = sections.iter().map(|section| section.body.len()).sum();
    (body_bytes * 2).clamp(1 << 20, 64 << 20)
}

/// [`crate::analyzer`], as tantivy asks for it.
#[derive(Clone, Default)]
struct BookTokenizer {
    folded: String,
}

struct BookTokens<'a> {
    texts: Box<dyn Iterator<Item = &'a str> + 'a>,
    token: Token,
}

impl Tokenizer for BookTokenizer {
    type TokenStream<'a> = BookTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BookTokens<'a> {
        self.folded = fold(text);
        BookTokens {
            texts: Box::new(runs(&self.folded).flat_map(|run| tokens(&run))),
            token: Token::default(),
        }
    }
}

impl TokenStream for BookTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(text) = self.texts.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(text);
        self.token.position = self.token.position.wrapping_add(1); // begins at usize::MAX
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
