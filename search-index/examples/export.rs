//! Writes the search files of a book with the engine that reads them, and answers queries as the files must:
//!
//! ```text
//! export [--layout small|large] [--queries FILE] [--limit N] BOOK.json FOLDER
//! ```
//!
//! The book is the JSON of `search_index::Book`. Without `--layout` its size decides. Each line of the queries is a query, or
//! a query, a kind and an edition with tabs between them, empty for any; each line printed is its answer as JSON.

use std::path::Path;
use std::time::Instant;

use search_index::{Book, ENGINE_JS, File, Index, Layout, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [layout, queries, limit] =
        ["--layout", "--queries", "--limit"].map(|name| option(&mut arguments, name));
    let [book, folder] = arguments.as_slice() else {
        return Err(
            "usage: export [--layout small|large] [--queries FILE] [--limit N] BOOK.json FOLDER".into()
        );
    };
    let book: Book = serde_json::from_slice(&std::fs::read(book)?)?;
    let start = Instant::now();
    let index = Index::new(book)?;
    let indexed = start.elapsed();
    let files = match layout.as_deref() {
        None => index.export(),
        Some("small") => index.export_as(Layout::SMALL),
        Some("large") => index.export_as(Layout::LARGE),
        Some(other) => return Err(format!("no such layout: {other}").into()),
    };
    let exported = start.elapsed() - indexed;
    eprintln!("{} sections, indexed in {indexed:?}, exported in {exported:?}", index.sections().len());
    write(Path::new(folder), &files)?;
    let limit = limit.map_or(Ok(Options::default().limit), |limit| limit.parse())?;
    let queries = queries.map(std::fs::read_to_string).transpose()?.unwrap_or_default();
    for line in queries.lines() {
        println!("{}", serde_json::to_string(&answer(&index, line, limit))?);
    }
    Ok(())
}

/// Takes `name VALUE` out of the arguments.
fn option(arguments: &mut Vec<String>, name: &str) -> Option<String> {
    let place = arguments.iter().position(|argument| argument == name)?;
    arguments.drain(place..(place + 2).min(arguments.len())).nth(1)
}

fn write(folder: &Path, files: &[File]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("engine.js"), ENGINE_JS)?;
    files.iter().try_for_each(|file| std::fs::write(folder.join(&file.name), &file.bytes))
}

fn answer(index: &Index, line: &str, limit: usize) -> search_index::Answer {
    let mut columns = line.split('\t');
    let query = columns.next().unwrap_or_default();
    let [kind, edition] =
        [(); 2].map(|()| columns.next().filter(|value| !value.is_empty()).map(str::to_owned));
    index.search(query, &Options { limit, kind, edition })
}
