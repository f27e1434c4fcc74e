//! Code blocks as mdBook shows them: hidden lines are not shown.

use std::collections::BTreeMap;

/// The language of a code block and the lines to show.
///
/// `info` is what stands after the fence (`rust,ignore`, `python,hidelines=!!!`); `prefixes` are the hidden-line prefixes
/// by language. In Rust a line that begins with `# ` is hidden and `##` stands for `#`.
pub(crate) fn shown(info: &str, code: &str, prefixes: &BTreeMap<String, String>) -> (String, String) {
    let mut words = info.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let language = words.next().unwrap_or_default().to_owned();
    let own_prefix = words.find_map(|word| word.strip_prefix("hidelines="));
    let code = match own_prefix.or_else(|| prefixes.get(&language).map(String::as_str)) {
        _ if language == "rust" => lines(code, shown_rust_line),
        Some(prefix) => lines(code, |line| (!line.trim_start().starts_with(prefix)).then(|| line.to_owned())),
        None => code.to_owned(),
    };
    (language, code)
}

fn lines(code: &str, shown: impl Fn(&str) -> Option<String>) -> String {
    let mut text = code.lines().filter_map(shown).collect::<Vec<_>>().join("\n");
    if code.ends_with('\n') && !text.is_empty() {
        text.push('\n');
    }
    text
}

fn shown_rust_line(line: &str) -> Option<String> {
    let start = line.len() - line.trim_start().len();
    let (indent, rest) = line.split_at(start);
    match rest.strip_prefix('#') {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => None,
        Some(rest) if rest.starts_with('#') => Some(format!("{indent}{rest}")),
        _ => Some(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_lines_are_hidden_by_a_hash_and_a_blank() {
        let (language, code) =
            shown("rust,ignore", "# use a;\n#\n## x\n#[test]\nfn a() {}\n", &BTreeMap::new());
        assert_eq!(language, "rust");
        assert_eq!(code, "# x\n#[test]\nfn a() {}\n");
    }

    #[test]
    fn other_languages_hide_by_their_prefix() {
        let prefixes = BTreeMap::from([("python".to_owned(), "~".to_owned())]);
        assert_eq!(shown("python", "~a\nb\n", &prefixes).1, "b\n");
        assert_eq!(shown("sh hidelines=!!", "a\n  !!b\n", &prefixes).1, "a\n");
        assert_eq!(shown("", "# a\n", &prefixes), (String::new(), "# a\n".to_owned()));
    }
}
