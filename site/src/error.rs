use std::path::{Path, PathBuf};

/// Why the machine, the options or the theme stopped us. Mistakes in chapters are
/// [`Finding`](crate::Finding)s instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("`{path}` を{attempt}できません: {source}")]
    File {
        /// What we tried, as a Japanese noun: 読み込み, 書き込み.
        attempt: &'static str,
        /// The file or folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// `book.toml` has something under `[output.guide]` that we do not know or understand.
    #[error("book.toml の [output.guide] に誤りがあります: {0}")]
    Options(String),
    /// A template or style of the theme cannot be used.
    #[error("テーマのファイル `{file}`{} に誤りがあります: {message}", line.map_or(String::new(), |line| format!(" の {line} 行目")))]
    Theme {
        /// Name of the template or style.
        file: String,
        /// Line in it, from 1, when known.
        line: Option<usize>,
        /// What is wrong, in Japanese.
        message: String,
    },
    /// The index of the search cannot be made.
    #[error(transparent)]
    Search(#[from] search_index::Error),
    /// mdBook's own html cannot be given a search.
    #[error("{0}")]
    Mdbook(String),
    /// A package cannot be made of this site.
    #[error("{0}")]
    Package(String),
    /// Chapters have mistakes, and the caller (plain `mdbook build`) has no other way to hear of them.
    #[error("{0} 件の誤りがあるため、サイトを書き出しませんでした")]
    Findings(usize),
    /// A file that somebody named, to be checked or to check with, cannot be used.
    #[error("`{path}` を使えません: {message}")]
    Target {
        /// The file.
        path: String,
        /// What is wrong, in Japanese.
        message: String,
    },
    /// A server cannot be checked.
    #[error("`{address}` を調べられません: {message}")]
    Address {
        /// The address.
        address: String,
        /// Why, in Japanese.
        message: String,
    },
    /// The context on standard input is not what mdBook sends.
    #[error("mdBook から受け取った内容を読めません: {0}")]
    Context(String),
}

/// What every function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An input or output failure with the path it concerns.
    pub(crate) fn file(attempt: &'static str, path: &Path, source: std::io::Error) -> Self {
        Error::File { attempt, path: shown(path), source }
    }
}

/// A path as we print it: with `/` on every system.
pub(crate) fn shown(path: &Path) -> String {
    PathBuf::from(path).to_string_lossy().replace('\\', "/")
}
