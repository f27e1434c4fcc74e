//! `jissen diff`: two editions side by side, for reading or for other programs.

use anyhow::Result;
use checklist::{Comparison, Edition, Library, compare, nearest};
use preprocessors::Shared;

use crate::{
    End, answer,
    arguments::{Diff, DiffFormat},
    complain, no_book,
};

/// Writes what changed between two editions.
///
/// # Errors
///
/// When the data cannot be read or the result not be written.
pub(crate) fn diff(arguments: &Diff) -> Result<End> {
    if let Some(complaint) = no_book(&arguments.book.folder) {
        return Ok(complain(&complaint));
    }
    let shared = Shared::load(&arguments.book.folder)?;
    let report = shared.report();
    if report.n_errors() > 0 {
        eprint!("{}", report.render());
        return Ok(End::Mistakes);
    }
    let editions = [&arguments.old, &arguments.new].map(|id| edition(shared.library(), id));
    match editions {
        [Ok(older), Ok(newer)] => {
            answer(&write(&shared, &compare(shared.library(), older, newer), arguments.format)?)
        }
        [Err(complaint), _] | [_, Err(complaint)] => Ok(complain(&complaint)),
    }
}

fn write(shared: &Shared, comparison: &Comparison<'_>, format: DiffFormat) -> Result<String> {
    Ok(match format {
        DiffFormat::Md => checklist::to_markdown(comparison),
        DiffFormat::Html => preprocessors::comparison_document(shared, comparison)?,
        DiffFormat::Json => checklist::to_json(comparison),
        DiffFormat::Csv => checklist::to_csv(comparison),
    })
}

/// An edition with rows, by what was typed.
fn edition<'a>(library: &'a Library, id: &str) -> Result<&'a Edition, String> {
    let Some(edition) = library.edition(id) else {
        let known: Vec<_> = library.editions.iter().map(|edition| edition.id.as_str()).collect();
        let mut text = format!("使い方の誤り: `{id}` という版はありません(あるのは {})\n", known.join("、"));
        if let Some(name) = nearest(id, known) {
            text.push_str(&format!("  もしかして: {name}\n"));
        }
        return Err(text);
    };
    match edition.forms.is_empty() {
        true => Err(format!("使い方の誤り: {}は項目がまだ入っていないため、比べられません\n", edition.title)),
        false => Ok(edition),
    }
}
