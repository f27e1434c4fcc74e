//! The files the browser reads; section 5 of `README.md` says what they hold.

use rayon::prelude::*;

use crate::Index;

mod bytes; // Bytes: numbers of variable length
mod head; // head: what every query needs
mod script; // Payload, script, build_id
mod text; // text: what is shown, cut by sections
mod tokens; // postings: where each token stands, cut by tokens

#[cfg(test)]
mod tests;

use script::Payload;
use text::Texts;

/// One file of the folder `search/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without folders: `head.js`.
    pub name: String,
    /// What it holds: a classic script, in ASCII.
    pub bytes: Vec<u8>,
}

/// How an index is cut into payloads, and these put into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Whether `head.js` holds everything. Postings have no positions then: phrases are checked against the text.
    pub is_small: bool,
    /// How long a payload of postings may become, in bytes; a token with more has one of its own.
    pub postings_bytes: usize,
    /// How long a payload of text may become, in bytes; a section with more has one of its own.
    pub text_bytes: usize,
}

impl Layout {
    /// For books whose text is short, as measured: `README.md` has the figures.
    pub const SMALL: Layout = Layout { is_small: true, postings_bytes: 8_000, text_bytes: 100_000 };

    /// For all others, as measured.
    pub const LARGE: Layout = Layout { is_small: false, postings_bytes: 20_000, text_bytes: 40_000 };

    /// The layout for a book with so much text, in UTF-16.
    fn for_text(n_bytes: usize) -> Layout {
        if n_bytes <= SMALL_TEXT_BYTES { Layout::SMALL } else { Layout::LARGE }
    }
}

/// Books with more text than this, in UTF-16, have the large layout; `README.md` has the figures.
const SMALL_TEXT_BYTES: usize = 1_400_000;

impl Index {
    /// The files a site needs in its folder `search/`, `head.js` first; the same book always gives the same bytes.
    ///
    /// Names but `head.js` hold a hash of all content, so that they can be cached for ever.
    ///
    /// # Example
    ///
    /// ```
    /// # use search_index::{Book, Index};
    /// let files = Index::new(Book::default()).unwrap().export();
    /// assert_eq!(files[0].name, "head.js");
    /// ```
    pub fn export(&self) -> Vec<File> {
        let sections = text::by_section(self);
        let layout = Layout::for_text(sections.iter().map(Texts::n_bytes).sum());
        self.files(layout, &sections)
    }

    /// The files of [`Index::export`], cut as asked for and not as measured; answers are the same.
    pub fn export_as(&self, layout: Layout) -> Vec<File> {
        self.files(layout, &text::by_section(self))
    }

    fn files(&self, layout: Layout, sections: &[Texts]) -> Vec<File> {
        let postings = tokens::postings(self, layout);
        let text = text::text(sections, layout);
        let mut head = head::Head::new(self, layout, &postings, &text);
        let data = [head::common(self)].into_iter().chain(postings.into_iter().map(|(payload, _)| payload));
        let payloads: Vec<Payload> = data.chain(text.into_iter().map(|(payload, _)| payload)).collect();
        head.build = script::build_id(&head.payload(), &payloads);
        let mut files: Vec<File> =
            payloads.par_iter().map(|payload| script::file(payload, &head.build)).collect();
        let others = files.split_off(if layout.is_small { files.len() } else { N_IN_EVERY_HEAD });
        let inside = files.into_iter().flat_map(|file| file.bytes);
        let bytes = script::head(&head.payload(), &head.build).into_iter().chain(inside).collect();
        [File { name: "head.js".to_owned(), bytes }].into_iter().chain(others).collect()
    }
}

/// Every query needs what is common.
const N_IN_EVERY_HEAD: usize = 1;
