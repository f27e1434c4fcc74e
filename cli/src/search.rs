//! `jissen search`: the answer the search box of the site gives, from the same index.

pub(crate) mod show; // answers for people and for programs

use std::io::{self, IsTerminal};

use anyhow::Result;
use checklist::nearest;
use search_index::{Index, Options, Section};

use crate::{
    End, answer,
    arguments::Search,
    complain, evaluation,
    make::Run,
    no_book,
    search::show::{Look, Question},
    start,
    warnings::Warnings,
};

/// Answers a query, or measures how well a list of queries is answered.
///
/// # Errors
///
/// When the book cannot be read, the index not be made or the result not be written.
pub(crate) fn search(arguments: &Search) -> Result<End> {
    if let Some(complaint) = no_book(&arguments.book) {
        return Ok(complain(&complaint));
    }
    let warnings = Warnings::listen();
    let mut run = start(&arguments.book, &warnings);
    let book = run.sections()?;
    let Run { report, progress, .. } = run;
    drop(progress);
    let Some(book) = book else {
        eprint!("{}", report.render());
        return Ok(End::Mistakes);
    };
    match &arguments.eval {
        Some(list) => evaluation::evaluate(list, book, arguments.json),
        None => look_up(arguments, book),
    }
}

fn look_up(arguments: &Search, book: search_index::Book) -> Result<End> {
    let [kinds, editions] = [
        distinct(&book.sections, |section| Some(&section.kind)),
        distinct(&book.sections, |section| section.edition.as_ref()),
    ];
    let filters = [("種類", &arguments.kind, &kinds), ("版", &arguments.edition, &editions)];
    if let Some(complaint) =
        filters.into_iter().find_map(|(what, typed, known)| unknown(what, typed.as_deref(), known))
    {
        return Ok(complain(&complaint));
    }

    let words: Vec<String> = book.words.iter().map(|word| word.term.clone()).collect();
    let index = Index::new(book)?;
    let text = arguments.words.join(" ");
    let options = Options {
        limit: arguments.limit as usize,
        kind: arguments.kind.clone(),
        edition: arguments.edition.clone(),
    };
    let question = Question { text: &text, options: &options, words: &words };
    answer(&match (arguments.explain, arguments.json) {
        (false, false) => show::human(&question, &index.search(&text, &options), Look::of_stdout()),
        (false, true) => show::json(&question, &index.search(&text, &options)),
        (true, false) => index.explain(&text, &options).to_string(),
        (true, true) => show::explained_json(&question, &index.explain(&text, &options))?,
    })
}

impl Look {
    /// Bold on a terminal that has not been told otherwise.
    fn of_stdout() -> Self {
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if io::stdout().is_terminal() && !is_plain { Self::Bold } else { Self::Plain }
    }
}

/// What sections say of themselves, each once, in reading order.
fn distinct(sections: &[Section], value: impl Fn(&Section) -> Option<&String>) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in sections.iter().filter_map(value).filter(|value| !value.is_empty()) {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    values
}

/// Why a filter lets nothing through, if so.
fn unknown(what: &str, typed: Option<&str>, known: &[String]) -> Option<String> {
    let typed = typed.filter(|typed| !known.iter().any(|known| known == typed))?;
    let choice = match known {
        [] => format!("この本は{what}に分かれていません"),
        known => format!("あるのは {}", known.join("、")),
    };
    let mut text = format!("使い方の誤り: `{typed}` という{what}はありません({choice})\n");
    if let Some(name) = nearest(typed, known.iter().map(String::as_str)) {
        text.push_str(&format!("  もしかして: {name}\n"));
    }
    Some(text)
}
