//! `jissen explain`: what a code means.

use checklist::{Code, nearest};

use crate::{codes, findings};

/// All codes of all rooms, by name.
fn all() -> Vec<&'static Code> {
    let mut all: Vec<_> = [checklist::codes::CODES, preprocessors::CODES, codes::CODES].concat();
    all.extend(findings::codes());
    // The lint of chapters and the check of pages share some codes; the explanation of the first is the longer one.
    all.sort_by_key(|code| code.name);
    all.dedup_by_key(|code| code.name);
    all
}

/// Every code with its one line.
pub(crate) fn list() -> String {
    let all = all();
    let width = all.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let lines: String = all.iter().map(|code| format!("{:width$}  {}\n", code.name, code.title)).collect();
    format!("{lines}\n`jissen explain 符号` で、意味と直し方を表示します。\n")
}

/// The explanation of one code.
///
/// # Errors
///
/// A sentence for whoever typed a name that is no code.
pub(crate) fn explain(name: &str) -> Result<String, String> {
    let all = all();
    if let Some(code) = all.iter().find(|code| code.name == name) {
        return Ok(format!("{}: {}\n\n{}\n", code.name, code.title, code.explanation.trim()));
    }
    let mut text = format!("使い方の誤り: `{name}` という符号はありません\n");
    if let Some(name) = nearest(name, all.iter().map(|code| code.name)) {
        text.push_str(&format!("  もしかして: {name}\n"));
    }
    text.push_str("  符号の一覧は jissen explain で見られます\n");
    Err(text)
}
