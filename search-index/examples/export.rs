//! Writes the search files of a book: `export BOOK.json FOLDER`, the book as the JSON of `search_index::Book`.

use std::path::Path;
use std::time::Instant;

use search_index::{Book, Index};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [book, folder] = arguments.as_slice() else {
        return Err("usage: export BOOK.json FOLDER".into());
    };
    let book: Book = serde_json::from_slice(&std::fs::read(book)?)?;
    let start = Instant::now();
    let index = Index::new(book)?;
    let indexed = start.elapsed();
    let files = index.export();
    eprintln!(
        "{} sections, indexed in {indexed:?}, exported in {:?}",
        index.sections().len(),
        start.elapsed() - indexed
    );
    write(Path::new(folder), &files)?;
    Ok(())
}

fn write(folder: &Path, files: &[search_index::File]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    files.iter().try_for_each(|file| std::fs::write(folder.join(&file.name), &file.bytes))
}
