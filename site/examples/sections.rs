//! Prints what search is given of a book, as JSON: `cargo run -p site --example sections -- FOLDER`.
//!
//! Preprocessors of the book run as mdBook runs them, as programs; they must be found.

use mdbook_driver::MDBook;
use site::{Guide, Options};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let book = MDBook::load(std::fs::canonicalize(folder)?)?;
    let options = Options::from_config(&book.config)?;
    let (complete, _) = book.preprocess_book(&Guide)?;
    println!("{}", serde_json::to_string_pretty(&site::sections(&complete, &options))?);
    Ok(())
}
