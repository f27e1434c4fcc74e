//! What the site's own check found, as diagnostics like all others.

use std::{fs, ops::Range, path::Path, sync::LazyLock};

use checklist::{Code, Diagnostic, Report, Span};
use site::Finding;

/// The site's codes with the sentence that explains each.
static CODES: LazyLock<Vec<Code>> = LazyLock::new(|| site::Code::ALL.into_iter().map(code).collect());

/// For `jissen explain`.
pub(crate) fn codes() -> impl Iterator<Item = &'static Code> {
    CODES.iter()
}

fn code(code: site::Code) -> Code {
    let explanation = code.explanation();
    let title = explanation.split_once('。').map_or(explanation, |(title, _)| title);
    Code { name: code.name(), title, explanation }
}

/// Adds a finding of the book in `root` to the report.
pub(crate) fn add(root: &Path, finding: &Finding, report: &mut Report) {
    let bytes = place(root, Path::new(&finding.file), finding.position, report);
    report.push(diagnostic(finding, bytes));
}

/// Adds a finding in a finished site to the report, without a look into its files.
pub(crate) fn add_unread(finding: &Finding, report: &mut Report) {
    report.push(diagnostic(finding, 0..0));
}

fn diagnostic(finding: &Finding, bytes: Range<usize>) -> Diagnostic {
    let code = CODES.iter().find(|code| code.name == finding.code.name()).expect("ALL has every code");
    let span = Span::new(&finding.file, bytes);
    let diagnostic = match finding.severity {
        site::Severity::Error => Diagnostic::error(code, span, &finding.message),
        site::Severity::Warning => Diagnostic::warning(code, span, &finding.message),
    };
    match &finding.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Where a position is in a file of the book, whose text the report keeps from now on.
pub(crate) fn place(
    root: &Path,
    file: &Path,
    position: Option<(usize, usize)>,
    report: &mut Report,
) -> Range<usize> {
    if report.sources.get(file).is_none()
        && let Ok(text) = fs::read_to_string(root.join(file))
    {
        report.add_source(file, text);
    }
    let text = report.sources.get(file).map(|text| &**text).unwrap_or_default();
    position.and_then(|position| byte_at(text, position)).map_or(0..0, |start| start..start)
}

/// The byte where a line and column stand, both from 1, the column in characters.
fn byte_at(text: &str, (line, column): (usize, usize)) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(start..)?;
    let (offset, _) = rest.char_indices().nth(column.checked_sub(1)?)?;
    Some(start + offset)
}

#[cfg(test)]
mod tests {
    use super::byte_at;

    #[test]
    fn columns_count_characters() {
        assert_eq!(byte_at("版\n新旧表\n", (2, 2)), Some("版\n新".len()));
        assert_eq!(byte_at("版", (1, 1)), Some(0));
        assert_eq!(byte_at("版", (3, 1)), None);
    }
}
